"""Answer all HTTP requests of the bot: those of Slack here, and other requests in a Flask application."""

import logging
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from slack_bolt import App

from bot.door.readiness import Report
from bot.door.server import EVENTS, Server, guard_log
from bot.door.signature import make_slack_door
from bot.tools import Tools

if TYPE_CHECKING:
    from handlers.pages.desk import Desk


def listen(door: WSGIApplication, *, host: str, port: int) -> Server:
    """Open the HTTP port. `run()` serves until `stop()`. A body of more than 1,000,000 bytes gets 413."""
    for name in ("waitress", "waitress.queue"):
        guard_log(logging.getLogger(name))
    return Server(door, host=host, port=port)


class Door:
    """The WSGI application. `slack` answers Slack's requests; it is None in Socket Mode.

    Slack's requests do not pass through Flask, because its routing takes as long as all of Bolt (0.15 ms). Flask also
    takes a tenth of the bot's start to load. So it is loaded when `pages` is first read: after the start, or earlier if
    another request comes."""

    def __init__(self, slack: WSGIApplication | None, make_pages: Callable[[], WSGIApplication]) -> None:
        self._slack, self._make_pages = slack, make_pages

    @cached_property
    def pages(self) -> WSGIApplication:
        """The application for all requests that are not from Slack."""
        return self._make_pages()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer an HTTP request."""
        is_slack = environ["PATH_INFO"] == EVENTS and environ["REQUEST_METHOD"] == "POST"
        answer = self._slack if is_slack and self._slack else self.pages
        return answer(environ, start_response)


def make_door(
    tools: Tools,
    *,
    bolt: App | None,
    readiness: Callable[[], Report],
    make_desk: "Callable[[], Desk | None] | None" = None,
) -> Door:
    """Return the WSGI application. `bolt` is None in Socket Mode.

    `make_desk` returns the object that answers mail links. If it is None or returns None, mail links have no pages.
    Raises ValueError if `bolt` has no signing secret."""

    def make_pages() -> WSGIApplication:
        from bot.door.addresses import make_addresses

        return make_addresses(tools, readiness=readiness, desk=make_desk and make_desk())

    secret = tools.settings.slack_signing_secret
    slack = make_slack_door(bolt, secret.get_secret_value() if secret else "") if bolt else None
    return Door(slack, make_pages)

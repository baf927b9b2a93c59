"""The bot's HTTP door: Slack's requests, private calendars, whether we live and can serve, what we count."""

import logging
import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, jsonify, request
from slack_bolt import App

from bot.agenda.calendars import read_feed
from bot.errors import Unavailable
from bot.log import Sparing
from bot.metrics import CONTENT_TYPE, exposition
from bot.server import Server
from bot.signature import make_slack_door
from bot.tools import Tools
from bot.upkeep import look_ahead
from storage.upgrade import newest, revision_of

EVENTS = "/slack/events"
HEALTH = "/healthz"
FEED = "/agenda/<token>.ics"
RETRY_SECONDS = "60"
_FEED_ADDRESS = re.compile(r"/agenda/[^\s\]]+")
_ADDRESS = re.compile(r"(while serving|closing channel) .*", re.DOTALL)  # as waitress says whom it served, and what
_SPARING = Sparing()


def listen(door: WSGIApplication, *, host: str, port: int) -> Server:
    """Open the door on an address; `run()` serves until `leave()`. A body over 1,000,000 bytes is answered 413."""
    for name in ("waitress", "waitress.queue"):
        _guard(logging.getLogger(name))
    return Server(door, host=host, port=port, health=HEALTH)


def make_door(tools: Tools, *, bolt: App | None, is_working: Callable[[], bool]) -> WSGIApplication:
    """Make the WSGI application. `bolt` None: Socket Mode, then `/slack/events` does not exist.

    Slack's requests go past Flask: its routing and request objects cost as much as all that Bolt does (measured 0.15
    ms). Raises ValueError for a Bolt without a signing secret.
    """
    pages = _make_pages(tools, is_working)
    if bolt is None:
        return pages
    secret = tools.settings.slack_signing_secret
    slack = make_slack_door(bolt, secret.get_secret_value() if secret else "")

    def door(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_slack = environ["PATH_INFO"] == EVENTS and environ["REQUEST_METHOD"] == "POST"
        return (slack if is_slack else pages)(environ, start_response)

    return door


def _make_pages(tools: Tools, is_working: Callable[[], bool]) -> Flask:
    door = Flask("bot")
    _guard(door.logger)

    @door.get(HEALTH)
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @door.get("/readyz")
    def readyz() -> tuple[Response, int]:
        trouble = _trouble(tools, is_working)
        return jsonify({"ready": trouble is None, "trouble": trouble}), 200 if trouble is None else 503

    @door.get("/metrics")
    def metrics() -> Response:
        return Response(exposition(), content_type=CONTENT_TYPE)

    @door.get(FEED)  # and HEAD, by Flask
    def feed(token: str) -> Response:
        return _feed(tools, token)

    if tools.settings.bot_clock_file is not None:  # demo and tests only

        @door.get("/clock")
        def clock() -> Response:
            now = tools.now()
            due, idle = look_ahead(tools)
            return jsonify({"now": now.timestamp(), "next_due": due and due.timestamp(), "idle": idle})

    return door


def _feed(tools: Tools, token: str) -> Response:
    """Answer a calendar program with somebody's calendar: privately, and with nothing at all when nothing changed.

    Whether the address was never given, was renewed, or is of somebody who has left, the answer is the same 404.
    """
    try:
        with tools.reading() as reading:
            written = read_feed(reading, token, now=tools.now())
    except Unavailable:
        answer = Response("not now\n", 503, {"Retry-After": RETRY_SECONDS}, mimetype="text/plain")
    else:
        if written is None:
            answer = Response("not found\n", 404, mimetype="text/plain")
        else:
            answer = Response(written, content_type="text/calendar; charset=utf-8")
            answer.set_etag(sha256(written).hexdigest())
    # Asked about each time: what changed minutes ago matters, and an unchanged calendar costs an empty answer.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    if answer.status_code == 200:
        answer.make_conditional(request)
    return answer


def _guard(logger: logging.Logger) -> None:
    """Keep a log from strangers, who decide which addresses they ask for, and how often there is something to say."""
    for sieve in (_hide_addresses, _SPARING):
        logger.addFilter(sieve)


def _hide_addresses(record: logging.LogRecord) -> bool:
    """Let a line pass without the addresses it names: a stranger may have chosen it, a feed's opens somebody's days."""
    said = _ADDRESS.sub(r"\1 …", record.getMessage())
    record.msg, record.args = _FEED_ADDRESS.sub("/agenda/…", said), ()
    return True


def _trouble(tools: Tools, is_working: Callable[[], bool]) -> str | None:
    try:
        with tools.reading() as reading:
            revision = revision_of(reading)
    except Unavailable:
        return "database"
    if revision != newest():
        return "migrations"
    return None if is_working() else "clock jobs"

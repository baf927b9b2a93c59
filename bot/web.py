"""The bot's HTTP door: Slack's requests, whether we live, whether we can serve, what we count, and the demo's clock."""

import re
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, jsonify
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from waitress.server import BaseWSGIServer, create_server

from bot.clock import machine_now
from bot.errors import Unavailable
from bot.metrics import CONTENT_TYPE, exposition
from bot.notices.service import outlook
from bot.tools import Tools
from storage.upgrade import newest, revision_of

BODY_LIMIT = 1_000_000  # bytes: Slack's requests stay far below
THREADS = 24  # as many as listeners, since each waits for one
EVENTS = "/slack/events"
SECONDS, SIGNATURE = re.compile("[0-9]{1,12}"), re.compile("v0=[0-9a-f]{64}")


def listen(door: WSGIApplication, *, host: str, port: int) -> BaseWSGIServer:
    """Open the door on an address; `run()` serves until SystemExit. A body over 1,000,000 bytes is answered 413."""
    return create_server(
        door,
        host=host,
        port=port,
        threads=THREADS,
        max_request_body_size=BODY_LIMIT + 1,  # waitress refuses from its limit on
        clear_untrusted_proxy_headers=True,
    )


def make_door(tools: Tools, *, bolt: App | None, is_working: Callable[[], bool]) -> WSGIApplication:
    """Make the WSGI application. `bolt` None: Socket Mode, then `/slack/events` does not exist.

    A wrong or old signature is answered 401 (Bolt). Slack's requests go past Flask: its routing and request objects
    cost as much as all that Bolt does (measured 0.15 ms).
    """
    pages = _make_pages(tools, is_working)
    if bolt is None:
        return pages
    slack = SlackRequestHandler(bolt, EVENTS)

    def door(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != EVENTS or environ["REQUEST_METHOD"] != "POST":
            return pages(environ, start_response)
        if not _looks_signed(environ):
            start_response("401 Unauthorized", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"not signed\n"]
        try:
            return slack(environ, start_response)
        except UnicodeDecodeError:  # Slack sends UTF-8: somebody else is at the door
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"not UTF-8\n"]

    return door


def _looks_signed(environ: WSGIEnvironment) -> bool:
    """Say whether both headers have the form of a signature; Bolt, which verifies it, stumbles over other forms."""
    time, signature = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""), environ.get("HTTP_X_SLACK_SIGNATURE", "")
    return bool(SECONDS.fullmatch(time) and SIGNATURE.fullmatch(signature))


def _make_pages(tools: Tools, is_working: Callable[[], bool]) -> Flask:
    door = Flask("bot")

    @door.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @door.get("/readyz")
    def readyz() -> tuple[Response, int]:
        trouble = _trouble(tools, is_working)
        return jsonify({"ready": trouble is None, "trouble": trouble}), 200 if trouble is None else 503

    @door.get("/metrics")
    def metrics() -> Response:
        return Response(exposition(), content_type=CONTENT_TYPE)

    if tools.settings.bot_clock_file is not None:  # demo and tests only

        @door.get("/clock")
        def clock() -> Response:
            now = tools.now()
            with tools.reading() as reading:
                ahead = outlook(reading, now=now, machine_now=machine_now())
            due = ahead.next_due.timestamp() if ahead.next_due else None
            return jsonify({"now": now.timestamp(), "next_due": due, "idle": ahead.idle})

    return door


def _trouble(tools: Tools, is_working: Callable[[], bool]) -> str | None:
    try:
        with tools.reading() as reading:
            revision = revision_of(reading)
    except Unavailable:
        return "database"
    if revision != newest():
        return "migrations"
    return None if is_working() else "clock jobs"

"""The bot's HTTP door: Slack's requests, people's calendars, whether we live and can serve, what we count."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, jsonify, request
from slack_bolt import App
from slack_bolt.adapter.wsgi.http_response import WsgiHttpResponse
from slack_sdk.signature import SignatureVerifier
from waitress.server import BaseWSGIServer, create_server

from bot.agenda.calendars import read_feed
from bot.errors import Unavailable
from bot.metrics import CONTENT_TYPE, exposition
from bot.tools import Tools
from bot.upkeep import look_ahead
from handlers.kit.envelope import deliver
from storage.upgrade import newest, revision_of

BODY_LIMIT = 1_000_000  # bytes: Slack's requests stay far below
THREADS = 24  # as many as listeners, since each waits for one
EVENTS = "/slack/events"
FEED = "/agenda/<token>.ics"
RETRY_SECONDS = "60"
SECONDS, SIGNATURE = re.compile("[0-9]{1,12}"), re.compile("v0=[0-9a-f]{64}")
FEED_ADDRESS = re.compile(r"/agenda/[^\s\]]+")


def listen(door: WSGIApplication, *, host: str, port: int) -> BaseWSGIServer:
    """Open the door on an address; `run()` serves until SystemExit. A body over 1,000,000 bytes is answered 413."""
    # It names the address that it served when somebody hangs up, or when all fails.
    logging.getLogger("waitress").addFilter(_hide_feeds)
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

    A wrong or old signature is answered 401. Slack's requests go past Flask: its routing and request objects cost as
    much as all that Bolt does (measured 0.15 ms).
    """
    pages, secret = _make_pages(tools, is_working), tools.settings.slack_signing_secret
    if bolt is None or secret is None:
        return pages
    verifier = SignatureVerifier(secret.get_secret_value())

    def door(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != EVENTS or environ["REQUEST_METHOD"] != "POST":
            return pages(environ, start_response)
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            text = raw.decode("utf-8")
            signed = _is_signed(environ, text, verifier=verifier)
            body = _read_body(text) if signed else None
        except (ValueError, RecursionError):  # Slack sends UTF-8, and JSON: somebody else is at the door
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"not readable\n"]
        if not signed:
            start_response("401 Unauthorized", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"not signed\n"]
        found = deliver(bolt, body, raw=raw)
        answer = WsgiHttpResponse(found.status, found.headers, found.body)
        start_response(answer.status, answer.get_headers())
        return answer.get_body()

    return door


def _is_signed(environ: WSGIEnvironment, body: str, *, verifier: SignatureVerifier) -> bool:
    time, signature = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""), environ.get("HTTP_X_SLACK_SIGNATURE", "")
    return _looks_signed(environ) and verifier.is_valid(body, time, signature)


def _read_body(text: str) -> Any:  # noqa: ANN401 - JSON
    """Read JSON, a form that holds JSON, or a form. Raises ValueError or RecursionError."""
    if text.startswith(("{", "[")):
        return json.loads(text)
    form = dict(parse_qsl(text, keep_blank_values=True))
    return json.loads(form["payload"]) if "payload" in form else form


def _looks_signed(environ: WSGIEnvironment) -> bool:
    """Say whether both headers have the form of a signature; the SDK, which verifies it, stumbles over other forms."""
    time, signature = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""), environ.get("HTTP_X_SLACK_SIGNATURE", "")
    return bool(SECONDS.fullmatch(time) and SIGNATURE.fullmatch(signature))


def _make_pages(tools: Tools, is_working: Callable[[], bool]) -> Flask:
    door = Flask("bot")
    door.logger.addFilter(_hide_feeds)  # Flask names the address of what went wrong

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


def _hide_feeds(record: logging.LogRecord) -> bool:
    """Let a line be logged without the address of a feed: whoever reads it could read a person's calendar."""
    record.msg, record.args = FEED_ADDRESS.sub("/agenda/…", record.getMessage()), ()
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

"""Serve HTTP addresses to clients other than Slack: private calendars, pages of mail links, health checks, metrics."""

import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address

from flask import Flask, Request, Response, jsonify, request
from pydantic import SecretStr

from bot.agenda.calendars.calendars import read_feed
from bot.door.ahead import look_ahead
from bot.door.pages import add_pages
from bot.door.readiness import Report
from bot.door.server import HEALTH, guard_log
from bot.errors import Unavailable
from bot.metrics import CONTENT_TYPE, metrics_text
from bot.planning.open_calendar import read_open_calendar
from bot.tools import Tools
from handlers.pages.desk import Desk

FEED, OPEN_FEED = "/agenda/<token>.ics", "/promotion.ics"
RETRY_SECONDS = "60"
# The Host header has this form if a program on this machine sends a request.
THIS_MACHINE = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?")
PROXIED = re.compile("x-forwarded-.*|x-real-ip|forwarded|via", re.IGNORECASE)  # A proxy adds these headers.


def make_addresses(tools: Tools, *, readiness: Callable[[], Report], desk: Desk | None = None) -> Flask:
    """Return the Flask application. If `desk` is None, the application does not serve pages of mail links."""
    door, token = Flask("bot", static_folder=None), tools.settings.bot_metrics_token
    guard_log(door.logger)
    if desk is not None:
        add_pages(door, desk, settings=tools.settings)

    @door.get(HEALTH)
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @door.get("/readyz")
    def readyz() -> tuple[Response, int]:
        found = readiness()
        told: dict[str, object] = {"ready": found.trouble is None}
        if may_read_state(request, token=token):
            told |= {"trouble": found.trouble, "details": found.details}
        return jsonify(told), 200 if found.trouble is None else 503

    @door.get("/metrics")
    def metrics() -> Response:
        if may_read_state(request, token=token):
            return Response(metrics_text(), content_type=CONTENT_TYPE)
        if token is None:
            return Response("asked from this machine alone: BOT_METRICS_TOKEN is not set\n", 403, mimetype="text/plain")
        return Response("the token, please\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")

    @door.get(FEED)  # Flask answers HEAD too.
    def feed(token: str) -> Response:
        return _feed_response(partial(_read_own_feed, tools, token))

    if tools.settings.bot_base_url is not None:

        @door.get(OPEN_FEED)
        def open_feed() -> Response:
            return _feed_response(partial(_read_open_feed, tools))

    if tools.settings.bot_clock_file is not None:  # Only the demo and tests have this address.

        @door.get("/clock")
        def clock() -> Response:
            now, ahead = tools.now(), look_ahead(tools)
            due = ahead.due and ahead.due.timestamp()
            return jsonify({"now": now.timestamp(), "next_due": due, "idle": ahead.idle})

    return door


def _read_own_feed(tools: Tools, token: str) -> bytes | None:
    with tools.reading() as reading:
        return read_feed(reading, token=token, now=tools.now())


def _read_open_feed(tools: Tools) -> bytes:
    """Return the public calendar. It is computed again every hour, and after each change in the database."""
    hour = tools.now().replace(minute=0, second=0, microsecond=0)
    return tools.remember((OPEN_FEED, hour), read=partial(read_open_calendar, now=hour))


def _feed_response(read: Callable[[], bytes | None]) -> Response:
    """Answer a calendar program with the calendar that `read` returns. Answer 304 if it has not changed.

    The answer is 404 if `read` returns None: the token is unknown or was renewed, or its owner is a former member."""
    try:
        written = read()
    except Unavailable:
        answer = Response("not now\n", 503, {"Retry-After": RETRY_SECONDS}, mimetype="text/plain")
    else:
        if written is None:
            answer = Response("not found\n", 404, mimetype="text/plain")
        else:
            answer = Response(written, content_type="text/calendar; charset=utf-8")
            answer.set_etag(sha256(written).hexdigest())
    # Calendar programs must ask each time, because recent changes matter. If nothing changed, the answer is empty.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    if answer.status_code == 200:
        answer.make_conditional(request)
    return answer


def may_read_state(client_request: Request, *, token: SecretStr | None) -> bool:
    """Return whether the client may read the bot's state. If a token is configured, the client must send it.

    Without a configured token, the client must be on this machine. A proxy on this machine passes on requests of other
    machines, which show in its headers or in the Host header. A proxy that adds no header cannot be recognised, so it
    must not forward these addresses (docs/plusieurs-copies.md)."""
    if token is not None:
        scheme, _, given = client_request.headers.get("Authorization", "").partition(" ")
        known = token.get_secret_value().encode()
        return scheme.lower() == "bearer" and compare_digest(given.encode("latin-1"), known)
    return (
        ip_address(client_request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 - an address of nobody
        and THIS_MACHINE.fullmatch(client_request.headers.get("Host", "")) is not None
        and not any(PROXIED.fullmatch(name) for name, _ in client_request.headers)
    )

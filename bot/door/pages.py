"""Serve the pages of mail links, for people without Slack. They are rate-limited, never cached or framed."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Collection
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from time import monotonic
from uuid import uuid4

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException

from bot.errors import Unavailable
from bot.runtime.limits import ONE_CLICK, PAGE_FORM
from bot.settings import Settings
from handlers.kit.texts import APOLOGY, refusal_sentence
from handlers.pages import drawing, texts
from handlers.pages.desk import Desk, unknown_page
from handlers.pages.drawing import Page

log = logging.getLogger(__name__)

MINUTE = 60.0
# In a minute, a client may request 30 unknown addresses, and submit the same link 30 times.
WRONG, POSTS = 30, 30
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
}


class RequestLimit:
    """A limit of `max_requests` requests a minute for each client. It remembers the last thousand clients."""

    def __init__(self, max_requests: int, *, max_clients: int = 1000) -> None:
        self._most, self._room = max_requests, max_clients
        self._lock = Lock()
        self._places: OrderedDict[str, list[float]] = OrderedDict()

    def count(self, client: str) -> bool:
        """Count a request from the client `client`. Return False if it exceeds the limit."""
        now = monotonic()
        with self._lock:
            recent = [at for at in self._places.pop(client, []) if now - at < MINUTE][-self._most :]
            self._places[client] = [*recent, now]
            if len(self._places) > self._room:
                self._places.popitem(last=False)
            return len(recent) < self._most


def client_address(peer_address: str, forwarded_for: str, *, trusted_proxies: Collection[str]) -> str:
    """Return the client's address: the last address in `forwarded_for` (X-Forwarded-For) that is not our proxy.

    Anybody can write this header. So it counts only if the request came from a proxy in `trusted_proxies`, which has
    addresses and networks."""
    networks = [ip_network(network) for network in trusted_proxies]
    asks = peer_address
    for hop in reversed(["", *(part.strip() for part in forwarded_for.split(","))]):
        try:
            if not any(ip_address(asks) in network for network in networks):
                return asks
        except ValueError:
            return peer_address
        asks = hop or asks
    return asks


def client_network(address: str) -> str:
    """Return the address or network of one client: an IPv4 address, or a /64 network of IPv6 (one subscriber's)."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip_network((int(ip), 64), strict=False))
    return address


def add_pages(door: Flask, desk: Desk, *, settings: Settings) -> None:
    """Add the pages and their stylesheet to the application. Only a POST to `/r/<token>` can change data."""
    style = settings.bot_stylesheet.read_bytes() if settings.bot_stylesheet else drawing.STYLE
    wrong, posts = RequestLimit(WRONG), RequestLimit(POSTS)

    def is_often() -> bool:
        forwarded = request.headers.get("X-Forwarded-For", "")
        who = client_address(request.remote_addr or "", forwarded, trusted_proxies=settings.bot_trusted_proxies)
        return not wrong.count(client_network(who))

    def send(page: Page) -> Response:
        stated = drawing.with_accessibility_statement(
            page, state=settings.bot_accessibility, href=settings.bot_accessibility_url
        )
        return Response(stated.html, stated.status, HEADERS, content_type="text/html; charset=utf-8")

    @door.get(drawing.STYLE_PATH)
    def style_of_pages() -> Response:
        return Response(style, content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})

    @door.get("/r/<token>")  # Flask answers HEAD too.
    def look(token: str) -> Response:
        return send(_page_or_error(lambda: desk.show_page(token), is_often=is_often))

    @door.post("/r/<token>")
    def post(token: str) -> Response:
        if not desk.has_signed(token):  # Anybody can send a form: do not parse it before this check.
            return send(_page_or_error(unknown_page, is_often=is_often))
        if _is_large(request):
            return send(drawing.note_page(texts.LARGE, texts.LARGE_WHY, status=413))
        if not posts.count(token):
            return send(drawing.note_page(texts.OFTEN, texts.OFTEN_WHY, status=429))
        return send(_page_or_error(lambda: desk.post(token, request.form.getlist), is_often=is_often))


def _is_large(form_request: Request) -> bool:
    limits = ONE_CLICK if form_request.mimetype == "multipart/form-data" else PAGE_FORM
    if (form_request.content_length or 0) > limits.size:
        return True
    fields = form_request.get_data(cache=True, parse_form_data=False).count(b"&") + 1
    return limits is PAGE_FORM and fields > (PAGE_FORM.count or 0)


def _page_or_error(draw: Callable[[], Page], *, is_often: Callable[[], bool]) -> Page:
    """Return the page that `draw` draws, or an error page. It asks clients with many unknown pages to wait."""
    try:
        page = draw()
    except Unavailable as unavailable:
        page = drawing.note_page(texts.BUSY, refusal_sentence(unavailable), status=503)
    except HTTPException:
        page = unknown_page()
    except Exception as error:
        number = uuid4().hex[:8]
        log.error("fault %s", number, exc_info=error)
        page = drawing.note_page(texts.FAULT, APOLOGY(number=number), status=500)
    if page.status == 404 and is_often():
        page = drawing.note_page(texts.OFTEN, texts.OFTEN_WHY, status=429)
    return page

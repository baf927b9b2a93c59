"""Fetch a document from a typed address, within a deadline and a size limit, and never from a private network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPResponse
from time import monotonic
from urllib.parse import urljoin

from bot.errors import FeedUnread
from bot.outside.exchange import MOST_REDIRECTS, REDIRECTS, Exchange, read_body, read_validator, translate_errors

SECONDS = 5.0  # seconds for the lookup, the redirects and the body together

_OK, _UNCHANGED = 200, 304
# Other statuses mean "refused".
_REASONS = {401: "forbidden", 403: "forbidden", 404: "gone", 410: "gone"}


@dataclass(frozen=True, slots=True)
class FetchedDocument:
    """A document with its validators (ETag, Last-Modified): with these, a later request detects changes."""

    body: bytes = field(repr=False)
    etag: str | None
    modified: str | None


class Fetcher(Exchange):
    """Fetches documents that need no password."""

    def fetch(
        self, address: str, *, etag: str | None = None, modified: str | None = None, seconds: float = SECONDS
    ) -> FetchedDocument | None:
        """Return the document at an http(s) address; None if it still has these validators.

        At most three redirects are followed. Each is checked like the first address, and none leads from https to http.
        Raises FeedUnread with a reason: not_a_link, private, unreachable, slow, unsafe (no valid certificate),
        forbidden, gone, refused, redirects, too_big, broken."""
        deadline = monotonic() + seconds
        validators = {"If-None-Match": etag, "If-Modified-Since": modified}
        asked = {name: value for name, value in validators.items() if value}
        with translate_errors():
            return self._fetch(address, asked, deadline=deadline)

    def _fetch(self, address: str, validators: Mapping[str, str], *, deadline: float) -> FetchedDocument | None:
        headers = {"Accept": "text/calendar, */*;q=0.5", **validators}
        for _ in range(MOST_REDIRECTS + 1):
            with self.answer(address, headers=headers, deadline=deadline) as answer:
                if answer.status not in REDIRECTS:
                    return None if validators and answer.status == _UNCHANGED else _read_answer(answer)
                address = _redirect_address(address, answer)
        raise FeedUnread("redirects")


def _redirect_address(address: str, answer: HTTPResponse) -> str:
    following = urljoin(address, answer.getheader("Location") or "")
    if address.startswith("https:") and not following.startswith("https:"):
        raise FeedUnread("redirects")  # The address is a secret: it must be encrypted.
    return following


def _read_answer(answer: HTTPResponse) -> FetchedDocument:
    if answer.status != _OK:
        raise FeedUnread(_REASONS.get(answer.status, "refused"))
    return FetchedDocument(read_body(answer), read_validator(answer, "ETag"), read_validator(answer, "Last-Modified"))

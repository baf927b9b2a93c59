"""Download files from Slack and upload files to it, at the addresses that Slack's methods return."""

from collections.abc import Callable
from http.client import HTTPResponse
from time import monotonic
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from slack_sdk import WebClient

from bot.outside.slack import make_opener
from handlers.kit.blocks import Json

from .outcomes import Failed, RetryLater, retry_after_seconds

LARGEST = 10 * 1024 * 1024  # the largest file, in bytes
_SECONDS = 10.0  # the timeout of a connection, of each answer, and of a whole download
_CHUNK = 64 * 1024
# Why a file cannot be downloaded, by the `mode` that Slack gives it.
_GONE = {"tombstone": "file_deleted", "hidden_by_limit": "not_visible"}


class Transfers:
    """Downloads and uploads files of at most LARGEST bytes, with the client's token, proxy and certificates.

    `steady` returns the time of a monotonic clock, in seconds."""

    def __init__(self, client: WebClient, *, steady: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._steady = steady
        self._opener = make_opener(proxy=client.proxy, ssl=client.ssl)

    def fetch(self, file: Json) -> bytes | RetryLater | Failed:
        """Return the bytes of a file that `files.info` describes. If it can never be downloaded, return Failed.

        After a login page or a cut connection, return RetryLater. The next attempt then asks `files.info` whether the
        file still exists. Raises what urllib raises."""
        reason = self._final_reason(file)
        if reason is not None:
            return Failed(reason)
        request = Request(file["url_private"])  # noqa: S310 - _hopeless has checked that scheme and host are Slack's
        request.add_unredirected_header("Authorization", f"Bearer {self._client.token}")
        ends = self._steady() + _SECONDS
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                if answer.headers.get_content_type() == "text/html" != file.get("mimetype"):
                    return RetryLater("login_page")
                data = self._read_bytes(answer, file["size"], deadline=ends)
        except HTTPError as error:
            return _http_error_outcome(error, other_reason="login_page")
        return data if len(data) == file["size"] else RetryLater("cut")

    def upload(self, url: str, data: bytes) -> RetryLater | None:
        """Post the bytes to the address from `files.getUploadURLExternal`. Raises what urllib raises."""
        headers = {"Content-Type": "application/octet-stream"}
        if urlsplit(url).scheme != urlsplit(self._client.base_url).scheme:
            raise ValueError("this address is not Slack's")
        request = Request(url, data=data, headers=headers, method="POST")  # noqa: S310 of Slack's own scheme
        try:
            with self._opener.open(request, timeout=_SECONDS):
                return None
        except HTTPError as error:
            return _http_error_outcome(error, other_reason="upload_refused")

    def _final_reason(self, file: Json) -> str | None:
        """Return why a file can never be downloaded, as the code of the failure. Return None if it can."""
        if file.get("mode") in _GONE:
            return _GONE[file["mode"]]
        here, there = urlsplit(self._client.base_url), urlsplit(file.get("url_private") or "")
        # A file may be a link to another service. Send the token to Slack only.
        domain = (here.hostname or "").removeprefix("www.")
        is_slacks = there.scheme == here.scheme and f".{there.hostname}".endswith(f".{domain}")
        if file.get("is_external") or not is_slacks:
            return "external_file"
        size = file.get("size") or 0
        if size > LARGEST:
            return "too_large"
        return None if size else "empty_file"

    def _read_bytes(self, answer: HTTPResponse, size: int, *, deadline: float) -> bytes:
        """Read at most `size` + 1 bytes. Raises TimeoutError after `deadline`."""
        data = bytearray()
        while len(data) <= size and (chunk := answer.read(min(_CHUNK, size + 1 - len(data)))):
            data += chunk
            if self._steady() > deadline:
                raise TimeoutError
        return bytes(data)


def _http_error_outcome(error: HTTPError, *, other_reason: str) -> RetryLater:
    with error:
        if error.code == 429:
            return RetryLater("ratelimited", seconds=retry_after_seconds(dict(error.headers)), pauses=True)
        return RetryLater("unreachable" if error.code >= 500 else other_reason)

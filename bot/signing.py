"""Sign texts that leave the bot and come back, so that nobody else can make or change them."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256
from hmac import compare_digest, digest

from bot.runtime.limits import LINK_TOKEN

SEAL = 16  # bytes (128 bits), enough for a signature that expires
_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}")


class Signer:
    """Signs texts by HMAC-SHA256. A text that was signed for one purpose (`use`) is refused for any other purpose.

    With the same key, a text always gets the same signature. `secret`: whoever knows it can act for everybody.
    `before`: the previous secret, which is still accepted. `salt`: a random word of the database. If another database
    has the same secret, its bot refuses these texts."""

    def __init__(self, secret: str, *, before: str | None = None, salt: str) -> None:
        known = [secret, *([before] if before else [])]
        self._keys = [digest(secret.encode(), f"signing {salt}".encode(), sha256) for secret in known]

    def sign(self, data: bytes, *, use: str) -> str:
        """Return the data with its signature, in characters that a URL allows. Anybody can read the data."""
        return f"{_encode(data)}.{_signature(self._keys[0], data, use)}"

    def read(self, token: str, *, use: str, longest: int = LINK_TOKEN.size) -> bytes | None:
        """Return the data of a token; None if it was not signed for this use. Timing reveals nothing about the keys."""
        if len(token) > longest or not _FORM.fullmatch(token):
            return None
        written, _, seal = token.partition(".")
        try:
            data = urlsafe_b64decode(written + "=" * (-len(written) % 4))
        except (Error, ValueError):
            return None
        # The last letter of base64 has unused bits, so several tokens give the same data. Only one is accepted.
        # Compare with all keys, so that the time does not show which key fits.
        known = [compare_digest(_signature(key, data, use), seal) for key in self._keys]
        return data if any(known) and _encode(data) == written else None


def _signature(key: bytes, data: bytes, use: str) -> str:
    return _encode(digest(key, use.encode() + b"\0" + data, sha256)[:SEAL])


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")

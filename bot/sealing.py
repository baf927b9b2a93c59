"""Encryption of passwords that people give, with the bot's own key.

The key is derived from BOT_SECRET_KEY, which is in the settings: a copy of the database has no password. The sealed
value names its owner and target: moved to another row, it cannot be opened."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_INFO = b"passwords of calendars"  # the same setting signs links, with another key made of it


class Unsealable(Exception):
    """Raised for what none of the keys opens, or what was sealed for something else."""


class Seal:
    """Encrypts and decrypts.

    `secret`: BOT_SECRET_KEY; `before`: the previous one, which decrypts too, or None. `salt`: the word of the database,
    so that another database with the same secret decrypts nothing."""

    def __init__(self, secret: str, *, before: str | None = None, salt: str) -> None:
        self._newest = Fernet(_key(secret, salt))
        self._all = MultiFernet([self._newest, *([Fernet(_key(before, salt))] if before else [])])

    def seal(self, words: str, *, about: str) -> str:
        """Seal words, for `about` alone."""
        return self._newest.encrypt(f"{about}\0{words}".encode()).decode()

    def open(self, sealed: str, *, about: str) -> str:
        """Return the words that were sealed about this. Raises Unsealable."""
        try:
            said, _, words = self._all.decrypt(sealed.encode()).decode().partition("\0")
        except InvalidToken:
            raise Unsealable from None
        if said != about:
            raise Unsealable
        return words

    def renew(self, sealed: str) -> str | None:
        """Seal the same with the newest key; None when it is already. Raises Unsealable."""
        try:
            self._newest.decrypt(sealed.encode())
        except InvalidToken:
            pass
        else:
            return None
        try:
            return self._all.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise Unsealable from None


def _key(secret: str, salt: str) -> bytes:
    made = HKDF(SHA256(), length=32, salt=salt.encode(), info=_INFO).derive(secret.encode())
    return urlsafe_b64encode(made)

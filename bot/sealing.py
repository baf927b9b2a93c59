"""Encryption of people's passwords with the bot's own key.

The key is derived from BOT_SECRET_KEY, which is in the settings: a copy of the database does not reveal a password. A
sealed value is bound to its owner and its target: it cannot be opened in another row."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# This label makes the key differ from the key for links, which comes from the same secret.
_INFO = b"passwords of calendars"


class Unsealable(Exception):
    """Raised if no key opens a sealed value, or if the value was sealed with another `about`."""


class Seal:
    """Encrypts and decrypts passwords.

    `secret`: BOT_SECRET_KEY. `before`: the previous secret, for decryption only, or None. `salt`: the database's random
    salt, so that the same secret cannot decrypt the values of another database."""

    def __init__(self, secret: str, *, before: str | None = None, salt: str) -> None:
        self._newest = Fernet(_key(secret, salt))
        self._all = MultiFernet([self._newest, *([Fernet(_key(before, salt))] if before else [])])

    def seal(self, words: str, *, about: str) -> str:
        """Encrypt a text. It can only be decrypted with the same `about`."""
        return self._newest.encrypt(f"{about}\0{words}".encode()).decode()

    def open(self, sealed: str, *, about: str) -> str:
        """Decrypt a text that was sealed with this `about`. Raises Unsealable."""
        try:
            said, _, words = self._all.decrypt(sealed.encode()).decode().partition("\0")
        except InvalidToken:
            raise Unsealable from None
        if said != about:
            raise Unsealable
        return words

    def renew(self, sealed: str) -> str | None:
        """Return the value encrypted with the newest key; None if it already was. Raises Unsealable."""
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

"""Encrypt people's passwords with a key that is derived from BOT_SECRET_KEY.

This key is in the settings, so a copy of the database does not reveal a password. `about` names what a password belongs
to, such as a calendar. The password cannot be decrypted with another `about`."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# This label makes the key differ from the key for links, which comes from the same secret.
_INFO = b"passwords of calendars"


class Unsealable(Exception):
    """Raised if no key decrypts a value, or if the value was encrypted with another `about`."""


class Seal:
    """Encrypts and decrypts passwords.

    `secret`: BOT_SECRET_KEY. `before`: the previous secret, for decryption only, or None. `salt`: the database's random
    salt, so that the same secret cannot decrypt the values of another database."""

    def __init__(self, secret: str, *, before: str | None = None, salt: str) -> None:
        self._newest = Fernet(_key(secret, salt))
        self._all = MultiFernet([self._newest, *([Fernet(_key(before, salt))] if before else [])])

    def seal(self, words: str, *, about: str) -> str:
        """Encrypt a password. `about` names what it belongs to; `open` needs the same `about`."""
        return self._newest.encrypt(f"{about}\0{words}".encode()).decode()

    def open(self, sealed: str, *, about: str) -> str:
        """Decrypt a password. Raises Unsealable if it was encrypted with another `about` or an unknown key."""
        try:
            said, _, words = self._all.decrypt(sealed.encode()).decode().partition("\0")
        except InvalidToken:
            raise Unsealable from None
        if said != about:
            raise Unsealable
        return words

    def renew(self, sealed: str) -> str | None:
        """Encrypt a value again with the newest key. Return None if it has that key already. Raises Unsealable."""
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

"""Where an online appointment takes place: the link, with a room nobody can guess."""

import secrets
import string
from urllib.parse import urlsplit

LONGEST = 500  # characters: what is kept of one


def make_link(template: str) -> str:
    """Fill `{room}` with 16 random letters and digits, at least 4 of them digits, nothing else.

    That is the rule of the State's Webconf service (contract: BOT_VISIO_URL). A template without `{room}` is a fixed
    room and stays as it is.
    """
    signs = [secrets.choice(string.digits) for _ in range(4)]
    signs += [secrets.choice(string.ascii_letters + string.digits) for _ in range(12)]
    secrets.SystemRandom().shuffle(signs)
    return template.replace("{room}", "".join(signs))


def is_address(text: str) -> bool:
    """Say whether people can join there: http or https, a host, and nothing that would end the address."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(host) and not any(sign.isspace() or sign in "<>|" for sign in text)
    )

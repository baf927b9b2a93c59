"""Make links of online appointments with random rooms, and check links by the rules of known services."""

import re
import secrets
import string
from urllib.parse import urlsplit

LONGEST = 500  # characters
CLOSED = "webconf.numerique.gouv.fr"  # the State's service before Visio; it closed on 29 October 2026
DEFAULT = "https://visio.numerique.gouv.fr/{visio}"

_FORM = (3, 4, 3)  # number of letters in each part of a Visio room's name
_ROOM = re.compile("/" + "-".join(f"[a-z]{{{letters}}}" for letters in _FORM))
_SAME_FORM = "meet.google.com"  # Room names of Google Meet have the form _FORM too, but its rooms need no ProConnect.


def make_link(template: str) -> str:
    """Fill `{visio}` with a random Visio room name (`abc-defg-hij`), and `{room}` with 16 random letters and digits.

    At least 4 of the 16 are digits, as the State's Jitsi servers require. A template without these fields is returned
    unchanged: it is the link of one room for all appointments."""
    signs = [secrets.choice(string.digits) for _ in range(4)]
    signs += [secrets.choice(string.ascii_letters + string.digits) for _ in range(12)]
    secrets.SystemRandom().shuffle(signs)
    words = ("".join(secrets.choice(string.ascii_lowercase) for _ in range(letters)) for letters in _FORM)
    return template.replace("{room}", "".join(signs)).replace("{visio}", "-".join(words))


def is_address(text: str) -> bool:
    """Return whether a link can be opened: it has http or https, a host, and no space, `<`, `>` or `|`."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(host) and not any(sign.isspace() or sign in "<>|" for sign in text)
    )


def link_fault(link: str) -> str | None:
    """Return what is wrong with a link: "long", "not_a_link", "closed"; None if it is valid."""
    if len(link) > LONGEST:
        return "long"
    if not is_address(link):
        return "not_a_link"
    return "closed" if is_closed(link) else None


def is_closed(link: str | None) -> bool:
    """Return whether a link leads to the service that was closed."""
    return _hostname(link) == CLOSED


def visio_fault(template: str) -> str | None:
    """Return what is wrong with BOT_VISIO_URL, in French for the operator; None if no problem is known."""
    if is_closed(template):
        return f"les salles de {CLOSED} ne s’ouvrent plus : ce service a fermé le 29 octobre 2026"
    if _hostname(template) == _hostname(DEFAULT) and "{room}" in template:
        return "{room} fait 16 signes, et les salles de Visio en ont 10 : elles ne s’ouvrent pas"
    return None


def is_opened_by_host(link: str | None) -> bool:
    """Return whether the link has the form of a Visio room, which a person with ProConnect must open for the others."""
    if link is None or not is_address(link):
        return False
    parts = urlsplit(link)
    return parts.scheme == "https" and _ROOM.fullmatch(parts.path) is not None and _hostname(link) != _SAME_FORM


def _hostname(link: str | None) -> str | None:
    try:
        host = urlsplit(link or "").hostname
    except ValueError:
        return None
    return host.rstrip(".") if host else None

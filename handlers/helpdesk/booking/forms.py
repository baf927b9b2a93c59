"""The fields of the three steps → typed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from bot.errors import Invalid
from bot.helpdesk.model import MOST_SESSIONS, Document, NeedKind, Paper, Wish
from bot.programme.model import Person
from handlers.helpdesk.slots.blocks import APART, read_slots
from handlers.kit.reading import number, word

ANY_HOST = "any"
LONGEST_LINK, LONGEST_NAME = 1000, 300  # characters
SLOTS = ("slot", *(f"slot{number}" for number in range(2, MOST_SESSIONS + 1)))
Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Need:
    """The first step: the wish that begins, and the size in bytes of the file that was given."""

    wish: Wish
    file_size: int | None


@dataclass(frozen=True, slots=True)
class Team:
    """The second step: who comes, with whom, how often."""

    guest_ids: tuple[int, ...]
    host_id: int | None
    sessions: int
    tell_channel: bool


def read_need(values: Values, asker: Person) -> Need:
    """Read the first step; with one défi the form does not ask which. Raises Invalid "link" ("both", "long")."""
    defi = _chosen(values, "defi")
    kind = _chosen(values, "kind")
    paper, size = _paper(values)
    wish = Wish(
        defi_id=number(defi) if defi else next(iter(asker.defi_ids), 0),
        need=_typed(values, "need"),
        kind=word(NeedKind, kind) if kind else NeedKind.UNKNOWN,
        paper=paper,
    )
    return Need(wish, size)


def read_team(values: Values) -> Team:
    """Read the second step."""
    host, sessions = _chosen(values, "host"), _chosen(values, "sessions")
    people = (values.get("participants") or {}).get("selected_options") or ()
    return Team(
        guest_ids=tuple(sorted({number(option["value"]) for option in people})),
        host_id=number(host) if host and host != ANY_HOST else None,
        sessions=number(sessions, 0) if sessions else 1,
        tell_channel=bool((values.get("channel") or {}).get("selected_options")),
    )


def read_starts(values: Values) -> dict[str, datetime | None]:
    """Read the slots of the last step by field, as many as it has; None where none is chosen."""
    names = [name for name in SLOTS if name in values]
    return dict(zip(names, read_slots(values, names), strict=True))


def wrong_starts(starts: Mapping[str, datetime | None]) -> dict[str, str]:
    """Give what is wrong with the slots by field: "missing", "twice", or "overlap" (less than 15 minutes between)."""
    wrong = {name: "missing" for name, one in (starts or {SLOTS[0]: None}).items() if one is None}
    chosen = [(name, one) for name, one in starts.items() if one is not None]
    for (_, before), (name, one) in combinations(chosen, 2):
        if abs(one - before) < APART and name not in wrong:
            wrong[name] = "twice" if one == before else "overlap"
    return wrong


def _paper(values: Values) -> tuple[Paper, int | None]:
    """Read the document: what is given counts, whatever « Plus tard » says; nobody loses a link for one click less."""
    choice = word(Document, _chosen(values, "document") or Document.LATER)
    link = _typed(values, "link").strip()
    files = (values.get("file") or {}).get("files") or ()
    if choice is Document.SPOKEN:
        return Paper(choice), None
    if choice is Document.LATER and link and files:
        raise Invalid(field="link", reason="both")
    if files and (choice is not Document.LINK or not link):
        name = str(files[0].get("name") or "")[:LONGEST_NAME]
        return Paper(Document.FILE, str(files[0]["id"]), name or None), files[0].get("size")
    if len(link) > LONGEST_LINK:
        raise Invalid(field="link", reason="long")
    return (Paper(Document.LINK, link) if link else Paper(choice)), None


def _typed(values: Values, name: str) -> str:
    return str((values.get(name) or {}).get("value") or "")


def _chosen(values: Values, name: str) -> str | None:
    option = (values.get(name) or {}).get("selected_option")
    return str(option["value"]) if option else None

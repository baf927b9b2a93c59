"""What the form of a conference holds → a talk."""

from collections.abc import Mapping
from typing import Any

from bot.errors import Invalid
from bot.gatherings.conference.talks import Outside, Talk
from handlers.kit.reading import number

Values = Mapping[str, Mapping[str, Any]]
TITLE, ABSTRACT, READING = "title", "abstract", "reading"
SPEAKERS, OUTSIDE, GUESTS = "speakers", "outside", "guests"


def read_talk(values: Values) -> Talk:
    """Read what was filled in. Raises Invalid ("outside", "line") with the line's `name` where it has no address."""
    return Talk(
        title=" ".join(read_text(values, TITLE).split()),
        abstract=read_text(values, ABSTRACT),
        reading=read_text(values, READING),
        speakers=_chosen(values, SPEAKERS),
        outside=read_outside(read_text(values, OUTSIDE)),
        guests=_chosen(values, GUESTS),
    )


def read_outside(text: str) -> tuple[Outside, ...]:
    """Read a person a line: a name, then an address, with a comma, a semicolon or brackets between. Raises Invalid."""
    found = []
    for line in text.splitlines():
        said = " ".join(line.replace("<", " ").replace(">", " ").replace(";", " ").replace(",", " ").split())
        if not said:
            continue
        name, _, email = said.rpartition(" ")
        if "@" not in email:
            raise Invalid(field=OUTSIDE, reason="line", name=" ".join(line.split()))
        found.append(Outside(name, email.removeprefix("mailto:")))
    return tuple(found)


def read_text(values: Values, name: str) -> str:
    """Read what was typed in a field; "" where nothing was, or where there is no such field."""
    return str((values.get(name) or {}).get("value") or "")


def _chosen(values: Values, name: str) -> frozenset[int]:
    return frozenset(number(one["value"]) for one in (values.get(name) or {}).get("selected_options") or ())

"""What the form of a conference holds → a talk."""

from bot.errors import Invalid
from bot.gatherings.conference.talks import Outside, Talk
from handlers.kit.reading import Fields, number

TITLE, ABSTRACT, READING = "title", "abstract", "reading"
SPEAKERS, OUTSIDE, GUESTS = "speakers", "outside", "guests"


def read_talk(values: Fields) -> Talk:
    """Read what was filled in. Raises Invalid ("outside", "line") with the line's `name` where it has no address."""
    return Talk(
        title=" ".join(values.typed(TITLE).split()),
        abstract=values.typed(ABSTRACT),
        reading=values.typed(READING),
        speakers=frozenset(map(number, values.ticked(SPEAKERS))),
        outside=read_outside(values.typed(OUTSIDE)),
        guests=frozenset(map(number, values.ticked(GUESTS))),
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

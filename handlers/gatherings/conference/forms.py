"""Fields of the forms of a talk and of a question; a question's form carries its own id, nothing of its author."""

from dataclasses import dataclass
from uuid import uuid4

from bot.errors import Invalid
from bot.gatherings.conference.talks import Outside, Talk
from handlers.kit.reading import Fields, mark, number, pieces

TEXT, ANONYMOUS = "text", "anonymous"
YES = "yes"


@dataclass(frozen=True, slots=True)
class TalkAsked:
    """What was typed. `gesture`: the form's own id; sent twice, it is one question."""

    gathering_id: int
    gesture: str
    text: str
    anonymous: bool


def carry(gathering_id: int) -> str:
    """Return what a new form carries."""
    return f"{gathering_id} {uuid4()}"


def read_question(private: str, values: Fields) -> TalkAsked:
    """Read a question."""
    gathering_id, gesture = pieces(private, 2)
    anonymous = YES in values.ticked(ANONYMOUS)
    return TalkAsked(number(gathering_id), mark(gesture), values.typed(TEXT), anonymous=anonymous)


@dataclass(frozen=True, slots=True)
class Press:
    """What « Soutenir » carries: which question, and whether it is to be supported from now on."""

    question_id: int
    wanted: bool

    def __str__(self) -> str:
        return f"{self.question_id} {int(self.wanted)}"


def read_press(value: str) -> Press:
    """Read what « Soutenir » carries."""
    question_id, wanted = pieces(value, 2)
    return Press(number(question_id), wanted == "1")


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

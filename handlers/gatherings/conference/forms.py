"""Parsers of the form of a conference, and of the form that asks its speakers a question.

The form of a question has a random id, which does not reveal the question's author."""

from dataclasses import dataclass
from uuid import uuid4

from bot.errors import Invalid
from bot.gatherings.conference.talks import OutsideSpeaker, Talk
from handlers.kit.reading import Fields, read_id, read_mark, split_pieces

TEXT, ANONYMOUS = "text", "anonymous"
YES = "yes"


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """A question that a person typed. `gesture` is the form's id: a form that is submitted twice asks one question."""

    gathering_id: int
    gesture: str
    text: str
    anonymous: bool


def new_metadata(gathering_id: int) -> str:
    """Return the private_metadata of a new form: the gathering's id and a random id for the form."""
    return f"{gathering_id} {uuid4()}"


def read_question(private: str, values: Fields) -> TypedQuestion:
    gathering_id, gesture = split_pieces(private, 2)
    anonymous = YES in values.ticked_values(ANONYMOUS)
    return TypedQuestion(read_id(gathering_id), read_mark(gesture), values.typed_text(TEXT), anonymous=anonymous)


@dataclass(frozen=True, slots=True)
class SupportPress:
    """The value of the button « Soutenir ». `wanted` is true to support the question, and false to stop."""

    question_id: int
    wanted: bool

    def __str__(self) -> str:
        return f"{self.question_id} {int(self.wanted)}"


def read_support_press(value: str) -> SupportPress:
    question_id, wanted = split_pieces(value, 2)
    return SupportPress(read_id(question_id), wanted == "1")


TITLE, ABSTRACT, READING = "title", "abstract", "reading"
SPEAKERS, OUTSIDE, GUESTS = "speakers", "outside", "guests"


def read_talk(values: Fields) -> Talk:
    """Parse the form of a conference. Raises Invalid like `read_outside_speakers`."""
    return Talk(
        title=" ".join(values.typed_text(TITLE).split()),
        abstract=values.typed_text(ABSTRACT),
        reading=values.typed_text(READING),
        speakers=frozenset(map(read_id, values.ticked_values(SPEAKERS))),
        outside=read_outside_speakers(values.typed_text(OUTSIDE)),
        guests=frozenset(map(read_id, values.ticked_values(GUESTS))),
    )


def read_outside_speakers(text: str) -> tuple[OutsideSpeaker, ...]:
    """Parse lines such as « Ada <ada@example.org> » into speakers. Raises Invalid if a line has no mail address.

    The error has the field "outside", the reason "line" and the line itself as `name`."""
    found = []
    for line in text.splitlines():
        said = " ".join(line.replace("<", " ").replace(">", " ").replace(";", " ").replace(",", " ").split())
        if not said:
            continue
        name, _, email = said.rpartition(" ")
        if "@" not in email:
            raise Invalid(field=OUTSIDE, reason="line", name=" ".join(line.split()))
        found.append(OutsideSpeaker(name, email.removeprefix("mailto:")))
    return tuple(found)

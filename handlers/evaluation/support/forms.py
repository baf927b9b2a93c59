"""The fields and the private_metadata of the support's forms → typed values."""

from dataclasses import dataclass

from bot.evaluation.support.model import SupportPart
from bot.programme.versions import Typed
from handlers.kit.fields import read_typed
from handlers.kit.reading import Fields, number, pieces, word


@dataclass(frozen=True, slots=True)
class SupportCarried:
    """A form's private_metadata: the committee, the part of the support, and the versions shown in its fields."""

    committee_id: int
    part: SupportPart
    shown: str

    def __str__(self) -> str:
        return f"{self.committee_id} {self.part} {self.shown}"


def read_carried(text: str) -> SupportCarried:
    """Parse a form's private_metadata. Raises Garbled, NotFound."""
    committee, part, shown = pieces(text, 3)
    return SupportCarried(number(committee), word(SupportPart, part), shown)


def read_place(text: str) -> tuple[int, SupportPart]:
    """Parse the committee and the part that a button opens. Raises Garbled, NotFound."""
    committee, part = pieces(text, 2)
    return number(committee), word(SupportPart, part)


def read_choice(text: str) -> tuple[int, str]:
    """Parse the value of a button: a committee and a word. Raises Garbled, NotFound."""
    committee, choice = pieces(text, 2)
    return number(committee), choice


def read_fields(values: Fields, carried: SupportCarried) -> dict[str, Typed]:
    """Parse typed texts and choices. Raises Garbled, NotFound."""
    return read_typed(values, carried.shown)

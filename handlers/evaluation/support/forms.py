"""Parsers of the support's forms and buttons."""

from dataclasses import dataclass

from bot.evaluation.support.model import SupportPart
from bot.programme.versions import TypedField
from handlers.kit.fields import read_typed_fields
from handlers.kit.reading import Fields, read_id, read_word, split_pieces


@dataclass(frozen=True, slots=True)
class SupportMetadata:
    """The private_metadata of a form for one part of a support. `shown` are the versions of the texts in its fields."""

    committee_id: int
    part: SupportPart
    shown: str

    def __str__(self) -> str:
        return f"{self.committee_id} {self.part} {self.shown}"


def read_metadata(text: str) -> SupportMetadata:
    committee, part, shown = split_pieces(text, 3)
    return SupportMetadata(read_id(committee), read_word(SupportPart, part), shown)


def read_committee_and_part(text: str) -> tuple[int, SupportPart]:
    committee, part = split_pieces(text, 2)
    return read_id(committee), read_word(SupportPart, part)


def read_committee_and_choice(text: str) -> tuple[int, str]:
    """Parse a button's value: a committee, and a rating or a field. Raises Garbled, NotFound."""
    committee, choice = split_pieces(text, 2)
    return read_id(committee), choice


def read_fields(values: Fields, metadata: SupportMetadata) -> dict[str, TypedField]:
    return read_typed_fields(values, metadata.shown)

"""Parsers of the forms about small groups."""

from dataclasses import dataclass

from bot.errors import Invalid
from handlers.kit.reading import Fields, read_id, split_pieces

PERSON, GROUP = "person", "group"


@dataclass(frozen=True, slots=True)
class AdjustmentMetadata:
    """The private_metadata of the form that adjusts groups. `version` is the version of the groups in this form."""

    gathering_id: int
    version: int

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.version}"


def read_metadata(private: str) -> AdjustmentMetadata:
    gathering_id, version = split_pieces(private, 2)
    return AdjustmentMetadata(read_id(gathering_id), read_id(version, 0))


def read_move(values: Fields) -> tuple[int, int]:
    """Parse the person to move and the number of their new group. Raises Invalid if one of them is not chosen."""
    chosen = [_read_choice(values, name) for name in (PERSON, GROUP)]
    return read_id(chosen[0]), read_id(chosen[1])


def _read_choice(values: Fields, name: str) -> str:
    # Find the value by block id: the id of the menu contains the version of the groups, and so changes.
    found = values.chosen_value(name)
    if not found:
        raise Invalid(field=name, reason="none")
    return found

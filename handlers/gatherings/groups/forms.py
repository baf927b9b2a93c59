"""Parsers of the forms about small groups."""

from dataclasses import dataclass

from bot.errors import Invalid
from handlers.kit.reading import Fields, number, pieces

PERSON, GROUP = "person", "group"


@dataclass(frozen=True, slots=True)
class AdjustingCarried:
    """The form's private_metadata: the gathering, and the version of the adjustment that the form shows."""

    gathering_id: int
    version: int

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.version}"


def read_carried(private: str) -> AdjustingCarried:
    gathering_id, version = pieces(private, 2)
    return AdjustingCarried(number(gathering_id), number(version, 0))


def read_move(values: Fields) -> tuple[int, int]:
    """Parse the person to move, and the number of their new group. Raises Invalid ("person" or "group", "none")."""
    chosen = [_chosen(values, name) for name in (PERSON, GROUP)]
    return number(chosen[0]), number(chosen[1])


def _chosen(values: Fields, name: str) -> str:
    # The block is found by its id, since the id of its element contains the version of the groups.
    found = values.chosen(name)
    if not found:
        raise Invalid(field=name, reason="none")
    return found

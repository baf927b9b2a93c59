"""Parse the forms of a committee's sheet."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.kit.blocks import Choice
from handlers.kit.reading import Fields, mark, number, pieces

WHAT, WHY, DISAGREES, MORE, LEFT = "what", "why", "disagrees", "more", "left"


@dataclass(frozen=True, slots=True)
class MinutesCarried:
    """The private_metadata of a form. It has the committee, the form's own id, and the line to correct."""

    committee_id: int
    gesture: str
    line_id: int = 0
    revision: int = 0

    def __str__(self) -> str:
        return f"{self.committee_id} {self.gesture} {self.line_id} {self.revision}"


def read_carried(text: str) -> MinutesCarried:
    """Parse a form's private_metadata. Raises Garbled, NotFound, DraftExpired."""
    committee, gesture, line, revision = pieces(text, 4)
    return MinutesCarried(number(committee), mark(gesture), number(line, 0), number(revision, 0))


def read_unreached(values: Fields, points: Iterable[Choice]) -> list[str]:
    """Parse the points that the meeting did not reach: the ticked points, and then the typed points."""
    ticked = {*values.ticked(WHAT), *values.ticked(LEFT)}
    return [*(words for words, key in points if key in ticked), *values.typed(MORE).split("\n")]

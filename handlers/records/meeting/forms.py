"""Parse the forms of a committee's sheet."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.kit.blocks import Choice
from handlers.kit.reading import Fields, read_id, read_mark, split_pieces

WHAT, WHY, DISAGREES, MORE, LEFT = "what", "why", "disagrees", "more", "left"


@dataclass(frozen=True, slots=True)
class MinutesMetadata:
    """The private_metadata of a form. It has the committee, the form's own id, and the line to correct."""

    committee_id: int
    gesture: str
    line_id: int = 0
    revision: int = 0

    def __str__(self) -> str:
        return f"{self.committee_id} {self.gesture} {self.line_id} {self.revision}"


def read_metadata(text: str) -> MinutesMetadata:
    """Parse a form's private_metadata. Raises Garbled, NotFound, DraftExpired."""
    committee, gesture, line, revision = split_pieces(text, 4)
    return MinutesMetadata(read_id(committee), read_mark(gesture), read_id(line, 0), read_id(revision, 0))


def read_unreached(values: Fields, points: Iterable[Choice]) -> list[str]:
    """Parse the points that the meeting did not reach: first the ticked points, then the typed ones."""
    ticked = {*values.ticked_values(WHAT), *values.ticked_values(LEFT)}
    return [*(words for words, key in points if key in ticked), *values.typed_text(MORE).split("\n")]

"""The forms of a committee's sheet: what they carry, and their fields → values."""

from dataclasses import dataclass

from handlers.kit.reading import Fields, mark, number, pieces

from .texts import QUESTIONS

WHAT, WHY, DISAGREES, MORE = "what", "why", "disagrees", "more"


@dataclass(frozen=True, slots=True)
class Carried:
    """What a form carries: the committee, the form's gesture, and the line it corrects with the revision shown."""

    committee_id: int
    gesture: str
    line_id: int = 0
    revision: int = 0

    def __str__(self) -> str:
        return f"{self.committee_id} {self.gesture} {self.line_id} {self.revision}"


def read_carried(text: str) -> Carried:
    """Read what a form carries. Raises Garbled, NotFound, DraftExpired."""
    committee, gesture, line, revision = pieces(text, 4)
    return Carried(number(committee), mark(gesture), number(line, 0), number(revision, 0))


def read_unreached(values: Fields) -> list[str]:
    """Read what was not reached: the questions ticked, then what was typed."""
    ticked = set(values.ticked(WHAT))
    return [*(one for at, one in enumerate(QUESTIONS) if str(at) in ticked), *values.typed(MORE).split("\n")]

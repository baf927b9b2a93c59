"""Fields and private data of the forms of a shared entry → typed values."""

from dataclasses import dataclass

from bot.errors import Garbled, Invalid
from bot.logbook.model import ALWAYS, Place, place_of
from handlers.kit import reading
from handlers.kit.reading import Fields, number, pieces

ENTRY, COACH = "entry", "coach"
LASTING = "-"  # the month of entries outside months


@dataclass(frozen=True, slots=True)
class LeavingShown:
    """An entry about to be shared: its place, the coach, the digest of the preview."""

    at: Place
    coach_id: int = 0
    seen: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands, as a form carries it."""
        return self.at[0] or LASTING, self.at[1]

    def __str__(self) -> str:
        return f"{' '.join(self.place)} {self.coach_id} {self.seen}"


def read_shown(text: str) -> LeavingShown:
    """Read what the preview carries. Raises Garbled, NotFound."""
    month, name, coach, seen = pieces(text, 4)
    return LeavingShown(_place(month, name), number(coach), seen)


def read_choice(values: Fields) -> LeavingShown:
    """Read which entry is chosen, and which coach. Raises Invalid ("entry", "coach": "none"), Garbled, NotFound."""
    entry, coach = values.chosen(ENTRY), values.chosen(COACH)
    if not entry or not coach:
        raise Invalid(field=COACH if entry else ENTRY, reason="none")
    month, name = pieces(entry, 2)
    return LeavingShown(_place(month, name), number(coach))


def _place(month: str, name: str) -> Place:
    """Return the place of an entry. Raises Garbled for an unknown place: it is rendered before it is looked up."""
    found = place_of(name, ALWAYS if month == LASTING else reading.month(month))
    if found is None:
        raise Garbled
    return found

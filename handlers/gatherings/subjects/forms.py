"""The fields of the forms about subjects, and which group of few a button means → typed values."""

from dataclasses import dataclass
from uuid import uuid4

from bot.gatherings.model import Series
from handlers.kit.reading import Fields, mark, number, pieces

TEXT, CHOSEN = "text", "chosen"


@dataclass(frozen=True, slots=True)
class SubjectsCarried:
    """What a form carries: its gathering, and the id of the gesture, made when it opens."""

    gathering_id: int
    gesture: str

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.gesture}"


def carry(gathering_id: int) -> SubjectsCarried:
    """Return a new gesture about a gathering."""
    return SubjectsCarried(gathering_id, str(uuid4()))


def read_carried(text: str) -> SubjectsCarried:
    """Read what a form carries."""
    gathering_id, gesture = pieces(text, 2)
    return SubjectsCarried(number(gathering_id), mark(gesture))


def read_chosen(values: Fields) -> frozenset[int]:
    """Return the subjects that are ticked."""
    names = [name for name in values if name.startswith(CHOSEN)]
    return frozenset(number(number_) for name in names for number_ in values.ticked(name))


def first_boxes(values: Fields) -> str:
    """Name the field that a refusal of a vote is said on."""
    return next((name for name in sorted(values) if name.startswith(CHOSEN)), f"{CHOSEN}-0")


OTHER = "other"


def write_group(series: Series) -> str:
    """Get what a button or a form says a group by: its series, or the promotion and a métier that no group gathers."""
    return str(series.id) if series.id else f"0 {series.promotion_id} {series.metiers[0]}"


def read_group(value: str) -> tuple[int, int, str]:
    """Read the same: a series (0: none), a promotion, a métier ("": a series is named)."""
    series_id, promotion_id, metier = [*pieces(value, 1, most=3), "0", ""][:3]
    return number(series_id, 0), number(promotion_id, 0), metier


def read_other(values: Fields) -> int:
    """Read the group that is chosen, 0 for none."""
    return number((values[OTHER].get("selected_option") or {}).get("value") or "0", 0)

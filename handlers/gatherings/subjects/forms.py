"""Parsers of the forms about subjects and small groups."""

from dataclasses import dataclass
from uuid import uuid4

from bot.gatherings.model import Series
from handlers.kit.reading import Fields, read_id, read_mark, split_pieces

TEXT, CHOSEN = "text", "chosen"


@dataclass(frozen=True, slots=True)
class SubjectMetadata:
    """The private_metadata of a form. `gesture` is a random id that the bot creates when the form opens."""

    gathering_id: int
    gesture: str

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.gesture}"


def new_metadata(gathering_id: int) -> SubjectMetadata:
    return SubjectMetadata(gathering_id, str(uuid4()))


def read_metadata(text: str) -> SubjectMetadata:
    gathering_id, gesture = split_pieces(text, 2)
    return SubjectMetadata(read_id(gathering_id), read_mark(gesture))


def read_ticked_subjects(values: Fields) -> frozenset[int]:
    names = [name for name in values if name.startswith(CHOSEN)]
    return frozenset(read_id(number_) for name in names for number_ in values.ticked_values(name))


def first_boxes_field(values: Fields) -> str:
    """Return the name of the form's first list of checkboxes, below which the errors of a vote appear."""
    return next((name for name in sorted(values) if name.startswith(CHOSEN)), f"{CHOSEN}-0")


OTHER = "other"


def write_group(series: Series) -> str:
    return str(series.id) if series.id else f"0 {series.promotion_id} {series.metiers[0]}"


def read_group(value: str) -> tuple[int, int, str]:
    """Parse a small group as (series id, 0, ""), or a métier without a group as (0, promotion id, métier)."""
    series_id, promotion_id, metier = [*split_pieces(value, 1, max_pieces=3), "0", ""][:3]
    return read_id(series_id, 0), read_id(promotion_id, 0), metier


def read_other_group(values: Fields) -> int:
    return read_id((values[OTHER].get("selected_option") or {}).get("value") or "0", 0)

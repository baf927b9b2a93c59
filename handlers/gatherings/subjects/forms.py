"""The fields of the forms about subjects → typed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from handlers.kit.reading import mark, number, pieces

Values = Mapping[str, Mapping[str, Any]]
TEXT, CHOSEN = "text", "chosen"


@dataclass(frozen=True, slots=True)
class Carried:
    """What a form carries: its gathering, and the id of the gesture, made when it opens."""

    gathering_id: int
    gesture: str

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.gesture}"


def carry(gathering_id: int) -> Carried:
    """Give a new gesture about a gathering."""
    return Carried(gathering_id, str(uuid4()))


def read_carried(text: str) -> Carried:
    """Read what a form carries."""
    gathering_id, gesture = pieces(text, 2)
    return Carried(number(gathering_id), mark(gesture))


def read_text(values: Values, name: str = TEXT) -> str:
    """Give what was typed."""
    return str((values.get(name) or {}).get("value") or "")


def read_chosen(values: Values) -> frozenset[int]:
    """Give the subjects that are ticked."""
    ticked = [one for name, field in values.items() if name.startswith(CHOSEN) for one in _options(field)]
    return frozenset(number(one["value"]) for one in ticked)


def first_boxes(values: Values) -> str:
    """Name the field that a refusal of a vote is said on."""
    return next((name for name in sorted(values) if name.startswith(CHOSEN)), f"{CHOSEN}-0")


def _options(field: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(field.get("selected_options") or [])

"""Which times a list shows, in which order, and which is chosen."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.mentoring.slot_field import GRID, MOST, slot_field

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
NINE = int(datetime(2026, 5, 12, 7, tzinfo=UTC).timestamp())  # in Paris


def drawn(starts: list[int], *, near: int, chosen: int | None = None) -> dict[str, Any]:
    field: dict[str, Any] = slot_field(
        "slot", "Séance 1", starts, near_start=near, chosen_start=chosen, now=NOW
    ).to_dict()
    element: dict[str, Any] = field["element"]
    return element


def listed(element: dict[str, Any]) -> list[int]:
    return [int(option["value"]) for group in element["option_groups"] for option in group["options"]]


def test_too_many_times_leave_the_nearest_and_the_earlier_of_two_as_near() -> None:
    starts = [NINE + at * GRID for at in range(-MOST, MOST + 1)]
    assert listed(drawn(starts, near=NINE)) == [NINE + at * GRID for at in range(-MOST // 2, MOST // 2)]
    assert listed(drawn(starts, near=starts[0] - GRID)) == starts[:MOST]
    assert listed(drawn(starts, near=starts[-1] + GRID)) == starts[-MOST:]


def test_chosen_time_stands_in_its_place_whether_offered_or_not() -> None:
    element = drawn([NINE, NINE + 2 * GRID], near=NINE, chosen=NINE + GRID)
    assert listed(element) == [NINE, NINE + GRID, NINE + 2 * GRID]
    assert element["initial_option"]["value"] == str(NINE + GRID)
    assert listed(drawn([NINE], near=NINE, chosen=NINE)) == [NINE]


def test_times_are_parted_at_midnight_in_paris() -> None:
    midnight = int(datetime(2026, 5, 12, 22, tzinfo=UTC).timestamp())
    groups = drawn([midnight - GRID, midnight], near=NINE)["option_groups"]
    assert [group["label"]["text"] for group in groups] == ["mardi 12 mai", "mercredi 13 mai"]


def test_nothing_to_list_is_refused() -> None:
    with pytest.raises(ValueError, match="a list of times needs one"):
        drawn([], near=NINE)

"""What the steps that ask for a cycle hold at their limits, and what is read from them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.errors import Garbled, Invalid
from bot.mentoring.model import SHIPPED, CycleWish, Obstacle, SuitableTimes
from bot.sandbox.blockkit.judge import message_faults, view_faults
from handlers.kit.blocks import Message
from handlers.kit.reading import Fields
from handlers.mentoring.asking import texts
from handlers.mentoring.asking import views as asking
from handlers.mentoring.asking.forms import field_to_change, read_slots, read_wish, slot_errors
from tests.handlers.mentoring_asking_examples import (
    CHANGED,
    CROWD,
    EXAMPLES,
    FULL,
    LONGEST,
    PLAN,
    PLANNED,
    SLOTS,
    Drawn,
    left,
)
from tests.handlers.mentoring_sheets import DOMAIN, LEA, LINK, NEED, NOW, SAMI, STARTS
from tests.handlers.typography import faults, texts_in

NAMED = replace(PLANNED, match=replace(LONGEST.matches[0], starts=PLAN))
LIMITS: dict[str, Callable[[], Drawn]] = {
    "40 mentors, 100 domains": lambda: asking.need_form(FULL),
    "120 mentors, 130 domains, a team of 31": lambda: asking.need_form(CROWD),
    "five long mentors": lambda: asking.mentors_form(LONGEST, now=NOW),
    "no slot left but the plan": lambda: asking.plan_form(replace(PLANNED, slots=()), now=NOW),
    "a name of 75 signs": lambda: asking.plan_form(
        replace(PLANNED, match=replace(LONGEST.matches[0], starts=PLAN)), now=NOW
    ),
}
DRAWN = {name: draw() for name, draw in {**EXAMPLES, **LIMITS}.items()}


def view(name: str) -> dict[str, Any]:
    drawn = DRAWN[name]
    assert isinstance(drawn, dict)
    return drawn


def block(name: str, block_id: str) -> dict[str, Any]:
    return next(one for one in view(name)["blocks"] if one.get("block_id") == block_id)


def buttons(name: str) -> list[str]:
    rows = [one["elements"] for one in view(name)["blocks"] if one["type"] == "actions"]
    return [each["action_id"] for row in rows for each in row]


@pytest.mark.parametrize("name", DRAWN)
def test_asking_is_drawn_as_slack_and_french_want_it(name: str) -> None:
    drawn = DRAWN[name]
    assert (message_faults(list(drawn.blocks)) if isinstance(drawn, Message) else view_faults(drawn)) == []
    said = [drawn.text, *texts_in(list(drawn.blocks))] if isinstance(drawn, Message) else texts_in(drawn)
    assert [fault for text in said for fault in faults(text)] == []


def test_every_refusal_of_the_fields_is_set_as_french_is() -> None:
    of_terms = [Invalid(field="times", reason=reason, terms=SHIPPED) for reason in ("count", "outside")]
    said = [*texts.INVALID.values(), *map(texts.invalid, of_terms)]
    assert [fault for text in said for fault in faults(text)] == []
    assert max(map(len, said)) < 200


def test_nobody_is_left_out_of_long_lists() -> None:
    name = "120 mentors, 130 domains, a team of 31"
    groups = {one: block(name, one)["element"] for one in ("mentor", "domain", "participants")}
    assert [len(one["options"]) for one in groups["mentor"]["option_groups"]] == [100, 21]
    assert [len(one["options"]) for one in groups["domain"]["option_groups"]] == [100, 30]
    assert groups["mentor"]["initial_option"]["value"] == "219"
    assert (groups["participants"]["type"], len(groups["participants"]["options"])) == ("multi_static_select", 30)
    assert [one["value"] for one in groups["participants"]["initial_options"]] == ["529"]


def test_first_step_keeps_what_was_typed_and_what_is_gone_is_not_chosen() -> None:
    name = "asking.need_form.again"
    assert block(name, "need")["element"]["initial_value"] == NEED
    assert [one["value"] for one in block(name, "days")["element"]["initial_options"]] == ["1", "3"]
    assert block(name, "from_day")["element"]["initial_date"] == "2026-05-18"
    assert block("asking.need_form.gone", "mentor")["element"]["initial_option"]["value"] == "any"
    assert "initial_option" not in block("asking.need_form.gone", "domain")["element"]
    assert "initial_options" not in block("asking.need_form.gone", "participants")["element"]


def test_who_asks_is_not_in_the_list_of_who_comes() -> None:
    assert [one["value"] for one in block("asking.need_form.precise", "participants")["element"]["options"]] == [
        str(SAMI.id)
    ]
    blocks = [one.get("block_id") for one in view("asking.need_form.precise.alone")["blocks"]]
    assert "participants" not in blocks
    assert "defi" not in blocks


def test_what_can_be_sent_and_what_cannot() -> None:
    sends = {name for name, drawn in DRAWN.items() if isinstance(drawn, dict) and "submit" in drawn}
    plans = {name for name in EXAMPLES if name.startswith("asking.plan_form")}
    sent = {"asking.plan_form", *(f"asking.plan_form.{each}" for each in ("coach", "own", "without-hours"))}
    assert plans & sends == sent
    for one in Obstacle:
        said = [block["text"]["text"] for block in view(f"asking.plan_form.{one}")["blocks"] if "text" in block]
        assert texts.OBSTACLES[one](name="Rose Petit") in said[0]
        assert buttons(f"asking.plan_form.{one}") == ["mentoring.later", "mentoring.others", "mentoring.back"]
    assert buttons("asking.plan_form.no-later") == ["mentoring.others", "mentoring.back"]
    assert buttons("asking.plan_form.coach") == ["mentoring.others"]


def test_each_seance_has_its_planned_time_and_those_near_it() -> None:
    for number, start in enumerate(PLAN, 1):
        element = block("asking.plan_form", f"slot-{number}")["element"]
        assert element["initial_option"]["value"] == str(start)
        assert sum(len(group["options"]) for group in element["option_groups"]) == 96
    bare = block("no slot left but the plan", "slot-4")["element"]["option_groups"]
    assert [[one["value"] for one in group["options"]] for group in bare] == [[str(PLAN[3])]]


def test_nearest_times_left_keep_to_the_month_and_other_days() -> None:
    assert {name: one.replace("\u00a0", " ") for name, one in left().items()} == {
        "slot-2": "Ce créneau n’est plus libre. Il reste, par exemple : mardi 19 mai à 14 h 30, mardi 19 mai à 15 h et "
        "mardi 19 mai à 15 h 30."
    }
    days = {start // 86_400 for start in (PLAN[0], PLAN[2], PLAN[3])}
    on_their_days = tuple(one for one in SLOTS if one.starts // 86_400 in days)
    assert left(free=on_their_days)["slot-2"].endswith(texts.NOTHING_LEFT)


def test_all_times_that_are_lost_are_named_at_once() -> None:
    gone = {PLAN[0], PLAN[1], PLAN[3]}
    said = left(free=tuple(one for one in SLOTS if one.starts not in gone))
    assert list(said) == ["slot-1", "slot-2", "slot-4"]
    assert all(one.startswith(texts.TAKEN) for one in said.values())


def test_what_to_do_where_nothing_is_left_is_said_once() -> None:
    said = left(free=())
    assert (len(said), [name for name, one in said.items() if texts.NOTHING_LEFT in one]) == (4, ["slot-2"])


def slots(*starts: datetime | None) -> Fields:
    chosen = {
        f"slot-{number}": {"selected_option": {"value": str(int(one.timestamp()))} if one else None}
        for number, one in enumerate(starts, 1)
    }
    return Fields(chosen)


def test_slots_are_compared_on_their_fields() -> None:
    first, second, third, _ = STARTS
    assert slot_errors(read_slots(slots(*STARTS))) == {}
    assert slot_errors(read_slots(Fields())) == {}
    assert slot_errors(read_slots(slots(first, None, third, first + timedelta(hours=1)))) == {
        "slot-2": "missing",
        "slot-4": "same_day",
    }
    assert slot_errors(read_slots(slots(first, second, third, first + timedelta(days=31)))) == {}


def test_a_refusal_is_said_on_the_time_to_change() -> None:
    first, second, third, fourth = STARTS

    def place(*starts: datetime, reason: str = "outside") -> str:
        return field_to_change({f"slot-{number}": one for number, one in enumerate(starts, 1)}, reason)

    assert place(first, second, third, first + timedelta(days=31)) == "slot-4"
    assert place(first - timedelta(days=20), second, third, fourth) == "slot-1"
    assert place(fourth, second, third, first - timedelta(days=20)) == "slot-4"
    assert place(first, first + timedelta(days=31)) == "slot-2"
    assert place(second, first, third, reason="early") == "slot-2"
    assert place(second, first, third, reason="count") == "slot-1"


def chosen(value: str | None) -> dict[str, Any]:
    return {"selected_option": {"value": value} if value else None}


def ticked(*values: str) -> dict[str, Any]:
    return {"selected_options": [{"value": one} for one in values]}


def test_first_step_is_read_whole() -> None:
    values = {
        "need": {"value": NEED},
        "link": {"value": f" {LINK} "},
        "domain": chosen(DOMAIN),
        "participants": ticked(str(SAMI.id)),
        "days": ticked("3", "1"),
        "halves": ticked("matin"),
        "from_day": {"selected_date": "2026-05-18"},
        "mentor": chosen("6"),
    }
    assert read_wish(Fields(values), LEA) == CHANGED
    empty = {"need": {"value": None}, "days": ticked(), "from_day": {"selected_date": None}, "mentor": chosen("any")}
    assert read_wish(Fields({**empty, "defi": chosen("2")}), LEA) == CycleWish(
        2, suits=SuitableTimes(frozenset(), frozenset())
    )
    with pytest.raises(Garbled):
        read_wish(Fields({"from_day": {"selected_date": "demain"}}), LEA)

"""What the steps of a booking hold, as far as a golden file would not show why."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.catalogue.formats import read_hours
from bot.helpdesk.model import WeeklyRun
from bot.programme.model import Person
from bot.sandbox.blockkit.judge import message_faults, view_faults
from handlers.helpdesk.booking.forms import read_starts, start_errors
from handlers.helpdesk.booking.views import need_form, slot_form, team_form
from handlers.helpdesk.slots import SlotField, slot_blocks
from handlers.kit.blocks import Message
from tests.handlers.helpdesk_booking_examples import CHOICES, EXAMPLES, NOW, OPENINGS, SLOTS, WISH, at
from tests.handlers.typography import faults, texts_in

DRAWN = {name: draw() for name, draw in EXAMPLES.items()}


def block(name: str, block_id: str) -> dict[str, Any]:
    view = DRAWN[name]
    assert isinstance(view, dict)
    return next(one for one in view["blocks"] if one.get("block_id") == block_id)


@pytest.mark.parametrize("name", DRAWN)
def test_booking_is_drawn_as_slack_and_french_want_it(name: str) -> None:
    drawn = DRAWN[name]
    assert (message_faults(list(drawn.blocks)) if isinstance(drawn, Message) else view_faults(drawn)) == []
    texts = [drawn.text, *texts_in(list(drawn.blocks))] if isinstance(drawn, Message) else texts_in(drawn)
    assert [fault for text in texts for fault in faults(text)] == []


def test_no_coach_is_left_out_of_a_long_list() -> None:
    groups = block("booking.team_form.many-coaches", "host")["element"]["option_groups"]
    assert [len(group["options"]) for group in groups] == [100, 21]
    assert block("booking.team_form.many-coaches", "host")["element"]["initial_option"]["value"] == "125"


def test_a_slot_of_another_week_stays_chosen() -> None:
    first, second = (block("booking.slot_form.next-week", name)["element"] for name in ("slot", "slot2"))
    assert first["option_groups"][0]["label"]["text"] == "Déjà choisi"
    assert [one["initial_option"]["value"] for one in (first, second)] == [str(SLOTS[0].starts), str(SLOTS[4].starts)]
    assert second["option_groups"][0]["label"]["text"] == "mardi 12 mai"
    assert [one["action_id"] for one in (first, second)] == ["slot:2026-05-11", "slot2:2026-05-11"]


def test_a_format_s_own_hours_and_question_are_what_the_forms_speak_of() -> None:
    thursdays = replace(OPENINGS.terms, hours=read_hours("jeudi 14 h-17 h"))
    for closed, said in ((frozenset({2}), False), (frozenset({2, 3}), True)):
        drawn = str(slot_form(replace(OPENINGS, terms=thursdays, closed=closed), now=NOW))
        assert ("le mercredi" in drawn, "le jeudi" in drawn) == (False, said)
    once = str(team_form(replace(CHOICES, wish=WISH, terms=replace(CHOICES.terms, sessions=1))))
    assert ("se réservent ensemble" in once, "une séance à la fois" in once) == (False, True)
    asked = replace(CHOICES.terms, question="Votre question de droit")
    assert "plan d’expérimentation" not in str(need_form(replace(CHOICES, terms=asked), "d"))


def test_a_slot_names_who_has_something_else() -> None:
    groups = block("booking.slot_form.clashes", "slot")["element"]["option_groups"]
    labels = [one["text"]["text"].replace("\u00a0", " ") for group in groups for one in group["options"]]
    assert labels[:4] == [
        "mardi 5 mai à 9 h, avec Claire ou David (autre rendez-vous : Sami Haddad)",
        "mardi 5 mai à 10 h 15 (autre rendez-vous : Léa Martin, Sami Haddad)",
        "mardi 5 mai à 11 h (autre rendez-vous : Léa Martin, Sami Haddad)",
        "mercredi 6 mai à 14 h, avec Claire Morel ou David Nguyen",
    ]


def test_two_coaches_of_one_first_name_are_told_apart_or_counted() -> None:
    twins = {1: Person(1, "Claire Morel de la Fontaine"), 2: Person(2, "Claire Nguyen-Castelnau du Bois")}
    slots = [replace(SLOTS[0], hosts=(1, 2))]
    drawn = slot_blocks(slots, fields=[SlotField("slot", "Créneau")], minutes=60, monday=None, hosts=twins, now=NOW)
    said = "".join(str(block.to_dict()) for block in drawn)
    assert "Claire ou Claire" not in said
    assert "avec une personne parmi 2" in said


def test_slots_are_compared_on_their_fields() -> None:
    starts = {"slot": at(5, 7), "slot2": None, "slot3": at(5, 7), "slot4": datetime(2026, 5, 5, 8, 0, tzinfo=UTC)}
    assert start_errors(starts, minutes=60) == {"slot2": "missing", "slot3": "twice", "slot4": "overlap"}
    assert start_errors({"slot": at(5, 7), "slot2": at(5, 8, 15)}, minutes=60) == {}
    assert start_errors({}, minutes=60) == {"slot": "missing"}
    assert list(read_starts({"slot2": {}, "slot": {}, "else": {}})) == ["slot", "slot2"]


def test_a_day_that_another_hour_holds_is_no_week_passed_over() -> None:
    """One hour passes over the 12th, which the other holds; the 19th is of neither."""
    week = 7 * 24 * 3600
    first, other = SLOTS[0], replace(SLOTS[0], starts=SLOTS[0].starts + 3600)

    def said(second: WeeklyRun) -> str:
        runs = {
            first.starts: WeeklyRun((first.starts, first.starts + 2 * week), (3,), (first.starts + week,)),
            other.starts: second,
        }
        blocks = slot_blocks(
            [first, other],
            fields=[SlotField("run", "Séances")],
            minutes=60,
            week_action="helpdesk.week",
            monday=None,
            runs=runs,
            now=NOW,
        )
        return " ".join(texts_in([one.to_dict() for one in blocks]))

    assert "Semaines sautées" not in said(WeeklyRun((other.starts, other.starts + week), (3,)))
    assert "Semaines sautées" in said(WeeklyRun((other.starts, other.starts + 2 * week), (3,)))

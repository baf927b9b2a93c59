"""What the forms and news of a mentoring cycle that runs show to whom, beyond what all golden views must keep."""

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.dates.paris import day_of, epoch_at, from_epoch
from bot.errors import Invalid
from bot.mentoring.changes import remaining_sessions
from bot.mentoring.cycle import CycleState, Outcome
from handlers.kit.blocks import Message
from handlers.kit.reading import Fields
from handlers.mentoring import progress_views as news
from handlers.mentoring.running import views as running_views
from handlers.mentoring.running.forms import CycleMetadata, NewTime, find_time_field, read_new_time
from tests.handlers.mentoring_running_examples import (
    CARRIED,
    DONE,
    ENDED,
    EXAMPLES,
    FREE,
    KNOWN,
    LAST,
    LATE,
    RUNNING,
    SECOND,
    WAITING,
    WITHOUT_TIME,
    answered,
)
from tests.handlers.mentoring_sheets import AFTER, BETWEEN, CLAIRE, CYCLE_ID, LEA, MAYA, NEED, NOW, SAMI, STARTS

TOOK_PLACE, INCOMPLETE, POSTPONE = "mentoring.took_place", "mentoring.incomplete", "mentoring.postpone"
QUESTION = [TOOK_PLACE, INCOMPLETE, POSTPONE]
TRY = "records.add:12"
REVIEW, AGAIN, REPLAN, END = "mentoring.review", "mentoring.again", "mentoring.replan", "mentoring.end"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_need_is_in_nothing_that_tells_of_a_change(name: str) -> None:
    drawn = EXAMPLES[name]()
    assert NEED not in (f"{drawn.text} {drawn.blocks}" if isinstance(drawn, Message) else str(drawn))


def test_typed_text_pings_nobody() -> None:
    drawn = EXAMPLES["running_news.ended.hostile"]()
    assert isinstance(drawn, Message)
    assert re.findall(r"<[!@#]", f"{drawn.text} {drawn.blocks}") == []


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("running_news.check_in", [*QUESTION, TRY]),
        ("running_news.check_in.took-place", [TRY]),
        ("running_news.check_in.missed", []),
        ("running_news.check_in.ended", []),
        ("running_news.review.asker", [*QUESTION, REVIEW]),
        ("running_news.review.mentor", [REVIEW]),
        ("running_news.review.reviewed", [AGAIN]),
        ("running_news.review.mentor-reviewed", []),
        ("running_news.review.goes-on", []),
        ("running_news.missed", [REPLAN]),
        ("running_news.missed.has-time", []),
        ("running_news.late", ["mentoring.agree_late", "mentoring.refuse_late"]),
        ("running_news.late.agreed", []),
        ("running_news.late_refused", [REPLAN]),
        ("running_news.late_refused.waits", []),
        ("running_news.ended.group", []),
        ("running_news.ended.asker", [AGAIN]),
        ("after.postponed", [REPLAN]),
        ("running.replan_form.nothing-free", [END]),
        ("running.move_form.nothing-free", [END]),
        ("running_news.ended.hostile", []),
    ],
)
def test_news_and_answers_have_the_buttons_that_still_help(name: str, ids: list[str]) -> None:
    assert [one["action_id"] for one in elements(EXAMPLES[name](), "button")] == ids


def test_the_last_question_goes_from_the_review_once_it_is_answered() -> None:
    sheet = answered(Outcome.INCOMPLETE, CycleState.DONE)
    drawn = news.review_message(sheet, LEA.id, appointment_id=SECOND, inspiration="", has_reviewed=False, now=AFTER)
    assert [one["action_id"] for one in elements(drawn, "button")] == [REVIEW, AGAIN]
    assert "a-t-elle eu lieu" not in str(drawn)


def test_what_is_no_longer_true_is_not_told() -> None:
    back = {SECOND: int(STARTS[1].timestamp())}
    assert news.moved_message(RUNNING, None, seen_starts=back, by=MAYA, now=NOW) is None
    assert news.moved_message(WITHOUT_TIME, None, seen_starts=KNOWN, by=MAYA, now=NOW) is None
    assert news.moved_message(RUNNING, CLAIRE.id, seen_starts=KNOWN, by=MAYA, now=NOW) is None
    assert news.replanned_message(WITHOUT_TIME, appointment_id=SECOND, by=LEA, now=NOW) is None
    assert news.left_message(RUNNING, leaver=SAMI, now=NOW) is None  # still of the team
    assert news.left_message(ENDED, leaver=CLAIRE, now=NOW) is None
    assert news.ended_message(RUNNING, None, by=MAYA, now=NOW) is None
    assert news.check_in_message(ENDED, appointment_id=SECOND, is_posted=False, now=BETWEEN) is None
    assert news.late_message(WITHOUT_TIME, appointment_id=SECOND, is_posted=False, now=BETWEEN) is None
    assert news.missed_message(RUNNING, appointment_id=SECOND, is_posted=False, now=BETWEEN) is None
    assert (
        news.review_message(DONE, SAMI.id, appointment_id=None, inspiration="", has_reviewed=False, now=AFTER) is None
    )


def test_news_name_who_did_it_and_from_when_to_when() -> None:
    group, alone = EXAMPLES["running_news.moved.group"](), EXAMPLES["running_news.moved.alone"]()
    assert isinstance(group, Message)
    assert isinstance(alone, Message)
    assert plain(group.text) == (
        "Nouvelle date pour une séance de mentorat : mardi 19 mai, de 14 h à 15 h 30, heure de Paris, au lieu du lundi "
        "18 mai à 14 h. Maya Benali a déplacé cette séance. Raison : Un déplacement."
    )
    assert plain(alone.text).startswith("Nouvelle date pour une séance de mentorat (défi Carte Vive) : mardi 19 mai")
    assert plain(alone.text).endswith("Claire Morel a déplacé cette séance.")


def test_a_seance_moves_to_no_day_of_another_and_not_to_where_it_is() -> None:
    starts = [int(one.timestamp()) for one in STARTS] + [int(STARTS[1].timestamp()) + 3600, FREE[0]]
    second = RUNNING.sessions[1]
    assert running_views.offered_starts(RUNNING, second, starts=starts) == [starts[4], FREE[0]]


def test_times_past_the_month_stand_apart_and_name_whose_word_they_need() -> None:
    form = EXAMPLES["running.replan_form"]()
    (chooser,) = elements(form, "static_select")
    labels = [plain(group["label"]["text"]) for group in chooser["option_groups"]]
    assert labels == ["Dans le mois prévu", "Après le mois prévu, avec l’accord de Maya Benali"]
    days = [[day_of(from_epoch(int(one["value"]))) for one in group["options"]] for group in chooser["option_groups"]]
    last = day_of(from_epoch(epoch_at(STARTS[0].date(), 0) + 30 * 86_400))
    assert (max(days[0]), min(days[1]) > last) == (last, True)
    assert sum(map(len, days)) <= 96
    assert "demande l’accord de Maya Benali" in str(form)


def test_another_seance_brings_the_times_around_it() -> None:
    first, last = EXAMPLES["running.move_form"](), EXAMPLES["running.move_form.another"]()
    shown = [
        [
            from_epoch(int(one["value"]))
            for group in elements(form, "static_select")[1]["option_groups"]
            for one in group["options"]
        ]
        for form in (first, last)
    ]
    assert min(shown[0]) < min(shown[1])
    assert max(shown[0]) < max(shown[1])
    (which, *_) = elements(last, "static_select")
    assert which["initial_option"]["value"] == f"{CYCLE_ID} {LAST}"


def test_with_one_seance_the_form_carries_it_and_asks_for_none() -> None:
    form = EXAMPLES["running.move_form.one"]()
    assert isinstance(form, dict)
    assert form["private_metadata"] == f"{CYCLE_ID} {LAST}"
    assert [one["block_id"] for one in form["blocks"] if one["type"] == "input"] == [f"starts-{LAST}", "reason"]


def test_a_seance_that_waits_for_a_word_cannot_be_moved() -> None:
    assert LATE in [one.state for one in WAITING.sessions]
    assert [one.state for one in remaining_sessions(WAITING, now=NOW) if one.state is LATE] == []


def test_the_fields_give_the_seance_and_its_time() -> None:
    slot: dict[str, Any] = {f"starts-{SECOND}": {"selected_option": {"value": str(FREE[0])}}, "reason": {"value": None}}
    assert read_new_time(Fields(slot), CycleMetadata(CYCLE_ID, SECOND)) == NewTime(SECOND, from_epoch(FREE[0]))
    chosen = {"session": {"selected_option": {"value": f"{CYCLE_ID} {LAST}"}}, **slot}
    assert read_new_time(Fields(chosen), CARRIED) == NewTime(LAST, from_epoch(FREE[0]))
    clock = {f"day-{SECOND}": {"selected_date": "2026-05-20"}, f"time-{SECOND}": {"selected_time": "09:15"}}
    assert read_new_time(Fields(clock), CycleMetadata(CYCLE_ID, SECOND)) == NewTime(SECOND, from_epoch(1779261300))
    assert [find_time_field(Fields(one)) for one in (slot, clock)] == [f"starts-{SECOND}", f"day-{SECOND}"]
    for missing in (
        {f"starts-{SECOND}": {"selected_option": None}},
        {f"day-{SECOND}": {"selected_date": "2026-05-20"}},
    ):
        with pytest.raises(Invalid):
            read_new_time(Fields(missing), CycleMetadata(CYCLE_ID, SECOND))


def test_a_lost_time_names_the_nearest_that_are_left() -> None:
    lost = from_epoch(FREE[5])
    said = running_views.taken_time_error(RUNNING, FREE, lost_time=lost, now=NOW)
    assert plain(said) == (
        "Ce créneau n’est plus libre. Il reste, par exemple : jeudi 14 mai à 14 h 30, jeudi 14 mai à 15 h et jeudi 14 "
        "mai à 16 h 30."
    )


def test_an_end_says_what_it_cancels() -> None:
    form = running_views.end_form(replace(RUNNING, sessions=RUNNING.sessions[2:]), now=NOW)
    said = plain(form["blocks"][0]["text"]["text"])
    assert "Les 2 séances à venir sont annulées : mardi 26 mai, de 14 h à 15 h 30 ; mardi 2 juin" in said


def blocks_of(drawn: object) -> list[dict[str, Any]]:
    if isinstance(drawn, Message):
        return list(drawn.blocks)
    return list(drawn["blocks"]) if isinstance(drawn, dict) else []


def elements(drawn: object, kind: str) -> list[dict[str, Any]]:
    found = [one for block in blocks_of(drawn) for one in (*block.get("elements", ()), block.get("element") or {})]
    return [one for one in found if one.get("type") == kind]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")

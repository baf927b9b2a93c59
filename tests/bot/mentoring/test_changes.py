"""Move a séance, end early, leave, hand over: who may, what it frees, who is told, what calendars follow."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.agenda.model import Part, State
from bot.agenda.pending import UNDO
from bot.dates.paris import from_epoch
from bot.errors import (
    AlreadyAnswered,
    AlreadyStarted,
    HoldLapsed,
    Invalid,
    NotAllowed,
    SlotTaken,
    SlotUnbookable,
    UndoTooLate,
)
from bot.mentoring import changes, coaches, lapses, moves, running
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.mentoring.model import CycleSheet
from storage.database import Database
from storage.mentoring import reviews

from .rig import HOUR, Rig, make_rig, paris, session_at, shown, times_of


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


@pytest.fixture
def sheet(rig: Rig) -> CycleSheet:
    """Four Tuesdays at 14 h from 12 May on; the month ends on 11 June."""
    return rig.running(guest_ids=(rig.ids["sami"],))


def test_who_asked_moves_a_seance_within_the_month(rig: Rig, sheet: CycleSheet) -> None:
    news = rig.news(lambda: rig.move(sheet, 0, paris("2026-06-11 14:00")))
    assert news == {("late", "maya"): 1, ("moved", "lea"): 1, ("moved", "sami"): 1}
    moved = rig.sheet(sheet)
    assert shown(moved) == ["19/05 14:00", "26/05 14:00", "02/06 14:00", "11/06 14:00"]
    assert (moved.cycle.state, moved.cycle.first_day) == (CycleState.RUNNING, sheet.cycle.first_day)
    assert rig.claims() == rig.claims_of(moved)
    (detail,) = {row.detail for row in rig.notices("mentoring.moved")}
    one = sheet.sessions[0].appointment
    assert detail == f"{rig.ids['maya']} {one.id}:{int(one.starts.timestamp())}"
    assert rig.news(lambda: rig.move(sheet, 0, paris("2026-05-20 14:00"), "maya")) == {
        ("moved", "lea"): 1,
        ("moved", "sami"): 1,
    }


def test_another_time_that_the_team_asks_for_is_held_until_the_mentor_answers(rig: Rig, sheet: CycleSheet) -> None:
    one, to = sheet.sessions[1].appointment, paris("2026-05-21 14:00")
    before = rig.claims()
    assert rig.news(lambda: rig.ask_for(sheet, 1, to)) == {("late", "maya"): 1}
    asked = rig.sheet(sheet)
    assert (shown(asked), asked.sessions[1].state, asked.sessions[1].wanted) == (
        shown(sheet),
        SessionState.MOVING,
        to,
    )
    assert asked.sessions[1].appointment.state is State.CONFIRMED
    assert before < rig.claims()  # both times are the mentor's
    with pytest.raises(Invalid):
        rig.ask_for(sheet, 1, to)
    for who in ("lea", "sami", "rose"):
        with pytest.raises(NotAllowed):
            rig.use(running.answer_late_time, who, one.id, is_agreed=True)
    news = rig.news(lambda: rig.use(running.answer_late_time, "maya", one.id, is_agreed=False))
    assert news == {("kept", "lea"): 1}
    kept = rig.sheet(sheet)
    assert (shown(kept), kept.sessions[1].state, rig.claims()) == (shown(sheet), SessionState.CONFIRMED, before)
    with pytest.raises(AlreadyAnswered):
        rig.use(running.answer_late_time, "maya", one.id, is_agreed=True)


def test_a_wish_is_withdrawn_replaced_or_answered_with_another_time(rig: Rig, sheet: CycleSheet) -> None:
    before, own = rig.claims(), times_of(sheet)[1]
    rig.ask_for(sheet, 1, paris("2026-05-21 14:00"))
    assert rig.news(lambda: rig.ask_for(sheet, 1, own)) == {}  # the asker chose its own time again
    assert (rig.claims(), rig.sheet(sheet).sessions[1].state) == (before, SessionState.CONFIRMED)
    rig.ask_for(sheet, 1, paris("2026-05-21 14:00"))
    rig.ask_for(sheet, 1, paris("2026-05-22 14:00"))
    assert rig.sheet(sheet).sessions[1].wanted == paris("2026-05-22 14:00")
    earlier, one = int(paris("2026-05-21 14:00").timestamp()), sheet.sessions[1].appointment
    for agreed in (True, False):
        with pytest.raises(Invalid):  # pressed below the wish that was replaced meanwhile
            rig.use(running.answer_late_time, "maya", one.id, is_agreed=agreed, times_id=earlier)
    assert rig.sheet(sheet).sessions[1].wanted == paris("2026-05-22 14:00")
    moved = rig.ask_for(sheet, 1, paris("2026-05-27 14:00"), "maya")
    assert ("27/05 14:00" in shown(moved), {one.wanted for one in moved.sessions}) == (True, {None})
    assert rig.claims() == rig.claims_of(moved)


def _undo(rig: Rig, sheet: CycleSheet, to: datetime, who: str = "lea", at: int = 1) -> CycleSheet:
    one = sheet.sessions[at].appointment
    return rig.use(moves.undo_wish, who, sheet.cycle.id, appointment_id=one.id, wanted_start=to)


def test_a_wish_is_undone_before_the_mentor_is_asked_and_nobody_is_told(rig: Rig, sheet: CycleSheet) -> None:
    before, to = rig.claims(), paris("2026-05-21 14:00")
    rig.ask_for(sheet, 1, to)
    rig.ask_for(sheet, 2, paris("2026-05-27 14:00"))
    assert rig.due("late") == [rig.now + UNDO] * 2
    for who in ("sami", "maya", "rose", "claire"):
        with pytest.raises(NotAllowed):
            _undo(rig, sheet, to, who)
    rig.now += UNDO - timedelta(seconds=1)
    assert rig.news(lambda: _undo(rig, sheet, to)) == {}
    (asked,) = [row.detail for row in rig.notices("mentoring.late") if row.state == "owed"]
    assert asked == str(sheet.sessions[2].appointment.id)  # the other séance's question stays
    assert (rig.sheet(sheet).sessions[1].state, shown(rig.sheet(sheet))) == (SessionState.CONFIRMED, shown(sheet))
    with pytest.raises(AlreadyAnswered):
        _undo(rig, sheet, to)
    rig.now += timedelta(seconds=1)
    with pytest.raises(UndoTooLate):
        _undo(rig, sheet, paris("2026-05-27 14:00"), at=2)
    rig.use(running.answer_late_time, "maya", sheet.sessions[2].appointment.id, is_agreed=False)
    assert rig.claims() == before


def test_a_wish_that_replaced_one_is_asked_once_and_not_undone(rig: Rig, sheet: CycleSheet) -> None:
    rig.ask_for(sheet, 1, paris("2026-05-21 14:00"))
    rig.ask_for(sheet, 1, paris("2026-05-22 14:00"))
    assert len([row for row in rig.notices("mentoring.late") if row.state == "owed"]) == 1
    with pytest.raises(UndoTooLate):
        _undo(rig, sheet, paris("2026-05-22 14:00"))
    with pytest.raises(AlreadyAnswered):
        _undo(rig, sheet, paris("2026-05-21 14:00"))


def test_a_wish_without_an_answer_expires_and_the_seance_keeps_its_time(rig: Rig, sheet: CycleSheet) -> None:
    before = rig.claims()
    asked = rig.ask_for(sheet, 1, paris("2026-05-21 14:00"))
    until = asked.sessions[1].word_by
    assert until is not None
    with rig.database.reading() as reading:
        assert running.next_due(reading) == until
    rig.now = until
    with pytest.raises(HoldLapsed):
        rig.use(running.answer_late_time, "maya", asked.sessions[1].appointment.id, is_agreed=True)
    assert rig.news(rig.tick) == {("kept", "lea"): 1}
    assert (shown(rig.sheet(sheet)), rig.claims()) == (shown(sheet), before)
    assert rig.news(rig.tick) == {}


def test_another_mentor_ends_a_wish(rig: Rig, sheet: CycleSheet) -> None:
    rig.ask_for(sheet, 1, paris("2026-05-21 14:00"))
    rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["rose"])
    handed = rig.sheet(sheet)
    assert (handed.sessions[1].state, handed.sessions[1].wanted) == (SessionState.CONFIRMED, None)
    assert rig.claims() == rig.claims_of(handed)


def test_a_cycle_that_ends_frees_what_was_wished_for(rig: Rig, sheet: CycleSheet) -> None:
    rig.ask_for(sheet, 1, paris("2026-05-21 14:00"))
    rig.use(changes.end_cycle, "lea", sheet.cycle.id)
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def test_what_is_moved_again_before_people_heard_is_told_from_the_time_that_they_know(
    rig: Rig, sheet: CycleSheet
) -> None:
    rig.move(sheet, 0, paris("2026-05-20 14:00"), "maya")
    rig.move(sheet, 0, paris("2026-05-21 14:00"), "maya")
    rig.move(sheet, 1, paris("2026-05-27 14:00"), "maya")
    one, two = (sheet.sessions[number].appointment for number in (0, 1))
    by = f"{rig.ids['maya']}"
    waits = [row for row in rig.notices("mentoring.moved") if row.state == "owed"]
    assert sorted((row.person_id, row.detail) for row in waits) == sorted(
        (rig.ids[key], f"{by} {each.id}:{int(each.starts.timestamp())}")
        for key in ("lea", "sami")
        for each in (one, two)
    )
    assert [row.reason for row in rig.notices("mentoring.moved") if row.state == "dropped"] == ["superseded"] * 2


def test_who_asked_moves_to_what_is_offered_alone(rig: Rig, sheet: CycleSheet) -> None:
    other = rig.asked("ines", defi="relais")
    before = rig.claims()
    for to, reason in (
        (times_of(sheet)[1], "same"),
        (paris("2026-05-26 16:00"), "same_day"),
        (paris("2026-06-12 14:00"), "window"),
    ):
        with pytest.raises(Invalid) as refused:
            rig.move(sheet, 1, to)
        assert refused.value.facts["reason"] == reason
    for when in ("2026-05-05 07:00", "2026-05-20 09:00", "2026-05-14 14:00", "2026-05-23 14:00"):
        with pytest.raises(SlotUnbookable):
            rig.move(sheet, 1, paris(when))
    with pytest.raises(SlotTaken):
        rig.move(sheet, 1, times_of(other)[1])
    for who in ("sami", "ines", "rose"):
        with pytest.raises(NotAllowed):
            rig.move(sheet, 1, paris("2026-05-20 14:00"), who)
    assert (rig.claims(), rig.sheet(sheet)) == (before, sheet)


def test_the_first_goes_forward_only_as_far_as_the_month_allows(rig: Rig, sheet: CycleSheet) -> None:
    rig.move(sheet, 3, paris("2026-06-11 14:00"))
    with pytest.raises(Invalid) as refused:
        rig.move(sheet, 0, early := paris("2026-05-11 14:00"))  # then the last would be 31 days after
    assert refused.value.facts == {"field": "times", "reason": "window", "terms": sheet.cycle.terms, "starts": early}
    rig.move(sheet, 3, paris("2026-06-10 14:00"))
    rig.move(sheet, 0, paris("2026-05-11 14:00"))


def test_what_is_offered_for_a_move_keeps_to_the_month(rig: Rig, sheet: CycleSheet) -> None:
    _, free = rig.use(changes.read_free_times, "lea", sheet.cycle.id)
    last = sheet.sessions[3].appointment.id
    offered = [start for start in map(from_epoch, free.team) if changes.is_in_window(sheet, {last: start})]
    assert max(offered) == paris("2026-06-11 16:30")
    assert int(times_of(sheet)[0].timestamp()) in free.team


@pytest.mark.parametrize("who", ["maya", "david"])
def test_the_mentor_moves_anywhere_and_the_others_can_still_be_moved(rig: Rig, sheet: CycleSheet, who: str) -> None:
    saturday = paris("2026-07-04 20:15")
    assert rig.move(sheet, 3, saturday, who).sessions[3].appointment.starts == saturday
    for to, refusal in ((rig.now, SlotUnbookable), (saturday + 5 * HOUR / 60, SlotUnbookable)):
        with pytest.raises(refusal):
            rig.move(sheet, 2, to, who)
    rig.move(sheet, 1, paris("2026-05-20 14:00"))
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def test_what_has_begun_or_has_no_time_is_not_moved(rig: Rig, sheet: CycleSheet) -> None:
    one = sheet.sessions[0].appointment
    rig.now = one.starts
    with pytest.raises(AlreadyStarted):
        rig.use(changes.move, "maya", sheet.cycle.id, appointment_id=one.id, starts=paris("2026-05-20 14:00"))
    rig.miss(one.id)
    with pytest.raises(AlreadyAnswered):
        rig.use(changes.move, "maya", sheet.cycle.id, appointment_id=one.id, starts=paris("2026-05-20 14:00"))
    asked = rig.asked("ines", defi="relais", domain="accessibilité")
    with pytest.raises(AlreadyAnswered):
        rig.move(asked, 0, paris("2026-06-03 14:00"), "maya")


def test_calendars_follow_a_move_and_the_end(rig: Rig, sheet: CycleSheet) -> None:
    for who in ("lea", "sami", "maya"):
        assert rig.use(changes.owe_calendar_files, who, sheet.cycle.id) == 4
        assert rig.use(changes.owe_calendar_files, who, sheet.cycle.id) == 4
    for who in ("claire", "ines"):
        with pytest.raises(NotAllowed):
            rig.use(changes.owe_calendar_files, who, sheet.cycle.id)
    assert len(rig.notices("agenda.entry")) == 12
    rig.move(sheet, 0, paris("2026-05-13 14:00"))
    assert len(rig.notices("agenda.entry")) == 15
    rig.use(changes.end_cycle, "lea", sheet.cycle.id)
    assert len(rig.notices("agenda.entry")) == 27


@pytest.mark.parametrize("who", ["lea", "maya", "claire"])
def test_ended_early_what_was_to_come_is_free_and_the_others_are_told(rig: Rig, sheet: CycleSheet, who: str) -> None:
    rig.past(sheet, 0)
    rig.now = paris("2026-05-20 10:00")
    rig.miss(sheet.sessions[1].appointment.id)
    for other in ("sami", "ines", "rose"):
        with pytest.raises(NotAllowed):
            rig.use(changes.end_cycle, other, sheet.cycle.id)
    with pytest.raises(Invalid):
        rig.use(changes.end_cycle, who, sheet.cycle.id, reason="x" * 301)
    news = rig.news(lambda: rig.end(sheet, who, " Nous avons trouvé "))
    assert news == {("ended", key): 1 for key in {"lea", "sami", "maya"} - {who}}
    ended = rig.sheet(sheet)
    assert (ended.cycle.state, ended.cycle.reason) == (CycleState.ENDED, "Nous avons trouvé")
    assert [one.state for one in ended.sessions] == [SessionState.OVER, *[SessionState.DROPPED] * 3]
    assert rig.claims() == rig.claims_of(ended)
    assert rig.due("check_in") + rig.due("missed") == []  # nothing is asked about it any more
    with pytest.raises(AlreadyAnswered):
        rig.use(changes.end_cycle, who, sheet.cycle.id)
    assert rig.asked("sami").cycle.state is CycleState.HELD


def test_a_guest_leaves_and_the_cycle_goes_on(rig: Rig, sheet: CycleSheet) -> None:
    rig.past(sheet, 0)
    rig.now = paris("2026-05-20 10:00")
    missed = sheet.sessions[1].appointment.id
    rig.miss(missed)
    for who in ("lea", "maya", "ines"):
        with pytest.raises(NotAllowed):
            rig.use(lapses.leave_cycle, who, sheet.cycle.id)
    news = rig.news(lambda: rig.use(lapses.leave_cycle, "sami", sheet.cycle.id))
    assert news == {("left", "lea"): 1, ("left", "maya"): 1, ("group", "group"): 1}
    with pytest.raises(NotAllowed):  # a second click
        rig.use(lapses.leave_cycle, "sami", sheet.cycle.id)
    left = rig.replan(sheet, missed, paris("2026-06-11 14:00"))
    there = [rig.ids["sami"] in one.appointment.person_ids for one in left.sessions]
    assert (there, left.cycle.guest_ids) == ([True, False, False, False], ())
    assert rig.claims() == rig.claims_of(left)


def test_another_mentor_takes_over_what_is_to_come_with_its_claims(rig: Rig, sheet: CycleSheet) -> None:
    rig.past(sheet, 0)
    rig.now = paris("2026-05-20 10:00")
    over, missed = sheet.sessions[0].appointment.id, sheet.sessions[1].appointment.id
    rig.miss(missed)
    for who in ("lea", "maya", "rose"):
        with pytest.raises(NotAllowed):
            rig.use(coaches.hand_over, who, sheet.cycle.id, mentor_id=rig.ids["rose"])
    news = rig.news(lambda: rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["rose"]))
    once = {("card", "rose"): 1, ("group", "group"): 1}
    assert news == {("handed", key): 1 for key in ("lea", "sami", "maya", "rose")} | once
    rig.replan(sheet, missed, paris("2026-06-11 09:00"))
    rig.check_in(over, Outcome.MISSED)
    handed = rig.replan(sheet, over, paris("2026-06-09 09:00"))
    assert {one.appointment.host_ids for one in handed.sessions} == {(rig.ids["rose"],)}
    assert rig.claims() == rig.claims_of(handed)
    assert {person for person, _ in rig.claims()} == {rig.ids["rose"]}
    rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["maya"])
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def test_a_mentor_who_is_not_free_takes_nothing_over(rig: Rig, sheet: CycleSheet) -> None:
    other = rig.send(
        rig.keep("ines", wish=rig.wish("rose", defi="relais")),
        "ines",
        starts=[paris(f"2026-{day} 09:00") for day in ("05-19", "05-26", "06-02", "06-09")],
    )
    rig.confirm(other, "rose")
    rig.move(sheet, 1, times_of(other)[0], "maya")
    before = rig.claims()
    with pytest.raises(SlotTaken):
        rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["rose"])
    for key, reason in (("maya", "own"), ("lea", "own"), ("claire", "gone")):
        with pytest.raises(Invalid) as refused:
            rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids[key])
        assert refused.value.facts == {"field": "mentor", "reason": reason}
    assert rig.claims() == before


def test_handed_over_the_news_goes_to_the_group_of_those_who_go_on(rig: Rig, sheet: CycleSheet) -> None:
    rig.open_group(sheet)
    for number, key in enumerate(("noe", "maya", "noe"), 1):
        rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids[key])
        groups = [row for row in rig.notices("mentoring.group") if row.action == "group"]
        assert (len(groups), groups[-1].state) == (number + 1, "owed")
        rig.open_group(sheet)
    assert sum(count for (kind, _), count in rig.owed().items() if kind == "handed") == 12


def test_the_limit_that_a_mentor_sets_is_theirs_and_no_cycles_history(rig: Rig, sheet: CycleSheet) -> None:
    before = rig.verbs(sheet)
    rig.use(coaches.set_limit, "maya", limit=0)
    assert rig.do(lambda tx: coaches.read_limit(tx, rig.actor("maya"))) == 0
    assert rig.verbs(sheet) == before
    with rig.database.reading() as tx:
        query = text("SELECT thing, thing_id FROM history WHERE action = 'mentoring.limit'")
        assert [tuple(row) for row in tx.execute(query)] == [("person", rig.ids["maya"])]
    with pytest.raises(Invalid):
        rig.asked("sami")
    for who in ("lea", "claire"):
        with pytest.raises(NotAllowed):
            rig.use(coaches.set_limit, who, limit=1)
    for limit in (-1, 11):
        with pytest.raises(Invalid):
            rig.use(coaches.set_limit, "maya", limit=limit)


def test_parts_stay_as_they_are_when_nothing_changed(rig: Rig, sheet: CycleSheet) -> None:
    one = sheet.sessions[0].appointment
    rig.now = one.starts
    rig.miss(one.id)
    again = session_at(rig.replan(sheet, one.id, paris("2026-06-11 14:00")), one.id).appointment
    assert (again.participants, again.state) == (one.participants, State.CONFIRMED)
    assert again.part_of(rig.ids["lea"]) is Part.BOOKER


def test_after_the_last_both_are_asked_what_it_brought(rig: Rig, sheet: CycleSheet) -> None:
    for number in range(4):
        with pytest.raises(AlreadyAnswered):
            rig.use(changes.save_review, "lea", sheet.cycle.id, useful="yes")
        rig.past(sheet, number)
    finished = rig.sheet(sheet)
    assert finished.cycle.state is CycleState.DONE
    assert rig.owed()["review", "lea"] == rig.owed()["review", "maya"] == 1
    for who in ("sami", "claire", "ines"):
        with pytest.raises(NotAllowed):
            rig.use(changes.save_review, who, sheet.cycle.id, useful="yes")
    with pytest.raises(Invalid):
        rig.use(changes.save_review, "lea", sheet.cycle.id, useful="maybe")
    with pytest.raises(Invalid):
        rig.use(changes.save_review, "lea", sheet.cycle.id, useful="yes", text="x" * 1001)
    for who, useful in (("lea", "no"), ("lea", "yes"), ("maya", "some")):
        rig.use(changes.save_review, who, sheet.cycle.id, useful=useful, text=" Merci ")
    with rig.database.reading() as tx:
        found = {one.person_id: (one.useful, one.text) for one in reviews.reviews_of(tx, sheet.cycle.id)}
    assert found == {rig.ids["lea"]: ("yes", "Merci"), rig.ids["maya"]: ("some", "Merci")}

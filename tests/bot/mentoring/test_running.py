"""A cycle that runs: each séance's end and its question, a new time for one that did not take place, the end."""

import pytest

from bot.agenda.model import State
from bot.dates.paris import from_epoch
from bot.errors import AlreadyAnswered, HoldLapsed, Invalid, NotAllowed, NotFound, SlotTaken, SlotUnbookable
from bot.mentoring import running
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.mentoring.model import CycleSheet
from bot.rights import rights
from storage.audit import find_violations
from storage.database import Database

from .rig import DAY, HOUR, Rig, make_rig, paris, session_at

SECOND = HOUR / 3600


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


@pytest.fixture
def sheet(rig: Rig) -> CycleSheet:
    """Four Tuesdays at 14 h from 12 May on; the month ends on 11 June, its week more on the 18th."""
    return rig.running(guest_ids=(rig.ids["sami"],))


def first_missed(rig: Rig, sheet: CycleSheet) -> int:
    """Let the mentor say of the first séance that it did not take place; give its appointment."""
    one = sheet.sessions[0].appointment
    rig.now = one.starts
    rig.miss(one.id)
    return one.id


def done(rig: Rig, sheet: CycleSheet) -> CycleSheet:
    for number in range(4):
        rig.past(sheet, number)
    return rig.sheet(sheet)


def test_the_question_comes_the_next_working_morning(rig: Rig) -> None:
    days = ("05-13", "05-22", "05-29", "06-05")  # before Ascension, before Pentecost Monday, a Friday, the last
    sheet = rig.send(rig.keep(), starts=[paris(f"2026-{day} 14:00") for day in days])
    rig.confirm(sheet)
    for number in range(3):
        assert rig.past(sheet, number).state is SessionState.OVER
        assert rig.news(rig.tick) == {}
    assert rig.due("check_in") == [paris(f"2026-{one} 09:00") for one in ("05-15", "05-26", "06-01")]
    assert {(row.person_id, row.expires - row.due) for row in rig.notices("mentoring.check_in")} == {
        (rig.ids["lea"], 7 * 86_400)
    }
    rig.past(sheet, 3)
    assert len(rig.due("check_in")) == 3  # that of the last is part of the review
    assert rig.due("review") == [paris("2026-06-08 09:00")] * 2
    asked = {row.person_id: row.detail for row in rig.notices("mentoring.review")}
    assert asked == {rig.ids["lea"]: str(sheet.sessions[3].appointment.id), rig.ids["maya"]: ""}


@pytest.mark.parametrize("outcome", [Outcome.TOOK_PLACE, Outcome.INCOMPLETE])
def test_an_outcome_is_said_once(rig: Rig, sheet: CycleSheet, outcome: Outcome) -> None:
    one = rig.past(sheet, 0).appointment.id
    for who in ("maya", "sami", "ines"):
        with pytest.raises(NotAllowed):
            rig.check_in(one, outcome, who)
    assert session_at(rig.check_in(one, outcome), one).outcome is outcome
    for again in (Outcome.TOOK_PLACE, Outcome.MISSED):
        with pytest.raises(AlreadyAnswered):
            rig.check_in(one, again)
    with pytest.raises(AlreadyAnswered):
        rig.miss(one)
    with pytest.raises(AlreadyAnswered):  # it has not ended
        rig.check_in(sheet.sessions[1].appointment.id, outcome)
    assert session_at(rig.sheet(sheet), one).state is SessionState.OVER


def test_what_is_said_before_the_clock_looked_is_kept_and_not_asked_again(rig: Rig, sheet: CycleSheet) -> None:
    one = sheet.sessions[0].appointment
    rig.now = one.ends
    rig.check_in(one.id, Outcome.INCOMPLETE)
    assert rig.news(rig.tick) == {}
    over = session_at(rig.sheet(sheet), one.id)
    assert (over.state, over.outcome) == (SessionState.OVER, Outcome.INCOMPLETE)


def test_the_mentor_says_that_it_did_not_take_place_from_its_start_on(rig: Rig, sheet: CycleSheet) -> None:
    one = sheet.sessions[0].appointment
    rig.now = one.starts - SECOND
    with pytest.raises(Invalid) as refused:
        rig.miss(one.id)
    assert refused.value.facts == {"field": "times", "reason": "early"}
    rig.now = one.starts
    for who in ("lea", "sami", "rose"):
        with pytest.raises(NotAllowed):
            rig.miss(one.id, who)
    assert rig.news(lambda: rig.miss(one.id)) == {("missed", "lea"): 1}
    missed = session_at(rig.sheet(sheet), one.id)
    assert (missed.state, missed.outcome) == (SessionState.OPEN, Outcome.MISSED)
    assert missed.appointment.state is State.CANCELLED
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))
    rig.now = one.ends
    assert rig.news(rig.tick) == {}  # nobody is asked about what did not take place
    with pytest.raises(AlreadyAnswered):
        rig.miss(one.id)
    with pytest.raises(AlreadyAnswered):
        rig.check_in(one.id, Outcome.TOOK_PLACE)


def test_a_new_time_in_the_month_stands_at_once_and_is_asked_about(rig: Rig, sheet: CycleSheet) -> None:
    one = first_missed(rig, sheet)
    to = paris("2026-06-11 14:00")  # the last day
    news = rig.news(lambda: rig.replan(sheet, one, to))
    assert news == {("replanned", "maya"): 1, ("replanned", "sami"): 1}
    again = session_at(rig.sheet(sheet), one)
    assert (again.state, again.outcome, again.appointment.starts) == (SessionState.CONFIRMED, None, to)
    assert again.appointment.state is State.CONFIRMED
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))
    with pytest.raises(AlreadyAnswered):
        rig.replan(sheet, one, to + DAY)
    done(rig, sheet)
    assert rig.sheet(sheet).cycle.state is CycleState.DONE
    assert len(rig.due("check_in")) == 3


def test_a_new_time_is_told_in_the_group_once(rig: Rig, sheet: CycleSheet) -> None:
    rig.open_group(sheet)
    one = first_missed(rig, sheet)
    assert rig.news(lambda: rig.replan(sheet, one, paris("2026-06-11 14:00"))) == {("replanned", "Dgroup"): 1}


def test_a_new_time_is_checked(rig: Rig, sheet: CycleSheet) -> None:
    thursdays = [paris(f"2026-{day} 14:00") for day in ("05-21", "05-28", "06-04", "06-11")]
    rig.send(rig.keep("ines", wish=rig.wish(defi="relais")), "ines", starts=thursdays)
    one = first_missed(rig, sheet)
    for to, reason in (("2026-06-19 14:00", "window"), ("2026-05-19 16:30", "same_day")):
        with pytest.raises(Invalid) as refused:
            rig.replan(sheet, one, paris(to))
        assert refused.value.facts["reason"] == reason
    for to in ("2026-05-13 13:00", "2026-05-20 09:00", "2026-05-25 14:00", "2026-05-20 14:05"):
        with pytest.raises(SlotUnbookable):
            rig.replan(sheet, one, paris(to))
    with pytest.raises(SlotTaken):
        rig.replan(sheet, one, thursdays[1])
    for who in ("sami", "ines", "rose"):
        with pytest.raises(NotAllowed):
            rig.replan(sheet, one, paris("2026-06-11 14:00"), who)


def test_a_seance_moved_past_the_month_and_missed_is_opened_again(rig: Rig, sheet: CycleSheet) -> None:
    """Maya moves the last one to 25 June, two weeks past the month; it does not take place, and Léa chooses again."""
    rig.move(sheet, 3, paris("2026-06-25 14:00"), "maya")
    one = rig.sheet(sheet).sessions[3].appointment
    rig.now = one.starts
    assert rig.news(lambda: rig.miss(one.id)) == {("missed", "lea"): 1}
    assert session_at(rig.sheet(sheet), one.id).state is SessionState.OPEN
    with pytest.raises(Invalid) as refused:  # more than a week past the day it was to have
        rig.replan(sheet, one.id, late := paris("2026-07-07 14:00"))
    assert refused.value.facts == {"field": "times", "reason": "window", "terms": sheet.cycle.terms, "starts": late}
    rig.replan(sheet, one.id, paris("2026-06-30 14:00"))
    assert session_at(rig.sheet(sheet), one.id).state is SessionState.LATE


def late_one(rig: Rig, sheet: CycleSheet) -> int:
    one = first_missed(rig, sheet)
    rig.replan(sheet, one, paris("2026-06-16 14:00"))
    return one


def test_past_the_month_a_new_time_is_held_for_the_mentors_word(rig: Rig, sheet: CycleSheet) -> None:
    one = first_missed(rig, sheet)
    assert rig.news(lambda: rig.replan(sheet, one, paris("2026-06-18 14:00"))) == {("late", "maya"): 1}
    held = session_at(rig.sheet(sheet), one)
    assert (held.state, held.appointment.state) == (SessionState.LATE, State.HELD)
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))
    for who in ("lea", "sami", "rose"):
        with pytest.raises(NotAllowed):
            rig.use(running.answer_late_time, who, one, is_agreed=True)
    news = rig.news(lambda: rig.use(running.answer_late_time, "maya", one, is_agreed=True))
    assert news == {("replanned", "lea"): 1, ("replanned", "sami"): 1}
    agreed = session_at(rig.sheet(sheet), one)
    assert (agreed.state, agreed.appointment.state) == (SessionState.CONFIRMED, State.CONFIRMED)
    for agree in (True, False):
        with pytest.raises(AlreadyAnswered):
            rig.use(running.answer_late_time, "maya", one, is_agreed=agree)
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def test_past_the_month_a_time_refused_is_free_and_who_asked_is_told(rig: Rig, sheet: CycleSheet) -> None:
    one = late_one(rig, sheet)
    news = rig.news(lambda: rig.use(running.answer_late_time, "maya", one, is_agreed=False))
    assert news == {("late_refused", "lea"): 1}
    assert session_at(rig.sheet(sheet), one).state is SessionState.OPEN
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))
    assert rig.news(lambda: rig.replan(sheet, one, paris("2026-06-16 14:00"))) == {("late", "maya"): 1}  # once more


def test_past_the_month_a_time_without_word_lapses_a_day_before(rig: Rig, sheet: CycleSheet) -> None:
    one = late_one(rig, sheet)
    rig.now = paris("2026-06-15 14:00") - SECOND
    rig.tick()
    assert session_at(rig.sheet(sheet), one).state is SessionState.LATE
    rig.now += SECOND
    with pytest.raises(HoldLapsed):  # even before the clock has looked
        rig.use(running.answer_late_time, "maya", one, is_agreed=True)
    assert rig.news(rig.tick) == {("late_refused", "lea"): 1}
    assert rig.news(rig.tick) == {}
    assert session_at(rig.sheet(sheet), one).state is SessionState.OPEN
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def test_past_the_month_the_mentor_needs_time_to_give_a_word(rig: Rig, sheet: CycleSheet) -> None:
    one = first_missed(rig, sheet)
    rig.now = paris("2026-06-15 10:00")
    with pytest.raises(SlotUnbookable):
        rig.replan(sheet, one, paris("2026-06-16 14:00"))
    assert rig.replan(sheet, one, paris("2026-06-17 14:00")).cycle.state is CycleState.RUNNING


@pytest.mark.parametrize("who", ["maya", "claire"])
def test_the_mentors_own_time_needs_no_other_word(rig: Rig, sheet: CycleSheet, who: str) -> None:
    one = first_missed(rig, sheet)
    saturday = paris("2026-06-27 19:00")
    news = rig.news(lambda: rig.replan(sheet, one, saturday, who))
    assert news == {("replanned", key): 1 for key in {"lea", "sami", "maya"} - {who}}
    assert session_at(rig.sheet(sheet), one).state is SessionState.CONFIRMED


def test_a_cycle_that_was_done_runs_again_and_ends_again(rig: Rig, sheet: CycleSheet) -> None:
    rig.move(sheet, 3, paris("2026-06-03 14:00"), "maya")  # the last has changed more often than the others
    rig.move(sheet, 3, paris("2026-06-04 14:00"), "maya")
    rig.move(sheet, 3, paris("2026-06-02 14:00"), "maya")
    first = sheet.sessions[0].appointment.id
    done(rig, sheet)
    assert rig.news(lambda: rig.check_in(first, Outcome.MISSED)) == {("check_in", "lea"): 1}  # about the last
    reopened = rig.sheet(sheet)
    assert (reopened.cycle.state, session_at(reopened, first).state) == (CycleState.RUNNING, SessionState.OPEN)
    assert rig.due("review") == []
    rig.replan(sheet, first, paris("2026-06-10 14:00"))
    rig.now = paris("2026-06-10 15:30")
    rig.tick()
    assert rig.sheet(sheet).cycle.state is CycleState.DONE
    assert rig.due("review") == [paris("2026-06-11 09:00")] * 2
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def test_a_cycle_that_was_done_does_not_run_beside_another(rig: Rig, sheet: CycleSheet) -> None:
    done(rig, sheet)
    rig.asked(mentor="noe")
    with pytest.raises(Invalid) as said:
        rig.check_in(sheet.sessions[3].appointment.id, Outcome.MISSED)
    with pytest.raises(Invalid) as missed:
        rig.miss(sheet.sessions[2].appointment.id)
    assert said.value.facts == missed.value.facts == {"field": "domain", "reason": "running"}
    assert rig.sheet(sheet).cycle.state is CycleState.DONE
    assert len(rig.due("review")) == 2


def test_a_seance_missed_leaves_the_question_about_the_next(rig: Rig, sheet: CycleSheet) -> None:
    one, two = sheet.sessions[0].appointment.id, sheet.sessions[1].appointment.id
    rig.past(sheet, 0)
    rig.past(sheet, 1)
    rig.check_in(one, Outcome.MISSED)
    asked = [row for row in rig.notices("mentoring.check_in") if row.state == "owed"]
    assert [(row.detail.partition(":")[0], from_epoch(row.due)) for row in asked] == [
        (str(two), paris("2026-05-20 09:00"))
    ]


def test_what_has_no_time_is_given_up_a_week_after_the_month(rig: Rig, sheet: CycleSheet) -> None:
    one = first_missed(rig, sheet)
    for number in range(1, 4):
        rig.past(sheet, number)
    rig.now = paris("2026-06-18 23:59")
    assert rig.news(rig.tick) == {}
    rig.now = paris("2026-06-19 00:01")
    assert rig.news(rig.tick) == {("review", "lea"): 1, ("review", "maya"): 1}
    finished = rig.sheet(sheet)
    assert (finished.cycle.state, session_at(finished, one).state) == (CycleState.DONE, SessionState.DROPPED)
    assert rig.due("review") == [paris("2026-06-19 09:00")] * 2  # nobody is written to at night
    with pytest.raises(AlreadyAnswered):
        rig.replan(sheet, one, paris("2026-06-22 14:00"), "maya")


def test_what_has_no_time_waits_for_the_last_of_the_others(rig: Rig, sheet: CycleSheet) -> None:
    one = first_missed(rig, sheet)
    rig.move(sheet, 3, paris("2026-06-30 14:00"), "maya")
    rig.past(sheet, 1)
    rig.past(sheet, 2)
    for when in ("2026-06-19 10:00", "2026-06-30 15:30"):
        rig.now = paris(when)
        rig.tick()
        assert session_at(rig.sheet(sheet), one).state is SessionState.OPEN
        assert rig.sheet(sheet).cycle.state is CycleState.RUNNING
    rig.now = paris("2026-07-01 08:00")
    rig.tick()
    assert session_at(rig.sheet(sheet), one).state is SessionState.DROPPED
    assert rig.sheet(sheet).cycle.state is CycleState.DONE


def test_a_cycle_that_ends_early_during_a_seance_stays_ended(rig: Rig, sheet: CycleSheet) -> None:
    one = sheet.sessions[0].appointment
    rig.now = one.starts + HOUR
    rig.end(sheet, "lea")
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))
    rig.now = one.ends
    assert rig.news(rig.tick) == {}
    ended = rig.sheet(sheet)
    assert (ended.cycle.state, session_at(ended, one.id).state) == (CycleState.ENDED, SessionState.OVER)


def test_an_erasure_amid_a_cycle_waits_for_whom_others_count_on_and_is_done_for_a_guest(
    rig: Rig, sheet: CycleSheet
) -> None:
    rig.past(sheet, 0)
    for who in ("lea", "maya"):
        with pytest.raises(rights.Unsettled) as refused:
            rig.use(rights.erase_actor, who)
        assert (refused.value.left.cycles, len(refused.value.left.appointments)) == (1, 3)
    rig.use(rights.erase_actor, "sami")
    with pytest.raises(NotFound):
        rig.use(rights.erase_actor, "sami")
    coming = [one.appointment for one in rig.sheet(sheet).sessions[1:]]
    assert [one.state for one in coming] == [State.CONFIRMED] * 3
    with rig.database.reading() as reading:
        broken = {name for name, ones in find_violations(reading, now=rig.now, machine_now=rig.now).items() if ones}
    assert broken == {"stuck"}  # nothing is sent here

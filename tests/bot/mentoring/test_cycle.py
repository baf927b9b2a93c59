"""The machine of a cycle: what can follow what, whose turn it is, until when a hold lasts."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.paris import PARIS
from bot.dates.working import answer_deadline, working_days_later
from bot.errors import AlreadyAnswered
from bot.mentoring.cycle import (
    MOVES,
    CycleState,
    SessionEvent,
    SessionState,
    SideToAnswer,
    derive_state,
    hold_deadline,
    last_day,
    next_state,
    reminder_times,
    side_to_answer,
    wish_deadline,
)
from bot.mentoring.model import SHIPPED

HELD, AGREED, COUNTERED, OPEN = SessionState.HELD, SessionState.AGREED, SessionState.COUNTERED, SessionState.OPEN
CONFIRMED, LATE, OVER, DROPPED = SessionState.CONFIRMED, SessionState.LATE, SessionState.OVER, SessionState.DROPPED
MOVING = SessionState.MOVING

ALLOWED = {
    HELD: {
        SessionEvent.CONFIRM: AGREED,
        SessionEvent.COUNTER: COUNTERED,
        SessionEvent.REFUSE: OPEN,
        SessionEvent.DROP: DROPPED,
    },
    AGREED: {SessionEvent.START: CONFIRMED, SessionEvent.DROP: DROPPED},
    COUNTERED: {SessionEvent.ACCEPT: AGREED, SessionEvent.PICK: HELD, SessionEvent.DROP: DROPPED},
    OPEN: {
        SessionEvent.PICK: HELD,
        SessionEvent.REPLAN: CONFIRMED,
        SessionEvent.REPLAN_LATE: LATE,
        SessionEvent.DROP: DROPPED,
    },
    CONFIRMED: {
        SessionEvent.MOVE: CONFIRMED,
        SessionEvent.ASK_MOVE: MOVING,
        SessionEvent.MISS: OPEN,
        SessionEvent.END: OVER,
        SessionEvent.DROP: DROPPED,
    },
    MOVING: {
        SessionEvent.ASK_MOVE: MOVING,
        SessionEvent.CONFIRM: CONFIRMED,
        SessionEvent.REFUSE: CONFIRMED,
        SessionEvent.MOVE: CONFIRMED,
        SessionEvent.MISS: OPEN,
        SessionEvent.DROP: DROPPED,
    },
    LATE: {SessionEvent.CONFIRM: CONFIRMED, SessionEvent.REFUSE: OPEN, SessionEvent.DROP: DROPPED},
    OVER: {SessionEvent.MISS: OPEN},
    DROPPED: {SessionEvent.UNDO: CONFIRMED, SessionEvent.UNDO_OPEN: OPEN},
}


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(("state", "event"), list(product(SessionState, SessionEvent)))
def test_an_event_leads_where_the_table_says_or_is_refused(state: SessionState, event: SessionEvent) -> None:
    if (state, event) in MOVES:
        assert next_state(state, event) is ALLOWED[state][event]
    else:
        assert event not in ALLOWED[state]
        with pytest.raises(AlreadyAnswered):
            next_state(state, event)


def test_every_state_can_be_reached_and_two_of_them_hold_no_time() -> None:
    reached = {HELD}
    while more := {to for (state, _), to in MOVES.items() if state in reached} - reached:
        reached |= more
    assert reached == set(SessionState)
    assert [state for state in SessionState if not state.holds_time] == [OPEN, DROPPED]


def test_a_request_waits_for_the_team_before_the_mentor_and_runs_when_all_is_agreed() -> None:
    for four in product((HELD, AGREED, COUNTERED, OPEN), repeat=4):
        if COUNTERED in four or OPEN in four:
            assert (derive_state(four), side_to_answer(derive_state(four))) == (CycleState.ANSWERED, SideToAnswer.TEAM)
        elif HELD in four:
            assert (derive_state(four), side_to_answer(derive_state(four))) == (CycleState.HELD, SideToAnswer.MENTOR)
        else:
            assert (derive_state(four), side_to_answer(derive_state(four))) == (CycleState.RUNNING, SideToAnswer.NOBODY)


def test_only_open_requests_are_somebodys_turn_and_only_they_and_running_ones_count() -> None:
    assert {state for state in CycleState if side_to_answer(state) is not SideToAnswer.NOBODY} == {
        state for state in CycleState if state.is_open
    }
    assert {state for state in CycleState if state.is_live and not state.is_open} == {CycleState.RUNNING}


@pytest.mark.parametrize(
    ("now", "first", "until"),
    [
        ("2026-06-01 10:00", "2026-06-22 14:00", "2026-06-08 10:00"),  # five working days over a weekend
        ("2026-06-01 10:00", "2026-06-05 14:00", "2026-06-04 14:00"),  # a working day before the first séance
        ("2026-06-01 10:00", "2026-06-08 09:00", "2026-06-05 09:00"),  # which begins on a Monday
        ("2026-05-11 10:00", "2026-06-22 14:00", "2026-05-19 10:00"),  # Ascension does not count
        ("2026-05-11 10:00", "2026-05-15 11:00", "2026-05-13 11:00"),
        ("2026-05-11 10:00", None, "2026-05-19 10:00"),
    ],
)
def test_a_hold_ends_in_five_working_days_or_one_before_the_first_seance(
    now: str, first: str | None, until: str
) -> None:
    assert hold_deadline(paris(now), first=paris(first) if first else None) == paris(until)


def test_the_team_has_two_working_days_for_a_plan_on_the_mentors_times() -> None:
    assert hold_deadline(paris("2026-06-04 10:00"), first=None, days=2) == paris("2026-06-08 10:00")


def test_who_has_to_answer_is_reminded_at_each_third() -> None:
    now, until = paris("2026-06-01 10:00"), paris("2026-06-04 10:00")
    assert reminder_times(now, until=until) == (paris("2026-06-02 09:00"), paris("2026-06-03 09:00"))


@given(
    st.timedeltas(timedelta(0), timedelta(days=364)).map(lambda after: datetime(2026, 1, 1, tzinfo=UTC) + after),
    st.timedeltas(timedelta(0), timedelta(days=40)),
)
def test_a_hold_ends_after_now_and_before_the_first_seance(now: datetime, more: timedelta) -> None:
    first = working_days_later(now, 2) + more
    until = hold_deadline(now, first=first)
    asked = (now, *reminder_times(now, until=until), until, first)
    assert list(asked) == sorted(set(asked))
    assert until <= answer_deadline(now, 5)


@given(
    st.timedeltas(timedelta(0), timedelta(days=364)).map(lambda after: datetime(2026, 1, 1, tzinfo=UTC) + after),
    st.timedeltas(timedelta(minutes=61), timedelta(days=40)),
)
def test_a_wish_for_another_time_is_answered_an_hour_before_it_at_the_latest(now: datetime, more: timedelta) -> None:
    until = wish_deadline(now, first=now + more)
    assert now < until <= now + more - timedelta(hours=1)


def test_a_seance_that_stands_holds_its_time_whatever_is_asked() -> None:
    assert [state for state in SessionState if state.stands] == [CONFIRMED, MOVING]
    for state, event in product(
        (CONFIRMED, MOVING), (SessionEvent.ASK_MOVE, SessionEvent.CONFIRM, SessionEvent.REFUSE, SessionEvent.MOVE)
    ):
        if (state, event) in MOVES:
            assert next_state(state, event).stands


def test_the_last_day_is_thirty_after_the_first_and_a_week_more_with_the_mentors_word() -> None:
    assert last_day(date(2026, 5, 4), SHIPPED) == date(2026, 6, 3)
    assert last_day(date(2026, 5, 4), SHIPPED, allows_late=True) == date(2026, 6, 10)

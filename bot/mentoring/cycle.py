"""Pure state machine of a cycle: the states of the cycle and its séances, the transitions, the deadlines.

All séances are held until the mentor has confirmed all of them (docs/programme.md, Mentoring). The diagrams are in
docs/decisions/cycle.md and docs/decisions/seance.md."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.catalogue.formats import CycleTerms
from bot.dates.working import answer_deadline, last_deadline, reminder_mornings, working_days_earlier
from bot.errors import AlreadyAnswered

EXTRA_DAYS = 7  # a mentor can agree to a time up to a week past the window
LEAD_DAYS = 6  # the fewest working days between a request and the first séance
SOON_DAYS = 3  # the fewest working days if the team chose « Dès que possible »
HOLD_DAYS = 5  # working days that the mentor has to answer a request
MOVE_DAYS = 2  # working days that the mentor has to answer a reschedule request
TEAM_DAYS = 2  # working days that the team has to confirm the mentor's own times


class CycleState(StrEnum):
    """State of a cycle. The last five are final, unless a missed séance or an undone end makes the cycle run again."""

    ASKED = "asked"  # The mentor has entered no hours and is asked for times.
    OFFERED = "offered"  # The mentor gave times for all séances. They are held until the team confirms.
    HELD = "held"  # All séances have times. They are held until the mentor answers.
    ANSWERED = "answered"  # The mentor answered, but a séance needs a time or the team's confirmation.
    RUNNING = "running"
    DONE = "done"
    ENDED = "ended"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Return whether the cycle is a request that awaits an answer."""
        return self in OPEN

    @property
    def is_live(self) -> bool:
        """Return whether the cycle is open or running, so that it counts towards the mentor's limit."""
        return self in OPEN or self is CycleState.RUNNING


OPEN = (CycleState.ASKED, CycleState.OFFERED, CycleState.HELD, CycleState.ANSWERED)
LIVE = (*OPEN, CycleState.RUNNING)


class SideToAnswer(StrEnum):
    """The side that has to answer."""

    MENTOR = "mentor"
    TEAM = "team"
    NOBODY = "nobody"


class SessionState(StrEnum):
    """State of a séance."""

    HELD = "held"  # The mentor has to confirm the time.
    AGREED = "agreed"  # The mentor confirmed the time. The séance becomes CONFIRMED when all séances are agreed.
    COUNTERED = "countered"
    OPEN = "open"  # The séance has no time, and the team has to choose one.
    CONFIRMED = "confirmed"
    LATE = "late"  # The séance is past the window, and the mentor has to agree.
    MOVING = "moving"  # The séance is confirmed, and the team asks for another time. Both times are claimed.
    OVER = "over"
    DROPPED = "dropped"

    @property
    def holds_time(self) -> bool:
        """Return whether the mentor's time is claimed for the séance."""
        return self not in (SessionState.OPEN, SessionState.DROPPED)

    @property
    def stands(self) -> bool:
        """Return whether the séance takes place at its time, even if the team asks for another time."""
        return self in (SessionState.CONFIRMED, SessionState.MOVING)


class SessionEvent(StrEnum):
    """An event that changes a séance's state."""

    CONFIRM = "confirm"
    COUNTER = "counter"
    REFUSE = "refuse"
    ACCEPT = "accept"
    PICK = "pick"
    START = "start"
    MOVE = "move"
    ASK_MOVE = "ask-move"
    MISS = "miss"  # Somebody presses « À reprogrammer » or « Elle n’a pas eu lieu ».
    REPLAN = "replan"
    REPLAN_LATE = "replan-late"
    END = "end"
    DROP = "drop"
    UNDO = "undo"
    UNDO_OPEN = "undo-open"  # The end of the cycle was undone, and the séance has no time.


class Outcome(StrEnum):
    """The outcome of a séance. If nobody records it, the séance counts as having taken place."""

    TOOK_PLACE = "took-place"
    INCOMPLETE = "incomplete"  # the answer « Il manquait quelqu’un »
    MISSED = "missed"


_S, _E = SessionState, SessionEvent
MOVES: Mapping[tuple[SessionState, SessionEvent], SessionState] = {
    (_S.HELD, _E.CONFIRM): _S.AGREED,
    (_S.HELD, _E.COUNTER): _S.COUNTERED,
    (_S.HELD, _E.REFUSE): _S.OPEN,
    (_S.COUNTERED, _E.ACCEPT): _S.AGREED,
    (_S.COUNTERED, _E.PICK): _S.HELD,
    (_S.OPEN, _E.PICK): _S.HELD,
    (_S.AGREED, _E.START): _S.CONFIRMED,
    (_S.CONFIRMED, _E.MOVE): _S.CONFIRMED,
    (_S.CONFIRMED, _E.MISS): _S.OPEN,
    (_S.CONFIRMED, _E.ASK_MOVE): _S.MOVING,
    (_S.MOVING, _E.ASK_MOVE): _S.MOVING,
    (_S.MOVING, _E.CONFIRM): _S.CONFIRMED,
    (_S.MOVING, _E.REFUSE): _S.CONFIRMED,
    (_S.MOVING, _E.MOVE): _S.CONFIRMED,
    (_S.MOVING, _E.MISS): _S.OPEN,
    (_S.OVER, _E.MISS): _S.OPEN,
    (_S.OPEN, _E.REPLAN): _S.CONFIRMED,
    (_S.OPEN, _E.REPLAN_LATE): _S.LATE,
    (_S.LATE, _E.CONFIRM): _S.CONFIRMED,
    (_S.LATE, _E.REFUSE): _S.OPEN,
    (_S.CONFIRMED, _E.END): _S.OVER,
    (_S.DROPPED, _E.UNDO): _S.CONFIRMED,
    (_S.DROPPED, _E.UNDO_OPEN): _S.OPEN,
    **{(state, _E.DROP): _S.DROPPED for state in _S if state not in (_S.OVER, _S.DROPPED)},
}


def next_state(state: SessionState, event: SessionEvent) -> SessionState:
    """Return the state after an event. Raises AlreadyAnswered if the event is not possible in this state."""
    try:
        return MOVES[state, event]
    except KeyError:
        raise AlreadyAnswered from None


def derive_state(sessions: Collection[SessionState]) -> CycleState:
    """Return the state of a request from the states of its séances."""
    if any(session in (SessionState.COUNTERED, SessionState.OPEN) for session in sessions):
        return CycleState.ANSWERED
    return CycleState.HELD if SessionState.HELD in sessions else CycleState.RUNNING


def side_to_answer(state: CycleState) -> SideToAnswer:
    """Return which side has to answer."""
    if state in (CycleState.ASKED, CycleState.HELD):
        return SideToAnswer.MENTOR
    return SideToAnswer.TEAM if state in (CycleState.OFFERED, CycleState.ANSWERED) else SideToAnswer.NOBODY


def hold_deadline(now: datetime, *, first: datetime | None, days: int = HOLD_DAYS) -> datetime:
    """Return when a hold that begins now ends: in `days` working days, or a working day before the first séance.

    The earlier of the two moments counts. Both are rounded to whole hours (`bot.dates.working`), but the second only if
    it is then still to come. `first` is the start of the first séance, or None if the mentor is asked for times."""
    end = answer_deadline(now, days)
    if first is None:
        return end
    known = working_days_earlier(first, 1)
    last = last_deadline(known)
    return min(end, last if last > now else known)


def wish_deadline(now: datetime, *, first: datetime) -> datetime:
    """Return until when the mentor can answer the team's wish for another time.

    `first` is the earlier of the current and the wished time. The deadline is `hold_deadline`. If that is past,
    or later than an hour before `first`, the deadline is an hour before `first`."""
    until, last = hold_deadline(now, first=first, days=MOVE_DAYS), first - timedelta(hours=1)
    return until if now < until < last else last


def reminder_times(now: datetime, *, until: datetime) -> tuple[datetime, ...]:
    """Return when to remind the side that has to answer: after a third and after two thirds of the working days."""
    return reminder_mornings(now, until=until)


def last_day(first: date, terms: CycleTerms, *, allows_late: bool = False) -> date:
    """Return the last day of the window that begins on `first`.

    With `allows_late`, add EXTRA_DAYS, for which the mentor has to agree."""
    return first + timedelta(days=terms.window_days + (EXTRA_DAYS if allows_late else 0))

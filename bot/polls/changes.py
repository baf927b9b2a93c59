"""The meeting that came of a date looked for: moved, cancelled, left, come back to, taken into one's calendar."""

from datetime import datetime

from bot.agenda import holds, parts
from bot.agenda.calendars import service as calendars
from bot.agenda.locks import lock
from bot.agenda.model import State
from bot.agenda.slots import QUARTER
from bot.dates.working import is_at_night
from bot.errors import AlreadyCancelled, AlreadyStarted, Conflict, Invalid
from bot.polls import facts, news
from bot.polls.model import REASON_LIMIT, Meeting
from bot.polls.sheets import meeting_of
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.service import known
from bot.workshops.model import check_time
from storage.database import Reading, Transaction
from storage.polls import polls


def read(tx: Reading, actor: Actor, poll_id: int) -> Meeting:
    """Give a meeting to who takes part in it, or to a coach. Raises NotFound, NotAllowed."""
    meeting = meeting_of(tx, poll_id)
    require(actor, "agenda.open", meeting)
    return meeting


def open_change(tx: Reading, actor: Actor, poll_id: int, *, action: str, now: datetime) -> Meeting:
    """Give what a form is drawn from; `action` is the one the form will do. Raises as that would."""
    meeting = meeting_of(tx, poll_id)
    require(actor, action, meeting)
    _check_standing(meeting, now=now)
    return meeting


def move(
    tx: Transaction, actor: Actor, poll_id: int, *, starts: datetime, reason: str | None = None, now: datetime
) -> Meeting:
    """Give a meeting another time, any later one at which whose time it claims are free.

    Raises NotAllowed, NotFound, AlreadyCancelled, AlreadyStarted, SlotTaken, Conflict, and Invalid ("starts": "past",
    "quarter", "night", for a workshop as `check_time`; "reason": "long").
    """
    meeting = _locked(tx, poll_id)
    require(actor, "polls.move", meeting)
    one = meeting.appointment
    if starts == one.starts and one.state is not State.CANCELLED:
        return meeting  # the same form, a second time
    _check_standing(meeting, now=now)
    if starts <= now or starts.timestamp() % QUARTER:
        raise Invalid(field="starts", reason="past" if starts <= now else "quarter")
    _check_reason(reason)
    if meeting.workshop is not None:
        check_time(starts, minutes=one.minutes, closed_weekdays=meeting.workshop.defi.closed_weekdays, field="starts")
    elif is_at_night(starts, one.minutes):
        raise Invalid(field="starts", reason="night")
    holds.shift(tx, actor, [(one, starts)], state=State.CONFIRMED, reason=reason, now=now)
    moved = meeting_of(tx, poll_id)
    news.tell_moved(tx, moved, before=one.starts, by=actor.person_id, now=now)
    return moved


def cancel(tx: Transaction, actor: Actor, poll_id: int, *, reason: str | None = None, now: datetime) -> Meeting:
    """Cancel a meeting. Raises as `move`."""
    meeting = _locked(tx, poll_id)
    require(actor, "polls.cancel", meeting)
    _check_standing(meeting, now=now)
    _check_reason(reason)
    holds.release(tx, actor, [meeting.appointment], reason=reason, now=now)
    cancelled = meeting_of(tx, poll_id)
    news.tell_cancelled(tx, cancelled, by=actor.person_id, now=now)
    return cancelled


def leave(tx: Transaction, actor: Actor, poll_id: int, *, now: datetime) -> Meeting:
    """« Je ne pourrai pas venir ». Raises NotAllowed (for who left too), NotFound, AlreadyCancelled, AlreadyStarted."""
    meeting = _locked(tx, poll_id)
    require(actor, "polls.leave", meeting)
    parts.leave(tx, actor, [meeting.appointment.id], person_id=known(actor).id, now=now)
    return _turned(tx, actor, poll_id, facts.Left, now=now)


def come_back(tx: Transaction, actor: Actor, poll_id: int, *, now: datetime) -> Meeting:
    """« Venir quand même », of who left or had said « Non ». Raises as `leave`, and SlotTaken."""
    meeting = _locked(tx, poll_id, besides=actor.person_id)
    require(actor, "polls.come_back", meeting)
    parts.come_back(tx, actor, [meeting.appointment.id], person_id=known(actor).id, now=now)
    return _turned(tx, actor, poll_id, facts.Back, now=now)


def take_entry(tx: Transaction, actor: Actor, poll_id: int, *, now: datetime) -> int:
    """« Ajouter à mon agenda »: owe the actor the file in the thread of their card; give how many they have by now.

    Raises NotAllowed, NotFound.
    """
    meeting = meeting_of(tx, poll_id)
    require(actor, "polls.calendar", meeting)
    coming = [meeting.appointment] if meeting.appointment.ends > now else []
    return calendars.take(tx, actor, coming, card=(news.MEETING, poll_id), now=now)


def _turned(
    tx: Transaction, actor: Actor, poll_id: int, fact: type[facts.Left] | type[facts.Back], *, now: datetime
) -> Meeting:
    after = meeting_of(tx, poll_id)
    one = after.appointment
    news.tell_turned(tx, after, fact(known(actor).id, {one.id: int(one.starts.timestamp())}), now=now)
    return after


def _check_standing(meeting: Meeting, *, now: datetime) -> None:
    one = meeting.appointment
    if one.state is State.CANCELLED:
        raise AlreadyCancelled(starts=one.starts)
    if one.starts <= now:
        raise AlreadyStarted(starts=one.starts)


def _check_reason(reason: str | None) -> None:
    if reason is not None and len(reason) > REASON_LIMIT:
        raise Invalid(field="reason", reason="long")


def _locked(tx: Transaction, poll_id: int, *, besides: int | None = None) -> Meeting:
    before = meeting_of(tx, poll_id).appointment
    claimants = {*before.claimant_ids, *([besides] if besides else [])}
    lock(tx, claimants, (polls.lock, [poll_id]), appointments=[before.id])
    meeting = meeting_of(tx, poll_id)
    if not {*meeting.appointment.claimant_ids} <= claimants:
        raise Conflict
    return meeting

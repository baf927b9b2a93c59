"""A committee moved, cancelled, left, taken into one's calendar.

Asked before (forms) and done at once, as for a gathering. Who leads it and any coach may until the start; the team
moves its committee itself until three working days before, when the coaches begin to read (programme-practices).
"""

from datetime import datetime

from bot.agenda import holds, parts
from bot.agenda.calendars import service as calendars
from bot.agenda.locks import lock
from bot.agenda.model import State
from bot.agenda.slots import QUARTER
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of
from bot.errors import AlreadyCancelled, AlreadyStarted, Conflict, Invalid
from bot.evaluation import news
from bot.evaluation.model import KEY, READING, REASON_LIMIT, Sheet
from bot.evaluation.sheets import describe
from bot.evaluation.support import service as support
from bot.programme.model import Actor
from bot.programme.permissions import may, require
from bot.programme.service import known
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.programme import history


def open_change(tx: Reading, actor: Actor, committee_id: int, *, action: str, now: datetime) -> Sheet:
    """Give what a form is drawn from; `action` is the one the form will do.

    Raises NotAllowed, NotFound, AlreadyCancelled, AlreadyStarted, Invalid ("starts", "reading") as the form would.
    """
    sheet = describe(tx, committee_id)
    require(actor, action, sheet)
    _check_standing(sheet, actor, now=now)
    return sheet


def move(
    tx: Transaction, actor: Actor, committee_id: int, *, starts: datetime, reason: str | None = None, now: datetime
) -> Sheet:
    """Give a committee another time, any later one at which its coaches are free.

    Raises NotAllowed, NotFound, AlreadyCancelled, AlreadyStarted, SlotTaken, Conflict (the coaches changed meanwhile),
    and Invalid ("starts": "past", "quarter", "reading"; "reason": "long").
    """
    sheet = _locked(tx, committee_id)
    require(actor, "evaluation.move", sheet)
    before = sheet.appointment.starts
    if starts == before and not sheet.is_cancelled:
        return sheet  # the same form, a second time
    _check_standing(sheet, actor, now=now)
    if starts <= now or starts.timestamp() % QUARTER:
        raise Invalid(field="starts", reason="past" if starts <= now else "quarter")
    _check_reason(reason)
    holds.shift(tx, actor, [(sheet.appointment, starts)], state=State.CONFIRMED, reason=reason, now=now)
    moved = describe(tx, committee_id)
    past = history.of_thing(tx, "appointment", moved.appointment.id)
    times = sum(one.action == f"{KEY}.shift" for one in past)
    support.plan(tx, moved, again=True, now=now)
    news.tell_moved(tx, moved, before=before, times=times, by=actor.person_id, now=now)
    return moved


def cancel(tx: Transaction, actor: Actor, committee_id: int, *, reason: str | None = None, now: datetime) -> Sheet:
    """Cancel a committee; the défi can have another in this phase. Raises as `move`."""
    sheet = _locked(tx, committee_id)
    require(actor, "evaluation.cancel", sheet)
    _check_standing(sheet, actor, now=now)
    _check_reason(reason)
    holds.release(tx, actor, [sheet.appointment], reason=reason, now=now)
    committees.end(tx, committee_id)
    cancelled = describe(tx, committee_id)
    support.plan(tx, cancelled, again=True, now=now)
    news.tell_cancelled(tx, cancelled, by=actor.person_id, now=now)
    return cancelled


def leave(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> Sheet:
    """« Je ne pourrai pas venir »: take the actor out of a committee, which takes place all the same.

    Raises NotAllowed (also for who has left before), NotFound, AlreadyCancelled, AlreadyStarted.
    """
    sheet = _locked(tx, committee_id)
    require(actor, "evaluation.leave", sheet)
    me = known(actor).id
    parts.leave(tx, actor, [sheet.appointment.id], person_id=me, now=now)
    left = describe(tx, committee_id)
    news.tell_left(tx, left, who=me, now=now)
    return left


def take_entry(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> int:
    """« Ajouter à mon agenda »: owe the actor the file in the thread of their card; give how many they have by now.

    Raises NotAllowed, NotFound.
    """
    sheet = describe(tx, committee_id)
    require(actor, "evaluation.calendar", sheet)
    coming = [sheet.appointment] if sheet.appointment.ends > now else []
    return calendars.take(tx, actor, coming, card=(news.SUBJECT, committee_id), now=now)


def moves_freely(sheet: Sheet, actor: Actor) -> bool:
    """Say whether somebody moves it until the start: who leads it, or a coach."""
    return may(actor, "evaluation.cancel", thing=sheet)


def _check_standing(sheet: Sheet, actor: Actor, *, now: datetime) -> None:
    starts = sheet.appointment.starts
    if sheet.is_cancelled:
        raise AlreadyCancelled(starts=starts)
    if starts <= now:
        raise AlreadyStarted(starts=starts)
    if not moves_freely(sheet, actor) and day_of(now) >= add_working_days(day_of(starts), -READING):
        raise Invalid(field="starts", reason="reading")


def _check_reason(reason: str | None) -> None:
    if reason is not None and len(reason) > REASON_LIMIT:
        raise Invalid(field="reason", reason="long")


def _locked(tx: Transaction, committee_id: int) -> Sheet:
    before = describe(tx, committee_id)
    claimants = before.appointment.claimant_ids
    lock(tx, claimants, (committees.lock, [committee_id]), appointments=[before.appointment.id])
    sheet = describe(tx, committee_id)
    if not set(sheet.appointment.claimant_ids) <= set(claimants):
        raise Conflict
    return sheet

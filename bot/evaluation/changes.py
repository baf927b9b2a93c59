"""Change a committee or the meeting about its report: reschedule, cancel, leave, undo, add to a calendar.

A change can be undone for two minutes, before anybody is notified. The hosts and any coach may change a committee until
its start. The team may change it until the coaches begin to read its support, three working days before the committee
(docs/programme.md, Committees)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from bot.agenda import changes, locks, parts, pending
from bot.agenda.agenda import busy_participants
from bot.agenda.calendars import calendars
from bot.agenda.locks import lock
from bot.agenda.model import Appointment, Kind, SettledChange, State
from bot.agenda.slots import QUARTER
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, Conflict, Invalid, NotFound, UndoTooLate
from bot.evaluation import news, talks
from bot.evaluation.model import COMMITTEE, READING, REASON_LIMIT, TALK, CommitteeSheet
from bot.evaluation.sheets import committee_ids, describe_committee
from bot.evaluation.support import support
from bot.programme.model import Actor, Person
from bot.programme.permissions import may, require
from bot.programme.service import person_of
from bot.programme.spelling import name_sort_key
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.programme import history


def open_change(tx: Reading, actor: Actor, committee_id: int, *, action: str, now: datetime) -> CommitteeSheet:
    """Return the committee for a form, if the actor may do `action` now.

    Raises NotAllowed, NotFound, AlreadyCancelled and AlreadyStarted. Raises Invalid with the reason "reading" if the
    coaches already read the support, and the actor is neither a host nor a coach."""
    sheet = describe_committee(tx, committee_id)
    require(actor, action, sheet)
    _check_standing(sheet, actor, now=now)
    return sheet


def busy_participants_at(tx: Reading, actor: Actor, committee_id: int, *, starts: datetime) -> list[Person]:
    """Return the participants with a conflict at `starts`, by name. Raises NotAllowed, NotFound."""
    sheet = describe_committee(tx, committee_id)
    require(actor, "evaluation.move", sheet)
    found = busy_participants(tx, sheet.appointment, starts=starts)
    return sorted((sheet.people[person_id] for person_id in found & sheet.people.keys()), key=name_sort_key)


def move(
    tx: Transaction, actor: Actor, committee_id: int, *, starts: datetime, reason: str | None = None, now: datetime
) -> CommitteeSheet:
    """Reschedule a committee to any later time at which its coaches are free.

    Raises SlotTaken, Conflict if the coaches changed during the request, and the errors of `open_change`. Raises
    Invalid if the start is "past" or not on a "quarter", or if the reason is too "long"."""
    sheet = _lock_committee(tx, committee_id)
    require(actor, "evaluation.move", sheet)
    before = sheet.appointment.starts
    if starts == before and not sheet.is_cancelled:
        return sheet  # The form was submitted twice.
    _check_standing(sheet, actor, now=now)
    if starts <= now or starts.timestamp() % QUARTER:
        raise Invalid(field="starts", reason="past" if starts <= now else "quarter")
    _check_reason(reason)
    _settle_talk_change(tx, sheet, now=now)
    batch = str(uuid4())
    changes.move(tx, actor, {sheet.appointment.id: starts}, batch=batch, reason=reason, by_host=True, now=now)
    talks.follow_committee(tx, actor, describe_committee(tx, committee_id), batch=batch, now=now)
    return finish_change(tx, actor, committee_id, batch=batch, now=now)


def cancel(
    tx: Transaction, actor: Actor, committee_id: int, *, reason: str | None = None, now: datetime
) -> CommitteeSheet:
    """Cancel a committee and its meeting, so that the défi can have another committee. Raises like `move`."""
    sheet = _lock_committee(tx, committee_id)
    require(actor, "evaluation.cancel", sheet)
    _check_standing(sheet, actor, now=now)
    _check_reason(reason)
    _settle_talk_change(tx, sheet, now=now)
    batch = str(uuid4())
    changes.cancel(tx, actor, [each.id for each in sheet.both], batch=batch, reason=reason, now=now)
    committees.mark_ended(tx, committee_id)
    return finish_change(tx, actor, committee_id, batch=batch, now=now)


def leave(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> CommitteeSheet:
    """« Je ne pourrai pas venir »: remove the actor from a committee, which takes place without them.

    Raises NotAllowed, NotFound, AlreadyAnswered (the actor left before), AlreadyCancelled, AlreadyStarted."""
    return _leave(tx, actor, committee_id, from_talk=False, now=now)


def leave_talk(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> CommitteeSheet:
    """Remove the actor from the meeting about the report. Raises like `leave`, and NotFound if it has no date."""
    return _leave(tx, actor, committee_id, from_talk=True, now=now)


def open_talk(tx: Reading, actor: Actor, committee_id: int, *, now: datetime) -> CommitteeSheet:
    """Return the committee for the form that schedules the meeting about its report. Raises like `move_talk`."""
    sheet = describe_committee(tx, committee_id)
    _check_talk(sheet, actor, now=now)
    return sheet


def move_talk(
    tx: Transaction, actor: Actor, committee_id: int, *, starts: datetime, reason: str | None = None, now: datetime
) -> CommitteeSheet:
    """Schedule the meeting about the report, or reschedule it if it has not begun.

    Raises NotAllowed, NotFound, AlreadyStarted, SlotTaken, Conflict. Raises AlreadyCancelled for a cancelled committee.
    Raises Invalid for a start that is "past", off the "quarter" or "before" the committee's end, or a "long" reason."""
    sheet = _lock_committee(tx, committee_id)
    talk = _check_talk(sheet, actor, now=now)
    if talk and starts == talk.starts:
        return sheet  # The form was submitted twice.
    wrong = "past" if starts <= now else "quarter" if starts.timestamp() % QUARTER else ""
    wrong = wrong or ("before" if starts < sheet.appointment.ends else "")
    if wrong:
        raise Invalid(field="starts", reason=wrong)
    _check_reason(reason)
    if talk:
        settle_pending_changes(tx, [sheet.appointment.id], now=now)
        batch = str(uuid4())
        changes.move(tx, actor, {talk.id: starts}, batch=batch, reason=reason, by_host=True, now=now)
        return finish_change(tx, actor, committee_id, batch=batch, now=now)
    gone = [sheet.talk.id] if sheet.talk else []
    settle_pending_changes(tx, [sheet.appointment.id, *gone], now=now)
    talks.book_talk(tx, actor, sheet, starts=starts, now=now)
    moved = describe_committee(tx, committee_id)
    news.tell_talk_scheduled(tx, moved, actor_id=actor.person_id, now=now)
    return moved


def cancel_talk(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> CommitteeSheet:
    """« Annuler l’échange »: cancel only the meeting. Raises like `cancel`, and NotFound if the meeting has no date."""
    sheet = _lock_committee(tx, committee_id)
    require(actor, "evaluation.cancel", sheet)
    talk = sheet.talk
    if talk is None:
        raise NotFound(thing="appointment")
    if talk not in sheet.both or sheet.is_cancelled:
        raise AlreadyCancelled(starts=talk.starts)
    if talk.starts <= now:
        raise AlreadyStarted(starts=talk.starts)
    settle_pending_changes(tx, [sheet.appointment.id], now=now)
    batch = str(uuid4())
    changes.cancel(tx, actor, [talk.id], batch=batch, now=now)
    return finish_change(tx, actor, committee_id, batch=batch, now=now)


def owe_calendar_files(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> int:
    """« Ajouter à mon agenda »: enqueue calendar files for the actor. Return the number of their appointments.

    Raises NotAllowed, NotFound."""
    sheet = describe_committee(tx, committee_id)
    require(actor, "evaluation.calendar", sheet)
    coming = [appointment for appointment in sheet.both if appointment.ends > now]
    return calendars.owe_calendar_files(tx, actor, coming, card=(news.SUBJECT, committee_id), now=now)


def may_move_freely(sheet: CommitteeSheet, actor: Actor) -> bool:
    """Return whether the actor may change the committee until its start, as its hosts and all coaches may."""
    return may(actor, "evaluation.cancel", thing=sheet)


def _check_standing(sheet: CommitteeSheet, actor: Actor, *, now: datetime) -> None:
    starts = sheet.appointment.starts
    if sheet.is_cancelled:
        raise AlreadyCancelled(starts=starts)
    if starts <= now:
        raise AlreadyStarted(starts=starts)
    if not may_move_freely(sheet, actor) and day_of(now) >= add_working_days(day_of(starts), -READING):
        raise Invalid(field="starts", reason="reading")


def _check_talk(sheet: CommitteeSheet, actor: Actor, *, now: datetime) -> Appointment | None:
    require(actor, "evaluation.move", sheet)
    talk = sheet.both[1] if len(sheet.both) > 1 else None
    if sheet.is_cancelled:
        raise AlreadyCancelled(starts=sheet.appointment.starts)
    if talk and talk.starts <= now:
        raise AlreadyStarted(starts=talk.starts)
    return talk


def _leave(tx: Transaction, actor: Actor, committee_id: int, *, from_talk: bool, now: datetime) -> CommitteeSheet:
    sheet = _lock_committee(tx, committee_id)
    appointment = sheet.talk if from_talk else sheet.appointment
    if appointment is None:
        raise NotFound(thing="appointment")
    if appointment.left_by(actor.person_id):
        raise AlreadyAnswered
    require(actor, "evaluation.leave", appointment)
    settle_pending_changes(tx, [appointment.id], now=now)
    me = person_of(actor).id
    parts.leave(tx, actor, [appointment.id], person_id=me, now=now)
    left = describe_committee(tx, committee_id)
    news.tell_left(tx, left, leaver_id=me, from_talk=from_talk, now=now)
    return left


def _settle_talk_change(tx: Transaction, sheet: CommitteeSheet, *, now: datetime) -> None:
    """Commit a change of the meeting that is still pending, unless it is part of a change of the committee."""
    of = pending.find_change(tx, sheet.appointment.id)
    alone = [pending.find_change(tx, talk.id) for talk in sheet.both[1:]]
    if any(change is not None and (of is None or change.batch != of.batch) for change in alone):
        settle_pending_changes(tx, [talk.id for talk in sheet.both[1:]], now=now)


def _check_reason(reason: str | None) -> None:
    if reason is not None and len(reason) > REASON_LIMIT:
        raise Invalid(field="reason", reason="long")


def _lock_committee(tx: Transaction, committee_id: int) -> CommitteeSheet:
    before = describe_committee(tx, committee_id)
    claimants = {id_ for appointment in before.both for id_ in appointment.claimant_ids}
    lock(tx, claimants, (committees.lock, [committee_id]), appointments=[appointment.id for appointment in before.both])
    sheet = describe_committee(tx, committee_id)
    later = {appointment.id for appointment in sheet.both} - {appointment.id for appointment in before.both}
    if later or not {id_ for appointment in sheet.both for id_ in appointment.claimant_ids} <= claimants:
        raise Conflict
    return sheet


MOVED = tuple(f"{COMMITTEE}.{verb}" for verb in ("move", "shift"))
REPLACED = (*MOVED, f"{COMMITTEE}.cancel")  # `undo` can revert these changes.


def finish_change(tx: Transaction, actor: Actor, committee_id: int, *, batch: str, now: datetime) -> CommitteeSheet:
    """Finish a change. If it can still be undone, show it only to the actor. If not, commit it at once."""
    if pending.undo_deadline(tx, batch, now=now) is None:
        settle_pending_changes(tx, pending.appointment_ids_of(tx, batch), now=now)
    elif actor.person_id:
        news.refresh_own_card(tx, describe_committee(tx, committee_id), actor.person_id, now=now)
    return describe_committee(tx, committee_id)


def settle(tx: Transaction, batch: str, *, now: datetime) -> None:
    """Commit the changes of a batch, and notify people."""
    settled = changes.settle(tx, batch, now=now)
    announce(tx, settled, now=now)


def settle_pending_changes(tx: Transaction, appointment_ids: Sequence[int], *, now: datetime) -> None:
    """Commit pending reschedules and cancellations of these appointments before a new change. The caller locks them."""
    for batch in pending.end_change_windows(tx, appointment_ids, now=now):
        settle(tx, batch, now=now)


def announce(tx: Transaction, settled: Sequence[SettledChange], *, now: datetime) -> None:
    """Notify people of committed changes to committees and meetings. Ignore changes to other appointments.

    If a meeting changed together with its committee, people get one notice about both. A new committee is announced by
    its card."""
    mine = {change.appointment.id: change for change in settled if change.appointment.dispositif in (COMMITTEE, TALK)}
    for committee_id in dict.fromkeys(committee_ids(tx, mine).values()) if mine else ():
        sheet = describe_committee(tx, committee_id)
        change, talk = mine.get(sheet.appointment.id), mine.get(sheet.talk.id) if sheet.talk else None
        if change is not None:
            _notify_change(tx, sheet, change, talk_change=talk, now=now)
        if talk is not None and not sheet.is_cancelled:
            news.tell_talk_moved(tx, sheet, talk, committee_change=change, now=now)


def undo(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> list[SettledChange]:
    """Undo a reschedule or a cancellation of a committee or a meeting, before anybody is notified.

    Raises NotAllowed, Conflict, and UndoTooLate, for example if a later change was made, or if the défi has booked
    another committee."""
    found = sorted({*committee_ids(tx, pending.appointment_ids_of(tx, batch)).values()})
    for committee_id in found:
        sheet = _lock_with_round(tx, committee_id)
        last = pending.find_change(tx, sheet.appointment.id)
        standing = committees.list_current(tx, sheet.committee.round_id)
        if (last is not None and last.batch != batch) or any(
            other.defi_id == sheet.defi.id and other.id != committee_id for other in standing
        ):
            raise UndoTooLate
    undone = changes.undo(tx, actor, batch, now=now)
    for committee_id in found:
        sheet = describe_committee(tx, committee_id)
        if not sheet.is_cancelled:
            committees.revive(tx, committee_id)
        news.refresh_cards(tx, [sheet], now=now)
    announce(tx, pending.changes_to_announce(tx, undone), now=now)
    return undone


def _notify_change(
    tx: Transaction, sheet: CommitteeSheet, settled: SettledChange, *, talk_change: SettledChange | None, now: datetime
) -> None:
    if settled.appointment.state is State.CANCELLED:
        news.tell_cancelled(tx, sheet, settled, talk_change=talk_change, now=now)
    elif settled.change.told_starts is None:
        news.tell_booked(tx, sheet, now=now)
    else:
        news.tell_moved(tx, sheet, settled, times=_count_moves(tx, sheet), now=now)
    # For a new appointment, these messages were planned when it was booked.
    if settled.change.kind is not Kind.BOOK:
        support.plan_messages(tx, sheet, replan=True, now=now)


def _count_moves(tx: Transaction, sheet: CommitteeSheet) -> int:
    done: list[str] = []
    for entry in history.entries_of(tx, "appointment", sheet.appointment.id):
        if entry.action in REPLACED:
            done.append(entry.action)
        elif entry.action == f"{COMMITTEE}.undo" and done:
            done.pop()
    return sum(action in MOVED for action in done)


def _lock_with_round(tx: Transaction, committee_id: int) -> CommitteeSheet:
    before = describe_committee(tx, committee_id)
    shown = [before.appointment, *([before.talk] if before.talk else [])]
    claimants = {person_id for appointment in shown for person_id in appointment.claimant_ids}
    of, ids = before.committee.round_id, [appointment.id for appointment in shown]
    locks.lock(tx, claimants, (committees.lock_round, [of]), (committees.lock, [committee_id]), appointments=ids)
    sheet = describe_committee(tx, committee_id)
    if sheet.committee.talk_id != before.committee.talk_id:
        raise Conflict
    return sheet

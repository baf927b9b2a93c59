"""Commit changes of committees and of the meetings about their reports, or undo them before anybody is notified.

A committee and its meeting are rescheduled or cancelled in one batch, and undone together
(docs/decisions/two-minutes.md)."""

from collections.abc import Sequence
from datetime import datetime

from bot.agenda import changes, locks, pending
from bot.agenda.model import Kind, Settled, State
from bot.errors import Conflict, UndoTooLate
from bot.evaluation import news
from bot.evaluation.model import COMMITTEE, TALK, CommitteeSheet
from bot.evaluation.sheets import committee_ids, describe_committee
from bot.evaluation.support import support
from bot.programme.model import Actor
from storage.database import Transaction
from storage.evaluation import committees
from storage.programme import history

MOVED = tuple(f"{COMMITTEE}.{verb}" for verb in ("move", "shift"))
REPLACED = (*MOVED, f"{COMMITTEE}.cancel")  # what an undo takes back


def finish(tx: Transaction, actor: Actor, committee_id: int, *, batch: str, now: datetime) -> CommitteeSheet:
    """Finish a change: commit it at once within an hour of the start, else show it to the actor alone."""
    if pending.undoable_until(tx, batch, now=now) is None:
        settle_first(tx, pending.ids_of(tx, batch), now=now)
    elif actor.person_id:
        news.show(tx, describe_committee(tx, committee_id), actor.person_id, now=now)
    return describe_committee(tx, committee_id)


def settle(tx: Transaction, batch: str, *, now: datetime) -> None:
    """Commit a change of a committee, and notify people."""
    settled = changes.settle(tx, batch, now=now)
    announce(tx, settled, now=now)


def settle_first(tx: Transaction, appointment_ids: Sequence[int], *, now: datetime) -> None:
    """Commit the pending reschedule or cancellation of these locked appointments, before a new change."""
    for batch in pending.end_changes(tx, appointment_ids, now=now):
        settle(tx, batch, now=now)


def announce(tx: Transaction, settled: Sequence[Settled], *, now: datetime) -> None:
    """Notify people of these committed changes, as far as they are about committees or their meetings.

    A meeting that changed with its committee is part of the same notice. A new committee is announced by its card."""
    mine = {change.appointment.id: change for change in settled if change.appointment.dispositif in (COMMITTEE, TALK)}
    for committee_id in dict.fromkeys(committee_ids(tx, mine).values()) if mine else ():
        sheet = describe_committee(tx, committee_id)
        change = mine.get(sheet.appointment.id)
        if change is not None:
            _tell(tx, sheet, change, now=now)
        elif sheet.talk is not None:
            news.tell_talk_moved(tx, sheet, mine[sheet.talk.id], now=now)


def undo(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> list[Settled]:
    """Undo a reschedule or a cancellation, with its meeting, before anybody is notified.

    Raises NotAllowed, Conflict, UndoTooLate (also if it was changed again, or another committee was booked instead)."""
    found = sorted({*committee_ids(tx, pending.ids_of(tx, batch)).values()})
    for committee_id in found:
        sheet = _locked(tx, committee_id)
        last = pending.of_appointment(tx, sheet.appointment.id)
        standing = committees.standing(tx, sheet.committee.round_id)
        if (last is not None and last.batch != batch) or any(
            other.defi_id == sheet.defi.id and other.id != committee_id for other in standing
        ):
            raise UndoTooLate
    undone = changes.undo(tx, actor, batch, now=now)
    for committee_id in found:
        sheet = describe_committee(tx, committee_id)
        if not sheet.is_cancelled:
            committees.revive(tx, committee_id)
        news.refresh(tx, [sheet], now=now)
    announce(tx, pending.unheard(tx, undone), now=now)
    return undone


def _tell(tx: Transaction, sheet: CommitteeSheet, settled: Settled, *, now: datetime) -> None:
    if settled.appointment.state is State.CANCELLED:
        news.tell_cancelled(tx, sheet, settled, now=now)
    elif settled.change.told_starts is None:
        news.tell_booked(tx, sheet, now=now)
    else:
        news.tell_moved(tx, sheet, settled, times=_times(tx, sheet), now=now)
    if settled.change.kind is not Kind.BOOK:  # the messages around a new one are planned when it is booked
        support.plan(tx, sheet, again=True, now=now)


def _times(tx: Transaction, sheet: CommitteeSheet) -> int:
    """Return how often a committee was rescheduled, without undone changes."""
    done: list[str] = []
    for entry in history.of_thing(tx, "appointment", sheet.appointment.id):
        if entry.action in REPLACED:
            done.append(entry.action)
        elif entry.action == f"{COMMITTEE}.undo" and done:
            done.pop()
    return sum(action in MOVED for action in done)


def _locked(tx: Transaction, committee_id: int) -> CommitteeSheet:
    before = describe_committee(tx, committee_id)
    shown = [before.appointment, *([before.talk] if before.talk else [])]
    claimants = {person_id for appointment in shown for person_id in appointment.claimant_ids}
    of, ids = before.committee.round_id, [appointment.id for appointment in shown]
    locks.lock(tx, claimants, (committees.lock_round, [of]), (committees.lock, [committee_id]), appointments=ids)
    sheet = describe_committee(tx, committee_id)
    if sheet.committee.talk_id != before.committee.talk_id:
        raise Conflict
    return sheet

"""Commit the reschedule or cancellation of a gathering, or undo it before anybody is notified.

Its small groups are cancelled in the same batch. What depends on the date (its announcement, the speakers' answers)
changes when it is committed (docs/decisions/two-minutes.md)."""

from collections.abc import Sequence
from datetime import datetime

from bot.agenda import changes, pending
from bot.agenda.model import Kind, Settled, State
from bot.errors import UndoTooLate
from bot.gatherings import facts, locks, news, sheets
from bot.gatherings.announcements import CARD_SUBJECT
from bot.gatherings.groups import grouping
from bot.gatherings.model import GatheringSheet
from bot.gatherings.series.occurrence import announce_at
from bot.notices import homes, notices
from bot.programme.model import Actor
from storage.agenda import appointments
from storage.database import Transaction
from storage.gatherings import occurrences
from storage.programme import people


def finish(tx: Transaction, actor: Actor, gathering_id: int, *, batch: str, now: datetime) -> GatheringSheet:
    """Finish a change: commit it at once within an hour of the start, else show it to the actor alone."""
    sheet = sheets.describe_gathering(tx, gathering_id)
    if pending.undoable_until(tx, batch, now=now) is None:
        settle_first(tx, [sheet.appointment.id], now=now)
    elif actor.person_id:
        mine, revision = actor.person_id, sheet.appointment.revision
        notices.owe_updates(tx, CARD_SUBJECT, gathering_id, revision=revision, due=now, person_id=mine)
        homes.owe_home(tx, [mine], now=now)
    return sheets.describe_gathering(tx, gathering_id)


def settle_first(tx: Transaction, appointment_ids: Sequence[int], *, now: datetime) -> None:
    """Commit the pending reschedule or cancellation of these locked appointments, before a new change."""
    for batch in pending.end_changes(tx, appointment_ids, now=now):
        settled = changes.settle(tx, batch, now=now)
        announce(tx, settled, now=now)


def announce(tx: Transaction, settled: Sequence[Settled], *, now: datetime) -> None:
    """Notify people of these committed changes, as far as they are gatherings; small groups are part of the same
    notice.

    A new gathering is announced in its time (`announcements`)."""
    changed = {change.appointment.id: change for change in settled if change.change.kind is not Kind.BOOK}
    for gathering in occurrences.of_appointments(tx, changed).values():
        _announce(tx, sheets.describe_gathering(tx, gathering.id), changed[gathering.appointment_id], now=now)


def undo(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> list[Settled]:
    """Undo a reschedule or a cancellation, with the small groups. Raises NotAllowed, UndoTooLate, Conflict."""
    found = [gathering.id for gathering in occurrences.of_appointments(tx, pending.ids_of(tx, batch)).values()]
    if not found:
        raise UndoTooLate
    for gathering_id in found:
        locks.lock_one(tx, gathering_id)
    undone = changes.undo(tx, actor, batch, now=now)
    announce(tx, pending.unheard(tx, undone), now=now)
    for gathering_id in found:
        sheet = sheets.describe_gathering(tx, gathering_id)
        grouping.refresh(tx, locks.groups_of(tx, [sheet]), now=now)
        news.refresh(tx, [sheet], besides=grouping.concerned(tx, sheet), now=now)
    return undone


def follow_date(tx: Transaction, actor: Actor, sheet: GatheringSheet, *, now: datetime) -> None:
    """Adapt the announcement and the questions to speakers after a reschedule."""
    values: dict[str, object] = {"unclaimed": False, "moved_for": None}
    if sheet.gathering.announced_at is None:
        starts = sheet.appointment.starts
        values["announce_at"] = max(announce_at(starts, sheet.series.lead_days), now + pending.UNDO)
    occurrences.change(tx, sheet.gathering.id, **values)
    news.ask_speakers_again(tx, actor, sheet, now=now)


def _announce(tx: Transaction, sheet: GatheringSheet, settled: Settled, *, now: datetime) -> None:
    change, starts = settled.change, settled.appointment.starts
    told, gone = change.told_starts or starts, settled.appointment.state is State.CANCELLED
    if gone:
        occurrences.change(tx, sheet.gathering.id, unclaimed=False)
        grouping.refresh(tx, appointments.read_all(tx, [group.id for group in locks.groups_of(tx, [sheet])]), now=now)
    elif starts != told:
        person = people.by_id(tx, change.actor_id) if change.actor_id else None
        follow_date(tx, Actor("", person), sheet, now=now)
    sheet = sheets.describe_gathering(tx, sheet.gathering.id)
    everybody = news.concerned(sheet) | grouping.concerned(tx, sheet)
    known = pending.readers(settled, everybody)
    if gone or starts != told:
        known.setdefault(told, [])
    for before, to in known.items():
        fact = facts.GatheringCancelled(before) if gone else facts.GatheringMoved(before, starts)
        news.tell(tx, sheet, fact, to=to, by=change.actor_id, due=now, in_channel=before == told, now=now)
    news.refresh(tx, [sheet], besides=everybody, now=now)

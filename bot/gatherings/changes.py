"""Change one occurrence: reschedule, cancel or hand it over, keep it without a host, or set its capacity.

Any coach of the promotion can do this. A reschedule or a cancellation can be undone for two minutes, before anybody is
notified. Other changes are notified without delay. After a reschedule, a cancellation or a handover, the creation of
the series can no longer be undone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from bot.agenda import changes, holds, pending
from bot.agenda.agenda import booked_person_ids, quarter_hour_span
from bot.agenda.calendars import invitations
from bot.agenda.model import Appointment, Kind, Part, Reply, SettledChange, State
from bot.agenda.slots import QUARTER
from bot.errors import Invalid, SlotTaken, UndoTooLate
from bot.gatherings import announcements, facts, locks, news, sheets
from bot.gatherings.groups import formation, grouping
from bot.gatherings.locks import check_upcoming, lock_gathering
from bot.gatherings.model import GatheringSheet
from bot.gatherings.model import Reply as Answered
from bot.gatherings.series.occurrence import announcement_time, claim_host
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.service import coaches_of
from bot.programme.spelling import name_sort_key
from storage.agenda import appointments, claims
from storage.database import Reading, Transaction
from storage.gatherings import occurrences
from storage.programme import people

MOST = 1000  # a gathering has room for at most this many people
REASON_LIMIT = 300


def move(
    tx: Transaction, actor: Actor, gathering_id: int, *, starts: datetime, reason: str | None = None, now: datetime
) -> GatheringSheet:
    """Reschedule an occurrence to any time in the future. If it is « à arbitrer », its organiser becomes the host.

    Raises NotAllowed, NotFound, AlreadyCancelled, AlreadyStarted, and SlotTaken if a host or speaker is not free.
    Raises Invalid for the field "starts": "past", or "quarter" if it is not on a quarter-hour. Raises Invalid
    ("reason", "long")."""
    sheet = lock_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    check_upcoming(sheet, now=now)
    if starts <= now:
        raise Invalid(field="starts", reason="past")
    if starts.timestamp() % QUARTER and starts != sheet.appointment.starts:
        raise Invalid(field="starts", reason="quarter")
    _check_reason(reason)
    appointment = sheet.appointment
    if starts == appointment.starts:
        return sheet
    pending.finalise_bookings(tx, [appointment.id], now=now)
    if sheet.gathering.unclaimed:
        return _move_at_once(tx, actor, sheet, starts=starts, reason=reason, now=now)
    small = {group.id: later for group, later in grouping.group_moves(tx, sheet, starts=starts)}
    batch = str(uuid4())
    changes.move(tx, actor, {appointment.id: starts, **small}, batch=batch, reason=reason, by_host=True, now=now)
    detail = facts.GatheringMoved(appointment.starts, starts).detail
    record(tx, actor, "gatherings.move", thing="gathering", thing_id=gathering_id, now=now, detail=detail)
    return finish_change(tx, actor, gathering_id, batch=batch, now=now)


def cancel(
    tx: Transaction, actor: Actor, gathering_id: int, *, reason: str | None = None, now: datetime
) -> GatheringSheet:
    """Cancel one occurrence; the series will not create it again. Raises like `move`."""
    sheet = lock_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    check_upcoming(sheet, now=now)
    _check_reason(reason)
    pending.finalise_bookings(tx, [sheet.appointment.id], now=now)
    batch, ids = str(uuid4()), [sheet.appointment.id, *(group.id for group in locks.group_appointments(tx, [sheet]))]
    changes.cancel(tx, actor, ids, batch=batch, reason=reason, now=now)
    record(tx, actor, "gatherings.cancel", thing="gathering", thing_id=gathering_id, now=now)
    return finish_change(tx, actor, gathering_id, batch=batch, now=now)


def hand_over(tx: Transaction, actor: Actor, gathering_id: int, *, person_id: int, now: datetime) -> GatheringSheet:
    """Make a free colleague the host of one occurrence. The organiser of the series stays the same.

    Raises NotAllowed, NotFound, AlreadyCancelled, AlreadyStarted, and SlotTaken if the colleague is busy. Raises
    Invalid for the field "person": "gone" if the colleague does not coach any more, "already" if the colleague is the
    host, or "made" if the occurrence has small groups, because they have hosts of their own."""
    sheet = lock_gathering(tx, gathering_id, other_person_ids=[person_id])
    require(actor, "gatherings.plan", sheet)
    check_upcoming(sheet, now=now)
    appointment = sheet.appointment
    if formation.has_groups(tx, gathering_id):
        raise Invalid(field="person", reason="made")
    if person_id in appointment.host_ids:
        raise Invalid(field="person", reason="already")
    if all(person_id != coach.id for coach in coaches_of(tx, sheet.series.promotion_id)):
        raise Invalid(field="person", reason="gone")
    pending.end_undo_windows(tx, [appointment.id], now=now)
    settle_pending_changes(tx, [appointment.id], now=now)
    givers = appointment.host_ids or (sheet.series.organiser_id,)
    _set_host(tx, appointment, person_id, starts=appointment.starts)
    appointments.change(tx, appointment.id, now=now)
    occurrences.change(tx, gathering_id, unclaimed=False)
    invitations.propagate_changes(tx, appointments.read_all(tx, [appointment.id]), now=now)
    to = {*givers, person_id}
    fact = facts.GatheringHandover(person_id)
    return _commit_at_once(tx, actor, sheet, "hand_over", fact=fact, detail=fact.detail, recipient_ids=to, now=now)


def keep_without_host(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """« Garder sans personne pour l’animer »: keep an occurrence without a host. Raises like `move`."""
    sheet = lock_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    check_upcoming(sheet, now=now)
    if not sheet.gathering.unclaimed:
        return sheet
    occurrences.change(tx, gathering_id, unclaimed=False)
    return _commit_at_once(tx, actor, sheet, "keep", now=now)


def set_capacity(tx: Transaction, actor: Actor, gathering_id: int, *, capacity: int, now: datetime) -> GatheringSheet:
    """Set the number of places. Raises like `move`, plus the error of `check_capacity`."""
    sheet = lock_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    check_upcoming(sheet, now=now)
    check_capacity(sheet, capacity)
    if capacity == sheet.gathering.capacity:
        return sheet
    occurrences.change(tx, gathering_id, capacity=capacity)
    return _commit_at_once(tx, actor, sheet, "capacity", detail=str(capacity), now=now)


def check_capacity(sheet: GatheringSheet, capacity: int) -> None:
    """Check a number of places. Raises Invalid ("capacity"): "none", "many", or "below" the number of participants."""
    if not 1 <= capacity < MOST:
        raise Invalid(field="capacity", reason="none" if capacity < 1 else "many")
    comes = len(sheet.who_replied(Answered.COMES))
    if capacity < comes:
        raise Invalid(field="capacity", reason="below", comes=comes)


def free_colleagues(tx: Reading, sheet: GatheringSheet) -> list[Person]:
    """Return the promotion's coaches who are free at the occurrence's time, except its hosts."""
    appointment = sheet.appointment
    colleagues = [coach for coach in coaches_of(tx, sheet.series.promotion_id) if coach.id not in appointment.host_ids]
    ids = [colleague.id for colleague in colleagues]
    busy = booked_person_ids(tx, ids, starts=appointment.starts, ends=appointment.ends).difference(
        appointment.claimant_ids
    )
    return [colleague for colleague in colleagues if colleague.id not in busy]


def busy_people(tx: Reading, sheet: GatheringSheet, *, starts: datetime) -> list[Person]:
    """Return, by name, the hosts and speakers who are busy at `starts`. Hosts of small groups are included."""
    several = [(sheet.appointment, starts), *grouping.group_moves(tx, sheet, starts=starts)]
    found: set[int] = set()
    for appointment, begins in several:
        whom = set(appointment.claimant_ids)
        if appointment is sheet.appointment and sheet.gathering.unclaimed:
            whom.add(sheet.series.organiser_id)
        own = [(who, *quarter_hour_span(appointment.starts, appointment.ends)) for who in whom]
        found |= booked_person_ids(
            tx, whom, starts=begins, ends=begins + (appointment.ends - appointment.starts), ignored_claims=own
        )
    return sorted(people.by_ids(tx, found).values(), key=name_sort_key)


def replace_host(
    tx: Transaction, appointment: Appointment, person_id: int, *, starts: datetime, ends: datetime
) -> bool:
    """Make a person the only host, and release the place that this person had as a guest.

    If the person is busy, the appointment has no host, and False is returned. The person's row must be locked."""
    of = occurrences.by_appointments(tx, [appointment.id]).get(appointment.id)
    if of is not None:
        occurrences.forget_answer(tx, of.id, person_id)
    for host in appointment.participants:
        if host.part is Part.HOST:
            claims.release_person(tx, appointment.id, host.person_id)
            if host.person_id != person_id:
                appointments.set_participant(tx, appointment.id, host.person_id, reply=Reply.LEFT)
    appointments.set_participant(tx, appointment.id, person_id, part=Part.HOST, reply=Reply.COMES)
    return claim_host(tx, appointment.id, person_id, starts=starts, ends=ends)


def _move_at_once(
    tx: Transaction,
    actor: Actor,
    sheet: GatheringSheet,
    *,
    starts: datetime,
    reason: str | None,
    now: datetime,
) -> GatheringSheet:
    appointment = sheet.appointment
    settle_pending_changes(tx, [appointment.id], now=now)
    holds.shift(tx, actor, [(appointment, starts)], state=State.CONFIRMED, reason=reason, now=now)
    _set_host(tx, appointment, sheet.series.organiser_id, starts=starts)
    follow_new_date(tx, actor, sheets.describe_gathering(tx, sheet.gathering.id), now=now)
    fact = facts.GatheringMoved(appointment.starts, starts)
    return _commit_at_once(tx, actor, sheet, "move", fact=fact, detail=fact.detail, now=now)


def _set_host(tx: Transaction, appointment: Appointment, person_id: int, *, starts: datetime) -> None:
    if not replace_host(
        tx, appointment, person_id, starts=starts, ends=starts + (appointment.ends - appointment.starts)
    ):
        raise SlotTaken(starts=starts, person_id=person_id)


def _check_reason(reason: str | None) -> None:
    if reason is not None and len(reason) > REASON_LIMIT:
        raise Invalid(field="reason", reason="long")


def _commit_at_once(
    tx: Transaction,
    actor: Actor,
    before: GatheringSheet,
    verb: str,
    *,
    fact: facts.GatheringMoved | facts.GatheringHandover | None = None,
    detail: str = "",
    recipient_ids: set[int] | None = None,
    now: datetime,
) -> GatheringSheet:
    sheet = sheets.describe_gathering(tx, before.gathering.id)
    record(tx, actor, f"gatherings.{verb}", thing="gathering", thing_id=sheet.gathering.id, now=now, detail=detail)
    everybody = news.concerned_ids(before) | news.concerned_ids(sheet) | grouping.concerned_ids(tx, before)
    if fact is not None:
        recipient_ids = (recipient_ids or everybody) - {actor.person_id or 0}
        news.tell(tx, sheet, fact, to=recipient_ids, by=actor.person_id, now=now)
    news.refresh(tx, [sheet], other_person_ids=everybody, now=now)
    return sheet


def finish_change(tx: Transaction, actor: Actor, gathering_id: int, *, batch: str, now: datetime) -> GatheringSheet:
    """Commit a change if its gathering starts within an hour. If not, show it for now only to the actor."""
    sheet = sheets.describe_gathering(tx, gathering_id)
    if pending.undo_deadline(tx, batch, now=now) is None:
        settle_pending_changes(tx, [sheet.appointment.id], now=now)
    elif actor.person_id:
        mine, revision = actor.person_id, sheet.appointment.revision
        notices.owe_updates(tx, announcements.CARD_SUBJECT, gathering_id, revision=revision, due=now, person_id=mine)
        homes.owe_home(tx, [mine], now=now)
    return sheets.describe_gathering(tx, gathering_id)


def settle_pending_changes(tx: Transaction, appointment_ids: Sequence[int], *, now: datetime) -> None:
    """Commit the pending reschedule or cancellation of these locked appointments. Call this before another change."""
    for batch in pending.end_change_windows(tx, appointment_ids, now=now):
        settled = changes.settle(tx, batch, now=now)
        announce(tx, settled, now=now)


def announce(tx: Transaction, changes: Sequence[SettledChange], *, now: datetime) -> None:
    """Notify people of committed changes of gatherings. One notice covers a gathering and its small groups.

    Changes of other appointments are ignored. New gatherings are ignored too, because `announcements` handles them."""
    changed = {change.appointment.id: change for change in changes if change.change.kind is not Kind.BOOK}
    for gathering in occurrences.by_appointments(tx, changed).values():
        _announce_change(tx, sheets.describe_gathering(tx, gathering.id), changed[gathering.appointment_id], now=now)


def undo(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> list[SettledChange]:
    """Undo the reschedule or cancellation of a gathering and its groups. Raises NotAllowed, UndoTooLate, Conflict."""
    found = [
        gathering.id for gathering in occurrences.by_appointments(tx, pending.appointment_ids_of(tx, batch)).values()
    ]
    if not found:
        raise UndoTooLate
    for gathering_id in found:
        locks.lock_gathering(tx, gathering_id)
    undone = changes.undo(tx, actor, batch, now=now)
    announce(tx, pending.changes_to_announce(tx, undone), now=now)
    for gathering_id in found:
        sheet = sheets.describe_gathering(tx, gathering_id)
        grouping.refresh_groups(tx, locks.group_appointments(tx, [sheet]), now=now)
        news.refresh(tx, [sheet], other_person_ids=grouping.concerned_ids(tx, sheet), now=now)
    return undone


def follow_new_date(tx: Transaction, actor: Actor, sheet: GatheringSheet, *, now: datetime) -> None:
    """After a reschedule, plan anew the announcement and the questions to speakers, presenters and the organiser."""
    values: dict[str, object] = {"unclaimed": False, "moved_for": None}
    if sheet.gathering.announced_at is None:
        starts = sheet.appointment.starts
        values["announce_at"] = max(announcement_time(starts, sheet.series.lead_days), now + pending.UNDO)
    else:
        announcements.owe_nudges(tx, sheet, sheet.unanswered, now=now)
    occurrences.change(tx, sheet.gathering.id, **values)
    news.ask_speakers_again(tx, actor, sheet, now=now)
    news.follow_new_date(tx, sheet, now=now)


def _announce_change(tx: Transaction, sheet: GatheringSheet, settled_change: SettledChange, *, now: datetime) -> None:
    change, starts = settled_change.change, settled_change.appointment.starts
    told, gone = change.told_starts or starts, settled_change.appointment.state is State.CANCELLED
    if gone:
        occurrences.change(tx, sheet.gathering.id, unclaimed=False)
    elif starts != told:
        person = people.by_id(tx, change.actor_id) if change.actor_id else None
        follow_new_date(tx, Actor("", person), sheet, now=now)
    grouping.refresh_groups(tx, locks.group_appointments(tx, [sheet]), now=now)
    sheet = sheets.describe_gathering(tx, sheet.gathering.id)
    everybody = news.concerned_ids(sheet) | grouping.concerned_ids(tx, sheet)
    known = pending.readers_by_start(settled_change, everybody)
    if gone or starts != told:
        known.setdefault(told, [])
    for before, to in known.items():
        fact = facts.GatheringCancelled(before) if gone else facts.GatheringMoved(before, starts)
        news.tell(tx, sheet, fact, to=to, by=change.actor_id, due=now, in_channel=before == told, now=now)
    news.refresh(tx, [sheet], other_person_ids=everybody, now=now)

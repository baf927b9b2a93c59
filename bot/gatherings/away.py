"""Change a gathering or a small group if its host or a participant is absent or has left the programme."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.agenda.away import (
    KEEP,
    AbsenceAction,
    AbsenceStrategy,
    AbsenceTerms,
    AbsenceWay,
    AwayChoice,
    AwayLine,
    RowsToLock,
)
from bot.agenda.calendars import invitations
from bot.agenda.model import Appointment, Part
from bot.agenda.model import Reply as Standing
from bot.gatherings import calls, changes, locks, news, sheets
from bot.gatherings.answers import answer
from bot.gatherings.groups import formation, grouping
from bot.gatherings.locks import lock_gathering
from bot.gatherings.model import GatheringSheet, Reply
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import may
from storage.agenda import appointments, claims
from storage.database import Reading, Transaction
from storage.gatherings import gathering_groups, gathering_line, gathering_series, occurrences


def gathering_ids_by_appointment(tx: Reading, appointment_ids: Collection[int]) -> Mapping[int, int]:
    """Return the gathering id of each appointment, by appointment id. The appointment can be that of a small group."""
    whole = {each: gathering.id for each, gathering in occurrences.by_appointments(tx, appointment_ids).items()}
    return whole | gathering_groups.gathering_ids_of(tx, appointment_ids)


def list_choices(tx: Reading, appointment: Appointment, *, away: AbsenceTerms) -> AwayLine:
    """Return the choices of an absent person for a gathering.

    A host with the right to plan can hand the gathering over to a free colleague, cancel it, or keep it. Other hosts,
    participants, and everybody in small groups can leave or stay. If the host of a small group leaves, a member becomes
    the timekeeper. If another host leaves, the gathering becomes « à arbitrer ». A speaker has no choice."""
    sheet = sheets.describe_gathering(tx, gathering_ids_by_appointment(tx, [appointment.id])[appointment.id])
    part, leave = appointment.part_of(away.actor.person_id), AwayChoice(AbsenceWay.LEAVE)
    if part is Part.EXPERT:
        return AwayLine(appointment)
    if (
        part is not Part.HOST
        or appointment.id != sheet.appointment.id
        or not may(away.actor, "gatherings.plan", thing=sheet)
    ):
        return AwayLine(appointment, (leave, KEEP))
    made = formation.has_groups(tx, sheet.gathering.id)
    free = [] if made else [person for person in changes.free_colleagues(tx, sheet) if person.id not in away.absent_ids]
    handed = [AwayChoice(AbsenceWay.HAND_OVER, taker_id=person.id) for person in free]
    return AwayLine(appointment, (*handed, AwayChoice(AbsenceWay.CANCEL), KEEP), {each.id: each for each in free})


def rows_to_lock(tx: Reading, gathering_ids: Collection[int]) -> RowsToLock:
    """Return the rows to lock before a change: people whose time is claimed, series, gatherings and appointments."""
    several = [sheets.describe_gathering(tx, id_) for id_ in sorted(gathering_ids)]
    small = locks.group_appointments(tx, several)
    whole = (*(sheet.appointment for sheet in several), *small)
    series = {sheet.series.id for sheet in several}
    things = ((gathering_series.lock, series), (occurrences.lock, gathering_ids))
    return RowsToLock(
        frozenset(locks.claimant_ids(several, small)), things, frozenset(appointment.id for appointment in whole)
    )


def apply_choice(action: AbsenceAction) -> set[int]:
    """Apply the choice of an absent person for a gathering. Return the ids of people to notify."""
    tx, actor, now = action.tx, action.actor, action.now
    sheet = sheets.describe_gathering(tx, action.thing_id)
    match action.choice.way:
        case AbsenceWay.HAND_OVER:
            taker = action.choice.taker_id or 0
            changes.hand_over(tx, actor, action.thing_id, person_id=taker, now=now)
            return {taker}
        case AbsenceWay.CANCEL:
            told = _notified_ids(action, sheet)
            changes.cancel(tx, actor, action.thing_id, reason=action.word or None, now=now)
            changes.settle_pending_changes(tx, [sheet.appointment.id], now=now)
            return told
        case AbsenceWay.LEAVE if action.appointment.part_of(actor.person_id) is Part.HOST:
            free_host(tx, action.thing_id, action.appointment.id, person_id=actor.person_id or 0, by=actor, now=now)
        case AbsenceWay.LEAVE:
            answer(tx, actor, action.thing_id, reply=Reply.DECLINES, now=now)
    return set()


def _notified_ids(doing: AbsenceAction, sheet: GatheringSheet) -> set[int]:
    everybody = news.concerned_ids(sheet) | grouping.concerned_ids(doing.tx, sheet)
    return everybody - {doing.actor.person_id or 0}


MANNERS = AbsenceStrategy(things=gathering_ids_by_appointment, offer=list_choices, rows=rows_to_lock, do=apply_choice)


NOBODY = Actor("")


def list_left_hosts(tx: Reading, *, now: datetime) -> list[tuple[int, int, int]]:
    """Return (gathering id, appointment id, person id) for each upcoming host who left the programme."""
    return gathering_line.list_hosts_without_role(tx, now=now)


def free_host(
    tx: Transaction,
    gathering_id: int,
    appointment_id: int,
    *,
    person_id: int,
    by: Actor = NOBODY,
    now: datetime,
) -> None:
    """Remove a host who is absent or has left the programme. Safe to run twice, and on several replicas.

    If the person hosted a small group, its members are notified. Otherwise the organiser is asked for a new host. `by`
    is the person who announced the absence."""
    sheet = lock_gathering(tx, gathering_id)
    small = sheet.appointment.id != appointment_id
    appointment = appointments.read(tx, appointment_id) if small else sheet.appointment
    if appointment is None or appointment.part_of(person_id) is not Part.HOST or appointment.starts <= now:
        return
    claims.release_person(tx, appointment.id, person_id)
    appointments.set_participant(tx, appointment.id, person_id, reply=Standing.LEFT)
    appointments.change(tx, appointment.id, now=now)
    record(tx, by, "gatherings.leave", thing="gathering", thing_id=gathering_id, now=now, detail=str(person_id))
    invitations.propagate_changes(tx, appointments.read_all(tx, [appointment.id]), now=now)
    if small:
        grouping.choose_timekeeper(tx, sheet, appointment.id, now=now)
        return
    occurrences.change(tx, gathering_id, unclaimed=True)
    after = sheets.describe_gathering(tx, gathering_id)
    news.refresh(tx, [after], now=now)
    calls.ask_for_missing_hosts(tx, [after], now=now)

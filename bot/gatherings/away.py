"""Change a gathering or a small group if its host or a participant is absent or has left the programme."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.agenda.away import KEEP, Away, AwayChoice, AwayLine, Doing, Manners, Rows, Way
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


def gathering_ids(tx: Reading, appointment_ids: Collection[int]) -> Mapping[int, int]:
    """Return the gathering id of each appointment, by appointment id. The appointment can be that of a small group."""
    whole = {each: gathering.id for each, gathering in occurrences.by_appointments(tx, appointment_ids).items()}
    return whole | gathering_groups.gathering_ids(tx, appointment_ids)


def offer(tx: Reading, appointment: Appointment, *, away: Away) -> AwayLine:
    """Return the choices of an absent person for a gathering.

    A host who may plan can hand the gathering over to a free colleague, cancel it, or keep it. Other hosts and
    participants, and everybody in small groups, can leave or keep it. If the host of a small group leaves, a member
    becomes the timekeeper. If another host leaves, the gathering becomes « à arbitrer ». A speaker has no choice."""
    sheet = sheets.describe_gathering(tx, gathering_ids(tx, [appointment.id])[appointment.id])
    part, leave = appointment.part_of(away.actor.person_id), AwayChoice(Way.LEAVE)
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
    handed = [AwayChoice(Way.HAND_OVER, taker_id=person.id) for person in free]
    return AwayLine(appointment, (*handed, AwayChoice(Way.CANCEL), KEEP), {each.id: each for each in free})


def rows(tx: Reading, gathering_ids: Collection[int]) -> Rows:
    """Return the rows to lock before a change: people whose time is claimed, series, gatherings and appointments."""
    several = [sheets.describe_gathering(tx, id_) for id_ in sorted(gathering_ids)]
    small = locks.group_appointments(tx, several)
    whole = (*(sheet.appointment for sheet in several), *small)
    series = {sheet.series.id for sheet in several}
    things = ((gathering_series.lock, series), (occurrences.lock, gathering_ids))
    return Rows(frozenset(locks.claimants(several, small)), things, frozenset(appointment.id for appointment in whole))


def do(doing: Doing) -> set[int]:
    """Apply the choice of an absent person for a gathering. Return the ids of people to notify."""
    tx, actor, now = doing.tx, doing.actor, doing.now
    sheet = sheets.describe_gathering(tx, doing.thing_id)
    match doing.choice.way:
        case Way.HAND_OVER:
            taker = doing.choice.taker_id or 0
            changes.hand_over(tx, actor, doing.thing_id, person_id=taker, now=now)
            return {taker}
        case Way.CANCEL:
            told = _notified_ids(doing, sheet)
            changes.cancel(tx, actor, doing.thing_id, reason=doing.word or None, now=now)
            changes.settle_first(tx, [sheet.appointment.id], now=now)
            return told
        case Way.LEAVE if doing.appointment.part_of(actor.person_id) is Part.HOST:
            free_host(tx, doing.thing_id, doing.appointment.id, person_id=actor.person_id or 0, by=actor, now=now)
        case Way.LEAVE:
            answer(tx, actor, doing.thing_id, reply=Reply.DECLINES, now=now)
    return set()


def _notified_ids(doing: Doing, sheet: GatheringSheet) -> set[int]:
    everybody = news.concerned_ids(sheet) | grouping.concerned_ids(doing.tx, sheet)
    return everybody - {doing.actor.person_id or 0}


MANNERS = Manners(things=gathering_ids, offer=offer, rows=rows, do=do)


NOBODY = Actor("")


def list_left_hosts(tx: Reading, *, now: datetime) -> list[tuple[int, int, int]]:
    """Return (gathering id, appointment id, person id) for each upcoming host who left the programme."""
    return gathering_line.list_left_hosts(tx, now=now)


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
    appointments.set_part(tx, appointment.id, person_id, reply=Standing.LEFT)
    appointments.change(tx, appointment.id, now=now)
    record(tx, by, "gatherings.leave", thing="gathering", thing_id=gathering_id, now=now, detail=str(person_id))
    invitations.propagate_changes(tx, appointments.read_all(tx, [appointment.id]), now=now)
    if small:
        grouping.choose_timekeeper(tx, sheet, appointment.id, now=now)
        return
    occurrences.change(tx, gathering_id, unclaimed=True)
    after = sheets.describe_gathering(tx, gathering_id)
    news.refresh(tx, [after], now=now)
    calls.ask_arbitration(tx, [after], now=now)

"""Create the small groups of a gathering, and change them later. Each group is an appointment with its own room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.agenda import holds
from bot.agenda.calendars import calendars, invitations
from bot.agenda.locks import lock
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant, Reply, State
from bot.agenda.reminders.timetable import soonest_send_time
from bot.errors import NotFound
from bot.gatherings import announcements, facts, locks
from bot.gatherings.groups.formation import (
    assign_leads,
    check_grouping,
    gather,
    has_groups,
    members_notified_at,
    second_hour_start,
)
from bot.gatherings.groups.placement import Grouping
from bot.gatherings.groups.presenting import list_presenters
from bot.gatherings.groups.turns import NOBODY, PresenterState
from bot.gatherings.model import GatheringSheet
from bot.gatherings.series import occurrence
from bot.gatherings.sheets import describe_gathering
from bot.meeting_links import make_link
from bot.notices import notices
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.spelling import name_sort_key
from storage.agenda import appointments, claims
from storage.database import Reading, Transaction
from storage.gatherings import gathering_groups, occurrences
from storage.programme import people

# Notices to members have this subject. The subject's id is the id of the group's appointment.
SUBJECT = facts.GatheringGroup.subject
CLOCK = Actor("")


@dataclass(frozen=True, slots=True)
class Group:
    """A group in its current state. If it has no `host`, the member `keeper` keeps time.

    `presents` has (presenter, subject). `silent` are ids of presenters who have not agreed; cards do not name them."""

    number: int
    appointment: Appointment
    members: tuple[Person, ...]
    host: Person | None
    keeper: Person | None
    presents: tuple[tuple[Person, str | None], ...]
    silent: frozenset[int] = frozenset()


def form_groups(
    tx: Transaction, gathering_id: int, grouping: Grouping, *, solver_result: str, visio_url: str, now: datetime
) -> list[int]:
    """Create the groups of a gathering, and return the ids of their appointments. Safe to run on several replicas.

    Return no ids if the groups exist, if nobody attends, or if the gathering was cancelled or has started.
    `solver_result` is the solver's result, for the organiser: "best", "good", "no_extra" or "failed". If a coach is
    busy by now, the group has no host, and a member keeps time. Raises Invalid if participants changed."""
    before = gather(tx, gathering_id)
    claiming = {coach for _, coach in before.hosts} | set(before.sheet.appointment.claimant_ids)
    lock(tx, claiming, (occurrences.lock, [gathering_id]))
    asked = gather(tx, gathering_id)
    sheet = asked.sheet
    if sheet.is_cancelled or has_groups(tx, gathering_id) or sheet.appointment.starts <= now:
        return []
    check_grouping(asked, grouping)
    if not grouping.groups:
        occurrences.change(tx, gathering_id, grouping=NOBODY)
        _tell_organiser(tx, sheet, solver_result=solver_result, now=now)
        return []
    _release_gathering_claims(tx, sheet, now=now)
    ids = []
    for number, (group, lead) in enumerate(zip(grouping.groups, assign_leads(asked, grouping.groups), strict=True), 1):
        ids.append(_make_group(tx, sheet, number, group, lead=lead, visio_url=visio_url, now=now))
    invitations.propagate_changes(tx, appointments.read_all(tx, ids), just_created=True, now=now)
    record(tx, CLOCK, "gatherings.form", thing=sheet.kind.key, thing_id=gathering_id, now=now, detail=str(len(ids)))
    made = appointments.read_all(tx, ids)
    # A group in the second hour makes the gathering end later.
    if (last := max(appointment.ends for appointment in made)) > sheet.appointment.ends:
        appointments.change(tx, sheet.appointment.id, now=now, ends=last)
    for appointment in made:
        _tell_members(
            tx, appointment, appointment.person_ids, due=max(now, members_notified_at(sheet.appointment.starts))
        )
    _tell_organiser(tx, sheet, solver_result=solver_result, now=now)
    announcements.refresh_cards(tx, gathering_id, now=now)
    return ids


def groups_of(tx: Reading, gathering_id: int) -> list[Group]:
    """Return the groups of a gathering by number, with a constant number of queries."""
    rows = gathering_groups.groups_of(tx, [gathering_id]).get(gathering_id, [])
    if not rows:
        return []
    sheet = describe_gathering(tx, gathering_id)
    asked = list_presenters(tx, sheet)
    about = {person.id: mine.about for person, mine in asked}
    silent = frozenset(person.id for person, mine in asked if mine.state is not PresenterState.AGREED)
    known = {
        appointment.id: appointment
        for appointment in appointments.read_all(tx, [appointment_id for _, appointment_id, _ in rows])
    }
    named = people.by_ids(tx, {id_ for appointment in known.values() for id_ in appointment.person_ids})
    found = []
    for number, appointment_id, keeper_id in rows:
        other = known[appointment_id]
        coming = sorted((named[id_] for id_ in other.person_ids if id_ in named), key=name_sort_key)
        members = tuple(each for each in coming if other.part_of(each.id) is Part.GUEST)
        host = next((each for each in coming if other.part_of(each.id) is Part.HOST), None)
        presents = tuple((member, about[member.id]) for member in members if member.id in about)
        keeper = next((member for member in members if member.id == keeper_id), None)
        found.append(
            Group(
                number, other, members, host, keeper or (None if host else next(iter(members), None)), presents, silent
            )
        )
    return found


def read_group(tx: Reading, appointment_id: int) -> tuple[GatheringSheet, Group] | None:
    """Return the gathering and the small group of an appointment; None for the appointment of another thing."""
    gathering_id = gathering_groups.gathering_ids_of(tx, [appointment_id]).get(appointment_id)
    if gathering_id is None:
        return None
    groups = {group.appointment.id: group for group in groups_of(tx, gathering_id)}
    return describe_gathering(tx, gathering_id), groups[appointment_id]


def owe_calendar_files(tx: Transaction, actor: Actor, appointment_id: int, *, now: datetime) -> int:
    """« Ajouter à mon agenda »: enqueue the calendar file of the actor's group in the thread of its card.

    Return how many files were enqueued. Raises NotAllowed, NotFound."""
    found = read_group(tx, appointment_id)
    if found is None:
        raise NotFound(thing="group")
    require(actor, "gatherings.read", found[0])
    appointment = found[1].appointment
    return calendars.owe_calendar_files(tx, actor, [appointment], card=(SUBJECT, appointment_id), now=now)


def place_person(tx: Transaction, gathering_id: int, person_id: int, *, comes: bool, now: datetime) -> bool:
    """Add a late participant to the smallest group, or remove a person from their group.

    Return False if the groups do not exist yet. The gathering's row must be locked."""
    groups = groups_of(tx, gathering_id)
    mine = next((group for group in groups if group.appointment.part_of(person_id) is not None), None)
    if mine is not None and mine.appointment.part_of(person_id) is not Part.GUEST:
        return True  # the person hosts one of the groups
    if comes and groups and mine is None:
        smallest = min(groups, key=lambda group: (len(group.members), group.number)).appointment
        appointments.lock_all(tx, [smallest.id])
        appointments.set_participant(tx, smallest.id, person_id, part=Part.GUEST, reply=Reply.COMES)
        _record_change(tx, smallest.id, now=now)
        (joined,) = appointments.read_all(tx, [smallest.id])
        _tell_members(tx, joined, [person_id], period=f"placed {joined.revision}", due=now)
    elif not comes and mine is not None:
        appointments.lock_all(tx, [mine.appointment.id])
        appointments.set_participant(tx, mine.appointment.id, person_id, reply=Reply.LEFT)
        _record_change(tx, mine.appointment.id, now=now)
        (left,) = appointments.read_all(tx, [mine.appointment.id])
        calendars.owe_removal(tx, left, person_id, card=(SUBJECT, left.id), now=now)
        if mine.host is None and mine.keeper is not None and mine.keeper.id == person_id:
            choose_timekeeper(tx, describe_gathering(tx, gathering_id), left.id, now=now)
    return bool(groups)


def hosts_group(tx: Reading, gathering_id: int, person_id: int) -> bool:
    """Return whether a person hosts a group of this gathering."""
    return any(group.appointment.part_of(person_id) is Part.HOST for group in groups_of(tx, gathering_id))


def choose_timekeeper(tx: Transaction, sheet: GatheringSheet, appointment_id: int, *, now: datetime) -> None:
    """Choose and notify a timekeeper for a group whose host or timekeeper left, and update the members' cards."""
    groups = {group.appointment.id: group for group in groups_of(tx, sheet.gathering.id)}
    group = groups[appointment_id]
    presents = {person.id for person, _ in group.presents}
    keeper = next((member for member in group.members if member.id not in presents), group.keeper)
    if keeper is not None:
        gathering_groups.set_timekeeper(tx, appointment_id, keeper.id)
        _tell_members(tx, group.appointment, [keeper.id], period=f"keeper {group.appointment.revision}", due=now)
    refresh_groups(tx, [group.appointment], now=now)


def cancel_groups(
    tx: Transaction, actor: Actor, sheet: GatheringSheet, *, reason: str | None = None, now: datetime
) -> None:
    """Cancel the groups of a gathering, and release their hosts' time without delay. All rows must be locked."""
    small = locks.group_appointments(tx, [sheet])
    holds.release(tx, actor, small, reason=reason, now=now)
    refresh_groups(tx, small, now=now)


def group_moves(tx: Transaction, sheet: GatheringSheet, *, starts: datetime) -> list[tuple[Appointment, datetime]]:
    """Return (group, new start) for each group if the gathering moves to `starts`. All starts move by the same time."""
    parent = sheet.appointment.starts
    return [(group, starts + (group.starts - parent)) for group in locks.group_appointments(tx, [sheet])]


def follow_gathering(tx: Transaction, sheet: GatheringSheet, *, place: str | None = None, now: datetime) -> None:
    """After a gathering was rescheduled or moved to `place`, update the place and the cards of its groups."""
    small = locks.group_appointments(tx, [sheet])
    moved = [appointment for appointment in small if place is not None and appointment.place == sheet.appointment.place]
    for appointment in moved:
        appointments.change(tx, appointment.id, now=now, place=place)
    invitations.propagate_changes(tx, appointments.read_all(tx, [appointment.id for appointment in moved]), now=now)
    refresh_groups(tx, small, now=now)


def find_group_of(tx: Reading, sheet: GatheringSheet, person_id: int | None) -> Appointment | None:
    """Return the group that a person attends or hosts; None if there is none."""
    return next((group for group in locks.group_appointments(tx, [sheet]) if group.part_of(person_id)), None)


def concerned_ids(tx: Reading, sheet: GatheringSheet) -> set[int]:
    """Return the ids of presenters, and of members and hosts of groups. Changes of the gathering concern them."""
    if not sheet.kind.mixes:
        return set()
    present = {person.id for person, _ in list_presenters(tx, sheet)}
    return present.union(*(group.person_ids for group in locks.group_appointments(tx, [sheet])))


def refresh_groups(tx: Transaction, small_groups: Sequence[Appointment], *, now: datetime) -> None:
    """Update the cards and calendar entries that show these groups."""
    for appointment in small_groups:
        notices.owe_updates(tx, SUBJECT, appointment.id, revision=0, due=now)
        calendars.owe_changed_files(
            tx, appointments.read_all(tx, [appointment.id]), card=(SUBJECT, appointment.id), now=now
        )


def _release_gathering_claims(tx: Transaction, sheet: GatheringSheet, *, now: datetime) -> None:
    appointment = sheet.appointment
    appointments.lock_all(tx, [appointment.id])
    claims.release(tx, appointment.id)
    for someone in appointment.present:
        appointments.set_participant(tx, appointment.id, someone.person_id, reply=Reply.LEFT)
    appointments.change(tx, appointment.id, now=now)
    occurrences.change(tx, sheet.gathering.id, unclaimed=False)
    invitations.propagate_changes(tx, appointments.read_all(tx, [appointment.id]), now=now)


def _make_group(
    tx: Transaction,
    sheet: GatheringSheet,
    number: int,
    member_ids: Sequence[int],
    *,
    lead: tuple[int, int | None, int | None],
    visio_url: str,
    now: datetime,
) -> int:
    hour, coach, keeper = lead
    parent = sheet.appointment
    starts = second_hour_start(sheet) if hour else parent.starts
    host = (Participant(coach, Part.HOST),) if coach is not None else ()
    plan = AgendaPlan(
        dispositif=sheet.kind.key,
        promotion_id=sheet.series.promotion_id,
        defi_id=None,
        starts=starts,
        minutes=parent.minutes,
        participants=(*host, *(Participant(one, Part.GUEST) for one in member_ids)),
        link=make_link(visio_url) if parent.link else None,
        place=parent.place,
    )
    appointment_id = appointments.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=now)
    if coach is not None and not occurrence.claim_host(tx, appointment_id, coach, starts=starts, ends=plan.ends):
        keeper = member_ids[0]
    gathering_groups.add_group(tx, sheet.gathering.id, number=number, appointment_id=appointment_id, keeper_id=keeper)
    return appointment_id


def _record_change(tx: Transaction, appointment_id: int, *, now: datetime) -> None:
    appointments.change(tx, appointment_id, now=now)
    invitations.propagate_changes(tx, appointments.read_all(tx, [appointment_id]), now=now)
    notices.owe_updates(tx, SUBJECT, appointment_id, revision=0, due=now)


def _tell_members(
    tx: Transaction, group_appointment: Appointment, to: Sequence[int], *, period: str = "", due: datetime
) -> None:
    due = soonest_send_time(due, latest=group_appointment.starts)
    notices.tell(
        tx,
        facts.GatheringGroup(),
        about=group_appointment.id,
        to=to,
        due=due,
        expires=group_appointment.starts,
        period=period,
    )


def _tell_organiser(tx: Transaction, sheet: GatheringSheet, *, solver_result: str, now: datetime) -> None:
    organiser = [sheet.series.organiser_id]
    notices.tell(tx, facts.GroupsFormed(solver_result), about=sheet.gathering.id, to=organiser, due=now)

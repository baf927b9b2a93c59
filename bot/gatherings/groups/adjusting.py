"""Adjust small groups by hand: move people, let the solver place the others again, then notify people.

The coaches of a promotion share one adjustment of a gathering: each coach sees the changes of the others. The groups
change only when a coach applies the adjustment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.agenda.calendars import calendars, invitations
from bot.agenda.model import Part, Reply
from bot.agenda.reminders.timetable import soonest_send_time
from bot.errors import AlreadyAnswered, Invalid
from bot.gatherings import facts
from bot.gatherings.groups import adjustment, formation, grouping
from bot.gatherings.groups.adjustment import Adjustment, Meeting, Numbered, Placing
from bot.gatherings.groups.grouping import SUBJECT, Group
from bot.gatherings.groups.placement import Grouping, GroupWanted, Member
from bot.gatherings.locks import check_standing, lock_gathering
from bot.gatherings.model import GatheringSheet
from bot.gatherings.sheets import describe_gathering
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.gatherings import gathering_groups
from storage.programme import people


@dataclass(frozen=True, slots=True)
class Adjusting:
    """The groups of a gathering by number. `now` has the current groups, and `placing` has the adjusted groups.

    `version` is the number of changes so far, 0 without an adjustment. `people` has the members, and the coaches who
    moved somebody, by id. `wanted` is the solver's input for new groups."""

    sheet: GatheringSheet
    now: Mapping[int, Group]
    placing: Placing
    version: int
    changed_by: int | None
    people: Mapping[int, Person]
    wanted: GroupWanted

    @property
    def moved(self) -> dict[int, int]:
        """The people that the adjustment moves, as person id → number of the new group."""
        here = {one: number for number, some in current_groups(self.now).items() for one in some}
        there = {one: number for number, some in self.placing.groups.items() for one in some}
        return {one: number for one, number in there.items() if here.get(one) != number}

    def meetings(self, number: int) -> list[Meeting]:
        """Return the pairs of people in a group who have met before, or share a défi or a métier."""
        return adjustment.meetings_of(self.placing.groups[number], self.wanted)

    @property
    def solver_input(self) -> GroupWanted:
        """The solver's input to improve the adjusted groups. People that a coach placed by hand stay in their group."""
        start = tuple(self.placing.groups[number] for number in sorted(self.placing.groups))
        here = {one for some in start for one in some}
        known = {member.person_id: member for member in self.wanted.members}
        members = tuple(known.get(one) or Member(one) for one in sorted(here))
        return replace(self.wanted, members=members, start=start, kept=frozenset(self.placing.kept))


def current_groups(now: Mapping[int, Group]) -> Numbered:
    """Return the ids of each group's members before the adjustment, by the group's number."""
    return {number: tuple(sorted(member.id for member in group.members)) for number, group in now.items()}


def open_groups(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> Adjusting:
    """Return the groups and the adjustment that is not applied yet.

    Raises NotAllowed, NotFound, AlreadyCancelled, AlreadyStarted, Invalid ("groups", "none") if no group exists yet."""
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    check_standing(sheet, now=now)
    return _read(tx, sheet)


def move(tx: Transaction, actor: Actor, gathering_id: int, *, person_id: int, to: int, now: datetime) -> Adjusting:
    """Move a person to the group number `to` by hand. Nobody is notified yet.

    Raises like `open_groups`, plus Invalid ("person", "gone"), and Invalid ("group"): "none" for an unknown group,
    "same" if a coach already placed the person there, "last" if the person's present group would become empty."""
    before = _lock_groups(tx, actor, gathering_id, now=now)
    here = before.placing.number_of(person_id)
    if here is None:
        raise Invalid(field="person", reason="gone")
    if to not in before.placing.groups:
        raise Invalid(field="group", reason="none")
    if here == to and person_id in before.placing.kept:
        raise Invalid(field="group", reason="same")
    if here != to and len(before.placing.groups[here]) == 1:
        raise Invalid(field="group", reason="last")
    placing = before.placing.with_move(person_id, to=to, by=actor.person_id or 0)
    return _save_adjustment(tx, actor, before, placing, now=now)


def save_solution(
    tx: Transaction, actor: Actor, gathering_id: int, *, found: Grouping, version: int, now: datetime
) -> Adjusting:
    """Save the groups that the solver found for this version of the adjustment.

    Raises like `open_groups`, plus Invalid ("groups", "outdated") if participants or the adjustment have changed."""
    before = _lock_groups(tx, actor, gathering_id, now=now)
    placed = sorted(one for some in found.groups for one in some)
    if before.version != version or placed != sorted(one for some in before.placing.groups.values() for one in some):
        raise Invalid(field="groups", reason="outdated")
    groups = adjustment.number_groups(found, before.placing)
    return _save_adjustment(tx, actor, before, replace(before.placing, groups=groups), now=now)


def discard(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> Adjusting:
    """Discard the adjustment. Raises like `open_groups`."""
    _lock_groups(tx, actor, gathering_id, now=now)
    gathering_groups.forget_adjustment(tx, gathering_id)
    return _read(tx, describe_gathering(tx, gathering_id))


def apply_adjustment(tx: Transaction, actor: Actor, gathering_id: int, *, version: int, now: datetime) -> Adjusting:
    """Apply the adjustment, and notify the people whose group changes. Return the state before the change.

    `version` is the version on the actor's screen. Raises like `open_groups`, plus AlreadyAnswered if nothing was
    adjusted, and Invalid ("groups", "changed") if a colleague has changed the adjustment meanwhile."""
    before = _lock_groups(tx, actor, gathering_id, now=now)
    if before.version == 0:
        raise AlreadyAnswered
    if before.version != version:
        raise Invalid(field="groups", reason="changed")
    moved = before.moved
    for person_id, number in sorted(moved.items()):
        _move_member(tx, before, person_id, to=number)
    touched = [group for number, group in sorted(before.now.items()) if _differs(before, number)]
    for group in touched:
        appointments.change(tx, group.appointment.id, now=now)
    changed = appointments.read_all(tx, [group.appointment.id for group in touched]) if touched else []
    invitations.propagate_changes(tx, changed, now=now)
    revisions = {appointment.id: appointment.revision for appointment in changed}
    for person_id, number in sorted(moved.items()):
        _enqueue_card(tx, before, person_id, to=number, revisions=revisions, now=now)
    _keep_time(tx, before, touched, now=now)
    grouping.refresh(tx, changed, now=now)
    homes.owe_home(tx, moved, now=now)
    gathering_groups.forget_adjustment(tx, gathering_id)
    detail = str(len(moved))
    record(tx, actor, "gatherings.adjust", thing="gathering", thing_id=gathering_id, now=now, detail=detail)
    return before


def _read(tx: Reading, sheet: GatheringSheet) -> Adjusting:
    several = {group.number: group for group in grouping.groups_of(tx, sheet.gathering.id)}
    if not several:
        raise Invalid(field="groups", reason="none")
    known = gathering_groups.adjustment_of(tx, sheet.gathering.id)
    here = current_groups(several)
    placing = adjustment.read(known.content).with_members(here) if known else Placing(here, {})
    named = people.by_ids(tx, {*(one for some in here.values() for one in some), *placing.kept.values()})
    if known and known.changed_by and known.changed_by not in named:
        named = {**named, **people.by_ids(tx, [known.changed_by])}
    version, by = (known.version, known.changed_by) if known else (0, None)
    return Adjusting(sheet, several, placing, version, by, named, formation.gather(tx, sheet.gathering.id).wanted)


def _lock_groups(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> Adjusting:
    sheet = lock_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    check_standing(sheet, now=now)
    return _read(tx, sheet)


def _save_adjustment(tx: Transaction, actor: Actor, before: Adjusting, placing: Placing, *, now: datetime) -> Adjusting:
    gathering_id = before.sheet.gathering.id
    content = adjustment.write(placing)
    gathering_groups.put_adjustment(tx, Adjustment(gathering_id, before.version + 1, content, actor.person_id), now=now)
    return _read(tx, before.sheet)


def _differs(before: Adjusting, number: int) -> bool:
    return set(current_groups(before.now)[number]) != set(before.placing.groups[number])


def _move_member(tx: Transaction, before: Adjusting, person_id: int, *, to: int) -> None:
    here = next(group for group in before.now.values() if any(member.id == person_id for member in group.members))
    appointments.set_part(tx, here.appointment.id, person_id, reply=Reply.LEFT)
    appointments.set_part(tx, before.now[to].appointment.id, person_id, part=Part.GUEST, reply=Reply.COMES)


def _enqueue_card(
    tx: Transaction, before: Adjusting, person_id: int, *, to: int, revisions: Mapping[int, int], now: datetime
) -> None:
    here = next(
        group for group in before.now.values() if any(member.id == person_id for member in group.members)
    ).appointment
    there = before.now[to].appointment
    due = soonest_send_time(max(now, formation.told_at(before.sheet.appointment.starts)), before=there.starts)
    period = f"adjusted {revisions[there.id]}"
    notices.tell(
        tx, facts.GatheringGroup(), about=there.id, to=[person_id], due=due, expires=there.starts, period=period
    )
    calendars.owe_removal(tx, here, person_id, card=(SUBJECT, here.id), now=now)


def _keep_time(tx: Transaction, before: Adjusting, touched: list[Group], *, now: datetime) -> None:
    moved = before.moved
    for group in touched:
        if group.host is None and group.keeper is not None and group.keeper.id in moved:
            grouping.choose_timekeeper(tx, before.sheet, group.appointment.id, now=now)

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
from bot.gatherings.groups.adjustment import Adjustment, GroupPlacement, Numbered, PairWarning
from bot.gatherings.groups.grouping import SUBJECT, Group
from bot.gatherings.groups.placement import Grouping, GroupingInput, Member
from bot.gatherings.locks import check_upcoming, lock_gathering
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
class GroupDraft:
    """The groups of a gathering by number. `now` has the current groups, and `placing` has the adjusted groups.

    `version` is the number of changes so far, 0 without an adjustment. `people` has the members, and the coaches who
    moved somebody, by id. `wanted` is the solver's input for new groups."""

    sheet: GatheringSheet
    now: Mapping[int, Group]
    placing: GroupPlacement
    version: int
    changed_by: int | None
    people: Mapping[int, Person]
    wanted: GroupingInput

    @property
    def moved(self) -> dict[int, int]:
        """The people that the adjustment moves, as person id → number of the new group."""
        here = {one: number for number, some in member_ids_by_group(self.now).items() for one in some}
        there = {one: number for number, some in self.placing.groups.items() for one in some}
        return {one: number for one, number in there.items() if here.get(one) != number}

    def meetings(self, number: int) -> list[PairWarning]:
        """Return the pairs of people in a group who have met before, or share a défi or a métier."""
        return adjustment.pair_warnings(self.placing.groups[number], self.wanted)

    @property
    def solver_input(self) -> GroupingInput:
        """The solver's input to improve the adjusted groups. People that a coach placed by hand stay in their group."""
        start = tuple(self.placing.groups[number] for number in sorted(self.placing.groups))
        here = {one for some in start for one in some}
        known = {member.person_id: member for member in self.wanted.members}
        members = tuple(known.get(one) or Member(one) for one in sorted(here))
        return replace(self.wanted, members=members, start=start, kept=frozenset(self.placing.kept))


def member_ids_by_group(groups_by_number: Mapping[int, Group]) -> Numbered:
    """Return the ids of each group's members before the adjustment, by the group's number."""
    return {number: tuple(sorted(member.id for member in group.members)) for number, group in groups_by_number.items()}


def open_groups(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> GroupDraft:
    """Return the groups and the adjustment that is not applied yet.

    Raises NotAllowed, NotFound, AlreadyCancelled, AlreadyStarted, Invalid if no group exists yet."""
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    check_upcoming(sheet, now=now)
    return _read_draft(tx, sheet)


def move_person(
    tx: Transaction, actor: Actor, gathering_id: int, *, person_id: int, to_number: int, now: datetime
) -> GroupDraft:
    """Move a person to the group number `to_number` by hand. Nobody is notified yet.

    Raises like `open_groups`. Raises Invalid if the person is in no group ("gone"), if the new group does not exist
    ("none"), if a coach already placed the person there ("same"), or if the old group would become empty ("last")."""
    before = _lock_groups(tx, actor, gathering_id, now=now)
    here = before.placing.number_of(person_id)
    if here is None:
        raise Invalid(field="person", reason="gone")
    if to_number not in before.placing.groups:
        raise Invalid(field="group", reason="none")
    if here == to_number and person_id in before.placing.kept:
        raise Invalid(field="group", reason="same")
    if here != to_number and len(before.placing.groups[here]) == 1:
        raise Invalid(field="group", reason="last")
    placing = before.placing.with_move(person_id, to=to_number, by=actor.person_id or 0)
    return _save_adjustment(tx, actor, before, placing, now=now)


def save_solution(
    tx: Transaction, actor: Actor, gathering_id: int, *, solution: Grouping, version: int, now: datetime
) -> GroupDraft:
    """Save the groups that the solver found for this version of the adjustment.

    Raises like `open_groups`, plus Invalid if participants or the adjustment have changed."""
    before = _lock_groups(tx, actor, gathering_id, now=now)
    placed = sorted(one for some in solution.groups for one in some)
    if before.version != version or placed != sorted(one for some in before.placing.groups.values() for one in some):
        raise Invalid(field="groups", reason="outdated")
    groups = adjustment.number_groups(solution, before.placing)
    return _save_adjustment(tx, actor, before, replace(before.placing, groups=groups), now=now)


def discard_adjustment(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> GroupDraft:
    """Discard the adjustment. Raises like `open_groups`."""
    _lock_groups(tx, actor, gathering_id, now=now)
    gathering_groups.forget_adjustment(tx, gathering_id)
    return _read_draft(tx, describe_gathering(tx, gathering_id))


def apply_adjustment(tx: Transaction, actor: Actor, gathering_id: int, *, version: int, now: datetime) -> GroupDraft:
    """Apply the adjustment, and notify the people whose group changes. Return the state before the change.

    `version` is the version on the actor's screen. Raises like `open_groups`, plus AlreadyAnswered if nothing was
    adjusted, and Invalid if a colleague has changed the adjustment meanwhile."""
    before = _lock_groups(tx, actor, gathering_id, now=now)
    if before.version == 0:
        raise AlreadyAnswered
    if before.version != version:
        raise Invalid(field="groups", reason="changed")
    moved = before.moved
    for person_id, number in sorted(moved.items()):
        _move_member(tx, before, person_id, to_number=number)
    touched = [group for number, group in sorted(before.now.items()) if _has_changed(before, number)]
    for group in touched:
        appointments.change(tx, group.appointment.id, now=now)
    changed = appointments.read_all(tx, [group.appointment.id for group in touched]) if touched else []
    invitations.propagate_changes(tx, changed, now=now)
    revisions = {appointment.id: appointment.revision for appointment in changed}
    for person_id, number in sorted(moved.items()):
        _enqueue_card(tx, before, person_id, to_number=number, revisions=revisions, now=now)
    _replace_timekeepers(tx, before, touched, now=now)
    grouping.refresh_groups(tx, changed, now=now)
    homes.owe_home(tx, moved, now=now)
    gathering_groups.forget_adjustment(tx, gathering_id)
    detail = str(len(moved))
    record(tx, actor, "gatherings.adjust", thing="gathering", thing_id=gathering_id, now=now, detail=detail)
    return before


def _read_draft(tx: Reading, sheet: GatheringSheet) -> GroupDraft:
    several = {group.number: group for group in grouping.groups_of(tx, sheet.gathering.id)}
    if not several:
        raise Invalid(field="groups", reason="none")
    known = gathering_groups.adjustment_of(tx, sheet.gathering.id)
    here = member_ids_by_group(several)
    placing = adjustment.placement_from_json(known.content).with_members(here) if known else GroupPlacement(here, {})
    named = people.by_ids(tx, {*(one for some in here.values() for one in some), *placing.kept.values()})
    if known and known.changed_by and known.changed_by not in named:
        named = {**named, **people.by_ids(tx, [known.changed_by])}
    version, by = (known.version, known.changed_by) if known else (0, None)
    return GroupDraft(sheet, several, placing, version, by, named, formation.gather(tx, sheet.gathering.id).wanted)


def _lock_groups(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> GroupDraft:
    sheet = lock_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    check_upcoming(sheet, now=now)
    return _read_draft(tx, sheet)


def _save_adjustment(
    tx: Transaction, actor: Actor, draft: GroupDraft, placing: GroupPlacement, *, now: datetime
) -> GroupDraft:
    gathering_id = draft.sheet.gathering.id
    content = adjustment.placement_to_json(placing)
    gathering_groups.put_adjustment(tx, Adjustment(gathering_id, draft.version + 1, content, actor.person_id), now=now)
    return _read_draft(tx, draft.sheet)


def _has_changed(draft: GroupDraft, number: int) -> bool:
    return set(member_ids_by_group(draft.now)[number]) != set(draft.placing.groups[number])


def _move_member(tx: Transaction, draft: GroupDraft, person_id: int, *, to_number: int) -> None:
    here = next(group for group in draft.now.values() if any(member.id == person_id for member in group.members))
    appointments.set_participant(tx, here.appointment.id, person_id, reply=Reply.LEFT)
    appointments.set_participant(tx, draft.now[to_number].appointment.id, person_id, part=Part.GUEST, reply=Reply.COMES)


def _enqueue_card(
    tx: Transaction, draft: GroupDraft, person_id: int, *, to_number: int, revisions: Mapping[int, int], now: datetime
) -> None:
    here = next(
        group for group in draft.now.values() if any(member.id == person_id for member in group.members)
    ).appointment
    there = draft.now[to_number].appointment
    due = soonest_send_time(
        max(now, formation.members_notified_at(draft.sheet.appointment.starts)), latest=there.starts
    )
    period = f"adjusted {revisions[there.id]}"
    notices.tell(
        tx, facts.GatheringGroup(), about=there.id, to=[person_id], due=due, expires=there.starts, period=period
    )
    calendars.owe_removal(tx, here, person_id, card=(SUBJECT, here.id), now=now)


def _replace_timekeepers(tx: Transaction, draft: GroupDraft, touched_groups: list[Group], *, now: datetime) -> None:
    moved = draft.moved
    for group in touched_groups:
        if group.host is None and group.keeper is not None and group.keeper.id in moved:
            grouping.choose_timekeeper(tx, draft.sheet, group.appointment.id, now=now)

"""Small groups changed by hand: by several coaches at once, the rest found anew, told once at the end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.agenda.model import Part
from bot.errors import AlreadyAnswered, AlreadyStarted, Conflict, Invalid, NotAllowed
from bot.gatherings.groups import adjusting, adjustment, formation, grouping
from bot.gatherings.groups.adjusting import GroupDraft
from bot.gatherings.groups.adjustment import GroupPlacement
from bot.gatherings.groups.placement import Grouping, GroupingInput, Member, grouping_cost, regroup
from bot.gatherings.kinds import MIXED
from bot.gatherings.model import Gathering
from bot.planning.solver import find_groups
from storage.database import Database
from storage.notices.ledger import notices
from tests.bot.gatherings.groups.test_formation import come, form
from tests.bot.gatherings.rig import EIG, Rig
from tests.patience import PATIENCE

DAY = timedelta(days=1)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def made(rig: Rig) -> Gathering:
    """Make the two groups of ten who come, at 8 h two days before; each is told at 9 h."""
    made = rig.make(rig.series(MIXED), (rig.now + 28 * DAY).replace(hour=14))
    come(rig, made, *EIG[:10])
    rig.now = formation.answers_close_at(rig.sheet(made).appointment.starts)
    ids = sorted(rig.ids[key] for key in EIG[:10])
    form(rig, made, Grouping((tuple(ids[:5]), tuple(ids[5:]))))
    return made


def look(rig: Rig, made: Gathering, who: str = "claire") -> GroupDraft:
    return rig.use(adjusting.open_groups, who, made.id)


def move(rig: Rig, made: Gathering, key: str, to: int, who: str = "claire") -> GroupDraft:
    return rig.use(adjusting.move_person, who, made.id, person_id=rig.ids[key], to_number=to)


def groups(rig: Rig, made: Gathering) -> dict[int, set[str]]:
    names = {value: key for key, value in rig.ids.items() if key in EIG}
    found = rig.do(lambda tx: grouping.groups_of(tx, made.id))
    return {one.number: {names[each.id] for each in one.members} for one in found}


def told(rig: Rig) -> list[tuple[int, int]]:
    """Give (person, group's appointment) of what was ever owed about groups, by person."""
    query = select(notices.c.person_id, notices.c.subject_id).where(
        notices.c.kind == "gatherings.group", notices.c.action == "post"
    )
    return sorted((row.person_id, row.subject_id) for row in rig.do(lambda tx: tx.execute(query).all()))


def test_one_person_is_placed_by_hand_and_told_once_at_the_end(rig: Rig, made: Gathering) -> None:
    before, owed = groups(rig, made), told(rig)
    shown = move(rig, made, "lea", 2)
    assert (shown.version, shown.moved) == (1, {rig.ids["lea"]: 2})
    assert (groups(rig, made), told(rig)) == (before, owed)
    rig.use(adjusting.apply_adjustment, "claire", made.id, version=1)
    assert groups(rig, made) == {1: before[1] - {"lea"}, 2: before[2] | {"lea"}}
    new = rig.do(lambda tx: grouping.groups_of(tx, made.id))[1].appointment.id
    assert [one for one in told(rig) if one not in owed] == [(rig.ids["lea"], new)]
    with pytest.raises(AlreadyAnswered):
        rig.use(adjusting.apply_adjustment, "claire", made.id, version=1)
    assert look(rig, made).version == 0


def test_each_change_is_told_also_back_to_a_group_of_before(rig: Rig, made: Gathering) -> None:
    """Léa is placed in group 2, back in group 1, and in group 2 again: each time a new message."""
    owed = told(rig)
    for to in (2, 1, 2):
        move(rig, made, "lea", to)
        rig.use(adjusting.apply_adjustment, "claire", made.id, version=1)
    first, second = (one.appointment.id for one in rig.do(lambda tx: grouping.groups_of(tx, made.id)))
    fresh = list(told(rig))
    for one in owed:
        fresh.remove(one)
    assert fresh == sorted((rig.ids["lea"], one) for one in (second, first, second))


def test_who_comes_again_to_a_group_is_told_again(rig: Rig, made: Gathering) -> None:
    owed = len(told(rig))
    for comes in (False, True, False, True):
        rig.do(lambda tx, comes=comes: grouping.place_person(tx, made.id, rig.ids["lea"], comes=comes, now=rig.now))  # type: ignore[misc]
    assert len(told(rig)) == owed + 2


def test_two_coaches_see_one_another_s_changes_and_lose_nothing(rig: Rig, made: Gathering) -> None:
    move(rig, made, "lea", 2)
    shown = move(rig, made, "noa", 1, who="david")
    assert shown.moved == {rig.ids["lea"]: 2, rig.ids["noa"]: 1}
    assert shown.placing.kept == {rig.ids["lea"]: rig.ids["claire"], rig.ids["noa"]: rig.ids["david"]}
    with pytest.raises(Invalid) as refused:  # Claire saw her own change alone
        rig.use(adjusting.apply_adjustment, "claire", made.id, version=1)
    assert refused.value.facts == {"field": "groups", "reason": "changed"}
    assert look(rig, made).changed_by == rig.ids["david"]
    rig.use(adjusting.apply_adjustment, "claire", made.id, version=2)
    assert {"lea" in groups(rig, made)[2], "noa" in groups(rig, made)[1]} == {True}


def test_two_coaches_at_one_moment_change_both(rig: Rig, made: Gathering) -> None:
    ready = Barrier(2)

    def change(key: str, to: int, who: str) -> None:
        ready.wait()
        for _ in range(5):
            try:
                move(rig, made, key, to, who=who)
            except Conflict:
                continue
            return

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(change, ("lea", "noa"), (2, 1), ("claire", "david")))
    shown = look(rig, made)
    assert (shown.version, shown.moved) == (2, {rig.ids["lea"]: 2, rig.ids["noa"]: 1})


def test_the_rest_is_found_anew_and_who_was_placed_by_hand_stays(rig: Rig, made: Gathering) -> None:
    shown = move(rig, made, "lea", 2)
    found = regroup(shown.solver_input, seed=1)
    new = rig.use(adjusting.save_solution, "david", made.id, solution=found, version=shown.version)
    assert rig.ids["lea"] in new.placing.groups[2]
    assert {number: len(some) for number, some in new.placing.groups.items()} == {1: 4, 2: 6}
    before, after = (grouping_cost(tuple(one.placing.groups.values()), shown.wanted).total for one in (shown, new))
    assert after < before
    with pytest.raises(Invalid) as refused:  # found from what was another grouping
        rig.use(adjusting.save_solution, "claire", made.id, solution=found, version=shown.version)
    assert refused.value.facts == {"field": "groups", "reason": "outdated"}
    assert look(rig, made).version == new.version


def test_who_left_meanwhile_is_in_none_and_who_came_stays_where_they_are(rig: Rig, made: Gathering) -> None:
    move(rig, made, "lea", 2)
    move(rig, made, "noa", 1)
    rig.do(lambda tx: grouping.place_person(tx, made.id, rig.ids["lea"], comes=False, now=rig.now))
    come(rig, made, "jade")
    rig.do(lambda tx: grouping.place_person(tx, made.id, rig.ids["jade"], comes=True, now=rig.now))
    shown = look(rig, made)
    assert shown.moved == {rig.ids["noa"]: 1}
    with pytest.raises(Invalid) as refused:
        move(rig, made, "lea", 1)
    assert refused.value.facts == {"field": "person", "reason": "gone"}
    rig.use(adjusting.apply_adjustment, "claire", made.id, version=shown.version)
    here = groups(rig, made)
    assert all("lea" not in some for some in here.values())
    assert "noa" in here[1]
    assert sum("jade" in some for some in here.values()) == 1


def test_what_it_costs_is_said_by_pairs(rig: Rig, made: Gathering) -> None:
    shown = look(rig, made)
    pairs = {one.pair for one in shown.meetings(1) if one.defi}
    assert tuple(sorted((rig.ids["lea"], rig.ids["sami"]))) in pairs  # of one défi
    moved = move(rig, made, "lea", 2)
    assert tuple(sorted((rig.ids["lea"], rig.ids["sami"]))) not in {one.pair for one in moved.meetings(1)}


def test_given_up_all_is_as_it_was(rig: Rig, made: Gathering) -> None:
    move(rig, made, "lea", 2)
    assert rig.use(adjusting.discard_adjustment, "david", made.id).moved == {}
    assert look(rig, made).version == 0


def test_who_keeps_time_and_goes_leaves_it_to_another(rig: Rig) -> None:
    made = rig.make(rig.series(MIXED), (rig.now + 28 * DAY).replace(hour=14))
    come(rig, made, *EIG)
    rig.now = formation.answers_close_at(rig.sheet(made).appointment.starts)
    ids = sorted(rig.ids[key] for key in EIG)
    third = form(rig, made, Grouping((tuple(ids[:4]), tuple(ids[4:8]), tuple(ids[8:]))))[2]  # two coaches hold two
    assert third.keeper is not None
    keeper = next(key for key in EIG if third.keeper and rig.ids[key] == third.keeper.id)
    move(rig, made, keeper, 1)
    rig.use(adjusting.apply_adjustment, "claire", made.id, version=1)
    after = rig.do(lambda tx: grouping.groups_of(tx, made.id))[2]
    assert after.keeper is not None
    assert after.keeper.id in {one.id for one in after.members} - {rig.ids[keeper]}
    assert told(rig).count((after.keeper.id, after.appointment.id)) == 2  # their group, then that they keep time


def test_what_cannot_be_is_refused(rig: Rig, made: Gathering) -> None:
    for key, to, reason in (("lea", 7, "none"), ("hugo", 1, "gone")):
        with pytest.raises(Invalid) as refused:
            move(rig, made, key, to)
        assert refused.value.facts["reason"] == reason
    move(rig, made, "lea", 2)
    with pytest.raises(Invalid) as refused:
        move(rig, made, "lea", 2)
    assert refused.value.facts == {"field": "group", "reason": "same"}
    with pytest.raises(NotAllowed):
        move(rig, made, "sami", 2, who="lea")
    rig.now = rig.sheet(made).appointment.starts
    with pytest.raises(AlreadyStarted):
        move(rig, made, "sami", 2)


def test_the_last_of_a_group_stays_and_groups_are_first_made(rig: Rig) -> None:
    made = rig.make(rig.series(MIXED), (rig.now + 28 * DAY).replace(hour=14))
    come(rig, made, "lea", "sami")
    with pytest.raises(Invalid) as refused:
        look(rig, made)
    assert refused.value.facts == {"field": "groups", "reason": "none"}
    rig.now = formation.answers_close_at(rig.sheet(made).appointment.starts)
    form(rig, made, Grouping(((rig.ids["lea"],), (rig.ids["sami"],))))
    with pytest.raises(Invalid) as refused:
        move(rig, made, "lea", 2)
    assert refused.value.facts == {"field": "group", "reason": "last"}


def test_the_solver_keeps_sizes_and_who_is_kept() -> None:
    members = tuple(Member(one, defi_ids=(one // 3,)) for one in range(12))
    start = ((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11))
    wanted = GroupingInput(members, start=start, kept=frozenset({0, 4, 5}))
    *_, best = find_groups(wanted, seconds=PATIENCE, seed=1)
    placed = [set(some) for some in best.grouping.groups]
    assert sorted(map(len, placed)) == [4, 4, 4]
    assert any({4, 5} <= some and 0 not in some for some in placed)
    assert grouping_cost(best.grouping.groups, wanted).total < grouping_cost(start, wanted).total


def test_groups_have_their_numbers_again() -> None:
    before = GroupPlacement({1: (1, 2, 3), 2: (4, 5, 6), 3: (7, 8, 9)}, {4: 0})
    found = Grouping(((4, 2, 9), (1, 5, 3), (7, 8, 6)))
    assert adjustment.number_groups(found, before) == {1: (1, 5, 3), 2: (4, 2, 9), 3: (7, 8, 6)}
    assert adjustment.placement_from_json(adjustment.placement_to_json(before)) == before


def test_a_part_is_taken_in_one_group_alone(rig: Rig, made: Gathering) -> None:
    move(rig, made, "lea", 2)
    rig.use(adjusting.apply_adjustment, "claire", made.id, version=1)
    several = rig.do(lambda tx: grouping.groups_of(tx, made.id))
    parts = [one.appointment.part_of(rig.ids["lea"]) for one in several]
    assert parts == [None, Part.GUEST]

"""Groups are made once, two days ahead, of those who come: each an appointment with its own room and its own host."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.agenda import facts as agenda_facts
from bot.agenda.agenda import quarter_hour_span
from bot.agenda.model import Part, State
from bot.errors import AlreadyAnswered, Invalid, NotAllowed, SlotTaken
from bot.gatherings import away, changes
from bot.gatherings import facts as gatherings_facts
from bot.gatherings.answers import answer
from bot.gatherings.groups import formation, grouping, presenters
from bot.gatherings.groups.placement import Grouping, group_greedily
from bot.gatherings.groups.turns import NOBODY, HostChoice
from bot.gatherings.kinds import CONFERENCE, MIXED
from bot.gatherings.model import Gathering, Reply
from bot.gatherings.series import orphans
from bot.gatherings.series import service as series
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.agenda.claims import claims
from storage.audit import find_violations
from storage.database import Database
from storage.gatherings import gathering_series, occurrences
from storage.notices.ledger import notices
from storage.programme import people, promotions
from tests.bot.gatherings.rig import EIG, VISIO, Rig
from tests.promotion import depart

DAY = timedelta(days=1)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def made(rig: Rig) -> Gathering:
    return rig.make(rig.series(MIXED), (rig.now + 28 * DAY).replace(hour=14))


def come(rig: Rig, made: Gathering, *keys: str) -> None:
    for key in keys:
        rig.do(lambda tx, k=key: occurrences.put_answer(tx, made.id, rig.ids[k], reply=Reply.COMES, now=rig.now))  # type: ignore[misc]
        one = rig.sheet(made).appointment
        rig.do(lambda tx, k=key, o=one: appointments.set_participant(tx, o.id, rig.ids[k], part=Part.GUEST))  # type: ignore[misc]


def form(rig: Rig, made: Gathering, found: Grouping | None = None) -> list[grouping.Group]:
    asked = rig.do(lambda tx: formation.gather(tx, made.id))
    found = found or group_greedily(asked.wanted, seed=1)
    rig.do(lambda tx: grouping.form_groups(tx, made.id, found, solver_result="best", visio_url=VISIO, now=rig.now))
    return rig.do(lambda tx: grouping.groups_of(tx, made.id))


def claimed(rig: Rig, key: str) -> int:
    query = select(func.count()).where(claims.c.person_id == rig.ids[key])
    return int(rig.do(lambda tx: tx.execute(query).scalar_one()))


def told(rig: Rig, kind: str) -> list[int]:
    query = select(notices.c.person_id).where(notices.c.kind == kind).order_by(notices.c.person_id)
    return [int(one) for one in rig.do(lambda tx: tx.execute(query).scalars().all())]


def test_groups_take_the_place_of_the_gathering_for_those_who_come(rig: Rig, made: Gathering) -> None:
    come(rig, made, *EIG)
    one = rig.sheet(made).appointment
    groups = form(rig, made)
    assert [len(group.members) for group in groups] == [6, 6]
    assert [group.host and group.host.name for group in groups] == ["Claire", "David"]
    assert len({group.appointment.link for group in groups}) == 2
    assert sorted(each.id for group in groups for each in group.members) == sorted(rig.ids[key] for key in EIG)
    length = quarter_hour_span(one.starts, one.ends)[1]
    assert (claimed(rig, "claire"), claimed(rig, "david")) == (length, length)
    left = rig.sheet(made).appointment
    assert (left.state, left.present) == (State.CONFIRMED, ())
    assert told(rig, gatherings_facts.GatheringGroup.kind) == sorted(rig.ids[key] for key in (*EIG, "claire", "david"))
    assert told(rig, gatherings_facts.GroupsFormed.kind) == [rig.ids["claire"]]


def test_groups_are_made_once(rig: Rig, made: Gathering) -> None:
    come(rig, made, *EIG[:8])
    first = form(rig, made)
    assert [one.appointment.id for one in form(rig, made)] == [one.appointment.id for one in first]


def test_where_coaches_are_too_few_an_eig_keeps_time(rig: Rig, made: Gathering) -> None:
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), rig.sheet(made).appointment.starts)
    come(rig, made, *EIG)
    groups = form(rig, made)
    assert [group.host and group.host.name for group in groups] == ["Claire", None]
    assert groups[1].keeper in groups[1].members


def test_presenters_are_spread_and_do_not_keep_time(rig: Rig, made: Gathering) -> None:
    rig.do(lambda tx: presenters.ask_next_presenters(tx, made.id, now=rig.now))
    come(rig, made, *EIG)
    groups = form(rig, made)
    assert {len(group.presents) for group in groups} <= {1, 2}
    for group in groups:
        assert group.keeper is None or group.keeper not in [one for one, _ in group.presents]


def test_organiser_chooses_two_hours(rig: Rig, made: Gathering) -> None:
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), rig.sheet(made).appointment.starts)
    come(rig, made, *EIG)
    one = rig.sheet(made).appointment
    rig.use(formation.choose_hosts, "claire", made.id, holding=HostChoice.TWO_HOURS)
    groups = form(rig, made)
    assert [group.host and group.host.name for group in groups] == ["Claire", "Claire"]
    assert [group.appointment.starts - one.starts for group in groups] == [timedelta(0), timedelta(minutes=105)]


def test_organiser_is_asked_once_where_coaches_are_too_few(rig: Rig, made: Gathering) -> None:
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), rig.sheet(made).appointment.starts)
    come(rig, made, *EIG)
    rig.now = formation.hosts_asked_at(rig.sheet(made).appointment.starts)
    for _ in range(2):
        for one in rig.do(lambda tx: formation.list_due_questions(tx, now=rig.now)):
            rig.do(lambda tx, o=one: formation.ask_group_hosts(tx, o, now=rig.now))  # type: ignore[misc]
    assert told(rig, gatherings_facts.GroupHostQuestion.kind) == [rig.ids["claire"]]
    with pytest.raises(NotAllowed):
        rig.use(formation.choose_hosts, "lea", made.id, holding=HostChoice.KEEPERS)
    rig.now = formation.answers_close_at(rig.sheet(made).appointment.starts)
    form(rig, made)
    with pytest.raises(AlreadyAnswered):
        rig.use(formation.choose_hosts, "claire", made.id, holding=HostChoice.KEEPERS)


def ask_who_holds(rig: Rig) -> None:
    for one in rig.do(lambda tx: formation.list_due_questions(tx, now=rig.now)):
        rig.do(lambda tx, o=one: formation.ask_group_hosts(tx, o, now=rig.now))  # type: ignore[misc]


@pytest.mark.parametrize("answered", [None, HostChoice.COACHES, HostChoice.KEEPERS])
def test_organiser_is_asked_again_for_another_date(rig: Rig, made: Gathering, answered: HostChoice | None) -> None:
    """What an organiser chose for themselves stays; coaches who were enough on the old date may not be on the new."""
    come(rig, made, *EIG)
    starts = rig.sheet(made).appointment.starts
    rig.now = formation.hosts_asked_at(starts)
    if answered is not HostChoice.COACHES:
        rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), starts)
    ask_who_holds(rig)
    if answered is HostChoice.KEEPERS:
        rig.use(formation.choose_hosts, "claire", made.id, holding=answered)
    rig.use(changes.move, "claire", made.id, starts=starts + 7 * DAY)
    rig.stand()
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), starts + 7 * DAY)
    rig.now = formation.hosts_asked_at(starts + 7 * DAY)
    for _ in range(2):
        ask_who_holds(rig)
    asked = {None: 2, HostChoice.COACHES: 1, HostChoice.KEEPERS: 1}[answered]
    assert told(rig, gatherings_facts.GroupHostQuestion.kind) == [rig.ids["claire"]] * asked


def test_a_date_that_comes_back_is_asked_about_once(rig: Rig, made: Gathering) -> None:
    come(rig, made, *EIG)
    first = rig.sheet(made).appointment.starts
    for hours in (0, 2, 0):
        starts = first + timedelta(hours=hours)
        if rig.sheet(made).appointment.starts != starts:
            rig.use(changes.move, "claire", made.id, starts=starts)
            rig.stand()
        else:
            for at in (first, first + timedelta(hours=2)):
                rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"], minutes=60), at, period=f"{at:%Hh}")
        rig.now = formation.hosts_asked_at(first + timedelta(hours=2))
        ask_who_holds(rig)
    assert told(rig, gatherings_facts.GroupHostQuestion.kind) == [rig.ids["claire"]] * 2
    with rig.database.reading() as tx:
        assert formation.list_due_questions(tx, now=rig.now) == []


def test_a_new_organiser_is_asked_too(rig: Rig, made: Gathering) -> None:
    """Claire, who was asked, left without an answer, and David took her series over."""
    come(rig, made, *EIG)
    rig.add("emma", Membership(Role.COACH, rig.ids["promotion"]))
    for key in ("david", "emma"):
        rig.make(rig.series(CONFERENCE, organiser_id=rig.ids[key]), rig.sheet(made).appointment.starts)
    rig.now = formation.hosts_asked_at(rig.sheet(made).appointment.starts)
    ask_who_holds(rig)
    rig.do(lambda tx: depart(tx, rig.ids["claire"], at=rig.now))
    rig.use(orphans.take_over_series, "david", made.series_id)
    for _ in range(2):
        ask_who_holds(rig)
    assert told(rig, gatherings_facts.GroupHostQuestion.kind) == [rig.ids["claire"], rig.ids["david"]]


def test_a_new_organiser_is_in_one_place_once_groups_are_made(rig: Rig, made: Gathering) -> None:
    """Nobody hosted the date any more, and each group has its own host: David holds one, and Emma is of another."""
    rig.add("emma", Membership(Role.COACH, rig.ids["promotion"]))
    come(rig, made, *EIG, "emma")
    one, claire = rig.sheet(made).appointment.id, rig.ids["claire"]
    rig.do(lambda tx: away.free_host(tx, made.id, one, person_id=claire, now=rig.now))  # she is away that day
    rig.do(lambda tx: depart(tx, claire, at=rig.now))
    groups = form(rig, made)
    assert [group.host.name for group in groups if group.host] == ["David"]
    for key in ("emma", "david"):
        rig.do(lambda tx: gathering_series.change(tx, made.series_id, organiser_id=claire))
        rig.use(orphans.take_over_series, key, made.series_id)
        assert rig.sheet(made).appointment.host_ids == ()
        with rig.database.reading() as tx:
            assert {
                name: rows for name, rows in find_violations(tx, now=rig.now, machine_now=rig.now).items() if rows
            } == {}


def test_groups_of_another_date_are_made_though_nobody_had_come(rig: Rig, made: Gathering) -> None:
    starts = rig.sheet(made).appointment.starts
    rig.now = formation.answers_close_at(starts)
    assert form(rig, made, Grouping(())) == []
    rig.use(changes.move, "claire", made.id, starts=starts + 14 * DAY)
    rig.stand()
    come(rig, made, *EIG[:3])
    rig.now = formation.answers_close_at(starts + 14 * DAY)
    assert rig.do(lambda tx: formation.list_due(tx, now=rig.now)) == [made.id]


def test_nobody_comes_and_no_group_is_made_or_looked_for_again(rig: Rig, made: Gathering) -> None:
    rig.now = formation.answers_close_at(rig.sheet(made).appointment.starts)
    assert rig.do(lambda tx: formation.list_due(tx, now=rig.now)) == [made.id]
    assert form(rig, made) == []
    assert rig.do(lambda tx: formation.list_due(tx, now=rig.now)) == []
    assert (rig.sheet(made).gathering.grouping, told(rig, gatherings_facts.GroupsFormed.kind)) == (
        NOBODY,
        [rig.ids["claire"]],
    )


def test_one_person_in_all_is_one_group(rig: Rig, made: Gathering) -> None:
    come(rig, made, "lea")
    assert [[one.name for one in group.members] for group in form(rig, made)] == [["Lea"]]


def test_answers_that_changed_meanwhile_ask_for_another_grouping(rig: Rig, made: Gathering) -> None:
    come(rig, made, *EIG[:8])
    found = group_greedily(rig.do(lambda tx: formation.gather(tx, made.id)).wanted, seed=1)
    come(rig, made, EIG[8])
    with pytest.raises(Invalid):
        form(rig, made, found)


def test_who_comes_late_joins_the_smallest_group_and_who_leaves_makes_room(rig: Rig, made: Gathering) -> None:
    come(rig, made, *EIG[:9])
    groups = form(rig, made)
    first = groups[0].members[0].id
    assert rig.do(lambda tx: grouping.place_person(tx, made.id, rig.ids[EIG[9]], comes=True, now=rig.now))
    assert rig.do(lambda tx: grouping.place_person(tx, made.id, first, comes=False, now=rig.now))
    after = rig.do(lambda tx: grouping.groups_of(tx, made.id))
    assert sorted(len(one.members) for one in after) == sorted(
        [len(groups[0].members) - 1, len(groups[1].members) + 1] if len(groups) == 2 else [len(groups[0].members)]
    )


def test_who_keeps_time_and_leaves_is_followed_by_another_who_hears_it(rig: Rig, made: Gathering) -> None:
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), rig.sheet(made).appointment.starts)
    come(rig, made, *EIG)
    group = next(one for one in form(rig, made) if one.host is None)
    before, keeper = told(rig, gatherings_facts.GatheringGroup.kind), group.keeper
    assert keeper
    rig.do(lambda tx: grouping.place_person(tx, made.id, keeper.id, comes=False, now=rig.now))
    after = rig.do(lambda tx: grouping.groups_of(tx, made.id))[group.number - 1].keeper
    assert after
    assert (after.id == keeper.id, told(rig, gatherings_facts.GatheringGroup.kind)) == (
        False,
        sorted([*before, after.id]),
    )


def test_who_leaves_their_group_gets_the_file_that_takes_its_entry_out(rig: Rig, made: Gathering) -> None:
    come(rig, made, *EIG[:5])
    (group,) = form(rig, made)
    for key in EIG[:2]:
        assert rig.use(grouping.owe_calendar_files, key, group.appointment.id) == 1
    for _ in range(2):
        rig.do(lambda tx: grouping.place_person(tx, made.id, rig.ids[EIG[0]], comes=False, now=rig.now))
    first, second = (rig.ids[key] for key in EIG[:2])
    assert told(rig, agenda_facts.AgendaEntry.kind) == sorted([first, first, second])


def test_who_met_last_time_is_in_other_groups_the_next(rig: Rig) -> None:
    series = rig.series(MIXED)
    first = rig.make(series, (rig.now + 7 * DAY).replace(hour=14), period="m1")
    come(rig, first, *EIG)
    together = {frozenset((a.id, b.id)) for one in form(rig, first) for a in one.members for b in one.members if a != b}
    second = rig.make(series, (rig.now + 35 * DAY).replace(hour=14), period="m2")
    come(rig, second, *EIG)
    asked = rig.do(lambda tx: formation.gather(tx, second.id))
    assert {frozenset(pair) for pair in asked.wanted.met} == together
    assert set(asked.wanted.met) == set(asked.wanted.recent)


def test_person_of_two_defis_is_placed_as_a_teammate_of_both(rig: Rig, made: Gathering) -> None:
    second = Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi3"])
    rig.do(lambda tx: people.add_membership(tx, rig.ids["lea"], second))
    come(rig, made, *EIG)
    asked = rig.do(lambda tx: formation.gather(tx, made.id))
    (lea,) = [member for member in asked.wanted.members if member.person_id == rig.ids["lea"]]
    defis = rig.do(lambda tx: promotions.defis_by_ids(tx, {rig.ids["defi0"], rig.ids["defi3"]}))
    assert {*lea.defi_ids} == {*defis}
    assert {*lea.administrations} == {defi.administration for defi in defis.values()}


def starts_of(rig: Rig, made: Gathering) -> list[datetime]:
    return [one.appointment.starts for one in rig.do(lambda tx: grouping.groups_of(tx, made.id))]


def clashing(rig: Rig) -> list[tuple[int, int]]:
    """Give the (person, appointment) whose claims are not those of a confirmed appointment that they host."""
    with rig.database.reading() as reading:
        rows = {(row.person_id, row.appointment_id) for row in reading.execute(select(claims))}
        known = {one.id: one for one in appointments.read_all(reading, sorted({one for _, one in rows}))}
    return sorted(
        (who, one) for who, one in rows if known[one].state is not State.CONFIRMED or who not in known[one].claimant_ids
    )


def test_groups_that_are_made_move_with_their_gathering(rig: Rig, made: Gathering) -> None:
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), rig.sheet(made).appointment.starts)
    come(rig, made, *EIG)
    rig.use(formation.choose_hosts, "claire", made.id, holding=HostChoice.TWO_HOURS)
    form(rig, made)
    later = rig.sheet(made).appointment.starts + 7 * DAY
    rig.use(changes.move, "david", made.id, starts=later)
    rig.stand()
    assert starts_of(rig, made) == [later, later + timedelta(minutes=105)]
    hour = quarter_hour_span(later, later + timedelta(minutes=90))[1]
    assert (claimed(rig, "claire"), clashing(rig)) == (2 * hour, [])
    assert told(rig, gatherings_facts.GatheringMoved.kind) == sorted(rig.ids[key] for key in (*EIG, "claire"))


def test_groups_are_not_moved_onto_what_their_coach_has_already(rig: Rig, made: Gathering) -> None:
    come(rig, made, *EIG)
    form(rig, made)
    before = rig.sheet(made).appointment.starts
    later = before + 7 * DAY
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), later)
    with pytest.raises(SlotTaken):
        rig.use(changes.move, "claire", made.id, starts=later)
    assert starts_of(rig, made) == [before, before]
    sheet = rig.sheet(made)
    assert [one.name for one in rig.do(lambda tx: changes.busy_people(tx, sheet, starts=later))] == ["David"]
    assert rig.do(lambda tx: changes.busy_people(tx, sheet, starts=later + DAY)) == []
    # Half an hour later it would meet itself alone.
    assert rig.do(lambda tx: changes.busy_people(tx, sheet, starts=before + timedelta(minutes=30))) == []
    assert (told(rig, gatherings_facts.GatheringMoved.kind), clashing(rig)) == ([], [])


@pytest.mark.parametrize("gesture", ["cancel", "end"])
def test_groups_that_are_made_are_cancelled_with_their_gathering(rig: Rig, made: Gathering, gesture: str) -> None:
    come(rig, made, *EIG)
    groups = form(rig, made)
    if gesture == "cancel":
        rig.use(changes.cancel, "claire", made.id, reason="La salle est prise.")
        rig.stand()
    else:
        rig.use(series.end, "claire", made.series_id)
    after = rig.do(lambda tx: appointments.read_all(tx, [one.appointment.id for one in groups]))
    assert {one.state for one in after} == {State.CANCELLED}
    assert (claimed(rig, "claire"), claimed(rig, "david")) == (0, 0)
    assert told(rig, gatherings_facts.GatheringCancelled.kind) == sorted(rig.ids[key] for key in (*EIG, "david"))


def test_who_hosts_is_not_changed_once_each_group_has_its_own(rig: Rig, made: Gathering) -> None:
    rig.add("emma", Membership(Role.COACH, rig.ids["promotion"]))
    come(rig, made, *EIG)
    form(rig, made)
    with pytest.raises(Invalid) as refused:
        rig.use(changes.hand_over, "claire", made.id, person_id=rig.ids["emma"])
    assert (refused.value.facts["reason"], claimed(rig, "emma"), clashing(rig)) == ("made", 0, [])


def test_groups_that_are_made_take_place_where_the_series_does(rig: Rig) -> None:
    given = rig.series(MIXED, place="Salle 12", rule="P1M 1MO T14:00")
    made = rig.make(given, (rig.now + 28 * DAY).replace(hour=14))
    come(rig, made, *EIG)
    rig.do(lambda tx: occurrences.change(tx, made.id, announced_at=rig.now))
    form(rig, made)
    rig.use(series.edit, "claire", given.id, values=replace(given, place="Salle 21"), visio_url=VISIO)
    assert {one.appointment.place for one in rig.do(lambda tx: grouping.groups_of(tx, made.id))} == {"Salle 21"}


def test_who_was_asked_to_present_is_told_that_it_moves(rig: Rig, made: Gathering) -> None:
    asked = rig.do(lambda tx: presenters.ask_next_presenters(tx, made.id, now=rig.now))
    rig.use(changes.move, "claire", made.id, starts=rig.sheet(made).appointment.starts + DAY)
    rig.stand()
    assert told(rig, gatherings_facts.GatheringMoved.kind) == sorted(asked)


@pytest.mark.parametrize("coaches", [1, 2, 3])
def test_a_coach_who_comes_is_a_member_and_holds_no_group(rig: Rig, coaches: int) -> None:
    """Nobody is in two groups, nor host and guest of one, however many coaches there are."""
    made = opened(rig)
    if coaches == 3:
        rig.add("emma", Membership(Role.COACH, rig.ids["promotion"]))
    come(rig, made, *EIG[:11])
    rig.use(answer, "david", made.id, reply=Reply.COMES)
    if coaches == 1:
        rig.do(lambda tx: people.end_all_memberships(tx, rig.ids["claire"], now=rig.now))
    groups = form(rig, made)
    assert len(groups) == 2
    everybody = [each for group in groups for each in group.appointment.person_ids]
    assert len(everybody) == len({*everybody})
    assert [part for group in groups if (part := group.appointment.part_of(rig.ids["david"]))] == [Part.GUEST]


def test_a_coach_who_came_and_hosts_the_whole_is_no_member_of_its_groups(rig: Rig) -> None:
    """David had answered « Je viens » before the date was handed to him: he gives that place back."""
    made = opened(rig)
    come(rig, made, *EIG)
    rig.use(answer, "david", made.id, reply=Reply.COMES)
    rig.use(changes.hand_over, "claire", made.id, person_id=rig.ids["david"])
    assert rig.ids["david"] not in rig.sheet(made).answers
    everybody = [each for group in form(rig, made) for each in group.appointment.person_ids]
    assert len(everybody) == len({*everybody}) == 14


@pytest.mark.parametrize("reply", [Reply.COMES, Reply.DECLINES])
def test_who_holds_a_group_answers_no_more(rig: Rig, reply: Reply) -> None:
    made = opened(rig)
    come(rig, made, *EIG)
    groups = form(rig, made)
    assert [one.host and one.host.name for one in groups] == ["Claire", "David"]
    with pytest.raises(Invalid):
        rig.use(answer, "david", made.id, reply=reply)
    rig.do(lambda tx: grouping.place_person(tx, made.id, rig.ids["david"], comes=True, now=rig.now))
    assert [one.appointment.part_of(rig.ids["david"]) for one in form(rig, made)] == [None, Part.HOST]


def opened(rig: Rig) -> Gathering:
    """Make one to which the coaches are invited too."""
    return rig.make(rig.series(MIXED, opened_to=frozenset({Role.COACH})), (rig.now + 28 * DAY).replace(hour=14))

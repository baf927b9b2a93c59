"""Groups are made once, two days ahead, of those who come: each an appointment with its own room and its own host."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.agenda.model import Part, State
from bot.agenda.service import quarters
from bot.errors import AlreadyAnswered, Invalid, NotAllowed
from bot.gatherings import grouped, grouping, presenters
from bot.gatherings.groups import Grouping, greedy
from bot.gatherings.model import CONFERENCE, MIXED, Gathering, Reply
from bot.gatherings.turns import NOBODY, Holding
from storage import agenda, gatherings
from storage.claims import claims
from storage.database import Database
from storage.notices import notices
from tests.bot.gatherings.rig import EIG, VISIO, Rig

DAY = timedelta(days=1)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def made(rig: Rig) -> Gathering:
    return rig.make(rig.series(MIXED), (rig.now + 28 * DAY).replace(hour=14))


def come(rig: Rig, made: Gathering, *keys: str) -> None:
    for key in keys:
        rig.do(lambda tx, k=key: gatherings.put_answer(tx, made.id, rig.ids[k], reply=Reply.COMES, now=rig.now))  # type: ignore[misc]
        one = rig.sheet(made).appointment
        rig.do(lambda tx, k=key, o=one: agenda.set_part(tx, o.id, rig.ids[k], part=Part.GUEST))  # type: ignore[misc]


def form(rig: Rig, made: Gathering, found: Grouping | None = None) -> list[grouped.Group]:
    asked = rig.do(lambda tx: grouping.gather(tx, made.id))
    found = found or greedy(asked.wanted, seed=1)
    rig.do(lambda tx: grouped.form(tx, made.id, found, solved="best", visio_url=VISIO, now=rig.now))
    return rig.do(lambda tx: grouped.groups_of(tx, made.id))


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
    length = quarters(one.starts, one.ends)[1]
    assert (claimed(rig, "claire"), claimed(rig, "david")) == (length, length)
    left = rig.sheet(made).appointment
    assert (left.state, left.present) == (State.CONFIRMED, ())
    assert told(rig, grouped.GROUP) == sorted(rig.ids[key] for key in (*EIG, "claire", "david"))
    assert told(rig, grouped.GROUPS) == [rig.ids["claire"]]


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
    rig.do(lambda tx: presenters.ask(tx, made.id, now=rig.now))
    come(rig, made, *EIG)
    groups = form(rig, made)
    assert {len(group.presents) for group in groups} <= {1, 2}
    for group in groups:
        assert group.keeper is None or group.keeper not in [one for one, _ in group.presents]


def test_organiser_chooses_two_hours(rig: Rig, made: Gathering) -> None:
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), rig.sheet(made).appointment.starts)
    come(rig, made, *EIG)
    one = rig.sheet(made).appointment
    rig.use(grouping.choose, "claire", made.id, holding=Holding.TWO_HOURS)
    groups = form(rig, made)
    assert [group.host and group.host.name for group in groups] == ["Claire", "Claire"]
    assert [group.appointment.starts - one.starts for group in groups] == [timedelta(0), timedelta(minutes=105)]


def test_organiser_is_asked_once_where_coaches_are_too_few(rig: Rig, made: Gathering) -> None:
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), rig.sheet(made).appointment.starts)
    come(rig, made, *EIG)
    rig.now = grouping.asks_at(rig.sheet(made).appointment.starts)
    for _ in range(2):
        for one in rig.do(lambda tx: grouping.due_questions(tx, now=rig.now)):
            rig.do(lambda tx, o=one: grouping.ask_holding(tx, o, now=rig.now))  # type: ignore[misc]
    assert told(rig, grouping.HOLDING) == [rig.ids["claire"]]
    with pytest.raises(NotAllowed):
        rig.use(grouping.choose, "lea", made.id, holding=Holding.KEEPERS)
    rig.now = grouping.closes_at(rig.sheet(made).appointment.starts)
    form(rig, made)
    with pytest.raises(AlreadyAnswered):
        rig.use(grouping.choose, "claire", made.id, holding=Holding.KEEPERS)


def test_nobody_comes_and_no_group_is_made_or_looked_for_again(rig: Rig, made: Gathering) -> None:
    rig.now = grouping.closes_at(rig.sheet(made).appointment.starts)
    assert rig.do(lambda tx: grouping.due(tx, now=rig.now)) == [made.id]
    assert form(rig, made) == []
    assert rig.do(lambda tx: grouping.due(tx, now=rig.now)) == []
    assert (rig.sheet(made).gathering.grouping, told(rig, grouped.GROUPS)) == (NOBODY, [rig.ids["claire"]])


def test_one_person_in_all_is_one_group(rig: Rig, made: Gathering) -> None:
    come(rig, made, "lea")
    assert [[one.name for one in group.members] for group in form(rig, made)] == [["Lea"]]


def test_answers_that_changed_meanwhile_ask_for_another_grouping(rig: Rig, made: Gathering) -> None:
    come(rig, made, *EIG[:8])
    found = greedy(rig.do(lambda tx: grouping.gather(tx, made.id)).wanted, seed=1)
    come(rig, made, EIG[8])
    with pytest.raises(Invalid):
        form(rig, made, found)


def test_who_comes_late_joins_the_smallest_group_and_who_leaves_makes_room(rig: Rig, made: Gathering) -> None:
    come(rig, made, *EIG[:9])
    groups = form(rig, made)
    first = groups[0].members[0].id
    assert rig.do(lambda tx: grouped.place(tx, made.id, rig.ids[EIG[9]], comes=True, now=rig.now))
    assert rig.do(lambda tx: grouped.place(tx, made.id, first, comes=False, now=rig.now))
    after = rig.do(lambda tx: grouped.groups_of(tx, made.id))
    assert sorted(len(one.members) for one in after) == sorted(
        [len(groups[0].members) - 1, len(groups[1].members) + 1] if len(groups) == 2 else [len(groups[0].members)]
    )


def test_who_met_last_time_is_in_other_groups_the_next(rig: Rig) -> None:
    series = rig.series(MIXED)
    first = rig.make(series, (rig.now + 7 * DAY).replace(hour=14), period="m1")
    come(rig, first, *EIG)
    together = {frozenset((a.id, b.id)) for one in form(rig, first) for a in one.members for b in one.members if a != b}
    second = rig.make(series, (rig.now + 35 * DAY).replace(hour=14), period="m2")
    come(rig, second, *EIG)
    asked = rig.do(lambda tx: grouping.gather(tx, second.id))
    assert {frozenset(pair) for pair in asked.wanted.met} == together
    assert set(asked.wanted.met) == set(asked.wanted.recent)

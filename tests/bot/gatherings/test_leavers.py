"""A coach who leaves holds nothing any more: a date of theirs is asked about again, a small group keeps its time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.agenda.agenda import quarter_hour_span
from bot.door.ahead import overdue_features
from bot.gatherings import answers, away, calls, changes, clock, facts
from bot.gatherings.groups import formation, grouping
from bot.gatherings.groups.placement import group_greedily
from bot.gatherings.kinds import CONFERENCE, MIXED
from bot.gatherings.model import Gathering, Reply
from bot.programme.roles import Role
from storage.agenda import appointments, claims
from storage.database import Database
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.gatherings.rig import EIG, VISIO, Rig
from tests.promotion import depart


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


def leave(rig: Rig, key: str) -> None:
    with rig.database.transaction() as tx:
        mine = people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[Role.COACH])
        people.end_memberships(tx, [row.id for row in mine if row.person_id == rig.ids[key]], now=rig.now)


def look(rig: Rig) -> list[tuple[int, int, int]]:
    """Let the clock look twice, as two replicas that saw the same; give what the second still finds."""
    with rig.database.reading() as reading:
        jobs = [job for job in clock.list_due_jobs(reading, now=rig.now) if job[0].__name__ == "_free_host"]
    for case, given in jobs * 2:
        rig.do(lambda tx, c=case, g=given: c(tx, *g, now=rig.now))  # type: ignore[misc]
    return rig.do(lambda tx: away.list_left_hosts(tx, now=rig.now))


def told(rig: Rig, kind: str) -> list[int]:
    query = select(notices.c.person_id).where(notices.c.kind == kind).order_by(notices.c.seq)
    return [int(one) for one in rig.do(lambda tx: tx.execute(query).scalars().all())]


def is_claimed(rig: Rig, key: str) -> bool:
    first, _ = quarter_hour_span(rig.now, rig.now)
    return bool(rig.do(lambda tx: claims.list_claimed_times(tx, [rig.ids[key]], first=first, last=first + 96 * 60)))


def test_a_date_handed_over_to_who_left_is_asked_about_again(rig: Rig) -> None:
    made = rig.make(rig.series(CONFERENCE))
    rig.use(changes.hand_over, "claire", made.id, person_id=rig.ids["david"])
    assert look(rig) == []
    leave(rig, "david")
    assert look(rig) == []
    sheet = rig.sheet(made)
    assert (sheet.gathering.unclaimed, sheet.appointment.host_ids, is_claimed(rig, "david")) == (True, (), False)
    assert told(rig, facts.OrganiserQuestion.kind) == [rig.ids["claire"]]


def test_who_organises_the_series_is_replaced_by_another_way(rig: Rig) -> None:
    made = rig.make(rig.series(CONFERENCE))
    leave(rig, "claire")
    assert look(rig) == []
    assert rig.sheet(made).appointment.host_ids == (rig.ids["claire"],)


def test_a_small_group_whose_coach_left_keeps_its_time(rig: Rig) -> None:
    made = rig.make(rig.series(MIXED))
    before = {one.appointment.id: one for one in _groups(rig, made)}
    (mine,) = [one for one in before.values() if one.host and one.host.id == rig.ids["david"]]
    leave(rig, "david")
    assert look(rig) == []
    after = {one.appointment.id: one for one in rig.do(lambda tx: grouping.groups_of(tx, made.id))}
    one = after.pop(mine.appointment.id)
    assert (one.host, one.members, is_claimed(rig, "david")) == (None, mine.members, False)
    assert one.keeper is not None
    assert [one.host for one in after.values()] == [before[number].host for number in after]
    cards = sorted([*(each.id for each in one.members), one.keeper.id, rig.ids["david"]])
    query = select(notices.c.person_id).where(
        notices.c.kind == facts.GatheringGroup.kind,
        notices.c.subject_id == one.appointment.id,
        notices.c.action == "post",
    )
    assert sorted(rig.do(lambda tx: tx.execute(query).scalars().all())) == cards  # who keeps time hears it as news


def _groups(rig: Rig, made: Gathering) -> list[grouping.Group]:
    for key in EIG:
        rig.do(lambda tx, k=key: occurrences.put_answer(tx, made.id, rig.ids[k], reply=Reply.COMES, now=rig.now))  # type: ignore[misc]
    asked = rig.do(lambda tx: formation.gather(tx, made.id))
    found = group_greedily(asked.wanted, seed=1)
    ids = rig.do(
        lambda tx: grouping.form_groups(tx, made.id, found, solver_result="best", visio_url=VISIO, now=rig.now)
    )
    assert len(rig.do(lambda tx: appointments.read_all(tx, ids))) == len(found.groups)
    return rig.do(lambda tx: grouping.groups_of(tx, made.id))


def test_a_date_that_is_left_a_second_time_is_asked_about_a_second_time(rig: Rig) -> None:
    """David hosts it and is away, hosts it again and is away again: Claire is asked each time, and once each time."""
    made = rig.make(rig.series(CONFERENCE))
    for _ in range(2):
        rig.use(changes.hand_over, "claire", made.id, person_id=rig.ids["david"])
        one = rig.sheet(made).appointment.id
        for _ in range(2):
            rig.do(lambda tx, of=one: away.free_host(tx, made.id, of, person_id=rig.ids["david"], now=rig.now))  # type: ignore[misc]
    assert told(rig, facts.OrganiserQuestion.kind) == [rig.ids["claire"]] * 2


def test_more_than_five_dates_without_a_host_are_told_apart_by_all_of_them(rig: Rig) -> None:
    series = rig.series(CONFERENCE)
    starts = [(rig.now + timedelta(days=22 + 7 * at)).replace(hour=14) for at in range(7)]
    dates = [rig.make(series, one, period=f"{one:%m-%d}") for one in starts]
    for one in dates:
        rig.do(lambda tx, of=one.id: occurrences.change(tx, of, unclaimed=True))  # type: ignore[misc]
    sheets = [rig.sheet(one) for one in dates]
    for several in (sheets[:6], sheets):
        rig.do(lambda tx, some=several: calls.ask_for_missing_hosts(tx, some, now=rig.now))  # type: ignore[misc]
    assert told(rig, facts.OrganiserQuestion.kind) == [rig.ids["claire"]] * 2


def test_a_participant_who_left_for_more_than_a_day_is_named(rig: Rig) -> None:
    """By `bot audit`: no job took them out."""
    made = rig.make(rig.series(CONFERENCE), (rig.now + timedelta(days=60)).replace(hour=14))
    rig.do(lambda tx: occurrences.put_answer(tx, made.id, rig.ids["lea"], reply=Reply.COMES, now=rig.now))
    rig.do(lambda tx: depart(tx, rig.ids["lea"], at=rig.now))

    def late() -> list[str]:
        with rig.database.reading() as tx:
            return [each.split()[0] for each in overdue_features(tx, now=rig.now) if "participants" in each]

    rig.now += timedelta(days=1)
    assert late() == []
    rig.now += timedelta(minutes=1)
    assert late() == ["participants"]
    for gathering_id, person in rig.do(lambda tx: answers.list_leavers(tx, now=rig.now)):
        rig.do(lambda tx, g=gathering_id, who=person: answers.remove_leaver(tx, g, person_id=who, now=rig.now))  # type: ignore[misc]
    assert late() == []

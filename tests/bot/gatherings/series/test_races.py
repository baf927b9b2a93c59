"""Two presses that meet: one series a form, one who takes over, one date where a host is wanted twice."""

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import uuid4

import pytest

from bot.errors import AlreadyTaken, Conflict, Refusal, SlotTaken
from bot.gatherings import changes
from bot.gatherings.kinds import PAIRS
from bot.gatherings.series import orphans
from bot.gatherings.series import service as series
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.gatherings import gathering_series
from storage.programme import people
from tests.bot.gatherings.rig import VISIO, Rig
from tests.bot.gatherings.series.test_service import create, wanted


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo", "coachs": "Ccoachs"})


def together(*works: Callable[[], object]) -> list[object]:
    """Do these at once, each once more after a lost deadlock as the bot does; give what came of each, in order."""
    barrier, found = Barrier(len(works)), dict[int, object]()

    def run(at: int, work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            try:
                found[at] = work()
            except Conflict:
                found[at] = work()
        except Refusal as refusal:
            found[at] = refusal

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return [found[at] for at in range(len(works))]


def test_one_form_sent_twice_at_once_is_one_series(rig: Rig) -> None:
    given, draft = wanted(rig), str(uuid4())
    done = together(*[lambda: rig.use(series.create, "claire", draft, values=given, visio_url=VISIO)] * 4)
    assert {one.series.id for one in done if isinstance(one, series.SavedSeries)} == {1}
    assert len(done) == 4
    with rig.database.reading() as tx:
        assert [one.id for one in gathering_series.list_by_promotions(tx, [rig.ids["promotion"]])] == [1]


def test_two_who_take_over_at_once_are_one(rig: Rig) -> None:
    rig.add("emma", Membership(Role.COACH, rig.ids["promotion"]))
    kept = create(rig, wanted(rig))
    with rig.database.transaction() as tx:
        rows = people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[Role.COACH])
        people.end_memberships(tx, [row.id for row in rows if row.person_id == rig.ids["claire"]], now=rig.now)
    done = together(
        *(lambda who=who: rig.use(orphans.take_over_series, who, kept.series.id) for who in ("david", "emma"))
    )
    assert [type(one) for one in done].count(AlreadyTaken) == 1
    hosts = {rig.sheet(one.gathering).appointment.host_ids for one in kept.coming}
    with rig.database.reading() as tx:
        found = gathering_series.read(tx, kept.series.id)
    assert found
    assert hosts == {(found.organiser_id,)}


def test_two_dates_moved_to_one_hour_of_one_host_at_once_are_one(rig: Rig) -> None:
    first = create(rig, wanted(rig)).coming[0]
    second = create(rig, wanted(rig, rule="3e mardi, 14 h", dispositif=PAIRS)).coming[0]
    starts = rig.now.replace(day=27, hour=10)
    done = together(
        *(
            lambda number=one.gathering.id: rig.use(changes.move, "david", number, starts=starts)
            for one in (first, second)
        )
    )
    assert [type(one) for one in done].count(SlotTaken) == 1

"""A conference without a title or a speaker is not announced yet: its organiser is asked, it leaves once complete."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.dates.paris import PARIS
from bot.gatherings import announcements, changes, facts
from bot.gatherings.conference import talks
from bot.gatherings.conference.talks import Talk
from bot.gatherings.kinds import CONFERENCE, SEMINAR
from bot.gatherings.model import Gathering
from bot.gatherings.series import overview
from bot.gatherings.series import service as series
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from tests.bot.gatherings.rig import Rig
from tests.bot.gatherings.series.test_service import owed
from tests.bot.gatherings.test_announcements import NINE, rows, run

AT_THE_LATEST = datetime(2026, 5, 19, 9, 0, tzinfo=PARIS)  # a week before
MINUTES = timedelta(minutes=2)


@pytest.fixture
def rig(database: Database) -> Rig:
    rig = Rig(database).fill({"promotion": "C0PROMO"})
    rig.add("emma", Membership(Role.EXPERT))
    return rig


@pytest.fixture
def made(rig: Rig) -> Gathering:
    return rig.make(rig.series(CONFERENCE, place="Ségur"))


def say(rig: Rig, made: Gathering, **talk: object) -> None:
    rig.use(talks.save_talk, "claire", made.id, talk=Talk(**talk))  # type: ignore[arg-type] # each of its own type


def announced(rig: Rig) -> list[datetime]:
    return [due for _, _, due in rows(rig, facts.GatheringAnnouncement.kind)]


def test_it_waits_and_its_organiser_is_asked_once(rig: Rig, made: Gathering) -> None:
    for later in (0, 30, 3600):
        run(rig, NINE + timedelta(seconds=later))
    assert announced(rig) == []
    assert owed(rig, facts.OrganiserQuestion.kind) == [(rig.ids["claire"], str(made.id))]
    page = rig.do(lambda tx: overview.read_gathering(tx, rig.actor("claire"), made.id))
    assert announcements.postponed_until(page.sheet) == AT_THE_LATEST


def test_it_leaves_two_minutes_after_the_last_thing_is_said(rig: Rig, made: Gathering) -> None:
    run(rig, NINE)
    say(rig, made, title="Le RGAA")
    run(rig, rig.now + timedelta(hours=1))
    assert announced(rig) == []
    say(rig, made, title="Le RGAA", speakers=(rig.ids["emma"],))
    said = rig.now
    run(rig, said + MINUTES - timedelta(seconds=1))
    assert announced(rig) == []
    run(rig, said + MINUTES)
    assert announced(rig) == [said + MINUTES]


def test_what_is_never_said_is_announced_a_week_before_in_any_case(rig: Rig, made: Gathering) -> None:
    run(rig, NINE)
    run(rig, AT_THE_LATEST - timedelta(seconds=1))
    assert announced(rig) == []
    run(rig, AT_THE_LATEST)
    assert announced(rig) == [AT_THE_LATEST]
    assert announcements.postponed_until(rig.sheet(made)) is None


@pytest.mark.parametrize(
    ("lead", "starts", "latest"),
    [
        # A week before is over: it waits until two days before, then until 9 h of its day, or an hour before.
        (4, datetime(2026, 5, 10, 14, tzinfo=PARIS), datetime(2026, 5, 7, 9, tzinfo=PARIS)),  # the 8th is a holiday
        (14, datetime(2026, 5, 9, 14, tzinfo=PARIS), datetime(2026, 5, 7, 9, tzinfo=PARIS)),
        (14, datetime(2026, 5, 5, 14, tzinfo=PARIS), datetime(2026, 5, 5, 9, tzinfo=PARIS)),
        (14, datetime(2026, 5, 5, 9, 30, tzinfo=PARIS), datetime(2026, 5, 5, 8, 30, tzinfo=PARIS)),
        (14, datetime(2026, 5, 5, 9, tzinfo=PARIS), datetime(2026, 5, 5, 8, tzinfo=PARIS)),
        (14, datetime(2026, 5, 5, 8, 30, tzinfo=PARIS), datetime(2026, 5, 5, 7, 30, tzinfo=PARIS)),
        (14, datetime(2026, 5, 4, 9, tzinfo=PARIS), None),  # within the hour: nothing is left to wait for
    ],
)
def test_how_long_it_waits(rig: Rig, lead: int, starts: datetime, latest: datetime | None) -> None:
    made = rig.make(rig.series(CONFERENCE, lead_days=lead), starts)
    first = rig.sheet(made).gathering.announce_at
    run(rig, max(first, rig.now))
    assert (len(announced(rig)), announcements.postponed_until(rig.sheet(made))) == (int(latest is None), latest)
    if latest:
        run(rig, latest)
        assert len(announced(rig)) == 1


def test_what_is_said_in_time_changes_nothing(rig: Rig, made: Gathering) -> None:
    say(rig, made, title="Le RGAA", speakers=(rig.ids["emma"],))
    run(rig, NINE)
    assert announced(rig) == [NINE]
    assert owed(rig, facts.OrganiserQuestion.kind) == []


def test_what_waits_and_is_moved_waits_anew(rig: Rig, made: Gathering) -> None:
    run(rig, NINE)
    week = timedelta(days=7)
    rig.use(changes.move, "claire", made.id, starts=rig.sheet(made).appointment.starts + week)
    rig.stand()
    assert announcements.postponed_until(rig.sheet(made)) is None  # it is not due yet
    run(rig, NINE + week)
    assert announced(rig) == []
    assert announcements.postponed_until(rig.sheet(made)) == AT_THE_LATEST + week
    assert len(owed(rig, facts.OrganiserQuestion.kind)) == 2


def test_what_waits_waits_on_where_its_series_gets_another_place(rig: Rig, made: Gathering) -> None:
    run(rig, NINE)
    one = rig.sheet(made).series
    given = replace(one, rule="2026-05-26 T14:00", place="Lyon")
    rig.use(series.edit, "claire", one.id, values=given, visio_url=None)
    assert announcements.postponed_until(rig.sheet(made)) == AT_THE_LATEST
    run(rig, rig.now + MINUTES)
    assert announced(rig) == []


def test_no_other_kind_waits(rig: Rig) -> None:
    rig.make(rig.series(SEMINAR))
    run(rig, NINE)
    assert announced(rig) == [NINE]

"""« Dispositifs ouverts » by promotion: what works is open by default; a day opens by itself; two promotions."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.catalogue import openings
from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.openings import NotOpen
from bot.errors import NotAllowed, NotFound
from bot.evaluation import model as evaluation
from bot.gatherings.kinds import KINDS
from bot.helpdesk import model as helpdesk
from bot.mentoring import model as mentoring
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.workshops import model as workshops
from storage.database import Database
from storage.programme import people
from tests.bot.helpdesk.desk import Desk
from tests.journeys.promotion import NOW, seeded
from tests.promotion import found

TODAY, JUNE = date(2026, 5, 4), date(2026, 6, 8)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seeded(tx))


def is_open(desk: Desk, key: str, who: str = "lea", *, days: int = 0) -> bool:
    return openings.opening_of(desk.tx, desk.actor(who), key, now=NOW + timedelta(days=days)).is_open


def test_what_the_bot_starts_is_open_by_default_and_nothing_else() -> None:
    assert {key for key, one in ATTRIBUTES.items() if one.works} == {
        "carnet",
        helpdesk.KEY,
        mentoring.KEY,
        evaluation.KEY,
        workshops.KEY,
        *KINDS,
    }


def test_each_stands_by_default_as_it_works(desk: Desk) -> None:
    found = openings.list_all(desk.tx, desk.actor("claire"), now=NOW)
    assert {one.dispositif: one.is_open for one in found.several} == {key: one.works for key, one in ATTRIBUTES.items()}
    assert is_open(desk, helpdesk.KEY)
    assert openings.opening_of(desk.tx, Actor("U0"), helpdesk.KEY, now=NOW).is_open  # who is unknown is not asked about


def test_a_day_opens_by_itself_and_none_closes(desk: Desk) -> None:
    claire = desk.actor("claire")
    openings.set_opening(desk.tx, claire, helpdesk.KEY, opens_on=JUNE, now=NOW)
    assert [is_open(desk, helpdesk.KEY, days=days) for days in (0, 34, 35, 36)] == [False, False, True, True]
    with pytest.raises(NotOpen) as refused:
        openings.check_open(desk.tx, desk.actor("lea"), helpdesk.KEY, now=NOW)
    assert refused.value.facts == {"dispositif": helpdesk.KEY, "name": "Bureau d’aide", "day": "lundi 8 juin"}
    openings.set_opening(desk.tx, claire, helpdesk.KEY, opens_on=None, now=NOW)
    assert not is_open(desk, helpdesk.KEY, days=400)
    openings.set_opening(desk.tx, claire, helpdesk.KEY, opens_on=TODAY, now=NOW)
    assert is_open(desk, helpdesk.KEY)
    openings.set_opening(desk.tx, claire, "rapport", opens_on=TODAY, now=NOW)
    assert is_open(desk, "rapport")


def test_each_promotion_opens_its_own(desk: Desk) -> None:
    other = found(desk.tx, "EIG 8", phases=(), starts_on="2026-02-01", ends_on="2027-01-01")["promotion"]
    ana = people.add(desk.tx, name="Ana")
    people.join(desk.tx, ana, Membership(Role.COACH, other))
    desk.ids["ana"] = ana
    openings.set_opening(desk.tx, desk.actor("ana"), helpdesk.KEY, opens_on=None, now=NOW)
    assert (is_open(desk, helpdesk.KEY), is_open(desk, helpdesk.KEY, "ana")) == (True, False)
    people.join(desk.tx, desk.ids["lea"], Membership(Role.EIG, other))
    assert is_open(desk, helpdesk.KEY)  # of both: one of them has opened it


def test_coaches_alone_open_and_only_what_exists(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        openings.set_opening(desk.tx, desk.actor("lea"), helpdesk.KEY, opens_on=None, now=NOW)
    with pytest.raises(NotFound):
        openings.set_opening(desk.tx, desk.actor("claire"), "masterclass", opens_on=None, now=NOW)

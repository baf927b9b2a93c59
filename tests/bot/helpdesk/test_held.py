"""« A eu lieu »: a coach notes an hour that took place; it claims nothing, is told once, and counts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.agenda.reminders import after
from bot.errors import DraftExpired, Invalid, NotAllowed
from bot.helpdesk import changes, held, service
from bot.helpdesk.model import ChangeResult
from bot.records import balance, load, overview
from storage.agenda.claims import claims
from storage.database import Database
from storage.helpdesk.requests import requests
from storage.notices.ledger import notices
from storage.programme.promotions import all_promotions
from storage.records.overview import waiting_days
from tests.bot.helpdesk.desk import NINE, STANDS, Desk, everybody
from tests.journeys.promotion import NOW, seed

THEN = NOW - timedelta(days=3)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seed(tx))


def note(desk: Desk, *, draft: str = "d1", who: str = "claire", starts: datetime = THEN) -> ChangeResult:
    """Note an hour of Carte Vive."""
    service.save_need(desk.tx, desk.actor(who), draft, wish=desk.wish(asked_by=desk.ids["lea"]), now=NOW)
    return held.record_hour(desk.tx, desk.actor(who), draft, starts=starts, now=NOW)


def test_it_claims_nothing_reminds_nobody_and_is_told_once(desk: Desk) -> None:
    done = note(desk)
    assert held.record_hour(desk.tx, desk.actor("claire"), "d1", starts=THEN, now=NOW).sheet == done.sheet
    desk.stand(STANDS)
    assert desk.owed() == everybody("helpdesk.held", "lea", "sami")
    assert desk.tx.execute(select(func.count()).select_from(claims)).scalar_one() == 0
    reminded = select(func.count()).select_from(notices).where(notices.c.kind.startswith("remind."))
    assert desk.tx.execute(reminded).scalar_one() == 0
    assert after.list_bookings_to_answer(desk.tx, desk.ids["lea"], now=STANDS) == []


def test_it_counts_in_the_figures_the_load_and_the_account(desk: Desk) -> None:
    note(desk)
    several = all_promotions(desk.tx)
    [figures] = overview.list_all(desk.tx, now=NOW)[0].figures
    hosted = [(line.host.name, line.over) for line in load.read(desk.tx, several, now=NOW) if line.over]
    assert (figures.dispositif, figures.over, figures.ahead) == ("bureau-aide", 1, 0)
    assert hosted == [("Claire Morel", 60)]
    assert [use.dispositif for use in balance.read_figures(desk.tx, several, now=NOW)] == ["bureau-aide"]


def test_it_made_nobody_wait_and_each_format_has_its_own_waits(desk: Desk) -> None:
    note(desk)
    desk.booked(NINE)
    legal = desk.booked(NINE + timedelta(days=7))
    desk.tx.execute(requests.update().where(requests.c.id == legal.request.id).values(format_key="rdv-droit"))
    promotion = desk.ids["promotion"]
    first = (NINE - NOW).days
    assert waiting_days(desk.tx, [promotion]) == {
        (promotion, "bureau-aide"): [first],
        (promotion, "rdv-droit"): [first + 7],
    }


def test_a_mistake_is_taken_back_before_anybody_hears_of_it(desk: Desk) -> None:
    done = note(desk)
    changes.undo(desk.tx, desk.actor("claire"), "d1", now=NOW)
    desk.stand(STANDS)
    assert (desk.owed(), desk.describe(done.sheet.request.id).standing) == ({}, ())


@pytest.mark.parametrize(
    ("starts", "reason"),
    [
        (NOW - timedelta(minutes=30), "ahead"),
        (NOW - timedelta(days=61), "old"),
        (THEN + timedelta(minutes=30), "twice"),
    ],
)
def test_it_lies_in_the_last_two_months_and_is_noted_once(desk: Desk, starts: datetime, reason: str) -> None:
    note(desk)
    with pytest.raises(Invalid) as refused:
        note(desk, draft="d2", starts=starts)
    assert refused.value.facts["reason"] == reason


def test_a_team_notes_nothing(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        note(desk, who="lea")
    service.save_need(desk.tx, desk.actor("lea"), "d2", wish=desk.wish(), now=NOW)
    with pytest.raises(DraftExpired):
        held.record_hour(desk.tx, desk.actor("lea"), "d2", starts=THEN, now=NOW)

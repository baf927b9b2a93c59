"""Where people live is learnt from their Slack accounts: when they are found, then once a day, without a storm."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import text

from bot.dates.paris import PARIS
from bot.door.manifest import build_manifest
from bot.notices import homes
from bot.programme import service as programme
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from handlers.programme.listeners import PER_RUN, Accounts
from storage.database import Database
from storage.programme import people

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)
DAY = timedelta(days=1)
CAYENNE, REUNION = "America/Cayenne", "Indian/Reunion"


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    sandbox.start()
    sandbox.install(build_manifest(), request_url=None)
    yield sandbox
    sandbox.stop()


class Rig:
    """A programme whose people have accounts in a workspace; `now` is moved by hand."""

    def __init__(self, slack: Sandbox, database: Database) -> None:
        self.slack, self.database, self.now = slack, database, NOW
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.accounts = Accounts(database, client, lambda: self.now)

    def add(self, person: Person, *, known: bool = True) -> int:
        """Write somebody who is in the programme, with their account where it is `known`."""
        with self.database.transaction() as tx:
            account = person.id if known else None
            number = people.add(tx, name=person.name, email=person.email, slack_id=account)
            people.add_membership(tx, number, Membership(Role.MENTOR))
        return number

    def zone(self, person_id: int) -> str | None:
        with self.database.reading() as reading:
            found = people.by_id(reading, person_id)
        return found.zone if found else None

    def asked(self) -> int:
        return sum(call.method == "users.info" for call in self.slack.calls)


@pytest.fixture
def rig(slack: Sandbox, database: Database) -> Rig:
    return Rig(slack, database)


def test_who_is_found_by_email_has_their_zone_without_another_question(rig: Rig) -> None:
    ana = rig.add(rig.slack.add_person("Ana", email="ana@exemple.fr", tz=CAYENNE), known=False)
    rig.accounts.match_some()
    rig.accounts.refresh_zones()
    assert (rig.zone(ana), rig.asked()) == (CAYENNE, 0)


def test_who_moves_is_asked_again_after_a_day_and_nobody_before(rig: Rig) -> None:
    person = rig.slack.add_person("Ana", email="ana@exemple.fr", tz=CAYENNE)
    ana = rig.add(person)
    for _ in range(3):
        rig.accounts.refresh_zones()
    assert (rig.zone(ana), rig.asked()) == (CAYENNE, 1)
    rig.slack.team.accounts[person.id].tz = REUNION
    rig.now += DAY - timedelta(minutes=1)
    rig.accounts.refresh_zones()
    assert (rig.zone(ana), rig.asked()) == (CAYENNE, 1)
    rig.now += timedelta(minutes=2)
    rig.accounts.refresh_zones()
    assert (rig.zone(ana), rig.asked()) == (REUNION, 2)


def test_many_are_asked_bit_by_bit(rig: Rig) -> None:
    several = [rig.add(rig.slack.add_person(f"P{number}", tz=CAYENNE)) for number in range(PER_RUN + 3)]
    rig.accounts.refresh_zones()
    assert rig.asked() == PER_RUN
    rig.accounts.refresh_zones()
    assert (rig.asked(), {rig.zone(one) for one in several}) == (PER_RUN + 3, {CAYENNE})


@pytest.mark.parametrize("error", ["ratelimited", "http_500", "reset_before", "fatal_error"])
def test_run_ends_at_the_first_refusal_and_the_next_goes_on(rig: Rig, error: str) -> None:
    first, second = (rig.add(rig.slack.add_person(name, tz=CAYENNE)) for name in ("Ana", "Bob"))
    rig.slack.faults.fail("users.info", error=error)
    rig.accounts.refresh_zones()
    assert (rig.zone(first), rig.zone(second)) == (None, None)
    rig.accounts.refresh_zones()
    assert (rig.zone(first), rig.zone(second)) == (CAYENNE, CAYENNE)


def test_account_that_is_gone_keeps_nobody_waiting_and_loses_nothing(rig: Rig) -> None:
    first, second = (rig.add(rig.slack.add_person(name, tz=CAYENNE)) for name in ("Ana", "Bob"))
    rig.accounts.refresh_zones()
    rig.now += DAY * 2
    rig.slack.faults.fail("users.info", error="user_not_found")
    rig.accounts.refresh_zones()
    assert (rig.zone(first), rig.zone(second), rig.asked()) == (CAYENNE, CAYENNE, 4)
    rig.accounts.refresh_zones()
    assert rig.asked() == 4


def test_who_is_nothing_in_the_programme_any_more_is_not_asked(rig: Rig) -> None:
    ana = rig.add(rig.slack.add_person("Ana", tz=CAYENNE))
    with rig.database.transaction() as tx:
        [row] = people.current_memberships(tx, promotion_id=None, roles=[Role.MENTOR])
        people.end_memberships(tx, [row.id], now=rig.now)
    rig.accounts.refresh_zones()
    assert (rig.zone(ana), rig.asked()) == (None, 0)


def test_zone_that_is_none_here_is_not_kept(rig: Rig) -> None:
    ana = rig.add(rig.slack.add_person("Ana", tz=CAYENNE))
    rig.accounts.refresh_zones()
    for said in ("Mars/Olympus", "", None, "x" * 100):
        with rig.database.transaction() as tx:
            programme.note_zone(tx, ana, said, now=rig.now)
    assert rig.zone(ana) == CAYENNE


def test_home_is_drawn_anew_for_who_has_moved(rig: Rig) -> None:
    person = rig.slack.add_person("Ana", tz=CAYENNE)
    ana = rig.add(person)
    with rig.database.transaction() as tx:
        homes.note_home_opened(tx, ana, now=rig.now)
    for zone, owed in ((CAYENNE, 1), (CAYENNE, 1), (REUNION, 2)):
        rig.slack.team.accounts[person.id].tz = zone
        rig.accounts.refresh_zones()
        with rig.database.transaction() as tx:
            tx.execute(text("UPDATE notices SET state = 'sent', closed_at = 1"))
            assert tx.execute(text("SELECT count(*) FROM notices")).scalar_one() == owed
        rig.now += DAY * 2

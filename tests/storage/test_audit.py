"""The audit finds what breaks each rule, and nothing where all is well."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import pytest
import sqlalchemy as sa

from bot.command.audit import SHOWN, WORDS, explain_violations
from bot.command.doctor import Level
from storage.audit import RULES, find_violations
from storage.database import Database
from tests.bot.helpdesk.desk import DAY, NINE, Desk
from tests.databases import BACKENDS, fresh
from tests.journeys.promotion import NOW, seed

# What is broken by hand, in a bureau d'aide of one séance with Claire, and the rule that must see it.
BREAKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "a claim is lost": ("claims", "DELETE FROM claims WHERE quarter = (SELECT max(quarter) FROM claims)"),
        "a claim says another length": ("claims", "UPDATE claims SET length = 4 WHERE length > 0"),
        "a claim is somebody else's": ("claims", "UPDATE claims SET person_id = :david"),
        "time is claimed for what is cancelled": ("claims", "UPDATE appointments SET state = 'cancelled'"),
        "two meet": ("two_places", "UPDATE appointments SET starts = (SELECT min(starts) + 3600 FROM appointments)"),
        "a held one has no host": ("without_host", "UPDATE participants SET part = 'guest'"),
        "a held one began": ("held_begun", "UPDATE appointments SET starts = starts - 400000, ends = ends - 400000"),
        "nobody is told": ("untold", "UPDATE changes SET until = until - 100000"),
        "open and closed": ("contradicts", "UPDATE notices SET closed_at = due"),
        "sent nowhere": ("contradicts", "UPDATE notices SET state = 'sent', closed_at = due WHERE action = 'post'"),
        "closed and open": ("contradicts", "UPDATE notices SET state = 'dropped'"),
        "nobody sends": ("stuck", "UPDATE notices SET due = due - 400000"),
        "leased for ever": ("stuck", "UPDATE notices SET lease_until = due - 400000"),
        "nobody needs a slot": (
            "needless_wait",
            "INSERT INTO helpdesk_waits (draft_id, person_id, defi_id, asked_at) "
            "SELECT 'd9', :david, min(id), 1000 FROM defis",
        ),
        "a host has left": ("host_left", "UPDATE memberships SET ended_at = 1000 WHERE role = 'coach'"),
        "follows nothing": ("without_card", "UPDATE notices SET card_id = 'nowhere' WHERE action = 'post'"),
    }
)


@pytest.fixture(scope="module", params=BACKENDS)
def booked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A bureau d'aide with its séance, in a transaction that all share."""
    database = Database(fresh(request.param, tmp_path_factory.mktemp("audit")))
    with closing(database), database.transaction() as tx:
        desk = Desk(tx, seed(tx, None))
        desk.booked(NINE)
        assert broken(desk) == {}
        yield desk


@pytest.fixture
def desk(booked: Desk) -> Iterator[Desk]:
    """The same for each test, which leaves nothing."""
    with booked.tx.begin_nested() as kept:
        yield booked
        kept.rollback()


def broken(desk: Desk) -> dict[str, list[str]]:
    return {name: found for name, found in find_violations(desk.tx, now=NOW, machine_now=NOW).items() if found}


@pytest.mark.parametrize("case", BREAKS)
def test_what_breaks_a_rule_is_found_by_that_rule(desk: Desk, case: str) -> None:
    if case == "two meet":
        desk.booked(NINE + 2 * DAY, who="ines")
        assert broken(desk) == {}
    rule, statement = BREAKS[case]
    if "held" in case:
        desk.tx.execute(sa.text("UPDATE appointments SET state = 'held'"))
    desk.tx.execute(sa.text(statement), {"david": desk.ids["david"]} if ":david" in statement else {})
    found = broken(desk)
    assert rule in found
    assert all(any(part.isdigit() for part in each.split()) for each in found[rule])


def test_what_is_in_hand_breaks_no_rule_and_neither_does_what_stands(desk: Desk) -> None:
    assert broken(desk) == {}
    desk.stand()
    assert broken(desk) == {}


def test_a_row_that_points_to_nothing_is_found(tmp_path: Path) -> None:
    database = Database(fresh("sqlite", tmp_path))  # PostgreSQL's keys are not to be switched off by a table's owner
    rule = next(one for one in RULES if one.name == "orphans")
    with closing(database), database.transaction() as tx:
        assert list(rule.broken(tx, NOW, NOW)) == []
        tx.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        tx.execute(sa.text("INSERT INTO expertises (person_id, name) VALUES (4711, 'tests')"))
        assert list(rule.broken(tx, NOW, NOW)) == ["expertises.person_id 1"]
        tx.execute(sa.text("DELETE FROM expertises"))


def test_each_rule_has_its_words_and_ids_that_are_too_many_are_counted() -> None:
    assert list(WORDS) == [*(rule.name for rule in RULES), "overdue"]
    good, bad = explain_violations({"claims": [], "stuck": [f"message {number}" for number in range(SHOWN + 3)]})
    assert (good.level, bad.level) == (Level.GOOD, Level.BAD)
    assert "message 19 et 3 de plus" in bad.in_words()
    assert "message 20" not in bad.in_words()

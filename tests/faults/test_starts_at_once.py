"""Several replicas start at once on one database: they wait for each other, to migrate it and to make it theirs."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.command.run import prepare_database
from bot.programme.service import OtherWorkspace, appoint_coaches, claim_workspace
from storage.database import Database, Transaction
from storage.programme import people, promotions
from tests.databases import blank
from tests.patience import PATIENCE
from tests.processes import FORKS, import_first

COACHES = ("claire@example.org", "david@example.org")
ONCE = [(email, "coach") for email in COACHES]
REPLICAS = 3
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def make_ours(tx: Transaction, *, team: str = "T1") -> None:
    """Do what a start does once it knows whose token it has."""
    claim_workspace(tx, team)
    appoint_coaches(tx, COACHES)


def start(database: Database, *, team: str = "T1") -> None:
    with database.transaction() as tx:
        make_ours(tx, team=team)


def coaches(database: Database) -> list[tuple[str, str]]:
    asked = "SELECT email, role FROM people JOIN memberships ON person_id = people.id ORDER BY email"
    with database.reading() as reading:
        return [(email, role) for email, role in reading.execute(text(asked))]


def somebody_waits(database: Database) -> bool:
    with database.reading() as reading:
        return bool(reading.execute(WAITING).scalar_one())


@contextmanager
def beside(database: Database, gesture: Callable[[Database], None]) -> Iterator[Transaction]:
    """Open a transaction that ends once another replica, which does this gesture, waits for it; raise its errors."""
    other = Database(database.url.render_as_string(hide_password=False))
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as tx:
            yield tx
            done = pool.submit(gesture, other)
            until = time.monotonic() + PATIENCE
            while not (database.is_sqlite or somebody_waits(database)):  # SQLite has one writer anyway
                assert time.monotonic() < until, "the other replica waits for nothing"
        try:
            done.result(PATIENCE)
        finally:
            other.close()


def test_a_replica_waits_for_one_that_starts_for_the_first_time(database: Database) -> None:
    with beside(database, start) as tx:
        make_ours(tx)
    assert coaches(database) == ONCE


def test_a_replica_waits_for_one_that_names_new_coaches(database: Database) -> None:
    with database.transaction() as tx:
        claim_workspace(tx, "T1")
    with beside(database, start) as tx:
        make_ours(tx)
    assert coaches(database) == ONCE


def test_a_replica_of_another_workspace_hears_whose_it_has_become(database: Database) -> None:
    with pytest.raises(OtherWorkspace) as refused, beside(database, lambda other: start(other, team="T2")) as tx:
        make_ours(tx)
    assert refused.value.facts == {"known": "T1", "given": "T2"}


def test_a_start_waits_for_an_import_of_the_same_people(database: Database) -> None:
    with beside(database, start) as tx:
        promotions.lock_imports(tx)
        people.add(tx, name="Claire Leroy", email=COACHES[0])
    assert coaches(database) == ONCE


def test_replicas_that_migrate_at_once_wait_for_each_other(backend: str, tmp_path: Path) -> None:
    url = blank(backend, tmp_path)
    import_first()
    together = FORKS.Barrier(REPLICAS)
    processes = [FORKS.Process(target=migrate_and_start, args=(url, together)) for _ in range(REPLICAS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
    assert [process.exitcode for process in processes] == [0] * REPLICAS
    database = Database(url)
    assert coaches(database) == ONCE
    database.close()


def migrate_and_start(url: str, together: object) -> None:
    """Do what `bot run --migrate` does with its database."""
    together.wait()  # type: ignore[attr-defined] # a proxy of multiprocessing's, which has no public type
    prepare_database(url, migrate=True)
    database = Database(url)
    start(database)
    database.close()

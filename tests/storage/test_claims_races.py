"""N people, one slot, overlapping lengths, in threads and in processes: exactly one wins, the others are told."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from multiprocessing import get_context

from sqlalchemy import select

from storage import agenda as table
from storage.database import Database
from tests.storage.racing import race, race_apart
from tests.storage.test_claims import NINE, NOW, add_hosts, claimed

RACERS = 16


def starts(database: Database) -> list[tuple[int, int]]:
    """Give the (host, length in quarters) of what was won."""
    with database.reading() as reading:
        rows = reading.execute(select(table.claims.c.person_id, table.claims.c.length).where(table.claims.c.length > 0))
        return [(host, length) for host, length in rows]


def test_of_sixteen_threads_for_one_slot_one_wins(database: Database) -> None:
    (host,) = add_hosts(database, 1)
    for day in range(3):
        outcomes = race(database, [(host, NINE + timedelta(days=day), 60)] * RACERS, now=NOW)
        assert Counter(outcomes) == {"booked": 1, "SlotTaken": RACERS - 1}
    assert starts(database) == [(host, 5)] * 3
    assert len(claimed(database)) == 15


def test_of_overlapping_starts_and_lengths_one_wins(database: Database) -> None:
    (host,) = add_hosts(database, 1)
    # All of them are going on at 10 h, so that no two fit.
    bids = [(host, NINE + timedelta(minutes=15 * (number % 4)), 75 + 15 * (number % 5)) for number in range(RACERS)]
    assert Counter(race(database, bids, now=NOW)) == {"booked": 1, "SlotTaken": RACERS - 1}
    assert len(starts(database)) == 1
    assert set(claimed(database).values()) == {1}


def test_distinct_slots_and_hosts_are_all_won(database: Database) -> None:
    hosts = add_hosts(database, 4)
    bids = [(host, NINE + timedelta(minutes=75 * number), 60) for host in hosts for number in range(4)]
    assert race(database, bids, now=NOW) == ["booked"] * RACERS
    assert sorted(starts(database)) == sorted((host, 5) for host in hosts for _ in range(4))


def test_of_four_processes_one_wins(database: Database, database_url: str) -> None:
    (host,) = add_hosts(database, 1)
    bids = [[(host, NINE, 60), (host, NINE + timedelta(minutes=15 * number), 90)] for number in range(4)]
    with ProcessPoolExecutor(4, mp_context=get_context("forkserver")) as pool:
        outcomes = [one for part in pool.map(partial(race_apart, database_url, now=NOW), bids) for one in part]
    assert Counter(outcomes) == {"booked": 1, "SlotTaken": 7}
    assert len(starts(database)) == 1

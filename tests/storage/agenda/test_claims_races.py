"""N people, one slot, overlapping lengths, in threads and in processes: exactly one wins, the others are told.

And changes that meet: moves that cross, an undo while another process lets the gesture stand.
"""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context

from sqlalchemy import select

from bot.agenda import agenda, changes
from bot.agenda.model import AgendaPlan, Appointment, State
from bot.programme.model import Actor, Person
from storage.agenda.claims import claims
from storage.database import Database, Transaction
from tests.storage.agenda.racing import NINE, NOW, QUARTER, add_hosts, claimed, plan, race, race_acts, race_apart

RACERS = 16
WHO = Actor("U0")


def starts(database: Database) -> list[tuple[int, int]]:
    """Give the (host, length in quarters) of what was won."""
    with database.reading() as reading:
        rows = reading.execute(select(claims.c.person_id, claims.c.length).where(claims.c.length > 0))
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


def book_all(database: Database, *plans: tuple[tuple[int, ...], datetime]) -> list[Appointment]:
    """Book these (hosts, start) of an hour each, and let them stand."""
    with database.transaction() as tx:
        booked = []
        for number, (hosts, starts) in enumerate(plans):
            booked += agenda.book(tx, WHO, [plan(*hosts, starts=starts)], batch=f"b{number}", now=NOW)
            changes.settle(tx, f"b{number}", now=NOW + timedelta(minutes=2))
    return booked


def move(tx: Transaction, one: Appointment, starts: datetime) -> str:
    changes.move(tx, WHO, {one.id: starts}, batch=f"m{one.id}", now=NOW)
    return "moved"


def book(tx: Transaction, planned: AgendaPlan, batch: str) -> str:
    agenda.book(tx, WHO, [planned], batch=batch, now=NOW)
    return "booked"


def known(person_id: int) -> Actor:
    return Actor("U0", Person(person_id, "Host"))


def undo(tx: Transaction, by: int, batch: str) -> int:
    return len(changes.undo(tx, known(by), batch, now=NOW + timedelta(seconds=119)))


def settle(tx: Transaction, batch: str) -> int:
    return len(changes.settle(tx, batch, now=NOW + timedelta(seconds=120)))


def settle_all(database: Database, *batches: str) -> None:
    with database.transaction() as tx:
        for batch in batches:
            changes.settle(tx, batch, now=NOW + timedelta(minutes=2))


def spans(database: Database, appointments: list[Appointment]) -> Counter[tuple[int, int]]:
    """Give the quarter-hours that these should claim, as they are in the database."""
    with database.reading() as reading:
        current = agenda.get_all(reading, [one.id for one in appointments])
    wanted: Counter[tuple[int, int]] = Counter()
    for one in current:
        first = int(one.starts.timestamp()) // QUARTER
        wanted.update((host, first + at) for host in one.host_ids for at in range(5))
    return wanted


def test_moves_that_cross_neither_wait_for_each_other_nor_meet(database: Database) -> None:
    ana, bob = add_hosts(database, 2)
    for day in range(4):
        morning = NINE + timedelta(days=(0, 1, 2, 6)[day])
        noon, evening = morning + timedelta(hours=3), morning + timedelta(hours=6)
        # Two appointments of both hosts, listed in either order, want the same time; two others swap theirs.
        first, second = book_all(database, ((ana, bob), morning), ((bob, ana), noon))
        outcomes = race_acts(
            database, [partial(move, one=first, starts=evening), partial(move, one=second, starts=evening)]
        )
        assert Counter(outcomes) == {"moved": 1, "SlotTaken": 1}
        settle_all(database, f"m{first.id}", f"m{second.id}")
        with database.reading() as reading:
            starts = {one.id: one.starts for one in agenda.get_all(reading, [first.id, second.id])}
        swap = [partial(move, one=first, starts=starts[second.id]), partial(move, one=second, starts=starts[first.id])]
        assert race_acts(database, swap) == ["SlotTaken", "SlotTaken"]
        with database.reading() as reading:
            assert agenda.get(reading, first.id).starts == starts[first.id]
    with database.reading() as reading:
        everything = agenda.list_upcoming(reading, ana, now=NOW)
    assert claimed(database) == spans(database, everything)
    assert len(everything) == 8


def test_of_a_move_and_a_booking_for_one_time_one_wins(database: Database) -> None:
    (host,) = add_hosts(database, 1)
    wanted = NINE + timedelta(hours=4)
    for day in (0, 1, 2, 6):
        apart = timedelta(days=day)
        (one,) = book_all(database, ((host,), NINE + apart))
        outcomes = race_acts(
            database,
            [
                partial(move, one=one, starts=wanted + apart),
                partial(book, planned=plan(host, starts=wanted + apart), batch=f"n{day}"),
            ],
        )
        assert outcomes.count("SlotTaken") == 1
        settle_all(database, f"m{one.id}", f"n{day}")
    with database.reading() as reading:
        everything = agenda.list_upcoming(reading, host, now=NOW)
    assert claimed(database) == spans(database, everything)


def test_of_an_undo_and_the_clock_one_wins(database: Database) -> None:
    (host,) = add_hosts(database, 1)
    who = known(host)
    won: Counter[str] = Counter()
    for number in range(6):
        (one,) = book_all(database, ((host,), NINE))
        with database.transaction() as tx:
            changes.cancel(tx, who, [one.id], batch=f"c{number}", now=NOW)
        undone, settled = race_acts(
            database,
            [
                partial(undo, by=host, batch=f"c{number}"),
                partial(settle, batch=f"c{number}"),
            ],
        )
        assert (undone, settled) in ((1, 0), ("UndoTooLate", 1))
        with database.transaction() as tx:
            current = agenda.get(tx, one.id)
            assert current.state is (State.CONFIRMED if undone == 1 else State.CANCELLED)
            won[str(undone)] += 1
        assert len(claimed(database)) == (5 if undone == 1 else 0)
        if undone == 1:
            with database.transaction() as tx:
                changes.cancel(tx, who, [one.id], batch=f"d{number}", now=NOW)
            settle_all(database, f"d{number}")
    assert won.total() == 6


def test_of_eight_that_let_a_gesture_stand_one_has_its_news(database: Database) -> None:
    (host,) = add_hosts(database, 1)
    (one,) = book_all(database, ((host,), NINE))
    with database.transaction() as tx:
        move(tx, one, NINE + timedelta(hours=2))
    counts = race_acts(database, [partial(settle, batch=f"m{one.id}")] * 8)
    assert Counter(counts) == {0: 7, 1: 1}
    assert claimed(database) == spans(database, [one])

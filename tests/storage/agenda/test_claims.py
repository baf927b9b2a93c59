"""What claims are: all or nothing, each quarter-hour once, the length on the first; a second span while one is kept."""

import pytest
from sqlalchemy import select

from bot.agenda import agenda
from bot.agenda.model import State
from bot.errors import SlotTaken
from bot.programme.model import Actor
from storage.agenda import appointments as table
from storage.agenda import claims
from storage.database import Database, Transaction
from tests.storage.agenda.racing import NINE, NOW, QUARTER, add_hosts, claimed, plan

FIRST = int(NINE.timestamp()) // QUARTER


def rows(tx: Transaction, appointment_id: int) -> list[tuple[int, int, int]]:
    """Give (person, quarter after nine o'clock, length) of what an appointment claims."""
    mine = select(claims.claims).where(claims.claims.c.appointment_id == appointment_id)
    found = tx.execute(mine.order_by(claims.claims.c.person_id, claims.claims.c.quarter))
    return [(row.person_id, row.quarter - FIRST, row.length) for row in found]


def add(tx: Transaction, *hosts: int, uid: str = "a") -> int:
    return table.add(tx, plan(*hosts), uid=uid * 36, state=State.HELD, now=NOW)


def test_a_claim_is_all_or_nothing_for_two_hosts(database: Database) -> None:
    first, second = add_hosts(database, 2)
    with database.transaction() as tx:
        agenda.book(tx, Actor("U0"), [plan(second)], batch="1", now=NOW)
    before = claimed(database)
    with pytest.raises(SlotTaken), database.transaction() as tx:
        agenda.book(tx, Actor("U0"), [plan(first, second)], batch="2", now=NOW)
    assert claimed(database) == before
    with database.reading() as reading:
        assert len(reading.execute(select(table.appointments.c.id)).all()) == 1


def test_the_length_stands_on_the_first_quarter(database: Database) -> None:
    (host,) = add_hosts(database, 1)
    with database.transaction() as tx:
        agenda.book(tx, Actor("U0"), [plan(host)], batch="1", now=NOW)
    with database.reading() as reading:
        assert claims.list_busy_times(reading, [host], first=FIRST - 10, last=FIRST + 10) == [(host, FIRST, 5)]
        assert claims.list_busy_times(reading, [host], first=FIRST + 1, last=FIRST + 10) == []
        assert claims.list_busy_times(reading, [], first=FIRST - 10, last=FIRST + 10) == []


def test_a_claim_says_when_a_quarter_was_taken(database: Database) -> None:
    (host,) = add_hosts(database, 1)
    with database.transaction() as tx:
        one, other = add(tx, host), add(tx, host, uid="b")
        assert claims.claim(tx, one, [host], first=100, length=5)
        assert claims.claim(tx, other, [host], first=105, length=5)
        assert not claims.claim(tx, other, [host], first=104, length=1)
        claims.release(tx, one)
        assert claims.claim(tx, other, [host], first=100, length=5)


@pytest.mark.parametrize("by", [-5, -4, -1, 0, 1, 4, 5], ids=lambda by: f"{by:+} quarters")
def test_a_second_claim_may_overlap_the_first_and_either_can_be_kept(database: Database, by: int) -> None:
    (host,) = add_hosts(database, 1)
    for kept in {0, by}:
        with database.transaction() as tx:
            one = add(tx, host, uid=str(abs(kept)))
            assert claims.claim(tx, one, [host], first=FIRST, length=5)
            assert claims.claim_more(tx, one, [host], first=FIRST + by, length=5)
            both = sorted({*range(5), *range(by, by + 5)})
            assert rows(tx, one) == [(host, at, 5 if at in (0, by) else 0) for at in both]
            claims.release_outside(tx, one, first=FIRST + kept, length=5)
            assert rows(tx, one) == [(host, at, 0 if at - kept else 5) for at in range(kept, kept + 5)]
            claims.release(tx, one)


def test_a_second_claim_is_refused_where_somebody_else_is(database: Database) -> None:
    ana, bob = add_hosts(database, 2)
    with database.transaction() as tx:
        one, other = add(tx, ana, bob), add(tx, bob, uid="b")
        assert claims.claim(tx, one, [ana, bob], first=FIRST, length=5)
        assert claims.claim(tx, other, [bob], first=FIRST + 6, length=5)
        assert not claims.claim_more(tx, one, [ana, bob], first=FIRST + 2, length=5)


def test_one_person_s_time_is_given_back_alone(database: Database) -> None:
    ana, bob = add_hosts(database, 2)
    with database.transaction() as tx:
        one, other = add(tx, ana, bob), add(tx, bob, uid="b")
        assert claims.claim(tx, one, [ana, bob], first=FIRST, length=2)
        assert claims.claim(tx, other, [bob], first=FIRST + 2, length=1)
        claims.release_person(tx, one, bob)
        assert rows(tx, one) == [(ana, 0, 2), (ana, 1, 0)]
        assert rows(tx, other) == [(bob, 2, 1)]

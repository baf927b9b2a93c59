"""What the database itself guarantees of the ledger, on both kinds: unique keys, locks, one statement for several."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.notices.model import Action, Notice, NoticeToSend
from storage.database import Database, Transaction
from storage.notices import leases
from storage.notices import ledger as notices
from storage.programme import people

NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)


@pytest.fixture
def ada(database: Database) -> int:
    with database.transaction() as tx:
        return people.add(tx, name="Ada")


def owed(person_id: int, subject_id: int = 7) -> NoticeToSend:
    return NoticeToSend(Action.POST, "card", "thing", subject_id, 0, NOON, person_id=person_id, card=True)


def rows(person_id: int, *subject_ids: int) -> list[tuple[str, str, NoticeToSend]]:
    return [(f"id {number}", f"key {number}", owed(person_id, number)) for number in subject_ids]


def claim(tx: Transaction, limit: int = 20) -> list[Notice]:
    return leases.claim(tx, now=NOON, machine_now=NOON, lease=LEASE, limit=limit, actions=tuple(Action))


@contextmanager
def counted(tx: Transaction) -> Iterator[list[str]]:
    """Collect the statements of a transaction."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(tx, "before_cursor_execute", note)
    yield seen
    event.remove(tx, "before_cursor_execute", note)


def test_several_are_written_in_one_statement(database: Database, ada: int) -> None:
    with database.transaction() as tx, counted(tx) as statements:
        assert notices.add(tx, rows(ada, *range(1, 51))) == 50
        assert len(statements) == 1
    with database.transaction() as tx:
        assert [notice.subject_id for notice in claim(tx, limit=60)] == list(range(1, 51))


def test_one_known_among_several_new_is_passed_over(database: Database, ada: int) -> None:
    with database.transaction() as tx:
        notices.add(tx, rows(ada, 1))
        assert notices.add(tx, [("other", "key 1", owed(ada)), *rows(ada, 2)]) == 1


@pytest.mark.parametrize("column", ["id", "key"])
def test_database_itself_refuses_a_second_row(database: Database, ada: int, column: str) -> None:
    values = {name: getattr(owed(ada), name) for name in ("action", "kind", "subject", "subject_id", "revision")}
    row = {"id": "a", "key": "a", "recipient": "person 1", "due": NOON, **values}
    with database.transaction() as tx:
        tx.execute(insert(notices.notices).values(row))
    with pytest.raises(IntegrityError), database.transaction() as tx:
        tx.execute(insert(notices.notices).values({**row, "id": "b", "key": "b", column: "a"}))


def test_same_key_written_by_two_at_once_is_one_row(database: Database, ada: int) -> None:
    def owe(name: str) -> None:
        with database.transaction() as tx:
            notices.add(tx, [(name, "the key", owed(ada))])

    with database.transaction() as tx:
        rival = Thread(target=owe, args=["second"])
        notices.add(tx, [("first", "the key", owed(ada))])
        rival.start()
        rival.join(0.1)
    rival.join()
    with database.reading() as tx:
        assert list(tx.execute(select(notices.notices.c.id)).scalars()) == ["first"]


def test_claimers_at_once_take_different_rows_in_order(database: Database, ada: int) -> None:
    with database.transaction() as tx:
        notices.add(tx, rows(ada, 1, 2, 3))
        notices.add(tx, [("id 4", "key 4", replace(owed(ada, 4), person_id=None, channel="C1"))])
    taken: list[list[int]] = []

    def take() -> None:
        with database.transaction() as tx:
            taken.append([notice.subject_id for notice in claim(tx)])

    with database.transaction() as tx:
        first = [notice.subject_id for notice in claim(tx, limit=1)]
        rival = Thread(target=take)
        rival.start()
        rival.join(0.1)  # before we commit (on SQLite it waits for that): 2 and 3 must not overtake 1
    rival.join()
    assert (first, taken) == ([1], [[4]])


def test_crowd_of_claimers_takes_each_once_and_in_order_for_each_recipient(database: Database) -> None:
    with database.transaction() as tx:
        whom = [people.add(tx, name=f"Person {number}") for number in range(12)]
        every = [(person, number) for number in range(8) for person in whom]
        notices.add(tx, [(f"{one}", f"{one}", owed(one[0], at)) for at, one in enumerate(every)])
    taken: list[tuple[int | None, int]] = []

    def take(limit: int) -> None:
        while len(taken) < len(every):
            with database.transaction() as tx:
                claimed = claim(tx, limit)
            taken.extend((notice.person_id, notice.subject_id) for notice in claimed)
            with database.transaction() as tx:
                assert len(leases.close_sent(tx, [(one, "D1", "1.1") for one in claimed], at=NOON)) == len(claimed)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(take, (3, 5, 7, 20)))
    assert len(taken) == len(set(taken)) == len(every)
    for person in whom:
        mine = [subject_id for one, subject_id in taken if one == person]
        assert mine == sorted(mine)


def test_several_are_closed_in_one_statement_each_while_its_lease_is_ours(database: Database, ada: int) -> None:
    with database.transaction() as tx:
        notices.add(tx, rows(ada, 1, 2, 3))
        one, two, three = claim(tx)
        stale = replace(two, attempts=two.attempts + 1)
        with counted(tx) as statements:
            told = leases.close_sent(tx, [(one, "D1", "1.1"), (stale, "D1", "1.1"), (three, None, None)], at=NOON)
        assert (told, len(statements)) == ({one.id, three.id}, 1)
        columns = (notices.notices.c.state, notices.notices.c.sent_channel, notices.notices.c.sent_ts)
        found = tx.execute(select(*columns).order_by(notices.notices.c.seq))
        assert [tuple(row) for row in found] == [("sent", "D1", "1.1"), ("leased", None, None), ("sent", None, None)]


def test_row_locked_by_a_use_case_is_passed_over_with_what_comes_after(database: Database, ada: int) -> None:
    with database.transaction() as tx:
        bob = people.add(tx, name="Bob")
        notices.add(tx, [*rows(ada, 1, 2), *rows(bob, 3)])
        first = claim(tx, limit=1)
        assert leases.retry(tx, first[0], at=NOON, ambiguous=False, reason="x")
    if database.is_sqlite:
        pytest.skip("SQLite has one writer: nothing is locked beside it")
    with database.transaction() as use_case:
        assert notices.lock_cards(use_case, "thing", 1) == ["id 1"]
        with database.transaction() as tx:
            assert [notice.subject_id for notice in claim(tx)] == [3]
    with database.transaction() as tx:
        assert [notice.subject_id for notice in claim(tx)] == [1, 2]


CROWD = """
INSERT INTO notices (id, key, action, kind, subject, subject_id, revision, recipient, due, attempts, state)
SELECT 'n' || n, 'k' || n, 'post', 'card', 'thing', n, 0, 'person ' || n, n % 20, n % 2, 'owed'
FROM generate_series(1, 3000) AS n
"""


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT seq FROM notices WHERE closed_at IS NULL AND due <= 9 ORDER BY due, seq", "ix_notices_open"),
        (
            "SELECT 1 FROM notices WHERE coalesce(closed_at, 0) = 0 AND attempts > 0 AND recipient = 'x' AND due < 9",
            "ix_notices_recipient",
        ),
        ("SELECT id FROM notices WHERE subject = 'x' AND subject_id = 9 AND is_card", "ix_notices_subject"),
        (
            "UPDATE notices SET due = due WHERE closed_at IS NULL AND due <= 9 AND action = 'home'"
            " AND person_id IN (1, 2) AND state = 'owed' RETURNING person_id",
            "ix_notices_open",
        ),
        ("SELECT id FROM notices WHERE card_id IN ('x', 'y')", "ix_notices_card_id"),
        ("SELECT seq FROM notices WHERE closed_at IS NOT NULL AND closed_at < 9", "ix_notices_closed_at"),
    ],
    ids=lambda value: value if value.startswith("ix_") else "",
)
def test_index_serves_its_query(database: Database, query: str, index: str) -> None:
    with database.transaction() as tx:
        if not database.is_sqlite:
            tx.execute(text(CROWD))  # with no row, one index costs as much as another
            tx.execute(text("ANALYZE notices"))
            tx.execute(text("SET LOCAL enable_seqscan = off"))
            tx.execute(text("SET LOCAL enable_bitmapscan = off"))
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        plan = "\n".join(str(row) for row in tx.execute(text(f"{explain} {query}")))
    assert index in plan


def test_claim_of_nothing_due_reads_the_open_rows_only(database: Database, ada: int) -> None:
    """After a year almost all rows are closed: they must not be looked at every time."""
    if not database.is_sqlite:
        pytest.skip("PostgreSQL plans by the rows there are; its indexes are tried above")
    with database.transaction() as tx, counted(tx) as statements:
        notices.add(tx, rows(ada, 1))
        claim(tx)
        asked = [one for one in statements if one.lstrip().startswith(("SELECT", "WITH")) and "due" in one]
        plans = [
            str(row) for one in asked for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", (1,) * one.count("?"))
        ]
    scans = [plan for plan in plans if re.search("SCAN (notices|ready|earlier|over|card)", plan)]
    assert [plan for plan in scans if "ix_notices_open" not in plan] == []
    assert [
        index for index in ("open", "urgent", "recipient", "expires") if f"ix_notices_{index}" not in str(plans)
    ] == []


def test_claim_finds_what_is_earlier_by_recipient_though_statistics_say_that_all_is_closed(database: Database) -> None:
    """They always do: a ledger is looked over when it is at rest. Then the index of what is open seems empty."""
    if database.is_sqlite:
        pytest.skip("SQLite plans without statistics: see above")
    with database.transaction() as tx:
        tx.execute(text(CROWD))
        tx.execute(text("UPDATE notices SET closed_at = 9, state = 'sent'"))
    with database.transaction() as tx:
        tx.execute(text("DELETE FROM notices WHERE seq % 2 = 0"))
        tx.execute(text("ANALYZE notices"))
    with database.transaction() as tx:
        person_id = people.add(tx, name="Ada")
        notices.add(tx, rows(person_id, *range(10_000, 10_100)))
        told: list[tuple[str, Any]] = []
        event.listen(tx, "after_cursor_execute", lambda _c, _d, sql, values, *_: told.append((sql, values)))
        assert len(claim(tx)) == 20
        asked, values = next((sql, values) for sql, values in told if "earlier" in sql)
        plan = "\n".join(row[0] for row in tx.exec_driver_sql(f"EXPLAIN {asked}", values))
    used = {alias: re.findall(rf"Scan using (\w+) on notices {alias}", plan) for alias in ("earlier_1", "over")}
    assert used == {"earlier_1": ["ix_notices_recipient"], "over": ["ix_notices_recipient"]}

"""What was read is given again until something is written, by anybody, and never across databases or keys."""

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import insert, select

from storage import recall
from storage.database import Database, Reading
from storage.programme.history import receipts
from tests.databases import fresh

KEYS = select(receipts.c.key).order_by(receipts.c.key)
AT = 1_700_000_000
LARGE = 100_000  # bytes


def write(database: Database, key: str) -> None:
    with database.transaction() as tx:
        tx.exec_driver_sql(f"INSERT INTO receipts (key, at) VALUES ('{key}', {AT})")


class Reader:
    """Reads the keys through `recall`, and counts how often it really read; through `remember` too."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.reads = 0

    def keys(self, name: str = "keys") -> list[str]:
        with self.database.reading() as reading:

            def read() -> list[str]:
                self.reads += 1
                return list(reading.execute(KEYS).scalars())

            return self.database.recall(reading, name, read=read)

    def remembered(self) -> list[str]:
        return self.database.remember("remembered", read=lambda reading: list(reading.execute(KEYS).scalars()))


def test_sqlite_opens_no_view_while_nothing_is_written(tmp_path: Path) -> None:
    database, reads = Database(fresh("sqlite", tmp_path)), []

    def read(reading: Reading) -> list[str]:
        reads.append("once more")
        return list(reading.execute(KEYS).scalars())

    assert [database.remember("keys", read=read) for _ in range(3)] == [[]] * 3
    write(database, "a")
    assert [database.remember("keys", read=read) for _ in range(3)] == [["a"]] * 3
    assert len(reads) == 2
    database.close()
    assert database.remember("keys", read=read) == ["a"]  # whoever asks later opens what was closed
    database.close()


class Asker:
    """Remembers the keys that begin with a letter, by so many statements, and counts how often it really read."""

    def __init__(self, database: Database, letter: str = "a", *, statements: int = 1) -> None:
        self.database, self.letter, self.statements = database, letter, statements
        self.reads = 0

    def keys(self) -> list[str]:
        def read(reading: Reading) -> list[str]:
            self.reads += 1
            theirs = KEYS.where(receipts.c.key.startswith(self.letter))
            return [list(reading.execute(theirs).scalars()) for _ in range(self.statements)][-1]

        return self.database.remember(("keys of", self.letter), read=read)


def test_what_is_written_elsewhere_leaves_what_sqlite_remembers(tmp_path: Path) -> None:
    database = Database(url := fresh("sqlite", tmp_path))
    other, asker = Database(url), Asker(database)
    for key in ("a", "b", "c"):
        write(other, key)  # of another connection, as another process is
        assert asker.keys() == ["a"]
    assert asker.reads == 1
    write(other, "a2")
    assert asker.keys() == ["a", "a2"]
    with other.transaction() as tx:
        tx.exec_driver_sql("DELETE FROM receipts WHERE key = 'a'")
    assert asker.keys() == ["a2"]
    assert asker.reads == 3
    other.close()
    database.close()


def test_what_took_many_statements_is_read_again_after_any_write(tmp_path: Path) -> None:
    database = Database(fresh("sqlite", tmp_path))
    asker = Asker(database, statements=recall.ASKED + 1)
    for key in ("a", "b"):
        write(database, key)
        assert asker.keys() == asker.keys() == ["a"]
    assert asker.reads == 2
    database.close()


def test_what_can_no_longer_be_asked_is_read_again(tmp_path: Path) -> None:
    database = Database(fresh("sqlite", tmp_path))

    def read(reading: Reading) -> int:
        return int(reading.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())

    table = "passing"  # of a schema that another process changes
    with database.transaction() as tx:
        tx.exec_driver_sql("CREATE TABLE passing (one)")
    assert database.remember("how many", read=read) == 0
    with database.transaction() as tx:
        tx.exec_driver_sql("DROP TABLE passing")
    table = "receipts"
    for number in range(3):
        assert database.remember("how many", read=read) == number
        write(database, str(number))
    database.close()


def test_a_connection_opened_anew_knows_nothing_of_the_one_before(database: Database, database_url: str) -> None:
    # SQLite numbers the commits that a connection saw: two connections may say the same number of two states.
    asker, other = Asker(database), Database(database_url)
    for key in ("a", "a2", "a3"):
        write(other, key)
        assert asker.keys()[-1] == key
        database.close()
    other.close()


def test_answers_that_were_kept_for_long_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(fresh("sqlite", tmp_path))
    first, second = Asker(database, "a"), Asker(database, "b")
    assert first.keys() == first.keys() == []
    monkeypatch.setattr(recall, "LONGEST", 0.0)
    assert second.keys() == []  # whoever asks: nobody has to come back to be forgotten
    monkeypatch.undo()
    assert first.keys() == []
    assert (first.reads, second.reads) == (2, 1)
    database.close()


def test_the_same_snapshot_is_read_once(database: Database) -> None:
    # Within one view: between two, PostgreSQL's snapshot also moves on with what other databases of its server write.
    write(database, "a")
    reads = []

    def read() -> list[str]:
        reads.append("once more")
        return list(reading.execute(KEYS).scalars())

    with database.reading() as reading:
        assert [database.recall(reading, "keys", read=read) for _ in range(5)] == [["a"]] * 5
    assert len(reads) == 1


def test_sqlite_reads_once_for_many_views_while_nothing_is_written(tmp_path: Path) -> None:
    database = Database(fresh("sqlite", tmp_path))
    reader = Reader(database)
    assert [reader.keys() for _ in range(5)] == [[]] * 5
    assert reader.reads == 1
    database.close()


def test_another_key_is_another_answer(database: Database) -> None:
    reader = Reader(database)
    assert reader.keys("one") == reader.keys("other") == []
    assert reader.reads == 2


def test_a_write_of_this_process_is_seen_at_once(database: Database) -> None:
    reader = Reader(database)
    seen = []
    for key in "abc":
        write(database, key)
        seen += [reader.keys(), reader.remembered()]
    assert seen == [["a"], ["a"], ["a", "b"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c"]]


def test_a_write_of_another_process_is_seen_at_once(database: Database, database_url: str) -> None:
    reader, other = Reader(database), Database(database_url)
    assert reader.keys() == reader.remembered() == []
    write(other, "theirs")
    assert reader.keys() == reader.remembered() == ["theirs"]
    other.close()


def test_what_is_not_committed_is_not_remembered(database: Database) -> None:
    reader = Reader(database)
    with database.transaction() as tx:
        tx.execute(insert(receipts).values(key="open", at=datetime.fromtimestamp(AT, UTC)))
        assert reader.keys() == reader.remembered() == []
    assert reader.keys() == reader.remembered() == ["open"]


def test_what_was_read_before_a_write_is_kept_no_longer(tmp_path: Path) -> None:
    database = Database(fresh("sqlite", tmp_path))
    tracemalloc.start()

    def read(number: int) -> None:
        with database.reading() as reading:
            database.recall(reading, number, read=lambda: bytes(LARGE))

    for number in range(50):
        read(number)
    full, _ = tracemalloc.get_traced_memory()
    write(database, "news")
    read(0)
    left, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    database.close()
    assert (full > 50 * LARGE, left < 10 * LARGE) == (True, True)


def test_readers_at_once_each_see_what_was_written_before_they_began(database: Database) -> None:
    reader, wrong = Reader(database), []

    def look(round_: int) -> None:
        seen = min(reader.keys(), reader.remembered(), key=len)
        if len(seen) < round_:
            wrong.append((round_, seen))

    for round_ in range(1, 20):
        write(database, f"{round_:02}")
        threads = [Thread(target=look, args=(round_,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_two_databases_do_not_know_each_other(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (Database(fresh("sqlite", tmp_path / name)) for name in "ab")
    write(first, "mine")
    assert (Reader(first).keys(), Reader(second).keys()) == (["mine"], [])
    first.close()
    second.close()

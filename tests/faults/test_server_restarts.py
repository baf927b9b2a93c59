"""PostgreSQL is restarted amid a transaction, goes away, and comes back as another server: `/readyz` says it, no longer
than it lasts, and nobody starts the bot again; no claim and no message is lost or doubled.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, text

from bot.clock import machine_now
from bot.demo.stage import Stage
from bot.sandbox.people.acks import Submission
from storage.audit import find_violations
from storage.database import Database
from storage.upgrade import upgrade
from tests.faults.own_server import Door, Server, own_server
from tests.faults.test_database_fails import LATER
from tests.faults.test_kills import gathered
from tests.faults.test_troubles_are_told import readiness
from tests.journeys.promotion import NINE, NOW, QUARTER_PAST_TEN, Promotion, first_line, plain
from tests.patience import PATIENCE
from tests.soak.received import compare
from tests.storage.asked import listening


class Served:
    """A promotion whose bot finds its database behind a door."""

    def __init__(self, server: Server, door: Door, stage: Stage, promotion: Promotion) -> None:
        self.server, self.door, self.stage, self.promotion = server, door, stage, promotion

    def waits_for(self, trouble: str | None) -> bool:
        """Wait until `/readyz` says this."""
        return bool(self.stage.slack.wait_for(lambda: readiness(self.promotion) == trouble, seconds=30))

    def refused(self) -> list[str]:
        """Submit Léa's form; give what is said on its fields."""
        return [plain(error) for error in self.promotion.lea.submit().errors.values()]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with own_server() as server:
        door = Door(server.port)
        url = f"postgresql://postgres@127.0.0.1:{door.port}/postgres"
        database = Database(url)
        upgrade(database)
        try:
            with Stage(tmp_path, now=NOW, database_url=url) as stage:
                yield Served(server, door, stage, gathered(stage, database))
        finally:
            database.close()
            door.close()


def check(served: Served, *slots: str) -> None:
    """See that each of these is booked and told once, and that no rule is broken."""
    promotion = served.promotion
    promotion.stand()
    assert [first_line(one) for one in promotion.lea.inbox()] == [f"Bureau d’aide {slot}" for slot in slots]
    with promotion.database.reading() as reading:
        found = find_violations(reading, now=served.stage.clock(), machine_now=machine_now())
        found |= compare(reading, served.stage.slack)
    assert {name: broken for name, broken in found.items() if broken} == {}
    assert promotion.count("appointments") == len(slots)


@contextmanager
def amid(url: URL, pattern: str, act: Callable[[], None]) -> Iterator[None]:
    """Do this once, right after the first statement that begins so."""
    left = [act]

    def written(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(pattern) and left:
            left.pop()()

    with listening(url, after_cursor_execute=written):
        yield
    assert not left, "it was never written"


def restart(server: Server) -> None:
    server.stop()
    server.start()


def test_a_server_restarted_amid_a_booking_books_nothing_until_it_is_asked_again(served: Served) -> None:
    promotion, server = served.promotion, served.server
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    with amid(promotion.database.url, "INSERT INTO appointments", lambda: restart(server)):
        assert served.refused() == [LATER]
    assert promotion.count("appointments") == 0
    server.stop()
    assert served.waits_for("database")
    assert served.refused() == [LATER]
    server.start()
    assert served.waits_for(None)
    assert promotion.lea.submit() == Submission()
    promotion.lea.close(all=True)
    check(served, NINE)


@pytest.mark.rare
def test_another_server_takes_over_and_all_goes_on_there(served: Served) -> None:
    promotion, first = served.promotion, served.server
    second = first.copy("second")
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    assert promotion.lea.submit() == Submission()
    promotion.lea.close(all=True)
    served.stage.settle()
    assert served.stage.slack.wait_for(lambda: _has_replayed(first, second), seconds=PATIENCE)
    first.stop()
    assert served.waits_for("database")
    served.door.lead_to(second.port)
    assert served.waits_for("write")  # a standby can be read, and takes nothing
    second.promote()
    assert served.waits_for(None)
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, QUARTER_PAST_TEN)
    assert promotion.lea.submit() == Submission()
    promotion.lea.close(all=True)
    check(served, NINE, QUARTER_PAST_TEN)


def _has_replayed(first: Server, second: Server) -> bool:
    """Say whether a standby has all that its server has written."""
    written, replayed = (
        _ask(server, f"SELECT pg_wal_lsn_diff({function}(), '0/0')")
        for server, function in ((first, "pg_current_wal_lsn"), (second, "pg_last_wal_replay_lsn"))
    )
    return replayed >= written


def _ask(server: Server, question: str) -> int:
    engine = create_engine(f"postgresql+psycopg://postgres@127.0.0.1:{server.port}/postgres")
    with engine.connect() as connection:
        found = int(connection.execute(text(question)).scalar_one())
    engine.dispose()
    return found

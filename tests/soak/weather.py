"""What goes wrong for a while around a soak: Slack's weather, accounts and channels gone, a database that is away."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from storage.database import Database
from tests.faults.test_database_fails import closed_to_all

from .town import Town

DOUBLED = {kind: {"duplicate": 1.0} for kind in ("events_api", "interactive", "slash_commands")}
# Of each call and each delivery, the share that goes wrong in each way.
STORM = {
    "*": {"ratelimited": 0.02, "http_500": 0.02, "reset_before": 0.02, "reset_after": 0.01, "http_500_after": 0.01},
    "events_api": {"duplicate": 0.1, "lost_ack": 0.02},
    "interactive": {"duplicate": 0.1, "lost_ack": 0.02},
    "slash_commands": {"duplicate": 0.05},
}
DISORDER = {"*": {"delay": 0.2}, "events_api": {"delay": 0.5}}  # what comes late comes after what was said later
FOR_EVER = 1_000_000  # calls


@contextmanager
def _storm(town: Town, chance: random.Random, rates: object) -> Iterator[None]:
    faults = town.slack.faults
    faults.storm(chance.randrange(1_000_000), rates=rates, retry_after=chance.choice((1, 3)), delay=0.2)  # type: ignore[arg-type] # each of its own type
    yield
    faults.clear()


@contextmanager
def _refused(town: Town, method: str, error: str) -> Iterator[None]:
    town.slack.faults.fail(method, error=error, times=FOR_EVER)
    yield
    town.slack.faults.clear()


@contextmanager
def _archived(town: Town, chance: random.Random) -> Iterator[None]:
    channel = chance.choice(town.rooms)
    channel.archived = True
    yield
    channel.archived = False


@contextmanager
def _gone(town: Town, chance: random.Random) -> Iterator[None]:
    person = chance.choice(town.people)
    town.slack.deactivate(person)
    town.people.remove(person)
    yield
    town.slack.team.accounts[person.id].deleted = False
    town.people.append(person)


@contextmanager
def _away(town: Town, _chance: random.Random) -> Iterator[None]:
    """Take the server away, or hold the file's only place to write."""
    database = Database(town.url)
    try:
        if database.is_sqlite:
            other = sqlite3.connect(str(database.url.database), isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
            other.close()
        else:
            with closed_to_all(database):
                yield
    finally:
        database.close()


@contextmanager
def _cut(town: Town, _chance: random.Random) -> Iterator[None]:
    """Cut what is in hand, and be there again at once."""
    with _away(town, _chance):
        pass
    yield


Weather = Callable[[Town, random.Random], AbstractContextManager[None]]
WEATHERS: dict[str, Weather] = {
    "tempête": lambda town, chance: _storm(town, chance, STORM),
    "tout en double": lambda town, chance: _storm(town, chance, DOUBLED),
    "en désordre": lambda town, chance: _storm(town, chance, DISORDER),
    "429": lambda town, chance: _storm(town, chance, {"*": {"ratelimited": 0.5}}),
    "jeton révoqué": lambda town, _: _refused(town, "*", "token_revoked"),
    "portée manquante": lambda town, _: _refused(town, "chat.postMessage", "missing_scope"),
    "canal archivé": _archived,
    "compte désactivé": _gone,
    "base absente": _away,
    "connexions coupées": _cut,
}
SHORT = {"base absente"}  # over before time passes
WITHOUT_START = {*SHORT, "jeton révoqué"}  # in which a bot says what is wrong, and does not start

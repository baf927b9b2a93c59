"""`/dispositifs qui` over 5,000 people: who can help with a word that was mistyped."""

from collections.abc import Callable
from functools import partial

from bot.helping import helping
from bot.helping.model import HelpWords, WordSort
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import helping as stored
from storage.programme import people, promotions

from .bare import tell
from .measure import Row, clocked, in_turns
from .world import BACKENDS, NAMES, NOW, opened

PEOPLE, WORDS, EACH = 5_000, 2_000, 5  # words that exist, and those of a person
TIMES, MOST_MS = 60, 20.0
TYPED = "mesurre 1700"


def measure() -> list[Row]:
    """Give a row for each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend) as (database,):
        asker = _settle(database)

        def search() -> int:
            with database.reading() as reading:
                words = database.recall(reading, "helping words", read=lambda: helping.read_vocabulary(reading))
                return len(helping.find_helpers(reading, asker, typed_text=TYPED, vocabulary=words, now=NOW).helpers)

        found = search()
        with database.reading() as reading:
            statements = tell(reading)
            helping.find_helpers(reading, asker, typed_text=TYPED, vocabulary=helping.read_vocabulary(reading), now=NOW)
        (ours,) = in_turns(clocked(search), times=TIMES, warm_up=3)
        (first,) = in_turns(partial(_after_a_write, database, asker, search), times=TIMES, warm_up=3)
    told = f"{found} found, {len(statements)} queries with the words of all"
    name = f"« qui » over {PEOPLE} people who show {EACH} of {WORDS} words, {NAMES[backend]}"
    limit = f"{MOST_MS:.0f} ms at most"
    return [
        Row(name, ours, None, "", told, limit, found > 0 and ours.p50 <= MOST_MS),
        Row(f"the same, the first after a write, {NAMES[backend]}", first, None, "", "", limit, first.p50 <= MOST_MS),
    ]


def _after_a_write(database: Database, asker: Actor, search: Callable[[], int]) -> float:
    """Write what somebody says, then search; give what the search took, in seconds."""
    with database.transaction() as tx:
        stored.replace_words(tx, asker.person_id or 0, HelpWords({WordSort.HELP: ("mesure 1",)}, shown=True), now=NOW)
    return clocked(search)()


def _settle(database: Database) -> Actor:
    with database.transaction() as tx:
        promotion = promotions.save_promotion(tx, "EIG", starts_on="2026-01-12", ends_on="2026-11-11")
        for number in range(PEOPLE):
            person = people.add(tx, name=f"Personne {number}", email=f"p{number}@example.org")
            people.add_membership(tx, person, Membership(Role.EIG, promotion))
            words = tuple(f"mesure {(number * EACH + one) % WORDS}" for one in range(EACH))
            stored.replace_words(tx, person, HelpWords({WordSort.HELP: words}, shown=True, details=True), now=NOW)
        asker = people.by_id(tx, person)
    return Actor("", asker)

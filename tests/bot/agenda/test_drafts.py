"""A draft is one person's, kept once however often its form is submitted at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from bot.agenda import drafts
from bot.errors import DraftExpired
from bot.programme.model import Actor, Person
from storage.database import Database
from storage.programme import people

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def add_actor(database: Database, name: str) -> Actor:
    with database.transaction() as tx:
        return Actor(f"U{name}", Person(people.add(tx, name=name), name))


def keep(database: Database, actor: Actor, content: str) -> None:
    with database.transaction() as tx:
        drafts.save(tx, actor, "draft", content=content, now=NOW)


def test_eight_submissions_at_once_keep_one_draft(database: Database) -> None:
    actor = add_actor(database, "Ana")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: keep(database, actor, f"need {number}"), range(8)))
    with database.reading() as reading:
        assert drafts.find(reading, actor, "draft", now=NOW).content in {f"need {number}" for number in range(8)}


def test_a_draft_is_of_no_use_to_somebody_else(database: Database) -> None:
    ana, bob = add_actor(database, "Ana"), add_actor(database, "Bob")
    keep(database, ana, "mine")
    with pytest.raises(DraftExpired):
        keep(database, bob, "theirs")
    with database.reading() as reading:
        assert drafts.find(reading, ana, "draft", now=NOW).content == "mine"
        with pytest.raises(DraftExpired):
            drafts.find(reading, bob, "draft", now=NOW)

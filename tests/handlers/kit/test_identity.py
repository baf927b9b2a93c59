"""Who acts: what is remembered of those whom the programme does not know is bounded, whatever their ids look like."""

import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.clock import machine_now
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.settings import ExplicitSettings
from bot.tools import Tools
from handlers.kit.identity import LONGEST, Identities, belongs_to_team
from storage.database import Database
from storage.programme import people
from tests.databases import fresh

NOBODY = WebClient("xoxb-0", base_url="http://127.0.0.1:1/api/", retry_handlers=[])
KEPT = 3_000_000  # bytes, of all that they may leave


def test_what_strangers_leave_is_bounded_by_bytes(tmp_path: Path) -> None:
    database = Database(fresh("sqlite", tmp_path))
    identities = Identities(Tools(database, machine_now, ExplicitSettings(), lambda: None))
    assert identities.find(NOBODY, "x" * 100_000) == Actor("x" * LONGEST)
    tracemalloc.start()
    for number in range(300):
        identities.find(NOBODY, f"{number}{'x' * 50_000}")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    database.close()
    assert kept < KEPT


@pytest.mark.parametrize(
    ("user", "ours"),
    [
        ({"team_id": "T1"}, True),
        ({"team_id": "T2"}, False),
        ({"team_id": "T1", "is_stranger": True}, False),
        ({"team_id": "E9", "enterprise_user": {"teams": ["T0", "T1"]}}, True),
        ({"team_id": "E9", "enterprise_user": {"teams": ["T0"]}}, False),
        ({}, True),
    ],
)
def test_accounts_of_other_workspaces_are_told_apart(user: dict[str, Any], ours: bool) -> None:
    assert belongs_to_team(user, "T1") is ours


def test_who_lost_a_role_is_no_longer_of_it_at_the_next_word(database: Database, database_url: str) -> None:
    with database.transaction() as tx:
        one = people.add(tx, name="Nour", slack_id="UNOUR")
        people.add_membership(tx, one, Membership(Role.COACH))
    identities = Identities(Tools(database, machine_now, ExplicitSettings(), lambda: None))
    assert identities.find(NOBODY, "UNOUR").roles == {Role.COACH}
    other = Database(database_url)
    with other.transaction() as tx:
        people.add(tx, name="Ali")
    assert identities.find(NOBODY, "UNOUR").roles == {Role.COACH}
    with other.transaction() as tx:
        people.end_all_memberships(tx, one, now=machine_now())
    assert identities.find(NOBODY, "UNOUR").roles == set()
    with other.transaction() as tx:
        people.add_membership(tx, one, Membership(Role.EIG))
    assert identities.find(NOBODY, "UNOUR").roles == {Role.EIG}
    other.close()

"""Who acts: what is remembered of those whom the programme does not know is bounded, whatever their ids look like."""

import tracemalloc
from pathlib import Path

from slack_sdk import WebClient

from bot.clock import machine_now
from bot.programme.model import Actor
from bot.settings import Settings
from bot.tools import Tools
from handlers.kit.identity import LONGEST, Identities
from storage.database import Database
from tests.databases import fresh

NOBODY = WebClient("xoxb-0", base_url="http://127.0.0.1:1/api/", retry_handlers=[])
KEPT = 3_000_000  # bytes, of all that they may leave


def test_what_strangers_leave_is_bounded_by_bytes(tmp_path: Path) -> None:
    database = Database(fresh("sqlite", tmp_path))
    identities = Identities(Tools(database, machine_now, Settings(_env_file=None), lambda: None))
    assert identities.find(NOBODY, "x" * 100_000) == Actor("x" * LONGEST)
    tracemalloc.start()
    for number in range(300):
        identities.find(NOBODY, f"{number}{'x' * 50_000}")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    database.close()
    assert kept < KEPT

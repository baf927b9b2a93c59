"""What `make test` runs, and how its workers share it: a file stays whole, what takes longest comes first."""

from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parent.parent
# Begun first, in this order, so that all workers end together. The rest is short, and follows as it is collected.
LONGEST = (
    "tests/bot/test_demo.py",
    "tests/journeys/test_budget.py",
    "tests/browser",
    "tests/journeys",
    "tests/bot/agenda/reminders/test_machine.py",
    "tests/bot/mentoring/test_machine.py",
    "tests/storage/agenda/test_claims_machine.py",
    "tests/faults",
    "tests/bot/test_story.py",
    "tests/architecture/test_permissions.py",
)
# Each test of these may go to another worker than its neighbours: one alone takes seconds.
APART = ("tests/bot/test_demo.py", "tests/bot/test_story.py", "tests/architecture/test_permissions.py")
# What these raise is kept for a whole run, one browser, a stage for each kind of database: no worker needs all of it.
BROWSER, JOURNEYS = "tests/browser/", "tests/journeys/"
READS_SOURCES = (  # whose modules read the house's sources: they are parsed once
    "tests/architecture/",
    "tests/bot/door/test_manifest.py",
    "tests/bot/sandbox/test_bot_is_covered.py",
    "tests/handlers/notices/test_renderers.py",
    "tests/handlers/test_read_aloud.py",
)


class Sharing(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """xdist's own, by other groups. (Its `xdist_group` does nothing: it writes where pytest 9.2 no longer reads.)"""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # by number of tests, which says little of how long they take

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(test: str) -> str:
    """Give the group of a test, by its id: all of one run on the same worker, one after another."""
    file, _, name = test.partition("::")
    if file in APART:
        return test
    if file.startswith(BROWSER):
        return BROWSER
    if file.startswith(READS_SOURCES) and not file.endswith("test_links.py"):  # which has a stage instead
        return READS_SOURCES[0]
    if file.startswith(JOURNEYS):
        return f"{file} {'postgresql' in name}"
    return file


@cache
def rank(file: Path) -> int:
    """Give the place of a file's tests among all: where what takes longest says, else behind."""
    path = file.relative_to(ROOT).as_posix()
    return next((at for at, begins in enumerate(LONGEST) if path.startswith(begins)), len(LONGEST))

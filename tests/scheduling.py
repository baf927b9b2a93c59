"""What `make test` runs, and how its two workers share it: a file stays whole, what takes longest comes first."""

from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parent.parent
# Begun first, in this order, so that both workers end together. The rest is short, and follows as it is collected.
LONGEST = (
    "tests/bot/test_demo.py",
    "tests/journeys/test_budget.py",
    "tests/browser",
    "tests/journeys",
    "tests/bot/agenda/reminders/test_machine.py",
    "tests/bot/mentoring/test_machine.py",
    "tests/faults",
    "tests/bot/test_story.py",
    "tests/architecture/test_permissions.py",
)
# Each test of these may go to another worker than its neighbours: one alone takes seconds.
APART = ("tests/bot/test_demo.py", "tests/bot/test_story.py", "tests/architecture/test_permissions.py")
# What these raise is kept for a whole run, one browser, a stage for each kind of database: no worker needs all of it.
BROWSER, JOURNEYS = "tests/browser/", "tests/journeys/"
# What databases do differently under many hands is tried on both by the use cases' own tests; a journey is about what
# people see, and takes seconds. So each is on one of the two, by turns, but those of this file; `--all`: on both.
# What people see while Slack fails is so too: what a crash leaves is tried on both by the dispatcher's own tests.
BY_TURNS = (JOURNEYS, "tests/faults/test_slack_fails")
ON_BOTH = ("tests/journeys/test_race_for_a_helpdesk_slot.py",)


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
    if file.startswith(JOURNEYS):
        return f"{file} {'postgresql' in name}"
    return file


def rank(file: Path) -> int:
    """Give the place of a file's tests among all: where what takes longest says, else behind."""
    path = file.relative_to(ROOT).as_posix()
    return next((at for at, begins in enumerate(LONGEST) if path.startswith(begins)), len(LONGEST))


def is_its_turn(test: str) -> bool:
    """Say whether a test, by its id, is run without `--all`: of a journey's two, the one that its name gives."""
    file, _, name = test.partition("::")
    if not file.startswith(BY_TURNS) or file in ON_BOTH:
        return True
    first, turn = name.partition("[")[0], None
    for number, kind in enumerate(("sqlite", "postgresql")):
        if kind in name:
            turn = number
    return turn is None or crc32(first.encode()) % 2 == turn


def part(items: Iterable[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Part the tests into those that are run without `--all` and the others."""
    run: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for one in items:
        rare = one.get_closest_marker("rare") is not None
        (left if rare or not is_its_turn(one.nodeid) else run).append(one)
    return run, left

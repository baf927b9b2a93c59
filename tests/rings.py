"""Which tests each ring runs: `make test` is ring 1, `make check` ring 2, and `pytest --all` runs every test.

A test is in ring 1 unless it is marked `rare` or `ring2`, or one of the rules below puts it in ring 2.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

# The start of a test's id, and why ring 1 does without it.
SECOND = {
    "tests/browser/": "fifty seconds of Chromium; ring 1 opens the page once (see FIRST)",
    "tests/journeys/test_budget.py": "it counts a month's messages by playing the month",
    "tests/bot/test_demo.py::test_the_demo_plays_to_its_end": "the whole story; its scenes have tests of their own",
    "tests/bot/test_story.py": "the same scenes again, as the demo plays them",
    "tests/bot/planning/test_committee_solver.py": "the solver on large plans; ring 1 plans fifteen in a journey",
    "tests/faults/test_bench_servers.py": "it starts processes",
    "tests/faults/test_clock_is_set.py": "it starts a machine with a clock of its own",
    "tests/faults/test_fuzzed_": "drawn input; what it found has tests of its own",
    "tests/faults/test_kills.py": "it starts and kills processes; ring 1 has the crashes around a commit",
    "tests/faults/test_process.py": "it starts and kills processes",
    "tests/faults/test_restore.py": "it starts processes and servers",
    "tests/faults/test_sent_twice.py": "every route again, to send its request twice",
    "tests/faults/test_server_restarts.py": "it restarts a PostgreSQL server",
    "tests/faults/test_soak.py": "random people; what it found has tests of its own",
    "tests/faults/test_spoilt_requests.py": "every route again, to send its request spoilt",
    "tests/faults/test_starts_at_once.py": "it starts processes",
}
# Exceptions to SECOND.
FIRST = ("tests/browser/test_booking.py::test_booking_by_mouse",)
# A journey file begins with its main flow: ring 1 runs the first test of each file, and of these all.
WHOLE_JOURNEYS = ("tests/journeys/test_links.py", "tests/journeys/test_race_for_a_helpdesk_slot.py")
# Use cases, screens and journeys run the same code on both databases: ring 1 runs them on SQLite, ring 2 on PostgreSQL.
# These are about the SQL itself, the notice ledger, or what several people do at once: ring 1 runs them on both.
ON_BOTH = re.compile(r"tests/storage/|tests/bot/notices/|tests/faults/test_dispatch\.py|race|crashes")


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark each test with its ring: `ring1`, `ring2` or `rare`."""
    files: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    for several in files.values():
        main = min(map(line_of, several))
        for item in several:
            if not any(item.get_closest_marker(name) for name in ("rare", "ring2")):
                item.add_marker("ring2" if is_second(item, begins=line_of(item) == main) else "ring1")


def line_of(item: pytest.Item) -> int:
    """Return the line of the file on which a test stands: tests may have been shuffled."""
    return item.location[1] or 0


def is_second(item: pytest.Item, *, begins: bool) -> bool:
    """Return whether a test is in ring 2. `begins` says whether it is the first test of its file."""
    parameters = (
        item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    )
    if item.nodeid.startswith(tuple(SECOND)):
        return not item.nodeid.startswith(FIRST)
    if item.nodeid.startswith("tests/journeys/") and not (begins or item.nodeid.startswith(WHOLE_JOURNEYS)):
        return True
    return "postgresql" in parameters and not ON_BOTH.search(item.nodeid)

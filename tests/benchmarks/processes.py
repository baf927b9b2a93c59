"""Bookings by one, two and four processes at once on PostgreSQL: each its own slots, or all the same; then an audit.

`python -m tests.benchmarks.processes ADDRESS` is one of the processes: it reads what to book a line, and says what
became of it.
"""

import json
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TypeAlias
from uuid import uuid4

from bot.clock import machine_now
from bot.dates.paris import from_epoch
from bot.errors import Conflict, SlotTaken, Unavailable
from bot.programme.model import Actor
from storage.audit import find_violations
from storage.database import Database
from storage.programme import people

from .booking import Asked, book, free_times, type_draft
from .measure import Row, timing
from .world import NOW, Cast, address, opened, settle

Slot: TypeAlias = tuple[datetime, int]  # when, and with which host

NUMBERS = (1, 2, 4)
EACH = 50  # attempts of a process
WARM_UP = 5
AGAIN = 4  # attempts at one slot, at most
LEAD = 0.2  # seconds until all begin together, by the clock that all processes of a machine share


def measure() -> list[Row]:
    """Give a row for each number of processes, of their own slots and of the same ones; of the speed they inform."""
    with opened("postgresql") as (database,), ExitStack() as stack:
        with database.transaction() as tx:
            cast = settle(tx, eig=2 * max(NUMBERS), hosts=16)
        times = iter(free_times(cast))
        bookers = [Booker(database, cast, number) for number in range(max(NUMBERS))]
        for one in bookers:
            stack.callback(one.end)
        _together(bookers, [list(islice(times, WARM_UP)) for _ in bookers])
        rows = [
            _row(database, bookers[:number], [list(islice(times, EACH)) for _ in range(number)], same=False)
            for number in NUMBERS
        ]
        rows += [
            _row(database, bookers[:number], [list(islice(times, EACH))] * number, same=True) for number in NUMBERS[1:]
        ]
    return rows


class Booker:
    """A process that books for an EIG of its own."""

    def __init__(self, database: Database, cast: Cast, number: int) -> None:
        self._database = database
        self._cast = replace(cast, eig=cast.eig[2 * number : 2 * number + 2])
        with database.reading() as reading:
            self._actor = Actor(f"UEIG{2 * number}", people.by_id(reading, self._cast.eig[0]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, address(database), str(self._cast.eig[0])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def type(self, slots: list[Slot]) -> list[tuple[str, float, int]]:
        """Type a form for each slot; give what is sent in."""
        typed = [(str(uuid4()), starts.timestamp(), host) for starts, host in slots]
        with self._database.transaction() as tx:
            for draft_id, _, _ in typed:
                type_draft(tx, self._actor, self._cast, draft_id)
        return typed

    def book(self, typed: list[tuple[str, float, int]], *, at: float) -> None:
        """Have the process send in what was typed, one after the other, from a moment on."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([at, typed]) + "\n")
        self._process.stdin.flush()

    def heard(self) -> list[tuple[float, float, bool]]:
        """Give what became of each: when it was sent in and answered, and whether it was won."""
        assert self._process.stdout is not None
        return [(begun, ended, won) for begun, ended, won in json.loads(self._process.stdout.readline())]

    def end(self) -> None:
        """Let the process go."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


def _together(bookers: list[Booker], wanted: list[list[Slot]]) -> list[list[tuple[float, float, bool]]]:
    typed = [one.type(slots) for one, slots in zip(bookers, wanted, strict=True)]
    begin = time.monotonic() + LEAD
    for one, forms in zip(bookers, typed, strict=True):
        one.book(forms, at=begin)
    return [one.heard() for one in bookers]


def _row(database: Database, bookers: list[Booker], wanted: list[list[Slot]], *, same: bool) -> Row:
    found = _together(bookers, wanted)
    attempts = [one for some in found for one in some]
    won = [sum(one[2] for one in each) for each in zip(*found, strict=True)]  # of a slot, or of a slot of each
    lasted = max(ended for _, ended, _ in attempts) - min(begun for begun, _, _ in attempts)
    with database.reading() as reading:
        broken = [name for name, ids in find_violations(reading, now=NOW, machine_now=machine_now()).items() if ids]
    right = set(won) == {1 if same else len(bookers)} and not broken
    return Row(
        f"{len(bookers)} process(es) book, {'all the same slots' if same else 'each their own'}, PostgreSQL",
        timing([ended - begun for begun, ended, _ in attempts]),
        None,
        "",
        f"{sum(won) / lasted:.0f} bookings\nof {len(attempts) / lasted:.0f} attempts\na second",
        "one winner a slot, the audit finds nothing",
        right,
    )


def main() -> None:
    """Be one of the processes."""
    database = Database(sys.argv[1])
    with database.reading() as reading:
        person = people.by_id(reading, int(sys.argv[2]))
    assert person is not None
    actor = Actor(person.slack_id or "", person)
    for line in sys.stdin:
        begin, typed = json.loads(line)
        time.sleep(max(0.0, begin - time.monotonic()))
        told = [_attempt(database, actor, Asked(one, from_epoch(int(at)), host)) for one, at, host in typed]
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    database.close()


def _attempt(database: Database, actor: Actor, asked: Asked) -> tuple[float, float, bool]:
    """Book, and again if two transactions met, as the routes do, or if the database kept us waiting, as people do."""
    begun, won = time.monotonic(), False
    for _ in range(AGAIN):
        try:
            with database.transaction() as tx:
                book(tx, actor, asked)
            won = True
        except SlotTaken:
            pass
        except (Conflict, Unavailable):
            continue
        break
    return begun, time.monotonic(), won


if __name__ == "__main__":
    main()

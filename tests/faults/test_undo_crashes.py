"""Killed around the commit of a mentoring gesture, of its undoing, or of a specialist's answer: all of it or nothing.

Whoever presses again, or the clock that comes by again, changes nothing more; and nobody hears of it twice.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.agenda import pending
from bot.agenda.pending import UNDO, last_undoable_batch
from bot.errors import Refusal
from bot.helpdesk import hosting, returns
from bot.mentoring import changes, moves, running
from bot.planning import undoing
from bot.programme.model import Actor
from bot.programme.roles import Role
from storage.audit import find_violations
from storage.database import Database, Transaction
from storage.programme import people
from tests.bot.helpdesk.bureau import Bureau, opened
from tests.bot.mentoring.rig import Rig, make_rig, paris
from tests.databases import BACKENDS, everything, fresh
from tests.patience import PATIENCE
from tests.processes import Forked

LATER = paris("2026-05-21 16:00")
NEXT = paris("2026-05-19 14:00")  # a week after the first of four, where the second is
Things: TypeAlias = tuple[int, int]  # a cycle or a request, and one of its appointments


def do(tx: Transaction, case: str, things: Things, *, who: int, now: datetime) -> None:
    """Do what this person presses, or what the clock finds to do."""
    actor, (number, appointment) = Actor("", people.by_id(tx, who)), things
    if case in ("a wish undone", "a wish for all undone"):
        wanted = LATER if case == "a wish undone" else NEXT
        moves.undo_wish(tx, actor, number, appointment_id=appointment, wanted_start=wanted, now=now)
    elif case == "a mentor's move":
        changes.move(tx, actor, number, appointment_id=appointment, starts=LATER, now=now)
    elif case in ("all moved", "all asked for"):
        changes.move_rest(tx, actor, number, first_session_id=appointment, starts=NEXT, now=now)
    elif case in ("all accepted", "all kept"):
        running.answer_late_time(tx, actor, appointment, is_agreed=case == "all accepted", now=now)
    elif case == "a cycle's end":
        changes.end_cycle(tx, actor, number, now=now)
    elif case in ("a move undone", "an end undone", "all undone"):
        undoing.undo_batch(tx, actor, last_undoable_batch(tx, who, appointment, now=now) or "", now=now)
    elif case in ("a move committed", "an end committed", "all committed"):
        for batch in pending.due_batches(tx, now=now):
            undoing.settle_batch(tx, batch, now=now)
    elif case == "a specialist's yes":
        hosting.answer_question(tx, actor, number, person_id=who, comes=True, now=now)
    else:
        returns.rejoin_sessions(tx, actor, number, now=now)


def die(url: str, case: str, things: Things, who: int, now: datetime, after: bool) -> None:
    """Do it in a process that dies right before its commit, or right after."""
    database = Database(url)
    with database.transaction() as tx:
        do(tx, case, things, who=who, now=now)
        if not after:
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def mentoring(database: Database, case: str) -> tuple[Rig, str, Things]:
    """Return a cycle in the state before the gesture, and who makes it."""
    rig = make_rig(database)
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    first = sheet.sessions[0].appointment.id
    if case in ("a wish for all undone", "all accepted", "all kept"):
        rig.use(changes.move_rest, "lea", sheet.cycle.id, first_session_id=first, starts=NEXT)
    elif case in ("all undone", "all committed"):
        rig.use(changes.move_rest, "maya", sheet.cycle.id, first_session_id=first, starts=NEXT)
    if case == "a wish undone":
        rig.ask_for(sheet, 1, LATER)
    elif case in ("a move undone", "a move committed"):
        rig.ask_for(sheet, 1, LATER, "maya")
    elif case in ("an end undone", "an end committed"):
        rig.use(changes.end_cycle, "maya", sheet.cycle.id)
    rig.now += UNDO if case.endswith("committed") else UNDO / 2
    of_all = "all" in case.split()
    who = "lea" if case in ("a wish undone", "a wish for all undone", "all asked for") else "maya"
    return rig, who, (sheet.cycle.id, first if of_all else sheet.sessions[1].appointment.id)


def specialist(database: Database, case: str) -> tuple[Bureau, str, Things]:
    """Return a bureau d'aide to which Nora is asked, or said no."""
    bureau = opened(database)
    bureau.add("nora", Role.EXPERT)
    request_id = bureau.book()
    bureau.ask(request_id, "nora")
    if case == "a specialist after a no":
        bureau.answer(request_id, "nora", comes=False)
    return bureau, "nora", (request_id, 0)


Make: TypeAlias = Callable[[Database, str], tuple[Rig | Bureau, str, Things]]
CASES: dict[str, Make] = {
    **dict.fromkeys(("a wish undone", "a mentor's move", "a move undone", "a move committed"), mentoring),
    **dict.fromkeys(("all moved", "all undone", "all committed"), mentoring),
    **dict.fromkeys(("all asked for", "a wish for all undone", "all accepted", "all kept"), mentoring),
    **dict.fromkeys(("a cycle's end", "an end undone", "an end committed"), mentoring),
    **dict.fromkeys(("a specialist's yes", "a specialist after a no"), specialist),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES)
def test_killed_around_a_commit_all_is_done_or_nothing(tmp_path: Path, backend: str, case: str) -> None:
    url = fresh(backend, tmp_path)
    database = Database(url)
    try:
        rig, who, things = CASES[case](database, case)
        with database.reading() as tx:
            before = everything(tx)
        for after in (False, True):
            process = Forked(die, url, case, things, rig.ids[who], rig.now, after)
            assert process.wait(PATIENCE) == -signal.SIGKILL
            with database.reading() as tx:
                found = everything(tx)
            assert (found != before) == after
        with suppress(Refusal), database.transaction() as tx:  # pressed again, or found by the clock again
            do(tx, case, things, who=rig.ids[who], now=rig.now)
        with database.reading() as tx:
            assert everything(tx) == found
            broken = {
                name: rows for name, rows in find_violations(tx, now=rig.now, machine_now=rig.now).items() if rows
            }
        assert broken.keys() <= {"stuck"}  # nothing is sent here
    finally:
        database.close()

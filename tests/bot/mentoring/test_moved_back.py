"""The mentor's own move of a séance is undone for two minutes, and nobody hears of it; else everybody hears once."""

from datetime import timedelta

import pytest

from bot.agenda import pending
from bot.agenda.pending import UNDO
from bot.errors import NotAllowed, UndoTooLate
from bot.mentoring import coaches, facts, running
from bot.mentoring.cycle import SessionState
from bot.mentoring.model import CycleSheet
from bot.planning import undoing
from storage.database import Database

from .rig import Rig, make_rig, paris, shown, times_of

LATER, LATEST = paris("2026-05-21 16:00"), paris("2026-05-22 16:00")
TOLD = {("moved", key): 1 for key in ("lea", "sami")}


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


@pytest.fixture
def sheet(rig: Rig) -> CycleSheet:
    return rig.running(guest_ids=(rig.ids["sami"],))


def settle(rig: Rig) -> None:
    """Let the clock commit what is due, twice."""
    for _ in range(2):
        with rig.database.reading() as tx:
            due = pending.due_batches(tx, now=rig.now)
        for batch in due:
            rig.do(lambda tx, batch=batch: undoing.settle_batch(tx, batch, now=rig.now))  # type: ignore[misc]


def batch_of(rig: Rig, sheet: CycleSheet, who: str = "maya", at: int = 1) -> str:
    mine, number = rig.ids[who], sheet.sessions[at].appointment.id
    found = rig.do(lambda tx: pending.last_undoable_batch(tx, mine, number, now=rig.now))
    assert found is not None
    return found


@pytest.mark.parametrize("who", ["maya", "claire"])
def test_undone_all_is_as_before_and_nobody_hears(rig: Rig, sheet: CycleSheet, who: str) -> None:
    before = rig.claims()
    assert rig.news(lambda: rig.ask_for(sheet, 1, LATER, who)) == {}
    assert LATER in times_of(rig.sheet(sheet))
    batch = batch_of(rig, sheet, who)
    for other in ("lea", "sami", "rose"):
        with pytest.raises(NotAllowed):
            rig.use(undoing.undo_batch, other, batch)
    rig.now += UNDO - timedelta(seconds=1)
    rig.use(undoing.undo_batch, who, batch)
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, who, batch)
    rig.now += UNDO
    assert rig.news(lambda: settle(rig)) == {}
    assert (shown(rig.sheet(sheet)), rig.claims()) == (shown(sheet), before)


def test_after_two_minutes_everybody_hears_once(rig: Rig, sheet: CycleSheet) -> None:
    rig.ask_for(sheet, 1, LATER, "maya")
    batch = batch_of(rig, sheet)
    rig.now += UNDO
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, "maya", batch)
    assert rig.news(lambda: settle(rig)) == TOLD
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def test_moved_twice_is_one_message_and_the_last_is_undone_alone(rig: Rig, sheet: CycleSheet) -> None:
    rig.ask_for(sheet, 1, LATER, "maya")
    rig.now += UNDO / 2
    rig.ask_for(sheet, 1, LATEST, "maya")
    rig.use(undoing.undo_batch, "maya", batch_of(rig, sheet))
    assert LATER in times_of(rig.sheet(sheet))
    rig.now += UNDO
    assert rig.news(lambda: settle(rig)) == TOLD
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


@pytest.mark.parametrize("in_group", [False, True])
def test_the_mentor_hears_that_a_coach_put_their_move_back(rig: Rig, sheet: CycleSheet, in_group: bool) -> None:
    if in_group:
        rig.open_group(sheet)
    before = times_of(sheet)[1]
    rig.ask_for(sheet, 1, LATER, "maya")
    rig.now += UNDO / 2
    rig.ask_for(sheet, 1, before, "claire")
    rig.now += UNDO
    assert rig.news(lambda: settle(rig)) == {("moved", "maya"): 1}
    (row,) = [row for row in rig.notices("mentoring.moved") if row.action == "post"]
    assert facts.CycleMoved.read(row.detail).known == {sheet.sessions[1].appointment.id: int(LATER.timestamp())}


def test_the_mentor_hears_where_a_coach_moved_it_instead_and_the_others_hear_it_once(
    rig: Rig, sheet: CycleSheet
) -> None:
    rig.ask_for(sheet, 1, LATER, "maya")
    rig.now += UNDO / 2
    rig.ask_for(sheet, 1, LATEST, "claire")
    rig.now += UNDO
    assert rig.news(lambda: settle(rig)) == TOLD | {("moved", "maya"): 1}
    told = {row.person_id: facts.CycleMoved.read(row.detail).known for row in rig.notices("mentoring.moved")}
    number = sheet.sessions[1].appointment.id
    assert told[rig.ids["maya"]] == {number: int(LATER.timestamp())}
    assert told[rig.ids["lea"]] == {number: int(times_of(sheet)[1].timestamp())}


@pytest.mark.parametrize("then", ["a wish", "no time any more", "another mentor"])
def test_what_is_built_on_a_move_commits_it_first(rig: Rig, sheet: CycleSheet, then: str) -> None:
    rig.ask_for(sheet, 1, LATER, "maya")
    batch, number = batch_of(rig, sheet), sheet.sessions[1].appointment.id
    if then == "a wish":
        rig.ask_for(sheet, 1, LATEST)
        assert rig.sheet(sheet).sessions[1].state is SessionState.MOVING
    elif then == "no time any more":
        rig.use(running.put_off_session, "maya", number)
    else:
        rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["rose"])
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, "maya", batch)
    rig.now += UNDO
    assert rig.news(lambda: settle(rig)) == {}
    assert rig.claims_of(rig.sheet(sheet)) <= rig.claims()
    assert {key for kind, key in rig.owed() if kind == "moved"} == {"lea", "sami"}


def test_one_undoes_while_the_clock_commits_it(rig: Rig, sheet: CycleSheet) -> None:
    rig.ask_for(sheet, 1, LATER, "maya")
    batch = batch_of(rig, sheet)
    undone, _ = rig.together(rig.act(undoing.undo_batch, "maya", batch), lambda tx: settle_one(tx, rig, batch))
    assert (LATER in times_of(rig.sheet(sheet))) == (undone != "done")
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def settle_one(tx: object, rig: Rig, batch: str) -> None:
    undoing.settle_batch(tx, batch, now=rig.now + UNDO)  # type: ignore[arg-type]

"""What the routes of an absence act on, what they leave, and how they are forged."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.agenda.model import Absence, AbsenceState
from bot.dates.paris import day_of
from bot.programme.model import Relation
from storage.agenda import absences
from storage.database import Transaction
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, STARTS, Thing, World

DAY = day_of(STARTS)
DAYS = f"{DAY} {DAY}"
OPENS = {"absence.open": "absence.said", "absence.days": "absence.said", "absence.undo": "absence.undone"}


def _form(_tx: Transaction, _world: World, _cell: Cell) -> Thing:
    batch = str(uuid4())
    return Thing(private=f"{batch} {DAYS}", batch=batch)


def _said(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write what the person said, or another, and can still be undone."""
    me = world.me(cell)
    owner = me if me is not None and cell.relation is Relation.OWNER else world.ids["host"]
    batch = str(uuid4())
    until = NOW + timedelta(hours=1)
    absences.add(tx, Absence(0, owner, batch, DAY, DAY, AbsenceState.PENDING, until), ())
    return Thing(batch, batch=batch)


def _state(world: World, thing: Thing) -> Absence | None:
    return world.read(lambda tx: absences.find_by_batch(tx, thing.batch))


def _kept(world: World, cell: Cell, thing: Thing) -> bool:
    known = _state(world, thing)
    lines = world.lines("absence", known.id) if known else []
    return known is not None and lines == [(world.me(cell), "agenda.away")] and known.person_id == world.me(cell)


def _undone(world: World, cell: Cell, thing: Thing) -> bool:
    known = _state(world, thing)
    lines = world.lines("absence", known.id) if known else []
    return known is not None and known.state is AbsenceState.UNDONE and lines == [(world.me(cell), "agenda.back")]


SETTINGS: dict[str, Callable[[Transaction, World, Cell], Thing]] = {
    "absence.days": _form,
    "absence.said": _form,
    "absence.undo": _said,
}
EFFECTS: dict[str, Callable[[World, Cell, Thing], bool]] = {"absence.said": _kept, "absence.undo": _undone}
VALUES: dict[str, Callable[[World, Thing], dict[str, dict[str, Any]]]] = {
    "absence.said": lambda *_: {"word": {"word": {"value": "Un imprévu"}}}
}

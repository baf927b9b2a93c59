"""The routes of a promotion's plan: what they act on, what they leave, how they are forged."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.evaluation.model import COMMITTEE as COMMITTEES
from bot.planning.year.service import THING
from bot.programme.model import Phase
from handlers.planning import texts
from handlers.planning.forms import write_ends_metadata, write_metadata
from storage.database import Transaction
from storage.programme import promotions, years
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, Thing, World

Values = dict[str, dict[str, Any]]
PHASE = Phase(1, "Valider l’hypothèse", date(2026, 5, 25), date(2026, 9, 30))
LATER = date(2026, 10, 9)
LINE = f"{COMMITTEES}:1"
OPENS = {
    "planning.year": "planning.year_confirmed",
    "planning.year_line": "planning.year_lined",
    "planning.year_school": "planning.year_schooled",
    "planning.year_dates": "planning.year_dated",
    "planning.year_dated": "planning.year_moved",
}
ANSWERS: dict[str, str | tuple[str, ...]] = {"planning.year_picture": texts.COMING}


def _planned(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a promotion with one phase, whose plan nobody has confirmed."""
    promotions.save_phases(tx, world.promotion, [PHASE])
    carried = write_metadata(world.promotion, 0, key=LINE if cell.route == "planning.year_lined" else "")
    if cell.route == "planning.year_moved":
        carried = write_ends_metadata(world.promotion, 0, ends={1: LATER})
    value = f"{world.promotion} {LINE}" if cell.route == "planning.year_line" else str(world.promotion)
    if cell.route == "planning.year_undo":
        years.lock(tx, world.promotion)
        years.change(tx, world.promotion, confirmed_at=NOW, confirmed_by=world.me(cell) or world.ids["host"])
    return Thing(value, carried)


_VERBS = ("line", "lined", "school", "schooled", "dates", "dated", "moved", "picture", "confirmed", "undo")
SETTINGS: dict[str, Callable[[Transaction, World, Cell], Thing]] = {
    "planning.year": _planned,
    **{f"planning.year_{verb}": _planned for verb in _VERBS},
}
Effect = Callable[[World, Cell, Thing], bool]


def _did(verb: str) -> Effect:
    """Make what says whether the history has this of the plan, by who acts."""

    def effect(world: World, cell: Cell, _thing: Thing) -> bool:
        return world.lines(THING, world.promotion)[-1:] == [(world.me(cell), f"planning.year_{verb}")]

    return effect


def _ends_later(world: World, _cell: Cell, _thing: Thing) -> bool:
    promotion = world.read(lambda tx: promotions.promotion_by_id(tx, world.promotion))
    return promotion is not None and promotion.ends_on == LATER


def _confirmed(world: World, cell: Cell, _thing: Thing) -> bool:
    plan = world.read(lambda tx: years.read(tx, world.promotion))
    return plan.confirmed_at is not None and plan.confirmed_by == world.me(cell)


EFFECTS: dict[str, Effect] = {
    "planning.year_lined": _did("line"),
    "planning.year_schooled": _did("school"),
    "planning.year_moved": _ends_later,
    "planning.year_confirmed": _confirmed,
    "planning.year_undo": _did("undo"),
}


def _day(name: str, day: date) -> Values:
    return {name: {name: {"type": "datepicker", "selected_date": day.isoformat()}}}


VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "planning.year_lined": lambda *_: {"weeks": {"weeks": {"selected_options": [{"value": "2026-09-07"}]}}},
    "planning.year_schooled": lambda *_: {"school": {"school": {"value": "du 4 au 19 juillet 2026"}}},
    "planning.year_dated": lambda *_: _day("end1", LATER),
}

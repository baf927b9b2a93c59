"""The routes of a calendar that somebody connects: what they act on, what they leave, how they are forged."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from storage.agenda import busy
from storage.database import Transaction
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, Thing, World

Values = dict[str, dict[str, Any]]
OPENS = {
    "agenda.connect": "agenda.try",
    "agenda.calendars": "agenda.try",
    "agenda.try": "agenda.trying",
    "agenda.choose": "agenda.trying",
}


def _calendar(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write the address of the person's own calendar."""
    me = world.me(cell)
    if me is not None:
        busy.replace_feed(tx, me, "https://agenda.example.org/prive.ics")
        tx.execute(busy.busy_feeds.update().values(fetched_at=NOW))
    return Thing()


def _forgotten(world: World, cell: Cell, _thing: Thing) -> bool:
    me = world.me(cell) or 0
    kept = world.read(lambda tx: tx.execute(select(busy.busy_feeds.c.person_id)).all())
    return kept == [] and world.lines("person", me)[-1:] == [(me, "agenda.busy_forget")]


SETTINGS = {"agenda.disconnect": _calendar}
EFFECTS: dict[str, Callable[[World, Cell, Thing], bool]] = {"agenda.disconnect": _forgotten}
# An address where the bot goes for nobody: what is tried after the answer ends at once.
VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "agenda.try": lambda *_: {"address": {"address": {"value": "https://10.0.0.1/a.ics"}}},
    "agenda.choose": lambda *_: {"writes": {"writes": {"selected_option": {"value": "none"}}}},
}

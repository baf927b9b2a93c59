"""The routes of closing a promotion: what they act on, and what must be there after."""

from collections.abc import Callable

from bot.programme.model import Actor
from bot.programme.roles import Role
from bot.rights import closing
from storage.database import Transaction
from storage.programme import people
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, Thing, World

OPENS = {"rights.close": "rights.closed", "rights.over": "rights.over", "rights.reopen": "rights.closing"}

CLOSED_BEFORE = {"rights.reopen"}  # its promotion is closed, so a stranger is sent to a coach of the one that runs


def _promotion(_tx: Transaction, world: World, _cell: Cell) -> Thing:
    return Thing(str(world.promotion), str(world.promotion))


def _closed(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Have a coach close it before."""
    coach = next(one for one in people.list_with_role(tx, Role.COACH, promotion_id=world.promotion))
    closing.close_promotion(tx, Actor("", coach), world.promotion, months=24, now=NOW)
    return _promotion(tx, world, cell)


SETTINGS: dict[str, Callable[[Transaction, World, Cell], Thing]] = {
    **dict.fromkeys(("rights.close", "rights.over", "rights.closed"), _promotion),
    "rights.reopen": _closed,
}


def _ends(*actions: str) -> Callable[[World, Cell, Thing], bool]:
    """Say that this is what happened to the promotion last, the newest by the person."""

    def effect(world: World, cell: Cell, _thing: Thing) -> bool:
        lines = world.lines("promotion", world.promotion)
        return tuple(action for _, action in lines[-len(actions) :]) == actions and lines[-1][0] == world.me(cell)

    return effect


EFFECTS: dict[str, Callable[[World, Cell, Thing], bool]] = {
    "rights.closed": _ends(closing.CLOSE),
    "rights.reopen": _ends(closing.CLOSE, closing.REOPEN),
}

"""The routes of who can help: how somebody stands to an ask, what they leave, how they are forged."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.helping.model import HelpOutcome, HelpRequest, HelpWords, WordSort
from bot.programme.model import Relation
from handlers.helping import texts
from storage.database import Transaction
from storage.programme import helping
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, Thing, World

Values = dict[str, dict[str, Any]]
WORD = "competence:agilite"
OPENS = {"helping.open": "helping.said"}
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "helping.ask": str(texts.OUTCOMES[HelpOutcome.SENT](name="host")),
    "helping.accept": str(texts.ACCEPTED),
    "helping.decline": str(texts.DECLINED),
    "helping.still": str(texts.CONFIRMED),
}


def _offered(tx: Transaction, world: World, _cell: Cell) -> Thing:
    """Have the host show that they can help with something."""
    host = world.ids["host"]
    helping.replace_words(tx, host, HelpWords({WordSort.HELP: (WORD,)}, shown=True), now=NOW)
    return Thing(f"{host} {WORD}")


def _said_before(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Have the person say something long ago."""
    if (me := world.me(cell)) is not None:
        helping.replace_words(tx, me, HelpWords({WordSort.HELP: (WORD,)}), now=NOW - timedelta(days=90))
    return Thing()


def _asked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write that the person is asked, or somebody else."""
    me = world.me(cell)
    asked = me if me is not None and cell.relation is Relation.OWNER else world.ids["host"]
    number = helping.add_ask(tx, world.ids["guest"], asked_id=asked, word=WORD, now=NOW)
    return Thing(str(number), gathering=number)


SETTINGS: dict[str, Callable[[Transaction, World, Cell], Thing]] = {
    **dict.fromkeys(("helping.open", "helping.said"), lambda *_: Thing()),
    "helping.ask": _offered,
    "helping.still": _said_before,
    **dict.fromkeys(("helping.accept", "helping.decline"), _asked),
}
Effect = Callable[[World, Cell, Thing], bool]


def _kept(world: World, cell: Cell, _thing: Thing) -> bool:
    me = world.me(cell)
    return me is not None and world.read(lambda tx: helping.words_of_person(tx, me)) == HelpWords(
        {WordSort.HELP: (WORD,)}, shown=True
    )


def _confirmed(world: World, cell: Cell, _thing: Thing) -> bool:
    me = world.me(cell)
    at = world.read(lambda tx: helping.words_confirmed_at(tx, me)) if me is not None else None
    return at is not None and at >= NOW  # the clock goes on: a cell may take a second


def _told(world: World, cell: Cell, _thing: Thing) -> bool:
    me = world.me(cell)
    found = world.read(lambda tx: helping.newest_ask(tx, me or 0, asked_id=world.ids["host"]))
    return found is not None and world.owed(kind="helping.asked", person_id=world.ids["host"]) == 1


def _answered(*, agreed: bool, told: int) -> Effect:
    def effect(world: World, _cell: Cell, thing: Thing) -> bool:
        found: HelpRequest | None = world.read(lambda tx: helping.read_ask(tx, thing.gathering))
        news = world.owed(kind="helping.agreed" if agreed else "helping.not_now")
        return found is not None and (found.agreed, news) == (agreed, told)

    return effect


EFFECTS: dict[str, Effect] = {
    "helping.said": _kept,
    "helping.ask": _told,
    "helping.still": _confirmed,
    "helping.accept": _answered(agreed=True, told=2),
    "helping.decline": _answered(agreed=False, told=1),
}
VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "helping.said": lambda *_: {
        "help": {"help": {"selected_options": [{"value": WORD}]}},
        "shown": {"shown": {"selected_options": [{"value": "shown"}]}},
    },
}

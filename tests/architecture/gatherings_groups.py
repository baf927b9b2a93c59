"""The routes of who presents and of small groups: what they act on, what they leave, how they are forged."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.gatherings.groups.adjustment import Adjustment, GroupPlacement, placement_from_json, placement_to_json
from bot.gatherings.groups.turns import HostChoice, PresenterState
from bot.gatherings.kinds import MIXED
from bot.programme.model import Relation
from handlers.gatherings.groups import texts
from storage.agenda import appointments as agenda
from storage.database import Transaction
from storage.gatherings import gathering_groups
from storage.gatherings import occurrences as gatherings
from tests.architecture.cells import Cell
from tests.architecture.gatherings_answers import gathering_of
from tests.architecture.gatherings_groups_cells import ADJUSTING, ROUTES
from tests.architecture.staging import NOW, STARTS, Thing, World

OPENS = {
    "gatherings.about": "gatherings.about_given",
    **dict.fromkeys((one for one in ADJUSTING if one != "gatherings.adjusted"), "gatherings.adjusted"),
}
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "gatherings.group_calendar": ("Le fichier d’agenda arrive", texts.NOT_TAKEN),
    "gatherings.groups": texts.NOT_MADE,
    "gatherings.form_now": texts.NOT_NOW["early"],
}


def _asked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """A gathering at which the person was asked to present."""
    thing = gathering_of(tx, world, cell)
    me = world.me(cell)
    if me is not None:
        gathering_groups.ask_presenters(tx, int(thing.value), [me], now=NOW)
    return thing


def _to_hold(tx: Transaction, world: World, cell: Cell) -> Thing:
    thing = gathering_of(tx, world, cell)
    return Thing(f"{thing.value} {HostChoice.KEEPERS.value}", thing.private, appointment=thing.appointment)


def _plain(tx: Transaction, world: World, cell: Cell) -> Thing:
    return gathering_of(tx, world, cell)


def _grouped(tx: Transaction, world: World, cell: Cell) -> Thing:
    """A group of a gathering, in which the person has the part that their cell names."""
    thing = gathering_of(tx, world, cell)
    me, parts = world.me(cell), {world.ids["guest"]: Part.GUEST}
    if me is not None and cell.relation is not Relation.NONE:
        parts[me] = Part.HOST if cell.relation is Relation.HOST else Part.GUEST
    someone = tuple(Participant(person, part) for person, part in parts.items())
    plan = AgendaPlan(MIXED, world.promotion, None, STARTS + timedelta(days=1), 90, someone, place="Salle 4")
    appointment = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    gathering_groups.add_group(tx, int(thing.value), number=1, appointment_id=appointment, keeper_id=None)
    return Thing(str(appointment), thing.private, appointment=appointment)


def _adjusted(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Two groups of a gathering, of which a coach would place somebody of the first in the second."""
    thing = gathering_of(tx, world, cell)
    gathering, several = int(thing.value), (("guest", "booker"), ("colleague",))
    for number, keys in enumerate(several, 1):
        someone = tuple(Participant(world.ids[key], Part.GUEST) for key in keys)
        plan = AgendaPlan(MIXED, world.promotion, None, STARTS, 90, someone, place="Salle 4")
        appointment = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
        gathering_groups.add_group(tx, gathering, number=number, appointment_id=appointment, keeper_id=None)
    here = {number: tuple(world.ids[key] for key in keys) for number, keys in enumerate(several, 1)}
    placing = GroupPlacement(here, {}).with_move(world.ids["guest"], to=2, by=world.ids["host"])
    gathering_groups.put_adjustment(
        tx, Adjustment(gathering, 1, placement_to_json(placing), world.ids["host"]), now=NOW
    )
    return Thing(thing.value, f"{gathering} 1", appointment=thing.appointment)


SETTINGS: dict[str, Callable[[Transaction, World, Cell], Thing]] = {
    **dict.fromkeys(ROUTES, _asked),
    "gatherings.hold_groups": _to_hold,
    "gatherings.groups": _plain,
    "gatherings.form_now": _plain,
    "gatherings.group_calendar": _grouped,
    **dict.fromkeys(ADJUSTING, _adjusted),
}


def _is(state: PresenterState) -> Callable[[World, Cell, Thing], bool]:
    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        asked = world.read(lambda tx: gathering_groups.presenters_of(tx, [int(thing.private)]))
        mine = asked.get(int(thing.private), {}).get(world.me(cell) or 0)
        return mine is not None and mine.state is state

    return effect


def _is_held(world: World, _cell: Cell, thing: Thing) -> bool:
    found = world.read(lambda tx: gatherings.read(tx, int(thing.private)))
    return found is not None and found.grouping == HostChoice.KEEPERS


def _placed(world: World, cell: Cell, thing: Thing) -> bool:
    known = world.read(lambda tx: gathering_groups.adjustment_of(tx, int(thing.value)))
    booker = world.ids["booker"]
    return (
        known is not None
        and (known.version, known.changed_by) == (2, world.me(cell))
        and (placement_from_json(known.content).kept.get(booker) == world.me(cell))
    )


def version(world: World, thing: Thing) -> int:
    """Give the version of what is changed of the groups, 0 for nothing."""
    known = world.read(lambda tx: gathering_groups.adjustment_of(tx, int(thing.value)))
    return known.version if known else 0


def _forgotten(world: World, _cell: Cell, thing: Thing) -> bool:
    return world.read(lambda tx: gathering_groups.adjustment_of(tx, int(thing.value))) is None


def _told(world: World, cell: Cell, thing: Thing) -> bool:
    lines = world.lines("gathering", int(thing.value))
    return _forgotten(world, cell, thing) and lines[-1:] == [(world.me(cell), "gatherings.adjust")]


EFFECTS: dict[str, Callable[[World, Cell, Thing], bool]] = {
    "gatherings.agree": _is(PresenterState.AGREED),
    "gatherings.about_given": _is(PresenterState.AGREED),
    "gatherings.swap": _is(PresenterState.SWAPPED),
    "gatherings.hold_groups": _is_held,
    "gatherings.place": _placed,
    "gatherings.give_up": _forgotten,
    "gatherings.adjusted": _told,
}
VALUES: dict[str, Callable[[World, Thing], dict[str, dict[str, Any]]]] = {
    "gatherings.about_given": lambda _world, _thing: {"about": {"about": {"value": "Nos cartes"}}},
    "gatherings.place": lambda world, _: {
        "person": {"person:1": {"selected_option": {"value": str(world.ids["booker"])}}},
        "group": {"group:1": {"selected_option": {"value": "1"}}},
    },
}

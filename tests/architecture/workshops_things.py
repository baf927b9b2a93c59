"""The routes of workshops: what they act on, what they leave, how they are forged."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.programme.model import Relation
from bot.programme.roles import Role
from bot.workshops.model import WORKSHOP, NoteKind, Workshop
from handlers.workshops import texts
from storage.agenda import appointments as agenda
from storage.database import Transaction
from storage.workshops import workshops
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, STARTS, Thing, World

Values = dict[str, dict[str, Any]]
GESTURE = "11111111-2222-4333-8444-555555555555"
COMMAND = "/atelier"
OPENS = {
    COMMAND: "workshops.asked",
    "workshops.start": "workshops.asked",
    "workshops.edit": "workshops.edited",
    "workshops.write": "workshops.written",
}
ANSWERS: dict[str, str | tuple[str, ...]] = {
    COMMAND: str(texts.NONE),
    "workshops.take": str(texts.TAKEN(defi="Carte Vive")),
    "workshops.leave": str(texts.LEFT),
    "workshops.withdraw": str(texts.WITHDRAWN),
}


def opens_form(cell: Cell) -> bool:
    """Say whether the command opens the form: an EIG asks, a coach proposes; all others read the list."""
    return cell.persona.holds(in_promotion=True) in {Role.EIG, Role.COACH}


def _asked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a workshop that waits for a coach, or the person's own; with a date, where they are invited to it."""
    me, ids = world.me(cell), world.ids
    coach = {"workshops.take": None, "workshops.leave": me if cell.relation is Relation.OWNER else ids["host"]}
    new = Workshop(0, world.defi, ids["guest"], "À qui servir ?", "vision", 210, NOW, place="Salle 12")
    number = workshops.add(tx, new)
    workshops.change(tx, number, coach_id=coach.get(cell.route, ids["host"]))
    if cell.relation is Relation.GUEST and me is not None:
        parts = Participant(me, Part.GUEST), Participant(ids["host"], Part.HOST)
        plan = AgendaPlan(WORKSHOP, world.promotion, world.defi, STARTS + timedelta(days=30), 210, parts)
        booked = agenda.add(tx, plan, uid=GESTURE, state=State.CONFIRMED, now=NOW)
        workshops.change(tx, number, appointment_id=booked)
    line = f"{NoteKind.IDEA.value} {number}"
    values = {"workshops.write": line}
    privates = {"workshops.written": f"{line} {GESTURE}", "workshops.edited": f"{number} 0"}
    private = privates.get(cell.route, f"{GESTURE} {world.defi}")
    return Thing(values.get(cell.route, str(number)), private, gathering=number)


Setting = Callable[[Transaction, World, Cell], Thing]
SETTINGS: dict[str, Setting] = {
    **dict.fromkeys(("workshops.start", "workshops.asked"), lambda _tx, world, _: Thing("", f"{GESTURE} {world.defi}")),
    **{f"workshops.{verb}": _asked for verb in ("take", "leave", "withdraw", "edit", "edited", "write", "written")},
}
Effect = Callable[[World, Cell, Thing], bool]


def _did(verb: str) -> Effect:
    """Make what says whether the workshop's history ends with this by the person of the cell."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        return world.lines("workshop", thing.gathering)[-1:] == [(world.me(cell), f"workshops.{verb}")]

    return effect


def _new(world: World, cell: Cell, _thing: Thing) -> bool:
    found = world.read(lambda tx: workshops.list_by_defis(tx, [world.defi]))
    return [one.asked_by for one in found] == [world.me(cell)]


EFFECTS: dict[str, Effect] = {
    "workshops.asked": _new,
    "workshops.take": _did("take"),
    "workshops.leave": _did("leave"),
    "workshops.withdraw": _did("withdraw"),
    "workshops.edited": _did("edit"),
    "workshops.written": _did("idea"),
}


def _typed(**fields: str) -> Values:
    return {name: {name: {"value": text}} for name, text in fields.items()}


def _one(name: str, value: object) -> Values:
    return {name: {name: {"type": "static_select", "selected_option": {"value": str(value)}}}}


VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "workshops.asked": lambda *_: _typed(question="À qui servir ?") | _one("format", "vision") | _one("minutes", 210),
    "workshops.edited": lambda *_: _typed(question="À qui, et pour quoi ?", place="Salle 14"),
    "workshops.written": lambda *_: _typed(what="Deux mairies"),
}

"""The routes of logbooks: what stands in one, what they leave, how they are forged."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.logbook import hour, leaving, service
from bot.logbook.model import Evidence, FieldText, Level, Logbook, digest_of
from bot.programme.model import Phase, Relation
from bot.records.model import State
from handlers.logbook import texts
from storage.database import Transaction
from storage.logbook import logbooks
from storage.programme import promotions
from storage.records import actions
from tests.architecture.cells import Cell
from tests.architecture.logbook_cells import KEEPING, READING
from tests.architecture.staging import NOW, Thing, World

Values = dict[str, dict[str, Any]]
MONTH, SKILL = "2026-05", "competence:agilite"
KEPT = Evidence("action-9", "Écrire au service", date(2026, 5, 2), (), MONTH)
PAGE = ("open", "month", "keep", "drop")
OPENS = {
    "/carnet": "logbook.page",
    **{f"logbook.{verb}": "logbook.page" for verb in PAGE},
    "logbook.write": "logbook.written",
    "logbook.skills": "logbook.followed",
    "logbook.assess": "logbook.assessed",
    "logbook.hour": "logbook.hour_kept",
    "logbook.talk": "logbook.preview",
    **dict.fromkeys(("logbook.no_hour", "logbook.erase"), "logbook.done"),
}
ANSWERS: dict[str, str | tuple[str, ...]] = {"logbook.file": (texts.COMES, texts.WHY["empty"])}


def _own(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a logbook of the person's own, where they have one; all else is refused before anything is read."""
    me = world.me(cell)
    verb = cell.route.removeprefix("logbook.")
    promotions.save_phases(tx, world.promotion, [Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11))])
    if me is not None and (verb in KEEPING or cell.relation is Relation.OWNER):
        book = logbooks.make(tx, me, world.promotion)
        logbooks.set_word(tx, book, FieldText(MONTH, "appris", "La licence", 1, NOW))
        logbooks.set_skills(tx, book, [SKILL])
        if verb in ("drop", "file"):
            logbooks.add_evidence(tx, book, KEPT)
    seen = f"{MONTH} appris {world.ids['host']} {digest_of('La licence')}"
    private = {"written": f"{MONTH} avance 0 -", "assessed": f"{MONTH} 2 {SKILL}", "shared": seen}
    value = {"keep": f"{MONTH} {_done(tx, world, me)}", "drop": f"{MONTH} {KEPT.fact}", "file": "whole"}
    return Thing(value.get(verb, f"{MONTH} avance" if verb == "write" else MONTH), private.get(verb, MONTH))


def _done(tx: Transaction, world: World, me: int | None) -> str:
    """Have the person finish an action this month; give it as something that the month brought."""
    given = {"promotion_id": world.promotion, "what": "Écrire au service", "owner_id": me or world.ids["booker"]}
    done = actions.add(
        tx, **given, due="2026-05-04", state=State.DONE.value, created_at=NOW, closed_at=NOW, origin="nothing"
    )
    return f"action-{done}"


SETTINGS = dict.fromkeys((*READING, *(f"logbook.{verb}" for verb in KEEPING)), _own)
Effect = Callable[[World, Cell, Thing], bool]


def _leaves(check: Callable[[Logbook], bool]) -> Effect:
    """Make what says whether the person's logbook is so."""

    def effect(world: World, cell: Cell, _thing: Thing) -> bool:
        me = world.me(cell)
        return me is not None and check(world.read(lambda tx: logbooks.read(tx, me, world.promotion)))

    return effect


def _hours(world: World, cell: Cell, _thing: Thing) -> bool:
    me = world.me(cell)
    return (
        me is not None and len(world.read(lambda tx: service.upcoming_hours(tx, me, now=NOW))) == 7
    )  # May to November


def _shown(world: World, cell: Cell, _thing: Thing) -> bool:
    found = world.read(lambda tx: leaving.read_share(tx, 1, reader_id=world.ids["host"]))
    told = world.owed(kind="logbook.shared", person_id=world.ids["host"])
    return found is not None and (found[0].text, found[1].id, told) == ("La licence", world.me(cell), 1)


EFFECTS: dict[str, Effect] = {
    "logbook.keep": _leaves(lambda book: [one.said for one in book.evidence] == ["Écrire au service"]),
    "logbook.drop": _leaves(lambda book: not book.evidence),
    "logbook.written": _leaves(lambda book: book.text("avance", MONTH) == "Un pas"),
    "logbook.followed": _leaves(lambda book: book.skills == (SKILL, "competence:prototypage")),
    "logbook.assessed": _leaves(lambda book: [one.level for one in book.assessed] == [Level.HELPED]),
    "logbook.erase": _leaves(lambda book: book.is_empty),
    "logbook.hour_kept": _hours,
    "logbook.preview": lambda world, cell, _: cell.allowed() and world.owed(kind="logbook.") == 0,  # it is only shown
    "logbook.shared": _shown,
}


def _one(name: str, value: object) -> Values:
    return {name: {name: {"type": "static_select", "selected_option": {"value": str(value)}}}}


VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "logbook.written": lambda *_: {"avance": {"avance": {"value": "Un pas"}}},
    "logbook.followed": lambda *_: {
        "skills": {"skills": {"selected_options": [{"value": SKILL}, {"value": "competence:prototypage"}]}}
    },
    "logbook.assessed": lambda *_: _one("niveau-0", "helped"),
    "logbook.hour_kept": lambda *_: _one("weekday", hour.FRIDAY) | {"minute": {"minute": {"selected_time": "16:00"}}},
    "logbook.preview": lambda world, _: _one("entry", f"{MONTH} appris") | _one("coach", world.ids["host"]),
}

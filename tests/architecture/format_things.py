"""Cells of « Nouveau rendez-vous » and « Modifier le format »: what they act on, their forms, their effects."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.agenda.model import Draft
from bot.catalogue.formats import Format
from bot.dates.paris import day_of
from bot.helpdesk.model import BUREAU
from bot.programme.roles import Role
from storage.agenda import drafts
from storage.database import Transaction
from storage.programme import openings
from tests.architecture.cells import PERMITS, Cell
from tests.architecture.staging import NOW, Thing, World

GIVEN = Format("rdv-permanence-juridique", "Permanence juridique", 30, description="Une question de droit.")


# Porteurs ask for this one alone: what they may do with a bureau d'aide is tried with it.
FOR_PORTEURS = Format("rdv-point", "Point", 60, sessions=4, description="Un point.", askers=(Role.PORTEUR,))
_BY_PORTEURS = {f"helpdesk.{verb}" for verb in ("start", "book", "browse", "add", "again")}


def key_of(tx: Transaction, world: World, cell: Cell) -> str:
    """Return the format that the person of a cell asks for; that of a porteur is written, and opened, first."""
    if cell.persona.role is not Role.PORTEUR or PERMITS[cell.route][0] not in _BY_PORTEURS:
        return BUREAU
    openings.save_format(tx, FOR_PORTEURS)
    openings.set_opening_day(tx, world.promotion, FOR_PORTEURS.key, opens_on=day_of(NOW))
    return FOR_PORTEURS.key


def _drafted(tx: Transaction, world: World, cell: Cell) -> Thing:
    draft_id = str(uuid4())
    content = json.dumps(asdict(GIVEN))
    owner = world.me(cell) or world.ids["guest"]
    drafts.add(tx, Draft(draft_id, owner, content, NOW + timedelta(days=2)))
    return Thing(private=f"{draft_id} {world.promotion}")


def _changed(_tx: Transaction, world: World, _cell: Cell) -> Thing:
    return Thing(f"{world.promotion} bureau-aide", f"{world.promotion} bureau-aide 0")


def _previewed(_tx: Transaction, world: World, _cell: Cell) -> Thing:
    return Thing(private=f"{world.promotion} mentorat 0 3 60 45")


def _form(**besides: str) -> dict[str, dict[str, Any]]:
    chosen = {"hosts": "coach", "minutes": "45", "sessions": "2", "lead": "24"} | besides
    typed = {"name": "Permanence", "description": "Une question de droit.", "hours": "jeudi 14h-17h", "question": ""}
    fields = {name: {name: {"selected_option": {"value": value}}} for name, value in chosen.items()}
    return fields | {name: {name: {"value": value}} for name, value in typed.items()}


def _has(world: World, key: str, minutes: int) -> bool:
    found = {given.key: given.minutes for given in world.read(openings.read_formats)}
    return found == {key: minutes}


SETTINGS = {
    "formats.add": lambda _tx, world, _cell: Thing(str(world.promotion)),
    "formats.new": lambda _tx, world, _cell: Thing(private=f"{uuid4()} {world.promotion}"),
    "formats.opened": _drafted,
    **dict.fromkeys(("formats.change", "formats.changed"), _changed),
    "formats.cycle": _previewed,
}
VALUES = {
    "formats.new": lambda *_: _form(),
    "formats.changed": lambda *_: {
        name: given for name, given in _form(horizon="30").items() if name not in ("name", "description")
    },
}
OPENS = {"formats.add": "formats.new", "formats.new": "formats.opened", "formats.change": "formats.changed"}
EFFECTS = {
    "formats.opened": lambda world, _cell, _thing: _has(world, GIVEN.key, 30),
    "formats.changed": lambda world, _cell, _thing: _has(world, "bureau-aide", 45),
    "formats.cycle": lambda world, _cell, _thing: _has(world, "mentorat", 60),
    "formats.new": lambda world, cell, _thing: world.read(lambda tx: _kept(tx, world.me(cell))),
}


def _kept(tx: Transaction, person_id: int | None) -> bool:
    return person_id in [row.person_id for row in tx.execute(drafts.drafts.select())]

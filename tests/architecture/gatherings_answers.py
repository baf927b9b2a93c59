"""The routes of answers to a gathering and of who came: what they act on, what they leave, how they are forged."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.gatherings import attendance as attending
from bot.gatherings.kinds import KINDS, PAIRS
from bot.gatherings.model import Reply, Series
from bot.programme.model import Relation
from handlers.gatherings.announcement import texts
from storage.agenda import appointments as agenda
from storage.database import Transaction
from storage.gatherings import gathering_series
from storage.gatherings import occurrences as gatherings
from tests.architecture.cells import Cell
from tests.architecture.gatherings_answers_cells import ATTEND, ROUTES
from tests.architecture.staging import NOW, STARTS, Thing, World

OPENS = {"gatherings.answer_for": "gatherings.answered_for", "gatherings.somebody_missing": "gatherings.missing"}

# route → how its answer begins
ANSWERS: dict[str, str | tuple[str, ...]] = {"gatherings.calendar": ("Le fichier d’agenda arrive", texts.NOT_COMING)}


def gathering_of(tx: Transaction, world: World, cell: Cell, *, starts: datetime = STARTS) -> Thing:
    """Write a gathering for nobody's métier: who is invited is so by name; the person in the part their cell names."""
    me = world.me(cell)
    parts = {world.ids["host"]: Part.HOST, world.ids["guest"]: Part.GUEST}
    if me is not None and cell.relation in (Relation.HOST, Relation.EXPERT):
        parts[me] = Part(cell.relation.value)
    series = Series(
        id=0,
        promotion_id=world.promotion,
        dispositif=PAIRS,
        rule="",
        minutes=KINDS[PAIRS].minutes,
        organiser_id=world.ids["host"],
        metiers=("aucun",),
    )
    series_id = gathering_series.add(tx, series, draft_id=str(uuid4()), now=NOW)
    someone = tuple(Participant(person, part) for person, part in parts.items())
    plan = AgendaPlan(PAIRS, world.promotion, None, starts, KINDS[PAIRS].minutes, someone, place="Salle 3")
    appointment = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    gathering_id = gatherings.add(
        tx,
        series_id=series_id,
        period="2026-05",
        appointment_id=appointment,
        rule_day=starts.date(),
        announce_at=NOW,
    )
    invited = [world.ids["guest"], *([me] if me is not None and cell.relation is Relation.GUEST else [])]
    gatherings.invite(tx, gathering_id, invited, inviter_id=world.ids["host"])
    gatherings.put_answer(tx, gathering_id, world.ids["guest"], reply=Reply.COMES, now=NOW)
    return Thing(str(gathering_id), str(gathering_id), appointment=appointment)


def _over(tx: Transaction, world: World, cell: Cell) -> Thing:
    return gathering_of(tx, world, cell, starts=NOW - timedelta(hours=3))


SETTINGS: dict[str, Callable[[Transaction, World, Cell], Thing]] = {
    **dict.fromkeys(ROUTES, gathering_of),
    **dict.fromkeys(ATTEND, _over),
}


def _answers(reply: Reply) -> Callable[[World, Cell, Thing], bool]:
    """Make what says whether the person's answer is this one; who hosts or speaks has none."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        mine = world.read(lambda tx: gatherings.answers_of(tx, [int(thing.value)])).get(int(thing.value), {})
        answer = mine.get(world.me(cell) or 0)
        if cell.relation in (Relation.HOST, Relation.EXPERT):
            return answer is None and cell.allowed()
        return answer is not None and answer.reply is reply

    return effect


def _for_guest(world: World, cell: Cell, thing: Thing) -> bool:
    lines = world.lines("gathering", int(thing.value))
    return lines == [(world.me(cell), "gatherings.answer")]


def _says(attendance: str) -> Callable[[World, Cell, Thing], bool]:
    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        found = world.read(lambda tx: gatherings.read(tx, int(thing.value)))
        assert found is not None
        lines = world.lines("gathering", found.id)
        return (found.attendance, lines) == (attendance, [(world.me(cell), "gatherings.attend")])

    return effect


EFFECTS: dict[str, Callable[[World, Cell, Thing], bool]] = {
    "gatherings.come": _answers(Reply.COMES),
    "gatherings.decline": _answers(Reply.DECLINES),
    "gatherings.answered_for": _for_guest,
    "gatherings.everybody": _says(attending.ALL),
    "gatherings.missing": _says(attending.SOME),
    "gatherings.not_held": _says(attending.NONE),
}


def _chosen(value: object) -> dict[str, Any]:
    return {"selected_option": {"value": str(value)}}


VALUES: dict[str, Callable[[World, Thing], dict[str, dict[str, Any]]]] = {
    "gatherings.answered_for": lambda world, _: {
        "person": {"person": _chosen(world.ids["guest"])},
        "reply": {"reply": _chosen(Reply.DECLINES.value)},
    },
    "gatherings.missing": lambda world, _: {
        "missing-1": {"missing-1": {"selected_options": [{"value": str(world.ids["guest"])}]}}
    },
}

"""Conferences and the promotion's seminar: what each route acts on, how it is forged, what it leaves behind."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.gatherings.kinds import CONFERENCE, KINDS, SEMINAR
from bot.gatherings.model import Mark, Purpose, Reply, Series
from bot.programme.model import Relation
from handlers.gatherings.conference import texts as conference_texts
from storage.agenda import appointments as agenda
from storage.database import Transaction
from storage.gatherings import feedback as gathering_words
from storage.gatherings import gathering_series
from storage.gatherings import occurrences as gatherings
from storage.gatherings import proposals as gathering_proposals
from tests.architecture.cells import Cell
from tests.architecture.mentoring_things import SECRET
from tests.architecture.staging import NOW, PARIS, Thing, World

SOON = datetime(2026, 5, 26, 14, 0, tzinfo=PARIS)
OVER = NOW - timedelta(days=6)
_PARTS = {Relation.GUEST: Part.GUEST, Relation.HOST: Part.HOST, Relation.EXPERT: Part.EXPERT}


def _made(tx: Transaction, world: World, cell: Cell, *, dispositif: str = CONFERENCE, starts: datetime = SOON) -> Thing:
    """Write a gathering of the host's, its time not claimed, and the person in the part their cell names."""
    minutes = KINDS[dispositif].minutes
    series_id = gathering_series.add(
        tx,
        Series(0, world.promotion, dispositif, "", minutes, world.ids["host"]),
        draft_id=str(uuid4()),
        now=NOW,
    )
    me = world.me(cell)
    part = _PARTS.get(cell.relation)
    parts = (Participant(me, part),) if me is not None and part else ()
    plan = AgendaPlan(dispositif, world.promotion, None, starts, minutes, parts, place="Ségur")
    appointment_id = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    number = gatherings.add(
        tx, series_id=series_id, period="1", appointment_id=appointment_id, rule_day=starts.date(), announce_at=NOW
    )
    gatherings.change(tx, number, sheet="Métro Ségur")
    if me is not None and part is Part.GUEST:
        gatherings.put_answer(tx, number, me, reply=Reply.COMES, now=NOW)
    thing = Thing(value=str(number), private=str(number), need=f"{SECRET} {uuid4()}")
    thing.gathering, thing.appointment = number, appointment_id
    return thing


def _asked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a conference with a question, of the person where they are its owner."""
    thing = _made(tx, world, cell)
    author = world.me(cell) if cell.relation is Relation.OWNER else world.ids["booker"]
    text, gesture = "Pourquoi ?", str(uuid4())
    gathering_proposals.add(
        tx, thing.gathering, purpose=Purpose.QUESTION, gesture=gesture, author_id=author, text=text, now=NOW
    )
    question = gathering_proposals.find_by_gesture(tx, gesture)
    assert question is not None
    thing.value = f"{question.id} 1" if cell.route == "gatherings.support" else str(question.id)
    return thing


def _asking(tx: Transaction, world: World, cell: Cell) -> Thing:
    thing = _made(tx, world, cell)
    thing.private = f"{thing.gathering} {uuid4()}"
    return thing


def _over(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a conference that is over, with a mark of the person for who adds a word."""
    thing = _made(tx, world, cell, starts=OVER)
    me = world.me(cell)
    if cell.route == "gatherings.rate":
        thing.value = f"{thing.gathering} very"
    elif me is not None:
        gathering_words.save_rating(tx, thing.gathering, me, mark=Mark.SOME, now=NOW)
    return thing


def _seminar(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a seminar; what the booker needs there is read by who may."""
    thing = _made(tx, world, cell, dispositif=SEMINAR)
    if cell.route == "gatherings.needs":
        gatherings.put_answer(tx, thing.gathering, world.ids["booker"], reply=Reply.COMES, now=NOW)
        gathering_words.put_need(tx, thing.gathering, world.ids["booker"], text=thing.need, now=NOW)
    return thing


Setting = Callable[[Transaction, World, Cell], Thing]
_BY_SETTING: Mapping[Setting, tuple[str, ...]] = {
    _made: ("complete", "completed", "questions", "ask", "speaker_calendar"),
    _asking: ("asked",),
    _asked: ("support", "take_back"),
    _over: ("rate", "word", "worded", "returns"),
    _seminar: ("seminar", "seminar_kept", "practical", "need", "needed", "needs"),
}
SETTINGS: dict[str, Setting] = {
    f"gatherings.{verb}": setting for setting, verbs in _BY_SETTING.items() for verb in verbs
}

# route → the modal that it opens
OPENS = {
    "gatherings.complete": "gatherings.completed",
    "gatherings.ask": "gatherings.asked",
    "gatherings.word": "gatherings.worded",
    "gatherings.seminar": "gatherings.seminar_kept",
    "gatherings.need": "gatherings.needed",
    **{f"gatherings.{one}": "gatherings.done" for one in ("questions", "support", "take_back", "returns")},
    **{f"gatherings.{one}": "gatherings.done" for one in ("practical", "needs")},
}
# route → how its answer begins
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "gatherings.speaker_calendar": ("Le fichier d’agenda arrive", conference_texts.NO_LONGER_TO_COME),
    "gatherings.rate": conference_texts.RATED(mark=conference_texts.MARKS["very"]),
}
SHOWS_NEED = {"gatherings.needs"}


def _typed(**fields: str) -> dict[str, dict[str, Any]]:
    return {name: {name: {"value": text}} for name, text in fields.items()}


# route → what its form holds
VALUES: dict[str, Callable[[World, Thing], dict[str, dict[str, Any]]]] = {
    "gatherings.completed": lambda *_: _typed(title="Un titre", abstract="Un résumé"),
    "gatherings.asked": lambda *_: _typed(text="Et alors ?"),
    "gatherings.worded": lambda *_: _typed(words="Très clair"),
    "gatherings.seminar_kept": lambda *_: _typed(abstract="La confiance", place="Bercy", sheet="Métro Bercy"),
    "gatherings.needed": lambda _, thing: _typed(need=thing.need),
}


def _written(world: World, cell: Cell, thing: Thing, verb: str) -> bool:
    return world.lines("gathering", thing.gathering)[-1:] == [(world.me(cell), f"gatherings.{verb}")]


def _completed(world: World, cell: Cell, thing: Thing) -> bool:
    kept = world.read(lambda tx: gatherings.read(tx, thing.gathering))
    return kept is not None and kept.title == "Un titre" and _written(world, cell, thing, "complete")


def _kept(world: World, cell: Cell, thing: Thing) -> bool:
    kept = world.read(lambda tx: gatherings.read(tx, thing.gathering))
    one = world.read(lambda tx: agenda.read(tx, thing.appointment))
    there = (kept and kept.sheet, one and one.place) == ("Métro Bercy", "Bercy")
    return there and _written(world, cell, thing, "prepare")


def _questions(world: World, thing: Thing) -> list[tuple[int | None, frozenset[int]]]:
    found = world.read(lambda tx: gathering_proposals.by_gatherings(tx, [thing.gathering], Purpose.QUESTION))
    return [(one.author_id, one.supporters) for one in found.get(thing.gathering, ())]


def _is_asked(world: World, cell: Cell, thing: Thing) -> bool:
    return [author for author, _ in _questions(world, thing)] == [world.me(cell)]


def _is_supported(world: World, cell: Cell, thing: Thing) -> bool:
    return [supporters for _, supporters in _questions(world, thing)] == [frozenset({world.me(cell)})]


def _said(world: World, cell: Cell, thing: Thing) -> tuple[str, str | None] | None:
    given = world.read(lambda tx: gathering_words.feedback_of(tx, thing.gathering)).get(world.me(cell) or 0)
    return (given.mark.value, given.words) if given else None


def _is_needed(world: World, cell: Cell, thing: Thing) -> bool:
    needs = world.read(lambda tx: gathering_words.needs_of(tx, thing.gathering))
    return needs == {world.me(cell): thing.need}


EFFECTS: dict[str, Callable[[World, Cell, Thing], bool]] = {
    "gatherings.completed": _completed,
    "gatherings.seminar_kept": _kept,
    "gatherings.asked": _is_asked,
    "gatherings.support": _is_supported,
    "gatherings.take_back": lambda world, _, thing: _questions(world, thing) == [],
    "gatherings.rate": lambda world, cell, thing: _said(world, cell, thing) == ("very", None),
    "gatherings.worded": lambda world, cell, thing: _said(world, cell, thing) == ("some", "Très clair"),
    "gatherings.needed": _is_needed,
}

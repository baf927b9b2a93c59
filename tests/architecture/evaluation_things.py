"""The routes of committees: what they act on, what they leave, how they are forged."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.agenda import changes as gestures
from bot.agenda.model import AgendaChange, AgendaPlan, Draft, Kind, Part, Participant, State
from bot.evaluation import plans
from bot.evaluation.model import COMMITTEE, TALK, HalfDay
from bot.evaluation.plans import CommitteeLine, CommitteeWish, DraftPlan
from bot.evaluation.support.model import THING
from bot.programme.model import Phase, Relation
from bot.programme.shape import EIG
from handlers.evaluation.card import texts as glance_texts
from handlers.evaluation.planning.forms import week_field_name, write_metadata
from handlers.kit import texts as kit_texts
from storage.agenda import appointments as agenda
from storage.agenda import changes, drafts
from storage.database import Reading, Transaction
from storage.evaluation import committees, supports
from storage.programme import promotions, versions
from tests.architecture.cells import Cell
from tests.architecture.evaluation_cells import SUPPORT
from tests.architecture.staging import NOW, SOLVED, STARTS, Thing, World

Values = dict[str, dict[str, Any]]
WEEK = date(2026, 6, 1)
LATER = datetime(2026, 6, 2, 10, 0, tzinfo=NOW.tzinfo)
PHASE = Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11))
HOUR, TYPED = timedelta(hours=1), "Trois essais"
HALVES = [HalfDay(WEEK, afternoon) for afternoon in (False, True)]
OPENS = {
    "evaluation.plan": "evaluation.search",
    "evaluation.line": "evaluation.lined",
    "evaluation.half_days": "evaluation.answered",
    "evaluation.move": "evaluation.moved",
    "evaluation.cancel": "evaluation.cancelled",
    "evaluation.move_talk": "evaluation.talk_moved",
    "evaluation.ask": "evaluation.search",
    "evaluation.glance": "evaluation.glance",
    "evaluation.support": "evaluation.support",
    "evaluation.past": "evaluation.done",
    "evaluation.write": "evaluation.filled",
    "evaluation.apart": "evaluation.said_apart",
}
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "evaluation.calendar": ("Le fichier d’agenda arrive", "Les 2 fichiers d’agenda arrivent"),
    "evaluation.leave": "C’est noté, vous ne viendrez pas",
    "evaluation.leave_talk": "C’est noté, vous ne viendrez pas",
    "evaluation.cancel_talk": "Annulé",
    "evaluation.rate": kit_texts.RATED,
    "evaluation.chase": str(glance_texts.CHASED(names="guest")),
    "evaluation.take": "C’est noté",
}


def _phase(tx: Transaction, world: World, _cell: Cell) -> Thing:
    """Write the phase that is closed: its number and its plan's id are what the form carries."""
    promotions.save_phases(tx, world.promotion, [PHASE])
    draft = str(uuid4())
    private = write_metadata(world.promotion, 2, draft_id=draft)
    return Thing(str(world.promotion), private, draft=draft)


def _planned(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write the person's own plan, with one line."""
    _phase(tx, world, cell)
    draft = str(uuid4())
    wish = CommitteeWish(world.promotion, 2, (WEEK,), (world.defi,))
    plan = DraftPlan(wish, 0, "best", (CommitteeLine(world.defi, STARTS, (world.ids["host"],)),))
    owner = world.me(cell) or world.ids["host"]
    drafts.add(tx, Draft(draft, owner, plans.write_plan(plan), NOW + timedelta(days=2)))
    place = f"{draft} {world.defi}"
    return Thing(place, draft if cell.route == "evaluation.booked" else place, draft=draft)


def _asked(tx: Transaction, world: World, _cell: Cell) -> Thing:
    """Write a round in which half-days were asked for."""
    of = committees.ensure_round(tx, world.promotion, 2)
    committees.change_round(tx, of.id, weeks=committees.weeks_to_text([WEEK]), asked_at=NOW)
    return Thing(str(of.id), str(of.id), request=0, gathering=of.id)


def _booked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a committee: who hosts and comes, and the person in their cell's part; nobody hosts what is taken."""
    parts = {world.ids["guest"]: Part.GUEST, world.ids["host"]: Part.HOST}
    if cell.route == "evaluation.take":
        del parts[world.ids["host"]]
    me = world.me(cell)
    if me is not None and cell.relation in set(map(Relation, Part)):
        part = Part(cell.relation.value)
        parts = {who: other for who, other in parts.items() if other is not part} | {me: part}
    someone = tuple(Participant(person, part) for person, part in parts.items())
    plan = AgendaPlan(COMMITTEE, world.promotion, world.defi, LATER - timedelta(days=1), 90, someone)
    booked = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    of = committees.ensure_round(tx, world.promotion, 2)
    after = replace(plan, dispositif=TALK, starts=LATER + timedelta(days=13), minutes=75)
    talk = agenda.add(tx, after, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    committee = str(committees.add(tx, of.id, world.defi, appointment_id=booked, talk_id=talk))
    return Thing(committee, committee, appointment=talk if "talk" in cell.route else booked)


def _just_booked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a committee that the person has just booked."""
    thing, batch = _booked(tx, world, cell), str(uuid4())
    actor = world.me(cell) or world.ids["host"]
    changes.replace(tx, [AgendaChange(thing.appointment, batch, Kind.BOOK, actor, NOW + HOUR)])
    return replace(thing, value=batch)


def _called_off(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a committee that was just cancelled, by the person or by its host."""
    thing, batch = _booked(tx, world, cell), str(uuid4())
    me = world.me(cell)
    who = me if me is not None and cell.relation is Relation.OWNER else world.ids["host"]
    gestures.cancel(tx, world.actor(tx, who), [thing.appointment], batch=batch, now=NOW)
    return replace(thing, value=batch, batch=batch, gathering=int(thing.value))


def _supported(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a committee with its support; one that is over, to say how useful it was."""
    booked = _booked(tx, world, cell)
    committee, me = booked.value, world.me(cell) or 0
    of = committees.ensure_round(tx, world.promotion, 2)
    supports.make(tx, of.id, [world.defi], shape=EIG)
    if cell.route == "evaluation.rate":
        agenda.change(tx, booked.appointment, now=NOW, starts=NOW - 2 * HOUR, ends=NOW - HOUR)
    named = f"apart{me}.succes"
    values = {"past": "succes", "write": "answers", "rate": "utile"}
    word = values.get(cell.route.removeprefix("evaluation."))
    apart = f"{committee} apart {named}:0"
    private = apart if cell.route == "evaluation.said_apart" else f"{committee} answers succes:0"
    about = f"{committee} {word}" if word else committee
    return Thing(about, private, appointment=booked.appointment, gathering=int(committee), batch=named)


def _glanced(tx: Transaction, world: World, cell: Cell) -> Thing:
    _phase(tx, world, cell)
    return Thing(f"{world.promotion} 2")


Setting = Callable[[Transaction, World, Cell], Thing]
SETTINGS: dict[str, Setting] = {
    "agenda.undo": _called_off,
    **{f"evaluation.{verb}": _phase for verb in ("plan", "ask", "search")},
    **{f"evaluation.{verb}": _planned for verb in ("line", "lined", "booked")},
    **{f"evaluation.{verb}": _asked for verb in ("half_days", "answered")},
    **{f"evaluation.{verb}": _booked for verb in ("open", "move", "moved", "cancel", "cancelled", "calendar", "leave")},
    **{f"evaluation.{verb}": _booked for verb in ("move_talk", "talk_moved", "leave_talk", "cancel_talk")},
    **{f"evaluation.{verb}": _supported for verb in (*SUPPORT, "chase")},
    "evaluation.glance": _glanced,
    "evaluation.take": _booked,
    "evaluation.undo": _just_booked,
}
Effect = Callable[[World, Cell, Thing], bool]


def _round_of(world: World) -> int:
    of = world.read(lambda tx: committees.round_of(tx, world.promotion, 2))
    return of.id if of else 0


def _has(verb: str) -> Effect:
    """Make what says whether the round's history ends with this by the person of the cell."""

    def effect(world: World, cell: Cell, _thing: Thing) -> bool:
        lines = world.lines("committee_round", _round_of(world))
        return lines[-1:] == [(world.me(cell), f"evaluation.{verb}")]

    return effect


def _kept(world: World, cell: Cell, thing: Thing) -> bool:
    """Say whether a plan is kept, which is made once the form was acknowledged."""

    def made() -> bool:
        draft = world.read(lambda tx: drafts.read(tx, thing.draft))
        return draft is not None and draft.person_id == world.me(cell)

    return world.me(cell) is not None and _is_searched(world, cell) and world.wait(made, seconds=SOLVED)


def _is_searched(world: World, cell: Cell) -> bool:
    return cell.allowed() or bool(_round_of(world))


def _left_out(world: World, cell: Cell, thing: Thing) -> bool:
    draft = world.read(lambda tx: drafts.read(tx, thing.draft))
    mine = draft is not None and draft.person_id == world.me(cell)
    return mine and draft is not None and plans.parse_plan(draft).lines == ()


def _said(world: World, cell: Cell, thing: Thing) -> bool:
    answers = world.read(lambda tx: committees.answers_of(tx, thing.gathering))
    mine = answers.get(world.me(cell) or 0)
    return mine is not None and mine.shut == {HALVES[1].number}


def _done(verb: str, of: str = COMMITTEE) -> Effect:
    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        return world.lines("appointment", thing.appointment)[-1:] == [(world.me(cell), f"{of}.{verb}")]

    return effect


def _filled(world: World, cell: Cell, thing: Thing) -> bool:
    """Say whether what was typed is the newest version of its field, by the person of the cell."""
    found = world.read(lambda tx: versions.newest_versions(tx, THING, [_support_of(tx, world)]))
    name = thing.batch if cell.route == "evaluation.said_apart" else "succes"
    return [(one.field, one.text, one.person_id) for one in found] == [(name, TYPED, world.me(cell))]


def _support_of(tx: Reading, world: World) -> int:
    of = committees.round_of(tx, world.promotion, 2)
    support = supports.find(tx, of.id, world.defi) if of else None
    return support.id if support else 0


def _rated(world: World, cell: Cell, thing: Thing) -> bool:
    return thing.gathering in world.read(
        lambda tx: supports.rated_committee_ids(tx, [thing.gathering], world.me(cell) or 0)
    )


def _chased(world: World, cell: Cell, thing: Thing) -> bool:
    return world.lines("committee", thing.gathering)[-1:] == [(world.me(cell), "evaluation.chase")]


EFFECTS: dict[str, Effect] = {
    "agenda.undo": _done("undo"),
    "evaluation.filled": _filled,
    "evaluation.said_apart": _filled,
    "evaluation.rate": _rated,
    "evaluation.chase": _chased,
    "evaluation.ask": _has("ask"),
    "evaluation.search": _kept,
    "evaluation.lined": _left_out,
    "evaluation.booked": _has("book"),
    "evaluation.undo": _has("undo"),
    "evaluation.answered": _said,
    "evaluation.moved": _done("move"),
    "evaluation.cancelled": _done("cancel"),
    "evaluation.leave": _done("leave"),
    "evaluation.take": _done("join"),
    "evaluation.talk_moved": _done("move", of=TALK),
    "evaluation.leave_talk": _done("leave", of=TALK),
    "evaluation.cancel_talk": _done("cancel", of=TALK),
}


def _several(*values: object, type_: str = "checkboxes") -> dict[str, Any]:
    return {"type": type_, "selected_options": [{"value": str(one)} for one in values]}


def _one(value: object) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": str(value)}}


def _form(world: World, _thing: Thing) -> Values:
    given = {
        "weeks": _several(WEEK.isoformat()),
        "defis": _several(world.defi, type_="multi_static_select"),
        "a_day": _one(3),
        "gap": _one(30),
        "each": _one(1),
    }
    return {name: {name: value} for name, value in given.items()}


def _later(*_: object) -> Values:
    return {
        "day": {"day": {"selected_date": f"{LATER:%Y-%m-%d}"}},
        "time": {"time": {"selected_time": f"{LATER:%H:%M}"}},
    }


def _talk_later(*_: object) -> Values:
    at = LATER + timedelta(days=14)
    return {
        "day": {"day": {"selected_date": f"{at:%Y-%m-%d}"}},
        "time": {"time": {"selected_time": f"{at:%H:%M}"}},
    }


def _said_in(name: str) -> Values:
    return {name: {name: {"type": "plain_text_input", "value": TYPED}}}


VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "evaluation.ask": _form,
    "evaluation.search": _form,
    "evaluation.lined": lambda *_: {"leave": {"leave": _several("out")}},
    "evaluation.answered": lambda *_: {week_field_name(HALVES): {"week": _several(HALVES[0].number)}},
    "evaluation.moved": _later,
    "evaluation.talk_moved": _talk_later,
    "evaluation.cancelled": lambda *_: {},
    "evaluation.filled": lambda *_: _said_in("succes"),
    "evaluation.said_apart": lambda _, thing: _said_in(thing.batch),
}

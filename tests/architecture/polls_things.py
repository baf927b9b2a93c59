"""The routes of dates looked for: what they act on, what they leave, how they are forged."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.agenda.model import AgendaChange, AgendaPlan, Draft, Kind, Part, Participant, Reply, State
from bot.dates.working import LAST
from bot.polls import wishes
from bot.polls.model import KEY, Choice, Poll, Stage, Voter
from bot.polls.wishes import Wish
from bot.programme.model import Relation
from handlers.polls.asking.forms import NEW, date_field_name, write_metadata
from handlers.polls.running import texts as running_texts
from storage.agenda import appointments as agenda
from storage.agenda import changes, drafts
from storage.database import Transaction
from storage.polls import polls
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, Thing, World

Values = dict[str, dict[str, Any]]
LATER = datetime(2026, 6, 2, 10, 0, tzinfo=NOW.tzinfo)
DATES = tuple(int((LATER + timedelta(days=day)).timestamp()) for day in (0, 1))
DEADLINE = (NOW + timedelta(days=4)).replace(hour=LAST)
OPENS = {
    "polls.start": "polls.search",
    "polls.open": "polls.answered",
    "polls.look": "polls.looked",
    "polls.dates": "polls.redated",
    "polls.move": "polls.moved",
    "polls.cancel": "polls.cancelled",
}
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "polls.all": "Votre réponse est envoyée",
    "polls.close": "Pour «\u00a0Choisir l’outil\u00a0», personne",
    "polls.end": running_texts.ENDED_DONE,
    "polls.pick": "C’est réservé",
    "polls.calendar": "Le fichier d’agenda arrive",
    "polls.leave": "C’est noté, vous ne viendrez pas",
    "polls.come_back": "C’est noté, vous venez",
}


def _nothing(_tx: Transaction, _world: World, _cell: Cell) -> Thing:
    """Write nothing: the form is to be opened, or filled in."""
    draft = str(uuid4())
    return Thing("", write_metadata(draft, NEW), draft=draft)


def _wished(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a wish, of the person or of another."""
    draft = str(uuid4())
    mine = cell.relation is Relation.OWNER
    owner = (world.me(cell) if mine else None) or world.ids["host"]
    wish = Wish("Choisir l’outil", 60, NOW.date(), LATER.date(), must=(world.ids["guest"],))
    drafts.add(tx, Draft(draft, owner, wishes.write_wish(wish), NOW + timedelta(days=2)))
    return Thing("", draft, draft=draft)


def _asked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a date looked for: by the person, of the person, or of others."""
    me, ids = world.me(cell), world.ids
    asker = me if me and cell.relation is Relation.OWNER else ids["host"]
    asked = {ids["guest"], ids["colleague"]} | ({me} if me and cell.relation is Relation.GUEST else set())
    number = _poll(tx, asker, asked)
    return Thing(f"{number} {DATES[0]}" if cell.route == "polls.pick" else str(number), str(number), gathering=number)


def _met(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write the meeting that came of one: who hosts and comes, and the person in the part their cell names."""
    me, ids = world.me(cell), world.ids
    parts = {ids["guest"]: Part.GUEST, ids["host"]: Part.HOST}
    if me is not None and cell.relation in set(map(Relation, Part)):
        part = Part(cell.relation.value)
        parts = {who: other for who, other in parts.items() if other is not part} | {me: part}
    if me is not None and cell.relation is Relation.AWAY:
        parts[me] = Part.GUEST
    someone = tuple(Participant(person, part) for person, part in parts.items())
    plan = AgendaPlan(KEY, None, None, LATER - timedelta(days=1), 60, someone)
    booked = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    if me is not None and cell.relation is Relation.AWAY:
        agenda.set_participant(tx, booked, me, reply=Reply.LEFT)
    host = next(who for who, part in parts.items() if part is Part.HOST)
    number = _poll(tx, host, {who for who in parts if who != host} or {ids["colleague"]})
    polls.change(tx, number, stage=Stage.BOOKED.value, appointment_id=booked)
    return Thing(str(number), str(number), appointment=booked)


def _just_booked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write the meeting of a date that the person, or another, has just booked."""
    me, ids = world.me(cell), world.ids
    asker = me if me and cell.relation is Relation.OWNER else ids["host"]
    asked = {ids["guest"], ids["colleague"]} | ({me} if me and cell.relation is Relation.GUEST else set())
    number = _poll(tx, asker, asked)
    parts = (Participant(asker, Part.HOST), *(Participant(one, Part.GUEST) for one in sorted(asked - {asker})))
    plan = AgendaPlan(KEY, None, None, LATER - timedelta(days=1), 60, parts)
    booked = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    polls.change(tx, number, stage=Stage.BOOKED.value, appointment_id=booked)
    changes.replace(tx, [AgendaChange(booked, str(uuid4()), Kind.BOOK, asker, NOW + timedelta(hours=1))])
    return Thing(str(number), str(number), gathering=number)


def _poll(tx: Transaction, asker: int, asked: set[int]) -> int:
    poll = Poll(0, asker, "Choisir l’outil", 60, DATES, DEADLINE, NOW)
    return polls.add(tx, poll, [Voter(one, False, {}) for one in sorted(asked - {asker})])


Setting = Callable[[Transaction, World, Cell], Thing]
_RUN = ("open", "all", "answered", "look", "close", "end", "dates", "redated", "pick")
_CARD = ("move", "moved", "cancel", "cancelled", "leave", "come_back", "calendar")
SETTINGS: dict[str, Setting] = {
    **dict.fromkeys(("polls.start", "polls.search"), _nothing),
    "polls.asked": _wished,
    **{f"polls.{verb}": _asked for verb in _RUN},
    **{f"polls.{verb}": _met for verb in _CARD},
    "polls.undo": _just_booked,
}
Effect = Callable[[World, Cell, Thing], bool]


def _kept(world: World, cell: Cell, thing: Thing) -> bool:
    draft = world.read(lambda tx: drafts.read(tx, thing.draft))
    return draft is not None and draft.person_id == world.me(cell)


def _sent(world: World, cell: Cell, thing: Thing) -> bool:
    draft = world.read(lambda tx: drafts.read(tx, thing.draft))
    return draft is not None and draft.result_id is not None and draft.person_id == world.me(cell)


def _said(world: World, cell: Cell, thing: Thing) -> bool:
    asked = world.read(lambda tx: polls.voters_of(tx, [thing.gathering]))[thing.gathering]
    mine = next((one for one in asked if one.person_id == world.me(cell)), None)
    return mine is not None and dict(mine.answers) == dict.fromkeys(DATES, Choice.YES)


def _stands(*stages: Stage, revision: int = 0) -> Effect:
    """Make what says whether the poll stands so."""

    def effect(world: World, _cell: Cell, thing: Thing) -> bool:
        poll = world.read(lambda tx: polls.read(tx, thing.gathering))
        return poll is not None and poll.stage in stages and poll.revision == revision

    return effect


def _done(verb: str) -> Effect:
    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        return world.lines("appointment", thing.appointment)[-1:] == [(world.me(cell), f"{KEY}.{verb}")]

    return effect


EFFECTS: dict[str, Effect] = {
    "polls.search": _kept,
    "polls.asked": _sent,
    "polls.all": _said,
    "polls.answered": _said,
    "polls.close": _stands(Stage.CLOSED),
    "polls.end": _stands(Stage.ENDED),
    "polls.redated": _stands(Stage.OPEN, revision=1),
    "polls.pick": _stands(Stage.BOOKED),
    "polls.undo": _stands(Stage.CLOSED),
    "polls.moved": _done("move"),
    "polls.cancelled": _done("cancel"),
    "polls.leave": _done("leave"),
    "polls.come_back": _done("come_back"),
}


def _date(name: str, day: date) -> Values:
    return {name: {name: {"type": "datepicker", "selected_date": day.isoformat()}}}


def _one(name: str, value: object) -> Values:
    return {name: {name: {"type": "static_select", "selected_option": {"value": str(value)}}}}


def _boxes(name: str, *values: object) -> Values:
    return {name: {name: {"type": "checkboxes", "selected_options": [{"value": str(one)} for one in values]}}}


def _form(_world: World, _thing: Thing) -> Values:
    typed = {
        "title": {"title": {"value": "Choisir l’outil"}},
        "may_mails": {"may_mails": {"value": "nour@example.net"}},
    }
    days = _date("since", LATER.date()) | _date("until", (LATER + timedelta(days=9)).date())
    return typed | _one("minutes", 60) | days


def _later(*_: object) -> Values:
    time = {"time": {"time": {"selected_time": f"{LATER:%H:%M}"}}}
    return _date("day", LATER.date()) | time


VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "polls.search": _form,
    "polls.asked": lambda *_: _boxes("dates", *DATES) | _date("deadline", DEADLINE.date()),
    "polls.answered": lambda *_: {
        date_field_name(one): {date_field_name(one): {"selected_option": {"value": "yes"}}} for one in DATES
    },
    "polls.redated": lambda *_: _boxes("dates", DATES[1]) | _date("deadline", DEADLINE.date()),
    "polls.moved": _later,
    "polls.cancelled": lambda *_: {},
}

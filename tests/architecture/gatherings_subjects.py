"""Subjects, groups of few and the porteurs' seminar: what each route acts on, how it is forged, what it leaves."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.gatherings.kinds import KINDS, PAIRS, PORTEURS
from bot.gatherings.model import Proposal, Purpose, Series
from bot.programme.model import Membership, Relation
from bot.programme.roles import Role
from handlers.gatherings.subjects import texts as subjects_texts
from storage.agenda import appointments as agenda
from storage.database import Transaction
from storage.gatherings import gathering_series
from storage.gatherings import occurrences as gatherings
from storage.gatherings import proposals as gathering_proposals
from storage.programme import people
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, PARIS, Thing, World

SOON = datetime(2026, 5, 26, 14, 0, tzinfo=PARIS)
OVER = NOW - timedelta(days=6)
_PARTS = {Relation.HOST: Part.HOST, Relation.EXPERT: Part.EXPERT}


def _series(tx: Transaction, world: World, dispositif: str) -> int:
    """Write a series of the host's, between peers for nobody's métier."""
    metiers = ("aucun",) if dispositif == PAIRS else ()
    given = Series(0, world.promotion, dispositif, "", KINDS[dispositif].minutes, world.ids["host"], metiers=metiers)
    return gathering_series.add(tx, given, draft_id=str(uuid4()), now=NOW)


def _made(tx: Transaction, world: World, cell: Cell, *, dispositif: str = PAIRS, starts: datetime = SOON) -> Thing:
    """Write a gathering, its time not claimed, and the person in the part their cell names, or invited by name."""
    me, part = world.me(cell), _PARTS.get(cell.relation)
    series_id = _series(tx, world, dispositif)
    parts = (Participant(me, part),) if me is not None and part else ()
    plan = AgendaPlan(dispositif, world.promotion, None, starts, KINDS[dispositif].minutes, parts, place="Ségur")
    appointment_id = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    number = gatherings.add(
        tx,
        series_id=series_id,
        period="1",
        appointment_id=appointment_id,
        rule_day=starts.date(),
        announce_at=starts - timedelta(days=14),
    )
    if me is not None and cell.relation in (Relation.GUEST, Relation.OWNER):
        gatherings.invite(tx, number, [me], inviter_id=None)
    thing = Thing(value=str(number), private=str(number))
    thing.gathering, thing.appointment = number, appointment_id
    return thing


def _proposing(tx: Transaction, world: World, cell: Cell) -> Thing:
    thing = _made(tx, world, cell)
    thing.private = f"{thing.gathering} {uuid4()}"
    return thing


def _proposed(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a group with a subject, of the person where they are its owner."""
    thing = _made(tx, world, cell)
    author = world.me(cell) if cell.relation is Relation.OWNER else world.ids["booker"]
    text, gesture = "Un sujet", str(uuid4())
    gathering_proposals.add(
        tx, thing.gathering, purpose=Purpose.SUBJECT, gesture=gesture, author_id=author, text=text, now=NOW
    )
    subject = gathering_proposals.find_by_gesture(tx, gesture)
    assert subject is not None
    thing.sessions = (subject.id,)
    if cell.route == "gatherings.withdraw":
        thing.value = str(subject.id)
    return thing


def _few(tx: Transaction, world: World, _cell: Cell) -> Thing:
    """Write a group of nobody and another that it can join; there is somebody to invite."""
    series_id, other = _series(tx, world, PAIRS), _series(tx, world, PAIRS)
    if not people.list_with_role(tx, Role.ALUMNI):
        people.add_membership(tx, world.ids["specialist"], Membership(Role.ALUMNI))
    thing = Thing(value=str(series_id), private=str(series_id))
    thing.sessions = (series_id, other)
    return thing


def _seminar(tx: Transaction, world: World, cell: Cell) -> Thing:
    return _made(tx, world, cell, dispositif=PORTEURS)


def _over(tx: Transaction, world: World, cell: Cell) -> Thing:
    thing = _made(tx, world, cell, dispositif=PORTEURS, starts=OVER)
    thing.private = f"{thing.gathering} {uuid4()}"
    return thing


Setting = Callable[[Transaction, World, Cell], Thing]
_BY_SETTING: Mapping[Setting, tuple[str, ...]] = {
    _made: ("propose", "subject", "subject_given"),
    _proposing: ("proposed",),
    _proposed: ("vote", "voted", "withdraw"),
    _few: ("join_group", "group_joined", "open_alumni"),
    _seminar: ("invite", "invited"),
    _over: ("share", "shared"),
}
SETTINGS: dict[str, Setting] = {
    f"gatherings.{verb}": setting for setting, verbs in _BY_SETTING.items() for verb in verbs
}

# route → the modal that it opens
OPENS = {
    "gatherings.propose": "gatherings.proposed",
    "gatherings.vote": "gatherings.voted",
    "gatherings.subject": "gatherings.subject_given",
    "gatherings.join_group": "gatherings.group_joined",
    "gatherings.invite": "gatherings.invited",
    "gatherings.share": "gatherings.shared",
}
# route → how its answer begins
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "gatherings.withdraw": subjects_texts.WITHDRAWN,
    "gatherings.open_alumni": "Groupe de partage entre pairs",
}


def _fields(**fields: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: {name: value} for name, value in fields.items()}


# route → what its form holds
VALUES: dict[str, Callable[[World, Thing], dict[str, dict[str, Any]]]] = {
    "gatherings.proposed": lambda *_: _fields(text={"value": "Un autre sujet"}),
    "gatherings.voted": lambda _, thing: _fields(
        **{"chosen-0": {"selected_options": [{"value": str(thing.sessions[0])}]}}
    ),
    "gatherings.subject_given": lambda *_: _fields(text={"value": "Le sujet"}),
    "gatherings.group_joined": lambda _, thing: _fields(other={"selected_option": {"value": str(thing.sessions[1])}}),
    "gatherings.invited": lambda _, thing: _fields(
        account={"selected_user": None},
        name={"value": "Noé Petit"},
        email={"value": _email(thing)},
    ),
    "gatherings.shared": lambda *_: _fields(text={"value": "À refaire"}),
}


def _email(thing: Thing) -> str:
    return f"noe{thing.gathering}@example.org"


def _subjects(world: World, thing: Thing, purpose: Purpose = Purpose.SUBJECT) -> list[Proposal]:
    found = world.read(lambda tx: gathering_proposals.by_gatherings(tx, [thing.gathering], purpose))
    return found.get(thing.gathering, [])


def _is_proposed(world: World, cell: Cell, thing: Thing) -> bool:
    found = _subjects(world, thing)
    lines = [world.lines("proposal", one.id) for one in found]
    me = world.me(cell)
    return ([one.author_id for one in found], lines) == ([me], [[(me, "gatherings.propose")]])


def _is_titled(world: World, cell: Cell, thing: Thing) -> bool:
    kept = world.read(lambda tx: gatherings.read(tx, thing.gathering))
    lines = world.lines("gathering", thing.gathering)
    return (kept and kept.title, lines) == ("Le sujet", [(world.me(cell), "gatherings.title")])


def _is_joined(world: World, cell: Cell, thing: Thing) -> bool:
    kept = world.read(lambda tx: gathering_series.read(tx, thing.sessions[0]))
    lines = world.lines("series", thing.sessions[0])
    return kept is not None and kept.ended_at is not None and lines == [(world.me(cell), "gatherings.join")]


def _is_opened(world: World, _cell: Cell, thing: Thing) -> bool:
    kept = world.read(lambda tx: gathering_series.read(tx, thing.sessions[0]))
    return kept is not None and kept.opened_to == {Role.ALUMNI}


def _is_invited(world: World, cell: Cell, thing: Thing) -> bool:
    person = world.read(lambda tx: people.by_email(tx, _email(thing)))
    invited = world.read(lambda tx: gatherings.guests_of(tx, [thing.gathering])).get(thing.gathering, set())
    lines = world.lines("gathering", thing.gathering)
    return person is not None and person.id in invited and lines == [(world.me(cell), "gatherings.invite")]


EFFECTS: dict[str, Callable[[World, Cell, Thing], bool]] = {
    "gatherings.proposed": _is_proposed,
    "gatherings.voted": lambda world, cell, thing: (
        [one.supporters for one in _subjects(world, thing)] == [frozenset({world.me(cell)})]
    ),
    "gatherings.withdraw": lambda world, _, thing: _subjects(world, thing) == [],
    "gatherings.subject_given": _is_titled,
    "gatherings.group_joined": _is_joined,
    "gatherings.open_alumni": _is_opened,
    "gatherings.invited": _is_invited,
    "gatherings.shared": lambda world, cell, thing: (
        [one.author_id for one in _subjects(world, thing, Purpose.SHARED)] == [world.me(cell)]
    ),
}

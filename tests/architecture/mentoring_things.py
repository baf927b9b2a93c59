"""What each route of mentoring acts on: a cycle in the state it needs, with the person in their part, or a draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from bot.agenda.model import AgendaPlan, Draft, Part, Participant, Reply, State
from bot.dates.paris import day_of
from bot.mentoring import moves
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import MENTORING, SHIPPED, CycleWish
from bot.mentoring.sheets import describe_cycle, session_of
from bot.mentoring.words import write_wish
from bot.programme.model import Relation
from storage.agenda import appointments as agenda
from storage.agenda import drafts
from storage.database import Transaction
from storage.mentoring import cycles as mentoring
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, PARIS, Thing, World
from tests.journeys.mentors import DATA

SECRET = "Un besoin secret"
FOUR = tuple(datetime(2026, month, day, 14, 0, tzinfo=PARIS) for month, day in ((5, 12), (5, 19), (5, 26), (6, 2)))
MOVED = datetime(2026, 5, 20, 14, 0, tzinfo=PARIS)
WEEK, MONTH = timedelta(days=7), timedelta(days=35)

_HELD, _OPEN, _CONFIRMED = SessionState.HELD, SessionState.OPEN, SessionState.CONFIRMED
_AGREED, _COUNTERED = SessionState.AGREED, SessionState.COUNTERED
_HOLDING = {_CONFIRMED: State.CONFIRMED, SessionState.OVER: State.CONFIRMED}
States = Sequence[SessionState]


def _cycle(
    tx: Transaction,
    world: World,
    cell: Cell,
    *,
    state: CycleState,
    sessions: States = (),
    starts: Sequence[datetime] = FOUR,
    about: int | None = None,
) -> Thing:
    """Write a cycle: who asked, comes and is the mentor, and the person in the part their cell names.

    `about`: the place of the séance that the route acts on.
    """
    who = {part: world.ids[key] for part, key in _PARTS.items()}
    me = world.me(cell)
    if me is not None and cell.relation in set(map(Relation, Part)):
        who[Part(cell.relation.value)] = me
    thing = Thing(need=f"{SECRET} {uuid4()}")
    wish = _wish(world, thing, guest_ids=(who[Part.GUEST],))
    thing.cycle = mentoring.add(
        tx,
        wish,
        draft_id=str(uuid4()),
        asked_by=who[Part.BOOKER],
        mentor_id=who[Part.HOST],
        state=state,
        answer_by=NOW + timedelta(days=3),
        now=NOW,
    )
    thing.value = thing.private = str(thing.cycle)
    if state in (CycleState.RUNNING, CycleState.DONE):
        mentoring.change(tx, thing.cycle, first_day=day_of(starts[0]).isoformat())
    parts = tuple(Participant(person, part) for part, person in who.items())
    for start, one in zip(starts, sessions, strict=False):
        plan = AgendaPlan(
            MENTORING, world.promotion, world.defi, start, SHIPPED.minutes, parts, link="https://visio.example.org/a"
        )
        held = State.CANCELLED if not one.holds_time else _HOLDING.get(one, State.HELD)
        thing.sessions += (agenda.add(tx, plan, uid=str(uuid4()), state=held, now=NOW),)
    if thing.sessions:
        mentoring.add_sessions(tx, thing.cycle, thing.sessions)
        for appointment_id, one in zip(thing.sessions, sessions, strict=True):
            mentoring.change_session(tx, appointment_id, state=one.value)
    if about is not None:
        thing.appointment = thing.sessions[about]
    return thing


def _about_one(tx: Transaction, world: World, cell: Cell, *, states: States, at: int, since: timedelta) -> Thing:
    """Write a cycle that runs since `since` before the usual one, and what a button about its séance `at` carries."""
    starts = [one - since for one in FOUR]
    thing = _cycle(tx, world, cell, state=CycleState.RUNNING, sessions=states, starts=starts, about=at)
    thing.value = str(thing.appointment)
    return thing


def _replanned(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a cycle that runs whose second séance has no time."""
    states = (_CONFIRMED, _OPEN, _CONFIRMED, _CONFIRMED)
    thing = _cycle(tx, world, cell, state=CycleState.RUNNING, sessions=states, about=1)
    thing.value = thing.private = f"{thing.cycle} {thing.appointment}"
    return thing


def _moved(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a cycle that runs, and what the form carries that moves its second séance."""
    thing = _cycle(tx, world, cell, state=CycleState.RUNNING, sessions=(_CONFIRMED,) * 4, about=1)
    thing.private = f"{thing.cycle} {thing.appointment}"
    return thing


def _wished(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a running cycle whose asker wishes another time for its second séance."""
    mine = replace(cell, relation=Relation.BOOKER) if cell.relation is Relation.OWNER else cell
    thing = _cycle(tx, world, mine, state=CycleState.RUNNING, sessions=(_CONFIRMED,) * 4, about=1)
    who = world.me(cell) if cell.relation is Relation.OWNER else world.ids["booker"]
    sheet = describe_cycle(tx, thing.cycle)
    session = session_of(sheet, thing.appointment)
    moves.ask_mentor(
        tx, world.actor(tx, who or 0), sheet, new_starts={session.appointment.id: MOVED}, reason=None, now=NOW
    )
    thing.value = f"{thing.cycle} {thing.appointment} {int(MOVED.timestamp())}"
    return thing


def _skipped(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a cycle that runs, whose first séance the person misses where they are a guest."""
    thing = _cycle(tx, world, cell, state=CycleState.RUNNING, sessions=(_CONFIRMED,) * 4)
    me = world.me(cell)
    if me is not None and cell.relation is Relation.GUEST:
        agenda.set_participant(tx, thing.sessions[0], me, reply=Reply.LEFT)
    return thing


def _gone(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a cycle that runs, which the person left whole where they are away."""
    me = world.me(cell)
    whose = replace(cell, relation=Relation.GUEST) if cell.relation is Relation.AWAY else cell
    thing = _cycle(tx, world, whose, state=CycleState.RUNNING, sessions=(_CONFIRMED,) * 4)
    if me is not None and cell.relation is Relation.AWAY:
        mentoring.leave(tx, thing.cycle, me, now=NOW)
        for one in thing.sessions:
            agenda.set_participant(tx, one, me, reply=Reply.LEFT)
    return thing


def _done(tx: Transaction, world: World, cell: Cell) -> Thing:
    starts = [one - MONTH for one in FOUR]
    return _cycle(tx, world, cell, state=CycleState.DONE, sessions=(SessionState.OVER,) * 4, starts=starts)


def _need(_tx: Transaction, _world: World, _cell: Cell) -> Thing:
    draft = str(uuid4())
    return Thing(private=draft, draft=draft, need=f"{SECRET} {draft}")


def _draft(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a draft that looks at Maya, or at nobody yet: the person's own, or another's."""
    me = world.me(cell)
    owner = me if me is not None and cell.relation is Relation.OWNER else world.ids["booker"]
    thing = Thing(draft=str(uuid4()), need=f"{SECRET} {uuid4()}")
    chooses = cell.route == "mentoring.choose_mentor"
    wish = _wish(world, thing, guest_ids=(world.ids["guest"],), mentor_id=None if chooses else world.ids["maya"])
    drafts.add(tx, Draft(thing.draft, owner, write_wish(wish), NOW + timedelta(days=2)))
    thing.value, thing.private = thing.draft, thing.draft
    if chooses:
        thing.value = f"{thing.draft} {world.ids['maya']}"
    return thing


def _wish(world: World, thing: Thing, *, guest_ids: tuple[int, ...], mentor_id: int | None = None) -> CycleWish:
    return CycleWish(world.defi, need=thing.need, domain=DATA, guest_ids=guest_ids, mentor_id=mentor_id)


_PARTS: Mapping[Part, str] = {Part.BOOKER: "booker", Part.GUEST: "guest", Part.HOST: "maya"}

Setting = Callable[[Transaction, World, Cell], Thing]
_asked = partial(_cycle, state=CycleState.ASKED)
_held = partial(_cycle, state=CycleState.HELD, sessions=(_HELD,) * 4)
_countered = partial(_cycle, state=CycleState.ANSWERED, sessions=(_AGREED, _COUNTERED, _AGREED, _AGREED), about=1)
_running = partial(_cycle, state=CycleState.RUNNING, sessions=(_CONFIRMED,) * 4)
_lapsed = partial(_cycle, state=CycleState.LAPSED, sessions=(SessionState.DROPPED,) * 4)
_over = partial(_about_one, states=(SessionState.OVER, *(_CONFIRMED,) * 3), at=0, since=2 * WEEK)
_late = partial(_about_one, states=(*(_CONFIRMED,) * 3, SessionState.LATE), at=3, since=timedelta())
_BY_SETTING: Mapping[Setting, Sequence[str]] = {
    _asked: ("when", "times"),
    _held: ("answer", "answered", "confirm", "decline", "declined", "no_time", "open", "withdraw"),
    _countered: ("accept", "choose", "chosen"),
    _running: ("calendar", "end", "ended", "hand_over", "handed", "leave", "move", "move_rest", "skip", "skipped"),
    _skipped: ("come_back", "came"),
    _gone: ("rejoin",),
    _moved: ("moved", "rest_moved"),
    _wished: ("undo",),
    _replanned: ("replan", "replanned"),
    _over: ("incomplete", "missed", "postpone", "took_place"),
    _late: ("agree_late", "refuse_late"),
    _done: ("again", "review", "reviewed"),
    _lapsed: ("next", "reassign", "take"),
    _need: ("need",),
    _draft: ("back", "choose_mentor", "later", "others", "send"),
}
SETTINGS: dict[str, Setting] = {
    f"mentoring.{verb}": setting for setting, verbs in _BY_SETTING.items() for verb in verbs
}

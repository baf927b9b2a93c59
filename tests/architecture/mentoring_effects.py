"""What each route of mentoring leaves behind when it is allowed: the cycle's state, its séances, its history."""

from collections.abc import Callable, Sequence

from bot.agenda.model import State
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.mentoring.model import CycleSheet, CycleWish
from bot.mentoring.sheets import describe_cycle
from bot.mentoring.words import read_wish
from bot.programme.roles import Role
from storage.agenda import calendars, drafts
from storage.mentoring import reviews
from storage.programme import people
from tests.architecture.cells import Cell
from tests.architecture.mentoring_things import FOUR, MOVED
from tests.architecture.staging import Thing, World

LIMIT = 5
Effect = Callable[[World, Cell, Thing], bool]


def _sheet(world: World, thing: Thing) -> CycleSheet:
    return world.read(lambda tx: describe_cycle(tx, thing.cycle))


def _written(world: World, cell: Cell, thing: Thing, verb: str) -> bool:
    """Say whether the cycle's history ends with this line by the person of the cell."""
    return world.lines("mentoring_cycle", thing.cycle)[-1:] == [(world.me(cell), f"mentoring.{verb}")]


def _put(state: CycleState, verb: str, sessions: Sequence[SessionState] = (), *, reason: bool = False) -> Effect:
    """Make the effect of what brings a cycle to a state, its séances by number to theirs."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        sheet = _sheet(world, thing)
        by_number = [one.state for one in sorted(sheet.sessions, key=lambda one: one.number)]
        there = (sheet.cycle.state, bool(sheet.cycle.reason)) == (state, reason)
        return there and by_number == list(sessions or by_number) and _written(world, cell, thing, verb)

    return effect


def _of_one(state: SessionState, verb: str, outcome: Outcome | None = None) -> Effect:
    """Make the effect of what is said of one séance."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        [one] = [one for one in _sheet(world, thing).sessions if one.appointment.id == thing.appointment]
        return (one.state, one.outcome) == (state, outcome) and _written(world, cell, thing, verb)

    return effect


def _moved(verb: str) -> Effect:
    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        [one] = [one for one in _sheet(world, thing).sessions if one.appointment.id == thing.appointment]
        there = (one.state, one.appointment.state, one.appointment.starts)
        if (one.state, one.wanted) == (SessionState.MOVING, MOVED):  # the team asks the mentor
            return verb == "move" and _written(world, cell, thing, "ask_move")
        return there == (SessionState.CONFIRMED, State.CONFIRMED, MOVED) and _written(world, cell, thing, verb)

    return effect


def _kept(world: World, cell: Cell, draft_id: str) -> CycleWish | None:
    """Give what the person's own draft holds."""
    draft = world.read(lambda tx: drafts.read(tx, draft_id))
    mine = draft is not None and draft.person_id == world.me(cell) and draft.content
    return read_wish(draft.content) if draft is not None and mine else None


def _holds(wanted: Callable[[World, CycleWish], bool]) -> Effect:
    """Make the effect of a step over the draft of the thing."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        wish = _kept(world, cell, thing.draft)
        return wish is not None and wish.need == thing.need and wanted(world, wish)

    return effect


def _begun(world: World, cell: Cell, thing: Thing) -> bool:
    """Say whether the form that opened is about a new draft that follows the cycle, with its need."""
    modal = world.account(cell).modal
    wish = _kept(world, cell, str(modal.body["private_metadata"])) if modal else None
    return wish is not None and (wish.after, wish.need) == (thing.cycle, thing.need)


def _sent(world: World, cell: Cell, thing: Thing) -> bool:
    draft = world.read(lambda tx: drafts.read(tx, thing.draft))
    thing.cycle = (draft and draft.result_id) or 0
    if not thing.cycle:
        return False
    sheet = _sheet(world, thing)
    asked = (sheet.cycle.state, sheet.cycle.asked_by, sheet.cycle.need) == (CycleState.HELD, world.me(cell), thing.need)
    starts = tuple(one.appointment.starts for one in sheet.sessions)
    return asked and starts == FOUR and _written(world, cell, thing, "ask")


def _withdrawn(world: World, cell: Cell, thing: Thing) -> bool:
    told = world.owed(kind="mentoring.withdrawn", subject_id=thing.cycle)
    return told == 1 and _put(CycleState.WITHDRAWN, "withdraw")(world, cell, thing)


def _calendar(world: World, cell: Cell, thing: Thing) -> bool:
    takers = world.read(lambda tx: calendars.list_file_takers(tx, thing.sessions))
    return sorted(takers) == [(one, world.me(cell)) for one in sorted(thing.sessions)]


def _left(world: World, cell: Cell, thing: Thing) -> bool:
    return world.me(cell) not in _sheet(world, thing).team_ids and _written(world, cell, thing, "leave")


def _skips(*, comes: bool, told: str) -> Callable[[World, Cell, Thing], bool]:
    """Say whether the person comes to the first séance or not, and the others are told."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        first = _sheet(world, thing).sessions[0].appointment
        others = world.owed(kind=told, subject_id=thing.cycle)
        return (first.part_of(world.me(cell)) is not None, others) == (comes, 2)

    return effect


def _taken(world: World, cell: Cell, thing: Thing) -> bool:
    taken = _sheet(world, thing).cycle.taken_by
    return taken == world.me(cell) is not None and _written(world, cell, thing, "take")


def _handed(world: World, cell: Cell, thing: Thing) -> bool:
    sheet, rose = _sheet(world, thing), world.ids["rose"]
    hosts = {one.appointment.host_ids for one in sheet.sessions}
    return (sheet.cycle.mentor_id, hosts) == (rose, {(rose,)}) and _written(world, cell, thing, "hand_over")


def _reviewed(world: World, cell: Cell, thing: Thing) -> bool:
    said = world.read(lambda tx: reviews.reviews_of(tx, thing.cycle))
    mine = [(one.person_id, one.useful) for one in said] == [(world.me(cell), "yes")]
    return mine and _written(world, cell, thing, "review")


def _exported(world: World, cell: Cell, _thing: Thing) -> bool:
    return world.owed(kind="mentoring.export", person_id=world.me(cell) or 0) == 2  # the message, and its file


def _limited(limit: int) -> Effect:
    def effect(world: World, cell: Cell, _thing: Thing) -> bool:
        rows = world.read(lambda tx: people.current_memberships(tx, promotion_id=None, roles=[Role.MENTOR]))
        return [row.cycles_max for row in rows if row.person_id == world.me(cell)] == [limit]

    return effect


_RUNNING = (SessionState.CONFIRMED,) * 4
_FREED = (SessionState.DROPPED,) * 4
EFFECTS: dict[str, Effect] = {
    "mentoring.need": _holds(lambda world, wish: wish.mentor_id == world.ids["maya"]),
    "mentoring.choose_mentor": _holds(lambda world, wish: wish.mentor_id == world.ids["maya"]),
    "mentoring.others": _holds(lambda _, wish: wish.mentor_id is None),
    "mentoring.later": _holds(lambda _, wish: wish.from_day is not None),
    "mentoring.send": _sent,
    "mentoring.next": _begun,
    "mentoring.reassign": _begun,
    "mentoring.confirm": _put(CycleState.RUNNING, "confirm", _RUNNING),
    "mentoring.answered": _put(CycleState.ANSWERED, "answer", (*(SessionState.AGREED,) * 3, SessionState.OPEN)),
    "mentoring.declined": _put(CycleState.DECLINED, "decline", _FREED, reason=True),
    "mentoring.no_time": _put(CycleState.DECLINED, "decline", _FREED, reason=True),
    "mentoring.times": _put(CycleState.OFFERED, "give_times", (SessionState.HELD,) * 4),
    "mentoring.accept": _put(CycleState.RUNNING, "accept", _RUNNING),
    "mentoring.chosen": _put(CycleState.RUNNING, "accept", _RUNNING),
    "mentoring.withdraw": _withdrawn,
    **dict.fromkeys(("mentoring.moved", "mentoring.rest_moved"), _moved("move")),
    "mentoring.undo": _of_one(SessionState.CONFIRMED, "keep_date"),
    "mentoring.replanned": _moved("replan"),
    "mentoring.ended": _put(CycleState.ENDED, "end", _FREED),
    "mentoring.leave": _left,
    "mentoring.skipped": _skips(comes=False, told="mentoring.away"),
    **dict.fromkeys(("mentoring.come_back", "mentoring.came"), _skips(comes=True, told="mentoring.back")),
    "mentoring.rejoin": _skips(comes=True, told="mentoring.back"),
    "mentoring.calendar": _calendar,
    "mentoring.took_place": _of_one(SessionState.OVER, "check_in", Outcome.TOOK_PLACE),
    "mentoring.incomplete": _of_one(SessionState.OVER, "check_in", Outcome.INCOMPLETE),
    "mentoring.postpone": _of_one(SessionState.OPEN, "miss", Outcome.MISSED),
    "mentoring.missed": _of_one(SessionState.OPEN, "miss", Outcome.MISSED),
    "mentoring.agree_late": _of_one(SessionState.CONFIRMED, "answer_late"),
    "mentoring.refuse_late": _of_one(SessionState.OPEN, "refuse_late", Outcome.MISSED),
    "mentoring.reviewed": _reviewed,
    "mentoring.take": _taken,
    "mentoring.handed": _handed,
    "mentoring.export": _exported,
    "mentoring.limited": _limited(LIMIT),
    "mentoring.full": _limited(0),
}

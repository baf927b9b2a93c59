"""What the routes of reminders act on, what their forms hold, and what each leaves behind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select

from bot.agenda.model import AgendaPlan, Outcome, Part, Participant, State
from bot.agenda.reminders.choices import MessageChoices
from bot.agenda.reminders.timetable import ReminderKind, ReminderPolicy, ReminderWishes, WakingHours
from bot.notices.model import Action, NoticeState
from bot.programme.model import Relation
from handlers.agenda.reminders.forms import write_shown_choices
from storage.agenda import appointments, reminders
from storage.database import Transaction
from storage.notices.ledger import notices
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, STARTS, Thing, World

SNOOZED = "Je vous le rappelle"
DISPOSITIF = "conference"
QUIET = WakingHours(9 * 60, 18 * 60)


def sent(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write an appointment of the person's and of who hosts it, of which a message reminded them."""
    me = world.me(cell)
    parts = [Participant(world.ids["host"], Part.HOST)] + ([Participant(me, Part.GUEST)] if me else [])
    plan = AgendaPlan("bureau-aide", world.promotion, world.defi, STARTS, 60, tuple(parts))
    return Thing("600", appointment=appointments.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW))


def ended(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write an appointment that is over, booked by the person, or with the part that their cell names."""
    me = world.me(cell)
    parts = {world.ids["booker"]: Part.BOOKER, world.ids["host"]: Part.HOST}
    if me is not None and cell.relation is Relation.BOOKER:
        parts = {me: Part.BOOKER, world.ids["host"]: Part.HOST}
    elif me is not None and cell.relation is Relation.GUEST:
        parts[me] = Part.GUEST
    everybody = tuple(Participant(person, part) for person, part in parts.items())
    plan = AgendaPlan("bureau-aide", world.promotion, world.defi, NOW - timedelta(hours=2), 60, everybody)
    number = appointments.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    return Thing(str(number), appointment=number)


def noted(outcome: Outcome) -> Callable[[World, Cell, Thing], bool]:
    """Make what says whether this was noted of the appointment, by the person of the cell."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        known = world.read(lambda tx: reminders.outcome_of(tx, thing.appointment))
        lines = world.lines("appointment", thing.appointment)
        return (known, lines) == (outcome, [(world.me(cell), "bureau-aide.after")])

    return effect


def note_sent(world: World, cell: Cell, thing: Thing, *, channel: str, ts: str) -> None:
    """Note the message as the reminder that was sent."""
    row = {
        "id": str(uuid4()),
        "key": str(uuid4()),
        "action": Action.POST.value,
        "kind": ReminderKind.WEEK.value,
        "subject": "appointment",
        "subject_id": thing.appointment,
        "revision": 0,
        "recipient": f"person {world.me(cell)}",
        "person_id": world.me(cell),
        "due": NOW,
        "state": NoticeState.SENT.value,
        "sent_channel": channel,
        "sent_ts": ts,
        "closed_at": NOW,
    }
    with world.transaction() as tx:
        tx.execute(insert(notices).values(row))


def snoozed(world: World, cell: Cell, thing: Thing) -> bool:
    """Say whether the reminder is owed once more, to the person of the cell."""
    again = select(notices.c.person_id).where(
        notices.c.subject_id == thing.appointment, notices.c.kind == ReminderKind.WEEK.value, notices.c.due > NOW
    )
    found = list(world.read(lambda tx: tx.execute(again).scalars().all()))
    return world.me(cell) is not None and found == [world.me(cell)]


def kept(world: World, cell: Cell, _thing: Thing) -> bool:
    """Say whether the person's wishes are those of the form; what somebody who hosts nothing was not asked stays."""
    me = world.me(cell)
    if me is None:
        return False
    found = world.read(lambda tx: reminders.wishes_of(tx, [me])).get(me, ReminderWishes())
    ticked = (found.kinds - {ReminderKind.DAY}, found.quiet) == (frozenset({ReminderKind.WEEK}), QUIET)
    return ticked and world.lines("person", me)[-1:] == [(me, "agenda.reminders")]


def policy_set(world: World, cell: Cell, _thing: Thing) -> bool:
    """Say whether the dispositif reminds of what the form says, by the person of the cell."""
    policy = world.read(lambda tx: reminders.policy_of(tx, DISPOSITIF))
    return policy == ReminderPolicy(frozenset({ReminderKind.WEEK})) and world.lines("dispositif", 0)[-1:] == [
        (world.me(cell), "agenda.policy")
    ]


def _ticked() -> dict[str, dict[str, Any]]:
    return {"kinds": {"kinds": {"selected_options": [{"value": ReminderKind.WEEK.value}]}}}


ANSWERED = {
    "reminders.took_place": Outcome.TOOK_PLACE,
    "reminders.incomplete": Outcome.INCOMPLETE,
    "reminders.postpone": Outcome.POSTPONED,
}
OPENS = {
    "reminders.open": "reminders.keep",
    "reminders.policies": "reminders.set_policy",
    "reminders.policy": "reminders.set_policy",
}
VALUES = {
    "reminders.keep": lambda *_: (
        _ticked() | {"wakes": {"wakes": {"selected_time": "09:00"}}, "sleeps": {"sleeps": {"selected_time": "18:00"}}}
    ),
    "reminders.set_policy": lambda *_: _ticked(),
}
SETTINGS = {
    "reminders.policy": lambda *_: Thing(DISPOSITIF),
    "reminders.set_policy": lambda *_: Thing(private=DISPOSITIF),
    "reminders.keep": lambda *_: Thing(private=write_shown_choices(MessageChoices())),
    "reminders.snooze": sent,
    **dict.fromkeys(ANSWERED, ended),
}
EFFECTS = {
    "reminders.keep": kept,
    "reminders.set_policy": policy_set,
    **{route: noted(outcome) for route, outcome in ANSWERED.items()},
}

"""Listeners of « Changer la date » and « Annuler » for appointments with a single date, such as committees.

Each feature gives its use cases and names. Bureaux d'aide and mentoring have their own forms with the same sentences,
because people choose a slot in these forms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from slack_sdk.models.blocks import Block

from bot.agenda import pending
from bot.agenda.around import days_around
from bot.agenda.model import Appointment
from bot.errors import Invalid, SlotTaken
from bot.programme.model import Actor, Person
from bot.tools import Reading
from handlers.kit.blocks import Json
from handlers.kit.escaping import Said
from handlers.kit.fields import TimeToConfirm, read_move_metadata
from handlers.kit.reading import DAY, read_moment, read_reason
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_by_reason, explain_refusals, show_errors
from handlers.kit.told import undo_blocks
from handlers.kit.turn import Turn

from . import texts, views
from .views import DateFormTexts

ThingT = TypeVar("ThingT")
UNDO = "agenda.undo"
Faults = Mapping[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves(Generic[ThingT]):
    """« Changer la date » for one kind of appointment, with its button, its form and its use case.

    `change` is the use case that reschedules. `read` returns what is rescheduled, such as a committee, and raises the
    same errors. `before` returns the current time. `clashes` returns the people who have another appointment at the new
    time: the actor must then confirm it. `taken` returns the error if a person's time is reserved. `faults` has error
    messages besides those of all dates. `why` has a sentence for each reason for which the form cannot open."""

    button: str
    form: str
    permits: str
    read: Callable[[Reading, Actor, int, datetime], ThingT]
    named: Callable[[ThingT, Actor, datetime], DateFormTexts]
    before: Callable[[Reading, int], datetime | None]
    change: Callable[..., ThingT]
    taken: Callable[[Turn], str]
    clashes: Callable[..., list[Person]] | None = None
    faults: Faults = field(default_factory=dict)
    why: Mapping[str, Said] = field(default_factory=dict)

    def register(self, routes: Routes) -> None:
        routes.add("action", self.button, self.open, permits=self.permits)
        routes.add("view", self.form, self.receive, permits=self.permits)

    def open(self, turn: Turn) -> None:
        """Open the form. It shows the actor's other events on the day of the appointment."""
        now, thing_id = turn.tools.now(), turn.value_id
        with explain_refusals(turn, self.why):
            with turn.tools.reading() as reading:
                named = self.named(self.read(reading, turn.actor, thing_id, now), turn.actor, now)
                days = days_around(reading, turn.actor, [named.of] if named.of else [], now=now)
            turn.ack()
            turn.show(views.move_form(self.form, named, days=days, now=now))

    def receive(self, turn: Turn) -> None:
        with show_errors(turn, self._errors(turn), Invalid, SlotTaken):
            turn.ack(response_action="update", view=self._move(turn, now=turn.tools.now()))

    def _move(self, turn: Turn, *, now: datetime) -> Json:
        starts, reason, (number, seen) = (
            read_moment(turn.values),
            read_reason(turn.values),
            read_move_metadata(turn.private),
        )
        with turn.tools.transaction() as tx:
            before = self.before(tx, number)
            if self.clashes is not None and starts not in (seen, before):
                busy = self.clashes(tx, turn.actor, number, starts=starts)
                if busy and starts > now:
                    named = self.named(self.read(tx, turn.actor, number, now), turn.actor, now)
                    again = TimeToConfirm(starts, [person.name for person in busy], reason)
                    return views.move_form(self.form, named, to_confirm=again, now=now)
            changed = self.change(tx, turn.actor, number, starts=starts, reason=reason, now=now)
            named = self.named(changed, turn.actor, now)
            undo = undo_row(tx, turn.actor, named.of, now=now)
        title = texts.MOVED_TITLE if before else texts.NOTED_TITLE
        return views.moved_modal(
            named.name, [named.starts], has_changed=before != starts, title=title, undo_rows=undo, now=now
        )

    def _errors(self, turn: Turn) -> Callable[[Invalid | SlotTaken], Mapping[str, str]]:
        say = errors_by_reason({**texts.FAULTS, **self.faults})
        return lambda refusal: say(refusal) if isinstance(refusal, Invalid) else {DAY: self.taken(turn)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancels(Generic[ThingT]):
    """« Annuler » for one kind of appointment. `title` is the title of the form and the label of its button.

    `read`, `named` and `change` have the same meaning as in `Moves`."""

    button: str
    form: str
    permits: str
    title: str
    read: Callable[[Reading, Actor, int, datetime], ThingT]
    named: Callable[[ThingT, Actor, datetime], DateFormTexts]
    change: Callable[..., ThingT]

    def register(self, routes: Routes) -> None:
        routes.add("action", self.button, self.open, permits=self.permits)
        routes.add("view", self.form, self.receive, permits=self.permits)

    def open(self, turn: Turn) -> None:
        now = turn.tools.now()
        with turn.tools.reading() as reading:
            named = self.named(self.read(reading, turn.actor, turn.value_id, now), turn.actor, now)
        turn.ack()
        turn.show(views.cancel_form(self.form, named, title=self.title))

    def receive(self, turn: Turn) -> None:
        now = turn.tools.now()
        with show_errors(turn, errors_by_reason(texts.FAULTS)):
            with turn.tools.transaction() as tx:
                done = self.change(tx, turn.actor, turn.private_id, reason=read_reason(turn.values), now=now)
                named = self.named(done, turn.actor, now)
                undo = undo_row(tx, turn.actor, named.of, now=now)
            turn.ack(
                response_action="update",
                view=views.cancelled_modal(named.name, [named.starts], undo_rows=undo, now=now),
            )


def undo_row(reading: Reading, actor: Actor, *of: Appointment | None, now: datetime) -> Sequence[Block]:
    """Build « Revenir en arrière » if the actor can still undo the last change of these appointments."""
    ids = [appointment.id for appointment in of if appointment]
    batch = pending.last_undoable_batch(reading, actor.person_id, *ids, now=now) if ids else None
    return undo_blocks("agenda.undo", batch) if batch else []

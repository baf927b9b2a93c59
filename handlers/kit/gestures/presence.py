"""Listeners with which a participant of any appointment leaves it, attends it again, or adds it to a calendar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.agenda.calendars import calendars
from bot.agenda.model import Appointment, Clash
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, Invalid, SlotTaken
from bot.programme.model import Actor
from bot.programme.roles import Role
from bot.tools import Reading
from handlers.kit.blocks import Message, message
from handlers.kit.escaping import Said
from handlers.kit.faults import note_modal
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .views import SESSIONS

# People of these roles can type commands. Other people are guests in Slack, and cannot.
TYPING = frozenset({Role.EIG, Role.COACH})
_NO_WAY_BACK = (AlreadyAnswered, AlreadyCancelled, AlreadyStarted)


@dataclass(frozen=True, slots=True)
class LeavableSessions:
    """The séances that a person can leave. `others` are the names of the other participants.

    `rule` is a sentence about what stays the same."""

    sessions: Sequence[Appointment]
    others: Sequence[str]
    rule: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """How a participant leaves the séances of a request, a cycle or a gathering, and attends them again.

    `name` names the request, cycle or gathering in sentences. `read` returns the séances that a participant can leave.
    `missed` returns the séances that they left. `taken` returns their appointments at the same time, if the time of a
    séance is reserved."""

    name: str | Callable[[Reading, int], str]
    leave: tuple[str, str]
    back: tuple[str, str]
    permits: tuple[str, str]
    read: Callable[[Reading, Actor, int, datetime], LeavableSessions]
    go: Callable[..., list[Appointment]]
    missed: Callable[..., list[Appointment]]
    come: Callable[..., list[Appointment]]
    taken: Callable[..., list[Clash]] | None = None

    def register(self, routes: Routes) -> None:
        leaving, returning = self.permits
        routes.add("action", self.leave[0], self.open_leave, permits=leaving)
        routes.add("view", self.leave[1], self.receive_leave, permits=leaving)
        routes.add("action", self.back[0], self.come_back, permits=returning)
        routes.add("view", self.back[1], self.receive_return, permits=returning)

    def open_leave(self, turn: Turn) -> None:
        """Ask for confirmation before the actor leaves (button « Je ne pourrai pas venir »)."""
        now = turn.tools.now()
        thing_id, named = read_leaving(turn.value)
        named = named or read_opened_ids(turn)
        try:
            with turn.tools.reading() as reading:
                coming = self.read(reading, turn.actor, thing_id, now)
        except AlreadyAnswered:
            turn.ack()
            reply_or_show(turn, message(texts.LEFT_BEFORE))
            return
        turn.ack()
        turn.show(
            views.leave_form(
                self.leave[1],
                self.name_of(turn, thing_id),
                sessions=coming.sessions,
                ticked_ids=named,
                rule=coming.rule,
                thing_id=thing_id,
                others=coming.others,
                now=now,
            )
        )

    def receive_leave(self, turn: Turn) -> None:
        """Remove the actor from the chosen séances (button « Je ne viendrai pas » of the form)."""
        now, (thing_id, shown_alone) = turn.tools.now(), read_leaving(turn.private)
        with show_errors(turn, errors_on(SESSIONS, texts.NO_SESSION)):
            chosen = read_ticked_ids(turn) or shown_alone
            try:
                with turn.tools.transaction() as tx:
                    gone = self.go(tx, turn.actor, thing_id, appointment_ids=chosen, now=now)
                shown = views.left_modal(
                    self.name_of(turn, thing_id), gone, return_action=self.back[0], thing_id=thing_id, now=now
                )
            except AlreadyAnswered:
                shown = note_modal(message(texts.LEFT_BEFORE))
            turn.ack(response_action="update", view=shown)

    def come_back(self, turn: Turn) -> None:
        """Add the actor to séances that the actor left (button « Finalement, je viens »).

        The button's value has the ids of these séances. If it has no ids, as on a card, a form asks which séances to
        attend again."""
        now = turn.tools.now()
        thing_id, chosen = read_leaving(turn.value)
        if not chosen:
            with turn.tools.reading() as reading:
                several = self.missed(reading, turn.actor, thing_id, now=now)
            if several:
                turn.ack()
                turn.show(views.return_form(self.back[1], several, thing_id=thing_id, now=now))
                return
        shown = self._rejoin(turn, thing_id, chosen, now=now)
        turn.ack()
        turn.open(note_modal(shown)) if turn.in_modal else reply_or_show(turn, shown)

    def receive_return(self, turn: Turn) -> None:
        """Add the actor to the chosen séances again (button « Je viens » of the form)."""
        with show_errors(turn, errors_on(SESSIONS, texts.NO_SESSION)):
            shown = self._rejoin(turn, turn.private_id, read_ticked_ids(turn), now=turn.tools.now())
            turn.ack(response_action="update", view=note_modal(shown))

    def _rejoin(self, turn: Turn, thing_id: int, session_ids: Sequence[int], *, now: datetime) -> Message:
        try:
            with turn.tools.transaction() as tx:
                back = self.come(tx, turn.actor, thing_id, appointment_ids=session_ids, now=now)
        except SlotTaken:
            if self.taken is None:
                raise
            with turn.tools.reading() as reading:
                return views.time_taken_message(self.taken(reading, turn.actor, thing_id, now=now), now=now)
        except _NO_WAY_BACK as refusal:
            return message(texts.NO_WAY_BACK[refusal.code])
        return views.returned_message(self.name_of(turn, thing_id), back, now=now)

    def name_of(self, turn: Turn, thing_id: int) -> str:
        if isinstance(self.name, str):
            return self.name
        with turn.tools.reading() as reading:
            return self.name(reading, thing_id)


def read_opened_ids(turn: Turn) -> list[int]:
    """Return the id of the appointment that the actor opened, in a list. Return an empty list if it is unknown."""
    return [turn.opened_at] if turn.opened_at else []


def read_ticked_ids(turn: Turn) -> list[int]:
    """Return the ids of the ticked séances. Return an empty list if the form has no boxes.

    Raises Invalid if the form has boxes, and none is ticked."""
    chosen = [read_id(ticked) for ticked in turn.values.ticked_values(SESSIONS)]
    if SESSIONS in turn.values and not chosen:
        raise Invalid(field=SESSIONS, reason="none")
    return chosen


def read_leaving(value: str) -> tuple[int, list[int]]:
    """Parse an id and the ids of séances to leave or attend again. An empty list stands for all séances."""
    thing_id, *left = split_pieces(value, 1, max_pieces=2)
    return read_id(thing_id), [read_id(text) for some in left for text in some.split(",")]


def leave_single_date(
    turn: Turn,
    go: Callable[..., Any],
    *,
    name_and_start: Callable[[Any], tuple[str, datetime]],
    notified_sentence: Said,
) -> None:
    """Remove the actor from an appointment with one date (button « Je ne pourrai pas venir », after its confirmation).

    `name_and_start` returns the appointment's name and start.
    `notified_sentence` says which people will be notified."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            name, starts = name_and_start(go(tx, turn.actor, turn.value_id, now=now))
        said = views.left_message(name, starts, notified_sentence=notified_sentence, now=now)
    except AlreadyAnswered:
        said = message(texts.LEFT_BEFORE)
    turn.ack()
    reply_or_show(turn, said)


def send_calendar_files(
    turn: Turn, enqueue_files: Callable[..., int], *, empty_sentence: Said = texts.NOTHING_TO_TAKE
) -> None:
    """Enqueue the calendar file (« Ajouter à mon agenda »). To people without a feed, also suggest a feed.

    `enqueue_files` is the use case, which returns the number of files.
    `empty_sentence` is the sentence if this number is 0."""
    with turn.tools.transaction() as tx:
        count = enqueue_files(tx, turn.actor, turn.value_id, now=turn.tools.now())
        has_feed = turn.actor.person is None or calendars.find_feed_token(tx, turn.actor) is not None
    offers = bool(turn.tools.settings.bot_base_url) and not has_feed and bool(turn.actor.roles & TYPING)
    turn.ack()
    reply_or_show(turn, views.calendar_files_message(count, empty_sentence=empty_sentence, offer_feed=offers))

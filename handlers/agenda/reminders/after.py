"""Listeners of the follow-up question, for the booker of an appointment that is over."""

from bot.agenda.model import Appointment, Outcome, Part
from bot.agenda.reminders import after
from bot.helpdesk.sheets import request_ids
from handlers.agenda.reminders import views
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn


def register(routes: Routes) -> None:
    """Enter the buttons of the question into the table of routes."""
    for name, listener in (("took_place", note_took_place), ("incomplete", note_incomplete), ("postpone", postpone)):
        routes.add("action", f"reminders.{name}", listener, permits="agenda.after")


def note_took_place(turn: Turn) -> None:
    """« Il a eu lieu »: note it, and thank."""
    _note(turn, Outcome.TOOK_PLACE)


def note_incomplete(turn: Turn) -> None:
    """« Il manquait quelqu’un »: note it, and thank."""
    _note(turn, Outcome.INCOMPLETE)


def postpone(turn: Turn) -> None:
    """« À reprogrammer »: note it, and answer with the way to another time where the dispositif has one."""
    _note(turn, Outcome.POSTPONED)


def _note(turn: Turn, outcome: Outcome) -> None:
    now, appointment_id = turn.tools.now(), turn.value_id
    with turn.tools.transaction() as tx:
        appointment = after.say(tx, turn.actor, appointment_id, outcome=outcome, now=now)
        request_id = request_ids(tx, [appointment.id]).get(appointment.id) if _can_book(turn, appointment) else None
    turn.ack()
    say(turn, views.noted(appointment, outcome, request_id=request_id, now=now))


def _can_book(turn: Turn, appointment: Appointment) -> bool:
    """Return whether who answers booked it: a coach who answers for them cannot book in their place."""
    return appointment.part_of(turn.actor.person_id) is Part.BOOKER

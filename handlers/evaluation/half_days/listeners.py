"""Receive the half-days that somebody ticks."""

from bot.evaluation import half_days
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import views
from .forms import read_half_days


def register(routes: Routes) -> None:
    """Enter the question's button and its form into the table of routes."""
    routes.add("action", "evaluation.half_days", open_form, permits="evaluation.half_days")
    routes.add("view", "evaluation.answered", answer, permits="evaluation.half_days")


def open_form(turn: Turn) -> None:
    """« Choisir mes demi-journées »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        asked = half_days.read(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(views.form(asked, now=now))


def answer(turn: Turn) -> None:
    """The form is sent: keep what is possible."""
    now = turn.tools.now()
    shown, possible = read_half_days(turn.values)
    with turn.tools.transaction() as tx:
        asked = half_days.answer(tx, turn.actor, turn.private_id, shown=shown, possible=possible, now=now)
    turn.ack(response_action="update", view=views.done(asked, now=now))

"""Listeners of answers to a date poll: the form, « Tout me convient »."""

from bot.polls import running
from bot.programme.service import known
from handlers.kit.routes import Routes
from handlers.kit.saying import explaining, say
from handlers.kit.turn import Turn
from handlers.polls.asking.forms import read_choices

from . import texts, views

WHY = {"closed": texts.TOO_LATE}


def register(routes: Routes) -> None:
    """Enter the question's buttons and its form into the table of routes."""
    routes.add("action", "polls.open", open_form, permits="polls.answer")
    routes.add("action", "polls.all", answer_all, permits="polls.answer")
    routes.add("view", "polls.answered", answer, permits="polls.answer")


def open_form(turn: Turn) -> None:
    """« Répondre »: open the form."""
    now = turn.tools.now()
    with explaining(turn, WHY):
        with turn.tools.reading() as reading:
            sheet = running.read(reading, turn.actor, turn.value_id, now=now)
            me = known(turn.actor).id
            busy = running.busy_at(reading, sheet, me)
        turn.ack()
        turn.show(views.form(sheet, me, busy=busy, now=now))


def answer_all(turn: Turn) -> None:
    """« Tout me convient »: « Oui » to each date."""
    now = turn.tools.now()
    with explaining(turn, WHY):
        with turn.tools.transaction() as tx:
            sheet = running.answer(tx, turn.actor, turn.value_id, now=now)
            busy = running.busy_at(tx, sheet, turn.known.id)
        turn.ack()
        say(turn, views.done_all(sheet, turn.known.id, busy=busy, now=now))


def answer(turn: Turn) -> None:
    """The form is sent: keep what it says, or say over it that it is too late."""
    now, said = turn.tools.now(), read_choices(turn.values)
    with explaining(turn, WHY):
        with turn.tools.transaction() as tx:
            sheet = running.answer(tx, turn.actor, turn.private_id, said=said, now=now)
        turn.ack(response_action="update", view=views.done(sheet, turn.known.id, now=now))

"""Listeners of presenters: accept, choose a subject, or pass the turn."""

from functools import partial

from bot.errors import AlreadyAnswered
from bot.gatherings.groups import presenters, presenting
from bot.gatherings.sheets import read
from bot.programme.permissions import require
from handlers.kit.routes import Routes
from handlers.kit.saying import on, refusing, say
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    """Enter the presenters' buttons and their form into the table of routes."""
    answer = partial(routes.add, permits="gatherings.answer")
    answer("action", "gatherings.agree", agree)
    answer("action", "gatherings.swap", swap)
    answer("action", "gatherings.about", open_about)
    answer("view", "gatherings.about_given", give_about)


def agree(turn: Turn) -> None:
    """« Je présente »: note it, and offer to say what it is about."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        sheet = presenters.agree(tx, turn.actor, turn.value_id, now=now)
    turn.ack()
    say(turn, views.agreed(sheet, now=now))


def swap(turn: Turn) -> None:
    """« Laisser mon tour », said yes to: the next in turn is asked."""
    with turn.tools.transaction() as tx:
        _, following = presenters.swap(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    say(turn, views.swapped(following))


def open_about(turn: Turn) -> None:
    """« Dire de quoi je parlerai »: open the form with what was said before."""
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id)
        mine = presenting.read(reading, sheet.gathering.id, turn.known.id)
    require(turn.actor, "gatherings.answer", sheet)
    if mine is None:
        raise AlreadyAnswered
    turn.ack()
    turn.open(views.about_form(sheet, mine))


def give_about(turn: Turn) -> None:
    """The form is sent: keep what it is about."""
    about = turn.values.typed(views.ABOUT)
    with refusing(turn, on(views.ABOUT, texts.ABOUT_LONG)):
        with turn.tools.transaction() as tx:
            presenters.agree(tx, turn.actor, turn.private_id, about=about, now=turn.tools.now())
        turn.ack(response_action="update", view=views.kept())

"""Listeners of the host's record of attendance."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import AlreadyAnswered, AlreadyCancelled, Invalid
from bot.gatherings import attendance
from handlers.gatherings.announcement.views import Announced
from handlers.gatherings.answers.listeners import why
from handlers.kit.blocks import message
from handlers.kit.escaping import Said
from handlers.kit.reading import number
from handlers.kit.routes import Routes
from handlers.kit.saying import refusing, say
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    """Enter what is said after a gathering into the table of routes."""
    routes.add("action", "gatherings.everybody", everybody, permits="gatherings.attend")
    routes.add("action", "gatherings.somebody_missing", open_missing, permits="gatherings.attend")
    routes.add("view", "gatherings.missing", missing, permits="gatherings.attend")
    routes.add("action", "gatherings.not_held", not_held, permits="gatherings.attend")


def everybody(turn: Turn) -> None:
    """« Tout le monde »: all who had said so came."""
    with _explaining(turn):
        with turn.tools.transaction() as tx:
            sheet = attendance.attend(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        say(turn, views.said(sheet))


def open_missing(turn: Turn) -> None:
    """« Il manquait quelqu’un »: open the form with a box for each."""
    now = turn.tools.now()
    with _explaining(turn):
        with turn.tools.reading() as reading:
            sheet = attendance.read(reading, turn.actor, turn.value_id, now=now)
        turn.ack()
        turn.open(views.missing_form(Announced(sheet), now=now))


def missing(turn: Turn) -> None:
    """The form is sent: who is ticked did not come."""
    boxes = [name for name in turn.values if name.startswith(views.MISSING)]
    ticked = [number(number_) for name in boxes for number_ in turn.values.ticked(name)]
    first = f"{views.MISSING}-1"
    with refusing(turn, lambda refusal: {first: _why(refusal).plain}, AlreadyCancelled, AlreadyAnswered, Invalid):
        with turn.tools.transaction() as tx:
            sheet = attendance.attend(tx, turn.actor, turn.private_id, missing=ticked, now=turn.tools.now())
        turn.ack(response_action="update", view=views.said_form(sheet))


def not_held(turn: Turn) -> None:
    """« Elle n’a pas eu lieu », said yes to."""
    with _explaining(turn):
        with turn.tools.transaction() as tx:
            sheet = attendance.cancel_afterwards(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        say(turn, views.said(sheet))


@contextmanager
def _explaining(turn: Turn) -> Iterator[None]:
    """Explain, to the person who pressed, a refusal raised in the block; code after the block must not follow."""
    try:
        yield
    except (AlreadyCancelled, AlreadyAnswered, Invalid) as refusal:
        turn.ack()
        say(turn, message(_why(refusal)))


def _why(refusal: AlreadyCancelled | AlreadyAnswered | Invalid) -> Said:
    return texts.OVER if isinstance(refusal, AlreadyAnswered) else why(refusal)

"""Listeners of notes on a workshop: an idea before it, the outcome after it."""

from uuid import uuid4

from bot.workshops import workshops
from bot.workshops.model import WorkshopLine
from handlers.kit.reading import mark, number, pieces, word
from handlers.kit.routes import Routes
from handlers.kit.saying import explaining, on, refusing
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    """Enter the button and the form into the table of routes."""
    routes.add("action", "workshops.write", open_form, permits="workshops.write")
    routes.add("view", "workshops.written", write, permits="workshops.write")


def open_form(turn: Turn) -> None:
    """« Ajouter une idée », « Ce que nous avons produit »: open the form."""
    kind, number_ = pieces(turn.value, 2)
    with explaining(turn, texts.WHY):
        with turn.tools.reading() as reading:
            what = word(WorkshopLine, kind)
            sheet = workshops.open_lines(reading, turn.actor, number(number_), kind=what, now=turn.tools.now())
        turn.ack()
        turn.show(views.form(sheet, what, gesture=str(uuid4())))


def write(turn: Turn) -> None:
    """The form is sent: keep the line, or say on the field why not."""
    kind, number_, gesture = pieces(turn.private, 3)
    said, what = turn.values.typed(views.WHAT).strip(), word(WorkshopLine, kind)
    with refusing(turn, on(views.WHAT, {**texts.WHY, **texts.INVALID})):
        with turn.tools.transaction() as tx:
            workshops.write(
                tx, turn.actor, number(number_), kind=what, what=said, gesture=mark(gesture), now=turn.tools.now()
            )
        turn.ack(response_action="update", view=views.done())

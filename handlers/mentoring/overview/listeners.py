"""Listeners of the coaches' list of all cycles, and of its export."""

from bot.catalogue.catalogue import list_added_cycles
from bot.mentoring import coaches
from bot.mentoring.sheets import list_all
from handlers.kit.blocks import Message, message
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    routes.add("action", "mentoring.list_all", show_all, permits="mentoring.list_all")
    routes.add("action", "mentoring.export", send_export, permits="mentoring.export")


def answer_all(turn: Turn) -> None:
    turn.answer(_list_and_title(turn)[0])


def show_all(turn: Turn) -> None:
    said, title = _list_and_title(turn)
    turn.ack()
    reply_or_show(turn, said, title=title)


def send_export(turn: Turn) -> None:
    """Send the file in the thread of a direct message (« Exporter »)."""
    with turn.tools.transaction() as tx:
        coaches.ask_export(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(texts.EXPORTING))


def _list_and_title(turn: Turn) -> tuple[Message, str]:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        own = bool(list_added_cycles(reading))
        said = views.overview_message(list_all(reading, turn.actor, now=now), has_added_cycles=own, now=now)
    return said, texts.ALL_TITLE if own else texts.TITLE

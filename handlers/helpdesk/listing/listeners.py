"""Listeners of `/bureau-aide liste`, and « Les besoins » of a host."""

from bot.helpdesk import sheets
from bot.programme.roles import Role
from handlers.kit.blocks import Message
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import views


def register(routes: Routes) -> None:
    """Register « Les besoins »; the list is a word of the command, which `booking` registers."""
    routes.add("action", "helpdesk.needs", show_needs, permits="helpdesk.list")


def answer_list(turn: Turn) -> None:
    """`/bureau-aide liste`: answer with the list."""
    turn.answer(_list_message(turn))


def show_needs(turn: Turn) -> None:
    """« Les besoins »: show a host the needs of their next requests, in full."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        hosted = sheets.list_hosted(reading, turn.actor, now=now)
    viewer_id = turn.known.id
    turn.ack()
    turn.show(views.needs(hosted, viewer_id, now=now))


def _list_message(turn: Turn) -> Message:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        mine = sheets.list_mine(reading, turn.actor, now=now)
        undoable = sheets.undoable(reading, turn.actor, mine, now=now)
    books = Role.EIG in turn.known.roles
    return views.listed(mine, turn.known.id, undoable=undoable, books=books, now=now)

"""Listeners that show a person's bureaux d'aide (`/bureau-aide liste`), and the needs of a host's requests."""

from bot.helpdesk import sheets
from bot.programme.roles import Role
from handlers.kit.blocks import Message
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import views


def register(routes: Routes) -> None:
    routes.add("action", "helpdesk.needs", show_needs, permits="helpdesk.list")


def list_requests(turn: Turn) -> None:
    turn.answer(_list_message(turn))


def show_needs(turn: Turn) -> None:
    """Show a host the whole needs of their next requests (« Les besoins »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        hosted = sheets.list_hosted(reading, turn.actor, now=now)
    viewer_id = turn.known.id
    turn.ack()
    turn.show(views.needs_modal(hosted, viewer_id, now=now))


def _list_message(turn: Turn) -> Message:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        mine = sheets.list_mine(reading, turn.actor, now=now)
        undoable = sheets.undoable_batches(reading, turn.actor, mine, now=now)
    books = Role.EIG in turn.known.roles
    return views.requests_message(mine, turn.known.id, undo_ids=undoable, may_book=books, now=now)

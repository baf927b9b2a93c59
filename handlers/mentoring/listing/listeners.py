"""Listeners of a person's list of cycles, and of the card that opens from it."""

from bot.catalogue.catalogue import list_added_cycles
from bot.catalogue.openings import keys_closed_to
from bot.mentoring import sheets
from bot.mentoring.model import MENTORING
from bot.programme.roles import Role
from handlers.kit.blocks import Message
from handlers.kit.routes import Routes
from handlers.kit.saying import open_card, reply_or_show
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    routes.add("action", "mentoring.list", show_list, permits="mentoring.list")
    routes.add("action", "mentoring.open", open_cycle, permits="mentoring.read")


def answer_list(turn: Turn) -> None:
    turn.answer(_list_and_title(turn)[0])


def show_list(turn: Turn) -> None:
    said, title = _list_and_title(turn)
    turn.ack()
    reply_or_show(turn, said, title=title)


def open_cycle(turn: Turn) -> None:
    """Show a cycle, which may have no séance yet (« Ouvrir »)."""
    with turn.tools.reading() as reading:
        key = sheets.describe_cycle(reading, turn.value_id).cycle.terms.format_key
    open_card(turn, key=key, thing_id=turn.value_id)


def _list_and_title(turn: Turn) -> tuple[Message, str]:
    now, roles = turn.tools.now(), turn.known.roles
    with turn.tools.reading() as reading:
        mine = sheets.list_mine(reading, turn.actor, now=now)
        own = bool(list_added_cycles(reading)) or any(sheet.terms.is_own for sheet in mine)
        closed = keys_closed_to(reading, turn.actor, now=now)
    said = views.cycles_message(
        mine,
        turn.known.id,
        may_request=Role.EIG in roles and MENTORING not in closed,
        is_mentor=Role.MENTOR in roles,
        is_coach=Role.COACH in roles,
        has_added_cycles=own,
        now=now,
    )
    return said, texts.ALL_TITLE if own else texts.TITLE

"""Listeners of « Clore la promotion »: the preview, then yes; « Rouvrir la promotion »."""

from collections.abc import Callable
from functools import partial

from bot.catalogue.catalogue import OWN_WORDS, current
from bot.rights import closing
from bot.rights.closing import Closing
from bot.tools import Reading
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    """Enter the buttons and the form into the table of routes."""
    routes.add("action", "rights.close", ask, permits="rights.close")
    routes.add("action", "rights.over", show_over, permits="rights.close")
    routes.add("view", "rights.closed", close, permits="rights.close")
    routes.add("action", "rights.reopen", reopen, permits="rights.close")
    routes.help.append([(texts.HELP, "rights.close")])


def ask(turn: Turn) -> None:
    """« Clore la promotion »: say what it does, or since when it is closed."""
    found = _look(turn, turn.value_id)
    with turn.tools.reading() as reading:
        view = views.form(found, name=names(reading), now=turn.tools.now())
    turn.ack()
    turn.show(view)


def show_over(turn: Turn) -> None:
    """« Relire la promotion »: what is kept of one that has ended, with the ways to read and export it."""
    view = views.over(_look(turn, turn.value_id), now=turn.tools.now())
    turn.ack()
    turn.open(view)


def close(turn: Turn) -> None:
    """Yes: all of it or nothing; who is second reads who did it."""
    now, promotion_id = turn.tools.now(), turn.private_id
    cancelling = turn.values.chosen(views.COMING) == views.CANCEL
    with turn.tools.transaction() as tx:
        months = turn.tools.settings.bot_kept_months
        fresh = closing.close(tx, turn.actor, promotion_id, months=months, cancelling=cancelling, now=now)
    turn.ack(response_action="update", view=views.closed(_look(turn, promotion_id), fresh=fresh, now=now))


def reopen(turn: Turn) -> None:
    """« Rouvrir la promotion », said yes to: each is what they were."""
    with turn.tools.transaction() as tx:
        fresh = closing.reopen(tx, turn.actor, turn.value_id, now=turn.tools.now())
        promotion = closing.promotion_of(tx, turn.value_id)
    turn.ack()
    turn.open(views.reopened(promotion, fresh=fresh))


def _look(turn: Turn, promotion_id: int) -> Closing:
    months = turn.tools.settings.bot_kept_months
    with turn.tools.reading() as reading:
        return closing.look(reading, turn.actor, promotion_id, months=months, now=turn.tools.now())


def names(reading: Reading) -> Callable[[str], str]:
    """Return what names a dispositif by its key."""
    return partial(_name, reading)


def _name(reading: Reading, key: str) -> str:
    words = current(reading).catalogue.get(key) or OWN_WORDS.catalogue.get(key)
    return words.name if words else key

"""Listeners of personal data: see it, get it as a file, have it erased."""

from bot.errors import NotFound
from bot.rights import rights
from bot.rights.rights import Unsettled
from handlers.kit.blocks import Message, alone
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.told import Purpose
from handlers.kit.turn import Turn

from . import texts, views
from .closing import listeners

OWN = Purpose(("rights.file", "rights.erase"), rights.erasable_until, parted=True)


def register(routes: Routes) -> None:
    """Enter the word of `/dispositifs`, its buttons and its form into the table of routes."""
    routes.words["mes-donnees"] = routes.words["mes-données"] = show
    routes.add("action", "rights.show", show_beside, permits="rights.read")
    routes.add("action", "rights.file", send, permits="rights.read")
    routes.add("action", "rights.erase", ask, permits="rights.erase")
    routes.add("view", "rights.erased", erase, permits="rights.erase")
    routes.help.append([(texts.HELP, "rights.read")])
    listeners.register(routes)


def show(turn: Turn) -> None:
    """`/dispositifs mes-donnees`: the data kept about the person, visible to them alone."""
    turn.answer(_summary(turn))


def show_beside(turn: Turn) -> None:
    """« Mes données », in an answer of the bot: the same."""
    said = _summary(turn)
    turn.ack()
    say(turn, said, title=texts.FILE_TITLE)


def _summary(turn: Turn) -> Message:
    if turn.actor.person is None:
        return alone(texts.NOBODY)
    with turn.tools.reading() as reading:
        data, settings = rights.read(reading, turn.actor), turn.tools.settings
    named = {"controller": settings.bot_controller, "dpo": settings.bot_dpo}
    return views.summary(data, months=settings.bot_kept_months, **named)


def send(turn: Turn) -> None:
    """« Recevoir le fichier »: it comes as a direct message; nothing comes after an erasure."""
    if turn.actor.person is None:
        _say_erased(turn)
        return
    with turn.tools.transaction() as tx:
        mailed = rights.ask_file(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    say(turn, alone(texts.MAILED if mailed else texts.COMING))


def ask(turn: Turn) -> None:
    """« Effacer mes données »: show what to settle first, or the effects; or that it is done."""
    if turn.actor.person is None:
        _say_erased(turn)
        return
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        left = rights.left_to_settle(reading, turn.actor, now=now)
        view = views.form(left, name=listeners.names(reading), now=now)
    turn.ack()
    turn.show(view)


def erase(turn: Turn) -> None:
    """« Tout effacer »: done at once, or what others count on since the form was opened."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            rights.erase(tx, turn.actor, now=now)
    except Unsettled as refusal:
        with turn.tools.reading() as reading:
            view = views.form(refusal.left, name=listeners.names(reading), now=now)
        turn.ack(response_action="update", view=view)
    except NotFound:  # sent twice: the first one did it
        turn.ack(response_action="update", view=views.erased())
    else:
        turn.ack(response_action="update", view=views.erased())


def _say_erased(turn: Turn) -> None:
    """Explain, for a button from before an erasure, that the data is gone."""
    turn.ack()
    turn.show(views.erased(before=True))

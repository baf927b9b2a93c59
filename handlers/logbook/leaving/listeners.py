"""Listeners of sharing from a logbook: an entry for a coach, a file for oneself, its erasure."""

from functools import partial

from bot.errors import Invalid
from bot.logbook import leaving, service
from bot.logbook.facts import LogbookPaper
from handlers.kit.blocks import alone
from handlers.kit.faults import note
from handlers.kit.reading import word
from handlers.kit.routes import Routes
from handlers.kit.saying import by_field, explaining, refusing, say
from handlers.kit.turn import Turn

from . import texts, views
from .forms import read_choice, read_shown


def register(routes: Routes) -> None:
    """Enter these buttons and forms into the table of routes."""
    read, keep = (partial(routes.add, permits=f"logbook.{action}") for action in ("read", "keep"))
    keep("action", "logbook.talk", open_talk)
    keep("view", "logbook.preview", preview)
    keep("view", "logbook.shared", share)
    read("action", "logbook.file", send_file)
    read("action", "logbook.erase", erase)


def open_talk(turn: Turn) -> None:
    """« En parler avec mon coach »: choose one entry, and one coach."""
    with explaining(turn, texts.WHY):
        with turn.tools.reading() as reading:
            book, coaches = leaving.open_sharing(reading, turn.actor, now=turn.tools.now())
        turn.ack()
        turn.show(views.talk_form(book, coaches))


def preview(turn: Turn) -> None:
    """It is chosen: show exactly what would be sent; nothing is sent yet."""
    now = turn.tools.now()
    with refusing(turn, by_field(texts.INVALID)):
        chosen = read_choice(turn.values)
        with turn.tools.reading() as reading:
            text, coach = leaving.preview(reading, turn.actor, chosen.at, coach_id=chosen.coach_id, now=now)
            book, _ = service.mine(reading, turn.actor, now=now)
        view = views.preview(views.title_of(book, chosen.at), text, coach=coach, place=chosen.at)
        turn.ack(response_action="update", view=view)


def share(turn: Turn) -> None:
    """« Envoyer », after it was read: that one entry goes to that one coach."""
    shown, now = read_shown(turn.private), turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            book, _ = service.mine(tx, turn.actor, now=now)
            title, whom = views.title_of(book, shown.at), shown.coach_id
            coach = leaving.share(tx, turn.actor, shown.at, coach_id=whom, title=title, seen=shown.seen, now=now)
    except Invalid as refusal:
        turn.ack(response_action="update", view=note(alone(texts.WHY[str(refusal.facts["reason"])])))
        return
    turn.ack(response_action="update", view=views.sent(coach))


def send_file(turn: Turn) -> None:
    """« Recevoir… »: the file comes in the thread of a message, to its owner alone."""
    with explaining(turn, texts.WHY):
        paper = word(LogbookPaper, turn.value)
        with turn.tools.transaction() as tx:
            leaving.ask_file(tx, turn.actor, paper, now=turn.tools.now())
        turn.ack()
        say(turn, views.comes())


def erase(turn: Turn) -> None:
    """« Effacer mon carnet », said yes to."""
    with turn.tools.transaction() as tx:
        anything = leaving.erase(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    turn.open(views.erased(anything=anything))

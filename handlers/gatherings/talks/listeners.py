"""Receive what a conference is about, who speaks and who is invited by name; a speaker's press for a calendar file."""

from bot.errors import Invalid
from bot.gatherings.conference import talks
from handlers.gatherings import texts as naming
from handlers.kit.blocks import message
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import texts, views
from .forms import read_talk


def register(routes: Routes) -> None:
    """Enter what fills a conference in into the table of routes."""
    routes.add("action", "gatherings.complete", open_form, permits="gatherings.host")
    routes.add("view", "gatherings.completed", complete, permits="gatherings.host")
    routes.add("action", "gatherings.speaker_calendar", take_calendar, permits="gatherings.read")


def open_form(turn: Turn) -> None:
    """« Compléter la conférence »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet, choice = talks.open_talk(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.talk_form(sheet, choice, now=now))


def complete(turn: Turn) -> None:
    """It is filled in: keep it, or say on the field why not; nothing is lost."""
    try:
        talk = read_talk(turn.values)
        with turn.tools.transaction() as tx:
            sheet = talks.complete(tx, turn.actor, turn.private_id, talk=talk, now=turn.tools.now())
    except Invalid as refusal:
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        said = texts.invalid(name, reason, str(refusal.facts.get("name") or ""))
        turn.ack(response_action="errors", errors={name: said})
    else:
        turn.ack(response_action="update", view=views.completed(sheet))


def take_calendar(turn: Turn) -> None:
    """« Ajouter à mon agenda » of who speaks: the file comes into the thread of their card."""
    with turn.tools.transaction() as tx:
        taken = talks.take_calendar(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    say(turn, message(naming.FILE_COMES if taken else texts.NO_LONGER_TO_COME))

"""Listeners about people: unknown and new ones; requests to a coach, or a team, about a dispositif."""

from bot.catalogue.catalogue import current
from bot.errors import NotFound
from bot.notices import asking, team, welcome
from bot.programme.permissions import require
from handlers.kit.blocks import message
from handlers.kit.routes import Routes
from handlers.kit.saying import on, refusing, say
from handlers.kit.turn import Turn

from . import texts, views, welcome_texts
from .setup import listeners, uploads


def register(routes: Routes) -> None:
    """Enter the buttons about people into the table of routes."""
    routes.add("action", "programme.alert", alert, permits="programme.alert")
    routes.add("action", "programme.greet", greet, permits="programme.greet")
    routes.add("action", "programme.skip_greeting", skip, permits="programme.greet")
    listeners.register(routes)
    uploads.register(routes)
    routes.add("action", "programme.talk", open_form, permits="programme.talk")
    routes.add("view", "programme.talked", send, permits="programme.talk")
    routes.add("action", "programme.ask_team", open_team_form, permits="programme.ask_team")
    routes.add("view", "programme.team_asked", ask_team, permits="programme.ask_team")


def alert(turn: Turn) -> None:
    """« Prévenir les coachs »: once a day for one person, however often it is pressed."""
    with turn.tools.transaction() as tx:
        heard = team.alert_coaches(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    say(turn, message(texts.ALERTED if heard else texts.NOBODY_TO_ALERT))


def greet(turn: Turn) -> None:
    """« Accueillir »: everybody who has arrived gets one message; a second press finds nobody left."""
    offer_id, now, settings = _offer(turn), turn.tools.now(), turn.tools.settings
    mails = bool(settings.smtp_url and settings.mail_from)
    with turn.tools.transaction() as tx:
        greeted = welcome.greet(tx, turn.actor, offer_id=offer_id, mails=mails, now=now)
    turn.ack()
    say(turn, message(welcome_texts.greeted(greeted.count, lost=greeted.lost)))


def skip(turn: Turn) -> None:
    """« Ne pas accueillir », said yes to: nobody gets a message, now or later."""
    with turn.tools.transaction() as tx:
        count = welcome.skip_greeting(tx, turn.actor, offer_id=_offer(turn), now=turn.tools.now())
    turn.ack()
    say(turn, message(welcome_texts.skipped(count)))


def _offer(turn: Turn) -> int | None:
    """Return the card whose button was pressed; a card of before does not say."""
    return turn.value_id if turn.value else None


def open_form(turn: Turn) -> None:
    """« En parler avec mon coach »: ask for a line, if one wishes."""
    require(turn.actor, "programme.talk")
    with turn.tools.reading() as reading:
        words = current(reading).catalogue.get(turn.value)
    if words is None:
        raise NotFound(thing="dispositif")
    turn.ack()
    turn.show(views.form(turn.value, words.name))


def send(turn: Turn) -> None:
    """Send it to their coaches, once a day for each dispositif."""
    now = turn.tools.now()
    with refusing(turn, on("line", texts.LONG)):
        with turn.tools.transaction() as tx:
            sent = asking.ask_coach(tx, turn.actor, dispositif=turn.private, line=turn.values.typed("line"), now=now)
        turn.ack(response_action="update", view=views.sent(sent))


def open_team_form(turn: Turn) -> None:
    """« Demander à mon équipe »: ask for a line, if one wishes."""
    asking.check_askable(turn.actor, turn.value)
    turn.ack()
    turn.show(views.team_form(turn.value))


def ask_team(turn: Turn) -> None:
    """Ask the EIG of the porteur's défi, once a day for each dispositif."""
    line, now = turn.values.typed("line"), turn.tools.now()
    with refusing(turn, on("line", texts.LONG)):
        with turn.tools.transaction() as tx:
            people, new = asking.ask_team(tx, turn.actor, dispositif=turn.private, line=line, now=now)
        names = [person.name for person in people]
        turn.ack(response_action="update", view=views.team_told(names, turn.private, new=new))

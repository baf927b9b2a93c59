"""Receive who asks others for a dispositif, in a line if they wish: their coach, or a porteur their team."""

from bot.catalogue.service import current
from bot.errors import Invalid, NotFound
from bot.notices import asking
from bot.programme.permissions import require
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    """Enter the button and its form into the table of routes."""
    routes.add("action", "programme.talk", open_form, permits="programme.talk")
    routes.add("view", "programme.talked", send, permits="programme.talk")
    routes.add("action", "programme.ask_team", open_team_form, permits="programme.ask_team")
    routes.add("view", "programme.team_asked", ask_team, permits="programme.ask_team")


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
    try:
        with turn.tools.transaction() as tx:
            sent = asking.ask_coach(tx, turn.actor, dispositif=turn.private, line=turn.values.typed("line"), now=now)
    except Invalid:
        turn.ack(response_action="errors", errors={"line": texts.LONG})
    else:
        turn.ack(response_action="update", view=views.sent(sent))


def open_team_form(turn: Turn) -> None:
    """« Demander à mon équipe »: ask for a line, if one wishes."""
    asking.check_askable(turn.actor, turn.value)
    turn.ack()
    turn.show(views.team_form(turn.value))


def ask_team(turn: Turn) -> None:
    """Ask the EIG of the porteur's défi, once a day for each dispositif."""
    line, now = turn.values.typed("line"), turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            people, new = asking.ask_team(tx, turn.actor, dispositif=turn.private, line=line, now=now)
    except Invalid:
        turn.ack(response_action="errors", errors={"line": texts.LONG})
    else:
        names = [one.name for one in people]
        turn.ack(response_action="update", view=views.team_told(names, turn.private, new=new))

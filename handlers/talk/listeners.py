"""Answer small talk, wherever it was typed, and « Mes rendez-vous » where it is pressed.

A room over all features, as the Home is: what somebody asks for may be of any of them.
"""

from datetime import datetime

from bot.agenda.calendars import service as calendars
from bot.catalogue.talk import Talk
from bot.planning.coming import coming
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.programme.service import coaches, coaches_of, company_of, workspace
from bot.tools import Reading
from handlers.agenda import views as agenda_views
from handlers.kit.blocks import Message
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import care, texts, views

_OF_APPOINTMENTS = (Talk.AWAY, Talk.CANCEL, Talk.MOVE, Talk.NEXT, Talk.LINK, Talk.MINE)


def register(routes: Routes) -> None:
    """Enter the button of one's appointments into the table of routes, and small talk behind `/dispositifs`."""
    routes.add("action", "talk.coming", show_coming, permits="agenda.read")
    routes.small_talk = answer


def answer(reading: Reading, actor: Actor, *, talk: Talk, contact: str, now: datetime) -> Message:
    """Give the answer to what somebody says; a constant number of queries."""
    if talk.is_care:
        own = {one.id: one for each in company_of(reading, actor.person) for one in each.coaches}
        team = [one for one in coaches(reading, now, of=actor.person) if one.id != actor.person_id]
        return care.people(talk, [*own.values()], team=team, contact=contact, workspace=workspace(reading))
    if talk is Talk.AWAY and may(actor, "agenda.hours"):
        return views.away()
    if talk is Talk.COACH:
        company = company_of(reading, actor.person)
        teams = {each: coaches_of(reading, each) for each in {one.defi.promotion_id for one in company}}
        return views.coaches(company, coaches(reading, now, of=actor.person), teams=teams, actor=actor)
    if talk is Talk.MINE and actor.person is not None:
        return agenda_views.coming(calendars.upcoming(reading, actor, now=now), actor.person.id, now=now)
    if talk in _OF_APPOINTMENTS:
        asked = {Talk.MINE: Talk.NEXT, Talk.AWAY: Talk.CANCEL}.get(talk, talk)
        return views.appointments(asked, coming(reading, actor, now=now), actor=actor, now=now)
    return views.said(talk, actor)


def show_coming(turn: Turn) -> None:
    """« Mes rendez-vous »: show what comes next beside the message, or over what has no messages."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        shown = agenda_views.coming(calendars.upcoming(reading, turn.actor, now=now), turn.known.id, now=now)
    turn.ack()
    say(turn, shown, title=texts.MINE)

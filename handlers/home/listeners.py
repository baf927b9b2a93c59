"""Receive the opening of the App Home; its drawing is owed like any message, and published by the ledger."""

import logging
from datetime import datetime

from slack_sdk.errors import SlackApiError

from bot.agenda.calendars import service as calendars
from bot.evaluation import half_days
from bot.helpdesk.awaiting import find_awaiting
from bot.helpdesk.sheets import list_mine
from bot.mentoring import sheets as mentoring
from bot.notices import homes
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.service import current_promotion
from bot.tools import Reading
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import views
from .views import Content

log = logging.getLogger(__name__)


def register(routes: Routes) -> None:
    """Enter the opening of the Home into the table of routes."""
    routes.add("event", "app_home_opened", opened, permits="home.open")


def opened(turn: Turn) -> None:
    """The Home is opened: owe its drawing. Somebody the programme does not know gets the way in."""
    if turn.payload.get("tab") != "home" or not turn.slack_id:
        turn.ack()
        return
    require(turn.actor, "home.open")
    person_id = turn.actor.person_id
    if person_id is None or not turn.actor.roles:
        turn.ack()
        _show_way_in(turn)
        return
    with turn.tools.transaction() as tx:
        homes.owe_home_always(tx, person_id, now=turn.tools.now(), blank=not turn.payload.get("view"))
    turn.ack()


def _show_way_in(turn: Turn) -> None:
    try:
        turn.screens.views_publish(user_id=turn.slack_id, view=views.stranger())
    except SlackApiError as error:  # nobody of this workspace, or not any more: there is no Home to show
        log.warning("the way in could not be shown: %s", error.response.get("error"))


def gather(reading: Reading, person: Person, *, now: datetime) -> Content:
    """Read what a person's Home says, in a constant number of queries."""
    actor = Actor(person.slack_id or "", person)
    sheets = list_mine(reading, actor, now=now) if person.roles else []
    awaiting = find_awaiting(reading, actor, sheets, now=now)
    cycles = mentoring.list_mine(reading, actor, now=now) if person.roles else []
    drawn = {one.id for sheet in sheets for one in sheet.sessions}
    drawn |= {each.appointment.id for sheet in cycles for each in sheet.sessions}
    gathered = tuple(one for one in calendars.upcoming(reading, actor, now=now) if one.appointment.id not in drawn)
    promotion = current_promotion(reading, now)
    asked = half_days.awaiting(reading, person, promotion.id, now=now) if promotion else None
    return Content(person, tuple(sheets), awaiting, promotion, tuple(cycles), gathered, asked)

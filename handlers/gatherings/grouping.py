"""Receive what is said about the small groups: who holds them, one's own entry, leaving, all of them."""

from datetime import datetime

from bot.errors import Invalid
from bot.gatherings import grouped, grouping
from bot.gatherings.model import Sheet
from bot.gatherings.presenting import presenting
from bot.gatherings.sheets import read
from bot.gatherings.turns import Holding
from bot.programme.permissions import require
from bot.tools import Reading
from handlers.kit.blocks import message, section
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import grouping_texts as texts
from . import grouping_views as views
from .extra import NOTHING, Extra
from .presenters_views import presenting_line


def register(routes: Routes) -> None:
    """Enter the buttons about groups into the table of routes."""
    routes.add("action", "gatherings.hold_groups", choose, permits="gatherings.plan")
    routes.add("action", "gatherings.groups", show, permits="gatherings.plan")
    routes.add("action", "gatherings.group_calendar", take_calendar, permits="gatherings.answer")


def announced(reading: Reading, sheet: Sheet, _now: datetime) -> Extra:
    """Add to the announcement who presents."""
    line = presenting_line(presenting(reading, sheet))
    return Extra(line, (section(line),)) if line else NOTHING


def planned(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    """Add to the organiser's page the way to the groups."""
    return Extra(buttons=(views.show_button(sheet, now=now),))


def choose(turn: Turn) -> None:
    """Who holds the groups is chosen."""
    gathering_id, _, word = turn.value.partition(" ")
    if word not in set(Holding):
        raise Invalid(field="holding", reason="unknown")
    with turn.tools.transaction() as tx:
        asked = grouping.choose(tx, turn.actor, int(gathering_id), Holding(word), now=turn.tools.now())
    turn.ack()
    say(turn, message(texts.chosen(asked.holding)))


def show(turn: Turn) -> None:
    """« Voir les groupes »: all of them, for a coach."""
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, int(turn.value))
        require(turn.actor, "gatherings.plan", sheet)
        groups = grouped.groups_of(reading, sheet.gathering.id)
    turn.ack()
    say(turn, views.overview(sheet, groups, now=turn.tools.now()))


def take_calendar(turn: Turn) -> None:
    """« Ajouter à mon agenda »: the entry of one's own group comes in the thread of its card."""
    with turn.tools.transaction() as tx:
        grouped.take_calendar(tx, turn.actor, int(turn.value), now=turn.tools.now())
    turn.ack()
    say(turn, message(texts.TAKEN))

"""Listeners of small groups: hosts, the calendar entry, leaving, the list."""

from functools import partial

from bot.gatherings.groups import formation, grouping
from bot.gatherings.groups.turns import Holding
from bot.gatherings.sheets import read
from bot.programme.permissions import require
from handlers.kit.blocks import message
from handlers.kit.gestures.presence import take_entry
from handlers.kit.reading import number, pieces, word
from handlers.kit.routes import Routes
from handlers.kit.saying import explaining, say
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    """Enter the buttons about groups into the table of routes."""
    routes.add("action", "gatherings.hold_groups", choose, permits="gatherings.plan")
    routes.add("action", "gatherings.groups", show, permits="gatherings.plan")
    routes.add("action", "gatherings.form_now", form_now, permits="gatherings.plan")
    take = partial(take_entry, take=grouping.take_calendar, none=texts.NOT_TAKEN)
    routes.add("action", "gatherings.group_calendar", take, permits="gatherings.read")


def choose(turn: Turn) -> None:
    """Who holds the groups is chosen."""
    gathering_id, wanted = pieces(turn.value, 2)
    with turn.tools.transaction() as tx:
        holding = word(Holding, wanted)
        asked = formation.choose(tx, turn.actor, number(gathering_id), holding=holding, now=turn.tools.now())
    turn.ack()
    say(turn, message(texts.CHOSEN(effect=texts.EFFECTS[asked.holding])))


def show(turn: Turn) -> None:
    """« Voir les groupes »: all of them, for a coach."""
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id)
        require(turn.actor, "gatherings.plan", sheet)
        groups = grouping.groups_of(reading, sheet.gathering.id)
    turn.ack()
    say(turn, views.overview(sheet, groups, now=turn.tools.now()), title=texts.TITLE)


def form_now(turn: Turn) -> None:
    """« Faire les groupes maintenant »: the clock makes them within a minute."""
    with explaining(turn, texts.NOT_NOW):
        with turn.tools.transaction() as tx:
            formation.form_now(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        say(turn, message(texts.MAKING))

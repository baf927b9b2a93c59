"""Renderers of notices about subjects of gatherings, small groups between peers, and the porteurs' sharing."""

from bot.gatherings import facts, porteurs
from bot.gatherings.series import joining
from bot.gatherings.sheets import describe_gathering, get_series
from bot.gatherings.subjects import ballots
from bot.programme.roles import Metier
from handlers.gatherings.peers import views
from handlers.gatherings.porteurs import views as porteurs_views
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views as subjects_views


@draws(facts.Asking)
def asking(told: Told[facts.Asking]) -> Message | None:
    """Build « De quoi parler ? »"""
    ballot = ballots.of(told.reading, describe_gathering(told.reading, told.about), now=told.now)
    return subjects_views.asked(ballot, posted=told.posted, now=told.now)


@draws(facts.Small)
def small(told: Told[facts.Small]) -> Message | None:
    """Show what a group of few can do."""
    return views.small(joining.look(told.reading, told.about), posted=told.posted)


@draws(facts.Merged)
def merged(told: Told[facts.Merged]) -> Message:
    """Build with whom people share from now on; a métier had no group before."""
    other = told.fact.other
    into = get_series(told.reading, told.about if isinstance(other, Metier) else other)
    following = joining.following(told.reading, into.id, now=told.now)
    if isinstance(other, Metier):
        return views.arrived(other.value, into, following=following, now=told.now)
    return views.merged(get_series(told.reading, told.about), into, following=following, now=told.now)


@draws(facts.GatheringShared)
def shared(told: Told[facts.GatheringShared]) -> Message:
    """Show what was shared."""
    return porteurs_views.shared(porteurs.read_shared(told.reading, told.about), now=told.now)

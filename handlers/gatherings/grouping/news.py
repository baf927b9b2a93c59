"""Renderers of notices about presenters and small groups of a multidisciplinary group."""

from bot.gatherings import facts
from bot.gatherings.groups import formation, presenting
from bot.gatherings.groups import grouping as grouped
from bot.gatherings.groups.placement import GroupWanted
from bot.gatherings.groups.turns import PresenterState
from bot.gatherings.sheets import describe_gathering
from bot.planning import once_a_week
from handlers.gatherings.presenters import views
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views as grouping_views


@draws(facts.Present)
def present(told: Told[facts.Present]) -> Message | None:
    """Build the card of the person who is asked to present."""
    sheet = describe_gathering(told.reading, told.about)
    mine = presenting.read(told.reading, sheet.gathering.id, told.reader_id)
    return views.card(sheet, mine, now=told.now) if mine else None


@draws(facts.Support)
def support(told: Told[facts.Support]) -> Message | None:
    """Show what is to be prepared, unless « Votre semaine » says all of it."""
    sheet = describe_gathering(told.reading, told.about)
    mine = presenting.read(told.reading, sheet.gathering.id, told.reader_id)
    if mine is None:
        return None
    chosen = mine.state is PresenterState.AGREED and not told.posted
    if chosen and once_a_week.says_all(told.reading, sheet, told.reader_id, due=told.notice.due):
        return None
    return views.support(sheet, mine, posted=told.posted, now=told.now)


@draws(facts.NoPresenter)
def no_presenter(told: Told[facts.NoPresenter]) -> Message | None:
    """Show that nobody is left whose turn it could be."""
    sheet = describe_gathering(told.reading, told.about)
    left = len(presenting.presenting(told.reading, sheet))
    who = told.named(told.fact.person_id)
    return None if sheet.is_cancelled else views.nobody_left(sheet, who, left=left, now=told.now)


@draws(facts.Holding)
def holding(told: Told[facts.Holding]) -> Message | None:
    """Build the question who holds the groups."""
    asked = formation.gather(told.reading, told.about)
    if asked.sheet.gathering.grouping is not None and not told.posted:
        return None
    free, _ = formation.free_coaches(told.reading, asked.sheet)
    needed = len(GroupWanted(asked.wanted.members).sizes)
    return grouping_views.question(asked, free, groups=needed, now=told.now)


@draws(facts.GatheringGroup)
def group(told: Told[facts.GatheringGroup]) -> Message | None:
    """Build somebody's group."""
    found = grouped.read(told.reading, told.about)
    if found and not told.posted and found[1].appointment.part_of(told.reader_id) is None:
        return None  # they were placed in another before anybody was told
    return grouping_views.own_group(*found, person_id=told.reader_id, now=told.now) if found else None


@draws(facts.Groups)
def groups(told: Told[facts.Groups]) -> Message | None:
    """Build all groups for the organiser."""
    sheet = describe_gathering(told.reading, told.about)
    several = grouped.groups_of(told.reading, sheet.gathering.id)
    if sheet.is_cancelled:
        return None
    return grouping_views.overview(sheet, several, solved=told.fact.solved, now=told.now)

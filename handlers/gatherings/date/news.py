"""Renderers of notices about series and the month: a new time, a new host, questions to organisers."""

from bot.gatherings import calls, facts
from bot.gatherings.groups import grouping
from bot.gatherings.series import orphans
from bot.gatherings.series.overview import look_at
from bot.gatherings.sheets import describe_gathering
from bot.planning import facts as planned
from bot.planning import lines, month
from handlers.gatherings.month import views
from handlers.gatherings.programme import views as programme_views
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views as date_views


@draws(facts.GatheringMoved)
def moved(told: Told[facts.GatheringMoved]) -> Message | None:
    """Build another time, if it is the one that holds."""
    sheet, reader_id = describe_gathering(told.reading, told.about), told.notice.person_id
    if sheet.is_cancelled or sheet.appointment.starts != told.fact.after:
        return None  # moved again, or cancelled: that is told by itself
    own = grouping.own_of(told.reading, sheet, reader_id)
    return date_views.moved(sheet, own, before=told.fact.before, reader_id=reader_id, now=told.now)


@draws(facts.GatheringCancelled)
def cancelled(told: Told[facts.GatheringCancelled]) -> Message | None:
    """Show that it does not take place."""
    sheet, for_all = describe_gathering(told.reading, told.about), told.notice.channel is not None
    if not sheet.is_cancelled:
        return None
    return date_views.cancelled(sheet, known=told.fact.known, for_all=for_all, now=told.now)


@draws(facts.GatheringHanded)
def handed(told: Told[facts.GatheringHanded]) -> Message | None:
    """Show who hosts it instead."""
    sheet, taker_id = describe_gathering(told.reading, told.about), told.fact.taker_id
    if taker_id not in sheet.appointment.host_ids:
        return None
    return date_views.handed(sheet, reader_id=told.notice.person_id, taker_id=taker_id, now=told.now)


@draws(facts.Called)
def called(told: Told[facts.Called]) -> Message | None:
    """Show what is missing; once it is said, it loses its buttons."""
    found = calls.read(told.reading, told.fact, person_id=told.reader_id, now=told.now)
    return date_views.called(found, now=told.now) if found or told.posted else None


@draws(facts.GatheringOrphaned)
def orphaned(told: Told[facts.GatheringOrphaned]) -> Message | None:
    """Show which series nobody organises."""
    orphan = orphans.read(told.reading, told.about, left_id=told.fact.left_id)
    return programme_views.orphaned(orphan, look_at(told.reading, orphan.series, now=told.now).coming, now=told.now)


@draws(planned.Month)
def this_month(told: Told[planned.Month]) -> Message | None:
    """Build « Ce mois-ci »."""
    found = lines.read_month(told.reading, told.about, month=month.month_of(told.fact.month), now=told.now)
    return views.month(found, now=told.now) if found and found.lines else None


@draws(planned.Unposted)
def unposted(told: Told[planned.Unposted]) -> Message | None:
    """Show that its channel did not take it."""
    found = lines.read_month(told.reading, told.about, month=month.month_of(told.fact.month), now=told.now)
    return views.lost(found, reason=told.fact.reason) if found else None

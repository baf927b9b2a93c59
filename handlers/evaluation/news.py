"""What people are told of committees: each fact read as it is true now, and drawn."""

from bot.dates.paris import from_epoch
from bot.evaluation import facts, half_days
from bot.evaluation.sheets import describe
from bot.notices.facts import Fact
from bot.programme.service import actor_of
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from .card import views as card_views
from .half_days import views as half_day_views
from .opening import preparation_of


@draws(facts.HalfDays, facts.HalfDaysAgain)
def half_days_asked(told: Told[Fact]) -> Message | None:
    """Draw the question; nothing once more for who has answered, nor for who is no longer concerned."""
    asked = half_days.told(told.reading, actor_of(told.reading, told.reader_id), told.about, now=told.now)
    if asked is None or (not told.posted and (asked.answered or not asked.halves)):
        return None
    again = isinstance(told.fact, facts.HalfDaysAgain)
    return half_day_views.question(asked, again=again, now=told.now)


@draws(facts.Card)
def card(told: Told[facts.Card]) -> Message | None:
    """Draw somebody's card."""
    sheet, preparation = describe(told.reading, told.about), preparation_of(told.reading)
    return card_views.card(sheet, told.reader_id, preparation=preparation, now=told.now)


@draws(facts.Moved)
def moved(told: Told[facts.Moved]) -> Message | None:
    """Draw another time."""
    sheet, fact = describe(told.reading, told.about), told.fact
    before = fact.known.get(sheet.appointment.id)
    if sheet.is_cancelled or before is None:
        return None
    by = told.named(fact.by_id)
    views = card_views
    return views.moved(sheet, told.reader_id, before=from_epoch(before), times=fact.times, by=by, now=told.now)


@draws(facts.TalkMoved)
def talk_moved(told: Told[facts.TalkMoved]) -> Message | None:
    """Draw when the report is talked over."""
    sheet, fact = describe(told.reading, told.about), told.fact
    talk = next(iter(sheet.both[1:]), None)
    if sheet.is_cancelled or talk is None:
        return None
    before = fact.known.get(talk.id)
    at = from_epoch(before) if before else None
    return card_views.talk_moved(sheet, before=at, by=told.named(fact.by_id), now=told.now)


@draws(facts.Left)
def left(told: Told[facts.Left]) -> Message | None:
    """Draw who comes no more, while that is so."""
    sheet, who = describe(told.reading, told.about), told.named(told.fact.by_id)
    one = next((each for each in sheet.both if each.id in told.fact.known), None)
    if one is None or sheet.is_cancelled or who is None or one.part_of(who.id) is not None:
        return None
    return card_views.left(sheet, one, who=who, now=told.now)


@draws(facts.Cancelled)
def cancelled(told: Told[facts.Cancelled]) -> Message | None:
    """Draw that it does not take place."""
    sheet, fact = describe(told.reading, told.about), told.fact
    before = fact.known.get(sheet.appointment.id)
    if not sheet.is_cancelled or before is None:
        return None
    return card_views.cancelled(sheet, before=from_epoch(before), by=told.named(fact.by_id), now=told.now)

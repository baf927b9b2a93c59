"""Renderers of all notices about a date poll and its meeting."""

from collections.abc import Mapping

from bot.agenda import pending
from bot.dates.paris import from_epoch
from bot.notices.facts import Fact, Retimed
from bot.polls import facts
from bot.polls.model import Stage
from bot.polls.sheets import describe, meeting_of
from bot.records.actions import fill_actions
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from .card import views
from .running import views as running

_HOW: Mapping[type[Fact], str] = {facts.Again: "again", facts.Redated: "redated"}


@draws(facts.Question, facts.Again, facts.Redated)
def render_question(told: Told[Fact]) -> Message | None:
    """Build the question. If it is not sent yet and the person need not answer any more, return None."""
    sheet = describe(told.reading, told.about)
    mine = sheet.voter(told.reader_id)
    again = isinstance(told.fact, facts.Again | facts.Redated)
    silent = mine is not None and mine.lacks(sheet.poll.upcoming_dates(told.now))
    if not told.posted and (mine is None or sheet.poll.stage is not Stage.OPEN or (again and not silent)):
        return None
    return views.question_message(sheet, told.reader_id, how=_HOW.get(type(told.fact), "asked"), now=told.now)


@draws(facts.Running)
def render_how_it_stands(told: Told[facts.Running]) -> Message | None:
    """Build the poll's current state for the asker. If the poll ends before the notice is sent, return None."""
    sheet = describe(told.reading, told.about)
    if not told.posted and sheet.poll.stage is not Stage.OPEN:
        return None
    return running.state_message(sheet, now=told.now)


@draws(facts.PollClosed)
def render_closed(told: Told[facts.PollClosed]) -> Message | None:
    """Build the ranking of the dates. If the poll gets a date or new dates before the notice is sent, return None."""
    sheet = describe(told.reading, told.about)
    if not told.posted and sheet.poll.stage is not Stage.CLOSED:
        return None
    return running.closed_message(sheet, now=told.now)


@draws(facts.Ended)
def render_ended(told: Told[facts.Ended]) -> Message | None:
    """Build the notice that the poll has ended, for the people who got the question."""
    sheet = describe(told.reading, told.about)
    return views.ended_message(sheet) if sheet.poll.stage is Stage.ENDED else None


@draws(facts.PollCard)
def render_card(told: Told[facts.PollCard]) -> Message | None:
    meeting = fill_actions(told.reading, meeting_of(told.reading, told.about))
    undo = pending.last_undoable_batch(told.reading, told.reader_id, meeting.appointment.id, now=told.now)
    return views.card(meeting, told.reader_id, undo=undo, now=told.now)


@draws(facts.PollMoved)
def render_moved(told: Told[facts.PollMoved]) -> Message | None:
    """Build the notice of a new time. If the meeting is back at the start that the reader last saw, return None."""
    meeting, fact = meeting_of(told.reading, told.about), told.fact
    before = fact.known.get(meeting.appointment.id)
    if meeting.sheet.is_cancelled or before is None or from_epoch(before) == meeting.appointment.starts:
        return None
    return views.moved_message(meeting, before=from_epoch(before), by=told.find_person(fact.by_id), now=told.now)


@draws(facts.PollCancelled)
def render_cancelled(told: Told[facts.PollCancelled]) -> Message | None:
    meeting, fact = meeting_of(told.reading, told.about), told.fact
    before = fact.known.get(meeting.appointment.id)
    if not meeting.sheet.is_cancelled or before is None:
        return None
    return views.cancelled_message(meeting, before=from_epoch(before), by=told.find_person(fact.by_id), now=told.now)


@draws(facts.PollLeft, facts.Back)
def render_turned(told: Told[Retimed]) -> Message | None:
    """Build the notice that a participant will not come, or comes after all. If this is outdated, return None."""
    meeting, who = meeting_of(told.reading, told.about), told.find_person(told.fact.by_id)
    comes = isinstance(told.fact, facts.Back)
    if meeting.sheet.is_cancelled or who is None or meeting.has_left(who.id) == comes:
        return None
    return views.turned_message(meeting, who=who, comes=comes, now=told.now)

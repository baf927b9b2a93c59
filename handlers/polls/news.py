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
from handlers.kit.told import RenderContext, draws

from .card import views
from .running import views as running

_HOW: Mapping[type[Fact], str] = {facts.PollReminder: "again", facts.PollRedated: "redated"}


@draws(facts.PollQuestion, facts.PollReminder, facts.PollRedated)
def render_question(context: RenderContext[Fact]) -> Message | None:
    """Build the question. If it is not sent yet and the person need not answer any more, return None."""
    sheet = describe(context.reading, context.about)
    mine = sheet.voter(context.reader_id)
    again = isinstance(context.fact, facts.PollReminder | facts.PollRedated)
    silent = mine is not None and mine.lacks(sheet.poll.upcoming_dates(context.now))
    if not context.posted and (mine is None or sheet.poll.stage is not Stage.OPEN or (again and not silent)):
        return None
    return views.question_message(
        sheet, context.reader_id, reason=_HOW.get(type(context.fact), "asked"), now=context.now
    )


@draws(facts.RunningPollCard)
def render_how_it_stands(context: RenderContext[facts.RunningPollCard]) -> Message | None:
    """Build the message with the poll's state for the asker. If the poll ends before it is sent, return None."""
    sheet = describe(context.reading, context.about)
    if not context.posted and sheet.poll.stage is not Stage.OPEN:
        return None
    return running.state_message(sheet, now=context.now)


@draws(facts.PollClosed)
def render_closed(context: RenderContext[facts.PollClosed]) -> Message | None:
    """Build the message that ranks the dates. If the poll gets a date or new dates before it is sent, return None."""
    sheet = describe(context.reading, context.about)
    if not context.posted and sheet.poll.stage is not Stage.CLOSED:
        return None
    return running.closed_message(sheet, now=context.now)


@draws(facts.PollEnded)
def render_ended(context: RenderContext[facts.PollEnded]) -> Message | None:
    """Build the notice that the poll has ended, for the people who got the question."""
    sheet = describe(context.reading, context.about)
    return views.ended_message(sheet) if sheet.poll.stage is Stage.ENDED else None


@draws(facts.PollCard)
def render_card(context: RenderContext[facts.PollCard]) -> Message | None:
    meeting = fill_actions(context.reading, meeting_of(context.reading, context.about))
    undo = pending.last_undoable_batch(context.reading, context.reader_id, meeting.appointment.id, now=context.now)
    return views.card(meeting, context.reader_id, undo=undo, now=context.now)


@draws(facts.PollMoved)
def render_moved(context: RenderContext[facts.PollMoved]) -> Message | None:
    """Build the notice of a new time. If the meeting is back at the start that the reader last saw, return None."""
    meeting, fact = meeting_of(context.reading, context.about), context.fact
    before = fact.known.get(meeting.appointment.id)
    if meeting.sheet.is_cancelled or before is None or from_epoch(before) == meeting.appointment.starts:
        return None
    return views.moved_message(meeting, before=from_epoch(before), by=context.find_person(fact.by_id), now=context.now)


@draws(facts.PollCancelled)
def render_cancelled(context: RenderContext[facts.PollCancelled]) -> Message | None:
    meeting, fact = meeting_of(context.reading, context.about), context.fact
    before = fact.known.get(meeting.appointment.id)
    if not meeting.sheet.is_cancelled or before is None:
        return None
    return views.cancelled_message(
        meeting, before=from_epoch(before), by=context.find_person(fact.by_id), now=context.now
    )


@draws(facts.PollLeft, facts.ParticipantBack)
def render_turned(context: RenderContext[Retimed]) -> Message | None:
    """Build the notice that a participant will not come, or comes after all. If this is outdated, return None."""
    meeting, who = meeting_of(context.reading, context.about), context.find_person(context.fact.by_id)
    comes = isinstance(context.fact, facts.ParticipantBack)
    if meeting.sheet.is_cancelled or who is None or meeting.has_left(who.id) == comes:
        return None
    return views.attendance_changed_message(meeting, participant=who, is_coming=comes, now=context.now)

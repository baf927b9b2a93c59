"""Renderers of all notices about committees."""

from bot.agenda import pending
from bot.agenda.model import Appointment, Part
from bot.dates.paris import from_epoch
from bot.evaluation import facts, half_days
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.sheets import describe_committee
from bot.evaluation.support import support
from bot.notices.facts import Fact
from bot.programme.service import actor_of
from bot.records.actions import list_open
from handlers.kit.blocks import Message
from handlers.kit.told import RenderContext, draws

from .card import leading_views
from .card import views as card_views
from .listeners import preparation_of
from .planning import views as half_day_views
from .support import views as support_views


@draws(facts.HalfDays, facts.HalfDaysAgain)
def render_half_days_asked(context: RenderContext[Fact]) -> Message | None:
    """Build the question about half-days.

    Return None if the notice is not posted and the person has answered, has a date, or may no longer answer."""
    asked = half_days.find_question(
        context.reading, actor_of(context.reading, context.reader_id), context.about, now=context.now
    )
    if asked is None or (not context.posted and (asked.answered or asked.settled or not asked.halves)):
        return None
    again = isinstance(context.fact, facts.HalfDaysAgain)
    return half_day_views.question_message(asked, is_repeated=again, now=context.now)


@draws(facts.CommitteeCard)
def render_card(context: RenderContext[facts.CommitteeCard]) -> Message | None:
    sheet, preparation = describe_committee(context.reading, context.about), preparation_of(context.reading)
    both = [sheet.appointment, *([sheet.talk] if sheet.talk else [])]
    undo = pending.last_undoable_batch(context.reading, context.reader_id, *(each.id for each in both), now=context.now)
    return card_views.card(sheet, context.reader_id, preparation=preparation, undo_id=undo, now=context.now)


@draws(facts.CommitteeMoved)
def render_moved(context: RenderContext[facts.CommitteeMoved]) -> Message | None:
    """Build the notice of a reschedule. Return None if the reader knows the current time."""
    sheet, fact = describe_committee(context.reading, context.about), context.fact
    before = fact.known.get(sheet.appointment.id)
    if sheet.is_cancelled or before is None or from_epoch(before) == sheet.appointment.starts:
        return None
    by = context.find_person(fact.by_id)
    return card_views.moved_message(
        sheet, context.reader_id, old_start=from_epoch(before), move_count=fact.times, by=by, now=context.now
    )


@draws(facts.TalkMoved)
def render_talk_moved(context: RenderContext[facts.TalkMoved]) -> Message | None:
    """Build the notice of the date of the meeting about the report.

    Return None if the reader already knows the date, or if another meeting has replaced this one."""
    sheet, fact = describe_committee(context.reading, context.about), context.fact
    talk, by = sheet.talk, context.find_person(fact.by_id)
    if sheet.is_cancelled or talk is None or (fact.known and talk.id not in fact.known):
        return None
    before = fact.known.get(talk.id)
    at = from_epoch(before) if before else None
    if at == talk.starts and talk in sheet.both:
        # The meeting moved back to the time that the reader knows.
        return None
    if talk not in sheet.both:
        return card_views.talk_cancelled_message(sheet, old_start=at, by=by, now=context.now) if at else None
    return card_views.talk_moved_message(sheet, old_start=at, by=by, now=context.now)


@draws(facts.CommitteeLeft)
def render_participant_left(context: RenderContext[facts.CommitteeLeft]) -> Message | None:
    """Build the notice that a participant will not attend. Return None if the participant attends again."""
    sheet, who = describe_committee(context.reading, context.about), context.find_person(context.fact.by_id)
    other = next((appointment for appointment in sheet.both if appointment.id in context.fact.known), None)
    if other is None or sheet.is_cancelled or who is None or other.part_of(who.id) is not None:
        return None
    return card_views.participant_left_message(sheet, other, person=who, now=context.now)


@draws(facts.CommitteeCancelled)
def render_cancelled(context: RenderContext[facts.CommitteeCancelled]) -> Message | None:
    sheet, fact = describe_committee(context.reading, context.about), context.fact
    before = fact.known.get(sheet.appointment.id)
    if not sheet.is_cancelled or before is None:
        return None
    talk = fact.known.get(sheet.talk.id) if sheet.talk else None
    by, too = context.find_person(fact.by_id), from_epoch(talk) if talk else None
    return card_views.cancelled_message(sheet, old_start=from_epoch(before), talk=too, by=by, now=context.now)


@draws(facts.EmptySupport, facts.WritingReminder)
def render_support_asked(context: RenderContext[Fact]) -> Message | None:
    """Build the reminder to fill in the support. Return None if the person has written, or if the date changed.

    If the reminder is already posted, return None only if the committee is cancelled."""
    filled = support.read_support(context.reading, context.about)
    appointment, fact = filled.sheet.appointment, context.fact
    waits = any(person.id == context.reader_id for person in support.list_awaited_writers(filled))
    if filled.sheet.is_cancelled or (
        not context.posted and (not waits or context.notice.expires != appointment.starts)
    ):
        return None
    if isinstance(fact, facts.WritingReminder) and waits:
        return support_views.coach_reminder_message(
            filled, context.reader_id, by=context.find_person(fact.by_id), now=context.now
        )
    return support_views.fill_in_message(filled, context.reader_id, is_awaited=waits, now=context.now)


@draws(facts.ReadingNotice)
def render_support_summary(context: RenderContext[facts.ReadingNotice]) -> Message | None:
    """Build the summary of a support for a host. Return None if the reader no longer hosts the committee."""
    filled = support.read_support(context.reading, context.about)
    appointment = filled.sheet.appointment
    reads = filled.sheet.hosts(context.reader_id) and appointment.starts > context.now
    if filled.sheet.is_cancelled or not reads or context.notice.expires != appointment.starts:
        return None
    actions = list_open(context.reading, filled.support.defi_id, now=context.now)
    return support_views.summary_message(
        filled, actions=actions, people_to_remind=support.list_awaited_writers(filled), now=context.now
    )


@draws(facts.UsefulQuestion)
def render_rating_question(context: RenderContext[facts.UsefulQuestion]) -> Message | None:
    """Build the question to a team member or a porteur, which asks how useful the committee was."""
    sheet, reader = describe_committee(context.reading, context.about), context.find_person(context.reader_id)
    asked = support.may_still_rate(context.reading, context.about, reader, now=context.now) if reader else None
    if asked is None or not (asked or context.posted):
        return None
    return support_views.rating_message(sheet, has_answered=not asked, now=context.now)


@draws(facts.CommitteeHanded)
def render_handed(context: RenderContext[facts.CommitteeHanded]) -> Message | None:
    """Build the notice that a committee has a new host. Return None if that person no longer hosts it."""
    sheet, taker = describe_committee(context.reading, context.about), context.find_person(context.fact.taker_id)
    appointment = _appointment_of(sheet, context.fact.appointment_id)
    if sheet.is_cancelled or taker is None or appointment is None or appointment.part_of(taker.id) is not Part.HOST:
        return None
    return leading_views.handed_over_message(
        sheet, appointment, giver=context.find_person(context.fact.giver_id), taker=taker, now=context.now
    )


@draws(facts.CommitteeOrphaned)
def render_orphaned(context: RenderContext[facts.CommitteeOrphaned]) -> Message | None:
    """Build the notice to coaches that a committee has lost its host.

    Return None if the notice is not posted yet and the committee needs no host any more."""
    sheet, who = describe_committee(context.reading, context.about), context.find_person(context.fact.person_id)
    appointment = _appointment_of(sheet, context.fact.appointment_id)
    if appointment is None or who is None:
        return None
    settled = (
        sheet.is_cancelled or appointment not in sheet.both or appointment.host_ids or appointment.starts <= context.now
    )
    return (
        None
        if settled and not context.posted
        else leading_views.orphaned_message(sheet, appointment, former_host=who, now=context.now)
    )


def _appointment_of(sheet: CommitteeSheet, appointment_id: int) -> Appointment | None:
    """Return the committee's appointment or its meeting, by id. The id 0 stands for the committee's appointment.

    Return None if the id is of a meeting that was replaced."""
    both = [sheet.appointment, *([sheet.talk] if sheet.talk else [])]
    return next(
        (appointment for appointment in both if appointment.id == (appointment_id or sheet.appointment.id)), None
    )

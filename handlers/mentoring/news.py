"""Renderers of notices about a mentoring cycle. `bot.mentoring.facts` describes each notice."""

from bot.agenda import pending
from bot.catalogue.catalogue import current_edition, list_added_cycles
from bot.catalogue.model import plain_text
from bot.mentoring import changes, coaches, facts, news
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import CycleSheet
from bot.mentoring.service import add_other_mentors
from bot.mentoring.sheets import describe_cycle
from bot.programme.service import actor_of
from handlers.kit.blocks import Message
from handlers.kit.told import GroupPost, RenderContext, Upload, draws

from . import progress_views, request_views
from .absences import views
from .card import views as card_views
from .coaching import views as coaching_views
from .overview import texts
from .overview import views as overview_views


@draws(facts.CycleCard)
def render_card(context: RenderContext[facts.CycleCard]) -> Message | None:
    sheet = _sheet(context)
    words = current_edition(context.reading).catalogue.get(sheet.cycle.terms.format_key)
    preparation = plain_text(words.preparer) if words else ""
    has_group = news.has_group(context.reading, sheet)
    ids = [session.appointment.id for session in sheet.sessions]
    undo = pending.last_undoable_batch(context.reading, context.reader_id, *ids, now=context.now)
    return card_views.card(
        sheet,
        context.reader_id,
        preparation=preparation,
        has_group=has_group,
        on_own_list=True,
        undoable_batch=undo,
        now=context.now,
    )


@draws(facts.CycleGroup)
def render_group(context: RenderContext[facts.CycleGroup]) -> GroupPost | None:
    """Build the first message of a group conversation. Return None if it is outdated before it is sent."""
    sheet = _sheet(context)
    is_current = news.is_current_group(sheet, context.fact)
    if not context.posted and not (is_current and sheet.cycle.state is CycleState.RUNNING):
        return None
    known = [context.find_person(id_) for id_ in context.fact.person_ids]
    drawn = card_views.group_message(sheet, now=context.now) if is_current else card_views.cycle_closed_message(sheet)
    return GroupPost(drawn, tuple(person.slack_id if person else None for person in known), context.fact.person_ids)


@draws(facts.CycleStarted)
def render_started(context: RenderContext[facts.CycleStarted]) -> Message | None:
    return card_views.cycle_started_message(_sheet(context), context.reader_id, now=context.now)


@draws(facts.GroupRefused)
def render_no_group(context: RenderContext[facts.GroupRefused]) -> Message | None:
    return coaching_views.no_group_message(_sheet(context), reason=context.fact.reason, now=context.now)


@draws(facts.AnswerReminder)
def render_chase(context: RenderContext[facts.AnswerReminder]) -> Message | None:
    sheet, turn = _sheet(context), context.fact.turn
    asks = news.is_question_open(sheet, context.fact)
    return request_views.chase_message(
        sheet, context.reader_id, side=turn, is_open=asks, is_posted=context.posted, now=context.now
    )


@draws(facts.MentorAnswered)
def render_answered(context: RenderContext[facts.MentorAnswered]) -> Message | None:
    sheet = _sheet(context)
    return request_views.mentor_answer_message(
        sheet, is_open=news.is_question_open(sheet, context.fact), now=context.now
    )


@draws(facts.TimesPicked)
def render_picked(context: RenderContext[facts.TimesPicked]) -> Message | None:
    sheet = _sheet(context)
    return request_views.picked_times_message(
        sheet, is_open=news.is_question_open(sheet, context.fact), now=context.now
    )


@draws(facts.RequestDeclined)
def render_declined(context: RenderContext[facts.RequestDeclined]) -> Message | None:
    return request_views.declined_message(_sheet(context), is_posted=context.posted, now=context.now)


@draws(facts.RequestExpired)
def render_lapsed(context: RenderContext[facts.RequestExpired]) -> Message | None:
    return request_views.lapsed_message(_sheet(context), context.reader_id, side=context.fact.turn, now=context.now)


@draws(facts.RequestWithdrawn)
def render_withdrawn(context: RenderContext[facts.RequestWithdrawn]) -> Message | None:
    return request_views.withdrawn_message(_sheet(context), now=context.now)


@draws(facts.CycleMoved)
def render_moved(context: RenderContext[facts.CycleMoved]) -> Message | None:
    fact, by = context.fact, context.find_person(context.fact.by_id)
    return progress_views.moved_message(
        _sheet(context), context.notice.person_id, seen_starts=fact.known, by=by, now=context.now
    )


@draws(facts.SessionReplanned)
def render_replanned(context: RenderContext[facts.SessionReplanned]) -> Message | None:
    fact, by = context.fact, context.find_person(context.fact.by_id)
    return progress_views.replanned_message(_sheet(context), appointment_id=fact.appointment_id, by=by, now=context.now)


@draws(facts.MemberLeftCycle)
def render_left(context: RenderContext[facts.MemberLeftCycle]) -> Message | None:
    return progress_views.left_message(
        _sheet(context), leaver=context.find_person(context.fact.person_id), now=context.now
    )


@draws(facts.MemberAbsence)
def render_away(context: RenderContext[facts.MemberAbsence]) -> Message | None:
    fact, who = context.fact, context.find_person(context.fact.by_id)
    return views.away_message(_sheet(context), [*fact.known], person=who, now=context.now)


@draws(facts.MemberReturn)
def render_back(context: RenderContext[facts.MemberReturn]) -> Message | None:
    fact, who = context.fact, context.find_person(context.fact.by_id)
    return views.coming_back_message(_sheet(context), [*fact.known], person=who, now=context.now)


@draws(facts.CycleEnded)
def render_ended(context: RenderContext[facts.CycleEnded]) -> Message | None:
    by = context.find_person(context.fact.by_id)
    return progress_views.ended_message(_sheet(context), context.notice.person_id, by=by, now=context.now)


@draws(facts.SessionMissed)
def render_missed(context: RenderContext[facts.SessionMissed]) -> Message | None:
    appointment, posted = context.fact.appointment_id, context.posted
    return progress_views.missed_message(_sheet(context), appointment_id=appointment, is_posted=posted, now=context.now)


@draws(facts.LateTimeQuestion)
def render_late(context: RenderContext[facts.LateTimeQuestion]) -> Message | None:
    fact, posted = context.fact, context.posted
    return progress_views.late_message(
        _sheet(context),
        appointment_id=fact.appointment_id,
        other_ids=fact.others,
        times_id=fact.of,
        is_posted=posted,
        now=context.now,
    )


@draws(facts.SessionTimeKept)
def render_kept(context: RenderContext[facts.SessionTimeKept]) -> Message | None:
    fact = context.fact
    return progress_views.kept_message(
        _sheet(context),
        appointment_id=fact.appointment_id,
        asked_time=fact.wanted,
        other_ids=fact.others,
        now=context.now,
    )


@draws(facts.LateTimeRefused)
def render_late_refused(context: RenderContext[facts.LateTimeRefused]) -> Message | None:
    appointment, starts = context.fact.appointment_id, int(context.fact.starts.timestamp())
    return progress_views.late_refused_message(
        _sheet(context), appointment_id=appointment, starts=starts, now=context.now
    )


@draws(facts.CheckIn)
def render_check_in(context: RenderContext[facts.CheckIn]) -> Message | None:
    appointment, starts = context.fact.appointment_id, int(context.fact.starts.timestamp())
    return progress_views.check_in_message(
        _sheet(context), appointment_id=appointment, starts=starts, is_posted=context.posted, now=context.now
    )


@draws(facts.ReviewQuestion)
def render_review(context: RenderContext[facts.ReviewQuestion]) -> Message | None:
    sheet = _sheet(context)
    words = current_edition(context.reading).catalogue.get(sheet.cycle.terms.format_key)
    return progress_views.review_message(
        sheet,
        context.reader_id,
        appointment_id=context.fact.appointment_id,
        inspiration=plain_text(words.inspirer) if words else "",
        has_reviewed=changes.has_reviewed(context.reading, sheet.cycle.id, person_id=context.reader_id),
        is_posted=context.posted,
        now=context.now,
    )


@draws(facts.RequestUnanswered)
def render_unanswered(context: RenderContext[facts.RequestUnanswered]) -> Message | None:
    return coaching_views.unanswered_message(_sheet(context), now=context.now)


@draws(facts.CycleOrphaned)
def render_orphaned(context: RenderContext[facts.CycleOrphaned]) -> Message | None:
    return coaching_views.mentor_lost_message(
        _sheet(context), person=context.find_person(context.fact.person_id), now=context.now
    )


@draws(facts.CycleTaken)
def render_taken(context: RenderContext[facts.CycleTaken]) -> Message | None:
    return coaching_views.coach_in_charge_message(_sheet(context), now=context.now)


@draws(facts.MentorHandover)
def render_handed(context: RenderContext[facts.MentorHandover]) -> Message | None:
    giver, taker = context.find_person(context.fact.giver_id), context.find_person(context.fact.taker_id)
    return coaching_views.handed_over_message(
        _sheet(context), context.reader_id, giver=giver, taker=taker, now=context.now
    )


@draws(facts.ExportCard)
def render_export_card(context: RenderContext[facts.ExportCard]) -> Message:
    """Build the direct message under which the bot posts the export."""
    return overview_views.export_message(has_added_cycles=bool(list_added_cycles(context.reading)), now=context.now)


@draws(facts.Export)
def render_export(context: RenderContext[facts.Export]) -> Upload:
    data = coaches.export_cycles(context.reading, actor_of(context.reading, context.reader_id), now=context.now)
    own = bool(list_added_cycles(context.reading))
    name = f"{'cycles' if own else 'mentorats'}-{context.about}.csv"
    return Upload(name, name, texts.EXPORTED_ALL if own else texts.EXPORTED_FILE, data=data)


def _sheet(context: RenderContext[facts.AboutCycle]) -> CycleSheet:
    return add_other_mentors(context.reading, describe_cycle(context.reading, context.about), now=context.now)

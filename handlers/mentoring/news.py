"""Renderers of notices about a mentoring cycle. `bot.mentoring.facts` describes each notice."""

from bot.agenda import pending
from bot.catalogue.catalogue import current_edition, own_cycles
from bot.catalogue.model import plain_text
from bot.mentoring import changes, coaches, facts, news
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import CycleSheet
from bot.mentoring.service import add_other_mentors
from bot.mentoring.sheets import describe_cycle
from bot.programme.service import actor_of
from handlers.kit.blocks import Message
from handlers.kit.told import GroupPost, Told, Upload, draws

from . import progress_views, request_views
from .absences import views
from .card import views as card_views
from .coaching import views as coaching_views
from .overview import texts
from .overview import views as overview_views


@draws(facts.CycleCard)
def render_card(told: Told[facts.CycleCard]) -> Message | None:
    sheet = _sheet(told)
    words = current_edition(told.reading).catalogue.get(sheet.cycle.terms.format_key)
    preparation = plain_text(words.preparer) if words else ""
    has_group = news.has_group(told.reading, sheet)
    ids = [session.appointment.id for session in sheet.sessions]
    undo = pending.last_undoable_batch(told.reading, told.reader_id, *ids, now=told.now)
    return card_views.card(
        sheet, told.reader_id, preparation=preparation, has_group=has_group, own=True, undo=undo, now=told.now
    )


@draws(facts.CycleGroup)
def render_group(told: Told[facts.CycleGroup]) -> GroupPost | None:
    """Build the first message of a group conversation. Return None if it is outdated before it is sent."""
    sheet = _sheet(told)
    is_current = news.is_current_group(sheet, told.fact)
    if not told.posted and not (is_current and sheet.cycle.state is CycleState.RUNNING):
        return None
    known = [told.find_person(id_) for id_ in told.fact.person_ids]
    drawn = card_views.group_message(sheet, now=told.now) if is_current else card_views.closed_message(sheet)
    return GroupPost(drawn, tuple(person.slack_id if person else None for person in known), told.fact.person_ids)


@draws(facts.Started)
def render_started(told: Told[facts.Started]) -> Message | None:
    return card_views.started_message(_sheet(told), told.reader_id, now=told.now)


@draws(facts.NoGroup)
def render_no_group(told: Told[facts.NoGroup]) -> Message | None:
    return coaching_views.no_group_message(_sheet(told), reason=told.fact.reason, now=told.now)


@draws(facts.Chase)
def render_chase(told: Told[facts.Chase]) -> Message | None:
    sheet, turn = _sheet(told), told.fact.turn
    asks = news.is_question_open(sheet, told.fact)
    return request_views.chase_message(sheet, told.reader_id, turn=turn, asks=asks, posted=told.posted, now=told.now)


@draws(facts.CycleAnswered)
def render_answered(told: Told[facts.CycleAnswered]) -> Message | None:
    sheet = _sheet(told)
    return request_views.answered_message(sheet, asks=news.is_question_open(sheet, told.fact), now=told.now)


@draws(facts.Picked)
def render_picked(told: Told[facts.Picked]) -> Message | None:
    sheet = _sheet(told)
    return request_views.picked_message(sheet, asks=news.is_question_open(sheet, told.fact), now=told.now)


@draws(facts.Declined)
def render_declined(told: Told[facts.Declined]) -> Message | None:
    return request_views.declined_message(_sheet(told), posted=told.posted, now=told.now)


@draws(facts.Lapsed)
def render_lapsed(told: Told[facts.Lapsed]) -> Message | None:
    return request_views.lapsed_message(_sheet(told), told.reader_id, turn=told.fact.turn, now=told.now)


@draws(facts.Withdrawn)
def render_withdrawn(told: Told[facts.Withdrawn]) -> Message | None:
    return request_views.withdrawn_message(_sheet(told), now=told.now)


@draws(facts.CycleMoved)
def render_moved(told: Told[facts.CycleMoved]) -> Message | None:
    fact, by = told.fact, told.find_person(told.fact.by_id)
    return progress_views.moved_message(_sheet(told), told.notice.person_id, known=fact.known, by=by, now=told.now)


@draws(facts.Replanned)
def render_replanned(told: Told[facts.Replanned]) -> Message | None:
    fact, by = told.fact, told.find_person(told.fact.by_id)
    return progress_views.replanned_message(_sheet(told), appointment_id=fact.appointment_id, by=by, now=told.now)


@draws(facts.CycleLeft)
def render_left(told: Told[facts.CycleLeft]) -> Message | None:
    return progress_views.left_message(_sheet(told), who=told.find_person(told.fact.person_id), now=told.now)


@draws(facts.CycleAway)
def render_away(told: Told[facts.CycleAway]) -> Message | None:
    fact, who = told.fact, told.find_person(told.fact.by_id)
    return views.away_message(_sheet(told), [*fact.known], who=who, now=told.now)


@draws(facts.Back)
def render_back(told: Told[facts.Back]) -> Message | None:
    fact, who = told.fact, told.find_person(told.fact.by_id)
    return views.comes_message(_sheet(told), [*fact.known], who=who, now=told.now)


@draws(facts.Ended)
def render_ended(told: Told[facts.Ended]) -> Message | None:
    by = told.find_person(told.fact.by_id)
    return progress_views.ended_message(_sheet(told), told.notice.person_id, by=by, now=told.now)


@draws(facts.Missed)
def render_missed(told: Told[facts.Missed]) -> Message | None:
    appointment, posted = told.fact.appointment_id, told.posted
    return progress_views.missed_message(_sheet(told), appointment_id=appointment, posted=posted, now=told.now)


@draws(facts.CycleLate)
def render_late(told: Told[facts.CycleLate]) -> Message | None:
    fact, posted = told.fact, told.posted
    return progress_views.late_message(
        _sheet(told), appointment_id=fact.appointment_id, others=fact.others, of=fact.of, posted=posted, now=told.now
    )


@draws(facts.CycleKept)
def render_kept(told: Told[facts.CycleKept]) -> Message | None:
    fact = told.fact
    return progress_views.kept_message(
        _sheet(told), appointment_id=fact.appointment_id, wanted=fact.wanted, others=fact.others, now=told.now
    )


@draws(facts.LateRefused)
def render_late_refused(told: Told[facts.LateRefused]) -> Message | None:
    appointment, starts = told.fact.appointment_id, int(told.fact.starts.timestamp())
    return progress_views.late_refused_message(_sheet(told), appointment_id=appointment, starts=starts, now=told.now)


@draws(facts.CheckIn)
def render_check_in(told: Told[facts.CheckIn]) -> Message | None:
    appointment, starts = told.fact.appointment_id, int(told.fact.starts.timestamp())
    return progress_views.check_in_message(
        _sheet(told), appointment_id=appointment, starts=starts, posted=told.posted, now=told.now
    )


@draws(facts.Review)
def render_review(told: Told[facts.Review]) -> Message | None:
    sheet = _sheet(told)
    words = current_edition(told.reading).catalogue.get(sheet.cycle.terms.format_key)
    return progress_views.review_message(
        sheet,
        told.reader_id,
        appointment_id=told.fact.appointment_id,
        inspiration=plain_text(words.inspirer) if words else "",
        reviewed=changes.has_reviewed(told.reading, sheet.cycle.id, person_id=told.reader_id),
        posted=told.posted,
        now=told.now,
    )


@draws(facts.Unanswered)
def render_unanswered(told: Told[facts.Unanswered]) -> Message | None:
    return coaching_views.unanswered_message(_sheet(told), now=told.now)


@draws(facts.CycleOrphaned)
def render_orphaned(told: Told[facts.CycleOrphaned]) -> Message | None:
    return coaching_views.orphaned_message(_sheet(told), person=told.find_person(told.fact.person_id), now=told.now)


@draws(facts.CycleTaken)
def render_taken(told: Told[facts.CycleTaken]) -> Message | None:
    return coaching_views.taken_message(_sheet(told), now=told.now)


@draws(facts.CycleHanded)
def render_handed(told: Told[facts.CycleHanded]) -> Message | None:
    giver, taker = told.find_person(told.fact.giver_id), told.find_person(told.fact.taker_id)
    return coaching_views.handed_message(_sheet(told), told.reader_id, giver=giver, taker=taker, now=told.now)


@draws(facts.ExportCard)
def render_export_card(told: Told[facts.ExportCard]) -> Message:
    """Build the direct message under which the bot posts the export."""
    return overview_views.export_message(own=bool(own_cycles(told.reading)), now=told.now)


@draws(facts.Export)
def render_export(told: Told[facts.Export]) -> Upload:
    data = coaches.export_cycles(told.reading, actor_of(told.reading, told.reader_id), now=told.now)
    own = bool(own_cycles(told.reading))
    name = f"{'cycles' if own else 'mentorats'}-{told.about}.csv"
    return Upload(name, name, texts.EXPORTED_ALL if own else texts.EXPORTED_FILE, data=data)


def _sheet(told: Told[facts.AboutCycle]) -> CycleSheet:
    return add_other_mentors(told.reading, describe_cycle(told.reading, told.about), now=told.now)

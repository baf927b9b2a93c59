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
from handlers.kit.told import Told, draws

from .card import leading_views
from .card import views as card_views
from .listeners import preparation_of
from .planning import views as half_day_views
from .support import views as support_views


@draws(facts.HalfDays, facts.HalfDaysAgain)
def render_half_days_asked(told: Told[Fact]) -> Message | None:
    """Build the question about half-days.

    Return None if the notice is not posted and the person has answered, has a date, or may no longer answer."""
    asked = half_days.find_question(told.reading, actor_of(told.reading, told.reader_id), told.about, now=told.now)
    if asked is None or (not told.posted and (asked.answered or asked.settled or not asked.halves)):
        return None
    again = isinstance(told.fact, facts.HalfDaysAgain)
    return half_day_views.question_message(asked, again=again, now=told.now)


@draws(facts.CommitteeCard)
def render_card(told: Told[facts.CommitteeCard]) -> Message | None:
    sheet, preparation = describe_committee(told.reading, told.about), preparation_of(told.reading)
    both = [sheet.appointment, *([sheet.talk] if sheet.talk else [])]
    undo = pending.last_undoable_batch(told.reading, told.reader_id, *(each.id for each in both), now=told.now)
    return card_views.card(sheet, told.reader_id, preparation=preparation, undo=undo, now=told.now)


@draws(facts.CommitteeMoved)
def render_moved(told: Told[facts.CommitteeMoved]) -> Message | None:
    """Build the notice of a reschedule. Return None if the reader knows the current time."""
    sheet, fact = describe_committee(told.reading, told.about), told.fact
    before = fact.known.get(sheet.appointment.id)
    if sheet.is_cancelled or before is None or from_epoch(before) == sheet.appointment.starts:
        return None
    by = told.find_person(fact.by_id)
    return card_views.moved_message(
        sheet, told.reader_id, before=from_epoch(before), times=fact.times, by=by, now=told.now
    )


@draws(facts.TalkMoved)
def render_talk_moved(told: Told[facts.TalkMoved]) -> Message | None:
    """Build the notice of the date of the meeting about the report.

    Return None if the reader already knows the date, or if another meeting has replaced this one."""
    sheet, fact = describe_committee(told.reading, told.about), told.fact
    talk, by = sheet.talk, told.find_person(fact.by_id)
    if sheet.is_cancelled or talk is None or (fact.known and talk.id not in fact.known):
        return None
    before = fact.known.get(talk.id)
    at = from_epoch(before) if before else None
    if at == talk.starts and talk in sheet.both:
        # The meeting moved back to the time that the reader knows.
        return None
    if talk not in sheet.both:
        return card_views.talk_cancelled_message(sheet, before=at, by=by, now=told.now) if at else None
    return card_views.talk_moved_message(sheet, before=at, by=by, now=told.now)


@draws(facts.CommitteeLeft)
def render_left(told: Told[facts.CommitteeLeft]) -> Message | None:
    """Build the notice that a participant will not attend. Return None if they attend again."""
    sheet, who = describe_committee(told.reading, told.about), told.find_person(told.fact.by_id)
    other = next((appointment for appointment in sheet.both if appointment.id in told.fact.known), None)
    if other is None or sheet.is_cancelled or who is None or other.part_of(who.id) is not None:
        return None
    return card_views.left_message(sheet, other, who=who, now=told.now)


@draws(facts.CommitteeCancelled)
def render_cancelled(told: Told[facts.CommitteeCancelled]) -> Message | None:
    sheet, fact = describe_committee(told.reading, told.about), told.fact
    before = fact.known.get(sheet.appointment.id)
    if not sheet.is_cancelled or before is None:
        return None
    talk = fact.known.get(sheet.talk.id) if sheet.talk else None
    by, too = told.find_person(fact.by_id), from_epoch(talk) if talk else None
    return card_views.cancelled_message(sheet, before=from_epoch(before), talk=too, by=by, now=told.now)


@draws(facts.Empty, facts.Chased)
def render_support_asked(told: Told[Fact]) -> Message | None:
    """Build the reminder to fill in the support. Return None if the person has written, or if the date changed.

    A posted reminder is built all the same, unless the committee is cancelled."""
    filled = support.read_filled(told.reading, told.about)
    appointment, fact = filled.sheet.appointment, told.fact
    waits = any(person.id == told.reader_id for person in support.list_awaited(filled))
    if filled.sheet.is_cancelled or (not told.posted and (not waits or told.notice.expires != appointment.starts)):
        return None
    if isinstance(fact, facts.Chased) and waits:
        return support_views.chased_message(filled, told.reader_id, by=told.find_person(fact.by_id), now=told.now)
    return support_views.asked_message(filled, told.reader_id, waits=waits, now=told.now)


@draws(facts.Reading)
def render_reading(told: Told[facts.Reading]) -> Message | None:
    """Build the summary of a support for a host. Return None if the reader no longer hosts the committee."""
    filled = support.read_filled(told.reading, told.about)
    appointment = filled.sheet.appointment
    reads = filled.sheet.hosts(told.reader_id) and appointment.starts > told.now
    if filled.sheet.is_cancelled or not reads or told.notice.expires != appointment.starts:
        return None
    actions = list_open(told.reading, filled.support.defi_id, now=told.now)
    return support_views.reading_message(filled, actions=actions, waiting=support.list_awaited(filled), now=told.now)


@draws(facts.Useful)
def render_useful(told: Told[facts.Useful]) -> Message | None:
    """Build the question to a team member or a porteur, which asks how useful the committee was."""
    sheet, reader = describe_committee(told.reading, told.about), told.find_person(told.reader_id)
    asked = support.is_asked(told.reading, told.about, reader, now=told.now) if reader else None
    if asked is None or not (asked or told.posted):
        return None
    return support_views.useful_message(sheet, answered=not asked, now=told.now)


@draws(facts.CommitteeHanded)
def render_handed(told: Told[facts.CommitteeHanded]) -> Message | None:
    """Build the notice that a committee has a new host. Return None if that person no longer hosts it."""
    sheet, taker = describe_committee(told.reading, told.about), told.find_person(told.fact.taker_id)
    appointment = _appointment_of(sheet, told.fact.appointment_id)
    if sheet.is_cancelled or taker is None or appointment is None or appointment.part_of(taker.id) is not Part.HOST:
        return None
    return leading_views.handed_message(
        sheet, appointment, giver=told.find_person(told.fact.giver_id), taker=taker, now=told.now
    )


@draws(facts.CommitteeOrphaned)
def render_orphaned(told: Told[facts.CommitteeOrphaned]) -> Message | None:
    """Build the notice to coaches of a committee without a host. Return None if it has a host by now."""
    sheet, who = describe_committee(told.reading, told.about), told.find_person(told.fact.person_id)
    appointment = _appointment_of(sheet, told.fact.appointment_id)
    if appointment is None or who is None:
        return None
    settled = (
        sheet.is_cancelled or appointment not in sheet.both or appointment.host_ids or appointment.starts <= told.now
    )
    return (
        None
        if settled and not told.posted
        else leading_views.orphaned_message(sheet, appointment, left=who, now=told.now)
    )


def _appointment_of(sheet: CommitteeSheet, appointment_id: int) -> Appointment | None:
    """Return the committee's appointment or its meeting, by id. The id 0 stands for the committee's appointment.

    Return None if the id is of a meeting that was replaced."""
    both = [sheet.appointment, *([sheet.talk] if sheet.talk else [])]
    return next(
        (appointment for appointment in both if appointment.id == (appointment_id or sheet.appointment.id)), None
    )

"""Views of the asker's choice: the form of the times, and the replies. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.agenda.around import BusyDay
from bot.agenda.calendars.entries import join_names
from bot.dates.words import moment_words
from bot.mentoring.choices import pending_sessions
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.matching.times import FreeStarts
from bot.mentoring.model import CycleSheet, Session
from handlers.kit.around import other_events_blocks
from handlers.kit.blocks import Json, Message, actions, button, context, message, modal, section
from handlers.mentoring import texts as shared
from handlers.mentoring.answering.forms import time_field_name
from handlers.mentoring.answering.views import sessions_confirmed_modal
from handlers.mentoring.card import texts as card_texts
from handlers.mentoring.card.buttons import withdraw_button
from handlers.mentoring.slot_field import no_time_button, slot_field
from handlers.mentoring.standing import session_moments

from . import texts


def choice_form(
    sheet: CycleSheet, viewer_id: int | None, *, free: FreeStarts, busy_days: Sequence[BusyDay] = (), now: datetime
) -> Json:
    """Build the form in which the asker chooses a time for each pending séance. Proposed times are preselected.

    If a refused séance has no free time, the form only offers to withdraw. `busy_days`: the reader's other events."""
    waiting = pending_sessions(sheet)
    refused = {int(session.appointment.starts.timestamp()) for session in waiting if session.state is SessionState.OPEN}
    # The mentor refused these times. They count as free again, but must not be offered.
    starts = [one for one in free.suiting or free.team if one not in refused]
    stuck = not starts and any(session.state is SessionState.OPEN for session in waiting)
    is_offered = sheet.cycle.state is CycleState.OFFERED
    own = viewer_id == sheet.cycle.asked_by
    blocks: list[Block] = [] if own else [context(texts.FOR_SOMEBODY(name=sheet.asker.name))]
    if stuck:
        lost = [session for session in waiting if session.state is SessionState.OPEN]
        named = join_names([f"le {moment}" for moment in session_moments(lost, now)])
        said = texts.NOTHING_FREE(mentor=sheet.mentor.name, lost=named)
        blocks += [section(said), actions(withdraw_button(sheet))]
    else:
        blocks.append(section(texts.intro(sheet.mentor.name, len(waiting), offered=is_offered)))
        blocks += other_events_blocks(busy_days, now=now)
        blocks += [_time_field(sheet, session, starts, now=now) for session in waiting]
        blocks.append(context(shared.PARIS_TIMES))
        blocks += [actions(no_time_button(sheet.cycle.terms))] if own else []
    submit = None if stuck else texts.SUBMIT
    return modal("mentoring.chosen", texts.TITLE, blocks, submit=submit, private_metadata=str(sheet.cycle.id))


def times_chosen_modal(sheet: CycleSheet, *, now: datetime) -> Json:
    """Build the reply: the cycle begins, or the mentor must confirm other times."""
    if not sheet.cycle.state.is_open:
        return sessions_confirmed_modal(sheet, now=now)
    waiting = [session for session in sheet.sessions if session.state is SessionState.HELD]
    blocks = [section(texts.WAITS(mentor=sheet.mentor.name, whens=join_names(session_moments(waiting, now))))]
    if sheet.cycle.answer_by:
        blocks.append(context(texts.WAITS_UNTIL(when=moment_words(sheet.cycle.answer_by, now))))
    return modal("mentoring.done", shared.SENT_TITLE, blocks, last=True)


def missing_time_message(cycle_id: int) -> Message:
    """Build the reply to an asker who accepts while a séance has no time."""
    choose = button(texts.CHOOSE, "mentoring.choose", value=str(cycle_id))
    return message(texts.MISSING, section(texts.MISSING), actions(choose))


def withdrawn_message(sheet: CycleSheet) -> Message:
    free = texts.HELD_IS_FREE if sheet.sessions else ""
    said = texts.WITHDRAWN(mentor=sheet.mentor.name, free=free, kept=shared.NEED_KEPT)
    return message(said, section(said), actions(button(card_texts.NEXT, "mentoring.next", value=str(sheet.cycle.id))))


def _time_field(sheet: CycleSheet, session: Session, starts: Sequence[int], *, now: datetime) -> Block:
    start = int(session.appointment.starts.timestamp())
    when = moment_words(session.appointment.starts, now)
    mentor = sheet.mentor.name
    if session.state is SessionState.HELD:
        label = texts.OFFERED(number=session.number, when=when)
    elif session.state is SessionState.OPEN:
        label = texts.REFUSED(mentor=mentor, when=when)
    else:
        label = texts.PROPOSED(mentor=mentor, when=when)
    proposed = start if session.state.holds_time else None
    return slot_field(
        time_field_name(session.appointment.id), label.plain, starts, near_start=start, chosen_start=proposed, now=now
    )

"""Views of the mentor's answer: three forms, and a reply to each. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block, RadioButtonsElement

from bot.agenda.around import BusyDay
from bot.agenda.calendars.entries import join_names
from bot.dates.words import day_words, moment_words, weekday_words
from bot.mentoring.cycle import SessionEvent, SessionState
from bot.mentoring.model import REASON_LIMIT, CycleSheet, DayHalf, Session
from handlers.kit.around import other_events_blocks
from handlers.kit.blocks import (
    Choice,
    Json,
    Message,
    actions,
    button,
    context,
    field,
    message,
    modal,
    option,
    plain_sections,
    section,
    text_area,
)
from handlers.kit.escaping import bold, link_to
from handlers.kit.sentences import join_text
from handlers.mentoring import texts as shared
from handlers.mentoring.slot_field import slot_field
from handlers.mentoring.standing import session_line, session_moments, team_names

from . import texts
from .forms import REASON, TIMES, answer_field_name, time_field_name

TYPED_LIMIT = 3000  # Slack's limit for a field of a form, in characters
CONFIRM: Choice = (texts.CONFIRM, SessionEvent.CONFIRM.value)
COUNTER: Choice = (texts.COUNTER, SessionEvent.COUNTER.value)
REFUSE: Choice = (texts.REFUSE, SessionEvent.REFUSE.value)


def answer_form(
    sheet: CycleSheet, viewer_id: int | None, *, starts: Sequence[int], busy_days: Sequence[BusyDay] = (), now: datetime
) -> Json:
    """Build the form with an answer for each séance whose time is reserved, and other times to propose (`starts`).

    `busy_days` has the mentor's other events near the séances."""
    waiting = [session for session in sheet.sessions if session.state is SessionState.HELD]
    held = {int(session.appointment.starts.timestamp()) for session in waiting}
    starts = [one for one in starts if one not in held]  # These times are already reserved for the cycle.
    mentor = _represented_mentor(sheet, viewer_id)
    intro = texts.answer_intro(sheet.asker.name, sheet.defi.name, sheet.what, len(waiting), mentor=mentor)
    blocks = [*_speaker_blocks(sheet, viewer_id), section(intro), *other_events_blocks(busy_days, now=now)]
    for session in waiting:
        blocks += _answer_fields(session, starts, now=now)
    blocks += [
        *([] if starts else [context(texts.NO_OTHER_TIME(soon=sheet.cycle.terms.soon))]),
        context(texts.ALL_OR_NOTHING),
    ]
    return modal(
        "mentoring.answered",
        texts.ANSWER_TITLE,
        blocks,
        submit=texts.ANSWER_SUBMIT,
        private_metadata=str(sheet.cycle.id),
    )


def decline_form(sheet: CycleSheet, viewer_id: int | None) -> Json:
    cycle_id = str(sheet.cycle.id)
    asker, free = sheet.asker.name, texts.HELD_IS_FREE if sheet.timed_sessions else ""
    box = text_area(REASON, limit=REASON_LIMIT)
    blocks = [
        *_speaker_blocks(sheet, viewer_id),
        section(texts.DECLINE_INTRO(asker=asker, defi=sheet.defi.name, free=free)),
        section(texts.NO_TIME_HOW),
        actions(button(texts.NO_TIME, "mentoring.no_time", value=cycle_id)),
        field(REASON, texts.REASON, box, hint=texts.REASON_HINT(asker=asker).plain, optional=True),
    ]
    return modal("mentoring.declined", texts.DECLINE, blocks, submit=texts.DECLINE, private_metadata=cycle_id)


def available_times_form(sheet: CycleSheet, viewer_id: int | None, *, earliest: date, now: datetime) -> Json:
    """Show the need and ask when the mentor is available. `earliest` is the first day on which a séance can be."""
    cycle = sheet.cycle
    days = [weekday_words(day) for day in sorted(cycle.suits.weekdays - sheet.defi.closed_weekdays)]
    halves = [half for half in DayHalf if half in cycle.suits.halves]
    since = day_words(cycle.from_day, now) if cycle.from_day else ""
    team, mentor = team_names(sheet, except_id=cycle.asked_by), _represented_mentor(sheet, viewer_id)
    title = texts.WHEN_TITLE_FOR if mentor else texts.WHEN_TITLE
    first = day_words(earliest, now)
    example = texts.EXAMPLE(day=first)
    hint = texts.WHEN_HINT(example=example).plain
    box = text_area(TIMES, limit=TYPED_LIMIT, placeholder=example.plain)
    blocks = [
        *_speaker_blocks(sheet, viewer_id),
        section(texts.when_intro(sheet, team, mentor=mentor)),
        section(texts.NEED),
        *_need_blocks(sheet),
        section(texts.suits(days, halves, since=since)),
        section(texts.rule(cycle.terms, first)),
        field(TIMES, texts.WHEN(soon=cycle.terms.soon).plain, box, hint=hint),
    ]
    return modal("mentoring.times", title, blocks, submit=texts.WHEN_SUBMIT, private_metadata=str(cycle.id))


def sessions_confirmed_message(sheet: CycleSheet, *, now: datetime) -> Message:
    whens = session_moments(sheet.timed_sessions, now)
    said = texts.CONFIRMED(number=shared.count(len(whens)), whens=join_names(whens))
    return message(join_text([said, texts.DATES_FOLLOW]), section(bold(said)), context(texts.DATES_FOLLOW))


def sessions_confirmed_modal(sheet: CycleSheet, *, now: datetime) -> Json:
    return modal("mentoring.done", texts.CONFIRMED_TITLE, sessions_confirmed_message(sheet, now=now).blocks, last=True)


def answer_saved_modal(sheet: CycleSheet, *, now: datetime) -> Json:
    """Build the reply, with each answer and the next step. If the cycle has begun, show its dates."""
    if not sheet.cycle.state.is_open:
        return sessions_confirmed_modal(sheet, now=now)
    lines = [texts.session(session_line(session, now=now), session.state) for session in sheet.sessions]
    blocks = [section(texts.SENT(asker=sheet.asker.name)), section(shared.listed(lines))]
    if sheet.cycle.answer_by:
        blocks.append(context(texts.UNTIL(when=moment_words(sheet.cycle.answer_by, now))))
    return modal("mentoring.done", shared.SENT_TITLE, blocks, last=True)


def request_declined_modal(sheet: CycleSheet) -> Json:
    free = texts.HELD_IS_FREE_AGAIN if sheet.sessions else ""
    said = texts.DECLINED(asker=sheet.asker.name, free=free)
    return modal("mentoring.done", shared.NOTED_TITLE, [section(said)], last=True)


def sessions_planned_modal(sheet: CycleSheet, *, now: datetime) -> Json:
    """Build the reply: séances reserved in the mentor's times, and until when the asker can confirm them."""
    lines = [session_line(session, now=now) for session in sheet.timed_sessions]
    blocks = [section(texts.planned(len(lines))), section(shared.listed(lines))]
    if sheet.cycle.answer_by:
        when = moment_words(sheet.cycle.answer_by, now)
        blocks.append(section(texts.PLANNED_UNTIL(asker=sheet.asker.name, when=when)))
    return modal("mentoring.done", shared.SENT_TITLE, blocks, last=True)


def _speaker_blocks(sheet: CycleSheet, viewer_id: int | None) -> list[Block]:
    name = _represented_mentor(sheet, viewer_id)
    return [context(texts.FOR_SOMEBODY(name=name))] if name else []


def _represented_mentor(sheet: CycleSheet, viewer_id: int | None) -> str:
    """Return the mentor's name if a coach answers for the mentor. Return "" if the reader is the mentor."""
    return "" if viewer_id == sheet.cycle.mentor_id else sheet.mentor.name


def _answer_fields(session: Session, starts: Sequence[int], *, now: datetime) -> list[Block]:
    appointment = session.appointment
    choices = [CONFIRM, COUNTER, REFUSE] if starts else [CONFIRM, REFUSE]
    name = answer_field_name(appointment.id)
    radio = RadioButtonsElement(
        action_id=name, options=[option(choice) for choice in choices], initial_option=option(CONFIRM)
    )
    drawn = [field(name, session_line(session, now=now), radio)]
    if starts:
        label = texts.OTHER_TIME(day=day_words(appointment.starts, now)).plain
        near = int(appointment.starts.timestamp())
        drawn.append(
            slot_field(time_field_name(appointment.id), label, starts, near_start=near, optional=True, now=now)
        )
    return drawn


def _need_blocks(sheet: CycleSheet) -> list[Block]:
    drawn = plain_sections(sheet.cycle.need.strip())
    if sheet.cycle.link:
        drawn.append(section(texts.LINK(link=link_to(sheet.cycle.link))))
    return drawn

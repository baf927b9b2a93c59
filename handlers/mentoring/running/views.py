"""Views of changes of a running cycle: the forms to reschedule, replan and end it, and the replies. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from slack_sdk.models.blocks import Block, InteractiveElement, StaticSelectElement

from bot.agenda.around import BusyDay
from bot.agenda.calendars.entries import join_names
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, from_epoch, to_paris
from bot.dates.words import day_words, moment_words
from bot.mentoring.changes import can_undo_end, is_in_window, remaining_sessions
from bot.mentoring.cycle import SessionState, last_day
from bot.mentoring.model import REASON_LIMIT, CycleSheet, Session
from handlers.kit.around import other_events_blocks
from handlers.kit.blocks import (
    Group,
    Json,
    actions,
    button,
    context,
    field,
    modal,
    section,
    select,
)
from handlers.kit.escaping import Said
from handlers.kit.fields import day_picker, reason_field, time_picker
from handlers.kit.gestures import views
from handlers.kit.gestures.texts import (
    FIRST_DAY,
    FIRST_OF_REST,
    FIRST_TIME,
    MOVE,
    MOVE_REST,
    MOVE_REST_TITLE,
    NO_REST,
    NOTED_TITLE,
    REST,
)
from handlers.kit.sentences import join_text
from handlers.kit.told import undo_blocks
from handlers.mentoring import texts as shared
from handlers.mentoring.absences.texts import NAME
from handlers.mentoring.slot_field import GRID, MOST, no_time_button, slot_field
from handlers.mentoring.standing import coming_sessions, session_line, session_moments

from . import texts
from .forms import DAY, SESSION, STARTS, TIME, CycleMetadata, session_field_name

LATE_MOST = 36  # at least this many options are for times after the cycle's window
LEFT_SHOWN = 3
_REASON = reason_field(texts.REASON_HINT, limit=REASON_LIMIT)


def move_form(
    sheet: CycleSheet,
    metadata: CycleMetadata,
    *,
    starts: Sequence[int] | None,
    days: Sequence[BusyDay] = (),
    now: datetime,
) -> Json:
    """Build the form to reschedule a séance. If several can be rescheduled, it has a list of them.

    `starts` has the team's free times, in seconds since 1970. If `starts` is None, the reader is the mentor or a coach,
    who chooses any later time. `days` has the reader's other events."""
    sessions = remaining_sessions(sheet, team_asks=starts is not None, now=now)
    soon = _near_session_blocks(sheet, starts, now=now)
    if not sessions:
        nothing = section(texts.NOTHING_TO_MOVE(this=sheet.cycle.terms.this))
        return modal("mentoring.unmoved", MOVE, soon or [nothing])
    shown = next((session for session in sessions if session.appointment.id == metadata.appointment_id), sessions[0])
    which = _session_block(sheet, sessions, shown, now=now)
    to_all = [actions(_move_all_button(sheet))] if len(sessions) > 1 else []
    if starts is None:
        at = shown.appointment.starts
        events = other_events_blocks(days, now=now)
        blocks = [section(texts.MOVE_FREELY), *to_all, *events, which, *_clock_fields(shown, at)]
    elif offered := offered_starts(sheet, shown, starts=starts):
        name = session_field_name(STARTS, shown.appointment.id)
        near = int(shown.appointment.starts.timestamp())
        times = slot_field(name, texts.NEW_TIME, offered, near_start=near, now=now)
        blocks = [
            section(texts.MOVE_INTRO(period=sheet.cycle.terms.period, mentor=sheet.mentor.name)),
            *soon,
            *to_all,
            *other_events_blocks(days, now=now),
            which,
            times,
            actions(no_time_button(sheet.cycle.terms)),
        ]
    else:
        # The form has nothing to submit, so the list of other séances is an action instead of a field.
        others = [section(texts.OTHER_SESSION), actions(_session_list(sheet, sessions, shown, now=now))]
        last = last_day(day_of(sheet.timed_sessions[0].appointment.starts), sheet.cycle.terms)
        none = texts.NO_FREE_TIME(last=day_words(last, now))
        blocks = [*_no_free_time_blocks(sheet, none), *(others if len(sessions) > 1 else [])]
        return modal("mentoring.unmoved", MOVE, blocks)
    alone = CycleMetadata(sheet.cycle.id, shown.appointment.id if len(sessions) == 1 else None)
    return modal("mentoring.moved", MOVE, [*blocks, _REASON], submit=MOVE, private_metadata=str(alone))


def move_rest_form(sheet: CycleSheet, *, starts: Sequence[int] | None, now: datetime) -> Json:
    """Build the form to shift all remaining séances, at least two. It asks for the new time of the first séance.

    `starts` has times of the first séance at which the others fit too. If it is None, the reader chooses any time."""
    rest = remaining_sessions(sheet, team_asks=starts is not None, now=now)
    first, mentor = rest[0], sheet.mentor.name
    stays = [session for session in coming_sessions(sheet, now=now) if not session.state.stands]
    said = [context(texts.REST_STAYS(when=when)) for when in session_moments(stays, now)]
    blocks: list[Block] = [section(REST(count=len(rest))), *_near_session_blocks(sheet, starts, now=now), *said]
    if starts is None:
        blocks += _clock_fields(first, first.appointment.starts, labels=(FIRST_DAY, FIRST_TIME))
    elif starts:
        # With the field name of `move_form`, Slack would keep a time chosen there, which this form may not offer.
        name, near = (
            f"{session_field_name(STARTS, first.appointment.id)}-all",
            int(first.appointment.starts.timestamp()),
        )
        blocks.append(context(texts.REST_INTRO(mentor=mentor)))
        blocks.append(slot_field(name, FIRST_OF_REST, starts, near_start=near, now=now))
    else:
        return modal("mentoring.unmoved", MOVE_REST_TITLE, [section(NO_REST(whom=mentor))])
    private = str(CycleMetadata(sheet.cycle.id, first.appointment.id, first.appointment.starts))
    title = MOVE_REST_TITLE
    return modal("mentoring.rest_moved", title, [*blocks, _REASON], submit=MOVE, private_metadata=private)


def _near_session_blocks(sheet: CycleSheet, starts: Sequence[int] | None, *, now: datetime) -> list[Block]:
    """Build the lines about séances for which it is too late to ask for another time. A mentor gets no such lines."""
    asked = remaining_sessions(sheet, team_asks=starts is not None, now=now)
    near = [session for session in remaining_sessions(sheet, now=now) if session not in asked]
    return [context(texts.NEAR_STAYS(when=when, mentor=sheet.mentor.name)) for when in session_moments(near, now)]


def _move_all_button(sheet: CycleSheet) -> InteractiveElement:
    return button(MOVE_REST, "mentoring.move_rest", value=str(sheet.cycle.id))


def replan_form(sheet: CycleSheet, session: Session, *, starts: Sequence[int] | None, now: datetime) -> Json:
    """Build the form for a new time of a séance. Times after the cycle's window are in their own group.

    `starts` has the team's free times. If it is None, a mentor or a coach chooses any later time."""
    appointment = session.appointment
    # The mentor refused this time. It counts as free again, but must not be offered.
    refused = int(appointment.starts.timestamp()) if appointment.starts > now else None
    day, why = day_words(appointment.starts, now), texts.DID_NOT if appointment.starts <= now else texts.WILL_NOT
    intro = section(texts.WITHOUT_TIME(day=day, why=why))
    if starts is None:
        blocks = [intro, section(texts.MOVE_FREELY), *_clock_fields(session, appointment.starts, after_day=day_of(now))]
    elif left := [at for at in starts if at != refused]:
        blocks = [intro, _late_slots_field(sheet, session, left, now=now)]
    else:
        last = day_words(_last_day(sheet, allows_late=True, now=now), now)
        blocks = _no_free_time_blocks(sheet, texts.WITHOUT_FREE_TIME(day=day, why=why, last=last))
        return modal("mentoring.unplanned", texts.REPLAN_TITLE, blocks)
    private = str(CycleMetadata(sheet.cycle.id, appointment.id))
    return modal("mentoring.replanned", texts.REPLAN_TITLE, blocks, submit=texts.REPLAN, private_metadata=private)


def offered_starts(sheet: CycleSheet, session: Session, *, starts: Sequence[int]) -> list[int]:
    """Return the possible new starts of a séance: within the window, and on a day without another séance of the cycle.

    If the team has asked for another time, the current start is possible too. Choosing it withdraws that request."""
    stands = session.appointment.starts if session.wanted is None else None if session.together else session.wanted
    found = {one: from_epoch(one) for one in starts}
    fits = partial(is_in_window, sheet)
    return [one for one, at in found.items() if at != stands and fits({session.appointment.id: at})]


def taken_time_error(sheet: CycleSheet, starts: Sequence[int], *, lost_time: datetime, now: datetime) -> str:
    """Return an error: the time is taken. It names the nearest free times, or advises to write to the mentor."""
    at = int(lost_time.timestamp())
    listed = [one for one in starts if one % GRID == 0 and one != at]
    near = sorted(listed, key=lambda one: abs(one - at))[:LEFT_SHOWN]
    return texts.left([moment_words(from_epoch(one), now) for one in sorted(near)], sheet.mentor.name)


def end_form(sheet: CycleSheet, *, now: datetime) -> Json:
    """Ask for confirmation before a cycle ends, with the séances to cancel and an optional reason.

    The form also says when the other people will be notified."""
    lines = [session_line(session, now=now) for session in coming_sessions(sheet, now=now)]
    told = texts.END_WAITS if can_undo_end(sheet, now=now) else texts.END_IS_TOLD
    said = [texts.END_KEY, shared.cancelled(lines) if lines else texts.NOTHING_TO_COME, told]
    said += [texts.CALENDARS] if lines else []
    blocks = [section(join_text(said)), _REASON]
    private = str(sheet.cycle.id)
    return modal("mentoring.ended", texts.END_TITLE, blocks, submit=texts.END, private_metadata=private)


def moved_modal(
    sheet: CycleSheet,
    sessions: Sequence[Session],
    *,
    changed: bool = True,
    may_undo: bool = False,
    undo: Sequence[Block] = (),
    now: datetime,
) -> Json:
    """Build the confirmation that séances have new times or keep theirs, or that the bot will ask the mentor.

    `may_undo` means that the bot has not asked the mentor yet. `undo` is the button to undo a mentor's own change."""
    session, starts = sessions[0], [each.appointment.starts for each in sessions]
    if session.state is SessionState.MOVING and session.wanted and session.word_by:
        whens = join_names([moment_words(each.wanted, now) for each in sessions if each.wanted])
        until, mentor, keeps = moment_words(session.word_by, now), sheet.mentor.name, moment_words(starts[0], now)
        said = (
            texts.ASKED(when=whens, mentor=mentor, until=until, keeps=keeps)
            if len(sessions) == 1
            else texts.ASKED_ALL(whens=whens, mentor=mentor, until=until)
        )
        value = f"{sheet.cycle.id} {session.appointment.id} {int(session.wanted.timestamp())}"
        undo = undo_blocks("mentoring.undo", value) if may_undo else []
        return modal("mentoring.done", texts.ASKED_TITLE, [section(said), *undo], last=True)
    return views.moved_modal(NAME.format(what=sheet.what), starts, has_changed=changed, undo_rows=undo, now=now)


def withdrawn_modal(sessions: Sequence[Session], *, now: datetime) -> Json:
    whens = join_names(session_moments(sessions, now))
    said = texts.WITHDRAWN(whens=whens) if len(sessions) == 1 else texts.WITHDRAWN_ALL(whens=whens)
    return modal("mentoring.done", NOTED_TITLE, [section(said)], last=True)


def replanned_modal(sheet: CycleSheet, session: Session, *, now: datetime) -> Json:
    """Confirm that a séance has a time again, or that the mentor must agree to the new time."""
    if session.state is not SessionState.LATE:
        return moved_modal(sheet, [session], now=now)
    when = moment_words(session.appointment.starts, now)
    said = texts.WAITS(period=sheet.cycle.terms.period, when=when, mentor=sheet.mentor.name)
    return modal("mentoring.done", texts.REPLAN_TITLE, [section(said)], last=True)


def ended_modal(sheet: CycleSheet, *, undo: Sequence[Block] = (), now: datetime) -> Json:
    """Build the confirmation that a cycle has ended. `undo` is the button to undo it, before people are notified."""
    if undo:
        return modal("mentoring.done", texts.ENDED_TITLE, [section(texts.ENDED_FOR_NOW), *undo], last=True)
    dropped = any(
        session.state is SessionState.DROPPED and session.appointment.starts > now for session in sheet.sessions
    )
    said, told = (texts.ENDED, texts.TOLD) if dropped else (shared.NOTHING_CANCELLED, texts.OTHERS_KNOW)
    return modal("mentoring.done", texts.ENDED_TITLE, [section(said), context(told)], last=True)


def _session_block(
    sheet: CycleSheet, sessions: Sequence[Session], shown_session: Session, *, now: datetime
) -> Block | Json:
    if len(sessions) == 1:
        return section(texts.WHICH_ONE(when=moment_words(shown_session.appointment.starts, now)))
    drawn = field(SESSION, texts.WHICH, _session_list(sheet, sessions, shown_session, now=now)).to_dict()
    return {**drawn, "dispatch_action": True}


def _session_list(
    sheet: CycleSheet, sessions: Sequence[Session], shown_session: Session, *, now: datetime
) -> StaticSelectElement:
    """Build the list of séances. If the reader selects a séance, the form shows its times at once."""
    choices = [
        (moment_words(session.appointment.starts, now), str(CycleMetadata(sheet.cycle.id, session.appointment.id)))
        for session in sessions
    ]
    initial = choices[sessions.index(shown_session)]
    return select("mentoring.move:session", texts.CHOOSE_SESSION, choices, initial=initial)


def _clock_fields(
    session: Session,
    initial_time: datetime,
    *,
    after_day: date | None = None,
    labels: tuple[str, str] = (texts.NEW_DAY, texts.NEW_CLOCK),
) -> list[Block]:
    """Build a field for the day and a field for the time, with the values of `initial_time`. `labels` has their labels.

    If `after_day` is given, the day field shows at least the first working day after it."""
    local = to_paris(initial_time)
    first = local.date() if after_day is None else max(local.date(), add_working_days(after_day, 1))
    day, time = (session_field_name(kind, session.appointment.id) for kind in (DAY, TIME))
    return [
        field(day, labels[0], day_picker(day, initial=first.isoformat())),
        field(time, labels[1], time_picker(time, initial=f"{local:%H:%M}")),
    ]


def _late_slots_field(sheet: CycleSheet, session: Session, starts: Sequence[int], *, now: datetime) -> Block:
    """Build the list of times in two groups: within the window, and after it, which the mentor must agree to."""
    last = _last_day(sheet, allows_late=False, now=now)
    listed = [one for one in starts if one % GRID == 0] or list(starts)
    late = [one for one in listed if day_of(from_epoch(one)) > last]
    within = listed[: len(listed) - len(late)]
    late = _pick_evenly(late, MOST - min(len(within), MOST - LATE_MOST))
    terms, mentor = sheet.cycle.terms, sheet.mentor.name
    names = (
        (texts.IN_THE_MONTH(period=terms.period).plain, _pick_evenly(within, MOST - len(late))),
        (texts.WEEK_AFTER(period=terms.period, mentor=mentor).plain, late),
    )
    groups: list[Group] = [
        (name, [(moment_words(from_epoch(one), now), str(one)) for one in some]) for name, some in names if some
    ]
    name = session_field_name(STARTS, session.appointment.id)
    hint = texts.NEEDS_WORD(period=terms.period, last=day_words(last, now), mentor=mentor).plain
    chosen = select(name, shared.CHOOSE_TIME, groups=groups)
    return field(name, texts.NEW_TIME, chosen, hint=hint if late else None)


def _pick_evenly(starts: Sequence[int], max_starts: int) -> list[int]:
    """Return at most `max_starts` items, spread evenly over all of them."""
    if len(starts) <= max_starts:
        return list(starts)
    return [starts[number * len(starts) // max_starts] for number in range(max_starts)]


def _no_free_time_blocks(sheet: CycleSheet, no_time_sentence: Said) -> list[Block]:
    said = join_text([no_time_sentence, texts.WHAT_REMAINS(mentor=sheet.mentor.name)])
    end = button(texts.END, "mentoring.end", value=str(sheet.cycle.id))
    return [section(said), actions(end)]


def _last_day(sheet: CycleSheet, *, allows_late: bool, now: datetime) -> date:
    """Return the last day of the cycle's window, or if `allows_late`, the last day to which the mentor can agree."""
    first = sheet.cycle.first_day or day_of(now)  # A running cycle always has a first day.
    return sheet.last_chance(first) if allows_late else last_day(first, sheet.cycle.terms)

"""Build the buttons of a cycle's card for its reader, and the buttons that notices share. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from slack_sdk.models.blocks import InteractiveElement

from bot.dates.words import day_words, moment_words
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import CycleSheet, Session
from handlers.kit.blocks import button, confirm_dialog
from handlers.kit.escaping import clip
from handlers.kit.gestures.texts import COME_BACK
from handlers.kit.texts import CALENDAR, JOIN, MORE, TALK
from handlers.mentoring.standing import (
    ReaderRole,
    coming_sessions,
    goes_on,
    name_of,
    next_session,
    sessions_in,
    turn_value,
)

from . import texts

MOST = 5
# how long after a cycle's last séance the mentor can report that it did not take place
MISSED_FOR = timedelta(days=7)
Row: TypeAlias = list[InteractiveElement]


def buttons_of(sheet: CycleSheet, reader: ReaderRole, *, viewer_id: int = 0, now: datetime) -> Row:
    """Return the reader's buttons on a cycle, at most five. A coach acts for the asker or the mentor."""
    if reader is ReaderRole.GUEST:
        return _guest_buttons(sheet, viewer_id, now=now)[:MOST]
    draw = {ReaderRole.ASKER: _asker_buttons, ReaderRole.MENTOR: _mentor_buttons, ReaderRole.COACH: _coach_buttons}.get(
        reader
    )
    return draw(sheet, now=now)[:MOST] if draw else []


def choose_buttons(sheet: CycleSheet, *, on_behalf_of: str = "") -> Row:
    """Build the asker's buttons to accept times or choose others. If a coach acts, `on_behalf_of` names the asker."""
    choose = partial(button, action_id="mentoring.choose", value=str(sheet.cycle.id))
    if sheet.cycle.state is CycleState.OFFERED:
        label, change = texts.confirm(len(sessions_in(sheet, SessionState.HELD))), texts.CHANGE
    elif sheet.cycle.state is not CycleState.ANSWERED:
        return []
    elif sessions_in(sheet, SessionState.OPEN) or not (proposed := sessions_in(sheet, SessionState.COUNTERED)):
        return [choose(_label_for(texts.REPLAN, on_behalf_of), style="primary")]
    else:
        label, change = texts.accept(len(proposed)), texts.CHOOSE
    accept = button(_label_for(label, on_behalf_of), "mentoring.accept", value=turn_value(sheet), style="primary")
    return [accept, choose(_label_for(change, on_behalf_of))]


def answer_buttons(sheet: CycleSheet, *, on_behalf_of: str = "") -> Row:
    """Build the mentor's buttons to answer or decline. If a coach acts, `on_behalf_of` names the mentor."""
    value, row = str(sheet.cycle.id), Row()
    if sheet.cycle.state is CycleState.ASKED:
        when = texts.WHEN_FOR if on_behalf_of else texts.WHEN
        row = [button(_label_for(when, on_behalf_of), "mentoring.when", value=value, style="primary")]
    elif sheet.cycle.state is CycleState.HELD:
        label = texts.confirm(len(sessions_in(sheet, SessionState.HELD)))
        row = [
            button(_label_for(label, on_behalf_of), "mentoring.confirm", value=turn_value(sheet), style="primary"),
            button(_label_for(texts.ANSWER, on_behalf_of), "mentoring.answer", value=value),
        ]
    style = "danger" if row else None  # The button is red only beside the green button of the recommended action.
    return [*row, button(_label_for(texts.DECLINE, on_behalf_of), "mentoring.decline", value=value, style=style)]


def withdraw_button(sheet: CycleSheet, *, on_behalf_of: str = "") -> InteractiveElement:
    """Build the button to withdraw a request after a confirmation. If a coach acts, `on_behalf_of` names the asker."""
    said = texts.withdraw_sure(held=bool(sheet.timed_sessions))
    confirm = confirm_dialog(texts.WITHDRAW_TITLE, said, yes=texts.WITHDRAW_YES, no=texts.KEEP)
    value = str(sheet.cycle.id)
    return button(_label_for(texts.WITHDRAW, on_behalf_of), "mentoring.withdraw", value=value, confirm=confirm)


def ask_next_buttons(sheet: CycleSheet) -> Row:
    """Build the button to ask another mentor, or a coach if none is left. If a new request exists, build nothing."""
    if sheet.cycle.followed_by is not None:
        return []
    if sheet.others == ():
        return [button(TALK, "programme.talk", value=sheet.cycle.terms.format_key, style="primary")]
    return [button(texts.NEXT, "mentoring.next", value=str(sheet.cycle.id), style="primary")]


def ask_again_button(sheet: CycleSheet) -> InteractiveElement:
    return button(texts.AGAIN, "mentoring.again", value=str(sheet.cycle.id))


def review_button(sheet: CycleSheet, *, style: str | None = None) -> InteractiveElement:
    return button(texts.REVIEW, "mentoring.review", value=str(sheet.cycle.id), style=style)


def more_button(sheet: CycleSheet) -> InteractiveElement:
    value = str(sheet.cycle.id)
    return button(MORE, f"mentoring.open:{value}", value=value, of=sheet.defi.name)


def running_buttons(sheet: CycleSheet, *, now: datetime) -> Row:
    """Build the group's buttons on a running cycle. Listeners refuse a person who lacks the permission."""
    return [
        *_join_button(sheet, now=now),
        *_calendar_button(sheet, now=now),
        *_move_button(sheet, now=now),
        _end_button(sheet),
    ]


def _asker_buttons(sheet: CycleSheet, *, now: datetime) -> Row:
    state = sheet.cycle.state
    if state.is_open:
        return [*choose_buttons(sheet), withdraw_button(sheet)]
    if state is CycleState.RUNNING:
        replan = _replan_button(sheet, now=now)
        row = [
            *_join_button(sheet, style=None if replan else "primary", now=now),
            *replan,
            *_calendar_button(sheet, now=now),
        ]
        return [*row, *_move_button(sheet, now=now), _end_button(sheet)]
    if state in (CycleState.DECLINED, CycleState.LAPSED):
        return ask_next_buttons(sheet)
    return [review_button(sheet, style="primary"), ask_again_button(sheet)] if state is CycleState.DONE else []


def _mentor_buttons(sheet: CycleSheet, *, now: datetime) -> Row:
    state = sheet.cycle.state
    if state.is_open:
        return answer_buttons(sheet)
    if state is CycleState.RUNNING:
        late, missed = _late_buttons(sheet, now=now), _missed_button(sheet, now=now)
        calendar = [] if late and missed else _calendar_button(sheet, now=now)
        join = [] if late else _join_button(sheet, now=now)
        return [*join, *late, *missed, *calendar, *_move_button(sheet, now=now), _end_button(sheet)]
    if state is CycleState.DONE:
        return [review_button(sheet, style="primary"), *_missed_button(sheet, now=now)]
    return []


def _guest_buttons(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> Row:
    if sheet.cycle.state is not CycleState.RUNNING:
        return []
    said = texts.LEAVE_SURE(the=sheet.cycle.terms.the).plain
    sure_to_leave = confirm_dialog(texts.LEAVE_TITLE, said, yes=texts.LEAVE_YES, no=texts.KEEP)
    leave = button(texts.LEAVE, "mentoring.leave", value=str(sheet.cycle.id), confirm=sure_to_leave)
    return [
        *_join_button(sheet, now=now),
        *_calendar_button(sheet, now=now),
        *_skip_buttons(sheet, viewer_id, now=now),
        leave,
    ]


def _skip_buttons(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> Row:
    """Build the buttons to miss upcoming séances, and to come back to séances that the viewer left."""
    to_come = [session.appointment for session in coming_sessions(sheet, now=now)]
    value = str(sheet.cycle.id)
    theirs = [appointment for appointment in to_come if appointment.part_of(viewer_id)]
    row = [button(texts.SKIP, "mentoring.skip", value=value)] if theirs else []
    missed = [appointment for appointment in to_come if appointment.left_by(viewer_id)]
    of = moment_words(missed[0].starts, now) if missed else ""
    return [*row, *([button(COME_BACK, "mentoring.come_back", value=value, of=of)] if missed else [])]


def _coach_buttons(sheet: CycleSheet, *, now: datetime) -> Row:
    """Return the coach's buttons. If there are too many, `buttons_of` cuts off the last ones."""
    state, value = sheet.cycle.state, str(sheet.cycle.id)
    asker, mentor = (name_of(sheet, one) for one in (sheet.cycle.asked_by, sheet.cycle.mentor_id))
    reassign = button(texts.REASSIGN, "mentoring.reassign", value=value)
    if state.is_open:
        return [
            *answer_buttons(sheet, on_behalf_of=mentor),
            *choose_buttons(sheet, on_behalf_of=asker),
            withdraw_button(sheet, on_behalf_of=asker),
            reassign,
        ]
    if state is CycleState.RUNNING:
        row = [*_replan_button(sheet, now=now, on_behalf_of=asker), *_late_buttons(sheet, now=now, on_behalf_of=mentor)]
        row += _missed_button(sheet, now=now, on_behalf_of=mentor)
        row += [button(texts.HAND_OVER, "mentoring.hand_over", value=value)] if goes_on(sheet, now=now) else []
        return [*row, *_move_button(sheet, now=now), _end_button(sheet)]
    lost = state in (CycleState.DECLINED, CycleState.LAPSED) and sheet.cycle.followed_by is None
    return [reassign] if lost else []


def _join_button(sheet: CycleSheet, *, style: str | None = "primary", now: datetime) -> Row:
    session = next_session(sheet, now=now)
    if session is None or not session.appointment.link:
        return []
    when = moment_words(session.appointment.starts, now)
    return [button(JOIN, "kit.link", url=session.appointment.link, of=when, style=style)]


def _calendar_button(sheet: CycleSheet, *, now: datetime) -> Row:
    session = next_session(sheet, now=now)
    return [button(CALENDAR, "mentoring.calendar", value=str(sheet.cycle.id))] if session else []


def _move_button(sheet: CycleSheet, *, now: datetime) -> Row:
    movable = [session for session in coming_sessions(sheet, now=now) if session.state.stands]
    return [button(texts.MOVE, "mentoring.move", value=str(sheet.cycle.id))] if movable else []


def _end_button(sheet: CycleSheet) -> InteractiveElement:
    return button(texts.END, "mentoring.end", value=str(sheet.cycle.id))


def _replan_button(sheet: CycleSheet, *, now: datetime, on_behalf_of: str = "") -> Row:
    return [
        button(
            _label_for(texts.REPLAN, on_behalf_of, spoken_suffix=when),
            "mentoring.replan",
            value=f"{sheet.cycle.id} {session.appointment.id}",
            of=when,
            style="primary",
        )
        for session in sessions_in(sheet, SessionState.OPEN)[:1]
        for when in (moment_words(session.appointment.starts, now),)
    ]


def _late_buttons(sheet: CycleSheet, *, now: datetime, on_behalf_of: str = "") -> Row:
    return [
        button(
            _label_for(label, on_behalf_of, spoken_suffix=when),
            action_id,
            value=f"{session.appointment.id} {at}",
            of=when,
            style=style,
        )
        for session in sessions_in(sheet, SessionState.LATE, SessionState.MOVING)[:1]
        for asked in (session.wanted or session.appointment.starts,)
        for when, at in ((moment_words(asked, now), sheet.times_id(session)),)
        for several in (len(sheet.sessions_asked_with(session)) > 1,)
        for label, action_id, style in (
            (texts.AGREE_ALL if several else texts.AGREE_LATE, "mentoring.agree_late", "primary"),
            (
                texts.KEEP_ALL if several else texts.KEEP_DATE if session.wanted else texts.REFUSE_LATE,
                "mentoring.refuse_late",
                None,
            ),
        )
    ]


def _missed_button(sheet: CycleSheet, *, now: datetime, on_behalf_of: str = "") -> Row:
    return [
        button(
            _label_for(texts.MISSED(day=day_words(session.appointment.starts, now)).plain, on_behalf_of),
            "mentoring.missed",
            value=str(session.appointment.id),
        )
        for session in _sessions_without_outcome(sheet, now=now)[-1:]
    ]


def _sessions_without_outcome(sheet: CycleSheet, *, now: datetime) -> Sequence[Session]:
    begun = [
        session
        for session in sessions_in(sheet, SessionState.CONFIRMED, SessionState.MOVING, SessionState.OVER)
        if session.appointment.starts <= now
    ]
    if sheet.cycle.state is CycleState.DONE:
        begun = [session for session in begun if now < session.appointment.ends + MISSED_FOR]
    return [session for session in begun[-1:] if session.outcome is None]


def _label_for(label: str, person_name: str, *, spoken_suffix: str = "") -> str:
    """Return a button's label. If a coach acts for a person, the label names that person.

    Slack allows 75 characters. `spoken_suffix` is the date that is read aloud after the label. It must fit in the same
    75 characters, so a long name is cut."""
    room = 75 - (len(spoken_suffix) + 3 if spoken_suffix else 0)
    return clip(texts.FOR_SOMEBODY(label=label, name=person_name).plain, room) if person_name else label

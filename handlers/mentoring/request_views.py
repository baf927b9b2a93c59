"""Views of the messages before a cycle begins: questions, answers, failures. Pure.

A view returns None for an outdated notice. An answered question loses its buttons."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.dates.words import moment_words
from bot.mentoring.cycle import CycleState, SessionState, SideToAnswer, side_to_answer
from bot.mentoring.model import MOST_OFFERED, CycleSheet, Session
from handlers.kit.blocks import Message, actions, button, context, message, plain_section, section
from handlers.kit.escaping import Said, bold
from handlers.kit.sentences import join_text
from handlers.mentoring import texts
from handlers.mentoring.answering.texts import session
from handlers.mentoring.card import texts as card_texts
from handlers.mentoring.card.buttons import answer_buttons, ask_next_buttons, choose_buttons
from handlers.mentoring.standing import session_line, session_moments

from . import request_texts


def chase_message(
    sheet: CycleSheet, viewer_id: int, *, side: str, is_open: bool = True, is_posted: bool = False, now: datetime
) -> Message | None:
    """Build the reminder to the person who must answer, with the card's buttons.

    `side` is the side to remind: the mentor or the team. `is_open` is False if this side has answered. If no answer is
    missing any more, show the current state in a posted reminder, and return None for a new one."""
    cycle = sheet.cycle
    late = cycle.answer_by is not None and cycle.answer_by <= now
    awaited = {SideToAnswer.MENTOR: cycle.mentor_id, SideToAnswer.TEAM: cycle.asked_by}.get(side_to_answer(cycle.state))
    if not is_open or late or side_to_answer(cycle.state) != side or viewer_id != awaited:
        return _current_state_message(sheet, for_mentor=viewer_id == cycle.mentor_id, now=now) if is_posted else None
    defi, asker, mentor, what = sheet.defi.name, sheet.asker.name, sheet.mentor.name, sheet.what
    if cycle.state is CycleState.ASKED:
        terms = cycle.terms
        asked = request_texts.CHASE_ASKED(several=terms.several, what=what, soon=terms.soon, asker=asker, defi=defi)
        return _question_message(asked, sheet, buttons=answer_buttons(sheet), now=now)
    if cycle.state is CycleState.HELD:
        held = _held_sessions(sheet)
        said = request_texts.CHASE_MENTOR(asker=asker, defi=defi, what=what, number=texts.count(len(held)))
        return _question_message(said, sheet, _session_lines(held, now), buttons=answer_buttons(sheet), now=now)
    if cycle.state is CycleState.OFFERED:
        held = _held_sessions(sheet)
        said = request_texts.CHASE_OFFERED(mentor=mentor, defi=defi, what=what, number=texts.count(len(held)))
        return _question_message(said, sheet, _session_lines(held, now), buttons=choose_buttons(sheet), now=now)
    said = request_texts.CHASE_ANSWERED(mentor=mentor, defi=defi, what=what)
    return _choice_message(said, sheet, now=now)


def mentor_answer_message(sheet: CycleSheet, *, is_open: bool, now: datetime) -> Message:
    """Build the message to the asker with the mentor's answers or plan. Unless `is_open`, show the current state."""
    state = sheet.cycle.state
    if not is_open or state not in (CycleState.OFFERED, CycleState.ANSWERED):
        return _current_state_message(sheet, for_mentor=False, now=now)
    mentor, defi, what = sheet.mentor.name, sheet.defi.name, sheet.what
    if state is CycleState.OFFERED:
        held = _held_sessions(sheet)
        said = request_texts.OFFERED(mentor=mentor, defi=defi, what=what, number=texts.count(len(held)))
        return _question_message(
            said,
            sheet,
            _session_lines(held, now),
            answer_hint=request_texts.HOW_TO_CONFIRM,
            buttons=choose_buttons(sheet),
            now=now,
        )
    states = [other.state for other in sheet.sessions]
    said = request_texts.answered(
        mentor,
        defi,
        what,
        agreed=states.count(SessionState.AGREED),
        countered=states.count(SessionState.COUNTERED),
        refused=states.count(SessionState.OPEN),
    )
    return _choice_message(said, sheet, now=now)


def picked_times_message(sheet: CycleSheet, *, is_open: bool, now: datetime) -> Message:
    """Build the message to the mentor with the times that the asker chose. Unless `is_open`, show the current state."""
    if not is_open or sheet.cycle.state is not CycleState.HELD:
        return _current_state_message(sheet, for_mentor=True, now=now)
    held = _held_sessions(sheet)
    said = request_texts.picked(sheet.asker.name, sheet.defi.name, sheet.cycle.terms.the, len(held))
    return _question_message(said, sheet, _session_lines(held, now), buttons=answer_buttons(sheet), now=now)


def declined_message(sheet: CycleSheet, *, is_posted: bool, now: datetime) -> Message | None:  # noqa: ARG001 - the renderers give it
    """Build the notice to the asker that the mentor declined, and why, with a button to ask another mentor.

    If the asker has sent another request, a posted notice loses its button, and a new notice is not sent (None)."""
    followed = sheet.cycle.followed_by is not None
    if sheet.cycle.state is not CycleState.DECLINED or (followed and not is_posted):
        return None
    said = request_texts.DECLINED(mentor=sheet.mentor.name, what=sheet.what, defi=sheet.defi.name)
    reason = sheet.cycle.reason or ""
    quoted = [card_texts.fact(card_texts.REASON, reason)] if reason else []
    blocks: list[Block] = [section(bold(said))]
    blocks += [section(card_texts.REASON_IS), plain_section(reason)] if reason else []
    row = [] if followed else [actions(*ask_next_buttons(sheet))]
    after = [*_other_mentors(sheet), texts.NEED_KEPT]
    return message(join_text([said, *quoted, *after]), *blocks, context(join_text(after)), *row)


def _other_mentors(sheet: CycleSheet) -> list[Said]:
    """Return the names of other possible mentors. If there are none, return whom to ask.

    If nobody has searched for other mentors yet, return nothing."""
    if sheet.others is None:
        return []
    own = sheet.terms.is_own
    if not sheet.others:
        nobody = request_texts.NO_OTHER_HOST(what=sheet.what) if own else None
        return [nobody or request_texts.NOBODY_ELSE(domain=sheet.cycle.domain)]
    names = join_names(sheet.others[:MOST_OFFERED])
    return [request_texts.OTHER_HOSTS(names=names) if own else request_texts.OTHERS(names=names)]


def lapsed_message(sheet: CycleSheet, viewer_id: int, *, side: str, now: datetime) -> Message | None:  # noqa: ARG001 - the renderers give it
    """Build the notice of an expired request. `side` is the side that did not answer: the mentor or the team."""
    if sheet.cycle.state is not CycleState.LAPSED:
        return None
    asker, mentor, defi = sheet.asker.name, sheet.mentor.name, sheet.defi.name
    if viewer_id == sheet.cycle.mentor_id:
        own = side == SideToAnswer.MENTOR
        said = (
            request_texts.LAPSED_OWN(asker=asker, defi=defi)
            if own
            else request_texts.LAPSED_HOST(asker=asker, the=sheet.cycle.terms.the, defi=defi)
        )
        return _notice_message([said, texts.NOTHING_TO_DO])
    if side == SideToAnswer.MENTOR:
        free = [request_texts.HELD_IS_FREE] if sheet.sessions else []
        said = request_texts.LAPSED_MENTOR(mentor=mentor, what=sheet.what, defi=defi)
        told = [said, *free, *_other_mentors(sheet), texts.NEED_KEPT]
        return _notice_message(told, request_texts.COACHES_KNOW, buttons=ask_next_buttons(sheet))
    next_one = ask_next_buttons(sheet)
    again = button(request_texts.AGAIN, "mentoring.again", value=str(sheet.cycle.id))
    row = [again, *next_one] if next_one else []
    return _notice_message(
        [request_texts.LAPSED_TEAM(mentor=mentor, what=sheet.what, defi=defi), texts.NEED_KEPT], buttons=row
    )


def withdrawn_message(sheet: CycleSheet, *, now: datetime) -> Message | None:  # noqa: ARG001 - the renderers give it
    if sheet.cycle.state is not CycleState.WITHDRAWN:
        return None
    free = [request_texts.YOURS_ARE_FREE] if sheet.sessions else []
    said = request_texts.WITHDRAWN(asker=sheet.asker.name, what=sheet.what, defi=sheet.defi.name)
    return _notice_message([said, *free, texts.NOTHING_TO_DO])


def _current_state_message(sheet: CycleSheet, *, for_mentor: bool, now: datetime) -> Message:
    state, defi = sheet.cycle.state, sheet.defi.name
    if state is CycleState.HELD and not for_mentor:
        whens = session_moments(_held_sessions(sheet), now)
        them = "le" if len(whens) == 1 else "les"
        mentor, what = sheet.mentor.name, sheet.what
        picked_times = request_texts.SETTLED_PICKED(
            whens=join_names(whens), what=what, defi=defi, mentor=mentor, them=them
        )
        return _notice_message([picked_times])
    if state is CycleState.ANSWERED and for_mentor:
        return _notice_message([request_texts.SETTLED_ANSWERED(asker=sheet.asker.name, defi=defi), texts.NOTHING_TO_DO])
    if state is CycleState.RUNNING:
        whens = session_moments(sheet.timed_sessions, now)
        number, named = texts.count(len(whens)), join_names(whens)
        return _notice_message([request_texts.SETTLED_RUNNING(number=number, what=sheet.what, defi=defi, whens=named)])
    return _notice_message([request_texts.SETTLED_CLOSED(what=sheet.what, defi=defi), texts.NOTHING_TO_DO])


def _choice_message(said: Said, sheet: CycleSheet, *, now: datetime) -> Message:
    """Ask the asker to choose among the times that the mentor proposed."""
    lines, how = _answer_lines(sheet, now), _how_to_answer_sentence(sheet)
    return _question_message(said, sheet, lines, answer_hint=how, buttons=choose_buttons(sheet), now=now)


def _question_message(
    said: Said,
    sheet: CycleSheet,
    lines: Sequence[str] = (),
    *,
    answer_hint: Said | None = None,
    buttons: Sequence[InteractiveElement],
    now: datetime,
) -> Message:
    more = [answer_hint] if answer_hint else []
    if sheet.cycle.answer_by is not None:
        until = moment_words(sheet.cycle.answer_by, now)
        more.append(
            request_texts.ANSWER_BEFORE(when=until) if sheet.sessions else request_texts.ASKED_BEFORE(when=until)
        )
    text = join_text([said, *([request_texts.sessions(lines)] if lines else []), *more])
    dates = [section(texts.listed(lines))] if lines else []
    return message(
        text, section(bold(said)), *dates, context(join_text(more or [texts.PARIS_TIMES])), actions(*buttons)
    )


def _notice_message(
    main_sentences: Sequence[Said], *notes: Said, buttons: Sequence[InteractiveElement] = ()
) -> Message:
    row = [actions(*buttons)] if buttons else []
    return message(join_text([*main_sentences, *notes]), section(join_text(main_sentences)), *map(context, notes), *row)


def _held_sessions(sheet: CycleSheet) -> list[Session]:
    return [other for other in sheet.sessions if other.state is SessionState.HELD]


def _session_lines(sessions: Sequence[Session], now: datetime) -> list[str]:
    return [session_line(other, now=now) for other in sessions]


def _answer_lines(sheet: CycleSheet, now: datetime) -> list[str]:
    return [session(session_line(other, now=now), other.state) for other in sheet.sessions]


def _how_to_answer_sentence(sheet: CycleSheet) -> Said:
    mentor = sheet.mentor.name
    return (
        request_texts.HOW_TO_CHOOSE(mentor=mentor)
        if _has_session_without_time(sheet)
        else request_texts.HOW_TO_ACCEPT(mentor=mentor)
    )


def _has_session_without_time(sheet: CycleSheet) -> bool:
    return any(other.state is SessionState.OPEN for other in sheet.sessions)

"""The messages before a cycle begins drawn: who is waited for, what was answered, what came to nothing. Pure.

Each gives None where it is not true any more, so that nobody is told; what asks and was answered loses its buttons.
"""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.words import moment_words
from bot.mentoring.cycle import CycleState, SessionState, Turn, turn_of
from bot.mentoring.model import Session, Sheet
from handlers.kit.blocks import Message, actions, button, context, message, section, words
from handlers.kit.escaping import escape
from handlers.mentoring.answering.texts import session
from handlers.mentoring.answering.views import bullets
from handlers.mentoring.card import texts as card_texts
from handlers.mentoring.standing import moments, session_line, turn_value

from . import texts


def chase(
    sheet: Sheet, viewer_id: int, *, turn: str, asks: bool = True, posted: bool = False, now: datetime
) -> Message | None:
    """Draw the reminder to whose turn it is, with the buttons of the card; `turn`: whose it was when it was owed.

    `asks` False: they have answered since, and what is `posted` loses its buttons.
    """
    cycle = sheet.cycle
    late = cycle.answer_by is not None and cycle.answer_by <= now
    awaited = {Turn.MENTOR: cycle.mentor_id, Turn.TEAM: cycle.asked_by}.get(turn_of(cycle.state))
    if not asks or late or turn_of(cycle.state) != turn or viewer_id != awaited:
        return _settled(sheet, for_mentor=viewer_id == cycle.mentor_id, now=now) if posted else None
    defi, asker, mentor = sheet.defi.name, sheet.asker.name, sheet.mentor.name
    if cycle.state is CycleState.ASKED:
        return _asks(texts.chase_asked(asker, defi), sheet, buttons=_when(sheet), now=now)
    if cycle.state is CycleState.HELD:
        held = _held(sheet)
        said = texts.chase_mentor(asker, defi, len(held))
        return _asks(said, sheet, _lines(held, now), buttons=_confirm(sheet, held), now=now)
    if cycle.state is CycleState.OFFERED:
        held = _held(sheet)
        said = texts.chase_offered(mentor, defi, len(held))
        return _asks(said, sheet, _lines(held, now), buttons=_accept(sheet), now=now)
    said = texts.chase_answered(mentor, defi)
    return _asks(said, sheet, _answers(sheet, now), how=_how(sheet), buttons=_accept(sheet), now=now)


def answered(sheet: Sheet, *, asks: bool, now: datetime) -> Message:
    """Draw for who asked what the mentor said of each séance, or the plan; `asks` False: it is settled."""
    state = sheet.cycle.state
    if not asks or state not in (CycleState.OFFERED, CycleState.ANSWERED):
        return _settled(sheet, for_mentor=False, now=now)
    mentor, defi = sheet.mentor.name, sheet.defi.name
    if state is CycleState.OFFERED:
        held = _held(sheet)
        said = texts.offered(mentor, defi, len(held))
        return _asks(said, sheet, _lines(held, now), how=texts.HOW_TO_CONFIRM, buttons=_accept(sheet), now=now)
    states = [one.state for one in sheet.sessions]
    said = texts.answered(
        mentor,
        defi,
        agreed=states.count(SessionState.AGREED),
        countered=states.count(SessionState.COUNTERED),
        refused=states.count(SessionState.OPEN),
    )
    return _asks(said, sheet, _answers(sheet, now), how=_how(sheet), buttons=_accept(sheet), now=now)


def picked(sheet: Sheet, *, asks: bool, now: datetime) -> Message:
    """Draw for the mentor the times that who asked chose instead; `asks` False: it is settled."""
    if not asks or sheet.cycle.state is not CycleState.HELD:
        return _settled(sheet, for_mentor=True, now=now)
    held = _held(sheet)
    said = texts.picked(sheet.asker.name, sheet.defi.name, len(held))
    return _asks(said, sheet, _lines(held, now), buttons=_confirm(sheet, held), now=now)


def declined(sheet: Sheet, *, posted: bool, now: datetime) -> Message | None:  # noqa: ARG001 - the renderers give it
    """Draw for who asked that the mentor declined, the reason in their words; the next one is a click away.

    `posted`: it stands in Slack already; once another request follows, only its button goes.
    """
    followed = sheet.cycle.followed_by is not None
    if sheet.cycle.state is not CycleState.DECLINED or (followed and not posted):
        return None
    said = texts.declined(sheet.mentor.name, sheet.defi.name)
    reason = sheet.cycle.reason or ""
    quoted = [card_texts.said(card_texts.REASON, escape(reason))] if reason else []
    text = " ".join([escape(said), *quoted, texts.NEED_KEPT])
    blocks: list[Block] = [section(f"*{escape(said)}*")]
    blocks += [section(f"{card_texts.REASON}\u00a0:"), words(reason)] if reason else []
    blocks.append(context(texts.NEED_KEPT))
    return message(text, *blocks, *([] if followed else [actions(*_go_on(sheet))]))


def lapsed(sheet: Sheet, viewer_id: int, *, turn: str, now: datetime) -> Message | None:  # noqa: ARG001 - the renderers give it
    """Draw that nobody answered in time, for who asked or for the mentor; `turn`: who was waited for."""
    if sheet.cycle.state is not CycleState.LAPSED:
        return None
    asker, mentor, defi = sheet.asker.name, sheet.mentor.name, sheet.defi.name
    if viewer_id == sheet.cycle.mentor_id:
        return _said((texts.lapsed_own if turn == Turn.MENTOR else texts.lapsed_host)(asker, defi))
    if turn == Turn.MENTOR:
        said = f"{texts.lapsed_mentor(mentor, defi, held=bool(sheet.sessions))} {texts.NEED_KEPT}"
        return _said(said, texts.COACHES_KNOW, buttons=_go_on(sheet))
    again = button(texts.AGAIN, "mentoring.again", value=str(sheet.cycle.id))
    row = [again, *_go_on(sheet)] if _go_on(sheet) else []
    return _said(f"{texts.lapsed_team(mentor, defi)} {texts.NEED_KEPT}", buttons=row)


def withdrawn(sheet: Sheet, *, now: datetime) -> Message | None:  # noqa: ARG001 - the renderers give it
    """Draw for the mentor that the request is withdrawn."""
    if sheet.cycle.state is not CycleState.WITHDRAWN:
        return None
    return _said(texts.withdrawn(sheet.asker.name, sheet.defi.name, held=bool(sheet.sessions)))


def _settled(sheet: Sheet, *, for_mentor: bool, now: datetime) -> Message:
    """Draw what stays of a message that asked."""
    state, defi = sheet.cycle.state, sheet.defi.name
    if state is CycleState.HELD and not for_mentor:
        return _said(texts.settled_picked(sheet.mentor.name, moments(_held(sheet), now), defi))
    if state is CycleState.ANSWERED and for_mentor:
        return _said(texts.settled_answered(sheet.asker.name, defi))
    if state is CycleState.RUNNING:
        return _said(texts.settled_running(moments(sheet.timed, now), defi))
    return _said(texts.settled_closed(defi))


def _asks(
    said: str,
    sheet: Sheet,
    lines: Sequence[str] = (),
    *,
    how: str = "",
    buttons: Sequence[InteractiveElement],
    now: datetime,
) -> Message:
    """Draw a message that asks: what about, the dates, until when, the buttons."""
    key = escape(said)
    more: list[str] = [escape(how)] if how else []
    until = sheet.cycle.answer_by
    if until is not None:
        more.append((texts.answer_before if sheet.sessions else texts.asked_before)(moment_words(until, now)))
    listed = texts.sessions(lines) if lines else ""
    text = " ".join(one for one in (key, listed, *more) if one)
    dates = [section(bullets(lines))] if lines else []
    return message(text, section(f"*{key}*"), *dates, context(" ".join(more) or texts.PARIS), actions(*buttons))


def _said(text: str, more: str = "", *, buttons: Sequence[InteractiveElement] = ()) -> Message:
    said = escape(text)
    beside = [context(more)] if more else []
    row = [actions(*buttons)] if buttons else []
    return message(" ".join(one for one in (said, more) if one), section(said), *beside, *row)


def _held(sheet: Sheet) -> list[Session]:
    return [one for one in sheet.sessions if one.state is SessionState.HELD]


def _lines(sessions: Sequence[Session], now: datetime) -> list[str]:
    return [session_line(one, now=now) for one in sessions]


def _answers(sheet: Sheet, now: datetime) -> list[str]:
    return [session(session_line(one, now=now), one.state) for one in sheet.sessions]


def _how(sheet: Sheet) -> str:
    return (texts.how_to_choose if _lacks_time(sheet) else texts.how_to_accept)(sheet.mentor.name)


def _lacks_time(sheet: Sheet) -> bool:
    return any(one.state is SessionState.OPEN for one in sheet.sessions)


def _confirm(sheet: Sheet, held: Sequence[Session]) -> list[InteractiveElement]:
    value = str(sheet.cycle.id)
    return [
        button(card_texts.confirm(len(held)), "mentoring.confirm", value=turn_value(sheet), style="primary"),
        button(card_texts.ANSWER, "mentoring.answer", value=value),
        _decline(sheet),
    ]


def _when(sheet: Sheet) -> list[InteractiveElement]:
    value = str(sheet.cycle.id)
    return [
        button(card_texts.WHEN, "mentoring.when", value=value, style="primary"),
        _decline(sheet),
    ]


def _decline(sheet: Sheet) -> InteractiveElement:
    return button(card_texts.DECLINE, "mentoring.decline", value=str(sheet.cycle.id), style="danger")


def _accept(sheet: Sheet) -> list[InteractiveElement]:
    value = str(sheet.cycle.id)
    if _lacks_time(sheet):
        return [button(card_texts.REPLAN, "mentoring.choose", value=value, style="primary")]
    if sheet.cycle.state is CycleState.OFFERED:
        accept, choose = card_texts.confirm(len(_held(sheet))), card_texts.CHANGE
    else:
        proposed = [one for one in sheet.sessions if one.state is SessionState.COUNTERED]
        accept, choose = card_texts.accept(len(proposed)), card_texts.CHOOSE
    return [
        button(accept, "mentoring.accept", value=turn_value(sheet), style="primary"),
        button(choose, "mentoring.choose", value=value),
    ]


def _go_on(sheet: Sheet) -> list[InteractiveElement]:
    """Draw the way to the next mentor, while no other request follows."""
    if sheet.cycle.followed_by is not None:
        return []
    return [button(card_texts.NEXT, "mentoring.next", value=str(sheet.cycle.id), style="primary")]

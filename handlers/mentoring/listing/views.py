"""Views of a person's list of cycles: their state, and a button to each card. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.words import moment_words
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import CycleSheet
from handlers.kit.blocks import Message, actions, button, context, header, message, section, select
from handlers.kit.escaping import Said, bold, clip
from handlers.kit.sentences import join_text
from handlers.mentoring.standing import awaited_person_id, is_awaited, next_session, status_sentence

from . import texts

MOST_SHOWN = 20
MOST_SAID = 3500  # the most characters of the list, so that it fits into a message's text
# A message has five buttons at most, and three of them are not about one cycle. So more than two cycles share a list.
MOST_BUTTONS = 2


def cycles_message(
    sheets: Sequence[CycleSheet],
    viewer_id: int,
    *,
    may_request: bool,
    is_mentor: bool,
    is_coach: bool,
    has_added_cycles: bool = False,
    now: datetime,
) -> Message:
    """Build the list for one person, without the needs. Cycles that await this person come first.

    `may_request` means that this person can request a mentorat. `is_mentor` means that this person is a mentor, and
    `is_coach` that this person is a coach. `has_added_cycles` means that the programme has added cycles, so the title
    does not say « mentorats »."""
    ordered = sorted(sheets, key=lambda sheet: not is_awaited(sheet, viewer_id))
    told = [
        (sheet, _cycle_name(sheet, viewer_id), status_sentence(sheet, viewer_id, now=now))
        for sheet in ordered[:MOST_SHOWN]
    ]
    lengths = accumulate(len(name) + len(said) + 10 for _, name, said in told)
    shown = told[: max(1, sum(length <= MOST_SAID for length in lengths))]
    has_added_cycles = has_added_cycles or any(sheet.terms.is_own for sheet in sheets)
    blocks: list[Block] = [header(texts.ALL_TITLE if has_added_cycles else texts.TITLE)]
    blocks += [section(join_text([bold(name), said], "\n")) for _, name, said in shown]
    spoken = [join_text([name, said], ". ") for _, name, said in shown]
    if not shown:
        spoken.append(texts.NO_CYCLE if has_added_cycles else texts.NOTHING)
        blocks.append(section(spoken[-1]))
    if len(ordered) > len(shown):
        spoken.append(texts.more(len(ordered) - len(shown), own=has_added_cycles))
        blocks.append(context(spoken[-1]))
    row = _open_buttons([sheet for sheet, *_ in shown], viewer_id, has_added_cycles=has_added_cycles, now=now)
    row += [button(texts.START, "mentoring.start")] if may_request else []
    row += [button(texts.LIMIT, "mentoring.limit")] if is_mentor else []
    row += [button(texts.ALL, "mentoring.list_all")] if is_coach else []
    blocks += [actions(*row)] if row else []
    return message(join_text([texts.ALL_SAID if has_added_cycles else texts.TITLE_SAID, *spoken]), *blocks)


def _open_buttons(
    sheets: Sequence[CycleSheet], viewer_id: int, *, has_added_cycles: bool, now: datetime
) -> list[InteractiveElement]:
    named = [
        (
            texts.CHOICE(state=_state_words(sheet, viewer_id, now=now), name=_cycle_name(sheet, viewer_id)).plain,
            str(sheet.cycle.id),
        )
        for sheet in sheets
    ]
    if len(sheets) > MOST_BUTTONS:
        choices = [(clip(name, 75), cycle_id) for name, cycle_id in named]
        return [select("mentoring.open", texts.OPEN_CYCLE if has_added_cycles else texts.OPEN_ONE, choices)]
    return [button(texts.OPEN, f"mentoring.open:{cycle_id}", value=cycle_id, of=name) for name, cycle_id in named]


def _state_words(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> str:
    awaited = is_awaited(sheet, viewer_id)
    if sheet.cycle.state is CycleState.RUNNING and awaited and viewer_id == sheet.cycle.asked_by:
        return texts.TO_REPLAN
    if awaited or sheet.cycle.state.is_open:
        return texts.YOUR_ANSWER if awaited else texts.ANSWER
    following = next_session(sheet, now=now)
    if following is not None and following.state is SessionState.LATE:
        return texts.ANSWER
    if following is not None:
        return moment_words(following.appointment.starts, now)
    return texts.PAST if awaited_person_id(sheet) is None else texts.TO_REPLAN


def _cycle_name(sheet: CycleSheet, viewer_id: int) -> Said:
    """Return a cycle's name. It begins with the person on the other side, because lists cut long names."""
    other = sheet.asker if viewer_id == sheet.cycle.mentor_id else sheet.mentor
    return texts.CYCLE(person=other.name, defi=sheet.defi.name, domain=sheet.cycle.domain)

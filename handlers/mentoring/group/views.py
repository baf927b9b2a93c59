"""The message that opens the conversation of a mentor and a team, and the same to each where there is none. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.agenda.calendars.entries import join_names
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import Sheet
from handlers.kit.blocks import Message, actions, context, header, message, section
from handlers.kit.escaping import Said
from handlers.kit.sentences import joined
from handlers.mentoring import texts as shared
from handlers.mentoring.card import buttons
from handlers.mentoring.card import texts as card_texts
from handlers.mentoring.card.views import ROOM, length_of, links, lost, need_blocks, opening, session_lines
from handlers.mentoring.standing import Reader, name_of, reader_of, to_settle

from . import texts


def group(sheet: Sheet, *, has_needs: bool = True, now: datetime) -> Message:
    """Draw the first message of mentor and team: the dates, the need, what the conversation is for.

    It is kept true in place: once the cycle is over it says so, and its buttons go. `has_needs` False: the need is left
    out.
    """
    running = sheet.cycle.state is CycleState.RUNNING
    lead = [*_lead(sheet, now=now), *([texts.PURPOSE] if running else [])]
    blocks = _dated(sheet, lead, now=now)
    row = buttons.running(sheet, now=now) if running else []
    after: list[Block] = [actions(*row)] if row else []
    if has_needs:
        blocks += need_blocks(sheet, room=ROOM - length_of([*blocks, *after]))
    return message(_text(sheet, lead, now=now), *blocks, *after)


def closed(sheet: Sheet) -> Message:
    """Draw the first message of a conversation that is no longer theirs: somebody left, or another mentor came."""
    said = texts.CLOSED(mentor=sheet.mentor.name, defi=sheet.defi.name)
    return message(said, section(said))


def started(sheet: Sheet, viewer_id: int, *, now: datetime) -> Message | None:
    """Draw the same for one of them, without the need; None when the cycle no longer runs, or for who has left it."""
    reader = reader_of(sheet, viewer_id)
    if sheet.cycle.state is not CycleState.RUNNING or reader in (Reader.COACH, Reader.LEFT):
        return None
    lead = [*_lead(sheet, now=now), texts.ALONE]
    row, small = buttons.buttons_of(sheet, reader, viewer_id=viewer_id, now=now), opening(sheet, viewer_id, now=now)
    blocks = [*_dated(sheet, lead, now=now), *map(context, small), *([actions(*row)] if row else [])]
    return message(joined([_text(sheet, lead, now=now), *small]), *blocks)


def _lead(sheet: Sheet, *, now: datetime) -> list[Said]:
    state = sheet.cycle.state
    if state is CycleState.RUNNING:
        return to_settle(sheet, 0, now=now) or [texts.CONFIRMED]  # 0: who reads it is nobody in particular
    asker, mentor = sheet.asker.name, sheet.mentor.name
    return [card_texts.lead(state, Reader.GUEST, asker=asker, mentor=mentor, until="", lost=lost(sheet))]


def _dated(sheet: Sheet, lead: Sequence[Said], *, now: datetime) -> list[Block]:
    dates = joined([card_texts.SESSIONS, shared.listed(session_lines(sheet, now=now))], "\n")
    people = card_texts.FACT(name=card_texts.WITH, what=_people(sheet))
    return [header(_title(sheet).plain), section(joined(lead)), section(dates), section(people)]


def _text(sheet: Sheet, lead: Sequence[Said], *, now: datetime) -> Said:
    said = [card_texts.TITLE_SAID(title=_title(sheet)), *lead, card_texts.spoken(session_lines(sheet, now=now))]
    return joined([*said, card_texts.fact(card_texts.WITH, _people(sheet)), *links(sheet, now=now)])


def _title(sheet: Sheet) -> Said:
    return texts.TITLE(mentor=sheet.mentor.name, defi=sheet.defi.name)


def _people(sheet: Sheet) -> str:
    return join_names(
        [card_texts.MENTOR(name=sheet.mentor.name).plain, *(name_of(sheet, one) for one in sheet.team_ids)]
    )

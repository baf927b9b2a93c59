"""Questions to speakers drawn: the form, the list with its support, what is handed over; pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.words import moment_words, span_words
from bot.gatherings.model import PROPOSAL_LIMIT, Proposal, Sheet
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement.views import of
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    alone,
    button,
    context,
    field,
    message,
    modal,
    section,
    sure,
    text_area,
    words,
)
from handlers.kit.escaping import Said, bold, clip_words
from handlers.kit.fields import boxes
from handlers.kit.sentences import joined, stopped

from . import texts
from .forms import ANONYMOUS, TEXT, YES, Press

SHOWN = 12  # questions of the message that hands them over: the list shows all
NAMED = 40  # characters of a question in the name of its button


def ask_form(sheet: Sheet, carried: str, *, now: datetime) -> Json:
    """Draw the form in which a question is asked; who will read it is said."""
    box = boxes(ANONYMOUS, [(texts.ANONYMOUSLY, YES)])
    blocks = [
        section(_about(sheet, now)),
        field(TEXT, texts.TEXT, text_area(TEXT, limit=PROPOSAL_LIMIT), hint=texts.WHO_READS),
        field(ANONYMOUS, texts.ANONYMOUS, box, hint=texts.ANONYMOUS_HINT, optional=True),
    ]
    return modal("gatherings.asked", texts.ASK, blocks, submit=texts.SEND, private_metadata=carried)


def asked(*, anonymous: bool) -> Json:
    """Draw what the modal says once a question is asked."""
    said = texts.ASKED_ANONYMOUSLY if anonymous else texts.ASKED
    return modal("gatherings.done", texts.ASKED_TITLE, [section(said)], last=True)


def listed(
    sheet: Sheet, several: Sequence[Proposal], *, viewer_id: int, supports: bool, moderates: bool, now: datetime
) -> Json:
    """Draw the list: each question in its own words, whose it is, how many support it, and what the viewer can do.

    `supports`: the viewer may, until the start; `moderates`: they may take any back.
    """
    blocks: list[Block] = [section(_about(sheet, now))]
    if not several:
        blocks.append(section(texts.NONE))
    for number, each in enumerate(several, 1):
        blocks += [words(each.text), context(_whose(sheet, each))]
        mine = moderates or (each.author_id is not None and each.author_id == viewer_id)
        row = _buttons(each, number, viewer_id, supports=supports, withdraws=mine)
        blocks += [actions(*row)] if row else []
    return modal("gatherings.done", texts.LIST_TITLE, blocks)


def gone() -> Json:
    """Draw what the modal says to who took a question back and does not see the list."""
    return modal("gatherings.done", texts.LIST_TITLE, [section(texts.WITHDRAWN)], last=True)


def handed(sheet: Sheet, several: Sequence[Proposal], *, now: datetime) -> Message:
    """Draw what who speaks and hosts is handed the day before: the questions, by support."""
    starts = sheet.appointment.starts
    key = texts.handed(len(several), naming.name_of(sheet.series, sheet.gathering), moment_words(starts, now))
    lines = [
        texts.QUESTION(number=number, text=each.text, whose=_whose(sheet, each))
        for number, each in enumerate(several[:SHOWN], 1)
    ]
    left = len(several) - len(lines)
    more = texts.others(left) if left else texts.LATER_ONES
    see = button(texts.SEE, "gatherings.questions", value=str(sheet.gathering.id), of=of(sheet, now))
    said = joined([key, *map(stopped, lines), more])
    return message(said, section(bold(key)), *map(section, lines), context(more), actions(see))


def withdrawn(sheet: Sheet, *, now: datetime) -> Message:
    """Draw what stays of what was handed over where all of it was taken back, or it does not take place."""
    when = moment_words(sheet.appointment.starts, now)
    return alone(texts.NONE_LEFT(named=naming.name_of(sheet.series, sheet.gathering), when=when, none=texts.NONE))


def _about(sheet: Sheet, now: datetime) -> Said:
    """Say which conference it is about."""
    one, named = sheet.appointment, naming.name_of(sheet.series, sheet.gathering)
    return texts.ABOUT(named=named, when=span_words(one.starts, one.ends, now=now))


def _whose(sheet: Sheet, one: Proposal) -> Said:
    author = sheet.people.get(one.author_id) if one.author_id is not None else None
    return texts.WHOSE(author=author.name if author else texts.NO_NAME, supports=texts.supports(len(one.supporters)))


def _buttons(
    one: Proposal, number: int, viewer_id: int, *, supports: bool, withdraws: bool
) -> list[InteractiveElement]:
    named = texts.NUMBERED(number=number, text=clip_words(one.text, NAMED)).plain
    row = []
    if supports:
        wanted = viewer_id not in one.supporters
        label = texts.SUPPORT if wanted else texts.SUPPORT_NO_MORE
        row.append(button(label, f"gatherings.support:{one.id}", value=str(Press(one.id, wanted)), of=named))
    if withdraws:
        confirm = sure(texts.WITHDRAW_TITLE, texts.WITHDRAW_SURE, yes=texts.WITHDRAW_YES, no=texts.KEEP)
        row.append(
            button(texts.WITHDRAW, f"gatherings.take_back:{one.id}", value=str(one.id), of=named, confirm=confirm)
        )
    return row

"""Views after a gathering: the message to participants, the question to the host and its form; pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.gatherings.model import GatheringSheet, Reply
from handlers.gatherings.announcement.views import Announced, headline, of, title_of
from handlers.kit.blocks import (
    Json,
    Line,
    Message,
    actions,
    button,
    context,
    field,
    keyed,
    line,
    message,
    modal,
    section,
    sure,
)
from handlers.kit.escaping import Said, bold, clip_sentences
from handlers.kit.fields import MOST_BOXES, boxes
from handlers.kit.sentences import fact, joined

from . import texts

SHORT = 600  # characters of the catalogue's words
MISSING = "missing"  # name of the form's fields, with a number behind


def after(about: Announced, *, inspiration: str, now: datetime) -> Message | None:
    """Show what comes at the end of a gathering; None where neither the catalogue nor the kind has a word."""
    extra = about.extra
    if not inspiration and not extra.said:
        return None
    key = texts.THANKS(name=about.named(now))
    more = [fact(texts.INSPIRE, clip_sentences(inspiration, SHORT))] if inspiration else []
    blocks: list[Block] = [section(bold(key)), *map(context, more), *extra.blocks]
    blocks += [actions(*extra.buttons)] if extra.buttons else []
    return message(joined([key, *more, *([extra.said] if extra.said else [])]), *blocks)


def who_came(about: Announced, *, now: datetime) -> Message:
    """Build the question to the host; once answered, what they said."""
    sheet = about.sheet
    if sheet.gathering.attendance is not None:
        told, left = joined([headline(sheet, now), _noted(sheet)]), about.extra.buttons
        return message(told, section(told), *([actions(*left)] if left else []))
    had = texts.had_said([person.name for person in sheet.replied(Reply.COMES)])
    row = actions(*_buttons(sheet, of=about.of(now)), *about.extra.buttons)
    return keyed(texts.QUESTION(name=about.named(now)), [had, texts.SILENCE], row)


def awaiting(sheet: GatheringSheet, *, now: datetime) -> Line:
    """Build the question to the host for the Home."""
    had = texts.had_said([person.name for person in sheet.replied(Reply.COMES)])
    said = joined([texts.QUESTION(name=title_of(sheet, now)), had])
    return line(said, *_buttons(sheet, of=of(sheet, now)))


def missing_form(about: Announced, *, now: datetime) -> Json:
    """Build the form that says who did not come, a box for each who had said they would."""
    sheet = about.sheet
    came = sheet.replied(Reply.COMES)
    head = section(joined([headline(sheet, now), texts.TICK if came else texts.NOBODY]))
    if not came:
        return modal("gatherings.done", texts.WHO_WAS_MISSING, [head])
    groups = [came[first : first + MOST_BOXES] for first in range(0, len(came), MOST_BOXES)]
    fields = [
        field(
            f"{MISSING}-{number}",
            texts.part(number, len(groups)),
            boxes(f"{MISSING}-{number}", [(person.name, str(person.id)) for person in some]),
            optional=True,
        )
        for number, some in enumerate(groups, 1)
    ]
    private = str(sheet.gathering.id)
    return modal(
        "gatherings.missing", texts.WHO_WAS_MISSING, [head, *fields], submit=texts.SUBMIT, private_metadata=private
    )


def held(sheet: GatheringSheet, *, now: datetime) -> list[Block]:
    """Show the recorded attendance of a date, or « Elle n’a pas eu lieu »: without a record everybody came."""
    if sheet.gathering.attendance is not None:
        return [section(_noted(sheet))]
    return [actions(_not_held(sheet, of=of(sheet, now)))]


def said(sheet: GatheringSheet) -> Message:
    """Build the answer to a press, seen by one person."""
    return message(_noted(sheet))


def said_form(sheet: GatheringSheet) -> Json:
    """Show what the modal says once it is noted who was missing."""
    return modal("gatherings.done", texts.NOTED_TITLE, [section(_noted(sheet))], last=True)


def _noted(sheet: GatheringSheet) -> Said:
    missing = [person.name for person in sheet.replied(Reply.COMES) if sheet.answers[person.id].attended is False]
    return texts.noted(missing, held=sheet.gathering.attendance != "none")


def _buttons(sheet: GatheringSheet, *, of: str) -> list[InteractiveElement]:
    value = str(sheet.gathering.id)
    return [
        button(texts.EVERYBODY, "gatherings.everybody", value=value, of=of, style="primary"),
        button(texts.SOMEBODY_MISSING, "gatherings.somebody_missing", value=value, of=of),
        _not_held(sheet, of=of),
    ]


def _not_held(sheet: GatheringSheet, *, of: str) -> InteractiveElement:
    confirm = sure(texts.NOT_HELD_TITLE, texts.NOT_HELD_SURE, yes=texts.YES, no=texts.NO)
    return button(texts.NOT_HELD, "gatherings.not_held", value=str(sheet.gathering.id), of=of, confirm=confirm)

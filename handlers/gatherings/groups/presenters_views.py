"""Views for presenters (the question, the reminder, the reply), and the presenters' line on announcements. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import InteractiveElement

from bot.dates.words import moment_words
from bot.gatherings.groups.turns import ABOUT_LIMIT, PRESENTING, Presenter, PresenterState
from bot.gatherings.model import GatheringSheet
from bot.programme.model import Person
from handlers.gatherings.announcement.views import cancelled_sentence, date_and_name, title_of
from handlers.kit.blocks import (
    Json,
    Line,
    Message,
    actions,
    button,
    confirm_dialog,
    field,
    key_message,
    line,
    message,
    modal,
    section,
    text_area,
    text_message,
)
from handlers.kit.escaping import Said
from handlers.kit.sentences import join_text

from . import texts

ABOUT = "about"


def card(sheet: GatheringSheet, mine: Presenter, *, now: datetime) -> Message:
    when, value, named = moment_words(sheet.appointment.starts, now), str(sheet.gathering.id), date_and_name(sheet, now)
    at = texts.at(sheet.kind.key)
    if sheet.is_cancelled:
        return text_message(join_text([cancelled_sentence(sheet, now), texts.NOTHING_TO_PREPARE]))
    if mine.state not in PRESENTING:
        return text_message(texts.SWAPPED_CARD)
    if sheet.appointment.starts <= now:
        return text_message(texts.PRESENTED(named=title_of(sheet, now)))
    swap = _swap_button(sheet, now=now)
    if mine.state is PresenterState.ASKED:
        key = texts.ASKED(at=at, when=when)
        first = button(texts.PRESENT, "gatherings.agree", value=value, of=named, style="primary")
    else:
        key = texts.PRESENTS(at=at, when=texts.ABOUT_WHAT(when=when, about=mine.about) if mine.about else when)
        first = button(texts.ABOUT, "gatherings.about", value=value, of=named)
    return key_message(key, [texts.PREPARE], actions(first, swap))


def awaiting_line(sheet: GatheringSheet, *, now: datetime) -> Line:
    value, named = str(sheet.gathering.id), date_and_name(sheet, now)
    present = button(texts.PRESENT, "gatherings.agree", value=value, of=named)
    said = texts.ASKED(at=texts.at(sheet.kind.key), when=moment_words(sheet.appointment.starts, now))
    return line(said, present, _swap_button(sheet, now=now))


def agreed_message(sheet: GatheringSheet, *, now: datetime) -> Message:
    said = texts.AGREED(when=moment_words(sheet.appointment.starts, now))
    about = button(texts.ABOUT, "gatherings.about", value=str(sheet.gathering.id), of=date_and_name(sheet, now))
    return message(said, section(said), actions(about))


def swapped_message(following: Person | None) -> Message:
    return text_message(texts.SWAPPED(name=following.name) if following else texts.NOBODY_LEFT)


def support_message(sheet: GatheringSheet, mine: Presenter, *, posted: bool = False, now: datetime) -> Message | None:
    """Build the reminder to prepare a presentation. If the person has not answered, build the question instead.

    If the person will not present, return the card if the reminder is already `posted`, else None."""
    over = sheet.is_cancelled or mine.state not in PRESENTING or sheet.appointment.starts <= now
    if over or mine.state is PresenterState.ASKED:
        return card(sheet, mine, now=now) if posted or not over else None
    return key_message(
        texts.SUPPORT(at=texts.at(sheet.kind.key), when=moment_words(sheet.appointment.starts, now)), [texts.PREPARE]
    )


def nobody_left_message(sheet: GatheringSheet, person: Person | None, *, left: int, now: datetime) -> Message:
    """Build the notice to the organiser that `person` will not present and that nobody else can be asked.

    `left` is the number of other presenters."""
    name = person.name if person else ""
    return text_message(
        texts.missing(name, texts.at(sheet.kind.key), moment_words(sheet.appointment.starts, now), left)
    )


def about_form(sheet: GatheringSheet, mine: Presenter) -> Json:
    box = text_area(ABOUT, limit=ABOUT_LIMIT, initial=mine.about)
    blocks = [field(ABOUT, texts.ABOUT_LABEL, box, hint=texts.ABOUT_HINT)]
    private = str(sheet.gathering.id)
    return modal("gatherings.about_given", texts.ABOUT_TITLE, blocks, submit=texts.ABOUT_SAVE, private_metadata=private)


def kept_modal() -> Json:
    return modal("gatherings.done", texts.KEPT_TITLE, [section(texts.KEPT)], last=True)


def presenting_line(presenting: Sequence[tuple[Person, Presenter]]) -> Said:
    return texts.presenting([(person.name, mine.about) for person, mine in presenting])


def _swap_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    confirm = confirm_dialog(texts.SURE_TITLE, texts.SURE, yes=texts.YES, no=texts.NO)
    value = str(sheet.gathering.id)
    return button(texts.SWAP, "gatherings.swap", value=value, of=date_and_name(sheet, now), confirm=confirm)

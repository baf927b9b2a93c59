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
    HomeLine,
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    field,
    headed_message,
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


def card(sheet: GatheringSheet, presenter: Presenter, *, now: datetime) -> Message:
    when, value, named = moment_words(sheet.appointment.starts, now), str(sheet.gathering.id), date_and_name(sheet, now)
    at = texts.at(sheet.kind.key)
    if sheet.is_cancelled:
        return text_message(join_text([cancelled_sentence(sheet, now), texts.NOTHING_TO_PREPARE]))
    if presenter.state not in PRESENTING:
        return text_message(texts.SWAPPED_CARD)
    if sheet.appointment.starts <= now:
        return text_message(texts.PRESENTED(named=title_of(sheet, now)))
    swap = _pass_turn_button(sheet, now=now)
    if presenter.state is PresenterState.ASKED:
        key = texts.ASKED(at=at, when=when)
        first = button(texts.PRESENT, "gatherings.agree", value=value, of=named, style="primary")
    else:
        key = texts.PRESENTS(
            at=at, when=texts.ABOUT_WHAT(when=when, about=presenter.about) if presenter.about else when
        )
        first = button(texts.ABOUT, "gatherings.about", value=value, of=named)
    return headed_message(key, [texts.PREPARE], actions(first, swap))


def awaiting_line(sheet: GatheringSheet, *, now: datetime) -> HomeLine:
    value, named = str(sheet.gathering.id), date_and_name(sheet, now)
    present = button(texts.PRESENT, "gatherings.agree", value=value, of=named)
    said = texts.ASKED(at=texts.at(sheet.kind.key), when=moment_words(sheet.appointment.starts, now))
    return line(said, present, _pass_turn_button(sheet, now=now))


def agreed_message(sheet: GatheringSheet, *, now: datetime) -> Message:
    said = texts.AGREED(when=moment_words(sheet.appointment.starts, now))
    about = button(texts.ABOUT, "gatherings.about", value=str(sheet.gathering.id), of=date_and_name(sheet, now))
    return message(said, section(said), actions(about))


def turn_passed_message(next_person: Person | None) -> Message:
    return text_message(texts.SWAPPED(name=next_person.name) if next_person else texts.NOBODY_LEFT)


def preparation_message(
    sheet: GatheringSheet, presenter: Presenter, *, is_posted: bool = False, now: datetime
) -> Message | None:
    """Build the reminder to prepare a presentation. If the person has not answered, ask whether they will present.

    If the person will not present, or if the date is cancelled or past, return None. For a posted reminder
    (`is_posted`), return the card in this case."""
    over = sheet.is_cancelled or presenter.state not in PRESENTING or sheet.appointment.starts <= now
    if over or presenter.state is PresenterState.ASKED:
        return card(sheet, presenter, now=now) if is_posted or not over else None
    return headed_message(
        texts.SUPPORT(at=texts.at(sheet.kind.key), when=moment_words(sheet.appointment.starts, now)), [texts.PREPARE]
    )


def no_presenter_left_message(
    sheet: GatheringSheet, person: Person | None, *, presenters_left: int, now: datetime
) -> Message:
    """Build the notice to the organiser that `person` will not present and that nobody else can be asked.

    `presenters_left` is the number of other presenters."""
    name = person.name if person else ""
    return text_message(
        texts.missing(name, texts.at(sheet.kind.key), moment_words(sheet.appointment.starts, now), presenters_left)
    )


def subject_form(sheet: GatheringSheet, presenter: Presenter) -> Json:
    box = text_area(ABOUT, limit=ABOUT_LIMIT, initial=presenter.about)
    blocks = [field(ABOUT, texts.ABOUT_LABEL, box, hint=texts.ABOUT_HINT)]
    private = str(sheet.gathering.id)
    return modal("gatherings.about_given", texts.ABOUT_TITLE, blocks, submit=texts.ABOUT_SAVE, private_metadata=private)


def subject_saved_modal() -> Json:
    return modal("gatherings.done", texts.KEPT_TITLE, [section(texts.KEPT)], last=True)


def presenting_line(presenters: Sequence[tuple[Person, Presenter]]) -> Said:
    return texts.presenting([(person.name, mine.about) for person, mine in presenters])


def _pass_turn_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    confirm = confirm_dialog(texts.SURE_TITLE, texts.SURE, yes=texts.YES, no=texts.NO)
    value = str(sheet.gathering.id)
    return button(texts.SWAP, "gatherings.swap", value=value, of=date_and_name(sheet, now), confirm=confirm)

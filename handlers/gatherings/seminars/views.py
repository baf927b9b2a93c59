"""Views of the promotion's seminar: preparation, additions to its announcement, the sheet, access needs; pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, PlainTextInputElement

from bot.dates.words import span_words
from bot.gatherings.lacking import of_kind
from bot.gatherings.model import PLACE_LIMIT, TEXT_LIMIT, GatheringSheet
from bot.gatherings.seminars import NEED_LIMIT
from bot.programme.model import Person
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement.views import Extra, of
from handlers.gatherings.conference.views import long_fact, returns_button
from handlers.kit.blocks import Json, Message, button, context, field, keyed, modal, section, text_area, words
from handlers.kit.escaping import Said, clip_sentences, escape_and_link, escape_sparingly, parts
from handlers.kit.sentences import capital, fact, joined
from handlers.kit.texts import PLACE as WHERE

from . import texts

THEMES, PLACE, SHEET, NEED = "abstract", "place", "sheet", "need"
SHORT = 600  # characters of the themes for the person who hears an announcement
MOST_NEEDS = 45  # two blocks each: Slack takes 100


def seminar_form(sheet: GatheringSheet, *, now: datetime) -> Json:
    """Build the form in which a seminar is prepared, with what is known already."""
    gathering, place = sheet.gathering, sheet.appointment.place
    where = PlainTextInputElement(action_id=PLACE, max_length=PLACE_LIMIT, initial_value=place)
    practical = text_area(SHEET, limit=TEXT_LIMIT, initial=gathering.sheet, placeholder=texts.SHEET_EXAMPLE)
    themes = text_area(THEMES, limit=TEXT_LIMIT, initial=gathering.abstract)
    blocks = [
        section(joined([_when(sheet, now=now), texts.WHO_READS], "\n")),
        field(THEMES, texts.THEMES, themes, optional=True),
        field(PLACE, WHERE, where, hint=texts.PLACE_HINT, optional=True),
        field(SHEET, texts.SHEET, practical, hint=texts.SHEET_HINT, optional=True),
    ]
    private = str(gathering.id)
    return modal("gatherings.seminar_kept", texts.PREPARE, blocks, submit=texts.KEEP, private_metadata=private)


def kept(sheet: GatheringSheet) -> Json:
    """Show what the modal says once it is kept, and what is missing still."""
    left = of_kind(sheet)
    more = [context(naming.still_missing(left))] if left else []
    return modal("gatherings.done", texts.KEPT_TITLE, [section(texts.KEPT), *more], last=True)


def announced(sheet: GatheringSheet, *, now: datetime) -> Extra:
    """Show what a seminar's announcement adds: its themes, and two buttons for the person who comes."""
    themes = sheet.gathering.abstract
    blocks = long_fact(texts.THEMES, themes) if themes else []
    said = [fact(texts.THEMES, clip_sentences(escape_sparingly(themes), SHORT))] if themes else []
    value, named = str(sheet.gathering.id), of(sheet, now)
    buttons: list[InteractiveElement] = []
    if not sheet.is_cancelled and sheet.appointment.starts > now:
        buttons.append(button(texts.SEE_SHEET, "gatherings.practical", value=value, of=named))
        buttons.append(button(texts.NEED, "gatherings.need", value=value, of=named))
    return Extra(joined(said), tuple(blocks), tuple(buttons))


def prepare_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    """Build the way to the form in which a seminar is prepared."""
    style, value = "primary" if of_kind(sheet) else None, str(sheet.gathering.id)
    return button(texts.PREPARE, "gatherings.seminar", value=value, of=of(sheet, now), style=style)


def planned(sheet: GatheringSheet, *, returned: bool, now: datetime) -> Extra:
    """Show what a seminar adds to the page of the person who organises it; `returned`: somebody has said how it was."""
    value, named = str(sheet.gathering.id), of(sheet, now)
    buttons: list[InteractiveElement] = []
    if not sheet.is_cancelled and sheet.appointment.starts > now:
        buttons.append(prepare_button(sheet, now=now))
    buttons.append(button(texts.NEEDS, "gatherings.needs", value=value, of=named))
    if returned:
        buttons.append(returns_button(sheet, now=now))
    return Extra(buttons=tuple(buttons))


def practical(sheet: GatheringSheet, *, now: datetime) -> Json:
    """Build the practical sheet, in the organiser's own words."""
    place = sheet.appointment.place
    where = [fact(WHERE, escape_and_link(place))] if place else []
    head = section(joined([_when(sheet, now=now), *where], "\n"))
    said = parts(escape_and_link(sheet.gathering.sheet or "", escaping=escape_sparingly))
    return modal("gatherings.done", texts.SHEET, [head, *map(section, said)])


def need_form(sheet: GatheringSheet, initial: str, *, now: datetime) -> Json:
    """Build the form for what somebody needs; who reads it is said under the field."""
    box = text_area(NEED, limit=NEED_LIMIT, initial=initial or None)
    blocks = [
        section(_when(sheet, now=now)),
        field(NEED, texts.NEED_LABEL, box, hint=texts.NEED_HINT, optional=True),
    ]
    private = str(sheet.gathering.id)
    return modal("gatherings.needed", texts.NEED_TITLE, blocks, submit=texts.SEND, private_metadata=private)


def needed(*, erased: bool) -> Json:
    """Show what the modal says once it is kept, or erased."""
    said = texts.NEED_ERASED if erased else texts.NEED_KEPT
    return modal("gatherings.done", texts.KEPT_TITLE, [section(said)], last=True)


def needs(sheet: GatheringSheet, several: Sequence[tuple[Person, str]], *, now: datetime) -> Json:
    """Show what people need, for the person who organises and hosts, a name and their own words each."""
    blocks: list[Block] = [section(_when(sheet, now=now))]
    for person, said in several[:MOST_NEEDS]:
        blocks += [section(texts.HEAD(what=person.name)), words(said)]
    blocks.append(context(texts.NEEDS_PRIVATE) if several else section(texts.NO_NEED))
    return modal("gatherings.done", texts.NEEDS_TITLE, blocks)


def placed(sheet: GatheringSheet, *, now: datetime) -> Message | None:
    """Notify participants of a new place; None if it is unknown."""
    place = sheet.appointment.place
    if sheet.is_cancelled or not place:
        return None
    appointment = sheet.appointment
    said = texts.PLACED(when=span_words(appointment.starts, appointment.ends, now=now), place=place)
    return keyed(said, [])


def _when(sheet: GatheringSheet, *, now: datetime) -> Said:
    """Head what is shown of a seminar."""
    return texts.HEAD(what=capital(span_words(sheet.appointment.starts, sheet.appointment.ends, now=now)))

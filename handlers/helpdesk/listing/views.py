"""The list of one's bureaux d'aide drawn: what is to come, what waits for a coach, what can still be undone. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.model import Appointment
from bot.dates.words import join_words, moment_words, relative_words
from bot.helpdesk.model import Sheet
from handlers.helpdesk.card import texts as card_texts
from handlers.helpdesk.card.views import document_of
from handlers.helpdesk.sheet_words import names_of
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    button,
    context,
    divider,
    header,
    long_words,
    message,
    modal,
    section,
)
from handlers.kit.escaping import Said, bold, escape
from handlers.kit.sentences import joined, labelled, stopped
from handlers.kit.told import open_button, open_list

from . import texts

MOST_SHOWN = 20  # requests
MOST_SAID = 3500  # characters: all their words have to fit in a message's text
MOST_BUTTONS = 5  # of a message, « Réserver » among them
MOST_OPENED = 2  # with a button of their own; more of them have a list
MOST_NEEDS = 12  # of them in full: eight blocks each at most


def listed(
    sheets: Sequence[Sheet], viewer_id: int, *, undoable: Mapping[int, str], books: bool, now: datetime
) -> Message:
    """Draw the list for one person; the need is never in it.

    `undoable`: the gesture of the viewer's that can be undone, by request. `books`: they can book another.
    """
    told = {sheet.request.id: _lines(sheet, viewer_id, now=now) for sheet in sheets[:MOST_SHOWN]}
    shown = _fitting(sheets[:MOST_SHOWN], told)
    blocks: list[Block] = [header(texts.TITLE)]
    blocks += [section(_drawn(sheet, told[sheet.request.id])) for sheet in shown]
    spoken = [texts.told(sheet.defi.name, told[sheet.request.id]) for sheet in shown]
    if len(sheets) > len(shown):
        spoken.append(texts.more(len(sheets) - len(shown)))
        blocks.append(context(spoken[-1]))
    if not sheets:
        spoken.append(texts.NOTHING)
        blocks.append(section(texts.NOTHING))
    batches = {batch: sheet for sheet in shown for batch in [undoable.get(sheet.request.id)] if batch}
    row = _openers(shown, viewer_id, now=now)
    left = MOST_BUTTONS - len(row) - books
    undo = [
        button(texts.UNDO, f"helpdesk.undo:{at}", value=batch, of=_name(sheet, viewer_id, now=now))
        for at, (batch, sheet) in enumerate(list(batches.items())[:left])
    ]
    if undo:
        blocks.append(context(texts.UNDO_WITHIN))
        spoken.append(texts.UNDO_WITHIN)
    row += undo
    if books:
        row.append(button(texts.BOOK, "helpdesk.start"))
    if row:
        blocks.append(actions(*row))
    return message(joined([stopped(texts.TITLE), *spoken]), *blocks)


def _openers(sheets: Sequence[Sheet], viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    """Draw the way to each request that has séances to come: a button where there are few, else a list."""
    dated = [(one, coming[0]) for one in sheets if (coming := _coming(one, viewer_id, now=now))]
    named = [
        (each.id, f"{moment_words(each.starts, now)}, {texts.DEFI(name=one.defi.name).plain}") for one, each in dated
    ]
    if len(named) > MOST_OPENED:
        return [open_list([(of, str(appointment_id)) for appointment_id, of in named])]
    return [open_button(appointment_id, of=of) for appointment_id, of in named]


def needs(sheets: Sequence[Sheet], viewer_id: int, *, now: datetime) -> Json:
    """Draw for who hosts them the needs of the next bureaux d'aide, each in full; of later ones when they are."""
    if not sheets:
        return modal("helpdesk.done", texts.NEEDS_TITLE, [section(texts.NO_NEEDS)])
    blocks: list[Block] = []
    for sheet in sheets[:MOST_NEEDS]:
        coming = _coming(sheet, viewer_id, now=now)
        people = names_of(sheet, coming, besides=viewer_id)
        said = texts.need_of([relative_words(one.starts, now) for one in coming], people, sheet.defi.name)
        blocks += [section(said), *long_words(sheet.request.need), *_document(sheet, viewer_id, now=now), divider()]
    later = [one for sheet in sheets[MOST_NEEDS:] for one in _coming(sheet, viewer_id, now=now)]
    if later:
        blocks.append(section(texts.MORE_NEEDS(whens=join_words([relative_words(one.starts, now) for one in later]))))
    return modal("helpdesk.done", texts.NEEDS_TITLE, blocks)


def _document(sheet: Sheet, viewer_id: int, *, now: datetime) -> list[Block]:
    said = document_of(sheet, viewer_id, now=now)
    return [section(labelled(card_texts.DOCUMENT, said))] if said else []


def _fitting(sheets: Sequence[Sheet], told: Mapping[int, Sequence[Said]]) -> Sequence[Sheet]:
    """Give the first of these requests whose words fit in a message; one at least."""
    lengths = accumulate(sum(map(len, (escape(sheet.defi.name), *told[sheet.request.id]))) + 20 for sheet in sheets)
    return sheets[: max(1, sum(length <= MOST_SAID for length in lengths))]


def _drawn(sheet: Sheet, lines: Sequence[Said]) -> Said:
    return joined([bold(texts.DEFI(name=sheet.defi.name)), *lines], "\n• ")


def _lines(sheet: Sheet, viewer_id: int, *, now: datetime) -> list[Said]:
    """Say a request a line a séance; what waits has but one."""
    coming = _coming(sheet, viewer_id, now=now)
    if coming:
        return [
            texts.session(relative_words(one.starts, now), names_of(sheet, [one], besides=viewer_id)) for one in coming
        ]
    coach = sheet.people.get(sheet.request.taken_by or 0)
    return [texts.TAKEN(coach=coach.name) if coach else texts.WAITING]


def _coming(sheet: Sheet, viewer_id: int, *, now: datetime) -> list[Appointment]:
    return [one for one in sheet.standing if one.ends > now and one.part_of(viewer_id)]


def _name(sheet: Sheet, viewer_id: int, *, now: datetime) -> str:
    coming = _coming(sheet, viewer_id, now=now)
    return relative_words(coming[0].starts, now) if coming else texts.DEFI(name=sheet.defi.name).plain

"""Views of a host's hours: the form, the preview, the result, and the appointments outside the hours. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from slack_sdk.models.blocks import Block, ConfirmObject, UrlInputElement

from bot.agenda.availability import Hours, Preview
from bot.agenda.blocking import SLOT_MINUTES, BlockedTime
from bot.agenda.busy.feeds import Feed
from bot.agenda.calendars.entries import Outline, join_names
from bot.agenda.model import Part
from bot.agenda.slots import Slot
from bot.dates.days_text import day_lines
from bot.dates.hours_text import LONGEST_TEXT, ranges_words, week_lines
from bot.dates.paris import day_of, from_epoch
from bot.dates.words import day_words, moment_words, range_words, time_words
from handlers.agenda.connecting import texts as connecting_texts
from handlers.agenda.connecting import views
from handlers.agenda.hours import texts
from handlers.agenda.hours.forms import HoursFormValues
from handlers.kit.blocks import (
    Group,
    Json,
    actions,
    button,
    confirm_dialog,
    context,
    divider,
    field,
    modal,
    section,
    select,
    text_area,
)
from handlers.kit.escaping import Said
from handlers.kit.sentences import ITEM, join_text

TOUCHED = 30  # the most appointments in a modal: each takes two of its 100 blocks
PARAGRAPH = 3000  # Slack's limit for a block, in characters


def hours_form(
    hours: Hours,
    slots: Sequence[Slot],
    *,
    feed: Feed | None = None,
    private: str,
    now: datetime,
    typed_values: HoursFormValues | None = None,
    last_result: Said | None = None,
) -> Json:
    """Build the form: the current hours, the fields to change them, and the free slots to block.

    `private` has the draft's id, and the version of the hours that the host edits. If `typed_values` is given, the
    field of exceptional days shows its text, not the saved text. `last_result` is the result of the last click."""
    week = text_area("week", limit=LONGEST_TEXT, initial=hours.week_text or None, placeholder=texts.WEEK_EXAMPLE)
    exceptions = typed_values.days if typed_values else hours.days_text
    # The element's id contains the version, since Slack would keep the old exceptions under the same id.
    days = text_area(
        f"days:{hours.version}", limit=LONGEST_TEXT, initial=exceptions or None, placeholder=texts.DAYS_EXAMPLE
    )
    link = UrlInputElement(action_id="link", initial_value=hours.link)
    blocks = [
        *_paragraphs(_current_hours(hours, now=now)),
        field("week", texts.WEEK, week, hint=texts.WEEK_HINT, optional=True),
        field("days", texts.DAYS, days, hint=texts.DAYS_HINT, optional=True),
        *([context(texts.LEFT_OUT(day=day_words(hours.left_out, now)))] if hours.left_out else []),
        field("link", texts.LINK, link, hint=texts.LINK_HINT, optional=True),
        *views.feed_fields(feed, now=now),
        divider(),
        # The result stands above the buttons, so that people and screen readers reach it first.
        *([section(last_result)] if last_result else []),
        *_slot_blocks(slots, version=hours.version, now=now),
    ]
    return modal("hours.edit", texts.TITLE, blocks, submit=texts.READ_BACK, private_metadata=private)


def preview_modal(
    preview: Preview,
    *,
    requests: Mapping[int, int],
    busy_count: int | None = None,
    draft_id: str,
    viewer_id: int,
    now: datetime,
) -> Json:
    """Build the preview of the hours as the bot understood them. `requests` has request ids by appointment id.

    `busy_count` is the number of busy times in a new calendar, or None if its server was too slow. A click on an
    appointment asks for confirmation, because the form is not saved yet and would be lost."""
    first = confirm_dialog(texts.NOT_KEPT_TITLE, texts.NOT_KEPT, yes=texts.GO_ON, no=texts.GO_BACK)
    blocks = [section(texts.UNDERSTOOD), *_paragraphs(_hours_lines(preview.hours, now=now))]
    blocks += [section(connecting_texts.found(preview.feed, busy_count))] if preview.feed else []
    blocks.append(context(texts.NOT_YET))
    if preview.replaced:
        blocks += _paragraphs([texts.REPLACES, *_hours_lines(preview.replaced, now=now)])
    blocks += _outside_blocks(preview.touched, requests, viewer_id=viewer_id, confirm=first, now=now)
    return modal("hours.keep", texts.TITLE, blocks, submit=texts.KEEP, close=texts.CORRECT, private_metadata=draft_id)


def hours_saved_modal(preview: Preview, *, requests: Mapping[int, int], viewer_id: int, now: datetime) -> Json:
    hours = preview.hours
    bookable = hours.weekly or hours.bounded or any(exception.starts for exception in hours.exceptions)
    blocks = [section(texts.KEPT if bookable else texts.KEPT_CLOSED), *_paragraphs(_hours_lines(hours, now=now))]
    blocks += [section(connecting_texts.KEPT(host=preview.feed))] if preview.feed else []
    if preview.replaced:
        blocks += _paragraphs([texts.REPLACED, *_hours_lines(preview.replaced, now=now)])
    blocks += _outside_blocks(preview.touched, requests, viewer_id=viewer_id, now=now)
    blocks += [context(texts.FIND_AGAIN)] if preview.touched else []
    return modal("hours.kept", texts.KEPT_TITLE, blocks, last=True)


def blocked_sentence(result: BlockedTime, *, in_form: bool, now: datetime) -> Said:
    """Return the sentence about a blocked hour. `in_form` means that the form's exceptions contain this hour."""
    when = texts.when(day_words(result.day, now), ranges_words([result.taken]))
    return texts.BLOCKED(when=when) if in_form else texts.BLOCKED_UNWRITTEN(when=when)


def _current_hours(hours: Hours, *, now: datetime) -> list[Said]:
    if not (hours.weekly or hours.bounded or hours.exceptions):
        return [texts.HOLDS, texts.NOBODY_CAN_BOOK, texts.HOLIDAYS]
    return [texts.HOLDS, *_hours_lines(hours, now=now, with_titles=False), texts.HOLIDAYS]


def _hours_lines(hours: Hours, *, now: datetime, with_titles: bool = True) -> list[Said]:
    lines = [texts.EVERY_WEEK] if with_titles else []
    lines += _bullets(week_lines(hours.weekly) or [texts.NO_HOURS])
    limits = sorted({(weekly.valid_from, weekly.valid_until) for weekly in hours.bounded}, key=str)
    for first, last in limits:
        own = [weekly for weekly in hours.bounded if (weekly.valid_from, weekly.valid_until) == (first, last)]
        lines += [texts.bounded(first, last, now=now), *_bullets(week_lines(own))]
    lines += [texts.IMPORTED_FOOT] if limits else []
    if hours.exceptions:
        lines += [texts.EXCEPTIONS, *_bullets(day_lines(hours.exceptions, now))]
    return [*lines, texts.OWN_LINK(address=hours.link) if hours.link else texts.NO_LINK]


def _slot_blocks(slots: Sequence[Slot], *, version: str, now: datetime) -> list[Block]:
    if not slots:
        return [section(texts.NOTHING_FREE)]
    groups: list[Group] = []
    for day, of_day in groupby(slots, key=lambda slot: day_of(from_epoch(slot.starts))):
        groups.append((day_words(day, now), [_slot_choice(slot, now=now) for slot in of_day]))
    chooser = select(f"slot:{version}", texts.CHOOSE_SLOT, groups=groups)
    press = actions(button(texts.BLOCK, "hours.block"), block_id="block")
    return [section(texts.BLOCK_INTRO), field("slot", texts.SLOT, chooser, optional=True), press]


def _slot_choice(slot: Slot, *, now: datetime) -> tuple[str, str]:
    starts = from_epoch(slot.starts)
    ends = from_epoch(slot.starts + SLOT_MINUTES * 60)
    return texts.when(day_words(starts, now), range_words(starts, ends)), str(slot.starts)


def _outside_blocks(
    outlines: Sequence[Outline],
    requests: Mapping[int, int],
    *,
    viewer_id: int,
    confirm: ConfirmObject | None = None,
    now: datetime,
) -> list[Block]:
    if not outlines:
        return []
    blocks = [divider(), section(texts.touched(len(outlines)))]
    for outline in outlines[:TOUCHED]:
        blocks.append(section(ITEM(what=_appointment_name(outline, viewer_id, now=now))))
        request_id = requests.get(outline.appointment.id)
        if request_id is not None and outline.appointment.part_of(viewer_id) is Part.HOST:
            blocks.append(_remedy_buttons(request_id, outline, confirm=confirm, of=_short_name(outline, now=now)))
    if len(outlines) > TOUCHED:
        blocks.append(section(texts.more_touched(len(outlines) - TOUCHED)))
    return blocks


def _remedy_buttons(request_id: int, outline: Outline, *, confirm: ConfirmObject | None, of: str) -> Block:
    named = f"{request_id} {outline.appointment.id}"
    buttons = [
        button(label, f"{action}:{outline.appointment.id}", value=value, of=of, confirm=confirm)
        for label, action, value in (
            (texts.MOVE, "helpdesk.move", str(request_id)),
            (texts.HAND_OVER, "helpdesk.hand_over", named),
            (texts.CANCEL, "helpdesk.cancel", named),
        )
    ]
    return actions(*buttons)


def _appointment_name(outline: Outline, viewer_id: int, *, now: datetime) -> Said:
    appointment = outline.appointment
    if day_of(appointment.starts) == day_of(appointment.ends):
        span = range_words(appointment.starts, appointment.ends)
    else:
        span = f"de {time_words(appointment.starts)} au {moment_words(appointment.ends, now)}"
    when = texts.when(day_words(appointment.starts, now), span)
    return texts.appointment(outline.dispositif, when, defi=outline.defi, others=join_names(outline.others(viewer_id)))


def _short_name(outline: Outline, *, now: datetime) -> str:
    when = moment_words(outline.appointment.starts, now)
    return f"{when}, {outline.defi}" if outline.defi else when


def _paragraphs(lines: Sequence[Said]) -> list[Block]:
    pieces: list[list[Said]] = [[]]
    for line in lines:
        if sum(len(text) + 1 for text in pieces[-1]) + len(line) >= PARAGRAPH:
            pieces.append([])
        pieces[-1].append(line)
    return [section(join_text(piece, "\n")) for piece in pieces if piece]


def _bullets(lines: Sequence[str]) -> list[Said]:
    return [ITEM(what=line) for line in lines]

"""The page of one date for who plans it, and the forms that change it alone, drawn. Pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, PlainTextInputElement

from bot.dates.paris import day_of, to_paris
from bot.dates.words import day_words, moment_words, span_words
from bot.gatherings.announcing import held_until
from bot.gatherings.changing import REASON_LIMIT
from bot.gatherings.model import Reply, Sheet
from bot.gatherings.programme import Page
from handlers.gatherings import texts as naming
from handlers.gatherings.after import views as after_views
from handlers.gatherings.announcement import texts as announcement_texts
from handlers.gatherings.announcement.views import of
from handlers.gatherings.extra import NOTHING, Extra
from handlers.kit.blocks import Json, actions, button, context, field, modal, section, select, sure, text_area
from handlers.kit.escaping import bold, escape, escape_and_link
from handlers.kit.pickers import day_picker, time_picker

from . import texts


def page(one: Page, *, extra: Extra = NOTHING, now: datetime) -> Json:
    """Draw a date with all that can be done about it; `extra`: what its kind adds."""
    sheet = one.sheet
    lines = [bold(escape(name_of(sheet))), *map(escape_and_link, _facts(one, now=now))]
    blocks: list[Block] = [section("\n".join(lines))]
    if sheet.is_cancelled:
        return modal("gatherings.date", texts.PAGE_TITLE, [*blocks, section(texts.CANCELLED)])
    if sheet.appointment.starts <= now:
        blocks += after_views.held(sheet, now=now)
    else:
        if sheet.gathering.unclaimed:
            blocks.append(section(texts.UNCLAIMED))
        blocks.append(actions(*_row(sheet, now=now)))
    blocks += [*extra.blocks, *([actions(*extra.buttons)] if extra.buttons else [])]
    return modal("gatherings.date", texts.PAGE_TITLE, blocks)


def move_form(sheet: Sheet, *, now: datetime) -> Json:
    """Draw the form for another time, any later one."""
    starts = to_paris(sheet.appointment.starts)
    blocks = [
        section(escape(f"{name_of(sheet)}, {moment_words(starts, now)}.")),
        field("day", texts.DAY, day_picker("day", initial=f"{starts:%Y-%m-%d}")),
        field("time", texts.TIME, time_picker("time", initial=f"{starts:%H:%M}")),
        _reason(),
        context(texts.MOVE_RULE),
    ]
    return modal("gatherings.shifted", texts.MOVE, blocks, submit=texts.MOVE, private_metadata=_private(sheet))


def cancel_form(sheet: Sheet, *, now: datetime) -> Json:
    """Draw the form that cancels one date."""
    when = moment_words(sheet.appointment.starts, now)
    blocks = [section(escape(f"{name_of(sheet)}, {when}.")), _reason(), context(texts.CANCEL_RULE)]
    return modal("gatherings.dropped", texts.CANCEL, blocks, submit=texts.CANCEL, private_metadata=_private(sheet))


def hand_over_form(one: Page, *, now: datetime) -> Json:
    """Draw the form with the colleagues who are free then."""
    sheet = one.sheet
    said = section(escape(f"{name_of(sheet)}, {moment_words(sheet.appointment.starts, now)}."))
    if not one.colleagues:
        return modal("gatherings.done", texts.HAND_OVER, [said, section(texts.NOBODY_FREE)])
    people = [(each.name, str(each.id)) for each in one.colleagues[:100]]
    blocks = [
        said,
        field("person", texts.COLLEAGUE, select("person", texts.CHOOSE, people)),
        context(texts.HAND_OVER_RULE),
    ]
    return modal("gatherings.handed", texts.HAND_OVER, blocks, submit=texts.HAND_OVER, private_metadata=_private(sheet))


def capacity_form(sheet: Sheet, *, now: datetime) -> Json:
    """Draw the form for how many can come."""
    when = moment_words(sheet.appointment.starts, now)
    typed = PlainTextInputElement(action_id="capacity", max_length=6, initial_value=str(sheet.capacity or "") or None)
    blocks = [section(escape(f"{name_of(sheet)}, {when}.")), field("capacity", texts.PLACES, typed)]
    return modal("gatherings.placed", texts.CAPACITY, blocks, submit=texts.CAPACITY, private_metadata=_private(sheet))


def done(title: str, said: str) -> Json:
    """Draw that something is done."""
    return modal("gatherings.done", title, [section(escape(said))])


def name_of(sheet: Sheet) -> str:
    """Name a gathering."""
    return naming.name_of(sheet.series, sheet.gathering)


def choices(sheet: Sheet, *, now: datetime) -> list[InteractiveElement]:
    """Draw what can be done about what nobody hosts: another time, a colleague, or nobody."""
    value, named = str(sheet.gathering.id), of(sheet, now)
    ask = sure(texts.KEEP_TITLE, texts.KEEP_SURE, yes=texts.KEEP_YES, no=texts.NO)
    return [
        button(texts.MOVE, "gatherings.shift", value=value, of=named),
        button(texts.HAND_OVER, "gatherings.hand_over", value=value, of=named),
        button(texts.KEEP, "gatherings.keep", value=value, of=named, confirm=ask),
    ]


def _row(sheet: Sheet, *, now: datetime) -> list[InteractiveElement]:
    value, named = str(sheet.gathering.id), of(sheet, now)
    first = choices(sheet, now=now) if sheet.gathering.unclaimed else choices(sheet, now=now)[:2]
    rest = [
        button(texts.CAPACITY, "gatherings.capacity", value=value, of=named),
        button(texts.CANCEL, "gatherings.drop", value=value, of=named, style="danger"),
    ]
    return [*first, *rest]


def _facts(one: Page, *, now: datetime) -> list[str]:
    sheet = one.sheet
    appointment, gathering = sheet.appointment, sheet.gathering
    where = appointment.place or appointment.link
    hosts = [sheet.people[each].name for each in appointment.host_ids if each in sheet.people]
    starts, ends = appointment.starts, appointment.ends
    several_days = day_of(starts) != day_of(ends)
    said = [span_words(starts, ends, now=now) if several_days else moment_words(starts, now)]
    if gathering.moved_for:
        said.append(announcement_texts.instead(gathering.by_rule, gathering.moved_for, now))
    said += [texts.host(hosts or [naming.NOBODY]), *([texts.where(where)] if where else [])]
    said.append(texts.places(len(sheet.replied(Reply.COMES)), sheet.capacity))
    until = held_until(sheet)
    if gathering.announced_at is not None:
        said.append(texts.announced(day_words(gathering.announced_at, now)))
    elif until is not None:
        said.append(texts.held(moment_words(until, now)))
    else:
        said.append(texts.to_announce(day_words(max(gathering.announce_at, now), now)))
    return [*said, *([texts.missing([naming.lacking(each) for each in one.missing])] if one.missing else [])]


def _reason() -> Block:
    area = text_area("reason", limit=REASON_LIMIT)
    return field("reason", texts.REASON, area, hint=texts.REASON_HINT, optional=True)


def _private(sheet: Sheet) -> str:
    return str(sheet.gathering.id)

"""A committee's card for one person, the forms that change it, and what is told of a change. Pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Part
from bot.dates.paris import to_paris
from bot.dates.words import day_words, moment_words, range_words
from bot.evaluation.model import REASON_LIMIT, Sheet
from bot.programme.model import Person
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    button,
    context,
    field,
    header,
    keyed,
    message,
    modal,
    section,
    sure,
    text_area,
)
from handlers.kit.escaping import Said, clip, escape, escape_and_link
from handlers.kit.fields import day_picker, time_picker
from handlers.kit.sentences import FACT, fact, joined, labelled
from handlers.kit.texts import FIND_DATE, OPEN_FIRST

from . import texts
from .forms import DAY, REASON, TIME

SHORT = 600  # characters of the catalogue's words


def card(sheet: Sheet, viewer_id: int, *, preparation: str, now: datetime) -> Message:
    """Draw a committee for one person, with the buttons of that person's part."""
    one, when = sheet.appointment, moment_words(sheet.appointment.starts, now)
    if sheet.is_cancelled:
        said = texts.IS_CANCELLED
        title = header(texts.CANCELLED_TITLE(when=when).plain)
        return message(joined([_spoken(sheet, now=now), said]), title, section(said))
    if sheet.has_left(viewer_id):
        title = header(texts.LEFT_TITLE(when=when).plain)
        return message(joined([_spoken(sheet, now=now), texts.YOU_LEFT]), title, section(texts.YOU_LEFT))
    over = one.ends <= now
    facts = _facts(sheet, viewer_id, now=now)
    small = [] if over or not preparation else [(texts.PREPARE, clip(escape(preparation), SHORT))]
    titled = texts.PAST_TITLE(when=when) if over else texts.TITLE(when=when)
    title = header(titled.plain)
    blocks: list[Block] = [title, section(joined([labelled(name, what) for name, what in facts], "\n"))]
    blocks += [context(FACT(name=name, what=what)) for name, what in small]
    opens = not over and one.opens_room(viewer_id)
    blocks += [context(OPEN_FIRST)] if opens else []
    row = [] if over else _row(sheet, viewer_id, now=now)
    blocks += [actions(*row)] if row else []
    spoken = [_spoken(sheet, now=now), *(fact(name, what) for name, what in (*facts, *small))]
    spoken += [fact(texts.LINK, one.link)] if one.link and not over else []
    return message(joined([*spoken, *([OPEN_FIRST] if opens else [])]), *blocks)


def move_form(sheet: Sheet, *, freely: bool, now: datetime) -> Json:
    """Draw the form for another time; `freely`: until the start."""
    starts = to_paris(sheet.appointment.starts)
    blocks = [
        section(_spoken(sheet, now=now)),
        field(DAY, texts.DAY, day_picker(DAY, initial=f"{starts:%Y-%m-%d}")),
        field(TIME, texts.TIME, time_picker(TIME, initial=f"{starts:%H:%M}")),
        _reason(),
        context(texts.MOVE_RULE),
        *([] if freely else [context(texts.TEAM_RULE)]),
        actions(button(FIND_DATE, "polls.start", value=str(sheet.appointment.id))),
    ]
    private = str(sheet.committee.id)
    return modal("evaluation.moved", texts.MOVE, blocks, submit=texts.MOVE, private_metadata=private)


def cancel_form(sheet: Sheet, *, now: datetime) -> Json:
    """Draw the form that cancels it."""
    blocks = [section(_spoken(sheet, now=now)), _reason(), context(texts.CANCEL_RULE)]
    private = str(sheet.committee.id)
    return modal("evaluation.cancelled", texts.CANCEL_TITLE, blocks, submit=texts.CANCEL, private_metadata=private)


def moved_done(sheet: Sheet, *, now: datetime) -> Json:
    """Draw that it has another time."""
    said = texts.MOVED_DONE(defi=sheet.defi.name, when=moment_words(sheet.appointment.starts, now))
    return modal("evaluation.done", texts.MOVED_TITLE, [section(said)])


def cancelled_done(sheet: Sheet, *, now: datetime) -> Json:
    """Draw that it is cancelled."""
    said = texts.CANCELLED_DONE(defi=sheet.defi.name, when=moment_words(sheet.appointment.starts, now))
    return modal("evaluation.done", texts.CANCELLED_DONE_TITLE, [section(said)])


def moved(sheet: Sheet, reader_id: int, *, before: datetime, times: int, by: Person | None, now: datetime) -> Message:
    """Draw the news of another time; who leads it hears from the third change on how often that was."""
    one = sheet.appointment
    after, was = moment_words(one.starts, now), moment_words(before, now)
    key = texts.MOVED(who=_who(by), defi=sheet.defi.name, after=after, before=was)
    often = [texts.TIMES(nth=texts.nth(times))] if times > 2 and sheet.hosts(reader_id) else []
    return keyed(key, [*_why(sheet), *often, texts.MOVED_FOOT])


def cancelled(sheet: Sheet, *, before: datetime, by: Person | None, now: datetime) -> Message:
    """Draw the news that it does not take place, by the time that its reader knows."""
    key = texts.CANCELLED(who=_who(by), defi=sheet.defi.name, when=moment_words(before, now))
    return keyed(key, _why(sheet))


def left(sheet: Sheet, *, who: Person, now: datetime) -> Message:
    """Draw to who leads it that somebody comes no more."""
    said = texts.LEFT(who=who.name, defi=sheet.defi.name, when=moment_words(sheet.appointment.starts, now))
    return keyed(said, [])


def left_done() -> Message:
    """Draw to who comes no more that it is noted."""
    return message(texts.LEFT_DONE, section(texts.LEFT_DONE))


def added(count: int) -> Message:
    """Draw that the file for one's calendar comes, or that there is none."""
    said = texts.ADDED if count else texts.NOT_ADDED
    return message(said, section(said))


def _facts(sheet: Sheet, viewer_id: int, *, now: datetime) -> list[tuple[str, Said | str]]:
    one = sheet.appointment
    hosts = [sheet.people[each].name for each in one.host_ids if each != viewer_id]
    others = [sheet.people[each].name for each in one.person_ids if each not in (viewer_id, *one.host_ids)]
    facts: list[tuple[str, Said | str]] = [
        (texts.WHEN, texts.HOUR(day=day_words(one.starts, now), hours=range_words(one.starts, one.ends))),
        (texts.FOR, texts.PHASE(defi=sheet.defi.name, phase=sheet.phase)),
    ]
    if hosts or others:
        facts.append((texts.WITH, join_names([*hosts, *others])))
    if one.place:
        facts.append((texts.PLACE, escape_and_link(one.place)))
    return facts


def _row(sheet: Sheet, viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    one, value = sheet.appointment, str(sheet.committee.id)
    of, part = moment_words(one.starts, now), one.part_of(viewer_id)
    leads, team = part is not Part.GUEST, sheet.people.get(viewer_id)
    green = "primary" if leads or one.starts <= now else None
    row = [button(texts.JOIN, "kit.link", url=one.link, of=of, style=green)] if one.link else []
    if one.starts <= now:
        return row
    if leads or (team is not None and sheet.defi.id in team.defi_ids):
        row.append(button(texts.MOVE, "evaluation.move", value=value, of=of))
    if leads:
        row.append(button(texts.CANCEL, "evaluation.cancel", value=value, of=of, style="danger" if one.link else None))
    if part is Part.GUEST:
        ask = sure(texts.LEAVE_TITLE, texts.LEAVE_SURE, yes=texts.LEAVE_YES, no=texts.LEAVE_NO)
        row.append(button(texts.LEAVE, "evaluation.leave", value=value, of=of, confirm=ask))
    return [*row, button(texts.CALENDAR, "evaluation.calendar", value=value, of=of)] if part else row


def _spoken(sheet: Sheet, *, now: datetime) -> Said:
    when = moment_words(sheet.appointment.starts, now)
    return texts.SPOKEN(phase=sheet.phase, when=when, defi=sheet.defi.name)


def _reason() -> Block:
    return field(REASON, texts.REASON, text_area(REASON, limit=REASON_LIMIT), hint=texts.REASON_HINT, optional=True)


def _who(person: Person | None) -> str:
    return person.name if person else texts.SOMEBODY


def _why(sheet: Sheet) -> list[Said]:
    reason = sheet.appointment.reason
    return [texts.REASONED(reason=reason)] if reason else []

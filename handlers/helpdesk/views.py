"""The bureau d'aide drawn: the need, the slots of a week, the confirmation, the card, the news. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from slack_sdk.models.blocks import Block

from bot.agenda.model import Part, State
from bot.agenda.slots import Slot
from bot.dates.paris import day_of, from_epoch
from bot.dates.words import day_words, moment_words, range_words, time_words, week_words
from bot.helpdesk.model import NEED_LIMIT, Choices, Openings, Reason, Sheet
from bot.programme.model import Defi, Person
from handlers.kit.blocks import (
    Group,
    Json,
    Message,
    actions,
    button,
    context,
    field,
    header,
    message,
    modal,
    multi_select,
    section,
    select,
    sure,
    text_area,
    words,
)
from handlers.kit.escaping import escape, escape_sparingly, parts
from handlers.kit.texts import ALERT

from . import texts
from .forms import ANY_HOST

NEED_ROOM = 12_000  # characters: Slack refuses a message whose blocks hold about 13,200, and the card says more


def need_form(choices: Choices, draft_id: str) -> Json:
    """Draw the first step: the need, who comes, with whom."""
    several = len(choices.teams) > 1
    blocks = [section(texts.INTRO)]
    need = text_area("need", limit=NEED_LIMIT, placeholder=texts.NEED_EXAMPLE)
    blocks.append(field("need", texts.NEED, need, hint=texts.NEED_HINT))
    if several:
        options = [(defi.name, str(defi.id)) for defi, _ in choices.teams]
        blocks.append(field("defi", texts.DEFI, select("defi", texts.CHOOSE, options)))
    groups = [(defi.name, [_member(defi, person) for person in team]) for defi, team in choices.teams]
    everybody = [] if several else groups[0][1]
    people = multi_select("participants", texts.CHOOSE_PEOPLE, groups, initial=everybody)
    blocks.append(field("participants", texts.PARTICIPANTS, people, hint=texts.PARTICIPANTS_HINT))
    anybody = (texts.ANY_HOST, ANY_HOST)
    hosts = [anybody, *(_person(host) for host in choices.hosts if host.id != choices.asker.id)]
    blocks.append(field("host", texts.HOST, select("host", texts.CHOOSE, hosts[:100], initial=anybody)))
    return modal("helpdesk.need", texts.TITLE, blocks, submit=texts.SEE_SLOTS, private_metadata=draft_id)


def slot_form(openings: Openings, *, now: datetime, monday: date | None = None) -> Json:
    """Draw the second step: the free slots of one week by day, the first week that has any unless one is asked for."""
    weeks = _weeks(openings.slots)
    if not weeks:
        names = [host.name for host in openings.hosts.values()]
        alert = actions(button(ALERT, "programme.alert"))
        said = texts.chosen_not_free(names[0]) if openings.host_chosen and names else texts.nothing_free(names)
        return modal("helpdesk.none", texts.SLOT_TITLE, [section(escape(said)), alert])
    mondays = [first for first, _ in weeks]
    at = min(range(len(mondays)), key=lambda i: abs((mondays[i] - (monday or mondays[0])).days))
    first, slots = weeks[at]
    last = max(first + timedelta(days=4), day_of(from_epoch(slots[-1].starts)))
    title = texts.week(week_words(first, last, now=now))
    # The element's id holds the week: with the same id Slack would keep a choice of another week's list.
    chooser = select(f"slot:{first.isoformat()}", texts.CHOOSE_SLOT, groups=_days(slots, now=now))
    blocks = [section(title), field("slot", texts.SLOT, chooser), *_week_buttons(mondays, at)]
    return modal("helpdesk.slot", texts.SLOT_TITLE, blocks, submit=texts.BOOK, private_metadata=openings.draft_id)


def confirmation(sheet: Sheet, *, now: datetime) -> Json:
    """Draw what the modal says once it is booked."""
    host = _names(sheet, Part.HOST)[0]
    blocks: list[Block] = [section(escape(texts.confirmation(_when(sheet, now), host)))]
    if sheet.request.reason is Reason.LEAST_BOOKED:
        blocks.append(context(escape(texts.chosen_for_you(host))))
    return modal("helpdesk.booked", texts.BOOKED_TITLE, blocks, last=True)


def card(sheet: Sheet, viewer_id: int, *, preparation: str, now: datetime) -> Message:
    """Draw the one card that everybody concerned keeps; its buttons depend on the viewer's part."""
    appointment = sheet.appointment
    cancelled = appointment.state is State.CANCELLED
    when = _when(sheet, now)
    others = [person.name for person_id, person in sorted(sheet.people.items()) if person_id != viewer_id]
    blocks = [header(texts.title(when, cancelled=cancelled)), _facts(sheet, now=now)]
    blocks += [section(f"*{texts.NEED_TITLE}*"), *_need(sheet.request.need)]
    if cancelled:
        return message(escape(texts.spoken_cancelled(when)), *blocks)
    if preparation:
        blocks.append(context(f"{texts.PREPARE} : {escape(preparation)}"))
    blocks += _buttons(sheet, viewer_id, when=when)
    span = range_words(appointment.starts, appointment.ends)
    spoken = texts.spoken(day_words(appointment.starts, now), span, others, sheet.defi.name, appointment.link)
    return message(escape(spoken), *blocks)


def cancelled(sheet: Sheet, viewer_id: int, *, by: Person | None, now: datetime) -> Message:
    """Draw the news of a cancellation."""
    name = by.name if by else texts.SOMEBODY
    text = escape(texts.cancelled_by(name, _when(sheet, now), sheet.defi.name))
    if sheet.appointment.part_of(viewer_id) is Part.HOST:
        text = f"{text} {texts.HOUR_IS_FREE}"
        return message(text, section(text))
    return message(text, section(text), actions(button(texts.BOOK_ANOTHER, "helpdesk.start")))


def left(openings: Openings, lost: datetime, *, now: datetime) -> str:
    """Say on the field that the slot is lost, and the nearest ones that are left."""
    day = day_of(lost)
    # Only starts of the grid: they stand in the list that is open, one made by the very booking that won does not.
    listed = [slot for slot in openings.slots if slot.starts % 1800 == 0]
    same_day = [slot for slot in listed if day_of(from_epoch(slot.starts)) == day]
    if same_day:
        return texts.taken([time_words(from_epoch(slot.starts)) for slot in same_day[:5]])
    near = sorted(listed, key=lambda slot: abs(slot.starts - int(lost.timestamp())))[:3]
    return texts.taken(
        [moment_words(from_epoch(slot.starts), now) for slot in sorted(near, key=lambda one: one.starts)]
    )


def _need(typed: str) -> list[Block]:
    escaped = escape(typed)
    if len(escaped) > NEED_ROOM:
        escaped = escape_sparingly(typed)
    return [words(part) for part in parts(escaped)]


def _facts(sheet: Sheet, *, now: datetime) -> Block:
    appointment = sheet.appointment
    span = range_words(appointment.starts, appointment.ends)
    everybody = [texts.coach(name) for name in _names(sheet, Part.HOST)]
    everybody += _names(sheet, Part.BOOKER) + _names(sheet, Part.GUEST)
    lines = [
        f"*{texts.WHEN} :* {day_words(appointment.starts, now)}, {span} (heure de Paris)",
        f"*{texts.WITH} :* {escape(texts.joined(everybody))}",
        f"*{texts.FOR} :* {escape(sheet.defi.name)}",
        f"*{texts.BY} :* {escape(texts.joined(_names(sheet, Part.BOOKER)))}",
    ]
    return section("\n".join(lines))


def _buttons(sheet: Sheet, viewer_id: int, *, when: str) -> list[Block]:
    row = []
    if sheet.appointment.link:
        row.append(button(texts.JOIN, "kit.link", url=sheet.appointment.link, of=when))
    if sheet.appointment.part_of(viewer_id) in (Part.BOOKER, Part.HOST):
        ask = sure(texts.CANCEL_TITLE, texts.sure(when), yes=texts.CANCEL_YES, no=texts.CANCEL_NO)
        value = str(sheet.appointment.id)
        row.append(button(texts.CANCEL, "helpdesk.cancel", value=value, of=when, style="danger", confirm=ask))
    return [actions(*row)] if row else []


def _names(sheet: Sheet, part: Part) -> list[str]:
    ids = [someone.person_id for someone in sheet.appointment.participants if someone.part is part]
    return [sheet.people[person_id].name for person_id in ids if person_id in sheet.people]


def _when(sheet: Sheet, now: datetime) -> str:
    return moment_words(sheet.appointment.starts, now)


def _person(person: Person) -> tuple[str, str]:
    return person.name, str(person.id)


def _member(defi: Defi, person: Person) -> tuple[str, str]:
    """Name a member of a team; the défi is in the value, since somebody may be in two teams of one list."""
    return person.name, f"{defi.id}.{person.id}"


def _weeks(slots: Sequence[Slot]) -> list[tuple[date, list[Slot]]]:
    def monday(slot: Slot) -> date:
        day = day_of(from_epoch(slot.starts))
        return day - timedelta(days=day.weekday())

    return [(first, list(group)) for first, group in groupby(slots, key=monday)]


def _days(slots: Sequence[Slot], *, now: datetime) -> list[Group]:
    by_day = groupby(slots, key=lambda slot: day_of(from_epoch(slot.starts)))
    return [
        (
            day_words(day, now),
            [(moment_words(from_epoch(slot.starts), now), str(slot.starts)) for slot in group][:100],
        )
        for day, group in by_day
    ]


def _week_buttons(mondays: Sequence[date], at: int) -> list[Block]:
    row = []
    if at > 0:
        row.append(button(texts.PREVIOUS_WEEK, "helpdesk.week:previous", value=mondays[at - 1].isoformat()))
    if at + 1 < len(mondays):
        row.append(button(texts.NEXT_WEEK, "helpdesk.week:next", value=mondays[at + 1].isoformat()))
    return [actions(*row)] if row else []

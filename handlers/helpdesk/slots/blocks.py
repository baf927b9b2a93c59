"""The slots of one week drawn as the fields of a form, and the button that undoes; pure."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from slack_sdk.models.blocks import Block

from bot.agenda.model import Clash
from bot.agenda.slots import BUFFER, Slot
from bot.dates.paris import day_of, from_epoch, midnight
from bot.dates.words import day_words, moment_words, range_words, time_words, week_words
from bot.helpdesk.model import MINUTES
from bot.programme.model import Person
from handlers.kit.blocks import Choice, Group, actions, button, context, field, section, select
from handlers.kit.reading import day, moment

from . import texts

LENGTH = timedelta(minutes=MINUTES)
WEEK = timedelta(days=7)
GRID = 1800  # seconds: the starts that a list of slots shows to everybody
APART = LENGTH + timedelta(seconds=BUFFER)  # one host for all: 15 minutes lie between two of their appointments
OPTION_ROOM = 75  # characters of an option's label


@dataclass(frozen=True, slots=True)
class SlotField:
    """One select of slots: its block id, its label, and the slot chosen so far (seconds since 1970, 0 for none)."""

    name: str
    label: str
    chosen: int = 0
    optional: bool = False


def slot_blocks(
    slots: Sequence[Slot],
    *,
    fields: Sequence[SlotField],
    week_action: str,
    monday: date | None,
    clashes: Sequence[Clash] = (),
    people: Mapping[int, Person] | None = None,
    now: datetime,
) -> list[Block]:
    """Draw a week of slots: a select for each field, what the team has at these times, and the weeks' buttons.

    The first week with a slot unless one is asked for; then the nearest that has any. Empty without slots. A chosen
    slot of another week stays selected.
    """
    weeks = _weeks(slots)
    if not weeks:
        return []
    mondays = [first for first, _ in weeks]
    at = min(range(len(mondays)), key=lambda i: abs((mondays[i] - (monday or mondays[0])).days))
    first, shown = weeks[at]
    last = max(first + timedelta(days=4), day_of(from_epoch(shown[-1].starts)))
    chosen = {one.chosen for one in fields}
    drawn = {slot.starts for slot in shown} | {slot.starts for slot in slots if slot.starts in chosen}
    busy = _by_start(drawn, clashes)
    labels = {starts: _label(starts, busy.get(starts, ()), people or {}, now) for starts in drawn}
    lost = sorted({one.chosen for one in fields if one.chosen and one.chosen not in labels})
    blocks = [section(texts.lost([moment_words(from_epoch(one), now) for one in lost]))] if lost else []
    blocks.append(section(texts.WEEK(week=week_words(first, last, now=now))))
    days = _days(shown, labels, now=now)
    blocks += [_field(one, first, days, labels=labels) for one in fields]
    lines = _clash_lines([one for slot in shown for one in busy.get(slot.starts, ())], people or {}, now)
    if lines:
        blocks.append(context(texts.clashes(lines)))
    return blocks + _week_buttons(mondays, at, action=week_action)


def read_slots(values: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> list[datetime | None]:
    """Read the slots chosen in these fields, None where none is."""
    chosen = [(values.get(name) or {}).get("selected_option") for name in names]
    return [moment(option["value"]) if option else None for option in chosen]


def say_left(slots: Sequence[Slot], lost: datetime, *, besides: Collection[datetime] = (), now: datetime) -> str:
    """Say on the field that a slot is lost, and the nearest that are left: those of its day, else three others.

    `besides`: the other séances asked for, from which they keep apart.
    """
    others = [int(one.timestamp()) for one in besides]
    # Only starts of the grid: they stand in the list that is open, one made by the very booking that won does not.
    listed = [
        slot.starts
        for slot in slots
        if slot.starts % GRID == 0 and all(abs(slot.starts - other) >= APART.total_seconds() for other in others)
    ]
    same_day = [one for one in listed if day_of(from_epoch(one)) == day_of(lost)]
    if same_day:
        return texts.taken([time_words(from_epoch(one)) for one in same_day[:5]], day=day_words(lost, now))
    near = sorted(listed, key=lambda one: abs(one - int(lost.timestamp())))[:3]
    return texts.taken([moment_words(from_epoch(one), now) for one in sorted(near)])


def read_week(value: str) -> date:
    """Read the Monday that a week's button carries."""
    return day(value)


def undo_blocks(batch: str, until: datetime | None, *, now: datetime) -> list[Block]:
    """Draw « Revenir en arrière » with what it means; nothing when people are told already."""
    if until is None or until <= now:
        return []
    return undo_row(batch)


def undo_row(batch: str) -> list[Block]:
    """Draw the same of what can still be undone."""
    return [context(texts.UNDO_FOR_TWO_MINUTES), actions(button(texts.UNDO, "helpdesk.undo", value=batch))]


def _field(one: SlotField, first: date, days: Sequence[Group], *, labels: Mapping[int, str]) -> Block:
    chosen: Choice | None = (labels[one.chosen], str(one.chosen)) if one.chosen in labels else None
    elsewhere = chosen is not None and all(chosen not in choices for _, choices in days)
    groups = [(texts.CHOSEN_ALREADY, [chosen]), *days] if chosen and elsewhere else days
    # The element's id holds the week: with the same id Slack would keep a choice of another week's list.
    action_id = f"{one.name}:{first.isoformat()}"
    chooser = select(action_id, texts.CHOOSE_SLOT, groups=groups, initial=chosen)
    return field(one.name, one.label, chooser, optional=one.optional)


def _weeks(slots: Sequence[Slot]) -> list[tuple[date, list[Slot]]]:
    """Part slots, which come sorted, by the Monday of their week: a day asked of each of 1,300 took 1.8 ms."""
    weeks: list[tuple[date, list[Slot]]] = []
    at = 0
    while at < len(slots):
        day = day_of(from_epoch(slots[at].starts))
        first = day - timedelta(days=day.weekday())
        after = bisect_left(slots, midnight(first + WEEK), lo=at, key=lambda slot: slot.starts)
        weeks.append((first, list(slots[at:after])))
        at = after
    return weeks


def _days(slots: Sequence[Slot], labels: Mapping[int, str], *, now: datetime) -> list[Group]:
    by_day = groupby(slots, key=lambda slot: day_of(from_epoch(slot.starts)))
    return [(day_words(day, now), [(labels[slot.starts], str(slot.starts)) for slot in group]) for day, group in by_day]


def _by_start(drawn: Collection[int], clashes: Sequence[Clash]) -> dict[int, list[Clash]]:
    busy: dict[int, list[Clash]] = {}
    for start in drawn if clashes else ():
        starts = from_epoch(start)
        found = [one for one in clashes if one.starts < starts + LENGTH and starts < one.ends]
        if found:
            busy[start] = found
    return busy


def _label(starts: int, clashes: Sequence[Clash], people: Mapping[int, Person], now: datetime) -> str:
    when = moment_words(from_epoch(starts), now)
    ids = list(dict.fromkeys(one.person_id for one in clashes if one.person_id in people))
    if not ids:
        return when
    names = [people[one].name for one in ids]
    said = [", ".join(names), ", ".join(name.split()[0] for name in names), texts.several_people(len(names))]
    labels = [texts.clashing(when, who) for who in said]
    return next((label for label in labels if len(label) <= OPTION_ROOM), labels[-1])


def _clash_lines(clashes: Sequence[Clash], people: Mapping[int, Person], now: datetime) -> list[str]:
    known = sorted({(one.starts, one.ends, people[one.person_id].name) for one in clashes if one.person_id in people})
    return [f"{name}, {day_words(starts, now)} {range_words(starts, ends)}" for starts, ends, name in known]


def _week_buttons(mondays: Sequence[date], at: int, *, action: str) -> list[Block]:
    row = []
    if at > 0:
        row.append(button(texts.PREVIOUS_WEEK, f"{action}:previous", value=mondays[at - 1].isoformat()))
    if at + 1 < len(mondays):
        row.append(button(texts.NEXT_WEEK, f"{action}:next", value=mondays[at + 1].isoformat()))
    return [actions(*row)] if row else []

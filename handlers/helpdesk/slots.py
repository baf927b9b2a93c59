"""Build and parse form fields with the slots of a week, and build the undo button. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, product
from typing import Any

from slack_sdk.models.blocks import Block

from bot.agenda.model import Clash
from bot.agenda.slots import BUFFER, Slot
from bot.catalogue.formats import MOST_SESSIONS
from bot.dates.holidays import is_holiday
from bot.dates.paris import day_of, from_epoch, midnight
from bot.dates.words import day_words, moment_words, range_words, time_words, week_words
from bot.errors import Garbled
from bot.helpdesk.model import WeeklyRun
from bot.programme.model import Person
from handlers.kit import told
from handlers.kit.blocks import Choice, Group, actions, button, context, field, section, select
from handlers.kit.escaping import Said
from handlers.kit.reading import read_date, read_epoch, split_pieces

from . import slot_texts

WEEK = timedelta(days=7)
# Slots start at multiples of 30 minutes (in seconds), or right after another appointment.
GRID = 1800
OPTION_ROOM = 75  # Slack's limit for the label of an option, in characters


def shortest_interval(minutes: int) -> timedelta:
    """Return the shortest interval between the starts of two séances with the same host."""
    return timedelta(minutes=minutes, seconds=BUFFER)


@dataclass(frozen=True, slots=True)
class SlotField:
    """A field with a list of slots. `chosen` is the start of the chosen slot in seconds since 1970, or 0.

    `starts` are the starts that the list offers. If `starts` is None, the list offers all slots."""

    name: str
    label: str
    chosen: int = 0
    optional: bool = False
    starts: Collection[int] | None = None

    def takes(self, start: int) -> bool:
        return self.starts is None or start in self.starts


def slot_blocks(
    slots: Sequence[Slot],
    *,
    fields: Sequence[SlotField],
    minutes: int,
    week_action: str = "",
    monday: date | None,
    clashes: Sequence[Clash] = (),
    people: Mapping[int, Person] | None = None,
    hosts: Mapping[int, Person] | None = None,
    runs: Mapping[int, WeeklyRun] | None = None,
    now: datetime,
) -> list[Block]:
    """Build one week of slots: a list for each field, the team's other appointments, and buttons to other weeks.

    It shows the week of `monday`, or the nearest week with a slot. A chosen slot of another week stays selected. If
    `hosts` is given, each slot names its free hosts. `runs` are weekly runs; the key is the start of the first séance.
    If `week_action` is empty, build no buttons to other weeks."""
    weeks = _group_by_week(slots)
    if not weeks:
        return []
    mondays = [first for first, _ in weeks]
    at = min(range(len(mondays)), key=lambda i: abs((mondays[i] - (monday or mondays[0])).days))
    first, shown = weeks[at]
    last = max(first + timedelta(days=4), day_of(from_epoch(shown[-1].starts)))
    chosen = {field.chosen for field in fields}
    drawn = [*shown, *(slot for slot in slots if slot.starts in chosen)]
    offered = {slot.starts: runs[slot.starts] if runs else WeeklyRun((slot.starts,), slot.hosts) for slot in drawn}
    lasts = timedelta(minutes=minutes)
    busy = _clashes_by_start({one for run in offered.values() for one in run.starts}, clashes, duration=lasts)
    met = {starts: [each for one in run.starts for each in busy.get(one, ())] for starts, run in offered.items()}
    options = {
        starts: _run_choice(run, busy_names=_clashing_names(met[starts], people or {}), hosts=hosts or {}, now=now)
        for starts, run in offered.items()
    }
    lost = sorted({given.chosen for given in fields if given.chosen and not _keeps_chosen_slot(given, options)})
    blocks = [section(slot_texts.lost([moment_words(from_epoch(start), now) for start in lost]))] if lost else []
    blocks.append(section(slot_texts.WEEK(week=week_words(first, last, now=now))))
    blocks += _fields(fields, first, shown, options=options, now=now)
    held = {day_of(from_epoch(one)) for slot in shown for one in offered[slot.starts].starts}
    passed = {one for slot in shown for one in offered[slot.starts].missing}
    # Name the days on which no shown run has a séance.
    if missing := {one for one in passed if day_of(from_epoch(one)) not in held}:
        blocks.append(context(_missing_sentence(sorted(missing), now=now)))
    lines = _clash_lines([clash for slot in shown for clash in met[slot.starts]], people or {}, now)
    if lines:
        blocks.append(context(slot_texts.clashes(lines)))
    return blocks + (_week_buttons(mondays, at, action=week_action) if week_action else [])


def _keeps_chosen_slot(slot_field: SlotField, options: Mapping[int, Choice]) -> bool:
    return slot_field.chosen in options and slot_field.takes(slot_field.chosen)


def own_week_blocks(
    week_fields: Sequence[tuple[date, SlotField, Sequence[Slot]]],
    draw: Callable[..., list[Block]],
    *,
    action: str,
    monday: date | None,
) -> list[Block]:
    """Build several fields, each with slots of its own week, and one row of buttons to other weeks for all fields.

    `week_fields` has an entry for each field: a Monday, the field and its slots. `draw` calls `slot_blocks` with the
    common arguments. `monday` is the week that the first field shows. The others move by the same number of weeks."""
    first = week_fields[0][0]
    gone = (monday or first) - first
    blocks, before, after = list[Block](), False, False
    for own, one, slots in week_fields:
        blocks += draw(slots, fields=[one], monday=own + gone)
        mondays = [each for each, _ in _group_by_week(slots)]
        before |= any(each < own + gone for each in mondays)
        after |= any(each > own + gone for each in mondays)
    shown = [*([first + gone - WEEK] if before else []), first + gone, *([first + gone + WEEK] if after else [])]
    return blocks and blocks + _week_buttons(shown, int(before), action=action)


def read_slots(values: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> list[datetime | None]:
    """Parse the chosen slots of fields. The result has None for a field without a choice."""
    chosen = [(values.get(name) or {}).get("selected_option") for name in names]
    return [read_epoch(option["value"]) if option else None for option in chosen]


def read_run(values: Mapping[str, Mapping[str, Any]], name: str) -> list[datetime]:
    """Parse the starts of the chosen run. Return an empty list if none is chosen. Raises Garbled."""
    option = (values.get(name) or {}).get("selected_option")
    starts = (
        [read_epoch(piece) for piece in split_pieces(option["value"], 1, max_pieces=MOST_SESSIONS)] if option else []
    )
    if starts != sorted(starts):
        raise Garbled
    return starts


def slot_taken_error(
    slots: Sequence[Slot],
    taken_start: datetime,
    *,
    minutes: int,
    other_starts: Collection[datetime] = (),
    weekly: bool = False,
    now: datetime,
) -> str:
    """Return the error that a slot was taken. It names up to five free slots of that day, or else the three nearest.

    `other_starts` are the other chosen starts: named slots keep a distance to them. If `weekly` is true, the run that
    starts at `taken_start` was taken."""
    others, between = [int(start.timestamp()) for start in other_starts], shortest_interval(minutes).total_seconds()
    # Name only starts on the grid. The form may lack other starts, since a newer booking created them.
    listed = [
        slot.starts
        for slot in slots
        if slot.starts % GRID == 0 and all(abs(slot.starts - other) >= between for other in others)
    ]
    same_day = [one for one in listed if day_of(from_epoch(one)) == day_of(taken_start)]
    if same_day:
        hours = [time_words(from_epoch(one)) for one in same_day[:5]]
        return slot_texts.taken(hours, day=day_words(taken_start, now), weekly=weekly)
    near = sorted(listed, key=lambda one: abs(one - int(taken_start.timestamp())))[:3]
    return slot_texts.taken([moment_words(from_epoch(one), now) for one in sorted(near)], weekly=weekly)


def read_week(value: str) -> date:
    return read_date(value)


def undo_blocks(batch: str, until: datetime | None, *, now: datetime) -> list[Block]:
    """Build « Revenir en arrière ». Return nothing if the change cannot be undone any more."""
    if until is None or until <= now:
        return []
    return undo_row(batch)


def undo_row(batch: str) -> list[Block]:
    return told.undo_blocks("helpdesk.undo", batch)


def _fields(
    fields: Sequence[SlotField],
    first_monday: date,
    week_slots: Sequence[Slot],
    *,
    options: Mapping[int, Choice],
    now: datetime,
) -> list[Block]:
    """Build the lists of slots. Leave out fields without slots, because Slack refuses empty lists."""
    drawn = []
    everywhere = _day_groups(week_slots, options, now=now)
    for one in fields:
        own = everywhere
        if one.starts is not None:
            own = _day_groups([slot for slot in week_slots if one.takes(slot.starts)], options, now=now)
        chosen = options.get(one.chosen) if one.takes(one.chosen) else None
        if own or chosen:
            drawn.append(_field(one, first_monday, own, chosen_option=chosen))
    return drawn


def _field(slot_field: SlotField, first_monday: date, days: Sequence[Group], *, chosen_option: Choice | None) -> Block:
    elsewhere = chosen_option is not None and all(chosen_option not in choices for _, choices in days)
    groups = [(slot_texts.CHOSEN_ALREADY, [chosen_option]), *days] if chosen_option and elsewhere else days
    # The id contains the week. With the same id, Slack would keep the choice of another week.
    action_id = f"{slot_field.name}:{first_monday.isoformat()}"
    chooser = select(action_id, slot_texts.CHOOSE_SLOT, groups=groups, initial=chosen_option)
    return field(slot_field.name, slot_field.label, chooser, optional=slot_field.optional)


def _group_by_week(slots: Sequence[Slot]) -> list[tuple[date, list[Slot]]]:
    # Find the end of each week by bisection: 1,300 slots take 1.8 ms.
    weeks: list[tuple[date, list[Slot]]] = []
    at = 0
    while at < len(slots):
        day = day_of(from_epoch(slots[at].starts))
        first = day - timedelta(days=day.weekday())
        after = bisect_left(slots, midnight(first + WEEK), lo=at, key=lambda slot: slot.starts)
        weeks.append((first, list(slots[at:after])))
        at = after
    return weeks


def _day_groups(slots: Sequence[Slot], options: Mapping[int, Choice], *, now: datetime) -> list[Group]:
    by_day = groupby(slots, key=lambda slot: day_of(from_epoch(slot.starts)))
    return [(day_words(day, now), [options[slot.starts] for slot in group]) for day, group in by_day]


def _clashes_by_start(
    shown_starts: Collection[int], clashes: Sequence[Clash], *, duration: timedelta
) -> dict[int, list[Clash]]:
    busy: dict[int, list[Clash]] = {}
    for start in shown_starts if clashes else ():
        starts = from_epoch(start)
        found = [clash for clash in clashes if clash.starts < starts + duration and starts < clash.ends]
        if found:
            busy[start] = found
    return busy


def _span_words(span: Sequence[int], now: datetime) -> str:
    first, *others = map(from_epoch, span)
    when = moment_words(first, now)
    return slot_texts.run(when, [day_of(other) for other in others]) if others else when


def _clashing_names(clashes: Sequence[Clash], people: Mapping[int, Person]) -> list[str]:
    ids = dict.fromkeys(clash.person_id for clash in clashes if clash.person_id in people)
    return [people[id_].name for id_ in ids]


def _run_choice(run: WeeklyRun, *, busy_names: Sequence[str], hosts: Mapping[int, Person], now: datetime) -> Choice:
    free = [hosts[host].name for host in run.hosts if host in hosts]
    return _slot_label(_span_words(run.starts, now), busy_names, free), " ".join(map(str, run.starts))


def _slot_label(when: str, busy_names: Sequence[str], free_names: Sequence[str]) -> str:
    """Return the label of a slot, in at most 75 characters. Names that do not fit become a number of people."""
    clashes = [
        slot_texts.clashing("", who) for who in _shorter_name_lists(busy_names, ", ".join, slot_texts.several_people)
    ] or [""]
    hosts = [
        slot_texts.hosted(who) for who in _shorter_name_lists(free_names, slot_texts.any_of, slot_texts.several_coaches)
    ] + [""]
    labels = [f"{when}{host}{clash}" for clash, host in product(clashes, hosts)]
    return next((label for label in labels if len(label) <= OPTION_ROOM), labels[-1])


def _shorter_name_lists(
    names: Sequence[str], label_with: Callable[[Sequence[str]], str], count_words: Callable[[int], str]
) -> Iterator[str]:
    firsts = [name.split()[0] for name in names]
    if names:
        yield from (
            label_with(names),
            *([label_with(firsts)] if len({*firsts}) == len(firsts) else []),
            count_words(len(names)),
        )


def _missing_sentence(missing_starts: Sequence[int], *, now: datetime) -> Said:
    days = [day_of(from_epoch(one)) for one in missing_starts]
    closed = dict.fromkeys(other_day for other_day in days if is_holiday(other_day))
    taken = dict.fromkeys(other_day for other_day in days if not is_holiday(other_day))
    return slot_texts.missing(
        [day_words(other_day, now) for other_day in closed], [day_words(other_day, now) for other_day in taken]
    )


def _clash_lines(clashes: Sequence[Clash], people: Mapping[int, Person], now: datetime) -> list[str]:
    known = sorted(
        {(clash.starts, clash.ends, people[clash.person_id].name) for clash in clashes if clash.person_id in people}
    )
    return [f"{name}, {day_words(starts, now)} {range_words(starts, ends)}" for starts, ends, name in known]


def _week_buttons(mondays: Sequence[date], index: int, *, action: str) -> list[Block]:
    row = []
    if index > 0:
        row.append(button(slot_texts.PREVIOUS_WEEK, f"{action}:previous", value=mondays[index - 1].isoformat()))
    if index + 1 < len(mondays):
        row.append(button(slot_texts.NEXT_WEEK, f"{action}:next", value=mondays[index + 1].isoformat()))
    return [actions(*row)] if row else []

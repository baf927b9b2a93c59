"""Parse the forms of a request, the choice of another mentor, and a mentor's limit of cycles."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.catalogue.formats import CYCLE_SESSIONS, booking_key
from bot.dates.paris import day_of
from bot.errors import Invalid
from bot.mentoring.model import MENTORING, SHIPPED, CycleWish, DayHalf, SuitableTimes
from bot.programme.model import Person
from handlers.kit.reading import Fields, read_date, read_id, read_mark, read_word, split_pieces
from handlers.mentoring.slot_field import read_start

ANY_MENTOR = "any"
OVER = "over"
SLOTS = tuple(f"slot-{number}" for number in range(1, CYCLE_SESSIONS.stop))


def write_metadata(draft_id: str, *, lies_over_next: bool, format_key: str = MENTORING) -> str:
    """Return the private_metadata of the first step. `lies_over_next`: the modal of the next step is below this one."""
    return " ".join([draft_id, *([OVER] if lies_over_next else []), *([format_key] if format_key != MENTORING else [])])


def read_metadata(text: str) -> tuple[str, bool, str]:
    """Parse the private_metadata of the first step: the draft's id, `lies_over_next`, the format's key."""
    draft_id, *more = split_pieces(text, 1, max_pieces=3)
    return read_mark(draft_id), OVER in more, key_of_format(more[-1] if more else "")


def key_of_format(value: str) -> str:
    """Return the key of a cycle's format from a button or form. An unknown key becomes the key of the mentorat."""
    return value if booking_key(value) == MENTORING else MENTORING


def read_wish(values: Fields, asker: Person, *, format_key: str = MENTORING) -> CycleWish:
    """Parse the first step. If the défi has no field, it is the asker's own. If days have no field, any day suits."""
    defi, mentor = values.chosen_value("defi"), values.chosen_value("mentor")
    days, halves = values.ticked_values("days"), values.ticked_values("halves")
    return CycleWish(
        defi_id=read_id(defi) if defi else next(iter(asker.defi_ids), 0),
        need=values.typed_text("need"),
        link=values.typed_text("link").strip(),
        domain=values.chosen_value("domain"),
        suits=SuitableTimes(
            frozenset(read_id(day, 0) for day in days), frozenset(read_word(DayHalf, half) for half in halves)
        )
        if "days" in values
        else SuitableTimes(),
        from_day=_read_day(values, "from_day"),
        guest_ids=tuple(dict.fromkeys(read_id(one) for one in values.ticked_values("participants"))),
        mentor_id=read_id(mentor) if mentor and mentor != ANY_MENTOR else None,
        terms=replace(SHIPPED, format_key=format_key),
    )


def read_slots(values: Fields) -> dict[str, datetime | None]:
    return {name: read_start(values, name) for name in SLOTS if name in values}


def slot_errors(starts: Mapping[str, datetime | None]) -> dict[str, str]:
    """Return the errors by field: "missing" if no time is chosen, "same_day" if an earlier field has the same day."""
    wrong = {name: "missing" for name, moment in starts.items() if moment is None}
    days: dict[str, date] = {}
    for name, start in starts.items():
        if start is not None:
            if day_of(start) in days.values():
                wrong[name] = "same_day"
            days[name] = day_of(start)
    return wrong


def lost_time_field(starts: Mapping[str, datetime], lost_time: object) -> str:
    return next((name for name, moment in starts.items() if moment == lost_time), next(iter(starts)))


def field_to_change(starts: Mapping[str, datetime], reason: str) -> str:
    """Return the field in which to show why the times are refused.

    If a time is too soon ("early"), return the field of the earliest time. If a time is not within the cycle's window
    ("outside"), return that of the first or the last time: the one further from the time next to it. For other reasons,
    return the form's first field."""
    names = sorted(starts, key=starts.__getitem__)
    if reason == "early":
        return names[0]
    if reason != "outside" or len(names) < 2:
        return next(iter(starts))
    first, last = starts[names[1]] - starts[names[0]], starts[names[-1]] - starts[names[-2]]
    return names[0] if first > last else names[-1]


def _read_day(values: Fields, name: str) -> date | None:
    picked = values[name].get("selected_date")
    return read_date(picked) if picked else None


MENTOR, LIMIT = "mentor", "limit"


def read_mentor(values: Fields) -> int:
    """Return the chosen mentor's id. If nobody is chosen, raises Invalid."""
    if not (mentor := values.chosen_value(MENTOR)):
        raise Invalid(field=MENTOR, reason="gone")
    return read_id(mentor, 0)


def read_limit(values: Fields) -> int:
    """Parse the mentor's limit of cycles. If no number is chosen, raises Invalid."""
    if not (limit := values.chosen_value(LIMIT)):
        raise Invalid(field=LIMIT, reason="range")
    return read_id(limit, 0)

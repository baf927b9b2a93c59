"""Parsers of the forms to plan a phase's committees, to edit one committee of the plan, and to choose half-days."""

from collections.abc import Iterable
from datetime import date, datetime

from bot.dates.paris import moment_at
from bot.errors import Garbled, Invalid
from bot.evaluation.model import HalfDay
from bot.evaluation.plans import CommitteeWish
from handlers.kit.reading import Fields, read_clock_time, read_date, read_id, read_mark, split_pieces

WEEKS, DEFIS, A_DAY, GAP, EACH = "weeks", "defis", "a_day", "gap", "each"
DAY, TIME, COACHES, LEAVE = "day", "time", "coaches", "leave"
TALK_DAY, TALK_TIME = "talk_day", "talk_time"
OUT = "out"


def write_metadata(promotion_id: int, phase: int, *, draft_id: str) -> str:
    """Serialise the private_metadata of the form that plans committees. `draft_id` is the id of the plan."""
    return f"{promotion_id} {phase} {draft_id}"


def read_metadata(text: str) -> tuple[int, int, str]:
    """Parse the private_metadata of the form that plans committees: the promotion, the phase and the plan."""
    promotion_id, phase, draft_id = split_pieces(text, 3)
    return read_id(promotion_id), read_id(phase), read_mark(draft_id)


def read_weeks(values: Fields) -> tuple[date, ...]:
    """Parse the ticked weeks. Each is given by its Monday."""
    return tuple(sorted(read_date(week) for week in values.ticked_values(WEEKS)))


def read_wish(values: Fields, *, promotion_id: int, phase: int) -> CommitteeWish:
    return CommitteeWish(
        promotion_id,
        phase,
        read_weeks(values),
        tuple(read_id(defi_id) for defi_id in values.ticked_values(DEFIS)),
        a_day=read_id(values.chosen_value(A_DAY)),
        gap=read_id(values.chosen_value(GAP)),
        each=read_id(values.chosen_value(EACH)),
    )


def read_committee_line(values: Fields) -> tuple[datetime | None, tuple[int, ...], datetime | None]:
    """Parse a committee of the plan: its start, its hosts, and the start of the meeting about the report, if given.

    The start is None if the coach leaves the défi out. Raises Invalid without a start, or for a day without a time."""
    coaches = tuple(read_id(coach) for coach in values.ticked_values(COACHES))
    if OUT in values.ticked_values(LEAVE):
        return None, coaches, None
    starts = _read_moment(values, DAY, TIME, field="starts")
    if starts is None:
        raise Invalid(field="starts", reason="none")
    return starts, coaches, _read_moment(values, TALK_DAY, TALK_TIME, field="talk")


def _read_moment(values: Fields, date_: str, time: str, *, field: str) -> datetime | None:
    """Parse a day and a time. Return None if both are empty. Raises Invalid if only one of them is empty."""
    chosen, at = values[date_].get("selected_date"), values[time].get("selected_time")
    if bool(chosen) != bool(at):
        raise Invalid(field=field, reason="none")
    return moment_at(read_date(chosen), read_clock_time(at)) if chosen and at else None


def read_plan_and_defi(text: str) -> tuple[str, int]:
    """Parse the id of a plan and the id of a défi, from a button or a form."""
    draft_id, defi_id, *_ = split_pieces(text, 2, max_pieces=3)
    return read_mark(draft_id), read_id(defi_id)


WEEK = "week"


def week_field_name(half_days: Iterable[HalfDay]) -> str:
    """Return the name of a week's field. The name contains all half-days, as a form submits only ticked boxes."""
    return "-".join([WEEK, *(str(halve.number) for halve in half_days)])


def read_half_days(values: Fields) -> tuple[list[HalfDay], list[HalfDay]]:
    """Parse a form into two lists: the half-days that it showed, and the ticked ones. Raises Garbled, NotFound."""
    shown: list[HalfDay] = []
    ticked: list[HalfDay] = []
    for name in values:
        if name.startswith(f"{WEEK}-"):
            _, *numbers = split_pieces(name, 2, max_pieces=11, sep="-")
            shown += map(_read_half_day, numbers)
            ticked += map(_read_half_day, values.ticked_values(name))
    return shown, ticked


def _read_half_day(text: str) -> HalfDay:
    try:
        return HalfDay.from_number(read_id(text))
    except (ValueError, OverflowError):
        raise Garbled from None

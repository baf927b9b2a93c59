"""Find the weeks of a phase's committees: the usual weeks, the weeks that the form offers, and possible starts. Pure.

The usual weeks are the last two of the phase. In the last phase, they end three weeks before the promotion ends, so
that reports can be discussed before people leave (docs/programme.md, Committees)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from bot.agenda.slots import QUARTER
from bot.dates.holidays import is_year_end, may_be_proposed, next_working_day
from bot.dates.paris import day_of, epoch_at
from bot.errors import Invalid
from bot.evaluation.model import HALVES, WORKED, HalfDay, days_of
from bot.evaluation.placement import MINUTES, Start
from bot.programme.model import Phase, Promotion

WEEK = timedelta(days=7)
USUAL = 2
OFFERED = 8  # The form offers at most this many weeks.
EARLIER, LATER = 4, 2  # The form offers EARLIER weeks before the usual weeks, and LATER weeks after them.
BEFORE_THE_END = timedelta(days=21)
STEP = 30  # minutes; committees begin at :00 or :30, Paris time


def phase_to_close(promotion: Promotion, *, now: datetime) -> Phase | None:
    """Return the current phase, or else the next or the last one. For a closed promotion, today is its closing day."""
    today = day_of(min(now, promotion.closed_at or now))
    coming = [phase for phase in promotion.phases if phase.ends_on >= today]
    return min(coming, key=lambda phase: phase.number) if coming else (promotion.phases or (None,))[-1]


def usual_weeks(promotion: Promotion, phase: Phase, *, now: datetime) -> list[date]:
    """Return the usual weeks (Mondays) for committees, or the next weeks if the usual ones are over."""
    is_last = phase.number == max(phase.number for phase in promotion.phases)
    last = min(phase.ends_on, promotion.ends_on - BEFORE_THE_END) if is_last else phase.ends_on
    monday = _monday(last - timedelta(days=WORKED - 1))  # the last week whose Friday is not after `last`
    weeks = sorted([day for back in range(USUAL + 2) if _is_usual(day := monday - WEEK * back)][:USUAL])
    open_ = [week for week in weeks if week + timedelta(days=WORKED) > day_of(now)]
    following = _monday(day_of(now)) + WEEK
    return open_ or [day for ahead in range(USUAL + 2) if _is_usual(day := following + WEEK * ahead)][:USUAL]


def _is_usual(monday: date) -> bool:
    return any(may_be_proposed(monday + timedelta(days=at)) for at in range(WORKED))


def offered_weeks(promotion: Promotion, phase: Phase, *, now: datetime) -> list[date]:
    """Return the weeks (Mondays) that the form offers: the usual weeks, and weeks around them that have not passed."""
    usual, this = usual_weeks(promotion, phase, now=now), _monday(day_of(now))
    first, last = usual[0] - WEEK * EARLIER, min(usual[-1] + WEEK * LATER, _monday(promotion.ends_on))
    weeks = [first + WEEK * at for at in range((last - first) // WEEK + 1)]
    return sorted({*usual, *(week for week in weeks if week >= this)})[-OFFERED:]


def check_weeks(weeks: Collection[date]) -> None:
    """Check that the form could offer these weeks (Mondays). Raises Invalid if the form could not."""
    if not 0 < len(weeks) <= OFFERED or any(week.weekday() for week in weeks):
        raise Invalid(field="weeks", reason="none")


def starts_of(weeks: Collection[date], *, until: date, now: datetime) -> tuple[Start, ...]:
    """Return the possible starts in these weeks after `now`, in order.

    The starts on the first working day after the last week are included, and marked as `spare`."""
    days = days_of(tuple(weeks), until=until)
    spare = [other_day for day in days[-1:] if not is_year_end(other_day := next_working_day(day)) or is_year_end(day)]
    first = int(now.timestamp())
    return tuple(
        start
        for day in (*days, *(day for day in spare if day <= until))
        for start in _starts_on(day, is_spare=day in spare)
        if start.at > first
    )


def halves_of(weeks: Collection[date], *, until: date) -> list[HalfDay]:
    """Return the half-days of the working days in these weeks, in order."""
    return [HalfDay(day, afternoon) for day in days_of(tuple(weeks), until=until) for afternoon in (False, True)]


def span_of(half: HalfDay) -> tuple[int, int]:
    """Return when a half-day begins and ends, in seconds since 1970."""
    opens, closes = HALVES[half.afternoon]
    return epoch_at(half.day, opens), epoch_at(half.day, closes)


def claimed_quarters_of(starts: int) -> tuple[int, int]:
    """Return the first quarter-hour that a committee claims, and the number of quarter-hours with the break.

    `starts` is in seconds since 1970."""
    return starts // QUARTER, -(-(MINUTES + 15) // 15)


def _starts_on(day: date, *, is_spare: bool) -> Sequence[Start]:
    return [
        Start(epoch_at(day, minute), day.toordinal(), HalfDay(day, bool(half)).number, is_spare)
        for half, (opens, closes) in enumerate(HALVES)
        for minute in range(opens, closes - MINUTES + 1, STEP)
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

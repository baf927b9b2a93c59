"""Deadlines of answers, and their reminders: one rule for the whole bot. Pure.

A deadline is a round hour from 9 h to 18 h in Paris on a working day. `due_in` gives whole working days to answer;
`due_before` is the last such hour before a moment. People who have not answered are reminded on mornings, after a third
and two thirds of the working days."""

from datetime import datetime

from bot.dates.holidays import add_working_days, is_working_day
from bot.dates.paris import day_of, moment_at, to_paris
from bot.dates.working import in_working_days

FIRST, LAST = 9, 18  # hours of Paris
HOUR = 60  # minutes


def due_in(moment: datetime, days: int) -> datetime:
    """Return the deadline, in UTC, of a question asked at `moment` with `days` whole working days to answer."""
    end = to_paris(in_working_days(moment, days))
    day, hour = end.date(), end.hour + bool(end.minute or end.second or end.microsecond)
    if not is_working_day(day) or hour > LAST:
        return moment_at(add_working_days(day, 1), FIRST * HOUR)
    return moment_at(day, max(hour, FIRST) * HOUR)


def due_before(moment: datetime) -> datetime:
    """Return the last deadline, in UTC, for an answer needed by `moment`."""
    end = to_paris(moment)
    if not is_working_day(end.date()) or end.hour < FIRST:
        return moment_at(add_working_days(end.date(), -1), LAST * HOUR)
    return moment_at(end.date(), min(end.hour, LAST) * HOUR)


def asked_again(moment: datetime, *, until: datetime) -> tuple[datetime, ...]:
    """Return when to remind people asked at `moment`: at most two mornings, working days apart, before `until`.

    The last day itself is used only if needed."""
    first, last, between = day_of(moment), day_of(until), 0
    while add_working_days(first, between + 1) <= last:
        between += 1
    after = sorted({-(-between // 3), -(-between * 2 // 3)} - {0})
    mornings = [moment_at(add_working_days(first, gap), FIRST * HOUR) for gap in after if gap < between or between == 1]
    return tuple(morning for morning in mornings if moment < morning < until)

"""Calculate moments by working days and quiet hours: deadlines, reminders, and when to send a message."""

from datetime import UTC, date, datetime, timedelta

from bot.dates.holidays import add_working_days, first_working_day, is_working_day, next_working_day
from bot.dates.paris import day_of, moment_at, to_paris

LOUD_FROM = 8 * 60  # in minutes since 0 h in Paris; the bot is quiet before 8 h and from 19 h on (docs/programme.md)
QUIET_FROM = 19 * 60
MORNING = 9 * 60
# A meeting starts at MEETS_FROM or later and before MEETS_BEFORE, and ends by MEETS_UNTIL.
MEETS_FROM, MEETS_BEFORE, MEETS_UNTIL = 7 * 60, 21 * 60, 22 * 60


def working_days_later(moment: datetime, days: int) -> datetime:
    """Return the moment (UTC) that is `days` working days later, at the same clock time in Paris.

    Weekends and French public holidays do not count: one working day after Friday 18 h, or after Saturday 18 h, is
    Monday 18 h. For 0 days, return the moment itself. Raises ValueError for a naive moment or a negative number."""
    return _shift_days(moment, days, step=1)


def working_days_earlier(moment: datetime, days: int) -> datetime:
    """Return the moment (UTC) that is `days` working days earlier, by the rules of `working_days_later`."""
    return _shift_days(moment, days, step=-1)


def is_quiet(moment: datetime) -> bool:
    """Return whether `moment` is in the quiet hours: before 8 h, from 19 h on, on weekends and on public holidays."""
    clock = to_paris(moment)
    return not (is_working_day(clock.date()) and LOUD_FROM <= _minute_of_day(clock) < QUIET_FROM)


def is_at_night(starts: datetime, minutes: int) -> bool:
    """Return whether a meeting is at night in Paris: it begins before 7 h or from 21 h on, or ends after 22 h."""
    begins = _minute_of_day(to_paris(starts))
    return not MEETS_FROM <= begins < MEETS_BEFORE or begins + minutes > MEETS_UNTIL


def shift_out_of_quiet(moment: datetime) -> datetime:
    """Return when (UTC) to send a message that is due at `moment`: at `moment`, or at 9 h after the quiet hours.

    Before 8 h on a working day, it is sent at 9 h of that day. In other quiet hours, it is sent at 9 h of the next
    working day."""
    if not is_quiet(moment):
        return moment.astimezone(UTC)
    clock = to_paris(moment)
    day = clock.date()
    if is_working_day(day) and _minute_of_day(clock) < LOUD_FROM:
        return _morning(day)
    return next_working_morning(moment)


def next_working_morning(moment: datetime) -> datetime:
    """Return 9 h (in UTC) of the first working day after the day of `moment`."""
    return _morning(next_working_day(day_of(moment)))


def week_morning(day: date) -> datetime:
    """Return when (UTC) to send « Votre semaine » in the week of `day`: at 9 h on the first working day."""
    return _morning(first_working_day(day - timedelta(days=day.weekday())))


def _minute_of_day(clock: datetime) -> int:
    return clock.hour * 60 + clock.minute


def _morning(day: date) -> datetime:
    return moment_at(day, MORNING)


def _shift_days(moment: datetime, days: int, *, step: int) -> datetime:
    if days < 0:
        raise ValueError(f"not a number of working days: {days}")
    clock = to_paris(moment)
    if not days:
        return moment.astimezone(UTC)
    day = add_working_days(clock.date(), step * days)
    rest = timedelta(seconds=clock.second, microseconds=clock.microsecond)
    return moment_at(day, _minute_of_day(clock)) + rest


FIRST, LAST = 9, 18  # hours in Paris
HOUR = 60


def answer_deadline(moment: datetime, days: int) -> datetime:
    """Return the deadline (UTC) of a question asked at `moment`. The deadline leaves `days` whole working days."""
    end = to_paris(working_days_later(moment, days))
    day, hour = end.date(), end.hour + bool(end.minute or end.second or end.microsecond)
    if not is_working_day(day) or hour > LAST:
        return moment_at(add_working_days(day, 1), FIRST * HOUR)
    return moment_at(day, max(hour, FIRST) * HOUR)


def last_deadline(moment: datetime) -> datetime:
    """Return the last possible deadline (UTC) for an answer that is needed by `moment`."""
    end = to_paris(moment)
    if not is_working_day(end.date()) or end.hour < FIRST:
        return moment_at(add_working_days(end.date(), -1), LAST * HOUR)
    return moment_at(end.date(), min(end.hour, LAST) * HOUR)


def reminder_mornings(moment: datetime, *, until: datetime) -> tuple[datetime, ...]:
    """Return when to remind people of a question asked at `moment`: on at most two mornings before `until`.

    The mornings are at one third and two thirds of the working days until `until`. No morning is on
    the last working day, unless it is the only working day."""
    first, last, between = day_of(moment), day_of(until), 0
    while add_working_days(first, between + 1) <= last:
        between += 1
    after = sorted({-(-between // 3), -(-between * 2 // 3)} - {0})
    mornings = [moment_at(add_working_days(first, gap), FIRST * HOUR) for gap in after if gap < between or between == 1]
    return tuple(morning for morning in mornings if moment < morning < until)

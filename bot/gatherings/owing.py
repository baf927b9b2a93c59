"""When what parts owe is said: what can wait for a morning, and for « Votre semaine ». Pure."""

from datetime import datetime, timedelta

from bot.agenda.reminders.timetable import AT_LEAST
from bot.dates.paris import day_of
from bot.dates.working import out_of_quiet, week_morning

TOLD_BEFORE = timedelta(days=1)  # who was told less long ago is not told again


def soon(now: datetime, *, before: datetime) -> datetime:
    """Give when what can wait is said: out of quiet hours, or now where that would be too late."""
    pushed = out_of_quiet(now)
    return pushed if pushed <= before - AT_LEAST else now


def with_week(starts: datetime, *, since: datetime) -> datetime | None:
    """Give the morning of « Votre semaine », of the week before a start, else of its own; a day after `since`."""
    for day in (day_of(starts) - timedelta(days=7), day_of(starts)):
        moment = week_morning(day)
        if since + TOLD_BEFORE <= moment < starts:
            return moment
    return None

"""Paris time: the programme's only zone, from and to seconds since 1970.

A clock time that the spring switch skips (2 h 30 on the last Sunday of March) means the first moment after the switch;
one that the autumn switch repeats means the first of the two. So later clock times never give earlier moments.

Moments are in UTC, because Python subtracts clock times within one zone, ignoring a switch, and compares repeated times
as unequal. `to_paris` is for display."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTES_A_DAY = 24 * 60


def to_paris(moment: datetime) -> datetime:
    """Convert a moment to Paris time. Raise ValueError for a naive `moment`."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {moment.isoformat()}")
    return moment.astimezone(PARIS)


def day_of(moment: datetime) -> date:
    """Return the date in Paris at `moment`. Raise ValueError for a naive one."""
    return to_paris(moment).date()


def moment_at(day: date, minute: int, *, zone: ZoneInfo = PARIS) -> datetime:
    """Return the moment, in UTC, of `minute` minutes after 0 h on the clocks of `day`, in Paris or another zone.

    1440 is 0 h of the next day. See the module about skipped and repeated clock times. Raise ValueError outside 0 to
    1440.
    """
    if not 0 <= minute <= MINUTES_A_DAY:
        raise ValueError(f"not a minute of a day: {minute}")
    clock = datetime.combine(day, time()) + timedelta(minutes=minute)
    while True:
        moment = clock.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == clock:
            return moment
        clock += timedelta(minutes=1)  # the clock time is inside the hour that spring skips


def epoch_at(day: date, minute: int) -> int:
    """Return the seconds since 1970 of `minute` minutes after 0 h on the clocks of `day`; see `moment_at`."""
    return int(moment_at(day, minute).timestamp())


@lru_cache(maxsize=4096)
def midnight(day: date) -> int:
    """Return the seconds since 1970 at which `day` begins in Paris."""
    return epoch_at(day, 0)


def epoch_ceiling(moment: datetime) -> int:
    """Return the first whole second since 1970 that is not before `moment`. Raise ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {moment.isoformat()}")
    return -((EPOCH - moment) // SECOND)


def from_epoch(seconds: int) -> datetime:
    """Return the moment, in UTC, of `seconds` since 1970."""
    return datetime.fromtimestamp(seconds, UTC)

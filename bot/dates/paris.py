"""Convert between moments and clock times in Paris, the programme's only time zone.

A clock time that is skipped in spring (2 h 30 on the last Sunday of March) means the first moment after the change. A
clock time that is repeated in autumn means the first of the two moments. So a later clock time is never an earlier
moment.

Moments are in UTC. In other zones, Python ignores the change of clocks when it subtracts or compares times."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTES_A_DAY = 24 * 60


def to_paris(moment: datetime) -> datetime:
    """Convert a moment to Paris time, to read its date or clock time. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {moment.isoformat()}")
    return moment.astimezone(PARIS)


def day_of(moment: datetime) -> date:
    """Return the date in Paris at `moment`. Raises ValueError for a naive moment."""
    return to_paris(moment).date()


def moment_at(day: date, minute: int, *, zone: ZoneInfo = PARIS) -> datetime:
    """Return the moment (UTC) at which the clocks show `minute` minutes after 0 h of `day`, in Paris or another zone.

    1440 is 0 h of the next day. For skipped and repeated clock times, see the docstring of this module. Raises
    ValueError if `minute` is not from 0 to 1440."""
    if not 0 <= minute <= MINUTES_A_DAY:
        raise ValueError(f"not a minute of a day: {minute}")
    clock = datetime.combine(day, time()) + timedelta(minutes=minute)
    while True:
        moment = clock.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == clock:
            return moment
        clock += timedelta(minutes=1)  # the clocks go forward over this time, so try the next minute


def epoch_at(day: date, minute: int) -> int:
    """Return `moment_at` in seconds since 1970."""
    return int(moment_at(day, minute).timestamp())


@lru_cache(maxsize=4096)
def midnight(day: date) -> int:
    """Return the beginning of `day` in Paris, in seconds since 1970."""
    return epoch_at(day, 0)


def epoch_ceiling(moment: datetime) -> int:
    """Return the first whole second since 1970 at or after `moment`. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {moment.isoformat()}")
    return -((EPOCH - moment) // SECOND)


def from_epoch(seconds: int) -> datetime:
    """Return the moment (UTC) that is `seconds` after the beginning of 1970."""
    return datetime.fromtimestamp(seconds, UTC)

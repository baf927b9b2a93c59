"""« Qui est de permanence ? »: the coaches who host a bureau d'aide today, or on the next day that has one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.dates.hours import Opening, Range, ranges_on
from bot.dates.paris import day_of, to_paris
from bot.programme.model import Actor, Person
from bot.programme.service import coaches
from storage.agenda import hours
from storage.database import Reading

AHEAD = 14  # days that are looked at


@dataclass(frozen=True, slots=True)
class Duty:
    """A day, and its hosts by name with their hours, as minutes since 0 h; no day: nobody within two weeks."""

    day: date | None = None
    hosts: tuple[tuple[Person, tuple[Range, ...]], ...] = ()


def find_duty(tx: Reading, actor: Actor, *, now: datetime) -> Duty:
    """Return the hosts of the first day that has any, from today on; hours that are over are left out."""
    found = {coach.id: coach for coach in coaches(tx, now, of=actor.person)}
    openings = hours.openings(tx, list(found)) if found else []
    today, local = day_of(now), to_paris(now)
    for day in (today + timedelta(days=offset) for offset in range(AHEAD)):
        after = local.hour * 60 + local.minute if day == today else 0
        several = [(found[opening.host_id], _left(opening, day, after=after)) for opening in openings]
        hosts = tuple((person, ranges) for person, ranges in several if ranges)
        if hosts:
            return Duty(day, hosts)
    return Duty()


def _left(opening: Opening, day: date, *, after: int) -> tuple[Range, ...]:
    """Return the hours of a day that are not over at the minute `after`."""
    ranges = ranges_on(day, opening.weekly, exceptions=opening.exceptions)
    return tuple(span for span in ranges if span[1] > after)

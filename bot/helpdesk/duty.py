"""« Qui est de permanence ? »: find the hosts of a bureau d'aide on a day, or on the next day that has hosts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.catalogue.catalogue import format_of, hosts_of
from bot.catalogue.openings import NotOpen, check_open
from bot.dates.hours import HostHours, Range, ranges_on
from bot.dates.paris import day_of, to_paris
from bot.helpdesk.model import BUREAU
from bot.helpdesk.wishes import rules_of
from bot.programme.model import Actor, Person
from bot.programme.roles import Role
from bot.programme.service import is_part_of, running_promotions
from storage.agenda import hours
from storage.database import Reading

AHEAD = 14  # The search for a host covers this many days.
SERVING = frozenset({Role.MENTOR, Role.EXPERT})  # People with these roles host in every promotion.


@dataclass(frozen=True, slots=True)
class DutyDay:
    """A day with its hosts. Their hours are in minutes since 0 h. If `day` is None, nobody hosts within two weeks.

    `asked` is the day in the reader's question, or None. With `is_open`, the reader has access to a bureau d'aide."""

    day: date | None = None
    hosts: tuple[tuple[Person, tuple[Range, ...]], ...] = ()
    asked: date | None = None
    is_open: bool = True


def find_duty(tx: Reading, actor: Actor, *, asked_day: date | None = None, now: datetime) -> DutyDay:
    """Return the hosts of the day `asked_day`, or else of the next day with hosts. Hours that are over are left out.

    If no later day has hosts, earlier days are tried. Without `asked_day`, the search begins today."""
    ids = _open_promotion_ids(tx, actor, now=now)
    if not ids:
        return DutyDay(asked=asked_day, is_open=False)
    terms = format_of(tx, BUREAU)
    found = {host.id: host for id_ in sorted(ids) for host in hosts_of(tx, terms, promotion_id=id_)}
    openings = rules_of(terms).hours_of(hours.list_openings(tx, list(found))) if found else []
    today, local = day_of(now), to_paris(now)
    ahead = [today + timedelta(days=offset) for offset in range(AHEAD)]
    for day in sorted(ahead, key=lambda day: (asked_day is not None and day < asked_day, day)):
        after = local.hour * 60 + local.minute if day == today else 0
        several = [
            (found[opening.host_id], _remaining_ranges(opening, day, after_minute=after)) for opening in openings
        ]
        hosts = tuple((person, ranges) for person, ranges in several if ranges)
        if hosts:
            return DutyDay(day, hosts, asked_day)
    return DutyDay(asked=asked_day)


def _open_promotion_ids(tx: Reading, actor: Actor, *, now: datetime) -> frozenset[int]:
    person, running = actor.person, running_promotions(tx, now, person=actor.person)
    serves = not actor.roles.isdisjoint(SERVING)
    ids = {promotion.id for promotion in running if person and (serves or is_part_of(person, promotion.id))}
    try:
        return check_open(tx, actor, BUREAU, promotion_ids=ids, now=now) if ids else frozenset()
    except NotOpen:
        return frozenset()


def _remaining_ranges(host_hours: HostHours, day: date, *, after_minute: int) -> tuple[Range, ...]:
    ranges = ranges_on(day, host_hours.weekly, day_hours=host_hours.exceptions)
    return tuple(span for span in ranges if span[1] > after_minute)

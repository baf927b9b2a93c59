"""Load of hosts: the hours that each coach and mentor hosted, will host and has free, by week.

Refusals, reschedules and cancellations are not counted, so that nobody compares hosts by them. Missed appointments
count as hosted. If they did not, the sums over a phase would reveal figures that `balance` masks. Mentoring is left
out, because a mentor's name and a week would identify the mentored person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.slots import QUARTER, Busy
from bot.dates.hours import HostHours, ranges_on
from bot.dates.paris import day_of, epoch_at
from bot.gatherings.series.overview import PromotionThing
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import require, roles_for
from bot.programme.roles import Role
from bot.programme.service import coaches_of
from bot.records.model import HostedTime
from bot.records.overview import coached_promotion
from storage.agenda import claims, hours
from storage.database import Reading
from storage.programme import people, promotions
from storage.records.overview import list_hosted_times

HOSTS = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})  # The names of these hosts may be shown.
WEEKS = 8  # Free hours are counted for eight weeks, from the current week on.
# No claim of a host's time lasts longer than four days (in quarter-hours). So claims that began earlier are over.
_LONGEST = 4 * 86_400 // QUARTER


@dataclass(frozen=True, slots=True)
class Load:
    """A host's minutes in a week of a promotion: `over` were hosted, `ahead` will be, and `free` are left.

    `phase` is 0 outside all phases. `free` covers all promotions together, so it is set for one promotion of a host
    only. `free` is None in past weeks."""

    promotion: Promotion
    host: Person
    monday: date
    phase: int
    over: int = 0
    ahead: int = 0
    free: int | None = None


def list_coached(tx: Reading, actor: Actor, *, now: datetime) -> list[Load]:
    """Return the load in the promotions that the actor coaches, even if they are closed. Raises NotAllowed."""
    require(actor, "gatherings.plan")
    several = promotions.all_promotions(tx)
    mine = [promotion for promotion in several if Role.COACH in roles_for(actor, PromotionThing(promotion))]
    return read(tx, mine, now=now)


def read_promotion(tx: Reading, actor: Actor, promotion_id: int, *, now: datetime) -> tuple[Promotion, list[Load]]:
    """Return a promotion that the actor coaches, with its load. Raises NotAllowed, NotFound."""
    promotion = coached_promotion(tx, actor, promotion_id)
    return promotion, read(tx, [promotion], now=now)


def read(tx: Reading, several: Sequence[Promotion], *, now: datetime) -> list[Load]:
    """Return the load by promotion, host and week. Current coaches who only have free hours are included."""
    ids = [promotion.id for promotion in several]
    booked = list_hosted_times(tx, ids) if ids else []
    hosts = people.by_ids(tx, {each.host_id for each in booked}) if booked else {}
    hosted = _minutes_by_week(booked, hosts, now=now)
    # The id of the promotion that shows the free hours, by host id.
    homes: dict[int, int] = {}
    running = [promotion.id for promotion in several if not promotion.has_ended(day_of(now))]
    for promotion_id in running:
        for coach in coaches_of(tx, promotion_id):
            hosts[coach.id] = coach
            homes.setdefault(coach.id, promotion_id)
    for promotion_id, host_id, _ in hosted:
        if promotion_id in running and hosts[host_id].roles & HOSTS:
            homes.setdefault(host_id, promotion_id)
    free = _free_minutes(tx, [*homes], now=now)
    keys = hosted.keys() | {(homes[host_id], host_id, monday) for host_id, monday in free}
    of, this_week, found = {promotion.id: promotion for promotion in several}, _monday(day_of(now)), []
    for key in sorted(keys, key=lambda key: (ids.index(key[0]), hosts[key[1]].name, key)):
        promotion_id, host_id, monday = key
        is_counted = homes.get(host_id) == promotion_id and monday >= this_week
        left = free.get((host_id, monday), 0) if is_counted else None
        promotion, (over, ahead) = of[promotion_id], hosted.get(key, (0, 0))
        found.append(Load(promotion, hosts[host_id], monday, _phase_number(promotion, monday), over, ahead, left))
    return found


def _minutes_by_week(
    booked: Iterable[HostedTime], hosts: Mapping[int, Person], *, now: datetime
) -> dict[tuple[int, int, date], tuple[int, int]]:
    found: defaultdict[tuple[int, int, date], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in booked:
        if HOSTS & {membership.role for membership in hosts[each.host_id].memberships}:
            key = (each.promotion_id, each.host_id, _monday(day_of(each.starts)))
            (over, ahead), minutes = found[key], (each.ends - each.starts) // timedelta(minutes=1)
            found[key] = (over + minutes, ahead) if each.ends <= now else (over, ahead + minutes)
    return dict(found)


def _free_minutes(tx: Reading, host_ids: Sequence[int], *, now: datetime) -> dict[tuple[int, date], int]:
    today = day_of(now)
    days = [_monday(today) + timedelta(days=offset) for offset in range(7 * WEEKS)]
    first, last = epoch_at(days[0], 0) // QUARTER, epoch_at(days[-1] + timedelta(days=1), 0) // QUARTER
    busy = claims.list_busy_times(tx, host_ids, first=first - _LONGEST, last=last) if host_ids else []
    taken = _busy_quarters(busy)
    found: defaultdict[tuple[int, date], int] = defaultdict(int)
    for opening in hours.list_openings(tx, host_ids) if host_ids else []:
        for day in days:
            quarters = _open_quarters(opening, day) - taken[opening.host_id]
            left = sum(quarter * QUARTER >= now.timestamp() for quarter in quarters)
            if left:
                found[opening.host_id, _monday(day)] += left * QUARTER // 60
    return dict(found)


def _open_quarters(opening: HostHours, day: date) -> set[int]:
    ranges = ranges_on(day, opening.weekly, day_hours=opening.exceptions)
    spans = [(epoch_at(day, begins) // QUARTER, epoch_at(day, ends) // QUARTER) for begins, ends in ranges]
    return {quarter for begins, ends in spans for quarter in range(begins, ends)}


def _busy_quarters(busy: Iterable[Busy]) -> defaultdict[int, set[int]]:
    taken: defaultdict[int, set[int]] = defaultdict(set)
    for host_id, begins, many in busy:
        taken[host_id].update(range(begins, begins + many))
    return taken


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _phase_number(promotion: Promotion, monday: date) -> int:
    phase = promotion.phase_on(monday) or promotion.phase_on(monday + timedelta(days=6))
    return phase.number if phase else 0

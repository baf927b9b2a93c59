"""Load: the hours that each coach and mentor hosted, will host, and has free, by week and phase. Hours and names alone.

Nobody is compared by what they refused, moved or cancelled: only what stands is counted. Mentoring is left out: with a
name and a week, it would tell of one person.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.model import Appointment, State
from bot.agenda.slots import QUARTER, Busy
from bot.dates.hours import Opening, ranges_on
from bot.dates.paris import day_of, epoch_at, moment_at
from bot.gatherings.series.overview import Promoted
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import require, roles_for
from bot.programme.roles import Role
from bot.programme.service import coaches_of
from bot.records.overview import MENTORING
from storage.agenda import appointments, claims, hours
from storage.database import Reading
from storage.programme import people, promotions

WEEKS = 8  # ahead, of which free hours are counted
_LONGEST = 4 * 86_400 // QUARTER  # quarter-hours: how far back a claim can begin


@dataclass(frozen=True, slots=True)
class Load:
    """A host's minutes in a week of a promotion. `phase` 0: none; `free`: whatever the promotion, None once over."""

    promotion: Promotion
    host: Person
    monday: date
    phase: int
    held: int = 0
    ahead: int = 0
    free: int | None = None


def coached(tx: Reading, actor: Actor, *, now: datetime) -> list[Load]:
    """Return the load in the promotions that the actor coaches, closed ones too. Raises NotAllowed."""
    require(actor, "gatherings.plan")
    several = promotions.all_promotions(tx)
    mine = [promotion for promotion in several if Role.COACH in roles_for(actor, Promoted(promotion))]
    return read(tx, mine, now=now)


def read(tx: Reading, several: Sequence[Promotion], *, now: datetime) -> list[Load]:
    """Return the load by promotion, host and week: coaches, and mentors once they host in it; five queries for each."""
    mentors = people.with_role(tx, Role.MENTOR) if several else []
    return [load for promotion in several for load in _of_promotion(tx, promotion, mentors, now=now)]


def _of_promotion(tx: Reading, promotion: Promotion, mentors: Sequence[Person], *, now: datetime) -> list[Load]:
    coaches = {person.id: person for person in coaches_of(tx, promotion.id)}
    hosts = coaches | {person.id: person for person in mentors}
    since, until = moment_at(promotion.starts_on, 0), moment_at(promotion.ends_on + timedelta(days=1), 0)
    booked = appointments.of_people(tx, [*hosts], since=since, until=until, states=[State.CONFIRMED]) if hosts else []
    theirs = [each for each in booked if each.promotion_id == promotion.id and each.dispositif != MENTORING]
    hosted = _by_week(theirs, hosts, now=now)
    shown = coaches | {host_id: hosts[host_id] for host_id, _ in hosted}
    ended, this_week = promotion.has_ended(day_of(now)), _monday(day_of(now))
    free = {} if ended else _free(tx, [*shown], now=now)
    found = []
    for host_id, monday in sorted({*hosted, *free}, key=lambda key: (shown[key[0]].name, key)):
        held, ahead = hosted.get((host_id, monday), (0, 0))
        left = None if ended or monday < this_week else free.get((host_id, monday), 0)
        found.append(Load(promotion, shown[host_id], monday, _phase(promotion, monday), held, ahead, left))
    return found


def _by_week(
    booked: Iterable[Appointment], hosts: Mapping[int, Person], *, now: datetime
) -> dict[tuple[int, date], tuple[int, int]]:
    """Return the minutes over and to come of each host in each week, by its Monday."""
    found: defaultdict[tuple[int, date], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for appointment in booked:
        for host_id in appointment.host_ids:
            if host_id in hosts:
                key = (host_id, _monday(day_of(appointment.starts)))
                held, ahead = found[key]
                over = appointment.ends <= now
                minutes = appointment.minutes
                found[key] = (held + minutes, ahead) if over else (held, ahead + minutes)
    return dict(found)


def _free(tx: Reading, host_ids: Sequence[int], *, now: datetime) -> dict[tuple[int, date], int]:
    """Return the open minutes of each host that nothing claims, by week, from now on."""
    today = day_of(now)
    days = [_monday(today) + timedelta(days=offset) for offset in range(7 * WEEKS)]
    first, last = epoch_at(days[0], 0) // QUARTER, epoch_at(days[-1] + timedelta(days=1), 0) // QUARTER
    busy = claims.busy(tx, host_ids, first=first - _LONGEST, last=last) if host_ids else []
    taken = _quarters(busy)
    found: defaultdict[tuple[int, date], int] = defaultdict(int)
    for opening in hours.openings(tx, host_ids) if host_ids else []:
        for day in days:
            quarters = _open(opening, day) - taken[opening.host_id]
            left = sum(quarter * QUARTER >= now.timestamp() for quarter in quarters)
            if left:
                found[opening.host_id, _monday(day)] += left * QUARTER // 60
    return dict(found)


def _open(opening: Opening, day: date) -> set[int]:
    ranges = ranges_on(day, opening.weekly, exceptions=opening.exceptions)
    spans = [(epoch_at(day, begins) // QUARTER, epoch_at(day, ends) // QUARTER) for begins, ends in ranges]
    return {quarter for begins, ends in spans for quarter in range(begins, ends)}


def _quarters(busy: Iterable[Busy]) -> defaultdict[int, set[int]]:
    taken: defaultdict[int, set[int]] = defaultdict(set)
    for host_id, begins, many in busy:
        taken[host_id].update(range(begins, begins + many))
    return taken


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _phase(promotion: Promotion, monday: date) -> int:
    """Return the phase in which a week begins, or ends where it begins in none; 0 for none."""
    phase = promotion.phase_on(monday) or promotion.phase_on(monday + timedelta(days=6))
    return phase.number if phase else 0

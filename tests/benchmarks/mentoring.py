"""Mentoring without a database: the séances of one mentor, and the ranking of many with the plan of each."""

import random
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from bot.agenda.slots import QUARTER, Busy, SlotSearch, free_slots
from bot.catalogue.formats import CycleTerms
from bot.dates.holidays import add_working_days
from bot.dates.hours import HostHours, WeeklyHours
from bot.dates.paris import day_of, epoch_at
from bot.mentoring.cycle import SOON_DAYS
from bot.mentoring.matching.plan import make_plan, suits_team
from bot.mentoring.matching.ranking import rank_mentors
from bot.mentoring.matching.times import FIRST_WITHIN
from bot.mentoring.model import NEED_LIMIT, SHIPPED, DayHalf, Mentor, MentorMatch, SuitableTimes
from bot.programme.model import Person

from .measure import Row, Timing, at_most, clocked, in_turns
from .world import NOW

MENTORS = 50
APPOINTMENTS = 200  # of each mentor, half an hour each, inside their hours
CLAIMED = 3  # quarters of each, the buffer among them
PLAN_GOAL = 10.0  # milliseconds
RANK_GOAL = 300.0
LONGEST_GOAL = 50.0
LONGEST = CycleTerms(sessions=8, minutes=90, window_days=90)  # the most that a format may ask for
ASKED = 10  # mentors
GROWTH = 100  # samples of what takes that much longer, whose goal is of the p50

DOMAIN = "Données ouvertes"
OTHERS = ("Droit", "Design de service", "Apprentissage automatique", "Cartographie", "Python", "Passage à l’échelle")
SENTENCE = "Nous cherchons comment ouvrir nos donées, puis apprendre à cartographier les services avec Python. "
NEED = (SENTENCE * (NEED_LIMIT // len(SENTENCE) + 1))[:NEED_LIMIT]
WISH = SuitableTimes(frozenset({0, 1, 3}), frozenset({DayHalf.MORNING}))
WEEK = tuple(WeeklyHours(day, *part) for day in range(5) for part in (("08:00", "13:00"), ("13:30", "20:00")))
EARLIEST = add_working_days(day_of(NOW), SOON_DAYS)
SEARCH = SlotSearch(NOW, SHIPPED.minutes)
LONG_SEARCH = SlotSearch(NOW, LONGEST.minutes, horizon_days=LONGEST.window_days + FIRST_WITHIN + SOON_DAYS)


def measure() -> list[Row]:
    """Give the rows."""
    mentors = [made_up(number) for number in range(1, MENTORS + 1)]
    busy = [claim for mentor in mentors for claim in booked(mentor.person.id)]
    one, half = mentors[:1], mentors[: MENTORS // 2]
    own, half_busy = busy[:APPOINTMENTS], busy[: APPOINTMENTS * len(half)]
    if len(_plans(one, own)) != 1 or sum(bool(match.starts) for match in _rank(mentors, busy)) < MENTORS // 2:
        raise RuntimeError("too few of the mentors have a plan")
    (plan,) = in_turns(clocked(partial(_plans, one, own)))
    asked = partial(_plans, mentors[:ASKED], busy[: APPOINTMENTS * ASKED], LONG_SEARCH, terms=LONGEST)
    if [*map(len, asked().values())] != [LONGEST.sessions] * ASKED:
        raise RuntimeError("a mentor has no plan of eight")
    (longest,) = in_turns(clocked(asked), times=GROWTH, warm_up=5)
    fifty, half_of_it = in_turns(
        clocked(partial(_rank, mentors, busy)), clocked(partial(_rank, half, half_busy)), times=GROWTH, warm_up=5
    )
    return [
        _within(f"four séances, a mentor with {APPOINTMENTS} appointments", plan, PLAN_GOAL),
        _within(f"{LONGEST.sessions} séances in {LONGEST.window_days} days, {ASKED} mentors", longest, LONGEST_GOAL),
        _within(f"{MENTORS} mentors ranked with their plans", fifty, RANK_GOAL),
        at_most(f"{MENTORS} mentors, linear", fifty, half_of_it, peer_name=f"{len(half)} mentors", times=2.2),
    ]


def _plans(
    mentors: Sequence[Mentor], busy: Sequence[Busy], search: SlotSearch = SEARCH, *, terms: CycleTerms = SHIPPED
) -> dict[int, tuple[int, ...]]:
    """Plan with each, from their hours and what they have already; who has no plan is left out."""
    openings = [HostHours(mentor.person.id, WEEK) for mentor in mentors]
    starts: defaultdict[int, list[int]] = defaultdict(list)
    for slot in free_slots(search, openings, busy=busy):
        if suits_team(slot.starts, WISH, minutes=terms.minutes):
            for host in slot.hosts:
                starts[host].append(slot.starts)
    plans = {host: make_plan(own, earliest=EARLIEST, terms=terms) for host, own in starts.items()}
    return {host: plan for host, plan in plans.items() if plan}


def _rank(mentors: Sequence[Mentor], busy: Sequence[Busy]) -> list[MentorMatch]:
    return rank_mentors(mentors, domain=DOMAIN, need=NEED, plans_by_mentor=_plans(mentors, busy))


def made_up(number: int) -> Mentor:
    """Make up a mentor; all have the domain."""
    chance = random.Random(number)
    person = Person(number, f"Mentor {number}", expertises=(*chance.sample(OTHERS, 4), DOMAIN))
    return Mentor(person, open_cycles=chance.randrange(2))


def booked(host: int) -> list[Busy]:
    """Give the appointments of a mentor, spread over the days and hours at which one could be, none in two places."""
    chance = random.Random(host)
    days = [add_working_days(day_of(NOW), number) for number in range(1, 41)]
    places = [epoch_at(day, minute) // QUARTER for day in days for minute in range(8 * 60, 19 * 60, 15 * CLAIMED)]
    return [(host, first, CLAIMED) for first in chance.sample(places, APPOINTMENTS)]


def _within(figure: str, ours: Timing, goal: float) -> Row:
    return Row(figure, ours, None, "", f"{ours.p50:.2f} ms", f"≤ {goal:g} ms", ours.p50 <= goal)

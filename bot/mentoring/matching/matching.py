"""Find the mentors for a wish, and make a plan with each of them.

These mentors have the wished domain of expertise, and accept at least one more cycle."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.catalogue.catalogue import format_of, hosts_of
from bot.catalogue.formats import CycleTerms
from bot.dates.paris import day_of
from bot.mentoring.matching import times
from bot.mentoring.matching.plan import find_obstacle, make_plan
from bot.mentoring.matching.ranking import rank_mentors
from bot.mentoring.matching.times import SearchWindow
from bot.mentoring.model import (
    MOST_CYCLES,
    MOST_OFFERED,
    USUAL_LIMIT,
    CycleChoice,
    CycleOffer,
    CycleWish,
    Mentor,
    MentorMatch,
    Obstacle,
)
from bot.programme.model import Defi, Person
from bot.programme.roles import Role
from storage.agenda import hours
from storage.database import Reading
from storage.mentoring import cycles
from storage.programme import helping, people

MONTH = timedelta(days=30)


def mentors_of(
    tx: Reading, promotion_id: int, *, terms: CycleTerms, without_ids: Collection[int] = (), now: datetime
) -> list[Mentor]:
    """Return the current mentors, with their limit and their number of open and running cycles of the same format.

    In a format that the programme added, these are its hosts. Their first expertise is then the format's name. The
    number of queries is constant."""
    known = [person for person in _mentors_or_hosts(tx, promotion_id, terms) if person.id not in without_ids]
    ids = [person.id for person in known]
    rows = people.current_memberships(tx, promotion_id=None, roles=[Role.MENTOR])
    limits = {row.person_id: row.cycles_max for row in rows if row.cycles_max is not None}
    limit = MOST_CYCLES if terms.is_own else USUAL_LIMIT
    live = cycles.count_live(tx, ids, format_key=terms.format_key)
    openings = hours.list_openings(tx, ids)
    has_hours = {opening.host_id: times.has_hours(opening, terms=terms, now=now) for opening in openings}
    return [
        Mentor(person, live.get(person.id, 0), limits.get(person.id, limit), has_hours=has_hours[person.id])
        for person in known
    ]


def _mentors_or_hosts(tx: Reading, promotion_id: int, terms: CycleTerms) -> list[Person]:
    if not terms.is_own:
        return people.list_with_role(tx, Role.MENTOR, promotion_id=promotion_id)
    several = hosts_of(tx, format_of(tx, terms.format_key), promotion_id=promotion_id)
    return [replace(person, expertises=(terms.format_name, *person.expertises)) for person in several]


def match_mentors(tx: Reading, wish: CycleWish, defi: Defi, *, asker_id: int, now: datetime) -> list[MentorMatch]:
    """Return up to five mentors for a wish, best first. A mentor with hours has a plan, or the obstacle to a plan."""
    team = (asker_id, *(id_ for id_ in wish.guest_ids if id_ != asker_id))
    found = mentors_of(tx, defi.promotion_id, terms=wish.terms, without_ids={*team, *wish.passed}, now=now)
    calendar = window_of_wish(tx, wish=wish, defi=defi, team_ids=team, now=now)
    planned = [mentor.person.id for mentor in found if mentor.has_hours]
    free = times.find_starts(tx, planned, calendar, includes_busy=False) if planned else {}
    plans = {}
    for mentor_id, their in free.items():
        plan = make_plan(their.suiting, earliest=calendar.earliest, terms=wish.terms)
        if plan is not None:
            plans[mentor_id] = plan
    helps = helping.help_words(tx, [mentor.person.id for mentor in found])
    ranked = rank_mentors(found, domain=wish.domain, need=wish.need, plans_by_mentor=plans, help_words_by_mentor=helps)[
        :MOST_OFFERED
    ]
    stuck = [match.mentor.person.id for match in ranked if match.mentor.has_hours and not match.starts]
    why = times.find_starts(tx, stuck, calendar) if stuck else {}
    return [
        replace(match, obstacle=first_obstacle(why[match.mentor.person.id], calendar))
        if match.mentor.person.id in why
        else match
        for match in ranked
    ]


def plan_with_mentor(
    tx: Reading, draft_id: str, *, wish: CycleWish, defi: Defi, asker_id: int, now: datetime
) -> CycleOffer:
    """Return the plan with the wish's mentor, and the times that can replace a time of the plan."""
    team = (asker_id, *(id_ for id_ in wish.guest_ids if id_ != asker_id))
    mentors = mentors_of(tx, defi.promotion_id, terms=wish.terms, without_ids=team, now=now)
    mentor = next((mentor for mentor in mentors if mentor.person.id == wish.mentor_id), None)
    if mentor is None:
        return CycleOffer(draft_id, wish)
    chosen = MentorMatch(mentor, (wish.domain,))
    if not mentor.has_hours:
        return CycleOffer(draft_id, wish, match=chosen)
    calendar = window_of_wish(tx, wish=wish, defi=defi, team_ids=team, now=now)
    mentor_id = mentor.person.id
    free = times.find_starts(tx, [mentor_id], calendar)[mentor_id]
    plan = make_plan(free.suiting, earliest=calendar.earliest, terms=wish.terms)
    why = None if plan else first_obstacle(free, calendar)
    chosen = replace(chosen, starts=plan or (), obstacle=why)
    return CycleOffer(draft_id, wish, match=chosen, slots=times.to_slots(free.team, mentor_id))


def next_month(wish: CycleWish, *, now: datetime) -> date:
    """Return the wish's first possible day plus thirty days, but at most sixty days from now."""
    later = times.earliest_day(wish.from_day, now=now) + MONTH
    return min(later, day_of(now) + times.FARTHEST)


def window_of_wish(
    tx: Reading, *, wish: CycleWish, defi: Defi, team_ids: tuple[int, ...], now: datetime
) -> SearchWindow:
    """Return the search window of a wish. If a coach passes a request on, the times held for it count as free."""
    passed_on = wish.after is not None and wish.choice is CycleChoice.ASSIGNED
    held = cycles.sessions_of(tx, [wish.after or 0]).get(wish.after or 0, ()) if passed_on else ()
    without = tuple(session.appointment.id for session in held)
    earliest = times.earliest_day(wish.from_day, now=now)
    return SearchWindow(defi, team_ids, wish.suits, earliest, wish.terms, now, without=without)


def first_obstacle(free_starts: times.FreeStarts, calendar: SearchWindow) -> Obstacle:
    """Return the first constraint that rules out every plan with these starts."""
    return find_obstacle(
        calendar.earliest,
        terms=calendar.terms,
        open_starts=free_starts.open,
        mentor_free=free_starts.mentor,
        team_free=free_starts.team,
        suiting=free_starts.suiting,
    )

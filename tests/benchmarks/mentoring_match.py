"""The first step of a request for mentoring, database included: fifty mentors ranked, and the times of one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle

from sqlalchemy import insert

from bot.agenda.model import Part, State
from bot.agenda.slots import QUARTER
from bot.dates.paris import from_epoch
from bot.mentoring import service
from bot.mentoring.matching import matching
from bot.mentoring.model import CycleOffer, CycleWish
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.programme.service import defi_of
from storage.agenda import hours
from storage.agenda.appointments import appointments, participants
from storage.agenda.claims import claims
from storage.database import Database, Transaction
from storage.programme import people

from .bare import Statement, bare, tell
from .booking import actor_of
from .measure import Row, Timing, clocked, in_turns
from .mentoring import CLAIMED, DOMAIN, MENTORS, NEED, RANK_GOAL, WEEK, WISH, booked, made_up
from .slots import tidy
from .world import BACKENDS, NAMES, NOW, opened, settle

TEAM = 3
OTHERS = 10  # people of other teams, with whom the mentors have what they have
TIMES = 100  # samples; the goals are of the p50
LOOK_GOAL = 10.0  # milliseconds, besides the queries
Act = Callable[[Transaction], CycleOffer]


def measure() -> list[Row]:
    """Give two rows for each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend) as (database,):
        with database.transaction() as tx:
            cast = settle(tx, eig=TEAM + OTHERS, hosts=0)
            mentor_ids = _settle_mentors(tx, cast.eig[TEAM:])
        tidy(database)
        actor = actor_of(database, cast)
        wish = CycleWish(cast.defi, NEED, domain=DOMAIN, suits=WISH, guest_ids=cast.eig[1:TEAM])
        rank, look = partial(_rank, actor, wish), partial(_look, actor, replace(wish, mentor_id=mentor_ids[0]))
        (offered, ranking), (seen, looking) = _told(database, rank), _told(database, look)
        if not all(one.starts for one in offered.matches) or not (seen.match and seen.match.starts and seen.slots):
            raise RuntimeError("too few of the mentors have a plan")
        with bare(database) as driver:
            ranked, ranked_bare = in_turns(
                clocked(partial(_do, database, rank)),
                clocked(partial(driver.replay, ranking)),
                times=TIMES,
                warm_up=5,
            )
            looked, looked_bare = in_turns(
                clocked(partial(_do, database, look)),
                clocked(partial(driver.replay, looking)),
                times=TIMES,
                warm_up=5,
            )
    name = NAMES[backend]
    return [
        _rank_row(f"« Proposez-moi quelqu’un » among {MENTORS} mentors, {name}", ranked, ranked_bare, ranking),
        _look_row(f"the plan and times of one mentor, {name}", looked, looked_bare, looking),
    ]


def _rank(actor: Actor, wish: CycleWish, tx: Transaction) -> CycleOffer:
    service.save_need(tx, actor, "the draft", wish=wish, now=NOW)
    return service.browse_mentors(tx, actor, "the draft", now=NOW)


def _look(actor: Actor, wish: CycleWish, tx: Transaction) -> CycleOffer:
    defi = defi_of(tx, wish.defi_id)
    return matching.plan_with_mentor(tx, "the draft", wish=wish, defi=defi, asker_id=actor.person_id or 0, now=NOW)


def _do(database: Database, act: Act) -> CycleOffer:
    with database.transaction() as tx:
        return act(tx)


def _told(database: Database, act: Act) -> tuple[CycleOffer, Sequence[Statement]]:
    """Do it once; give what came of it and what the driver was asked."""
    with database.transaction() as tx:
        statements = tell(tx)
        return act(tx), statements


def _settle_mentors(tx: Transaction, with_whom: Sequence[int]) -> list[int]:
    """Write the mentors whom the pure rows make up, with their hours and what they have already."""
    mentor_ids = []
    for number in range(1, MENTORS + 1):
        person = made_up(number).person
        mentor_ids.append(people.add(tx, name=person.name, email=f"mentor{number}@example.org"))
        people.add_membership(tx, mentor_ids[-1], Membership(Role.MENTOR), cycles_max=2)
        people.set_expertises(tx, mentor_ids[-1], person.expertises)
        hours.replace_weekly(tx, mentor_ids[-1], WEEK)
    all_of_them = [(mentor, first) for mentor in mentor_ids for _, first, _ in booked(mentor)]
    numbered = list(enumerate(all_of_them, 1))
    tx.execute(insert(appointments), [_appointment(at, first) for at, (_, first) in numbered])
    parts = [
        {"appointment_id": at, "person_id": person, "part": part.value}
        for (at, (mentor, _)), guest in zip(numbered, cycle(with_whom), strict=False)
        for person, part in ((mentor, Part.HOST), (guest, Part.BOOKER))
    ]
    tx.execute(insert(participants), parts)
    rows = [
        {"person_id": mentor, "quarter": first + i, "length": 0 if i else CLAIMED, "appointment_id": at}
        for at, (mentor, first) in numbered
        for i in range(CLAIMED)
    ]
    tx.execute(insert(claims), rows)
    return mentor_ids


def _appointment(at: int, first: int) -> dict[str, object]:
    return {
        "id": at,
        "uid": f"bench-{at}",
        "dispositif": "bureau-aide",
        "starts": from_epoch(first * QUARTER),
        "ends": from_epoch((first + CLAIMED - 1) * QUARTER),
        "state": State.CONFIRMED.value,
    }


def _rank_row(figure: str, ours: Timing, bare_one: Timing, told: Sequence[Statement]) -> Row:
    name = f"its {len(told)} statements on the bare driver"
    return Row(figure, ours, bare_one, name, f"{ours.p50:.2f} ms", f"≤ {RANK_GOAL:g} ms", ours.p50 <= RANK_GOAL)


def _look_row(figure: str, ours: Timing, bare_one: Timing, told: Sequence[Statement]) -> Row:
    name, besides = f"its {len(told)} statements on the bare driver", ours.p50 - bare_one.p50
    goal = f"≤ {LOOK_GOAL:g} ms more"
    return Row(figure, ours, bare_one, name, f"{besides:.2f} ms more", goal, besides <= LOOK_GOAL)

"""A date for many: the times that suit forty people, and one answer of sixty."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import cycle

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.dates.paris import day_of
from bot.polls import asking, running
from bot.polls.candidates import Candidate, TimeSearch
from bot.polls.model import Choice, Poll, Voter
from bot.programme.model import Actor
from storage.agenda import appointments, hours
from storage.agenda.claims import claim
from storage.database import Database, Transaction
from storage.polls import polls
from storage.programme import people

from .bare import bare, tell
from .measure import Row, at_most, clocked, in_turns
from .receiving import agreeing_slack, bot_on, press
from .world import BACKENDS, NAMES, NOW, OFFICE_HOURS, Cast, opened, settle

PEOPLE, MUST, DAYS = 40, 5, 30
ASKED = 60
EACH = 40  # appointments of each of the forty in these days
MOST_MS = 100.0
TIMES = 200
DATES = tuple(int((NOW + timedelta(days=15 + day)).timestamp()) for day in range(10))


def measure() -> list[Row]:
    """Give the rows of each database."""
    return [row for backend in BACKENDS for row in (*_candidates(backend), *_answers(backend))]


def _candidates(backend: str) -> list[Row]:
    with opened(backend) as (database,):
        with database.transaction() as tx:
            cast = settle(tx, eig=PEOPLE - MUST, hosts=MUST)
            _fill(tx, cast)
        since = day_of(NOW) + timedelta(days=1)
        wanted = TimeSearch(cast.hosts, cast.eig, 60, since, since + timedelta(days=DAYS))
        with database.reading() as reading:
            asked = tell(reading)
            found = asking.find_times(reading, wanted, now=NOW)
        if len(found) != 10 or len(asked) != 2:
            raise RuntimeError(f"{len(found)} times in {len(asked)} queries")
        (ours,) = in_turns(clocked(partial(_look, database, wanted)), times=TIMES, warm_up=10)
    told = f"{len(asked)} queries"
    figure = f"times that suit {PEOPLE} people over {DAYS} days, {NAMES[backend]}"
    return [Row(figure, ours, None, "", told, f"p50 ≤ {MOST_MS:g} ms", ours.p50 <= MOST_MS)]


def _answers(backend: str) -> list[Row]:
    with opened(backend, copies=2) as (database, other):
        said = cycle((Choice.YES, Choice.MAYBE))
        for one in (database, other):
            with one.transaction() as tx:
                cast = settle(tx, eig=ASKED + 1, hosts=0)
                poll = _poll(tx, cast)
        with other.transaction() as tx:
            statements = tell(tx)
            running.save_answers(tx, _actor(tx, cast.eig[1]), poll, now=NOW)
        with agreeing_slack() as slack, bot_on(database, slack) as bot, bare(other) as driver:
            sides = (
                lambda: bot.receive(press("UEIG1", "polls.all", poll)),
                clocked(partial(_answer, other, cast.eig[1], poll, said.__next__)),
                clocked(partial(driver.replay, statements)),
            )
            pressed, called, floor = in_turns(*sides, times=TIMES, warm_up=20)
    name = NAMES[backend]
    peer = "the use case alone, in its transaction"
    return [
        at_most(f"an answer in a poll of {ASKED}, press to ack, {name}", pressed, called, peer_name=peer, times=1.5),
        Row(
            f"the same use case, {name}",
            called,
            floor,
            f"its {len(statements)} statements on the bare driver",
            f"{called.p50 / floor.p50:.2f} ×",
            "",
            None,
        ),
    ]


def _look(database: Database, wanted: TimeSearch) -> list[Candidate]:
    with database.reading() as reading:
        return asking.find_times(reading, wanted, now=NOW)


def _answer(database: Database, person_id: int, poll: int, word: Callable[[], Choice]) -> None:
    with database.transaction() as tx:
        running.save_answers(tx, _actor(tx, person_id), poll, answers=dict.fromkeys(DATES, word()), now=NOW)


def _actor(tx: Transaction, person_id: int) -> Actor:
    person = people.by_id(tx, person_id)
    return Actor("", person)


def _poll(tx: Transaction, cast: Cast) -> int:
    """Write a date that one of the team looks for with the others; half of them have answered."""
    asker, *asked = cast.eig
    poll = Poll(0, asker, "Choisir l’outil", 60, DATES, NOW + timedelta(days=7), NOW)
    number = polls.add(tx, poll, [Voter(one, at < 5, {}) for at, one in enumerate(asked)])
    for at, one in enumerate(asked[10 : 10 + ASKED // 2]):
        answers = {date: (Choice.YES, Choice.NO)[(at + place) % 2] for place, date in enumerate(DATES)}
        polls.save_answer(tx, number, one, new_answers=answers, now=NOW)
    return number


def _fill(tx: Transaction, cast: Cast) -> None:
    """Give everybody what they have in these days, the same each time; coaches' time is claimed."""
    chance = random.Random(1)
    for host in cast.hosts:
        hours.replace_weekly(tx, host, OFFICE_HOURS)
    for number in range(EACH):
        for who in (*cast.hosts, *cast.eig):
            day = NOW + timedelta(days=1 + chance.randrange(DAYS))
            starts = day.replace(hour=chance.randrange(9, 18), minute=0)
            part = Part.HOST if who in cast.hosts else Part.GUEST
            plan = AgendaPlan("bureau-aide", None, cast.defi, starts, 60, (Participant(who, part),))
            made = appointments.add(tx, plan, uid=f"{who}-{number}", state=State.CONFIRMED, now=NOW)
            if part is Part.HOST:
                claim(tx, made, [who], first=int(starts.timestamp()) // 900, length=5)

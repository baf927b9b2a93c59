"""The App Home's queries, however many appointments and cycles it shows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.agenda import pending
from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.dates.paris import from_epoch
from bot.helpdesk import news, service
from bot.helpdesk.model import RankedHost, RankReason
from bot.mentoring import answers
from bot.mentoring import service as mentoring
from bot.mentoring.model import CycleWish as MentoringWish
from bot.programme.model import Actor, Person
from handlers.home.listeners import read_content
from handlers.home.views import home_view
from storage.agenda import appointments
from storage.database import Database, Reading
from storage.programme import people

from .bare import tell
from .booking import VISIO, actor_of, free_times, type_draft
from .measure import Row, clocked, in_turns
from .receiving import agreeing_slack, bot_on, empty_listener, press
from .world import BACKENDS, NAMES, NOW, Cast, opened, settle, settle_mentor

SIZES = ((1, 1), (10, 4), (50, 12))  # appointments, and cycles of four séances
HOSTED = (10, 50, 200)  # appointments of a coach
COACH, ROOM_MS = "UCOACH", 30
TIMES = 100


def measure() -> list[Row]:
    """Give the rows of each database."""
    return [row for backend in BACKENDS for row in (_measure(backend), _coach(backend))]


def _measure(backend: str) -> Row:
    with opened(backend) as (database,):
        with database.transaction() as tx:
            cast = settle(tx, eig=3, hosts=6)
            mentors = [settle_mentor(tx, number, domain=f"Domaine {number}") for number in range(SIZES[-1][1])]
        counts: list[int] = []
        booked = asked = 0
        for appointments, cycles in SIZES:
            _book(database, cast, first=booked, last=appointments)
            for number in range(asked, cycles):
                _ask(database, cast, number, mentor_id=mentors[number])
            booked, asked = appointments, cycles
            counts.append(_queries(database, cast, appointments=appointments, cycles=cycles))
        (ours,) = in_turns(clocked(partial(_draw, database, cast.eig[0])), times=TIMES, warm_up=5)
    told = ", ".join(f"{count} for {size[0]}" for count, size in zip(counts, SIZES, strict=True))
    name = f"Home with {SIZES[-1][0]} appointments and {SIZES[-1][1]} cycles, gathered and drawn, {NAMES[backend]}"
    return Row(name, ours, None, "", f"queries: {told}", "as many for 50 as for 1", len(set(counts)) == 1)


def _coach(backend: str) -> Row:
    """« Plus » on a coach's Home: the press to its ack, then all that is read and drawn of the Home itself."""
    with opened(backend) as (database,), agreeing_slack() as slack, empty_listener(slack) as nothing:
        with database.transaction() as tx:
            cast = settle(tx, eig=3, hosts=6)
            people.change(tx, cast.hosts[0], slack_id=COACH)
        counts = [_filled(database, cast, number) for number in HOSTED]
        body = press(COACH, "home.more", 0)
        with bot_on(database, slack) as bot:

            def turn() -> float:
                return bot.receive(body) + clocked(partial(_draw, database, cast.hosts[0]))()

            ours, peer = in_turns(turn, lambda: nothing.receive(body), times=TIMES, warm_up=5)
    told = f"queries: {', '.join(f'{one} for {size}' for one, size in zip(counts, HOSTED, strict=True))}"
    over = ours.p50 - 1.5 * peer.p50
    name = f"Home of a coach with {HOSTED[-1]} appointments, « Plus », gathered and drawn, {NAMES[backend]}"
    goal = f"≤ 1.5 × + {ROOM_MS} ms, as many queries"
    ratio = f"1.5 × + {over:.1f} ms; {told}"
    return Row(name, ours, peer, "an empty listener", ratio, goal, over <= ROOM_MS and len(set(counts)) == 1)


def _filled(database: Database, cast: Cast, number: int) -> int:
    """Let a coach host so many appointments, half of them bureaux d'aide; give the queries of their Home."""
    coach = cast.hosts[0]
    mine = [one for one in free_times(cast) if one[1] == coach]
    with database.reading() as reading:
        known = len(read_content(reading, _person(reading, coach), now=NOW).sheets)
    _book(database, cast, first=known, last=number // 2, times=mine)
    with database.transaction() as tx:
        for each in range(known, number - number // 2):
            starts = NOW + timedelta(days=1, hours=2 * each)
            plan = AgendaPlan("comite", None, cast.defi, starts, 90, (Participant(coach, Part.HOST),))
            appointments.add(tx, plan, uid=f"committee {each}", state=State.CONFIRMED, now=NOW)
    with database.reading() as reading:
        statements = tell(reading)
        content = read_content(reading, _person(reading, coach), now=NOW)
        if len(content.sheets) + len(content.gathered) != number:
            raise RuntimeError(f"{len(content.sheets)} and {len(content.gathered)} were gathered, not {number}")
        return len(statements)


def _person(reading: Reading, person_id: int) -> Person:
    person = people.by_id(reading, person_id)
    assert person is not None
    return person


def book_standing(database: Database, cast: Cast, *, number: int) -> None:
    """Book so many bureaux d'aide of an EIG, and let them stand."""
    _book(database, cast, first=0, last=number)


def _book(
    database: Database, cast: Cast, *, first: int, last: int, times: Sequence[tuple[datetime, int]] | None = None
) -> None:
    """Book from the `first` time to the `last`, each a request of its own, and let them stand."""
    actor = actor_of(database, cast)
    for number, (starts, host_id) in enumerate((times or free_times(cast))[first:last], first):
        draft, host = f"home {number}", RankedHost(host_id, RankReason.CHOSEN)
        with database.transaction() as tx:
            type_draft(tx, actor, cast, draft)
            service.book(tx, actor, draft, starts=[starts], candidate=host, visio_url=VISIO, now=NOW)
    over = NOW + timedelta(minutes=2)
    with database.transaction() as tx:
        for batch in pending.due_batches(tx, now=over):
            news.settle(tx, batch, now=over)


def _ask(database: Database, cast: Cast, number: int, *, mentor_id: int) -> None:
    """Ask for a cycle in a domain of its own; every second one runs."""
    actor, draft = actor_of(database, cast), f"home cycle {number}"
    wish = MentoringWish(cast.defi, "Choisir un modèle.", domain=f"Domaine {number}", mentor_id=mentor_id)
    with database.transaction() as tx:
        mentoring.save_need(tx, actor, draft, wish=wish, now=NOW)
        match = mentoring.browse_mentors(tx, actor, draft, now=NOW).match
        starts = [from_epoch(one) for one in match.starts] if match else []
        sheet = mentoring.send_request(tx, actor, draft, starts=starts, visio_url=VISIO, now=NOW)
        if number % 2:
            mentor = Actor(f"UMENTOR{number}", people.by_id(tx, mentor_id))
            answers.confirm_sessions(tx, mentor, sheet.cycle.id, now=NOW)


def _queries(database: Database, cast: Cast, *, appointments: int, cycles: int) -> int:
    with database.reading() as reading:
        person = people.by_id(reading, cast.eig[0])
        assert person is not None
        statements = tell(reading)
        content = read_content(reading, person, now=NOW)
        found = len(statements)
    gathered = len(content.sheets), len(content.cycles)
    if gathered != (appointments, cycles):
        raise RuntimeError(f"{gathered} appointments and cycles were gathered, not {appointments} and {cycles}")
    return found


def _draw(database: Database, person_id: int) -> None:
    with database.reading() as reading:
        home_view(read_content(reading, _person(reading, person_id), now=NOW), now=NOW)

"""The App Home's queries, however many appointments and cycles it shows."""

from datetime import timedelta
from functools import partial

from bot.dates.paris import from_epoch
from bot.helpdesk import news, service
from bot.helpdesk.model import Candidate, Reason
from bot.mentoring import answers
from bot.mentoring import service as mentoring
from bot.mentoring.model import Wish as MentoringWish
from bot.programme.model import Actor
from handlers.home.listeners import gather
from handlers.home.views import home
from storage.database import Database
from storage.programme import people

from .bare import tell
from .booking import VISIO, actor_of, free_times, type_draft
from .measure import Row, clocked, in_turns
from .world import BACKENDS, NAMES, NOW, Cast, opened, settle, settle_mentor

SIZES = ((1, 1), (10, 4), (50, 12))  # appointments, and cycles of four séances
TIMES = 100


def measure() -> list[Row]:
    """Give a row for each database."""
    return [_measure(backend) for backend in BACKENDS]


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
        (ours,) = in_turns(clocked(partial(_draw, database, cast)), times=TIMES, warm_up=5)
    told = ", ".join(f"{count} for {size[0]}" for count, size in zip(counts, SIZES, strict=True))
    name = f"Home with {SIZES[-1][0]} appointments and {SIZES[-1][1]} cycles, gathered and drawn, {NAMES[backend]}"
    return Row(name, ours, None, "", f"queries: {told}", "as many for 50 as for 1", len(set(counts)) == 1)


def _book(database: Database, cast: Cast, *, first: int, last: int) -> None:
    """Book from the `first` time to the `last`, each a request of its own, and let them stand."""
    actor = actor_of(database, cast)
    for number, (starts, host_id) in enumerate(free_times(cast)[first:last], first):
        draft, host = f"home {number}", Candidate(host_id, Reason.CHOSEN)
        with database.transaction() as tx:
            type_draft(tx, actor, cast, draft)
            service.book(tx, actor, draft, starts=[starts], candidate=host, visio_url=VISIO, now=NOW)
    over = NOW + timedelta(minutes=2)
    with database.transaction() as tx:
        for batch in news.due_batches(tx, now=over):
            news.settle(tx, batch, now=over)


def _ask(database: Database, cast: Cast, number: int, *, mentor_id: int) -> None:
    """Ask for a cycle in a domain of its own; every second one runs."""
    actor, draft = actor_of(database, cast), f"home cycle {number}"
    wish = MentoringWish(cast.defi, "Choisir un modèle.", domain=f"Domaine {number}", mentor_id=mentor_id)
    with database.transaction() as tx:
        mentoring.keep_need(tx, actor, draft, wish=wish, now=NOW)
        match = mentoring.browse(tx, actor, draft, now=NOW).match
        starts = [from_epoch(one) for one in match.starts] if match else []
        sheet = mentoring.ask(tx, actor, draft, starts=starts, visio_url=VISIO, now=NOW)
        if number % 2:
            mentor = Actor(f"UMENTOR{number}", people.by_id(tx, mentor_id))
            answers.confirm(tx, mentor, sheet.cycle.id, now=NOW)


def _queries(database: Database, cast: Cast, *, appointments: int, cycles: int) -> int:
    with database.reading() as reading:
        person = people.by_id(reading, cast.eig[0])
        assert person is not None
        statements = tell(reading)
        content = gather(reading, person, now=NOW)
        found = len(statements)
    gathered = len(content.sheets), len(content.cycles)
    if gathered != (appointments, cycles):
        raise RuntimeError(f"{gathered} appointments and cycles were gathered, not {appointments} and {cycles}")
    return found


def _draw(database: Database, cast: Cast) -> None:
    with database.reading() as reading:
        person = people.by_id(reading, cast.eig[0])
        assert person is not None
        home(gather(reading, person, now=NOW), now=NOW)

"""The App Home's queries, however many appointments it shows."""

from datetime import timedelta
from functools import partial

from bot.helpdesk import news, service
from bot.helpdesk.model import Candidate, Reason
from handlers.home.listeners import gather
from handlers.home.views import home
from storage import people
from storage.database import Database

from .bare import tell
from .booking import VISIO, actor_of, free_times, type_draft
from .measure import Row, clocked, in_turns
from .world import BACKENDS, NAMES, NOW, Cast, opened, settle

SIZES = (1, 10, 50)
TIMES = 100


def measure() -> list[Row]:
    """Give a row for each database."""
    return [_measure(backend) for backend in BACKENDS]


def _measure(backend: str) -> Row:
    with opened(backend) as (database,):
        with database.transaction() as tx:
            cast = settle(tx, eig=3, hosts=6)
        counts: list[int] = []
        booked = 0
        for size in SIZES:
            _book(database, cast, first=booked, last=size)
            booked = size
            counts.append(_queries(database, cast, appointments=size))
        (ours,) = in_turns(clocked(partial(_draw, database, cast)), times=TIMES, warm_up=5)
    told = ", ".join(f"{count} for {size}" for count, size in zip(counts, SIZES, strict=True))
    name = f"Home with {SIZES[-1]} appointments, gathered and drawn, {NAMES[backend]}"
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


def _queries(database: Database, cast: Cast, *, appointments: int) -> int:
    with database.reading() as reading:
        person = people.by_id(reading, cast.eig[0])
        assert person is not None
        statements = tell(reading)
        content = gather(reading, person, now=NOW)
        found = len(statements)
    if len(content.sheets) != appointments:
        raise RuntimeError(f"{len(content.sheets)} appointments were gathered, not {appointments}")
    return found


def _draw(database: Database, cast: Cast) -> None:
    with database.reading() as reading:
        person = people.by_id(reading, cast.eig[0])
        assert person is not None
        home(gather(reading, person, now=NOW), now=NOW)

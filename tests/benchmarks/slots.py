"""The search for free slots, database included, beside a plain sweep in memory; and how its cost grows."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import create_engine, text

from bot.agenda import agenda
from bot.agenda.slots import QUARTER, Slot
from bot.memory import freeze_objects
from storage.agenda import hours
from storage.agenda.claims import list_busy_times
from storage.database import Database

from .bare import tell
from .crowd import Crowd, settle_crowd
from .measure import Row, Timing, at_most, clocked, in_turns
from .sweep import sweep
from .world import BACKENDS, NAMES, NOW, opened

MINUTES = 60
USUAL = Crowd(hosts=50, appointments=10_000, claimed=5)  # an hour each
TEN_TIMES_BOOKED = Crowd(hosts=50, appointments=100_000, claimed=2)  # 15 minutes each: 33 a day and host
TEN_TIMES_HOSTS = Crowd(hosts=500, appointments=10_000, claimed=5)
GOAL, TAIL = 20.0, 3.0  # milliseconds; times the p50
GROWTH = 100  # samples of how the cost grows, whose goal is of the p50: ten times the work takes ten times as long


def measure() -> list[Row]:
    """Give five rows for each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend) as (database,):
        usual, booked, crowded = (settle_crowd(database, crowd) for crowd in (USUAL, TEN_TIMES_BOOKED, TEN_TIMES_HOSTS))
        tidy(database)
        with database.reading() as reading:
            openings = hours.list_openings(reading, usual)
            first = int(NOW.timestamp()) // QUARTER
            claimed = list_busy_times(reading, usual, first=first - 400, last=first + 6_000)
        floor = partial(sweep, openings, claimed, minutes=MINUTES, now=NOW)
        found, selects = _told(database, usual)
        if found != floor():
            raise RuntimeError("the search and the floor do not find the same slots")
        search = clocked(partial(_offer, database, usual))
        freeze_objects()  # as the bot does once it is built: else a tail of five times is Python's search for garbage
        ours, plain = in_turns(search, clocked(floor))
        small, more_booked, more_hosts = in_turns(
            search,
            clocked(partial(_offer, database, booked)),
            clocked(partial(_offer, database, crowded)),
            times=GROWTH,
            warm_up=5,
        )
    name = NAMES[backend]
    return [
        Row(
            f"p99 of that search beside its p50, {name}",
            ours,
            None,
            "",
            f"{ours.p99 / ours.p50:.2f} ×",
            f"≤ {TAIL:g} ×",
            ours.p99 <= TAIL * ours.p50,
        ),
        _beside_floor(f"free slots, 50 hosts, 10,000 appointments, {name}", ours, plain, len(found)),
        Row(f"SELECTs of that search, {name}", None, None, "", str(selects), "2", selects == 2),
        at_most(f"100,000 appointments, {name}", more_booked, small, peer_name="10,000 appointments", times=7),
        at_most(f"500 hosts, {name}", more_hosts, small, peer_name="50 hosts", times=10),
    ]


def _offer(database: Database, hosts: Sequence[int]) -> list[Slot]:
    with database.reading() as reading:
        return agenda.bookable_slots(reading, hosts, minutes=MINUTES, now=NOW)


def _told(database: Database, hosts: Sequence[int]) -> tuple[list[Slot], int]:
    """Search once, and count the SELECTs."""
    with database.reading() as reading:
        statements = tell(reading)
        found = agenda.bookable_slots(reading, hosts, minutes=MINUTES, now=NOW)
    return found, sum(statement.sql.lstrip().upper().startswith("SELECT") for statement in statements)


def _beside_floor(figure: str, ours: Timing, floor: Timing, slots: int) -> Row:
    name = f"sort and sweep in memory, no database; the same {slots:,} slots"
    return Row(figure, ours, floor, name, f"{ours.p50 / floor.p50:.2f} ×", f"≤ {GOAL:g} ms", ours.p50 <= GOAL)


def tidy(database: Database) -> None:
    """Let the database look at what came in one go, as its own housekeeping does in everyday use."""
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))
    engine.dispose()

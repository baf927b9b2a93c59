"""Fifty hosts' calendars, all of whom meet somebody today, one server hanging; and many objects beside one file."""

from collections.abc import Callable
from datetime import timedelta
from math import ceil
from threading import Thread
from time import perf_counter

from bot.agenda.busy import feeds
from bot.agenda.busy.worker import read_in_subprocess
from bot.agenda.model import State
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.tools import Tools
from bot.upkeep import FEED_SECONDS, READERS, refresh_feeds
from storage.agenda import appointments, busy
from storage.database import Database
from storage.programme import people
from tests.bot.agenda.meetings import HOUR, NOW, add_hosts, plan
from tests.bot.agenda.writing.desk import Desk
from tests.bot.calendar_server import calendar
from tests.bot.dav_servers import Fake, fake_server, hanging

from .measure import Row, Timing, at_most, clocked, in_turns
from .world import BACKENDS, NAMES, opened

HOSTS, EVENTS = 50, 200
OBJECTS, TIMES = 2_000, 20
ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Europe/Paris\nBEGIN:STANDARD\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n"
    "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19700329T020000\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE"
)


def measure() -> list[Row]:
    """Give a row of each database, and one of reading."""
    return [*map(_refresh, BACKENDS), _read()]


def _refresh(backend: str) -> Row:
    with opened(backend) as (database,), fake_server() as fast, fake_server() as slow:
        slow.habits.append(hanging)
        for number in range(EVENTS):
            fast.kept[f"/cal/opaque-42/{number}.ics"] = (1, _calendar(number))
        desk = Desk(database)
        hosts = _connect(desk, [*[fast] * (HOSTS - 1), slow])
        ticks, seconds = _run(desk.tools)
        slow.released.set()
        read = sum(_is_read(database, one) for one in hosts)
    lease = feeds.SOONER.total_seconds()
    paced = max(ticks) * FEED_SECONDS
    figure = f"{HOSTS} hosts with an appointment today, {EVENTS} events each, one server hanging, {NAMES[backend]}"
    ours, met = Timing(seconds * 1000, seconds * 1000, 1), paced <= lease and read == HOSTS - 1
    alone = f"{read} read; {sum(ticks) * FEED_SECONDS:.0f} s with one reader"
    return Row(figure, ours, None, alone, f"{paced:.0f} s at the schedule's pace", f"≤ {lease:.0f} s", met)


def _connect(desk: Desk, servers: list[Fake]) -> list[int]:
    """Let a host each have a calendar on these servers, read six minutes ago, and an appointment today."""
    before = NOW - feeds.SOONER - timedelta(minutes=1)
    with desk.database.transaction() as tx:
        hosts = add_hosts(tx, *(f"Hôte {number}" for number in range(len(servers))))
        for host in hosts:
            people.add_membership(tx, host, Membership(Role.COACH, None, None))
            today = plan(host, starts=NOW + HOUR)
            appointments.add(tx, today, uid=f"today {host}", state=State.CONFIRMED, now=NOW)
    for host, server in zip(hosts, servers, strict=True):
        desk.connect(host, server.account, server.calendar)
    with desk.database.transaction() as tx:
        for host in hosts:
            turn = busy.DueTimes(before=before, sooner=before, now=before, tonight=before)
            assert busy.lease_feed(tx, host, turn)
    return hosts


def _run(tools: Tools) -> tuple[list[int], float]:
    """Let the bot's readers read all that is due, with no rest; give the ticks that each would take, and the time."""
    ticks = [0] * READERS

    def drain(number: int) -> None:
        while _is_due(tools):
            spent = clocked(lambda: refresh_feeds(tools))()
            ticks[number] += ceil(spent / FEED_SECONDS)

    started = perf_counter()
    threads = [Thread(target=drain, args=(number,)) for number in range(READERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return ticks, perf_counter() - started


def _is_due(tools: Tools) -> bool:
    with tools.reading() as reading:
        return feeds.find_due_feed(reading, now=tools.now()) is not None


def _is_read(database: Database, person_id: int) -> bool:
    with database.reading() as reading:
        kept = busy.read(reading, person_id)
    return kept is not None and kept.good_at == NOW


def _read() -> Row:
    pieces = [_calendar(number) for number in range(OBJECTS)]
    whole = calendar(*map(_event, range(OBJECTS)), before=ZONE)

    def reading(files: list[list[bytes]]) -> Callable[[], object]:
        return lambda: read_in_subprocess(files, since=NOW - feeds.PAST, until=NOW + feeds.AHEAD, seconds=60)

    if reading([pieces])() != reading([[whole]])():
        raise RuntimeError("the same events were read in two ways")
    ours, peer = in_turns(clocked(reading([pieces])), clocked(reading([[whole]])), times=TIMES, warm_up=1)
    return at_most(f"{OBJECTS:,} events of as many objects, read apart", ours, peer, peer_name="one file", times=1)


def _calendar(number: int) -> bytes:
    return calendar(_event(number), before=ZONE)


def _event(number: int) -> str:
    starts = NOW + number * HOUR
    return (
        f"UID:{number}\nDTSTAMP:20260501T000000Z\nDTSTART;TZID=Europe/Paris:{starts:%Y%m%dT%H%M%S}\nDURATION:PT30M\n"
        f"SUMMARY:Réunion {number}\nDESCRIPTION:{'des mots ' * 40}"
    )

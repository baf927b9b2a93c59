"""A thousand appointments written into calendars on a real server (Radicale), as after an import; one server hangs."""

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter

from bot.agenda import holds
from bot.demo.calendars import add_calendar, serving_calendars
from bot.outside.dav import DavAccount
from storage.database import Database
from tests.bot.agenda.meetings import HOUR, NOW, actor, add_hosts, plan
from tests.bot.agenda.writing.desk import Desk
from tests.bot.dav_servers import dav, fake_server, hanging

from .measure import Row, Timing
from .world import BACKENDS, NAMES, opened

HOSTS, EACH = 20, 50
MOST = 300.0  # seconds
WORD = "mot-de-passe"


def measure() -> list[Row]:
    """Give a row of each database."""
    return [_measure(backend) for backend in BACKENDS]


def _measure(backend: str) -> Row:
    users = {f"hote-{number}": WORD for number in range(HOSTS)}
    with opened(backend) as (database,), TemporaryDirectory() as folder, fake_server() as slow:
        slow.habits.append(hanging)
        with serving_calendars(Path(folder), users) as url:
            desk = Desk(database)
            with database.transaction() as tx:
                hosts = add_hosts(tx, *users, "Lente")
            calendars = {}
            for user, host in zip(users, hosts, strict=False):
                calendars[user] = add_calendar(url, f"/{user}/travail/", name="Travail", user=user, password=WORD)
                desk.connect(host, DavAccount(url, user, WORD), calendars[user])
            desk.connect(hosts[-1], slow.account, slow.calendar)
            _hold(database, hosts)
            seconds = _write(desk)
            written = sum(len(_listed(url, user, calendar)) for user, calendar in calendars.items())
        slow.released.set()
    figure = f"{HOSTS * EACH} entries owed at once, written to Radicale, one server hanging, {NAMES[backend]}"
    ours, met = Timing(seconds * 1000, seconds * 1000, 1), seconds <= MOST and written == HOSTS * EACH
    return Row(figure, ours, None, f"{written} written", f"{seconds:.0f} s", f"≤ {MOST:.0f} s", met)


def _hold(database: Database, hosts: list[int]) -> None:
    with database.transaction() as tx:
        plans = [plan(host, starts=NOW + number * 2 * HOUR) for host in hosts for number in range(1, EACH + 1)]
        holds.hold(tx, actor(tx, hosts[0]), plans, now=NOW)


def _write(desk: Desk) -> float:
    """Let two dispatchers write all that can be, as the bot has; give the seconds."""
    dispatchers = [desk.make_dispatcher() for _ in range(2)]
    started = perf_counter()

    def drain(number: int) -> None:
        while dispatchers[number].run_once():
            pass

    threads = [Thread(target=drain, args=(number,)) for number in range(len(dispatchers))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return perf_counter() - started


def _listed(url: str, user: str, calendar: str) -> list[bytes]:
    return dav().events(DavAccount(url, user, WORD), calendar, since=NOW, until=NOW + 10_000 * HOUR, seconds=60)

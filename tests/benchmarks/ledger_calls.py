"""The ledger's own calls: claiming and closing a hundred, the pace beside a slow Slack, planning anew after moves."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import select

from bot.agenda import changes
from bot.clock import machine_now
from bot.notices import notices as ledger
from bot.notices.model import Action, Notice, NoticeToSend, key_of
from bot.programme.model import Actor
from storage.agenda.appointments import appointments
from storage.database import Database, Transaction
from storage.notices import ledger as notices

from .bare import Driver, Statement, bare, tell
from .booking import Asked, actor_of, book, free_times, type_draft
from .ledger import look_over, owe, settle_people, slow_slack
from .ledger_dispatcher import DRAWN, dispatcher_of
from .ledger_peers import BATCH, close_together
from .measure import Row, at_most, timing
from .world import BACKENDS, NAMES, NOW, Cast, opened, settle

TIMES = 100  # claims, and closings, of a hundred
WARM_UP = 20
NUMBER = 1_000  # are due whenever all are closed
GOALS = {"sqlite": 5.0, "postgresql": 1.8}  # as of a booking

MESSAGES = 200
SLACK_TAKES = 20  # milliseconds

SIZES = (1, 10, 50)  # appointments that a host moves at one go
OF_PLANNING = ("notices", "reminder_wishes", "reminder_snoozes")


def measure() -> list[Row]:
    """Give the rows of both databases."""
    return [
        *(row for backend in BACKENDS for row in _calls(backend)),
        *(_pace(backend) for backend in BACKENDS),
        *(_planning(backend) for backend in BACKENDS),
    ]


class _Pair:
    """A call on three databases that live through the same: ours is timed, one tells its statements, one hears them."""

    def __init__(self, databases: Sequence[Database], driver: Driver) -> None:
        self.ours, self.told, _ = databases
        self.driver = driver
        self.mine: list[float] = []
        self.floor: list[float] = []

    def once(self, act: Callable[[Transaction], Any], *, ours_first: bool) -> Any:  # noqa: ANN401 what it gives
        """Do it everywhere; give what it gave on ours."""
        with self.told.transaction() as tx:
            statements = tell(tx)
            act(tx)
        given = self._timed(act) if ours_first else None
        self._replayed(statements)
        return given if ours_first else self._timed(act)

    def _timed(self, act: Callable[[Transaction], Any]) -> Any:  # noqa: ANN401 what it gives
        started = time.perf_counter()
        with self.ours.transaction() as tx:
            given = act(tx)
        self.mine.append(time.perf_counter() - started)
        return given

    def _replayed(self, statements: Sequence[Statement]) -> None:
        started = time.perf_counter()
        self.driver.replay(statements)
        self.floor.append(time.perf_counter() - started)


def _calls(backend: str) -> list[Row]:
    with opened(backend, copies=3) as databases:
        for database in databases:
            person_ids = settle_people(database, NUMBER)  # the same on each
            look_over(database)
        with bare(databases[2]) as driver:
            claims, closings = _Pair(databases, driver), _Pair(databases, driver)
            for number in range(WARM_UP + TIMES):
                now = machine_now()
                if number % (NUMBER // BATCH) == 0:
                    _owe_alike(databases, person_ids, revision=number, due=now)
                turn = bool(number % 2)
                claimed: list[Notice] = claims.once(partial(_claim, now=now), ours_first=turn)
                closings.once(partial(close_together, claimed=claimed, at=now), ours_first=turn)
                if len(claimed) != BATCH:
                    raise RuntimeError(f"{len(claimed)} were claimed, not {BATCH}")
        if len({tuple(_rows(database)) for database in databases}) != 1:
            raise RuntimeError("the floor did not write what the ledger wrote")
    return [
        at_most(
            f"{what} of 100, the whole transaction, {NAMES[backend]}",
            timing(pair.mine[WARM_UP:]),
            timing(pair.floor[WARM_UP:]),
            peer_name="its statements on the bare driver",
            times=GOALS[backend],
        )
        for what, pair in (("claim", claims), ("close", closings))
    ]


def _claim(tx: Transaction, *, now: datetime) -> list[Notice]:
    return ledger.claim(tx, now=now, machine_now=now, limit=BATCH)


def _owe_alike(databases: Sequence[Database], person_ids: Sequence[int], *, revision: int, due: datetime) -> None:
    """Owe everybody one message under the same ids on all databases: what is closed is named by them."""
    owed = [
        NoticeToSend(Action.POST, "bench", "thing", person_id, revision, due, person_id=person_id)
        for person_id in person_ids
    ]
    for database in databases:
        with database.transaction() as tx:
            notices.add(tx, [(f"{revision} {one.person_id}", key_of(one), one) for one in owed])


def _rows(database: Database) -> list[tuple[object, ...]]:
    table = notices.notices
    with database.reading() as reading:
        return [tuple(row) for row in reading.execute(select(table).order_by(table.c.seq))]


class _Noting(WebClient):
    """A client that notes when Slack answered."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url=base_url, retry_handlers=[], timeout=10)
        self.answered: list[datetime] = []

    def api_call(self, api_method: str, **values: Any) -> SlackResponse:  # noqa: ANN401 the SDK's own signature
        answer = super().api_call(api_method, **values)
        self.answered.append(machine_now())
        return answer


def _pace(backend: str) -> Row:
    with opened(backend) as (database,), slow_slack(SLACK_TAKES) as address:
        person_ids = settle_people(database, MESSAGES)
        look_over(database)
        client = _Noting(address)
        dispatcher = dispatcher_of(database, client, render=lambda _reading, _notice: DRAWN)
        due = machine_now().replace(microsecond=0) + timedelta(seconds=2)
        owe(database, person_ids, revision=0, due=due)
        dispatcher.start()
        while len(client.answered) < MESSAGES:
            time.sleep(0.1)
        dispatcher.stop(5)
    late = [(moment - due).total_seconds() for moment in client.answered]
    limit = [SLACK_TAKES / 1000 * number for number in range(1, MESSAGES + 1)]
    name = f"{MESSAGES} people, one message each, how late, Slack taking {SLACK_TAKES} ms, {NAMES[backend]}"
    peer = "one after the other, nothing else"
    return at_most(name, timing(late), timing(limit), peer_name=peer, times=1.5, tail=True)


def _planning(backend: str) -> Row:
    counts, totals = [], []
    for size in SIZES:
        with opened(backend) as (database,):
            with database.transaction() as tx:
                cast = settle(tx, eig=3, hosts=1)
            actor = actor_of(database, cast)
            times = free_times(cast)
            for asked in times[:size]:
                _book(database, actor, cast, asked)
            told = _move_all(database, actor, [starts for starts, _ in times[size : 2 * size]])
            counts.append(sum(any(name in one.sql for name in OF_PLANNING) for one in told))
            totals.append(len(told))
    said = ", ".join(f"{count} for {size}" for count, size in zip(counts, SIZES, strict=True))
    figure = f"reminders planned anew, a host's appointments all moved, {NAMES[backend]}"
    whole = f"of all the move's {', '.join(map(str, totals))}"
    return Row(figure, None, None, whole, f"queries: {said}", "as many for 50 as for 1", len(set(counts)) == 1)


def _book(database: Database, actor: Actor, cast: Cast, asked: tuple[datetime, int]) -> None:
    draft = str(uuid4())
    with database.transaction() as tx:
        type_draft(tx, actor, cast, draft)
        book(tx, actor, Asked(draft, *asked))


def _move_all(database: Database, actor: Actor, starts: Sequence[datetime]) -> list[Statement]:
    """Move every appointment in one transaction; give its statements. Raises RuntimeError when nothing was planned."""
    now = NOW + timedelta(minutes=5)
    with database.transaction() as tx:
        ids = list(tx.execute(select(appointments.c.id).order_by(appointments.c.id)).scalars())
        statements = tell(tx)
        changes.move(tx, actor, dict(zip(ids, starts, strict=True)), batch="bench", by_host=True, now=now)
        told = list(statements)
        planned = tx.execute(select(notices.notices.c.id).where(notices.OPEN, notices.notices.c.revision > 0)).all()
    if not planned:
        raise RuntimeError("nothing was planned anew")
    return told

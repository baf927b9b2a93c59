"""Every click and submission of the bureau d'aide, to its ack, beside an empty listener and the bare use case."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from sqlalchemy import Column, func, select

from bot.helpdesk import changes, news, proposals, service
from bot.helpdesk.model import Candidate, Reason, Wish
from bot.programme.model import Actor
from storage import people
from storage.database import Database, Transaction
from storage.helpdesk import requests, sessions
from storage.tables import metadata

from .booking import VISIO, free_times
from .measure import Row, Timing, at_most, timing
from .receiving import Body, agreeing_slack, bot_on, chosen, command, empty_listener, press, submit
from .world import BACKENDS, NAMES, NOW, Cast, opened, settle

STORIES, WARM_UP = 200, 20  # of each click; the goal is of the p50
HOSTS = 6
STARTS = 4  # that one story takes, of one host
NEED = "Relire notre plan d’expérimentation."
STANDS = NOW + timedelta(minutes=2)
GOAL = 1.5
Act = Callable[[Database], object]
Start = tuple[datetime, int]  # and the host who is free then
Fields = dict[str, Mapping[str, Any]]
NO_REASON: Mapping[str, Any] = {"type": "plain_text_input", "value": None}


@dataclass(frozen=True, slots=True)
class Click:
    """What somebody does: the request as Slack sends it, and the same done directly."""

    name: str
    body: Body
    act: Act


@dataclass
class Spent:
    """Seconds of each side."""

    ours: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def measure() -> list[Row]:
    """Give a row for each click and database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    # Two databases live through the same story: behind the bot, and under the use cases called one by one.
    spent: dict[str, Spent] = {}
    with ExitStack() as stack:
        ours, bare = stack.enter_context(opened(backend, copies=2))
        for database in (ours, bare):
            with database.transaction() as tx:
                cast = settle(tx, eig=3, hosts=HOSTS)
        slack = stack.enter_context(agreeing_slack())
        bot, empty = stack.enter_context(bot_on(ours, slack)), stack.enter_context(empty_listener(slack))
        for number, starts in enumerate(_times(cast)):
            for click in Story(cast, (ours, bare), number, starts).clicks():
                noted = spent.setdefault(click.name, Spent())
                sides: list[tuple[list[float], Callable[[], float]]] = [
                    (noted.ours, partial(bot.receive, click.body)),
                    (noted.empty, partial(empty.receive, click.body)),
                    (noted.bare, partial(_time, click, bare)),
                ]
                for seconds, side in sides if number % 2 else reversed(sides):
                    seconds.append(side())
        if _counts(ours) != _counts(bare):
            raise RuntimeError("the clicks did not write what the use cases wrote")
    return [_row(f"{name}, {NAMES[backend]}", one) for name, one in spent.items()]


class Story:
    """One booking that is undone, and one that is moved, left, proposed another time, and cancelled."""

    def __init__(self, cast: Cast, databases: Sequence[Database], number: int, starts: Sequence[Start]) -> None:
        self.databases = databases
        self.name = f"story {number}"
        self.starts = [start for start, _ in starts]
        self.host_id = starts[0][1]
        with databases[0].reading() as reading:
            self.lea, self.sami = (Actor(f"UEIG{at}", people.by_id(reading, cast.eig[at])) for at in (0, 1))
            self.host = Actor("UHOST", people.by_id(reading, self.host_id))
        self.wish = Wish(cast.defi, NEED)
        self.guests = tuple(sorted(cast.eig[:2]))

    def clicks(self) -> Iterator[Click]:
        """Give what is done one after the other; what lies between is done on both databases, untimed."""
        yield from self._booking(f"{self.name} a", self.starts[0])
        yield self._press("undo", "helpdesk.undo", f"{self.name} a", act=self._undo)
        for act in (self._need, self._team, partial(self._slot, starts=self.starts[1])):
            self._both(partial(act, draft=f"{self.name} b"))
        self._both(_stand)
        request_id, session_id = self._last(requests.c.id), self._last(sessions.c.appointment_id)
        yield self._press("calendar entry", "helpdesk.calendar", request_id, act=partial(self._calendar, request_id))
        leave = partial(changes.leave, actor=self.sami, request_id=request_id, now=NOW)
        yield Click("leave", submit("UEIG1", "helpdesk.left", str(request_id), {}), partial(_do, leave))
        yield self._move(request_id, session_id)
        self._both(_stand)
        self._both(partial(_do, partial(self._propose, request_id=request_id, session_id=session_id)))
        with self.databases[0].reading() as reading:
            proposal_id = proposals.read_batch(reading, f"{self.name} p")[0].id
        accept = partial(self._accept, proposal_id)
        yield self._press("accept a proposed time", "helpdesk.accept", proposal_id, act=accept)
        self._both(_stand)
        cancel = partial(changes.cancel, actor=self.lea, request_id=request_id, batch=f"{self.name[6:]}-c", now=NOW)
        private = f"{request_id} {self.name[6:]}-c {session_id}"
        fields: Fields = {"reason": NO_REASON}
        yield Click("cancel", submit("UEIG0", "helpdesk.cancelled", private, fields), partial(_do, cancel))
        self._both(_stand)

    def _booking(self, draft: str, start: datetime) -> Iterator[Click]:
        yield Click("/bureau-aide (acks, then opens)", command("UEIG0", "/bureau-aide"), self._offer)
        fields: Fields = {"need": {"type": "plain_text_input", "value": NEED}}
        yield Click("need step", submit("UEIG0", "helpdesk.need", draft, fields), partial(self._need, draft=draft))
        fields = {
            "participants": {"type": "checkboxes", "selected_options": [{"value": str(one)} for one in self.guests]},
            "host": chosen(self.host_id),
            "sessions": chosen(1),
        }
        yield Click("team step", submit("UEIG0", "helpdesk.team", draft, fields), partial(self._team, draft=draft))
        fields = {"slot": chosen(int(start.timestamp()))}
        slot = partial(self._slot, draft=draft, starts=start)
        yield Click("slot submission", submit("UEIG0", "helpdesk.slot", draft, fields), slot)

    def _press(self, name: str, action_id: str, value: object, *, act: Act) -> Click:
        return Click(name, press("UEIG0", action_id, value), act)

    def _move(self, request_id: int, session_id: int) -> Click:
        to, batch = self.starts[2], f"{self.name[6:]}-m"
        fields: Fields = {f"slot-{session_id}": chosen(int(to.timestamp())), "reason": NO_REASON}
        moves = {session_id: to}
        move = partial(changes.move, actor=self.lea, request_id=request_id, moves=moves, batch=batch, now=NOW)
        return Click("move", submit("UEIG0", "helpdesk.moved", f"{request_id} {batch}", fields), partial(_do, move))

    def _offer(self, database: Database) -> None:
        with database.reading() as reading:
            service.offer_choices(reading, self.lea, now=NOW)

    def _need(self, database: Database, *, draft: str) -> None:
        with database.transaction() as tx:
            service.keep_need(tx, self.lea, draft, wish=self.wish, now=NOW)

    def _team(self, database: Database, *, draft: str) -> None:
        with database.transaction() as tx:
            service.keep_team(tx, self.lea, draft, guest_ids=self.guests, host_id=self.host_id, sessions=1, now=NOW)

    def _slot(self, database: Database, *, draft: str, starts: datetime) -> None:
        with database.reading() as reading:
            service.rank_hosts(reading, self.lea, draft, starts=[starts], now=NOW)
        host = Candidate(self.host_id, Reason.CHOSEN)
        with database.transaction() as tx:
            service.book(tx, self.lea, draft, starts=[starts], candidate=host, visio_url=VISIO, now=NOW)

    def _undo(self, database: Database) -> None:
        with database.transaction() as tx:
            changes.undo(tx, self.lea, f"{self.name} a", now=NOW)

    def _calendar(self, request_id: int, database: Database) -> None:
        with database.transaction() as tx:
            changes.take_calendar(tx, self.lea, request_id, now=NOW)

    def _propose(self, tx: Transaction, *, request_id: int, session_id: int) -> None:
        times, batch = [self.starts[3]], f"{self.name} p"
        proposals.propose(tx, self.host, request_id, appointment_id=session_id, starts=times, batch=batch, now=NOW)

    def _accept(self, proposal_id: int, database: Database) -> None:
        with database.transaction() as tx:
            proposals.accept(tx, self.lea, proposal_id, batch=f"{self.name} q", visio_url=VISIO, now=NOW)

    def _both(self, act: Act) -> None:
        for database in self.databases:
            act(database)

    def _last(self, column: Column[int]) -> int:
        found: list[int] = []
        for database in self.databases:
            with database.reading() as reading:
                found.append(reading.execute(select(func.max(column))).scalar_one())
        if len(set(found)) > 1:
            raise RuntimeError("the two stories have come apart")
        return found[0]


def _do(act: Callable[..., object], database: Database) -> None:
    with database.transaction() as tx:
        act(tx)


def _stand(database: Database) -> None:
    with database.transaction() as tx:
        for batch in news.due_batches(tx, now=STANDS):
            news.settle(tx, batch, now=STANDS)


def _time(click: Click, database: Database) -> float:
    started = time.perf_counter()
    click.act(database)
    return time.perf_counter() - started


def _times(cast: Cast) -> list[Sequence[Start]]:
    """Give each story free starts of one host, hosts in turn."""
    free = free_times(cast)
    each = [[one for one in free if one[1] == host] for host in cast.hosts]
    fours = [[mine[at : at + STARTS] for at in range(0, len(mine) - STARTS, STARTS)] for mine in each]
    return list(chain.from_iterable(zip(*fours, strict=False)))[: STORIES + WARM_UP]


def _counts(database: Database) -> dict[str, int]:
    with database.reading() as reading:
        return {
            table.name: int(reading.execute(select(func.count()).select_from(table)).scalar_one())
            for table in metadata.sorted_tables
        }


def _row(figure: str, spent: Spent) -> Row:
    ours, empty, bare = (timing(side[WARM_UP:]) for side in (spent.ours, spent.empty, spent.bare))
    floor = Timing(empty.p50 + bare.p50, empty.p99 + bare.p99, bare.samples)
    name = f"{empty.p50:.2f} empty listener + {bare.p50:.2f} use case called directly"
    return at_most(figure, ours, floor, peer_name=name, times=GOAL)

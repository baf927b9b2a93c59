"""Clicks that two databases live through, behind the bot and under the bare use cases: what each takes to its ack."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Column, func, select

from storage.database import Database
from storage.programme.history import receipts
from storage.tables import metadata

from .measure import Row, Timing, at_most, timing
from .receiving import Body, agreeing_slack, bot_on, empty_listener
from .world import NAMES, NOW

WARM_UP = 20  # stories
GOAL = 1.5
Act = Callable[[Database], object]


@dataclass(frozen=True, slots=True)
class Click:
    """What somebody does: the request as Slack sends it, and the same done directly; `at`: when, on the bot's clock."""

    name: str
    body: Body
    act: Act
    at: datetime = NOW


@dataclass
class Spent:
    """Seconds of each side."""

    ours: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def live(ours: Database, bare: Database, stories: Iterable[Iterable[Click]]) -> dict[str, Spent]:
    """Live through stories, click by click on each side; gives what each click took. RuntimeError for other rows."""
    spent: dict[str, Spent] = {}
    moment = [NOW]
    with ExitStack() as stack:
        slack = stack.enter_context(agreeing_slack())
        bot = stack.enter_context(bot_on(ours, slack, now=lambda: moment[0]))
        empty = stack.enter_context(empty_listener(slack))
        for number, story in enumerate(stories):
            for click in story:
                moment[0] = click.at
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
    return spent


def rows_of(spent: dict[str, Spent], backend: str) -> list[Row]:
    """Give a row for each click."""
    return [_row(f"{name}, {NAMES[backend]}", one) for name, one in spent.items()]


def do(act: Callable[..., object], database: Database) -> None:
    """Do it in one transaction, which it is given first."""
    with database.transaction() as tx:
        act(tx)


def last_of(databases: Sequence[Database], column: Column[int]) -> int:
    """Give the newest id, which is the same in all of them."""
    found: list[int] = []
    for database in databases:
        with database.reading() as reading:
            found.append(reading.execute(select(func.max(column))).scalar_one())
    if len(set(found)) > 1:
        raise RuntimeError("the two stories have come apart")
    return found[0]


def _time(click: Click, database: Database) -> float:
    started = time.perf_counter()
    click.act(database)
    return time.perf_counter() - started


def _counts(database: Database) -> dict[str, int]:
    with database.reading() as reading:
        return {
            table.name: int(reading.execute(select(func.count()).select_from(table)).scalar_one())
            for table in metadata.sorted_tables
            if table is not receipts  # which requests came is the bot's to know
        }


def _row(figure: str, spent: Spent) -> Row:
    ours, empty, bare = (timing(side[WARM_UP:]) for side in (spent.ours, spent.empty, spent.bare))
    floor = Timing(empty.p50 + bare.p50, empty.p99 + bare.p99, bare.samples)
    name = f"{empty.p50:.2f} empty listener + {bare.p50:.2f} use case called directly"
    return at_most(figure, ours, floor, peer_name=name, times=GOAL)

"""`/dispositifs` under load: one, eight and thirty-two connections over HTTP, and Socket Mode, beside an empty Bolt."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

from bot.door.manifest import build_manifest
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from storage.database import Database

from .dispositifs import Asking, request_of, serving
from .measure import Row, Timed, clocked, timing
from .world import address, opened, settle

CONNECTIONS = (1, 8, 32)
LINES = (1, 4)  # of Socket Mode; Slack keeps ten at most
TYPISTS = 8  # people who type at once, over however many lines
SECONDS = 1.0  # of one side before the other's turn
ROUNDS = 3
EMPTY = "empty Bolt, our runner and server"


def measure() -> list[Row]:
    """Give a row for each number of connections; they inform."""
    with opened("sqlite") as (database,):
        with database.transaction() as tx:
            settle(tx, eig=3, hosts=4)
        return [*_over_http(database), *(_over_lines(database, number) for number in LINES)]


def _over_http(database: Database) -> list[Row]:
    with ExitStack() as stack:
        slack = slack_of(stack, over_http=True)
        environment, asked = environment_of(slack, database), request_of(slack)
        bot, empty = (stack.enter_context(serving(kind, environment)) for kind in ("bot", "empty-listener"))
        rows = []
        for number in CONNECTIONS:
            sides = [[Asking(port, asked, stack).once for _ in range(number)] for port in (bot, empty)]
            rows.append(_row(f"/dispositifs, {number} connections over HTTP", *sides))
    return rows


def _over_lines(database: Database, number: int) -> Row:
    with ExitStack() as stack:
        sides: list[list[Timed]] = []
        for kind in ("bot", "empty-listener"):
            slack = slack_of(stack, over_http=False)
            stack.enter_context(serving(kind, environment_of(slack, database), lines=number))
            people = [slack.add_person(f"Personne {one}") for one in range(TYPISTS)]
            sides.append([clocked(partial(_type, one)) for one in people])
        return _row(f"/dispositifs, {TYPISTS} people, {number} lines of Socket Mode, through the stand-in", *sides)


def _type(person: Person) -> None:
    answer = person.command("/dispositifs")
    if not answer.text:
        raise RuntimeError(f"not answered: {answer}")


def _row(figure: str, ours: Sequence[Timed], peers: Sequence[Timed]) -> Row:
    """Let all of a side ask for a second, then all of the other, in turns; the first turn of each is not counted."""
    found: list[list[float]] = [[], []]
    with ThreadPoolExecutor(len(ours)) as threads:
        for number in range(ROUNDS + 1):
            for spent, side in zip(found, (ours, peers), strict=True):
                ask = partial(_until, time.perf_counter() + SECONDS)
                asked = [one for some in threads.map(ask, side) for one in some]
                if number:
                    spent.extend(asked)
    mine, theirs = (len(one) / (SECONDS * ROUNDS) for one in found)
    return Row(figure, timing(found[0]), timing(found[1]), EMPTY, f"{mine:.0f} a second\nbeside {theirs:.0f}", "", None)


def _until(end: float, ask: Timed) -> list[float]:
    spent = []
    while time.perf_counter() < end:
        spent.append(ask())
    return spent


def slack_of(stack: ExitStack, *, over_http: bool) -> Sandbox:
    """Return a stand-in for Slack that runs until the stack ends."""
    slack = Sandbox()
    slack.start()
    stack.callback(slack.stop)
    slack.install(build_manifest(), request_url="http://127.0.0.1:1/slack/events" if over_http else None)
    return slack


def environment_of(slack: Sandbox, database: Database) -> dict[str, str]:
    """Return the settings of a bot on this database."""
    given = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": address(database),
    }
    return given if slack.request_url else given | {"SLACK_APP_TOKEN": slack.app_token}

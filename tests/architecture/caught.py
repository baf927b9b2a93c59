"""What Slack would send for a cell's gesture, caught before it leaves, to be sent as it is, spoilt, or twice."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NoReturn
from urllib.parse import urlencode

from sqlalchemy import make_url

from bot.sandbox.refused import Json
from tests.architecture.cells import Cell, all_cells
from tests.architecture.forging import GESTURES
from tests.architecture.staging import Rows, Thing, World
from tests.architecture.things import set_up
from tests.databases import TABLES


@dataclass(frozen=True)
class Answer:
    """What came back: a status, and the words of the answer."""

    status: int
    text: str


class Caught(Exception):
    """Raised in the place of sending."""

    def __init__(self, kind: str, payload: Json) -> None:
        super().__init__(kind)
        self.kind, self.payload = kind, payload


class _Net:
    def send(self, kind: str, name: str, *, payload: Json, attempt: int = 0, reason: str = "") -> NoReturn:  # noqa: ARG002
        raise Caught(kind, payload)


def allowed_cells() -> dict[str, Cell]:
    """Give for each route the first cell of somebody known whom the table allows."""
    found: dict[str, Cell] = {}
    for cell in all_cells():
        if cell.persona.role is not None and cell.allowed():
            found.setdefault(cell.route, cell)
    return found


def catch(world: World, cell: Cell) -> tuple[Thing, Caught]:
    """Write what the cell's route acts on, and give it with the request that its gesture would send."""
    thing = set_up(world, cell)
    person = world.account(cell)
    world.stage.slack.team.screens.clear(person.id)
    return thing, catch_of(world, lambda: GESTURES[cell.route](world, cell, person, thing))


def catch_of(world: World, gesture: Callable[[], object]) -> Caught:
    """Return the request that a gesture would send."""
    desk = world.stage.slack._desk  # noqa: SLF001 - the one place between gesture and wire
    courier, desk.courier = desk.courier, _Net()
    try:
        gesture()
    except Caught as caught:
        return caught
    finally:
        desk.courier = courier
    raise LookupError("the gesture sends nothing")


def encoded(kind: str, payload: object) -> tuple[bytes, str]:
    """Give body and content type as Slack sends this kind; what is no form goes as JSON."""
    if kind == "slash_commands" and isinstance(payload, dict) and all(isinstance(one, str) for one in payload.values()):
        fields = payload
    elif kind == "interactive":
        fields = {"payload": json.dumps(payload)}
    else:
        return json.dumps(payload).encode(), "application/json"
    return urlencode(fields, errors="surrogatepass").encode(), "application/x-www-form-urlencoded"


class Wire:
    """Gives signed requests to the door of a bot that sends nothing by itself, and waits for all that comes of each.

    On SQLite it knows whether a request wrote anything, and can take it back.
    """

    def __init__(self, world: World, live: sqlite3.Connection | None) -> None:
        self.world, self._live = world, live
        self._listeners: list[Future[Any]] = []
        executor = world.stage.house.executor
        submit = executor.submit

        def follow(*given: Any, **named: Any) -> Future[Any]:  # noqa: ANN401 - the executor's own signature
            future = submit(*given, **named)
            self._listeners.append(future)
            return future

        executor.submit = follow  # type: ignore[method-assign]
        if live is not None:
            self._kept = self._rows()

    def send(self, kind: str, payload: object) -> Answer:
        """Send a payload as Slack sends its kind; come back when its listener has ended."""
        body, content_type = encoded(kind, payload)
        signed = self.world.stage.slack.signed(body)
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()}
        status: list[str] = []
        environ = {
            **headers,
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/slack/events",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.input": BytesIO(body),
        }
        said = b"".join(self.world.stage.house.door(environ, lambda line, _headers: status.append(line)))  # type: ignore[arg-type]
        wait(self._listeners)
        self._listeners.clear()
        return Answer(int(status[0].partition(" ")[0]), said.decode())

    def renewed(self, cell: Cell, caught: Caught, payload: object) -> object:
        """Give a payload whose trigger id and response_url are good once more, where they are not spoilt."""
        if not isinstance(payload, dict):
            return payload
        slack, person, fresh = self.world.stage.slack, self.world.account(cell), dict(payload)
        with slack.team.lock:
            if payload.get("trigger_id") == caught.payload.get("trigger_id") is not None:
                fresh["trigger_id"] = slack.team.triggers.issue(person.id)
            if payload.get("response_url") == caught.payload.get("response_url") is not None:
                fresh["response_url"] = slack._response_urls.issue(person.id, person.dm, message=None)  # noqa: SLF001
        return fresh

    def shown(self, cell: Cell) -> str:
        """Give what the person of a cell was shown since the last time: beside a message, in the modal on top."""
        person, team = self.world.account(cell), self.world.stage.slack.team
        with team.lock:
            said = " ".join([*(one.text for one in person.replies()), person.modal.text if person.modal else ""])
            team.screens.clear(person.id)
            team.ephemerals.clear()
        return said

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the database as it is, for `take_back`; afterwards it is as it was when the wire was opened."""
        first, self._kept = self._kept, self._rows()
        try:
            yield
        finally:
            self._kept = first
            self.take_back()

    def take_back(self) -> None:
        """Bring the database back to what was kept."""
        assert self._live is not None
        with self._live as live:
            # By rows: after a copy of the whole file each connection reads the schema anew, and plans all it asks.
            for table, rows in self._rows().items():
                if rows != (kept := self._kept[table]):
                    live.execute(f'DELETE FROM "{table}"')
                    live.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len((kept or rows)[0]))})', kept)

    def _rows(self) -> dict[str, Rows]:
        assert self._live is not None
        return {one.name: self._live.execute(f'SELECT * FROM "{one.name}"').fetchall() for one in TABLES}

    def writes(self) -> int:
        """Give a number that is another one after anybody else has written."""
        assert self._live is not None
        return int(self._live.execute("PRAGMA data_version").fetchone()[0])


@contextmanager
def wired(world: World) -> Iterator[Wire]:
    """Open a wire to the bot of this world."""
    url = make_url(world.stage.house.tools.settings.database_url)
    if url.get_backend_name() != "sqlite":
        yield Wire(world, None)
        return
    with closing(sqlite3.connect(str(url.database), cached_statements=512)) as live:
        live.execute("PRAGMA synchronous = OFF")  # it is thrown away
        yield Wire(world, live)

"""Every route with its true payload, spoilt: a kind no or a status, never a fault; nothing of it is kept or quoted."""

import logging
import random
from collections.abc import Iterator

import pytest

from bot.errors import DraftExpired, Garbled, NotFound
from handlers.kit import texts
from tests.architecture.caught import Caught, Wire, allowed_cells, catch, wired
from tests.architecture.cells import Cell, all_cells
from tests.architecture.spoiling import CANARY, Spoiling, places, spoilings
from tests.architecture.staging import raised
from tests.databases import fresh

FEW, MANY = 1, 40  # spoilt payloads a route: of all, and as many again of what listeners read
UNREAD = (Garbled(), DraftExpired(), NotFound())
READ = {"actions", "event", "private_metadata", "state", "text", "user"}
ALLOWED = allowed_cells()
REFUSED: dict[str, Cell] = {}
for one in all_cells():
    if one.persona.role is not None and not one.allowed():
        REFUSED.setdefault(one.route, one)


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    folder = tmp_path_factory.mktemp("spoilt")
    with raised(folder, fresh("sqlite", folder)) as world, wired(world) as opened:
        yield opened


Log = pytest.LogCaptureFixture


def test_spoilt_request_of_who_may_is_no_fault(wire: Wire, caplog: Log) -> None:
    assert {route: found for route, cell in ALLOWED.items() if (found := wrong(wire, cell, caplog, FEW))} == {}


def test_spoilt_request_of_who_may_not_changes_nothing(wire: Wire, caplog: Log) -> None:
    assert {route: found for route, cell in REFUSED.items() if (found := wrong(wire, cell, caplog, FEW))} == {}


@pytest.mark.rare
@pytest.mark.parametrize("cell", [*ALLOWED.values(), *REFUSED.values()], ids=lambda cell: cell.name)
def test_many_spoilt_requests_are_no_fault(wire: Wire, caplog: Log, cell: Cell) -> None:
    assert wrong(wire, cell, caplog, MANY) == {}


def wrong(wire: Wire, cell: Cell, caplog: Log, count: int) -> dict[str, list[str]]:
    """Spoil a cell's payload in so many ways, drawn the same each time; give what was not as it should be."""
    caplog.set_level(logging.INFO)
    _, caught = catch(wire.world, cell)
    with wire.kept():
        everywhere, draw = places(caught.payload), random.Random(cell.name)
        read = [at for at in everywhere if READ & {*at[0]}]
        where = [*draw.choices(everywhere, k=count), *draw.choices(read, k=count)]
        drawn = [draw.choice(list(spoilings(*at))) for at in where]  # at all places there are a thousand each
        return {str(way): found for way in drawn if (found := faults(wire, cell, caught, way, caplog))}


def faults(wire: Wire, cell: Cell, caught: Caught, way: Spoiling, caplog: Log) -> list[str]:
    """Send one spoilt payload; give what was wrong with what came of it."""
    caplog.clear()
    before = wire.writes()
    answer = wire.send(caught.kind, wire.renewed(cell, caught, way.of(caught.payload)))
    found = [f"status {answer.status}"] if answer.status not in (200, 400) else []
    found += [f"fault: {one.getMessage()}" for one in caplog.records if one.levelno >= logging.ERROR]
    found += ["quoted"] if CANARY in caplog.text else []
    told = f"{answer.text} {wire.shown(cell)}"
    refused = answer.status == 400 or any(texts.refusal_sentence(one) in told for one in UNREAD)
    if wire.writes() != before:
        found += ["written"] if refused or not cell.allowed() else []
        wire.take_back()
    return found

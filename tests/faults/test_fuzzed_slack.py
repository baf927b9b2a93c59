"""Every route of Slack's with its true payload, bent by Hypothesis: no fault, nothing done but what is one's own."""

import logging
from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
import sqlalchemy as sa
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.errors import DraftExpired, Garbled, NotFound
from handlers.kit import reading, texts
from handlers.kit.reading import Fields
from storage.audit import RULES, find_violations
from storage.database import Reading
from storage.programme.history import history
from tests.architecture.caught import Caught, Wire, allowed_cells, catch, wired
from tests.architecture.cells import Cell
from tests.architecture.hostile import Bend, Node, at, bends, bent, often
from tests.architecture.staging import NOW, raised
from tests.databases import fresh

ALLOWED = allowed_cells()
CELLS = [*ALLOWED.values()]
UNREAD = [texts.refusal_sentence(one) for one in (Garbled(), DraftExpired(), NotFound())]
LEFT = {"claims", "orphans"}  # what is set on the stage has no claims; keys see to orphans, and to ask takes longest
KEPT = [rule for rule in RULES if rule.name not in LEFT]
Log = pytest.LogCaptureFixture


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.rare)])
def wire(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    folder = tmp_path_factory.mktemp("fuzzed")
    with raised(folder, fresh(request.param, folder)) as world, wired(world) as opened:
        yield opened


# What was found, mended since: the route, where in its payload, and what stood there instead.
FOUND: list[tuple[str, tuple[str, ...], Callable[[str], object]]] = [
    ("logbook.shared", ("view", "private_metadata"), lambda held: held.replace("-", "*", 1)),
    ("logbook.shared", ("view", "private_metadata"), str.upper),  # a question of another version
    ("logbook.assessed", ("view", "private_metadata"), lambda held: held.partition(" ")[0]),
    ("planning.year_dated", ("view", "state", "values", "end1", "end1", "selected_date"), lambda _: None),
]


@pytest.mark.parametrize(("route", "place", "bend"), FOUND, ids=[one[0] for one in FOUND])
def test_what_was_found_is_refused(
    wire: Wire, caplog: Log, route: str, place: tuple[str, ...], bend: Callable[[str], object]
) -> None:
    wire.world.begin_again()
    _, caught = catch(wire.world, ALLOWED[route])
    payload = deepcopy(caught.payload)
    around = at(payload, place[:-1])
    around[place[-1]] = bend(around[place[-1]])
    assert payload != caught.payload
    assert [*wrong(wire, ALLOWED[route], caught, payload, caplog)] == []


FORMS = [ALLOWED[one] for one in ("helpdesk.noted", "helpdesk.need", "workshops.asked")]
INJECTED: dict[str, Callable[..., object]] = {
    "clean_text": lambda text: text,  # halves of letters reach the database
    "read_fields": lambda state: Fields({name: next(iter(one.values())) for name, one in state["values"].items()}),
}


@often(40)
@given(cell=st.sampled_from(CELLS), ways=bends)
def test_bent_request_is_no_fault_and_acts_for_nobody_else(
    wire: Wire, caplog: Log, cell: Cell, ways: list[Bend]
) -> None:
    wire.world.begin_again()
    _, caught = catch(wire.world, cell)
    caplog.clear()
    assert [*wrong(wire, cell, caught, bent(caught.payload, ways), caplog)] == []


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("name", INJECTED)
def test_fault_that_is_put_in_is_found_by_these_very_draws(
    wire: Wire, caplog: Log, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Else it would be the draws that are blind, not the bot that is right."""
    monkeypatch.setattr(reading, name, INJECTED[name])

    def is_found(drawn: tuple[Cell, list[Bend]]) -> bool:
        cell, ways = drawn
        wire.world.begin_again()
        _, caught = catch(wire.world, cell)
        caplog.clear()
        return [*wrong(wire, cell, caught, bent(caught.payload, ways), caplog)] != []

    once = settings(max_examples=400, derandomize=True, database=None, phases=[Phase.generate], deadline=None)
    find(st.tuples(st.sampled_from(FORMS), bends), is_found, settings=once)  # raises NoSuchExample


def test_no_secret_of_the_settings_is_in_the_database(wire: Wire) -> None:
    settings = wire.world.stage.house.tools.settings
    secrets = [one.get_secret_value() for _, one in settings if isinstance(one, SecretStr)]
    kept = str(wire.world.everything())
    assert len(secrets) >= 2
    assert [at for at, one in enumerate(secrets) if one and one in kept] == []


def wrong(wire: Wire, cell: Cell, caught: Caught, payload: Node, caplog: Log) -> Iterator[str]:
    """Send a payload; give what is not as it should be with what comes of it."""
    lines, broken = wire.world.read(held)
    answer = wire.send(caught.kind, wire.renewed(cell, caught, payload))
    told = f"{answer.text} {wire.shown(cell)}"
    is_late = any("did not ack in time" in one.getMessage() for one in caplog.records)  # on a machine with much to do
    if answer.status not in (200, 400) and not is_late:
        yield f"status {answer.status}"
    yield from (f"fault: {one.getMessage()}" for one in caplog.records if one.levelno >= logging.ERROR)
    now_lines, now_broken = wire.world.read(held)
    new = {number: who for number, who in now_lines.items() if number not in lines}
    if new and (answer.status == 400 or any(one in told for one in UNREAD)):
        yield f"refused and written: {told[:200]}"
    if worse := {rule: more for rule, found in now_broken.items() if (more := set(found) - set(broken[rule]))}:
        yield f"broken: {worse}"
    if strange := set(new.values()) - {actor(wire, payload), None}:  # None: what follows by itself
        yield f"done by {strange}, not {actor(wire, payload)}"


def held(reading: Reading) -> tuple[dict[int, int | None], dict[str, list[str]]]:
    """Give who did each line of the history, and what breaks the rules of the whole database."""
    lines = {row.id: row.actor_id for row in reading.execute(sa.select(history.c.id, history.c.actor_id))}
    return lines, find_violations(reading, now=NOW, machine_now=NOW, rules=KEPT)


def actor(wire: Wire, payload: Node) -> int | None:
    """Give the person whom Slack says that a payload is of."""
    said = payload.get("event", payload) if isinstance(payload, dict) else None
    user = (said.get("user_id") or said.get("user")) if isinstance(said, dict) else None
    account = user.get("id") if isinstance(user, dict) else user
    return next((wire.world.ids.get(key) for key, one in wire.world.accounts.items() if one.id == account), None)

"""The same signed request twice: whoever kept it can send it for five minutes, and the second time changes nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.architecture.caught import Wire, allowed_cells, catch, encoded, wired
from tests.architecture.staging import raised
from tests.databases import everything, fresh

ALLOWED = allowed_cells()
# On PostgreSQL, where only the statement that notes a request differs: a press, a form, a command, events.
SAMPLE = (
    *("agenda.renew", "helpdesk.noted", "helpdesk.linked", "gatherings.placed", "gatherings.edited"),
    *("mentoring.answered", "app_home_opened", "message"),
)


@pytest.fixture(scope="module")
def wire(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    folder = tmp_path_factory.mktemp("twice")
    with raised(folder, fresh(request.param, folder)) as world, wired(world) as opened:
        yield opened


@pytest.mark.parametrize("wire", ["sqlite"], indirect=True)
def test_request_sent_twice_changes_nothing_the_second_time(wire: Wire) -> None:
    found: dict[str, object] = {}
    for route in ALLOWED:
        with wire.kept():
            found[route] = twice(wire, route)
    assert {route: one for route, one in found.items() if one != (200, True, {})} == {}


@pytest.mark.parametrize("wire", ["postgresql"], indirect=True)
@pytest.mark.parametrize("route", SAMPLE)
def test_request_sent_twice_changes_nothing_on_postgresql(wire: Wire, route: str) -> None:
    assert twice(wire, route) == (200, True, {})


@pytest.mark.parametrize("wire", ["sqlite", "postgresql"], indirect=True)
def test_request_that_comes_many_times_at_once_changes_something_once(wire: Wire) -> None:
    world, slack = wire.world, wire.world.stage.slack
    thing, caught = catch(world, ALLOWED["helpdesk.linked"])
    body, content_type = encoded(caught.kind, caught.payload)
    headers = {"Content-Type": content_type, **slack.signed(body)}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: slack.deliver_raw(body, headers), range(6)))
    assert {status for status, _ in answers} == {200}
    assert world.lines("helpdesk_request", thing.request) == [
        (world.me(ALLOWED["helpdesk.linked"]), "helpdesk.link"),
    ]


def twice(wire: Wire, route: str) -> tuple[int, bool, dict[str, set[str]]]:
    """Send a route's request twice; give the second's status, whether it was answered alike, and what it changed."""
    _, caught = catch(wire.world, ALLOWED[route])
    first = wire.send(caught.kind, caught.payload)
    before = wire.world.read(everything)
    second = wire.send(caught.kind, caught.payload)
    after = wire.world.read(everything)
    changed = {name: {*rows} ^ {*after[name]} for name, rows in before.items() if rows != after[name]}
    return second.status, (first.text == second.text), changed

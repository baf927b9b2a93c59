"""What links of mails can do: for who may, what the table says; for all others, and spoilt in any way, nothing."""

import json
import logging
import random
import traceback
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus

import pytest

from bot.agenda.reminders.reminders import read_wishes
from bot.agenda.reminders.timetable import ReminderKind
from bot.tools import Reading
from handlers.kit.blocks import message, section
from handlers.kit.escaping import Said
from handlers.notices.mails.letters import mail_of
from handlers.notices.mails.mails import merge_mails
from handlers.notices.messages import Mail
from handlers.notices.renderers import PURPOSES
from handlers.pages import texts as pages_texts
from tests.architecture.cells import Cell
from tests.architecture.house import routes
from tests.architecture.linking import ACTS, FORMS, KEY, Fields, Pages, form_for, linked_cells
from tests.architecture.spoiling import CANARY
from tests.architecture.staging import NOW, Thing, raised
from tests.architecture.test_permissions import refusals
from tests.architecture.things import set_up
from tests.databases import fresh

CELLS = linked_cells()
ROUTES = tuple(dict.fromkeys(cell.route for cell in CELLS))
FEW, MANY = 1, 40  # spoilt forms a route
NONSENSE = (
    "",
    "x",
    CANARY,
    "0",
    "-1",
    "9" * 30,
    "1 2 3",
    "\0",
    f"{CANARY}\0",
    "é" * 1000,
    "e" * 100_000,
    "{}",
    "e30.A",
)
LONE = b"%ED%A0%80"  # half of a pair of letters, as no browser writes it
SAID = message(Said("Un rappel"), section(Said("Un rappel")))
Log = pytest.LogCaptureFixture


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.rare)])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    folder = tmp_path_factory.mktemp("links")
    with raised(folder, fresh(request.param, folder)) as world:
        yield Pages(world)


def may(cell: Cell) -> bool:
    """Say whether a link of a cell's person acts: those of who left serve no more, but for what is kept about them."""
    if PURPOSES[FORMS.get(cell.route, cell.route)].parted:
        return cell.allowed() and cell.persona.role is not None
    return cell.allowed() and not cell.persona.ended


def some(route: str) -> list[Cell]:
    """Give one cell of a route for each way to stand: who may, who has no part in it any more, who left, who is new."""
    found: dict[object, Cell] = {}
    for cell in CELLS:
        if cell.route == route:
            found.setdefault((may(cell), cell.persona.ended, cell.persona.role is None), cell)
    return [*found.values()]


def allowed(route: str) -> Cell:
    """Give a cell of somebody who may."""
    return next(cell for cell in CELLS if cell.route == route and may(cell))


def test_every_linked_button_is_heard_and_every_form_that_it_opens() -> None:
    assert set(PURPOSES) - set(ACTS) == {
        "reminders.stop",
        "home.defi",
    }  # a mail programme's own, and a mail's foot
    assert set(ACTS) <= set(routes().tables["action"])
    assert len(FORMS) > 10


@pytest.mark.parametrize("route", ROUTES)
def test_link_does_what_the_table_says(pages: Pages, route: str, caplog: Log) -> None:
    cells = some(route)
    assert {may(cell) for cell in cells} == {True, False}
    try_all(pages, cells, caplog)


@pytest.mark.rare
@pytest.mark.parametrize("route", ROUTES)
def test_link_does_what_the_table_says_for_everybody(pages: Pages, route: str, caplog: Log) -> None:
    try_all(pages, [cell for cell in CELLS if cell.route == route], caplog)


def try_all(pages: Pages, cells: list[Cell], caplog: Log) -> None:
    """Try each cell, whatever came of those before; fail with the names of those that are wrong, and what was."""
    wrong = []
    for cell in cells:
        caplog.clear()
        try:
            check(pages, cell)
            assert errors(caplog) == []
        except Exception:  # noqa: BLE001 - an assertion or whatever else: it is this cell's, and told below
            wrong.append(f"{cell.name}: {traceback.format_exc()}")
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def check(pages: Pages, cell: Cell) -> None:
    thing = set_up(pages.world, cell)
    before = None if may(cell) else pages.world.everything()
    try:
        outcome = pages.forge(cell, thing)
        after = None if may(cell) else pages.world.everything()
    finally:
        pages.world.begin_again()
    refused = any(one in outcome.shown for one in (*refusals(), pages_texts.LEFT.plain))
    assert (outcome.done, refused) == (may(cell), not may(cell)), outcome.shown
    assert after == before


@pytest.mark.parametrize("act", ["gatherings.come", "helpdesk.leave", "mentoring.review"])
def test_link_that_we_did_not_write_leads_nowhere(pages: Pages, act: str) -> None:
    cell = allowed(act)
    thing = set_up(pages.world, cell)
    before = pages.world.everything()
    pointer = pages.pointer(cell, thing)
    token = pages.links.write(pointer)
    wrong = [
        *bent(token),
        *(Pages(pages.world, **other).links.write(pointer) for other in ({"salt": "there"}, {"key": f"{KEY}!"})),
        pages.links.signer.sign(b"[]", use="view"),
        form_for(pages, token, cell, thing)["view"][:900],
        # The words of a link to something else, under this one's signature.
        *(f"{written(replace(pointer, **other))}.{token.partition('.')[2]}" for other in OTHERS),
    ]
    for one in wrong:
        looked, sent = pages.ask(one, method="GET"), pages.ask(one, form_for(pages, token, cell, thing))
        assert (looked.status, sent.status, one) == (404, 404, one)
    assert pages.world.everything() == before
    pages.world.begin_again()


OTHERS: tuple[dict[str, Any], ...] = (
    *({"act": "gatherings.decline"}, {"kind": "x"}, {"subject": "person"}, {"subject_id": 2}, {"detail": "x"}),
    *({"revision": 9}, {"person_id": 3}, {"until": 2**40}, {"mark": "x"}),
)


def written(pointer: Any) -> str:  # noqa: ANN401 - a pointer's fields
    data = json.dumps([*pointer.__getstate__()], separators=(",", ":")).encode()
    return urlsafe_b64encode(data).decode().rstrip("=")


def bent(token: str) -> Iterator[str]:
    """Give a token with each of some letters changed, cut, doubled, and what is none at all."""
    for at in {0, 1, len(token) // 2, token.index("."), token.index(".") + 1, len(token) - 2, len(token) - 1}:
        yield token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
    yield from (token[:-1], token[1:], f"{token}A", token * 2, token.partition(".")[0], f".{token.partition('.')[2]}")
    yield from ("x", ".", "e30.AAAA", "é", "%00", "%ED%A0%80", "a" * 2000, f"{'a' * 3000}.{'b' * 22}", "../r/page")


@pytest.mark.parametrize("route", ROUTES)
def test_spoilt_form_is_no_fault(pages: Pages, route: str, caplog: Log) -> None:
    assert faults(pages, allowed(route), caplog, FEW) == {}


@pytest.mark.rare
@pytest.mark.parametrize("route", ROUTES)
def test_many_spoilt_forms_are_no_fault(pages: Pages, route: str, caplog: Log) -> None:
    assert faults(pages, allowed(route), caplog, MANY) == {}


def faults(pages: Pages, cell: Cell, caplog: Log, count: int) -> dict[str, list[str]]:
    """Spoil what a cell's page sends in so many ways, drawn the same each time; give what was not as it should be."""
    caplog.set_level(logging.INFO)
    found: dict[str, list[str]] = {}
    try:
        thing = set_up(pages.world, cell)
        token = pages.links.write(pages.pointer(cell, thing))
        ways = spoilt(pages, cell, thing)
        for name, data, harmless in random.Random(cell.name).sample(ways, min(count, len(ways))):
            caplog.clear()
            before = pages.world.everything()
            sent = pages.ask(token, data)
            wrong = [f"status {sent.status}"] if sent.status >= 500 else []
            wrong += errors(caplog) + (["quoted"] if CANARY in caplog.text else [])
            if pages.world.everything() != before:
                wrong += ["changed"] if harmless else []
                pages.world.begin_again()
                thing = set_up(pages.world, cell)
                token = pages.links.write(pages.pointer(cell, thing))
            found |= {name: wrong} if wrong else {}
    finally:
        pages.world.begin_again()
    return found


def spoilt(pages: Pages, cell: Cell, thing: Thing) -> list[tuple[str, Fields | bytes, bool]]:
    """Give spoilt forms: what was spoilt, the form, and whether nothing may come of it."""
    pointer = pages.pointer(cell, thing)
    token = pages.links.write(pointer)
    true, elsewhere = (
        form_for(pages, one, cell, thing) for one in (token, pages.links.write(replace(pointer, until=1)))
    )
    decides = {"view"} if cell.route in FORMS else {"view", "press"}
    ways: list[tuple[str, Fields | bytes, bool]] = [
        ("a view of another link", true | {"view": elsewhere["view"]}, True),
        ("a link for a view", true | {"view": token}, True),
        ("another button", true | {"press": f"gatherings.cancel {thing.value}"}, True),
        ("another thing", true | {"press": f"{cell.route} {2**62}"}, True),
        ("no form", b"\0\xff&=%", True),
        ("too large", b"text=" + b"x" * 400_000, True),
    ]
    for name, held in true.items():
        ways.append((f"without {name}", {one: value for one, value in true.items() if one != name}, name in decides))
        ways += [(f"{name}: {one[:20]!r}", true | {name: one}, name in decides) for one in NONSENSE]
        if isinstance(held, str):
            ways.append((f"{name}: more", true | {name: f"{held} {CANARY}"}, name in decides))
            ways.append((f"{name}: twice", true | {name: [f"{held}x", held]}, name in decides))
        others = "&".join(f"{quote_plus(one)}={quote_plus(str(true[one]))}" for one in true if one != name)
        ways.append((f"{name}: half a letter", f"{others}&{quote_plus(name)}=".encode() + LONE, name in decides))
    return ways


def test_looking_changes_nothing(pages: Pages) -> None:
    """A scanner opens each link of a mail, often."""
    for number, act in enumerate(ACTS):
        cell = allowed(act)
        thing = set_up(pages.world, cell)
        token = pages.links.write(pages.pointer(cell, thing))
        before = pages.world.everything()
        times = 1 if number else 50
        statuses = {pages.ask(token, method=method).status for _ in range(times) for method in ("GET", "HEAD")}
        assert (statuses <= {200, 410}, pages.world.everything() == before) == (True, True), act
        pages.world.begin_again()


def test_one_click_stops_all_kinds_of_reminders_that_a_mail_had(pages: Pages) -> None:
    """RFC 8058: who presses « Se désabonner » in their mail program wants no more mails like this one."""
    cell = allowed("reminders.took_place")
    about = pages.pointer(cell, set_up(pages.world, cell)).notice()
    several = [replace(about, kind=kind.value) for kind in (ReminderKind.WEEK, ReminderKind.AFTER)]

    def shared(reading: Reading) -> Mail:
        return merge_mails([mail_of(reading, one, SAID, links=pages.links, now=NOW) for one in several])

    def kinds() -> frozenset[ReminderKind]:
        wishes = pages.world.read(lambda tx: read_wishes(tx, pages.world.actor(tx, about.person_id or 0)))
        return wishes.kinds

    token = (pages.world.read(shared).stop or "").rpartition("/")[2]
    assert pages.ask(token, method="GET").html.count("Vous recevez ce rappel") == 2
    assert pages.ask(token, {"List-Unsubscribe": "One-Click"}).html.count("Vous ne recevez plus ce rappel") == 2
    assert kinds() == frozenset(ReminderKind) - {ReminderKind.WEEK, ReminderKind.AFTER}
    assert "Les recevoir de nouveau" in pages.ask(token, method="GET").words
    pages.ask(token, {"resume": ""})
    pages.ask(token, {"resume": "1"})
    assert kinds() == frozenset(ReminderKind)
    pages.world.begin_again()


def errors(caplog: Log) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]

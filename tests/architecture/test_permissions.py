"""Every route has a permission, and every cell of the table is what a forged request meets."""

import ast
import logging
import re
import traceback
from collections.abc import Iterable, Iterator
from functools import cache
from zlib import crc32

import pytest

from bot.errors import DraftExpired, NotAllowed
from bot.programme.model import Relation
from bot.programme.permissions import RULES
from handlers.kit import texts
from storage.agenda import appointments
from storage.programme import people
from tests.architecture import mentoring_things, rights_things
from tests.architecture.cells import ELSEWHERE, PERMITS, SAMPLED, Cell, all_cells, standings
from tests.architecture.forging import forge
from tests.architecture.house import routes
from tests.architecture.lookout import IN_TRANSACTION, Lookout, looking_out
from tests.architecture.sources import calls_of, modules
from tests.architecture.staging import World, raised
from tests.architecture.things import set_up
from tests.databases import fresh

VERB = re.compile(r"[a-z]+\.[a-z_]+")
ONLY_OPENS_A_LINK = {"kit.link"}  # Slack opens the address by itself; the press is only acknowledged
SEARCHES = {  # the routes that look for free times
    *(f"helpdesk.{verb}" for verb in ("team", "week", "add", "move", "move_rest", "move_week")),
    *(f"mentoring.{verb}" for verb in ("need", "choose_mentor", "others", "later", "next", "reassign")),
    *(f"mentoring.{verb}" for verb in ("answer", "choose", "times", "move", "move_rest", "replan")),
    *("hours.open", "hours.block", "/disponibilites"),
}
NO_FORM = {  # modals without a submit: nothing of them is ever submitted
    "absence.noted": "says what becomes of a day",
    "absence.refused": "says that these days cannot be chosen",
    "absence.undone": "says that it is undone",
    "agenda.connected": "says that a calendar is connected",
    "agenda.trying": "says that what was typed is being tried",
    "agenda.late_form": "asks how late somebody is, a button for each delay",
    "agenda.noted": "says that skills and values are kept",
    "agenda.opened": "shows a card, with all that can be done",
    "agenda.past": "shows what became of an appointment",
    "catalogue.modal": "shows the catalogue",
    "evaluation.done": "says what was done",
    "evaluation.glance": "shows a phase",
    "evaluation.support": "shows a support",
    "evaluation.searching": "says that dates are looked for",
    "planning.year_done": "says what was confirmed",
    "helping.kept": "says who sees one’s words",
    "logbook.done": "says what was done",
    "logbook.page": "shows a month of a logbook",
    "polls.done": "says what was done",
    "rights.done": "says what was done",
    "rights.closing": "says that a promotion is closed, or open again",
    "setup.which": "asks to which promotion somebody is added",
    "rights.over": "shows what is kept of a promotion",
    "rights.settle": "says what is to be settled first",
    "polls.looked": "shows who answered what",
    "catalogue.openings_page": "shows what is opened",
    "formats.done": "says what was done",
    "gatherings.alone": "shows métiers without company",
    "gatherings.date": "shows one date",
    "gatherings.done": "says what was done",
    "gatherings.kinds": "asks which kind of series",
    "gatherings.which": "asks which promotion",
    "gatherings.page": "shows a series",
    "gatherings.planned": "shows the month to come",
    "gatherings.told": "says what was told of groups",
    "helpdesk.booked": "says that it is booked",
    "helpdesk.done": "says what was done",
    "home.more": "shows what the Home has no room for",
    "helpdesk.none": "says that nothing is free",
    "helpdesk.thanks": "says that the document is kept",
    "helpdesk.unmoved": "says that nothing is free to move to",
    "hours.kept": "says that the hours hold",
    "kit.done": "says what was done",
    "kit.gone": "says that somebody left",
    "kit.note": "says one thing",
    "mentoring.done": "says what was done",
    "mentoring.mentors": "shows who can be asked",
    "mentoring.sent": "says that it is sent",
    "mentoring.unmoved": "says that nothing is free to move to",
    "mentoring.unplanned": "says that nothing is free for a new time",
    "workshops.done": "says what was done",
    "records.list": "shows actions, with what can be done with each",
    "records.noted": "says what was noted",
    "records.letter_done": "shows that a letter leaves, or was taken back",
    "records.letter_none": "says that there is nobody to write to",
    "records.load": "shows the hours of each host",
    "records.overview": "shows a promotion, défi by défi",
    "records.touched": "shows skills and values that nothing touches",
    "records.use": "shows figures",
    "records.sheet": "shows a committee’s sheet",
    "records.report_done": "says what was done",
    "records.report_read": "shows a report",
    "setup.all": "shows the promotions",
    "setup.listed": "shows a list of a promotion",
    "setup.page": "shows a promotion",
    "setup.told": "says what came of it",
    "programme.told": "says that the coaches are told",
    "reminders.kept": "says what one is reminded of",
}


def test_every_route_permits_an_action_of_the_table() -> None:
    permits = {route.permits for table in routes().tables.values() for route in table.values()}
    assert permits == set(RULES)


def test_route_that_asks_for_a_part_is_tried_by_who_has_one() -> None:
    asking = {name for name, rule in RULES.items() if not all(Relation.NONE in parts for parts in rule.values())}
    assert [route for route, (permits, _) in PERMITS.items() if permits in asking and len(standings(route)) == 1] == []


def test_route_that_only_some_try_permits_what_all_try_elsewhere() -> None:
    assert {route for route, other in SAMPLED.items() if PERMITS[route] != PERMITS[other]} == set()
    assert set(SAMPLED) & set(SAMPLED.values()) == set()


def test_ids_are_feature_and_verb() -> None:
    tables = routes().tables
    ids = [name for kind in ("action", "view", "options", "shortcut") for name in tables[kind]]
    assert [name for name in ids if not VERB.fullmatch(name)] == []
    assert [name for name in tables["command"] if not name.startswith("/")] == []


def test_every_button_and_select_has_a_listener() -> None:
    drawn = set(drawn_ids("button", at=1)) | {id_ for id_ in drawn_ids("select", at=0) if "." in id_}
    drawn |= set(drawn_ids("slot_blocks", at="week_action")) | set(drawn_ids("own_week_blocks", at="action"))
    drawn |= {id_ for id_ in drawn_ids("undo_blocks", at=0) if "." in id_}
    assert sorted(drawn - set(routes().tables["action"]) - ONLY_OPENS_A_LINK) == []
    assert sorted(set(routes().tables["action"]) - drawn) == []


def test_every_form_has_a_listener() -> None:
    drawn = {*drawn_ids("modal", at=0), *drawn_ids("Form", at=0)}
    drawn |= {*drawn_ids("Moves", at="form"), *drawn_ids("Cancels", at="form")}
    drawn |= {*drawn_ids("Presence", at="leave"), *drawn_ids("Presence", at="back")}  # a button, then its form
    assert sorted(drawn - set(NO_FORM)) == sorted(routes().tables["view"])
    assert sorted(set(NO_FORM) - drawn) == []


def drawn_ids(function: str, *, at: int | str) -> Iterator[str]:
    """Give the id that each call of a drawing function writes, up to the colon behind which it is made unique.

    `at`: the place of the argument, or its name.
    """
    for module in modules():
        if not module.path.startswith("handlers/"):
            continue
        for call in calls_of(module):
            if isinstance(call.func, ast.Name) and call.func.id == function:
                arguments = dict(enumerate(call.args)) | {one.arg: one.value for one in call.keywords}
                written = arguments.get(at)
                if isinstance(written, ast.JoinedStr):
                    written = written.values[0]
                if isinstance(written, ast.Tuple):
                    written = written.elts[-1]
                if isinstance(written, ast.Constant):
                    yield str(written.value).partition(":")[0]


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("permissions")
    with raised(folder, fresh(request.param, folder)) as opened:
        yield opened


@pytest.fixture(scope="module")
def lookout(world: World) -> Iterator[Lookout]:
    with looking_out(world.stage.house.tools.database) as out:
        yield out


CELLS = all_cells()
# All cells on SQLite; on PostgreSQL, where the rules' code is the same and only the SQL differs, those about a thing
# that is locked, by an EIG, a coach and somebody of another promotion: a third of these routes, and all by `--all`.
LOCKING = {
    *(f"helpdesk.{verb}" for verb in ("slot", "moved", "cancelled", "undo", "left", "proposed", "accept", "take")),
    *(f"gatherings.{verb}" for verb in ("proposed", "voted", "subject_given", "group_joined", "invited")),
    *(f"gatherings.{verb}" for verb in ("confirmed", "undo", "shifted", "handed")),
    *(f"mentoring.{verb}" for verb in ("send", "answered", "chosen", "moved", "handed")),
    *(f"gatherings.{verb}" for verb in ("completed", "asked", "needed")),
    *(f"evaluation.{verb}" for verb in ("booked", "answered", "moved", "cancelled", "filled")),
    *(f"planning.year_{verb}" for verb in ("lined", "moved", "confirmed")),
    *("helping.said", "helping.ask", "helping.accept"),
    *(f"workshops.{verb}" for verb in ("asked", "take", "edited", "written")),
    *(f"polls.{verb}" for verb in ("asked", "answered", "redated", "pick", "moved", "come_back")),
    *(f"gatherings.{verb}" for verb in ("come", "answered_for", "everybody")),
    *("setup.kept", "setup.open"),
    *(
        f"records.{verb}"
        for verb in ("done", "reassigned", "decided", "report_written", "report_said", "report_publish")
    ),
}
ON_POSTGRESQL = 3
SAMPLE = [cell for cell in CELLS if cell.route in LOCKING and cell.persona.key in {"eig", "coach", "coach-elsewhere"}]


def some(cells: Iterable[Cell]) -> list[Cell]:
    """Give of these one cell for each way to stand: who may, who left, who is of another promotion, who is new.

    Which role stands so is drawn, always the same: another one on another route.
    """
    found: dict[object, Cell] = {}
    for cell in sorted(cells, key=lambda one: crc32(f"{one.route} {one.persona.key}".encode())):
        who = cell.persona
        here = (who.ended, who.where == ELSEWHERE, who.role is None)
        found.setdefault((cell.route, cell.allowed(), cell.relation, cell.team, here), cell)
    return [*found.values()]


MOSTLY = sorted(Relation, key=lambda one: one in {Relation.NONE, Relation.GUEST, Relation.EXPERT, Relation.AWAY})


def two(route: str) -> list[Cell]:
    """Return a cell of a route that is allowed and one that is not, where it has both.

    The first is of the person it is most about. The second is drawn by the route's name, so that other routes try other
    reasons to refuse.
    """
    cells = some(cell for cell in CELLS if cell.route == route)
    allowed = sorted((cell for cell in cells if cell.allowed()), key=lambda cell: MOSTLY.index(cell.relation))
    refused = [cell for cell in cells if not cell.allowed()]
    drawn = refused[crc32(route.encode()) % len(refused) :][:1] if refused else []
    return [*allowed[:1], *drawn]


# One test a route, which names each of its cells that is wrong: the stage costs less than to hand out 2,400 tests.


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", dict.fromkeys(cell.route for cell in CELLS))
def test_forged_requests_do_what_the_table_says(
    world: World, lookout: Lookout, route: str, caplog: pytest.LogCaptureFixture
) -> None:
    watch(world, lookout, two(route), caplog)


@pytest.mark.ring2
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", dict.fromkeys(cell.route for cell in CELLS))
def test_forged_requests_do_what_the_table_says_however_people_stand(
    world: World, lookout: Lookout, route: str, caplog: pytest.LogCaptureFixture
) -> None:
    watch(world, lookout, some(cell for cell in CELLS if cell.route == route), caplog)


@pytest.mark.rare
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", dict.fromkeys(cell.route for cell in CELLS))
def test_forged_requests_do_what_the_table_says_for_everybody(
    world: World, lookout: Lookout, route: str, caplog: pytest.LogCaptureFixture
) -> None:
    watch(world, lookout, [cell for cell in CELLS if cell.route == route], caplog)


def watch(world: World, lookout: Lookout, cells: list[Cell], caplog: pytest.LogCaptureFixture) -> None:
    """Try each cell of a route, and see what is searched and locked."""
    lookout.searches.clear()
    lookout.disordered.clear()
    try_all(world, cells, caplog)
    # A search of sixty days is made in a reading, and what it found is locked after: nobody who writes waits for it.
    assert IN_TRANSACTION not in lookout.searches
    assert lookout.searches or cells[0].route not in SEARCHES
    assert lookout.disordered == []  # each locks in the one order, so that no two wait for one another


@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
@pytest.mark.parametrize("route", sorted({cell.route for cell in SAMPLE})[::ON_POSTGRESQL])
def test_forged_requests_meet_the_same_on_postgresql(
    world: World, route: str, caplog: pytest.LogCaptureFixture
) -> None:
    try_all(world, some(cell for cell in SAMPLE if cell.route == route), caplog)


@pytest.mark.rare
@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
@pytest.mark.parametrize("route", dict.fromkeys(cell.route for cell in SAMPLE))
def test_forged_requests_meet_the_same_on_postgresql_for_everybody(
    world: World, route: str, caplog: pytest.LogCaptureFixture
) -> None:
    try_all(world, [cell for cell in SAMPLE if cell.route == route], caplog)


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_lock_out_of_turn_is_seen(world: World, lookout: Lookout) -> None:
    lookout.disordered.clear()
    with world.stage.house.tools.database.transaction() as tx:
        people.lock(tx, [1, 2])
        appointments.lock_all(tx, [1])
        people.lock(tx, [2])  # held already
        assert lookout.disordered == []
        people.lock(tx, [3])
    assert lookout.disordered == ["people after appointments"]


def try_all(world: World, cells: list[Cell], caplog: pytest.LogCaptureFixture) -> None:
    """Try each cell, whatever came of those before; fail with the names of those that are wrong, and what was."""
    wrong = []
    for cell in cells:
        caplog.clear()
        try:
            check(world, cell, caplog)
        except Exception:  # noqa: BLE001 - an assertion or whatever else: it is this cell's, and told below
            wrong.append(f"{cell.name}: {traceback.format_exc()}")
            world.stage.slack.team.violations.clear()
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def check(world: World, cell: Cell, caplog: pytest.LogCaptureFixture) -> None:
    thing = set_up(world, cell)
    allowed = cell.allowed()
    kind = refusals("coach-elsewhere" if cell.route in rights_things.CLOSED_BEFORE else "coach")
    before = None if allowed else world.rows()
    try:
        outcome = forge(world, cell, thing)
        after = None if allowed else world.rows()
    finally:
        world.begin_again()
    if before is None or after is None:
        assert (outcome.done, outcome.shown in kind) == (True, False), outcome.shown
    else:
        assert (outcome.done, outcome.shown in kind) == (False, True), outcome.shown
        both = {name: (before.get(name), after.get(name)) for name in before.keys() | after.keys()}
        assert {name: (rows, then) for name, (rows, then) in both.items() if rows != then} == {}
        assert mentoring_things.SECRET not in outcome.sent
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert world.stage.slack.violations == []


@cache
def refusals(coach: str = "coach") -> set[str]:
    """Return the kind answers: to a person without the right, to a stranger, and to a forged id of another's draft.

    `coach`: to whom a stranger is sent, by default the first by name.
    """
    noes = {texts.refusal_sentence(NotAllowed(action=action)) for action in (*RULES, "undo")}
    return {*noes, texts.refusal_sentence(DraftExpired()), texts.unknown([coach])}

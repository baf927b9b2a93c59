"""The house style that no linter keeps: sizes, names, docstrings, where transactions and settings begin."""

import ast
import inspect
from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatch
from functools import partial
from pathlib import PurePosixPath

from tests.architecture.house import routes
from tests.architecture.sources import Defined, calls_of, functions, modules

# A module is one noun: cut at 300 lines, nouns grew satellites (`starts`, `notice_rows`) that nobody finds.
MODULE_LINES, FUNCTION_LINES, LISTENER_LINES = 400, 50, 25
FOLDER_MODULES = 20
SHORT = 40  # lines, below which a module lives with its neighbour, unless its name says it or it says why
NAMED = {"awaiting", "facts", "forms", "listeners", "news", "texts", "views"}  # parts of a feature, found by their name
APART = {
    "bot/__main__.py": "`python -m bot`",
    "bot/dates/phases.py": "no other rule counts whole months",
    "bot/planning/solved.py": "what the solver's own process loads is to be little",
    "bot/programme/budget.py": "three features ask it, and none may import another",
    "bot/programme/mail_links.py": "who erases or replaces people ends it",
    "bot/sandbox/refused.py": "each method of the stand-in may refuse",
    "handlers/programme/setup/lists.py": "listeners and uploads both take lists, and uploads imports listeners",
    "storage/mentoring/names.py": "the agenda asks, and may not import the modules of cycles",
    "storage/programme/shapes.py": "read before any module that captures the programme's words",
    "storage/tables.py": "importing it fills the metadata",
}
NAMELESS = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
SESSIONS = {"tx", "reading"}  # the session stands first, as `self` does; two arguments may follow it
IN_ORDER = {  # what reads better in its order than by name; a pattern a line, with its reason
    "bot/agenda/busy/accounts.py::*": "by which key, whose, which",
    "bot/agenda/busy/feeds.py::record_refusal": "the same, and why",
    "bot/demo/gatherings.py::*": "on stage: who, what they press, what is to be seen then",
    "bot/demo/letters.py::*": "the same, by mail",
    "bot/demo/scenes/groups.py::*": "the same",
    "bot/helpdesk/wishes.py::openings_of": "this person, under this draft, this wish",
    "bot/helpdesk/wishes.py::parts_of": "who books, who else comes, who hosts: as a card names them",
    "bot/metrics.py::observe_answer": "as the ack runner gives them",
    "bot/programme/permissions.py::require": "this person, this action, to this thing",
    "handlers/*/*texts.py::*": "a sentence's words, in the sentence's order",
    "handlers/kit/ack_runner.py::AckRunner.run": "Bolt's own signature",
    "handlers/kit/blocks.py::*": "an element's id, its words, then what it holds, in all of them",
    "handlers/kit/faults.py::answer_fault": "Bolt gives an error listener its arguments by name",
    "bot/mentoring/steps.py::record_step": "who, to which cycle, what: as a line of the history reads",
    "bot/mentoring/steps.py::set_state": "who brings this cycle to this state",
    "handlers/mentoring/slot_field.py::slot_field": "as in `handlers/kit/blocks.py`: its id, its words, what it holds",
    "handlers/kit/routes.py::Routes.add": "a row of the table",
}
IMPORTED_WHERE_USED = {  # by `path::function import …`: of a process apart, or what a start need not wait for
    "storage/upgrade.py::is_incomplete from .tables import metadata": "all tables, of no use to `/readyz`",
    "bot/agenda/busy/worker.py::_serve from bot.agenda.busy.reader import read_busy": "icalendar, in its process alone",
    "bot/agenda/calendars/calendars.py::read_feed from bot.agenda.calendars.ics import make_feed": "icalendar",
    "bot/agenda/letter.py::read_answers from icalendar import Calendar": "a thirtieth of a start",
    "bot/agenda/writing/found.py::read_stored_event from icalendar import Calendar, Event": "a thirtieth of a start",
    "bot/command/usage.py::show_version from importlib.metadata import version": "of one option alone",
    "bot/behind.py::Behind.load from bot.agenda.writing import writer": "icalendar",
    "bot/behind.py::Behind.make_desk from handlers.pages.desk import Desk": "of pages alone",
    "bot/behind.py::Behind.messages from handlers.notices.renderers import make_messages": "sixty modules of news",
    "bot/behind.py::Behind.write from bot.agenda.writing.writer import write": "icalendar",
    "bot/behind.py::make_links from handlers.notices.mails.linking import Links": "of mails alone",
    "bot/behind.py::make_links from handlers.notices.renderers import PURPOSES": "the same",
    "bot/catalogue/markup.py::parse from markdown_it import MarkdownIt": "of the importer alone",
    "bot/catalogue/markup.py::parse from markdown_it.tree import SyntaxTreeNode": "the same",
    "bot/command/run.py::_open_socket from bot.door.socket_mode import SECONDS, SocketMode": "websockets, asyncio",
    "bot/command/run.py::_open_socket from websockets.exceptions import WebSocketException": "the same",
    "bot/dates/holidays.py::_load_france import holidays": "a quarter of a second",
    "bot/dates/reader.py::_zone_place from babel.dates import get_timezone_location": "of who lives elsewhere",
    "bot/dates/recurrence.py::_days_of_months from dateutil.rrule import MONTHLY, rrule, weekday": "of series alone",
    "bot/door/web.py::make_door from bot.door.addresses import make_addresses": "Flask, a tenth of a start",
    "bot/door/web.py::make_door.make_pages from bot.door.addresses import make_addresses": "the same",
    "bot/demo/calendars.py::serving_calendars from radicale import config": "of the extra demo: production has none",
    "bot/demo/calendars.py::serving_calendars from radicale.app import Application": "the same",
    "bot/planning/solver.py::_choose_partition from ortools.sat.python import cp_model": "of planning; half a second",
    "bot/pictures.py::write_picture from matplotlib.figure import Figure": "of the extra planning; a second, and large",
    "bot/planning/committee_solver.py::_Model.__init__ from ortools.sat.python import cp_model": "the same",
    "bot/planning/year/drawing.py::_paint from matplotlib.dates import date2num": "of the same extra; a second",
    "storage/upgrade.py::_config from alembic.config import Config": "only to change a schema; a tenth of a start",
    "storage/upgrade.py::downgrade from alembic import command": "the same",
    "storage/upgrade.py::upgrade from alembic import command": "the same",
    "storage/database.py::Database.__init__ from .postgresql import make_engine": "psycopg, where a database is one",
}
TYPED = "bot/command/cli.py::"
TRANSACTIONS = {
    "storage/database.py": "the only begin and commit in the project",
}


def test_module_stays_within_400_lines() -> None:
    assert {module.path: module.lines for module in modules() if module.lines > MODULE_LINES} == {}


def test_module_under_40_lines_says_why_it_is_one() -> None:
    short = {PurePosixPath(one.path) for one in modules() if one.lines < SHORT and "/migrations/" not in one.path}
    assert sorted(str(path) for path in short if path.stem not in NAMED | {"__init__"}) == sorted(APART)


def test_folder_holds_at_most_20_modules() -> None:
    paths = [PurePosixPath(module.path) for module in modules()]
    held = Counter(str(path.parent) for path in paths if path.stem != "__init__")
    assert {folder: count for folder, count in held.items() if count > FOLDER_MODULES} == {}


def test_function_stays_within_50_lines() -> None:
    assert {one.name: one.lines for one in functions() if one.lines > FUNCTION_LINES} == {}


def test_listener_stays_within_25_lines() -> None:
    listeners = {route.listener for table in routes().tables.values() for route in table.values()}
    long = {name_of(one): lines for one in listeners if (lines := lines_of(one)) > LISTENER_LINES}
    assert (len(listeners) > 0, long) == (True, {})


def test_module_opens_with_one_sentence() -> None:
    assert [module.path for module in modules() if not opens_with_a_sentence(ast.get_docstring(module.tree))] == []


def test_public_function_takes_two_arguments_in_order_and_the_rest_by_name() -> None:
    too_many = {one.name for one in functions() if one.public and len(in_order(one)) > 2}
    assert sorted(name for name in too_many if not any(fnmatch(name, pattern) for pattern in IN_ORDER)) == []
    assert [pattern for pattern in IN_ORDER if not any(fnmatch(name, pattern) for name in too_many)] == []


def test_nothing_is_imported_inside_a_function() -> None:
    found = {
        f"{one.name} {ast.unparse(node)}"
        for one in functions()
        for node in ast.walk(one.node)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    typed = {one for one in found if one.startswith(TYPED)}  # each command loads what it does
    assert typed
    assert sorted((found - typed) ^ set(IMPORTED_WHERE_USED)) == []


def test_module_is_named_after_a_noun_of_its_own() -> None:
    paths = [PurePosixPath(module.path) for module in modules()]
    assert [str(path) for path in paths if NAMELESS & {*path.with_suffix("").parts}] == []


def test_transactions_begin_and_end_in_one_place() -> None:
    found = {
        module.path
        for module in modules()
        for call in calls_of(module)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"begin", "commit", "rollback", "begin_nested"}
    }
    assert sorted(found) == sorted(TRANSACTIONS)


def test_environment_is_read_in_settings_only() -> None:
    readers = {
        module.path
        for module in modules()
        for node in module.nodes
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"})
        or (isinstance(node, ast.alias) and node.name in {"environ", "environb", "getenv", "dotenv"})
    }
    settings = next(module for module in modules() if module.path == "bot/settings.py")
    assert sorted(readers - {settings.path}) == []
    assert "BaseSettings" in {node.id for node in settings.nodes if isinstance(node, ast.Name)}


def opens_with_a_sentence(docstring: str | None) -> bool:
    first, _, second = (docstring or "").partition("\n")
    return len(first) > 20 and first.rstrip('`"»)').endswith((".", "?")) and second.strip() in ("", second.lstrip("\n"))


def in_order(one: Defined) -> list[str]:
    arguments = [argument.arg for argument in (*one.node.args.posonlyargs, *one.node.args.args)]
    static = any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in one.node.decorator_list)
    if one.method and not static:
        arguments = arguments[1:]
    return arguments[1:] if arguments[:1] and arguments[0] in SESSIONS else arguments


def lines_of(listener: Callable[..., None]) -> int:
    return len(inspect.getsource(whole(listener)).splitlines())


def name_of(listener: Callable[..., None]) -> str:
    return f"{whole(listener).__module__}.{whole(listener).__qualname__}"


def whole(listener: Callable[..., None]) -> Callable[..., None]:
    return listener.func if isinstance(listener, partial) else listener

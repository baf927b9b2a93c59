"""Every fact that people are told is drawn by one module of news, and every module of news is looked into."""

import ast
import importlib
import pkgutil

import pytest

import handlers
from bot.agenda.facts import EntryToWrite
from bot.notices.asking import AnswerNotice
from bot.notices.copies import Copy
from handlers.kit.told import FactRenderer
from handlers.notices.renderers import NEWS, find_fact_renderers, make_messages
from tests.architecture.sources import modules
from tests.bot.notices.kinds import all_kinds

# What a line of the history holds is read by whoever wrote it, and by what shows it to those concerned.
HISTORY = {
    "bot/agenda/past.py: entry.detail.isdigit()",
    "bot/agenda/past.py: int(entry.detail)",
    "bot/catalogue/openings.py: entry.detail.partition(' ')",
    "bot/helpdesk/changes.py: entry.detail.endswith(f' {batch}')",
    "bot/helpdesk/changes.py: entry.detail.split()",
    "bot/helpdesk/hosting.py: int(entry.detail)",
    "bot/mentoring/lapses.py: entry.detail.endswith(given)",
    "bot/mentoring/moves.py: entry.detail.split()",
    "bot/notices/welcome.py: answer.detail.partition(' ')",
}


def test_every_fact_has_a_drawing_and_every_drawing_a_fact() -> None:
    drawn = {*find_fact_renderers(*NEWS)}
    assert sorted(one.kind for one in {*all_kinds()} - drawn) == sorted(
        [AnswerNotice.kind, Copy.kind, EntryToWrite.kind]
    )  # by the registry; made
    assert drawn <= {*all_kinds()}


def test_every_module_that_draws_is_looked_into() -> None:
    names = [one.name for one in pkgutil.walk_packages(handlers.__path__, "handlers.") if one.name.endswith("news")]
    marked = [
        one
        for one in map(importlib.import_module, names)
        if any(isinstance(v, FactRenderer) for v in vars(one).values())
    ]
    assert sorted(one.__name__ for one in NEWS) == sorted(one.__name__ for one in marked)


def test_two_drawings_of_one_fact_are_refused() -> None:
    with pytest.raises(ValueError, match="is drawn twice"):
        find_fact_renderers(NEWS[0], NEWS[0])
    assert make_messages(lambda: pytest.fail("nothing is drawn"), [])


def test_what_a_row_holds_is_read_by_facts_alone() -> None:
    """No `detail` is cut by hand: only a fact's `read` takes it apart."""
    told = [module for module in modules() if ".detail" in module.text]
    cut = {f"{module.path}: {ast.unparse(node)}" for module in told for node in module.nodes if _cuts(node)}
    assert sorted(cut) == sorted(HISTORY)


def _cuts(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="detail"))):
            return True
        case ast.Call(func=ast.Name(id="int"), args=[ast.Attribute(attr="detail"), *_]):
            return True
        case ast.Subscript(value=ast.Attribute(attr="detail")):
            return True
    return False

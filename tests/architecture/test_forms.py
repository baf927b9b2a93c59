"""A form that refuses swallows what it refuses: its block is the last thing that a listener does."""

import ast
from collections.abc import Collection, Iterator, Sequence

from bot.meeting_links import CLOSED, LONGEST, link_fault
from handlers.helpdesk.booking import forms as calls
from handlers.helpdesk.hosting import forms as hosting
from tests.architecture.sources import Module, calls_of, modules


def test_nothing_follows_a_block_that_refuses() -> None:
    assert list(followed([one for one in modules() if one.path.startswith("handlers/")])) == []


def test_what_follows_a_block_that_refuses_is_found() -> None:
    lines = (
        "def a(turn):\n with F.show_errors(turn):\n  b()\n",
        "def c(turn):\n with F.show_errors(turn):\n  b()\n d()\n",
    )
    assert list(followed([Module("a.py", "".join(lines))])) == ["a.py:5"]


def test_a_form_says_every_reason_of_its_use_case_and_no_other() -> None:
    of_links = {link_fault(one) for one in ("x" * (LONGEST + 1), "abc", f"https://{CLOSED}/salle")}
    assert {calls.WISHED.name: set(calls.WISHED.refusals)} == reasons("bot/helpdesk/calls.py")
    assert {hosting.WORD.name: set(hosting.WORD.refusals)} == reasons("bot/helpdesk/hosting.py", but={"person", "link"})
    assert set(hosting.ADDRESS.refusals) == of_links


def followed(found: Sequence[Module]) -> Iterator[str]:
    """Give each block that refuses and is not the end of its function."""
    for module in found:
        last = {id(one.body[-1]) for one in module.nodes if isinstance(one, ast.FunctionDef)}
        for block in (one for one in module.nodes if isinstance(one, ast.With)):
            refuses = any(ast.unparse(one.func).endswith("show_errors") for one in _called(block))
            if refuses and id(block) not in last:
                yield f"{module.path}:{block.lineno}"


def _called(block: ast.With) -> Iterator[ast.Call]:
    return (one.context_expr for one in block.items if isinstance(one.context_expr, ast.Call))


def reasons(path: str, *, but: Collection[str] = ()) -> dict[str, set[str]]:
    """Give the reasons with which a module refuses a value, by its field."""
    found: dict[str, set[str]] = {}
    for call in calls_of(next(one for one in modules() if one.path == path)):
        if isinstance(call.func, ast.Name) and call.func.id == "Invalid":
            given = {one.arg: one.value for one in call.keywords}
            words = {each.value for each in ast.walk(given["reason"]) if isinstance(each, ast.Constant)}
            found.setdefault(ast.literal_eval(given["field"]), set()).update(map(str, words))
    return {field: words for field, words in found.items() if field not in but}

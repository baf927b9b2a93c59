"""A kind of gathering is a value: nothing compares its key, and whoever draws or names a kind does so for all."""

import ast
from collections.abc import Iterator

import pytest

from bot.agenda.titles import TitleParts, gathering_name
from bot.gatherings.kinds import KINDS, kind_of
from bot.gatherings.lacking import GIVEN
from handlers.gatherings import texts
from handlers.gatherings.kinds import DRAWINGS
from tests.architecture.sources import modules

NAMED = {"CONFERENCE", "MIXED", "PAIRS", "PORTEURS", "SEMINAR"}
ROOMS = {"", "kinds", "model"}  # an audience has one of these names, too
APART = "bot/demo/"  # on stage, scenes look for one kind


def compared(tree: ast.AST) -> Iterator[str]:
    """Give what compares a kind's key: its name, or the key itself."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare | ast.MatchValue):
            continue
        for one in ast.walk(node):
            room, _, name = (
                ast.unparse(one).rpartition(".") if isinstance(one, ast.Name | ast.Attribute) else ("", "", "")
            )
            by_name = name in NAMED and room in ROOMS
            by_key = isinstance(one, ast.Constant) and one.value in KINDS
            if by_name or by_key:
                yield ast.unparse(node)


def test_nothing_branches_on_a_key() -> None:
    found = {(one.path, said) for one in modules() if not one.path.startswith(APART) for said in compared(one.tree)}
    assert found == set()


@pytest.mark.parametrize("text", ["series.dispositif == PAIRS", "one.dispositif in (kinds.MIXED, x)", "key != 'pairs'"])
def test_a_branch_is_seen(text: str) -> None:
    assert list(compared(ast.parse(text))) == [text]


def test_each_kind_is_drawn_and_named() -> None:
    assert list(KINDS) == list(DRAWINGS) == list(texts.NAMES)
    assert all(gathering_name(key, TitleParts()) for key in KINDS)


def test_what_a_kind_lacks_can_be_given_and_said() -> None:
    codes = {code for one in KINDS.values() for code in one.lacks}
    assert codes == set(GIVEN) <= set(texts.MISSING)
    assert all(one.held_back_by <= set(one.lacks) for one in KINDS.values())


def test_another_dispositif_does_nothing_of_its_own() -> None:
    one = kind_of("bureau-aide")
    assert (one.key in KINDS, one.mixes, one.votes_subject, one.lacks) == (False, False, False, ())

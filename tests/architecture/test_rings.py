"""Each line of the table of rings puts some test in its ring, and fixtures of a session stand where the page says."""

import ast
from pathlib import Path

import pytest

from tests.rings import FIRST, SECOND, WHOLE_JOURNEYS

TESTS = Path(__file__).parent.parent


@pytest.mark.parametrize("begins", [*SECOND, *FIRST, *WHOLE_JOURNEYS])
def test_line_of_the_table_is_about_tests(begins: str) -> None:
    file, _, name = begins.partition("::")
    found = [one for one in TESTS.rglob("test_*.py") if one.relative_to(TESTS.parent).as_posix().startswith(file)]
    assert found
    assert any(f"def {name}(" in one.read_text(encoding="utf-8") for one in found) or not name


def test_fixtures_of_a_session_stand_in_conftest_and_on_the_page() -> None:
    sources = {file: file.read_text(encoding="utf-8") for file in TESTS.rglob("*.py")}
    found = {
        f"`{one.name}` in `{file.relative_to(TESTS).as_posix()}`"
        for file, source in sources.items()
        if 'scope="session"' in source
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.FunctionDef) and any("scope='session'" in ast.unparse(by) for by in one.decorator_list)
    }
    page = (TESTS / "README.md").read_text(encoding="utf-8")
    assert sorted(one for one in found if one not in page) == []

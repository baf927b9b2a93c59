"""The page of what is covered names the methods that the stand-in answers, and no others."""

import re
from pathlib import Path

from bot.sandbox.methods.chat import CHAT
from bot.sandbox.methods.conversations import CONVERSATIONS
from bot.sandbox.methods.files import FILES
from bot.sandbox.methods.table import METHODS, NOT_YET
from bot.sandbox.methods.users import USERS
from bot.sandbox.methods.validation import VALIDATE
from bot.sandbox.methods.views import VIEWS

PAGE = Path(__file__).parents[4] / "bot" / "sandbox" / "coverage.md"


def test_table_of_methods_is_the_table_on_the_page() -> None:
    coverage = PAGE.read_text().partition("## Methods")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`([a-z]+\.[a-zA-Z.]+)`", coverage)) == sorted(METHODS)


def test_every_method_of_the_table_has_its_function() -> None:
    answered = {**CHAT, **CONVERSATIONS, **FILES, **USERS, **VALIDATE, **VIEWS, "apps.connections.open": None}
    assert sorted(answered) == sorted(METHODS)
    assert set(METHODS) & set(NOT_YET) == set()

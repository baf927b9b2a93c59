"""Names of functions that sentences of the bot hang on: an operator's file and the table of limits hold them."""

import inspect
import re
from pathlib import Path

import pytest

from bot.wording import limits
from handlers.kit import blocks, fields


def test_keys_that_are_named_by_a_function_stay() -> None:
    """They stand in operators' files: a bot that is upgraded would refuse to start after a renaming."""
    found = sorted(key for key in limits.survey_sentences()[0] if not re.search("[A-Z]{2}", key))
    assert found == Path(__file__).with_name("wording_keys.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", limits.LIMITS)
def test_what_limits_a_sentence_is_an_argument_of_the_kit(name: str) -> None:
    function = getattr(blocks, name, None) or getattr(fields, name)
    names = list(inspect.signature(function).parameters)
    assert [at for at in limits.LIMITS[name] if at not in (names if isinstance(at, str) else range(len(names)))] == []


@pytest.mark.parametrize("name", sorted(limits.CHOICE_FUNCTIONS))
def test_what_holds_choices_is_of_the_kit(name: str) -> None:
    assert hasattr(blocks, name) or hasattr(fields, name)

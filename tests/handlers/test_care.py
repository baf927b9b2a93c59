"""Words that hurt always lead to somebody, and never to the coach they are about."""

import pytest

from bot.catalogue.talk import Talk
from bot.programme.model import Person
from handlers.talk import listeners, texts
from tests.handlers.talk_examples import CLAIRE_HERE, MARC

NOT_YOUR_COACH = "qui n’est pas votre coach"


def answered(talk: Talk, own: list[Person], team: list[Person], contact: str = "") -> tuple[str, int]:
    """Return what is read, and how many rows of buttons stand below."""
    shown = listeners.contacts_message(talk, own, team_coaches=team, contact=contact, workspace=None)
    return shown.text, sum(block["type"] == "actions" for block in shown.blocks)


@pytest.mark.parametrize("talk", [Talk.AGAINST, Talk.UNWELL, Talk.DANGER])
def test_where_no_name_is_left_it_says_to_whom_else_one_can_turn(talk: Talk) -> None:
    own = [CLAIRE_HERE] if talk is Talk.AGAINST else []
    said, rows = answered(talk, own, own)
    assert (str(texts.OUTSIDE) in said, "Claire" in said, rows) == (True, False, 0)
    assert str(texts.OUTSIDE) not in answered(talk, own, own, "Inès Laurent")[0]
    assert str(texts.OUTSIDE) not in answered(talk, own, [*own, MARC])[0]


def test_without_a_coach_of_their_own_the_team_is_not_said_to_be_free_of_theirs() -> None:
    for contact in ("", "Inès Laurent"):
        said, rows = answered(Talk.AGAINST, [], [CLAIRE_HERE, MARC], contact)
        assert (NOT_YOUR_COACH in said, str(texts.NO_SECOND) in said, rows) == (False, True, 1)
    assert NOT_YOUR_COACH in answered(Talk.AGAINST, [CLAIRE_HERE], [CLAIRE_HERE, MARC])[0]


def test_an_apology_promises_nobody_where_there_is_nobody() -> None:
    assert "Une personne pourra vous aider" not in answered(Talk.BROKEN, [], [])[0]
    assert "`/dispositifs aide`" in answered(Talk.BROKEN, [], [])[0]
    assert "Inès Laurent" in answered(Talk.BROKEN, [], [], "Inès Laurent")[0]
    assert "Une personne pourra vous aider" in answered(Talk.BROKEN, [CLAIRE_HERE], [CLAIRE_HERE])[0]

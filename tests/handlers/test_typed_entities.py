"""What somebody typed is read as they typed it, where it looks like one of Slack's own entities too."""

import json
from collections.abc import Callable

import pytest

from bot.gatherings.conference.feedback import FeedbackSummary
from bot.gatherings.model import Mark
from handlers.gatherings.conference import views as conference_views
from handlers.gatherings.seminars import views as seminars_views
from handlers.kit.blocks import Json
from handlers.kit.escaping import escape
from handlers.kit.mrkdwn import read_line
from handlers.kit.sentences import sentence
from tests.handlers.gatherings_conference_examples import AFTER, LEA, NOW, conference, question, seminar

NOTED, LED = sentence("Noté : {what}"), sentence("<{url}|ici>")
TYPED = "Comment écrire &lt; ?"
LISTS: dict[str, Callable[[], Json]] = {
    "questions": lambda: conference_views.questions_modal(
        conference(), (question(1, TYPED),), viewer_id=2, may_support=False, may_moderate=False, now=NOW
    ),
    "words": lambda: conference_views.feedback_modal(
        FeedbackSummary(conference(), dict.fromkeys(Mark, 1), (TYPED,)), now=AFTER
    ),
    "needs": lambda: seminars_views.access_needs_modal(seminar(), ((LEA, TYPED),), now=NOW),
}


@pytest.mark.parametrize("name", LISTS)
def test_entity_that_was_typed_is_no_sign(name: str) -> None:
    shown = json.dumps(LISTS[name](), ensure_ascii=False)
    assert TYPED.replace("&", "&amp;") in shown
    assert TYPED not in shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Un mot *gras*, _penché_, ~barré~ et `code`", "Un mot ∗gras∗, ˍpenchéˍ, ∼barré∼ et ˋcodeˋ"),
        ("**deux** et *_les deux_*", "∗∗deux∗∗ et ∗ˍles deuxˍ∗"),
        ("snake_case_name, 2*3*4, une seule * ici", "snake_case_name, 2*3*4, une seule * ici"),
        ("* un\n* deux", "* un\n* deux"),
    ],
)
def test_marks_that_were_typed_set_nothing(typed: str, shown: str) -> None:
    assert escape(typed) == shown
    assert NOTED(what=typed) == f"Noté\u00a0: {shown}"
    assert NOTED(what=typed).plain == f"Noté\u00a0: {typed}"
    assert all(isinstance(one, str) for line in shown.split("\n") for one in read_line(line, str))


def test_address_keeps_its_marks() -> None:
    assert escape("https://pad.example.org/_notes_ *et*") == "https://pad.example.org/_notes_ ∗et∗"
    assert LED(url="https://pad.example.org/_a_") == "<https://pad.example.org/_a_|ici>"

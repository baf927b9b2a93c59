"""What somebody typed is read as they typed it, where it looks like one of Slack's own entities too."""

import json
from collections.abc import Callable

import pytest

from bot.gatherings.conference.feedback import Returns
from bot.gatherings.model import Mark
from handlers.gatherings.conference import views as conference_views
from handlers.gatherings.seminars import views as seminars_views
from handlers.kit.blocks import Json
from tests.handlers.gatherings_conference_examples import AFTER, LEA, NOW, conference, question, seminar

TYPED = "Comment écrire &lt; ?"
LISTS: dict[str, Callable[[], Json]] = {
    "questions": lambda: conference_views.listed(
        conference(), (question(1, TYPED),), viewer_id=2, supports=False, moderates=False, now=NOW
    ),
    "words": lambda: conference_views.returns(Returns(conference(), dict.fromkeys(Mark, 1), (TYPED,)), now=AFTER),
    "needs": lambda: seminars_views.needs(seminar(), ((LEA, TYPED),), now=NOW),
}


@pytest.mark.parametrize("name", LISTS)
def test_entity_that_was_typed_is_no_sign(name: str) -> None:
    shown = json.dumps(LISTS[name](), ensure_ascii=False)
    assert TYPED.replace("&", "&amp;") in shown
    assert TYPED not in shown

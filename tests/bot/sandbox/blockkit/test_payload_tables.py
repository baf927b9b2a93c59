"""The validator against the table of good payloads and the table of broken ones, and the doors that use it."""

import pytest
from slack_sdk import WebClient

from bot.sandbox.blockkit.judge import message_faults, view_faults
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.blockkit import accepted_payloads as good
from tests.bot.sandbox.blockkit.broken_messages import BROKEN as BROKEN_MESSAGES
from tests.bot.sandbox.blockkit.broken_views import BROKEN as BROKEN_VIEWS
from tests.bot.sandbox.building import Json, refusal
from tests.bot.sandbox.conftest import Scripted

ACCEPTED_VIEWS = good.MODALS | good.HOMES
GENERAL = "[ERROR] failed to match all allowed schemas [json-pointer:/view]"


def test_tables_are_as_long_as_was_asked() -> None:
    assert len(good.MESSAGES) + len(ACCEPTED_VIEWS) >= 60
    assert len(BROKEN_MESSAGES) + len(BROKEN_VIEWS) >= 60


@pytest.mark.parametrize("blocks", good.MESSAGES.values(), ids=good.MESSAGES)
def test_message_from_the_references_is_accepted(blocks: list[Json]) -> None:
    assert message_faults(blocks) == []


@pytest.mark.parametrize("view", ACCEPTED_VIEWS.values(), ids=ACCEPTED_VIEWS)
def test_view_from_the_references_is_accepted(view: Json) -> None:
    assert view_faults(view) == []


@pytest.mark.parametrize(("blocks", "words", "pointer"), BROKEN_MESSAGES.values(), ids=BROKEN_MESSAGES)
def test_broken_message_is_refused_where_it_breaks(blocks: object, words: str, pointer: str) -> None:
    assert message_faults(blocks) == [f"[ERROR] {words} [json-pointer:{pointer}]"]


@pytest.mark.parametrize(("view", "words", "pointer"), BROKEN_VIEWS.values(), ids=BROKEN_VIEWS)
def test_broken_view_is_refused_where_it_breaks(view: object, words: str, pointer: str) -> None:
    assert view_faults(view) == [GENERAL, f"[ERROR] {words} [json-pointer:{pointer}]"]


def test_doors_answer_with_their_own_codes_and_the_same_words(sandbox: Sandbox, bot: Scripted, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    blocks, words, pointer = BROKEN_MESSAGES["eleven radio buttons"]
    answer = refusal(web.chat_postMessage, channel=ana.id, text="a", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {words} [json-pointer:{pointer}]"]
    view, words, pointer = BROKEN_VIEWS["field without submit"]
    ana.command("/essai")
    answer = refusal(web.views_open, trigger_id=bot.received[-1][1]["trigger_id"], view=view)
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [GENERAL, f"[ERROR] {words} [json-pointer:{pointer}]"]
    assert len(sandbox.violations) == 2

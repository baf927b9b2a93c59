"""What hosts' forms, calls and proposed times show to whom, beyond what all golden views must keep."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.catalogue.eleven import FORMATS
from bot.dates.paris import from_epoch
from bot.errors import Invalid
from handlers.helpdesk import news_views
from handlers.helpdesk.calls import views as calls_views
from handlers.helpdesk.changes.forms import ChangeMetadata
from handlers.helpdesk.hosting.forms import read_times
from handlers.kit.blocks import Message
from tests.handlers.helpdesk_hosting_examples import (
    CALL,
    CLAIRE,
    EXAMPLES,
    LEA,
    NORA,
    NOW,
    OPEN,
    PASSED,
    SAMI,
    SHEET,
    STARTS,
    TAKEN,
    WITH_NORA,
    batch_of,
)

DESK = FORMATS["bureau-aide"]

CARRIED = ChangeMetadata(1, "b", None)


def plain(name: str) -> Any:  # noqa: ANN401 - JSON
    drawn = EXAMPLES[name]()
    return [drawn.text, *drawn.blocks] if isinstance(drawn, Message) else drawn


def buttons(name: str) -> list[str]:
    blocks = plain(name)["blocks"] if isinstance(plain(name), dict) else plain(name)[1:]
    return [one["action_id"] for block in blocks if block["type"] == "actions" for one in block["elements"]]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "hosting.opened.host",
            ["kit.link", "move", "cancel", "calendar", "propose", "link", "note", "invite", "hand_over", "swap"],
        ),
        ("hosting.opened.booker", ["kit.link", "move", "cancel", "calendar", "undo", "add", "paper", "precise"]),
        ("hosting.opened.guest", ["kit.link", "leave", "calendar", "paper"]),
        ("hosting.opened.coach", ["kit.link", "move", "cancel", "propose", "link", "note", "invite", "hand_over"]),
        *((f"hosting.opened.{what}", []) for what in ("handed", "over")),
        ("hosting.opened.cancelled", ["again"]),
        ("calls.call", ["take"]),
        ("calls.call.taken", []),
        ("calls.taken", ["propose"]),
        ("calls.taken.settled", []),
        ("calls.taken.another", []),
        ("calls.proposed", ["accept:1", "accept:2", "accept:3", "decline"]),
        ("calls.proposed.chosen", []),
        ("calls.proposed.passed", []),
        ("calls.proposed.cancelled", []),
        ("calls.accepted", ["undo"]),
        ("calls.accepted.at-once", []),
        ("hosting_news.asks", ["agree", "refuse"]),
        ("hosting_news.asks.refused", []),
        ("hosting_news.orphaned", ["hand_over", "cancel"]),
        ("hosting_news.orphaned.handed", []),
        ("hosting_news.orphaned.cancelled", []),
    ],
)
def test_buttons_are_those_that_can_be_pressed(name: str, shown: list[str]) -> None:
    assert buttons(name) == [one if "." in one else f"helpdesk.{one}" for one in shown]


@pytest.mark.parametrize("name", ["calls.call", "calls.call.taken", "calls.call.hostile", "calls.answered"])
def test_a_call_never_shows_need_or_document(name: str) -> None:
    drawn = json.dumps(plain(name), ensure_ascii=False)
    assert [word for word in ("Relire", "& &", "docs.example", "annexes") if word in drawn] == []


def test_a_coach_who_did_not_take_it_is_not_shown_the_need() -> None:
    assert "Relire" in json.dumps(plain("calls.taken"), ensure_ascii=False)
    assert calls_views.taken_request_message(TAKEN, 4, open_proposals=(), is_posted=False, now=NOW) is None
    assert "Relire" not in json.dumps(plain("calls.taken.another"), ensure_ascii=False)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: calls_views.call_message(TAKEN, is_posted=False),
        lambda: calls_views.answered_message(CALL),
        lambda: calls_views.answered_message(replace(TAKEN, sessions=SHEET.sessions)),
        lambda: calls_views.free_slot_message(SHEET.defi, CLAIRE, help_format=DESK, host=None, starts=STARTS, now=NOW),
        lambda: calls_views.proposed_message(SHEET, batch_of(7, PASSED), host=CLAIRE, is_posted=False, now=NOW),
        lambda: calls_views.proposed_message(SHEET, batch_of(7, OPEN), host=CLAIRE, is_posted=False, now=STARTS),
        lambda: calls_views.declined_message(SHEET, batch_of(7, PASSED), open_proposals=batch_of(7, OPEN), now=NOW),
        lambda: calls_views.declined_message(
            replace(TAKEN, sessions=SHEET.sessions), batch_of(None, PASSED), open_proposals=(), now=NOW
        ),
        lambda: news_views.note_message(SHEET, NORA.id, text="Bonjour", author=CLAIRE, now=NOW),
        lambda: news_views.note_message(SHEET, LEA.id, text="Bonjour", author=CLAIRE, now=STARTS),
        lambda: news_views.share_need_message(WITH_NORA, NORA, answer=True, is_posted=False, now=NOW),
        lambda: news_views.share_need_message(SHEET, NORA, answer=None, is_posted=False, now=NOW),
        lambda: news_views.orphaned_message(SHEET, SAMI, posted=False, now=NOW),
    ],
)
def test_what_is_no_longer_true_is_not_told(draw: Callable[[], Message | None]) -> None:
    assert draw() is None


def test_times_are_read_with_their_fields_and_their_seance() -> None:
    at = int(STARTS.timestamp())
    values: dict[str, dict[str, Any]] = {
        "session": {"selected_option": {"value": "8"}},
        "time-1": {"selected_date_time": at},
        "time-2": {"selected_date_time": None},
        "time-3": {"selected_date_time": at + 900},
    }
    times = read_times(values, CARRIED)
    assert (times.starts, times.appointment_id) == ((from_epoch(at), from_epoch(at + 900)), 8)
    assert (times.field_of(from_epoch(at + 900)), times.field_of(None)) == ("time-3", "time-1")
    values["time-3"] = {"selected_date_time": at}
    with pytest.raises(Invalid) as refused:
        read_times(values, CARRIED)
    assert refused.value.facts == {"field": "time-3", "reason": "twice"}

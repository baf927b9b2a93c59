"""Slack fails at each call of a flow: nothing is doubled, nothing is lost, the person gets one kind sentence."""

import pytest

from handlers.notices.sending import attempts, lookup, troubles
from tests.journeys.promotion import CANCELLED, NINE, Promotion

BEFORE = ("ratelimited", "http_500", "reset_before", "fatal_error")  # the call has no effect
AFTER = ("reset_after", "timeout")  # it has, and nobody hears of it
ERRORS = (*BEFORE, *AFTER)
EVERYBODY = {key: [f"Bureau d’aide {NINE}"] for key in ("lea", "sami", "claire")}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try and look again at once (the ledger rounds up): the waits are the dispatcher's own tests' matter."""
    monkeypatch.setattr(attempts, "_BACK_OFF", (-1.0,))
    monkeypatch.setattr(lookup, "LOOKS", (-1.0, -2.0, -3.0))
    monkeypatch.setattr(troubles, "PROBE_SECONDS", 0.0)


def fail(promotion: Promotion, method: str, error: str, *, times: int = 1) -> None:
    promotion.stage.slack.faults.fail(method, error=error, times=times, retry_after=0, delay=0.1)


@pytest.mark.parametrize("error", ERRORS)
def test_cards_arrive_once_whatever_happens_to_the_posting(promotion: Promotion, error: str) -> None:
    fail(promotion, "chat.postMessage", error, times=3)
    promotion.book(promotion.lea)
    assert promotion.inboxes() == EVERYBODY


@pytest.mark.parametrize("error", ERRORS)
def test_cards_arrive_once_when_looking_up_fails_too(promotion: Promotion, error: str) -> None:
    fail(promotion, "chat.postMessage", "reset_after")
    fail(promotion, "conversations.history", error)
    promotion.book(promotion.lea)
    assert promotion.inboxes() == EVERYBODY


@pytest.mark.parametrize("error", ERRORS)
def test_cards_arrive_once_when_accounts_cannot_be_found_yet(promotion: Promotion, error: str) -> None:
    fail(promotion, "users.lookupByEmail", error, times=2)
    promotion.book(promotion.lea)
    assert promotion.inboxes() == EVERYBODY


@pytest.mark.parametrize("error", ERRORS)
def test_a_cancellation_reaches_all_whatever_happens_to_the_updates(promotion: Promotion, error: str) -> None:
    promotion.book(promotion.lea)
    fail(promotion, "chat.update", error, times=2)
    fail(promotion, "chat.postMessage", error)
    promotion.cancel(promotion.lea)
    assert {key: len(box) for key, box in promotion.inboxes().items()} == {"lea": 1, "sami": 2, "claire": 2}
    assert [getattr(promotion, key).inbox()[0].buttons for key in EVERYBODY] == CANCELLED


@pytest.mark.parametrize("error", ERRORS)
def test_a_direct_message_is_answered_once(promotion: Promotion, error: str) -> None:
    fail(promotion, "chat.postMessage", error)
    fail(promotion, "users.info", error)
    promotion.lea.message("mentorat")
    assert promotion.answers(promotion.lea, 1) == ["Mentorat"]


def test_who_left_slack_holds_up_nobody(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.stage.slack.deactivate(promotion.sami)
    promotion.cancel(promotion.lea)
    assert len(promotion.claire.inbox()) == 2
    assert promotion.claire.inbox()[0].buttons == []


def test_workspace_without_recent_blocks_shows_all_and_is_asked_once(promotion: Promotion) -> None:
    slack = promotion.stage.slack
    slack.faults.switch("blocks_refused", on=True)
    promotion.book(promotion.lea)
    for who in (promotion.lea, promotion.sami, promotion.claire):
        who.open_home()
        home = slack.wait_for(who.home)
        assert home is not None
        assert [one["type"] for one in home.blocks][:2] == ["header", "section"]
    assert promotion.inboxes() == EVERYBODY
    refused = [call.method for call in slack.calls if not call.answer["ok"]]
    assert refused == ["views.publish"]

"""The dispatcher when Slack or the network fails: never two messages, never none, and the others are not held up."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.sandbox.memory.channels import Channel
from handlers.notices.sending.outcomes import retry_after_seconds
from storage.database import Database
from tests.faults.dispatch_rig import Rig, rigged, without_history

LOST_ANSWERS = ("reset_after", "http_500_after")
LOST_CALLS = ("reset_before", "http_500", "internal_error", "fatal_error", "service_unavailable")


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


def attempt_again(rig: Rig, after: float = 6) -> None:
    """Try what waits for a retry: the back-off in whole seconds, never less."""
    rig.clock.advance(after)
    rig.dispatcher().run_once()


@pytest.mark.parametrize("error", LOST_ANSWERS)
def test_message_whose_answer_was_lost_is_found_and_not_sent_again(rig: Rig, error: str) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error=error)
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    assert rig.dispatcher().run_once() == 0
    attempt_again(rig)
    assert (rig.inbox("Ada"), rig.calls("chat.postMessage")) == (["card 1 r0"], 1)
    assert rig.calls("conversations.history") == 1
    rig.owe_updates(1)  # what was found is known as the card's message
    rig.dispatcher().run_once()
    assert rig.inbox("Ada") == ["card 1 r1"]


def test_message_that_timed_out_is_found_and_not_sent_again(rig: Rig) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="timeout", delay=1.2)
    rig.owe("Ada", 1)
    rig.dispatcher(timeout=1).run_once()
    attempt_again(rig)
    assert (rig.inbox("Ada"), rig.calls("chat.postMessage")) == (["card 1 r0"], 1)
    assert rig.outlook().owed_now == 0


@pytest.mark.parametrize("error", [LOST_ANSWERS[0], LOST_CALLS[0]])
def test_message_in_doubt_waits_a_minute_and_goes_again_where_the_bot_may_not_read(rig: Rig, error: str) -> None:
    rig.sandbox.install(without_history(), request_url=None)
    rig.sandbox.faults.fail("chat.postMessage", error=error)
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    rig.owe("Bob", 2)  # held up by nothing
    for seconds in (6, 16):
        attempt_again(rig, after=seconds)
        assert (rig.calls("chat.postMessage"), rig.inbox("Bob")) == (2, ["card 2 r0"])
    attempt_again(rig, after=41)
    arrived = 2 if error in LOST_ANSWERS else 1
    assert (rig.inbox("Ada"), rig.failures()) == (["card 1 r0"] * arrived, [])
    assert rig.outlook().owed_now == 0


@pytest.mark.parametrize("error", LOST_CALLS)
def test_message_that_never_arrived_is_looked_up_for_a_minute_then_sent(rig: Rig, error: str) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error=error)
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    for number, seconds in enumerate((6, 16), 1):
        attempt_again(rig, after=seconds)
        assert (rig.inbox("Ada"), rig.calls("conversations.history")) == ([], number)
    attempt_again(rig, after=41)
    assert (rig.inbox("Ada"), rig.calls("conversations.history")) == (["card 1 r0"], 3)
    assert rig.outlook().owed_now == 0


def test_lost_answers_in_a_channel_and_in_a_thread_are_looked_up_there(rig: Rig) -> None:
    channel = rig.sandbox.add_channel("coachs")
    rig.owe(None, 1, channel=channel.id)
    rig.dispatcher().run_once()
    rig.sandbox.faults.fail("chat.postMessage", error="reset_after", times=2)
    rig.owe(None, 2, channel=channel.id)
    rig.dispatcher().run_once()
    attempt_again(rig)
    rig.owe(None, 3, channel=channel.id, thread_ts=channel.messages[0].ts)
    rig.dispatcher().run_once()
    attempt_again(rig)
    assert [one.text for one in channel.messages] == ["card 1 r0", "card 2 r0", "card 3 r0"]
    assert (rig.calls("conversations.history"), rig.calls("conversations.replies")) == (1, 1)
    assert rig.outlook().owed_now == 0


def test_client_as_the_sdk_makes_it_would_send_twice(rig: Rig) -> None:
    """Why the client must come with `retry_handlers=[]`: this is what happens without."""
    rig.sandbox.faults.fail("chat.postMessage", error="reset_after")
    rig.owe("Ada", 1)
    rig.dispatcher(bare=False).run_once()
    assert rig.inbox("Ada") == ["card 1 r0", "card 1 r0"]


@pytest.mark.parametrize("error", ["http_500", "reset_before", "missing_scope"])
@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
def test_nothing_is_sent_blindly_when_the_look_up_fails(rig: Rig, method: str, error: str) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="reset_after")
    rig.sandbox.faults.fail(method, error=error)
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    attempt_again(rig)
    assert rig.calls("chat.postMessage") == 1
    rig.owe("Bob", 2)
    rig.dispatcher().run_once()
    assert rig.inbox("Bob") == ["card 2 r0"]  # what cannot be looked up stops nobody else
    attempt_again(rig, after=21)
    assert (rig.inbox("Ada"), rig.calls("chat.postMessage")) == (["card 1 r0"], 2)
    assert rig.outlook().owed_now == 0


def test_rate_limit_is_waited_for_as_told_by_all(rig: Rig) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="ratelimited", retry_after=30)
    rig.owe("Ada", 1, 2)
    rig.owe("Bob", 3)
    dispatcher = rig.dispatcher()
    dispatcher.run_once()
    assert rig.calls("chat.postMessage") == 1  # the rest was given back unsent
    rig.clock.advance(28.5)
    assert dispatcher.run_once() == 0
    rig.clock.advance(2.5)
    assert dispatcher.run_once() == 3
    assert (rig.inbox("Ada"), rig.inbox("Bob")) == (["card 1 r0", "card 2 r0"], ["card 3 r0"])
    assert rig.calls("conversations.history") == 0  # a clear no leaves no doubt


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("30", 30), ("1e20", 3600), ("-5", 0), ("nan", 30), ("inf", 30), ("-inf", 30), ("soon", 30), ("", 30)],
)
def test_rate_limit_is_at_most_an_hour_whatever_is_said(told: str, seconds: float) -> None:
    assert retry_after_seconds({"Retry-After": told}) == seconds


def test_rate_limit_of_posts_lets_updates_pass(rig: Rig) -> None:
    rig.owe("Ada", 1)
    dispatcher = rig.dispatcher()
    dispatcher.run_once()
    rig.sandbox.faults.fail("chat.postMessage", error="ratelimited", retry_after=30)
    rig.owe("Bob", 2)
    dispatcher.run_once()
    rig.owe_updates(1)
    assert dispatcher.run_once() == 1
    assert (rig.inbox("Ada"), rig.inbox("Bob")) == (["card 1 r1"], [])


def archive(_rig: Rig, channel: Channel) -> str:
    channel.archived = True
    return channel.id


def leave(rig: Rig, channel: Channel) -> str:
    channel.members.discard(rig.sandbox.bot_user_id)
    return channel.id


def hide(rig: Rig, channel: Channel) -> str:
    channel.kind = "private"
    return leave(rig, channel)


@pytest.mark.parametrize(
    ("spoil", "reason"), [(archive, "is_archived"), (leave, "not_in_channel"), (hide, "channel_not_found")]
)
def test_channel_that_takes_nothing_is_final(rig: Rig, spoil: Callable[[Rig, Channel], str], reason: str) -> None:
    rig.owe(None, 1, channel=spoil(rig, rig.sandbox.add_channel("coachs")))
    rig.owe("Ada", 2)
    rig.dispatcher().run_once()
    assert [(one.kind, one.reason, one.count) for one in rig.failures()] == [("card", reason, 1)]
    assert rig.inbox("Ada") == ["card 2 r0"]
    assert rig.outlook().owed_now == 0


@pytest.mark.parametrize(
    "error", ["user_not_found", "user_disabled", "messages_tab_disabled", "invalid_blocks", "no_text", "new_code"]
)
def test_clear_no_of_slack_is_final_and_holds_up_nobody(rig: Rig, error: str) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error=error)
    rig.owe("Ada", 1, 2)
    rig.dispatcher().run_once()
    assert [one.reason for one in rig.failures()] == [error]
    assert rig.inbox("Ada") == ["card 2 r0"]


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message"])
def test_card_that_cannot_be_updated_is_final(rig: Rig, error: str) -> None:
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    rig.sandbox.faults.fail("chat.update", error=error)
    rig.owe_updates(1)
    rig.dispatcher().run_once()
    assert [one.reason for one in rig.failures()] == [error]


@pytest.mark.parametrize("error", ["reset_after", "http_500", "reset_before"])
def test_update_is_simply_sent_again(rig: Rig, error: str) -> None:
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    rig.sandbox.faults.fail("chat.update", error=error)
    rig.owe_updates(1)
    rig.dispatcher().run_once()
    attempt_again(rig)
    assert (rig.inbox("Ada"), rig.calls("chat.update")) == (["card 1 r1"], 2)
    assert rig.calls("conversations.history") == 0


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "missing_scope", "account_inactive"])
def test_trouble_of_the_workspace_is_logged_once_and_waited_for(
    rig: Rig, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error=error, times=2)
    rig.owe("Ada", 1, 2)
    rig.owe("Bob", 3)
    dispatcher = rig.dispatcher()
    with caplog.at_level(logging.ERROR, logger="handlers.notices.dispatcher"):
        for _ in range(3):
            dispatcher.run_once()
            rig.clock.advance(19)
            assert dispatcher.run_once() == 0
            rig.clock.advance(2)
    assert [record.message for record in caplog.records] == [f"Slack refuses notices now ({error}); retrying later"]
    assert (rig.inbox("Ada"), rig.inbox("Bob")) == (["card 1 r0", "card 2 r0"], ["card 3 r0"])
    assert (rig.calls("chat.postMessage"), rig.failures()) == (5, [])


def test_what_cannot_be_rendered_holds_up_nobody_and_fails_in_the_end(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.owe("Ada", 1, 2)
    rig.owe("Bob", 3)
    rig.broken = {1}
    dispatcher = rig.dispatcher()
    dispatcher.run_once()
    assert (rig.inbox("Ada"), rig.inbox("Bob")) == (["card 2 r0"], ["card 3 r0"])
    for seconds in (5, 15, 60, 300):
        assert rig.failures() == []
        rig.clock.advance(seconds + 1)
        assert dispatcher.run_once() == 1
    assert [(one.reason, one.count) for one in rig.failures()] == [("fault", 1)]
    assert sum("not rendered; retrying" in record.message for record in caplog.records) == 1


def test_what_was_mended_in_time_is_sent(rig: Rig) -> None:
    rig.owe("Ada", 1)
    rig.broken = {1}
    rig.dispatcher().run_once()
    rig.broken = set()
    attempt_again(rig)
    assert rig.inbox("Ada") == ["card 1 r0"]


def test_order_is_kept_behind_what_is_tried_again(rig: Rig) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="http_500")
    rig.owe("Ada", 1, 2)
    rig.owe("Bob", 3)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.inbox("Bob")) == ([], ["card 3 r0"])
    rig.wait_out_doubt()
    assert rig.inbox("Ada") == ["card 1 r0", "card 2 r0"]


def test_what_never_passes_is_given_up_after_a_day_and_holds_up_nobody(rig: Rig) -> None:
    def about_the_first(arguments: dict[str, Any]) -> bool:
        return bool(arguments["text"] == "card 1 r0")

    rig.sandbox.faults.fail("chat.postMessage", error="http_500", times=1000, when=about_the_first)
    rig.owe("Ada", 1, 2)
    dispatcher = rig.dispatcher()
    dispatcher.run_once()
    for seconds in (5, 15, 60):
        rig.clock.advance(seconds + 1)
        assert dispatcher.run_once() == 1
    rig.clock.advance(20)
    assert (dispatcher.run_once(), rig.inbox("Ada")) == (0, [])
    rig.clock.advance(25)  # two minutes after the first attempt, order is worth less than arriving
    assert (dispatcher.run_once(), rig.inbox("Ada")) == (1, ["card 2 r0"])
    rig.clock.advance(23 * 3600)
    for _ in range(5):
        dispatcher.run_once()
        rig.clock.advance(301)
    assert rig.failures() == []
    rig.clock.advance(3600)
    dispatcher.run_once()
    assert [(one.reason, one.count) for one in rig.failures()] == [("gave_up", 1)]


def test_a_clock_set_forward_by_years_gives_nothing_up(rig: Rig) -> None:
    """A machine without a battery: nothing passes at first, then three years do."""
    rig.sandbox.faults.fail("chat.postMessage", error="token_revoked", times=9)
    rig.owe("Ada", 1)
    dispatcher = rig.dispatcher()
    for seconds in (3 * 365 * 86_400, *[301] * 9):
        dispatcher.run_once()
        rig.clock.advance(seconds)
    assert rig.failures() == []
    dispatcher.run_once()
    assert rig.inbox("Ada") == ["card 1 r0"]

"""Slack's rate limits on a clock that the test moves: tiers, a message a second for a channel, events by the hour."""

from dataclasses import dataclass

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.methods import rate_limits
from bot.sandbox.methods.rate_limits import RateLimits
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.conftest import Scripted


@dataclass
class Hands:
    """A clock that stands until it is moved."""

    now: float = 1000.0

    def elapsed(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def limits(clock: Hands) -> RateLimits:
    return RateLimits(on=True, elapsed=clock.elapsed)


@pytest.mark.parametrize(
    ("method", "most"),
    [("users.list", 20), ("chat.update", 50), ("views.open", 100), ("chat.getPermalink", 300)],
)
def test_method_passes_as_often_as_its_tier_says(limits: RateLimits, clock: Hands, method: str, most: int) -> None:
    assert [limits.check(method) for _ in range(most)] == [None] * most
    clock.now += 20
    assert limits.check(method) == 40
    clock.now += 39.5
    assert limits.check(method) == 1
    clock.now += 0.5
    assert limits.check(method) is None


def test_method_beyond_its_limit_closes_itself_alone(limits: RateLimits) -> None:
    assert [limits.check("users.list") for _ in range(21)][-1] == 60
    assert limits.check("users.info") is None


def test_channel_takes_a_short_burst_then_a_message_a_second(limits: RateLimits, clock: Hands) -> None:
    burst = [limits.check("chat.postMessage", "C1") for _ in range(rate_limits.BURST + 1)]
    assert burst == [*[None] * rate_limits.BURST, 1]
    clock.now += 1
    assert [limits.check("chat.postMessage", "C1") for _ in range(2)] == [None, 1]
    for _ in range(20):
        clock.now += 1
        assert limits.check("chat.postMessage", "C1") is None


def test_method_that_answered_429_stays_closed_for_every_channel(limits: RateLimits, clock: Hands) -> None:
    for _ in range(rate_limits.BURST + 1):
        limits.check("chat.postMessage", "C1")
    assert limits.check("chat.postMessage", "C2") == 1
    clock.now += 1
    assert limits.check("chat.postMessage", "C2") is None


def test_messages_to_many_channels_stop_at_the_limit_of_the_workspace(limits: RateLimits) -> None:
    most = rate_limits.SPECIAL_PER_MINUTE
    assert [limits.check("chat.postMessage", f"D{number}") for number in range(most)] == [None] * most
    assert limits.check("chat.postMessage", "D-one-more") == 60


def test_switch_turned_off_and_on_forgets_what_came_before(limits: RateLimits) -> None:
    for _ in range(21):
        limits.check("users.list")
    limits.off()
    assert limits.check("users.list") is None
    limits.on()
    assert limits.check("users.list") is None


def test_events_beyond_an_hour_stop_and_app_rate_limited_is_due_each_minute(
    limits: RateLimits, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "EVENTS_PER_HOUR", 2)
    limits.on()
    found = [limits.check_event() for _ in range(4)]
    clock.now += 60
    found += [limits.check_event() for _ in range(2)]
    clock.now += 3600
    assert [*found, limits.check_event()] == [
        (True, False), (True, False), (False, True), (False, False), (False, True), (False, False), (True, False),
    ]  # fmt: skip


@pytest.mark.usefixtures("bot")
def test_call_too_many_is_a_429_without_effect(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    sandbox.limits.on()
    for number in range(rate_limits.BURST):  # a person and the DM with them are one channel
        web.chat_postMessage(channel=ana.id if number % 2 else ana.dm.id, text="a")
    with pytest.raises(SlackApiError) as limited:
        web.chat_postMessage(channel=ana.id, text="a")
    answer = limited.value.response
    assert (answer.status_code, answer.headers["Retry-After"], answer["error"]) == (429, "1", "ratelimited")
    assert len(ana.inbox()) == rate_limits.BURST
    assert sandbox.violations == []


@pytest.mark.usefixtures("bot")
def test_limits_are_off_unless_asked_for(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    for _ in range(10):
        web.chat_postMessage(channel=ana.id, text="a")
    assert len(ana.inbox()) == 10
    assert Sandbox(rate_limits=True).limits.active


def test_app_hears_app_rate_limited_in_place_of_an_event(
    sandbox: Sandbox, bot: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "EVENTS_PER_HOUR", 1)
    sandbox.limits.on()
    ana = sandbox.add_person("Ana")
    for _ in range(3):
        ana.message("bonjour")
    told = [sent for _, sent in bot.received]
    assert [one["type"] for one in told] == ["event_callback", "app_rate_limited"]
    assert sorted(told[1]) == ["api_app_id", "minute_rate_limited", "team_id", "token", "type"]
    assert told[1]["minute_rate_limited"] % 60 == 0

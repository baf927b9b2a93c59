"""Bad weather: the same seed fails the same calls, deliveries come twice, late or never, switches stay on."""

import http.client
import time
from collections import Counter
from urllib.error import URLError

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.wire.faults import SWITCHES, Active, Faults
from bot.sandbox.wire.storms import CALL_CODES, Storm
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.conftest import Scripted

LOST = (SlackApiError, ConnectionError, URLError, http.client.HTTPException)


def weather(faults: Faults, *methods: str) -> list[str | None]:
    found = [faults.take(method, {}) for method in methods]
    return [fault.error if fault else None for fault in found]


def test_same_seed_is_the_same_weather_in_any_order_of_methods() -> None:
    rates: dict[str, float | dict[str, float]] = {"chat.postMessage": 0.5, "views.open": {"http_500": 0.3}}
    first, second, other = Faults(), Faults(), Faults()
    for faults, seed in ((first, 7), (second, 7), (other, 8)):
        faults.storm(seed, rates=rates)
    posts, opens = weather(first, *["chat.postMessage"] * 50), weather(first, *["views.open"] * 50)
    mixed = weather(second, *["views.open", "chat.postMessage"] * 50)
    assert (mixed[1::2], mixed[0::2]) == (posts, opens)
    assert weather(other, *["chat.postMessage"] * 50) != posts
    assert set(opens) == {None, "http_500"}


def test_shares_come_out_as_asked() -> None:
    storm = Storm("dix mille", {"*": {"ratelimited": 0.1, "reset_after": 0.05}})
    found = Counter(storm.next("chat.postMessage") for _ in range(10_000))
    assert found["ratelimited"] == pytest.approx(1000, abs=100)
    assert found["reset_after"] == pytest.approx(500, abs=75)
    assert found.total() == 10_000


def test_bare_rate_is_shared_among_all_codes() -> None:
    storm = Storm(1, {"*": 0.9})
    assert {storm.next("users.info") for _ in range(400)} == {None, *CALL_CODES}


def test_star_leaves_deliveries_and_other_rows_alone() -> None:
    storm = Storm(1, {"*": 1.0, "users.info": {}})
    assert storm.next("events_api") is None
    assert storm.next("users.info") is None or storm.rates["users.info"] == {}


@pytest.mark.parametrize(
    "rates",
    [{"chat.update": {"lost_ack": 0.1}}, {"events_api": {"http_500": 0.1}}, {"*": 1.5}, {"*": {"delay": -0.1}}],
    ids=str,
)
def test_weather_that_cannot_be_is_refused(rates: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"cannot meet|no part of 1"):
        Faults().storm(1, rates=rates)


@pytest.mark.usefixtures("bot")
def test_client_in_a_storm_loses_only_what_had_no_effect(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    sandbox.faults.storm("orage", rates={"chat.postMessage": 0.6}, delay=0.01)
    told: list[str] = []
    for number in range(60):
        try:
            web.chat_postMessage(channel=ana.id, text=str(number))
            told.append(str(number))
        except LOST:
            continue
    sandbox.faults.clear()
    arrived = [message.text for message in ana.inbox()]
    assert 0 < len(told) < len(arrived) < 60  # some answers were lost, some calls too
    assert [text for text in arrived if text in told] == told


@pytest.mark.usefixtures("bot")
def test_delay_took_effect_and_answers_late(sandbox: Sandbox, web: WebClient) -> None:
    sandbox.faults.fail("auth.test", error="delay", delay=0.3)
    started = time.monotonic()
    assert web.auth_test()["ok"]
    assert time.monotonic() - started > 0.29


def test_duplicate_event_has_one_id_and_says_that_it_is_repeated(sandbox: Sandbox, bot: Scripted) -> None:
    sandbox.faults.fail("events_api", error="duplicate")
    sandbox.add_person("Ana").message("bonjour")
    assert [headers.get("X-Slack-Retry-Num") for headers, _ in bot.received] == [None, "1"]
    assert len({sent["event_id"] for _, sent in bot.received}) == 1


def test_duplicate_click_is_the_same_payload_twice(sandbox: Sandbox, bot: Scripted) -> None:
    sandbox.faults.fail("slash_commands", error="duplicate")
    bot.script = lambda _payload: (200, f"réponse {len(bot.received)}")
    assert sandbox.add_person("Ana").command("/essai").text == "réponse 1"
    assert bot.received[0][1] == bot.received[1][1]


def test_lost_acknowledgement_of_an_event_brings_it_again(sandbox: Sandbox, any_app: App) -> None:
    heard: list[str] = []
    any_app.event("message")(lambda body: heard.append(body["event_id"]))
    sandbox.faults.fail("events_api", error="lost_ack")
    sandbox.add_person("Ana").message("bonjour")
    assert sandbox.wait_for(lambda: len(heard) == 2)
    assert len(set(heard)) == 1
    assert sandbox.violations == []


@pytest.mark.parametrize(("code", "arrives"), [("lost", 0), ("lost_ack", 1)])
def test_person_sees_a_time_out_when_a_command_or_its_answer_is_lost(
    sandbox: Sandbox, bot: Scripted, code: str, arrives: int
) -> None:
    sandbox.faults.fail("slash_commands", error=code)
    assert sandbox.add_person("Ana").command("/essai").error == "operation_timeout"
    assert len(bot.received) == arrives
    assert sandbox.violations == []


def test_fault_that_no_delivery_meets_is_refused() -> None:
    with pytest.raises(ValueError, match="events_api can meet"):
        Faults().fail("events_api", error="http_500")


@pytest.mark.usefixtures("bot")
def test_switch_stays_on_until_it_is_turned_off(sandbox: Sandbox, web: WebClient) -> None:
    sandbox.faults.switch("slack_down", on=True)
    for _ in range(3):
        with pytest.raises(SlackApiError):
            web.auth_test()
    assert sandbox.faults.describe() == (Active("*", "http_500", "switch", switch="slack_down"),)
    sandbox.faults.switch("slack_down", on=False)
    assert web.auth_test()["ok"]
    assert sandbox.faults.describe() == ()


def test_description_lists_planned_switched_and_stormy_faults() -> None:
    faults = Faults()
    faults.storm(1, rates={"events_api": {"duplicate": 0.25, "lost": 0.0}})
    for code in SWITCHES:
        faults.switch(code, on=True)
    faults.fail("views.open", error="ratelimited", times=2)
    found = faults.describe()
    assert found[0] == Active("views.open", "ratelimited", "planned", left=2)
    assert [one.switch for one in found[1:-1]] == list(SWITCHES)
    assert found[-1] == Active("events_api", "duplicate", "storm", rate=0.25)

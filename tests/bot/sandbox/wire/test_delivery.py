"""Requests to the bot: signatures, events and their retries, subscriptions."""

import time

import pytest

from bot.sandbox.people.person import Person
from bot.sandbox.wire import events
from bot.sandbox.wire.delivery import signature
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.conftest import MANIFEST, Scripted
from tests.patience import PATIENCE

# Slack's published example of a signature
SECRET, TIMESTAMP = "8f742231b10e8888abcd99yyyzzz85a5", "1531420618"
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SIGNED = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Ana")


def test_signature_is_slack_own_example() -> None:
    assert signature(SECRET, timestamp=TIMESTAMP, body=BODY) == SIGNED


def test_delivery_is_signed_over_its_raw_body(bot: Scripted, ana: Person, sandbox: Sandbox) -> None:
    ana.command("/essai")
    headers, _ = bot.received[-1]
    assert headers["X-Slack-Signature"].startswith("v0=")
    body = b'{"type": "event_callback"}'
    stale = sandbox.signed(body, age_s=360)
    sandbox.deliver_raw(body, {"Content-Type": "application/json", **stale})
    age = int(headers["X-Slack-Request-Timestamp"]) - int(bot.received[-1][0]["X-Slack-Request-Timestamp"])
    assert age in (359, 360)


@pytest.mark.usefixtures("http_app")
def test_bolt_refuses_a_wrong_or_old_signature(sandbox: Sandbox) -> None:
    body = b'{"type": "url_verification", "challenge": "c"}'
    kind = {"Content-Type": "application/json"}
    assert sandbox.deliver_raw(body, kind | sandbox.signed(body))[0] == 200
    assert sandbox.deliver_raw(body, kind | sandbox.signed(body, age_s=360))[0] == 401
    assert sandbox.deliver_raw(body, kind | sandbox.signed(b"autre"))[0] == 401


def test_event_is_repeated_with_its_id_until_taken(bot: Scripted, ana: Person) -> None:
    answers = iter([500, 500, 200])
    bot.script = lambda _payload: (next(answers), "")
    ana.message("bonjour")
    seen = [(headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")) for headers, _ in bot.received]
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len({sent["event_id"] for _, sent in bot.received}) == 1
    assert bot.received[0][1]["event"]["channel_type"] == "im"


def test_event_is_given_up_after_three_retries(bot: Scripted, ana: Person) -> None:
    bot.script = lambda _payload: (503, "")
    ana.message("bonjour")
    assert len(bot.received) == 1 + len(events.QUICK_WAITS)


def test_command_and_click_are_never_repeated(bot: Scripted, ana: Person) -> None:
    bot.script = lambda _payload: (500, "")
    assert ana.command("/essai").error == "dispatch_failed"
    assert len(bot.received) == 1


def test_app_hears_only_what_it_subscribed_to_where_it_is(bot: Scripted, ana: Person, sandbox: Sandbox) -> None:
    outside = sandbox.add_channel("ailleurs", members=[ana], with_bot=False)
    inside = sandbox.add_channel("promo", members=[ana])
    ana.mention("là ?", channel=outside)
    ana.message("sans vous", channel=inside)
    assert bot.received == []
    ana.mention("là ?", channel=inside)
    ana.arrive()
    ana.open_messages()
    found = [(sent["event"]["type"], sent["event"].get("tab")) for _, sent in bot.received]
    assert found == [("app_mention", None), ("team_join", None), ("app_home_opened", "messages")]
    assert bot.received[0][1]["event"]["text"] == f"<@{sandbox.bot_user_id}> là ?"


def test_markup_typed_by_hand_means_nothing(bot: Scripted, ana: Person) -> None:
    ana.message(f"<!channel> & <@{ana.id}> <b>")
    assert bot.received[0][1]["event"]["text"] == f"&lt;!channel&gt; &amp; <@{ana.id}> &lt;b&gt;"


def test_manifest_without_a_needed_scope_is_a_violation(sandbox: Sandbox) -> None:
    sandbox.install(MANIFEST | {"oauth_config": {"scopes": {"bot": ["commands", "users:read"]}}}, request_url=None)
    assert sandbox.violations == [
        "manifest: event app_mention needs one of the scopes app_mentions:read",
        "manifest: event file_deleted needs one of the scopes files:read",
        "manifest: event message.im needs one of the scopes im:history",
    ]


def test_event_for_an_app_that_is_away_comes_once_it_is_back(sandbox: Sandbox, bot: Scripted) -> None:
    late = Sandbox(now=lambda: 0.0)
    late.install(MANIFEST, request_url="http://127.0.0.1:9")  # nobody is there
    luc = late.add_person("Luc")
    luc.message("bonjour")
    luc.message("y a-t-il quelqu’un ?")
    late.install(MANIFEST, request_url=sandbox.request_url)
    assert late.wait_for(lambda: len(bot.received) == 2)
    assert [sent["event"]["text"] for _, sent in bot.received] == ["bonjour", "y a-t-il quelqu’un ?"]
    assert {headers["X-Slack-Retry-Num"] for headers, _ in bot.received} == {"2"}


def test_event_comes_again_when_slack_would_by_the_clock_that_is_shown(sandbox: Sandbox, bot: Scripted) -> None:
    clock = [1000.0]
    shown = Sandbox(now=lambda: clock[0])
    shown.install(MANIFEST, request_url=sandbox.request_url)
    bot.script = lambda _payload: (503, "")
    shown.add_person("Luc").message("bonjour")  # repeated once, at once; this comes back while the rest is to come
    assert len(bot.received) == 2
    for before, wait in enumerate(events.SLACK_WAITS[1:], start=2):
        clock[0] += wait - 1
        time.sleep(3 * events.LOOK_S)
        assert len(bot.received) == before
        clock[0] += 1
        shown.wait_for(lambda: len(bot.received) > before, seconds=PATIENCE)  # noqa: B023 it ends within this turn
    clock[0] += 7 * 86400
    time.sleep(3 * events.LOOK_S)
    assert [headers.get("X-Slack-Retry-Num") for headers, _ in bot.received] == [None, "1", "2", "3"]
    assert shown.violations == ["events_api message.im: status 503, dispatch_failed"] * 4

"""A Slack that is late, gone or refuses: nothing twice, no wait for what surely never left, and all goes on soon."""

import logging
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.error import URLError

import pytest

from bot.errors import Unavailable
from bot.notices.model import Action
from bot.sandbox.workspace import Sandbox
from bot.tools import Reading, Transaction
from handlers.kit.blocks import message, section
from handlers.kit.escaping import Said
from handlers.kit.told import GroupPost
from handlers.notices.dispatcher import Dispatcher
from handlers.notices.sending.outcomes import RetryLater, outcome_of
from storage.database import Database
from tests.faults.dispatch_rig import HISTORY, MANIFEST, Rig, rigged

LATE = (15, 20, 30, 45, 59)  # seconds; the client gives up after ten
GROUPS = ["chat:write", "im:write", *HISTORY, "mpim:write", "mpim:history"]


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


def everybody(rig: Rig, number: int) -> list[str]:
    """Add so many people, and owe each a card."""
    names = [f"P{at}" for at in range(number)]
    for at, name in enumerate(names):
        rig.add_person(name)
        rig.owe(name, at)
    return names


def seconds_until(rig: Rig, done: Callable[[], object], *dispatchers: Dispatcher, most: int = 120) -> int:
    """Let time pass until something is so, and give how many seconds it took."""
    for second in range(1, most):
        rig.let_pass(1, *dispatchers)
        if done():
            return second
    return most


def test_post_that_slack_carries_out_late_is_there_once(rig: Rig) -> None:
    names = everybody(rig, len(LATE))
    rig.late.seconds["chat.postMessage"] = [*LATE]
    several = (rig.dispatcher(), rig.dispatcher())  # whichever looks: how often it did is in the row
    several[0].run_once()
    rig.let_pass(140, *several, step=2)
    assert {name: len(rig.inbox(name)) for name in names} == dict.fromkeys(names, 1)
    assert (rig.outlook().owed_now, rig.failures()) == (0, [])


@pytest.mark.parametrize("late", [20, 59])
def test_post_in_a_thread_and_parts_of_one_message_are_there_once(rig: Rig, late: float) -> None:
    channel = rig.sandbox.add_channel("coachs")
    rig.owe(None, 1, channel=channel.id)
    rig.dispatcher().run_once()
    rig.owe(None, 2, channel=channel.id, thread_ts=channel.messages[0].ts)
    rig.owe("Ada", 3, 4, 5, kind="remind.week")
    rig.late.seconds["chat.postMessage"] = [late, late]
    rig.dispatcher().run_once()
    rig.owe("Ada", 6, kind="remind.week")
    for _ in range(14):  # each look by a bot that has just been started
        rig.let_pass(6, rig.dispatcher(), step=6)
    assert [one.text for one in channel.messages] == ["card 1 r0", "card 2 r0"]
    assert rig.inbox("Ada") == [
        "Votre semaine. remind.week 3 r0 remind.week 4 r0 remind.week 5 r0",
        "Votre semaine. remind.week 6 r0",
    ]
    assert rig.outlook().owed_now == 0


@pytest.mark.parametrize("late", [20, 59])
def test_post_to_a_group_is_there_once(rig: Rig, late: float) -> None:
    rig.sandbox.install(MANIFEST | {"oauth_config": {"scopes": {"bot": GROUPS}}}, request_url=None)
    members = tuple(rig.sandbox.person(name).id for name in ("Ada", "Bob"))
    rig.drawn = GroupPost(message(Said("à nous deux"), section(Said("à nous deux"))), members)
    rig.owe(None, 7, action=Action.GROUP, kind="cycle")
    rig.late.seconds["chat.postMessage"] = [late]
    rig.dispatcher().run_once()
    rig.let_pass(84, rig.dispatcher(), step=6)
    (group,) = [one for one in rig.sandbox.team.channels.values() if one.kind == "mpim"]
    assert ([one.text for one in group.messages], rig.outlook().owed_now) == (["à nous deux"], 0)


def test_parts_of_one_message_that_never_arrived_are_one_message_after_the_doubt(rig: Rig) -> None:
    """All are looked up at each turn, in one reading: none begins its minute when another's is over."""
    rig.sandbox.faults.fail("chat.postMessage", error="reset_before")
    rig.owe("Ada", 1, 2, 3, kind="remind.week")
    rig.dispatcher().run_once()
    rig.wait_out_doubt()
    assert rig.inbox("Ada") == ["Votre semaine. remind.week 1 r0 remind.week 2 r0 remind.week 3 r0"]
    assert (rig.calls("conversations.history"), rig.outlook().owed_now) == (3, 0)


def test_what_cannot_wait_passes_what_is_in_doubt_and_what_is_over_after_it_is_dropped(rig: Rig) -> None:
    rig.late.seconds["chat.postMessage"] = [300]
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    rig.owe("Ada", 2, kind="remind.hour", urgent=True, expires=rig.clock.later(3000))
    rig.owe("Ada", 3, expires=rig.clock.later(30))
    rig.owe("Ada", 4)
    rig.let_pass(10, rig.dispatcher())
    assert rig.inbox("Ada") == ["remind.hour 2 r0"]
    rig.let_pass(56, rig.dispatcher())
    assert rig.inbox("Ada") == ["remind.hour 2 r0", "card 1 r0", "card 4 r0"]


def test_what_may_have_arrived_again_is_looked_up_again(rig: Rig) -> None:
    rig.late.seconds["chat.postMessage"] = [300, 30]  # the first is lost for longer than anybody waits
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    rig.let_pass(200, rig.dispatcher(), step=4)
    assert (rig.inbox("Ada"), rig.outlook().owed_now) == (["card 1 r0"], 0)
    rig.let_pass(100, rig.dispatcher(), step=50)
    assert rig.inbox("Ada") == ["card 1 r0"] * 2  # what remains: five minutes late, it comes twice


def closed() -> str:
    """Give an address at which nobody listens."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{door.getsockname()[1]}/api/"


def unknown() -> str:
    return "http://slack.invalid/api/"


def untrusted(sandbox: Sandbox) -> str:
    return sandbox.api_url.replace("http:", "https:")  # it speaks no TLS


@pytest.mark.parametrize("where", ["refused", "unknown", "untrusted"])
def test_what_never_left_is_no_doubt_and_all_goes_on_within_half_a_minute(rig: Rig, where: str) -> None:
    names = everybody(rig, 6)
    address = {"refused": closed(), "unknown": unknown(), "untrusted": untrusted(rig.sandbox)}[where]
    cut = rig.dispatcher(api_url=address)
    rig.let_pass(120, cut, step=5)
    assert (rig.sandbox.calls, rig.outlook().owed_now) == ([], 6)
    assert rig.client
    rig.client.base_url = rig.sandbox.api_url  # the network is back
    waited = seconds_until(rig, lambda: rig.outlook().idle, cut)
    assert waited <= 30
    assert {name: len(rig.inbox(name)) for name in names} == dict.fromkeys(names, 1)
    assert (rig.calls("conversations.history"), rig.calls("chat.postMessage")) == (0, 6)


def test_error_of_a_connection_that_was_never_made_is_no_doubt() -> None:
    """Whatever it is called: the time-out of a connection is the name of a lost answer too."""
    with pytest.raises(OSError, match="assign") as raised:
        HTTPConnection("127.0.0.1", 9, source_address=("203.0.113.1", 0)).request("POST", "/")
    assert outcome_of(URLError(raised.value)) == RetryLater("unreachable", pauses=True)
    assert outcome_of(raised.value) == RetryLater("unreachable", pauses=True)
    assert outcome_of(URLError(OSError(99, "no frames"))) == RetryLater("unreachable", ambiguous=True)


@pytest.mark.parametrize("error", ["token_revoked", "missing_scope"])
def test_sending_goes_on_within_half_a_minute_once_the_token_is_good(rig: Rig, error: str) -> None:
    names = everybody(rig, 4)
    rig.sandbox.faults.fail("*", error=error, times=10_000)
    dispatcher = rig.dispatcher()
    rig.let_pass(600, dispatcher, step=10)
    assert len(rig.sandbox.calls) <= 600 / 20 + 1  # one knocks for all
    rig.sandbox.faults.clear()
    assert seconds_until(rig, lambda: rig.outlook().idle, dispatcher) <= 30
    assert {name: len(rig.inbox(name)) for name in names} == dict.fromkeys(names, 1)


def test_outage_leaves_few_in_doubt_and_the_others_leave_as_soon_as_it_is_over(rig: Rig) -> None:
    names = everybody(rig, 40)
    rig.sandbox.faults.fail("*", error="http_500", times=10_000)
    dispatcher = rig.dispatcher()
    rig.let_pass(300, dispatcher, step=5)
    assert rig.calls("chat.postMessage") < 30
    tried = {call.arguments["channel"] for call in rig.sandbox.calls if call.method == "chat.postMessage"}
    others = [name for name in names if rig.sandbox.person(name).id not in tried]
    assert len(others) > 20
    rig.sandbox.faults.clear()
    assert seconds_until(rig, lambda: all(map(rig.inbox, others)), dispatcher) <= 30
    assert seconds_until(rig, lambda: rig.outlook().idle, dispatcher) <= 60
    assert {name: len(rig.inbox(name)) for name in names} == dict.fromkeys(names, 1)


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.message for one in caplog.records if one.name.startswith("handlers.notices")]


def test_storm_is_said_once_with_each_of_its_reasons_and_once_when_it_is_over(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack refuses every other call, now for its pace, now for the token; in between messages pass."""
    dispatcher = rig.dispatcher()
    with caplog.at_level(logging.INFO, logger="handlers.notices"):
        for number, error in enumerate(["ratelimited", "token_revoked"] * 5):
            rig.owe("Bob", number)
            rig.let_pass(5, dispatcher, step=5)
            rig.sandbox.faults.fail("chat.postMessage", error=error, retry_after=5)
            rig.owe("Ada", number)
            rig.let_pass(25, dispatcher, step=5)
        rig.let_pass(70, dispatcher, step=5)
        assert (len(rig.inbox("Ada")), len(rig.inbox("Bob"))) == (10, 10)
        dispatcher.run_turn()
        trouble = [line for line in said(caplog) if not line.endswith(" sent")]
        assert trouble[:2] == [
            "Slack refuses notices now (ratelimited); retrying later",
            "Slack refuses notices now (token_revoked); retrying later",
        ]
        (over,) = trouble[2:]
        assert over.startswith("notices are sent again, after ")
        assert over.endswith(" seconds (ratelimited, token_revoked)")
        caplog.clear()
        rig.sandbox.faults.fail("chat.postMessage", error="ratelimited", retry_after=5)
        rig.owe("Ada", 99)
        dispatcher.run_once()
    assert said(caplog) == ["Slack refuses notices now (ratelimited); retrying later"]  # another trouble


def test_message_is_a_line_in_the_log_however_often_it_was_tried(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="http_500")
    rig.owe("Ada", 1)
    rig.owe("Bob", 2, 3, kind="remind.week")
    rig.sandbox.faults.fail("chat.update", error="message_not_found")
    with caplog.at_level(logging.INFO, logger="handlers.notices"):
        rig.dispatcher().run_once()
        rig.wait_out_doubt()
        rig.owe_updates(1)
        rig.dispatcher().run_once()
    kinds = [line.replace("notice ", "").split(" ")[1:] for line in said(caplog)]
    assert kinds == [
        ["(remind.week),", *kinds[0][1:2], "(remind.week)", "sent"],
        ["(card)", "sent"],
        ["(card)", "failed", "(message_not_found);", "not", "retried"],
    ]


def test_file_that_slack_shares_late_is_there_once(rig: Rig) -> None:
    for at, late in enumerate(LATE):
        rig.owe("Ada", at)
        rig.dispatcher().run_once()
        rig.owe_file("Ada", at)
        rig.late.seconds["files.completeUploadExternal"] = [late]
        rig.dispatcher().run_once()
        rig.let_pass(75, rig.dispatcher(), step=5)
    assert [name for name, _ in rig.files("Ada")] == [f"rdv-{at}-0.ics" for at in range(len(LATE))]
    assert rig.outlook().owed_now == 0


class Gone:
    """A database that does not answer as long as it is gone."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.error: Exception | None = None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self.database.transaction() as tx:
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        if self.error is not None:
            raise self.error
        with self.database.reading() as reading:
            yield reading


def test_loop_at_rest_says_nothing_and_what_stops_it_once(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    """It looks again every two seconds while it cannot work."""
    database = Gone(rig.database)
    dispatcher = rig.dispatcher(database=database)
    with caplog.at_level(logging.INFO, logger="handlers.notices"):
        for error in (None, Unavailable(), OSError("full"), None, None):
            database.error = error
            for _ in range(3):
                dispatcher.run_turn()
    lines = said(caplog)
    assert lines[0] == "the database did not answer; notices wait for it"
    assert re.fullmatch("fault [0-9a-f]{8} in the dispatcher; it goes on", lines[1])
    assert lines[2:] == ["the dispatcher works again, after OSError"]

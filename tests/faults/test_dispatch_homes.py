"""App Homes: what is true when they are drawn, published only when it changed, whatever Slack or a crash does to it."""

from collections.abc import Iterator

import pytest

from bot.notices.model import Action, Notice
from handlers.kit.told import HomeView
from handlers.notices.sending.uploads import digest_of
from storage.database import Database
from tests.faults.dispatch_rig import Killed, Rig, die, rigged


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


def opened(rig: Rig, *names: str) -> None:
    """Let people open their Home, and draw it."""
    for name in names:
        rig.open_home(name)
    rig.dispatcher().run_once()


def last_hash(rig: Rig) -> str | None:
    """Give the hash that the last call named."""
    given: str | None = rig.sandbox.calls[-1].arguments.get("hash")
    return given


def test_home_is_drawn_when_it_is_opened_and_again_when_it_changed(rig: Rig) -> None:
    opened(rig, "Ada")
    assert (rig.home("Ada"), rig.home("Bob"), last_hash(rig)) == ("bonjour", None, None)
    first = rig.sandbox.calls[-1].answer["view"]["hash"]
    assert rig.owe_home("Ada", "Bob", words="du nouveau") == 1
    rig.dispatcher().run_once()
    assert (rig.home("Ada"), rig.home("Bob"), last_hash(rig)) == ("du nouveau", None, first)
    assert (rig.calls("views.publish"), rig.outlook().owed_now) == (2, 0)


def test_home_that_shows_the_same_is_not_published_again(rig: Rig) -> None:
    opened(rig, "Ada")
    calls = len(rig.sandbox.calls)
    rig.owe_home("Ada")
    assert rig.dispatcher().run_once() == 1
    assert (len(rig.sandbox.calls), rig.outlook().owed_now, rig.failures()) == (calls, 0, [])


def test_home_that_slack_lost_is_published_again(rig: Rig) -> None:
    opened(rig, "Ada")
    rig.open_home("Ada", blank=True)
    rig.dispatcher().run_once()
    assert rig.calls("views.publish") == 2


def test_changes_owed_while_it_is_drawn_are_shown_in_the_end(rig: Rig) -> None:
    rig.open_home("Ada")
    left = [1, 2]

    def change(_notice: Notice) -> None:
        if left:
            left.clear()
            rig.owe_home("Ada")
            rig.owe_home("Ada", words="après")

    rig.before_sending = change
    stale = rig.dispatcher()
    assert [stale.run_once(), stale.run_once(), stale.run_once()] == [1, 1, 0]
    assert rig.home("Ada") == "après"


def test_hash_that_is_not_slacks_any_more_is_forgotten_and_the_home_published_at_once(rig: Rig) -> None:
    opened(rig, "Ada")
    rig.sandbox.faults.fail("views.publish", error="hash_conflict")
    rig.owe_home("Ada", words="du nouveau")
    assert rig.dispatcher().run_once() == 1
    assert (rig.home("Ada"), last_hash(rig), rig.calls("views.publish")) == ("du nouveau", None, 3)
    known = rig.sandbox.calls[-1].answer["view"]["hash"]
    rig.owe_home("Ada", words="encore")
    rig.dispatcher().run_once()
    assert (rig.home("Ada"), last_hash(rig), rig.failures()) == ("encore", known, [])


def test_home_tab_that_is_closed_is_a_failure(rig: Rig) -> None:
    rig.sandbox.faults.fail("views.publish", error="not_enabled")
    opened(rig, "Ada")
    assert [(one.kind, one.reason) for one in rig.failures()] == [("home", "not_enabled")]
    assert rig.failed == [("home", "not_enabled")]
    rig.owe_home("Ada")
    rig.dispatcher().run_once()
    assert rig.home("Ada") == "bonjour"


@pytest.mark.parametrize("error", ["reset_before", "reset_after", "http_500", "http_500_after", "ratelimited"])
def test_home_whose_publishing_is_in_doubt_is_published_again(rig: Rig, error: str) -> None:
    rig.sandbox.faults.fail("views.publish", error=error)
    opened(rig, "Ada")
    rig.clock.advance(6)
    rig.dispatcher().run_once()
    assert (rig.home("Ada"), rig.calls("views.publish"), rig.outlook().owed_now) == ("bonjour", 2, 0)


@pytest.mark.parametrize("lost", ["answer", "process"])
def test_home_that_changed_back_while_in_doubt_shows_what_is_true(rig: Rig, lost: str) -> None:
    """Slack shows the change, we remember what was before: the same again must not be taken for unchanged."""
    opened(rig, "Ada")
    rig.owe_home("Ada", words="un moment")
    if lost == "answer":
        rig.sandbox.faults.fail("views.publish", error="reset_after")
        rig.dispatcher().run_once()
    else:
        with pytest.raises(Killed):
            rig.dispatcher(after={"views.publish": die}).run_once()
    assert rig.home("Ada") == "un moment"
    rig.owe_home("Ada", words="bonjour")
    rig.clock.advance(61)
    rig.dispatcher().run_once()
    rig.dispatcher().run_once()
    assert (rig.home("Ada"), rig.outlook().owed_now) == ("bonjour", 0)


def test_home_given_up_in_doubt_is_published_when_it_is_owed_again(rig: Rig) -> None:
    opened(rig, "Ada")
    rig.sandbox.faults.fail("views.publish", error="reset_after")
    rig.owe_home("Ada", words="un moment")
    rig.dispatcher().run_once()
    rig.sandbox.faults.fail("views.publish", error="http_500", times=9)
    rig.clock.advance(24 * 3600)
    for _ in range(9):
        rig.dispatcher().run_once()
        rig.clock.advance(301)
    assert [one.reason for one in rig.failures()] == ["gave_up"]
    rig.owe_home("Ada", words="bonjour")
    rig.dispatcher().run_once()
    assert rig.home("Ada") == "bonjour"


def test_sender_that_stalls_past_its_lease_does_not_publish_over_what_another_published(rig: Rig) -> None:
    opened(rig, "Ada")

    def stall(notice: Notice) -> None:
        if notice.attempts == 1:
            rig.clock.advance(61)
            assert rig.dispatcher().run_once() == 1

    rig.before_sending = stall
    rig.owe_home("Ada", words="du nouveau")
    rig.dispatcher().run_once()
    assert (rig.home("Ada"), rig.calls("views.publish"), rig.outlook().owed_now) == ("du nouveau", 2, 0)


def test_home_and_messages_do_not_wait_for_each_other(rig: Rig) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="http_500")
    rig.sandbox.faults.fail("views.publish", error="http_500", when=lambda told: told["user_id"] != "")
    rig.owe("Ada", 1, 2)
    rig.open_home("Ada")
    rig.open_home("Bob")
    rig.owe("Bob", 3)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.home("Ada")) == ([], None)  # 2 waits for 1, which is tried again
    assert (rig.inbox("Bob"), rig.home("Bob")) == (["card 3 r0"], "bonjour")
    rig.clock.advance(6)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.home("Ada")) == ([], "bonjour")  # a Home is no harm twice, a message is looked up
    rig.wait_out_doubt()
    assert (rig.inbox("Ada"), rig.home("Ada")) == (["card 1 r0", "card 2 r0"], "bonjour")


def test_home_of_who_has_no_account_is_a_failure(rig: Rig) -> None:
    rig.add_person("Cleo", account=False)
    opened(rig, "Cleo")
    assert [(one.kind, one.reason) for one in rig.failures()] == [("home", "no_account")]


def test_home_that_cannot_be_drawn_is_tried_again(rig: Rig) -> None:
    rig.broken = {rig.person_ids["Ada"]}
    opened(rig, "Ada")
    rig.broken = set()
    rig.clock.advance(6)
    rig.dispatcher().run_once()
    assert rig.home("Ada") == "bonjour"
    assert Action.HOME not in [notice.action for notice in rig.claim()]


def test_digest_is_the_same_however_the_keys_are_ordered() -> None:
    assert digest_of(HomeView({"a": 1, "b": {"c": "é", "d": 2}})) == digest_of(
        HomeView({"b": {"d": 2, "c": "é"}, "a": 1})
    )
    assert digest_of(HomeView({"a": [1, 2]})) != digest_of(HomeView({"a": [2, 1]}))

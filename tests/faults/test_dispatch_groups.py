"""Messages for a group: their conversation is opened first, once for the same people, and each is posted once."""

from collections.abc import Iterator

import pytest

from bot.notices import notices
from bot.notices.model import Action, Notice, NoticeToSend
from bot.sandbox.memory.channels import Channel
from handlers.kit.blocks import message, section
from handlers.kit.escaping import Said
from handlers.kit.told import GroupPost
from storage.database import Database
from tests.faults.dispatch_rig import HISTORY, MANIFEST, Rig, rigged, text_of

SCOPES = ["chat:write", "im:write", *HISTORY, "mpim:write", "mpim:history"]
CARD = text_of("cycle", 7)


class Groups:
    """A rig in which what is owed to a group is drawn for `members`: Ada and Bob unless told."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.members: tuple[str | None, ...] = tuple(rig.sandbox.person(name).id for name in ("Ada", "Bob"))
        rig.before_sending = self.draw

    def draw(self, notice: Notice) -> None:
        """Draw what is of a group's kind, and leave the rest to the rig."""
        words = text_of(notice.kind, notice.subject_id, notice.revision)
        of_group = notice.kind == "cycle"
        self.rig.drawn = GroupPost(message(Said(words), section(Said(words))), self.members) if of_group else None

    def owe(self, *subject_ids: int, **values: object) -> None:
        """Owe a group one card about each subject, now."""
        self.rig.owe(None, *subject_ids, **({"action": Action.GROUP, "kind": "cycle"} | values))

    def opened(self) -> list[Channel]:
        """Give the conversations of several that there are."""
        return [one for one in self.rig.sandbox.team.channels.values() if one.kind == "mpim"]

    def said(self) -> list[list[str]]:
        """Give what was said in each of them."""
        return [[one.text for one in channel.messages] for channel in self.opened()]

    def attempt_again(self, after: float = 16) -> int:
        """Try what waits for a retry."""
        self.rig.clock.advance(after)
        return self.rig.dispatcher().run_once()

    def place(self) -> str | None:
        """Give the channel in which the card about subject 7 stands."""
        with self.rig.database.reading() as reading:
            newest = notices.newest_card(reading, "thing", 7, kind="cycle")
        return newest.channel if newest else None


@pytest.fixture
def groups(database: Database) -> Iterator[Groups]:
    with rigged(database) as rig:
        rig.sandbox.install(MANIFEST | {"oauth_config": {"scopes": {"bot": SCOPES}}}, request_url=None)
        yield Groups(rig)
        assert rig.sandbox.violations == []


def test_message_is_posted_once_with_all_members_in_it(groups: Groups) -> None:
    rig = groups.rig
    groups.owe(7)
    groups.owe(7)
    rig.owe("Ada", 3)
    assert rig.dispatcher().run_once() == 2
    (channel,) = groups.opened()
    assert channel.members == {*groups.members, rig.sandbox.bot_user_id}
    assert (groups.said(), rig.inbox("Ada"), rig.inbox("Bob")) == ([[CARD]], ["card 3 r0"], [])
    assert (rig.outlook().owed_now, rig.failed, rig.calls("conversations.history")) == (0, [], 0)


def test_same_people_have_one_conversation_whoever_is_named_first_or_twice(groups: Groups) -> None:
    groups.owe(7)
    groups.rig.dispatcher().run_once()
    groups.members = (*groups.members[::-1], *groups.members)
    groups.owe(8)
    groups.rig.dispatcher().run_once()
    assert groups.said() == [[CARD, text_of("cycle", 8)]]


@pytest.mark.parametrize("error", ["reset_after", "http_500_after", "reset_before", "internal_error"])
def test_message_whose_answer_was_lost_is_looked_up_in_the_conversation_and_there_once(
    groups: Groups, error: str
) -> None:
    rig = groups.rig
    rig.sandbox.faults.fail("chat.postMessage", error=error)
    groups.owe(7)
    rig.dispatcher().run_once()
    assert groups.place() is None
    rig.wait_out_doubt()
    posted, looks = (1, 1) if error.endswith("after") else (2, 3)
    calls = (rig.calls("chat.postMessage"), rig.calls("conversations.history"))
    assert (groups.said(), calls) == ([[CARD]], (posted, looks))
    assert (rig.outlook().owed_now, groups.place()) == (0, groups.opened()[0].id)


@pytest.mark.parametrize(("error", "there"), [("reset_before", []), ("reset_after", [CARD])])
def test_message_that_expired_in_doubt_is_looked_up_and_not_sent_too_late(
    groups: Groups, error: str, there: list[str]
) -> None:
    rig = groups.rig
    rig.sandbox.faults.fail("chat.postMessage", error=error)
    groups.owe(7, expires=rig.clock.later(10))
    rig.dispatcher().run_once()
    groups.attempt_again()
    assert (groups.said(), rig.calls("chat.postMessage"), rig.outlook().owed_now) == ([there], 1, 0)
    assert (groups.place() is not None, rig.failed) == (bool(there), [])


@pytest.mark.parametrize("error", ["reset_after", "http_500_after", "reset_before"])
def test_conversation_whose_answer_was_lost_is_opened_again_and_one(groups: Groups, error: str) -> None:
    rig = groups.rig
    rig.sandbox.faults.fail("conversations.open", error=error)
    groups.owe(7)
    rig.dispatcher().run_once()
    assert rig.calls("chat.postMessage") == 0
    groups.attempt_again()
    # Nobody saw the opening, so it leaves nothing to look up.
    assert (groups.said(), rig.calls("conversations.open"), rig.calls("conversations.history")) == ([[CARD]], 2, 0)
    assert rig.outlook().owed_now == 0


def test_deactivated_account_is_a_failure_that_is_told_once(groups: Groups) -> None:
    rig = groups.rig
    rig.sandbox.deactivate(rig.sandbox.person("Bob"))
    groups.owe(7)
    assert [rig.dispatcher().run_once(), groups.attempt_again()] == [1, 0]
    assert rig.failed == [("cycle", "user_disabled")]
    assert ([(one.kind, one.reason) for one in rig.failures()], groups.said()) == (rig.failed, [])


@pytest.mark.parametrize(
    "code", ["missing_scope", "no_permission", "invalid_user_combination", "cannot_dm_bot", "user_not_visible"]
)
def test_refused_opening_is_a_failure_of_this_group_alone(groups: Groups, code: str) -> None:
    rig = groups.rig
    rig.sandbox.faults.fail("conversations.open", error=code)
    groups.owe(7, 8)
    rig.owe("Ada", 3)
    assert rig.dispatcher().run_once() == 3
    assert rig.failed == [("cycle", code)]
    assert (groups.said(), rig.inbox("Ada")) == ([[text_of("cycle", 8)]], ["card 3 r0"])


@pytest.mark.parametrize(
    ("members", "reason"),
    [(("U0", None), "no_account"), ((), "no_account"), (tuple(f"U{at}" for at in range(9)), "too_many_users")],
)
def test_group_that_cannot_be_is_a_failure_and_nothing_is_opened(
    groups: Groups, members: tuple[str | None, ...], reason: str
) -> None:
    groups.members = members
    groups.owe(7)
    groups.rig.dispatcher().run_once()
    assert (groups.rig.failed, groups.rig.calls("conversations.open")) == ([("cycle", reason)], 0)


@pytest.mark.parametrize("number", [1, 8])
def test_group_of_one_and_of_eight_is_reached(groups: Groups, number: int) -> None:
    groups.members = tuple(groups.rig.sandbox.add_person(f"P{at}").id for at in range(number))
    groups.owe(7)
    groups.rig.dispatcher().run_once()
    said = groups.said() if number > 1 else [groups.rig.inbox("P0")]
    assert (said, groups.rig.failed) == ([[CARD]], [])


def test_rate_limit_of_the_opening_is_waited_for_by_groups_alone(groups: Groups) -> None:
    rig = groups.rig
    rig.sandbox.faults.fail("conversations.open", error="ratelimited", retry_after=30)
    groups.owe(7, 8)
    dispatcher = rig.dispatcher()
    assert dispatcher.run_once() == 1  # the other was given back
    rig.owe("Ada", 3)
    assert dispatcher.run_once() == 1
    rig.clock.advance(28)
    assert dispatcher.run_once() == 0
    rig.clock.advance(3)
    assert dispatcher.run_once() == 2
    assert groups.said() == [[CARD, text_of("cycle", 8)]]
    assert (rig.calls("conversations.history"), rig.failed) == (0, [])


def test_slow_opening_leaves_the_message_to_the_next_attempt(groups: Groups) -> None:
    rig = groups.rig
    groups.owe(7)
    rig.dispatcher(after={"conversations.open": lambda: rig.clock.advance(31)}).run_once()
    assert rig.calls("chat.postMessage") == 0
    groups.attempt_again()
    assert groups.said() == [[CARD]]


def test_update_changes_the_message_and_asks_nobody_in(groups: Groups) -> None:
    rig = groups.rig
    groups.owe(7)
    rig.dispatcher().run_once()
    rig.owe_updates(7, revision=3)
    groups.members = (None,)  # who lost their account since
    assert rig.dispatcher().run_once() == 1
    assert (groups.said(), rig.calls("conversations.open")) == ([[text_of("cycle", 7, 3)]], 1)
    assert (rig.outlook().owed_now, rig.failed) == (0, [])


def test_news_is_posted_where_the_newest_card_stands(groups: Groups) -> None:
    rig = groups.rig
    assert groups.place() is None
    groups.owe(7)
    rig.dispatcher().run_once()
    groups.members = (*groups.members, rig.sandbox.add_person("Cléo").id)
    groups.owe(7, revision=1)
    assert groups.place() is None  # the newer one is not there yet
    rig.dispatcher().run_once()
    newest = groups.opened()[1]
    assert groups.place() == newest.id
    rig.owe(None, 7, kind="news", card=False, channel=newest.id)
    rig.dispatcher().run_once()
    assert [one.text for one in newest.messages] == [text_of("cycle", 7, 1), text_of("news", 7)]
    assert groups.place() == newest.id


def test_what_is_owed_to_a_group_is_dropped_like_a_post(groups: Groups) -> None:
    rig = groups.rig
    groups.owe(7)
    with rig.database.transaction() as tx:
        assert notices.drop_unsent(tx, "thing", 7, reason="cancelled", now=rig.clock()) == 1
    assert (rig.dispatcher().run_once(), groups.opened()) == (0, [])


def test_what_is_owed_to_a_group_waits_for_what_it_is_owed_before(groups: Groups) -> None:
    rig = groups.rig
    rig.sandbox.faults.fail("conversations.open", error="http_500")
    groups.owe(7)
    groups.owe(7, revision=1, due=rig.clock.later(1))
    rig.clock.advance(1)
    assert (rig.dispatcher().run_once(), groups.said()) == (1, [])
    groups.attempt_again()
    assert groups.said() == [[CARD, text_of("cycle", 7, 1)]]


def test_what_is_drawn_for_nobody_is_no_message_for_a_group(groups: Groups) -> None:
    rig = groups.rig
    groups.owe(7, kind="card")  # drawn as an ordinary message
    rig.owe("Ada", 7, kind="cycle")  # and a post as a group's
    rig.dispatcher().run_once()
    assert (groups.said(), rig.inbox("Ada"), rig.outlook().owed_now) == ([], [], 2)


def test_groups_and_people_are_owed_together(groups: Groups) -> None:
    rig = groups.rig
    group = NoticeToSend(Action.GROUP, "cycle", "thing", 7, 0, rig.clock(), card=True)
    person = NoticeToSend(Action.POST, "card", "thing", 7, 0, rig.clock(), person_id=rig.person_ids["Bob"])
    with rig.database.transaction() as tx:
        assert notices.owe(tx, [group, person]) == 2
        assert notices.owe(tx, group) == 0
    rig.dispatcher().run_once()
    assert (groups.said(), rig.inbox("Bob")) == ([[CARD]], ["card 7 r0"])

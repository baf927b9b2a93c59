"""Several reminders that share one message: none lost, none doubled, in order, whatever fails in between."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Barrier
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import select

from handlers.notices.sending.lookup import slack_name_of
from storage.database import Database
from storage.notices.ledger import notices
from tests.faults.dispatch_rig import Killed, Rig, die, rigged, running
from tests.faults.test_dispatch_crashes import Failing
from tests.patience import PATIENCE

WEEK, EVE, HOUR, AFTER, CHECK_IN = "remind.week", "remind.eve", "remind.hour", "remind.after", "mentoring.check_in"
TRIO = "Votre semaine. remind.week 1 r0 remind.week 2 r0 remind.week 3 r0"
CLOSES = {"at the first close": 2, "at the second close": 3, "at the last close": 4}  # transactions; 1 is the claim
WORDY = dict.fromkeys(range(1, 6), f" {'x' * 1500}")  # five of them are three messages: of two, two and one


@dataclass(frozen=True)
class Row:
    """What a notice is known by in Slack, how it stands, and as which message it was sent."""

    name: str
    state: str
    reason: str | None
    ts: str | None


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


def rows(rig: Rig) -> dict[int, Row]:
    """Give the posts by subject."""
    columns = (notices.c.subject_id, notices.c.key, notices.c.state, notices.c.reason, notices.c.sent_ts)
    with rig.database.reading() as reading:
        found = reading.execute(select(*columns).where(notices.c.action == "post").order_by(notices.c.seq))
        return {row.subject_id: Row(slack_name_of(row.key), row.state, row.reason, row.sent_ts) for row in found}


def posted(rig: Rig) -> list[list[str]]:
    """Give the names in each message that a call asked for, by call."""
    payloads = [
        call.arguments["metadata"]["event_payload"] for call in rig.sandbox.calls if call.method == "chat.postMessage"
    ]
    return [payload["ids"].split(",") if "ids" in payload else [payload["id"]] for payload in payloads]


def attempt_again(rig: Rig, after: float = 6) -> None:
    rig.clock.advance(after)
    rig.dispatcher().run_once()


def all_sent_once(rig: Rig, name: str = "Ada") -> bool:
    """Say whether each was sent, as a message that is there, and no message is there besides."""
    known = rows(rig).values()
    there = [one.ts for one in rig.sandbox.person(name).inbox()]
    return {one.state for one in known} == {"sent"} and sorted(there) == sorted({one.ts or "" for one in known})


def after_the_first() -> Callable[[dict[str, Any]], bool]:
    """Make a condition that the first call does not meet."""
    calls = count()
    return lambda _arguments: next(calls) > 0


def test_several_for_one_person_are_one_message_with_all_their_ids(rig: Rig) -> None:
    rig.owe("Ada", 1, 2, kind=WEEK)
    rig.owe("Ada", 3, kind=EVE)
    rig.owe("Bob", 4, kind=WEEK)
    rig.owe("Ada", 5)
    assert rig.dispatcher().run_once() == 5
    assert rig.inbox("Ada") == ["Votre semaine. remind.week 1 r0 remind.week 2 r0 remind.eve 3 r0", "card 5 r0"]
    assert rig.inbox("Bob") == ["Votre semaine. remind.week 4 r0"]
    known = rows(rig)
    assert posted(rig) == [[known[1].name, known[2].name, known[3].name], [known[4].name], [known[5].name]]
    assert known[1].ts == known[2].ts == known[3].ts != known[5].ts
    assert {one.state for one in known.values()} == {"sent"}


def test_what_is_claimed_for_one_brings_along_all_of_hers(rig: Rig) -> None:
    """A claim is of twenty: a message is not cut where a claim ends."""
    for subject_id in range(1, 20):
        rig.owe("Bob", subject_id)
    rig.owe("Ada", 20, 21, 22, kind=WEEK)
    assert rig.dispatcher().run_once() == 22
    assert rig.inbox("Ada") == ["Votre semaine. remind.week 20 r0 remind.week 21 r0 remind.week 22 r0"]


def test_urgent_comes_first_and_takes_the_others_along(rig: Rig) -> None:
    rig.owe("Bob", 1)
    rig.owe("Ada", 2, kind=EVE, expires=rig.clock.later(80_000))
    rig.owe("Ada", 3, kind=HOUR, expires=rig.clock.later(3_600), urgent=True)
    rig.dispatcher().run_once()
    assert rig.inbox("Ada") == ["À venir. remind.hour 3 r0 remind.eve 2 r0"]
    assert [len(ids) for ids in posted(rig)] == [2, 1]


@pytest.mark.parametrize("error", [None, "ratelimited", "http_500", "reset_after"])
def test_more_than_a_message_holds_are_several_in_order(rig: Rig, error: str | None) -> None:
    """Whatever stops the second message stops the third: neither overtakes it, and a 429 is heeded."""
    rig.more = WORDY
    if error:
        rig.sandbox.faults.fail("chat.postMessage", error=error, when=after_the_first(), retry_after=5)
    rig.owe("Ada", 1, 2, 3, 4, 5, kind=WEEK)
    rig.dispatcher().run_once()
    known = rows(rig)
    wanted = [[known[1].name, known[2].name], [known[3].name, known[4].name], [known[5].name]]
    assert posted(rig) == (wanted[:2] if error else wanted)
    rig.wait_out_doubt()
    assert all_sent_once(rig)
    shown = [message.text.count("remind.week") for message in rig.sandbox.person("Ada").inbox()]
    assert shown == [2, 2, 1]


@pytest.mark.parametrize("error", ["reset_after", "http_500_after"])
def test_message_whose_answer_was_lost_is_found_by_each_of_its_ids(rig: Rig, error: str) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error=error)
    rig.owe("Ada", 1, 2, 3, kind=WEEK)
    rig.dispatcher().run_once()
    assert {one.state for one in rows(rig).values()} == {"owed"}
    attempt_again(rig)
    assert (rig.inbox("Ada"), len(posted(rig))) == ([TRIO], 1)
    assert all_sent_once(rig)


def test_found_one_stays_and_the_new_one_is_a_message_of_its_own(rig: Rig) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="reset_after")
    rig.owe("Ada", 1, 2, kind=WEEK)
    rig.dispatcher().run_once()
    rig.owe("Ada", 3, kind=WEEK)
    assert rig.dispatcher().run_once() == 0
    attempt_again(rig)
    assert rig.inbox("Ada") == [TRIO.removesuffix(" remind.week 3 r0"), "Votre semaine. remind.week 3 r0"]
    assert all_sent_once(rig)


def test_one_that_never_arrived_shares_the_new_one_s_message(rig: Rig) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="reset_before")
    rig.owe("Ada", 1, kind=WEEK)
    rig.dispatcher().run_once()
    rig.owe("Ada", 2, 3, kind=WEEK)
    rig.wait_out_doubt()
    assert rig.inbox("Ada") == [TRIO]
    assert (all_sent_once(rig), rig.calls("conversations.history")) == (True, 3)


def test_new_one_waits_behind_what_cannot_be_looked_up(rig: Rig) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="reset_before")
    rig.sandbox.faults.fail("conversations.history", error="http_500")
    rig.owe("Ada", 1, kind=WEEK)
    rig.dispatcher().run_once()
    rig.owe("Ada", 2, kind=WEEK)
    attempt_again(rig)
    assert (rig.inbox("Ada"), len(posted(rig))) == ([], 1)
    attempt_again(rig, after=16)  # a look that failed is none: three are to come
    rig.wait_out_doubt()
    assert rig.inbox("Ada") == ["Votre semaine. remind.week 1 r0 remind.week 2 r0"]
    assert all_sent_once(rig)


def run_until_done(rig: Rig, dispatchers: int) -> None:
    """Let so many dispatchers claim at the same moments until nothing is owed."""
    several = [rig.dispatcher() for _ in range(dispatchers)]
    together = Barrier(dispatchers)

    def turn(number: int) -> None:
        together.wait(PATIENCE)
        several[number].run_once()

    with ThreadPoolExecutor(dispatchers) as pool:
        for _ in range(5):
            list(pool.map(turn, range(dispatchers)))
            if rig.outlook().owed_now == 0:
                return


@pytest.mark.parametrize("dispatchers", [1, 2])
@pytest.mark.parametrize("moment", ["before the post", "after the post", "at the close"])
def test_death_between_claim_and_close_loses_and_doubles_none(rig: Rig, moment: str, dispatchers: int) -> None:
    rig.owe("Ada", 1, 2, 3, kind=WEEK)
    if moment == "at the close":
        doomed = rig.dispatcher(database=Failing(rig.database, Killed, 2))  # 1 is the claim
    elif moment == "before the post":
        doomed = rig.dispatcher(before={"chat.postMessage": die})
    else:
        doomed = rig.dispatcher(after={"chat.postMessage": die})
    with pytest.raises(Killed):
        doomed.run_once()
    assert [one.state for one in rows(rig).values()] == ["leased"] * 3  # of one message none is closed alone
    run_until_done(rig, dispatchers)
    assert len(rig.inbox("Ada")) == (moment != "before the post")  # its lease holds
    rig.clock.advance(61)
    run_until_done(rig, dispatchers)
    assert (rig.inbox("Ada"), len(posted(rig))) == ([TRIO], 1)
    assert (all_sent_once(rig), rig.outlook().owed_now) == (True, 0)


@pytest.mark.parametrize("dispatchers", [1, 2])
@pytest.mark.parametrize("moment", CLOSES)
def test_death_between_the_closes_of_several_messages_loses_and_doubles_none(
    rig: Rig, moment: str, dispatchers: int
) -> None:
    rig.more = WORDY
    rig.owe("Ada", 1, 2, 3, 4, 5, kind=WEEK)
    with pytest.raises(Killed):
        rig.dispatcher(database=Failing(rig.database, Killed, CLOSES[moment])).run_once()
    closed = 2 * (CLOSES[moment] - 2)
    assert [one.state for one in rows(rig).values()] == ["sent"] * closed + ["leased"] * (5 - closed)
    rig.clock.advance(61)
    run_until_done(rig, dispatchers)
    assert [message.text.count("remind.week") for message in rig.sandbox.person("Ada").inbox()] == [2, 2, 1]
    assert (len(posted(rig)), all_sent_once(rig), rig.outlook().owed_now) == (3, True, 0)


def test_answer_in_a_shared_message_redraws_all_of_it(rig: Rig) -> None:
    rig.owe("Ada", 1, 3, kind=AFTER)
    rig.owe("Ada", 2, kind=CHECK_IN)
    rig.owe("Bob", 4, kind=AFTER)
    rig.dispatcher().run_once()
    before = rig.inbox("Bob")
    rig.more = {2: " répondu"}
    rig.owe_updates(2)
    assert rig.dispatcher().run_once() == 1
    assert rig.inbox("Ada") == [
        "Après vos séances. remind.after 1 r0 remind.after 3 r0 mentoring.check_in 2 r0 répondu",
    ]
    rig.more |= {1: " aussi"}
    rig.untrue = {3}  # what is nothing any more is no part of what is shown
    rig.owe_updates(1)
    rig.dispatcher().run_once()
    assert rig.inbox("Ada") == ["Après vos séances. remind.after 1 r0 aussi mentoring.check_in 2 r0 répondu"]
    assert (rig.calls("chat.update"), rig.inbox("Bob")) == (2, before)


def test_what_was_put_off_to_when_it_is_due_anyway_is_said_once(rig: Rig) -> None:
    rig.owe("Ada", 1, 2, kind=WEEK)
    rig.owe("Ada", 1, kind=WEEK, period="snooze 1")
    assert rig.dispatcher().run_once() == 3
    assert rig.inbox("Ada") == ["Votre semaine. remind.week 1 r0 remind.week 2 r0"]
    assert [len(ids) for ids in posted(rig)] == [3]
    assert rig.outlook().owed_now == 0


def test_part_that_came_too_late_is_dropped_and_the_rest_is_sent(rig: Rig) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="reset_before")
    rig.owe("Ada", 1, kind=WEEK, expires=rig.clock.later(3))
    rig.dispatcher().run_once()
    rig.owe("Ada", 2, kind=WEEK, expires=rig.clock.later(3))
    rig.owe("Ada", 3, 4, kind=WEEK)
    rig.untrue = {4}
    attempt_again(rig)
    assert rig.inbox("Ada") == ["Votre semaine. remind.week 3 r0"]
    known = rows(rig)
    assert {number: (one.state, one.reason) for number, one in known.items()} == {
        1: ("dropped", "expired"),  # it was in doubt, looked for and not found
        2: ("dropped", "expired"),
        3: ("sent", None),
        4: ("dropped", "no longer true"),
    }


def test_part_that_cannot_be_drawn_holds_up_no_other(rig: Rig) -> None:
    rig.broken = {2}
    rig.owe("Ada", 1, 2, 3, kind=WEEK)
    rig.dispatcher().run_once()
    assert rig.inbox("Ada") == [TRIO.replace(" remind.week 2 r0", "")]
    rig.broken = set()
    attempt_again(rig)
    assert rig.inbox("Ada")[1:] == ["Votre semaine. remind.week 2 r0"]
    assert all_sent_once(rig)


def test_two_dispatchers_on_the_same_people_s_reminders_keep_their_order(rig: Rig) -> None:
    numbers = {"Ada": [*range(1, 25, 2)], "Bob": [*range(2, 25, 2)]}
    several = [rig.dispatcher(), rig.dispatcher()]
    with running(*several):
        for pair in zip(*numbers.values(), strict=True):
            for name, number in zip(numbers, pair, strict=True):
                rig.owe(name, number, kind=WEEK)
                for one in several:
                    one.wake()
        until = monotonic() + PATIENCE
        while rig.outlook().owed_now and monotonic() < until:
            sleep(0.02)
            for one in several:  # what was held back when it looked is not announced to it
                one.wake()
    known = rows(rig)
    assert {one.state for one in known.values()} == {"sent"}
    by_ts = sorted({one.ts or "" for one in known.values()})
    assert len(by_ts) == sum(len(rig.inbox(name)) for name in numbers) == len(posted(rig))
    for name, mine in numbers.items():
        assert [known[number].ts for number in mine] == sorted(known[number].ts or "" for number in mine), name

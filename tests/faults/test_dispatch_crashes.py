"""The dispatcher when a process dies, stalls or loses its database: the ledger still sends each notice once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.errors import Unavailable
from bot.notices.model import Notice
from bot.tools import Reading, Transaction
from storage.database import Database
from tests.faults.dispatch_rig import Killed, Rig, rigged, running


class Failing:
    """A database that raises `error` instead of opening its transactions of these numbers, counted from 1."""

    def __init__(self, database: Database, error: type[BaseException], *numbers: int) -> None:
        self.database = database
        self.error = error
        self.numbers = numbers
        self.opened = 0

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        self.opened += 1
        if self.opened in self.numbers:
            raise self.error
        with self.database.transaction() as tx:
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        with self.database.reading() as reading:
            yield reading


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


def test_killed_after_claiming_another_looks_up_and_sends(rig: Rig) -> None:
    rig.owe("Ada", 1, 2)
    assert len(rig.claim()) == 2
    rig.clock.advance(58)
    assert rig.dispatcher().run_once() == 0
    rig.clock.advance(3)
    assert rig.dispatcher().run_once() == 2
    assert (rig.inbox("Ada"), rig.calls("conversations.history")) == (["card 1 r0", "card 2 r0"], 2)


def test_killed_after_sending_another_finds_the_message(rig: Rig) -> None:
    rig.owe("Ada", 1, 2)
    with pytest.raises(Killed):  # claims, sends, and dies where it would close and give back
        rig.dispatcher(database=Failing(rig.database, Killed, 2, 3)).run_once()
    assert rig.inbox("Ada") == ["card 1 r0"]
    rig.clock.advance(61)
    assert rig.dispatcher().run_once() == 2
    assert (rig.inbox("Ada"), rig.calls("chat.postMessage")) == (["card 1 r0", "card 2 r0"], 2)
    assert rig.outlook().owed_now == 0


def test_killed_after_sending_an_update_another_sends_it_again(rig: Rig) -> None:
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    rig.owe_updates(1)
    with pytest.raises(Killed):
        rig.dispatcher(database=Failing(rig.database, Killed, 2)).run_once()
    rig.clock.advance(61)
    assert rig.dispatcher().run_once() == 1
    assert (rig.inbox("Ada"), rig.outlook().owed_now) == (["card 1 r1"], 0)


def test_killed_again_and_again_sends_once(rig: Rig) -> None:
    rig.owe("Ada", 1)
    for _ in range(3):
        with pytest.raises(Killed):
            rig.dispatcher(database=Failing(rig.database, Killed, 2)).run_once()
        rig.clock.advance(61)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.calls("chat.postMessage")) == (["card 1 r0"], 1)


def test_found_and_dropped_meanwhile_keeps_the_card_for_its_updates(rig: Rig) -> None:
    """It was sent, the process died, the thing ceased to be: the card in the conversation must still be set right."""
    rig.owe("Ada", 1)
    with pytest.raises(Killed):
        rig.dispatcher(database=Failing(rig.database, Killed, 2)).run_once()
    rig.untrue = {1}
    rig.owe_updates(1)
    rig.clock.advance(61)
    rig.dispatcher().run_once()
    rig.untrue = set()
    rig.dispatcher().run_once()
    assert rig.inbox("Ada") == ["card 1 r1"]


def test_slow_sending_gives_the_rest_back_before_the_lease_ends(rig: Rig) -> None:
    rig.before_sending = lambda _notice: rig.clock.advance(6)
    for subject_id in range(10):
        rig.owe("Ada" if subject_id % 2 else "Bob", subject_id)
    dispatcher = rig.dispatcher()
    assert [dispatcher.run_once(), dispatcher.run_once(), dispatcher.run_once()] == [4, 4, 2]
    assert rig.inbox("Ada") == [f"card {subject_id} r0" for subject_id in (1, 3, 5, 7, 9)]
    assert (rig.calls("chat.postMessage"), rig.calls("conversations.history")) == (10, 0)


def test_sender_that_stalls_past_its_lease_does_not_send_what_another_sent(rig: Rig) -> None:
    def stall(notice: Notice) -> None:
        if notice.attempts == 1:
            rig.clock.advance(61)
            assert rig.dispatcher().run_once() == 1

    rig.before_sending = stall
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.calls("chat.postMessage")) == (["card 1 r0"], 1)
    assert rig.outlook().owed_now == 0


def test_sender_with_too_little_of_its_lease_left_does_not_begin(rig: Rig) -> None:
    rig.before_sending = lambda notice: rig.clock.advance(31) if notice.attempts == 1 else None
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    assert rig.inbox("Ada") == []
    rig.clock.advance(6)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.calls("conversations.history")) == (["card 1 r0"], 0)


def test_expired_while_in_doubt_is_dropped_when_it_is_not_found(rig: Rig) -> None:
    rig.sandbox.faults.fail("chat.postMessage", error="reset_before")
    rig.sandbox.faults.fail("chat.postMessage", error="reset_after")
    for name, subject_id in (("Ada", 1), ("Bob", 2)):
        rig.owe(name, subject_id, expires=rig.clock.later(3))
    rig.dispatcher().run_once()
    rig.clock.advance(6)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.inbox("Bob")) == ([], ["card 2 r0"])
    assert rig.calls("chat.postMessage") == 2
    assert (rig.outlook().owed_now, rig.failures()) == (0, [])


def test_database_that_is_gone_for_a_moment_is_waited_for(rig: Rig) -> None:
    gone = Failing(rig.database, Unavailable, 1, 2)
    dispatcher = rig.dispatcher(database=gone)
    rig.owe("Ada", 1)
    with running(dispatcher):
        for turn in (1, 2, 3):
            assert rig.sandbox.wait_for(lambda turn=turn: gone.opened >= turn)  # type: ignore[misc]
            dispatcher.wake()
        assert rig.sandbox.wait_for(lambda: rig.inbox("Ada")) == ["card 1 r0"]


def test_database_that_goes_between_sending_and_closing_costs_no_second_message(rig: Rig) -> None:
    rig.owe("Ada", 1)
    with pytest.raises(Unavailable):
        rig.dispatcher(database=Failing(rig.database, Unavailable, *range(2, 9))).run_once()
    rig.clock.advance(61)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.calls("chat.postMessage")) == (["card 1 r0"], 1)


def test_database_that_goes_while_rendering_is_not_the_notices_fault(rig: Rig) -> None:
    def lose(_notice: Notice) -> None:
        raise Unavailable

    rig.owe("Ada", 1, 2)
    rig.before_sending = lose
    with pytest.raises(Unavailable):
        rig.dispatcher().run_once()
    rig.before_sending = lambda _notice: None
    rig.clock.advance(61)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.failures()) == (["card 1 r0", "card 2 r0"], [])

"""What follows when a notice failed: in the transaction that closes it, once, and never in the way of closing it."""

from collections.abc import Iterator

import pytest

from bot.notices import notices
from bot.notices.model import Action, Notice, NoticeToSend
from bot.tools import Transaction
from storage.database import Database
from tests.faults.dispatch_rig import Rig, a_file, rigged


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


def carded(rig: Rig) -> None:
    """Post Ada's card and owe her a file about it."""
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    assert rig.owe_file("Ada", 1) is True


def test_clear_no_to_a_file_is_final_and_told_in_the_closing_transaction(rig: Rig) -> None:
    def owe_an_excuse(tx: Transaction, notice: Notice, reason: str) -> None:
        excuse = NoticeToSend(
            Action.POST, "excuse", "thing", 9, 0, rig.clock(), person_id=notice.person_id, detail=reason
        )
        notices.owe(tx, excuse)

    rig.on_failed = owe_an_excuse
    carded(rig)
    rig.sandbox.faults.fail("files.completeUploadExternal", error="posting_to_channel_denied")
    dispatcher = rig.dispatcher()
    assert [dispatcher.run_once(), dispatcher.run_once(), dispatcher.run_once()] == [1, 1, 0]
    assert [(one.kind, one.reason) for one in rig.failures()] == [("file", "posting_to_channel_denied")]
    assert rig.inbox("Ada") == ["card 1 r0", "excuse 9 r0"]


def test_mistake_in_what_follows_a_failure_does_not_have_it_tried_for_ever(rig: Rig) -> None:
    def stumble(_tx: Transaction, _notice: Notice, _reason: str) -> None:
        raise RuntimeError("a mistake")

    rig.on_failed = stumble
    carded(rig)
    rig.sandbox.faults.fail("files.completeUploadExternal", error="posting_to_channel_denied")
    rig.dispatcher().run_once()
    assert [(one.kind, one.reason) for one in rig.failures()] == [("file", "posting_to_channel_denied")]
    assert rig.outlook().owed_now == 0


def test_nothing_follows_what_another_took_over(rig: Rig) -> None:
    """Its call was slow: meanwhile the lease lapsed, and another heard the same no and did what follows."""

    def stall() -> None:
        rig.clock.advance(61)
        assert rig.dispatcher().run_once() == 1

    carded(rig)
    rig.sandbox.faults.fail("files.getUploadURLExternal", error="storage_limit_reached", times=2)
    rig.dispatcher(before={"files.getUploadURLExternal": stall}).run_once()
    assert rig.calls("files.getUploadURLExternal") == 2
    assert rig.failed == [("file", "storage_limit_reached")]


def test_what_is_drawn_for_another_action_is_a_fault(rig: Rig) -> None:
    rig.owe("Ada", 1)
    rig.drawn = a_file(1)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.outlook().owed_now, rig.calls("files.getUploadURLExternal")) == ([], 1, 0)

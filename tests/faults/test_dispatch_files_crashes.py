"""Files when a process dies or stalls at any step of their way: the thread of the card has each once."""

from collections.abc import Iterator

import pytest

from bot.notices.model import Action
from storage.database import Database
from tests.faults.dispatch_rig import Killed, Rig, a_file, die, rigged

STEPS = ("files.info", "files.getUploadURLExternal", "files.completeUploadExternal")
FILE = [("rdv-1-0.ics", b"the need")]


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        file = ready.sandbox.team.files.add("besoin.pdf", data=b"the need", user=ready.sandbox.person("Ada").id)
        ready.uploads[1] = a_file(1, slack_file=file.id)
        ready.owe("Ada", 1)
        ready.dispatcher().run_once()
        ready.owe_file("Ada", 1)
        yield ready


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("method", STEPS)
def test_killed_at_a_step_another_ends_with_one_file(rig: Rig, method: str, after: bool) -> None:
    with pytest.raises(Killed):
        rig.dispatcher(**{"after" if after else "before": {method: die}}).run_once()  # type: ignore[arg-type]
    rig.clock.advance(58)
    assert rig.dispatcher().run_once() == 0
    rig.clock.advance(3)
    assert rig.dispatcher().run_once() == 1
    assert (rig.files("Ada"), rig.calls("conversations.replies"), rig.outlook().owed_now) == (FILE, 1, 0)
    assert rig.calls("files.completeUploadExternal") == 1


def test_killed_again_and_again_shares_once(rig: Rig) -> None:
    for _ in range(3):
        with pytest.raises(Killed):
            rig.dispatcher(before={"files.completeUploadExternal": die}).run_once()
        rig.clock.advance(61)
    with pytest.raises(Killed):
        rig.dispatcher(after={"files.completeUploadExternal": die}).run_once()
    rig.clock.advance(61)
    rig.dispatcher().run_once()
    assert (rig.files("Ada"), rig.calls("files.completeUploadExternal")) == (FILE, 1)


def test_sender_that_stalls_in_the_middle_does_not_share_what_another_shares(rig: Rig) -> None:
    """It fetched and brought the bytes, slowly: so little of its lease is left that it must not make the last call."""
    rig.dispatcher(after={"files.getUploadURLExternal": lambda: rig.clock.advance(31)}).run_once()
    assert (rig.files("Ada"), rig.calls("upload"), rig.calls("files.completeUploadExternal")) == ([], 1, 0)
    rig.clock.advance(6)
    rig.dispatcher().run_once()
    assert (rig.files("Ada"), rig.calls("conversations.replies")) == (FILE, 0)


def test_update_of_the_card_and_its_file_do_not_disturb_each_other(rig: Rig) -> None:
    rig.owe_updates(1)
    rig.sandbox.faults.fail("files.completeUploadExternal", error="reset_after")
    rig.dispatcher().run_once()
    rig.owe_updates(1, revision=2)
    rig.clock.advance(16)
    rig.dispatcher().run_once()
    inbox = rig.sandbox.person("Ada").inbox()
    assert [(one.text, one.thread_ts is None) for one in inbox] == [("card 1 r2", True), ("votre fichier", False)]
    assert rig.calls("chat.update") == 1


def test_file_that_waits_holds_back_what_its_person_is_owed_after_it_and_nobody_else(rig: Rig) -> None:
    rig.sandbox.faults.fail("files.completeUploadExternal", error="http_500")
    rig.owe("Ada", 2)
    rig.owe("Bob", 3)
    rig.dispatcher().run_once()
    assert (rig.inbox("Ada"), rig.inbox("Bob")) == (["card 1 r0"], ["card 3 r0"])
    rig.wait_out_doubt()
    assert rig.inbox("Ada") == ["card 1 r0", "votre fichier", "card 2 r0"]
    assert Action.FILE not in [notice.action for notice in rig.claim()]

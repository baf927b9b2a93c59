"""Files on their way into a card's thread: each once, whole, or a failure that somebody can be told of."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.memory.files import StoredFile
from bot.sandbox.wire.file_door import LOGIN_PAGE
from handlers.kit.told import Upload
from handlers.notices.sending.transfers import LARGEST
from storage.database import Database
from tests.faults.dispatch_rig import Rig, a_file, rigged

FILE_1 = ("rdv-1-0.ics", b"bytes of 1")


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


def carded(rig: Rig, *subject_ids: int, **values: object) -> None:
    """Post Ada's cards and owe her a file about each."""
    rig.owe("Ada", *subject_ids)
    rig.dispatcher().run_once()
    for subject_id in subject_ids:
        assert rig.owe_file("Ada", subject_id, **values) is True


def sourced(rig: Rig, data: bytes = b"the need", *, mimetype: str | None = None) -> StoredFile:
    """Let Ada give a file to Slack, and let it be the source of what is owed about subject 1."""
    file = rig.sandbox.team.files.add("besoin.pdf", data=data, user=rig.sandbox.person("Ada").id, mimetype=mimetype)
    rig.uploads[1] = a_file(1, slack_file=file.id)
    return file


def attempt_again(rig: Rig, after: float = 16) -> None:
    """Try what waits for a retry."""
    rig.clock.advance(after)
    rig.dispatcher().run_once()


def reasons(rig: Rig) -> list[tuple[str, str]]:
    """Give what failed and why, the ledger and the hook agreeing."""
    assert [(one.kind, one.reason) for one in rig.failures()] == rig.failed
    return rig.failed


def test_file_goes_into_the_thread_of_its_card_with_words_for_who_cannot_see_it(rig: Rig) -> None:
    carded(rig, 1)
    rig.dispatcher().run_once()
    card, reply = rig.sandbox.person("Ada").inbox()
    assert (reply.thread_ts, reply.text) == (card.ts, "file 1 r0")
    assert [(file.name, file.title) for file in reply.files] == [("rdv-1-0.ics", "Rendez-vous")]
    assert (rig.files("Ada"), rig.outlook().owed_now, rig.sandbox.violations) == ([FILE_1], 0, [])


def test_file_follows_a_card_that_is_owed_with_it(rig: Rig) -> None:
    rig.owe("Ada", 1)
    rig.owe_file("Ada", 1)
    dispatcher = rig.dispatcher()
    assert [dispatcher.run_once(), dispatcher.run_once(), dispatcher.run_once()] == [1, 1, 0]
    assert rig.files("Ada") == [FILE_1]


def test_file_whose_card_is_not_sent_is_not_either(rig: Rig) -> None:
    rig.owe("Ada", 1)
    rig.owe_file("Ada", 1)
    rig.untrue = {1}
    rig.dispatcher().run_once()
    rig.untrue = set()
    assert (rig.dispatcher().run_once(), rig.outlook().owed_now, rig.failed) == (0, 0, [])


def test_file_that_is_no_longer_true_is_not_uploaded(rig: Rig) -> None:
    carded(rig, 1)
    rig.untrue = {1}
    rig.dispatcher().run_once()
    assert (rig.files("Ada"), rig.outlook().owed_now, rig.failed) == ([], 0, [])
    assert rig.calls("files.getUploadURLExternal") == 0


def test_file_given_to_slack_is_copied(rig: Rig) -> None:
    sourced(rig, data=b"\x00\xff" * 70_000)
    carded(rig, 1)
    rig.dispatcher().run_once()
    assert rig.files("Ada") == [("rdv-1-0.ics", b"\x00\xff" * 70_000)]
    assert rig.sandbox.violations == []


def test_page_that_somebody_gave_is_no_login_page(rig: Rig) -> None:
    sourced(rig, data=b"<p>the need</p>", mimetype="text/html")
    carded(rig, 1)
    rig.dispatcher().run_once()
    assert rig.files("Ada") == [("rdv-1-0.ics", b"<p>the need</p>")]


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("files.completeUploadExternal", "reset_after"),
        ("files.completeUploadExternal", "http_500_after"),
        ("upload", "reset_after"),
        ("upload", "http_500_after"),
        ("files.getUploadURLExternal", "reset_after"),
        ("download", "reset_after"),
        ("files.info", "http_500"),
    ],
)
def test_file_whose_answer_was_lost_is_there_once(rig: Rig, method: str, error: str) -> None:
    sourced(rig)
    carded(rig, 1)
    rig.sandbox.faults.fail(method, error=error)
    rig.dispatcher().run_once()
    attempt_again(rig)
    last = method == "files.completeUploadExternal"
    assert rig.files("Ada") == [("rdv-1-0.ics", b"the need")]
    # Only the last call shows anything, so only it leaves something to look up; what was found is not sent again.
    assert (rig.calls("conversations.replies"), rig.calls("files.completeUploadExternal")) == (int(last), 1)
    assert (rig.outlook().owed_now, rig.failed) == (0, [])


@pytest.mark.parametrize(
    "error", ["reset_before", "http_500", "internal_error", "file_not_found", "file_update_failed"]
)
def test_file_that_was_never_shared_is_looked_up_then_uploaded_anew(rig: Rig, error: str) -> None:
    carded(rig, 1)
    rig.sandbox.faults.fail("files.completeUploadExternal", error=error)
    rig.dispatcher().run_once()
    for number, seconds in enumerate((6, 16), 1):  # Slack shares a file some seconds after it has answered
        attempt_again(rig, after=seconds)
        assert (rig.files("Ada"), rig.calls("conversations.replies")) == ([], number)
    attempt_again(rig, after=41)
    assert (rig.files("Ada"), rig.calls("conversations.replies")) == ([FILE_1], 3)
    assert rig.outlook().owed_now == 0


@pytest.mark.parametrize(("error", "there"), [("reset_before", []), ("reset_after", [FILE_1])])
def test_file_that_expired_in_doubt_is_looked_up_and_not_sent_too_late(
    rig: Rig, error: str, there: list[tuple[str, bytes]]
) -> None:
    carded(rig, 1, expires=rig.clock.later(10))
    rig.sandbox.faults.fail("files.completeUploadExternal", error=error)
    rig.dispatcher().run_once()
    rig.wait_out_doubt()
    assert (rig.files("Ada"), rig.calls("files.completeUploadExternal"), rig.failed) == (there, 1, [])
    assert rig.outlook().owed_now == 0


def test_file_of_another_in_the_same_thread_is_not_taken_for_it(rig: Rig) -> None:
    carded(rig, 1)
    rig.dispatcher().run_once()
    rig.uploads[1] = Upload("rdv-1-1.ics", "Rendez-vous", "déplacé", data=b"moved")
    rig.owe_file("Ada", 1, revision=1)
    rig.sandbox.faults.fail("files.completeUploadExternal", error="reset_before")
    rig.dispatcher().run_once()
    rig.wait_out_doubt()
    assert rig.files("Ada") == [FILE_1, ("rdv-1-1.ics", b"moved")]


@pytest.mark.parametrize("error", ["http_500", "missing_scope"])
def test_file_is_not_uploaded_blindly_when_the_look_up_fails(rig: Rig, error: str) -> None:
    carded(rig, 1)
    rig.sandbox.faults.fail("files.completeUploadExternal", error="reset_after")
    rig.sandbox.faults.fail("conversations.replies", error=error)
    rig.dispatcher().run_once()
    attempt_again(rig)
    assert rig.calls("files.getUploadURLExternal") == 1
    attempt_again(rig, after=301)
    assert (rig.files("Ada"), rig.calls("files.getUploadURLExternal")) == ([FILE_1], 1)


@pytest.mark.parametrize(
    "method",
    ["files.info", "download", "files.getUploadURLExternal", "upload", "files.completeUploadExternal"],
)
def test_rate_limit_is_waited_for_as_told_by_files_alone(rig: Rig, method: str) -> None:
    sourced(rig)
    carded(rig, 1, 2)
    rig.sandbox.faults.fail(method, error="ratelimited", retry_after=30)
    dispatcher = rig.dispatcher()
    assert dispatcher.run_once() == 1  # the other was given back
    rig.owe("Bob", 3)
    assert dispatcher.run_once() == 1
    rig.clock.advance(28)
    assert dispatcher.run_once() == 0
    rig.clock.advance(3)
    assert dispatcher.run_once() == 2
    assert rig.files("Ada") == [("rdv-1-0.ics", b"the need"), ("rdv-2-0.ics", b"bytes of 2")]
    assert rig.calls("conversations.replies") == 0


@pytest.mark.parametrize("error", ["file_deleted", "file_not_found", "not_visible", "access_denied"])
def test_source_that_is_gone_is_a_failure_of_this_file_alone(rig: Rig, error: str) -> None:
    sourced(rig)
    carded(rig, 1, 2)
    rig.sandbox.faults.fail("files.info", error=error)
    rig.dispatcher().run_once()
    assert reasons(rig) == [("file", error)]
    assert rig.files("Ada") == [("rdv-2-0.ics", b"bytes of 2")]


def test_source_that_its_owner_deleted_is_a_failure(rig: Rig) -> None:
    rig.sandbox.team.files.delete(sourced(rig))
    carded(rig, 1)
    rig.dispatcher().run_once()
    assert reasons(rig) == [("file", "file_deleted")]


def test_login_page_in_place_of_a_file_is_not_passed_on(rig: Rig) -> None:
    sourced(rig, data=b"x" * len(LOGIN_PAGE))  # as long as the page, so that its length does not betray it
    carded(rig, 1)
    rig.sandbox.faults.fail("download", error="login_page")
    rig.dispatcher().run_once()
    assert (rig.files("Ada"), rig.failed) == ([], [])
    attempt_again(rig)
    assert rig.files("Ada") == [("rdv-1-0.ics", b"x" * len(LOGIN_PAGE))]


def test_login_page_for_a_file_deleted_meanwhile_is_a_failure_by_its_name(rig: Rig) -> None:
    file = sourced(rig)
    carded(rig, 1)
    rig.sandbox.faults.fail("download", error="login_page")
    rig.dispatcher().run_once()
    rig.sandbox.team.files.delete(file)
    attempt_again(rig)
    assert reasons(rig) == [("file", "file_deleted")]


@pytest.mark.parametrize("said", [7, 9])
def test_bytes_that_are_fewer_or_more_than_told_are_not_passed_on(rig: Rig, said: int) -> None:
    file = sourced(rig)
    file.size = said
    carded(rig, 1)
    rig.dispatcher().run_once()
    assert (rig.files("Ada"), rig.failed, rig.calls("files.getUploadURLExternal")) == ([], [], 0)
    file.size = 8
    attempt_again(rig)
    assert rig.files("Ada") == [("rdv-1-0.ics", b"the need")]


@pytest.mark.parametrize(("size", "reason"), [(11 * 1024 * 1024, "too_large"), (0, "empty_file")])
def test_source_that_is_too_large_or_empty_is_a_failure_before_it_is_fetched(rig: Rig, size: int, reason: str) -> None:
    sourced(rig, data=b"x" * size)
    carded(rig, 1)
    rig.dispatcher().run_once()
    assert (reasons(rig), rig.calls("download")) == ([("file", reason)], 0)


@pytest.mark.parametrize(("data", "reason"), [(b"x" * (LARGEST + 1), "too_large"), (b"", "empty_file")])
def test_file_of_ours_that_is_too_large_or_empty_is_a_failure(rig: Rig, data: bytes, reason: str) -> None:
    rig.uploads[1] = a_file(1, data=data)
    carded(rig, 1)
    rig.dispatcher().run_once()
    assert (reasons(rig), rig.calls("files.getUploadURLExternal")) == ([("file", reason)], 0)


def test_largest_file_passes(rig: Rig) -> None:
    sourced(rig, data=b"x" * LARGEST)
    carded(rig, 1)
    rig.dispatcher().run_once()
    assert [len(data) for _, data in rig.files("Ada")] == [LARGEST]


@pytest.mark.parametrize("sources", [{}, {"data": b"x", "slack_file": "F1"}])
def test_upload_has_exactly_one_source(sources: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="bytes or a file"):
        Upload("a.ics", "A", "a", **sources)

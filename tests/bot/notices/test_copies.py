"""A post that finds no account goes by mail, once, to who has an address."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.notices import copies, notices
from bot.notices.model import Action, Notice, NoticeToSend
from storage.database import Database
from storage.programme import people

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)


def claimed(database: Database, *, email: str | None, detail: str = "3 7:1778000000") -> Notice:
    """Owe a post to somebody and claim it."""
    with database.transaction() as tx:
        person = people.add(tx, name="Omar", email=email)
        owed = NoticeToSend(
            Action.POST, "helpdesk.moved", "helpdesk_request", 5, 2, NOW, person_id=person, detail=detail
        )
        notices.owe(tx, owed)
        (notice,) = notices.claim(tx, now=NOW, machine_now=NOW, limit=1)
    return notice


def test_post_without_account_is_mailed_once_as_it_was(database: Database) -> None:
    notice = claimed(database, email="omar@exemple.fr")
    with database.transaction() as tx:
        notices.close_failed(tx, notice, reason="no_account", machine_now=NOW)
        assert [copies.owe_copy(tx, notice, due=NOW) for _ in range(2)] == [True, False]
        (mail,) = notices.claim(tx, now=NOW, machine_now=NOW, limit=9, actions=[Action.MAIL])
    assert (mail.kind, mail.email, mail.revision) == (copies.Copy.kind, "omar@exemple.fr", 2)
    post = copies.original_post(mail)
    assert (post.action, post.kind, post.detail, post.subject_id) == (Action.POST, notice.kind, notice.detail, 5)


@pytest.mark.parametrize("change", [{"action": Action.UPDATE}, {"channel": "C1"}, {"detail": "x" * 490}, {}])
def test_what_is_no_post_to_somebody_or_has_no_address_is_not_mailed(
    database: Database, change: dict[str, object]
) -> None:
    notice = claimed(database, email="omar@exemple.fr" if change else None)
    with database.transaction() as tx:
        assert not copies.owe_copy(tx, replace(notice, **change), due=NOW)  # type: ignore[arg-type]

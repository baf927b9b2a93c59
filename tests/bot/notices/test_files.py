"""A file owed in the thread of a card: it waits for the card, dies with it, and is no update of it."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

import pytest

from bot.notices import notices
from bot.notices.model import Action
from storage.notices import retention
from tests.patience import PATIENCE

from .conftest import NOON, Ledger


def posted(book: Ledger, ts: str = "1.0") -> None:
    """Owe Ada a card and post it."""
    book.owe(book.card())
    book.sent(book.claim()[0], ts=ts)


def test_file_names_the_message_of_its_persons_card(book: Ledger) -> None:
    book.owe(book.card(), book.card(person_id=book.bob))
    for number, card in enumerate(book.claim()):
        book.sent(card, ts=f"{number}.5")
    assert book.owe_file(book.file(person_id=book.bob, detail="3")) is True
    file = book.claim()[0]
    assert (file.action, file.kind, file.detail, file.person_id) == (Action.FILE, "agenda.file", "3", book.bob)
    assert (file.card_channel, file.card_ts, file.card) == ("D1", "1.5", False)


def test_file_is_owed_once_for_its_key(book: Ledger) -> None:
    posted(book)
    assert book.owe_file(book.file()) is True
    assert book.owe_file(book.file()) is False
    book.sent(book.claim()[0])
    assert book.owe_file(book.file()) is False
    assert book.owe_file(book.file(revision=1)) is True
    assert [notice.revision for notice in book.claim()] == [1]


def test_file_without_a_card_is_not_owed(book: Ledger) -> None:
    book.owe(book.card(8), book.card(7, person_id=book.bob), book.card(7, kind="helpdesk.news", card=False))
    assert book.owe_file(book.file()) is False


@pytest.mark.parametrize("end", [notices.close_failed, notices.close_dropped])
def test_file_of_a_card_that_was_given_up_goes_to_an_older_one_or_nowhere(
    book: Ledger, end: Callable[..., bool]
) -> None:
    posted(book, ts="1.0")
    book.owe(book.card(revision=1))
    book.do(end, book.claim()[0], reason="gone", machine_now=NOON)
    assert book.owe_file(book.file()) is True
    assert [notice.card_ts for notice in book.claim()] == ["1.0"]


def test_file_goes_to_the_newest_card_and_waits_for_it(book: Ledger) -> None:
    posted(book, ts="1.0")
    book.owe(book.card(revision=1))
    assert book.owe_file(book.file(), 7) is True
    card = book.claim()
    assert [notice.action for notice in card] == [Action.POST]
    assert book.claim() == []
    book.sent(card[0], ts="2.0")
    assert [(notice.action, notice.card_ts) for notice in book.claim()] == [(Action.FILE, "2.0")]


def test_file_dies_with_its_card(book: Ledger) -> None:
    book.owe(book.card())
    card = book.claim()[0]
    book.owe_file(book.file())
    book.do(notices.close_failed, card, reason="channel_not_found", machine_now=NOON)
    assert book.claim() == []
    with book.database.reading() as reading:
        assert notices.ledger_state(reading, now=NOON, machine_now=NOON).owed_now == 0


def test_file_owed_while_its_card_is_given_up_is_not_left_behind(book: Ledger) -> None:
    """Whoever closes the card waits for who owes the file, and takes the file with it."""
    book.owe(book.card())
    card = book.claim()[0]
    owed, done = Event(), Event()

    def owe() -> None:
        with book.database.transaction() as tx:
            assert notices.owe_file(tx, book.file(), card_subject=("appointment", 7))
            owed.set()
            done.wait(0.2)

    thread = Thread(target=owe)
    thread.start()
    assert owed.wait(PATIENCE)
    book.do(notices.close_dropped, card, reason="no longer true", machine_now=NOON)
    done.set()
    thread.join()
    with book.database.reading() as reading:
        assert notices.ledger_state(reading, now=NOON, machine_now=NOON).owed_now == 0
    assert book.claim() == []
    with book.database.transaction() as tx:
        assert retention.delete_closed(tx, before=NOON + timedelta(days=1), cards_before=NOON, now=NOON) == 2


def test_update_is_owed_beside_a_file_and_joined_by_the_next(book: Ledger) -> None:
    posted(book)
    book.owe_file(book.file())
    assert book.update(revision=1) == 1  # the file is not taken for an update that is owed already
    assert book.update(revision=2) == 1
    assert [(notice.action, notice.revision) for notice in book.claim()] == [(Action.FILE, 0), (Action.UPDATE, 2)]


def test_update_leaves_a_file_as_it_was_owed(book: Ledger) -> None:
    posted(book)
    book.owe_file(book.file(revision=4, due=NOON + timedelta(hours=1)))
    book.update(revision=5)
    book.sent(book.claim()[0])
    assert book.claim() == []
    assert [(notice.action, notice.revision) for notice in book.claim(seconds=3600)] == [(Action.FILE, 4)]


def test_sent_file_is_no_card(book: Ledger) -> None:
    posted(book)
    book.owe_file(book.file())
    book.sent(book.claim()[0], ts="2.0")
    assert book.update() == 1
    assert [notice.card_ts for notice in book.claim()] == ["1.0"]


def test_drop_takes_files_by_kind_and_not_those_in_doubt(book: Ledger) -> None:
    posted(book)
    book.owe_file(book.file())
    book.owe_file(book.file(revision=1, kind="helpdesk.document"))
    assert book.drop(kinds=["helpdesk.card"]) == 0
    assert book.drop(kinds=["agenda.file"]) == 1
    document = book.claim()[0]
    assert document.kind == "helpdesk.document"
    book.retry(document, seconds=5, ambiguous=True)
    assert book.drop() == 0


def test_owe_takes_posts_and_owe_file_takes_files_alone(book: Ledger) -> None:
    with pytest.raises(ValueError, match="only posts"):
        book.owe(book.file())
    with pytest.raises(ValueError, match="only files"):
        book.owe_file(book.card())

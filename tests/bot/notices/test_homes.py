"""The Homes that are owed a drawing: one row for each person, and none of a change is lost between two of them."""

from threading import Event, Thread

from bot.notices import homes
from bot.notices.model import Action, HomeFingerprint
from storage.programme import promotions
from tests.patience import PATIENCE

from .conftest import NOON, Ledger


def test_home_is_owed_to_who_has_opened_it(book: Ledger) -> None:
    with book.database.transaction() as tx:
        homes.note_home_opened(tx, book.bob, now=NOON)
    assert book.owe_home(book.ada, book.bob) == 1
    home = book.claim()[0]
    assert (home.action, home.kind, home.person_id, home.recipient) == (
        Action.HOME,
        "home",
        book.bob,
        f"home {book.bob}",
    )
    assert book.owe_home() == 0


def test_home_is_owed_to_who_opens_it(book: Ledger) -> None:
    book.open_home(book.ada)
    book.open_home(book.ada)
    assert [notice.person_id for notice in book.claim()] == [book.ada]


def test_home_owed_again_joins_the_one_that_nobody_claimed(book: Ledger) -> None:
    book.open_home(book.ada, book.bob)
    assert book.owe_home(book.bob, book.ada, seconds=5) == 2
    assert sorted(notice.person_id or 0 for notice in book.claim(seconds=5)) == [book.ada, book.bob]
    assert book.claim(seconds=5) == []


def test_home_owed_while_one_is_being_drawn_follows_it(book: Ledger) -> None:
    book.open_home(book.ada)
    first = book.claim()[0]
    assert book.owe_home(book.ada) == 1
    assert book.owe_home(book.ada) == 1
    assert book.claim() == []  # never two at once: the older could arrive last
    book.sent(first)
    assert [notice.person_id for notice in book.claim()] == [book.ada]
    assert book.claim() == []


def test_home_owed_again_joins_one_that_waits_for_a_retry(book: Ledger) -> None:
    book.open_home(book.ada)
    book.retry(book.claim()[0], seconds=5, ambiguous=True)
    book.owe_home(book.ada, seconds=1)
    assert [notice.attempts for notice in book.claim(seconds=6)] == [2]


def test_home_owed_while_another_transaction_is_open_is_not_claimed_too_early(book: Ledger) -> None:
    """Whoever claims it before the change is committed would draw what was true before, and nothing would follow."""
    book.open_home(book.ada)
    joined, done = Event(), Event()
    committed: list[bool] = []

    def change() -> None:
        with book.database.transaction() as tx:
            homes.owe_home(tx, [book.ada], now=NOON)
            joined.set()
            done.wait(0.3)
            committed.append(True)

    thread = Thread(target=change)
    thread.start()
    assert joined.wait(PATIENCE)
    seen = book.claim()  # SQLite: waits for the writer; PostgreSQL: passes the row over
    assert seen == [] or committed == [True]
    done.set()
    thread.join()
    assert len(seen + book.claim()) == 1


def test_home_owed_by_two_at_once_is_one_row(book: Ledger) -> None:
    book.open_home(book.ada)
    book.sent(book.claim()[0])
    first, done = Event(), Event()

    def owe(wait: float) -> None:
        with book.database.transaction() as tx:
            homes.owe_home(tx, [book.ada], now=NOON)
            first.set()
            done.wait(wait)

    threads = [Thread(target=owe, args=[0.2])]
    threads[0].start()
    assert first.wait(PATIENCE)
    threads.append(Thread(target=owe, args=[0]))
    threads[1].start()
    for thread in threads:
        thread.join()
    assert len(book.claim()) == 1


def test_home_neither_waits_for_messages_nor_holds_them_back(book: Ledger) -> None:
    book.owe(book.card(7), book.card(8))
    card = book.claim(limit=1)[0]
    book.open_home(book.ada)
    home = book.claim(limit=1)[0]
    assert (card.action, home.action) == (Action.POST, Action.HOME)
    book.sent(card)
    assert [notice.subject_id for notice in book.claim()] == [8]


def test_what_is_shown_is_kept_when_the_home_is_opened_again_and_forgotten_when_it_is_blank(book: Ledger) -> None:
    def shown() -> HomeFingerprint:
        with book.database.reading() as reading:
            return homes.home_content(reading, book.ada)

    assert shown() == HomeFingerprint()
    book.open_home(book.ada)
    book.do(homes.note_home_content, book.ada, HomeFingerprint("d" * 64, "1.abc"))
    book.open_home(book.ada)
    assert shown() == HomeFingerprint("d" * 64, "1.abc")
    book.open_home(book.ada, blank=True)
    assert shown() == HomeFingerprint()


def test_home_shows_the_promotion_that_one_turned_to_until_it_is_opened_again(book: Ledger) -> None:
    with book.database.transaction() as tx:
        promotion_id = promotions.save_promotion(tx, "EIG 7", starts_on="2026-01-05", ends_on="2026-10-30")
        homes.show_promotion(tx, book.ada, promotion_id, now=NOON)
        assert (homes.promotion_in_home(tx, book.ada), homes.promotion_in_home(tx, book.bob)) == (promotion_id, None)
        homes.owe_home_always(tx, book.ada, now=NOON)
        assert homes.promotion_in_home(tx, book.ada) is None

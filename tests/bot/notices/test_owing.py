"""What use cases do with the ledger: owe once, owe updates, drop."""

from datetime import datetime, timedelta
from threading import Event, Thread
from uuid import UUID

from bot.notices import notices
from bot.notices.model import Action
from storage.notices import retention
from tests.patience import PATIENCE

from .conftest import NOON, Ledger


def test_owe_writes_a_message_once_for_its_key(book: Ledger) -> None:
    assert book.owe(book.card(), book.card()) == 1
    assert book.owe(book.card(due=NOON + timedelta(hours=1))) == 0
    assert [notice.kind for notice in book.claim()] == ["helpdesk.card"]


def test_owe_nothing_is_nothing(book: Ledger) -> None:
    assert book.owe() == 0


def test_owe_of_a_moved_appointment_is_owed_anew(book: Ledger) -> None:
    assert book.owe(book.card(revision=0), book.card(revision=1)) == 2


def test_owe_of_what_names_many_appointments_fits_its_column(book: Ledger) -> None:
    many, others = ("-".join(map(str, range(first, first + 60))) for first in (100, 101))
    assert book.owe(*(book.card(period=period, anew=True) for period in (many, others))) == 2
    book.drop()
    assert book.owe(book.card(period=many, anew=True)) == 1  # its dropped notice keeps the key, with its id
    assert book.owe(book.card(period=many, anew=True)) == 0


def test_id_is_a_uuid_and_never_returns(book: Ledger) -> None:
    book.owe(book.card())
    first = book.claim()[0]
    book.sent(first)
    forget(book, NOON + timedelta(days=500))  # as if the table were new
    assert book.owe(book.card()) == 1
    second = book.claim()[0]
    assert UUID(first.id).version == UUID(second.id).version == 4
    assert first.id != second.id


def test_update_of_a_posted_card_names_its_message(book: Ledger) -> None:
    book.owe(book.card())
    book.sent(book.claim()[0], ts="12.5")
    assert book.update(revision=3) == 1
    update = book.claim()[0]
    assert (update.action, update.kind, update.revision) == (Action.UPDATE, "helpdesk.card", 3)
    assert (update.card_channel, update.card_ts, update.person_id) == ("D1", "12.5", book.ada)


def test_update_concerns_cards_of_this_subject_only(book: Ledger) -> None:
    book.owe(book.card(7), book.card(8), book.card(7, kind="helpdesk.news", card=False))
    for notice in book.claim():
        book.sent(notice)
    assert book.update(7) == 1
    assert [(notice.subject_id, notice.kind) for notice in book.claim()] == [(7, "helpdesk.card")]


def test_second_update_joins_the_first(book: Ledger) -> None:
    book.owe(book.card())
    book.sent(book.claim()[0])
    book.update(revision=1, due=NOON + timedelta(hours=1))
    book.update(revision=2, due=NOON)
    assert [(notice.revision, notice.due) for notice in book.claim(seconds=7200)] == [(2, NOON)]


def test_second_update_is_owed_anew_once_the_first_is_leased(book: Ledger) -> None:
    book.owe(book.card())
    book.sent(book.claim()[0])
    book.update(revision=1)
    first = book.claim()
    book.update(revision=2)
    assert book.claim() == []  # never two at once for one card: the older could arrive last
    book.sent(first[0])
    assert [notice.revision for notice in book.claim()] == [2]


def test_update_of_a_card_on_its_way_waits_for_it(book: Ledger) -> None:
    book.owe(book.card())
    card = book.claim()[0]
    assert book.update() == 1
    assert book.claim() == []
    book.sent(card, ts="9.9")
    assert [(notice.action, notice.card_ts) for notice in book.claim()] == [(Action.UPDATE, "9.9")]


def test_update_of_a_card_that_nobody_began_to_send_is_not_owed(book: Ledger) -> None:
    book.owe(book.card())
    assert book.update() == 0
    assert [notice.action for notice in book.claim()] == [Action.POST]


def test_update_is_owed_for_a_card_that_may_have_been_sent(book: Ledger) -> None:
    book.owe(book.card())
    book.retry(book.claim()[0], seconds=5, ambiguous=True)
    assert book.update() == 1


def test_update_dies_with_its_card(book: Ledger) -> None:
    book.owe(book.card())
    card = book.claim()[0]
    book.update()
    assert book.do(notices.close_failed, card, reason="channel_not_found", machine_now=NOON) is True
    assert book.claim() == []
    with book.database.reading() as reading:
        assert notices.ledger_state(reading, now=NOON, machine_now=NOON).owed_now == 0
        assert [(f.reason, f.count) for f in notices.count_failures(reading, since=NOON)] == [("channel_not_found", 1)]


def test_update_of_a_dropped_card_is_not_owed(book: Ledger) -> None:
    book.owe(book.card())
    book.do(notices.close_dropped, book.claim()[0], reason="no longer true", machine_now=NOON)
    assert book.update() == 0


def test_update_owed_while_another_transaction_is_open_is_not_claimed_too_early(book: Ledger) -> None:
    """Whoever claims it before the change is committed would show what was true before, and nothing would follow."""
    book.owe(book.card())
    book.sent(book.claim()[0])
    book.update(revision=1)
    joined, seen, done = Event(), [], Event()

    def change() -> None:
        with book.database.transaction() as tx:
            notices.owe_updates(tx, "appointment", 7, revision=2, due=NOON)
            joined.set()
            done.wait(0.3)

    thread = Thread(target=change)
    thread.start()
    joined.wait(PATIENCE)
    seen = book.claim()  # SQLite: waits for the writer; PostgreSQL: passes the row over
    done.set()
    thread.join()
    seen += book.claim()
    assert [notice.revision for notice in seen] == [2]


def test_drop_takes_what_is_owed_about_the_subject(book: Ledger) -> None:
    book.owe(book.card(7), book.card(7, kind="helpdesk.reminder", card=False), book.card(8))
    assert book.drop(7, ["helpdesk.reminder"]) == 1
    assert [(notice.subject_id, notice.kind) for notice in book.claim()] == [
        (7, "helpdesk.card"),
        (8, "helpdesk.card"),
    ]


def test_drop_without_kinds_takes_all_of_the_subject(book: Ledger) -> None:
    book.owe(book.card(7), book.card(7, kind="helpdesk.reminder", card=False), book.card(8))
    assert book.drop(7) == 2
    assert [notice.subject_id for notice in book.claim()] == [8]


def test_drop_leaves_what_is_leased_what_is_in_doubt_and_updates(book: Ledger) -> None:
    book.owe(book.card(7, person_id=book.ada), book.card(7, person_id=book.bob))
    leased, doubtful = book.claim()
    book.retry(doubtful, seconds=5, ambiguous=True)
    assert book.drop(7) == 0
    book.sent(leased)
    book.update(7)
    assert book.drop(7) == 0
    assert [notice.action for notice in book.claim()] == [Action.UPDATE]


def test_forget_keeps_cards_a_year_longer_and_what_is_open(book: Ledger) -> None:
    book.owe(book.card(1), book.card(2, card=False), book.card(3, due=NOON + timedelta(days=900)))
    for notice in book.claim():
        book.sent(notice)
    assert forget(book, NOON) == 0
    assert forget(book, NOON + timedelta(days=1)) == 1
    assert book.update(1) == 1
    assert forget(book, NOON + timedelta(days=366)) == 1
    assert [notice.subject_id for notice in book.claim(seconds=900 * 86400)] == [3]


def forget(book: Ledger, before: datetime) -> int:
    """Forget what was closed before, cards a year later."""
    with book.database.transaction() as tx:
        return retention.delete_closed(tx, before=before, cards_before=before - timedelta(days=365), now=NOON)

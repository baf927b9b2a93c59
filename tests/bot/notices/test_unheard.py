"""News that has not left when the next change comes: what may have left stays, what waits tells from what was known."""

import pytest
from sqlalchemy import update

from bot.notices import copies, notices
from bot.notices.facts import Change, Retimed
from bot.notices.model import Action, NoticeToSend
from bot.notices.unheard import owe_change
from storage.programme.people import people

from .conftest import NOON, Ledger


class Moved(Retimed, kind="thing.moved", subject="appointment"):
    pass


class Ended(Retimed, kind="thing.ended", subject="appointment"):
    pass


MOVED, ENDED = Moved.kind, Ended.kind
KINDS = {MOVED: Moved, ENDED: Ended}
OLDER: dict[str, list[type[Change]]] = {MOVED: [Moved], ENDED: [Moved, Ended]}


def news(book: Ledger, period: str, *, kind: str = MOVED, channel: str | None = None, **known: int) -> NoticeToSend:
    """Describe news about things 1, 2… (`t1`, `t2`…), from the moments known of them."""
    fact = KINDS[kind](9, {int(name[1:]): moment for name, moment in known.items()})
    return fact.owed(7, to=None if channel else book.ada, channel=channel, due=NOON, period=period)


def tell(book: Ledger, *several: NoticeToSend, by: int | None = None) -> int:
    """Owe news that all says the same."""
    kind = several[0].kind
    with book.database.transaction() as tx:
        return owe_change(
            tx, KINDS[kind].read(several[0].detail), several, older_kinds=OLDER[kind], actor_id=by, now=NOON
        )


def waiting(book: Ledger) -> list[tuple[str, dict[int, int]]]:
    """Give what is claimed: the kind, and what its reader knew."""
    return [(one.kind, dict(KINDS[one.kind].read(one.detail).known)) for one in book.claim()]


def test_older_news_of_the_same_is_joined_from_what_was_known_first(book: Ledger) -> None:
    assert tell(book, news(book, "a", t1=10, t2=20)) == 1
    assert tell(book, news(book, "b", t1=11)) == 1
    assert tell(book, news(book, "c", t1=12, t3=30)) == 1
    assert waiting(book) == [(MOVED, {1: 10, 2: 20, 3: 30})]


def test_news_of_something_else_stays_beside_it(book: Ledger) -> None:
    tell(book, news(book, "a", t1=10))
    tell(book, news(book, "b", t2=20))
    assert waiting(book) == [(MOVED, {1: 10}), (MOVED, {2: 20})]


def test_end_takes_over_what_was_known_and_leaves_what_else_has_moved(book: Ledger) -> None:
    tell(book, news(book, "a", t1=10, t2=20))
    tell(book, news(book, "b", kind=ENDED, t1=11))
    assert waiting(book) == [(MOVED, {1: 10, 2: 20}), (ENDED, {1: 10})]
    tell(book, news(book, "c", channel="C1", t3=30))
    tell(book, news(book, "d", kind=ENDED, channel="C1", t3=31))
    assert waiting(book) == [(ENDED, {3: 30})]


def test_each_reader_and_each_channel_has_its_own(book: Ledger) -> None:
    tell(book, news(book, "a", t1=10), news(book, "a", channel="C1", t1=10))
    book.sent(next(one for one in book.claim() if one.channel == "C1"))
    tell(book, news(book, "b", channel="C1", t1=11), news(book, "b", channel="C2", t1=11))
    assert waiting(book) == [(MOVED, {1: 11}), (MOVED, {1: 11})]


def test_what_was_sent_is_sent_or_may_have_been_is_left(book: Ledger) -> None:
    tell(book, news(book, "a", t1=10))
    book.sent(book.claim()[0])
    tell(book, news(book, "b", t1=11))
    in_doubt = book.claim()[0]
    book.retry(in_doubt, seconds=0, ambiguous=True)
    tell(book, news(book, "c", t1=12))
    assert waiting(book) == [(MOVED, {1: 11}), (MOVED, {1: 12})]  # both leased now
    tell(book, news(book, "d", t1=13))
    assert waiting(book) == []  # behind what is being sent
    assert book.claim(seconds=61)[-1].detail == "9 1:13"


def test_who_made_the_change_hears_nothing_more_of_it(book: Ledger) -> None:
    tell(book, news(book, "a", t1=10))
    tell(book, news(book, "a", t1=10, t2=20, channel="C1"))
    tell(book, news(book, "b", t1=11, channel="C2"), by=book.ada)
    assert [one.channel for one in book.claim()] == ["C1", "C2"]


@pytest.mark.parametrize("newer", [MOVED, ENDED])
def test_mail_in_the_place_of_a_message_gives_way_too(book: Ledger, newer: str) -> None:
    book.do(lambda tx: tx.execute(update(people).where(people.c.id == book.ada).values(email="ada@example.org")))
    tell(book, news(book, "a", t1=10))
    post = book.claim()[0]
    book.do(notices.close_failed, post, reason="no_account", machine_now=NOON)
    assert book.do(copies.owe_copy, post, due=NOON) is True
    tell(book, news(book, "b", kind=newer, t1=11))
    (only,) = book.claim()
    assert (only.action, only.kind, only.detail) == (Action.POST, newer, "9 1:10")


def test_nothing_is_owed_to_nobody(book: Ledger) -> None:
    with book.database.transaction() as tx:
        assert owe_change(tx, Moved(9, {1: 10}), [], older_kinds=[Moved], now=NOON) == 0

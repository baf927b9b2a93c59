"""What the dispatcher does with the ledger: claim in order, prove its lease, give back, retry."""

from datetime import timedelta

import pytest

from bot.notices import notices
from bot.notices.model import FAULT, PACED, Action, LedgerState

from .conftest import NOON, Ledger


def test_claim_gives_what_is_due_in_order_with_the_account(book: Ledger) -> None:
    later = NOON + timedelta(minutes=5)
    book.owe(
        book.card(1, due=later, detail="mentorat,bureau-aide"),
        book.card(2, person_id=book.bob),
        book.card(3, person_id=None, channel="C1", thread_ts="5.5"),
        book.card(4, due=later + timedelta(seconds=1)),
    )
    claimed = book.claim(seconds=300)
    assert [(n.subject_id, n.slack_id, n.channel, n.thread_ts, n.detail) for n in claimed] == [
        (2, None, None, None, ""),
        (3, None, "C1", "5.5", ""),
        (1, "UADA", None, None, "mentorat,bureau-aide"),
    ]
    assert {(n.attempts, n.first_attempt, n.lease_until, n.doubtful) for n in claimed} == {
        (1, later, later + timedelta(seconds=60), False)
    }


def test_claim_takes_no_more_than_its_limit_and_nothing_twice(book: Ledger) -> None:
    book.owe(*(book.card(i, person_id=None, channel=f"C{i}") for i in range(5)))
    assert [n.subject_id for n in book.claim(limit=3)] == [0, 1, 2]
    assert [n.subject_id for n in book.claim(limit=3)] == [3, 4]
    assert book.claim(limit=3) == []


def test_claim_holds_back_what_the_same_person_is_owed_after_a_leased_one(book: Ledger) -> None:
    book.owe(book.card(1), book.card(2), book.card(3, person_id=book.bob))
    first = book.claim(limit=1)
    assert [n.subject_id for n in book.claim()] == [3]
    book.sent(first[0])
    assert [n.subject_id for n in book.claim()] == [2]


def test_claim_holds_back_behind_a_retry_for_two_minutes(book: Ledger) -> None:
    book.owe(book.card(1), book.card(2))
    book.retry(book.claim(limit=1)[0], seconds=600)
    assert book.claim(seconds=119) == []
    assert [n.subject_id for n in book.claim(seconds=120)] == [2]


def test_claim_holds_back_behind_what_slack_had_no_room_for_however_long(book: Ledger) -> None:
    book.owe(book.card(1), book.card(2))
    book.retry(book.claim(limit=1)[0], seconds=600, reason=PACED)
    assert book.claim(seconds=599) == []
    assert [n.subject_id for n in book.claim(seconds=600)] == [1, 2]


def test_claim_does_not_hold_back_behind_our_own_mistake(book: Ledger) -> None:
    book.owe(book.card(1), book.card(2))
    book.retry(book.claim(limit=1)[0], seconds=600, reason=FAULT)
    assert [n.subject_id for n in book.claim()] == [2]


def test_claim_of_some_actions_leaves_the_others(book: Ledger) -> None:
    book.owe(book.card(1))
    book.sent(book.claim()[0])
    book.owe(book.card(2))
    book.update(1)
    posts = book.do(notices.claim, now=NOON, machine_now=NOON, limit=5, actions=[Action.POST])
    assert [n.subject_id for n in posts] == [2]  # type: ignore[attr-defined]


def test_lease_that_lapsed_is_claimed_again_in_doubt(book: Ledger) -> None:
    book.owe(book.card())
    first = book.claim()[0]
    assert book.claim(seconds=59) == []
    second = book.claim(seconds=60)[0]
    assert (second.attempts, second.doubtful, second.first_attempt) == (2, True, NOON)
    assert book.sent(first) is False
    assert book.retry(first, seconds=1) is False
    assert book.do(notices.close_failed, first, reason="x", machine_now=NOON) is False
    assert book.do(notices.close_dropped, first, reason="x", machine_now=NOON) is False
    book.do(notices.release_claimed, [first])
    assert book.sent(second) is True


def test_lease_is_on_the_machines_clock(book: Ledger) -> None:
    book.owe(book.card())
    book.claim()
    assert book.claim(now=NOON + timedelta(days=30)) == []


def test_given_back_is_as_if_never_claimed(book: Ledger) -> None:
    book.owe(book.card())
    book.do(notices.release_claimed, book.claim())
    again = book.claim(seconds=30)[0]
    assert (again.attempts, again.doubtful, again.first_attempt) == (1, False, NOON + timedelta(seconds=30))


def test_given_back_after_an_attempt_keeps_what_is_known_of_it(book: Ledger) -> None:
    book.owe(book.card())
    book.retry(book.claim()[0], seconds=5, ambiguous=True)
    book.do(notices.release_claimed, book.claim(seconds=5))
    again = book.claim(seconds=6)[0]
    assert (again.attempts, again.doubtful, again.first_attempt) == (2, True, NOON)


@pytest.mark.parametrize(("ambiguous", "doubtful"), [(True, True), (False, False)])
def test_retry_waits_as_told_and_never_less(book: Ledger, ambiguous: bool, doubtful: bool) -> None:
    book.owe(book.card())
    book.retry(book.claim()[0], seconds=4.1, ambiguous=ambiguous)
    assert book.claim(seconds=4) == []
    again = book.claim(seconds=5)[0]
    assert (again.attempts, again.doubtful) == (2, doubtful)


def test_doubt_stays_whatever_comes_after(book: Ledger) -> None:
    book.owe(book.card())
    book.retry(book.claim()[0], seconds=1, ambiguous=True)
    book.retry(book.claim(seconds=1)[0], seconds=2, ambiguous=False)
    assert book.claim(seconds=2)[0].doubtful is True


def test_expired_is_dropped_with_its_updates(book: Ledger) -> None:
    book.owe(book.card(1, expires=NOON + timedelta(minutes=1)), book.card(2, expires=NOON + timedelta(minutes=2)))
    assert [n.subject_id for n in book.claim(seconds=60)] == [2]
    with book.database.reading() as reading:
        assert notices.ledger_state(reading, now=NOON, machine_now=NOON).owed_now == 1
        assert notices.count_failures(reading, since=NOON) == []


def test_expired_that_may_have_been_sent_is_claimed_to_be_looked_up(book: Ledger) -> None:
    book.owe(book.card(expires=NOON + timedelta(minutes=1)))
    book.retry(book.claim()[0], seconds=90, ambiguous=True)
    assert [n.doubtful for n in book.claim(seconds=90)] == [True]


def test_outlook_of_an_empty_ledger(book: Ledger) -> None:
    with book.database.reading() as reading:
        assert notices.ledger_state(reading, now=NOON, machine_now=NOON) == LedgerState(
            None, None, None, 0, 0, idle=True, resting=True
        )


def test_outlook_tells_what_is_due_what_is_next_and_what_waits(book: Ledger) -> None:
    def look(seconds: int = 0) -> LedgerState:
        at = NOON + timedelta(seconds=seconds)
        with book.database.reading() as reading:
            return notices.ledger_state(reading, now=at, machine_now=at)

    tomorrow = NOON + timedelta(days=1)
    book.owe(book.card(1), book.card(2, person_id=book.bob), book.card(3, due=tomorrow))
    assert look() == LedgerState(tomorrow, None, NOON, 2, 2, idle=False, resting=False)
    one, two = book.claim()
    assert look(1) == LedgerState(tomorrow, NOON + timedelta(seconds=60), NOON, 2, 0, idle=False, resting=False)
    book.sent(one)
    book.retry(two, seconds=6)
    assert look(1) == LedgerState(tomorrow, NOON + timedelta(seconds=6), NOON, 1, 0, idle=False, resting=False)
    book.retry(book.claim(seconds=6)[0], seconds=30)
    assert look(19) == LedgerState(tomorrow, NOON + timedelta(seconds=30), NOON, 1, 0, idle=False, resting=True)
    assert look(20) == LedgerState(tomorrow, NOON + timedelta(seconds=30), NOON, 1, 0, idle=False, resting=False)
    assert look(30) == LedgerState(tomorrow, None, NOON, 1, 1, idle=False, resting=False)
    book.sent(book.claim(seconds=30)[0])
    assert look(30) == LedgerState(tomorrow, None, None, 0, 0, idle=True, resting=True)


def test_failures_are_counted_by_kind_and_reason(book: Ledger) -> None:
    book.owe(*(book.card(i, person_id=None, channel=f"C{i}") for i in range(3)), book.card(4, kind="other"))
    for notice, reason in zip(book.claim(), ["is_archived", "no_account", "is_archived", "fault"], strict=True):
        book.do(notices.close_failed, notice, reason=reason, machine_now=NOON)
    with book.database.reading() as reading:
        found = notices.count_failures(reading, since=NOON)
        assert [(f.kind, f.reason, f.count) for f in found] == [
            ("helpdesk.card", "is_archived", 2),
            ("helpdesk.card", "no_account", 1),
            ("other", "fault", 1),
        ]
        assert notices.count_failures(reading, since=NOON + timedelta(seconds=1)) == []

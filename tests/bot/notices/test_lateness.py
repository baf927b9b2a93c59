"""Messages that do not leave are told of once, to the coaches, until all has left; who catches up says nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.notices import lateness
from bot.notices import notices as ledger
from bot.notices.lateness import LatenessAlert, Patience
from bot.notices.model import Action, NoticeToSend, WaitingCounts
from storage.database import Database, Transaction
from storage.notices.ledger import notices
from storage.programme import people
from tests.promotion import found

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COACHES = "C0COACHS"


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        found(tx, channel_coachs=COACHES)
        yield tx


def owe(tx: Transaction, number: int, *, due: datetime, channel: str | None = None) -> None:
    to = {"channel": channel} if channel else {"person_id": people.add(tx, name=f"Somebody {number}")}
    owed = NoticeToSend(Action.POST, "a.kind", "thing", number, 0, due, **to)
    assert ledger.owe(tx, owed) == 1


def send_all(tx: Transaction) -> None:
    sent = update(notices).where(notices.c.closed_at.is_(None), notices.c.kind != LatenessAlert.kind)
    tx.execute(sent.values(state="sent", closed_at=NOON))


def told(tx: Transaction) -> list[tuple[str | None, bool, str]]:
    rows = tx.execute(select(notices).where(notices.c.kind == LatenessAlert.kind).order_by(notices.c.seq))
    return [(row.channel, row.urgent, row.detail) for row in rows]


def test_a_quarter_of_an_hour_is_late(tx: Transaction) -> None:
    owe(tx, 1, due=NOON)
    owe(tx, 2, due=NOON + 5 * MINUTE)
    owe(tx, 3, due=NOON + 60 * MINUTE)
    looks = [lateness.count_late(tx, now=NOON + minutes * MINUTE) for minutes in (14, 15, 20)]
    assert looks == [WaitingCounts(2, 0, None), WaitingCounts(2, 1, NOON), WaitingCounts(2, 2, NOON)]


def test_it_is_told_once_until_all_has_left(tx: Transaction) -> None:
    owe(tx, 1, due=NOON)
    owe(tx, 2, due=NOON)
    now = NOON + 16 * MINUTE
    assert (lateness.alert_coaches(tx, now=now), lateness.alert_coaches(tx, now=now + MINUTE)) == (True, False)
    assert told(tx) == [(COACHES, True, f"2 {int(NOON.timestamp())}")]
    assert LatenessAlert.read(told(tx)[0][2]) == LatenessAlert(2, NOON)
    lateness.end_alert(tx, now=now)  # they still wait
    assert (lateness.is_alert_open(tx), lateness.alert_coaches(tx, now=now + 60 * MINUTE)) == (True, False)
    send_all(tx)
    lateness.end_alert(tx, now=now + 61 * MINUTE)
    owe(tx, 3, due=now + 62 * MINUTE)
    assert (lateness.is_alert_open(tx), lateness.alert_coaches(tx, now=now + 63 * MINUTE)) == (False, False)
    assert lateness.alert_coaches(tx, now=now + 77 * MINUTE)
    assert [detail.partition(" ")[0] for _, _, detail in told(tx)] == ["2", "1"]


def test_what_slack_refuses_in_that_very_channel_is_not_told_there(tx: Transaction) -> None:
    owe(tx, 1, due=NOON, channel=COACHES)
    now = NOON + 60 * MINUTE
    assert (lateness.count_late(tx, now=now), lateness.alert_coaches(tx, now=now)) == (WaitingCounts(1, 0, None), False)
    owe(tx, 2, due=NOON, channel="C0OTHER")
    assert lateness.alert_coaches(tx, now=now)
    assert lateness.count_late(tx, now=now + 60 * MINUTE).due == 2  # the telling itself is none of it


def test_what_waits_for_its_card_is_not_late(tx: Transaction) -> None:
    owe(tx, 1, due=NOON)
    send_all(tx)
    tx.execute(update(notices).values(state="owed", closed_at=None, card_id="a card that was never posted"))
    assert lateness.count_late(tx, now=NOON + 60 * MINUTE) == WaitingCounts(0, 0, None)


def test_a_bot_that_was_stopped_is_given_a_minute() -> None:
    patience = Patience()
    looks = [(True, 0), (True, 59), (False, 60), (True, 61), (True, 120), (True, 121), (True, 500)]
    over = [patience.is_over(late=late, at=at) for late, at in looks]
    assert over == [False, False, False, False, False, True, True]

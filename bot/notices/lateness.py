"""Alert the coaches when messages are a quarter of an hour late. Each delay causes one alert, however long it lasts."""

from datetime import datetime, timedelta

from bot.notices.facts import Fact
from bot.notices.model import WaitingCounts
from bot.notices.notices import owe
from bot.notices.team import address_to_coaches
from bot.programme.history import delete_receipt, record_once
from bot.programme.service import current_promotion
from storage.database import Reading, Transaction
from storage.notices import readings
from storage.programme import history

LATE = timedelta(minutes=15)
CATCHES_UP = 60.0  # a bot that has just started has this many seconds to send late notices before the alert
TOLD = "notices.late"  # the receipt of an alert, kept until no message is pending


class LatenessAlert(Fact, kind="notices.late", subject="promotion", urgent=True):
    """The alert to coaches: the number of late messages, and when the first of them was due."""

    count: int
    since: datetime


class Patience:
    """The delay before the alert, in which a bot that has just started can catch up."""

    def __init__(self) -> None:
        self._seen: float | None = None

    def is_over(self, *, late: bool, at: float) -> bool:
        """Record whether messages are late at the time `at`. Return whether they have been late for CATCHES_UP seconds.

        `at` is on the monotonic clock, since all messages look late if the machine's clock is set forward."""
        if not late:
            self._seen = None
        elif self._seen is None:
            self._seen = at
        return self._seen is not None and at - self._seen >= CATCHES_UP


def count_late(reading: Reading, *, now: datetime) -> WaitingCounts:
    """Count the pending notices that are due, and those that are late.

    A notice to the coaches' own channel is never late: if Slack refuses that channel, an alert there is useless."""
    places = {
        message.recipient
        for message in address_to_coaches(reading, LatenessAlert(0, now), about=0, promotion_id=None, now=now)
    }
    return readings.count_waiting(
        reading, now=now, late_since=now - LATE, exempt_recipients=places, ignored_kind=LatenessAlert.kind
    )


def is_alert_open(reading: Reading) -> bool:
    """Return whether the coaches were alerted of a delay that has not ended."""
    return history.is_received(reading, TOLD)


def alert_coaches(tx: Transaction, *, now: datetime) -> bool:
    """Alert the coaches that messages are late. Return False if the coaches already know, or if no message is late."""
    found = count_late(tx, now=now)
    if found.since is None or not record_once(tx, TOLD, now=now):
        return False
    first = current_promotion(tx, now, person=None)
    fact, about, period = LatenessAlert(found.late, found.since), first.id if first else 0, str(int(now.timestamp()))
    return owe(tx, address_to_coaches(tx, fact, about=about, promotion_id=None, period=period, now=now)) > 0


def end_alert(tx: Transaction, *, now: datetime) -> None:
    """End the alert if no message is pending, so that a later delay is reported again."""
    if count_late(tx, now=now).due == 0:
        delete_receipt(tx, TOLD)

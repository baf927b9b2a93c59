"""Late messages: after a quarter of an hour the coaches are notified, and again only after all messages have left."""

from datetime import datetime, timedelta

from bot.notices.facts import Fact
from bot.notices.model import NoticeWaiting
from bot.notices.notices import owe
from bot.notices.team import to_coaches
from bot.programme.history import once, undo_once
from bot.programme.service import current_promotion
from storage.database import Reading, Transaction
from storage.notices import readings
from storage.programme import history

LATE = timedelta(minutes=15)
CATCHES_UP = 60.0  # seconds after a start within which late notices are sent
TOLD = "notices.late"  # the receipt kept from the notice until nothing is late


class Late(Fact, kind="notices.late", subject="promotion", urgent=True):
    """The notice to coaches: how many messages were late, and since when."""

    count: int
    since: datetime


class Patience:
    """Delays the alert by the time that a restarted bot needs to catch up."""

    def __init__(self) -> None:
        self._seen: float | None = None

    def is_over(self, *, late: bool, at: float) -> bool:
        """Record whether anything is late `at` this moment of the monotonic clock; True after CATCHES_UP of lateness.

        The machine's time is unsuitable: a clock set forward makes everything late at once.
        """
        if not late:
            self._seen = None
        elif self._seen is None:
            self._seen = at
        return self._seen is not None and at - self._seen >= CATCHES_UP


def look(reading: Reading, *, now: datetime) -> NoticeWaiting:
    """Return pending notices: all due ones, and the late ones.

    Notices to the coaches' own channel do not count as late: if Slack refuses that channel, another message there is
    useless."""
    places = {message.recipient for message in to_coaches(reading, Late(0, now), about=0, promotion_id=None, now=now)}
    return readings.waiting(reading, now=now, late_since=now - LATE, besides=places, kind=Late.kind)


def is_told(reading: Reading) -> bool:
    """Return whether the coaches were notified of the current delay."""
    return history.is_received(reading, TOLD)


def tell(tx: Transaction, *, now: datetime) -> bool:
    """Notify the coaches once of late messages, before everything else due; False when nothing is late."""
    found = look(tx, now=now)
    if found.since is None or not once(tx, TOLD, now=now):
        return False
    first = current_promotion(tx, now, of=None)
    fact, about, period = Late(found.late, found.since), first.id if first else 0, str(int(now.timestamp()))
    return owe(tx, to_coaches(tx, fact, about=about, promotion_id=None, period=period, now=now)) > 0


def end(tx: Transaction, *, now: datetime) -> None:
    """Record that nothing is late any longer, so that later delays are reported again."""
    if look(tx, now=now).due == 0:
        undo_once(tx, TOLD)

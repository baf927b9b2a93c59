"""The answer to a direct message or a mention, enqueued like any message; no feature owns it."""

from dataclasses import replace
from datetime import datetime

from bot.catalogue.catalogue import Answer, Wanted
from bot.notices.facts import Fact
from bot.notices.model import ASKED
from bot.notices.notices import owe
from storage.database import Transaction


class Given(Fact, kind=ASKED, subject="event"):
    """The dispositifs to show (by key), and the account that asked."""

    wanted: Wanted
    keys: tuple[str, ...]
    asked_by: str


def owe_answer(
    tx: Transaction,
    answer: Answer,
    *,
    event_id: str,
    channel: str,
    thread_ts: str | None,
    asked_by: str,
    now: datetime,
) -> None:
    """Enqueue an answer where the question was asked; its key has the event's id, as Slack delivers up to four times.

    Until it is sent, the row holds the answer's data (a kind, keys, the word or name searched) and the account that
    asked, never the typed text; afterwards none of it."""
    owed = Given(answer.wanted, answer.keys, asked_by).owed(0, channel=channel, due=now, period=event_id)
    owe(tx, replace(owed, thread_ts=thread_ts))

"""The answer to a direct message or a mention, owed like any message: never lost, never given twice."""

from datetime import datetime

from bot.catalogue.service import Answer, Wanted
from bot.notices.model import Action, Owed
from bot.notices.service import owe
from storage.database import Transaction

KIND = "catalogue.answer"


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
    """Owe the answer where it was asked; Slack delivers an event up to four times, its id is in the key.

    The row holds what to show (a kind and dispositifs' keys) and the account that asked, never the words.
    """
    owe(
        tx,
        Owed(
            action=Action.POST,
            kind=KIND,
            subject="event",
            subject_id=0,
            revision=0,
            channel=channel,
            thread_ts=thread_ts,
            due=now,
            detail=f"{answer.wanted.value} {','.join(answer.keys)} {asked_by}",
            period=event_id,
        ),
    )


def read_answer(detail: str) -> tuple[Answer, str]:
    """Give what to show and the account that asked, from the row's detail."""
    wanted, keys, asked_by = detail.split(" ")
    return Answer(Wanted(wanted), tuple(key for key in keys.split(",") if key)), asked_by

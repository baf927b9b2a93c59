"""What parts owe alike: one message to each of several people in their own conversations, and when it can wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.agenda.reminders.timetable import AT_LEAST
from bot.dates.paris import day_of
from bot.dates.working import out_of_quiet, week_morning
from bot.notices import service as notices
from bot.notices.model import Action, Owed
from storage.database import Transaction

TOLD_BEFORE = timedelta(days=1)  # who was told less long ago is not told again


def owe_each(
    tx: Transaction,
    kind: str,
    about: tuple[str, int],
    *,
    to: Iterable[int],
    due: datetime,
    revision: int = 0,
    expires: datetime | None = None,
    detail: str = "",
    period: str = "",
    card: bool = False,
) -> int:
    """Owe these people a message `about` a subject (its name and id), each once; give how many are new.

    By mail where Slack has no way. `revision` and `period` tell apart what comes back. `card`: it is updated later.
    """
    subject, subject_id = about
    owed = [
        Owed(
            action=Action.POST,
            kind=kind,
            subject=subject,
            subject_id=subject_id,
            revision=revision,
            person_id=one,
            due=due,
            expires=expires,
            detail=detail,
            period=period,
            card=card,
        )
        for one in sorted({*to})
    ]
    return notices.owe(tx, owed)


def owe_in_channel(
    tx: Transaction,
    kind: str,
    about: tuple[str, int],
    *,
    channel: str,
    due: datetime,
    revision: int = 0,
    expires: datetime | None = None,
    detail: str = "",
    card: bool = False,
) -> None:
    """Owe a channel one message `about` a subject, once."""
    owed = Owed(
        action=Action.POST,
        kind=kind,
        subject=about[0],
        subject_id=about[1],
        revision=revision,
        channel=channel,
        due=due,
        expires=expires,
        detail=detail,
        card=card,
    )
    notices.owe(tx, owed)


def soon(now: datetime, *, before: datetime) -> datetime:
    """Give when what can wait is said: out of quiet hours, or now where that would be too late."""
    pushed = out_of_quiet(now)
    return pushed if pushed <= before - AT_LEAST else now


def with_week(starts: datetime, *, since: datetime) -> datetime | None:
    """Give the morning of « Votre semaine », of the week before a start, else of its own; a day after `since`."""
    for day in (day_of(starts) - timedelta(days=7), day_of(starts)):
        moment = week_morning(day)
        if since + TOLD_BEFORE <= moment < starts:
            return moment
    return None

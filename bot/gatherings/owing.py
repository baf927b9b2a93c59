"""One message to each of several people, in their own conversations."""

from collections.abc import Iterable
from datetime import datetime

from bot.notices import service as notices
from bot.notices.model import Action, Owed
from storage.database import Transaction


def owe_each(
    tx: Transaction,
    kind: str,
    about: tuple[str, int],
    *,
    to: Iterable[int],
    due: datetime,
    expires: datetime | None = None,
    detail: str = "",
    period: str = "",
    card: bool = False,
) -> int:
    """Owe these people a message `about` a subject (its name and id), each once; give how many are new.

    `period` tells apart what comes back. `card`: it is updated later.
    """
    subject, subject_id = about
    owed = [
        Owed(
            action=Action.POST,
            kind=kind,
            subject=subject,
            subject_id=subject_id,
            revision=0,
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

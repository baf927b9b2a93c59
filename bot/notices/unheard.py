"""News of a change that has not left when the next change comes: the newer takes its place, told from what people know.

So what is moved twice while Slack is down is told once, from the time that people knew to the one that holds.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from bot.notices.copies import COPY
from bot.notices.model import Owed, Unheard
from bot.notices.service import owe
from storage.database import Transaction
from storage.notices import unheard as notice_unheard

Known: TypeAlias = Mapping[int, int]  # what changed, by its id → the moment that its reader knows, in seconds


@dataclass(frozen=True, slots=True)
class Telling:
    """How news says from what it changed: `read` from its detail, and `write` anew, "" where that is no news any more.

    `kinds`: those of older news that it makes needless, or that say what was known.
    """

    kinds: Collection[str]
    read: Callable[[str], Known]
    write: Callable[[str, Known], str]


def owe_from(
    tx: Transaction, several: Sequence[Owed], telling: Telling, *, by: int | None = None, now: datetime
) -> int:
    """Owe the news of one change of one subject, to each as from what they know; give how many are new.

    Older news of the same that surely has not left is dropped: what else one of the same kind told is told with it.
    `by`: who made the change; of what else has happened to the same they know by now.
    """
    if not several:
        return 0
    rows = notice_unheard.lock(tx, several[0].subject, several[0].subject_id, kinds={*telling.kinds, COPY})
    older = [one for one in map(_original, rows) if one.kind in telling.kinds]
    told: list[Owed] = []
    gone: set[str] = set()
    for one in several:
        known, changed = dict(telling.read(one.detail)), telling.read(one.detail).keys()
        for before in reversed(older):
            knew = telling.read(before.detail)
            if (before.person_id, before.channel) == (one.person_id, one.channel) and not changed.isdisjoint(knew):
                joins = before.kind == one.kind
                known |= {thing: moment for thing, moment in knew.items() if joins or thing in changed}
                gone |= {before.id} if joins or knew.keys() <= changed else set()
        detail = telling.write(one.detail, known)
        told += [replace(one, detail=detail)] if detail else []
    things = {thing for one in several for thing in telling.read(one.detail)}
    mine = [one for one in older if by is not None and one.person_id == by]
    gone |= {one.id for one in mine if telling.read(one.detail).keys() <= things}
    notice_unheard.drop(tx, gone, at=now)
    return owe(tx, told) if told else 0


def parse_times(detail: str) -> tuple[int | None, dict[int, int]]:
    """Read who acted, and the start that people knew of each appointment, from a notice's detail."""
    actor, _, rest = detail.partition(" ")
    pairs = (pair.split(":") for pair in rest.split(",") if pair)
    return int(actor) or None, {int(appointment): int(starts) for appointment, starts in pairs}


def write_times(by: int | None, known: Known) -> str:
    """Write the same."""
    return f"{by or 0} " + ",".join(f"{appointment}:{starts}" for appointment, starts in known.items())


def telling_times(*kinds: str) -> Telling:
    """Give how news says it whose detail is of `write_times`."""
    return Telling(
        kinds,
        read=lambda detail: parse_times(detail)[1],
        write=lambda detail, known: write_times(parse_times(detail)[0], known),
    )


def _original(row: Unheard) -> Unheard:
    """Give the message that a mail copies, in the place of its copy."""
    if row.kind != COPY:
        return row
    kind, _, detail = row.detail.partition(" ")
    return replace(row, kind=kind, detail=detail)

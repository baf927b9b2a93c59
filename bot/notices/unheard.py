"""Merge notices of changes: the notice of a change replaces a person's unsent notice of an earlier change.

For example, if an appointment is rescheduled twice while Slack is down, each person gets one notice. It has the start
that the person knows and the current start."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from bot.notices.copies import Copy
from bot.notices.facts import Change, Retimed
from bot.notices.model import NoticeToSend, UnsentNotice
from bot.notices.notices import owe
from storage.database import Transaction
from storage.notices import ledger

When: TypeAlias = tuple[datetime, datetime, datetime]  # (due, expires, now)


def owe_change(
    tx: Transaction,
    fact: Change,
    several: Sequence[NoticeToSend],
    *,
    older_kinds: Collection[type[Change]],
    actor_id: int | None = None,
    now: datetime,
) -> int:
    """Notify several people of a change, with the starts that each of them knows. Return how many notices are new.

    Older unsent notices of the same subject are dropped and merged into this one. `older_kinds`: the kinds of notices
    that are merged, or that show what a person knew before. `actor_id`: the actor, who knows the earlier changes."""
    if not several:
        return 0
    kinds = {fact_class.kind: fact_class for fact_class in older_kinds}
    rows = ledger.lock_pending_notices(tx, fact.subject, several[0].subject_id, kinds={*kinds, Copy.kind})
    waiting = [
        (row, kinds[row.kind].read(row.detail).known_starts())
        for row in map(_original_notice, rows)
        if row.kind in kinds
    ]
    changed = fact.known_starts().keys()
    told: list[NoticeToSend] = []
    gone: set[str] = set()
    for message in several:
        known = dict(fact.known_starts())
        for row, knew in reversed(waiting):
            if (row.person_id, row.channel) == (message.person_id, message.channel) and not changed.isdisjoint(knew):
                joins = row.kind == fact.kind
                known |= {thing: moment for thing, moment in knew.items() if joins or thing in changed}
                gone |= {row.id} if joins or knew.keys() <= changed else set()
        news = fact.adapt_to(known)
        told += [replace(message, detail=news.detail)] if news else []
    gone |= {
        row.id for row, knew in waiting if actor_id is not None and row.person_id == actor_id and knew.keys() <= changed
    }
    ledger.drop_replaced_notices(tx, gone, at=now)
    return owe(tx, told) if told else 0


def owe_attendance(
    tx: Transaction,
    fact: Retimed,
    *,
    about: int,
    to: Iterable[int],
    opposite_kind: type[Retimed],
    when: When,
    period: str,
) -> int:
    """Notify people that a participant comes after all, or does not come. Return how many notices are new.

    `opposite_kind`: the opposite kind of notice. If the opposite notice to a person is unsent, it is dropped, and the
    person gets no notice. `when`: (due, expires, now)."""
    due, expires, now = when
    waiting: dict[int, set[int]] = {}
    gone: set[str] = set()
    for row in map(
        _original_notice, ledger.lock_pending_notices(tx, fact.subject, about, kinds={opposite_kind.kind, Copy.kind})
    ):
        told = opposite_kind.read(row.detail) if row.kind == opposite_kind.kind else None
        if told is not None and told.by_id == fact.by_id and row.person_id is not None:
            waiting.setdefault(row.person_id, set()).update(told.known)
            gone |= {row.id} if told.known.keys() <= fact.known.keys() else set()
    ledger.drop_replaced_notices(tx, gone, at=now)
    owed: list[NoticeToSend] = []
    for person in sorted({*to}):
        known = {person_id: at for person_id, at in fact.known.items() if person_id not in waiting.get(person, ())}
        if known:
            owed.append(fact.adapt_to(known).owed(about, to=person, due=due, expires=expires, period=period))
    return owe(tx, owed) if owed else 0


def _original_notice(row: UnsentNotice) -> UnsentNotice:
    if row.kind != Copy.kind:
        return row
    copy = Copy.read(row.detail)
    return replace(row, kind=copy.of, detail=copy.told)

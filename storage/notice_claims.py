"""How the rows of `notices` are claimed: each by one dispatcher, in order for each recipient."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, literal, literal_column, or_, select, update

from bot.notices.model import FAULT, IN_ORDER, Action, Notice, NoticeState

from .database import Transaction
from .notices import LEASED, OPEN, OWED, POSTED, card, close, notices, ours
from .people import people
from .schema import Moment

_LEASED = NoticeState.LEASED.value

_earlier = notices.alias("earlier")  # once: an alias costs as much as a query

# In the order of Notice's own fields.
_READ = (
    select(
        notices.c.id,
        notices.c.seq,
        notices.c.action,
        notices.c.kind,
        notices.c.subject,
        notices.c.subject_id,
        notices.c.revision,
        notices.c.due,
        notices.c.expires,
        notices.c.recipient,
        notices.c.person_id,
        people.c.slack_id,
        notices.c.channel,
        notices.c.thread_ts,
        notices.c.detail,
        notices.c.is_card,
        notices.c.attempts,
        notices.c.first_attempt,
        notices.c.lease_until,
        notices.c.doubtful,
        card.c.sent_channel,
        card.c.sent_ts,
        people.c.email,
    )
    .select_from(
        notices.outerjoin(people, people.c.id == notices.c.person_id).outerjoin(card, card.c.id == notices.c.card_id)
    )
    .where(notices.c.seq.in_(bindparam("seqs", expanding=True)))
    .order_by(notices.c.urgent.desc(), notices.c.due, notices.c.seq)
)


def claim(
    tx: Transaction,
    *,
    now: datetime,
    machine_now: datetime,
    lease: timedelta,
    limit: int,
    actions: Collection[Action],
    joined: Collection[str] = (),
) -> list[Notice]:
    """Lease up to `limit` notices that are due and free, the urgent first, by (due, seq); drop what came too late.

    What one recipient is owed goes out in order: nothing is claimed while something earlier of theirs is leased or, for
    IN_ORDER after its first attempt, waits for a retry. Nor does a row overtake one that is locked at this moment, by
    another claim not yet seen as a lease or by a use case: both are left for the next claim. Nothing here waits.
    """
    _drop_expired(tx, now=now, machine_now=machine_now)
    free = _free(now, machine_now)
    ready = and_(free, POSTED, ~_held_back(machine_now), notices.c.action.in_(sorted(actions)))
    wanted = _first(tx, and_(ready, notices.c.urgent), limit=limit)
    if len(wanted) < limit:  # in two questions, each with an index of its own: ten thousand may be due at once
        wanted += _first(tx, and_(ready, ~notices.c.urgent), limit=limit - len(wanted))
    if not wanted:
        return []
    if joined:
        wanted += _along(tx, ready, wanted, joined=joined)
    lockable = select(notices.c.seq).where(notices.c.seq.in_([seq for seq, _ in wanted]), free)
    locked = set(tx.execute(lockable.with_for_update(skip_locked=True)).scalars())
    passed_over = set()
    mine = []
    for seq, recipient in wanted:
        if seq not in locked:
            passed_over.add(recipient)
        elif recipient not in passed_over:
            mine.append(seq)
    if not mine:
        return []
    tx.execute(
        update(notices)
        .where(notices.c.seq.in_(mine))
        .values(
            state=_LEASED,
            lease_until=machine_now + lease,
            attempts=notices.c.attempts + 1,
            first_attempt=func.coalesce(notices.c.first_attempt, literal(machine_now, Moment())),
            doubtful=or_(notices.c.doubtful, LEASED),  # a lapsed lease: who had it may have sent it
            retry_at=None,
        )
    )
    return _read(tx, mine)


def _first(tx: Transaction, ready: ColumnElement[bool], *, limit: int) -> list[tuple[int, str]]:
    statement = select(notices.c.seq, notices.c.recipient).where(ready)
    # The number in words: not knowing it, PostgreSQL plans for a tenth of all, and sorts what the index has in order.
    rows = tx.execute(statement.order_by(notices.c.due, notices.c.seq).limit(literal_column(str(limit))))
    return [(row.seq, row.recipient) for row in rows]


def _along(
    tx: Transaction, ready: ColumnElement[bool], wanted: Sequence[tuple[int, str]], *, joined: Collection[str]
) -> list[tuple[int, str]]:
    """Give what else is ready of these kinds for the recipients of such kinds: they share a message."""
    mine = notices.c.seq.in_([seq for seq, _ in wanted])
    kinds = notices.c.kind.in_(sorted(joined))
    whom = list(tx.execute(select(notices.c.recipient).where(mine, kinds).distinct()).scalars())
    if not whom:
        return []
    rows = tx.execute(
        select(notices.c.seq, notices.c.recipient)
        .where(ready, kinds, notices.c.recipient.in_(whom), ~mine)
        .order_by(notices.c.due, notices.c.seq)
    )
    return [(row.seq, row.recipient) for row in rows]


def give_back(tx: Transaction, claimed: Sequence[Notice]) -> None:
    """Return what was claimed and not attempted, as it was before."""
    for notice in claimed:
        tx.execute(
            update(notices)
            .where(ours(notice))
            .values(
                state=NoticeState.OWED.value,
                lease_until=None,
                attempts=notice.attempts - 1,
                first_attempt=notice.first_attempt if notice.attempts > 1 else None,
            )
        )


def retry(tx: Transaction, notice: Notice, *, at: datetime, ambiguous: bool, reason: str) -> bool:
    """Owe it again from `at` on, on the machine's clock, noting why; False when the lease is no longer ours."""
    done = tx.execute(
        update(notices)
        .where(ours(notice))
        .values(
            state=NoticeState.OWED.value,
            lease_until=None,
            retry_at=at,
            doubtful=notice.doubtful or ambiguous,  # once in doubt, always looked up: an attempt can arrive late
            reason=reason,
        )
    )
    return done.rowcount == 1


def _drop_expired(tx: Transaction, *, now: datetime, machine_now: datetime) -> None:
    # What may have been sent already is not among them: it is looked up first.
    too_late = select(notices.c.id).where(
        OPEN, OWED, ~notices.c.doubtful, notices.c.due <= now, notices.c.expires <= now
    )
    ids = list(tx.execute(too_late.with_for_update(skip_locked=True)).scalars())
    if ids:
        close(tx, notices.c.id.in_(ids), state=NoticeState.DROPPED, reason="expired", at=machine_now)


def _free(now: datetime, machine_now: datetime) -> ColumnElement[bool]:
    return and_(
        OPEN,
        notices.c.due <= now,
        or_(
            and_(OWED, or_(notices.c.retry_at.is_(None), notices.c.retry_at <= machine_now)),
            and_(LEASED, notices.c.lease_until <= machine_now),
        ),
    )


def _held_back(machine_now: datetime) -> ColumnElement[bool]:
    return exists().where(
        _earlier.c.closed_at.is_(None),
        _earlier.c.attempts > literal_column("0"),  # in these words, so that the index of the few begun serves
        _earlier.c.recipient == notices.c.recipient,
        or_(_earlier.c.due < notices.c.due, and_(_earlier.c.due == notices.c.due, _earlier.c.seq < notices.c.seq)),
        or_(
            and_(_earlier.c.state == _LEASED, _earlier.c.lease_until > machine_now),
            and_(
                _earlier.c.retry_at > machine_now,
                _earlier.c.first_attempt > machine_now - IN_ORDER,
                _earlier.c.reason != FAULT,
            ),
        ),
    )


def _read(tx: Transaction, seqs: Collection[int]) -> list[Notice]:
    rows = tx.execute(_READ, {"seqs": seqs})
    return [Notice(notice_id, seq, Action(action), *rest) for notice_id, seq, action, *rest in rows]

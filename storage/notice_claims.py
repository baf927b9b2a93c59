"""How the rows of `notices` are claimed: each by one dispatcher, in order for each recipient."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, literal, literal_column, or_, select, update

from bot.notices.model import FAULT, IN_ORDER, Action, Notice, NoticeState

from .database import Transaction
from .notices import LEASED, OPEN, OWED, POSTED, card, close, notices, ours
from .people import people
from .schema import Moment

_LEASED = NoticeState.LEASED.value


def claim(
    tx: Transaction,
    *,
    now: datetime,
    machine_now: datetime,
    lease: timedelta,
    limit: int,
    actions: Collection[Action],
) -> list[Notice]:
    """Lease up to `limit` notices that are due and free, by (due, seq); drop those that came to be too late.

    What one recipient is owed goes out in order: nothing is claimed while something earlier of theirs is leased or, for
    IN_ORDER after its first attempt, waits for a retry. Nor does a row overtake one that is locked at this moment, by
    another claim not yet seen as a lease or by a use case: both are left for the next claim. Nothing here waits.
    """
    _drop_expired(tx, now=now, machine_now=machine_now)
    free = _free(now, machine_now)
    wanted = tx.execute(
        select(notices.c.seq, notices.c.recipient)
        .where(free, POSTED, ~_held_back(machine_now), notices.c.action.in_(sorted(actions)))
        .order_by(notices.c.due, notices.c.seq)
        .limit(limit)
    ).all()
    if not wanted:
        return []
    lockable = select(notices.c.seq).where(notices.c.seq.in_([row.seq for row in wanted]), free)
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
    earlier = notices.alias("earlier")
    return exists().where(
        earlier.c.closed_at.is_(None),
        earlier.c.attempts > literal_column("0"),  # in these words, so that the index of the few begun serves
        earlier.c.recipient == notices.c.recipient,
        or_(earlier.c.due < notices.c.due, and_(earlier.c.due == notices.c.due, earlier.c.seq < notices.c.seq)),
        or_(
            and_(earlier.c.state == _LEASED, earlier.c.lease_until > machine_now),
            and_(
                earlier.c.retry_at > machine_now,
                earlier.c.first_attempt > machine_now - IN_ORDER,
                earlier.c.reason != FAULT,
            ),
        ),
    )


def _read(tx: Transaction, seqs: Collection[int]) -> list[Notice]:
    rows = tx.execute(
        select(
            notices,
            people.c.slack_id,
            card.c.sent_channel.label("card_channel"),
            card.c.sent_ts.label("card_ts"),
        )
        .select_from(
            notices.outerjoin(people, people.c.id == notices.c.person_id).outerjoin(
                card, card.c.id == notices.c.card_id
            )
        )
        .where(notices.c.seq.in_(seqs))
        .order_by(notices.c.due, notices.c.seq)
    )
    return [
        Notice(
            id=row.id,
            seq=row.seq,
            action=Action(row.action),
            kind=row.kind,
            subject=row.subject,
            subject_id=row.subject_id,
            revision=row.revision,
            due=row.due,
            expires=row.expires,
            recipient=row.recipient,
            person_id=row.person_id,
            slack_id=row.slack_id,
            channel=row.channel,
            thread_ts=row.thread_ts,
            detail=row.detail,
            card=row.is_card,
            attempts=row.attempts,
            first_attempt=row.first_attempt,
            lease_until=row.lease_until,
            doubtful=row.doubtful,
            card_channel=row.card_channel,
            card_ts=row.card_ts,
        )
        for row in rows
    ]

"""How the rows of `notices` are claimed: each by one dispatcher, in order for each recipient.

Why: docs/decisions/queue.md.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Executable,
    FromClause,
    Integer,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    union_all,
    update,
)

from bot.notices.model import FAULT, IN_ORDER, Action, Notice, NoticeState
from storage.arrays import among, array
from storage.database import Transaction
from storage.schema import Moment

from .ledger import close, notices, open_still, ours, posted
from .rows import KIND_AND_RECIPIENT, RETURNED, SEQ, as_notices, rows_of

_OWED = literal_column(f"'{NoticeState.OWED}'", String)
_LEASED = literal_column(f"'{NoticeState.LEASED}'", String)
_NOW = bindparam("now", type_=Moment())  # on the bot's clock
_MACHINE = bindparam("machine", type_=Moment())
_NO_LONGER = bindparam("no_longer", type_=Moment())  # what was tried first before it holds up nobody any more
_earlier = notices.alias("earlier")
_over = notices.alias("over")
_ready_one = notices.alias("ready")


# Statements are built once: to build one costs more than to run it. What tells the kinds of rows apart is written out:
# PostgreSQL then plans by how many there are.
def _free(rows: FromClause) -> ColumnElement[bool]:
    return and_(
        rows.c.closed_at.is_(None),
        rows.c.due <= _NOW,
        or_(
            and_(rows.c.state == _OWED, or_(rows.c.retry_at.is_(None), rows.c.retry_at <= _MACHINE)),
            and_(rows.c.state == _LEASED, rows.c.lease_until <= _MACHINE),
        ),
    )


def _holds_up(rows: FromClause) -> ColumnElement[bool]:
    """Say that what its recipient is owed after a row waits: it is leased, or waits for a retry and is young."""
    return and_(
        rows.c.attempts > literal_column("0"),
        or_(
            and_(rows.c.state == _LEASED, rows.c.lease_until > _MACHINE),
            and_(
                rows.c.retry_at > _MACHINE,
                rows.c.first_attempt > _NO_LONGER,
                rows.c.reason != literal_column(f"'{FAULT}'"),
            ),
        ),
    )


def _of(rows: FromClause, actions: frozenset[Action]) -> ColumnElement[bool]:
    return rows.c.action.in_([literal_column(f"'{action}'") for action in sorted(actions)])


def _none_before(
    one: FromClause, rows: FromClause, *conditions: ColumnElement[bool], dialect: str
) -> ColumnElement[bool]:
    """Say that of `rows` none that meets these is open and owed to the recipient of `one` before it.

    NOT EXISTS is a join to PostgreSQL: where it thinks that all is closed, it reads all that is open for each row. It
    would also by an index of due times: so the comparison begins with the recipient, and `open_still` keeps it off it.
    """
    order = ("recipient", "due", "seq") if dialect == "postgresql" else ("due", "seq")
    before = and_(
        open_still(rows),
        rows.c.recipient == one.c.recipient,
        tuple_(*(rows.c[name] for name in order)) < tuple_(*(one.c[name] for name in order)),
    )
    found = select(literal_column("1", Integer)).where(before, *conditions).limit(literal_column("1", Integer))
    return found.correlate(one).scalar_subquery().is_(None)


def _ready(actions: frozenset[Action], *besides: ColumnElement[bool], dialect: str) -> ColumnElement[bool]:
    """Say that a row can be claimed; `besides` what holds nothing up."""
    held_back = _none_before(_ready_one, _earlier, _holds_up(_earlier), *besides, dialect=dialect)
    return and_(_free(_ready_one), posted(_ready_one), held_back, _of(_ready_one, actions))


_EXPIRED = (
    select(notices.c.id)
    .where(
        notices.c.closed_at.is_(None),
        notices.c.state == _OWED,
        ~notices.c.doubtful,
        notices.c.due <= _NOW,
        notices.c.expires <= _NOW,
    )
    .with_for_update(skip_locked=True)
)


@cache
def _first(actions: frozenset[Action], limit: int, *, dialect: str) -> Executable:
    """Lease the first that are ready, the urgent before all, and that nobody else has locked.

    So no two dispatchers look at the same rows. In two questions, each with an index of its own: ten thousand may be
    due at once. The second gives as many as the first leaves room for. The number in words: not knowing it, PostgreSQL
    plans for a tenth of all, and sorts what the index has in order; `urgent` as in its index, else SQLite passes it by.
    """
    most = literal_column(str(limit), Integer)
    urgent, rest = (
        select(_ready_one.c.seq)
        .where(_ready(actions, dialect=dialect), which)
        .order_by(_ready_one.c.due, _ready_one.c.seq)
        .limit(most)
        .with_for_update(skip_locked=True, of=_ready_one)
        .cte(name)
        for name, which in (("urgent", text("ready.urgent")), ("rest", ~_ready_one.c.urgent))
    )
    mine = union_all(select(urgent.c.seq), select(rest.c.seq)).limit(most).cte("mine")
    return _leasing(actions, mine, dialect=dialect)


@cache
def _along(actions: frozenset[Action], dialect: str) -> Executable:
    """Lease what else is ready of some kinds for some recipients, some of whose rows are leased to us already."""
    mine = (
        select(_ready_one.c.seq)
        .where(
            _ready(actions, ~among(_earlier.c.seq, "seqs", dialect=dialect), dialect=dialect),
            among(_ready_one.c.kind, "kinds", dialect=dialect),
            among(_ready_one.c.recipient, "whom", dialect=dialect),
        )
        .with_for_update(skip_locked=True, of=_ready_one)
        .cte("mine")
    )
    return _leasing(actions, mine, ~among(_over.c.seq, "seqs", dialect=dialect), dialect=dialect)


def _leasing(actions: frozenset[Action], mine: CTE, *besides: ColumnElement[bool], dialect: str) -> Executable:
    """Lease what is locked, and give it in the order of Notice's own fields, with whether it is urgent.

    But not what would overtake something of its recipient's that is not ours: what was ready when this statement began
    and is not among ours was locked by another, which may have leased it meanwhile. `besides`: what is ours already.
    """
    in_other_hands = or_(
        _holds_up(_over),
        and_(_free(_over), or_(_over.c.urgent, ~notices.c.urgent), posted(_over), _of(_over, actions)),
    )
    not_mine = _over.c.seq.not_in(select(mine.c.seq))
    return (
        update(notices)
        .where(
            notices.c.seq.in_(select(mine.c.seq)),
            _none_before(notices, _over, not_mine, in_other_hands, *besides, dialect=dialect),
        )
        .values(
            state=_LEASED,
            lease_until=bindparam("until", type_=Moment()),
            attempts=notices.c.attempts + 1,
            first_attempt=func.coalesce(notices.c.first_attempt, _MACHINE),
            doubtful=or_(notices.c.doubtful, notices.c.state == _LEASED),  # a lapsed lease: it may have been sent
            looks=case((notices.c.state == _LEASED, 0), else_=notices.c.looks),  # a lease lasts as long as all of them
            retry_at=None,
        )
        .returning(*RETURNED)
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
    some, dialect = frozenset(actions), tx.dialect.name
    if expired := [row[0] for row in rows_of(tx, _EXPIRED, {"now": now})]:
        # What may have been sent already is not among them: it is looked up first.
        close(tx, notices.c.id.in_(expired), state=NoticeState.DROPPED, reason="expired", at=machine_now)
    given: dict[str, Any] = {"now": now, "machine": machine_now, "no_longer": machine_now - IN_ORDER}
    given["until"] = machine_now + lease
    leased = rows_of(tx, _first(some, limit, dialect=dialect), given)
    whom = {recipient for kind, recipient in map(KIND_AND_RECIPIENT, leased) if kind in joined}
    if whom:  # they share a message
        seqs = array([*map(SEQ, leased)], dialect=dialect)
        of = {"kinds": array(joined, dialect=dialect), "whom": array(whom, dialect=dialect), "seqs": seqs}
        leased += rows_of(tx, _along(some, dialect), given | of)
    return as_notices(leased)


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


def retry(
    tx: Transaction, notice: Notice, *, at: datetime, ambiguous: bool, reason: str, looks: int | None = None
) -> bool:
    """Owe it again from `at` on, on the machine's clock, noting why; False when the lease is no longer ours."""
    done = tx.execute(
        update(notices)
        .where(ours(notice))
        .values(
            state=NoticeState.OWED.value,
            lease_until=None,
            retry_at=at,
            doubtful=notice.doubtful or ambiguous,  # once in doubt, always looked up: an attempt can arrive late
            looks=notice.looks if looks is None else looks,
            reason=reason,
        )
    )
    return done.rowcount == 1

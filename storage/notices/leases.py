"""Claim rows of `notices` for dispatchers, and close them after sending.

Each row goes to one dispatcher, and each recipient's rows are sent in order. Why: docs/decisions/queue.md."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from bot.notices.model import COPY, FAULT, IN_ORDER, PACED, Action, Notice, NoticeState
from storage.database import Transaction
from storage.dialects import is_among
from storage.schema import Moment

from .ledger import KEPT, LEASED, close, has_action, has_our_lease, is_card_posted, is_still_open, notices
from .rows import KIND_AND_RECIPIENT, RETURNED, SEQ, fetch_rows, to_notices

_OWED = sa.literal_column(f"'{NoticeState.OWED}'", sa.String)
_LEASED = sa.literal_column(f"'{NoticeState.LEASED}'", sa.String)
_COPY = sa.literal_column(f"'{COPY}'", sa.String)
_NOW = sa.bindparam("now", type_=Moment())
_MACHINE = sa.bindparam("machine", type_=Moment())
# A notice whose first attempt was before this time does not block later notices.
_NO_LONGER = sa.bindparam("no_longer", type_=Moment())
_earlier = notices.alias("earlier")
_over = notices.alias("over")
_post = notices.alias("post")
_ready_one = notices.alias("ready")


# Statements are built once, as building one costs more than running it. States and actions are literals, so that
# PostgreSQL knows how many rows have them when it plans a query.
def _is_free(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(
        rows.c.closed_at.is_(None),
        rows.c.due <= _NOW,
        sa.or_(
            sa.and_(rows.c.state == _OWED, sa.or_(rows.c.retry_at.is_(None), rows.c.retry_at <= _MACHINE)),
            sa.and_(rows.c.state == _LEASED, rows.c.lease_until <= _MACHINE),
        ),
    )


def _is_blocking(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that a row blocks later rows of its recipient: it is leased, or waits for a retry.

    A row that waits because Slack limits the rate always blocks. A row that waits after a fault of the bot never
    blocks. Other waiting rows block until IN_ORDER after their first attempt."""
    return sa.and_(
        rows.c.attempts > sa.literal_column("0"),
        sa.or_(
            sa.and_(rows.c.state == _LEASED, rows.c.lease_until > _MACHINE),
            sa.and_(
                rows.c.retry_at > _MACHINE,
                sa.or_(rows.c.first_attempt > _NO_LONGER, rows.c.reason == sa.literal_column(f"'{PACED}'")),
                rows.c.reason != sa.literal_column(f"'{FAULT}'"),
            ),
        ),
    )


def _has_no_earlier_row(
    candidates: sa.FromClause, earlier_rows: sa.FromClause, *conditions: sa.ColumnElement[bool], dialect: str
) -> sa.ColumnElement[bool]:
    """Return the condition that a row of `candidates` has no earlier open row of its recipient in `earlier_rows`.

    Only earlier rows that meet `conditions` count. The form of the query helps PostgreSQL. With NOT EXISTS or with an
    index of due times, it may read all open rows for each candidate. So this is a subquery that compares recipients
    first, and `is_still_open` prevents the use of that index."""
    order = ("recipient", "due", "seq") if dialect == "postgresql" else ("due", "seq")
    before = sa.and_(
        is_still_open(earlier_rows),
        earlier_rows.c.recipient == candidates.c.recipient,
        sa.tuple_(*(earlier_rows.c[name] for name in order)) < sa.tuple_(*(candidates.c[name] for name in order)),
    )
    found = (
        sa.select(sa.literal_column("1", sa.Integer))
        .where(before, *conditions)
        .limit(sa.literal_column("1", sa.Integer))
    )
    return found.correlate(candidates).scalar_subquery().is_(None)


def _is_ready(
    actions: frozenset[Action], *extra_conditions: sa.ColumnElement[bool], dialect: str
) -> sa.ColumnElement[bool]:
    """Return the condition that a row can be claimed. Only earlier rows that meet `extra_conditions` block it."""
    held_back = _has_no_earlier_row(_ready_one, _earlier, _is_blocking(_earlier), *extra_conditions, dialect=dialect)
    alone = [sa.or_(_ready_one.c.kind != _COPY, _pending_post(_ready_one).is_(None))] if Action.MAIL in actions else []
    return sa.and_(_is_free(_ready_one), is_card_posted(_ready_one), held_back, *alone, has_action(_ready_one, actions))


def _pending_post(rows: sa.FromClause) -> sa.ScalarSelect[int]:
    """Return 1 if Slack posts to a reader are due but not sent, else None.

    A reader without a Slack account gets all of these posts in one mail. Posts that were due before `young` do not
    count, so that mails do not wait while Slack is down."""
    posts = sa.and_(
        is_still_open(_post),
        _post.c.recipient == sa.literal_column("'person '", sa.String).concat(sa.cast(rows.c.person_id, sa.String)),
        _post.c.action == sa.literal_column(f"'{Action.POST}'", sa.String),
        _post.c.due <= _NOW,
        _post.c.due > sa.bindparam("young", type_=Moment()),
    )
    number = sa.literal_column("1", sa.Integer)
    return sa.select(number).where(posts).limit(number).correlate(rows).scalar_subquery()


_EXPIRED = (
    sa.select(notices.c.id)
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
def _first_lease_statement(actions: frozenset[Action], limit: int, *, dialect: str) -> sa.Executable:
    """Return the statement that leases the first ready rows, urgent rows first. It skips rows that others locked.

    So no two dispatchers lease the same row. Ten thousand rows may be due. Therefore urgent rows and other rows have a
    query each, with an index each. The limit is a literal: with a parameter, PostgreSQL would plan for a tenth of all
    rows, and sort them. `urgent` is written as in its index, since SQLite would otherwise ignore the index."""
    most = sa.literal_column(str(limit), sa.Integer)
    urgent, rest = (
        sa.select(_ready_one.c.seq)
        .where(_is_ready(actions, dialect=dialect), which)
        .order_by(_ready_one.c.due, _ready_one.c.seq)
        .limit(most)
        .with_for_update(skip_locked=True, of=_ready_one)
        .cte(name)
        for name, which in (("urgent", sa.text("ready.urgent")), ("rest", ~_ready_one.c.urgent))
    )
    mine = sa.union_all(sa.select(urgent.c.seq), sa.select(rest.c.seq)).limit(most).cte("mine")
    return _lease_statement(actions, mine, dialect=dialect)


@cache
def _further_lease_statement(actions: frozenset[Action], dialect: str) -> sa.Executable:
    """Return the statement that leases further rows: rows of the kinds `kinds` to the recipients `whom`.

    `seqs` are the rows that the first statement leased. They do not block the further rows."""
    mine = (
        sa.select(_ready_one.c.seq)
        .where(
            _is_ready(actions, ~is_among(_earlier.c.seq, "seqs"), dialect=dialect),
            is_among(_ready_one.c.kind, "kinds"),
            is_among(_ready_one.c.recipient, "whom"),
        )
        .with_for_update(skip_locked=True, of=_ready_one)
        .cte("mine")
    )
    return _lease_statement(actions, mine, ~is_among(_over.c.seq, "seqs"), dialect=dialect)


def _lease_statement(
    actions: frozenset[Action], chosen_rows: sa.CTE, *exclusions: sa.ColumnElement[bool], dialect: str
) -> sa.Executable:
    """Return the statement that leases the rows `chosen_rows`. It returns `urgent` and the fields of a Notice for each.

    A row is not leased if another dispatcher has, or is about to lease, an earlier row of its recipient. `exclusions`
    excludes earlier rows that this dispatcher has leased itself."""
    in_other_hands = sa.or_(
        _is_blocking(_over),
        sa.and_(
            _is_free(_over),
            sa.or_(_over.c.urgent, ~notices.c.urgent),
            is_card_posted(_over),
            has_action(_over, actions),
        ),
    )
    not_mine = _over.c.seq.not_in(sa.select(chosen_rows.c.seq))
    return (
        sa.update(notices)
        .where(
            notices.c.seq.in_(sa.select(chosen_rows.c.seq)),
            _has_no_earlier_row(notices, _over, not_mine, in_other_hands, *exclusions, dialect=dialect),
        )
        .values(
            state=_LEASED,
            lease_until=sa.bindparam("until", type_=Moment()),
            attempts=notices.c.attempts + 1,
            first_attempt=sa.func.coalesce(notices.c.first_attempt, _MACHINE),
            # If the lease of a row expired, its notice may have been sent.
            doubtful=sa.or_(notices.c.doubtful, notices.c.state == _LEASED),
            # After an expired lease, the bot looks for the message in Slack once. `looks` counts the look-ups after it.
            looks=sa.case((notices.c.state == _LEASED, 0), else_=notices.c.looks),
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
    joined_kinds: Collection[str] = (),
) -> list[Notice]:
    """Lease up to `limit` due notices, urgent ones first, in order of (due, seq). Drop expired notices.

    This never waits for a lock. Each recipient's notices are sent in order. So a notice is not claimed if an earlier
    notice to its recipient is leased, is locked by another claim or use case, or waits for a retry (up to IN_ORDER
    after its first attempt). A mail that copies a Slack message is not claimed while other posts to its reader are
    pending, so that one mail contains all of them. `joined_kinds`: kinds of notices sent together in one message."""
    some, dialect = frozenset(actions), tx.dialect.name
    if expired := [row[0] for row in fetch_rows(tx, _EXPIRED, {"now": now})]:
        # Uncertain deliveries do not expire here, since they are looked up first.
        close(tx, notices.c.id.in_(expired), state=NoticeState.DROPPED, reason="expired", at=machine_now)
    given: dict[str, Any] = {"now": now, "machine": machine_now, "no_longer": machine_now - IN_ORDER}
    given |= {"young": now - IN_ORDER} if Action.MAIL in some else {}
    given["until"] = machine_now + lease
    leased = fetch_rows(tx, _first_lease_statement(some, limit, dialect=dialect), given)
    whom = {recipient for kind, recipient in map(KIND_AND_RECIPIENT, leased) if kind in joined_kinds}
    if whom:  # Other notices to the same people go into the same message.
        of = {"kinds": joined_kinds, "whom": whom, "seqs": [*map(SEQ, leased)]}
        leased += fetch_rows(tx, _further_lease_statement(some, dialect), given | of)
    return to_notices(leased)


def give_back(tx: Transaction, claimed_notices: Sequence[Notice]) -> None:
    """Release claimed notices that we did not try to send."""
    for notice in claimed_notices:
        tx.execute(
            sa.update(notices)
            .where(has_our_lease(notice))
            .values(
                state=NoticeState.OWED.value,
                lease_until=None,
                attempts=notice.attempts - 1,
                first_attempt=notice.first_attempt if notice.attempts > 1 else None,
            )
        )


def retry(
    tx: Transaction, notice: Notice, *, at: datetime, ambiguous: bool, reason: str, lookups_left: int | None = None
) -> bool:
    """Schedule another attempt at the time `at`, on the machine's clock. Return False if our lease has expired.

    `ambiguous`: the notice may have been delivered. `lookups_left`: number of lookups before the next sending."""
    done = tx.execute(
        sa.update(notices)
        .where(has_our_lease(notice))
        .values(
            state=NoticeState.OWED.value,
            lease_until=None,
            retry_at=at,
            doubtful=notice.doubtful or ambiguous,  # An earlier uncertain attempt may still arrive.
            looks=notice.looks if lookups_left is None else lookups_left,
            reason=reason,
        )
    )
    return done.rowcount == 1


_FIELDS = (("of", sa.BigInteger), ("attempt", sa.Integer), ("in_channel", sa.String), ("at_ts", sa.String))


def _update_sent(*columns: sa.ColumnElement[object]) -> sa.Executable:
    """Return the UPDATE that marks a notice as sent, if it is still leased for this attempt."""
    seq, attempt, channel, ts = columns
    return (
        sa.update(notices)
        .where(notices.c.seq == seq, LEASED, notices.c.attempts == attempt)
        .values(
            state=NoticeState.SENT.value,
            reason=None,
            closed_at=sa.bindparam("at", type_=Moment()),
            lease_until=None,
            retry_at=None,
            sent_channel=channel,
            sent_ts=ts,
            detail=KEPT,
        )
        .returning(notices.c.id)
    )


# All rows are one parameter (an array on PostgreSQL, JSON on SQLite), so that one statement serves any number of rows.
_ARRAYS = (
    sa.func.unnest(*(sa.bindparam(name, type_=ARRAY(kind)) for name, kind in _FIELDS))
    .table_valued(*(name for name, _ in _FIELDS), name="sent")
    .render_derived()
)
_EACH = sa.func.json_each(sa.bindparam("sent")).table_valued("value", name="each")
_LISTS = sa.select(
    *(
        sa.func.json_extract(_EACH.c.value, sa.literal_column(f"'$[{at}]'")).label(name)
        for at, (name, _) in enumerate(_FIELDS)
    )
).subquery("sent")
_CLOSE = {
    "postgresql": _update_sent(*(_ARRAYS.c[name] for name, _ in _FIELDS)),
    "sqlite": _update_sent(*(_LISTS.c[name] for name, _ in _FIELDS)),
}


def close_sent(
    tx: Transaction, sent_notices: Sequence[tuple[Notice, str | None, str | None]], *, at: datetime
) -> set[str]:
    """Close notices, given as (notice, channel, ts), as sent. Return the ids of those whose lease had not expired."""
    if not sent_notices:
        return set()
    rows = [(notice.seq, notice.attempts, channel, ts) for notice, channel, ts in sent_notices]
    if tx.dialect.name == "postgresql":
        given: dict[str, object] = dict(
            zip((name for name, _ in _FIELDS), map(list, zip(*rows, strict=True)), strict=True)
        )
    else:
        given = {"sent": json.dumps(rows)}
    return set(tx.execute(_CLOSE[tx.dialect.name], given | {"at": at}).scalars())

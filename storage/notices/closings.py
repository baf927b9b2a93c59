"""How notices of `notices` are closed as sent, several in one statement."""

import json
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from bot.notices.model import Notice, NoticeState
from storage.database import Transaction
from storage.schema import Moment

from .ledger import KEPT, LEASED, notices

_FIELDS = (("of", sa.BigInteger), ("attempt", sa.Integer), ("in_channel", sa.String), ("at_ts", sa.String))


def _closing(*given: sa.ColumnElement[object]) -> sa.Executable:
    """Close what is `of` (its seq) while its lease is that of `attempt`."""
    of, attempt, channel, ts = given
    return (
        sa.update(notices)
        .where(notices.c.seq == of, LEASED, notices.c.attempts == attempt)
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


# Of PostgreSQL an array each, of SQLite a list of lists in JSON: the statement stays the same, however many are closed.
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
    "postgresql": _closing(*(_ARRAYS.c[name] for name, _ in _FIELDS)),
    "sqlite": _closing(*(_LISTS.c[name] for name, _ in _FIELDS)),
}


def close_sent(tx: Transaction, sent: Sequence[tuple[Notice, str | None, str | None]], *, at: datetime) -> set[str]:
    """Close these as sent, each with its message's channel and ts; give the ids of those whose lease was still ours."""
    if not sent:
        return set()
    rows = [(notice.seq, notice.attempts, channel, ts) for notice, channel, ts in sent]
    if tx.dialect.name == "postgresql":
        given: dict[str, object] = dict(
            zip((name for name, _ in _FIELDS), map(list, zip(*rows, strict=True)), strict=True)
        )
    else:
        given = {"sent": json.dumps(rows)}
    return set(tx.execute(_CLOSE[tx.dialect.name], given | {"at": at}).scalars())

"""Find out the state of the ledger: what is due, what failed, and which notices and cards exist."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa

from bot.notices.model import Action, FailureCount, LedgerState, NewestCard, NoticeInMessage, NoticeState, WaitingCounts
from storage.database import Reading
from storage.dialects import is_among
from storage.schema import Moment
from storage.values import from_row

from .ledger import LEASED, OPEN, POSTED, UNSAID, has_action, is_still_open, notices

_NEWEST = (
    sa.select(notices.c.state, notices.c.detail, notices.c.person_id, notices.c.sent_channel)
    .where(
        notices.c.subject == sa.bindparam("subject"),
        notices.c.subject_id == sa.bindparam("subject_id"),
        notices.c.kind == sa.bindparam("kind"),
        notices.c.is_card,
    )
    .order_by(notices.c.seq.desc())
    .limit(1)
)

_NEXT = sa.select(sa.func.min(notices.c.due)).where(
    is_still_open(notices),
    notices.c.recipient.in_([sa.bindparam("in_slack"), sa.bindparam("by_mail")]),
    notices.c.kind.in_(sa.bindparam("kinds", expanding=True)),
    notices.c.due > sa.bindparam("after"),
    notices.c.due <= sa.bindparam("until"),
)

_SENT_AS = (
    sa.select(
        notices.c.seq,
        notices.c.kind,
        notices.c.subject,
        notices.c.subject_id,
        notices.c.revision,
        notices.c.expires,
        notices.c.detail,
        notices.c.due,
    )
    .where(
        notices.c.person_id == sa.bindparam("person"),
        notices.c.closed_at.is_not(None),
        notices.c.sent_channel == sa.bindparam("in_channel"),
        notices.c.sent_ts == sa.bindparam("at_ts"),
        notices.c.action == Action.POST.value,
    )
    .order_by(notices.c.urgent.desc(), notices.c.due, notices.c.seq)  # This is the order of sending.
)

# The statement is cached for each set of actions: each turn of a dispatcher runs it, and building it costs more than
# running it.
_DUE = notices.c.due <= sa.bindparam("now")
# Only messages can be late. Entries that the bot writes into people's own calendars do not count.
_MESSAGE = notices.c.action != sa.literal_column(f"'{Action.ENTRY}'")
_MACHINE_NOW = sa.bindparam("machine_now", type_=Moment())
_WAITING = sa.or_(sa.and_(LEASED, notices.c.lease_until > _MACHINE_NOW), notices.c.retry_at > _MACHINE_NOW)
_NOT_BEFORE = sa.case((LEASED, notices.c.lease_until), else_=notices.c.retry_at)


@cache
def _outlook_query(actions: frozenset[Action]) -> sa.Executable:
    ready = sa.and_(_DUE, ~sa.func.coalesce(_WAITING, sa.false()), has_action(notices, actions))
    return sa.select(
        sa.func.min(sa.case((~_DUE, notices.c.due))).label("next_due"),
        sa.func.min(sa.case((sa.and_(_DUE, _WAITING), _NOT_BEFORE))).label("next_retry"),
        sa.func.min(sa.case((sa.and_(_DUE, _MESSAGE), notices.c.due))).label("oldest_due"),
        sa.func.count(sa.case((_DUE, 1))).label("owed_now"),
        sa.func.count(sa.case((ready, 1))).label("ready"),
        sa.func.count(sa.case((sa.and_(_DUE, notices.c.retry_at > sa.bindparam("later")), 1))).label("later"),
    ).where(OPEN, POSTED)


_LATE = sa.and_(notices.c.due <= sa.bindparam("late_since"), ~is_among(notices.c.recipient, "besides"))
_WAITS = sa.select(
    sa.func.count(sa.case((_DUE, 1))).label("due"),
    sa.func.count(sa.case((_LATE, 1))).label("late"),
    sa.func.min(sa.case((_LATE, notices.c.due))).label("since"),
).where(OPEN, POSTED, _MESSAGE, notices.c.kind != sa.bindparam("but"))


def read_outlook(
    tx: Reading, *, now: datetime, machine_now: datetime, soon: timedelta, actions: Collection[Action]
) -> LedgerState:
    """Return the ledger's state for a dispatcher that sends these actions. One query over open rows."""
    row = tx.execute(
        _outlook_query(frozenset(actions)), {"now": now, "machine_now": machine_now, "later": machine_now + soon}
    ).one()
    return LedgerState(
        row.next_due,
        row.next_retry,
        row.oldest_due,
        row.owed_now,
        row.ready,
        idle=row.owed_now == 0,
        resting=row.owed_now == row.later,
    )


def has_notice(tx: Reading, subject: str, subject_id: int) -> bool:
    row = sa.select(notices.c.seq).where(notices.c.subject == subject, notices.c.subject_id == subject_id).limit(1)
    return tx.execute(row).first() is not None


def list_failures(tx: Reading, *, since: datetime) -> list[FailureCount]:
    number = sa.func.count()
    rows = tx.execute(
        sa.select(notices.c.kind, notices.c.reason, number)
        .where(notices.c.closed_at.is_not(None), notices.c.closed_at >= since)
        .where(notices.c.state == NoticeState.FAILED.value)
        .group_by(notices.c.kind, notices.c.reason)
        .order_by(number.desc(), notices.c.kind, notices.c.reason)
    )
    return [FailureCount(kind, reason, count) for kind, reason, count in rows]


def newest_card(tx: Reading, subject: str, subject_id: int, *, kind: str) -> NewestCard | None:
    """Return the newest card of this kind about the subject, sent or not; None if none exists."""
    row = tx.execute(_NEWEST, {"subject": subject, "subject_id": subject_id, "kind": kind}).one_or_none()
    return None if row is None else from_row(NewestCard, row, channel=row.sent_channel)


def list_messages_about(
    tx: Reading, subject: str, subject_id: int, *, kind: str, since: datetime | None = None
) -> list[tuple[int | None, str]]:
    """Return (person id, detail) of the messages of a kind about the subject, the oldest first.

    Sent, pending and failed messages count. Dropped messages count only if a mail has their content. Updates never
    count. `since`: leave out messages that were due before this."""
    about = sa.and_(notices.c.subject == subject, notices.c.subject_id == subject_id, notices.c.kind == kind)
    if since is not None:
        about &= notices.c.due >= since
    messages = sa.select(notices.c.person_id, notices.c.detail).where(about, ~UNSAID)
    rows = messages.where(notices.c.action != Action.UPDATE.value).order_by(notices.c.seq)
    return [(row.person_id, row.detail) for row in tx.execute(rows)]


def next_message_due(
    tx: Reading, person_id: int, *, kinds: Collection[str], after: datetime, until: datetime
) -> datetime | None:
    """Return when a person's next message or mail of these kinds is due; None if none is due by `until`."""
    given = {"in_slack": f"person {person_id}", "by_mail": f"mail {person_id}", "kinds": sorted(kinds)}
    found: datetime | None = tx.execute(_NEXT, given | {"after": after, "until": until}).scalar_one()
    return found


def notices_in_message(tx: Reading, person_id: int, *, channel: str, ts: str) -> list[NoticeInMessage]:
    rows = tx.execute(_SENT_AS, {"person": person_id, "in_channel": channel, "at_ts": ts})
    return [from_row(NoticeInMessage, row) for row in rows]


def count_waiting(
    tx: Reading, *, now: datetime, late_since: datetime, exempt_recipients: Collection[str], ignored_kind: str
) -> WaitingCounts:
    """Count the due notices, and among them the late notices. One query over open rows.

    Late notices were due by `late_since`, and are not to `exempt_recipients`. The kind `ignored_kind` never counts."""
    given = {"now": now, "late_since": late_since, "besides": sorted(exempt_recipients), "but": ignored_kind}
    row = tx.execute(_WAITS, given).one()
    return from_row(WaitingCounts, row)

"""Read leased rows of `notices` as the driver's own tuples, and convert them to notices."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, TypeAlias, cast

import sqlalchemy as sa

from bot.notices.model import Action, Notice
from storage.database import Transaction
from storage.programme.people import ZONE, people

from .ledger import card, notices

Row: TypeAlias = tuple[Any, ...]  # a row of the driver, in which times are numbers, and booleans may be numbers

# The labels differ from the names of columns, since SQLAlchemy omits the table's name in SQLite's RETURNING.
_WHO = sa.select(people.c.id.label("who"), people.c.slack_id, people.c.email, ZONE).subquery("whose")
_WHERE = sa.select(card.c.id.label("of_card"), card.c.sent_channel, card.c.sent_ts).subquery("card_there")
# The column `urgent`, then the fields of a Notice, in their order.
RETURNED = (
    notices.c.urgent,
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
    sa.select(_WHO.c.slack_id).where(_WHO.c.who == notices.c.person_id).scalar_subquery(),
    notices.c.channel,
    notices.c.thread_ts,
    notices.c.detail,
    notices.c.is_card,
    notices.c.attempts,
    notices.c.first_attempt,
    notices.c.lease_until,
    notices.c.doubtful,
    sa.select(_WHERE.c.sent_channel).where(_WHERE.c.of_card == notices.c.card_id).scalar_subquery(),
    sa.select(_WHERE.c.sent_ts).where(_WHERE.c.of_card == notices.c.card_id).scalar_subquery(),
    sa.select(_WHO.c.email).where(_WHO.c.who == notices.c.person_id).scalar_subquery(),
    sa.select(_WHO.c.zone).where(_WHO.c.who == notices.c.person_id).scalar_subquery(),
    notices.c.looks,
    notices.c.file_name,
    notices.c.key,
)
SEQ = itemgetter(2)
KIND_AND_RECIPIENT = itemgetter(4, 10)


def fetch_rows(tx: Transaction, statement: sa.Executable, given: Mapping[str, object]) -> list[Row]:
    """Execute a statement and return the driver's own tuples. SQLAlchemy's rows take three times as long to read."""
    with closing(tx.execute(statement, given)) as found:
        return cast(list[Row], found.cursor.fetchall() if found.cursor else [])


def to_notices(rows: Iterable[Row]) -> list[Notice]:
    return [_notice(row) for row in sorted(rows, key=lambda row: (not row[0], row[8], row[2]))]


def _notice(row: Row) -> Notice:
    _, notice_id, seq, action, kind, subject, subject_id, revision, due, expires = row[:10]
    recipient, person_id, slack_id, channel, thread_ts, detail, is_card, attempts, first, until, doubtful = row[10:21]
    card_channel, card_ts, email, zone, looks, file_name, key = row[21:]
    return Notice(
        notice_id,
        seq,
        Action(action),
        kind,
        subject,
        subject_id,
        revision,
        datetime.fromtimestamp(due, UTC),
        None if expires is None else datetime.fromtimestamp(expires, UTC),
        recipient,
        person_id,
        slack_id,
        channel,
        thread_ts,
        detail,
        bool(is_card),
        attempts,
        datetime.fromtimestamp(first, UTC),
        datetime.fromtimestamp(until, UTC),
        bool(doubtful),
        card_channel,
        card_ts,
        email,
        zone,
        looks,
        file_name,
        key,
    )

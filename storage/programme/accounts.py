"""Find Slack accounts and time zones to look up, count unreachable people, and store secrets of mail links."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import metadata

from .people import MEMBERS, people


def people_without_account(tx: Reading, *, asked_before: datetime, limit: int) -> list[tuple[int, str]]:
    """Return (id, e-mail) of people without a Slack account, for whom Slack was not asked since `asked_before`."""
    rows = tx.execute(
        sa.select(people.c.id, people.c.email)
        .where(
            people.c.slack_id.is_(None),
            people.c.email.is_not(None),
            sa.or_(people.c.looked_up_at.is_(None), people.c.looked_up_at < asked_before),
        )
        .order_by(people.c.id)
        .limit(limit)
    )
    return [(row.id, row.email) for row in rows]


def accounts_with_outdated_zone(tx: Reading, *, asked_before: datetime, limit: int) -> list[tuple[int, str]]:
    """Return (id, account) of current members for whose time zone Slack was not asked since `asked_before`.

    Members for whose zone Slack was never asked come first."""
    rows = tx.execute(
        sa.select(people.c.id, people.c.slack_id)
        .where(
            people.c.slack_id.is_not(None),
            people.c.id.in_(MEMBERS),
            sa.or_(people.c.zone_at.is_(None), people.c.zone_at < asked_before),
        )
        .order_by(people.c.zone_at.is_not(None), people.c.zone_at, people.c.id)
        .limit(limit)
    )
    return [(row.id, row.slack_id) for row in rows]


def count_without_account(tx: Reading) -> int:
    return int(tx.execute(sa.select(sa.func.count()).where(people.c.slack_id.is_(None))).scalar_one())


def count_unreachable(tx: Reading) -> int:
    """Count the current members who have neither a Slack account nor an e-mail."""
    unknown = (people.c.slack_id.is_(None), people.c.email.is_(None), people.c.id.in_(MEMBERS))
    return int(tx.execute(sa.select(sa.func.count()).where(*unknown)).scalar_one())


def count_unreachable_among(tx: Reading, person_ids: Collection[int], *, sends_mails: bool) -> int:
    """Return how many of these people the bot cannot reach: without a Slack account or a usable e-mail.

    `sends_mails`: the bot sends mails. If not, an e-mail is usable until Slack was first asked for its account."""
    told = people.c.email.is_not(None) if sends_mails else people.c.email.is_not(None) & people.c.looked_up_at.is_(None)
    unknown = (is_among(people.c.id, "ids"), people.c.slack_id.is_(None), ~told)
    return int(tx.execute(sa.select(sa.func.count()).where(*unknown), {"ids": sorted(person_ids)}).scalar_one())


NOBODY = 0  # used as a person's id, for the secret of the database itself

link_marks = sa.Table(
    "link_marks",
    metadata,
    # This column has no foreign key, as it may be NOBODY.
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("mark", sa.String(40), nullable=False),
)

_READ = sa.select(link_marks.c.mark).where(link_marks.c.person_id == sa.bindparam("person_id"))
_KEEP = build_for_dialects(lambda insert: insert(link_marks).on_conflict_do_nothing())
_RENEW = build_for_dialects(
    lambda insert: (inserted := insert(link_marks)).on_conflict_do_update(
        index_elements=["person_id"], set_={"mark": inserted.excluded.mark}
    )
)


def read_link_secret(tx: Reading, person_id: int) -> str:
    """Return the secret part of a person's links; "" if it was never replaced."""
    return str(tx.execute(_READ, {"person_id": person_id}).scalar() or "")


def add_link_secret(tx: Transaction, person_id: int, secret: str) -> None:
    """Save the secret part of a person's links, unless there already is one."""
    tx.execute(_KEEP[tx.dialect.name], {"person_id": person_id, "mark": secret})


def replace_link_secret(tx: Transaction, person_id: int, secret: str) -> None:
    tx.execute(_RENEW[tx.dialect.name], {"person_id": person_id, "mark": secret})

"""What links in mails are bound to: a word of this database, and one of each person who had theirs replaced."""

import sqlalchemy as sa

from storage.database import Reading, Transaction
from storage.dialects import on_both
from storage.schema import metadata

NOBODY = 0  # whose mark is the database's own

link_marks = sa.Table(
    "link_marks",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),  # no foreign key: 0 is nobody
    sa.Column("mark", sa.String(40), nullable=False),
)

_READ = sa.select(link_marks.c.mark).where(link_marks.c.person_id == sa.bindparam("person_id"))
_KEEP = on_both(lambda insert: insert(link_marks).on_conflict_do_nothing())
_RENEW = on_both(
    lambda insert: (inserted := insert(link_marks)).on_conflict_do_update(
        index_elements=["person_id"], set_={"mark": inserted.excluded.mark}
    )
)


def mark_of(tx: Reading, person_id: int) -> str:
    """Give somebody's mark, "" for who never had their links replaced."""
    return str(tx.execute(_READ, {"person_id": person_id}).scalar() or "")


def keep(tx: Transaction, person_id: int, mark: str) -> None:
    """Give somebody a mark, unless they have one."""
    tx.execute(_KEEP[tx.dialect.name], {"person_id": person_id, "mark": mark})


def renew(tx: Transaction, person_id: int, mark: str) -> None:
    """Give somebody another mark."""
    tx.execute(_RENEW[tx.dialect.name], {"person_id": person_id, "mark": mark})

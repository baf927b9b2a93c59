"""Words that several people write, version by version: table `versions`."""

from collections.abc import Collection, Iterable
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.programme.model import Version
from storage.database import Reading, Transaction
from storage.dialects import among, array, on_both
from storage.schema import Id, Moment, metadata
from storage.values import value

Of: TypeAlias = tuple[str, int]  # the kind of a thing, its id

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("thing", sa.String(40), nullable=False),
    sa.Column("thing_id", sa.BigInteger, nullable=False),  # of any table: no foreign key
    sa.Column("field", sa.String(40), nullable=False),
    sa.Column("number", sa.Integer),  # 1 and on, without a gap; none for words set aside: a newer version was there
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id")),  # none: erased since
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("thing", "thing_id", "field", "number"),
)

_later = versions.alias("later")
_IS_NEWEST = sa.and_(
    versions.c.number.is_not(None),
    ~sa.exists().where(
        _later.c.thing == versions.c.thing,
        _later.c.thing_id == versions.c.thing_id,
        _later.c.field == versions.c.field,
        _later.c.number == versions.c.number + 1,
    ),
)
_NEWEST = {
    dialect: sa.select(versions).where(
        versions.c.thing == sa.bindparam("kind"), among(versions.c.thing_id, "ids", dialect=dialect), _IS_NEWEST
    )
    for dialect in ("sqlite", "postgresql")
}
_PAST = (
    sa.select(versions)
    .where(
        versions.c.thing == sa.bindparam("kind"),
        versions.c.thing_id == sa.bindparam("id_"),
        versions.c.field == sa.bindparam("name"),
    )
    .order_by(versions.c.id.desc())
)
_AUTHORS = {
    dialect: sa.select(versions.c.thing_id, versions.c.person_id)
    .where(versions.c.thing == sa.bindparam("kind"), among(versions.c.thing_id, "ids", dialect=dialect))
    .distinct()
    for dialect in ("sqlite", "postgresql")
}
_ADD = on_both(lambda insert: insert(versions).on_conflict_do_nothing().returning(versions.c.field, versions.c.number))


def newest(tx: Reading, thing: str, thing_ids: Collection[int]) -> list[Version]:
    """Give the newest version of each field of these things; one query."""
    given: dict[str, Any] = {"kind": thing, "ids": array(sorted(thing_ids), dialect=tx.dialect.name)}
    return [value(Version, row) for row in tx.execute(_NEWEST[tx.dialect.name], given)]


def authors(tx: Reading, thing: str, thing_ids: Collection[int]) -> set[tuple[int, int]]:
    """Give (thing, person) of who ever wrote in one of these things; one query."""
    given: dict[str, Any] = {"kind": thing, "ids": array(sorted(thing_ids), dialect=tx.dialect.name)}
    rows = tx.execute(_AUTHORS[tx.dialect.name], given)
    return {(row.thing_id, row.person_id) for row in rows if row.person_id is not None}


def past(tx: Reading, of: Of, field: str) -> list[Version]:
    """Give all that was ever saved in a field, the newest first, also what was set aside."""
    return [value(Version, row) for row in tx.execute(_PAST, {"kind": of[0], "id_": of[1], "name": field})]


def add(tx: Transaction, of: Of, written: Iterable[Version]) -> set[str]:
    """Write versions, in the order of their fields (whoever writes at once waits in that order).

    Gives the fields of which that very number was not there yet.
    """
    rows = [
        {
            "thing": of[0],
            "thing_id": of[1],
            "field": one.field,
            "number": one.number,
            "text": one.text,
            "person_id": one.person_id,
            "at": one.at,
        }
        for one in sorted(written, key=lambda one: one.field)
    ]
    return {row.field for row in tx.execute(_ADD[tx.dialect.name], rows)} if rows else set()

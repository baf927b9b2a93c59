"""Texts with several authors: the newest version of each field (table `words`), and all versions (`versions`)."""

from collections.abc import Collection, Iterable
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.programme.model import Version
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import Id, Moment, metadata
from storage.values import from_row

Of: TypeAlias = tuple[str, int]  # (kind of the thing, its id)

words = sa.Table(
    "words",
    metadata,
    sa.Column("thing", sa.String(40), primary_key=True),
    # This column has no foreign key, since `thing` decides to which table the id belongs.
    sa.Column("thing_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("field", sa.String(40), primary_key=True),
    # The first version is 1. A save needs the next number. Otherwise another person was faster, and nothing is saved.
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id")),  # NULL if this person was erased
    sa.Column("at", Moment, nullable=False),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("thing", sa.String(40), nullable=False),
    sa.Column("thing_id", sa.BigInteger, nullable=False),
    sa.Column("field", sa.String(40), nullable=False),
    sa.Column("number", sa.Integer),  # NULL if the text was set aside, because a newer version existed
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_versions_thing", "thing", "thing_id", "person_id"),
)

_NEWEST = sa.select(words).where(words.c.thing == sa.bindparam("kind"), is_among(words.c.thing_id, "ids"))
_PAST = (
    sa.select(versions)
    .where(
        versions.c.thing == sa.bindparam("kind"),
        versions.c.thing_id == sa.bindparam("id_"),
        versions.c.field == sa.bindparam("name"),
    )
    .order_by(versions.c.id.desc())
)
_AUTHORS = (
    sa.select(versions.c.thing_id, versions.c.person_id)
    .where(versions.c.thing == sa.bindparam("kind"), is_among(versions.c.thing_id, "ids"))
    .distinct()
)
_SAVE = build_for_dialects(
    lambda insert: (
        (new := insert(words))
        .on_conflict_do_update(
            index_elements=["thing", "thing_id", "field"],
            set_={name: new.excluded[name] for name in ("number", "text", "person_id", "at")},
            where=words.c.number == new.excluded.number - 1,
        )
        .returning(words.c.field)
    )
)
_KEEP = sa.insert(versions)


def newest_versions(tx: Reading, thing: str, thing_ids: Collection[int]) -> list[Version]:
    """Return the newest version of each field of these things. One query."""
    given: dict[str, Any] = {"kind": thing, "ids": sorted(thing_ids)}
    return [from_row(Version, row) for row in tx.execute(_NEWEST, given)]


def list_authors(tx: Reading, thing: str, thing_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return (thing, person) for all people who ever wrote in one of these things. One query."""
    given: dict[str, Any] = {"kind": thing, "ids": sorted(thing_ids)}
    rows = tx.execute(_AUTHORS, given)
    return {(row.thing_id, row.person_id) for row in rows if row.person_id is not None}


def versions_of_field(tx: Reading, thing: Of, field: str) -> list[Version]:
    """Return all texts of a field, the newest first: its versions, and the texts that were set aside."""
    return [from_row(Version, row) for row in tx.execute(_PAST, {"kind": thing[0], "id_": thing[1], "name": field})]


def add(tx: Transaction, thing: Of, new_versions: Iterable[Version]) -> set[str]:
    """Insert versions. Return the fields that were saved. A field is not saved if it has a newer version meanwhile.

    The fields are saved in sorted order, so that concurrent writers wait and do not deadlock."""
    rows = [_version_row(thing, one) for one in sorted(new_versions, key=lambda version: version.field)]
    saved = {row.field for row in tx.execute(_SAVE[tx.dialect.name], rows)} if rows else set[str]()
    if saved:
        tx.execute(_KEEP, [row for row in rows if row["field"] in saved])
    return saved


def keep_unsaved_version(tx: Transaction, thing: Of, version: Version) -> None:
    """Keep a text that could not be saved, because another person had saved a newer version."""
    tx.execute(_KEEP, _version_row(thing, version))


def _version_row(thing: Of, version: Version) -> dict[str, Any]:
    return {
        "thing": thing[0],
        "thing_id": thing[1],
        "field": version.field,
        "number": version.number,
        "text": version.text,
        "person_id": version.person_id,
        "at": version.at,
    }

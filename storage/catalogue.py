"""The imported versions of the programme's page: tables `catalogue_pages` and `catalogue_entries`."""

from datetime import datetime

import sqlalchemy as sa

from bot.catalogue.model import Autre, Catalogue, Dispositif

from .database import Reading, Transaction
from .programme.openings import CHANGES
from .schema import Id, Moment, metadata

pages = sa.Table(
    "catalogue_pages",
    metadata,
    sa.Column("id", Id, primary_key=True),
    # Cache key for readers. After an import is undone, the next page may get the same id, but never the same token.
    sa.Column("token", sa.String(36), nullable=False, unique=True),
    sa.Column("imported_at", Moment, nullable=False),
    sa.Column("introduction", sa.Text, nullable=False),
)

_TEXTS = ("name", "audience", "description", "frequence", "duree", "preparer", "inspirer")

entries = sa.Table(
    "catalogue_entries",
    metadata,
    sa.Column("page_id", sa.BigInteger, sa.ForeignKey("catalogue_pages.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.String(100), nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
)

others = sa.Table(
    "catalogue_others",
    metadata,
    sa.Column("page_id", sa.BigInteger, sa.ForeignKey("catalogue_pages.id"), primary_key=True),
    sa.Column("key", sa.String(100), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("titre", sa.Text, nullable=False),
    sa.Column("texte", sa.Text, nullable=False),
)


_NEWEST = sa.select(pages.c.id, pages.c.token).order_by(pages.c.id.desc()).limit(1).subquery()
_CHANGES = sa.select(CHANGES.label("changes")).subquery()
_IN_USE = sa.select(_NEWEST.c.id, _NEWEST.c.token, _CHANGES.c.changes).select_from(
    _CHANGES.outerjoin(_NEWEST, sa.true())
)


def newest_page(tx: Reading) -> tuple[int | None, str | None, int]:
    """Return (id, token, changes) of the page in use. If no page was imported, id and token are None. One query.

    `changes` is a number that changes when a coach adds or changes a format."""
    row = tx.execute(_IN_USE).one()
    return row.id, row.token, int(row.changes)


def add(tx: Transaction, catalogue: Catalogue, *, token: str, now: datetime) -> int:
    page_id = int(
        tx.execute(
            sa.insert(pages)
            .values(token=token, imported_at=now, introduction=catalogue.introduction)
            .returning(pages.c.id)
        ).scalar_one()
    )
    for position, dispositif in enumerate(catalogue.dispositifs):
        words = {name: getattr(dispositif, name) for name in _TEXTS}
        tx.execute(sa.insert(entries).values(page_id=page_id, position=position, key=dispositif.key, **words))
        for order, other in enumerate(dispositif.autres):
            tx.execute(
                sa.insert(others).values(
                    page_id=page_id, key=dispositif.key, position=order, titre=other.titre, texte=other.texte
                )
            )
    return page_id


def read(tx: Reading, page_id: int) -> Catalogue:
    introduction = tx.execute(sa.select(pages.c.introduction).where(pages.c.id == page_id)).scalar_one()
    rows = tx.execute(sa.select(entries).where(entries.c.page_id == page_id).order_by(entries.c.position)).all()
    extra: dict[str, list[Autre]] = {}
    for other in tx.execute(sa.select(others).where(others.c.page_id == page_id).order_by(others.c.position)):
        extra.setdefault(other.key, []).append(Autre(other.titre, other.texte))
    return Catalogue(
        introduction,
        tuple(
            Dispositif(
                key=row.key,
                **{name: getattr(row, name) for name in _TEXTS},
                autres=tuple(extra.get(row.key, ())),
            )
            for row in rows
        ),
    )


def forget(tx: Transaction, page_id: int) -> None:
    """Delete a version of the page. The version before it is in use again."""
    for table in (others, entries):
        tx.execute(sa.delete(table).where(table.c.page_id == page_id))
    tx.execute(sa.delete(pages).where(pages.c.id == page_id))

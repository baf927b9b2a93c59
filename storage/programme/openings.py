"""Opening days of a promotion's dispositifs, and requests to coaches about one.

Tables `openings`, `coach_requests`."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from storage.database import Reading, Transaction
from storage.dialects import among, on_both
from storage.schema import Id, Moment, metadata

openings = sa.Table(
    "openings",
    metadata,
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), primary_key=True, autoincrement=False),
    sa.Column("dispositif", sa.String(100), primary_key=True),
    sa.Column("opens_on", sa.String(10)),  # NULL: not yet
)

# The line is read by the coaches whom it was sent to, and is in no history.
coach_requests = sa.Table(
    "coach_requests",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("dispositif", sa.String(100), nullable=False),
    sa.Column("line", sa.String(500)),
    sa.Column("asked_at", Moment, nullable=False),
)

_OF_PROMOTIONS = sa.select(openings).where(among(openings.c.promotion_id, "ids"))
_PUT = on_both(
    lambda insert: (added := insert(openings)).on_conflict_do_update(
        index_elements=["promotion_id", "dispositif"], set_={"opens_on": added.excluded.opens_on}
    )
)
_ASK = sa.insert(coach_requests).returning(coach_requests.c.id)
_ASKED = sa.select(coach_requests).where(coach_requests.c.id == sa.bindparam("request_id"))


def of_promotions(tx: Reading, promotion_ids: Collection[int]) -> dict[tuple[int, str], date | None]:
    """Return what was said of these promotions' dispositifs: from when each is opened, None for not yet; one query."""
    rows = tx.execute(_OF_PROMOTIONS, {"ids": sorted(promotion_ids)})
    return {
        (row.promotion_id, row.dispositif): date.fromisoformat(row.opens_on) if row.opens_on else None for row in rows
    }


def put(tx: Transaction, promotion_id: int, dispositif: str, *, opens_on: date | None) -> None:
    """Save the opening day of a dispositif, None for not yet."""
    row = {"promotion_id": promotion_id, "dispositif": dispositif, "opens_on": opens_on and opens_on.isoformat()}
    tx.execute(_PUT[tx.dialect.name], row)


def ask(tx: Transaction, person_id: int, *, dispositif: str, line: str | None, now: datetime) -> int:
    """Write what somebody asks their coach about a dispositif; give its id."""
    row = {"person_id": person_id, "dispositif": dispositif, "line": line, "asked_at": now}
    return int(tx.execute(_ASK, row).scalar_one())


def asked(tx: Reading, request_id: int) -> tuple[int, str, str | None] | None:
    """Return (who, which dispositif, their line) of what was asked."""
    row = tx.execute(_ASKED, {"request_id": request_id}).one_or_none()
    return None if row is None else (row.person_id, row.dispositif, row.line)

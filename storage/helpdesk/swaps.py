"""A host's requests to a colleague to take over a séance or to swap it for another. Table `helpdesk_swaps`."""

from datetime import datetime

import sqlalchemy as sa

from bot.helpdesk.model import Swap, SwapState
from storage.database import Reading, Transaction
from storage.schema import Id, Moment, metadata
from storage.values import from_row

swaps = sa.Table(
    "helpdesk_swaps",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("batch", sa.String(36), nullable=False, unique=True),  # the id of the form, which is the idempotency key
    sa.Column("request_id", sa.BigInteger, sa.ForeignKey("helpdesk_requests.id"), nullable=False),
    sa.Column("host_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("taker_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("given_id", sa.BigInteger, sa.ForeignKey("appointments.id"), nullable=False),
    sa.Column("given_starts", Moment, nullable=False),
    # The colleague's séance. It is NULL if the colleague takes the séance without a swap.
    sa.Column("returned_id", sa.BigInteger, sa.ForeignKey("appointments.id")),
    sa.Column("returned_starts", Moment),
    sa.Column("until", Moment, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, server_default=SwapState.OPEN.value),
    sa.Index(
        "ix_helpdesk_swaps_open",
        "id",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

OPEN = sa.select(swaps).where(swaps.c.state == sa.literal_column("'open'")).order_by(swaps.c.id)


def add(tx: Transaction, **values: int | str | datetime | None) -> int:
    return int(tx.execute(sa.insert(swaps).values(values).returning(swaps.c.id)).scalar_one())


def read(tx: Reading, swap_id: int) -> Swap | None:
    row = tx.execute(sa.select(swaps).where(swaps.c.id == swap_id)).one_or_none()
    return None if row is None else from_row(Swap, row)


def id_of_batch(tx: Reading, batch: str) -> int | None:
    return tx.execute(sa.select(swaps.c.id).where(swaps.c.batch == batch)).scalar_one_or_none()


def list_open(tx: Reading) -> list[Swap]:
    """Return the swaps without an answer, sorted by id. There are only a few at a time."""
    return [from_row(Swap, row) for row in tx.execute(OPEN)]


def end(tx: Transaction, swap_id: int, state: SwapState) -> None:
    """Save how a swap ended. Lock the row of the bureau d'aide's request before this call."""
    tx.execute(sa.update(swaps).where(swaps.c.id == swap_id).values(state=state.value))

"""The newest answer of each person to each appointment, as their calendar program sent it (table `replies`).

Comments in answers are deleted after two days (`forget_comments`)."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.letter import Response
from bot.agenda.model import Appointment
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects
from storage.schema import Moment, metadata
from storage.values import from_row

from .appointments import appointments, read_all

replies = sa.Table(
    "replies",
    metadata,
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("response", sa.String(20), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),  # the SEQUENCE of the entry to which the person replied
    sa.Column("stamped_at", Moment, nullable=False),
    sa.Column("words", sa.Text),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_replies_person_id", "person_id"),
)


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A person's answer, as stored."""

    response: Response
    sequence: int
    stamped_at: datetime
    words: str | None = field(default=None, repr=False)


_WHOSE = (replies.c.appointment_id == sa.bindparam("of_one"), replies.c.person_id == sa.bindparam("of_person"))
_READ = sa.select(replies.c.response, replies.c.sequence, replies.c.stamped_at, replies.c.words).where(*_WHOSE)
_PUT = build_for_dialects(
    lambda insert: insert(replies).on_conflict_do_update(
        index_elements=["appointment_id", "person_id"],
        set_={name: insert(replies).excluded[name] for name in ("response", "sequence", "stamped_at", "words", "at")},
    )
)
_FORGET = sa.update(replies).where(replies.c.words.is_not(None), replies.c.at < sa.bindparam("before", type_=Moment()))


def find_appointment(tx: Reading, uid: str) -> Appointment | None:
    found = tx.execute(sa.select(appointments.c.id).where(appointments.c.uid == uid)).scalar_one_or_none()
    return next(iter(read_all(tx, [found])), None) if found is not None else None


def read(tx: Reading, appointment_id: int, person_id: int) -> StoredReply | None:
    row = tx.execute(_READ, {"of_one": appointment_id, "of_person": person_id}).one_or_none()
    return None if row is None else from_row(StoredReply, row)


def save(tx: Transaction, reply: StoredReply, *, appointment_id: int, person_id: int, now: datetime) -> None:
    row: dict[str, object] = {
        "appointment_id": appointment_id,
        "person_id": person_id,
        "response": reply.response.value,
    }
    row |= {"sequence": reply.sequence, "stamped_at": reply.stamped_at, "words": reply.words, "at": now}
    tx.execute(_PUT[tx.dialect.name], row)


def forget_comments(tx: Transaction, *, before: datetime) -> None:
    tx.execute(_FORGET.values(words=None), {"before": before})

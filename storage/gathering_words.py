"""What people say of a gathering: tables `gathering_feedback`, `gathering_needs`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text

from .schema import Moment, metadata

feedback = Table(
    "gathering_feedback",
    metadata,
    Column("gathering_id", BigInteger, ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("mark", String(10), nullable=False),
    Column("words", Text),
    Column("at", Moment, nullable=False),
)

needs = Table(
    "gathering_needs",  # of access: read by the organisers alone, erased 30 days after
    metadata,
    Column("gathering_id", BigInteger, ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_gathering_needs_at", "at"),
)

"""Who presents, and the small groups around them: tables `gathering_presenters`, `gathering_groups`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from .schema import Moment, metadata

presenters = Table(
    "gathering_presenters",
    metadata,
    Column("gathering_id", BigInteger, ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("state", String(10), nullable=False),  # asked, agreed, declined, swapped
    Column("asked_at", Moment, nullable=False),
    Column("about", String(300)),
    Index("ix_gathering_presenters_person_id", "person_id"),
)

groups = Table(
    "gathering_groups",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    Column("gathering_id", BigInteger, ForeignKey("gatherings.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("keeper_id", BigInteger, ForeignKey("people.id")),  # the EIG who keeps time where no coach hosts
    Index("uq_gathering_groups_number", "gathering_id", "number", unique=True),
)

"""Subjects and questions, and who supports them: tables `gathering_proposals`, `gathering_supports`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text

from .schema import Id, Moment, metadata

proposals = Table(
    "gathering_proposals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("gathering_id", BigInteger, ForeignKey("gatherings.id"), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("gesture", String(36), nullable=False, unique=True),  # the form's own id: sent twice, it is one proposal
    Column("author_id", BigInteger, ForeignKey("people.id")),  # none: anonymous, and nothing else names the author
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_gathering_proposals_gathering_id", "gathering_id", "purpose"),
)

supports = Table(
    "gathering_supports",
    metadata,
    Column("proposal_id", BigInteger, ForeignKey("gathering_proposals.id"), primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
)

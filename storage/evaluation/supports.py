"""The documents that teams prepare for their committees (« supports »), and people's ratings of committees.

The texts of supports are versions (`storage/programme/versions.py`)."""

import json
from collections.abc import Collection

import sqlalchemy as sa

from bot.evaluation.model import Support
from bot.programme.shape import CommitteeQuestion, Shape
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.evaluation.committees import rounds
from storage.schema import Id, metadata
from storage.values import Row, from_row

supports = sa.Table(
    "supports",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("round_id", sa.BigInteger, sa.ForeignKey("committee_rounds.id"), nullable=False),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id"), nullable=False),
    # JSON: (key, text) of each question as it was when the support was opened.
    sa.Column("questions", sa.Text, nullable=False),
    # JSON: {key: label} of the axes as they were when the support was opened.
    sa.Column("axes", sa.Text, nullable=False),
    sa.UniqueConstraint("round_id", "defi_id"),
    sa.Index("ix_supports_defi_id", "defi_id"),
)

# People who rated a committee. The next table counts the ratings of each round, without names.
raters = sa.Table(
    "committee_raters",
    metadata,
    sa.Column("committee_id", sa.BigInteger, sa.ForeignKey("committees.id"), primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
)

usefulness = sa.Table(
    "committee_usefulness",
    metadata,
    sa.Column("round_id", sa.BigInteger, sa.ForeignKey("committee_rounds.id"), primary_key=True),
    sa.Column("choice", sa.String(20), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

_MAKE = build_for_dialects(lambda insert: insert(supports).on_conflict_do_nothing())
_OF = sa.select(supports).where(
    supports.c.round_id == sa.bindparam("round"), supports.c.defi_id == sa.bindparam("defi")
)
_OF_ROUNDS = sa.select(supports).where(is_among(supports.c.round_id, "rounds"))
_of_now = rounds.alias("of_now")
_BEFORE = (
    sa.select(supports)
    .join_from(supports, rounds, rounds.c.id == supports.c.round_id)
    .join(_of_now, sa.and_(_of_now.c.promotion_id == rounds.c.promotion_id, rounds.c.phase < _of_now.c.phase))
    .where(_of_now.c.id == sa.bindparam("round"), supports.c.defi_id == sa.bindparam("defi"))
    .order_by(rounds.c.phase.desc())
    .limit(1)
)
_RATE = build_for_dialects(lambda insert: insert(raters).on_conflict_do_nothing().returning(raters.c.person_id))
_COUNT = build_for_dialects(
    lambda insert: insert(usefulness).on_conflict_do_update(
        index_elements=["round_id", "choice"], set_={"count": usefulness.c.count + 1}
    )
)


def make(tx: Transaction, round_id: int, defi_ids: Collection[int], *, shape: Shape) -> None:
    """Create the supports of these défis in a round, with the programme's questions, unless they exist."""
    asked = {
        "questions": json.dumps([(question.key, question.text) for question in shape.questions], ensure_ascii=False),
        "axes": json.dumps(shape.axes, ensure_ascii=False),
    }
    rows = [{"round_id": round_id, "defi_id": id_, **asked} for id_ in sorted(defi_ids)]
    if rows:
        tx.execute(_MAKE[tx.dialect.name], rows)


def find(tx: Reading, round_id: int, defi_id: int) -> Support | None:
    row = tx.execute(_OF, {"round": round_id, "defi": defi_id}).one_or_none()
    return None if row is None else _as_support(row)


def by_rounds(tx: Reading, round_ids: Collection[int]) -> dict[tuple[int, int], Support]:
    rows = tx.execute(_OF_ROUNDS, {"rounds": sorted({*round_ids})})
    return {(row.round_id, row.defi_id): _as_support(row) for row in rows}


def find_previous(tx: Reading, round_id: int, defi_id: int) -> Support | None:
    """Return a défi's last support from a phase before the phase of this round."""
    row = tx.execute(_BEFORE, {"round": round_id, "defi": defi_id}).one_or_none()
    return None if row is None else _as_support(row)


def _as_support(row: Row) -> Support:
    questions = tuple(CommitteeQuestion(key, text) for key, text in json.loads(row.questions))
    return from_row(Support, row, questions=questions, axes=json.loads(row.axes))


def record_rater(tx: Transaction, committee_id: int, person_id: int) -> bool:
    """Record that a person rated a committee. Return False if they had rated it before."""
    row = {"committee_id": committee_id, "person_id": person_id}
    return bool(tx.execute(_RATE[tx.dialect.name], row).all())


def rated_committee_ids(tx: Reading, committee_ids: Collection[int], person_id: int) -> set[int]:
    mine = sa.select(raters.c.committee_id).where(
        raters.c.person_id == person_id, raters.c.committee_id.in_(sorted(committee_ids))
    )
    return set(tx.execute(mine).scalars()) if committee_ids else set()


def add_rating(tx: Transaction, round_id: int, choice: str) -> None:
    tx.execute(_COUNT[tx.dialect.name], {"round_id": round_id, "choice": choice, "count": 1})


def rating_counts(tx: Reading, round_id: int) -> dict[str, int]:
    found = tx.execute(sa.select(usefulness).where(usefulness.c.round_id == round_id))
    return {choice: many for _, choice, many in found}

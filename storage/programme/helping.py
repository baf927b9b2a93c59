"""Offers of help, and requests between people: tables `helping`, `helping_words`, `helping_asks`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.helping.model import HelpRequest, HelpWords, WordSort, word_name
from bot.programme.roles import Role
from storage.database import Reading, Transaction
from storage.dialects import insert_into, is_among
from storage.programme.people import memberships, people
from storage.schema import Id, Moment, metadata
from storage.values import from_row

helping = sa.Table(
    "helping",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("shown", sa.Boolean, nullable=False),
    sa.Column("details", sa.Boolean, nullable=False),  # whether the person's défi and métier are shown too
    sa.Column("said_at", Moment, nullable=False),
)

words = sa.Table(
    "helping_words",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("sort", sa.String(10), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("word", sa.String(60), nullable=False),  # the key of a skill, or a word that the person typed
    sa.Index("ix_helping_words_word", "word"),
)

asks = sa.Table(
    "helping_asks",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("asker_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("asked_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("word", sa.String(60), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("answered_at", Moment),
    sa.Column("agreed", sa.Boolean),
    sa.Index("ix_helping_asks_asker_id_asked_id", "asker_id", "asked_id"),
    sa.Index("ix_helping_asks_asked_id", "asked_id"),
)

_SHOWN = sa.select(helping.c.person_id).where(helping.c.shown == sa.true())
_OFFERED = words.c.sort.in_([WordSort.HELP.value, WordSort.PRACTISE.value])


def _is_visible_here(person_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Return the condition that people may see a person's offers: the person shows them, and has a current membership.

    The membership is in one of the `promotions` or in no promotion, or its role is alumni."""
    return sa.and_(
        sa.exists().where(helping.c.person_id == person_id, helping.c.shown == sa.true()),
        sa.exists().where(
            memberships.c.person_id == person_id,
            memberships.c.ended_at.is_(None),
            sa.or_(
                memberships.c.promotion_id.is_(None),
                memberships.c.role == Role.ALUMNI.value,
                is_among(memberships.c.promotion_id, "promotions"),
            ),
        ),
    )


_OF_PROMOTIONS = (
    sa.select(memberships.c.person_id)
    .where(
        memberships.c.ended_at.is_(None),
        sa.or_(
            is_among(memberships.c.promotion_id, "ids"),
            # These coaches belong to all promotions.
            memberships.c.promotion_id.is_(None) & (memberships.c.role == Role.COACH.value),
        ),
    )
    .intersect(_SHOWN)
)
# This includes words of hidden people, whom later queries leave out. To check 5,000 people here would take 15 to 25 ms.
_VOCABULARY = sa.select(words.c.word).distinct()
# The CTE is materialized: otherwise PostgreSQL would start from all 5,000 people, in 28 ms instead of 2.
_SAID = (
    sa.select(words.c.person_id, words.c.sort, words.c.place, words.c.word)
    .where(is_among(words.c.word, "words"), _OFFERED)
    .cte("said")
    .prefix_with("MATERIALIZED")
)
_SAYING = (
    sa.select(_SAID.c.person_id, _SAID.c.sort, _SAID.c.word, people.c.name)
    .join_from(_SAID, people, people.c.id == _SAID.c.person_id)
    .where(_is_visible_here(_SAID.c.person_id))
    .order_by(_SAID.c.person_id, _SAID.c.sort, _SAID.c.place)
)
_OFFERS = sa.select(words.c.word).where(
    words.c.person_id == sa.bindparam("person"),
    _OFFERED,
    _is_visible_here(words.c.person_id),
)
_SAID_AT = sa.select(helping.c.said_at).where(
    helping.c.person_id == sa.bindparam("person"), sa.exists().where(words.c.person_id == helping.c.person_id)
)
_DETAILED = sa.select(helping.c.person_id).where(
    is_among(helping.c.person_id, "ids"),
    helping.c.shown == sa.true(),
    helping.c.details == sa.true(),
)
_HELPS = (
    sa.select(words.c.person_id, words.c.word)
    .where(
        is_among(words.c.person_id, "ids"),
        words.c.sort == WordSort.HELP.value,
        words.c.person_id.in_(_SHOWN),
    )
    .order_by(words.c.person_id, words.c.place)
)
_NEWEST_ASK = (
    sa.select(asks)
    .where(asks.c.asker_id == sa.bindparam("asker"), asks.c.asked_id == sa.bindparam("asked"))
    .order_by(asks.c.id.desc())
    .limit(1)
)
OF_PERSON: sa.Select[Any] = (
    sa.select(helping.c.shown, helping.c.details, words.c.sort, words.c.word)
    .outerjoin(words, words.c.person_id == helping.c.person_id)
    .where(helping.c.person_id == sa.bindparam("person"))
    .order_by(words.c.sort, words.c.place)
)
WAITING = sa.select(asks).where(asks.c.asked_id == sa.bindparam("asked"), asks.c.agreed.is_(None)).order_by(asks.c.id)


def words_of_person(tx: Reading, person_id: int) -> HelpWords:
    """Return what help a person offers and seeks. If they entered nothing, the result is empty and hidden."""
    rows = tx.execute(OF_PERSON, {"person": person_id}).all()
    said: dict[WordSort, tuple[str, ...]] = {}
    for row in rows:
        if row.word is not None:
            said[WordSort(row.sort)] = (*said.get(WordSort(row.sort), ()), row.word)
    return HelpWords(said, rows[0].shown, rows[0].details) if rows else HelpWords()


def replace_words(tx: Transaction, person_id: int, new_words: HelpWords, *, now: datetime) -> None:
    """Replace a person's words, and save whether they are shown."""
    values = {"shown": new_words.shown, "details": new_words.details, "said_at": now}
    new = insert_into(tx, helping).values(person_id=person_id, **values)
    tx.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=values))
    tx.execute(sa.delete(words).where(words.c.person_id == person_id))
    rows = [
        {"person_id": person_id, "sort": sort.value, "place": place, "word": word}
        for sort, some in new_words.by_sort.items()
        for place, word in enumerate(some)
    ]
    if rows:
        tx.execute(sa.insert(words), rows)


def words_confirmed_at(tx: Reading, person_id: int) -> datetime | None:
    """Return when a person last entered or confirmed their words; None if they never did."""
    row = tx.execute(_SAID_AT, {"person": person_id}).one_or_none()
    return row.said_at if row else None


def confirm_words(tx: Transaction, person_id: int, *, now: datetime) -> None:
    tx.execute(sa.update(helping).where(helping.c.person_id == person_id).values(said_at=now))


def list_words(tx: Reading) -> Sequence[str]:
    """Return every word that people entered, without duplicates. Use it only for matching: hidden people count too."""
    return sorted(tx.execute(_VOCABULARY).scalars())


def people_with_words(
    tx: Reading, wanted_words: Collection[str], *, promotion_ids: Collection[int]
) -> Mapping[int, list[tuple[WordSort, str]]]:
    """Return the visible people who offer help with one of these words, as {person: their matching words}.

    People who can help come first, then people who want to practise, both sorted by name.
    `promotion_ids`: the running promotions."""
    found: dict[int, list[tuple[WordSort, str]]] = {}
    names: dict[int, str] = {}
    for person_id, sort, word, name in tx.execute(
        _SAYING, {"words": sorted(wanted_words), "promotions": sorted(promotion_ids)}
    ):
        found.setdefault(person_id, []).append((WordSort(sort), word))
        names[person_id] = name.casefold()
    order = sorted(found, key=lambda sentence: (found[sentence][0][0] is not WordSort.HELP, names[sentence], sentence))
    return {sentence: found[sentence] for sentence in order}


def offered_words(tx: Reading, person_id: int, *, promotion_ids: Collection[int]) -> frozenset[str]:
    """Return the words of a person's offer of help; none if the person is hidden or has left."""
    return frozenset(tx.execute(_OFFERS, {"person": person_id, "promotions": sorted(promotion_ids)}).scalars())


def visible_people(tx: Reading, promotion_ids: Collection[int]) -> Sequence[int]:
    """Return the visible people of these promotions, and the visible coaches of all promotions."""
    return list(tx.execute(_OF_PROMOTIONS, {"ids": sorted(promotion_ids)}).scalars())


def people_with_details(tx: Reading, person_ids: Collection[int]) -> frozenset[int]:
    """Return which of these people also show their défi and métier."""
    return frozenset(tx.execute(_DETAILED, {"ids": sorted(person_ids)}).scalars())


def help_words(tx: Reading, person_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Return {person: words for the help that they can give}, in the order of the person's list. Skip hidden people."""
    found: dict[int, list[str]] = {}
    for person_id, word in tx.execute(_HELPS, {"ids": sorted(person_ids)}) if person_ids else ():
        found.setdefault(person_id, []).append(word_name(word))
    return found


def renew_ask(tx: Transaction, ask_id: int, *, word: str, now: datetime) -> None:
    """Replace the word and the time of an unanswered request."""
    tx.execute(sa.update(asks).where(asks.c.id == ask_id).values(word=word, asked_at=now))


def newest_ask(tx: Reading, asker_id: int, *, asked_id: int) -> HelpRequest | None:
    row = tx.execute(_NEWEST_ASK, {"asker": asker_id, "asked": asked_id}).one_or_none()
    return from_row(HelpRequest, row) if row else None


def list_unanswered_asks(tx: Reading, asked_id: int) -> list[HelpRequest]:
    """Return the requests to a person that they have not answered, the oldest first."""
    return [from_row(HelpRequest, row) for row in tx.execute(WAITING, {"asked": asked_id})]


def read_ask(tx: Reading, ask_id: int, *, lock: bool = False) -> HelpRequest | None:
    """Return a request; None if it was deleted. With `lock`, lock its row."""
    query = sa.select(asks).where(asks.c.id == ask_id)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    return from_row(HelpRequest, row) if row else None


def count_asks_since(tx: Reading, asker_id: int, since: datetime) -> int:
    counting = sa.select(sa.func.count()).where(asks.c.asker_id == asker_id, asks.c.asked_at > since)
    return int(tx.execute(counting).scalar_one())


def add_ask(tx: Transaction, asker_id: int, *, asked_id: int, word: str, now: datetime) -> int:
    values = {"asker_id": asker_id, "asked_id": asked_id, "word": word, "asked_at": now}
    return int(tx.execute(sa.insert(asks).values(values).returning(asks.c.id)).scalar_one())


def answer_ask(tx: Transaction, ask_id: int, *, agreed: bool, now: datetime) -> None:
    tx.execute(sa.update(asks).where(asks.c.id == ask_id).values(agreed=agreed, answered_at=now))

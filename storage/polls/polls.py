"""Date polls (table `polls`), and their voters with their answers (table `poll_voters`)."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from bot.polls.model import Answers, Choice, Poll, Stage, Voter
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.schema import Id, Moment, metadata
from storage.values import Row, from_row
from storage.workshops.workshops import workshops

# A poll keeps this title after its author was erased, since the date stays in other people's agendas.
ERASED_TITLE = "Rendez-vous"

polls = sa.Table(
    "polls",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("asked_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("title", sa.String(120), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("dates", sa.String(200), nullable=False),  # seconds since 1970, space-separated
    sa.Column("deadline", Moment, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("stage", sa.String(10), nullable=False, server_default=Stage.OPEN.value),
    sa.Column("why", sa.String(10)),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("place", sa.String(300)),
    sa.Column("link", sa.String(500)),
    sa.Column("moves", sa.BigInteger, sa.ForeignKey("appointments.id")),
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id")),
    sa.Index("ix_polls_asked_by", "asked_by"),
    sa.Index("ix_polls_appointment_id", "appointment_id"),
    sa.Index(
        "ix_polls_open",
        "deadline",
        sqlite_where=sa.text("stage = 'open'"),
        postgresql_where=sa.text("stage = 'open'"),
    ),
)

voters = sa.Table(
    "poll_voters",
    metadata,
    sa.Column("poll_id", sa.BigInteger, sa.ForeignKey("polls.id"), primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("required", sa.Boolean, nullable=False),
    # For example « 1778587200:yes 1778673600:no ». The answer for a removed date is kept, since the date may return.
    sa.Column("answers", sa.Text, nullable=False, server_default=""),
    sa.Column("answered_at", Moment),
    sa.Index("ix_poll_voters_person_id", "person_id"),
)

_POLL = sa.select(polls).where(polls.c.id == sa.bindparam("poll"))
_LOCK = _POLL.with_for_update(key_share=True)
_VOTERS = sa.select(voters).where(is_among(voters.c.poll_id, "polls")).order_by(voters.c.person_id)
_OPEN = sa.select(polls).where(polls.c.stage == sa.text("'open'")).order_by(polls.c.deadline, polls.c.id)
_NEXT = sa.select(sa.func.min(polls.c.deadline)).where(polls.c.stage == sa.text("'open'"))
ASKED_OF = (
    sa.select(polls)
    .join_from(polls, voters, voters.c.poll_id == polls.c.id)
    .where(polls.c.stage == sa.text("'open'"), voters.c.person_id == sa.bindparam("person"))
    .order_by(polls.c.deadline, polls.c.id)
)
TO_CHOOSE = (
    sa.select(polls)
    .where(polls.c.asked_by == sa.bindparam("person"), polls.c.stage.in_([Stage.OPEN.value, Stage.CLOSED.value]))
    .order_by(polls.c.id)
)
_CLOSED = sa.select(polls).where(polls.c.stage == Stage.CLOSED.value).order_by(polls.c.id)
ADRIFT = (
    sa.select(polls.c.id)
    .join_from(workshops, polls, polls.c.id == workshops.c.poll_id)
    .where(
        workshops.c.ended == sa.false(),
        workshops.c.closed_at.is_(None),
        workshops.c.coach_id.is_distinct_from(polls.c.asked_by),
        polls.c.stage.in_([Stage.OPEN.value, Stage.CLOSED.value]),
    )
    .order_by(polls.c.id)
)
_OF_APPOINTMENTS = sa.select(polls.c.appointment_id, polls.c.id).where(
    is_among(polls.c.appointment_id, "ids"), polls.c.moves.is_(None)
)
_ANSWER = (
    sa.update(voters)
    .where(voters.c.poll_id == sa.bindparam("poll"), voters.c.person_id == sa.bindparam("person"))
    .values(answers=sa.bindparam("said"), answered_at=sa.bindparam("at", type_=Moment()))
)


def add(tx: Transaction, poll: Poll, new_voters: Iterable[Voter]) -> int:
    """Insert a poll and its voters; return its new id. `poll.id` is ignored."""
    row = {
        "asked_by": poll.asked_by,
        "title": poll.title,
        "minutes": poll.minutes,
        "dates": _dates_to_text(poll.dates),
        "deadline": poll.deadline,
        "created_at": poll.created_at,
        "place": poll.place,
        "link": poll.link,
        "moves": poll.moves,
    }
    number = int(tx.execute(sa.insert(polls).values(row).returning(polls.c.id)).scalar_one())
    rows = [{"poll_id": number, "person_id": voter.person_id, "required": voter.required} for voter in new_voters]
    tx.execute(sa.insert(voters), rows)
    return number


def read(tx: Reading, poll_id: int) -> Poll | None:
    row = tx.execute(_POLL, {"poll": poll_id}).one_or_none()
    return None if row is None else _as_poll(row)


def lock(tx: Transaction, poll_id: int) -> Poll | None:
    """Lock a poll's row, in the order of locks (`bot/agenda/locks.py`), and return the poll."""
    row = tx.execute(_LOCK, {"poll": poll_id}).one_or_none()
    return None if row is None else _as_poll(row)


def change(tx: Transaction, poll_id: int, *, dates: Collection[int] | None = None, **values: object) -> None:
    given = values | ({} if dates is None else {"dates": _dates_to_text(dates)})
    tx.execute(sa.update(polls).where(polls.c.id == poll_id).values(given))


def voters_of(tx: Reading, poll_ids: Collection[int]) -> dict[int, list[Voter]]:
    found: dict[int, list[Voter]] = {id_: [] for id_ in poll_ids}
    for row in tx.execute(_VOTERS, {"polls": sorted(poll_ids)}) if poll_ids else ():
        found[row.poll_id].append(Voter(row.person_id, row.required, _answers_from_text(row.answers), row.answered_at))
    return found


def save_answer(tx: Transaction, poll_id: int, person_id: int, *, new_answers: Answers, now: datetime) -> None:
    text = " ".join(f"{date}:{choice.value}" for date, choice in sorted(new_answers.items()))
    tx.execute(_ANSWER, {"poll": poll_id, "person": person_id, "said": text, "at": now})


def list_open(tx: Reading) -> list[Poll]:
    return [_as_poll(row) for row in tx.execute(_OPEN)]


def list_closed(tx: Reading) -> list[Poll]:
    """Return all closed polls without a chosen date, however old. One query."""
    return [_as_poll(row) for row in tx.execute(_CLOSED)]


def polls_of_former_coaches(tx: Reading) -> list[int]:
    """Return the ids of unfinished date polls of workshops whose coach did not create the poll. One query."""
    return list(tx.execute(ADRIFT).scalars())


def next_deadline(tx: Reading) -> datetime | None:
    found: datetime | None = tx.execute(_NEXT).scalar_one()
    return found


def list_for_voter(tx: Reading, person_id: int) -> list[Poll]:
    """Return the open polls in which a person can vote, by deadline. One query."""
    return [_as_poll(row) for row in tx.execute(ASKED_OF, {"person": person_id})]


def list_for_asker(tx: Reading, person_id: int) -> list[Poll]:
    """Return the polls that a person created and that have no result yet. One query."""
    return [_as_poll(row) for row in tx.execute(TO_CHOOSE, {"person": person_id})]


def poll_ids_of(tx: Reading, appointment_ids: Collection[int]) -> dict[int, int]:
    """Return {appointment: poll} for those of these appointments that come from a date poll. One query."""
    if not appointment_ids:
        return {}
    return {row.appointment_id: row.id for row in tx.execute(_OF_APPOINTMENTS, {"ids": sorted(appointment_ids)})}


def _as_poll(row: Row) -> Poll:
    return from_row(Poll, row, title=row.title or ERASED_TITLE, dates=tuple(map(int, row.dates.split())))


def _dates_to_text(starts: Collection[int]) -> str:
    return " ".join(map(str, sorted(starts)))


def _answers_from_text(text: str) -> dict[int, Choice]:
    pairs = (pair.split(":") for pair in text.split())
    return {int(date): Choice(said) for date, said in pairs}

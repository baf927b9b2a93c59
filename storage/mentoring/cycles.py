"""Mentoring cycles and their séances: tables `mentoring_cycles`, `mentoring_sessions`, `mentoring_guests`."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.agenda.model import Appointment
from bot.catalogue.formats import KEY_LENGTH, MENTORING, NAME_LIMIT, CycleTerms
from bot.mentoring.cycle import LIVE, CycleState, SessionState
from bot.mentoring.model import Cycle, CycleWish, Session
from bot.mentoring.words import read_suits, write_suits
from storage.agenda.appointments import read_all
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.programme.promotions import defis
from storage.schema import Id, Moment, metadata
from storage.values import from_row, group_rows

# In the mentorat, a person has at most one open request and one running cycle in a domain. In a format that the
# programme added, a défi has at most one live cycle. A partial index needs its states as literals. A test checks that
# they are the states of the state machine.
_OPEN_STATES = "state IN ('asked', 'offered', 'held', 'answered')"
_RUNNING_STATE = "state = 'running'"
_OPEN_OF_MENTORAT = f"{_OPEN_STATES} AND format_name = ''"
_RUNNING_OF_MENTORAT = f"{_RUNNING_STATE} AND format_name = ''"
_LIVE_OF_OWN = f"({_OPEN_STATES} OR {_RUNNING_STATE}) AND format_name <> ''"

cycles = sa.Table(
    "mentoring_cycles",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("draft_id", sa.String(36), nullable=False, unique=True),  # the idempotency key: a form creates one cycle
    sa.Column("asked_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id"), nullable=False),
    sa.Column("mentor_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("domain", sa.String(100), nullable=False),
    sa.Column("need", sa.Text, nullable=False),
    sa.Column("link", sa.String(1000)),
    sa.Column("suits", sa.String(60), nullable=False),
    sa.Column("from_day", sa.String(10)),  # first possible day; NULL means as soon as possible
    sa.Column("choice", sa.String(20), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("answer_by", Moment),  # Until then, slots are held, or the mentor can propose times.
    sa.Column("turned_at", Moment, nullable=False),  # when the person who must act next was asked
    sa.Column("first_day", sa.String(10)),
    sa.Column("reason", sa.String(500)),
    sa.Column("taken_by", sa.BigInteger, sa.ForeignKey("people.id")),  # the coach who took over an unanswered request
    sa.Column("after", sa.BigInteger, sa.ForeignKey("mentoring_cycles.id")),
    sa.Column("followed_by", sa.BigInteger, sa.ForeignKey("mentoring_cycles.id")),
    # The terms of the format at the time of the request: number of séances, minutes of each, days within which all take
    # place, the format's key and its name.
    sa.Column("sessions", sa.Integer, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("window_days", sa.Integer, nullable=False),
    sa.Column("format_key", sa.String(KEY_LENGTH), nullable=False, server_default=MENTORING),
    sa.Column("format_name", sa.String(NAME_LIMIT), nullable=False, server_default=""),  # empty for the mentorat
    sa.Index(
        "uq_mentoring_cycles_open",
        "asked_by",
        "domain",
        unique=True,
        sqlite_where=sa.text(_OPEN_OF_MENTORAT),
        postgresql_where=sa.text(_OPEN_OF_MENTORAT),
    ),
    sa.Index(
        "uq_mentoring_cycles_running",
        "asked_by",
        "domain",
        unique=True,
        sqlite_where=sa.text(_RUNNING_OF_MENTORAT),
        postgresql_where=sa.text(_RUNNING_OF_MENTORAT),
    ),
    sa.Index(
        "uq_mentoring_cycles_own",
        "defi_id",
        "format_key",
        unique=True,
        sqlite_where=sa.text(_LIVE_OF_OWN),
        postgresql_where=sa.text(_LIVE_OF_OWN),
    ),
    sa.Index("ix_mentoring_cycles_mentor_id", "mentor_id", "state"),
    sa.Index("ix_mentoring_cycles_asked_by", "asked_by"),
    sa.Index("ix_mentoring_cycles_answer_by", "state", "answer_by"),
)

sessions = sa.Table(
    "mentoring_sessions",
    metadata,
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    sa.Column("cycle_id", sa.BigInteger, sa.ForeignKey("mentoring_cycles.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("outcome", sa.String(20)),
    # When the bot recorded that the séance had begun. After this, the mentor can report that it did not take place.
    sa.Column("begun_at", Moment),
    sa.Column("wanted", Moment),  # The team requested this other time.
    sa.Column("word_by", Moment),  # The mentor can agree to `wanted` until then.
    sa.Column("why", sa.String(500)),  # why the team requested `wanted`
    # whether the team requested other times for several séances together
    sa.Column("together", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_mentoring_sessions_state", "state"),
    sa.Index("uq_mentoring_sessions_number", "cycle_id", "number", unique=True),
)

guests = sa.Table(
    "mentoring_guests",
    metadata,
    sa.Column("cycle_id", sa.BigInteger, sa.ForeignKey("mentoring_cycles.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("left_at", Moment),
    sa.Index("ix_mentoring_guests_person_id", "person_id"),
)

_LIVE = [state.value for state in LIVE]
_CYCLES: sa.Select[Any] = (
    sa.select(cycles, defis.c.promotion_id, guests.c.person_id)
    .join(defis, defis.c.id == cycles.c.defi_id)
    .outerjoin(guests, (guests.c.cycle_id == cycles.c.id) & guests.c.left_at.is_(None))
    .order_by(cycles.c.id, guests.c.person_id)
)
_BY_ID = _CYCLES.where(cycles.c.id == sa.bindparam("cycle_id"))
_BY_IDS = _CYCLES.where(is_among(cycles.c.id, "ids"))
_LOCK = sa.select(cycles.c.id).where(cycles.c.id == sa.bindparam("cycle_id")).with_for_update(key_share=True)
# Each condition has its own query, which uses an index. One query with OR would scan the cycles of all promotions.
OF_PERSON = _CYCLES.where(
    cycles.c.id.in_(
        sa.union(
            sa.select(cycles.c.id).where(cycles.c.asked_by == sa.bindparam("person_id")),
            sa.select(cycles.c.id).where(cycles.c.mentor_id == sa.bindparam("person_id")),
            sa.select(guests.c.cycle_id).where(
                guests.c.person_id == sa.bindparam("person_id"), guests.c.left_at.is_(None)
            ),
        )
    )
)
_RECENT_OF_PERSON = OF_PERSON.where(
    sa.or_(cycles.c.state.in_(_LIVE), cycles.c.turned_at > sa.bindparam("since", type_=Moment()))
)
_OF_PROMOTIONS = _CYCLES.where(is_among(defis.c.promotion_id, "promotions"))
_SESSIONS = (
    sa.select(sessions).where(is_among(sessions.c.cycle_id, "cycles")).order_by(sessions.c.cycle_id, sessions.c.number)
)
_CYCLE_OF = sa.select(sessions.c.appointment_id, sessions.c.cycle_id).where(
    is_among(sessions.c.appointment_id, "appointments")
)
_OPEN_CYCLES = (
    sa.select(cycles.c.mentor_id, sa.func.count().label("number"))
    .where(
        is_among(cycles.c.mentor_id, "mentors"),
        cycles.c.state.in_(_LIVE),
        cycles.c.format_key == sa.bindparam("format_key"),
    )
    .group_by(cycles.c.mentor_id)
)


def add(
    tx: Transaction,
    wish: CycleWish,
    *,
    draft_id: str,
    asked_by: int,
    mentor_id: int,
    state: CycleState,
    answer_by: datetime,
    now: datetime,
) -> int:
    row = {
        "draft_id": draft_id,
        "asked_by": asked_by,
        "defi_id": wish.defi_id,
        "mentor_id": mentor_id,
        "domain": wish.domain,
        "need": wish.need.strip(),
        "link": wish.link.strip() or None,
        "suits": write_suits(wish.suits),
        "from_day": wish.from_day.isoformat() if wish.from_day else None,
        "choice": wish.choice.value,
        "state": state.value,
        "asked_at": now,
        "answer_by": answer_by,
        "turned_at": now,
        "after": wish.after,
        **asdict(wish.terms),
    }
    cycle_id = int(tx.execute(sa.insert(cycles).returning(cycles.c.id), row).scalar_one())
    guest_ids = sorted({*wish.guest_ids} - {asked_by})
    if guest_ids:
        tx.execute(sa.insert(guests), [{"cycle_id": cycle_id, "person_id": id_} for id_ in guest_ids])
    return cycle_id


def add_sessions(
    tx: Transaction, cycle_id: int, appointment_ids: Collection[int], *, state: SessionState = SessionState.HELD
) -> None:
    tx.execute(
        sa.insert(sessions),
        [
            {"appointment_id": appointment_id, "cycle_id": cycle_id, "number": number, "state": state.value}
            for number, appointment_id in enumerate(appointment_ids, 1)
        ],
    )


def read(tx: Reading, cycle_id: int) -> Cycle | None:
    return next(iter(_read(tx, _BY_ID, cycle_id=cycle_id)), None)


def by_ids(tx: Reading, ids: Collection[int]) -> list[Cycle]:
    return _read(tx, _BY_IDS, ids=sorted(ids)) if ids else []


def lock(tx: Transaction, cycle_id: int) -> None:
    tx.execute(_LOCK, {"cycle_id": cycle_id})


def cycles_of_person(tx: Reading, person_id: int, *, since: datetime) -> list[Cycle]:
    """Return the cycles that a person requested, takes part in or mentors, sorted by id.

    Only live cycles and cycles that changed after `since` count."""
    return _read(tx, _RECENT_OF_PERSON, person_id=person_id, since=since)


def cycles_of_promotions(tx: Reading, promotion_ids: Collection[int]) -> list[Cycle]:
    return _read(tx, _OF_PROMOTIONS, promotions=sorted(promotion_ids))


def sessions_of(tx: Reading, cycle_ids: Collection[int]) -> dict[int, tuple[Session, ...]]:
    """Return the séances of these cycles, by cycle and number. Two queries."""
    rows = tx.execute(_SESSIONS, {"cycles": sorted(cycle_ids)}).all()
    known: dict[int, Appointment] = {
        appointment.id: appointment for appointment in read_all(tx, [row.appointment_id for row in rows])
    }
    found: dict[int, list[Session]] = {}
    for row in rows:
        found.setdefault(row.cycle_id, []).append(from_row(Session, row, appointment=known[row.appointment_id]))
    return {cycle_id: tuple(some) for cycle_id, some in found.items()}


def cycle_ids_of(tx: Reading, appointment_ids: Collection[int]) -> dict[int, int]:
    """Return {appointment: cycle} for those of these appointments that are séances. One query."""
    rows = tx.execute(_CYCLE_OF, {"appointments": sorted(appointment_ids)})
    return {row.appointment_id: row.cycle_id for row in rows}


def count_live(tx: Reading, mentor_ids: Collection[int], *, format_key: str = MENTORING) -> dict[int, int]:
    """Return how many live cycles of a format each mentor has. Mentors without any are left out."""
    rows = tx.execute(_OPEN_CYCLES, {"mentors": sorted(mentor_ids), "format_key": format_key})
    return {row.mentor_id: row.number for row in rows}


def duplicate_state_of(tx: Reading, cycle: Cycle) -> CycleState | None:
    """Return the state of a live cycle that excludes this cycle (see `duplicate_state`); None if there is none."""
    return duplicate_state(tx, cycle.terms, asked_by=cycle.asked_by, defi_id=cycle.defi_id, domain=cycle.domain)


def duplicate_state(tx: Reading, terms: CycleTerms, *, asked_by: int, defi_id: int, domain: str) -> CycleState | None:
    """Return the state of a live cycle that excludes a new cycle of this format; None if there is none.

    `is_duplicate` defines which cycles exclude each other."""
    same = is_duplicate(terms, asked_by=asked_by, defi_id=defi_id, domain=domain)
    found = tx.execute(sa.select(cycles.c.state).where(same, cycles.c.state.in_(_LIVE))).scalar()
    return CycleState(found) if found else None


def is_duplicate(terms: CycleTerms, *, asked_by: int, defi_id: int, domain: str) -> sa.ColumnElement[bool]:
    """Build the condition for cycles of which only one may be live at a time.

    In the mentorat, these are a person's cycles in a domain. In a format that the programme added, they are a défi's
    cycles."""
    if terms.is_own:
        return sa.and_(cycles.c.defi_id == defi_id, cycles.c.format_key == terms.format_key)
    return sa.and_(cycles.c.asked_by == asked_by, cycles.c.domain == domain, cycles.c.format_name == "")


def change(tx: Transaction, cycle_id: int, **values: object) -> None:
    tx.execute(sa.update(cycles).where(cycles.c.id == cycle_id).values(values))


def assign_coach(tx: Transaction, cycle_id: int, person_id: int) -> bool:
    """Assign an unanswered request to this coach. Return False if another coach took it."""
    mine = sa.update(cycles).where(cycles.c.id == cycle_id, cycles.c.taken_by.is_(None))
    return tx.execute(mine.values(taken_by=person_id)).rowcount == 1


def change_session(tx: Transaction, appointment_id: int, **values: object) -> None:
    tx.execute(sa.update(sessions).where(sessions.c.appointment_id == appointment_id).values(values))


def leave(tx: Transaction, cycle_id: int, person_id: int, *, now: datetime) -> None:
    tx.execute(
        sa.update(guests).where(guests.c.cycle_id == cycle_id, guests.c.person_id == person_id).values(left_at=now)
    )


def rejoin(tx: Transaction, cycle_id: int, person_id: int) -> None:
    tx.execute(
        sa.update(guests).where(guests.c.cycle_id == cycle_id, guests.c.person_id == person_id).values(left_at=None)
    )


def _read(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Cycle]:
    return [
        from_row(
            Cycle,
            row,
            suits=read_suits(row.suits),
            terms=CycleTerms(row.sessions, row.minutes, row.window_days, row.format_key, row.format_name),
            guest_ids=tuple(person_id for person_id in coming if person_id != row.asked_by),
        )
        for row, coming in group_rows(tx.execute(statement, values), lambda row: row.person_id)
    ]

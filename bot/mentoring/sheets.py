"""Summaries of cycles, read for cards, forms and lists."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.errors import NotFound
from bot.mentoring.model import Cycle, CycleSheet, Session
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import running_promotion_ids
from storage.database import Reading
from storage.mentoring import cycles as mentoring
from storage.programme import people, promotions


def describe_cycle(tx: Reading, cycle_id: int) -> CycleSheet:
    """Return a cycle. Raises NotFound."""
    cycle = mentoring.read(tx, cycle_id)
    if cycle is None:
        raise NotFound(thing="cycle")
    return sheets_of(tx, [cycle])[0]


def read(tx: Reading, actor: Actor, cycle_id: int) -> CycleSheet:
    """Return a cycle, if the actor is in its team, its mentor or a coach. Raises NotFound, NotAllowed."""
    sheet = describe_cycle(tx, cycle_id)
    require(actor, "mentoring.read", sheet)
    return sheet


def read_for_card(tx: Reading, actor: Actor, cycle_id: int) -> CycleSheet:
    """Return a cycle as `read` does, and also for former participants. Their card only says that they left."""
    sheet = describe_cycle(tx, cycle_id)
    came = (participant.person_id for session in sheet.sessions for participant in session.appointment.participants)
    if actor.person_id is None or actor.person_id not in came:
        require(actor, "mentoring.read", sheet)
    return sheet


def cycle_id_of(tx: Reading, appointment_id: int) -> int:
    """Return the cycle id of a séance. Raises NotFound."""
    found = cycle_ids(tx, [appointment_id]).get(appointment_id)
    if found is None:
        raise NotFound(thing="appointment")
    return found


def appointments_asked_with(tx: Reading, appointment_id: int) -> list[int]:
    """Return the appointment ids of the séances that share this séance's question to the mentor. Raises NotFound."""
    sheet = describe_cycle(tx, cycle_id_of(tx, appointment_id))
    return [session.appointment.id for session in sheet.sessions_asked_with(session_of(sheet, appointment_id))]


def sheets_of(tx: Reading, cycles: Sequence[Cycle]) -> list[CycleSheet]:
    """Return the summaries of cycles, in a constant number of queries."""
    if not cycles:
        return []
    sessions = mentoring.sessions_of(tx, [cycle.id for cycle in cycles])
    concerned: set[int] = set()
    for cycle in cycles:
        concerned |= {cycle.asked_by, cycle.mentor_id, *cycle.guest_ids} | (
            {cycle.taken_by} if cycle.taken_by else set()
        )
    known = people.by_ids(tx, concerned)
    defis = promotions.defis_by_ids(tx, {cycle.defi_id for cycle in cycles})
    return [
        CycleSheet(cycle, defis[cycle.defi_id], _sort_by_start(sessions.get(cycle.id, ())), known) for cycle in cycles
    ]


def list_mine(tx: Reading, actor: Actor, *, now: datetime) -> list[CycleSheet]:
    """Return the actor's open and running cycles, those with the next séance first."""
    require(actor, "mentoring.list")
    if actor.person_id is None:
        return []
    live = [cycle for cycle in mentoring.cycles_of_person(tx, actor.person_id, since=now) if cycle.state.is_live]
    return sorted(sheets_of(tx, live), key=lambda sheet: (_next_start(sheet, now=now) or now, sheet.cycle.id))


def list_all(tx: Reading, actor: Actor, *, now: datetime) -> list[CycleSheet]:
    """Return the coach's cycles. Raises NotAllowed.

    Open requests come first, by waiting time, the longest first. Running cycles follow, then all other cycles."""
    require(actor, "mentoring.list_all")
    found = list_coached(tx, actor, now=now)
    return sorted(
        found,
        key=lambda sheet: (
            not sheet.cycle.state.is_open,
            not sheet.cycle.state.is_live,
            sheet.cycle.turned_at
            if sheet.cycle.state.is_open
            else _next_start(sheet, now=now) or sheet.cycle.turned_at,
            sheet.cycle.id,
        ),
    )


def list_coached(tx: Reading, actor: Actor, *, now: datetime) -> list[CycleSheet]:
    """Return the cycles of the running promotions that the actor coaches, by id.

    A coach who is bound to no promotion gets the cycles of all running promotions."""
    mine = {
        membership.promotion_id
        for membership in (actor.person.current if actor.person else ())
        if membership.role is Role.COACH
    }
    running = running_promotion_ids(tx, now)
    return sheets_of(tx, mentoring.cycles_of_promotions(tx, running if None in mine else running & mine))


def cycle_ids(tx: Reading, appointment_ids: Collection[int]) -> dict[int, int]:
    """Return the cycle id of each appointment that is a séance."""
    return mentoring.cycle_ids_of(tx, appointment_ids) if appointment_ids else {}


def session_of(sheet: CycleSheet, appointment_id: int) -> Session:
    """Return the séance of a cycle that has this appointment. Raises NotFound."""
    found = next((session for session in sheet.sessions if session.appointment.id == appointment_id), None)
    if found is None:
        raise NotFound(thing="appointment")
    return found


def _sort_by_start(sessions: Sequence[Session]) -> tuple[Session, ...]:
    return tuple(sorted(sessions, key=lambda session: (session.appointment.starts, session.number)))


def _next_start(sheet: CycleSheet, *, now: datetime) -> datetime | None:
    return min(
        (session.appointment.starts for session in sheet.timed_sessions if session.appointment.ends > now), default=None
    )

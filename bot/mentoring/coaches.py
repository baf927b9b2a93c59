"""Use cases of coaches (hand over or export cycles), and of mentors, who limit the number of their cycles."""

from datetime import datetime
from typing import Any

from bot.agenda import parts
from bot.errors import Invalid
from bot.mentoring import facts, moves, news, steps
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.lapses import expire_requests_of
from bot.mentoring.matching import matching
from bot.mentoring.model import MOST_CYCLES, USUAL_LIMIT, CycleSheet, Mentor
from bot.mentoring.running import LAST_WORD
from bot.mentoring.sheets import describe_cycle, list_coached, sheets_of
from bot.mentoring.table import write_table
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import person_of, running_promotion_ids
from storage.database import Reading, Transaction
from storage.mentoring import cycles
from storage.programme import people


def offer_mentors(tx: Reading, actor: Actor, cycle_id: int, *, now: datetime) -> tuple[CycleSheet, list[Mentor]]:
    """Return a cycle and its possible new mentors. Raises NotAllowed, NotFound.

    Mentors with the cycle's domain come first, and among them those with room for another cycle."""
    sheet = describe_cycle(tx, cycle_id)
    require(actor, "mentoring.reassign", sheet)
    without = {*sheet.team_ids, sheet.cycle.mentor_id}
    found = matching.mentors_of(tx, sheet.defi.promotion_id, terms=sheet.cycle.terms, without_ids=without, now=now)
    domain = sheet.cycle.domain
    return sheet, sorted(
        found, key=lambda mentor: (domain not in mentor.person.expertises, not mentor.room, mentor.person.name)
    )


def hand_over(tx: Transaction, actor: Actor, cycle_id: int, *, mentor_id: int, now: datetime) -> CycleSheet:
    """Reassign the rest of a running cycle to another mentor, and notify everybody. Séances keep their times.

    Séances without a time or past the window are reassigned too. The team's wishes for other times end. Raises
    NotAllowed, NotFound, SlotTaken, Invalid if the person already attends a séance, and Invalid for "mentor": "gone" if
    the person is not a mentor now, "own" if they are in the cycle, "none" if no séance is left."""
    sheet = steps.lock_cycle(tx, cycle_id, other_person_ids=[mentor_id], now=now)
    require(actor, "mentoring.reassign", sheet)
    giver = sheet.cycle.mentor_id
    if mentor_id in (giver, *sheet.team_ids):
        raise Invalid(field="mentor", reason="own")
    mentors = matching.mentors_of(tx, sheet.defi.promotion_id, terms=sheet.cycle.terms, now=now)
    if not any(mentor.person.id == mentor_id for mentor in mentors):
        raise Invalid(field="mentor", reason="gone")
    to_come = [session for session in sheet.timed_sessions if session.appointment.starts > now]
    without_time = any(session.state is SessionState.OPEN for session in sheet.sessions)
    if sheet.cycle.state is not CycleState.RUNNING or not (to_come or without_time):
        raise Invalid(field="mentor", reason="none")
    expire_requests_of(tx, mentor_id=mentor_id, now=now)
    moves.keep_all_times(tx, actor, sheet, now=now)
    if to_come:
        ids = [session.appointment.id for session in to_come]
        parts.hand_over(tx, actor, ids, giver_id=giver, taker_id=mentor_id, now=now)
    left = [session.appointment for session in sheet.sessions if session.state is not SessionState.OVER]
    parts.replace_room_link(tx, left, giver=sheet.mentor, taker_id=mentor_id, fallback_link=sheet.defi.visio, now=now)
    cycles.change(tx, cycle_id, mentor_id=mentor_id, taken_by=None)
    steps.record_step(tx, actor, cycle_id, "hand_over", now=now, detail=f"{giver} {mentor_id}")
    sheet = describe_cycle(tx, cycle_id)
    _tell_handover(tx, actor, sheet, giver_id=giver, now=now)
    return sheet


def read_limit(tx: Reading, actor: Actor) -> int | None:
    """Return how many cycles the actor accepts at a time as a mentor. Raises NotAllowed.

    The result is None if the actor has set no limit."""
    require(actor, "mentoring.limit")
    return next((row.cycles_max for row in _mentor_memberships(tx, actor)), None)


def mentor_load(tx: Reading, person: Person) -> Mentor:
    """Return a mentor with their limit and the number of their open and running mentorats. Two queries."""
    rows = people.current_memberships(tx, promotion_id=None, roles=[Role.MENTOR])
    limit = next((row.cycles_max for row in rows if row.person_id == person.id), None)
    live = cycles.count_live(tx, [person.id]).get(person.id, 0)
    return Mentor(person, live, USUAL_LIMIT if limit is None else limit)


def set_limit(tx: Transaction, actor: Actor, *, limit: int, now: datetime) -> None:
    """Set how many cycles at a time the actor accepts; 0 means none. Raises NotAllowed, Invalid if out of range."""
    require(actor, "mentoring.limit")
    if not 0 <= limit <= MOST_CYCLES:
        raise Invalid(field="limit", reason="range")
    rows = _mentor_memberships(tx, actor)
    changed = [row for row in rows if (USUAL_LIMIT if row.cycles_max is None else row.cycles_max) != limit]
    for row in changed:
        people.change_membership(tx, row.id, metier=row.metier, cycles_max=limit)
        record(tx, actor, "mentoring.limit", thing="person", thing_id=row.person_id, now=now, detail=str(limit))
    if changed:
        homes.owe_home(tx, [person_of(actor).id], now=now)


def export_cycles(tx: Reading, actor: Actor, *, now: datetime) -> bytes:
    """Return the coach's cycles as CSV. The file has states and dates, but no needs or people. Raises NotAllowed."""
    require(actor, "mentoring.export")
    return write_table(list_coached(tx, actor, now=now), now=now)


def running_cycles(tx: Reading, *, now: datetime) -> list[CycleSheet]:
    """Return all cycles of the running promotions, by id, for the command line. No permission is checked."""
    return sheets_of(tx, cycles.cycles_of_promotions(tx, running_promotion_ids(tx, now)))


def ask_export(tx: Transaction, actor: Actor, *, now: datetime) -> None:
    """« Exporter »: enqueue a message with the file in its thread. A second click just after the first is ignored.

    Raises NotAllowed, NotFound."""
    require(actor, "mentoring.export")
    notices.send_file(tx, person_of(actor).id, card=facts.ExportCard(), file=facts.Export(), now=now)


def _tell_handover(tx: Transaction, actor: Actor, sheet: CycleSheet, *, giver_id: int, now: datetime) -> None:
    taker = sheet.cycle.mentor_id
    news.owe_cards(tx, sheet, [taker], now=now)
    everybody = {*sheet.team_ids, taker, giver_id} - {actor.person_id}
    to = [one for one in everybody if one is not None]
    fact = facts.MentorHandover(giver_id, taker)
    revision = sum(session.appointment.revision for session in sheet.sessions)
    # The cycle may return to an earlier mentor before any séance changes, so the key includes the time.
    period = f"{fact.detail} {revision} {int(now.timestamp())}"
    news.tell(tx, sheet, fact, recipient_ids=to, period=period, now=now)
    for session in sheet.sessions:
        if session.state is SessionState.LATE:
            of, expires = session.appointment, session.appointment.starts - LAST_WORD
            period = f"{of.id}-{of.revision}"
            news.tell(
                tx, sheet, facts.LateTimeQuestion(of.id), recipient_ids=[taker], period=period, expires=expires, now=now
            )
    news.renew_group(tx, sheet, now=now)
    news.refresh(tx, sheet, other_person_ids=[giver_id], now=now)


def _mentor_memberships(tx: Reading, actor: Actor) -> list[Any]:
    rows = people.current_memberships(tx, promotion_id=None, roles=[Role.MENTOR])
    return [row for row in rows if row.person_id == actor.person_id]

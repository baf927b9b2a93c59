"""Questions about mentoring that the Home shows: follow-ups, reviews, failed requests.

The number of queries is constant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import CycleSheet, Session, may_mentor
from bot.mentoring.sheets import sheets_of
from bot.programme.model import Actor, Person
from bot.programme.permissions import roles_for
from bot.programme.roles import Role
from storage.database import Reading
from storage.mentoring import cycles, mentoring_clock, reviews

CHECKED_FOR = timedelta(days=7)  # how long the Home and a message ask whether a séance took place
ASKED_FOR = timedelta(days=14)  # how long the Home asks for the review of a cycle
LOST_FOR = timedelta(days=30)  # how long coaches see an expired request on their Home


@dataclass(frozen=True, slots=True)
class AwaitingCycles:
    """Questions that await one person. `check_ins`: the asker has not said whether these past séances took place.

    `to_review`: finished cycles to review, each with the last séance about which the asker has not answered, or None.
    `declined`: requests that a mentor declined, if no newer request replaces them. For coaches: expired requests
    (`unanswered`) and cycles whose mentor left (`orphaned`), unless a coach takes care of them."""

    check_ins: tuple[tuple[CycleSheet, Session], ...] = ()
    to_review: tuple[tuple[CycleSheet, Session | None], ...] = ()
    declined: tuple[CycleSheet, ...] = ()
    unanswered: tuple[CycleSheet, ...] = ()
    orphaned: tuple[tuple[CycleSheet, Person], ...] = ()


def find_awaiting_cycles(
    tx: Reading, actor: Actor, own_cycles: Sequence[CycleSheet], *, now: datetime
) -> AwaitingCycles:
    """Return the questions that await the actor. `own_cycles` are the actor's open and running cycles (`list_mine`)."""
    me = actor.person_id
    if me is None:
        return AwaitingCycles()
    asked = [
        (sheet, session)
        for sheet in own_cycles
        if sheet.cycle.asked_by == me
        for session in _sessions_without_outcome(sheet, now=now)
    ]
    theirs = [
        cycle for cycle in cycles.cycles_of_person(tx, me, since=now - ASKED_FOR) if cycle.turned_at > now - ASKED_FOR
    ]
    done = [cycle for cycle in theirs if cycle.state is CycleState.DONE and me in (cycle.asked_by, cycle.mentor_id)]
    said = reviews.reviewed_cycle_ids(tx, [cycle.id for cycle in done], person_id=me)
    declined = [
        cycle
        for cycle in theirs
        if cycle.state is CycleState.DECLINED and cycle.asked_by == me and cycle.followed_by is None
    ]
    over = sheets_of(tx, [*(cycle for cycle in done if cycle.id not in said), *declined])
    lost = _expired_requests(tx, actor, now=now)
    return AwaitingCycles(
        tuple(asked),
        tuple(
            (sheet, _session_to_follow_up(sheet, me, now=now)) for sheet in over if sheet.cycle.state is CycleState.DONE
        ),
        tuple(sheet for sheet in over if sheet.cycle.state is CycleState.DECLINED),
        tuple(sheet for sheet in lost if sheet.cycle.state is CycleState.LAPSED),
        tuple((sheet, sheet.mentor) for sheet in lost if _is_orphaned(sheet)),
    )


def _is_orphaned(sheet: CycleSheet) -> bool:
    return sheet.cycle.state.is_live and not may_mentor(sheet.mentor, sheet.cycle)


def _sessions_without_outcome(sheet: CycleSheet, *, now: datetime) -> list[Session]:
    since = now - CHECKED_FOR
    found = [session for session in sheet.sessions if session.state is SessionState.OVER and session.outcome is None]
    return [session for session in reversed(found) if session.appointment.ends > since]


def _session_to_follow_up(sheet: CycleSheet, person_id: int, *, now: datetime) -> Session | None:
    return next(iter(_sessions_without_outcome(sheet, now=now)), None) if sheet.cycle.asked_by == person_id else None


def _expired_requests(tx: Reading, actor: Actor, *, now: datetime) -> list[CycleSheet]:
    if Role.COACH not in actor.roles:
        return []
    found = sheets_of(tx, cycles.by_ids(tx, mentoring_clock.list_lost_requests(tx, since=now - LOST_FOR)))
    return [sheet for sheet in found if Role.COACH in roles_for(actor, sheet)]

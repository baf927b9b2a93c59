"""Data of a promotion for its coaches: dates, hosts and counts, without people's needs, answers or names.

Only hosts are named."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from bot.agenda.model import Outcome, Part, Reply, State
from bot.catalogue.formats import CYCLES, MENTORING
from bot.mentoring.cycle import OPEN
from bot.mentoring.cycle import Outcome as Said
from bot.records.model import OPEN as OPEN_ACTIONS
from bot.records.model import (
    AttendanceCounts,
    HostedTime,
    OpinionCount,
    Origin,
    OverviewAppointment,
    ProposedSubject,
    WaitingRequest,
)
from storage.agenda.appointments import appointments, participants
from storage.agenda.reminders import outcomes
from storage.database import Reading
from storage.dialects import is_among
from storage.evaluation.committees import rounds
from storage.evaluation.supports import usefulness
from storage.gatherings.feedback import feedback
from storage.gatherings.gathering_series import series
from storage.gatherings.occurrences import answers, gatherings
from storage.gatherings.proposals import proposals
from storage.helpdesk.requests import requests, sessions
from storage.mentoring.cycles import cycles
from storage.mentoring.cycles import sessions as mentoring_sessions
from storage.mentoring.reviews import reviews
from storage.programme.people import display_name, people
from storage.programme.promotions import defis
from storage.records.actions import actions
from storage.records.reports import reports
from storage.values import from_row
from storage.workshops.workshops import workshops

_MET = Origin.APPOINTMENT.value
_BOOKED = (
    sa.select(
        appointments.c.id,
        appointments.c.promotion_id,
        appointments.c.defi_id,
        appointments.c.dispositif,
        appointments.c.starts,
        appointments.c.ends,
        appointments.c.state,
        appointments.c.tags,
        gatherings.c.id.label("gathering_id"),
        gatherings.c.title,
        series.c.title.label("series_title"),
        series.c.skills,
        series.c.valeurs,
    )
    .outerjoin(gatherings, gatherings.c.appointment_id == appointments.c.id)
    .outerjoin(series, series.c.id == gatherings.c.series_id)
    .where(is_among(appointments.c.promotion_id, "ids"), appointments.c.state != State.HELD.value)
    .order_by(appointments.c.starts, appointments.c.id)
)
_LEADS = (
    sa.select(participants.c.appointment_id, people.c.name, people.c.email)
    .join(people, people.c.id == participants.c.person_id)
    .where(
        is_among(participants.c.appointment_id, "ids"),
        participants.c.part == Part.HOST.value,
        participants.c.reply == Reply.COMES.value,
    )
    .order_by(people.c.name)
)
_PUBLISHED = (
    sa.select(rounds.c.phase, reports.c.defi_id)
    .join(rounds, rounds.c.id == reports.c.round_id)
    .where(is_among(rounds.c.promotion_id, "ids"), reports.c.published_at.is_not(None))
)
_NO_FORMAT = {"format_key": "bureau-aide", "name": ""}
_CALLS = (
    sa.select(defis.c.promotion_id, requests.c.defi_id, requests.c.asked_at.label("since"), requests.c.format_key)
    .join(defis, defis.c.id == requests.c.defi_id)
    .outerjoin(sessions, sessions.c.request_id == requests.c.id)
    .where(is_among(defis.c.promotion_id, "ids"), sessions.c.appointment_id.is_(None))
    .order_by(requests.c.asked_at, requests.c.id)
)
_WORKSHOPS = (
    sa.select(defis.c.promotion_id, workshops.c.defi_id, workshops.c.created_at.label("since"))
    .join(defis, defis.c.id == workshops.c.defi_id)
    .where(
        is_among(defis.c.promotion_id, "ids"),
        workshops.c.ended == sa.false(),
        workshops.c.closed_at.is_(None),
        workshops.c.appointment_id.is_(None),
    )
    .order_by(workshops.c.created_at, workshops.c.id)
)
_CYCLES = (
    sa.select(
        defis.c.promotion_id,
        cycles.c.turned_at.label("since"),
        cycles.c.format_key,
        cycles.c.format_name.label("name"),
    )
    .join(defis, defis.c.id == cycles.c.defi_id)
    .where(is_among(defis.c.promotion_id, "ids"), cycles.c.state.in_([state.value for state in OPEN]))
    .order_by(cycles.c.turned_at, cycles.c.id)
)
_ATTENDED = (
    sa.select(
        series.c.promotion_id,
        series.c.dispositif,
        sa.func.count().label("come"),
        sa.func.sum(sa.case((answers.c.attended.is_(True), 1), else_=0)).label("there"),
        sa.func.sum(sa.case((answers.c.attended.is_(False), 1), else_=0)).label("missing"),
    )
    .join(gatherings, gatherings.c.id == answers.c.gathering_id)
    .join(series, series.c.id == gatherings.c.series_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        is_among(series.c.promotion_id, "ids"),
        answers.c.reply == "comes",
        appointments.c.state == State.CONFIRMED.value,
        appointments.c.ends <= sa.bindparam("now", type_=appointments.c.ends.type),
    )
    .group_by(series.c.promotion_id, series.c.dispositif)
)
_ASKED_FOR_HELP = (
    sa.select(
        defis.c.promotion_id,
        requests.c.format_key.label("key"),
        requests.c.asked_at,
        sa.func.min(appointments.c.starts).label("first"),
    )
    .join(defis, defis.c.id == requests.c.defi_id)
    .join(sessions, sessions.c.request_id == requests.c.id)
    .join(appointments, appointments.c.id == sessions.c.appointment_id)
    .where(
        is_among(defis.c.promotion_id, "ids"),
        appointments.c.state == State.CONFIRMED.value,
        # Appointments that were recorded after they took place do not count, since nobody waited for them.
        appointments.c.starts > requests.c.asked_at,
    )
    .group_by(requests.c.id, defis.c.promotion_id, requests.c.format_key, requests.c.asked_at)
)
_ASKED_FOR_A_MENTOR = (
    sa.select(
        defis.c.promotion_id,
        cycles.c.format_key.label("key"),
        cycles.c.asked_at,
        sa.func.min(appointments.c.starts).label("first"),
    )
    .join(defis, defis.c.id == cycles.c.defi_id)
    .join(mentoring_sessions, mentoring_sessions.c.cycle_id == cycles.c.id)
    .join(appointments, appointments.c.id == mentoring_sessions.c.appointment_id)
    .where(is_among(defis.c.promotion_id, "ids"), appointments.c.state == State.CONFIRMED.value)
    .group_by(cycles.c.id, defis.c.promotion_id, cycles.c.format_key, cycles.c.asked_at)
)
_PROPOSED = (
    sa.select(series.c.promotion_id, proposals.c.text, appointments.c.id.label("appointment_id"))
    .join(gatherings, gatherings.c.id == proposals.c.gathering_id)
    .join(series, series.c.id == gatherings.c.series_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        is_among(series.c.promotion_id, "ids"),
        proposals.c.purpose == "subject",
        appointments.c.starts > sa.bindparam("now", type_=appointments.c.starts.type),
        appointments.c.state == State.CONFIRMED.value,
    )
    .order_by(appointments.c.starts, proposals.c.id)
)
_LATE_ACTIONS = (
    sa.select(actions.c.defi_id, sa.func.count().label("late"))
    .select_from(actions)
    .outerjoin(appointments, sa.and_(actions.c.origin == _MET, appointments.c.id == actions.c.origin_id))
    .where(
        is_among(actions.c.defi_id, "ids"),
        actions.c.state.in_(sorted(state.value for state in OPEN_ACTIONS)),
        actions.c.due < sa.bindparam("today"),
        sa.or_(
            actions.c.origin.in_([Origin.ADVICE.value, Origin.NOTHING.value]),
            is_among(appointments.c.dispositif, "dispositifs"),
        ),
    )
    .group_by(actions.c.defi_id)
)
_DEFIS = sa.select(defis.c.id).where(is_among(defis.c.promotion_id, "ids"))


def defi_ids(tx: Reading, promotion_ids: Collection[int]) -> list[int]:
    return list(tx.execute(_DEFIS, {"ids": sorted(promotion_ids)}).scalars())


def list_appointments(tx: Reading, promotion_ids: Collection[int]) -> list[OverviewAppointment]:
    """Return all appointments of these promotions, also cancelled ones but not those that are only held, by start."""
    rows = tx.execute(_BOOKED, {"ids": sorted(promotion_ids)})
    return [
        from_row(
            OverviewAppointment,
            row,
            cancelled=row.state == State.CANCELLED.value,
            tags=None if row.tags is None else _split_keys(row.tags),
            skills=_split_keys(row.skills or ""),
            valeurs=_split_keys(row.valeurs or ""),
        )
        for row in rows
    ]


def host_names(tx: Reading, appointment_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in tx.execute(_LEADS, {"ids": sorted(appointment_ids)}):
        found[row.appointment_id] = (*found.get(row.appointment_id, ()), display_name(row.name, row.email))
    return found


def published_reports(tx: Reading, promotion_ids: Collection[int]) -> set[tuple[int, int]]:
    return {(row.phase, row.defi_id) for row in tx.execute(_PUBLISHED, {"ids": sorted(promotion_ids)})}


def list_requests_without_date(tx: Reading, promotion_ids: Collection[int]) -> list[WaitingRequest]:
    """Return the requests that have no date yet. A request to a mentor has no défi, as it concerns one person."""
    ids = {"ids": sorted(promotion_ids)}
    found = [from_row(WaitingRequest, row, workshop=False, name="") for row in tx.execute(_CALLS, ids)]
    found += [from_row(WaitingRequest, row, **_NO_FORMAT, workshop=True) for row in tx.execute(_WORKSHOPS, ids)]
    return [
        *found,
        *(from_row(WaitingRequest, row, defi_id=None, workshop=False) for row in tx.execute(_CYCLES, ids)),
    ]


def attendance_counts(tx: Reading, promotion_ids: Collection[int], *, now: datetime) -> list[AttendanceCounts]:
    """Count the people who accepted past gatherings, came, or were absent, by promotion and dispositif."""
    return [
        from_row(AttendanceCounts, row) for row in tx.execute(_ATTENDED, {"ids": sorted(promotion_ids), "now": now})
    ]


def waiting_days(tx: Reading, promotion_ids: Collection[int]) -> dict[tuple[int, str], list[int]]:
    """Return the number of days from each request to its first séance, by (promotion, dispositif)."""
    found: dict[tuple[int, str], list[int]] = {}
    for statement in (_ASKED_FOR_HELP, _ASKED_FOR_A_MENTOR):
        for row in tx.execute(statement, {"ids": sorted(promotion_ids)}):
            found.setdefault((row.promotion_id, row.key), []).append(max((row.first - row.asked_at).days, 0))
    return found


def proposed_subjects(tx: Reading, promotion_ids: Collection[int], *, now: datetime) -> list[ProposedSubject]:
    """Return the subjects that people proposed for upcoming gatherings, without the authors, by start."""
    return [from_row(ProposedSubject, row) for row in tx.execute(_PROPOSED, {"ids": sorted(promotion_ids), "now": now})]


def count_late_actions(
    tx: Reading, defi_ids: Collection[int], *, dispositifs: Collection[str], today: date
) -> dict[int, int]:
    """Return {défi: number of overdue actions}: actions from advice, the team or appointments of these dispositifs."""
    given = {"ids": sorted(defi_ids), "dispositifs": sorted(dispositifs), "today": today.isoformat()}
    return {row.defi_id: row.late for row in tx.execute(_LATE_ACTIONS, given)} if defi_ids else {}


def _split_keys(joined_keys: str) -> tuple[str, ...]:
    return tuple(part for part in joined_keys.split("|") if part)


_UNHELD = (
    sa.select(outcomes.c.appointment_id)
    .join(appointments, appointments.c.id == outcomes.c.appointment_id)
    .where(is_among(appointments.c.promotion_id, "ids"), outcomes.c.outcome == Outcome.POSTPONED.value)
)
_SEANCES = (
    sa.select(mentoring_sessions.c.appointment_id, mentoring_sessions.c.cycle_id, mentoring_sessions.c.outcome)
    .join(appointments, appointments.c.id == mentoring_sessions.c.appointment_id)
    .where(is_among(appointments.c.promotion_id, "ids"))
)
_HOSTED = (
    sa.select(
        appointments.c.promotion_id,
        appointments.c.starts,
        appointments.c.ends,
        participants.c.person_id.label("host_id"),
    )
    .join(participants, participants.c.appointment_id == appointments.c.id)
    .where(
        is_among(appointments.c.promotion_id, "ids"),
        appointments.c.state == State.CONFIRMED.value,
        appointments.c.dispositif != MENTORING,
        ~appointments.c.dispositif.startswith(CYCLES),
        participants.c.part == Part.HOST.value,
        participants.c.reply == Reply.COMES.value,
    )
    .order_by(appointments.c.starts, appointments.c.id, participants.c.person_id)
)
_OF_GATHERINGS = (
    sa.select(
        appointments.c.promotion_id,
        appointments.c.dispositif,
        appointments.c.starts.label("at"),
        feedback.c.mark.label("choice"),
        sa.func.count().label("count"),
    )
    .join(gatherings, gatherings.c.id == feedback.c.gathering_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(is_among(appointments.c.promotion_id, "ids"))
    .group_by(appointments.c.promotion_id, appointments.c.dispositif, appointments.c.starts, feedback.c.mark)
)
_OF_MENTORING = (
    sa.select(
        defis.c.promotion_id,
        cycles.c.format_key.label("dispositif"),
        reviews.c.at,
        reviews.c.useful.label("choice"),
        sa.func.count().label("count"),
    )
    .join(cycles, cycles.c.id == reviews.c.cycle_id)
    .join(defis, defis.c.id == cycles.c.defi_id)
    .where(is_among(defis.c.promotion_id, "ids"))
    .group_by(defis.c.promotion_id, cycles.c.format_key, reviews.c.at, reviews.c.useful)
)
_OF_COMMITTEES = (
    sa.select(
        rounds.c.promotion_id,
        sa.literal("comite").label("dispositif"),
        rounds.c.phase,
        usefulness.c.choice,
        usefulness.c.count,
    )
    .join(rounds, rounds.c.id == usefulness.c.round_id)
    .where(is_among(rounds.c.promotion_id, "ids"))
)


def postponed_ids(tx: Reading, promotion_ids: Collection[int]) -> set[int]:
    return set(tx.execute(_UNHELD, {"ids": sorted(promotion_ids)}).scalars())


def list_hosted_times(tx: Reading, promotion_ids: Collection[int]) -> list[HostedTime]:
    """Return (promotion, start, end, host) for each host of these promotions' appointments, by start.

    Cancelled appointments and séances of cycles are left out."""
    rows = tx.execute(_HOSTED, {"ids": sorted(promotion_ids)})
    return [from_row(HostedTime, row) for row in rows]


def seances_of(tx: Reading, promotion_ids: Collection[int]) -> tuple[dict[int, int], set[int]]:
    """Return {appointment: cycle} for the séances of mentoring, and the appointments whose séance was missed.

    A missed séance that was rescheduled does not count as missed."""
    rows = tx.execute(_SEANCES, {"ids": sorted(promotion_ids)}).all()
    missed = {row.appointment_id for row in rows if row.outcome == Said.MISSED.value}
    return {row.appointment_id: row.cycle_id for row in rows}, missed


def opinions_of(tx: Reading, promotion_ids: Collection[int]) -> list[OpinionCount]:
    """Return how useful people found gatherings, mentoring and committees: the number of each answer. Three queries."""
    ids = {"ids": sorted(promotion_ids)}
    dated = (*tx.execute(_OF_GATHERINGS, ids), *tx.execute(_OF_MENTORING, ids))
    found = [from_row(OpinionCount, row, phase=0) for row in dated]
    return found + [from_row(OpinionCount, row, at=None) for row in tx.execute(_OF_COMMITTEES, ids)]

"""Hold a booking until its host agrees. The host accepts the held séances, or the question to the host expires.

A held séance claims the host's time and sends no reminder. To decline a séance, a host cancels it. If the host proposes
other times (`proposals`), the host need not agree to the time that the team accepts (docs/programme.md, Formats)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.agenda import holds, locks, pending
from bot.agenda.model import Appointment
from bot.errors import AlreadyAnswered
from bot.helpdesk import facts, hosting
from bot.helpdesk.changes import upcoming_sessions
from bot.helpdesk.model import RequestSheet
from bot.helpdesk.news import settle_pending_changes, tell_channel, tell_once, tell_others
from bot.helpdesk.sheets import describe_request, sheets_of
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.helpdesk import asks, requests


def confirm_held_sessions(
    tx: Transaction, actor: Actor, request_id: int, *, revision: int, now: datetime
) -> RequestSheet | None:
    """« Accepter »: confirm the held séances that the actor hosts, and notify the team.

    If the actor is a coach who hosts none of them, all of them are confirmed. `revision` is the `held_revision` that
    the card showed. If it has changed, nothing is confirmed, and None is returned. Raises NotAllowed, NotFound,
    AlreadyAnswered (a second press), AlreadyCancelled, AlreadyStarted."""
    require(actor, "helpdesk.host", describe_request(tx, request_id))
    sheet = _lock_request(tx, request_id)
    settle_pending_changes(tx, [session.id for session in sheet.sessions], now=now)
    sheet = describe_request(tx, request_id)
    upcoming_sessions(sheet, now=now)
    if not sheet.held:
        raise AlreadyAnswered
    if sheet.held_revision != revision:
        return None
    held = [appointment for appointment in sheet.held if actor.person_id in appointment.agreeing_ids] or sheet.held
    holds.confirm(tx, actor, held, now=now)
    agreed = _end_proposals(tx, request_id, held)
    by_host: dict[int, list[Appointment]] = {}
    for appointment in agreed:
        own = actor.person_id in appointment.agreeing_ids
        host_id = (actor.person_id if own else next(iter(appointment.agreeing_ids), 0)) or 0
        by_host.setdefault(host_id, []).append(appointment)
    for host_id, theirs in by_host.items():
        team = {person for appointment in theirs for person in appointment.person_ids} - {actor.person_id or 0}
        fact = facts.HostAgreement(host_id, actor.person_id, tuple(appointment.id for appointment in theirs))
        tell_once(tx, request_id, fact, appointments=theirs, recipient_ids=team, now=now)
    tell_channel(tx, sheet.request, expires=max(appointment.ends for appointment in agreed), now=now)
    return describe_request(tx, request_id)


def declinable_sessions(
    sheet: RequestSheet, actor: Actor, *, pressed_session_id: int | None, now: datetime
) -> list[Appointment]:
    """Return the held séances that this host can decline. If the list is empty, the form cancels séances instead.

    If `pressed_session_id`, the séance of the pressed button, is not held, the list is empty. If `pressed_session_id`
    is None, all of the host's upcoming séances must be held."""
    mine = [each for each in sheet.standing if each.starts > now and actor.person_id in each.agreeing_ids]
    held = [each for each in mine if each in sheet.held]
    return (
        held
        if pressed_session_id in [each.id for each in held] or (pressed_session_id is None and held == mine)
        else []
    )


def are_all_held_for(sheet: RequestSheet, actor: Actor, *, chosen_ids: Collection[int], now: datetime) -> bool:
    """Return whether all of these séances are held for this host, so that cancelling them means declining them."""
    held = declinable_sessions(sheet, actor, pressed_session_id=next(iter(chosen_ids), None), now=now)
    return {*chosen_ids} <= {each.id for each in held}


def list_expired(tx: Reading, *, now: datetime) -> list[tuple[int, int | None]]:
    """Return (request id, specialist id) for each expired question. A question to a host has the id None."""
    asked = [
        (sheet.request.id, None)
        for sheet in sheets_of(tx, requests.requests_awaiting_host(tx))
        if _has_question_expired(sheet, now=now)
    ]
    return [*hosting.list_expired(tx, now=now), *asked]


def next_due(tx: Reading) -> datetime | None:
    """Return when the next question to a host expires. Séances with a change that can be undone are left out."""
    asked = [sheet for sheet in sheets_of(tx, requests.requests_awaiting_host(tx)) if sheet.answer_by is not None]
    waits = pending.pending_ids(tx, [session.id for sheet in asked for session in sheet.sessions])
    ends = (sheet.answer_by for sheet in asked if waits.isdisjoint(session.id for session in sheet.sessions))
    return min((until for until in ends if until), default=None)


def expire_question(tx: Transaction, request_id: int, *, person_id: int | None, now: datetime) -> None:
    """Expire a question that `list_expired` returned, if it is still open."""
    if person_id is not None:
        hosting.expire_question(tx, request_id, person_id=person_id, now=now)
        return
    sheet = _lock_request(tx, request_id)
    if _has_question_expired(sheet, now=now):
        release_held_sessions(
            tx, sheet, [each for each in sheet.held if sheet.agreement_deadline(each) <= now], now=now
        )


def release_held_sessions(
    tx: Transaction,
    sheet: RequestSheet,
    held_sessions: Sequence[Appointment],
    *,
    host_id: int | None = None,
    now: datetime,
) -> None:
    """Release the times of these held séances, and notify all participants of the reason.

    If `host_id` is given, the reason is that this host can no longer host. If not, the reason is that nobody answered
    in time. While a change of the request can be undone, nothing happens, because the undo may restore the old time.
    The caller has locked the rows."""
    request_id = sheet.request.id
    if pending.pending_ids(tx, [session.id for session in sheet.sessions]):
        return
    if len(held_sessions) == len(sheet.held):
        requests.change(tx, request_id, answer_by=None)
    if not held_sessions:
        return
    holds.release(tx, Actor(""), held_sessions, now=now)
    freed = _end_proposals(tx, request_id, held_sessions)
    by_proposer: dict[int | None, list[Appointment]] = {}
    for appointment in freed:
        by_proposer.setdefault(None if host_id else sheet.proposed.get(appointment.id), []).append(appointment)
    for proposer_id, some in by_proposer.items():
        known = {appointment.id: int(appointment.starts.timestamp()) for appointment in some}
        told = facts.TimesExpired(proposer_id, known) if proposer_id else facts.HeldSessionsCancelled(host_id, known)
        everybody = {person for appointment in some for person in appointment.person_ids}
        period = f"{some[0].id} {some[0].revision}"
        tell_others(tx, request_id, told, appointments=some, recipient_ids=everybody, period=period, now=now)


def _has_question_expired(sheet: RequestSheet, *, now: datetime) -> bool:
    return sheet.answer_by is None or sheet.answer_by <= now


def _lock_request(tx: Transaction, request_id: int) -> RequestSheet:
    sheet = describe_request(tx, request_id)
    claiming = {person for session in sheet.sessions for person in session.claimant_ids}
    locks.lock(tx, claiming, (requests.lock, [request_id]), appointments=[session.id for session in sheet.sessions])
    return describe_request(tx, request_id)


def _end_proposals(tx: Transaction, request_id: int, sessions: Sequence[Appointment]) -> list[Appointment]:
    for appointment in sessions:
        asks.close_proposals(tx, request_id, appointment_id=appointment.id)
    ids = {appointment.id for appointment in sessions}
    return [session for session in describe_request(tx, request_id).sessions if session.id in ids]

"""Propose times for a séance, or for a request without a séance. The team accepts one of them or declines all.

A proposed time claims nothing, so it may be taken before the team accepts it. A host may propose any later time
(docs/programme.md, Appointments). Each use case may also raise NotAllowed and NotFound."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.agenda import agenda, changes, locks
from bot.agenda.model import Appointment, State
from bot.agenda.slots import BUFFER, QUARTER
from bot.catalogue.catalogue import hosts_of
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, Invalid, NotAllowed, NotFound, SlotUnbookable
from bot.helpdesk.changes import ACCEPTED, set_host_deadline, upcoming_sessions
from bot.helpdesk.facts import TimesDeclined, TimesQuestion
from bot.helpdesk.model import AGREED_BEFORE, ChangeResult, Proposal, ProposalState, RankReason, RequestSheet
from bot.helpdesk.news import SUBJECT, finish_change
from bot.helpdesk.sheets import describe_request, keep_permitted
from bot.helpdesk.wishes import eligible_hosts, keep_members, make_plans, parts_of, sessions_to_ask, terms_of
from bot.meeting_links import make_link
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.helpdesk import asks, requests
from storage.programme import history, people

_BETWEEN = timedelta(seconds=BUFFER)  # break between two appointments of a host
PROPOSED = "helpdesk.propose"  # Action in the history. The detail is the séance's id.
# One message proposes at most this many times, because it has at most five buttons.
MOST_TIMES = 3


def offer_times(tx: Reading, actor: Actor, request_id: int, *, now: datetime) -> RequestSheet:
    """Return the request with the séances that the actor can change. Raises AlreadyCancelled, AlreadyStarted.

    If a coach took the request and it has no séance, nothing is raised."""
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.host", sheet)
    sheet = keep_permitted(sheet, actor, action="helpdesk.host")
    if sheet.standing or sheet.request.taken_by is None:
        upcoming_sessions(sheet, now=now)
    return sheet


def offer_hosts(tx: Reading, sheet: RequestSheet) -> list[Person]:
    """Return the possible hosts of a request that a coach took; none if the coach can host, or if it has a séance."""
    request = sheet.request
    if sheet.standing or request.taken_by is None:
        return []
    hosts = hosts_of(tx, terms_of(tx, request), promotion_id=sheet.defi.promotion_id)
    if request.taken_by in {host.id for host in hosts}:
        return []
    return [host for host in hosts if host.id not in (request.asked_by, *request.guest_ids)]


def propose_times(
    tx: Transaction,
    actor: Actor,
    request_id: int,
    *,
    appointment_id: int | None,
    starts: Sequence[datetime],
    batch: str,
    host_id: int | None = None,
    now: datetime,
) -> RequestSheet:
    """Propose one to three times for a séance or, if `appointment_id` is None, for a request without a séance.

    These times replace earlier proposals, and the booker is asked. `host_id` is the host chosen among `offer_hosts`.
    Raises AlreadyCancelled, AlreadyStarted, and Invalid if the host is "gone", or if `starts` has no time ("none") or
    too many ("many"). The reason for a wrong time in `starts` is "past", "quarter", "same" or "taken" (host busy)."""
    before = describe_request(tx, request_id)
    require(actor, "helpdesk.host", before)
    hosts = {person for appointment in before.standing for person in appointment.claimant_ids}
    claiming = hosts | {host for host in (before.request.taken_by, host_id) if host is not None}
    # A second submission of the form waits here for the first one.
    locks.lock(tx, claiming, (requests.lock, [request_id]))
    sheet = describe_request(tx, request_id)
    host_id = _choose_host(tx, sheet, actor, appointment_id, chosen_id=host_id)
    if appointment_id is not None:
        _check_session(sheet, appointment_id, actor, now=now)
    if asks.proposals_of_batch(tx, batch):
        return sheet  # The form was submitted twice.
    _check_times(tx, sheet, starts, host_id=host_id, appointment_id=appointment_id, now=now)
    asks.close_proposals(tx, request_id, appointment_id=appointment_id)
    asks.add_proposals(
        tx,
        sorted(set(starts)),
        batch=batch,
        request_id=request_id,
        appointment_id=appointment_id,
        host_id=host_id,
    )
    if appointment_id in {appointment.id for appointment in sheet.held}:
        set_host_deadline(tx, request_id, now=now)
    record(tx, actor, PROPOSED, thing=SUBJECT, thing_id=request_id, now=now, detail=str(appointment_id or ""))
    notices.owe_updates(tx, SUBJECT, request_id, revision=0, due=now)
    asked = sheet.booker_of(appointment_id)
    notices.tell(tx, TimesQuestion(batch), about=request_id, to=[asked], due=now, expires=max(starts))
    proposer_id = host_id if sheet.standing else sheet.request.taken_by or host_id
    homes.owe_home(tx, [asked, proposer_id], now=now)
    return sheet


def accept_time(
    tx: Transaction, actor: Actor, proposal_id: int, *, batch: str, visio_url: str, now: datetime
) -> ChangeResult:
    """Accept a proposed time: the séance is rescheduled, or the request gets its séance.

    If a coach proposed the time and the host has to agree, the host is asked. Raises AlreadyAnswered, SlotTaken,
    SlotUnbookable (past, or too soon for the host to agree), AlreadyStarted."""
    proposal, sheet = _lock_proposal(tx, actor, proposal_id)
    if proposal.state is not ProposalState.OPEN:
        raise AlreadyAnswered
    if any(
        appointment.id == proposal.appointment_id and appointment.starts == proposal.starts
        for appointment in sheet.standing
    ):
        asked, done = [], []  # The séance already has this time.
    elif proposal.appointment_id is not None:
        moves = {proposal.appointment_id: proposal.starts}
        asked = sessions_to_ask(tx, sheet, moves, chosen_by=_proposer_id(tx, proposal))
        if asked and proposal.starts <= now + AGREED_BEFORE:
            raise SlotUnbookable(starts=proposal.starts)
        held = {appointment.id for appointment in asked}
        done = changes.move(tx, actor, moves, batch=batch, by_host=True, held_ids=held, now=now)
    else:
        done = _book_first(tx, actor, proposal, sheet, batch=batch, visio_url=visio_url, now=now)
        asked = [appointment for appointment in done if appointment.state is State.HELD]
    if asked:
        set_host_deadline(tx, sheet.request.id, now=now)
    asks.close_proposals(tx, sheet.request.id, appointment_id=proposal.appointment_id, chosen_id=proposal.id)
    said = f"{proposal.id} {batch}"
    record(tx, actor, ACCEPTED, thing=SUBJECT, thing_id=sheet.request.id, now=now, detail=said)
    notices.owe_updates(tx, SUBJECT, sheet.request.id, revision=0, due=now)
    homes.owe_home(tx, [sheet.booker_of(proposal.appointment_id), proposal.host_id], now=now)
    return finish_change(tx, actor, sheet.request.id, batch=batch, appointments=done, now=now)


def decline_times(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> RequestSheet:
    """Decline all times of a batch, and notify the host, or the coach who took the request.

    A séance keeps its date. If it is held, its host must agree again. Raises AlreadyAnswered."""
    times = asks.proposals_of_batch(tx, batch)
    if not times:
        raise NotFound(thing="proposal")
    proposal, sheet = _lock_proposal(tx, actor, times[0].id)
    if all(proposal.state is not ProposalState.OPEN for proposal in asks.proposals_of_batch(tx, batch)):
        raise AlreadyAnswered  # All times may have ended already, because the host is absent on these days.
    if proposal.appointment_id in {appointment.id for appointment in sheet.held}:
        set_host_deadline(tx, sheet.request.id, now=now)
    asks.close_proposals(tx, sheet.request.id, appointment_id=proposal.appointment_id)
    record(tx, actor, "helpdesk.decline", thing=SUBJECT, thing_id=sheet.request.id, now=now)
    notices.owe_updates(tx, SUBJECT, sheet.request.id, revision=0, due=now)
    expires = max(time.starts for time in times)
    by = sheet.request.taken_by if proposal.appointment_id is None else None
    notices.tell(
        tx, TimesDeclined(batch), about=sheet.request.id, to=[by or proposal.host_id], due=now, expires=expires
    )
    homes.owe_home(tx, [sheet.booker_of(proposal.appointment_id), by or proposal.host_id], now=now)
    return sheet


def _book_first(
    tx: Transaction,
    actor: Actor,
    proposal: Proposal,
    sheet: RequestSheet,
    *,
    batch: str,
    visio_url: str,
    now: datetime,
) -> list[Appointment]:
    if not _may_still_host(tx, sheet, proposal):
        raise SlotUnbookable(starts=proposal.starts)
    terms, took_it = terms_of(tx, sheet.request), proposal.host_id == sheet.request.taken_by
    state = State.CONFIRMED if took_it or not terms.needs_agreement else State.HELD
    if state is State.HELD and proposal.starts <= now + AGREED_BEFORE:
        raise SlotUnbookable(starts=proposal.starts)
    guests = keep_members(tx, sheet.defi.id, sheet.request.guest_ids)
    participants = parts_of(sheet.request.asked_by, guests, proposal.host_id)
    host = people.by_id(tx, proposal.host_id)
    link = (host.visio if host else None) or sheet.defi.visio or make_link(visio_url)
    plans = make_plans(sheet.defi, participants, terms=terms, starts=[proposal.starts])
    plans = [replace(plan, link=link) for plan in plans]
    done = agenda.book(tx, actor, plans, batch=batch, by_host=True, state=state, now=now)
    requests.add_sessions(tx, sheet.request.id, [appointment.id for appointment in done])
    reason = RankReason.TOOK_IT if took_it else RankReason.CHOSEN
    requests.change(tx, sheet.request.id, host_id=proposal.host_id, reason=reason.value)
    return done


def _may_still_host(tx: Reading, sheet: RequestSheet, proposal: Proposal) -> bool:
    several = eligible_hosts(tx, terms_of(tx, sheet.request), promotion_id=sheet.defi.promotion_id)
    return proposal.host_id in {host.id for host in several}


def withdraw_times(tx: Transaction, person_id: int, *, times: tuple[datetime, datetime], now: datetime) -> None:
    """Withdraw times in the span `times` that an absent host proposed. The caller has locked the host's row."""
    ended = asks.end_proposals_between(tx, person_id, since=times[0], until=times[1])
    for request_id in ended:
        notices.owe_updates(tx, SUBJECT, request_id, revision=0, due=now)
    if ended:
        askers = {describe_request(tx, request_id).request.asked_by for request_id in ended}
        homes.owe_home(tx, askers | {person_id}, now=now)


def ask_teammate(tx: Transaction, request_id: int, person_id: int, *, now: datetime) -> None:
    """Ask this teammate of a former asker which open time suits. The caller has locked the request's row."""
    times = asks.list_open_proposals(tx, [request_id])
    for batch in {proposal.batch for proposal in times}:
        until = max(proposal.starts for proposal in times if proposal.batch == batch)
        notices.tell(tx, TimesQuestion(batch), about=request_id, to=[person_id], due=now, expires=until)


def other_open_times(tx: Reading, proposal_id: int, *, now: datetime) -> list[Proposal]:
    """Return the other times of this proposal's batch that the team can still accept, by start."""
    asked = asks.read_proposal(tx, proposal_id)
    books = asked is not None and asked.appointment_id is None
    if asked is None or (books and not _may_still_host(tx, describe_request(tx, asked.request_id), asked)):
        return []
    batch = asks.proposals_of_batch(tx, asked.batch)
    return [
        proposal
        for proposal in batch
        if proposal.state is ProposalState.OPEN and proposal.starts > now and proposal.id != proposal_id
    ]


def read_time(tx: Reading, proposal_id: int) -> datetime:
    """Return the start of a proposed time."""
    proposal = asks.read_proposal(tx, proposal_id)
    if proposal is None:
        raise NotFound(thing="proposal")
    return proposal.starts


def open_proposals(tx: Reading, request_id: int) -> list[Proposal]:
    """Return the open proposals of a request, by start."""
    return asks.list_open_proposals(tx, [request_id])


def read_batch(tx: Reading, batch: str) -> list[Proposal]:
    """Return the times proposed together, by start."""
    return asks.proposals_of_batch(tx, batch)


def _read_proposal(tx: Reading, actor: Actor, proposal_id: int) -> tuple[Proposal, RequestSheet]:
    proposal = asks.read_proposal(tx, proposal_id)
    if proposal is None:
        raise NotFound(thing="proposal")
    sheet = describe_request(tx, proposal.request_id)
    require(actor, "helpdesk.answer", sheet)
    return proposal, sheet


def _lock_proposal(tx: Transaction, actor: Actor, proposal_id: int) -> tuple[Proposal, RequestSheet]:
    proposal, sheet = _read_proposal(tx, actor, proposal_id)
    claiming = {
        person
        for appointment in sheet.standing
        if appointment.id == proposal.appointment_id
        for person in appointment.claimant_ids
    }
    locks.lock(tx, claiming | {proposal.host_id}, (requests.lock, [proposal.request_id]))
    return _read_proposal(tx, actor, proposal_id)


def _proposer_id(tx: Reading, proposal: Proposal) -> int | None:
    about = (PROPOSED, str(proposal.appointment_id))
    entries = [
        each for each in history.entries_of(tx, SUBJECT, proposal.request_id) if (each.action, each.detail) == about
    ]
    return entries[-1].actor_id if entries else proposal.host_id


def _check_session(sheet: RequestSheet, appointment_id: int, actor: Actor, *, now: datetime) -> None:
    session = next((appointment for appointment in sheet.sessions if appointment.id == appointment_id), None)
    if session is None:
        raise NotFound(thing="appointment")
    require(actor, "helpdesk.host", session)
    if session not in sheet.standing:
        raise AlreadyCancelled(starts=session.starts)
    if session.starts <= now:
        raise AlreadyStarted(starts=session.starts)


def _choose_host(
    tx: Reading, sheet: RequestSheet, actor: Actor, appointment_id: int | None, *, chosen_id: int | None
) -> int:
    if appointment_id is None:
        if sheet.request.taken_by is None or sheet.standing:
            raise NotAllowed(action="helpdesk.host")
        offered = [host.id for host in offer_hosts(tx, sheet)]
        if offered and chosen_id not in offered:
            raise Invalid(field="host", reason="gone")
        return chosen_id if offered and chosen_id else sheet.request.taken_by
    mine = [appointment for appointment in sheet.standing if appointment.id == appointment_id]
    own = [host for appointment in mine for host in appointment.host_ids if host == actor.person_id]
    hosts = [host for appointment in mine for host in appointment.agreeing_ids]
    return next(iter([*own, *hosts]), sheet.request.host_id or 0)


def _check_times(
    tx: Reading,
    sheet: RequestSheet,
    starts: Sequence[datetime],
    *,
    host_id: int,
    appointment_id: int | None,
    now: datetime,
) -> None:
    if not starts:
        raise Invalid(field="times", reason="none")
    if len(starts) > MOST_TIMES:
        raise Invalid(field="times", reason="many")
    mine = [appointment for appointment in sheet.standing if appointment.id == appointment_id]
    plans = make_plans(sheet.defi, (), terms=terms_of(tx, sheet.request), starts=starts)
    clashes = agenda.list_clashes(
        tx,
        [host_id],
        since=min(plan.starts for plan in plans) - _BETWEEN,
        until=max(plan.ends for plan in plans) + _BETWEEN,
        ignored_ids=[appointment.id for appointment in mine],
    )
    for plan in plans:
        reason = None
        if plan.starts <= now:
            reason = "past"
        elif plan.starts.timestamp() % QUARTER:
            reason = "quarter"
        elif any(appointment.starts == plan.starts for appointment in mine):
            reason = "same"
        elif any(clash.starts < plan.ends + _BETWEEN and plan.starts < clash.ends + _BETWEEN for clash in clashes):
            reason = "taken"
        if reason:
            raise Invalid(field="times", reason=reason, starts=plan.starts)

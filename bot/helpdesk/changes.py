"""Change a bureau d'aide before it starts: reschedule it, cancel it, leave it, or undo a change.

The rules are in `programme.permissions`. Each use case may raise NotAllowed, NotFound, AlreadyCancelled and
AlreadyStarted, besides the errors in its docstring. A second submission of a `batch` returns the first result."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.agenda import agenda, changes, holds, locks, parts, pending
from bot.agenda.calendars import calendars
from bot.agenda.model import AgendaChange, Appointment, Clash, Part, Reply, SettledChange, State, shifted_starts
from bot.agenda.slots import Busy, Slot
from bot.dates.working import answer_deadline
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, Invalid, NotAllowed, NotFound
from bot.helpdesk.facts import PersonBack, PersonLeft
from bot.helpdesk.model import REASON_LIMIT, ChangeResult, Request, RequestSheet
from bot.helpdesk.news import (
    SUBJECT,
    finish_change,
    forget_cards,
    refresh,
    remaining_team,
    settle_pending_changes,
    tell_attendance,
    tell_changes,
    tell_channel,
)
from bot.helpdesk.sheets import describe_request, keep_permitted
from bot.helpdesk.wishes import check_sessions_to_hold, rules_of, sessions_to_ask, terms_of
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.agenda import changes as pending_changes
from storage.database import Reading, Transaction
from storage.helpdesk import asks
from storage.helpdesk import requests as helpdesk
from storage.programme import history

ANSWER_DAYS = 2  # A host has this many working days to agree.
# The batch of a cancellation has this prefix if the séances were cancelled because the whole team left them.
EMPTY = "empty-"
# Action in the history: a proposal was accepted. The detail is the proposal's id and the batch to undo.
ACCEPTED = "helpdesk.accept"
# Action in the history: a proposal ended because its séance changed. The detail is like that of ACCEPTED.
PASSED = "helpdesk.pass"


def open_change(tx: Reading, actor: Actor, request_id: int, *, action: str, now: datetime) -> RequestSheet:
    """Return the request with the séances to which `action` can be applied now.

    Raises AlreadyAnswered if `action` is "helpdesk.leave", and the actor has left before."""
    sheet = describe_request(tx, request_id)
    if action == "helpdesk.leave":
        _check_attends(sheet, actor)
    require(actor, action, sheet)
    sheet = keep_permitted(sheet, actor, action=action)
    upcoming_sessions(sheet, now=now)
    return sheet


def upcoming_sessions(sheet: RequestSheet, *, now: datetime) -> list[Appointment]:
    """Return the séances that have not begun. If there are none, raise AlreadyCancelled or AlreadyStarted."""
    left = [appointment for appointment in sheet.standing if appointment.starts > now]
    if not left:
        starts = sheet.sessions[0].starts if sheet.sessions else now
        raise (AlreadyStarted if sheet.standing else AlreadyCancelled)(starts=starts)
    return left


def slots_to_move(tx: Reading, sheet: RequestSheet, *, together: bool = False, now: datetime) -> dict[int, list[Slot]]:
    """Return the slots to which each upcoming séance can move, by appointment id.

    In such a slot, the séance's hosts and specialists are free, and the rules of a first booking apply. A séance does
    not conflict with its own time, or with a time from which it moved less than two minutes ago. It conflicts with the
    other séances of its request, unless all of them move `together`."""
    coming = [appointment for appointment in sheet.standing if appointment.starts > now]
    pending = pending_changes.changes_by_appointment(tx, [appointment.id for appointment in coming])
    own = [_claimed_quarters(appointment, pending.get(appointment.id)) for appointment in coming]
    if together:
        own = [[busy for claims in own for busy in claims]] * len(own)
    hosts = sorted({person for appointment in coming for person in appointment.host_ids})
    terms, closed = terms_of(tx, sheet.request), sheet.defi.closed_weekdays
    found = agenda.bookable_slots_each(
        tx, hosts, minutes=terms.minutes, now=now, closed_weekdays=closed, rules=rules_of(terms), ignored_claims=own
    )
    offered = {}
    for other, slots, mine in zip(coming, found, own, strict=True):
        theirs = {*other.host_ids}
        free = [slot for slot in slots if theirs <= {*slot.hosts} and slot.starts != int(other.starts.timestamp())]
        specialists = sorted({*other.claimant_ids} - theirs)
        offered[other.id] = (
            agenda.slots_free_for(tx, free, specialists, minutes=terms.minutes, ignored_claims=mine)
            if specialists
            else free
        )
    return offered


def clashes_of_team(tx: Reading, sheet: RequestSheet, *, now: datetime) -> tuple[Clash, ...]:
    """Return the conflicts, in the next 400 days, of participants whose time the request does not claim."""
    coming = [appointment for appointment in sheet.standing if appointment.starts > now]
    team = {person for appointment in coming for person in appointment.person_ids}
    team -= {person for appointment in coming for person in appointment.claimant_ids}
    ids = [appointment.id for appointment in coming]
    return agenda.list_clashes(tx, sorted(team), since=now, until=now + agenda.FAR, ignored_ids=ids)


def _claimed_quarters(appointment: Appointment, change: AgendaChange | None) -> list[Busy]:
    spans = [(appointment.starts, appointment.ends)]
    if change is not None and change.before_starts is not None and change.before_ends is not None:
        spans.append((change.before_starts, change.before_ends))
    return [(person, *agenda.quarter_hour_span(*span)) for span in spans for person in appointment.claimant_ids]


def moves_freely(sheet: RequestSheet, actor: Actor) -> bool:
    """Return whether the actor may reschedule to any later time, as the host or as a coach who acts for the host."""
    return sheet.part_of(actor.person_id) is not Part.BOOKER


def move(
    tx: Transaction,
    actor: Actor,
    request_id: int,
    *,
    moves: Mapping[int, datetime],
    reason: str = "",
    batch: str,
    now: datetime,
) -> ChangeResult:
    """Reschedule séances of a request, all or none. `moves` has the new start of each, by appointment id.

    The booker chooses among offered slots. The host or a coach chooses any later time. Old times stay claimed for two
    minutes. If a host must agree and has not chosen the time, the host gets two working days to answer. Raises Invalid,
    SlotTaken, SlotUnbookable."""
    sheet = _permitted_request(tx, actor, request_id, action="helpdesk.move", appointment_ids=moves)
    asked = sessions_to_ask(tx, sheet, moves, chosen_by=actor.person_id)
    if _are_moves_saved(sheet, moves, asked=asked):
        return finish_change(tx, actor, request_id, batch=batch, appointments=(), now=now)
    try:
        moved = changes.move(
            tx,
            actor,
            moves,
            batch=batch,
            reason=_check_reason(reason),
            by_host=moves_freely(sheet, actor),
            held_ids=check_sessions_to_hold(asked, moves, now=now),
            closed_weekdays=sheet.defi.closed_weekdays,
            rules=rules_of(terms_of(tx, sheet.request)),
            now=now,
        )
    except Invalid:
        # This is a second submission. The first one finished while this one waited for the lock.
        if _is_already_applied(tx, batch, moves, now=now):
            return finish_change(tx, actor, request_id, batch=batch, appointments=(), now=now)
        raise
    _end_proposals(tx, actor, request_id, moved, batch=batch, now=now)
    if asked:
        set_host_deadline(tx, request_id, now=now)
    return finish_change(tx, actor, request_id, batch=batch, appointments=moved, now=now)


def set_host_deadline(tx: Transaction, request_id: int, *, now: datetime) -> datetime:
    """Set the deadline of the host of held séances to two working days from now, and return it."""
    until = answer_deadline(now, ANSWER_DAYS)
    helpdesk.change(tx, request_id, answer_by=until)
    return until


def ask_taker(
    tx: Transaction, actor: Actor, request: Request, *, given: Sequence[Appointment], taker_id: int, now: datetime
) -> list[Appointment]:
    """Ask the new host of held séances to agree within two working days. If the new host is the actor, confirm all.

    Return the séances in their current state."""
    held = [each for each in given if each.state is State.HELD and taker_id in each.agreeing_ids]
    if held and taker_id != actor.person_id:
        set_host_deadline(tx, request.id, now=now)
    elif held:
        holds.confirm(tx, actor, held, now=now)
        tell_channel(tx, request, expires=max(each.ends for each in held), now=now)
    return appointments.read_all(tx, [each.id for each in given])


def remaining_sessions(sheet: RequestSheet, actor: Actor, *, now: datetime) -> list[Appointment]:
    """Return the upcoming séances that the actor reschedules together: those that the actor hosts, or else all."""
    coming = [appointment for appointment in sheet.standing if appointment.starts > now]
    hosted = [appointment for appointment in coming if actor.person_id in appointment.host_ids]
    return hosted if hosted and moves_freely(sheet, actor) else coming


def move_rest(
    tx: Transaction,
    actor: Actor,
    request_id: int,
    *,
    first_session_id: int,
    starts: datetime,
    reason: str = "",
    batch: str,
    now: datetime,
) -> ChangeResult:
    """Move the actor's `remaining_sessions` by as much as `first_session_id` moves to `starts`. Raises like `move`."""
    require(actor, "helpdesk.move", describe_request(tx, request_id))
    locks.lock_all(tx, helpdesk.session_ids(tx, request_id))
    sheet = open_change(tx, actor, request_id, action="helpdesk.move", now=now)
    moves = shifted_starts(remaining_sessions(sheet, actor, now=now), moved_id=first_session_id, starts=starts)
    return move(tx, actor, request_id, moves=moves, reason=reason, batch=batch, now=now)


def cancel(
    tx: Transaction,
    actor: Actor,
    request_id: int,
    *,
    appointment_ids: Collection[int] = (),
    reason: str = "",
    batch: str,
    now: datetime,
) -> ChangeResult:
    """Cancel these séances of a request (default: all upcoming ones). Raises Invalid if the reason is too long."""
    sheet = _permitted_request(tx, actor, request_id, action="helpdesk.cancel", appointment_ids=appointment_ids)
    chosen = appointment_ids or [appointment.id for appointment in upcoming_sessions(sheet, now=now)]
    try:
        cancelled = changes.cancel(tx, actor, chosen, batch=batch, reason=_check_reason(reason), now=now)
    except AlreadyCancelled:
        if _is_already_applied(tx, batch, chosen, now=now):
            return finish_change(tx, actor, request_id, batch=batch, appointments=(), now=now)
        raise
    _end_proposals(tx, actor, request_id, cancelled, batch=batch, now=now)
    return finish_change(tx, actor, request_id, batch=batch, appointments=cancelled, now=now)


def undo(tx: Transaction, actor: Actor, batch: str, *, late: bool = False, now: datetime) -> list[SettledChange]:
    """« Revenir en arrière »: undo a change before anybody is notified. Return the old and the restored states.

    With `late`, a change can also be undone after two minutes if nobody was notified. Raises UndoTooLate."""
    require(actor, "helpdesk.undo")
    emptied = (
        [change.appointment_id for change in pending_changes.list_batch(tx, batch)] if batch.startswith(EMPTY) else []
    )
    mine = actor.person_id or 0
    if emptied:  # The actor left these séances, and so they were cancelled.
        locks.lock_all(tx, emptied, extra_person_ids=[mine])
    undone = changes.undo(tx, actor, batch, allow_late=late, now=now)
    if emptied:
        parts.rejoin(tx, actor, emptied, person_id=mine, now=now)
    # An earlier change of a séance may be pending again after this undo. People are notified when it is committed.
    waits = pending.pending_ids(tx, [change.appointment.id for change in undone])
    tell_changes(
        tx, [pending.change_to_announce(change) for change in undone if change.appointment.id not in waits], now=now
    )
    requests = helpdesk.read_by_appointments(tx, [change.appointment.id for change in undone])
    for request in requests:
        _reopen_proposals(tx, request.id, batch)
        if not describe_request(tx, request.id).standing:
            forget_cards(tx, request.id, now=now)
        refresh(tx, request.id, appointments=[change.appointment for change in undone], now=now)
    return undone


def leave_sessions(
    tx: Transaction, actor: Actor, request_id: int, *, appointment_ids: Collection[int] = (), now: datetime
) -> list[Appointment]:
    """« Je ne pourrai pas venir »: remove the actor from the given séances, or from all upcoming ones.

    Return these séances by start. If the actor was their booker, a teammate becomes the booker. A séance that no
    teammate attends is cancelled. Other people are notified after two minutes. Raises AlreadyAnswered for a second
    click."""
    sheet = lock_request(tx, request_id, person_id=actor.person_id or 0)
    _check_attends(sheet, actor)
    require(actor, "helpdesk.leave", sheet)
    if not set(appointment_ids) <= {session.id for session in sheet.sessions}:
        raise NotFound(thing="appointment")
    chosen = appointment_ids or [appointment.id for appointment in upcoming_sessions(sheet, now=now)]
    left = remove_participant(tx, actor, sorted(chosen), sheet=sheet, person_id=actor.person_id or 0, now=now)
    replace_booker(tx, sheet, left, person_id=actor.person_id or 0, now=now)
    return left


def lock_request(tx: Transaction, request_id: int, *, person_id: int) -> RequestSheet:
    """Lock the séances of a request, and a person who leaves them. Return the request in its current state."""
    locks.lock_all(tx, helpdesk.session_ids(tx, request_id), extra_person_ids=[person_id])
    return describe_request(tx, request_id)


def replace_booker(
    tx: Transaction, sheet: RequestSheet, left_sessions: Sequence[Appointment], *, person_id: int, now: datetime
) -> None:
    """After a booker was removed, make a teammate the booker, so that somebody can still change the séances.

    Hosts and specialists keep their part. `left_sessions` are the séances in their current state, locked by the caller.
    `sheet` is the request before the booker was removed."""
    booked = {
        appointment.id
        for appointment in sheet.standing
        if appointment.starts > now and appointment.part_of(person_id) is Part.BOOKER
    }
    heirs = {}
    for appointment in left_sessions:
        guests = remaining_team(sheet, appointment)
        if guests and appointment.id in booked:
            heirs[appointment.id] = guests[0]
            appointments.set_participant(tx, appointment.id, person_id, part=Part.GUEST)
            appointments.set_participant(tx, appointment.id, guests[0], part=Part.BOOKER)
    if heirs and booked == {*heirs}:
        helpdesk.change(tx, sheet.request.id, asked_by=next(iter(heirs.values())))


def remove_participant(
    tx: Transaction,
    actor: Actor,
    appointment_ids: Sequence[int],
    *,
    sheet: RequestSheet,
    person_id: int,
    now: datetime,
) -> list[Appointment]:
    """Remove a participant from séances of one request, and notify the others. Cancel séances without a team."""
    settle_pending_changes(tx, appointment_ids, now=now)
    left = parts.leave(tx, actor, appointment_ids, person_id=person_id, now=now)
    empty = [appointment.id for appointment in left if not remaining_team(sheet, appointment)]
    going_on = [appointment for appointment in left if appointment.id not in empty]
    if going_on:
        fact = PersonLeft(person_id, {appointment.id: int(appointment.starts.timestamp()) for appointment in going_on})
        tell_attendance(tx, sheet.request.id, fact, appointments=left, opposite_fact=PersonBack, now=now)
    if empty:
        batch = f"{EMPTY}{empty[0]}-{max(appointment.revision for appointment in left)}"
        changes.cancel(tx, actor, empty, batch=batch, now=now)
        if actor.person_id:
            finish_change(tx, actor, sheet.request.id, batch=batch, appointments=left, now=now)
        else:
            settle_pending_changes(tx, empty, now=now)
    return left


def owe_calendar_files(tx: Transaction, actor: Actor, request_id: int, *, now: datetime) -> int:
    """« Ajouter à mon agenda »: enqueue the files of upcoming séances under the actor's card. Return their number."""
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.calendar", sheet)
    left = [appointment for appointment in sheet.standing if appointment.ends > now]
    return calendars.owe_calendar_files(tx, actor, left, card=(SUBJECT, request_id), now=now)


def _end_proposals(
    tx: Transaction, actor: Actor, request_id: int, appointments: Sequence[Appointment], *, batch: str, now: datetime
) -> None:
    ids = {appointment.id for appointment in appointments}
    ended = {each.batch: each.id for each in asks.list_open_proposals(tx, [request_id]) if each.appointment_id in ids}
    for proposal_id in ended.values():
        record(tx, actor, PASSED, thing=SUBJECT, thing_id=request_id, now=now, detail=f"{proposal_id} {batch}")
    for appointment in appointments:
        asks.close_proposals(tx, request_id, appointment_id=appointment.id)


def _reopen_proposals(tx: Transaction, request_id: int, batch: str) -> None:
    for entry in history.entries_of(tx, SUBJECT, request_id):
        if entry.action in (ACCEPTED, PASSED) and entry.detail.endswith(f" {batch}"):
            chosen = asks.read_proposal(tx, int(entry.detail.split()[0]))
            others = asks.list_open_proposals(tx, [request_id])
            if chosen and all(other.appointment_id != chosen.appointment_id for other in others):
                asks.reopen_proposals(tx, chosen.batch)


def _check_attends(sheet: RequestSheet, actor: Actor) -> None:
    parts_of_all = [someone for appointment in sheet.standing for someone in appointment.participants]
    mine = [someone.reply for someone in parts_of_all if someone.person_id == actor.person_id]
    if mine and Reply.COMES not in mine:
        raise AlreadyAnswered


def _permitted_request(
    tx: Reading, actor: Actor, request_id: int, *, action: str, appointment_ids: Collection[int]
) -> RequestSheet:
    sheet = describe_request(tx, request_id)
    require(actor, action, sheet)
    if not set(appointment_ids) <= {session.id for session in sheet.sessions}:
        raise NotFound(thing="appointment")
    if not set(appointment_ids) <= {session.id for session in keep_permitted(sheet, actor, action=action).sessions}:
        raise NotAllowed(action=action)
    return keep_permitted(sheet, actor, action=action)


def _are_moves_saved(sheet: RequestSheet, moves: Mapping[int, datetime], *, asked: Sequence[Appointment]) -> bool:
    as_held = {each.id for each in asked}
    done = {each.id: each.starts for each in sheet.standing if each.state is State.CONFIRMED or each.id in as_held}
    return bool(moves) and all(done.get(each) == starts for each, starts in moves.items())


def _is_already_applied(tx: Reading, batch: str, appointment_ids: Collection[int], *, now: datetime) -> bool:
    done = pending.undoable_ids(tx, batch, now=now)
    return bool(done) and set(appointment_ids) <= done


def _check_reason(typed_reason: str) -> str | None:
    if len(typed_reason) > REASON_LIMIT:
        raise Invalid(field="reason", reason="long")
    return typed_reason.strip() or None

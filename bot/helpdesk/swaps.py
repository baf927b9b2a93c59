"""« Échanger cette heure »: a host asks a colleague to take over an hour, and perhaps to give another hour in return.

If the colleague agrees, both hours get their new hosts in one transaction. The question expires after a working day, or
when one of the hours could not be booked any more (docs/programme.md, Bureau d'aide)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.agenda import locks, pending
from bot.agenda.model import Appointment, State
from bot.catalogue.formats import Format
from bot.dates.working import working_days_later
from bot.errors import AlreadyAnswered, Invalid, NotFound
from bot.helpdesk import facts, hosting
from bot.helpdesk.changes import upcoming_sessions
from bot.helpdesk.model import RequestSheet, Swap, SwapState
from bot.helpdesk.news import SUBJECT
from bot.helpdesk.sheets import describe_request, sheet_of_appointment, sheets_of
from bot.helpdesk.wishes import eligible_hosts, terms_of
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import person_of
from storage.agenda import appointments, claims
from storage.database import Reading, Transaction
from storage.helpdesk import requests, swaps
from storage.programme import people

# In the history, a swap is separate from its request, so that the team does not read about refused swaps.
THING = "helpdesk_swap"
AHEAD = timedelta(weeks=4)  # A colleague's hours are offered this far ahead.


@dataclass(frozen=True, slots=True)
class SwapChoices:
    """The hours of a request that the actor can give, and the colleagues to ask, with hours to give in return.

    `latest` has, by appointment id, the time until which each hour can be given."""

    sheet: RequestSheet
    mine: tuple[Appointment, ...]
    colleagues: tuple[tuple[Person, tuple[Appointment, ...]], ...]
    latest: dict[int, datetime]


@dataclass(frozen=True, slots=True)
class SwapSheet:
    """A swap with both hosts, and the hours that get a new host, each with its request.

    The hour that the first host gives comes first."""

    swap: Swap
    host: Person | None
    taker: Person | None
    hours: tuple[tuple[RequestSheet, Appointment], ...]


def read_swap_choices(tx: Reading, actor: Actor, request_id: int, *, now: datetime) -> SwapChoices:
    """Return the hours to give and the colleagues to ask. Raises NotAllowed, AlreadyCancelled, AlreadyStarted."""
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.swap", sheet)
    me, terms = person_of(actor), terms_of(tx, sheet.request)
    coming = [appointment for appointment in upcoming_sessions(sheet, now=now) if appointment not in sheet.held]
    mine = [appointment for appointment in coming if me.id in appointment.host_ids]
    latest = {appointment.id: appointment.starts - terms.lead for appointment in mine}
    several = eligible_hosts(tx, terms, promotion_id=sheet.defi.promotion_id)
    colleagues = [host for host in several if not any(_is_participant(host.id, appointment) for appointment in mine)]
    ids = [person.id for person in colleagues]
    hosted = appointments.list_by_people(tx, ids, since=now, until=now + AHEAD, states=[State.CONFIRMED])
    theirs: dict[int, list[Appointment]] = {}
    found = requests.read_by_appointments(tx, [appointment.id for appointment in hosted])
    for other in sheets_of(tx, found, already_read=hosted):
        terms = terms_of(tx, other.request)
        for appointment in other.standing if _may_host(me, other, terms) else ():
            latest[appointment.id] = appointment.starts - terms.lead
            if (
                appointment not in other.held
                and not _is_participant(me.id, appointment)
                and appointment.starts < now + AHEAD
            ):
                for host_id in appointment.host_ids:
                    theirs.setdefault(host_id, []).append(appointment)
    latest = {appointment_id: moment for appointment_id, moment in latest.items() if moment > now}
    return SwapChoices(
        sheet,
        tuple(appointment for appointment in mine if appointment.id in latest),
        tuple((person, _sort_hours(theirs.get(person.id, ()), latest)) for person in colleagues),
        latest,
    )


def propose_swap(
    tx: Transaction,
    actor: Actor,
    request_id: int,
    *,
    given_id: int,
    taker_id: int,
    returned_id: int | None = None,
    batch: str,
    now: datetime,
) -> SwapSheet:
    """Ask a colleague to take over an hour. The same `batch` asks only once.

    Raises like `read_swap_choices`, plus Invalid ("with"): "gone" if a choice has become impossible, "asked" if a
    colleague has not answered yet about this hour."""
    require(actor, "helpdesk.swap", describe_request(tx, request_id))
    me = person_of(actor).id
    locks.lock(tx, {me, taker_id}, (requests.lock, [request_id]))
    before = swaps.id_of_batch(tx, batch)
    if before is not None:
        return read(tx, before)
    choices = read_swap_choices(tx, actor, request_id, now=now)
    given = {appointment.id: appointment for appointment in choices.mine}.get(given_id)
    theirs = {person.id: {appointment.id: appointment for appointment in some} for person, some in choices.colleagues}
    returned = theirs.get(taker_id, {}).get(returned_id or 0)
    if given is None or taker_id not in theirs or (returned_id and returned is None):
        raise Invalid(field="with", reason="gone")
    if any(swap.given_id == given_id and swap.until > now for swap in swaps.list_open(tx)):
        raise Invalid(field="with", reason="asked")
    both = [appointment for appointment in (given, returned) if appointment]
    until = min([working_days_later(now, 1), *(choices.latest[appointment.id] for appointment in both)])
    swap_id = swaps.add(
        tx,
        batch=batch,
        request_id=request_id,
        host_id=me,
        taker_id=taker_id,
        given_id=given.id,
        given_starts=given.starts,
        returned_id=returned.id if returned else None,
        returned_starts=returned.starts if returned else None,
        until=until,
    )
    record(tx, actor, "helpdesk.swap", thing=THING, thing_id=swap_id, now=now)
    notices.tell(tx, facts.SwapAsked(swap_id), about=request_id, to=[taker_id], due=now, expires=until)
    homes.owe_home(tx, [taker_id], now=now)
    return read(tx, swap_id)


def answer_swap(tx: Transaction, actor: Actor, swap_id: int, *, is_agreed: bool, now: datetime) -> SwapSheet:
    """Record the colleague's answer: with `is_agreed`, the hours get their new hosts. The host who asked is notified.

    An outdated question ends, whatever the answer. Raises NotAllowed, NotFound, AlreadyAnswered, and SlotTaken. After
    SlotTaken, call `end_taken_swap` in another transaction."""
    require(actor, "helpdesk.swap", _read_swap(tx, swap_id))
    swap = _lock_swap(tx, swap_id)
    state = _current_state(tx, swap, now=now)
    if state is SwapState.OPEN:
        state = SwapState.AGREED if is_agreed else SwapState.KEPT
    # Release the returned hour first, because it must not count as a conflict.
    if state is SwapState.AGREED and swap.returned_id:
        claims.release_person(tx, swap.returned_id, swap.taker_id)
    for appointment_id, _, giver_id, to_id in swap.exchanged_hours if state is SwapState.AGREED else ():
        sheet = sheet_of_appointment(tx, appointment_id)
        coming = [appointment for appointment in sheet.standing if appointment.id == appointment_id]
        both = (swap.host_id, swap.taker_id)
        hosting.replace_host(
            tx, actor, sheet, upcoming=coming, giver_id=giver_id, to_id=to_id, unnotified_ids=both, now=now
        )
    return _end_swap(tx, actor, swap, state, now=now)


def end_taken_swap(tx: Transaction, actor: Actor, swap_id: int, *, now: datetime) -> SwapSheet:
    """End a question whose answer raised SlotTaken, and notify the host who asked. Raises like `answer_swap`."""
    require(actor, "helpdesk.swap", _read_swap(tx, swap_id))
    return _end_swap(tx, actor, _lock_swap(tx, swap_id), SwapState.TAKEN, now=now)


def list_expired(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of open questions that expired or are outdated."""
    return [swap.id for swap in swaps.list_open(tx) if _is_over(tx, swap, now=now)]


def next_due(tx: Reading) -> datetime | None:
    """Return when the next open question expires."""
    return min((swap.until for swap in swaps.list_open(tx)), default=None)


def expire_swap(tx: Transaction, swap_id: int, *, now: datetime) -> None:
    """End a question that `list_expired` returned, if it is still open, and notify the host who asked."""
    try:
        swap = _lock_swap(tx, swap_id)
    except AlreadyAnswered:
        return
    if _is_over(tx, swap, now=now):
        _end_swap(tx, Actor(""), swap, _current_state(tx, swap, now=now), now=now)


def read(tx: Reading, swap_id: int) -> SwapSheet:
    """Return a question with both hosts and its hours. Raises NotFound."""
    swap = _read_swap(tx, swap_id)
    known_ones = people.by_ids(tx, {swap.host_id, swap.taker_id})
    sheets = [(sheet_of_appointment(tx, gift[0]), gift[0]) for gift in swap.exchanged_hours]
    hours = [(sheet, next(session for session in sheet.sessions if session.id == id_)) for sheet, id_ in sheets]
    return SwapSheet(swap, known_ones.get(swap.host_id), known_ones.get(swap.taker_id), tuple(hours))


def list_awaiting(tx: Reading, person_id: int | None, *, now: datetime) -> list[SwapSheet]:
    """Return the questions that await this person's answer."""
    return [read(tx, swap.id) for swap in swaps.list_open(tx) if swap.taker_id == person_id and swap.until > now]


def _read_swap(tx: Reading, swap_id: int) -> Swap:
    swap = swaps.read(tx, swap_id)
    if swap is None:
        raise NotFound(thing="swap")
    return swap


def _lock_swap(tx: Transaction, swap_id: int) -> Swap:
    swap = _read_swap(tx, swap_id)
    ids = [gift[0] for gift in swap.exchanged_hours]
    claiming = {person_id for appointment in appointments.read_all(tx, ids) for person_id in appointment.claimant_ids}
    both = {swap.host_id, swap.taker_id}
    locks.lock(tx, claiming | both, (requests.lock, {*requests.request_ids_of(tx, ids).values()}))
    swap = _read_swap(tx, swap_id)
    if swap.state is not SwapState.OPEN:
        raise AlreadyAnswered
    return swap


def _is_over(tx: Reading, swap: Swap, *, now: datetime) -> bool:
    state = _current_state(tx, swap, now=now)
    changed = state is SwapState.GONE and pending.pending_ids(tx, [gift[0] for gift in swap.exchanged_hours])
    return state is not SwapState.OPEN and not changed


def _current_state(tx: Reading, swap: Swap, *, now: datetime) -> SwapState:
    if swap.until <= now:
        return SwapState.LAPSED
    for appointment_id, starts, giver_id, taker_id in swap.exchanged_hours:
        sheet, taker = sheet_of_appointment(tx, appointment_id), people.by_id(tx, taker_id)
        same = [hour for hour in sheet.standing if hour.id == appointment_id and hour.starts == starts]
        hosts = [hour for hour in same if giver_id in hour.host_ids and not _is_participant(taker_id, hour)]
        if not hosts or taker is None or not _may_host(taker, sheet, terms_of(tx, sheet.request)):
            return SwapState.GONE
    return SwapState.OPEN


def _end_swap(tx: Transaction, actor: Actor, swap: Swap, state: SwapState, *, now: datetime) -> SwapSheet:
    swaps.end(tx, swap.id, state)
    about, whom = swap.request_id, [swap.host_id, swap.taker_id]
    record(tx, actor, f"helpdesk.swap_{state.value}", thing=THING, thing_id=swap.id, now=now)
    notices.owe_updates(tx, SUBJECT, about, revision=0, due=now, person_id=swap.taker_id)
    expires = max(swap.given_starts, swap.returned_starts or swap.given_starts)
    notices.tell(tx, facts.SwapEnded(swap.id), about=about, to=[swap.host_id], due=now, expires=expires)
    homes.owe_home(tx, whom, now=now)
    return read(tx, swap.id)


def _may_host(person: Person, sheet: RequestSheet, terms: Format) -> bool:
    serves = terms.hosts is not Role.COACH and terms.hosts in person.roles
    serves = serves and (not terms.people or person.id in terms.people)
    return person.coaches(sheet.promotion_id) or serves


def _is_participant(person_id: int, appointment: Appointment) -> bool:
    return appointment.part_of(person_id) is not None or appointment.awaits(person_id)


def _sort_hours(hours: Collection[Appointment], latest_times: dict[int, datetime]) -> tuple[Appointment, ...]:
    return tuple(sorted((hour for hour in hours if hour.id in latest_times), key=lambda hour: hour.starts))

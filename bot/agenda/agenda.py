"""Functions that find free slots and book them. Each dispositif calls them, and adds its own rules."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from bot.agenda.calendars import invitations
from bot.agenda.model import AgendaPlan, Appointment, Clash, Kind, State
from bot.agenda.pending import record_changes
from bot.agenda.slots import (
    BUFFER,
    QUARTER,
    USUAL,
    Busy,
    Slot,
    SlotRules,
    SlotSearch,
    free_slots,
    is_free,
    people_busy_in,
)
from bot.dates.paris import from_epoch
from bot.errors import NotFound, SlotTaken, SlotUnbookable
from bot.programme.history import record
from bot.programme.model import Actor
from storage.agenda import appointments, claims, hours
from storage.database import Reading, Transaction
from storage.polls import times
from storage.programme import people

DAY = 86_400 // QUARTER  # in quarter-hours
# No appointment is longer than this, so a search for busy times begins this long before the first slot.
LONGEST = 4 * DAY
FAR = timedelta(days=400)
STANDING = (State.HELD, State.CONFIRMED)


def bookable_slots(
    tx: Reading,
    host_ids: Sequence[int],
    *,
    minutes: int,
    now: datetime,
    closed_weekdays: frozenset[int] = frozenset(),
    rules: SlotRules = USUAL,
    ignored_claims: Collection[Busy] = (),
) -> list[Slot]:
    """Return the slots of `minutes` at which any of these hosts can be booked, by start.

    The function makes two queries. `rules`: limits that the appointment's format sets. `ignored_claims`: claims to
    ignore, such as the claims of an appointment that is to be rescheduled."""
    return bookable_slots_each(
        tx,
        host_ids,
        minutes=minutes,
        now=now,
        closed_weekdays=closed_weekdays,
        rules=rules,
        ignored_claims=[ignored_claims],
    )[0]


def bookable_slots_each(
    tx: Reading,
    host_ids: Sequence[int],
    *,
    minutes: int,
    now: datetime,
    closed_weekdays: frozenset[int] = frozenset(),
    rules: SlotRules = USUAL,
    ignored_claims: Sequence[Collection[Busy]],
) -> list[list[Slot]]:
    """Return the bookable slots for each of several appointments to reschedule. The function makes two queries.

    `ignored_claims`: the claims of each appointment. They do not block the new time of that appointment."""
    search = SlotSearch(now, minutes, rules.lead, rules.horizon_days, closed_weekdays)
    openings = rules.hours_of(hours.list_openings(tx, host_ids))
    first = int(now.timestamp()) // QUARTER
    last = first + (search.horizon_days + 2) * DAY
    busy = claims.list_busy_times(tx, host_ids, first=first - LONGEST, last=last)
    others = ([span for span in busy if span not in own] if own else busy for own in ignored_claims)
    return [free_slots(search, openings, busy=other) for other in others]


def slots_free_for(
    tx: Reading,
    slots: Sequence[Slot],
    person_ids: Sequence[int],
    *,
    minutes: int,
    ignored_claims: Collection[Busy] = (),
) -> list[Slot]:
    """Return the slots at which all these people are free. The function makes one query.

    `slots` are sorted by start. `ignored_claims`: claims to ignore."""
    if not slots:
        return []
    first, length = slots[0].starts // QUARTER, quarter_hour_span(from_epoch(0), from_epoch(minutes * 60))[1]
    known = claims.list_busy_times(tx, person_ids, first=first - LONGEST, last=slots[-1].starts // QUARTER + length)
    taken = {each for span in known if span not in ignored_claims for each in range(span[1], span[1] + span[2])}
    return [slot for slot in slots if taken.isdisjoint(range(slot.starts // QUARTER, slot.starts // QUARTER + length))]


def free_hosts(
    tx: Reading,
    host_ids: Sequence[int],
    *,
    starts: datetime,
    minutes: int,
    now: datetime,
    closed_weekdays: frozenset[int] = frozenset(),
    rules: SlotRules = USUAL,
) -> list[int]:
    """Return which of these hosts can be booked at this start, in the given order. The function makes two queries."""
    search = SlotSearch(now, minutes, rules.lead, rules.horizon_days, closed_weekdays)
    first, length = quarter_hour_span(starts, starts + timedelta(minutes=minutes))
    known = claims.list_busy_times(tx, host_ids, first=first - LONGEST, last=first + length)
    openings = rules.hours_of(hours.list_openings(tx, host_ids))
    begins = int(starts.timestamp())
    return [opening.host_id for opening in openings if is_free(search, opening, busy=known, starts=begins)]


def book(
    tx: Transaction,
    actor: Actor,
    plans: Sequence[AgendaPlan],
    *,
    batch: str,
    by_host: bool = False,
    hosts_are_locked: bool = False,
    state: State = State.CONFIRMED,
    now: datetime,
) -> list[Appointment]:
    """Book all plans, or none if one of them is impossible. Claim the hosts' time. Return the new appointments.

    All plans have the same hosts. The caller has checked the permission. `batch`: id with which the actor can undo the
    booking. `hosts_are_locked`: the caller has locked the hosts' rows. `by_host`: the host proposed these times, so
    opening hours and lead times do not apply. `state`: the state of the new appointments.

    Raises SlotTaken if another appointment, or another of these plans, claims a time. Raises SlotUnbookable if a time
    is past, too soon, too far or closed. If `by_host` is set, only a time that is past or does not start on a
    quarter-hour is refused."""
    host_ids = plans[0].host_ids
    if not hosts_are_locked:
        people.lock(tx, host_ids)
    check_plans(tx, plans, host_ids=host_ids, by_host=by_host, now=now)
    booked = []
    for plan in plans:
        uid = str(uuid4())
        appointment_id = appointments.add(tx, plan, uid=uid, state=state, now=now)
        claim(tx, appointment_id, host_ids, starts=plan.starts, ends=plan.ends)
        record(tx, actor, f"{plan.dispositif}.book", thing="appointment", thing_id=appointment_id, now=now)
        booked.append(_make_appointment(plan, appointment_id, uid, state=state, now=now))
    record_changes(
        tx, [(appointment, None) for appointment in booked], actor=actor, kind=Kind.BOOK, batch=batch, now=now
    )
    invitations.propagate_changes(tx, booked, just_created=True, now=now)
    return booked


def claim(
    tx: Transaction, appointment_id: int, person_ids: Collection[int], *, starts: datetime, ends: datetime
) -> None:
    """Claim a time for all these people, or for none. Raises SlotTaken. The caller has locked the people's rows."""
    first, length = quarter_hour_span(starts, ends)
    if not claims.claim(tx, appointment_id, person_ids, first=first, length=length):
        raise SlotTaken(starts=starts)


def check_plans(
    tx: Reading,
    plans: Sequence[AgendaPlan],
    *,
    host_ids: Sequence[int],
    by_host: bool = False,
    ignored_claims: Collection[Busy] = (),
    now: datetime,
) -> None:
    """Check that each plan can be booked with its hosts. The function makes two queries.

    `host_ids`: all people whose time the plans claim. The caller has locked their rows. Specialists are included: they
    must be free, but need no opening hours. `ignored_claims`: claims to ignore. Raises SlotUnbookable and SlotTaken."""
    spans = [quarter_hour_span(plan.starts, plan.ends) for plan in plans]
    last = max(first + length for first, length in spans)
    # A host may book over a busy time of their own calendar.
    read = claims.list_claimed_times if by_host else claims.list_busy_times
    known = read(tx, host_ids, first=min(first for first, _ in spans) - LONGEST, last=last)
    known = [span for span in known if span not in ignored_claims]
    openings = [] if by_host else hours.list_openings(tx, plans[0].host_ids)
    for plan, span in zip(plans, spans, strict=True):
        if people_busy_in(known, span):
            raise SlotTaken(starts=plan.starts)
        if by_host and (plan.starts <= now or plan.starts.timestamp() % QUARTER):
            raise SlotUnbookable(starts=plan.starts)
        rules = plan.rules
        search = SlotSearch(now, plan.minutes, rules.lead, rules.horizon_days, plan.closed_weekdays)
        for opening in rules.hours_of(openings):
            if not is_free(search, opening, busy=known, starts=int(plan.starts.timestamp())):
                raise SlotUnbookable(starts=plan.starts)


def booked_person_ids(
    tx: Reading, person_ids: Collection[int], *, starts: datetime, ends: datetime, ignored_claims: Collection[Busy] = ()
) -> set[int]:
    """Return which of these people have an appointment at this time, buffers included.

    `ignored_claims`: claims to ignore."""
    first, length = quarter_hour_span(starts, ends)
    known = claims.list_claimed_times(tx, person_ids, first=first - LONGEST, last=first + length)
    return people_busy_in((span for span in known if span not in ignored_claims), (first, length))


def get(tx: Reading, appointment_id: int) -> Appointment:
    """Return an appointment. Raises NotFound."""
    appointment = appointments.read(tx, appointment_id)
    if appointment is None:
        raise NotFound(thing="appointment")
    return appointment


def get_all(tx: Reading, appointment_ids: Collection[int]) -> list[Appointment]:
    """Return these appointments, by start. The function makes one query."""
    return appointments.read_all(tx, appointment_ids)


def list_upcoming(tx: Reading, person_id: int, *, now: datetime) -> list[Appointment]:
    """Return a person's held or confirmed appointments that have not ended, by start. The function makes one query."""
    return appointments.list_by_people(tx, [person_id], since=now, until=now + FAR, states=STANDING)


def list_clashes(
    tx: Reading, person_ids: Collection[int], *, since: datetime, until: datetime, ignored_ids: Collection[int] = ()
) -> tuple[Clash, ...]:
    """Return these people's appointments that overlap a time span, by start. `ignored_ids`: ids to leave out."""
    return tuple(
        Clash(person_id, from_epoch(starts), from_epoch(ends))
        for person_id, appointment_id, starts, ends in appointments.spans_of(
            tx, person_ids, since=since, until=until, states=STANDING
        )
        if appointment_id not in ignored_ids
    )


def busy_participants(tx: Reading, appointment: Appointment, *, starts: datetime) -> set[int]:
    """Return the guests and bookers who would be busy if the appointment began at `starts`. One query.

    The result is only a warning, and does not prevent the booking. Hosts and specialists are left out, because the
    appointment claims their time."""
    whom, since = {*appointment.person_ids} - {*appointment.claimant_ids}, int(starts.timestamp())
    until = since + appointment.minutes * 60
    found = times.busy_times(tx, whom, since=since, until=until, excluded_id=appointment.id) if whom else []
    return {who for who, begins, ends in found if begins < until and ends > since}


def booked_minutes(tx: Reading, host_ids: Sequence[int], *, around: datetime, days: int = 30) -> dict[int, int]:
    """Return how many minutes each host has booked in a period of `days` whose middle is `around`."""
    span = timedelta(days=days / 2)
    mine = dict.fromkeys(host_ids, 0)
    for appointment in appointments.list_by_people(
        tx, host_ids, since=around - span, until=around + span, states=STANDING
    ):
        for host_id in appointment.host_ids:
            if host_id in mine:
                mine[host_id] += appointment.minutes
    return mine


def quarter_hour_span(starts: datetime, ends: datetime) -> tuple[int, int]:
    """Return the first quarter-hour that an appointment claims, and the number of quarter-hours, buffer included."""
    first = int(starts.timestamp()) // QUARTER
    last = -(-(int(ends.timestamp()) + BUFFER) // QUARTER)
    return first, last - first


def _make_appointment(plan: AgendaPlan, appointment_id: int, uid: str, *, state: State, now: datetime) -> Appointment:
    return Appointment(
        id=appointment_id,
        uid=uid,
        dispositif=plan.dispositif,
        promotion_id=plan.promotion_id,
        defi_id=plan.defi_id,
        starts=plan.starts,
        ends=plan.ends,
        state=state,
        revision=0,
        link=plan.link,
        participants=tuple(sorted(plan.participants, key=lambda someone: someone.person_id)),
        changed_at=now,
        place=plan.place,
    )

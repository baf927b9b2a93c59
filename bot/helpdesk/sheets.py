"""Read requests with everything that cards, forms and lists show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.agenda import agenda
from bot.agenda.model import Appointment, Part, State
from bot.catalogue.catalogue import format_of
from bot.catalogue.formats import Format, is_added_format
from bot.errors import NotFound
from bot.helpdesk.model import DESK, Request, RequestSheet
from bot.helpdesk.wishes import booking_name
from bot.programme.model import Actor, Defi, Person, Relation
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import running_promotion_ids
from storage.agenda import changes
from storage.database import Reading
from storage.helpdesk import asks
from storage.helpdesk import requests as helpdesk
from storage.programme import people, promotions


def describe_request(tx: Reading, request_id: int, *, already_read: Sequence[Appointment] = ()) -> RequestSheet:
    """Return a request with all data of its card. `already_read` appointments are not read again. Raises NotFound."""
    request = helpdesk.read(tx, request_id)
    if request is None:
        raise NotFound(thing="request")
    return sheets_of(tx, [request], already_read=already_read)[0]


def read(tx: Reading, actor: Actor, request_id: int) -> RequestSheet:
    """Return a request with séances, for participants (also former ones) and coaches. Raises NotFound, NotAllowed."""
    sheet = describe_request(tx, request_id)
    if not sheet.sessions:
        raise NotFound(thing="appointment")
    if not sheet.involves(actor.person_id):
        require(actor, "agenda.open", sheet)
    return sheet


def keep_permitted(sheet: RequestSheet, actor: Actor, *, action: str) -> RequestSheet:
    """If the actor hosts a séance, keep only the séances to which the actor may apply `action`. Otherwise keep all."""
    if sheet.part_of(actor.person_id) is not Part.HOST:
        return sheet
    return replace(sheet, sessions=tuple(each for each in sheet.sessions if may(actor, action, thing=each)))


def sheet_of_appointment(tx: Reading, appointment_id: int) -> RequestSheet:
    """Return the request to which a séance belongs. Raises NotFound."""
    request = helpdesk.read_by_appointment(tx, appointment_id)
    if request is None:
        raise NotFound(thing="appointment")
    return sheets_of(tx, [request])[0]


def request_id_of(tx: Reading, appointment_id: int) -> int:
    """Return the id of the request to which a séance belongs. Raises NotFound."""
    found = request_ids(tx, [appointment_id]).get(appointment_id)
    if found is None:
        raise NotFound(thing="appointment")
    return found


def request_ids(tx: Reading, appointment_ids: Collection[int]) -> dict[int, int]:
    """Return, by appointment id, the request id of each of these appointments that belongs to a request."""
    return helpdesk.request_ids_of(tx, appointment_ids) if appointment_ids else {}


def list_mine(
    tx: Reading, actor: Actor, *, already_read: Sequence[Appointment] = (), now: datetime
) -> list[RequestSheet]:
    """Return the actor's requests that have an upcoming séance or wait for a coach, sorted by their next séance.

    A cancelled request is included while its cancellation can be undone. Appointments in `already_read` are not read
    again."""
    require(actor, "helpdesk.list")
    if actor.person_id is None:
        return []
    sheets = sheets_of(tx, helpdesk.current_requests_of(tx, actor.person_id, now=now), already_read=already_read)
    sheets = drop_unneeded_requests(tx, sheets, now=now)
    pending = undoable_batches(tx, actor, sheets, now=now)
    mine = [
        sheet for sheet in sheets if sheet.request.id in pending or _concerns_person(sheet, actor.person_id, now=now)
    ]
    return sorted(
        mine, key=lambda sheet: (min((each.starts for each in sheet.standing), default=now), sheet.request.id)
    )


def drop_unneeded_requests(tx: Reading, sheets: Sequence[RequestSheet], *, now: datetime) -> list[RequestSheet]:
    """Leave out requests that have no séance, if their promotion ended or their team left. Use at most one query."""
    if all(sheet.sessions for sheet in sheets):
        return list(sheets)
    running = running_promotion_ids(tx, now)
    return [sheet for sheet in sheets if sheet.sessions or (sheet.promotion_id in running and _has_team(sheet))]


def _has_team(sheet: RequestSheet) -> bool:
    asker = sheet.people.get(sheet.request.asked_by)
    team = (sheet.people.get(each) for each in sheet.request.guest_ids)
    return (asker is not None and sheet.defi.relation_to(asker) is not Relation.NONE) or any(
        person is not None and sheet.defi.id in person.defi_ids for person in team
    )


def list_hosted(tx: Reading, actor: Actor, *, now: datetime) -> list[RequestSheet]:
    """Return the requests in which the actor hosts a séance that is not over, sorted by the next of these séances."""
    mine, found = actor.person_id or 0, list_mine(tx, actor, now=now)
    coming = {sheet.request.id: _next_hosted_start(sheet, mine, now=now) for sheet in found}
    hosted = [sheet for sheet in found if coming[sheet.request.id] is not None and sheet.reads_need(mine)]
    return sorted(hosted, key=lambda sheet: (coming[sheet.request.id] or now, sheet.request.id))


def undoable_batches(tx: Reading, actor: Actor, sheets: Sequence[RequestSheet], *, now: datetime) -> dict[int, str]:
    """Return the batches of the actor's changes that can still be undone, by request id, with one query."""
    return undoable_batches_of(tx, actor.person_id, sheets, now=now)


def undoable_batches_of(
    tx: Reading, person_id: int | None, sheets: Sequence[RequestSheet], *, now: datetime
) -> dict[int, str]:
    """Return the batches of a person's changes that can still be undone, by request id, with one query."""
    owner = {session.id: sheet.request.id for sheet in sheets for session in sheet.sessions}
    if not owner or person_id is None:
        return {}
    pending = changes.changes_by_appointment(tx, owner)
    final = {change.batch for change in pending.values() if not change.can_be_undone}  # A batch is undone as a whole.
    mine = [
        change
        for change in pending.values()
        if change.actor_id == person_id and change.until > now and change.batch not in final
    ]
    return {owner[one.appointment_id]: one.batch for one in sorted(mine, key=lambda change: change.until)}


def sheets_of(
    tx: Reading, requests: Sequence[Request], *, already_read: Sequence[Appointment] = ()
) -> list[RequestSheet]:
    """Return requests with all data of their cards. Appointments in `already_read` are not read again.

    This takes four or five queries, and one more for each format that the programme added."""
    if not requests:
        return []
    ids = helpdesk.session_ids_of(tx, [request.id for request in requests])
    wanted = {one for some in ids.values() for one in some}
    known_ones = [appointment for appointment in already_read if appointment.id in wanted]
    others = agenda.get_all(tx, wanted - {appointment.id for appointment in known_ones})
    in_order = sorted([*known_ones, *others], key=lambda appointment: (appointment.starts, appointment.id))
    sessions = {appointment.id: appointment for appointment in in_order}
    places = {appointment.id: place for place, appointment in enumerate(in_order)}
    concerned = {someone.person_id for session in sessions.values() for someone in session.participants}
    for request in requests:
        concerned |= {request.asked_by, *request.guest_ids}
        concerned |= {one for one in (request.host_id, request.taken_by) if one is not None}
    known = people.by_ids(tx, concerned)
    defis = promotions.defis_by_ids(tx, {request.defi_id for request in requests})
    held = {session.id for session in sessions.values() if session.state is State.HELD}
    open_ones = asks.list_open_proposals(tx, [each for each, some in ids.items() if not held.isdisjoint(some)])
    proposed = {each.appointment_id: each.host_id for each in open_ones if each.appointment_id in held}
    terms = {key: format_of(tx, key) for key in {request.format_key for request in requests} if is_added_format(key)}
    return [
        RequestSheet(
            request,
            defis[request.defi_id],
            tuple(sessions[one] for one in sorted(ids.get(request.id, ()), key=places.__getitem__)),
            known,
            booking_name(terms[request.format_key]) if request.format_key in terms else DESK,
            terms[request.format_key].askers if request.format_key in terms else (Role.EIG,),
            {each: host for each, host in proposed.items() if each in ids.get(request.id, ())},
        )
        for request in requests
    ]


def make_sheet(
    request: Request,
    defi: Defi,
    *,
    appointments: Sequence[Appointment],
    people_by_id: Mapping[int, Person],
    terms: Format,
) -> RequestSheet:
    """Return the sheet of a request that was just written with these séances.

    `people_by_id` contains all people whom the sheet names."""
    concerned = {request.asked_by, request.host_id, *request.guest_ids}
    in_order = sorted(appointments, key=lambda appointment: (appointment.starts, appointment.id))
    there = {one: people_by_id[one] for one in people_by_id if one in concerned}
    return RequestSheet(request, defi, tuple(in_order), there, booking_name(terms), terms.askers)


def _next_hosted_start(sheet: RequestSheet, person_id: int, *, now: datetime) -> datetime | None:
    hosted = [
        appointment.starts
        for appointment in sheet.standing
        if appointment.ends > now and person_id in appointment.claimant_ids
    ]
    return min(hosted, default=None)


def _concerns_person(sheet: RequestSheet, person_id: int, *, now: datetime) -> bool:
    if not sheet.sessions:
        return True
    return any(appointment.part_of(person_id) and appointment.ends > now for appointment in sheet.standing)

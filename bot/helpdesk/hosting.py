"""Change the hosts and helpers of a séance: hand it over, add people, leave a note, change the link.

An added person must be free. A specialist is asked first, and the specialist's time is held for three days, or until
the start. Specialists read the need if the team agrees (docs/programme.md, Bureau d'aide). Each use case may raise
NotAllowed, NotFound, AlreadyCancelled and AlreadyStarted, besides the errors in its docstring."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from bot.agenda import changes, locks, parts
from bot.agenda.model import Appointment, Part, Reply
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, Invalid, NotFound
from bot.helpdesk import facts, news
from bot.helpdesk.changes import ask_taker, lock_request, upcoming_sessions
from bot.helpdesk.model import NOTE_LIMIT, RankReason, RequestSheet
from bot.helpdesk.news import SUBJECT, owe_cards, owe_paper, refresh, settle_pending_changes, tell_once, tell_others
from bot.helpdesk.sheets import describe_request, keep_permitted, sheets_of
from bot.helpdesk.wishes import eligible_hosts, may_still_host, terms_of
from bot.meeting_links import link_fault
from bot.programme.history import record, record_once
from bot.programme.model import Actor, Entry, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.spelling import name_sort_key
from storage.agenda import appointments as agenda
from storage.database import Reading, Transaction
from storage.helpdesk import asks, requests
from storage.programme import history, people

ANSWERED_IN = timedelta(days=3)
# Actions in the history.
_WANTED = "helpdesk.want"
_SHOWN, _HIDDEN = "helpdesk.show", "helpdesk.hide"


def offer_colleagues(
    tx: Reading, actor: Actor, request_id: int, *, session_ids: Collection[int] = (), now: datetime
) -> tuple[RequestSheet, list[Person]]:
    """Return the request and people to take over `session_ids` (empty for all): coaches, then hosts of this format."""
    sheet = _hosted_request(tx, actor, request_id)
    coming = upcoming_sessions(sheet, now=now)
    giver_id = host_to_replace(sheet, actor, upcoming=coming, session_ids=session_ids)
    there = _ids_attending_all([appointment for appointment in coming if giver_id in (None, *appointment.host_ids)])
    return sheet, [coach for coach in _possible_hosts(tx, sheet) if coach.id not in there]


def offer_specialists(
    tx: Reading, actor: Actor, request_id: int, *, now: datetime
) -> tuple[RequestSheet, list[Person]]:
    """Return the request, and the people who can be added: possible hosts, then other specialists and mentors."""
    sheet = keep_permitted(_hosted_request(tx, actor, request_id), actor, action="helpdesk.host")
    there = _ids_attending_all(upcoming_sessions(sheet, now=now))
    colleagues = [coach for coach in _possible_hosts(tx, sheet) if coach.id not in there]
    there |= {colleague.id for colleague in colleagues}
    others = {person.id: person for role in (Role.EXPERT, Role.MENTOR) for person in people.list_with_role(tx, role)}
    rest = sorted(others.values(), key=name_sort_key)
    return sheet, [*colleagues, *(person for person in rest if person.id not in there)]


def hand_over(
    tx: Transaction,
    actor: Actor,
    request_id: int,
    *,
    to_id: int,
    appointment_ids: Collection[int] = (),
    giver_id: int | None = None,
    now: datetime,
) -> RequestSheet:
    """Hand over the given séances, or all upcoming ones, to a colleague who is free. All participants are notified.

    Raises SlotTaken, Invalid if the colleague may not host, and AlreadyAnswered if `giver_id` no longer hosts."""
    sheet = _hosted_request(tx, actor, request_id)
    coming = _select(upcoming_sessions(keep_permitted(sheet, actor, action="helpdesk.host"), now=now), appointment_ids)
    if to_id not in {coach.id for coach in _possible_hosts(tx, sheet)}:
        raise Invalid(field="person", reason="gone")
    if giver_id is not None and not any(giver_id in appointment.host_ids for appointment in coming):
        raise AlreadyAnswered
    giver_id = giver_id or host_to_replace(sheet, actor, upcoming=coming)
    if giver_id is None:
        raise NotFound(thing="participant")
    replace_host(tx, actor, sheet, upcoming=coming, giver_id=giver_id, to_id=to_id, now=now)
    return describe_request(tx, request_id)


def replace_host(
    tx: Transaction,
    actor: Actor,
    sheet: RequestSheet,
    *,
    upcoming: Sequence[Appointment],
    giver_id: int,
    to_id: int,
    unnotified_ids: Collection[int] = (),
    now: datetime,
) -> None:
    """Replace the host of these upcoming séances. The caller has checked the permission.

    `unnotified_ids` are people who get no notice of the new host, because another message tells them. Raises SlotTaken,
    NotFound, and Invalid if the new host already takes part."""
    request_id, every = sheet.request.id, upcoming_sessions(sheet, now=now)
    ids = [appointment.id for appointment in upcoming]
    # Lock the request before its cards. `give_paper` uses the same order.
    locks.lock(
        tx,
        {person for appointment in upcoming for person in appointment.claimant_ids} | {to_id},
        (requests.lock, [request_id]),
    )
    settle_pending_changes(tx, ids, other_person_ids=[to_id], now=now)
    given = parts.hand_over(tx, actor, ids, giver_id=giver_id, taker_id=to_id, now=now)
    given = parts.replace_room_link(tx, given, giver=sheet.people.get(giver_id), taker_id=to_id, now=now)
    given = ask_taker(tx, actor, sheet.request, given=given, taker_id=to_id, now=now)
    for appointment in given:
        asks.close_proposals(tx, request_id, appointment_id=appointment.id)
    given_ids = tuple(appointment.id for appointment in given)
    rest = [appointment for appointment in every if appointment.id not in given_ids]
    # If the request's host hosts no other séance, the new host becomes the request's host.
    if not any(sheet.request.host_id in appointment.host_ids for appointment in rest):
        requests.change(tx, request_id, host_id=to_id, reason=RankReason.HANDED_OVER.value)
    again = owe_cards(tx, request_id, [to_id], appointments=given, now=now)
    _give_paper(tx, sheet, [to_id], again_ids=again, now=now)
    others = {person for appointment in given for person in appointment.person_ids} - {to_id} | {giver_id, *again}
    others -= {actor.person_id or 0, *unnotified_ids}
    fact = facts.HostHandover(giver_id, to_id, given_ids)
    tell_once(tx, request_id, fact, appointments=given, recipient_ids=others, now=now)


def add_person(
    tx: Transaction,
    actor: Actor,
    request_id: int,
    *,
    person_id: int,
    appointment_ids: Collection[int] = (),
    now: datetime,
) -> RequestSheet:
    """Add a coach to the given séances, or to all upcoming ones. Ask a mentor or a specialist whether they will attend.

    `answer_question` records their reply. A coach may read the need at once. Raises SlotTaken and Invalid."""
    sheet, offered = offer_specialists(tx, actor, request_id, now=now)
    person = next((person for person in offered if person.id == person_id), None)
    if person is None:
        there = sheet.part_of(person_id) is not None
        raise Invalid(field="person", reason="already" if there else "gone")
    ids = [appointment.id for appointment in _select(upcoming_sessions(sheet, now=now), appointment_ids)]
    if not person.coaches(sheet.promotion_id):
        return _ask_specialist(tx, actor, request_id, person_id=person_id, appointment_ids=ids, now=now)
    settle_pending_changes(tx, ids, other_person_ids=[person_id], now=now)
    joined = parts.join(tx, actor, ids, person_id=person_id, part=Part.HOST, now=now)
    for appointment in joined:
        agenda.set_participant(tx, appointment.id, person_id, added=True)
    again = owe_cards(tx, request_id, [person_id], appointments=joined, now=now)
    _give_paper(tx, sheet, [person_id], again_ids=again, now=now)
    others = {someone for appointment in joined for someone in appointment.person_ids} - {person_id} | {*again}
    others -= {actor.person_id or 0}
    news.tell_joined(tx, request_id, person_id, appointments=joined, recipient_ids=others, now=now)
    return describe_request(tx, request_id)


def answer_question(
    tx: Transaction, actor: Actor, request_id: int, *, person_id: int, comes: bool, now: datetime
) -> RequestSheet:
    """Record whether a specialist will attend. The specialist or the host gives the answer. Raises AlreadyAnswered.

    A specialist who will attend gets a card. If they cannot read the need yet, the booker is asked whether they may."""
    first = _awaiting_sessions(describe_request(tx, request_id), actor, person_id=person_id)
    settle_pending_changes(tx, [appointment.id for appointment in first], other_person_ids=[person_id], now=now)
    sheet = describe_request(tx, request_id)
    asked = _awaiting_sessions(sheet, actor, person_id=person_id)
    coming = [appointment for appointment in asked if appointment in sheet.standing and appointment.starts > now]
    if not coming:
        stands = any(appointment in sheet.standing for appointment in asked)
        raise (AlreadyStarted if stands else AlreadyCancelled)(starts=asked[0].starts)
    answered = parts.answer(tx, actor, coming, person_id=person_id, comes=comes, now=now)
    if not comes:
        _tell_asker(tx, request_id, answered, person_id=person_id, late=False, now=now)
        return describe_request(tx, request_id)
    owe_cards(tx, request_id, [person_id], appointments=answered, now=now)
    others = {person for appointment in answered for person in appointment.person_ids}
    others = (others | askers_of(tx, request_id, person_id)) - {person_id, actor.person_id or 0}
    # The booker gets the question about the need, and no other notice.
    others -= news.ask_team(tx, actor, sheet, person_id=person_id, upcoming=answered, allowed_ids=others, now=now)
    news.tell_joined(tx, request_id, person_id, appointments=answered, recipient_ids=others, now=now)
    return describe_request(tx, request_id)


def list_expired(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (request id, specialist id) of questions that expired, or whose specialist left the programme."""
    found = requests.list_unanswered_specialists(tx, now=now)
    known = people.by_ids(tx, {person_id for _, person_id in found})
    sheets = {sheet.request.id: sheet for sheet in _read_sheets(tx, {request_id for request_id, _ in found})}
    return [
        (request_id, person_id)
        for request_id, person_id in found
        if not known[person_id].current or answer_deadline(tx, sheets[request_id], person_id) <= now
    ]


def expire_question(tx: Transaction, request_id: int, *, person_id: int, now: datetime) -> None:
    """Expire a question that is still open. Release the specialist's time, and notify the person who asked."""
    sheet = lock_request(tx, request_id, person_id=person_id)
    asked = [appointment for appointment in sheet.standing if appointment.awaits(person_id)]
    if (request_id, person_id) in list_expired(tx, now=now):
        answered = parts.answer(tx, Actor(""), asked, person_id=person_id, comes=False, now=now)
        person = people.by_id(tx, person_id)  # A person who left the programme did not answer late.
        late = person is not None and bool(person.current)
        _tell_asker(tx, request_id, answered, person_id=person_id, late=late, now=now)


def requests_awaiting(tx: Reading, person_id: int, *, now: datetime) -> list[RequestSheet]:
    """Return the requests whose séances this person is asked to attend."""
    return _read_sheets(
        tx,
        {request_id for request_id, asked in requests.list_unanswered_specialists(tx, now=now) if asked == person_id},
    )


def answer_deadline(tx: Reading, sheet: RequestSheet, person_id: int) -> datetime:
    """Return when the question to a specialist expires. Call it only if a séance waits for this specialist's answer."""
    first = min(appointment.starts for appointment in sheet.standing if appointment.awaits(person_id))
    question = _last_question(tx, sheet.request.id, person_id)
    return min(first, question.at + ANSWERED_IN) if question else first


def answer_need_access(
    tx: Transaction, actor: Actor, request_id: int, *, person_id: int, is_agreed: bool, now: datetime
) -> RequestSheet:
    """Record whether the booker lets a specialist, who attends anyway, read the need. Raises AlreadyAnswered."""
    require(actor, "helpdesk.answer", describe_request(tx, request_id))
    requests.lock(tx, request_id)
    sheet = describe_request(tx, request_id)
    asked = [
        appointment
        for appointment in upcoming_sessions(sheet, now=now)
        if any(participant.person_id == person_id and not participant.sees_need for participant in appointment.present)
    ]
    if not asked or read_need_answer(tx, request_id, person_id=person_id) is not None:
        raise AlreadyAnswered
    if is_agreed:
        for appointment in asked:
            agenda.set_participant(tx, appointment.id, person_id, sees_need=True)
        _give_paper(tx, sheet, [person_id], again_ids=[person_id], now=now)
    record(
        tx, actor, _SHOWN if is_agreed else _HIDDEN, thing=SUBJECT, thing_id=request_id, now=now, detail=str(person_id)
    )
    refresh(tx, request_id, appointments=asked, now=now)
    return describe_request(tx, request_id)


def read_need_answer(tx: Reading, request_id: int, *, person_id: int) -> bool | None:
    """Return whether the booker lets this specialist read the need; None if the booker has not answered."""
    return read_need_answers(tx, [request_id]).get((request_id, person_id))


def read_need_answers(tx: Reading, request_ids: Sequence[int]) -> dict[tuple[int, int], bool | None]:
    """Return the booker's answers by (request id, specialist id), with one query. An open question has None."""
    answers = {news.TEAM_ASKED: None, _SHOWN: True, _HIDDEN: False}
    entries = history.entries_of_all(tx, SUBJECT, request_ids)
    return {(entry.thing_id, int(entry.detail)): answers[entry.action] for entry in entries if entry.action in answers}


def leave_note(
    tx: Transaction, actor: Actor, request_id: int, *, text: str, batch: str = "", now: datetime
) -> RequestSheet:
    """Send the host's note to the participants, once for each `batch`. Raises Invalid for an empty or long note."""
    sheet = _hosted_request(tx, actor, request_id)
    coming = upcoming_sessions(sheet, now=now)
    if not text.strip() or len(text) > NOTE_LIMIT:
        raise Invalid(field="note", reason="long" if text.strip() else "empty")
    if batch and not record_once(tx, f"note {batch}", now=now):
        return sheet
    note_id = asks.add_note(tx, request_id=request_id, author_id=actor.person_id or 0, text=text.strip(), now=now)
    record(tx, actor, "helpdesk.note", thing=SUBJECT, thing_id=request_id, now=now, detail=str(note_id))
    others = {person for appointment in coming for person in appointment.person_ids} - {actor.person_id}
    note, again = facts.HostNote(note_id), batch or f"{note_id} {max(appointment.revision for appointment in coming)}"
    tell_others(tx, request_id, note, appointments=coming, recipient_ids=others, period=again, now=now)
    return sheet


def set_link(tx: Transaction, actor: Actor, request_id: int, *, link: str, now: datetime) -> RequestSheet:
    """Set the link of upcoming séances. Raises Invalid ("link") with the reason of `meeting_links.link_fault`."""
    sheet = keep_permitted(_hosted_request(tx, actor, request_id), actor, action="helpdesk.host")
    address = link.strip()
    if wrong := link_fault(address):
        raise Invalid(field="link", reason=wrong)
    coming = [appointment for appointment in upcoming_sessions(sheet, now=now) if appointment.link != address]
    if not coming:
        return sheet
    record(tx, actor, "helpdesk.link", thing=SUBJECT, thing_id=request_id, now=now)
    refresh(tx, request_id, appointments=changes.set_link(tx, coming, link=address, now=now), now=now)
    return describe_request(tx, request_id)


def read_note(tx: Reading, note_id: int) -> tuple[str, Person | None]:
    """Return a note and its author."""
    note = asks.read_note(tx, note_id)
    if note is None:
        raise NotFound(thing="note")
    return note.text, people.by_id(tx, note.author_id)


def _ask_specialist(
    tx: Transaction, actor: Actor, request_id: int, *, person_id: int, appointment_ids: Sequence[int], now: datetime
) -> RequestSheet:
    settle_pending_changes(tx, appointment_ids, other_person_ids=[person_id], now=now)
    asked = parts.join(
        tx, actor, appointment_ids, person_id=person_id, part=Part.EXPERT, reply=Reply.ASKED, sees_need=False, now=now
    )
    record(tx, actor, _WANTED, thing=SUBJECT, thing_id=request_id, now=now, detail=str(person_id))
    fact = facts.SpecialistQuestion(actor.person_id, tuple(appointment.id for appointment in asked))
    tell_once(tx, request_id, fact, appointments=asked, recipient_ids=[person_id], now=now)
    return describe_request(tx, request_id)


def _awaiting_sessions(sheet: RequestSheet, actor: Actor, *, person_id: int) -> list[Appointment]:
    asked, theirs = [session for session in sheet.sessions if session.awaits(person_id)], person_id == actor.person_id
    if not theirs or not sheet.involves(person_id):
        require(actor, "helpdesk.join", sheet)
    if not asked:
        raise AlreadyAnswered
    if theirs:
        require(actor, "helpdesk.join", asked[0])
    return asked


def _last_question(tx: Reading, request_id: int, person_id: int) -> Entry | None:
    entries = history.entries_of(tx, SUBJECT, request_id)
    return next((each for each in reversed(entries) if (each.action, each.detail) == (_WANTED, str(person_id))), None)


def askers_of(tx: Reading, request_id: int, person_id: int) -> set[int]:
    """Return the id of the person who last asked this specialist to attend, as a set; empty if nobody asked."""
    question = _last_question(tx, request_id, person_id)
    return {question.actor_id} if question and question.actor_id else set()


def _tell_asker(
    tx: Transaction,
    request_id: int,
    answered: Collection[Appointment],
    *,
    person_id: int,
    late: bool,
    now: datetime,
) -> None:
    ids, askers = tuple(appointment.id for appointment in answered), askers_of(tx, request_id, person_id)
    everybody = [someone for appointment in answered for someone in appointment.participants]
    askers -= {someone.person_id for someone in everybody if someone.reply is Reply.LEFT}
    askers = {person.id for person in people.by_ids(tx, askers).values() if person.current}
    # If the person who asked has left, the hosts are notified.
    hosts = {host for appointment in answered for host in appointment.host_ids}
    fact = facts.SpecialistRefusal(person_id, ids, int(late))
    tell_once(tx, request_id, fact, appointments=[*answered], recipient_ids=askers or hosts, now=now)


def _read_sheets(tx: Reading, request_ids: Collection[int]) -> list[RequestSheet]:
    found = (requests.read(tx, request_id) for request_id in sorted(request_ids))
    return sheets_of(tx, [request for request in found if request])


def _hosted_request(tx: Reading, actor: Actor, request_id: int) -> RequestSheet:
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.host", sheet)
    return sheet


def _ids_attending_all(appointments: Sequence[Appointment]) -> set[int]:
    return set.intersection(*({*appointment.person_ids} for appointment in appointments)) if appointments else set()


def _select(upcoming: Sequence[Appointment], appointment_ids: Collection[int]) -> list[Appointment]:
    chosen = [appointment for appointment in upcoming if not appointment_ids or appointment.id in appointment_ids]
    if not chosen:
        raise NotFound(thing="appointment")
    return chosen


def host_to_replace(
    sheet: RequestSheet, actor: Actor, *, upcoming: Sequence[Appointment], session_ids: Collection[int] = ()
) -> int | None:
    """Return the host to replace in these séances, or in all if none of them is upcoming; None without a host.

    The actor comes first, then a host who may no longer host the request, then the request's host, then other hosts."""
    some = [appointment for appointment in upcoming if appointment.id in session_ids] or upcoming
    hosts = [person for appointment in some for person in (*appointment.agreeing_ids, *appointment.host_ids)]
    left = [host for host in hosts if (person := sheet.people.get(host)) and not may_still_host(sheet, person)]
    first = [one for one in (actor.person_id, *left, sheet.request.host_id) if one in hosts]
    return next(iter([*first, *hosts]), None)


def _give_paper(
    tx: Transaction, sheet: RequestSheet, person_ids: Iterable[int], *, again_ids: Collection[int], now: datetime
) -> None:
    for id_ in person_ids:
        owe_paper(tx, sheet.request, [id_], number=int(now.timestamp()) if id_ in again_ids else 0, now=now)


def _possible_hosts(tx: Reading, sheet: RequestSheet) -> list[Person]:
    return eligible_hosts(tx, terms_of(tx, sheet.request), promotion_id=sheet.defi.promotion_id)

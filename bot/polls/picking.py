"""Choose a date of a poll, and book everything at once or nothing. Everybody is notified once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from bot.agenda import changes, holds, pending
from bot.agenda.agenda import booked_person_ids, claim
from bot.agenda.locks import lock
from bot.agenda.model import AgendaPlan, Appointment, Kind, Part, Participant, Reply
from bot.agenda.slots import QUARTER
from bot.dates.paris import from_epoch
from bot.errors import Conflict, Invalid, NotFound, SlotTaken, UndoTooLate
from bot.meeting_links import make_link
from bot.polls import changes as polls_changes
from bot.polls import news
from bot.polls.asking import SUBJECT, resolve_wish
from bot.polls.model import KEY, Choice, CloseReason, Poll, PollSheet, Stage, Voter
from bot.polls.running import check_not_ended
from bot.polls.sheets import describe, takes_part
from bot.polls.wishes import PollFormValues
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import person_of
from bot.programme.spelling import name_sort_key
from bot.workshops.model import WORKSHOP
from bot.workshops.sheets import describe_workshop
from bot.workshops.workshops import lock_undated
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.polls import polls
from storage.workshops import workshops

HOSTING = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})  # a meeting claims the time of people with these roles


def pick_date(tx: Transaction, actor: Actor, poll_id: int, *, starts: int, visio_url: str, now: datetime) -> PollSheet:
    """Book the chosen date, or move the poll's appointment to it. A second click returns the first result.

    Raises NotAllowed, NotFound for an unknown date, Invalid for "poll" ("closed", "past"), and the errors of a
    reschedule. Raises SlotTaken with the `names` of the asker and required people who are not free now."""
    before = describe(tx, poll_id)
    require(actor, "polls.run", before)
    locked = _people_to_lock(before)
    lock(tx, locked, (polls.lock, [poll_id]))
    sheet = describe(tx, poll_id)
    require(actor, "polls.run", sheet)
    if sheet.poll.stage is Stage.BOOKED:
        return sheet
    check_not_ended(sheet)
    if not _people_to_lock(sheet) <= locked:
        raise Conflict
    if starts not in sheet.poll.dates:
        raise NotFound(thing="date")
    if starts <= now.timestamp():
        raise Invalid(field="poll", reason="past")
    if sheet.poll.moves is not None:
        polls_changes.move_by_poll(tx, actor, sheet.poll.moves, starts=from_epoch(starts), now=now)
        number = sheet.poll.moves
    else:
        number = _book_date(tx, actor, sheet, starts=from_epoch(starts), visio_url=visio_url, now=now).id
    return _finish_booking(tx, actor, poll_id, number, now=now)


def book_without_poll(
    tx: Transaction, actor: Actor, form_values: PollFormValues, *, starts: datetime, visio_url: str, now: datetime
) -> PollSheet:
    """Book a date that the coach chose for a workshop, without asking anybody. A form sent twice changes nothing.

    Raises NotAllowed, NotFound, SlotTaken with `names`, Invalid for "dates" ("past", "quarter"), and the errors of
    `asking.resolve_wish` and `lock_undated`."""
    require(actor, "polls.start")
    workshop_id, me = form_values.wish.workshop or 0, person_of(actor).id
    booked = describe_workshop(tx, workshop_id, now=now)
    if booked.standing and booked.standing.starts == starts and booked.workshop.poll_id is not None:
        require(actor, "workshops.lead", booked)
        return describe(tx, booked.workshop.poll_id)  # the form was submitted twice
    wish, *_ = resolve_wish(tx, actor, form_values, now=now)
    lock(tx, {me, *wish.must, *wish.may})
    lock_undated(tx, workshop_id, dates=[starts], now=now)
    at = int(starts.timestamp())
    if starts <= now or at % QUARTER:
        raise Invalid(field="dates", reason="past" if starts <= now else "quarter")
    voters = [Voter(who, who in wish.must, {}) for who in sorted({*wish.must, *wish.may})]
    poll = Poll(0, me, wish.title, wish.minutes, (at,), now, now, place=wish.where or None)
    number = polls.add(tx, poll, voters)
    workshops.change(tx, workshop_id, poll_id=number, appointment_id=None, thought_at=None)
    held = _book_date(tx, actor, describe(tx, number), starts=starts, visio_url=visio_url, now=now)
    return _finish_booking(tx, actor, number, held.id, now=now)


def is_undoable(tx: Reading, actor: Actor, sheet: PollSheet, *, now: datetime) -> bool:
    """Return whether the actor booked this date less than two minutes ago, before anybody was notified."""
    appointment = sheet.appointment
    found = None
    if appointment and sheet.is_meeting and not sheet.is_cancelled:
        found = pending.find_change(tx, appointment.id)
    is_booking = found is not None and found.kind is Kind.BOOK
    return found is not None and is_booking and found.actor_id == actor.person_id and found.until > now


def undo_booking(tx: Transaction, actor: Actor, poll_id: int, *, now: datetime) -> PollSheet:
    """« Revenir en arrière »: undo a booking before anybody is notified. The asker chooses again.

    A workshop that was booked without a poll has no date again. Raises NotAllowed (also if another person booked it),
    NotFound, UndoTooLate (also after a second click), Conflict."""
    before = describe(tx, poll_id)
    require(actor, "polls.run", before)
    appointment = before.appointment
    gesture = pending.find_change(tx, appointment.id) if appointment and before.is_meeting else None
    if appointment is None or gesture is None or gesture.kind is not Kind.BOOK:
        raise UndoTooLate
    asked = workshops.find_by_poll(tx, poll_id)
    things = [(polls.lock, [poll_id]), *([(workshops.lock, [asked.id])] if asked else [])]
    lock(tx, {*appointment.claimant_ids}, *things, appointments=[appointment.id])
    changes.undo(tx, actor, gesture.batch, now=now)
    known = before.poll.deadline <= before.poll.created_at  # the date was booked without asking anybody
    stage, why = (Stage.ENDED, None) if known else (Stage.CLOSED, CloseReason.UNDONE)
    polls.change(tx, poll_id, stage=stage.value, why=why and why.value, appointment_id=None)
    if asked:
        workshops.change(tx, asked.id, appointment_id=None, poll_id=None if known else poll_id)
    record(tx, actor, "polls.undo", thing=SUBJECT, thing_id=poll_id, now=now)
    after = describe(tx, poll_id)
    news.tell_undone(tx, after, appointment, now=now)
    return after


def busy_people(tx: Reading, sheet: PollSheet, starts: int) -> list[Person]:
    """Return the asker and the required people who are not free at `starts` (in seconds since 1970), sorted by name."""
    begins = from_epoch(starts)
    whom = {
        claimant
        for claimant in _claimants(sheet, starts)
        if claimant == sheet.poll.asked_by or _is_required(sheet, claimant)
    }
    found = booked_person_ids(tx, whom, starts=begins, ends=begins + timedelta(minutes=sheet.poll.minutes))
    return sorted((sheet.people[person_id] for person_id in found), key=name_sort_key)


def _finish_booking(tx: Transaction, actor: Actor, poll_id: int, appointment_id: int, *, now: datetime) -> PollSheet:
    polls.change(tx, poll_id, stage=Stage.BOOKED.value, appointment_id=appointment_id)
    record(tx, actor, "polls.book", thing=SUBJECT, thing_id=poll_id, now=now)
    booked = describe(tx, poll_id)
    appointment = booked.appointment
    told = pending.undo_window_end([appointment.starts], now=now) if appointment and booked.is_meeting else now
    news.tell_booked(tx, booked, due=told, now=now)
    if told == now and booked.is_meeting:
        news.finish(tx, poll_id, now=now)
    return booked


def _book_date(
    tx: Transaction, actor: Actor, sheet: PollSheet, *, starts: datetime, visio_url: str, now: datetime
) -> Appointment:
    """Book the date, and claim the time of `_claimants`. If people are busy or answered « Non », mark them as LEFT."""
    poll, at = sheet.poll, int(starts.timestamp())
    if names := [person.name for person in busy_people(tx, sheet, at)]:
        raise SlotTaken(starts=starts, names=tuple(names))
    claimants = _claimants(sheet, at)
    ends = starts + timedelta(minutes=poll.minutes)
    busy = booked_person_ids(tx, claimants, starts=starts, ends=ends)
    parts = {voter.person_id: Part.GUEST for voter in sheet.voters}
    parts |= dict.fromkeys(claimants, Part.EXPERT) | {poll.asked_by: Part.HOST}
    host = sheet.asker
    asked = workshops.find_by_poll(tx, poll.id)
    workshop = describe_workshop(tx, asked.id, now=now) if asked else None
    in_person, place = poll.place or workshop, asked.place or None if asked else poll.place
    link = poll.link or (None if in_person else (host and host.visio) or make_link(visio_url))
    plan = AgendaPlan(
        WORKSHOP if workshop else KEY,
        workshop.promotion_id if workshop else None,
        workshop.defi.id if workshop else None,
        starts,
        poll.minutes,
        tuple(Participant(who, part) for who, part in parts.items()),
        link=link,
        place=place,
    )
    (held,) = holds.hold(tx, actor, [plan], now=now)
    claim(tx, held.id, sorted(claimants - busy - {poll.asked_by}), starts=starts, ends=ends)
    out = {voter.person_id for voter in sheet.voters if voter.answers.get(at) is Choice.NO} | busy
    for person_id in sorted(out):
        appointments.set_participant(tx, held.id, person_id, reply=Reply.LEFT)
    booked = appointments.read_all(tx, [held.id])
    pending.record_booking(tx, booked, actor=actor, batch=str(uuid4()), now=now)
    holds.confirm(tx, actor, booked, now=now)
    if workshop:
        workshops.change(tx, workshop.workshop.id, appointment_id=held.id)
    return held


def _claimants(sheet: PollSheet, starts: int) -> set[int]:
    """Return the ids of the asker, and of HOSTING people who accept the date, or are required and did not answer it."""
    said: Mapping[int, Choice | None] = {voter.person_id: voter.answers.get(starts) for voter in sheet.voters}
    coming = {
        voter.person_id
        for voter in sheet.voters
        if _is_hosting(sheet, voter)
        and said[voter.person_id] is not Choice.NO
        and (voter.required or said[voter.person_id] is not None)
    }
    return coming | {sheet.poll.asked_by}


def _people_to_lock(sheet: PollSheet) -> set[int]:
    """Return the ids of people to lock before the poll is locked: the old or the new date may claim their time."""
    moved = sheet.appointment.claimant_ids if sheet.appointment else ()
    return {sheet.poll.asked_by, *moved, *(voter.person_id for voter in sheet.voters if _is_hosting(sheet, voter))}


def _is_hosting(sheet: PollSheet, voter: Voter) -> bool:
    person = sheet.people.get(voter.person_id)
    return person is not None and takes_part(person) and bool(person.roles & HOSTING)


def _is_required(sheet: PollSheet, person_id: int) -> bool:
    voter = sheet.voter(person_id)
    return voter is not None and voter.required

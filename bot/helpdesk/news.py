"""Notify people of what has changed in a bureau d'aide since their last notice.

A participant has one card for a request. Each change is a new message (docs/programme.md, Messages)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from bot.agenda import changes, locks, pending
from bot.agenda.calendars import calendars
from bot.agenda.model import Appointment, Part, SettledChange, State
from bot.helpdesk import facts
from bot.helpdesk.model import ChangeResult, Document, Request, RequestSheet
from bot.helpdesk.sheets import describe_request
from bot.notices import homes, notices
from bot.notices.facts import Change, Retimed
from bot.notices.unheard import owe_attendance, owe_change
from bot.programme.history import record
from bot.programme.model import Actor
from storage.agenda import appointments as agenda
from storage.agenda import changes as noted
from storage.database import Transaction
from storage.helpdesk import requests
from storage.programme import promotions

SUBJECT = facts.AboutRequest.subject
TEAM_ASKED = "helpdesk.ask"  # Action in the history: the booker was asked about the need.
HELD_HELPS = timedelta(days=2)  # The notice of a recorded hour expires after this time.
# A notice of each class replaces unsent notices of the classes in its list.
_ENDS: dict[type[Retimed], list[type[Change]]] = {
    facts.RequestMoved: [facts.RequestMoved],
    facts.HeldSessionsCancelled: [facts.RequestMoved, facts.HeldSessionsCancelled],
    facts.RequestCancelled: [facts.RequestMoved, facts.RequestCancelled],
}
_ABOUT_ALL = [facts.RequestCard.kind, facts.SessionInChannel.kind, facts.RequestPaper.kind]


def finish_change(
    tx: Transaction,
    actor: Actor,
    request_id: int,
    *,
    batch: str,
    appointments: Sequence[Appointment],
    sheet: RequestSheet | None = None,
    now: datetime,
) -> ChangeResult:
    """Finish a change and return its result.

    The actor can undo the change for two minutes, by a button on their card. Within an hour of the start, the change is
    committed without delay, and people are notified. Only a booking passes `sheet`, the sheet of its new request."""
    until = pending.undo_deadline(tx, batch, booked=appointments if sheet else (), now=now)
    if until is None and appointments:
        settle(tx, batch, now=now)
    elif appointments:
        update_actor_card(tx, request_id, actor.person_id, appointments=appointments, now=now)
    return ChangeResult(sheet or describe_request(tx, request_id), batch, until)


def settle(tx: Transaction, batch: str, *, now: datetime) -> list[SettledChange]:
    """Commit a change whose undo window is over, and notify the people of a bureau d'aide. Return what was committed.

    If a request was not announced yet, its other due changes are committed too, so that one card shows all of them."""
    mine = [change.appointment_id for change in noted.list_batch(tx, batch)]
    whole = [one for request in requests.read_by_appointments(tx, mine) for one in requests.session_ids(tx, request.id)]
    due = [
        change
        for change in noted.changes_by_appointment(tx, whole).values()
        if change.told_starts is None and change.until <= now
    ]
    others = sorted({change.batch for change in due} - {batch})
    if others:
        locks.lock_all(tx, [*mine, *(change.appointment_id for change in due)])
    settled = [change for each in (batch, *others) for change in changes.settle(tx, each, now=now)]
    tell_changes(tx, settled, now=now)
    return settled


def settle_pending_changes(
    tx: Transaction, appointment_ids: Sequence[int], *, other_person_ids: Collection[int] = (), now: datetime
) -> None:
    """Lock these appointments and the people `other_person_ids`. Commit earlier changes before a new one is made."""
    locks.lock_all(tx, appointment_ids, extra_person_ids=other_person_ids)
    for batch in pending.end_undo_windows(tx, appointment_ids, now=now):
        settle(tx, batch, now=now)


def tell_changes(tx: Transaction, changes: Sequence[SettledChange], *, now: datetime) -> None:
    """Notify people of the difference between the state that they know and the current state."""
    by_id = {change.appointment.id: change for change in changes}
    for request in requests.read_by_appointments(tx, by_id):
        ids = requests.session_ids(tx, request.id)
        _tell_request(tx, request, [by_id[id_] for id_ in ids if id_ in by_id], appointment_ids=ids, now=now)


def tell_others(
    tx: Transaction,
    request_id: int,
    fact: facts.AboutRequest,
    *,
    appointments: Sequence[Appointment],
    recipient_ids: Iterable[int],
    period: str,
    now: datetime,
) -> None:
    """Enqueue one notice for these people, and update all cards. The notice expires when the last séance ends."""
    expires = max(appointment.ends for appointment in appointments)
    notices.tell(tx, fact, about=request_id, to=recipient_ids, due=now, expires=expires, period=period)
    refresh(tx, request_id, appointments=appointments, now=now)


def tell_once(
    tx: Transaction,
    request_id: int,
    fact: facts.AboutRequest,
    *,
    appointments: Sequence[Appointment],
    recipient_ids: Iterable[int],
    now: datetime,
) -> None:
    """Call `tell_others`, but only once for the current revisions of these séances."""
    of = "-".join(str(appointment.id) for appointment in appointments)
    period = f"{fact.detail} {of} {max(appointment.revision for appointment in appointments)}"
    tell_others(tx, request_id, fact, appointments=appointments, recipient_ids=recipient_ids, period=period, now=now)


def tell_joined(
    tx: Transaction,
    request_id: int,
    person_id: int,
    *,
    appointments: Sequence[Appointment],
    recipient_ids: Iterable[int],
    now: datetime,
) -> None:
    """Notify people that another person will attend these séances."""
    fact = facts.ParticipantAdded(person_id, tuple(appointment.id for appointment in appointments))
    tell_once(tx, request_id, fact, appointments=appointments, recipient_ids=recipient_ids, now=now)


def ask_team(
    tx: Transaction,
    actor: Actor,
    sheet: RequestSheet,
    *,
    person_id: int,
    upcoming: Sequence[Appointment],
    allowed_ids: Collection[int],
    now: datetime,
) -> set[int]:
    """Ask the booker whether a specialist may read the need. If the booker is not in `allowed_ids`, ask nobody.

    Return the ids of the people who were asked, none if the specialist can read the need already. `sheet` is the
    request before the specialist's answer."""
    if sheet.reads_need(person_id):
        for appointment in upcoming:
            agenda.set_participant(tx, appointment.id, person_id, sees_need=True)
        return set()
    request_id, booker = sheet.request.id, sheet.booker_of(*(appointment.id for appointment in upcoming))
    if booker not in allowed_ids:
        return set()
    record(tx, actor, TEAM_ASKED, thing=SUBJECT, thing_id=request_id, now=now, detail=str(person_id))
    tell_once(
        tx, request_id, facts.NeedAccessQuestion(person_id), appointments=upcoming, recipient_ids=[booker], now=now
    )
    return {booker}


def tell_attendance(
    tx: Transaction,
    request_id: int,
    fact: facts.PersonLeft | facts.PersonBack,
    *,
    appointments: Sequence[Appointment],
    opposite_fact: type[Retimed],
    other_person_ids: Collection[int] = (),
    now: datetime,
) -> None:
    """Notify people, after the undo window, that a participant will not attend, or changed their mind and will attend.

    `opposite_fact` is the opposite notice, which is dropped if it was not sent yet. `other_person_ids` are people to
    notify in addition to the other participants. Cards, Homes and calendar entries change too."""
    due = pending.undo_window_end([appointment.starts for appointment in appointments], now=now)
    expires = max(appointment.ends for appointment in appointments)
    told = [appointment for appointment in appointments if appointment.id in fact.known]
    to = {person for appointment in told for person in appointment.person_ids}.union(other_person_ids) - {fact.by_id}
    period = f"{fact.by_id}-{appointments[0].id}-{max(appointment.revision for appointment in appointments)}"
    when = (due, expires, now)
    mine = fact.by_id or 0
    owe_attendance(tx, fact, about=request_id, to=to, opposite_kind=opposite_fact, when=when, period=period)
    notices.owe_updates(tx, SUBJECT, request_id, revision=appointments[0].revision, due=now, person_id=mine)
    refresh(tx, request_id, appointments=appointments, now=due)
    homes.owe_home(tx, [mine], now=now)


def refresh(tx: Transaction, request_id: int, *, appointments: Sequence[Appointment], now: datetime) -> None:
    """Update at the time `now` everything that shows the request: cards, Homes, calendar entries."""
    revision = max((appointment.revision for appointment in appointments), default=0)
    notices.owe_updates(tx, SUBJECT, request_id, revision=revision, due=now)
    everybody = {someone.person_id for appointment in appointments for someone in appointment.participants}
    homes.owe_home(tx, everybody, now=now)
    calendars.owe_changed_files(tx, appointments, card=(SUBJECT, request_id), now=now)


def update_actor_card(
    tx: Transaction, request_id: int, person_id: int | None, *, appointments: Sequence[Appointment], now: datetime
) -> None:
    """Send or update the actor's card, with the undo button. The others are notified after the undo window.

    A coach who acts for the host has no card, and gets none."""
    if person_id is None or all(appointment.part_of(person_id) is None for appointment in appointments):
        return
    if owe_cards(tx, request_id, [person_id], appointments=appointments, now=now):
        revision = max(appointment.revision for appointment in appointments)
        notices.owe_updates(tx, SUBJECT, request_id, revision=revision, due=now, person_id=person_id)
    homes.owe_home(tx, [person_id], now=now)


def forget_cards(tx: Transaction, request_id: int, *, now: datetime) -> None:
    """Drop the unsent cards of an undone booking."""
    notices.drop_unsent(tx, SUBJECT, request_id, reason="undone", now=now, kinds=_ABOUT_ALL)


def owe_cards(
    tx: Transaction, request_id: int, person_ids: Iterable[int], *, appointments: Sequence[Appointment], now: datetime
) -> list[int]:
    """Enqueue a card for each of these people. Return the people who had a card before."""
    expires = max(appointment.ends for appointment in appointments)
    owed = {id_: facts.RequestCard().owed(request_id, to=id_, due=now, expires=expires) for id_ in person_ids}
    return [person for person, card in owed.items() if not notices.owe(tx, card)]


def owe_paper(tx: Transaction, request: Request, person_ids: Iterable[int], *, number: int, now: datetime) -> None:
    """Enqueue a request's file for these people, in the thread of their card. Without a file, nothing happens."""
    if request.paper.document is not Document.FILE:
        return
    for person in person_ids:
        paper = facts.RequestPaper().owed(request.id, to=person, due=now, revision=number)
        notices.owe_file(tx, paper, card_subject=(SUBJECT, request.id))


def tell_channel(tx: Transaction, request: Request, *, expires: datetime, now: datetime) -> None:
    """Enqueue a message with the date for the défi's channel, if the team has asked for it."""
    defi = promotions.defi_by_id(tx, request.defi_id) if request.tell_channel else None
    if defi and defi.channel:
        notices.tell(tx, facts.SessionInChannel(), about=request.id, channel=defi.channel, due=now, expires=expires)


def _tell_request(
    tx: Transaction, request: Request, changes: Sequence[SettledChange], *, appointment_ids: list[int], now: datetime
) -> None:
    appointments = [change.appointment for change in changes]
    fresh = [change for change in changes if change.change.told_starts is None and _is_standing(change)]
    to = {change.appointment.id: _starts_by_reader(change) for change in changes}
    changed = [change for change in changes if to[change.appointment.id]]
    known = [change for change in changes if change.change.told_starts is not None]
    agreed = [
        change
        for change in known
        if pending.was_held(change.change) and change.appointment.state not in (State.HELD, State.CANCELLED)
    ]
    gone = any(not _is_standing(change) for change in known)
    if not fresh and not changed and not agreed and not gone:
        # Nothing is left to announce after an undo. Only the actor's card still has the undo button.
        revision = max(appointment.revision for appointment in appointments)
        notices.owe_updates(tx, SUBJECT, request.id, revision=revision, due=now)
        return
    over = [change for change in fresh if change.appointment.ends <= change.change.until]
    if over:
        _tell_recorded_hour(tx, request, over, now=now)
    elif fresh:
        _tell_bookings(tx, request, fresh, now=now)
    for whole in dict.fromkeys(map(_batch_and_author, changed)):
        _tell_changes(tx, request, [change for change in changed if _batch_and_author(change) == whole], now=now)
    # A host who reschedules a held séance agrees to it. Tell this to the people who get no notice of the new time.
    for change in agreed:
        fact = facts.HostAgreement(change.change.actor_id or 0, change.change.actor_id, (change.appointment.id,))
        rest = set(change.appointment.person_ids) - {change.change.actor_id, *to[change.appointment.id]}
        tell_once(tx, request.id, fact, appointments=[change.appointment], recipient_ids=rest, now=now)
    if agreed:
        tell_channel(tx, request, expires=max(change.appointment.ends for change in agreed), now=now)
    if gone and not any(
        appointment.state is not State.CANCELLED for appointment in agenda.read_all(tx, appointment_ids)
    ):
        # People without a card get only the notice of the cancellation.
        notices.drop_unsent(tx, SUBJECT, request.id, reason="cancelled", now=now, kinds=_ABOUT_ALL)
    refresh(tx, request.id, appointments=appointments, now=now)


def _tell_changes(tx: Transaction, request: Request, changes: Sequence[SettledChange], *, now: datetime) -> None:
    batch, by_id = _batch_and_author(changes[0])
    for kind, older in _ENDS.items():
        some = [change for change in changes if _notice_class(change) is kind]
        knows: dict[int, dict[int, int]] = {}
        for change in some:
            for person, starts in _starts_by_reader(change).items():
                knows.setdefault(person, {})[change.appointment.id] = int(starts.timestamp())
        expires = max((change.appointment.ends for change in some), default=now)
        for known in {tuple(known.items()): known for known in knows.values()}.values():
            fact, to = kind(by_id, known), [person for person, theirs in knows.items() if theirs == known]
            period = f"{by_id} {batch}"
            news = [fact.owed(request.id, to=person, due=now, expires=expires, period=period) for person in to]
            owe_change(tx, fact, news, older_kinds=older, actor_id=by_id, now=now)


def _notice_class(change: SettledChange) -> type[Retimed]:
    if _is_standing(change):
        return facts.RequestMoved
    declined = pending.was_held(change.change) and change.change.actor_id in change.appointment.agreeing_ids
    return facts.HeldSessionsCancelled if declined else facts.RequestCancelled


def _starts_by_reader(change: SettledChange) -> dict[int, datetime]:
    known = pending.readers_by_start(change, change.appointment.person_ids)
    return {person: starts for starts, people in known.items() for person in people}


def _tell_bookings(tx: Transaction, request: Request, bookings: Sequence[SettledChange], *, now: datetime) -> None:
    booked = [change.appointment for change in bookings]
    people = sorted({person for appointment in booked for person in appointment.person_ids})
    had = set(owe_cards(tx, request.id, people, appointments=booked, now=now))
    owe_paper(
        tx, request, sorted({person for appointment in booked for person in appointment.host_ids}), number=0, now=now
    )
    for actor_id in dict.fromkeys(_booker_id(change) for change in bookings):
        mine = [change for change in bookings if _booker_id(change) == actor_id]
        later = [change.appointment for change in mine]
        to = {person for appointment in later for person in appointment.person_ids} & had - {actor_id}
        to -= {change.change.actor_id or 0 for change in mine}
        added = facts.SessionsAdded(
            actor_id, {appointment.id: int(appointment.starts.timestamp()) for appointment in later}
        )
        expires, period = (
            max(appointment.ends for appointment in later),
            str(min(appointment.id for appointment in later)),
        )
        notices.tell(tx, added, about=request.id, to=to, due=now, expires=expires, period=period)
    if sure := [appointment.ends for appointment in booked if appointment.state is not State.HELD]:
        # If a séance is held, the channel gets its message when the host agrees.
        tell_channel(tx, request, expires=max(sure), now=now)


def _tell_recorded_hour(
    tx: Transaction, request: Request, recorded_hours: Sequence[SettledChange], *, now: datetime
) -> None:
    actor_id = recorded_hours[0].change.actor_id
    to = {person for change in recorded_hours for person in change.appointment.person_ids} - {actor_id}
    notices.tell(tx, facts.HourRecorded(actor_id), about=request.id, to=to, due=now, expires=now + HELD_HELPS)


def _batch_and_author(change: SettledChange) -> tuple[str, int | None]:
    return change.change.batch, change.change.actor_id


def _is_standing(change: SettledChange) -> bool:
    return change.appointment.state is not State.CANCELLED


def _booker_id(change: SettledChange) -> int | None:
    return pending.first_unannounced_change(change.change).actor_id


def remaining_team(sheet: RequestSheet, appointment: Appointment) -> list[int]:
    """Return the ids of the booker and guests who attend a séance. First come people who may book the format again."""
    team = [each.person_id for each in appointment.present if each.part in (Part.BOOKER, Part.GUEST)]
    return sorted(team, key=lambda person_id: not sheet.is_asked_by(sheet.people[person_id]))

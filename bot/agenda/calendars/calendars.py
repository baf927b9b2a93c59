"""Use cases for calendars outside Slack: calendar files in Slack threads, and a private feed for each person.

After each change of an appointment, the bot sends its calendar file again."""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.agenda import facts
from bot.agenda.agenda import FAR, STANDING
from bot.agenda.calendars.entries import Outline, make_entry
from bot.agenda.calendars.model import CalendarEntry
from bot.agenda.model import Appointment, Part, Reply, State
from bot.catalogue.catalogue import OWN_WORDS, current_edition
from bot.catalogue.formats import CYCLES
from bot.errors import NotAllowed
from bot.notices.facts import Times
from bot.notices.model import NoticeToSend
from bot.notices.notices import owe_file, owe_files
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.shape import in_programme_words, shape_in_use
from bot.programme.spelling import distinct_names
from storage.agenda import appointments as agenda
from storage.agenda import calendars
from storage.database import Reading, Transaction
from storage.gatherings import titles as gathering_titles
from storage.mentoring.names import names_of
from storage.notices import files
from storage.polls import times
from storage.programme import history, people, promotions

SUBJECT = facts.AgendaEntry.subject
FEED_NAME = in_programme_words("Dispositifs EIG")
# An appointment of these dispositifs names a speaker only after the speaker has accepted.
TALKS = shape_in_use().add_rencontres({"conference": True})
MEETING = "rencontre"  # the person who asks for an appointment of this dispositif gives it a name
PAST = timedelta(days=30)  # past appointments stay in the feed this long

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # the format of `secrets.token_urlsafe(32)`


def owe_calendar_files(
    tx: Transaction, actor: Actor, appointments: Sequence[Appointment], *, card: tuple[str, int], now: datetime
) -> int:
    """Enqueue the calendar files of these appointments for the actor, in the thread of the message `card`.

    From now on, the actor gets a new file after each change. Skip appointments that are cancelled or that the actor
    does not attend; return how many are left. A second click enqueues a file only if the appointment changed, or if the
    actor left and rejoined. The caller has checked the permission. Raises NotAllowed if the actor is unknown."""
    person_id = _person_id(actor)
    theirs = [
        appointment
        for appointment in appointments
        if appointment.part_of(person_id) and appointment.state is not State.CANCELLED
    ]
    new = calendars.record_files_taken(tx, [appointment.id for appointment in theirs], person_id, now=now)
    owed = _enqueue_files(tx, theirs, person_id, card=card, now=now)
    _enqueue_files(
        tx,
        [appointment for appointment in theirs if appointment.id in new - owed],
        person_id,
        verb="again",
        card=card,
        now=now,
    )
    return len(theirs)


def owe_calendar_files_again(
    tx: Transaction, actor: Actor, appointments: Sequence[Appointment], *, card: tuple[str, int], now: datetime
) -> None:
    """Enqueue again the calendar files that the actor had before rejoining. The files keep their UID and revision."""
    mine = actor.person_id or 0
    had = files.subjects_with_file(
        tx, SUBJECT, [appointment.id for appointment in appointments], kind=facts.AgendaEntry.kind, person_id=mine
    )
    for appointment in appointments:
        if appointment.id in had and calendars.record_files_taken(tx, [appointment.id], mine, now=now):
            owe_file(tx, _owed_file(appointment, mine, verb="again", now=now), card_subject=card)


def owe_changed_files(
    tx: Transaction, appointments: Sequence[Appointment], *, card: tuple[str, int], now: datetime
) -> int:
    """Enqueue a new file for each person who has the file of a changed appointment. Return the number of files.

    A person who left gets one last file, which removes the appointment from their calendar."""
    by_id = {appointment.id: appointment for appointment in appointments}
    taken: dict[int, list[Appointment]] = {}
    for appointment_id, person_id in calendars.list_file_takers(tx, by_id):
        taken.setdefault(person_id, []).append(by_id[appointment_id])
    owed = 0
    for person_id, theirs in taken.items():
        left = [appointment for appointment in theirs if appointment.part_of(person_id) is None]
        owed += len(
            _enqueue_files(
                tx, [appointment for appointment in theirs if appointment not in left], person_id, card=card, now=now
            )
        )
        for appointment in left:
            owed += owe_file(tx, _owed_file(appointment, person_id, now=now), card_subject=card)
            calendars.forget_file_taker(tx, appointment.id, person_id)
    return owed


def owe_removal(
    tx: Transaction, appointment: Appointment, person_id: int, *, card: tuple[str, int], now: datetime
) -> bool:
    """Enqueue the file that removes an appointment from the calendar of a person who left.

    If the person has no file of the appointment, enqueue nothing and return False. The revision does not change."""
    taken = calendars.forget_file_taker(tx, appointment.id, person_id)
    return taken and owe_file(tx, _owed_file(appointment, person_id, verb="left", now=now), card_subject=card)


def entry_of(reading: Reading, appointment_id: int, *, person_id: int) -> CalendarEntry | None:
    """Return a person's entry of an appointment. Return None if the person never took part in it."""
    appointment = agenda.read(reading, appointment_id)
    if appointment is None or all(someone.person_id != person_id for someone in appointment.participants):
        return None
    return make_entry(outlines_of(reading, [appointment])[0], person_id, with_names=True)


def entries_of(reading: Reading, revisions: Times, *, person_id: int) -> list[CalendarEntry]:
    """Return a person's calendar entries of the appointments that they attend.

    `revisions`: revision by appointment id. An appointment that has a newer revision is left out."""
    found = [
        appointment
        for appointment in agenda.read_all(reading, revisions)
        if appointment.revision == revisions[appointment.id]
    ]
    theirs = [appointment for appointment in found if appointment.part_of(person_id)]
    return [make_entry(outline, person_id, with_names=True) for outline in outlines_of(reading, theirs)]


def list_upcoming(reading: Reading, actor: Actor, *, now: datetime) -> list[Outline]:
    """Return the actor's appointments that have not ended, by start. Raises NotAllowed if the actor is unknown."""
    require(actor, "agenda.read")
    found = agenda.list_by_people(reading, [_person_id(actor)], since=now, until=now + FAR, states=STANDING)
    return outlines_of(reading, found)


def list_rejoinable(reading: Reading, actor: Actor, *, now: datetime) -> list[Outline]:
    """Return the appointments that the actor left and can rejoin, by start. Raises NotAllowed if the actor is unknown.

    Gatherings are left out: a person can answer again on the announcement of a gathering."""
    require(actor, "agenda.read")
    me, states = _person_id(actor), [State.CONFIRMED]
    found = agenda.list_by_people(reading, [me], since=now, until=now + FAR, states=states, reply=Reply.LEFT)
    back = [appointment for appointment in found if appointment.starts > now and appointment.left_by(me)]
    return [outline for outline in outlines_of(reading, back) if not outline.is_collective]


def outline_of(reading: Reading, appointment: Appointment) -> Outline:
    """Return the outline of an appointment, in any state. The function makes three queries."""
    return outlines_of(reading, [appointment])[0]


def find_feed_token(reading: Reading, actor: Actor) -> str | None:
    """Return the token of the actor's feed, or None. Raises NotAllowed if the actor is unknown."""
    require(actor, "agenda.read")
    return calendars.token_of(reading, _person_id(actor))


def ensure_feed_token(tx: Transaction, actor: Actor, *, now: datetime) -> str:
    """Return the token of the actor's feed, which has 256 random bits. Create it if it is missing.

    Raises NotAllowed for people outside the programme, because their feed would be empty."""
    person_id = _member_id(actor)
    token = secrets.token_urlsafe(32)
    given = calendars.add_feed(tx, person_id, token, now=now)
    if given == token:
        _record_feed_change(tx, actor, "make", now=now)
    return given


def renew_feed(tx: Transaction, actor: Actor, *, now: datetime) -> str:
    """Replace the token of the actor's feed: the old address stops working.

    Raises NotAllowed as `ensure_feed_token` does."""
    person_id = _member_id(actor)
    token = secrets.token_urlsafe(32)
    calendars.replace_feed(tx, person_id, token, now=now)
    _record_feed_change(tx, actor, "renew", now=now)
    return token


def revoke_feed(tx: Transaction, actor: Actor, *, now: datetime) -> bool:
    """Delete the actor's feed. Return False if there was none. Raises NotAllowed if the actor is unknown."""
    require(actor, "agenda.read")
    if not calendars.remove_feed(tx, _person_id(actor)):
        return False
    _record_feed_change(tx, actor, "revoke", now=now)
    return True


def read_feed(reading: Reading, token: str, *, now: datetime) -> bytes | None:
    """Return the feed with this token as a calendar file, or None if the token is unknown or revoked.

    The feed lists appointments from 30 days ago to 400 days ahead. It lists a cancelled appointment until its end,
    unless the appointment was held and never confirmed. The number of queries is constant."""
    from bot.agenda.calendars.ics import make_feed

    owner_id = calendars.owner_of(reading, token) if _TOKEN.fullmatch(token) else None
    owner = people.by_id(reading, owner_id) if owner_id is not None else None
    if owner is None or not owner.current:
        return None
    found = agenda.list_by_people(reading, [owner.id], since=now - PAST, until=now + FAR, states=tuple(State))
    over = [appointment for appointment in found if appointment.state is State.CANCELLED]
    never = history.things_only_held(reading, SUBJECT, [appointment.id for appointment in over])
    shown = [
        appointment
        for appointment in found
        if appointment.state is not State.CANCELLED or (appointment.ends > now and appointment.id not in never)
    ]
    entries = [make_entry(outline, owner.id, with_names=False) for outline in outlines_of(reading, shown)]
    return make_feed(entries, name=FEED_NAME)


def outlines_of(
    reading: Reading,
    appointments: Collection[Appointment],
    *,
    people_by_id: Mapping[int, Person] = MappingProxyType({}),
) -> list[Outline]:
    """Return the outlines of these appointments. The function makes six queries.

    `people_by_id`: people whom the caller has already read, by id.
    If two défis have the same name, each name gets its promotion."""
    if not appointments:
        return []
    who = {someone.person_id for appointment in appointments for someone in appointment.participants}
    unread = who - people_by_id.keys()
    known = {**people_by_id, **(people.by_ids(reading, unread) if unread else {})}
    defis = promotions.defis_by_ids(
        reading, {appointment.defi_id for appointment in appointments if appointment.defi_id is not None}
    )
    called = distinct_names(defis.values())
    titles = gathering_titles.titles_of(reading, [appointment.id for appointment in appointments])
    met = [appointment.id for appointment in appointments if appointment.dispositif == MEETING]
    names = times.names_of(reading, met) if met else {}
    cycles = [appointment.id for appointment in appointments if appointment.dispositif.startswith(CYCLES)]
    # A cycle keeps the name that its format had at the time of the request.
    names |= names_of(reading, cycles) if cycles else {}
    catalogue = current_edition(reading).catalogue
    asked = {
        appointment.id: _speaker_ids(appointment) for appointment in appointments if appointment.dispositif in TALKS
    }
    agreed = gathering_titles.agreed_speakers(reading, [id_ for id_, speakers in asked.items() if speakers])
    outlines = []
    for appointment in appointments:
        words = catalogue.get(appointment.dispositif) or OWN_WORDS.catalogue.get(appointment.dispositif)
        defi = called.get(appointment.defi_id) if appointment.defi_id is not None else None
        name = names.get(appointment.id) or (words.name if words else appointment.dispositif)
        silent = asked.get(appointment.id, frozenset()) - agreed.get(appointment.id, set())
        outlines.append(Outline(appointment, name, defi, known, titles.get(appointment.id), silent))
    return outlines


def _speaker_ids(appointment: Appointment) -> frozenset[int]:
    return frozenset(someone.person_id for someone in appointment.present if someone.part is Part.EXPERT)


def _enqueue_files(
    tx: Transaction,
    appointments: Sequence[Appointment],
    person_id: int,
    *,
    verb: str = "",
    card: tuple[str, int],
    now: datetime,
) -> set[int]:
    def together(fresh: Sequence[NoticeToSend]) -> NoticeToSend:
        known = {message.subject_id: message.revision for message in fresh}
        fact = facts.AgendaEntries(now if verb else None, known)
        period = f"{int(now.timestamp())} {len(known)}"
        return fact.owed(fresh[0].subject_id, to=person_id, due=now, revision=fresh[0].revision, period=period)

    return owe_files(
        tx,
        [_owed_file(appointment, person_id, verb=verb, now=now) for appointment in appointments],
        merge_files=together,
        card_subject=card,
    )


def _owed_file(appointment: Appointment, person_id: int, *, verb: str = "", now: datetime) -> NoticeToSend:
    # A person who rejoined already had a file of this revision. The time gives the new file another key.
    file = facts.AgendaEntry(now if verb else None)
    period = f"{verb} {file.detail}".strip()
    return file.owed(appointment.id, to=person_id, due=now, revision=appointment.revision, period=period)


def _record_feed_change(tx: Transaction, actor: Actor, verb: str, *, now: datetime) -> None:
    record(tx, actor, f"agenda.feed_{verb}", thing="person", thing_id=_person_id(actor), now=now)


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed(action="agenda.read")
    return actor.person_id


def _member_id(actor: Actor) -> int:
    require(actor, "agenda.read")
    if not actor.roles:
        raise NotAllowed(action="agenda.read")
    return _person_id(actor)

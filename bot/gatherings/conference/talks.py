"""Complete a conference, a round table or a masterclass: enter texts, speakers and additional guests.

The organiser can fill in the form in several steps. Speaking claims the speaker's time, as hosting claims the host's.
Speakers are notified in Slack, or by a calendar invitation (`agenda.invitations`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.agenda import parts, pending
from bot.agenda.calendars import calendars
from bot.agenda.locks import lock
from bot.agenda.model import Part, Reply
from bot.errors import Conflict, Invalid, NotFound, SlotTaken
from bot.gatherings import announcements, calls, changes, facts
from bot.gatherings.locks import check_upcoming
from bot.gatherings.model import TEXT_LIMIT, TITLE_LIMIT, GatheringSheet
from bot.gatherings.sheets import Helping, describe_gathering, find_helping_people
from bot.notices import notices
from bot.programme.files.faults import BadValue
from bot.programme.files.fields import clean_text, read_email, read_name
from bot.programme.history import record
from bot.programme.model import Actor, Membership, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.spelling import name_sort_key
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.gatherings import occurrences
from storage.gatherings.titles import SPEAKER_AGREED, SPEAKER_ASKED
from storage.programme import people

MOST_SPEAKERS = 10
SPEAKING = (
    Role.COACH,
    Role.EXPERT,
    Role.MENTOR,
    Role.ALUMNI,
    Role.PORTEUR,
    Role.SPONSOR,
    Role.EIG,
)
INVITED = (Role.PORTEUR, Role.SPONSOR, Role.ALUMNI)  # Guests may have these roles. The EIG are invited anyway.
ANYWHERE = frozenset({Role.ALUMNI})  # people with these roles are offered even if they belong to an earlier promotion


@dataclass(frozen=True, slots=True)
class OutsideSpeaker:
    """A person outside the programme, invited by name and e-mail."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The organiser's input. An empty field means that the organiser does not know it yet.

    `speakers` are ids of people in the programme. `outside` are other speakers, who are found by e-mail or created.
    `guests` are ids of people to invite in addition to the people that the series invites."""

    title: str = ""
    abstract: str = ""
    reading: str = ""
    speakers: frozenset[int] = frozenset()
    outside: tuple[OutsideSpeaker, ...] = ()
    guests: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TalkChoice:
    """The speakers and guests that the form offers. `helping` has the speakers who offer help with the subject."""

    speakers: Mapping[Role, tuple[Person, ...]]
    guests: Mapping[Role, tuple[Person, ...]]
    helping: Helping = ()


def open_talk(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> tuple[GatheringSheet, TalkChoice]:
    """Return the conference for its form. Raises like `save_talk`."""
    sheet = _read_conference(tx, actor, gathering_id)
    check_upcoming(sheet, now=now)
    hosts = {sheet.series.organiser_id, *sheet.appointment.host_ids}
    by_role = {
        role: people.list_with_role(tx, role, promotion_id=None if role in ANYWHERE else sheet.series.promotion_id)
        for role in SPEAKING
    }
    named: set[int] = set(hosts)
    speakers: dict[Role, tuple[Person, ...]] = {}
    for role in SPEAKING:
        speakers[role] = tuple(person for person in by_role[role] if person.id not in named)
        named |= {person.id for person in speakers[role]}
    # The form keeps offering this conference's speakers, even if they have left the programme.
    others = tuple(speaker for speaker in speakers_of(sheet) if speaker.id not in named)
    speakers[Role.EXPERT] += others
    meant = {person.id for person in sheet.invited} | {speaker.id for speaker in speakers_of(sheet)} | hosts
    guests: dict[Role, tuple[Person, ...]] = {}
    # List a person with two roles once, because Slack refuses a list with duplicates.
    for role in INVITED:
        guests[role] = tuple(person for person in by_role[role] if person.id not in meant)
        meant |= {person.id for person in guests[role]}
    named_by_role = [person for several in speakers.values() for person in several]
    about = f"{sheet.gathering.title or ''} {sheet.gathering.abstract or ''}"
    return sheet, TalkChoice(speakers, guests, find_helping_people(tx, named_by_role, text=about))


def save_talk(tx: Transaction, actor: Actor, gathering_id: int, *, talk: Talk, now: datetime) -> GatheringSheet:
    """Save the texts and the speakers of a conference, or nothing if there is an error. Notify new and former speakers.

    Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted, Conflict. Raises Invalid "long" for the fields
    "title", "abstract" and "reading". Raises Invalid for "speakers" and "outside": "taken" if the person is busy,
    "organises" if the person is a host or the organiser, "gone", or "many". Raises Invalid "email" or "name" for
    "outside". An error about a person has the person's `name`."""
    sheet = _read_conference(tx, actor, gathering_id)
    _check_texts(talk)
    fields = dict.fromkeys(talk.speakers, "speakers")
    for outside in talk.outside:
        fields.setdefault(_find_or_create_speaker(tx, actor, outside, now=now), "outside")
    wanted = _check_speakers(tx, sheet, fields)
    claiming = {*sheet.appointment.claimant_ids, sheet.series.organiser_id, *wanted}
    lock(tx, claiming, (occurrences.lock, [gathering_id]))
    sheet = describe_gathering(tx, gathering_id)
    if not claiming.issuperset(sheet.appointment.claimant_ids):
        raise Conflict  # A speaker was added before the rows were locked.
    check_upcoming(sheet, now=now)
    said = {name: getattr(talk, name).strip() or None for name in ("title", "abstract", "reading")}
    before = {speaker.id for speaker in speakers_of(sheet)}
    if before == wanted.keys() and all(getattr(sheet.gathering, name) == text for name, text in said.items()):
        return invite(tx, actor, gathering_id, person_ids=talk.guests, now=now)
    changes.settle_pending_changes(tx, [sheet.appointment.id], now=now)
    # Speakers are notified without delay, so earlier changes can no longer be undone.
    pending.end_undo_windows(tx, [sheet.appointment.id], now=now)
    for person_id in sorted(before - wanted.keys()):
        _remove_speaker(tx, actor, sheet, person_id, now=now)
    for person_id in sorted(wanted.keys() - before):
        _add_speaker(tx, actor, sheet, wanted[person_id], field=fields[person_id], now=now)
    occurrences.change(tx, gathering_id, **said)
    record(tx, actor, "gatherings.complete", thing="gathering", thing_id=gathering_id, now=now)
    invite(tx, actor, gathering_id, person_ids=talk.guests, now=now)
    announcements.refresh_cards(tx, gathering_id, everywhere=before != wanted.keys(), now=now)
    sheet = describe_gathering(tx, gathering_id)
    announcements.plan_complete_announcement(tx, sheet, now=now)
    calls.refresh(tx, sheet, now=now)
    return describe_gathering(tx, gathering_id)


def invite(
    tx: Transaction, actor: Actor, gathering_id: int, *, person_ids: Collection[int], now: datetime
) -> GatheringSheet:
    """Invite porteurs, sponsors and alumni to a conference by id. People who were invited before stay invited.

    A periodic job notifies the new guests. Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted, Invalid
    ("guests", "gone")."""
    occurrences.lock(tx, gathering_id)
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.host", sheet)
    check_upcoming(sheet, now=now)
    known = people.by_ids(tx, person_ids)
    if any(id_ not in known or not known[id_].current for id_ in person_ids):
        raise Invalid(field="guests", reason="gone")
    concerned = {person.id for person in sheet.invited} | {*sheet.appointment.claimant_ids, sheet.series.organiser_id}
    fresh = set(person_ids) - concerned
    if not fresh:
        return sheet
    occurrences.invite(tx, gathering_id, fresh, inviter_id=actor.person_id)
    sheet = describe_gathering(tx, gathering_id)
    record(tx, actor, "gatherings.invite", thing="gathering", thing_id=gathering_id, now=now)
    return sheet


def owe_calendar_file(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> bool:
    """Enqueue a speaker's calendar file in the thread of their card, if they have one. Raises NotFound, NotAllowed.

    Return False if the actor does not speak, or if the conference is cancelled or over."""
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.read", sheet)
    appointment = sheet.appointment
    if sheet.is_cancelled or appointment.ends <= now or appointment.part_of(actor.person_id) is not Part.EXPERT:
        return False
    return (
        calendars.owe_calendar_files(tx, actor, [appointment], card=(announcements.CARD_SUBJECT, gathering_id), now=now)
        > 0
    )


def speakers_of(sheet: GatheringSheet) -> tuple[Person, ...]:
    """Return the speakers, by name."""
    ids = {participant.person_id for participant in sheet.appointment.present if participant.part is Part.EXPERT}
    return tuple(sorted((sheet.people[id_] for id_ in ids if id_ in sheet.people), key=name_sort_key))


def _read_conference(tx: Reading, actor: Actor, gathering_id: int) -> GatheringSheet:
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.host", sheet)
    if not sheet.kind.has_talk:
        raise NotFound(thing="gathering")
    return sheet


def _check_texts(talk: Talk) -> None:
    for name, text, limit in (
        ("title", talk.title, TITLE_LIMIT),
        ("abstract", talk.abstract, TEXT_LIMIT),
        ("reading", talk.reading, TEXT_LIMIT),
    ):
        if len(text) > limit:
            raise Invalid(field=name, reason="long")


def _find_or_create_speaker(tx: Transaction, actor: Actor, outside: OutsideSpeaker, *, now: datetime) -> int:
    try:
        email = read_email(outside.email.strip())
    except BadValue:
        raise Invalid(field="outside", reason="email", name=outside.email) from None
    known = people.by_email(tx, email)
    if known is not None and known.current:
        return known.id
    if known is None:
        try:
            name = read_name(clean_text(outside.name))
        except BadValue:
            raise Invalid(field="outside", reason="name", name=outside.email) from None
        person_id = people.find_or_add(tx, name=name, email=email)
    else:
        person_id = known.id
    # The invitation to speak notifies this person. With `welcomed_at`, coaches are not asked to welcome a one-time
    # speaker.
    people.add_membership(tx, person_id, Membership(Role.EXPERT), welcomed_at=now)
    record(tx, actor, "programme.add_expert", thing="person", thing_id=person_id, now=now)
    return person_id


def _check_speakers(tx: Reading, sheet: GatheringSheet, fields: Mapping[int, str]) -> dict[int, Person]:
    known = people.by_ids(tx, fields)
    speaking = {speaker.id for speaker in speakers_of(sheet)}
    hosts = {sheet.series.organiser_id, *sheet.appointment.host_ids}
    for person_id, field in fields.items():
        person = known.get(person_id)
        if person is None or not (person.current or person_id in speaking):
            raise Invalid(field=field, reason="gone", name=person.name if person else "")
        if person_id in hosts:
            raise Invalid(field=field, reason="organises", name=person.name)
    if len(known) > MOST_SPEAKERS:
        raise Invalid(field="speakers", reason="many", name="")
    return known


def _add_speaker(
    tx: Transaction, actor: Actor, sheet: GatheringSheet, person: Person, *, field: str, now: datetime
) -> None:
    appointment_id = sheet.appointment.id
    if person.id in sheet.answers:
        occurrences.forget_answer(tx, sheet.gathering.id, person.id)
    if sheet.appointment.part_of(person.id) is not None:
        appointments.set_participant(tx, appointment_id, person.id, reply=Reply.LEFT)
    try:
        parts.join(tx, actor, [appointment_id], person_id=person.id, part=Part.EXPERT, now=now)
    except SlotTaken:
        raise Invalid(field=field, reason="taken", name=person.name) from None
    said = SPEAKER_AGREED if person.id == actor.person_id else SPEAKER_ASKED
    record(tx, actor, said, thing="gathering", thing_id=sheet.gathering.id, now=now, detail=str(person.id))
    _notify_speaker(tx, sheet, facts.SpeakerCard(), person.id, now=now)


def _remove_speaker(tx: Transaction, actor: Actor, sheet: GatheringSheet, person_id: int, *, now: datetime) -> None:
    parts.leave(tx, actor, [sheet.appointment.id], person_id=person_id, now=now)
    _notify_speaker(tx, sheet, facts.SpeakerRemoved(), person_id, now=now)


def _notify_speaker(
    tx: Transaction, sheet: GatheringSheet, fact: facts.PersonalGatheringFact, person_id: int, *, now: datetime
) -> None:
    [current] = appointments.read_all(tx, [sheet.appointment.id])
    notices.tell(tx, fact, about=sheet.gathering.id, to=[person_id], due=now, period=str(current.revision))

"""Record « Je viens » and « Je ne viens pas », and keep the waiting list of a full gathering.

A person can change their answer until the start. If a participant gives up a place, the first person on the waiting
list gets the place, and can decline it. Recording an answer takes the same time for any number of participants, because
the other participants are not read. Another person's calendar entry changes only if a place becomes free."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.agenda.agenda import list_clashes
from bot.agenda.calendars import calendars, invitations
from bot.agenda.model import CLAIMING, Appointment, Clash, Part, Participant, State
from bot.agenda.model import Reply as Coming
from bot.agenda.reminders.timetable import soonest_send_time
from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, NotFound
from bot.gatherings import announcements, facts
from bot.gatherings.groups import grouping
from bot.gatherings.invitees import is_invited_by_role
from bot.gatherings.model import Gathering, Reply, Series
from bot.gatherings.sheets import agreed_speakers, describe_gathering
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Person, Relation
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.gatherings import gathering_line, gathering_series, occurrences
from storage.gatherings.titles import SPEAKER_AGREED
from storage.programme import people

THING = "gathering"
NOBODY = Actor("")  # periodic jobs act as this actor


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """A locked gathering, with the facts that decide whether an answer is allowed.

    The caller asks about some people. `appointment` and `invited_ids` contain only these people, not everybody."""

    gathering: Gathering
    series: Series
    appointment: Appointment
    invited_ids: frozenset[int]

    @property
    def promotion_id(self) -> int | None:
        """The promotion whose roles a permission checks."""
        return self.series.promotion_id

    @property
    def capacity(self) -> int | None:
        """The number of places, not counting hosts and speakers. It is None if places are unlimited."""
        return self.gathering.capacity if self.gathering.capacity is not None else self.series.capacity

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation to the gathering: organiser or host, speaker, invited, or none."""
        part = self.appointment.part_of(person.id)
        if person.id == self.series.organiser_id or part is Part.HOST:
            return Relation.HOST
        if part is Part.EXPERT:
            return Relation.EXPERT
        return Relation.GUEST if person.id in self.invited_ids else Relation.NONE


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """The result of an answer. `changed` is False if the person had given the same answer before.

    `rank` is the person's place on the waiting list, 0 if they are not on it. `clashes` are the person's other events
    during the gathering. `speaks` is True for a speaker, whom only the organiser can remove."""

    gathering: Gathering
    series: Series
    appointment: Appointment
    reply: Reply
    rank: int = 0
    clashes: tuple[Clash, ...] = ()
    changed: bool = True
    speaks: bool = False


def answer(tx: Transaction, actor: Actor, gathering_id: int, *, reply: Reply, now: datetime) -> AnswerResult:
    """Record whether the actor attends. If the gathering is full, the actor joins the waiting list.

    After a speaker has accepted, the cards name the speaker. Raises NotFound, NotAllowed if the actor is not invited,
    AlreadyCancelled, AlreadyStarted. Raises Invalid for the field "answer": with the reason "leads" if the actor is a
    host, or "speaks" if a speaker declines."""
    standing = _lock(tx, gathering_id, people_to_check=[actor.person] if actor.person else [])
    require(actor, "gatherings.answer", standing)
    if actor.person is None:
        raise NotFound(thing="person")
    return _record_answer(tx, actor, standing, actor.person, reply=reply, now=now)


def answer_for_person(
    tx: Transaction, actor: Actor, gathering_id: int, *, person_id: int, reply: Reply, now: datetime
) -> AnswerResult:
    """Record another person's answer, and notify that person. The history names the actor.

    Raises like `answer`, and Invalid if the person is not invited."""
    person = people.by_id(tx, person_id)
    asked = [other for other in (actor.person, person) if other is not None]
    standing = _lock(tx, gathering_id, people_to_check=asked)
    require(actor, "gatherings.answer_for", standing)
    if person is None or standing.relation_to(person) is Relation.NONE:
        raise Invalid(field="person", reason="uninvited")
    done = _record_answer(tx, actor, standing, person, reply=reply, now=now)
    if done.changed and actor.person_id != person_id:
        period = _notice_period(tx, gathering_id, person_id, now=now)
        fact = facts.AnsweredFor(actor.person_id, done.reply)
        notices.tell(tx, fact, about=gathering_id, to=[person_id], due=now, period=period)
    return done


def fill_places(tx: Transaction, gathering_id: int, *, now: datetime) -> None:
    """Move the first people on a gathering's waiting list to its free places."""
    standing = _lock(tx, gathering_id)
    appointment = standing.appointment
    if (
        appointment.state is State.CONFIRMED
        and appointment.starts > now
        and _fill_from_waiting_list(tx, standing, now=now)
    ):
        announcements.refresh_cards(tx, gathering_id, now=now)


def remove_leaver(tx: Transaction, gathering_id: int, *, person_id: int, now: datetime) -> None:
    """Remove a person who left the programme from an upcoming gathering, and give the place to the waiting list."""
    person = people.by_id(tx, person_id)
    standing = _lock(tx, gathering_id, people_to_check=[person] if person else [])
    mine = gathering_line.answer_of(tx, gathering_id, person_id)
    if mine is None or standing.appointment.starts <= now:
        return
    occurrences.forget_answer(tx, gathering_id, person_id)
    record(tx, NOBODY, "gatherings.leave", thing=THING, thing_id=gathering_id, now=now, detail=str(person_id))
    standing = _set_participation(tx, standing, person_id, comes=False, now=now)
    _fill_from_waiting_list(tx, standing, now=now)
    announcements.refresh_cards(tx, gathering_id, now=now)
    announcements.refresh_cards_of(tx, gathering_id, person_id, now=now)
    homes.owe_home(tx, [person_id], now=now)


def list_fillable(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of the gatherings that have a free place and a waiting list."""
    return gathering_line.list_with_free_places(tx, now=now)


def list_leavers(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (gathering id, person id) for each upcoming gathering of a person who left the programme."""
    return gathering_line.list_leavers(tx, now=now)


def _lock(tx: Transaction, gathering_id: int, *, people_to_check: Collection[Person] = ()) -> AnswerContext:
    occurrences.lock(tx, gathering_id)
    gathering = occurrences.read(tx, gathering_id)
    series = gathering_series.read(tx, gathering.series_id) if gathering else None
    if gathering is None or series is None:
        raise NotFound(thing=THING)
    appointment = appointments.lock_with_people(tx, gathering.appointment_id, [person.id for person in people_to_check])
    invited = {
        person.id
        for person in people_to_check
        if appointment.part_of(person.id)
        or is_invited_by_role(person, series)
        or gathering_line.is_invited(tx, gathering_id, person.id)
    }
    return AnswerContext(gathering, series, appointment, frozenset(invited))


def _record_answer(
    tx: Transaction, actor: Actor, context: AnswerContext, person: Person, *, reply: Reply, now: datetime
) -> AnswerResult:
    appointment, gathering_id = context.appointment, context.gathering.id
    if appointment.state is State.CANCELLED:
        raise AlreadyCancelled(starts=appointment.starts)
    if appointment.starts <= now:
        raise AlreadyStarted(starts=appointment.starts)
    if reply is Reply.COMES and context.relation_to(person) is Relation.EXPERT:
        return _agree_to_speak(tx, actor, context, person.id, now=now)
    if context.relation_to(person) is Relation.EXPERT:
        raise Invalid(field="answer", reason="speaks")
    leads = context.relation_to(person) is Relation.HOST
    if leads or (context.series.kind.mixes and grouping.hosts_group(tx, gathering_id, person.id)):
        raise Invalid(field="answer", reason="leads")
    _fill_from_waiting_list(tx, context, now=now)  # people on the waiting list get free places first
    before = gathering_line.answer_of(tx, gathering_id, person.id)
    comes = reply is not Reply.DECLINES
    changed = before is None or (before.reply is not Reply.DECLINES) != comes
    if changed:
        given = Reply.DECLINES if not comes else Reply.WAITS if _is_full(tx, context) else Reply.COMES
        occurrences.put_answer(tx, gathering_id, person.id, reply=given, now=now)
        detail = f"{person.id} {given}"
        record(tx, actor, "gatherings.answer", thing=THING, thing_id=gathering_id, now=now, detail=detail)
        context = _set_participation(tx, context, person.id, comes=given is Reply.COMES, now=now)
        if before is not None and before.reply is Reply.COMES:
            _fill_from_waiting_list(tx, context, now=now)
        announcements.refresh_cards(tx, gathering_id, now=now)
        announcements.refresh_cards_of(tx, gathering_id, person.id, now=now)
        homes.owe_home(tx, [person.id], now=now)
    return _answer_result(tx, context, person.id, has_changed=changed)


def _agree_to_speak(
    tx: Transaction, actor: Actor, context: AnswerContext, person_id: int, *, now: datetime
) -> AnswerResult:
    gathering_id = context.gathering.id
    changed = person_id not in agreed_speakers(tx, gathering_id)
    if changed:
        record(tx, actor, SPEAKER_AGREED, thing=THING, thing_id=gathering_id, now=now, detail=str(person_id))
        announcements.refresh_cards(tx, gathering_id, everywhere=True, now=now)
    return AnswerResult(
        context.gathering, context.series, context.appointment, Reply.COMES, changed=changed, speaks=True
    )


def _answer_result(tx: Reading, context: AnswerContext, person_id: int, *, has_changed: bool) -> AnswerResult:
    gathering, appointment = context.gathering, context.appointment
    mine = gathering_line.answer_of(tx, gathering.id, person_id)
    reply = mine.reply if mine else Reply.DECLINES
    rank = gathering_line.waiting_list(tx, gathering.id).index(person_id) + 1 if reply is Reply.WAITS else 0
    met = (
        ()
        if reply is Reply.DECLINES
        else list_clashes(
            tx, [person_id], since=appointment.starts, until=appointment.ends, ignored_ids=[appointment.id]
        )
    )
    return AnswerResult(gathering, context.series, appointment, reply, rank, met, has_changed)


def _is_full(tx: Reading, context: AnswerContext) -> bool:
    taken = gathering_line.answer_counts(tx, context.gathering.id).get(Reply.COMES, 0)
    return context.capacity is not None and taken >= context.capacity


def _fill_from_waiting_list(tx: Transaction, context: AnswerContext, *, now: datetime) -> bool:
    gathering_id, moved = context.gathering.id, False
    for person_id in gathering_line.waiting_list(tx, gathering_id):
        if _is_full(tx, context):
            break
        moved = True
        occurrences.change_answer(tx, gathering_id, person_id, reply=Reply.COMES.value)
        detail = f"{person_id} {Reply.COMES}"
        record(tx, NOBODY, "gatherings.place", thing=THING, thing_id=gathering_id, now=now, detail=detail)
        context = _set_participation(tx, context, person_id, comes=True, now=now)
        when, period = (
            soonest_send_time(now, latest=context.appointment.starts),
            _notice_period(tx, gathering_id, person_id, now=now),
        )
        notices.tell(tx, facts.PlaceFreed(), about=gathering_id, to=[person_id], due=when, period=period)
        announcements.refresh_cards_of(tx, gathering_id, person_id, now=now)
        homes.owe_home(tx, [person_id], now=now)
    return moved


def _notice_period(tx: Reading, gathering_id: int, person_id: int, *, now: datetime) -> str:
    mine = gathering_line.answer_of(tx, gathering_id, person_id)
    return f"{mine.number if mine else 0} {int(now.timestamp())}"


def _set_participation(
    tx: Transaction, context: AnswerContext, person_id: int, *, comes: bool, now: datetime
) -> AnswerContext:
    appointment = context.appointment
    part = appointment.part_of(person_id)
    if part in CLAIMING:
        return context
    if context.series.kind.mixes and grouping.place_person(tx, context.gathering.id, person_id, comes=comes, now=now):
        return context  # the person's place is in a small group
    if comes == (part is not None):
        return context
    given = Participant(person_id, Part.GUEST, Coming.COMES if comes else Coming.LEFT)
    appointments.set_participant(tx, appointment.id, person_id, part=given.part, reply=given.reply)
    gathering_line.touch_appointment(tx, appointment.id, now=now)
    others = tuple(participant for participant in appointment.participants if participant.person_id != person_id)
    appointment = replace(appointment, participants=(*others, given), changed_at=now)
    invitations.propagate_to_person(tx, appointment, person_id, now=now)
    if not comes:
        calendars.owe_removal(
            tx, appointment, person_id, card=(announcements.CARD_SUBJECT, context.gathering.id), now=now
        )
    return replace(context, appointment=appointment)


def owe_calendar_file(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> bool:
    """Enqueue the calendar file of a gathering for the actor, and the gathering's card if the actor has none.

    Return False if the actor does not attend. Raises NotAllowed, NotFound."""
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.read", sheet)
    appointment = sheet.appointment
    if actor.person_id is None or appointment.part_of(actor.person_id) is None or sheet.is_cancelled:
        return False
    notices.tell(tx, facts.GatheringCard(), about=sheet.gathering.id, to=[actor.person_id], due=now)
    return (
        calendars.owe_calendar_files(tx, actor, [appointment], card=(announcements.CARD_SUBJECT, gathering_id), now=now)
        > 0
    )

"""Model of the agenda: appointments, participants, changes, drafts and absences.

Two functions compute new times and slots for a series of séances that is rescheduled as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.agenda.slots import USUAL, Slot, SlotRules
from bot.dates.paris import from_epoch, moment_at, to_paris
from bot.errors import NotFound
from bot.meeting_links import is_opened_by_host
from bot.programme.model import Person, Relation


class State(StrEnum):
    """State of an appointment. A held appointment claims time just as a confirmed one does."""

    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """The part of a participant. A booker attends as a guest does. The time of hosts and specialists is claimed."""

    BOOKER = "booker"
    GUEST = "guest"
    HOST = "host"
    EXPERT = "expert"


class Reply(StrEnum):
    """What a participant has answered. A person who left keeps a row, which their card and their feed use."""

    COMES = "comes"
    LEFT = "left"
    ASKED = "asked"  # the person was asked and has not answered; the time of a specialist is claimed meanwhile


CLAIMING = frozenset({Part.HOST, Part.EXPERT})  # an appointment claims the time of people with these parts
LEAVING = frozenset({Part.GUEST, Part.EXPERT})  # people with these parts can leave and rejoin


@dataclass(frozen=True, slots=True)
class Participant:
    """A participant. `sees_need`: this person may read the team's need. Specialists may if the team agreed.

    `added`: another host added this host. A held appointment waits only for hosts who were not added."""

    person_id: int
    part: Part
    reply: Reply = Reply.COMES
    sees_need: bool = True
    added: bool = False


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment of any dispositif. `revision` rises with each change; it is the SEQUENCE of calendar entries.

    `reason`: what participants read about the last reschedule or cancellation. `changed_at`: when `revision` last rose.
    `place`: None if the appointment is only online. `tags`: keys of the skills and values that somebody chose for the
    appointment, or None."""

    id: int
    uid: str
    dispositif: str
    promotion_id: int | None
    defi_id: int | None
    starts: datetime
    ends: datetime
    state: State
    revision: int
    link: str | None
    participants: tuple[Participant, ...] = ()
    reason: str | None = None
    changed_at: datetime | None = None
    place: str | None = None
    tags: tuple[str, ...] | None = None

    @property
    def minutes(self) -> int:
        """The length of the appointment, in minutes."""
        return (self.ends - self.starts) // timedelta(minutes=1)

    @property
    def present(self) -> tuple[Participant, ...]:
        """The participants who attend."""
        return tuple(someone for someone in self.participants if someone.reply is Reply.COMES)

    @property
    def host_ids(self) -> tuple[int, ...]:
        """The ids of the hosts."""
        return tuple(sorted(someone.person_id for someone in self.present if someone.part is Part.HOST))

    @property
    def agreeing_ids(self) -> tuple[int, ...]:
        """The ids of the hosts who must agree to a time.

        A host whom another host added need not agree, unless all hosts were added."""
        added = {someone.person_id for someone in self.present if someone.added}
        return tuple(id_ for id_ in self.host_ids if id_ not in added) or self.host_ids

    @property
    def claimant_ids(self) -> tuple[int, ...]:
        """The ids of the people whose time is claimed, in the order in which their rows are locked."""
        held = (someone for someone in self.participants if someone.reply is not Reply.LEFT)
        return tuple(sorted(someone.person_id for someone in held if someone.part in CLAIMING))

    @property
    def person_ids(self) -> tuple[int, ...]:
        """The ids of the participants who attend."""
        return tuple(sorted({someone.person_id for someone in self.present}))

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation to the appointment. For each part there is a relation of the same name."""
        part = self.part_of(person.id)
        return Relation(part.value) if part else Relation.ASKED if self.awaits(person.id) else Relation.NONE

    def opens_room(self, person_id: int | None) -> bool:
        """Return whether this person is a host who must open the online room."""
        return self.part_of(person_id) is Part.HOST and is_opened_by_host(self.link)

    def part_of(self, person_id: int | None) -> Part | None:
        """Return this person's part. Return None if the person does not attend."""
        return next((someone.part for someone in self.present if someone.person_id == person_id), None)

    def awaits(self, person_id: int | None) -> bool:
        """Return whether this person was asked to attend and has not answered."""
        return any(someone.person_id == person_id and someone.reply is Reply.ASKED for someone in self.participants)

    def left_by(self, person_id: int | None) -> Part | None:
        """Return this person's part, guest or specialist, if they left and can rejoin. Return None if not."""
        return next(
            (
                someone.part
                for someone in self.participants
                if someone.person_id == person_id and someone.reply is Reply.LEFT and someone.part in LEAVING
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class AgendaPlan:
    """An appointment to book. The participants include its hosts."""

    dispositif: str
    promotion_id: int | None
    defi_id: int | None
    starts: datetime
    minutes: int
    participants: tuple[Participant, ...]
    link: str | None = None
    closed_weekdays: frozenset[int] = frozenset()
    place: str | None = None
    rules: SlotRules = USUAL

    @property
    def ends(self) -> datetime:
        """The end of the appointment."""
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def host_ids(self) -> tuple[int, ...]:
        """The ids of the hosts."""
        return tuple(sorted(someone.person_id for someone in self.participants if someone.part is Part.HOST))


class Kind(StrEnum):
    """The kind of a change to an appointment. A change can be undone for two minutes."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class AgendaChange:
    """A change to an appointment that has not been announced.

    `batch`: id of all changes that one press made. They are undone together. `before_starts`, `before_ends`: the old
    time, which is still claimed, or None for a booking, or if that time cannot be restored. `told_starts`: the start
    that people know, or None. `earlier`: the unannounced changes that this change replaced, as text. An undo restores
    the newest of them. `held`: the appointment was held before the change."""

    appointment_id: int
    batch: str
    kind: Kind
    actor_id: int | None
    until: datetime
    before_starts: datetime | None = None
    before_ends: datetime | None = None
    told_starts: datetime | None = None
    earlier: str | None = None
    held: bool = False

    @property
    def can_be_undone(self) -> bool:
        """Return whether the change can be undone: it is a booking, or the old time is still claimed."""
        return self.kind is Kind.BOOK or self.before_starts is not None


@dataclass(frozen=True, slots=True)
class SettledChange:
    """A change that was committed or undone, and the current appointment."""

    appointment: Appointment
    change: AgendaChange


@dataclass(frozen=True, slots=True)
class Clash:
    """The time of an appointment that a person already has."""

    person_id: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """Text that a person types in a form of several steps. `content` is JSON, or empty if the draft has a result."""

    id: str
    person_id: int
    content: str
    expires_at: datetime
    result_id: int | None = None

    @property
    def promotion_id(self) -> None:
        """None: a draft belongs to a person, not to a promotion."""

    def relation_to(self, person: Person) -> Relation:
        """Return `OWNER` if the draft is this person's, and `NONE` if it is not."""
        return Relation.OWNER if self.person_id == person.id else Relation.NONE


class Outcome(StrEnum):
    """How an appointment went, according to the booker. If they do not answer, it took place (docs/programme.md)."""

    TOOK_PLACE = "took-place"
    INCOMPLETE = "incomplete"  # « Il manquait quelqu’un »
    POSTPONED = "postponed"  # « À reprogrammer »


class AbsenceState(StrEnum):
    """State of an absence."""

    PENDING = "pending"  # nobody was notified yet, and the person can still undo it
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Absence:
    """The days on which a host is absent, first and last included. `batch`: id of the form, to apply it only once.

    `word`: the host's note to participants, or "". `hours_before`: the exceptions that these days had before the
    absence, as text."""

    id: int
    person_id: int
    batch: str
    first_day: date
    last_day: date
    state: AbsenceState
    until: datetime
    word: str = ""
    hours_before: str = ""


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """The choice for one appointment of an absent host.

    `starts`: the start of the appointment when the host chose. `times`: the proposed times, as text."""

    appointment_id: int
    starts: datetime
    way: str
    taker_id: int | None = None
    times: str = ""
    done: bool = False


def shifted_starts(appointments: Sequence[Appointment], *, moved_id: int, starts: datetime) -> dict[int, datetime]:
    """Return the new start of each séance if the séance `moved_id` moves to `starts`.

    All séances move by the same number of days, hours and minutes on a clock in Paris, even if the clocks change
    between them. Raises NotFound if `moved_id` is not among the upcoming séances."""
    meant = next((appointment for appointment in appointments if appointment.id == moved_id), None)
    if meant is None:
        raise NotFound(thing="appointment")
    gone = _to_clock_time(starts) - _to_clock_time(meant.starts)
    shifted = {appointment.id: _to_clock_time(appointment.starts) + gone for appointment in appointments}
    return {id_: moment_at(clock.date(), clock.hour * 60 + clock.minute) for id_, clock in shifted.items()}


def slots_fitting_all(appointments: Sequence[Appointment], slots: Mapping[int, Sequence[Slot]]) -> list[Slot]:
    """Return the slots to which the first séance can move if all séances move with it. `slots`: by séance id."""
    free = {id_: {slot.starts for slot in own} for id_, own in slots.items()}
    first = appointments[0]
    return [
        slot
        for slot in slots.get(first.id, ())
        if all(
            int(starts.timestamp()) in free.get(id_, ())
            for id_, starts in shifted_starts(appointments, moved_id=first.id, starts=from_epoch(slot.starts)).items()
        )
    ]


def _to_clock_time(moment: datetime) -> datetime:
    return to_paris(moment).replace(tzinfo=None)

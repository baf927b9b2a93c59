"""Define committees: half-days, the planning round of a phase, the committee, and its support."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.model import Appointment, Part, State
from bot.catalogue.tags import NOTHING, Tags, first_choice
from bot.dates.holidays import is_working_day, may_be_proposed
from bot.programme.model import Defi, Person, Relation
from bot.programme.roles import Role
from bot.programme.shape import CommitteeQuestion

COMMITTEE = "comite"
TALK = "rapport"  # key of the meeting in which coaches and team discuss a report
TALK_MINUTES = 75
TALK_WITHIN = 15  # The meeting is at most this many working days after the committee.
REASON_LIMIT = 300  # characters
# Committees take place within these hours, in minutes since 0 h.
MORNING, AFTERNOON = (9 * 60, 12 * 60 + 30), (14 * 60, 18 * 60)
HALVES = (MORNING, AFTERNOON)
WORKED = 5  # working days in a week
# The coaches begin to read this many working days before a committee. The team can no longer reschedule it then.
READING = 3
# These roles are invited together with the coaches. Sponsors are not invited.
ROLES = (Role.EIG, Role.PORTEUR)


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A morning or an afternoon."""

    day: date
    afternoon: bool

    @property
    def number(self) -> int:
        """A number that grows from one half-day to the next."""
        return 2 * self.day.toordinal() + self.afternoon

    @classmethod
    def from_number(cls, number: int) -> "HalfDay":
        """Return the half-day with this number. Raises ValueError or OverflowError if the number is out of range."""
        return cls(date.fromordinal(number // 2), bool(number % 2))


@dataclass(frozen=True, slots=True)
class CommitteeAnswer:
    """The half-days that a person excluded, by number. All other half-days are possible."""

    person_id: int
    shut: frozenset[int]
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """The planning of a phase's committees in a promotion. `weeks` are Mondays.

    `revision` rises with each booking. If a plan has an older revision, it is refused. `asked_at` is when people were
    asked for their half-days."""

    id: int
    promotion_id: int
    phase: int
    weeks: tuple[date, ...] = ()
    revision: int = 0
    asked_at: datetime | None = None

    def is_answered_by(self, answer: CommitteeAnswer) -> bool:
        """Return whether an answer is about the current weeks. An older answer may be about other weeks."""
        return self.asked_at is None or answer.answered_at >= self.asked_at

    def relation_to(self, _person: Person) -> Relation:
        """Return `NONE`: in a round, only the actor's role gives permissions."""
        return Relation.NONE


@dataclass(frozen=True, slots=True)
class Committee:
    """A défi's committee in a phase. If `ended` is set, it was cancelled, and the défi may have another one."""

    id: int
    round_id: int
    defi_id: int
    appointment_id: int
    ended: bool = False
    talk_id: int | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """The document that a défi's team prepares for a phase's committee. It does not depend on the committee's date.

    Its texts are versioned. `questions` and `axes` are copies of the programme's, made when the support was created."""

    id: int
    round_id: int
    defi_id: int
    questions: tuple[CommitteeQuestion, ...]
    axes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CommitteeSheet:
    """The data for a committee's card. `people` has present and former participants, by id. `talk` is the meeting."""

    committee: Committee
    phase: int
    appointment: Appointment
    defi: Defi
    people: Mapping[int, Person]
    talk: Appointment | None = None

    @property
    def promotion_id(self) -> int:
        """The id of the promotion whose roles give permissions."""
        return self.defi.promotion_id

    @property
    def is_cancelled(self) -> bool:
        """Return whether the committee was cancelled."""
        return self.appointment.state is State.CANCELLED

    @property
    def tags(self) -> Tags:
        """The skills and values that people chose for the committee. They are never guessed from the support."""
        return first_choice([self.appointment.tags]) or NOTHING

    @property
    def both(self) -> list[Appointment]:
        """The appointments of the committee and of its meeting, if the meeting has a date and was not cancelled."""
        return [self.appointment, *([self.talk] if self.talk and self.talk.state is not State.CANCELLED else [])]

    @property
    def ends(self) -> datetime:
        """The end of the committee or of its meeting: the later of the two."""
        return max(appointment.ends for appointment in self.both)

    def relation_to(self, person: Person) -> Relation:
        """Return the person's part in the committee or its meeting, or else their relation to the défi."""
        parts = [appointment.relation_to(person) for appointment in self.both]
        mine = next((part for part in parts if part is not Relation.NONE), Relation.NONE)
        return mine if mine is not Relation.NONE else self.defi.relation_to(person)

    def has_left(self, person_id: int | None) -> bool:
        """Return whether a person left the committee."""
        was = any(participant.person_id == person_id for participant in self.appointment.participants)
        return was and self.appointment.part_of(person_id) is None

    def unled_appointments(self, now: datetime) -> list[Appointment]:
        """Return the upcoming appointments (committee, meeting) that have no host."""
        coming = [
            appointment
            for appointment in self.both
            if appointment.state is State.CONFIRMED and appointment.starts > now
        ]
        return [appointment for appointment in coming if not appointment.host_ids]

    def can_be_led(self, now: datetime) -> bool:
        """Return whether the committee or its meeting is still to come and has no host."""
        return bool(self.unled_appointments(now))

    def is_talk(self, appointment: Appointment) -> bool:
        """Return whether an appointment is the meeting about the report."""
        return self.talk is not None and appointment.id == self.talk.id

    def hosts(self, person_id: int | None) -> bool:
        """Return whether a person hosts the committee."""
        return self.appointment.part_of(person_id) is Part.HOST


def days_of(weeks: tuple[date, ...], *, until: date) -> list[date]:
    """Return the working days of these weeks (Mondays) up to the day `until`, in order.

    Days around New Year are left out, unless a week has only such days."""
    found = list[date]()
    for monday in sorted(weeks):
        days = [day for at in range(WORKED) if is_working_day(day := monday + timedelta(days=at)) and day <= until]
        found += [day for day in days if may_be_proposed(day)] or days
    return found

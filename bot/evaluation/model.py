"""The words of committees: a phase's round of them, half-days, lines of a plan, and the sheet of one that is booked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.model import Appointment, Part, State
from bot.catalogue.tags import NOTHING, Tags, first_chosen
from bot.dates.holidays import is_proposed, is_working_day
from bot.programme.model import Defi, Person, Relation
from bot.programme.roles import Role

COMMITTEE = "comite"
TALK = "rapport"  # an hour and a quarter between coaches and team, around the report
TALK_MINUTES = 75
TALK_WITHIN = 15  # working days after the committee
REASON_LIMIT = 300  # characters
MORNING, AFTERNOON = (9 * 60, 12 * 60 + 30), (14 * 60, 18 * 60)  # minutes since 0 h: within them a committee is placed
HALVES = (MORNING, AFTERNOON)
WORKED = 5  # days of a week
READING = 3  # working days before, in which the coaches read: the team moves its committee itself until then
ROLES = (Role.EIG, Role.PORTEUR)  # participants beside the coaches; a sponsor is not invited


@dataclass(frozen=True, slots=True)
class HalfDay:
    """Half a day: `afternoon` or not."""

    day: date
    afternoon: bool

    @property
    def number(self) -> int:
        """Its number, by time."""
        return 2 * self.day.toordinal() + self.afternoon

    @classmethod
    def numbered(cls, number: int) -> "HalfDay":
        """Return the half-day of a number. Raises ValueError, OverflowError for none."""
        return cls(date.fromordinal(number // 2), bool(number % 2))


@dataclass(frozen=True, slots=True)
class CommitteeAnswer:
    """The half-days that somebody said are not possible; no answer means that all are."""

    person_id: int
    shut: frozenset[int]
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """The committees of a promotion's phase as they are being planned; `weeks` by their Mondays.

    `revision` rises with each booking: who plans on an older one is told. `asked_at`: when the half-days of these weeks
    were asked for.
    """

    id: int
    promotion_id: int
    phase: int
    weeks: tuple[date, ...] = ()
    revision: int = 0
    asked_at: datetime | None = None

    def is_answered_by(self, answer: CommitteeAnswer) -> bool:
        """Return whether an answer is to these weeks, and not to those asked for before."""
        return self.asked_at is None or answer.answered_at >= self.asked_at

    def relation_to(self, _person: Person) -> Relation:
        """A role alone says who plans it."""
        return Relation.NONE


@dataclass(frozen=True, slots=True)
class Committee:
    """A défi's committee in a phase; one that is cancelled has `ended`, and another may take its place."""

    id: int
    round_id: int
    defi_id: int
    appointment_id: int
    ended: bool = False
    talk_id: int | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """What a défi's team prepares for its committee of a phase, whichever day that is; its words are versions."""

    id: int
    round_id: int
    defi_id: int


@dataclass(frozen=True, slots=True)
class CommitteeSheet:
    """All that a committee's card says. `people`: who takes or took part, by id; `talk`: around its report."""

    committee: Committee
    phase: int
    appointment: Appointment
    defi: Defi
    people: Mapping[int, Person]
    talk: Appointment | None = None

    @property
    def promotion_id(self) -> int:
        """The promotion whose roles count."""
        return self.defi.promotion_id

    @property
    def is_cancelled(self) -> bool:
        """Return whether it does not take place."""
        return self.appointment.state is State.CANCELLED

    @property
    def tags(self) -> Tags:
        """Chosen skills and values, also for the talk about its report: its support is not used for guesses."""
        return first_chosen([self.appointment.tags]) or NOTHING

    @property
    def both(self) -> list[Appointment]:
        """The committee, and the talk around its report where that has a date."""
        return [self.appointment, *([self.talk] if self.talk and self.talk.state is not State.CANCELLED else [])]

    @property
    def ends(self) -> datetime:
        """When all of it is over."""
        return max(appointment.ends for appointment in self.both)

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation: by their part in the committee or the talk, else as a member of the team."""
        parts = [appointment.relation_to(person) for appointment in self.both]
        mine = next((part for part in parts if part is not Relation.NONE), Relation.NONE)
        return mine if mine is not Relation.NONE else self.defi.relation_to(person)

    def has_left(self, person_id: int | None) -> bool:
        """Return whether a person was a participant and left."""
        was = any(participant.person_id == person_id for participant in self.appointment.participants)
        return was and self.appointment.part_of(person_id) is None

    def unled(self, now: datetime) -> list[Appointment]:
        """Return which of the committee and the talk around its report are still to come and led by nobody."""
        coming = [
            appointment
            for appointment in self.both
            if appointment.state is State.CONFIRMED and appointment.starts > now
        ]
        return [appointment for appointment in coming if not appointment.host_ids]

    def can_be_led(self, now: datetime) -> bool:
        """Return whether the committee, or the talk around its report, is to come and led by nobody."""
        return bool(self.unled(now))

    def is_talk(self, appointment: Appointment) -> bool:
        """Return whether an appointment is the talk around the report, and not the committee itself."""
        return self.talk is not None and appointment.id == self.talk.id

    def hosts(self, person_id: int | None) -> bool:
        """Return whether somebody leads it."""
        return self.appointment.part_of(person_id) is Part.HOST


def days_of(weeks: tuple[date, ...], *, until: date) -> list[date]:
    """Return the working days of these weeks (by their Mondays) up to a day, by time.

    Those of the end of the year only in a week that has no others: it was chosen for them.
    """
    found = list[date]()
    for monday in sorted(weeks):
        days = [day for at in range(WORKED) if is_working_day(day := monday + timedelta(days=at)) and day <= until]
        found += [day for day in days if is_proposed(day)] or days
    return found

"""Define a date poll: the poll, its voters, their answers, and the ranking of its dates. Pure.

docs/decisions/polls.md explains why a poll may close before everybody has answered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.agenda.model import Appointment, State
from bot.catalogue.tags import Tags, first_choice, guess_tags
from bot.dates.paris import from_epoch
from bot.dates.working import shift_out_of_quiet
from bot.programme.model import Person, Relation
from bot.workshops.model import WorkshopSheet

KEY = "rencontre"  # the appointments that a poll books belong to this dispositif
TITLE_LIMIT, PLACE_LIMIT, REASON_LIMIT = 120, 300, 300  # in characters
MOST_DATES = 10
MOST_PEOPLE = 100
SHORT = timedelta(days=2)  # time from the reminder to the deadline; a shorter poll has no reminder


class Choice(StrEnum):
    """A person's answer about a date."""

    YES = "yes"
    MAYBE = "maybe"  # « Si besoin »
    NO = "no"


class Stage(StrEnum):
    """State of a poll."""

    OPEN = "open"
    CLOSED = "closed"  # the asker must choose a date
    BOOKED = "booked"
    ENDED = "ended"  # the poll ended without a date


class CloseReason(StrEnum):
    """The reason why a poll closed."""

    ALL = "all"
    DEADLINE = "deadline"
    BEATEN = "beaten"  # no answer can change the best date
    PAST = "past"  # all dates of the poll are over
    ASKED = "asked"  # the asker closed the poll
    UNDONE = "undone"  # a date was booked, then undone


Answers: TypeAlias = Mapping[int, Choice]  # answers by date, in seconds since 1970


@dataclass(frozen=True, slots=True)
class Voter:
    """A person who is asked. A `required` voter must be able to attend. `answers` lacks the dates without an answer."""

    person_id: int
    required: bool
    answers: Answers
    answered_at: datetime | None = None

    def lacks(self, dates: Iterable[int]) -> bool:
        """Return whether the voter has not answered for one of these dates."""
        return any(date not in self.answers for date in dates)


@dataclass(frozen=True, slots=True)
class Poll:
    """A date poll. `moves` is the appointment to reschedule, None if the poll books a new one.

    `dates` are in order, in seconds since 1970. `revision` rises when the dates change. `appointment_id` is the
    appointment that was booked or rescheduled."""

    id: int
    asked_by: int
    title: str
    minutes: int
    dates: tuple[int, ...]
    deadline: datetime
    created_at: datetime
    stage: Stage = Stage.OPEN
    why: CloseReason | None = None
    revision: int = 0
    place: str | None = None
    link: str | None = None
    moves: int | None = None
    appointment_id: int | None = None

    @property
    def chased_at(self) -> datetime | None:
        """When voters without an answer get a reminder: two days before the deadline, in working hours.

        None for a short poll, or if no working hour remains before the deadline."""
        again = shift_out_of_quiet(self.deadline - SHORT) if self.deadline - self.created_at >= SHORT else self.deadline
        return again if again < self.deadline else None

    def upcoming_dates(self, now: datetime) -> tuple[int, ...]:
        """Return the upcoming dates."""
        return tuple(date for date in self.dates if date > now.timestamp())


@dataclass(frozen=True, slots=True)
class DateVotes:
    """A date, with its voters' ids by answer. The date with the greatest `key` is the best.

    The best date has the most required people who can attend, then the most optional people, then the most « Oui ». The
    earlier date wins among equals. A person who answers « Si besoin » can attend."""

    starts: int
    key: tuple[int, int, int, int]
    yes: tuple[int, ...]
    maybe: tuple[int, ...]
    no: tuple[int, ...]
    silent: tuple[int, ...]

    @property
    def moment(self) -> datetime:
        """The start, as a datetime."""
        return from_epoch(self.starts)

    @property
    def missing(self) -> tuple[int, ...]:
        """The ids of the people who cannot attend or have not answered."""
        return (*self.no, *self.silent)


def rank_dates(voters: Sequence[Voter], epoch_dates: Iterable[int]) -> list[DateVotes]:
    """Return the dates, best first, with the voters by answer. A person without an answer counts as absent."""
    return sorted((_date_votes(voters, date) for date in epoch_dates), key=lambda standing: standing.key, reverse=True)


def unbeatable_date(voters: Sequence[Voter], epoch_dates: Collection[int]) -> int | None:
    """Return the date that stays best whatever people still answer; None if another date can become best.

    In the worst case for a date, people without an answer refuse it and accept all others. Given answers do not change.
    """
    worst = {date: _rank_key(voters, date, silence=Choice.NO) for date in epoch_dates}
    best = max(epoch_dates, key=worst.__getitem__, default=None)
    others = (_rank_key(voters, date, silence=Choice.YES) for date in epoch_dates if date != best)
    return best if best is not None and all(other < worst[best] for other in others) else None


def reason_to_close(poll: Poll, voters: Sequence[Voter], *, now: datetime) -> CloseReason | None:
    """Return why an open poll must close now; None if it stays open.

    A poll with several dates closes if all required people have answered and no answer can change the best date."""
    dates = poll.upcoming_dates(now)
    if not dates:
        return CloseReason.PAST
    if not any(voter.lacks(dates) for voter in voters):
        return CloseReason.ALL
    if poll.deadline <= now:
        return CloseReason.DEADLINE
    heard = not any(voter.required and voter.lacks(dates) for voter in voters)
    settled = heard and len(dates) > 1 and any(voter.answers for voter in voters)
    return CloseReason.BEATEN if settled and unbeatable_date(voters, dates) is not None else None


@dataclass(frozen=True, slots=True)
class PollSheet:
    """A poll with everything that its cards show. `voters` are the people asked who are still in the programme.

    `people` are by id. `appointment` is the appointment to reschedule, or the appointment that was booked."""

    poll: Poll
    voters: tuple[Voter, ...]
    people: Mapping[int, Person]
    appointment: Appointment | None = None

    @property
    def promotion_id(self) -> int | None:
        """None, because a poll may concern people of several promotions."""
        return None

    @property
    def is_cancelled(self) -> bool:
        """Return whether the poll's appointment was cancelled."""
        return self.appointment is not None and self.appointment.state is State.CANCELLED

    @property
    def is_meeting(self) -> bool:
        """Return whether the poll booked a new appointment, rather than rescheduling one."""
        return self.poll.moves is None and self.appointment is not None

    @property
    def asker(self) -> Person | None:
        """The person who asked; None if they were erased."""
        return self.people.get(self.poll.asked_by)

    def count_answered(self, now: datetime) -> int:
        """Count the people who have answered for all upcoming dates."""
        dates = self.poll.upcoming_dates(now)
        return sum(not voter.lacks(dates) for voter in self.voters)

    def voter(self, person_id: int | None) -> Voter | None:
        """Return a person's vote; None if they were not asked."""
        return next((voter for voter in self.voters if voter.person_id == person_id), None)

    def ranked_dates(self, now: datetime) -> list[DateVotes]:
        """Return the upcoming dates, best first."""
        return rank_dates(self.voters, self.poll.upcoming_dates(now))

    def relation_to(self, person: Person) -> Relation:
        """Return `OWNER` for the asker, `GUEST` for a voter, and `NONE` for another person."""
        if person.id == self.poll.asked_by:
            return Relation.OWNER
        return Relation.GUEST if self.voter(person.id) else Relation.NONE


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting that a poll booked.

    `workshop` is set if the meeting is a workshop's date. `tried`: the texts of the actions noted in it."""

    sheet: PollSheet
    appointment: Appointment
    workshop: WorkshopSheet | None = None
    tried: tuple[str, ...] = ()

    @property
    def promotion_id(self) -> int | None:
        """The promotion whose coaches manage this meeting. It is None unless the meeting is a workshop's date."""
        return self.appointment.promotion_id

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation to the appointment; AWAY for a person who left or answered « Non »."""
        mine = self.appointment.relation_to(person)
        return Relation.AWAY if mine is Relation.NONE and self.appointment.left_by(person.id) else mine

    @property
    def tags(self) -> Tags:
        """The skills and values chosen for the meeting, or else guessed from its title."""
        known = first_choice([self.appointment.tags])
        return guess_tags(self.sheet.poll.title) if known is None else known

    def has_left(self, person_id: int | None) -> bool:
        """Return whether a person was a participant and left."""
        was = any(participant.person_id == person_id for participant in self.appointment.participants)
        return was and self.appointment.part_of(person_id) is None


def _date_votes(voters: Sequence[Voter], date: int) -> DateVotes:
    def said(what: Choice | None) -> tuple[int, ...]:
        return tuple(voter.person_id for voter in voters if voter.answers.get(date) is what)

    yes, maybe, no, silent = (said(choice) for choice in (Choice.YES, Choice.MAYBE, Choice.NO, None))
    return DateVotes(date, _rank_key(voters, date, silence=Choice.NO), yes, maybe, no, silent)


def _rank_key(voters: Sequence[Voter], date: int, *, silence: Choice) -> tuple[int, int, int, int]:
    required = wished = yes = 0
    for voter in voters:
        said = voter.answers.get(date, silence)
        if said is not Choice.NO:
            required += voter.required
            wished += not voter.required
            yes += said is Choice.YES
    return required, wished, yes, -date

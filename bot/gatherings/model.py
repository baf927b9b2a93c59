"""Define the values about gatherings: series, occurrences, answers and proposals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.agenda.model import Appointment, Part, State
from bot.catalogue.phases import SKILL, VALUE, tags_of
from bot.catalogue.tags import Tags, first_choice, guess_tags
from bot.dates.paris import day_of
from bot.gatherings.kinds import Kind, kind_of
from bot.programme.model import Person, Phase, Promotion, Relation
from bot.programme.roles import Role

LEAD_DAYS = 14  # by default, a gathering is announced this many days ahead (docs/programme.md, Gatherings)
TITLE_LIMIT = 150
PLACE_LIMIT = 300
LINK_LIMIT = 500
TEXT_LIMIT = 3000  # in characters: Slack's limit for a text field
PROPOSAL_LIMIT = 300
SHARED_LIMIT = 1000


class Reply(StrEnum):
    """A person's answer to an announcement. `WAITS` means that they are on the waiting list of a full gathering."""

    COMES = "comes"
    DECLINES = "declines"
    WAITS = "waits"


class Purpose(StrEnum):
    """The purpose of a proposal."""

    SUBJECT = "subject"  # a subject for the next peer group or porteurs' seminar
    QUESTION = "question"  # a question to the speakers of a conference
    SHARED = "shared"  # a text that a participant of a porteurs' seminar shares with the others


@dataclass(frozen=True, slots=True)
class Series:
    """A recurring gathering: its kind, rule, people, place and organiser.

    `rule` has the format of `bot.dates.recurrence`. `minutes` is the length of a gathering. `channel` is the Slack
    channel of the announcements; None means the promotion's channel for this kind. `metiers` are the métiers of a group
    between peers. `opened_to` has roles that are invited in addition to the roles of the kind. `title` names a single
    event, or distinguishes series of one kind."""

    id: int
    promotion_id: int
    dispositif: str
    rule: str
    minutes: int
    organiser_id: int
    title: str | None = None
    channel: str | None = None
    place: str | None = None
    link: str | None = None
    lead_days: int = LEAD_DAYS
    capacity: int | None = None
    skips_august: bool = True
    opened_to: frozenset[Role] = frozenset()
    skills: tuple[str, ...] = ()
    valeurs: tuple[str, ...] = ()
    metiers: tuple[str, ...] = ()
    ended_at: datetime | None = None

    @property
    def kind(self) -> Kind:
        """The kind of the series' gatherings."""
        return kind_of(self.dispositif)

    @property
    def tags(self) -> Tags:
        """The skills and values chosen for the whole series."""
        return Tags(tuple(tags_of(self.skills, SKILL)), tuple(tags_of(self.valeurs, VALUE)))

    def tags_of_date(self, title: str | None, phase: Phase | None) -> Tags:
        """Return tags for a date without its own: the tags of the series, or a guess from the titles of both."""
        words = f"{self.title or ''} {title or ''}"
        return self.tags or guess_tags(words, dispositif=self.dispositif, phase=phase.number if phase else None)

    def relation_to(self, person: Person) -> Relation:
        """Return `HOST` for the organiser of the series, `NONE` for another person."""
        return Relation.HOST if person.id == self.organiser_id else Relation.NONE


@dataclass(frozen=True, slots=True)
class Gathering:
    """One occurrence of a series. Its appointment has the time, the place and the participants.

    `period` is the month, week or day for which the rule planned this occurrence. No other occurrence of the series has
    this period. `by_rule` is the day that the rule planned. If a public holiday moved the date, `moved_for` names the
    holiday. `unclaimed` means « à arbitrer »: no host was free, or the host was removed. `title` is a conference's
    title, or the subject of a group between peers. `sheet` is the practical sheet of a seminar. `attendance` is the
    host's record: "all", "some" or "none"; None without a record. `closed_at` is when the follow-up was enqueued."""

    id: int
    series_id: int
    period: str
    appointment_id: int
    by_rule: date
    announce_at: datetime
    moved_for: str | None = None
    unclaimed: bool = False
    capacity: int | None = None
    title: str | None = None
    abstract: str | None = None
    reading: str | None = None
    sheet: str | None = None
    announced_at: datetime | None = None
    closed_at: datetime | None = None
    attendance: str | None = None
    grouping: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer. `number` orders the answers and the waiting list. `attended` is None without a record."""

    person_id: int
    reply: Reply
    number: int
    answered_at: datetime
    attended: bool | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A subject or a question. `author_id` is None if the proposal is anonymous or its author was erased."""

    id: int
    gathering_id: int
    purpose: Purpose
    text: str
    at: datetime
    author_id: int | None = None
    supporters: frozenset[int] = frozenset()


class Mark(StrEnum):
    """A rating: how useful the gathering was."""

    VERY = "very"
    SOME = "some"
    LITTLE = "little"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's feedback on a gathering. It is stored with their name, so that they can change it."""

    mark: Mark
    words: str | None = None


@dataclass(frozen=True, slots=True)
class GatheringSheet:
    """A gathering with everything that its card shows.

    `invited` are the invited people by name. `answers` and `people` (everybody whom the sheet names) are by person id.
    """

    gathering: Gathering
    series: Series
    appointment: Appointment
    promotion: Promotion
    invited: tuple[Person, ...]
    answers: Mapping[int, Answer]
    people: Mapping[int, Person]

    @property
    def kind(self) -> Kind:
        """The kind of the gathering."""
        return self.series.kind

    @property
    def promotion_id(self) -> int | None:
        """The promotion whose roles a permission checks."""
        return self.series.promotion_id

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation to the gathering: organiser or host, speaker, invited, or none."""
        part = self.appointment.part_of(person.id)
        if person.id == self.series.organiser_id or part is Part.HOST:
            return Relation.HOST
        if part is Part.EXPERT:
            return Relation.EXPERT
        invited = part is not None or any(other.id == person.id for other in self.invited)
        return Relation.GUEST if invited else Relation.NONE

    @property
    def tags(self) -> Tags:
        """The tags of this date: its own, or else the tags of the series, or else a guess from the titles."""
        known = first_choice([self.appointment.tags])
        phase = self.promotion.phase_on(day_of(self.appointment.starts))
        return self.series.tags_of_date(self.gathering.title, phase) if known is None else known

    @property
    def channel(self) -> str | None:
        """The Slack channel of the announcement; None if people get direct messages."""
        return self.series.channel or self.promotion.channels.get(self.kind.channel)

    @property
    def capacity(self) -> int | None:
        """The number of places, not counting hosts and speakers. It is None if places are unlimited."""
        return self.gathering.capacity if self.gathering.capacity is not None else self.series.capacity

    @property
    def is_cancelled(self) -> bool:
        """Return whether the gathering was cancelled."""
        return self.appointment.state is State.CANCELLED

    @property
    def organiser(self) -> Person | None:
        """The organiser; None if they were erased."""
        return self.people.get(self.series.organiser_id)

    def who_replied(self, reply: Reply) -> tuple[Person, ...]:
        """Return the people who gave this answer, in the order of their answers."""
        found = sorted(
            (answer for answer in self.answers.values() if answer.reply is reply), key=lambda answer: answer.number
        )
        return tuple(self.people[answer.person_id] for answer in found if answer.person_id in self.people)

    @property
    def unanswered(self) -> tuple[Person, ...]:
        """The invited people who have not answered, by name."""
        return tuple(person for person in self.invited if person.id not in self.answers)

    def comes(self, person_id: int | None) -> bool:
        """Return whether a person attends, hosts or speaks. A person on the waiting list does not attend."""
        return self.appointment.part_of(person_id) is not None

    def room_for(self, person_id: int | None) -> str | None:
        """Return the online room for a person who attends. Return None if the small groups have their own rooms."""
        tells = self.comes(person_id) and not self.kind.mixes
        return self.appointment.link if tells else None

    @property
    def free_places(self) -> int | None:
        """The number of free places. It is None if places are unlimited."""
        taken = sum(answer.reply is Reply.COMES for answer in self.answers.values())
        return None if self.capacity is None else max(self.capacity - taken, 0)


# Answers to a multidisciplinary group close this long before its start, because its small groups are formed then.
ANSWERS_CLOSE = timedelta(days=2)

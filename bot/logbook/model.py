"""Define a logbook: its fields, levels, events and pages. Pure.

The logbook asks one question at a time, and three lines are enough for an answer. A level describes behaviour, and is
private (docs/programme.md, Workshops and logbooks). The bot shows no streak, score or rank, does not count logbooks,
and sends no reminder of an empty month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TypeAlias

from bot.agenda.model import Appointment
from bot.dates.paris import moment_at
from bot.dates.phases import add_months
from bot.programme.model import Person, Phase, Promotion, Relation

LOGBOOK = "carnet"
MINUTES = 60
LIMIT = 3000  # longest answer, in characters: Slack's limit for a field
OWN_LIMIT = 200  # longest question of an owner, in characters
MOST_SKILLS, MOST_OWN = 3, 3
LAST_MONTHS = 2  # « Valoriser » is offered in the last two months of a promotion
PHASE_ENDS = timedelta(days=30)  # first and last levels are compared when a phase ends within this time

ALWAYS = ""  # the month of entries that belong to no month: aims, own questions, CV facts
AIMS = ("apprendre", "carriere")
QUESTIONS = ("avance", "appris", "freine", "ensuite")
# These fields have the answers to the owner's own questions.
OWN = tuple(f"own{number}" for number in range(1, MOST_OWN + 1))
# These fields have the owner's own questions, which are the same in all months.
ASKS = {one: f"ask{number}" for number, one in enumerate(OWN, 1)}
RESULTS = ("resultat", "preuve")
LASTING = (*AIMS, *ASKS.values(), *RESULTS)
Place: TypeAlias = tuple[str, str]  # (month or ALWAYS, field name)


class Level(StrEnum):
    """A person's level in a skill. It describes what the person does."""

    DISCOVERS = "discovers"
    HELPED = "helped"
    ALONE = "alone"
    HELPS = "helps"

    @property
    def step(self) -> int:
        """The level's position, from 1 to 4. A plot needs it, but people never see the number."""
        return list(Level).index(self) + 1


class Source(StrEnum):
    """The kind of an event of a month."""

    SESSION = "seance"
    PRESENTED = "passage"
    QUESTION = "question"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class FieldText:
    """The text of a field. `number` is its version.

    If the owner typed over an older version, in a second window, `aside` has the typed text until the owner has merged
    both. `asked` is the owner's own question, as it was when the owner answered it."""

    month: str
    name: str
    text: str
    number: int
    at: datetime
    aside: str | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class TypedText:
    """Text typed in a form. `over` is the version that the form showed, or 0. `shown` is the digest of that version."""

    over: int
    shown: str
    text: str


@dataclass(frozen=True, slots=True)
class AssessedLevel:
    """A person's level in a skill (its key) in a phase (its number)."""

    skill: str
    phase: int
    level: Level
    at: datetime


@dataclass(frozen=True, slots=True)
class MonthEvent:
    """An event of a month. `fact` is its key (« seance-12 »), and `said` is its wording. `tags` are keys of tags."""

    fact: str
    said: str
    day: date
    tags: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        """The kind of event."""
        return Source(self.fact.partition("-")[0])


@dataclass(frozen=True, slots=True)
class Evidence(MonthEvent):
    """An event that the owner kept as evidence, with the wording that it had then."""

    month: str = ALWAYS


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress in one skill: its first and last level, the level of each phase, and evidence."""

    skill: str
    first: AssessedLevel
    last: AssessedLevel
    by_phase: Mapping[int, Level]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Logbook:
    """A person's whole logbook. `id` is 0 until something is written. `skills` are the keys of followed skills."""

    id: int
    person_id: int
    of_promotion: int = 0
    skills: tuple[str, ...] = ()
    words: Mapping[Place, FieldText] = field(default_factory=dict)
    assessed: tuple[AssessedLevel, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def promotion_id(self) -> None:
        """None, because only the owner has access, whatever their promotion."""

    def relation_to(self, person: Person) -> Relation:
        """Return `OWNER` if the logbook is saved and belongs to this person. Otherwise return `NONE`."""
        return Relation.OWNER if self.id and self.person_id == person.id else Relation.NONE

    def word(self, name: str, month: str = ALWAYS) -> FieldText | None:
        """Return the text of a field with its version; None if it is empty."""
        found = self.words.get((month, name))
        return found if found and (found.text or found.aside) else None

    def text(self, name: str, month: str = ALWAYS) -> str:
        """Return the text of a field, "" if the field is empty."""
        found = self.words.get((month, name))
        return found.text if found else ""

    def questions(self, month: str) -> tuple[str, ...]:
        """Return the fields of a month's questions: the owner's own questions, then the bot's questions.

        A question that the owner removed stays in the months in which it was answered."""
        return (*(one for one in OWN if self.text(ASKS[one]) or self.text(one, month)), *QUESTIONS)

    def next_question(self, month: str) -> str | None:
        """Return the field of the first question without an answer. Return None if all questions have one."""
        return next((question for question in self.questions(month) if not self.text(question, month)), None)

    def evidence_of(self, month: str) -> tuple[Evidence, ...]:
        """Return the evidence of a month."""
        return tuple(evidence for evidence in self.evidence if evidence.month == month)

    @property
    def months(self) -> tuple[str, ...]:
        """The months with content, in order."""
        written = {month for (month, _), word in self.words.items() if month != ALWAYS and (word.text or word.aside)}
        return tuple(sorted(written | {evidence.month for evidence in self.evidence}))

    @property
    def progress(self) -> tuple[Progress, ...]:
        """The progress in each skill that has a level. Skills that the owner follows come first."""
        keys = dict.fromkeys([*self.skills, *(assessed.skill for assessed in self.assessed)])
        found = []
        for key in keys:
            mine = [assessed for assessed in self.assessed if assessed.skill == key]
            if mine:
                by_phase = {assessed.phase: assessed.level for assessed in mine}
                evidence = tuple(evidence for evidence in self.evidence if key in evidence.tags)
                found.append(Progress(key, mine[0], mine[-1], by_phase, evidence))
        return tuple(found)

    @property
    def is_empty(self) -> bool:
        """Return whether the logbook has no content."""
        return not (self.skills or self.assessed or self.evidence or any(word.text for word in self.words.values()))


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month of a logbook, for its owner.

    `found` are the month's events. `hour` is the next reserved hour. `phase` is the current phase, None outside phases.
    `can_write` means that the owner is still an EIG."""

    book: Logbook
    promotion: Promotion
    month: str
    found: tuple[MonthEvent, ...]
    hour: Appointment | None
    phase: Phase | None
    today: date
    can_write: bool

    @property
    def months(self) -> tuple[str, ...]:
        """The months that can be shown: the promotion's months until now, and the months with content."""
        first, last = self.promotion.starts_on, min(self.today, self.promotion.ends_on)
        several = {self.month, *self.book.months}
        while month_of(first) <= month_of(last):
            several.add(month_of(first))
            first = add_months(first, 1)
        return tuple(sorted(several))

    @property
    def compares(self) -> bool:
        """Return whether the page compares first and last levels, because a phase ends soon or all phases are over."""
        return bool(self.book.progress) and (self.phase is None or self.phase.ends_on - self.today <= PHASE_ENDS)

    @property
    def is_last(self) -> bool:
        """Return whether the last two months of the promotion have begun."""
        return self.today >= add_months(self.promotion.ends_on, -LAST_MONTHS)


@dataclass(frozen=True, slots=True)
class Share:
    """An entry as it was when the owner shared it with a coach. The texts are None after the entry was erased."""

    id: int
    person_id: int
    coach_id: int
    title: str | None
    text: str | None


def digest_of(text: str) -> str:
    """Return the digest of a text, to detect later changes."""
    return sha256(text.strip().encode()).hexdigest()[:8]


def month_of(day: date) -> str:
    """Return the month of a day in the stored form: « 2026-05 »."""
    return f"{day:%Y-%m}"


def first_day(month: str) -> date:
    """Return the first day of a month. Raises ValueError for an invalid month."""
    return date.fromisoformat(f"{month}-01")


def span_of(month: str) -> tuple[datetime, datetime]:
    """Return the start of a month and the start of the next month, in Paris time."""
    first = first_day(month)
    return moment_at(first, 0), moment_at(add_months(first, 1), 0)


def field_place(name: str, month: str) -> Place | None:
    """Return (month, field), under which a text of this page is stored. Return None for an unknown field name."""
    if name in LASTING:
        return (ALWAYS, name)
    return (month, name) if name in (*QUESTIONS, *OWN) else None

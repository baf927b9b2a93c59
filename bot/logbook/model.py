"""Model of a logbook; pure.

docs/programme.md, Workshops and logbooks: never an empty page, one question at a time, three lines are enough; a level
is described by behaviour, and private. No streak, score, rank or count of logbooks: a month left blank is blank."""

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
LIMIT = 3000  # characters of an answer, as a field of Slack's holds
OWN_LIMIT = 200  # characters of a question of one's own
MOST_SKILLS, MOST_OWN = 3, 3
LAST_MONTHS = 2  # of a promotion, in which « Valoriser » is offered
PHASE_ENDS = timedelta(days=30)  # before the end of a phase: then and now are shown

ALWAYS = ""  # the month of entries outside months: aims, own questions, CV facts
AIMS = ("apprendre", "carriere")
QUESTIONS = ("avance", "appris", "freine", "ensuite")
OWN = tuple(f"own{number}" for number in range(1, MOST_OWN + 1))  # the answers to questions of one's own
ASKS = {one: f"ask{number}" for number, one in enumerate(OWN, 1)}  # and what these ask, whatever the month
RESULTS = ("resultat", "preuve")
LASTING = (*AIMS, *ASKS.values(), *RESULTS)
Place: TypeAlias = tuple[str, str]  # a month (or ALWAYS), and the name of what is written there


class Level(StrEnum):
    """A person's level, described by what they do."""

    DISCOVERS = "discovers"
    HELPED = "helped"
    ALONE = "alone"
    HELPS = "helps"

    @property
    def step(self) -> int:
        """Its place among the four, from 1: for a picture, never shown as a number."""
        return list(Level).index(self) + 1


class Source(StrEnum):
    """A source of a month's events."""

    SESSION = "seance"
    PRESENTED = "passage"
    QUESTION = "question"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Word:
    """What is written in one place, in the version `number`.

    `aside`: what another window of its owner's had typed over an older version, until they make one of both.
    `asked`: the question of their own, as it read then.
    """

    month: str
    name: str
    text: str
    number: int
    at: datetime
    aside: str | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class LogbookTyped:
    """What was typed in a form that showed the version `over` (0: none), whose text has the digest `shown`."""

    over: int
    shown: str
    text: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """What somebody said of a skill, by its key, in a phase."""

    skill: str
    phase: int
    level: Level
    at: datetime


@dataclass(frozen=True, slots=True)
class LogbookFound:
    """Something that a month brought. `fact`: its key (« seance-12 »); `tags`: keys of skills and values."""

    fact: str
    said: str
    day: date
    tags: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        """What it is."""
        return Source(self.fact.partition("-")[0])


@dataclass(frozen=True, slots=True)
class Evidence(LogbookFound):
    """A find that its owner keeps as evidence, worded as it was that day."""

    month: str = ALWAYS


@dataclass(frozen=True, slots=True)
class Progress:
    """One skill then and now: the first and the last that was said of it, by phase too, and what is kept of it."""

    skill: str
    first: Assessed
    last: Assessed
    by_phase: Mapping[int, Level]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Logbook:
    """All of somebody's logbook; `id` 0 where nothing is written yet. `skills`: keys, as followed now."""

    id: int
    person_id: int
    of_promotion: int = 0
    skills: tuple[str, ...] = ()
    words: Mapping[Place, Word] = field(default_factory=dict)
    assessed: tuple[Assessed, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def promotion_id(self) -> None:
        """Whose it is decides alone, not what they are in which promotion."""

    def relation_to(self, person: Person) -> Relation:
        """Return whether it is this person's, and is there."""
        return Relation.OWNER if self.id and self.person_id == person.id else Relation.NONE

    def word(self, name: str, month: str = ALWAYS) -> Word | None:
        """Return the text in a place; None for nothing, or if it was emptied."""
        found = self.words.get((month, name))
        return found if found and (found.text or found.aside) else None

    def text(self, name: str, month: str = ALWAYS) -> str:
        """Return the text of a place, "" for none."""
        found = self.words.get((month, name))
        return found.text if found else ""

    def questions(self, month: str) -> tuple[str, ...]:
        """Get the names of a month's questions: one's own first (and those that it has answers to), then the bot's."""
        return (*(one for one in OWN if self.text(ASKS[one]) or self.text(one, month)), *QUESTIONS)

    def next_question(self, month: str) -> str | None:
        """Return the first of them without an answer."""
        return next((question for question in self.questions(month) if not self.text(question, month)), None)

    def kept(self, month: str) -> tuple[Evidence, ...]:
        """Return what is kept of a month."""
        return tuple(evidence for evidence in self.evidence if evidence.month == month)

    @property
    def months(self) -> tuple[str, ...]:
        """Return the months that have something, the first first."""
        written = {month for (month, _), word in self.words.items() if month != ALWAYS and (word.text or word.aside)}
        return tuple(sorted(written | {evidence.month for evidence in self.evidence}))

    @property
    def progress(self) -> tuple[Progress, ...]:
        """Return each skill of which something was said, those that are followed first."""
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
        """Return whether there is nothing in it."""
        return not (self.skills or self.assessed or self.evidence or any(word.text for word in self.words.values()))


@dataclass(frozen=True, slots=True)
class Page:
    """A month of a logbook as its owner reads it. `found`: what it brought by itself. `hour`: the next one kept free.

    `phase`: of today, None between phases and once all are over. `can_write`: its owner is an EIG still.
    """

    book: Logbook
    promotion: Promotion
    month: str
    found: tuple[LogbookFound, ...]
    hour: Appointment | None
    phase: Phase | None
    today: date
    can_write: bool

    @property
    def months(self) -> tuple[str, ...]:
        """The months that can be read: of the promotion until now, and those that have something."""
        first, last = self.promotion.starts_on, min(self.today, self.promotion.ends_on)
        several = {self.month, *self.book.months}
        while month_of(first) <= month_of(last):
            several.add(month_of(first))
            first = add_months(first, 1)
        return tuple(sorted(several))

    @property
    def compares(self) -> bool:
        """Return whether then and now are shown: a phase ends soon, or all are over."""
        return bool(self.book.progress) and (self.phase is None or self.phase.ends_on - self.today <= PHASE_ENDS)

    @property
    def is_last(self) -> bool:
        """Return whether these are the last two months, or what comes after."""
        return self.today >= add_months(self.promotion.ends_on, -LAST_MONTHS)


@dataclass(frozen=True, slots=True)
class Share:
    """One entry shown to one coach, as it read when it was sent; without words once its owner erased them."""

    id: int
    person_id: int
    coach_id: int
    title: str | None
    text: str | None


def digest_of(text: str) -> str:
    """Return the digest of a text, to detect later changes."""
    return sha256(text.strip().encode()).hexdigest()[:8]


def month_of(day: date) -> str:
    """Return the month of a day, as it is kept: « 2026-05 »."""
    return f"{day:%Y-%m}"


def first_day(month: str) -> date:
    """Return the first day of a month. Raises ValueError for what is none."""
    return date.fromisoformat(f"{month}-01")


def span_of(month: str) -> tuple[datetime, datetime]:
    """Return when a month begins, and the next one, on the clocks of Paris."""
    first = first_day(month)
    return moment_at(first, 0), moment_at(add_months(first, 1), 0)


def place_of(name: str, month: str) -> Place | None:
    """Return where something of this name is written on the page of a month; None for a name that is none."""
    if name in LASTING:
        return (ALWAYS, name)
    return (month, name) if name in (*QUESTIONS, *OWN) else None

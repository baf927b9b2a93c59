"""Define a support: its questions, axes, objectives and indicator, and the texts that were written. Pure.

A support has the programme's questions, each with an optional axis. It has the objectives of the previous committee,
and how far they are met. It has one indicator that the team chooses. Everything is optional: a team may write its own
questions, or link its own document. Nobody gives marks (docs/programme.md, Committees)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of
from bot.errors import Invalid
from bot.evaluation.model import READING, CommitteeSheet, Support
from bot.evaluation.support import own
from bot.meeting_links import is_address
from bot.programme.model import Person, Relation, Version
from bot.programme.roles import Role
from bot.programme.shape import CommitteeQuestion
from bot.programme.versions import LIMIT, TypedField

THING = "support"
OUTCOMES: Mapping[str, str] = {
    "atteint": "Atteint",
    "en_partie": "En partie",
    "pas_encore": "Pas encore",
    "abandonne": "Abandonné",
}
DROPPED = "abandonne"
MOST_OWN, MOST_AIMS = 6, 5
OWN_LIMIT = 150  # characters of a team's own question
INDICATOR = ("indicator", "target", "level", "source")
LINK, OWN = "link", "questions"
OWN_KEYS = tuple(f"own{number}" for number in range(1, MOST_OWN + 1))
_SHORT: Mapping[str, int] = {"aim": 300, "because": 300, OWN: 1000, LINK: 500} | dict.fromkeys(INDICATOR, 200)


class SupportPart(StrEnum):
    """A form of the support. Each form shows some of the support's fields."""

    ANSWERS = "answers"
    AIMS = "aims"  # progress on the objectives of the previous committee
    NEXT = "next"  # objectives until the next committee
    INDICATOR = "indicator"
    QUESTIONS = "questions"  # the team's own questions, or a link to its document
    APART = "apart"  # a porteur's own answers to the questions of the team


# A question, the team's answer, and (name, answer) of each porteur who answered apart.
Answered: TypeAlias = tuple[CommitteeQuestion, str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective of the previous committee. `outcome` is a key of OUTCOMES, or "" if the team has not chosen one."""

    number: int
    text: str
    outcome: str
    because: str


@dataclass(frozen=True, slots=True)
class FilledSupport:
    """A support with its texts. `words` has the newest text of each field, and `last` those of the previous support.

    `people` has the participants and the authors, by id. `writers` has the ids of all authors."""

    sheet: CommitteeSheet
    support: Support
    words: Mapping[str, Version]
    last: Mapping[str, Version] = field(default_factory=dict)
    people: Mapping[int, Person] = field(default_factory=dict)
    writers: frozenset[int] = frozenset()

    @property
    def promotion_id(self) -> int:
        """The id of the promotion whose roles give permissions."""
        return self.sheet.promotion_id

    def relation_to(self, person: Person) -> Relation:
        """Return `TEAM` for an EIG of the défi, `GUEST` for a porteur of the défi, `HOST` for a host, else `NONE`."""
        roles = {membership.role for membership in person.current if membership.defi_id == self.support.defi_id}
        if Role.EIG in roles:
            return Relation.TEAM
        if Role.PORTEUR in roles:
            return Relation.GUEST
        return Relation.HOST if self.sheet.hosts(person.id) else Relation.NONE

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all questions that may have an answer, even removed ones, which an open form may still show."""
        asked = (question.key for question in self.support.questions)
        return frozenset((*asked, *OWN_KEYS, *(key for key, _ in self.own)))

    def text(self, name: str) -> str:
        """Return the text of a field."""
        return self.words[name].text if name in self.words else ""

    @property
    def link(self) -> str:
        """The address of the team's own document, which replaces the support, or "" if the team has none."""
        return self.text(LINK)

    @property
    def questions(self) -> tuple[CommitteeQuestion, ...]:
        """The team's own questions. If it has none, the programme's questions from when the support was created."""
        lines = own.split_questions(self.text(OWN))[:MOST_OWN]
        if lines:
            return tuple(
                CommitteeQuestion(key, text) for key, text in own.find_keys(lines, own.read_keys(self.text(own.KEYS)))
            )
        return self.support.questions

    @property
    def own(self) -> own.Keyed:
        """The team's own questions with their keys, including removed questions. It is empty if the team wrote none."""
        return own.read_keys(self.text(own.KEYS)) or own.key_by_position(own.split_questions(self.text(OWN))[:MOST_OWN])

    @property
    def aims(self) -> tuple[Aim, ...]:
        """The objectives of the previous committee, with how far each is met."""
        return tuple(
            Aim(number, self.last[name].text, self.text(f"outcome{number}"), self.text(f"because{number}"))
            for number in range(1, MOST_AIMS + 1)
            if (name := f"aim{number}") in self.last and self.last[name].text
        )

    @property
    def coming(self) -> tuple[str, ...]:
        """The objectives that the team sets until the next committee."""
        found = (self.text(f"aim{number}") for number in range(1, MOST_AIMS + 1))
        return tuple(part for part in found if part)

    @property
    def answered(self) -> int:
        """The number of questions that the team has answered."""
        return sum(bool(self.text(question.key)) for question in self.questions)

    @property
    def empty(self) -> tuple[CommitteeQuestion, ...]:
        """The questions that the team has not answered. If the team has its own document, this is empty."""
        return () if self.link else tuple(question for question in self.questions if not self.text(question.key))

    @property
    def unsaid(self) -> int:
        """The number of objectives of the previous committee for which the team has not chosen an outcome."""
        return sum(not aim.outcome for aim in self.aims)

    @property
    def is_untouched(self) -> bool:
        """Return whether the team has written nothing."""
        return not self.link and not self.answered

    @property
    def reading_from(self) -> date:
        """The day on which the coaches begin to read the support."""
        return add_working_days(day_of(self.sheet.appointment.starts), -READING)

    def apart_of(self, person_id: int) -> dict[str, str]:
        """Return the answers that a porteur gave apart from the team, by key of the question."""
        found = {question.key: self.text(f"apart{person_id}.{question.key}") for question in self.questions}
        return {key: text for key, text in found.items() if text}

    def apart_seen_by(self, person: Person, *, now: datetime) -> list[int]:
        """Return the ids of the porteurs whose own answers a person may read.

        Coaches read all of them. Until the committee starts, a porteur reads only their own answers, and the team none,
        so that nobody adapts an answer to another. Then everybody reads all of them."""
        several = {int(name[5:].partition(".")[0]) for name in self.words if name.startswith("apart")}
        mine = self.relation_to(person)
        everybody = mine in (Relation.NONE, Relation.HOST) or self.sheet.appointment.starts <= now
        return sorted(key for key in several if (everybody or key == person.id) and self.apart_of(key))

    def fields_of(self, part: SupportPart, person_id: int) -> tuple[str, ...]:
        """Return the names of a form's fields, in order."""
        if part is SupportPart.AIMS:
            return tuple(name for aim in self.aims for name in (f"outcome{aim.number}", f"because{aim.number}"))
        names = field_names(part, [question.key for question in self.questions], person_id=person_id)
        return tuple(name for name in names if self.support.axes or not name.startswith("axis."))


def field_names(part: SupportPart, keys: Iterable[str], *, person_id: int) -> tuple[str, ...]:
    """Return the names of a form's fields. `keys` are the keys of its questions."""
    numbers = range(1, MOST_AIMS + 1)
    match part:
        case SupportPart.ANSWERS:
            return tuple(name for key in keys for name in (key, f"axis.{key}"))
        case SupportPart.AIMS:
            return tuple(name for number in numbers for name in (f"outcome{number}", f"because{number}"))
        case SupportPart.NEXT:
            return tuple(f"aim{number}" for number in numbers)
        case SupportPart.INDICATOR:
            return INDICATOR
        case SupportPart.QUESTIONS:
            return (OWN, LINK)
        case SupportPart.APART:
            return tuple(f"apart{person_id}.{key}" for key in keys)


def is_choice(name: str) -> bool:
    """Return whether a field is a choice rather than text."""
    return name.startswith(("axis.", "outcome"))


def limit_of(name: str) -> int:
    """Return the highest number of characters of a field."""
    return _SHORT.get(name.rstrip("0123456789"), LIMIT)


def check_values(typed_values: Mapping[str, TypedField], *, axes: Mapping[str, str]) -> None:
    """Check typed values. `axes` are the axes that the support offers.

    Raises Invalid with the field and a reason: "long", "choice", "why", "address", "many"."""
    for name, cell in typed_values.items():
        text = cell.text.strip()
        if len(text) > limit_of(name):
            raise Invalid(field=name, reason="long")
        chosen = axes if name.startswith("axis.") else OUTCOMES if name.startswith("outcome") else None
        if chosen is not None and text and text not in chosen:
            raise Invalid(field=name, reason="choice")
    for name, cell in typed_values.items():
        because = f"because{name.removeprefix('outcome')}"
        if cell.text == DROPPED and because in typed_values and not typed_values[because].text.strip():
            raise Invalid(field=because, reason="why")
    if (link := typed_values.get(LINK)) and link.text.strip() and not is_address(link.text.strip()):
        raise Invalid(field=LINK, reason="address")
    lines = own.split_questions(typed_values[OWN].text) if OWN in typed_values else []
    if len(lines) > MOST_OWN or any(len(line) > OWN_LIMIT for line in lines):
        raise Invalid(field=OWN, reason="many")

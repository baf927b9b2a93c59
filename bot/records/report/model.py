"""Model of a report: its headings, the team's review, the advice, and what became of earlier advice. Pure.

A report has the same headings in all phases. It is a page, and never judges a person (docs/programme.md, Reports)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.agenda.model import State
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of
from bot.evaluation.model import CommitteeSheet
from bot.programme.model import Defi, Person, Relation, Version
from bot.programme.roles import Role
from bot.programme.shape import ReportSection
from bot.programme.versions import LIMIT
from bot.records.model import State as Stands
from bot.records.model import works_on

THING = "report"
DUE = 10  # working days from the committee to the due day of its report
STOCK_FROM, STOCK_UNTIL = 2, 5  # The team writes its review from 2 to 5 working days after the committee.
ADVICE_LIMIT, REASON_LIMIT, LINK_LIMIT = 600, 300, 500  # characters
PHRASE, PHRASE_LIMIT = "phrase", 300
MOST_ADVICE = 12  # most pieces of advice in a report, which is one page long
ANSWER = "reponse"
REVIEW, AT_ONCE = "bilan", "tout"  # keys of two forms: the team's review, and all headings at once
PHRASE_LABEL = "En une phrase"
STOCK: Mapping[str, str] = {
    "marque": "Ce qui a compté pour nous",
    "garde": "Ce que nous gardons",
    "change": "Ce que nous changeons",
    "lien": "Lien vers notre bilan",
}


class AdviceImportance(StrEnum):
    """The importance of a piece of advice."""

    DO = "a_faire"
    ADVISED = "conseille"
    LEAD = "piste"


class Verdict(StrEnum):
    """The team's decision about a piece of advice."""

    ACTION = "action"
    ROADMAP = "roadmap"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Report:
    """A défi's report on a phase, which stays even if its committee is replaced.

    `before` is its `ReportOpening` at the publication, as JSON. `sections` are the programme's sections when the report
    was begun."""

    id: int
    round_id: int
    defi_id: int
    sections: tuple[ReportSection, ...]
    published_at: datetime | None = None
    published_by: int | None = None
    shared_at: datetime | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """A piece of advice. `revision` rises with each correction. `action_id` is the action that the team made of it."""

    id: int
    report_id: int
    sort: AdviceImportance
    what: str
    revision: int = 0
    verdict: Verdict | None = None
    reason: str | None = None
    action_id: int | None = None
    answered_by: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AdviceOutcome:
    """What became of a piece of advice. `state` is the state of its action, or "" if it has none."""

    sort: str
    what: str
    verdict: str = ""
    reason: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ReportOpening:
    """The beginning of a report: earlier advice, and what the team and the coaches wrote for the committee.

    `words`: (question, answer). `decisions`: (decision, reason, disagreement). `left`: subjects not reached."""

    became: tuple[AdviceOutcome, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    decisions: tuple[tuple[str, str, str], ...] = ()
    objectives: tuple[str, ...] = ()
    actions: tuple[tuple[str, str, int], ...] = ()  # (text, due day, owner id). In older rows, the owner id is 0.
    left: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Serialise the opening as JSON, to keep it with the report."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ReportOpening":
        """Parse the JSON that `to_json` returns."""
        held = json.loads(text)
        return cls(
            tuple(AdviceOutcome(**outcome) for outcome in held["became"]),
            _pairs(held["words"]),
            tuple((what, why, who) for what, why, who in held["decisions"]),
            tuple(held["objectives"]),
            tuple((what, day, owner[0] if owner else 0) for what, day, *owner in held["actions"]),
            tuple(held["left"]),
        )


def _pairs(several: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, other) for first, other in several)


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """A report in its current state. `words` has the newest text of each field. `people` has people by id."""

    sheet: CommitteeSheet
    report: Report
    words: Mapping[str, Version] = field(default_factory=dict)
    advice: tuple[Advice, ...] = ()
    opening: ReportOpening = field(default_factory=ReportOpening)
    people: Mapping[int, Person] = field(default_factory=dict)
    sponsors: tuple[Person, ...] = ()
    states: Mapping[int, str] = field(default_factory=dict)  # states of the actions made of the advice, by action id
    # The form proposes these texts, by heading. They come from the support and the committee.
    begun: Mapping[str, str] = field(default_factory=dict)

    @property
    def promotion_id(self) -> int:
        """The promotion in which roles count for permissions."""
        return self.sheet.promotion_id

    @property
    def defi(self) -> Defi:
        """The défi of the report's committee."""
        return self.sheet.defi

    @property
    def headings(self) -> dict[str, str]:
        """The labels of the fields that coaches write, by key: « En une phrase », then each section."""
        return {PHRASE: PHRASE_LABEL} | {section.key: section.name for section in self.report.sections}

    @property
    def last_headings(self) -> list[str]:
        """The keys of the sections that are shown after the advice."""
        return [section.key for section in self.report.sections if section.after_advice]

    def fields_of(self, form: str) -> tuple[str, ...]:
        """Return the names of a form's fields. A form for a single field has the field's name."""
        return tuple({AT_ONCE: self.headings, REVIEW: STOCK}.get(form, (form,)))

    @property
    def is_published(self) -> bool:
        """Return whether the report is published. The team can then read it, and coaches can no longer change it."""
        return self.report.published_at is not None

    @property
    def is_empty(self) -> bool:
        """Return whether the coaches have written nothing."""
        return not self.advice and not any(self.text(heading) for heading in self.headings)

    @property
    def has_stock(self) -> bool:
        """Return whether the team has written its review."""
        return any(self.text(heading) for heading in STOCK)

    @property
    def due(self) -> date:
        """The day by which to publish the report (see `due_on`)."""
        talk = next((appointment.starts for appointment in self.sheet.both[1:]), None)
        return due_on(self.sheet.appointment.starts, talk)

    @property
    def answerable(self) -> tuple[Advice, ...]:
        """The advice that awaits the team's decision. There is none before the publication."""
        return tuple(advice for advice in self.advice if advice.verdict is None) if self.is_published else ()

    @property
    def took_place(self) -> bool:
        """Return whether the committee was not cancelled."""
        return self.sheet.appointment.state is not State.CANCELLED

    def is_settled(self, advice: Advice) -> bool:
        """Return whether the advice has an action that was not dropped. If not, the team can decide again."""
        return advice.action_id is not None and self.states.get(advice.action_id) != Stands.DROPPED

    def text(self, name: str) -> str:
        """Return the text of a field."""
        return self.words[name].text if name in self.words else ""

    def advice_by_sort(self) -> Iterator[tuple[AdviceImportance, list[Advice]]]:
        """Yield the advice grouped by importance, the most important first."""
        for sort in AdviceImportance:
            mine = [advice for advice in self.advice if advice.sort is sort]
            if mine:
                yield sort, mine

    def relation_to(self, person: Person) -> Relation:
        """Return `TEAM` for a member of the team, `GUEST` for a sponsor with whom the team shared it, else `NONE`."""
        if works_on(person, self.defi.id):
            return Relation.TEAM
        sponsors = any(
            membership.role is Role.SPONSOR and membership.defi_id == self.defi.id for membership in person.current
        )
        return Relation.GUEST if sponsors and self.report.shared_at is not None and self.is_published else Relation.NONE


def proposed_texts(
    sections: Sequence[ReportSection], *, answers: Mapping[str, str], opening: ReportOpening
) -> dict[str, str]:
    """Return proposed texts by section key: the team's answers, the decisions, subjects not reached, next objectives.

    `answers` are by key of the question."""
    noted = {
        "decisions": [what for what, *_ in opening.decisions],
        "non_abordes": opening.left,
        "objectifs_suivants": opening.objectives,
    }
    parts = {key: [text] for key, text in answers.items() if text}
    parts |= {key: [f"• {what}" for what in several] for key, several in noted.items()}
    lines = {section.key: [line for key in section.begins for line in parts.get(key, ())] for section in sections}
    return {key: "\n".join(said)[:LIMIT] for key, said in lines.items() if said}


def advice_outcome(advice: Advice, states: Mapping[int, str]) -> AdviceOutcome:
    """Return what became of a piece of advice. `states` are the states of actions, by action id."""
    verdict = advice.verdict.value if advice.verdict else ""
    return AdviceOutcome(
        advice.sort.value, advice.what, verdict, advice.reason or "", states.get(advice.action_id or 0, "")
    )


@dataclass(frozen=True, slots=True)
class PastCommittee:
    """A past committee and the state of its report.

    `is_led`: the reader hosted it as a coach; otherwise the reader is in the défi's team. `is_unled`: none of the
    committee's hosts coaches the promotion now."""

    committee_id: int
    defi_id: int
    phase: int
    starts: datetime
    talk: datetime | None
    report_id: int
    is_published: bool
    is_led: bool
    is_unled: bool
    promotion_id: int


class ReportStep(StrEnum):
    """The next step of a report: the team's review, the coaches' text, or the team's answers to its advice."""

    STOCK = "stock"
    WRITING = "writing"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class AwaitedStep:
    """A step of a report that awaits a person. `until`: its due day, or None. The person can do it later too."""

    wait: ReportStep
    committee_id: int
    phase: int
    defi: Defi
    until: date | None = None


def due_on(committee: datetime, talk: datetime | None) -> date:
    """Return the due day of a report: ten working days after the committee, but before the `talk` about the report."""
    ten = add_working_days(day_of(committee), DUE)
    return ten if talk is None else min(ten, add_working_days(day_of(talk), -1))

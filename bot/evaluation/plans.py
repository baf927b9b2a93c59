"""Define the plan of committees that a draft stores before its booking, and the form that it comes from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.agenda.model import Draft
from bot.dates.paris import from_epoch
from bot.evaluation.model import CommitteeSheet, Round
from bot.evaluation.placement import A_DAY, GAP, LooserRule, PlacementProblem, PlacementResult
from bot.programme.model import Defi, Person, Phase, Promotion

MOST_A_DAY = 5
GAPS = (15, 30, 45, 60)  # minutes
MOST_COACHES = 2


@dataclass(frozen=True, slots=True)
class CommitteeWish:
    """What a coach typed. `weeks`: Mondays. `gap`: minutes between two committees. `each`: hosts of each committee."""

    promotion_id: int
    phase: int
    weeks: tuple[date, ...]
    defi_ids: tuple[int, ...]
    a_day: int = A_DAY
    gap: int = GAP
    each: int = 1


@dataclass(frozen=True, slots=True)
class CommitteeLine:
    """A line of a plan: the committee of a défi with its hosts. `talk` is the start of its meeting, if found."""

    defi_id: int
    starts: datetime
    coach_ids: tuple[int, ...]
    talk: datetime | None = None


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """A plan as a draft stores it. `revision` is the revision of its round when the plan was made.

    `how` is "changed" if a coach changed the plan. If not, it is the code of the solver's result."""

    wish: CommitteeWish
    revision: int
    how: str
    lines: tuple[CommitteeLine, ...] = ()
    loosened: tuple[LooserRule, ...] = ()

    @property
    def left(self) -> tuple[int, ...]:
        """The ids of the défis that have no line."""
        placed = {line.defi_id for line in self.lines}
        return tuple(id_ for id_ in self.wish.defi_ids if id_ not in placed)

    def line_of(self, defi_id: int) -> CommitteeLine | None:
        """Return a défi's line."""
        return next((line for line in self.lines if line.defi_id == defi_id), None)

    def with_talks(self, talk_starts: Mapping[int, datetime]) -> "DraftPlan":
        """Return the plan with these starts of meetings, by défi id."""
        lines = (replace(line, talk=talk_starts.get(line.defi_id, line.talk)) for line in self.lines)
        return replace(self, lines=tuple(lines))

    def with_line(self, defi_id: int, line: CommitteeLine | None) -> "DraftPlan":
        """Return the plan with this line for a défi; None removes the line. The solver's suggestions are removed."""
        others = tuple(line for line in self.lines if line.defi_id != defi_id)
        lines = sorted((*others, *([line] if line else [])), key=lambda line: (line.starts, line.defi_id))
        return replace(self, lines=tuple(lines), loosened=(), how="changed")


@dataclass(frozen=True, slots=True)
class SolverTask:
    """The solver's input. `wish` and `revision` tell from which form and which state of the round it was made."""

    wish: CommitteeWish
    revision: int
    wanted: PlacementProblem

    def to_plan(self, found: PlacementResult | None, result_code: str) -> DraftPlan:
        """Return the plan made from the solver's result. If `found` is None, the plan has no line."""
        lines = [
            CommitteeLine(placed.defi_id, from_epoch(self.wanted.starts[placed.start].at), placed.coaches)
            for placed in (found.placed if found else ())
        ]
        lines.sort(key=lambda line: (line.starts, line.defi_id))
        return DraftPlan(self.wish, self.revision, result_code, tuple(lines), found.loosened if found else ())


@dataclass(frozen=True, slots=True)
class CommitteeChoices:
    """The options of the form. `teams` are the défis without a committee in this phase; `booked` are its committees.

    `silent` are people who have not answered the question about half-days. `asked` is the number of people asked."""

    promotion: Promotion
    phase: Phase
    weeks: tuple[date, ...]
    usual: tuple[date, ...]
    teams: tuple[Defi, ...]
    coaches: tuple[Person, ...]
    booked: tuple[CommitteeSheet, ...] = ()
    round: Round | None = None
    silent: tuple[Person, ...] = ()
    asked: int = 0


@dataclass(frozen=True, slots=True)
class CommitteePlan:
    """A plan with the défis and people that it names.

    By défi id, `shut` has the people who excluded the line's half-day, and `busy` the team members with a conflict."""

    draft_id: str
    written: DraftPlan
    defis: Mapping[int, Defi]
    people: Mapping[int, Person]
    coaches: tuple[Person, ...]
    silent: tuple[Person, ...] = ()
    without_porteur: frozenset[int] = frozenset()
    shut: Mapping[int, tuple[Person, ...]] = field(default_factory=dict)
    busy: Mapping[int, tuple[Person, ...]] = field(default_factory=dict)


def write_plan(plan: DraftPlan) -> str:
    """Serialise a plan as JSON, for its draft."""
    wish = plan.wish
    return json.dumps(
        {
            "promotion": wish.promotion_id,
            "phase": wish.phase,
            "weeks": [week.isoformat() for week in wish.weeks],
            "defis": wish.defi_ids,
            "settings": [wish.a_day, wish.gap, wish.each],
            "revision": plan.revision,
            "how": plan.how,
            "lines": [[line.defi_id, int(line.starts.timestamp()), *line.coach_ids] for line in plan.lines],
            "talks": {line.defi_id: int(line.talk.timestamp()) for line in plan.lines if line.talk},
            "loosened": [
                [loosened.what, loosened.fits, loosened.defi_id, loosened.person_id, loosened.half]
                for loosened in plan.loosened
            ],
        }
    )


def parse_plan(draft: Draft) -> DraftPlan:
    """Parse the plan of a draft."""
    held = json.loads(draft.content)
    a_day, gap, each = held["settings"]
    weeks = tuple(date.fromisoformat(week) for week in held["weeks"])
    wish = CommitteeWish(held["promotion"], held["phase"], weeks, tuple(held["defis"]), a_day, gap, each)
    lines = (CommitteeLine(defi, from_epoch(starts), tuple(coaches)) for defi, starts, *coaches in held["lines"])
    loosened = tuple(LooserRule(*rule) for rule in held["loosened"])
    plan = DraftPlan(wish, held["revision"], held["how"], tuple(lines), loosened)
    return plan.with_talks({int(defi): from_epoch(starts) for defi, starts in held.get("talks", {}).items()})

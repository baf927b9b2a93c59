"""Model of a promotion's plan: its inputs, its lines with their reasons, and deviations from the rules. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.agenda.school import HolidaySpan
from bot.dates.holidays import DAY, add_working_days, next_working_day
from bot.dates.paris import day_of
from bot.dates.recurrence import Rule, RuleDate, occurrences
from bot.evaluation.model import COMMITTEE, TALK
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR
from bot.gatherings.model import LEAD_DAYS
from bot.programme.model import Defi, Person, Promotion, Relation

COMMITTEES, REPORTS, WORKSHOPS = COMMITTEE, TALK, "atelier"
MONTHLY = frozenset({CONFERENCE, MIXED, PAIRS})
GATHERED = (SEMINAR, PORTEURS)  # each of these families has one series for all its days
WEEK = timedelta(days=7)
NOTICE = 10  # the fewest working days between the planning of an event and the event


@dataclass(frozen=True, slots=True)
class YearChoice:
    """A coach's edit of a line. `what`: as in `YearLine`, or "" to follow the rules.

    `out`: the line is left out of the plan. `revision`: the plan's revision at the time of the edit. `confirmed`: the
    `what` that was confirmed, for a line of reports, workshops or seminars."""

    what: str = ""
    organiser_id: int | None = None
    out: bool = False
    revision: int = 0
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class ExistingEvent:
    """An existing event. `what`: as in `YearLine`. `fixed`: announced days, which the plan must not change."""

    what: str
    organiser_id: int | None = None
    fixed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """All inputs of the rules. `metiers`: those that need a group. `busy`: busy times by coach, in seconds since 1970.

    `after`: the first day that can be planned, which is tomorrow. `taken`: days of other events for everybody, in this
    promotion or in another promotion of its coaches. `overlapping`: names of promotions at the same time. `leads`: days
    of notice by line or family, if not LEAD_DAYS. `opens`: opening days of closed dispositifs, by family."""

    promotion: Promotion
    after: date
    defis: tuple[Defi, ...] = ()
    metiers: tuple[str, ...] = ()
    coaches: tuple[int, ...] = ()
    school: tuple[HolidaySpan, ...] = ()
    busy: Mapping[int, Collection[tuple[int, int]]] = field(default_factory=dict)
    taken: frozenset[date] = frozenset()
    overlapping: tuple[str, ...] = ()
    choices: Mapping[str, YearChoice] = field(default_factory=dict)
    there: Mapping[str, ExistingEvent] = field(default_factory=dict)
    leads: Mapping[str, int] = field(default_factory=dict)
    opens: Mapping[str, date] = field(default_factory=dict)

    def soonest_day(self, key: str) -> date:
        """Return the first possible day of a line, when its dispositif is open and the notice is long enough."""
        lead = self.leads.get(key) or self.leads.get(key.partition(":")[0]) or LEAD_DAYS
        today = self.after - DAY
        told = max(next_working_day(today) + timedelta(days=lead), add_working_days(today, NOTICE))
        return max(told, self.opens.get(key.partition(":")[0], told))


@dataclass(frozen=True, slots=True)
class PlanReason:
    """The reason for a line's day, or a fault of the day. The views have a sentence for each `code`.

    `about`: the code of the obstacle on the wished day. The other fields are details of the reason."""

    code: str
    day: date | None = None
    names: tuple[str, ...] = ()
    number: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class YearLine:
    """A line of the plan: an event or a due date. `key`: its family and, after a colon, its variant.

    `what` is the text of a `Rule` for gatherings, the Mondays of the weeks for committees, the day for reports, and the
    number for each défi for workshops. It is "" without a day. `days`: its dates (Mondays for weeks). `due`: (due date,
    défi id) for workshops. `there`: the `what` of the existing event, or "". `faults`: deviations from the rules."""

    key: str
    what: str = ""
    days: tuple[date, ...] = ()
    organiser_id: int | None = None
    reasons: tuple[PlanReason, ...] = ()
    faults: tuple[PlanReason, ...] = ()
    by_hand: bool = False
    out: bool = False
    there: str = ""
    due: tuple[tuple[date, int], ...] = ()

    @property
    def family(self) -> str:
        """The family of the line."""
        return self.key.partition(":")[0]

    @property
    def variant(self) -> str:
        """The number of a phase or the métier that identifies the line in its family. It is "" for a single line."""
        return self.key.partition(":")[2]

    @property
    def rule(self) -> Rule | None:
        """The rule of a gathering, or None for any other line."""
        return Rule.from_text(self.what) if self.what and self.family in {*MONTHLY, *GATHERED} else None

    @property
    def writes(self) -> bool:
        """Return whether a confirmation of the plan changes anything for this line."""
        return not self.out and bool(self.what) and self.what != self.there


@dataclass(frozen=True, slots=True)
class Year:
    """A plan: its lines, in the order of families, and the deviations of the whole plan."""

    lines: tuple[YearLine, ...]
    faults: tuple[PlanReason, ...] = ()

    def find_line(self, key: str) -> YearLine | None:
        """Return the line with this key, or None."""
        return next((line for line in self.lines if line.key == key), None)

    def lines_of(self, family: str) -> tuple[YearLine, ...]:
        """Return the lines of a family."""
        return tuple(line for line in self.lines if line.family == family)

    @property
    def written_lines(self) -> tuple[YearLine, ...]:
        """The lines that a confirmation writes."""
        return tuple(line for line in self.lines if line.writes)


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A promotion's plan as stored. `school`: school holidays as typed. `confirmed_at`: None if it is not confirmed."""

    promotion_id: int
    revision: int = 0
    school: str = ""
    confirmed_at: datetime | None = None
    confirmed_by: int | None = None

    def relation_to(self, _person: Person) -> Relation:
        """Return `NONE`: any coach of the promotion may plan."""
        return Relation.NONE


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan with everything that its page shows.

    `beyond`: (dispositif, day) of existing events after the promotion's end. `soonest`: the first possible day of
    seminars, by family. `hides`: names of closed dispositifs, whose lines are left out."""

    plan: YearPlan
    promotion: Promotion
    year: Year
    coaches: tuple[Person, ...]
    defis: tuple[Defi, ...]
    school: tuple[HolidaySpan, ...] = ()
    beyond: tuple[tuple[str, date], ...] = ()
    soonest: Mapping[str, date] = field(default_factory=dict)
    hides: tuple[str, ...] = ()

    @property
    def has_changes(self) -> bool:
        """Return whether something can be confirmed."""
        return bool(self.year.written_lines or self.beyond)

    @property
    def has_events(self) -> bool:
        """Return whether events exist already. A confirmation then changes them, and cannot be undone."""
        return self.plan.confirmed_at is not None or bool(self.beyond) or any(line.there for line in self.year.lines)

    @property
    def people(self) -> Mapping[int, Person]:
        """The coaches, by id."""
        return {coach.id: coach for coach in self.coaches}


def rule_dates(rule: Rule, promotion: Promotion, *, after: date) -> list[RuleDate]:
    """Return the dates of a rule, from the day `after` to the promotion's end."""
    first = max(after, promotion.starts_on)
    if promotion.ends_on < first:
        return []
    return occurrences(rule, first=first, last=promotion.ends_on, skips_august=True)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def tomorrow(now: datetime) -> date:
    """Return the first day that can be planned."""
    return day_of(now) + timedelta(days=1)

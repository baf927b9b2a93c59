"""Model of a promotion's plan: inputs, lines with their reasons, deviations. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.agenda.school import Span
from bot.dates.holidays import DAY, add_working_days, next_working_day
from bot.dates.paris import day_of
from bot.dates.recurrence import Occurring, Rule, occurrences
from bot.evaluation.model import COMMITTEE, TALK
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR
from bot.gatherings.model import LEAD_DAYS
from bot.programme.model import Defi, Person, Promotion, Relation

COMMITTEES, REPORTS, WORKSHOPS = COMMITTEE, TALK, "atelier"
MONTHLY = frozenset({CONFERENCE, MIXED, PAIRS})
GATHERED = (SEMINAR, PORTEURS)  # families whose days form one series
WEEK = timedelta(days=7)
NOTICE = 10  # working days between planning and the first possible day


@dataclass(frozen=True, slots=True)
class YearChoice:
    """A coach's edit of a line. `what`: as `YearLine.what`, "" to follow the rules; `out`: left out of the plan.

    `revision`: of the plan at that time. `confirmed`: confirmed facts that no other table has."""

    what: str = ""
    organiser_id: int | None = None
    out: bool = False
    revision: int = 0
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class There:
    """An existing event. `what`: as in its line; `fixed`: announced days, which are kept."""

    what: str
    organiser_id: int | None = None
    fixed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class YearAsked:
    """All inputs of the rules. `metiers`: those that need a group; `busy`: by coach, spans of seconds since 1970.

    `taken`: days with another event for everybody, here or in another promotion of the same coaches; `overlapping`: the
    names of promotions that run at the same time. `after`: the first upcoming day, tomorrow. `leads`: by line or
    family, days of notice, if not the default. `opens`: by family, the opening day of a closed dispositif."""

    promotion: Promotion
    after: date
    defis: tuple[Defi, ...] = ()
    metiers: tuple[str, ...] = ()
    coaches: tuple[int, ...] = ()
    school: tuple[Span, ...] = ()
    busy: Mapping[int, Collection[tuple[int, int]]] = field(default_factory=dict)
    taken: frozenset[date] = frozenset()
    overlapping: tuple[str, ...] = ()
    choices: Mapping[str, YearChoice] = field(default_factory=dict)
    there: Mapping[str, There] = field(default_factory=dict)
    leads: Mapping[str, int] = field(default_factory=dict)
    opens: Mapping[str, date] = field(default_factory=dict)

    def soonest(self, key: str) -> date:
        """Return the first possible day of a line: open by then, and with enough notice."""
        lead = self.leads.get(key) or self.leads.get(key.partition(":")[0]) or LEAD_DAYS
        today = self.after - DAY
        told = max(next_working_day(today) + timedelta(days=lead), add_working_days(today, NOTICE))
        return max(told, self.opens.get(key.partition(":")[0], told))


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, as a code that the conversation has a sentence for; `day` and `names` are its details.

    `about`: the code of the obstacle on the wished day.
    """

    code: str
    day: date | None = None
    names: tuple[str, ...] = ()
    number: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class YearLine:
    """A line of the plan: an event or a due date.

    `key`: its family, then which one. `what`: a rule's text (`Rule`); for committees the Mondays of their weeks, for
    reports their day, for workshops their number for each défi; "" without a day. `days`: its dates, weeks by their
    Mondays. `due`: for workshops, the due dates of each défi. `there`: its existing state, "" for none; `faults`: its
    deviations."""

    key: str
    what: str = ""
    days: tuple[date, ...] = ()
    organiser_id: int | None = None
    reasons: tuple[Why, ...] = ()
    faults: tuple[Why, ...] = ()
    by_hand: bool = False
    out: bool = False
    there: str = ""
    due: tuple[tuple[date, int], ...] = ()

    @property
    def family(self) -> str:
        """The family of the line."""
        return self.key.partition(":")[0]

    @property
    def which(self) -> str:
        """The line's place in its family: a phase's number, a métier, "" if there is only one."""
        return self.key.partition(":")[2]

    @property
    def rule(self) -> Rule | None:
        """The rule of a gathering."""
        return Rule.from_text(self.what) if self.what and self.family in {*MONTHLY, *GATHERED} else None

    @property
    def writes(self) -> bool:
        """Return whether confirming the plan changes anything for this line."""
        return not self.out and bool(self.what) and self.what != self.there


@dataclass(frozen=True, slots=True)
class Year:
    """A plan: its lines, in the order of families; `faults`: those of the whole plan."""

    lines: tuple[YearLine, ...]
    faults: tuple[Why, ...] = ()

    def line(self, key: str) -> YearLine | None:
        """Return the line of this key."""
        return next((line for line in self.lines if line.key == key), None)

    def several(self, family: str) -> tuple[YearLine, ...]:
        """Return the lines of a family."""
        return tuple(line for line in self.lines if line.family == family)

    @property
    def written(self) -> tuple[YearLine, ...]:
        """The lines that confirming writes."""
        return tuple(line for line in self.lines if line.writes)


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A promotion's plan as stored. `school`: the school holidays as typed; `confirmed_at` None: not confirmed."""

    promotion_id: int
    revision: int = 0
    school: str = ""
    confirmed_at: datetime | None = None
    confirmed_by: int | None = None

    def relation_to(self, _person: Person) -> Relation:
        """Return `NONE`: any coach of the promotion may plan."""
        return Relation.NONE


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plan with the data to show it. `beyond`: existing events after the promotion's end, by key and day.

    `soonest`: by family, the first possible day of a seminar. `hides`: names of closed dispositifs, which are left out.
    """

    plan: YearPlan
    promotion: Promotion
    year: Year
    coaches: tuple[Person, ...]
    defis: tuple[Defi, ...]
    school: tuple[Span, ...] = ()
    beyond: tuple[tuple[str, date], ...] = ()
    soonest: Mapping[str, date] = field(default_factory=dict)
    hides: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Return whether something is unconfirmed."""
        return bool(self.year.written or self.beyond)

    @property
    def stands(self) -> bool:
        """Return whether some events of the line exist, so that confirming changes them and cannot be undone."""
        return self.plan.confirmed_at is not None or bool(self.beyond) or any(line.there for line in self.year.lines)

    @property
    def people(self) -> Mapping[int, Person]:
        """The coaches, by id."""
        return {coach.id: coach for coach in self.coaches}


def landing(rule: Rule, promotion: Promotion, *, after: date) -> list[Occurring]:
    """Return the dates of a rule from a day to the promotion's end."""
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

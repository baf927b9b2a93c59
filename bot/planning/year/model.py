"""Model of a promotion's plan: inputs, lines with their reasons, and what deviates from the rules. Pure."""

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
GATHERED = (SEMINAR, PORTEURS)  # families whose days are one series together
WEEK = timedelta(days=7)
NOTICE = 10  # at least this many working days lie between planning and the first day


@dataclass(frozen=True, slots=True)
class YearChoice:
    """A coach's edit of a line; `what` as in `YearLine`, "" to follow the rules. `out`: left out of the plan.

    `revision` is the plan's at that edit. `confirmed` is what was confirmed, for facts that no other table has."""

    what: str = ""
    organiser_id: int | None = None
    out: bool = False
    revision: int = 0
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class There:
    """An existing event. `what` is as in its line; `fixed` are announced days, which stay."""

    what: str
    organiser_id: int | None = None
    fixed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class YearAsked:
    """All inputs of the rules. `metiers` are those that need a group; `busy` has coaches' busy times in seconds.

    `after` is the first day that can be planned: tomorrow. `taken` are days with another event for everybody, here or
    in another promotion of the same coaches. `overlapping` are names of promotions at the same time. `leads` has days
    of notice by line or family, if not the default. `opens` has the opening day of closed dispositifs, by family."""

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
        """Return the first possible day of a line: its dispositif is open, and the notice is long enough."""
        lead = self.leads.get(key) or self.leads.get(key.partition(":")[0]) or LEAD_DAYS
        today = self.after - DAY
        told = max(next_working_day(today) + timedelta(days=lead), add_working_days(today, NOTICE))
        return max(told, self.opens.get(key.partition(":")[0], told))


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, as a code for which the views have a sentence, and its details.

    `about` is the code of the obstacle on the wished day."""

    code: str
    day: date | None = None
    names: tuple[str, ...] = ()
    number: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class YearLine:
    """A line of the plan: an event or a due date. `key` is its family, then which one of it.

    `what` is a rule's text (`Rule`); for committees the Mondays of their weeks, for reports their day, for workshops
    their number for each défi; "" without a day. `days` are its dates (Mondays for weeks). `due` are, for workshops,
    (due date, défi id). `there` is `what` as it exists, "" if it does not. `faults` are deviations from the rules."""

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
        """Which one of its family it is: the number of a phase, a métier, "" if there is only one."""
        return self.key.partition(":")[2]

    @property
    def rule(self) -> Rule | None:
        """The rule of a gathering; None for other lines."""
        return Rule.from_text(self.what) if self.what and self.family in {*MONTHLY, *GATHERED} else None

    @property
    def writes(self) -> bool:
        """Return whether a confirmation of the plan changes anything for this line."""
        return not self.out and bool(self.what) and self.what != self.there


@dataclass(frozen=True, slots=True)
class Year:
    """A plan: its lines, in the order of families, and the deviations of the whole plan."""

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
        """The lines that a confirmation writes."""
        return tuple(line for line in self.lines if line.writes)


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A promotion's plan as stored. `school` are school holidays as typed; `confirmed_at` None: not confirmed."""

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
    """A plan with everything its page shows.

    `beyond` has (dispositif, day) of existing events after the promotion's end. `soonest` has the first possible day of
    seminars, by family. `hides` are names of closed dispositifs, whose lines are left out."""

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
        """Return whether something can be confirmed."""
        return bool(self.year.written or self.beyond)

    @property
    def stands(self) -> bool:
        """Return whether events exist already, so that a confirmation changes them and cannot be undone."""
        return self.plan.confirmed_at is not None or bool(self.beyond) or any(line.there for line in self.year.lines)

    @property
    def people(self) -> Mapping[int, Person]:
        """The coaches, by id."""
        return {coach.id: coach for coach in self.coaches}


def landing(rule: Rule, promotion: Promotion, *, after: date) -> list[Occurring]:
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

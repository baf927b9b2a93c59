"""A promotion's plan, which its coaches read and edit. It combines the rules with existing events and coaches' choices.

The plan has no effect until a coach confirms it (`confirming`). Each reading computes it again. If a phase or the end
of the promotion has moved, the plan shows what a confirmation would change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.agenda.school import holidays_of, read_school
from bot.catalogue.catalogue import current_edition
from bot.catalogue.openings import next_opening_days
from bot.dates.holidays import is_working_day
from bot.dates.paris import MINUTES_A_DAY, day_of, moment_at
from bot.dates.recurrence import Rule
from bot.errors import Invalid, NotFound
from bot.evaluation.half_days import busy_spans
from bot.gatherings.kinds import KINDS, kind_of
from bot.gatherings.model import LEAD_DAYS, Series
from bot.gatherings.series import dates, metiers
from bot.gatherings.series.dates import DAY, ExistingOccurrence
from bot.gatherings.subjects.peers import ASKED_BEFORE
from bot.planning.year import rules
from bot.planning.year.hosting import is_at_night
from bot.planning.year.model import (
    COMMITTEES,
    GATHERED,
    MONTHLY,
    REPORTS,
    WORKSHOPS,
    ExistingEvent,
    PlanInputs,
    PlanReason,
    PlanSheet,
    YearChoice,
    YearLine,
    YearPlan,
    rule_dates,
    tomorrow,
)
from bot.programme.history import record
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, promotion_of
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.gatherings import gathering_series
from storage.programme import promotions, years

THING = "year_plan"
MOST_WORKSHOPS = 4
MOST_WEEKS = 6


@dataclass(frozen=True, slots=True)
class ExistingEvents:
    """A promotion's existing events: series by key of their line, events (`made`) by series id, and other series."""

    series: Mapping[str, Series]
    made: Mapping[int, Sequence[ExistingOccurrence]]
    others: tuple[Series, ...] = ()


def read_plan(tx: Reading, actor: Actor, promotion_id: int, *, now: datetime) -> PlanSheet:
    """Return a promotion's current plan. The number of queries is constant. Raises NotAllowed, NotFound."""
    plan = years.read(tx, promotion_id)
    require(actor, "planning.year", plan)
    promotion = promotion_of(tx, promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    return make_sheet(tx, plan, promotion, now=now)


def make_sheet(tx: Reading, plan: YearPlan, promotion: Promotion, *, now: datetime) -> PlanSheet:
    """Return a plan with its lines. A closed dispositif has lines only after it opens, or if events exist."""
    coaches = coaches_of(tx, promotion.id)
    defis = tuple(promotions.defis_of(tx, promotion.id))
    known = existing_events(tx, promotion)
    choices = years.read_choices(tx, promotion.id)
    counted = metiers.count_by_metier(tx, promotion.id, all_series=[*known.series.values(), *known.others])
    spans = holidays_of(promotion, plan.school)
    overlapping = _overlapping_promotions(tx, promotion, coaches, now=now)
    span = moment_at(promotion.starts_on, 0), moment_at(promotion.ends_on + DAY, 0)
    after, until = tomorrow(now), next_opening_days(tx, [promotion.id], now=now)
    asked = PlanInputs(
        promotion,
        after,
        defis,
        tuple(count.metier.value for count in counted if count.asks_group),
        tuple(coach.id for coach in coaches),
        spans,
        busy_spans(tx, [coach.id for coach in coaches], since=int(span[0].timestamp()), until=int(span[1].timestamp()))
        if coaches
        else {},
        frozenset(_taken_days(tx, known, overlapping, promotion, after=after)),
        tuple(promotion.name for promotion in overlapping),
        choices,
        {**_gatherings(known, promotion, choices), **_other_lines(tx, promotion, choices)},
        _lead_days(known),
        {key: opens_on for key, opens_on in until.items() if opens_on},
    )
    year = rules.make_plan(asked)
    closed = {key for key, opens_on in until.items() if opens_on is None}
    shown = tuple(line for line in year.lines if _is_shown(line, until))
    hides, year = _hidden_dispositifs(tx, year.lines, shown), replace(year, lines=shown)
    groups = any(kind.gathers_metiers and key not in closed for key, kind in KINDS.items())
    alone = tuple(count.metier.value for count in counted if count.is_alone and groups)
    faults = (*year.faults, *([PlanReason("alone", names=alone)] if alone else []))
    year, beyond = replace(year, faults=faults), _dates_beyond(known, promotion)
    soonest = {family: asked.soonest_day(family) for family in GATHERED}
    return PlanSheet(plan, promotion, year, tuple(coaches), defis, spans, beyond, soonest, hides)


def _is_shown(line: YearLine, until: Mapping[str, date | None]) -> bool:
    family = COMMITTEES if line.family == REPORTS else line.family  # a report is shown if its committee is shown
    if line.there or family not in until:
        return True
    return until[family] is not None and bool(line.days or line.by_hand or line.out)


def _hidden_dispositifs(tx: Reading, lines: Sequence[YearLine], shown: Sequence[YearLine]) -> tuple[str, ...]:
    hidden = dict.fromkeys(line.family for line in lines if line.family not in {line.family for line in shown})
    words = current_edition(tx).catalogue if hidden else None
    return tuple(known.name for family in hidden if words and (known := words.get(family)))


def _lead_days(events: ExistingEvents) -> dict[str, int]:
    """Return the days of notice by line. A vote on the subject adds the time of the vote."""
    usual = {key: LEAD_DAYS + (ASKED_BEFORE.days if kind.votes_subject else 0) for key, kind in KINDS.items()}
    return usual | {
        key: usual[series.dispositif] - LEAD_DAYS + series.lead_days for key, series in events.series.items()
    }


def existing_events(tx: Reading, promotion: Promotion) -> ExistingEvents:
    """Return the existing events of a promotion. If a line has several series, the first counts.

    The function makes three queries."""
    found: dict[str, Series] = {}
    others = []
    for series in gathering_series.list_by_promotions(tx, [promotion.id]):
        key = f"{series.dispositif}:{series.metiers[0]}" if series.metiers else series.dispositif
        ours = series.dispositif in MONTHLY or series.dispositif in GATHERED
        if ours and series.rule and key not in found and bool(series.metiers) == series.kind.gathers_metiers:
            found[key] = series
        else:
            others.append(series)
    made = (
        dates.occurrences_by_series(tx, [series.id for series in (*found.values(), *others)]) if found or others else {}
    )
    return ExistingEvents(found, made, tuple(others))


def find_line(tx: Reading, actor: Actor, promotion_id: int, *, key: str, now: datetime) -> YearLine:
    """Return one line of a plan. Raises NotAllowed, NotFound."""
    line = read_plan(tx, actor, promotion_id, now=now).year.find_line(key)
    if line is None:
        raise NotFound(thing="line")
    return line


def set_line(
    tx: Transaction, actor: Actor, promotion_id: int, *, key: str, choice: YearChoice, seen_revision: int, now: datetime
) -> PlanSheet:
    """Edit a line, leave it out, or return it to the rules (an empty choice). `seen_revision`: the form's revision.

    Raises NotAllowed, NotFound, and Invalid with these fields and reasons: "line" ("overtaken": a colleague changed it
    since), "day" ("past", "outside", "closed" on a weekend or a holiday, "soon" with the first possible `day`), "time"
    ("night"), "organiser" ("gone"), "what" ("range")."""
    plan = _lock_plan(tx, actor, promotion_id)
    sheet = read_plan(tx, actor, promotion_id, now=now)
    line = sheet.year.find_line(key)
    if line is None:
        raise NotFound(thing="line")
    before = years.read_choices(tx, promotion_id).get(key, YearChoice())
    if (before.what, before.organiser_id, before.out) == (choice.what, choice.organiser_id, choice.out):
        return sheet
    if before.revision > seen_revision:
        raise Invalid(field="line", reason="overtaken")
    _check_choice(sheet, line, choice, now=now)
    values = {"what": choice.what, "organiser_id": choice.organiser_id, "out": choice.out}
    years.set_line(tx, promotion_id, key, **values, revision=plan.revision + 1)
    years.change(tx, promotion_id, revision=plan.revision + 1)
    record(tx, actor, "planning.year_line", thing=THING, thing_id=promotion_id, now=now, detail=key)
    return read_plan(tx, actor, promotion_id, now=now)


def set_school(
    tx: Transaction, actor: Actor, promotion_id: int, *, text: str, seen_revision: int, now: datetime
) -> PlanSheet:
    """Save the school holidays. Raises NotAllowed, NotFound, Invalid (the plan changed since), and as `read_school`."""
    sheet = read_plan(tx, actor, promotion_id, now=now)
    if years.read(tx, promotion_id).school == text:
        return sheet
    read_school(text, sheet.promotion)
    plan = _lock_plan(tx, actor, promotion_id)
    if plan.revision != seen_revision and plan.school != text:
        raise Invalid(field="school", reason="overtaken")
    years.change(tx, promotion_id, school=text, revision=plan.revision + 1)
    record(tx, actor, "planning.year_school", thing=THING, thing_id=promotion_id, now=now)
    return read_plan(tx, actor, promotion_id, now=now)


def _lock_plan(tx: Transaction, actor: Actor, promotion_id: int) -> YearPlan:
    require(actor, "planning.year", YearPlan(promotion_id))
    if promotion_of(tx, promotion_id) is None:
        raise NotFound(thing="promotion")
    return years.lock(tx, promotion_id)


def _check_choice(sheet: PlanSheet, line: YearLine, choice: YearChoice, *, now: datetime) -> None:
    if choice.organiser_id is not None and choice.organiser_id not in sheet.people:
        raise Invalid(field="organiser", reason="gone")
    if not choice.what or choice.out or choice.what == line.there:
        return
    if line.family == WORKSHOPS:
        if not choice.what.isdigit() or int(choice.what) > MOST_WORKSHOPS:
            raise Invalid(field="what", reason="range")
        return
    days = line_dates(choice.what, sheet.promotion, family=line.family, after=tomorrow(now))
    if not days:
        raise Invalid(field="day", reason="outside")
    if line.family in {*GATHERED, REPORTS} and days[0] < tomorrow(now):
        raise Invalid(field="day", reason="past")
    _check_days(sheet, line, days, what=choice.what)
    last = sheet.promotion.ends_on
    if not all(sheet.promotion.starts_on <= day <= last for day in days) or len(days) > MOST_WEEKS + 30:
        raise Invalid(field="day", reason="outside")


def _check_days(sheet: PlanSheet, line: YearLine, days: Sequence[date], *, what: str) -> None:
    minutes = kind_of(line.family).minutes if line.family in KINDS else 0
    if line.family in MONTHLY and is_at_night(Rule.from_text(what).minute, minutes):
        raise Invalid(field="time", reason="night")
    if line.family not in {*GATHERED, REPORTS}:
        return
    both = [day + DAY * more for day in days for more in range(2 if minutes > MINUTES_A_DAY else 1)]
    if not all(is_working_day(day) for day in both):
        raise Invalid(field="day", reason="closed")
    if line.family in GATHERED and days[0] < sheet.soonest[line.family]:
        raise Invalid(field="day", reason="soon", day=sheet.soonest[line.family])


def line_dates(what: str, promotion: Promotion, *, family: str, after: date) -> list[date]:
    """Return the dates of a line of this family. Raises ValueError for an invalid text."""
    if family in GATHERED:
        return list(Rule.from_text(what).days)
    if family in MONTHLY:
        return [occurrence.day for occurrence in rule_dates(Rule.from_text(what), promotion, after=after)]
    return [date.fromisoformat(day) for day in what.split()]


def _gatherings(
    events: ExistingEvents, promotion: Promotion, choices: Mapping[str, YearChoice]
) -> dict[str, ExistingEvent]:
    found: dict[str, ExistingEvent] = {}
    meant = {choice.confirmed: key for key, choice in choices.items() if key.partition(":")[0] in GATHERED}
    for key, series in events.series.items():
        if series.dispositif in MONTHLY:
            found[key] = ExistingEvent(series.rule, series.organiser_id)
            continue
        rule = Rule.from_text(series.rule)
        days = {day.isoformat() for day in rule.days}
        fixed = frozenset(
            date.fromisoformat(each.gathering.period)
            for each in events.made.get(series.id, ())
            if each.gathering.announced_at is not None and each.gathering.period in days
        )
        texts = {Rule(rule.minute, days=(day,)).text: day for day in rule.days}
        for text, day in sorted(texts.items(), key=lambda each: (each[0] not in meant, each[1])):
            line = meant.get(text) or _seminar_key(series.dispositif, day, promotion)
            if line is not None and line not in found:
                found[line] = ExistingEvent(text, series.organiser_id, fixed & {day})
    return found


def _seminar_key(dispositif: str, day: date, promotion: Promotion) -> str | None:
    if kind_of(dispositif).minutes > MINUTES_A_DAY:
        middle = promotion.starts_on + (promotion.ends_on - promotion.starts_on) / 2
        return f"{dispositif}:{1 if day < middle else 2}"
    phase = promotion.phase_on(day)
    return f"{dispositif}:{phase.number}" if phase else None


def _other_lines(tx: Reading, promotion: Promotion, choices: Mapping[str, YearChoice]) -> dict[str, ExistingEvent]:
    kept = {key: choice.confirmed for key, choice in choices.items() if key.partition(":")[0] in (REPORTS, WORKSHOPS)}
    found = {key: ExistingEvent(text) for key, text in kept.items() if text}
    for round_ in committees.rounds_of(tx, promotion.id):
        fixed = frozenset(round_.weeks) if round_.asked_at is not None else frozenset()
        if round_.weeks:
            found[f"{COMMITTEES}:{round_.phase}"] = ExistingEvent(committees.weeks_to_text(round_.weeks), fixed=fixed)
    return found


def _overlapping_promotions(
    tx: Reading, promotion: Promotion, coaches: Collection[Person], *, now: datetime
) -> list[Promotion]:
    theirs = {
        membership.promotion_id for coach in coaches for membership in coach.current if membership.role is Role.COACH
    }
    several = promotions.promotions_not_ended(tx, day_of(now))
    return [
        other
        for other in several
        if other.id != promotion.id
        and other.starts_on <= promotion.ends_on
        and promotion.starts_on <= other.ends_on
        and theirs & {None, other.id}
    ]


def _taken_days(
    tx: Reading, events: ExistingEvents, overlapping: Collection[Promotion], promotion: Promotion, *, after: date
) -> list[date]:
    since, until = moment_at(promotion.starts_on, 0), moment_at(promotion.ends_on + DAY, 0)
    found = [
        day_of(each.starts) for other in events.others for each in events.made.get(other.id, ()) if not each.cancelled
    ]
    for one in overlapping:
        found += [
            day_of(starts) for starts, _ in appointments.list_collective_spans(tx, one.id, since=since, until=until)
        ]
    return [day for day in found if day >= after]


def _dates_beyond(events: ExistingEvents, promotion: Promotion) -> tuple[tuple[str, date], ...]:
    several = (*events.series.values(), *events.others)
    return tuple(
        sorted(
            (series.dispositif, day_of(each.starts))
            for series in several
            for each in events.made.get(series.id, ())
            if not each.cancelled and day_of(each.starts) > promotion.ends_on
        )
    )

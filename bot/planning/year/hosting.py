"""Rules for the monthly series of a plan: the day of the month, the hour and the organiser. Pure.

All monthly events are on one day, so that people travel less (docs/programme.md, Phases). Groups between peers are at
the same time, each with its own coach. If there are too few coaches, some groups are at another hour or day."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.agenda.slots import BUFFER
from bot.dates.holidays import SATURDAY
from bot.dates.paris import day_of, from_epoch, moment_at
from bot.dates.phases import add_months
from bot.dates.recurrence import AUGUST, Rule, RuleDate
from bot.dates.working import LOUD_FROM, QUIET_FROM
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, kind_of
from bot.planning.year.model import MONTHLY, PlanInputs, PlanReason, YearLine, rule_dates

WEEKDAYS = (3, 1, 2, 0, 4)  # the preferred weekday comes first; Monday is 0
ORDINALS = (2, 3, 1, 4)  # the preferred week of the month comes first, for example the second Thursday
# Minutes since 0 h. Each slot lasts an hour and a half, with a break after it.
HOURS = (9 * 60 + 30, 11 * 60 + 15, 14 * 60, 15 * 60 + 45)
TALK_AT, PEERS_AT, MIXED_AT, LATE_AT = HOURS
A_MONTH = 30  # in days
BEGINS = timedelta(days=14)  # no collective event takes place in the first two weeks
Span = tuple[datetime, int]  # (start, length in minutes)


@dataclass(frozen=True, slots=True)
class MonthlyDay:
    """A possible day of the month for all monthly series. `faults` are the obstacles on its dates."""

    weekday: int
    ordinal: int
    faults: tuple[PlanReason, ...] = ()
    reasons: tuple[PlanReason, ...] = (PlanReason("monthly"),)

    def rule(self, minute: int, asked: PlanInputs, *, key: str = CONFERENCE) -> Rule:
        """Return the rule of a line at `minute` on this day, from the first month whose date is late enough."""
        first = max(asked.promotion.starts_on + BEGINS, asked.soonest_day(key))
        for month in (first.replace(day=1), add_months(first.replace(day=1), 1)):
            rule = Rule(minute, self.weekday, self.ordinal, anchor=f"{month:%Y-%m}")
            lands = rule_dates(rule, asked.promotion, after=month)
            if not lands or lands[0].day >= first:
                return rule
        return rule


def monthly_days(asked: PlanInputs, *, against: Callable[[date], PlanReason | None]) -> list[MonthlyDay]:
    """Return the possible days of the month. Those with the fewest obstacles come first."""
    days = []
    for weekday in WEEKDAYS:
        for ordinal in ORDINALS:
            bare = MonthlyDay(weekday, ordinal)
            lands = [
                occurrence.day
                for occurrence in rule_dates(bare.rule(HOURS[0], asked), asked.promotion, after=asked.after)
            ]
            faults = [why for day in lands if (why := against(day))]
            days.append(replace(bare, faults=tuple(faults)))
    best = sorted(days, key=lambda day: len(day.faults))
    against_it = min((day.faults for day in days if day.weekday == WEEKDAYS[0]), key=len)
    if best[0].weekday != WEEKDAYS[0] and against_it:
        best[0] = replace(
            best[0], reasons=(*best[0].reasons, replace(against_it[0], code="no_thursday", about=against_it[0].code))
        )
    return best


def monthly_dates(asked: PlanInputs, best: MonthlyDay) -> set[date]:
    """Return the dates of monthly events by their existing or chosen rules. The best day replaces a missing rule."""
    known = {**{key: there.what for key, there in asked.there.items()}, **{k: c.what for k, c in asked.choices.items()}}
    texts = {what for key, what in known.items() if what and key.partition(":")[0] in MONTHLY}
    rules = [*map(Rule.from_text, texts), *([best.rule(TALK_AT, asked)] if {CONFERENCE, MIXED} - known.keys() else [])]
    return {occurrence.day for rule in rules for occurrence in rule_dates(rule, asked.promotion, after=asked.after)}


class Hosts:
    """The choice of organisers. It prefers coaches with few conflicts, and then coaches with few assignments."""

    def __init__(self, asked: PlanInputs) -> None:
        self._asked = asked
        self._spans = {coach: list(asked.busy.get(coach, ())) for coach in asked.coaches}
        self._load = Counter(dict.fromkeys(asked.coaches, 0))

    def choose(self, spans: Sequence[Span], *, chosen: int | None = None) -> tuple[int | None, list[date]]:
        """Return an organiser for these times, or None, and the days on which the organiser has a conflict.

        `chosen`: an organiser to keep, whom a coach or an existing series names."""
        seconds = [(int(at.timestamp()), int(at.timestamp()) + minutes * 60 + BUFFER) for at, minutes in spans]
        if chosen is not None:
            return self._assign(chosen, seconds, [])
        clashes = {coach: self._clashes(coach, seconds) for coach in self._asked.coaches}
        if not clashes:
            return None, []
        coach = min(clashes, key=lambda person_id: (len(clashes[person_id]), self._load[person_id], person_id))
        return self._assign(coach, seconds, clashes[coach])

    def of_monthly(self, days: Sequence[MonthlyDay]) -> list[YearLine]:
        """Return the monthly lines: the conference, the multidisciplinary group, and a group for each métier."""
        lines = [
            self._line(CONFERENCE, [(days[0], TALK_AT)]),
            self._line(MIXED, [(days[0], MIXED_AT)]),
        ]
        there = [rule for rule in self._asked.there if rule.startswith(f"{PAIRS}:")]
        keys = dict.fromkeys([*there, *(f"{PAIRS}:{metier}" for metier in self._asked.metiers)])
        return [*lines, *(self._line(key, list(_slots(days))) for key in keys)]

    def _line(self, key: str, slots: Sequence[tuple[MonthlyDay, int]]) -> YearLine:
        asked = self._asked
        choice, there = asked.choices.get(key), asked.there.get(key)
        stands = there.what if there else ""
        organiser = (there.organiser_id if there else None) or (choice.organiser_id if choice else None)
        line = YearLine(key, what=stands, organiser_id=organiser, there=stands, out=choice.out if choice else False)
        if stands:  # an existing series is changed on its own page, and the plan follows it
            rule = Rule.from_text(stands)
            return self._finish_line(replace(line, reasons=(PlanReason("stands"),)), rule, faults=())
        if choice and choice.what:
            line = replace(line, by_hand=True, reasons=(PlanReason("chosen"),))
            return self._finish_line(line, _delay_rule(Rule.from_text(choice.what), asked, key=key), faults=())
        if line.out:
            return line
        for day, minute in slots:
            wanted = replace(line, reasons=day.reasons), day.rule(minute, asked, key=key)
            if not _is_busy(self._finish_line(*wanted, faults=day.faults, give=False)):
                break
        else:
            day, minute = slots[0]
        if day is not slots[0][0]:
            day = replace(day, reasons=(PlanReason("other_day"),))
        rule = day.rule(minute, asked, key=key)
        return self._finish_line(replace(line, reasons=day.reasons), rule, faults=day.faults)

    def _finish_line(
        self, line: YearLine, rule: Rule, *, faults: tuple[PlanReason, ...], give: bool = True
    ) -> YearLine:
        lands = rule_dates(rule, self._asked.promotion, after=self._asked.after)
        minutes = kind_of(line.family).minutes
        spans = [(moment_at(land.day, rule.minute), minutes) for land in lands]
        before = {person_id: list(some) for person_id, some in self._spans.items()}, self._load.copy()
        coach, busy = self.choose(spans, chosen=line.organiser_id)
        if not give:
            self._spans, self._load = before
        moved = [PlanReason("moved", land.by_rule, (land.because,)) for land in lands if land.because]
        said = (
            *faults,
            *((PlanReason("busy", busy[0], number=len(busy)),) if busy else ()),
            *self._deviations(line, rule, lands),
        )
        return replace(
            line,
            what=rule.text if lands or line.there else "",
            days=tuple(land.day for land in lands),
            organiser_id=coach,
            reasons=(*line.reasons, *moved[:1]),
            faults=said,
        )

    def _deviations(self, line: YearLine, rule: Rule, lands: Sequence[RuleDate]) -> Iterator[PlanReason]:
        after, last = self._asked.after, self._asked.promotion.ends_on
        months = [day for at in range((last - after).days // A_MONTH) if (day := add_months(after, at)).month != AUGUST]
        if not lands and not line.there and last >= after:
            yield PlanReason("none")
        elif 2 * len(lands) + 1 < len(months):  # fewer than half of the months have a date
            yield PlanReason("rare", number=len(lands))
        if lands and (free := next((land.day for land in lands if land.day.weekday() >= SATURDAY), None)):
            yield PlanReason("weekend", free)
        if is_at_night(rule.minute, kind_of(line.family).minutes):
            yield PlanReason("night")

    def _clashes(self, coach: int, seconds: Sequence[tuple[int, int]]) -> list[date]:
        mine = self._spans[coach]
        return [
            day_of(from_epoch(begins))
            for begins, ends in seconds
            if any(begun < ends and begins < other for begun, other in mine)
        ]

    def _assign(
        self, coach: int, seconds: Sequence[tuple[int, int]], busy: list[date]
    ) -> tuple[int | None, list[date]]:
        self._load[coach] += 1
        self._spans.setdefault(coach, []).extend(seconds)
        return coach, busy


def is_at_night(minute: int, minutes: int) -> bool:
    """Return whether a gathering of this length begins or ends in quiet hours."""
    return minute < LOUD_FROM or minute + minutes > QUIET_FROM


def _delay_rule(rule: Rule, asked: PlanInputs, *, key: str) -> Rule:
    if rule.weekday is None or rule.ordinal is None:
        return rule
    return MonthlyDay(rule.weekday, rule.ordinal).rule(rule.minute, asked, key=key)


def _slots(days: Sequence[MonthlyDay]) -> Iterator[tuple[MonthlyDay, int]]:
    yield from ((days[0], minute) for minute in (PEERS_AT, LATE_AT))
    yield from ((day, minute) for day in days[1:4] for minute in HOURS)


def _is_busy(line: YearLine) -> bool:
    return any(fault.code == "busy" for fault in line.faults)

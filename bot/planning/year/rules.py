"""The rules that compute the lines of a promotion's plan. Each line has its days and the reasons for them. Pure.

The frequencies and days follow docs/programme.md, Phases and Dispositifs. Existing events and coaches' choices stay as
long as possible. The other lines follow in a fixed order. Each takes the first day without an obstacle, and its reasons
name the obstacle on the wished day. If all have one, it takes the day with the slightest, and lists it as a fault."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.dates.holidays import DAY, add_working_days, first_working_day, holiday_name, is_holiday, is_working_day
from bot.dates.paris import moment_at
from bot.dates.phases import add_months
from bot.dates.recurrence import AUGUST, Rule
from bot.evaluation.model import WORKED
from bot.evaluation.weeks import EARLIER, USUAL, usual_weeks
from bot.gatherings.kinds import PORTEURS, SEMINAR, kind_of
from bot.planning.year.hosting import Hosts, monthly_dates, monthly_days
from bot.planning.year.model import (
    COMMITTEES,
    REPORTS,
    WEEK,
    WORKSHOPS,
    PlanInputs,
    PlanReason,
    Year,
    YearLine,
    monday_of,
)
from bot.programme.model import Defi, Phase
from bot.programme.shape import shape_in_use

NINE = 9 * 60  # start of a two-day seminar, in minutes
HALF_DAY = 9 * 60 + 30
QUIET = timedelta(days=14)  # no collective event takes place in the first two weeks
THURSDAYS = (3, 2, 1, 4, 0)  # the preferred weekday comes first
FIRST_DAYS = (3, 1, 2, 0)  # the weekday on which a two-day seminar begins, the preferred one first
OFFSETS = (0, 1, -1, 2, -2, 3, -3)  # the plan tries these weeks around the preferred week, in this order
NEVER = ("holiday", "weekend")  # the plan shows these obstacles even on announced dates
FORCED = ("past", "holiday", "weekend", "august")  # these obstacles forbid a date; all others are warnings
A_WEEK = 10  # the most committees that a coach hosts in a week, two a day
MOST_WEEKS = 4  # the most weeks of committees in a phase
WRITTEN = 10  # reports are due ten working days after the last committee
APART = timedelta(days=56)  # the least time between the promotion's start and the second seminar
NEAR = timedelta(days=4)
LEAVING = timedelta(days=7)  # the last reports are due a week before the promotion's end
WANTED = {1: 1, 2: 2, 3: 2, 4: 1}  # number of workshops of a défi, by phase
CHRISTMAS, NEW_YEAR = (12, 22), (1, 2)
SHORT = timedelta(days=42)  # a défi has only one workshop in a phase that is shorter


def make_plan(inputs: PlanInputs) -> Year:
    """Return the plan of a promotion: its lines with their reasons and deviations."""
    fit = _PlanSearch(inputs)
    several = monthly_days(inputs, against=fit.against)
    fit.used |= monthly_dates(inputs, several[0])
    seminars = [fit.seminar(number) for number in (1, 2)]
    committees = [fit.committees(phase) for phase in inputs.promotion.phases]
    porteurs = [fit.porteurs(phase) for phase in inputs.promotion.phases]
    by_phase = {committee.variant: committee for committee in committees}
    reports = [fit.report(phase, by_phase[str(phase.number)]) for phase in inputs.promotion.phases]
    workshops = [fit.workshops(phase, by_phase[str(phase.number)]) for phase in inputs.promotion.phases]
    hosts = Hosts(inputs)
    hosted = [*_assign_organiser(hosts, seminars, SEMINAR), *_assign_organiser(hosts, porteurs, PORTEURS)]
    lines = [
        line for line in (*hosted, *committees, *hosts.of_monthly(several), *reports, *workshops) if line is not None
    ]
    return Year(tuple(lines), tuple(_faults(inputs)))


def _faults(inputs: PlanInputs) -> Iterator[PlanReason]:
    promotion = inputs.promotion
    if not inputs.coaches:
        yield PlanReason("no_coach")
    if not inputs.defis:
        yield PlanReason("no_defi")
    if len(promotion.phases) < len(shape_in_use().phases):
        yield PlanReason("phases", number=len(promotion.phases))
    for phase in promotion.phases:
        if phase.ends_on - phase.starts_on < QUIET + WEEK * USUAL:
            yield PlanReason("short", number=phase.number)
        if phase.starts_on < promotion.starts_on or phase.ends_on > promotion.ends_on:
            yield PlanReason("outside", number=phase.number)
    if inputs.overlapping:
        yield PlanReason("overlap", names=inputs.overlapping)


def _assign_organiser(hosts: Hosts, several: list[YearLine], family: str) -> list[YearLine]:
    dated = [line for line in several if line.days and not line.out]
    spans = [(moment_at(day, NINE), kind_of(family).minutes) for line in dated for day in line.days]
    chosen = next((line.organiser_id for line in several if line.organiser_id), None)
    coach, busy = hosts.choose(spans, chosen=chosen)
    faults = (PlanReason("busy", day=busy[0]),) if busy else ()
    return [
        replace(line, organiser_id=coach, faults=(*line.faults, *(faults if busy and busy[0] in line.days else ())))
        for line in several
    ]


class _PlanSearch:
    """The state of the search. `used`: the days that already have a collective event."""

    def __init__(self, asked: PlanInputs) -> None:
        self.asked, self.promotion = asked, asked.promotion
        self.used: set[date] = set(asked.taken)
        self.first = max(asked.after, self.promotion.starts_on + QUIET)

    def against(self, day: date, *, length: int = 1, used: bool = True) -> PlanReason | None:
        """Return the worst obstacle on the `length` days that begin with this day, or None."""
        found = [why for at in range(length) if (why := self._obstacle(day + DAY * at, used=used))]
        return min(found, key=lambda why: _ORDER.index(why.code), default=None)

    def _obstacle(self, day: date, *, used: bool) -> PlanReason | None:
        closed = tuple(defi.name for defi in self.asked.defis if day.weekday() in defi.closed_weekdays)
        school = next((span for span in self.asked.school if span.first <= day <= span.last), None)
        said: dict[str, bool] = {
            "past": day < self.asked.after,
            "holiday": is_holiday(day),
            "weekend": not is_working_day(day),
            "august": day.month == AUGUST,
            "feasts": is_feast(day),
            "school": school is not None,
            "bridge": is_bridge(day),
            "closed": bool(closed),
            "used": used and day in self.used,
        }
        code = next((code for code in _ORDER if said[code]), None)
        names = {"holiday": (holiday_name(day) or "",), "school": (school.name,) if school else (), "closed": closed}
        return PlanReason(code, day, names.get(code, ())) if code else None

    def seminar(self, number: int) -> YearLine:
        """Return the line of a two-day seminar: 1 is three weeks after the start, 2 is two months before the end."""
        start, end = self.promotion.starts_on, self.promotion.ends_on
        wish = start + timedelta(days=21) if number == 1 else add_months(end, -2)
        early, late = (
            (self.first, wish + WEEK * 3) if number == 1 else (max(wish - WEEK * 3, start + APART), end - WEEK * 3)
        )
        why = PlanReason("arrival" if number == 1 else "two_months")
        return self._gathering_line(f"{SEMINAR}:{number}", wish, early, late, length=2, at=NINE, why=why)

    def porteurs(self, phase: Phase) -> YearLine:
        """Return the porteurs' seminar line: half a day, two weeks (first phase: a month) after the phase begins."""
        first = phase.number == 1
        wish = add_months(phase.starts_on, 1) if first else phase.starts_on + QUIET
        early = phase.starts_on + QUIET if first else phase.starts_on
        why = PlanReason("month_in" if first else "phase_in", number=phase.number)
        key = f"{PORTEURS}:{phase.number}"
        return self._gathering_line(key, wish, early, phase.ends_on, length=1, at=HALF_DAY, why=why)

    def _gathering_line(
        self, key: str, wish: date, early: date, late: date, *, length: int, at: int, why: PlanReason
    ) -> YearLine:
        early, late = max(early, self.first), min(late, self.promotion.ends_on)
        line, kept = self._start_line(key, why)
        soon: tuple[PlanReason, ...] = ()
        soonest = self.asked.soonest_day(key)
        if line.by_hand and line.what != line.there and line.rule and line.rule.days[0] < soonest:
            # The notice was long enough when the coach chose the date, but it is too short now.
            soon = (PlanReason("soon", soonest),) if soonest <= late else ()
            line, kept = replace(line, what=line.there, by_hand=False, reasons=(why,)), bool(line.there)
            if not kept and soon:
                return replace(line, faults=soon)
        stands = line.rule.days[0] if kept and line.rule else None
        if stands and (said := self._kept_deviations(line, stands, early=early, late=late, length=length)) is not None:
            line = (
                line
                if line.by_hand
                else replace(line, reasons=(_reason_for(why, stands, wish, other=PlanReason("fixed")),))
            )
            return self._occupy_days(line, [stands], length=length, faults=(*soon, *said))
        if line.out:
            return line
        return self._place_line(line, wish, max(early, soonest), late, length=length, at=at, why=why)

    def _kept_deviations(
        self, line: YearLine, day: date, *, early: date, late: date, length: int
    ) -> tuple[PlanReason, ...] | None:
        """Return the deviations of a chosen or existing day that stays. Return None if the day must change."""
        there, inside = self.asked.there.get(line.key), early <= day <= late
        fixed = day < self.asked.after or day in (there.fixed if there else ())
        if not (line.by_hand or fixed or inside):
            return None
        bad = self.against(day, length=length)
        told = bad is not None and (bad.code in NEVER if fixed else True)
        outside = () if inside or day < self.asked.after else (PlanReason("outside", day),)
        return (*((bad,) if bad and told else ()), *outside)

    def _place_line(
        self, line: YearLine, wish: date, early: date, late: date, *, length: int, at: int, why: PlanReason
    ) -> YearLine:
        weekdays, soonest = FIRST_DAYS if length == 2 else THURSDAYS, self.asked.soonest_day(line.key)
        around = monday_of(max(wish, soonest))
        days = [around + WEEK * back + timedelta(days=weekday) for weekday in weekdays for back in OFFSETS]
        days = [day for day in days if early <= day and day + DAY * (length - 1) <= late]
        found, reasons, faults = _first_free_day(
            days,
            find_obstacle=lambda day: self.against(day, length=length),
            has_event=lambda day: any(day + DAY * at in self.used for at in range(length)),
        )
        if found is None and line.there:  # no other date is possible, so the existing event stays
            return self._occupy_days(
                line, list(Rule.from_text(line.there).days), length=length, faults=(PlanReason("none"),)
            )
        if found is None:
            return replace(line, what="", faults=() if late < self.asked.after else (PlanReason("none"),))
        text = Rule(at, days=(found,)).text
        other = replace(why, code="late" if wish < soonest else "other", about=why.code)
        why = _reason_for(why, found, wish, other=other)
        return self._occupy_days(
            replace(line, what=text, reasons=(why, *reasons)), [found], length=length, faults=faults
        )

    def _start_line(self, key: str, why: PlanReason) -> tuple[YearLine, bool]:
        """Return a line, and whether a coach's choice or an existing event gives it a day."""
        choice, there = self.asked.choices.get(key), self.asked.there.get(key)
        stands = there.what if there else ""
        organiser = (there.organiser_id if there else None) or (choice.organiser_id if choice else None)
        line = YearLine(key, organiser_id=organiser, there=stands, out=choice.out if choice else False, reasons=(why,))
        if choice and choice.what:
            return replace(line, what=choice.what, by_hand=True, reasons=(PlanReason("chosen"),)), True
        return replace(line, what=stands), bool(stands)

    def _occupy_days(
        self, line: YearLine, days: list[date], *, length: int = 1, faults: tuple[PlanReason, ...] = ()
    ) -> YearLine:
        if not line.out:
            self.used |= {day + DAY * at for day in days for at in range(length)}
        return replace(line, days=tuple(days), faults=faults)

    def committees(self, phase: Phase) -> YearLine:
        """Return the line of committees, in the last weeks of the phase. There are as many weeks as the défis need.

        In the last phase, committees end three weeks before the end of the promotion."""
        key, last_phase = f"{COMMITTEES}:{phase.number}", phase.number == len(self.promotion.phases)
        line, kept = self._start_line(
            key, PlanReason("three_weeks" if last_phase else "phase_end", number=phase.number)
        )
        usual = usual_weeks(self.promotion, phase, now=moment_at(phase.starts_on, 0))
        weeks = tuple(date.fromisoformat(week) for week in line.what.split())
        fits = weeks and phase.starts_on <= weeks[-1] <= usual[-1] and weeks[-1] >= usual[-1] - WEEK * USUAL
        there = self.asked.there.get(key)
        if kept and (line.by_hand or fits or (there and there.fixed) or weeks[0] < self.asked.after):
            faults = [] if fits or weeks[0] < self.asked.after else [PlanReason("outside", weeks[0])]
            reasons = line.reasons if line.by_hand or weeks[-1] == usual[-1] else (PlanReason("fixed"),)
            return replace(line, days=weeks, reasons=reasons, faults=(*faults, *self._short_weeks(weeks)))
        if line.out or phase.ends_on < self.asked.after:
            return replace(line, what="", days=())
        room = A_WEEK * max(1, len(self.asked.coaches))
        count = min(MOST_WEEKS, max(USUAL, -(-len(self.asked.defis) // room)))
        back = [usual[-1] - WEEK * at for at in range(count + EARLIER)]
        first, soonest = monday_of(first_working_day(max(phase.starts_on, self.first))), self.asked.soonest_day(key)
        # Weeks that are already planned may stay, even if it is too late to plan them anew.
        open_ = [day for day in back if day >= first and (day >= soonest or day in weeks)]
        good = [day for day in open_ if not self._short_weeks([day])][:count]
        chosen = tuple(sorted(good if len(good) == count else open_[:count]))
        if not chosen:
            return replace(line, what="", faults=(PlanReason("none"),))
        why = line.reasons[0]
        why = _reason_for(why, chosen[-1], usual[-1], other=replace(why, code="other", about=why.code))
        told = [why, *([PlanReason("many", number=count)] if count > USUAL else [])]
        passed = (day for day in back[: back.index(chosen[0])] if day not in chosen)
        told += [_as_obstacle(why) for day in passed for why in self._short_weeks([day])][:1]
        text = " ".join(day.isoformat() for day in chosen)
        few = [PlanReason("few", number=len(chosen))] if len(chosen) < count else []
        return replace(line, what=text, days=chosen, reasons=tuple(told), faults=(*few, *self._short_weeks(chosen)))

    def _short_weeks(self, weeks: Iterable[date]) -> list[PlanReason]:
        """Return a reason, with the Monday, for each week that has an obstacle on three days or more."""
        found = []
        for monday in weeks:
            lost = [why for at in range(WORKED) if (why := self._week_obstacle(monday + DAY * at)) is not None]
            found += [replace(lost[0], day=monday)] if len(lost) > WORKED // 2 else []
        return found

    def _week_obstacle(self, day: date) -> PlanReason | None:
        why = self.against(day, used=False)
        return why if why and why.code not in ("closed", "past") else None

    def report(self, phase: Phase, committees: YearLine) -> YearLine:
        """Return the line of reports, due ten working days after the committees.

        In the last phase, reports may be due earlier."""
        last_phase = phase.number == len(self.promotion.phases)
        line, kept = self._start_line(f"{REPORTS}:{phase.number}", PlanReason("written"))
        over = committees.days[-1] + timedelta(days=WORKED - 1) if committees.days else None
        end = self.promotion.ends_on - (LEAVING if last_phase else timedelta())
        if kept:
            day = date.fromisoformat(line.what)
            if line.by_hand or day < self.asked.after or (over and over < day <= min(end, over + WEEK * 5)):
                inside = over is None or over < day <= self.promotion.ends_on
                line = line if line.by_hand else self._report_line(line, day, over, last_phase=last_phase)
                return replace(line, days=(day,), faults=() if inside else (PlanReason("outside", day),))
        if over is None or line.out or over < self.asked.after:
            return replace(line, what="", days=())
        day = add_working_days(over, WRITTEN)
        while self._week_obstacle(day) and day < end:
            day += DAY
        if day > end:
            day = first_working_day(max(over + DAY, end))
        faults = (PlanReason("after_end", day),) if day > self.promotion.ends_on else ()
        line = self._report_line(line, day, over, last_phase=last_phase)
        return replace(line, what=day.isoformat(), days=(day,), faults=faults)

    def _report_line(self, line: YearLine, day: date, over: date | None, *, last_phase: bool) -> YearLine:
        leaving = last_phase and abs(self.promotion.ends_on - LEAVING - day) <= NEAR
        exact = over is not None and day == add_working_days(over, WRITTEN)
        code = "before_leaving" if leaving else "written" if exact else "over" if over and day > over else "fixed"
        return replace(line, reasons=(PlanReason(code),))

    def workshops(self, phase: Phase, committees: YearLine) -> YearLine:
        """Return the line of workshops: one or two for each défi, spread over the weeks before the committees."""
        usual = 1 if phase.ends_on - phase.starts_on < SHORT else WANTED.get(phase.number, 1)
        line, kept = self._start_line(f"{WORKSHOPS}:{phase.number}", PlanReason("workshops", number=phase.number))
        number = int(line.what) if kept else usual
        begins = max(phase.starts_on + QUIET, self.asked.after if line.there else self.asked.soonest_day(line.key))
        ends = (committees.days[0] if committees.days else phase.ends_on + DAY) - DAY
        whole = (ends - monday_of(begins)).days // 7 + 1
        weeks = [day for day in (monday_of(begins) + WEEK * at for at in range(whole)) if not self._short_weeks([day])]
        if line.out or (phase.ends_on < self.asked.after and not line.there):
            return replace(line, what="" if not kept else line.what)
        defis = self.asked.defis
        faults = (PlanReason("no_week"),) if number and defis and not weeks else ()
        wanted = ((turn, at, defi) for turn in range(number) for at, defi in enumerate(defis)) if weeks else ()
        due = [(self._workshop_day(weeks, turn, at, number=number, of=defi), defi.id) for turn, at, defi in wanted]
        days = tuple(sorted({monday_of(day) for day, _ in due}))
        return replace(line, what=str(number), days=days, due=tuple(sorted(due)), faults=faults)

    def _workshop_day(self, weeks: list[date], turn: int, at: int, *, number: int, of: Defi) -> date:
        mine = weeks[len(weeks) * turn // number : len(weeks) * (turn + 1) // number] or weeks[-1:]
        monday = mine[at * len(mine) // len(self.asked.defis)]
        days = [monday + DAY * offset for offset in reversed(range(WORKED))]
        return next(
            (day for day in days if self._week_obstacle(day) is None and day.weekday() not in of.closed_weekdays),
            days[0],
        )


_ORDER = (*FORCED, "feasts", "school", "bridge", "closed", "used")


def is_feast(day: date) -> bool:
    """Return whether a day is in the year-end holidays."""
    return (day.month, day.day) >= CHRISTMAS or (day.month, day.day) <= NEW_YEAR


def is_bridge(day: date) -> bool:
    """Return whether a day is a single working day between a public holiday and a weekend."""
    around = {0: DAY, 4: -DAY}.get(day.weekday())
    return around is not None and is_holiday(day + around)


def _reason_for(why: PlanReason, day: date, wish: date, *, other: PlanReason) -> PlanReason:
    return why if monday_of(day) == monday_of(wish) else other


def _as_obstacle(why: PlanReason) -> PlanReason:
    return replace(why, code="against", about=why.code)


def _first_free_day(
    days: list[date], *, find_obstacle: Callable[[date], PlanReason | None], has_event: Callable[[date], bool]
) -> tuple[date | None, tuple[PlanReason, ...], tuple[PlanReason, ...]]:
    """Return the first day without an obstacle, the reason against the wished day, and the obstacles on the first.

    If every day has an obstacle, return the day with the slightest one. If all days are forbidden, return None for the
    day. `has_event` tells whether a day already has an event."""
    said = {day: find_obstacle(day) for day in days}
    wished = next(iter(said.values()), None)
    for day, why in said.items():
        if why is None:
            return day, (_as_obstacle(wished),) if wished else (), ()
    lived = [(day, why) for day, why in said.items() if why and why.code not in FORCED]
    if not lived:
        return None, (), ()
    day, why = min(lived, key=lambda lived_day: (has_event(lived_day[0]), -_ORDER.index(lived_day[1].code)))
    also = (PlanReason("used", day),) if has_event(day) and why.code != "used" else ()
    return day, (_as_obstacle(wished),) if wished and wished != why else (), (why, *also)

"""Fixed values for a promotion's plan: as it begins, once confirmed, its forms, what other dates move."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeAlias

from bot.agenda.school import HolidaySpan
from bot.dates.paris import PARIS, epoch_at
from bot.dates.phases import phase_bounds
from bot.dates.recurrence import Rule
from bot.gatherings.kinds import CONFERENCE, PAIRS, PORTEURS, SEMINAR
from bot.planning.year.confirming import Confirmation
from bot.planning.year.model import (
    COMMITTEES,
    REPORTS,
    WORKSHOPS,
    ExistingEvent,
    PlanInputs,
    PlanReason,
    PlanSheet,
    Year,
    YearChoice,
    YearPlan,
)
from bot.planning.year.rules import make_plan
from bot.programme.model import Defi, Person, Phase, Promotion
from handlers.kit.blocks import Message
from handlers.planning import texts, views

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 8, 24, 9, 0, tzinfo=PARIS)
STARTS, ENDS = date(2026, 9, 7), date(2027, 7, 6)
NAMES = ("Valider l’hypothèse", "Prouver le concept", "Prouver la valeur", "Amplifier l’impact")
PROMOTION = Promotion(
    1,
    "EIG 7",
    STARTS,
    ENDS,
    phases=tuple(Phase(number, NAMES[number - 1], *days) for number, *days in phase_bounds(STARTS, ENDS)),
)
CLAIRE, DAVID = Person(2, "Claire Morel"), Person(3, "David Nguyen")
DEFIS = (
    Defi(1, 1, "Carte Vive", "Bureau", closed_weekdays=frozenset({3})),
    Defi(2, 1, "Relais", "Bureau"),
    Defi(3, 1, "<!channel> & *Trace*", "Bureau"),
)
SCHOOL = (
    HolidaySpan(date(2027, 2, 13), date(2027, 2, 28), "Zone B"),
    HolidaySpan(date(2027, 4, 10), date(2027, 4, 25)),
)
ASKED = PlanInputs(PROMOTION, date(2026, 8, 25), DEFIS, ("design", "droit"), (2, 3), SCHOOL)
SECOND = f"{PORTEURS}:2"


def sheet(
    year: Year, *, promotion: Promotion = PROMOTION, at: datetime | None = None, by: int | None = None
) -> PlanSheet:
    """Give a plan with all that it names."""
    kept = YearPlan(1, 4, "Zone B : du 13 février au 28 février", at, by)
    return PlanSheet(kept, promotion, year, (CLAIRE, DAVID), DEFIS, SCHOOL)


FRESH = sheet(make_plan(ASKED))
BY_HAND = replace(
    ASKED,
    choices={
        SECOND: YearChoice(Rule(570, days=(date(2026, 12, 24),)).text),
        f"{SEMINAR}:1": YearChoice(Rule(540, days=(date(2026, 11, 11),)).text),
        CONFERENCE: YearChoice(out=True),
        f"{WORKSHOPS}:2": YearChoice("0"),
        f"{WORKSHOPS}:3": YearChoice("4"),
    },
    busy={one: [(epoch_at(date(2026, 9, 30), 0), epoch_at(ENDS, 0))] for one in (2, 3)},
)
THERE = {one.key: ExistingEvent(one.what, one.organiser_id) for one in FRESH.year.lines if one.what}
CONFIRMED = sheet(make_plan(replace(ASKED, there=THERE, metiers=())), at=NOW, by=2)
LATER = replace(
    PROMOTION,
    phases=(
        *PROMOTION.phases[:2],
        replace(PROMOTION.phases[2], ends_on=date(2027, 5, 28)),
        replace(PROMOTION.phases[3], starts_on=date(2027, 5, 29)),
    ),
)
MOVED = replace(
    sheet(make_plan(replace(ASKED, promotion=LATER, there=THERE, metiers=())), promotion=LATER, at=NOW, by=2),
    beyond=((CONFERENCE, date(2027, 7, 8)),),
)
SHORT = replace(PROMOTION, ends_on=date(2026, 12, 6), phases=PROMOTION.phases[:2])
ALL = ("no_coach", "no_defi", "phases", "short", "outside", "overlap", "alone")
TROUBLED = replace(
    FRESH.year,
    faults=tuple(PlanReason(code, names=("EIG 8",) if code == "overlap" else ("droit",), number=3) for code in ALL),
)
EVERY = tuple(texts.FAULTS)


def line(key: str, of: PlanSheet = FRESH) -> Drawn:
    """Draw the form of a line."""
    found = of.year.find_line(key)
    assert found is not None
    return views.line_form(of, found, now=NOW)


def _at_odds() -> Drawn:
    """Draw a line that all that can be said of one is said of."""
    found = FRESH.year.find_line(SECOND)
    assert found is not None
    said = tuple(PlanReason(code, date(2026, 11, 12), ("Carte Vive",), 1) for code in EVERY)
    reasons = tuple(
        PlanReason(code, date(2026, 11, 12), ("Carte Vive",), 3, about)
        for code in texts.REASONS
        for about in (texts.AGAINST if code in ("against", "no_thursday") else ["phase_in"])
    )
    return views.line_form(FRESH, replace(found, faults=said, reasons=reasons, by_hand=True), now=NOW)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "planning.page": lambda: views.plan_modal(FRESH, now=NOW),
    "planning.page.by-hand": lambda: views.plan_modal(sheet(make_plan(BY_HAND)), now=NOW),
    "planning.page.troubled": lambda: views.plan_modal(replace(FRESH, year=TROUBLED), now=NOW),
    "planning.page.overtaken": lambda: views.plan_modal(
        sheet(Year(FRESH.year.lines[:1])), last_result=texts.REFUSED["overtaken"], now=NOW
    ),
    "planning.page.no-coach": lambda: views.plan_modal(
        sheet(Year(FRESH.year.lines[:1])), last_result=texts.REFUSED["no_coach"], now=NOW
    ),
    "planning.page.not-made": lambda: views.plan_modal(
        sheet(Year(FRESH.year.lines[:1])), last_result=texts.NOT_MADE, now=NOW
    ),
    "planning.page.standing": lambda: views.plan_modal(
        sheet(make_plan(replace(ASKED, there={CONFERENCE: THERE[CONFERENCE]}))), now=NOW
    ),
    "planning.page.confirmed": lambda: views.plan_modal(CONFIRMED, now=NOW),
    "planning.page.confirmed-by-who-left": lambda: views.plan_modal(sheet(Year(()), at=NOW, by=99), now=NOW),
    "planning.page.moved": lambda: views.plan_modal(MOVED, now=NOW),
    "planning.page.many": lambda: views.plan_modal(
        replace(FRESH, year=Year(tuple(replace(one, faults=(PlanReason("none"),) * 3) for one in FRESH.year.lines))),
        now=NOW,
    ),
    "planning.done": lambda: views.done_modal(Confirmation(CONFIRMED, FRESH.year.written_lines)),
    "planning.done.undo": lambda: views.done_modal(Confirmation(CONFIRMED, FRESH.year.written_lines, undoes=True)),
    "planning.done.too-late": lambda: views.too_late_modal("Trop tard pour revenir en arrière."),
    "planning.page.undone": lambda: views.plan_modal(
        sheet(Year(FRESH.year.lines[:1])), last_result=texts.UNDONE, now=NOW
    ),
    "planning.done.one": lambda: views.done_modal(Confirmation(CONFIRMED, FRESH.year.written_lines[:1], 4)),
    "planning.done.already": lambda: views.done_modal(Confirmation(CONFIRMED)),
    "planning.line.seminar": lambda: line(f"{SEMINAR}:1"),
    "planning.line.porteurs": lambda: line(SECOND, sheet(make_plan(BY_HAND))),
    "planning.line.standing": lambda: line(SECOND, CONFIRMED),
    "planning.line.conference": lambda: line(CONFERENCE),
    "planning.line.out": lambda: line(CONFERENCE, sheet(make_plan(BY_HAND))),
    "planning.line.pairs": lambda: line(f"{PAIRS}:design"),
    "planning.line.committees": lambda: line(f"{COMMITTEES}:3"),
    "planning.line.report": lambda: line(f"{REPORTS}:4"),
    "planning.line.workshops": lambda: line(f"{WORKSHOPS}:2"),
    "planning.line.no-day": lambda: line(
        f"{SEMINAR}:2", sheet(make_plan(replace(ASKED, promotion=SHORT)), promotion=SHORT)
    ),
    "planning.line.at-odds": _at_odds,
    "planning.school": lambda: views.school_form(FRESH),
    "planning.dates": lambda: views.dates_form(FRESH),
    "planning.look": lambda: views.preview_modal(MOVED, CONFIRMED, now=NOW),
    "planning.look.nothing": lambda: views.preview_modal(CONFIRMED, CONFIRMED, now=NOW),
    "planning.card": lambda: views.plan_card(FRESH, now=NOW),
}

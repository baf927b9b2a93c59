"""The rules of a promotion's plan: whatever the promotion, what is never so, and what is said where it cannot be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from bot.agenda.school import HolidaySpan, read_school
from bot.dates.holidays import is_holiday
from bot.dates.paris import epoch_at
from bot.dates.phases import add_months, phase_bounds
from bot.dates.recurrence import Rule
from bot.errors import Invalid
from bot.gatherings.kinds import CONFERENCE, PAIRS, PORTEURS, SEMINAR
from bot.planning.year.model import (
    COMMITTEES,
    GATHERED,
    MONTHLY,
    REPORTS,
    WORKSHOPS,
    ExistingEvent,
    PlanInputs,
    PlanReason,
    Year,
    YearChoice,
    YearLine,
)
from bot.planning.year.rules import is_bridge, is_feast, make_plan
from bot.programme.model import Defi, Phase, Promotion

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SEPTEMBER, JULY = date(2026, 9, 7), date(2027, 7, 6)
SCHOOL = (
    HolidaySpan(date(2026, 10, 17), date(2026, 11, 1)),
    HolidaySpan(date(2026, 12, 19), date(2027, 1, 3)),
    HolidaySpan(date(2027, 2, 13), date(2027, 2, 28)),
    HolidaySpan(date(2027, 4, 10), date(2027, 4, 25)),
)
METIERS = ("design", "developpement", "droit", "ingenierie-donnee", "science-donnee")


def promotion(starts: date = SEPTEMBER, ends: date = JULY) -> Promotion:
    phases = tuple(Phase(number, f"Phase {number}", *days) for number, *days in phase_bounds(starts, ends))
    return Promotion(1, "EIG 7", starts, ends, phases=phases)


def defis(count: int = 17, closed: frozenset[int] = frozenset()) -> tuple[Defi, ...]:
    """Give défis of which the first is closed on these weekdays."""
    found = [Defi(number, 1, f"Défi {number:02}", "Bureau") for number in range(1, count + 1)]
    return tuple([replace(found[0], closed_weekdays=closed), *found[1:]] if found else [])


def asked(**values: object) -> PlanInputs:
    given = {
        "promotion": promotion(),
        "after": date(2026, 8, 1),
        "defis": defis(),
        "metiers": METIERS,
        "coaches": (1, 2, 3, 4, 5, 6),
        **values,
    }
    return PlanInputs(**given)  # type: ignore[arg-type] # each of its own type


def codes(line: YearLine | None) -> set[str]:
    assert line is not None
    return {one.code for one in line.faults}


def days(year: Year, *families: str) -> list[tuple[YearLine, date]]:
    """Give each day on which something of these families takes place, both of a seminar of two."""
    lines = [one for one in year.lines if one.family in families]
    return [
        (one, day + DAY * more)
        for one in lines
        for day in one.days
        for more in range(2 if one.family == SEMINAR else 1)
    ]


@st.composite
def promotions(draw: st.DrawFn) -> PlanInputs:
    """Give any promotion: of three months to fourteen, of any size, with any holidays, closed days, begun or not."""
    starts = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 900)))
    one = promotion(starts, add_months(starts, draw(st.integers(3, 14))) - DAY)
    firsts = draw(st.lists(st.integers(0, 300), max_size=5))
    return asked(
        promotion=one,
        after=starts + timedelta(days=draw(st.integers(-60, 150))),
        defis=defis(draw(st.integers(0, 20)), draw(st.frozensets(st.integers(0, 4), max_size=2))),
        metiers=METIERS[: draw(st.integers(0, 5))],
        coaches=tuple(range(1, draw(st.integers(0, 6)) + 1)),
        school=tuple(HolidaySpan(starts + timedelta(days=at), starts + timedelta(days=at + 15)) for at in firsts),
    )


@tried(max_examples=60)
@given(promotions())
@example(asked(school=SCHOOL))
def test_what_is_never_so(one: PlanInputs) -> None:
    year, of = make_plan(one), one.promotion
    assert [line.key for line in year.lines] == list(dict.fromkeys(line.key for line in year.lines))
    for line, day in days(year, *GATHERED, *MONTHLY):
        assert max(of.starts_on + timedelta(days=14), one.soonest_day(line.key)) <= day <= of.ends_on, line
        assert (is_holiday(day), day.weekday() > 4, day.month == 8) == (False, False, False), line
    for line, day in days(year, *GATHERED, CONFERENCE):
        closed = any(day.weekday() in each.closed_weekdays for each in one.defis)
        away = any(each.first <= day <= each.last for each in one.school)
        told = codes(line) & {"closed", "school", "bridge", "feasts", "used"}
        assert told or not (closed or away or is_bridge(day) or is_feast(day)), line
    held = [(day, "used" in codes(line)) for line, day in days(year, *GATHERED)]
    both = [day for day, told in held if not told]
    assert len(both) == len(set(both))
    assert not {*both} & {day for _, day in days(year, CONFERENCE)}


@tried(max_examples=60)
@given(promotions())
@example(asked(school=SCHOOL))
def test_committees_reports_and_workshops_are_in_their_phase(one: PlanInputs) -> None:
    year, of = make_plan(one), one.promotion
    for phase in of.phases:
        committees = year.find_line(f"{COMMITTEES}:{phase.number}")
        report, workshops = (year.find_line(f"{family}:{phase.number}") for family in (REPORTS, WORKSHOPS))
        assert committees is not None
        assert report is not None
        assert workshops is not None
        assert all(day.weekday() == 0 and phase.starts_on - WEEK < day <= phase.ends_on for day in committees.days)
        if committees.days and phase.number == len(of.phases):
            assert committees.days[-1] + timedelta(days=4) <= of.ends_on - timedelta(days=21)
        assert not report.days or report.days[0] > committees.days[-1]
        for defi in one.defis if workshops.due else ():
            mine = [day for day, who in workshops.due if who == defi.id]
            assert len(mine) == int(workshops.what)
            assert all(not committees.days or day < committees.days[0] for day in mine)


@tried(max_examples=40)
@given(promotions())
@example(asked(school=SCHOOL))
def test_what_was_confirmed_is_not_moved_by_being_read_again(one: PlanInputs) -> None:
    """What stands stays: confirming twice writes once, and so does a plan that is read a month later."""
    year = make_plan(one)
    there = {line.key: ExistingEvent(line.what, line.organiser_id) for line in year.lines if line.what}
    for later in (0, 30):
        again = make_plan(replace(one, there=there, metiers=(), after=one.after + timedelta(days=later)))
        moved = [line for line in again.written_lines if line.there]
        assert moved == [], later


def test_thursdays_and_the_months_that_the_programme_knows() -> None:
    year = make_plan(asked(school=SCHOOL))
    found = {one.key: one.days[0] for one in year.lines if one.family in GATHERED}
    assert found == {
        f"{SEMINAR}:1": date(2026, 10, 1),
        f"{SEMINAR}:2": date(2027, 4, 29),  # the Thursday of its own week is Ascension, the next one the month's
        f"{PORTEURS}:1": date(2026, 10, 15),
        f"{PORTEURS}:2": date(2026, 11, 19),
        f"{PORTEURS}:3": date(2027, 3, 4),
        f"{PORTEURS}:4": date(2027, 5, 20),
    }
    conference = year.find_line(CONFERENCE)
    assert conference is not None
    assert conference.what == "2026-10/P1M 2TH T09:30"
    last = year.find_line(f"{COMMITTEES}:4")
    assert last is not None
    assert last.days == (date(2027, 5, 31), date(2027, 6, 7))
    assert year.faults == ()


def test_groups_between_peers_have_a_coach_each_or_another_hour() -> None:
    many, two = (make_plan(asked(coaches=coaches)).lines_of(PAIRS) for coaches in ((1, 2, 3, 4, 5, 6), (1, 2)))
    assert (len({one.organiser_id for one in many}), {one.what[-5:] for one in many}) == (len(METIERS), {"11:15"})
    held = [(one.organiser_id, day, one.rule and one.rule.minute) for one in two for day in one.days]
    assert len(held) == len(set(held))


def test_a_coach_who_has_something_else_does_not_organise() -> None:
    free = make_plan(asked(coaches=(1, 2))).lines_of(SEMINAR)[0]
    assert free.organiser_id == 1
    busy = {1: [(epoch_at(free.days[0], 10 * 60), epoch_at(free.days[0], 11 * 60))]}
    assert make_plan(asked(coaches=(1, 2), busy=busy)).lines_of(SEMINAR)[0].organiser_id == 2
    assert codes(make_plan(asked(coaches=(1,), busy=busy)).find_line(f"{SEMINAR}:1")) == {"busy"}


def test_a_closed_day_moves_all_that_is_collective() -> None:
    year = make_plan(asked(defis=defis(closed=frozenset({3}))))
    assert {day.weekday() for _, day in days(year, *GATHERED, CONFERENCE)} & {3} == set()
    why = next(one for one in make_plan(asked(defis=defis(closed=frozenset({3})))).lines if one.family == PORTEURS)
    assert [(one.code, one.about) for one in why.reasons] == [("month_in", ""), ("against", "closed")]


def test_august_stays_empty_of_a_promotion_that_begins_in_january() -> None:
    year = make_plan(asked(promotion=promotion(date(2027, 1, 11), date(2027, 11, 10)), after=date(2027, 1, 1)))
    found = days(year, *GATHERED, *MONTHLY, COMMITTEES, REPORTS)
    assert [day for _, day in found if day.month == 8 and day + timedelta(days=4) < date(2027, 9, 1)] == []


def test_what_cannot_be_is_said() -> None:
    short = make_plan(asked(promotion=promotion(SEPTEMBER, date(2026, 12, 6))))
    assert {one.code for one in short.faults} == {"phases"}
    assert codes(short.find_line(f"{SEMINAR}:2")) == {"none"}
    assert {one.code for one in make_plan(asked(coaches=())).faults} == {"no_coach"}
    assert {one.code for one in make_plan(asked(defis=())).faults} == {"no_defi"}
    assert make_plan(asked(overlapping=("EIG 8",))).faults[0].names == ("EIG 8",)
    over = make_plan(asked(after=date(2028, 1, 1)))
    assert (over.written_lines, [one for one in over.lines if one.faults]) == ((), [])


def test_a_choice_stays_and_says_what_speaks_against_it() -> None:
    key, chosen = f"{PORTEURS}:2", Rule(570, days=(date(2026, 12, 24),)).text
    line = make_plan(asked(school=SCHOOL, choices={key: YearChoice(chosen)})).find_line(key)
    assert line is not None
    assert (line.what, line.by_hand, codes(line)) == (chosen, True, {"feasts"})
    left = make_plan(asked(choices={key: YearChoice(out=True)})).find_line(key)
    assert left is not None
    assert (left.out, left.writes) == (True, False)


def test_committees_that_have_begun_are_not_moved() -> None:
    one = asked(promotion=promotion(date(2026, 6, 22), date(2026, 9, 21)), after=date(2026, 7, 25))
    key = f"{COMMITTEES}:1"
    line = make_plan(replace(one, there={key: ExistingEvent("2026-07-20 2026-07-27")})).find_line(key)
    assert line is not None
    assert line.writes is False


MONDAY = date(2026, 11, 30)  # nothing can be announced before the next morning: 15 December is the first day
SOON = date(2026, 12, 15)


@pytest.mark.parametrize("school", [(), SCHOOL])
def test_nothing_is_put_or_moved_nearer_than_it_can_be_announced(school: tuple[HolidaySpan, ...]) -> None:
    there = {
        f"{PORTEURS}:2": ExistingEvent(Rule(570, days=(date(2027, 3, 4),)).text, 1)
    }  # of another phase: it is moved
    year = make_plan(asked(after=MONDAY + DAY, school=school, there=there))
    assert [one for one in days(year, *GATHERED, *MONTHLY, COMMITTEES, WORKSHOPS) if one[1] < SOON - WEEK] == []
    assert [one for one in days(year, *GATHERED, *MONTHLY, COMMITTEES) if one[1] < SOON] == []
    assert codes(year.find_line(f"{PORTEURS}:1")) == set()  # of the past
    late = make_plan(asked(after=MONDAY + DAY, leads={PAIRS: 21, PORTEURS: 40}))
    assert min(day for _, day in days(late, PAIRS)) >= SOON + WEEK
    assert min(day for _, day in days(late, PORTEURS)) >= date(2027, 1, 10)


def test_what_cannot_be_announced_in_time_is_to_be_settled() -> None:
    short = promotion(SEPTEMBER, date(2026, 12, 12))
    year = make_plan(asked(promotion=short, after=MONDAY + DAY))
    assert days(year, *GATHERED, *MONTHLY) == []
    assert {one.key: codes(one) for one in year.lines if one.key in (CONFERENCE, f"{PORTEURS}:2")} == {
        CONFERENCE: {"none"},
        f"{PORTEURS}:2": {"none"},
    }


def test_a_choice_that_waited_too_long_is_not_confirmed_and_what_stands_stays() -> None:
    key, chosen = f"{PORTEURS}:2", Rule(570, days=(date(2026, 12, 3),)).text
    late = make_plan(asked(after=MONDAY + DAY, choices={key: YearChoice(chosen)})).find_line(key)
    assert late is not None
    assert (late.what, late.days, late.faults) == ("", (), (PlanReason("soon", SOON),))
    stands = ExistingEvent(Rule(570, days=(date(2026, 12, 8),)).text, 1)  # announced or not, it is there
    for there in (stands, replace(stands, fixed=frozenset({date(2026, 12, 8)}))):
        line = make_plan(asked(after=MONDAY + DAY, choices={key: YearChoice(chosen)}, there={key: there})).find_line(
            key
        )
        assert line is not None
        assert (line.what, line.writes, codes(line)) == (stands.what, False, {"soon"})
    month = make_plan(asked(after=MONDAY + DAY, choices={CONFERENCE: YearChoice("2026-12/P1M 1TH T09:30")})).find_line(
        CONFERENCE
    )
    assert month is not None
    assert month.days[0] == date(2027, 1, 7)


def test_what_nobody_should_be_asked_for_is_named_however_it_came() -> None:
    key, sunday = f"{SEMINAR}:1", date(2026, 10, 4)
    there = ExistingEvent(Rule(540, days=(sunday,)).text, 1, frozenset({sunday}))
    assert codes(make_plan(asked(there={key: there})).find_line(key)) == {"weekend"}
    for what, told in (("P1M 2TH T23:00", {"night"}), ("P1M 2TH T07:30", {"night"}), ("P1M 2SU T10:00", {"weekend"})):
        assert codes(make_plan(asked(there={CONFERENCE: ExistingEvent(what, 1)})).find_line(CONFERENCE)) == told
    assert codes(make_plan(asked(choices={CONFERENCE: YearChoice("P1M 2TH T18:00")})).find_line(CONFERENCE)) == {
        "night"
    }
    once = ExistingEvent("2026-12-10 T10:00", 1)
    assert make_plan(asked(there={CONFERENCE: once})).find_line(CONFERENCE).faults == (PlanReason("rare", number=1),)  # type: ignore[union-attr] # is there
    assert (
        codes(make_plan(asked(there={CONFERENCE: ExistingEvent("2026-10/P2M 2TH T10:00", 1)})).find_line(CONFERENCE))
        == set()
    )


def test_a_reason_is_true_of_the_day_that_it_is_given_for() -> None:
    def reasons(key: str, **values: object) -> list[tuple[str, str]]:
        line = make_plan(asked(**values)).find_line(key)
        assert line is not None
        return [(one.code, one.about) for one in line.reasons]

    second = f"{PORTEURS}:2"
    assert reasons(second) == [("phase_in", "")]
    assert reasons(second, after=MONDAY + DAY)[0] == ("late", "phase_in")
    assert reasons(second, school=(HolidaySpan(date(2026, 11, 14), date(2026, 11, 30)),))[0] == ("other", "phase_in")
    stands = {second: ExistingEvent(Rule(570, days=(date(2026, 12, 10),)).text, 1)}
    assert reasons(second, there=stands) == [("fixed", "")]
    weeks = make_plan(asked()).lines_of(COMMITTEES)[1].days
    sooner = " ".join((one - WEEK).isoformat() for one in weeks)
    assert reasons(f"{COMMITTEES}:2", there={f"{COMMITTEES}:2": ExistingEvent(sooner)}) == [("fixed", "")]
    assert reasons("rapport:2", there={"rapport:2": ExistingEvent("2027-02-12")}) == [("over", "")]


def test_what_no_longer_fits_moves_and_what_was_announced_does_not() -> None:
    key, stands = f"{PORTEURS}:2", Rule(570, days=(date(2026, 10, 29),)).text  # of another phase by now
    line = make_plan(asked(there={key: ExistingEvent(stands, 1)})).find_line(key)
    assert line is not None
    assert (line.there, line.days, line.writes) == (stands, (date(2026, 11, 19),), True)
    fixed = make_plan(asked(there={key: ExistingEvent(stands, 1, frozenset({date(2026, 10, 29)}))})).find_line(key)
    assert fixed is not None
    assert (fixed.what, fixed.writes, codes(fixed)) == (stands, False, {"outside"})


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("Zone B : du 13 février au 1er mars", [(date(2027, 2, 13), date(2027, 3, 1), "Zone B")]),
        (
            "du 17/10/2026 au 02/11/2026\n\n1er mai",
            [(date(2026, 10, 17), date(2026, 11, 2), ""), (date(2027, 5, 1), date(2027, 5, 1), "")],
        ),
        ("du 20 décembre au 3 janvier", [(date(2026, 12, 20), date(2027, 1, 3), "")]),
    ],
)
def test_school_holidays_are_read_as_they_are_typed(text: str, spans: list[tuple[date, date, str]]) -> None:
    assert [(one.first, one.last, one.name) for one in read_school(text, promotion())] == spans


@pytest.mark.parametrize("text", ["bientôt", "du 30 février au 3 mars", "du 13 février au 1er mars fermé"])
def test_a_line_that_is_no_period_is_named(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_school(f"1er mai\n{text}", promotion())
    assert refusal.value.facts == {"field": "school", "reason": "dates", "line": text}

"""Exceptions typed as a text, written back and said in words; ranges taken out of a day."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.days_text import day_lines, read_days, read_moments, write_days
from bot.dates.hours import DayHours, HostHours, WeeklyHours, block_range, ranges_on, subtract_range, write_clock
from bot.dates.hours_text import LineFault, UnreadableText
from bot.dates.paris import moment_at

TODAY = date(2026, 5, 11)  # a Monday
TUESDAY = date(2026, 5, 12)
MORNING, AFTERNOON = ("09:00", "12:00"), ("14:00", "17:00")
SIGNS = "mardi 12 mai du 3 au et 14 août, 29 fév. 9h12:30-/fermé 2026 2027 1er\n"


def closed(first: date, last: date) -> list[DayHours]:
    return [DayHours(first + timedelta(days=offset)) for offset in range((last - first).days + 1)]


SUMMER = closed(date(2026, 8, 3), date(2026, 8, 14))
READ = [
    ("mardi 12 mai fermé", [DayHours(TUESDAY)]),
    ("Mar. 12 mai : —", [DayHours(TUESDAY)]),
    ("mardi, le 12 mai : absent", [DayHours(TUESDAY)]),
    ("12/05 fermé", [DayHours(TUESDAY)]),
    ("12/5/26 fermé", [DayHours(TUESDAY)]),
    ("12.05 fermé", [DayHours(TUESDAY)]),
    ("12-05-2026 fermé", [DayHours(TUESDAY)]),
    ("2026-05-12 fermé", [DayHours(TUESDAY)]),
    ("le 12 mai 2026 fermé", [DayHours(TUESDAY)]),
    ("12 MAI FERMÉ", [DayHours(TUESDAY)]),
    ("12/05/2026 9h-12h, 14h-17h", [DayHours(TUESDAY, *MORNING), DayHours(TUESDAY, *AFTERNOON)]),
    ("12 mai : 14h-17h", [DayHours(TUESDAY, *AFTERNOON)]),
    ("12 mai – 14h-17h", [DayHours(TUESDAY, *AFTERNOON)]),
    ("12 mai, de 14 h à 17 h", [DayHours(TUESDAY, *AFTERNOON)]),
    ("12 mai 9-12", [DayHours(TUESDAY, *MORNING)]),
    ("12 mai, 9-12", [DayHours(TUESDAY, *MORNING)]),
    ("12 mai à 9h-12h", [DayHours(TUESDAY, *MORNING)]),
    ("12 mai 9:00-12:00", [DayHours(TUESDAY, *MORNING)]),
    ("mardi 12 mai 9h-12h\nmardi 12 mai 14h-17h", [DayHours(TUESDAY, *MORNING), DayHours(TUESDAY, *AFTERNOON)]),
    ("11 mai fermé", [DayHours(TODAY)]),
    ("10 mai fermé", [DayHours(date(2027, 5, 10))]),
    ("1er mai 9h-12h", [DayHours(date(2027, 5, 1), *MORNING)]),
    ("1er janv. fermé", [DayHours(date(2027, 1, 1))]),
    ("3 aout fermé", [DayHours(date(2026, 8, 3))]),
    ("12 et 13 mai fermé", closed(TUESDAY, date(2026, 5, 13))),
    ("12, 13 et 14 mai : fermé", closed(TUESDAY, date(2026, 5, 14))),
    ("mardi 12 et mercredi 13 mai fermé", closed(TUESDAY, date(2026, 5, 13))),
    ("12/05 et 13/05 fermé", closed(TUESDAY, date(2026, 5, 13))),
    ("du 3 au 14 août fermé", SUMMER),
    ("Du lundi 3 au vendredi 14 août : congés", SUMMER),
    ("lundi 3 août - vendredi 14 août fermé", SUMMER),
    ("3-14 août fermé", SUMMER),
    ("du 03/08 au 14/08 fermé", SUMMER),
    ("du 3 au 14 août 2026 fermé", SUMMER),
    ("du 28 juillet au 8 août : fermé", closed(date(2026, 7, 28), date(2026, 8, 8))),
    ("du 28 déc. au 3 janvier fermé", closed(date(2026, 12, 28), date(2027, 1, 3))),
    ("du 12 au 13 mai 9h-12h", [DayHours(TUESDAY, *MORNING), DayHours(date(2026, 5, 13), *MORNING)]),
    ("du 4 au 12 mai fermé", closed(TODAY, TUESDAY)),
    ("du 11 mai au 10 août fermé", closed(TODAY, date(2026, 8, 10))),
    ("12 mai et du 3 au 14 août fermé", [DayHours(TUESDAY), *SUMMER]),
    ("13 mai fermé\n\n12 mai fermé", closed(TUESDAY, date(2026, 5, 13))),
    ("12 mai fermé\n12 mai fermé", [DayHours(TUESDAY)]),
    ("", []),
]


@pytest.mark.parametrize(("text", "exceptions"), READ)
def test_exceptions_are_read(text: str, exceptions: list[DayHours]) -> None:
    assert read_days(text, today=TODAY) == exceptions


def faults_of(text: str, today: date = TODAY) -> list[tuple[int, str, str, str | None]]:
    with pytest.raises(UnreadableText) as raised:
        read_days(text, today=today)
    return [(fault.number, fault.code, fault.part, fault.near) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("line", "code", "part", "near"),
    [
        ("mradi 12 mai fermé", "day", "mradi", "mardi"),
        ("12 mia fermé", "day", "mia", "mai"),
        ("12 aoûtt fermé", "day", "aoutt", "août"),
        ("demain fermé", "day", "demain", None),
        ("mardi fermé", "day", "mardi ferme", None),
        ("12 9h-12h", "day", "12 9h-12h", None),
        ("31 avril fermé", "day", "31 avril", None),
        ("12/13 fermé", "day", "12/13", None),
        ("12/00 et 13 mai fermé", "day", "12/00", None),
        ("du 31 au 2 septembre fermé", "day", "31 au 2 septembre", None),
        ("du 3 au 5 au 7 août fermé", "day", "5 au 7 aout", None),
        ("mercredi 12 mai fermé", "weekday", "mercredi 12 mai", "mardi"),
        ("du mardi 3 au vendredi 14 août fermé", "weekday", "mardi 3", "lundi"),
        ("du lundi 3 au jeudi 14 août fermé", "weekday", "jeudi 14 aout", "vendredi"),
        ("10/05/2026 fermé", "past", "10/05/2026", None),
        ("dimanche 10 mai fermé", "past", "dimanche 10 mai", None),
        ("du 4 au 10 mai 2026 fermé", "past", "10 mai 2026", None),
        ("13/05/2027 fermé", "far", "13/05/2027", None),
        ("29 février fermé", "far", "29 fevrier", None),
        ("du 11/05/2025 au 12/05/2026 fermé", "span", "11/05/2025 au 12/05/2026", None),
        ("du 14 août au 3 août fermé", "order", "14 aout au 3 aout", None),
        ("12 mai 9h07-12h", "quarter", "9h07", None),
        ("du 20 au 14 août fermé", "order", "20 au 14 aout", None),
        ("du 20/08/2026 au 14/08/2026 fermé", "order", "20/08/2026 au 14/08/2026", None),
        ("12 mai", "range", "", None),
        ("12 mai 14h", "range", "14h", None),
        ("12 mai 25h-26h", "clock", "25h", None),
        ("12 mai 12h-9h", "order", "12h-9h", None),
        ("12 mai 9h-12h, 11h-13h", "overlap", "11h-13h", None),
    ],
)
def test_fault_of_a_line(line: str, code: str, part: str, near: str | None) -> None:
    assert faults_of(line) == [(1, code, part, near)]


def test_faults_are_all_given_with_their_lines() -> None:
    text = "12 mai fermé\nmercredi 12 mai 12h-9h\ndu 11 au 13 mai 9h-12h\n14 mai 9h-12h\n14 mai 11h-13h"
    assert faults_of(text) == [
        (2, "weekday", "mercredi 12 mai", "mardi"),
        (2, "order", "12h-9h", None),
        (3, "twice", "9h-12h", None),
        (5, "overlap", "11h-13h", None),
    ]


def test_29_february_is_the_next_one() -> None:
    assert read_days("29 février fermé", today=date(2027, 3, 1)) == [DayHours(date(2028, 2, 29))]
    assert faults_of("29 février fermé", date(2096, 3, 1)) == [(1, "far", "29 fevrier", None)]


def test_period_from_29_february_is_read() -> None:
    assert read_days("du 29 février au 1er mars fermé", today=date(2028, 1, 3)) == closed(
        date(2028, 2, 29), date(2028, 3, 1)
    )
    assert faults_of("du 29 février au 1er février fermé", date(2028, 1, 3))[0][1] == "day"


def test_moments_are_read_in_order() -> None:
    text = "mercredi 13 mai 9h-midi\nmardi 12 mai 14h-17h, 9h-10h"
    assert read_moments(text, today=TODAY) == [
        (TUESDAY, 540, 600),
        (TUESDAY, 840, 1020),
        (date(2026, 5, 13), 540, 720),
    ]
    assert read_moments("", today=TODAY) == []


def test_closed_day_and_unknown_day_are_no_moments() -> None:
    with pytest.raises(UnreadableText) as raised:
        read_moments("mardi 12 mai fermé\nmradi 13 mai 9h-12h", today=TODAY)
    assert raised.value.faults == (
        LineFault(1, "mardi 12 mai fermé", "range", "fermé"),
        LineFault(2, "mradi 13 mai 9h-12h", "day", "mradi", "mardi"),
    )


@st.composite
def years(draw: st.DrawFn) -> list[DayHours]:
    exceptions: list[DayHours] = []
    offset = draw(st.integers(0, 200))
    for _ in range(draw(st.integers(0, 6))):
        day = TODAY + timedelta(days=offset)
        edges = sorted(15 * one for one in draw(st.sets(st.integers(0, 96), max_size=4)))
        ranges = [DayHours(day, write_clock(a), write_clock(b)) for a, b in list(pairwise(edges))[::2]]
        if ranges:
            exceptions += ranges
            offset += draw(st.integers(1, 3))
        else:
            length = draw(st.one_of(st.integers(1, 110), st.integers(320, 366)))
            exceptions += closed(day, day + timedelta(days=length - 1))
            offset += length + draw(st.integers(0, 1))
    return [one for one in exceptions if one.day <= TODAY + timedelta(days=366)]


@pytest.mark.parametrize("length", [329, 330, 331, 350, 366])
@pytest.mark.parametrize("today", [date(2026, 1, 10), date(2026, 5, 10), date(2026, 9, 20), date(2027, 12, 31)])
def test_long_period_is_read_back_with_its_year(today: date, length: int) -> None:
    first = today + timedelta(days=11)
    last = min(first + timedelta(days=length - 1), today + timedelta(days=366))
    assert read_days(write_days(closed(first, last), today), today=today) == closed(first, last)


@given(years())
def test_written_days_are_read_back(exceptions: list[DayHours]) -> None:
    text = write_days([DayHours(TODAY - timedelta(days=1)), *reversed(exceptions)], TODAY)
    assert read_days(text, today=TODAY) == exceptions


@given(st.text(st.sampled_from(SIGNS), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableText):
        exceptions = read_days(text, today=TODAY)
        assert read_days(write_days(exceptions, TODAY), today=TODAY) == exceptions


EXCEPTIONS = [
    *closed(date(2026, 12, 30), date(2027, 1, 2)),
    *closed(date(2026, 7, 28), date(2026, 7, 29)),
    *SUMMER,
    DayHours(TUESDAY, *AFTERNOON),
    DayHours(TUESDAY, *MORNING),
    DayHours(date(2026, 5, 13), *MORNING),
    DayHours(date(2026, 5, 13)),
    DayHours(date(2026, 5, 10)),
    *closed(date(2027, 3, 30), date(2027, 4, 2)),
]


def test_days_are_written_in_order_with_closed_days_joined() -> None:
    assert write_days(EXCEPTIONS, TODAY).splitlines() == [
        "mardi 12 mai 9h-12h, 14h-17h",
        "mercredi 13 mai fermé",
        "du 28 au 29 juillet fermé",
        "du 3 au 14 août fermé",
        "du 30 décembre au 2 janvier 2027 fermé",
        "du 30 mars 2027 au 2 avril 2027 fermé",
    ]
    assert write_days([], TODAY) == ""


def test_days_in_words() -> None:
    lines = day_lines(EXCEPTIONS, moment_at(TODAY, 600))
    assert [line.replace("\u00a0", "_") for line in lines] == [
        "mardi 12 mai_: de 9_h à 12_h et de 14_h à 17_h",
        "mercredi 13 mai_: fermé",
        "du mardi 28 au mercredi 29 juillet_: fermé",
        "du lundi 3 au vendredi 14 août_: fermé",
        "du mercredi 30 décembre 2026 au samedi 2 janvier 2027_: fermé",
        "du mardi 30 mars au vendredi 2 avril 2027_: fermé",
    ]


ranges = st.tuples(st.integers(0, 24), st.integers(0, 24)).map(lambda pair: (pair[0] * 60, pair[1] * 60))
clocks = ranges.map(lambda one: (write_clock(one[0]), write_clock(one[1])))


def minutes(of: list[tuple[int, int]]) -> set[int]:
    return {minute for start, end in of for minute in range(start, end, 60)}


@given(st.lists(ranges, max_size=4), ranges)
def test_range_taken_is_out_of_the_ranges(given_ranges: list[tuple[int, int]], taken: tuple[int, int]) -> None:
    left = subtract_range(given_ranges, taken)
    assert minutes(left) == minutes(given_ranges) - minutes([taken])
    edges = [edge for one in left for edge in one]
    assert edges == sorted(set(edges))


@given(st.lists(clocks, max_size=3), st.lists(st.none() | clocks, max_size=2), ranges)
def test_blocked_range_is_out_of_the_day(
    weekly: list[tuple[str, str]], own: list[tuple[str, str] | None], taken: tuple[int, int]
) -> None:
    hours = tuple(WeeklyHours(TUESDAY.weekday(), *one) for one in weekly)
    exceptions = [DayHours(TUESDAY, *one) if one else DayHours(TUESDAY) for one in own]
    opening = HostHours(1, hours, (DayHours(TODAY), *exceptions))
    before = ranges_on(TUESDAY, hours, day_hours=exceptions)
    replaced = block_range(opening, TUESDAY, blocked_range=taken)
    assert ranges_on(TUESDAY, hours, day_hours=replaced) == subtract_range(before, taken)


def test_blocked_day_without_hours_left_is_closed_once() -> None:
    opening = HostHours(1, (WeeklyHours(1, *MORNING), WeeklyHours(1, *AFTERNOON)))
    assert block_range(opening, TUESDAY, blocked_range=(0, 1440)) == [DayHours(TUESDAY)]
    assert block_range(opening, TUESDAY, blocked_range=(600, 660)) == [
        DayHours(TUESDAY, "09:00", "10:00"),
        DayHours(TUESDAY, "11:00", "12:00"),
        DayHours(TUESDAY, *AFTERNOON),
    ]


def test_block_outside_the_hours_leaves_the_day_to_its_weekly_hours() -> None:
    assert block_range(HostHours(1, (WeeklyHours(1, *MORNING),)), TUESDAY, blocked_range=(840, 900)) == []

"""Weekly hours typed as a text, written back and said in words."""

from contextlib import suppress
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.hours import WeeklyHours, write_clock
from bot.dates.hours_text import LineFault, UnreadableText, read_week, week_lines, write_week

MORNING, AFTERNOON = ("09:00", "12:00"), ("14:00", "17:00")
SIGNS = "lundi mardi au et 9h12:30 ,;-–àé.\n\u00a0/fermé minuit midi de"


def week(*weekdays: int, ranges: tuple[tuple[str, str], ...] = (MORNING,)) -> list[WeeklyHours]:
    return [WeeklyHours(weekday, *one) for weekday in weekdays for one in ranges]


BOTH = (MORNING, AFTERNOON)
READ = [
    ("lundi 9h-12h", week(0)),
    ("lundi 9h-12h, 14h-17h", week(0, ranges=BOTH)),
    ("lundi 9h-12h, mardi 9h à 12h et le mercredi 9:00-12:00", week(0, 1, 2)),
    ("lundi 9-12, mardi 9 à 12 et mercredi 9 - 12 ; jeudi 9-12", week(0, 1, 2, 3)),
    ("mardi : 9 h 30 – 12 h", week(1, ranges=(("09:30", "12:00"),))),
    ("mardi\u00a0: 9\u00a0h\u00a030 — 12\u00a0h", week(1, ranges=(("09:30", "12:00"),))),
    ("Mer 9:00-12:00", week(2)),
    ("MERCREDI 09:00 - 12:00", week(2)),
    ("lun. mar. 9h-12h", week(0, 1)),
    ("lu, ma, je : 9h-12h", week(0, 1, 3)),
    ("lundi, mardi et jeudi 9h-12h", week(0, 1, 3)),
    ("lundi/mardi 9h-12h", week(0, 1)),
    ("lundi & mardi 9h-12h", week(0, 1)),
    ("lundi au vendredi 9h-12h", week(0, 1, 2, 3, 4)),
    ("lundi-vendredi 9h-12h", week(0, 1, 2, 3, 4)),
    ("Du lundi au jeudi de 9h à 12h et de 14h à 17h", week(0, 1, 2, 3, ranges=BOTH)),
    ("du lundi jusqu’au mercredi, 9h-12h", week(0, 1, 2)),
    ("lundi, mercredi au vendredi 9h-12h", week(0, 2, 3, 4)),
    ("samedi au lundi 9h-12h", week(0, 5, 6)),
    ("les lundis et jeudis de 9h à 12h", week(0, 3)),
    ("le lundi entre 9h et 12h", week(0)),
    ("lundi entre 9h et 12h et entre 14h et 17h", week(0, ranges=BOTH)),
    ("lundi de 9h jusqu'à 12h puis de 14h à 17h", week(0, ranges=BOTH)),
    ("lundi 9h-midi", week(0)),
    ("Lundi de 9 heures à midi", week(0)),
    ("lundi neuf heures à midi", week(0)),
    ("lundi de neuf heures trente à midi", week(0, ranges=(("09:30", "12:00"),))),
    ("lundi de dix-sept heures et quart à vingt et une heures et demie", week(0, ranges=(("17:15", "21:30"),))),
    ("lundi midi-14h", week(0, ranges=(("12:00", "14:00"),))),
    ("lundi de midi et demi à 14h", week(0, ranges=(("12:30", "14:00"),))),
    ("dimanche 20h-minuit", week(6, ranges=(("20:00", "24:00"),))),
    ("dimanche 20:00-00:00", week(6, ranges=(("20:00", "24:00"),))),
    ("dimanche minuit-2h", week(6, ranges=(("00:00", "02:00"),))),
    ("lundi 9-12h", week(0)),
    ("lundi 9-12, 14-17", week(0, ranges=BOTH)),
    ("lundi 9h-12h 14h-17h", week(0, ranges=BOTH)),
    ("lundi 9h-12h 14-17h", week(0, ranges=BOTH)),
    ("lundi 9h - 12h / 14h - 17h", week(0, ranges=BOTH)),
    ("lundi 9h-12h ; 14h-17h.", week(0, ranges=BOTH)),
    ("lundi 9H00-12H00", week(0)),
    ("lundi 9h→12h", week(0)),
    ("  - lundi : 9h-12h", week(0)),
    ("• lundi — 9h-12h", week(0)),
    ("lundi\u200b 9h-12h", week(0)),
    ("vendredi fermé", []),
    ("vendredi : -", []),
    ("vendredi : —", []),
    ("vendredi -", []),
    ("Vendredi : FERME", []),
    ("mercredi : indisponible", []),
    ("jeudi absente toute la journée", []),
    ("samedi et dimanche : pas disponible", []),
    ("", []),
    (" \n\n", []),
    ("lundi 9h-12h\n\nmardi 9h-12h\r\nmercredi fermé", week(0, 1)),
    ("mardi 9h-12h\nlundi 9h-12h", week(0, 1)),
    ("lundi 14h-17h\nlundi 9h-12h", week(0, ranges=BOTH)),
    ("lundi 9h-10h, 10h-12h", week(0)),
    ("lundi fermé\nlundi fermé", []),
]


@pytest.mark.parametrize(("text", "weekly"), READ)
def test_weekly_hours_are_read(text: str, weekly: list[WeeklyHours]) -> None:
    assert read_week(text) == weekly


def faults_of(text: str) -> list[tuple[int, str, str, str | None]]:
    with pytest.raises(UnreadableText) as raised:
        read_week(text)
    return [(fault.number, fault.code, fault.part, fault.near) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("line", "code", "part", "near"),
    [
        ("lunid 9h-12h", "day", "lunid", "lundi"),
        ("Mecredi 9h-12h", "day", "mecredi", "mercredi"),
        ("lundi et jedui : fermé", "day", "jedui", "jeudi"),
        ("demain 9h-12h", "day", "demain", None),
        ("lundi au vendredi sauf mercredi 9h-12h", "day", "sauf", None),
        ("9h-12h", "day", "", None),
        ("lundi", "range", "", None),
        ("lundi :", "range", "", None),
        ("lundi 9h", "range", "9h", None),
        ("lundi après-midi", "range", "apres-midi", None),
        ("lundi matin", "range", "matin", None),
        ("lundi 9h-12h, mardi matin", "range", "matin", None),
        ("lundi 9h-12h-14h", "range", "14h", None),
        ("lundi 9h-12h (sur demande)", "range", "(sur demande)", None),
        ("lundi 25h-26h", "clock", "25h", None),
        ("lundi 9h-12h60", "clock", "12h60", None),
        ("lundi 9h5-12h", "clock", "9h5", None),
        ("lundi 900-1200", "clock", "900", None),
        ("lundi 12h-9h", "order", "12h-9h", None),
        ("lundi de 9h à 9h", "order", "9h a 9h", None),
        ("lundi 22h-2h", "order", "22h-2h", None),
        ("lundi 9h-12h, 11h-13h", "overlap", "11h-13h", None),
        ("lundi 9h-12h, 9h-12h", "overlap", "9h-12h", None),
    ],
)
def test_fault_of_a_line(line: str, code: str, part: str, near: str | None) -> None:
    assert faults_of(line) == [(1, code, part, near)]


def test_faults_are_all_given_with_their_lines() -> None:
    text = "lundi 9h-12h\n\n  Lunid 12h-9h, 25h-26h \nlundi 11h-13h\nmardi 9h-10h\nmardi fermé\nmercredi 9h"
    assert faults_of(text) == [
        (3, "day", "lunid", "lundi"),
        (3, "order", "12h-9h", None),
        (3, "clock", "25h", None),
        (4, "overlap", "11h-13h", None),
        (6, "twice", "fermé", None),
        (7, "range", "9h", None),
    ]
    with pytest.raises(UnreadableText) as raised:
        read_week(text)
    assert raised.value.faults[0] == LineFault(3, "Lunid 12h-9h, 25h-26h", "day", "lunid", "lundi")


def test_text_of_more_than_3000_characters_is_a_fault_of_the_line_that_is_too_much() -> None:
    text = "\n" * 2990 + "lundi fermé"
    assert faults_of(text) == [(2991, "long", "", None)]
    assert read_week(text[1:]) == []


clock = st.integers(0, 96).map(lambda quarters: 15 * quarters)


@st.composite
def weeks(draw: st.DrawFn) -> list[WeeklyHours]:
    weekly = []
    for weekday in range(7):
        edges = sorted(draw(st.sets(clock, max_size=6)))
        weekly += [WeeklyHours(weekday, write_clock(a), write_clock(b)) for a, b in list(pairwise(edges))[::2]]
    return weekly


@given(weeks())
def test_written_week_is_read_back(weekly: list[WeeklyHours]) -> None:
    assert read_week(write_week(weekly[::-1])) == weekly


@given(st.text(st.sampled_from(SIGNS), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableText):
        weekly = read_week(text)
        assert read_week(write_week(weekly)) == weekly


def test_week_is_written_from_monday_with_what_overlaps_as_one() -> None:
    weekly = [
        WeeklyHours(4, "18:30", "24:00"),
        WeeklyHours(0, "14:00", "17:00"),
        WeeklyHours(0, "09:00", "11:00"),
        WeeklyHours(0, "10:00", "12:05"),
        WeeklyHours(2, "12:00", "09:00"),
    ]
    assert write_week(weekly) == "lundi 9h-12h05, 14h-17h\nvendredi 18h30-24h"
    assert write_week([]) == ""


def test_hours_with_a_limit_of_validity_are_not_written() -> None:
    with pytest.raises(ValueError, match="first or last day"):
        write_week([WeeklyHours(0, *MORNING, valid_until=date(2026, 7, 1))])


def test_week_in_words_lists_the_days_with_hours() -> None:
    weekly = [*week(4, ranges=(("08:00", "10:30"), *BOTH)), *week(0, ranges=(*BOTH, ("20:00", "24:00"))), *week(1)]
    assert [line.replace("\u00a0", "_") for line in week_lines(weekly)] == [
        "lundi_: de 9_h à 12_h, de 14_h à 17_h et de 20_h à minuit",
        "mardi_: de 9_h à 12_h",
        "vendredi_: de 8_h à 12_h et de 14_h à 17_h",
    ]
    assert week_lines([]) == []

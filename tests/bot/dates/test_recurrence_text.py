"""The rule of a series typed as a line of French, and said in words."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.hours_text import LineFault, UnreadableText
from bot.dates.paris import moment_at
from bot.dates.recurrence import ORDINALS, Rule, occurrences
from bot.dates.recurrence_text import read_rule
from bot.dates.recurrence_words import rule_words

TODAY = date(2026, 11, 11)  # a Wednesday, after the month's second Tuesday
NOW = moment_at(TODAY, 600)
SIGNS = "le 2e mardi du mois à 14 h 30, un sur deux dernier jour janvier 2027 12/01 9h partir de tous chaque et\n"
WORDS = [
    *("le", "2e", "2", "15", "31", "deuxième", "dernier", "mardi", "jeudis", "jour", "mradi", "du", "et", "à", ","),
    *("mois", "un mois sur deux", "tous les 3 mois", "chaque trimestre", "à partir de", "mars 2027", "janvier"),
    *("12/01/2027", "14 h", "9h30", "25h", "minuit"),
]


READ = [
    ("2e mardi du mois, 14 h", "P1M 2TU T14:00"),
    ("2ème mardi du mois : 14h", "P1M 2TU T14:00"),
    ("2ième mardi du mois, 14 h", "P1M 2TU T14:00"),
    ("2ᵉ mardi du mois – 14h00", "P1M 2TU T14:00"),
    ("Le 2nd MARDI de chaque mois à 14:00", "P1M 2TU T14:00"),
    ("second mardi, 14 heures", "P1M 2TU T14:00"),
    ("tous les deuxièmes mardis, à quatorze heures trente", "P1M 2TU T14:30"),
    ("le 2e\u00a0mardi du mois à 14\u00a0h\u00a030", "P1M 2TU T14:30"),
    ("deuxième mardi à 14h30", "P1M 2TU T14:30"),
    ("14h30, deuxieme mar.", "P1M 2TU T14:30"),
    ("à partir de 14h, le 2e mardi", "P1M 2TU T14:00"),
    ("2e mardi à 14", "P1M 2TU T14:00"),
    ("  - 2e mardi midi", "P1M 2TU T12:00"),
    ("dernier jeudi 9h", "P1M -1TH T09:00"),
    ("les derniers jeudis du mois à 9 h 45", "P1M -1TH T09:45"),
    ("tous les 1ers lundis du mois 14h", "P1M 1MO T14:00"),
    ("1 er lundi, minuit", "P1M 1MO T00:00"),
    ("cinquième vendredi 9h", "P1M 5FR T09:00"),
    ("le 15 du mois à 10 h", "P1M 15 T10:00"),
    ("le 1er du mois, 10h", "P1M 1 T10:00"),
    ("le 31, chaque mois, 10h", "P1M 31 T10:00"),
    ("dernier jour du mois 10h", "P1M 31 T10:00"),
    ("premier jour ouvré du mois, 10h", "P1M 1 T10:00"),
    ("dernier jour ouvrable, 10h", "P1M 31 T10:00"),
    ("deuxième jour du mois 10h", "P1M 2 T10:00"),
    ("un mois sur deux, 3e jeudi, 14 h", "2026-11/P2M 3TH T14:00"),
    ("2e mardi, 1 mois sur 2, 14 h", "2026-12/P2M 2TU T14:00"),  # November's is past
    ("2e mercredi, un mois sur deux, 14 h", "2026-11/P2M 2WE T14:00"),  # Armistice: tomorrow
    ("tous les trois mois, le 15 à 9h", "2026-11/P3M 15 T09:00"),
    ("premier lundi de chaque mois, une fois par trimestre, 9h", "2026-12/P3M 1MO T09:00"),
    ("bimestriel, premier lundi 9h", "2026-12/P2M 1MO T09:00"),
    ("semestrielle : premier lundi 9h", "2026-12/P6M 1MO T09:00"),
    ("un mois sur 1, premier lundi 9h", "P1M 1MO T09:00"),
    ("2e mardi du mois à 14 h à partir de janvier", "2027-01/P1M 2TU T14:00"),
    ("2e mardi, 14 h, à partir du mois d’octobre 2026", "2026-10/P1M 2TU T14:00"),
    ("un mois sur deux dès février 2027, 2e mardi, 14 h", "2027-02/P2M 2TU T14:00"),
    ("un mois sur deux depuis novembre, 2e mardi, 14 h", "2026-11/P2M 2TU T14:00"),
    ("2e mardi, un mois sur deux à partir d'avril 2026, 14 h", "2026-04/P2M 2TU T14:00"),
    ("12 janvier 2027 et 3 juin 2027, 9 h", "2027-01-12 2027-06-03 T09:00"),
    ("3 juin 2027, mardi 12 janvier 2027 à 9 h", "2027-01-12 2027-06-03 T09:00"),
    ("12 janvier à 9 h et 3 juin à 9 h", "2027-01-12 2027-06-03 T09:00"),
    ("12 janvier\n\n3 juin\n9 h", "2027-01-12 2027-06-03 T09:00"),
    ("12 janvier, 12 janvier, 9 h", "2027-01-12 T09:00"),
    ("12/01/2027 9h", "2027-01-12 T09:00"),
    ("2027-01-12 9:30", "2027-01-12 T09:30"),
    ("9h le 12 janvier", "2027-01-12 T09:00"),
    ("11 novembre 9h", "2026-11-11 T09:00"),
    ("du 12 au 14 janvier, 9h", "2027-01-12 2027-01-13 2027-01-14 T09:00"),
    ("11 novembre 2028, 9h", "2028-11-11 T09:00"),
    ("tous les mardis à 14 h", "P1W TU T14:00"),
    ("Chaque mardi, 14h", "P1W TU T14:00"),
    ("mardi, toutes les semaines, 14h", "P1W TU T14:00"),
    ("hebdomadaire : le jeudi à 9h", "P1W TH T09:00"),
    ("une fois par semaine, le jeudi, 9h", "P1W TH T09:00"),
    ("un mardi sur deux, 14 h", "2026-11-16/P2W TU T14:00"),
    ("tous les 2 mardis 14h", "2026-11-16/P2W TU T14:00"),
    ("tous les quinze jours, jeudi 14h", "2026-11-09/P2W TH T14:00"),
    ("mercredi, toutes les deux semaines, 14h", "2026-11-09/P2W WE T14:00"),  # Armistice: tomorrow
    ("une semaine sur trois, vendredi, 9h30", "2026-11-09/P3W FR T09:30"),
    ("un mardi sur deux à 14 h, à partir du 12 janvier 2027", "2027-01-11/P2W TU T14:00"),
    ("un mardi sur deux à partir du jeudi 14 janvier, 14 h", "2027-01-18/P2W TU T14:00"),
    ("tous les jeudis à 9 h à partir de janvier", "2027-01-04/P1W TH T09:00"),
]


@pytest.mark.parametrize(("text", "kept"), READ)
def test_rule_is_read(text: str, kept: str) -> None:
    assert read_rule(text, today=TODAY).text == kept


def faults_of(text: str) -> list[tuple[str, str, str | None]]:
    with pytest.raises(UnreadableText) as raised:
        read_rule(text, today=TODAY)
    assert {fault.number for fault in raised.value.faults} == {1}
    return [(fault.code, fault.part, fault.near) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("text", "code", "part", "near"),
    [
        ("2e mradi du mois 14h", "day", "mradi", "mardi"),
        ("dexième mardi 14h", "day", "dexieme", "deuxième"),
        ("2e mardi du moi 14h", "day", "moi", "mois"),
        ("12 javnier 2027 9h", "day", "javnier", "janvier"),
        ("2e mardi du mois (sauf août), 14h", "day", "sauf", None),
        ("bimensuel, 14h", "day", "bimensuel", None),
        ("avant-dernier jeudi 9h", "day", "avant", None),
        ("12 janvier, salle 2, 9h", "day", "salle", None),
        ("14 h", "day", "", None),
        ("chaque mois, 14 h", "day", "chaque mois", None),
        ("le 15, 14 h", "day", "le 15", None),
        ("dernier du mois 14h", "day", "dernier du mois", None),
        ("le deuxième du mois 14h", "day", "le deuxieme du mois", None),
        ("deuxième jour ouvré 9h", "day", "deuxieme jour ouvre", None),
        ("2e mardi de janvier 14h", "day", "2e mardi de janvier", None),
        ("6e mardi 14h", "never", "6e mardi", None),
        ("sixième mardi 14h", "never", "sixieme mardi", None),
        ("le 32 du mois 14h", "never", "le 32 du mois", None),
        ("le 0 du mois 14h", "never", "le 0 du mois", None),
        ("un mois sur 0, 2e mardi 9h", "never", "un mois sur 0", None),
        ("31 avril 9h", "never", "31 avril", None),
        ("mardi 14h", "which", "mardi", None),
        ("tous les 15 jours 14h", "day", "tous les 15 jours", None),
        ("chaque semaine, 1er mardi, 14h", "which", "chaque semaine", None),
        ("tous les lundis et jeudis, 9h", "several", "lundis et jeudis", None),
        ("un mardi sur 0, 9h", "never", "un mardi sur 0", None),
        ("tous les mardis à partir du 12 mai 2040, 9h", "far", "12 mai 2040", None),
        ("tous les mradis 14h", "day", "mradis", "mardi"),
        ("2e et 4e mardi 14h", "several", "2e et 4e mardi", None),
        ("2e mardi et jeudi 14h", "several", "2e mardi et jeudi", None),
        ("2e mardi et le 15 du mois 14h", "several", "2e mardi et le 15 du mois", None),
        ("12 janvier 2027 et 2e mardi, 9h", "several", "et 2e mardi", None),
        ("2e mardi du mois", "time", "", None),
        ("2e mardi du mois, 14", "time", "14", None),
        ("12 janvier 2027", "time", "", None),
        ("2e mardi 14h-16h", "times", "14h-16h", None),
        ("2e mardi 14-16h", "times", "14h-16h", None),
        ("2e mardi de 14 h à 16 h 30", "times", "14 h a 16 h 30", None),
        ("12 janvier 9h et 3 juin 14h", "times", "9h et 3 juin 14h", None),
        ("2e mardi 25h", "clock", "25h", None),
        ("2e mardi 24h", "clock", "24h", None),
        ("2e mardi 14h75", "clock", "14h75", None),
        ("2e mardi 14h07", "quarter", "14h07", None),
        ("2e mardi 9:5", "clock", "9:5", None),
        ("lundi 12 janvier 2027 9h", "weekday", "lundi 12 janvier 2027", "mardi"),
        ("12/01/2026 9h", "past", "12/01/2026", None),
        ("12 novembre 2028 9h", "far", "12 novembre 2028", None),
        ("2e mardi, 9h, à partir de mai 2040", "far", "a partir de mai 2040", None),
    ],
)
def test_fault_of_a_rule(text: str, code: str, part: str, near: str | None) -> None:
    assert faults_of(text) == [(code, part, near)]


def test_faults_are_all_given() -> None:
    assert faults_of("2e mradi, un mois sur 0") == [
        ("day", "mradi", "mardi"),
        ("never", "un mois sur 0", None),
        ("time", "", None),
    ]
    assert faults_of("12/01/2026, 31 avril, 25h") == [
        ("past", "12/01/2026", None),
        ("never", "31 avril", None),
        ("clock", "25h", None),
    ]
    assert faults_of("") == [("day", "", None), ("time", "", None)]


def test_fault_holds_the_text_as_typed() -> None:
    with pytest.raises(UnreadableText) as raised:
        read_rule("  2e Mardi ", today=TODAY)
    assert raised.value.faults == (LineFault(1, "2e Mardi", "time"),)


@pytest.mark.parametrize("text", ["2e mardi 14h " * 300, "⑳" * 3000, "9h" + "1" * 2900, "\n" * 4000, "1e" * 1500])
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(UnreadableText):
        read_rule(text, today=TODAY)


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("P1M 2TU T14:00", "le deuxième mardi du mois à 14_h"),
        ("P1M -1TH T09:30", "le dernier jeudi du mois à 9_h_30"),
        ("P1M 1 T00:00", "le 1er du mois à 0_h"),
        ("P1M 30 T10:00", "le 30 du mois à 10_h"),
        ("P1M 31 T10:00", "le dernier jour du mois à 10_h"),
        ("2026-01/P1M 2TU T14:00", "le deuxième mardi du mois à 14_h"),
        ("2027-04/P1M 2TU T14:00", "le deuxième mardi du mois à 14_h, à partir d’avril 2027"),
        ("2026-11/P2M 2TU T14:00", "le deuxième mardi du mois à 14_h, un mois sur deux à partir de novembre 2026"),
        ("2025-02/P2M 2TU T14:00", "le deuxième mardi du mois à 14_h, un mois sur deux à partir de décembre 2026"),
        ("2026-10/P18M 5MO T14:00", "le cinquième lundi du mois à 14_h, un mois sur 18 à partir d’avril 2028"),
        ("P1W TU T14:00", "tous les mardis à 14_h"),
        ("2026-01-05/P1W SU T14:00", "tous les dimanches à 14_h"),
        ("2027-01-11/P1W TU T14:00", "tous les mardis à 14_h, à partir du mardi 12 janvier 2027"),
        ("2026-01-05/P2W TU T14:00", "un mardi sur deux à 14_h, à partir du mardi 24 novembre"),
        ("2026-11-09/P3W WE T14:00", "un mercredi sur trois à 14_h, à partir du mercredi 11 novembre"),
        ("2026-12-03 T09:00", "jeudi 3 décembre à 9_h"),
        ("2026-12-03 2027-01-12 T09:00", "jeudi 3 décembre et mardi 12 janvier 2027 à 9_h"),
    ],
)
def test_rule_in_words(kept: str, words: str) -> None:
    assert rule_words(Rule.from_text(kept), NOW).replace("\u00a0", "_") == words


def test_words_of_a_naive_moment_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        rule_words(Rule.from_text("2026-10/P2M 2TU T14:00"), NOW.replace(tzinfo=None))


untimed = settings(deadline=None)  # the holidays of a year are worked out once, at any time
minutes = st.integers(0, 95).map(lambda quarters: 15 * quarters)
by_weekday = st.builds(Rule, minutes, weekday=st.integers(0, 6), ordinal=st.sampled_from(ORDINALS))
by_month = st.builds(
    lambda rule, every, month: replace(rule, every=every, anchor=month),
    by_weekday | st.builds(Rule, minutes, month_day=st.integers(1, 31)),
    st.integers(1, 14),
    st.dates(date(2024, 1, 1), date(2028, 10, 1)).map(lambda day: day.isoformat()[:7]),
)
of_days = st.builds(
    lambda minute, days: Rule(minute, days=tuple(sorted(days))),
    minutes,
    st.sets(st.dates(TODAY, TODAY + timedelta(days=731)), min_size=1, max_size=5),
)


by_week = st.builds(
    lambda minute, weekday, every, monday: Rule(minute, weekday=weekday, every=every, anchor=monday.isoformat()),
    minutes,
    st.integers(0, 6),
    st.integers(1, 14),
    st.dates(date(2024, 1, 1), date(2028, 10, 1)).map(lambda day: day - day.weekday() * timedelta(days=1)),
)


@untimed
@given(by_month | by_week | of_days)
def test_words_are_read_back_as_what_comes_from_then_on(rule: Rule) -> None:
    read = read_rule(rule_words(rule, NOW), today=TODAY)
    found = [occurrences(one, first=TODAY, last=date(2031, 12, 31)) for one in (rule, read)]
    assert (found[0], read.minute) == (found[1], rule.minute)


@untimed
@given(st.text(st.sampled_from(SIGNS), max_size=60) | st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableText):
        rule = read_rule(text, today=TODAY)
        assert Rule.from_text(rule.text) == rule
        assert occurrences(rule, first=TODAY, last=date(2200, 1, 1))


@given(by_weekday, st.sampled_from(["{} {} du mois, {}h{:02}", "tous les {0}s {1}s, {2} h {3:02}"]))
def test_each_ordinal_and_weekday_is_read(rule: Rule, form: str) -> None:
    ordinals = {1: "1er", 2: "2e", 3: "3ème", 4: "quatrième", 5: "cinquieme", -1: "dernier"}
    weekdays = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    assert rule.ordinal is not None
    assert rule.weekday is not None
    text = form.format(ordinals[rule.ordinal], weekdays[rule.weekday], *divmod(rule.minute, 60))
    assert read_rule(text, today=TODAY) == rule

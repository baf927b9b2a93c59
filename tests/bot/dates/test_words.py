"""French words for days, times and lengths."""

from datetime import UTC, date, datetime

import pytest

from bot.dates.paris import moment_at
from bot.dates.words import (
    clock_words,
    day_words,
    duration_words,
    join_words,
    moment_words,
    month_words,
    range_words,
    relative_words,
    span_words,
    time_words,
    week_words,
    weekday_words,
    whole_day_words,
)

NOW = moment_at(date(2026, 5, 11), 10 * 60)
MOMENT = moment_at(date(2026, 5, 12), 14 * 60)


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_words_are_listed(words: list[str], said: str) -> None:
    assert join_words(words) == said


def test_names_of_weekdays_and_months() -> None:
    assert [weekday_words(number) for number in range(7)] == [
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
    ]
    assert month_words(date(2026, 8, 3)) == "août 2026"
    assert whole_day_words(date(2026, 5, 1)) == "vendredi 1er mai 2026"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 5, 12), "mardi 12 mai"),
        (date(2026, 5, 1), "vendredi 1er mai"),
        (date(2026, 12, 31), "jeudi 31 décembre"),
        (date(2027, 1, 1), "vendredi 1er janvier 2027"),
        (date(2025, 2, 28), "vendredi 28 février 2025"),
        (MOMENT, "mardi 12 mai"),
        (datetime(2026, 5, 12, 22, 30, tzinfo=UTC), "mercredi 13 mai"),  # after midnight in Paris
    ],
)
def test_day_in_words(day: date | datetime, words: str) -> None:
    assert day_words(day, NOW) == words


def test_year_of_now_is_that_of_paris() -> None:
    new_year_in_paris = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert day_words(date(2026, 12, 31), new_year_in_paris) == "jeudi 31 décembre 2026"
    assert day_words(date(2027, 1, 4), new_year_in_paris) == "lundi 4 janvier"


@pytest.mark.parametrize(
    ("minute", "words"),
    [(0, "0\u00a0h"), (545, "9\u00a0h\u00a005"), (720, "12\u00a0h"), (870, "14\u00a0h\u00a030")],
)
def test_time_in_words_has_no_break_spaces(minute: int, words: str) -> None:
    assert clock_words(minute) == words
    assert time_words(moment_at(date(2026, 5, 12), minute)) == words


def test_moment_in_words() -> None:
    assert moment_words(MOMENT, NOW) == "mardi 12 mai à 14\u00a0h"
    assert moment_words(moment_at(date(2027, 1, 1), 570), NOW) == "vendredi 1er janvier 2027 à 9\u00a0h\u00a030"


def test_moment_beside_now() -> None:
    assert relative_words(moment_at(date(2026, 5, 11), 840), NOW) == "aujourd’hui à 14\u00a0h"
    assert relative_words(moment_at(date(2026, 5, 12), 570), NOW) == "demain à 9\u00a0h\u00a030"
    assert relative_words(moment_at(date(2026, 5, 13), 570), NOW) == "mercredi 13 mai à 9\u00a0h\u00a030"
    assert relative_words(moment_at(date(2026, 5, 10), 570), NOW) == "dimanche 10 mai à 9\u00a0h\u00a030"
    late = datetime(2026, 5, 11, 22, 30, tzinfo=UTC)  # already the 12th in Paris
    assert relative_words(MOMENT, late) == "aujourd’hui à 14\u00a0h"


def test_range_in_words() -> None:
    assert range_words(MOMENT, moment_at(date(2026, 5, 12), 930)) == "de 14\u00a0h à 15\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 5, 11), date(2026, 5, 15), "du lundi 11 au vendredi 15 mai"),
        (date(2026, 6, 1), date(2026, 6, 5), "du lundi 1er au vendredi 5 juin"),
        (date(2026, 3, 30), date(2026, 4, 3), "du lundi 30 mars au vendredi 3 avril"),
        (date(2026, 12, 28), date(2027, 1, 1), "du lundi 28 décembre 2026 au vendredi 1er janvier 2027"),
        (date(2027, 5, 10), date(2027, 5, 14), "du lundi 10 au vendredi 14 mai 2027"),
    ],
)
def test_week_in_words(first: date, last: date, words: str) -> None:
    assert week_words(first, last, now=NOW) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0\u00a0minute"),
        (1, "1\u00a0minute"),
        (45, "45\u00a0minutes"),
        (60, "1\u00a0h"),
        (75, "1\u00a0h\u00a015"),
        (90, "1\u00a0h\u00a030"),
        (240, "4\u00a0h"),
        (32 * 60, "2\u00a0jours"),
    ],
)
def test_length_in_words(minutes: int, words: str) -> None:
    assert duration_words(minutes) == words


def test_negative_length_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        duration_words(-1)


def test_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its time zone"):
        time_words(MOMENT.replace(tzinfo=None))


def test_span_names_each_day_once_or_both() -> None:
    nine = moment_at(date(2026, 5, 12), 9 * 60)
    assert span_words(nine, moment_at(date(2026, 5, 12), 10 * 60 + 30), now=NOW) == (
        "mardi 12 mai, de 9\u00a0h à 10\u00a0h\u00a030"
    )
    two_days = span_words(nine, moment_at(date(2026, 5, 13), 17 * 60), now=NOW)
    assert two_days == "du mardi 12 mai à 9\u00a0h au mercredi 13 mai à 17\u00a0h"
    over_new_year = span_words(moment_at(date(2026, 12, 31), 540), moment_at(date(2027, 1, 1), 1020), now=NOW)
    assert over_new_year == "du jeudi 31 décembre à 9\u00a0h au vendredi 1er janvier 2027 à 17\u00a0h"

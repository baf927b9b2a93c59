"""Times said to who lives elsewhere: their own in brackets, in every season, and nothing where the clocks agree."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest

from bot.dates.paris import moment_at
from bot.dates.reader import find_zone, reader_zone, shorten_text, show_times_in
from bot.dates.words import moment_words, range_words, relative_words, span_words, time_words

NOW = moment_at(date(2026, 5, 11), 10 * 60)
MOMENT = moment_at(date(2026, 5, 12), 14 * 60)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("zone", "there"),
    [
        ("America/Cayenne", "9 h à Cayenne"),
        ("Indian/Reunion", "16 h à La Réunion"),
        ("America/Martinique", "8 h en Martinique"),
        ("America/Guadeloupe", "8 h en Guadeloupe"),
        ("Indian/Mayotte", "15 h à Mayotte"),
        ("Pacific/Noumea", "23 h à Nouméa"),
        ("Pacific/Tahiti", "2 h à Tahiti"),
        ("America/Miquelon", "10 h à Saint-Pierre-et-Miquelon"),
        ("America/Montreal", "8 h à Toronto"),
        ("Europe/London", "13 h à Londres"),
        ("Africa/Cairo", "15 h au Caire"),
        ("Asia/Kolkata", "17 h 30 à Calcutta"),
        ("America/Indiana/Knox", "7 h à Knox"),
        ("Pacific/Auckland", "mercredi à 0 h à Auckland"),
        ("Pacific/Kiritimati", "mercredi à 2 h à Kiritimati"),
        ("Etc/GMT+3", "9 h, heure locale"),
        ("UTC", "12 h, heure locale"),
        ("Europe/Paris", None),
        ("Europe/Brussels", None),
        ("Africa/Ceuta", None),
        ("Mars/Olympus", None),
        ("../../etc/passwd", None),
        ("America", None),
        ("", None),
        (None, None),
    ],
)
def test_own_time_is_said_where_the_clocks_differ(zone: str | None, there: str | None) -> None:
    with show_times_in(zone):
        said = moment_words(MOMENT, NOW)
    assert plain(said) == "mardi 12 mai à 14 h" + (f" ({there})" if there else "")


@pytest.mark.parametrize(
    ("day", "zone", "there"),
    [
        # Paris changes on 29 March and 25 October 2026, New York on 8 March and 1 November, Cayenne never.
        (date(2026, 3, 28), "America/Cayenne", "10 h à Cayenne"),
        (date(2026, 3, 29), "America/Cayenne", "9 h à Cayenne"),
        (date(2026, 10, 24), "America/Cayenne", "9 h à Cayenne"),
        (date(2026, 10, 25), "America/Cayenne", "10 h à Cayenne"),
        (date(2026, 3, 7), "America/New_York", "8 h à New York"),
        (date(2026, 3, 8), "America/New_York", "9 h à New York"),
        (date(2026, 3, 29), "America/New_York", "8 h à New York"),
        (date(2026, 10, 24), "America/New_York", "8 h à New York"),
        (date(2026, 10, 26), "America/New_York", "9 h à New York"),
        (date(2026, 11, 2), "America/New_York", "8 h à New York"),
        (date(2026, 1, 12), "Africa/Lagos", None),  # the same in winter
        (date(2026, 7, 13), "Africa/Lagos", "13 h à Lagos"),
    ],
)
def test_own_time_follows_the_seasons_of_both(day: date, zone: str, there: str | None) -> None:
    with show_times_in(zone):
        said = time_words(moment_at(day, 14 * 60))
    assert plain(said) == "14 h" + (f" ({there})" if there else "")


def test_weekday_is_named_where_it_is_another() -> None:
    early = moment_at(date(2026, 5, 12), 60)
    with show_times_in("Pacific/Honolulu"):
        assert plain(moment_words(early, NOW)) == "mardi 12 mai à 1 h (lundi à 13 h à Honolulu)"
        assert plain(range_words(early, early + timedelta(hours=2))) == (
            "de 1 h à 3 h (lundi de 13 h à 15 h à Honolulu)"
        )
        assert plain(relative_words(early, NOW)) == "demain à 1 h (lundi à 13 h à Honolulu)"


def test_length_has_both_its_ends() -> None:
    end = moment_at(date(2026, 5, 12), 15 * 60 + 30)
    with show_times_in("America/Cayenne"):
        assert plain(range_words(MOMENT, end)) == "de 14 h à 15 h 30 (de 9 h à 10 h 30 à Cayenne)"
        assert plain(span_words(MOMENT, MOMENT + timedelta(days=1), now=NOW)) == (
            "du mardi 12 mai à 14 h (9 h à Cayenne) au mercredi 13 mai à 14 h (9 h à Cayenne)"
        )


def test_label_gives_up_the_own_time_before_anything_else() -> None:
    with show_times_in("America/Cayenne"):
        when = moment_words(MOMENT, NOW)
        assert shorten_text(when, 75) == when
        long = f"{when}, et déjà pris\u00a0: Léa Martin, Sami Haddad et Inès Diallo (coach)"
        assert plain(shorten_text(long, 75)) == (
            "mardi 12 mai à 14 h, et déjà pris : Léa Martin, Sami Haddad et Inès Diallo (coach)"
        )
    assert shorten_text(long, 75) == long


def test_zone_is_that_of_who_is_drawn_for_alone() -> None:
    with show_times_in("America/Cayenne"):
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(time_words, MOMENT).result() == "14\u00a0h"
        with show_times_in(None):
            assert reader_zone() is None
        assert reader_zone() is not None
        with pytest.raises(ZeroDivisionError), show_times_in("Indian/Reunion"):
            raise ZeroDivisionError
        assert "Cayenne" in time_words(MOMENT)
    assert reader_zone() is None


def test_every_zone_has_a_word() -> None:
    winter = datetime(2026, 1, 5, 13, 0, tzinfo=UTC)
    for zone in sorted(available_timezones()):
        there = find_zone(zone)
        assert there is not None, zone
        with show_times_in(zone):
            said = time_words(winter)
        assert said.count("(") == said.count(")") <= 1, said
        assert len(said) <= 60, said

"""What somebody types behind `/agenda` is read word by word: each of them has to be understood."""

from datetime import datetime

import pytest

from bot.dates.paris import PARIS
from bot.planning.own_agenda import DEFI, WHOLE, AgendaFilters, parse_filters
from storage.database import Database

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("typed", "what", "month"),
    [
        ("mai", WHOLE, "2026-05"),
        ("en avril", WHOLE, "2027-04"),
        ("mai 2027", WHOLE, "2027-05"),
        ("mon défi", DEFI, ""),
        ("comités en juin", "comite", "2026-06"),
        ("les bureaux d’aide de juin", "bureau-aide", "2026-06"),
        ("y en juin", WHOLE, "2026-06"),
    ],
)
def test_words_are_read(database: Database, typed: str, what: str, month: str) -> None:
    with database.reading() as reading:
        assert parse_filters(reading, typed, now=NOW) == AgendaFilters(what=what, month=month, typed=True)


@pytest.mark.parametrize("typed", ["", "de", "n’importe quoi", "mai ok", "2027", "comités xy"])
def test_what_is_not_understood_whole_is_nothing(database: Database, typed: str) -> None:
    with database.reading() as reading:
        assert parse_filters(reading, typed, now=NOW) is None

"""The demo's story starts on a working Monday, from whatever day it is started, and plays to its end."""

import re
import shutil
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.dates.holidays import is_working_day
from bot.dates.paris import to_paris
from bot.demo.cast import story_start
from bot.demo.play import play
from bot.demo.transcript import Transcript
from bot.sandbox.workspace import Sandbox

YEAR = 2026
# The eve of a switch of the clocks, before Easter; where there is a browser, tests/browser/test_tour.py plays the
# first of May instead. The other eve, Christmas Eve and the first of each month with `--all`.
ODD_DAY = date(YEAR, 3, 28)
OTHERS = [date(YEAR, 10, 24), date(YEAR, 12, 24), *(date(YEAR, month, 1) for month in range(1, 13) if month != 5)]
DAYS = [(ODD_DAY, shutil.which("chromium") is not None), *((one, True) for one in OTHERS)]  # and whether it is rare


@pytest.mark.parametrize("today", [date(YEAR, 1, 1) + timedelta(days=number) for number in range(0, 730, 3)])
def test_the_story_starts_on_the_first_working_monday_at_nine(today: date) -> None:
    start = to_paris(story_start(today))
    assert (start.weekday(), start.hour, start.minute) == (0, 9, 0)
    assert is_working_day(start.date())
    mondays = [today + timedelta(days=-today.weekday() % 7 + 7 * number) for number in range(5)]
    assert start.date() == next(day for day in mondays if is_working_day(day))


@pytest.mark.parametrize("today", [pytest.param(one, marks=[pytest.mark.rare] * rare) for one, rare in DAYS], ids=str)
def test_the_demo_plays_to_its_end(today: date, capsys: pytest.CaptureFixture[str]) -> None:
    assert play(once=True, port=0, today=today) == 0
    out, err = capsys.readouterr()
    assert out.rstrip().endswith("Tout s’est passé comme prévu.")
    assert (err, [line for line in out.splitlines() if re.search(r"ERROR|WARNING", line)]) == ("", [])


def test_the_start_is_a_moment_of_paris() -> None:
    assert story_start(date(2026, 11, 24)) == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def test_a_step_that_shows_something_else_is_told_as_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.demo.transcript.PATIENCE", 0.0)
    told, person = Transcript(Console(file=StringIO())), Sandbox().add_person("Ana Roche")
    told.sees(person, lambda: "C’est\u00a0réservé", "C’est réservé")
    assert told.failures == []
    told.sees(person, lambda: "C’est réservé", "C’est annulé")
    told.checks("le rendez-vous tient", holds=False)
    assert told.failures == ["Ana Roche devrait voir ['C’est annulé']", "le rendez-vous tient"]


def test_brief_transcript_is_a_line_a_scene_with_its_checks_and_what_failed() -> None:
    told, person = Transcript(Console(file=(printed := StringIO())), brief=True), Sandbox().add_person("Ana Roche")
    told.scene("Une réservation")
    told.does(person, "clique sur « Réserver »")
    told.sees(person, lambda: "C’est réservé", "C’est réservé")
    told.scene("Une annulation")
    told.checks("le rendez-vous tient", holds=True)
    told.checks("personne n’a reçu de message", holds=False)
    assert not told.end()
    assert printed.getvalue().splitlines() == [
        "✓ Une réservation (1 vérification)",
        "✗ Une annulation (2 vérifications)",
        "  personne n’a reçu de message",
        "",
        "2 scènes, 3 vérifications. 1 n’a pas montré ce qu’il fallait.",
    ]


def test_transcript_shows_the_first_lines_of_what_is_seen() -> None:
    told, person = Transcript(Console(file=(printed := StringIO()))), Sandbox().add_person("Ana Roche")
    told.sees(person, lambda: "un\ndeux\ntrois\nquatre " + "x" * 200, "quatre")
    assert printed.getvalue().splitlines() == ["  Ana Roche voit :", "  │ un", "  │ deux", "  │ trois", "  │ …"]
    told.sees(person, lambda: "x" * 200)
    assert printed.getvalue().splitlines()[-1] == "  │ " + "x" * 109 + "…"

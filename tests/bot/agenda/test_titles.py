"""One name for a gathering: its format once, then its title."""

import pytest

from bot.agenda.titles import TitleParts, gathering_name
from bot.gatherings.kinds import CONFERENCE, KINDS, PAIRS, PORTEURS, SEMINAR

NAMES = {
    "Le RGAA": "Conférence « Le RGAA »",
    "le RGAA": "Conférence « Le RGAA »",
    "Conférence RGAA": "Conférence « RGAA »",
    "Conférence : le RGAA": "Conférence « Le RGAA »",
    "conférence – le RGAA": "Conférence « Le RGAA »",
    "Conférence « Le RGAA »": "Conférence « Le RGAA »",
    "CONFÉRENCE": "Conférence",
    "Masterclass : git avancé": "Masterclass « Git avancé »",
    "Table ronde : ouvrir son code": "Table ronde « Ouvrir son code »",
    "Conférence de clôture": "Conférence de clôture",
    "conférence inaugurale": "Conférence inaugurale",
    "Le grand webinaire des EIG": "Le grand webinaire des EIG",
    "Lire « Le Code » ensemble": "Conférence « Lire “Le Code” ensemble »",
}


@pytest.mark.parametrize("title", NAMES)
def test_a_conference_says_its_format_once(title: str) -> None:
    assert gathering_name(CONFERENCE, TitleParts(about=title)).replace("\u00a0", " ") == NAMES[title]


def test_a_series_title_names_what_is_about_nothing_yet() -> None:
    assert (
        gathering_name(CONFERENCE, TitleParts(series="Les rencontres")).replace("\u00a0", " ")
        == "Conférence « Les rencontres »"
    )
    assert gathering_name(CONFERENCE, TitleParts(series="Les rencontres", about="Git")).endswith("«\u00a0Git\u00a0»")


def test_a_group_is_called_by_who_meets_then_by_its_subject() -> None:
    titles = TitleParts(metiers=("design",), about="les entretiens")
    said = gathering_name(PAIRS, titles).replace("\u00a0", " ")
    assert said == "Groupe de partage entre pairs (design) « Les entretiens »"


def test_seminars_say_it_once() -> None:
    assert gathering_name(SEMINAR, TitleParts(about="Séminaire d’intégration")) == "Séminaire d’intégration"
    assert (
        gathering_name(PORTEURS, TitleParts(series="Séminaire : ouvrir")).replace("\u00a0", " ")
        == "Séminaire « Ouvrir »"
    )


@pytest.mark.parametrize("key", KINDS)
def test_a_title_that_is_the_kind_is_no_title(key: str) -> None:
    kind = gathering_name(key, TitleParts())
    assert gathering_name(key, TitleParts(series=kind.upper())).casefold().count(kind.casefold()) == 1

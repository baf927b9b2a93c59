"""The subject of a mail begins with the date of what it is about, which it says once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.kit.blocks import header, message
from handlers.kit.escaping import Said
from handlers.notices.mails.mails import dated_title, title_of
from tests.handlers.helpdesk_card_examples import NOW, ONE
from tests.journeys.promotion import plain

NAMED = "Bureau d’aide, défi Carte Vive"


@pytest.mark.parametrize(
    "title",
    [
        NAMED,
        f"{NAMED}, mardi 12 mai à 14\u00a0h",
        f"{NAMED}, mardi 12 mai, de 14\u00a0h à 15\u00a0h",
        f"{NAMED}\u00a0: mardi 12 mai à 14\u00a0h",
        f"{NAMED}, mardi 12 mai, de 14\u00a0h à 15\u00a0h, heure de Paris",
    ],
)
def test_date_comes_first_and_once(title: str) -> None:
    one = replace(ONE, ends=ONE.starts + timedelta(hours=1))
    assert plain(dated_title(title, one, now=NOW)) == f"Mardi 12 mai à 14 h : {NAMED}"


def test_date_in_the_middle_leaves_what_follows() -> None:
    assert plain(dated_title("Séminaire, mardi 12 mai à 14\u00a0h, avec Samira", ONE, now=NOW)) == (
        "Mardi 12 mai à 14 h : Séminaire, avec Samira"
    )


def test_date_that_its_sentence_needs_is_not_said_twice() -> None:
    needed = "Le comité aura lieu mardi 12 mai à 14\u00a0h"
    assert dated_title(needed, ONE, now=NOW) == needed


def test_another_date_stays_and_the_year_is_said_where_it_is_another() -> None:
    moved = dated_title("La date change\u00a0: ce n’est plus lundi 11 mai", ONE, now=NOW - timedelta(days=365))
    assert plain(moved) == "Mardi 12 mai 2026 à 14 h : La date change : ce n’est plus lundi 11 mai"


def test_title_about_no_one_date_stays_as_it_is() -> None:
    assert dated_title("Votre semaine", None, now=NOW) == "Votre semaine"


def test_title_is_read_as_it_is_seen() -> None:
    assert title_of(message(Said("Autre chose. Suite."), header("R&amp;D <3"))) == "R&D <3"
    assert title_of(message(Said("R&amp;D demain. Suite."))) == "R&D demain."


def test_subject_does_not_break_off_in_a_name() -> None:
    said = "J. Martin et Dr. Roy ont changé la date du défi A. Elle est nouvelle. Suite."
    assert title_of(message(Said(said))) == "J. Martin et Dr. Roy ont changé la date du défi A. Elle est nouvelle."

"""Sentences that were true of most cases, and are now of all: what ended, what waits, what others see."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.rights.rights import PersonData
from bot.workshops.model import WorkshopChoices
from handlers.pages import texts as pages
from handlers.polls.asking import texts as asking
from handlers.polls.card import texts as answering
from handlers.records.overview import views as overview
from handlers.rights import views as rights
from handlers.workshops import views as workshops
from tests.handlers import workshops_examples as examples
from tests.handlers.helpdesk_card_examples import NOW
from tests.handlers.records_overview_examples import WHOLE
from tests.handlers.rights_examples import PAST, WHO


def test_roles_that_ended_are_told_with_their_last_day_and_the_rest_is_counted() -> None:
    told = rights.summary_message(PersonData(WHO, PAST), months=24, controller="", dpo="").text
    day = NOW - timedelta(days=365)
    assert "EIG 6 (jusqu’au" in told
    assert str(day.year) in told
    assert "et 2 autres" in told


@pytest.mark.parametrize(
    ("held", "waits", "told"),
    [
        (0, 0, "encore deux ateliers attendus"),
        (0, 1, "encore un atelier attendu"),
        (0, 2, "ont déjà leur date, ou sont demandés"),
        (1, 1, "ont déjà leur date, ou sont demandés"),
        (2, 1, "ont déjà leur date."),
    ],
)
def test_workshops_that_wait_are_not_to_be_asked_for_again(held: int, waits: int, told: str) -> None:
    choices = WorkshopChoices((examples.CARTE,), examples.PHASE, {1: held}, (examples.WAITING,) * waits)
    shown = workshops.request_form(choices, gesture=examples.GESTURE, is_proposal=False, now=examples.NOW)
    assert told in str([block.to_dict() if hasattr(block, "to_dict") else block for block in shown["blocks"]])


def test_days_of_another_year_are_told_with_their_year() -> None:
    over = replace(WHOLE, is_over=True)
    now = NOW.replace(year=NOW.year + 1)
    assert str(NOW.year) in str(overview.overview_modal(over, now=now))
    assert str(NOW.year) not in str(overview.overview_modal(over, now=NOW))


def test_people_who_answer_know_what_the_others_see_of_it() -> None:
    for text in (answering.PRIVATE(who="Léa Martin"), asking.PRIVATE):
        assert "es autres voient seulement combien de personnes ont dit oui ou non" in text


def test_pages_warn_of_a_link_that_was_handed_on() -> None:
    told = pages.WHOSE(name="Inès Diallo")
    assert told.startswith("Vous répondez au nom d’Inès Diallo. Si ce n’est pas vous")

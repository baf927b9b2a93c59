"""A coach plans ten months in one go: the plan read, a line changed, holidays given, all confirmed, a phase moved."""

from datetime import date

import pytest
from sqlalchemy import select, update

from bot import pictures
from bot.programme.model import Phase
from storage.gatherings.gathering_series import series
from storage.programme import promotions
from tests.journeys.gatherings import Gatherings, gather_channels
from tests.journeys.promotion import Promotion, plain
from tests.patience import PATIENCE

PLAN, LINE, SCHOOL, DATES = "Plan de la promotion", "Changer une ligne", "Vacances scolaires", "Dates des phases"
LOOK, DONE = "Ce que cela déplace", "C’est confirmé"
NEXT = (  # a promotion that begins in September
    (1, "Valider l’hypothèse", date(2026, 9, 7), date(2026, 11, 6)),
    (2, "Prouver le concept", date(2026, 11, 7), date(2027, 2, 6)),
    (3, "Prouver la valeur", date(2027, 2, 7), date(2027, 5, 6)),
    (4, "Amplifier l’impact", date(2027, 5, 7), date(2027, 7, 6)),
)


def months_to_come(promotion: Promotion) -> Gatherings:
    """Give the same people, in a promotion whose months are all to come."""
    found = gather_channels(promotion)
    with promotion.database.transaction() as tx:
        of = found.ids["promotion"]
        promotions.save_phases(tx, of, [Phase(*one) for one in NEXT])
        tx.execute(
            update(promotions.promotions)
            .where(promotions.promotions.c.id == of)
            .values(starts_on="2026-09-07", ends_on="2027-07-06")
        )
    return found


@pytest.fixture
def gatherings(promotion: Promotion) -> Gatherings:
    return months_to_come(promotion)


def opened(gatherings: Gatherings, title: str, words: str = "") -> str:
    """Wait for the modal of this title that says this; give all that it says."""
    claire = gatherings.claire
    found = gatherings.promotion.stage.slack.wait_for(
        lambda: (
            (top := claire.modal)
            and plain(top.title) == title
            and words in plain(top.text)
            and (plain(top.text) or " ")
        ),
        seconds=PATIENCE,
    )
    assert found, f"{claire.modal and plain(claire.modal.title)!r} says {claire.modal and plain(claire.modal.text)!r}"
    return str(found)


def series_of(gatherings: Gatherings) -> dict[str, str]:
    """Give the rules of what comes back."""
    with gatherings.promotion.database.reading() as tx:
        return {row.dispositif: row.rule for row in tx.execute(select(series).where(series.c.ended_at.is_(None)))}


def test_coach_plans_the_months_of_a_promotion(gatherings: Gatherings) -> None:
    claire = gatherings.claire
    before = {key: len(gatherings.inbox(key)) for key in (*gatherings.eig, "paul", "rita")}
    claire.command("/dispositifs programme")
    claire.click(PLAN)
    words = opened(gatherings, PLAN)
    assert "Rien n’est créé ni envoyé tant que vous n’avez pas confirmé." in words
    assert "Jeudi 1er octobre et vendredi 2 octobre : premier séminaire de la promotion" in words
    assert series_of(gatherings) == {}

    claire.click(SCHOOL)
    opened(gatherings, SCHOOL)
    claire.fill("school", "Zone C : du 17 octobre au 1er novembre\nbientôt")
    assert gatherings.send(claire) == [
        "Cette ligne n’est pas une période : « bientôt ». Par exemple : du 13 février au 1er mars"
    ]
    claire.fill("school", "Zone C : du 17 octobre au 1er novembre")
    assert gatherings.send(claire) == []
    opened(gatherings, PLAN, "vacances scolaires")

    claire.choose("planning.year_line", "Premier séminaire de la promotion")
    opened(gatherings, LINE)
    claire.fill("day", "2026-09-24")
    assert gatherings.send(claire) == []
    opened(gatherings, PLAN, "Jeudi 24 septembre et vendredi 25 septembre : premier séminaire de la promotion")

    assert gatherings.send(claire) == []
    assert "Aucune annonce ne part maintenant" in opened(gatherings, DONE)
    rules = series_of(gatherings)
    assert rules["seminaire-promotion"] == "2026-09-24 2027-04-29 T09:00"
    gatherings.settle()
    assert {key: len(gatherings.inbox(key)) for key in before} == before
    claire.close(all=True)
    claire.command("/dispositifs programme")
    claire.click("Comités de la phase")
    opened(gatherings, "Comités de la phase", "semaines")
    claire.close(all=True)

    claire.command("/dispositifs programme")
    claire.click(PLAN)
    opened(gatherings, PLAN, "Confirmé")
    claire.click(DATES)
    opened(gatherings, DATES)
    claire.fill("end3", "2027-05-28")
    assert gatherings.send(claire) == []
    words = opened(gatherings, LOOK, "La phase 3 finirait le vendredi 28 mai")
    assert "Comités d’évaluation, phase 3 : semaines du lundi 17 mai 2027 et lundi 24 mai 2027" in words
    assert "Séminaire des porteurs et porteuses, phase 4 : jeudi 17 juin 2027 à 9 h 30. Avant : jeudi 20 mai" in words
    assert gatherings.send(claire) == []
    opened(gatherings, DONE)
    assert series_of(gatherings)["seminaire-porteurs"].split()[-2] == "2027-06-17"
    assert series_of(gatherings)["conference"] == rules["conference"]


def test_other_dates_change_a_plan_that_nobody_confirmed(gatherings: Gatherings) -> None:
    claire = gatherings.claire
    claire.command("/dispositifs programme")
    claire.click(PLAN)
    opened(gatherings, PLAN)
    claire.click(DATES)
    opened(gatherings, DATES)
    claire.fill("end2", "2026-11-06")
    assert gatherings.send(claire) == ["Cette phase finirait avant de commencer. Choisissez un jour plus tard."]
    claire.fill("end2", "2027-02-06")
    claire.fill("end4", "2027-06-30")
    assert gatherings.send(claire) == []
    opened(gatherings, LOOK, "La phase 4 finirait le mercredi 30 juin")
    assert gatherings.send(claire) == []
    opened(gatherings, PLAN, "au mercredi 30 juin 2027")
    assert series_of(gatherings) == {}


def test_picture_comes_with_the_plan_in_text(gatherings: Gatherings) -> None:
    assert pictures.is_installed()
    claire = gatherings.claire
    claire.command("/dispositifs programme")
    claire.click(PLAN)
    opened(gatherings, PLAN)
    claire.click(SCHOOL)
    opened(gatherings, SCHOOL)
    claire.fill("school", "Zone C : du 17 octobre au 1er novembre")
    assert gatherings.send(claire) == []
    opened(gatherings, PLAN)
    claire.click("Recevoir l’image")
    gatherings.settle()
    card = next(one for one in claire.inbox() if plain(one.words).startswith("Le plan de la promotion"))
    assert "Phases\n• Phase 1, Valider l’hypothèse : du lundi 7 septembre au vendredi 6 novembre" in plain(card.words)
    assert "Vacances scolaires\n• Zone C : du samedi 17 octobre au dimanche 1er novembre" in plain(card.words)
    assert "ctobre 2026\n• Jeudi 1er octobre et vendredi 2 octobre : premier séminaire" in plain(card.words)
    (file,) = [one for message in claire.thread(card) for one in message.files]
    data = gatherings.promotion.stage.slack.file_bytes(file.id)
    assert (file.name.startswith("plan-"), data[:4]) == (True, b"\x89PNG")

"""Who has mentoring cycles finds them again: by command, from the Home, from the list of many."""

from dataclasses import dataclass

import pytest

from bot.sandbox.people.person import Person
from tests.bot.mentoring.rig import Rig
from tests.journeys.mentors import DESIGN, MENTORS, seed_mentors
from tests.journeys.promotion import NOW, Promotion, first_line, plain

WAITS = "Mentorat : réponse de Maya Benali avant le lundi 11 mai à 14 h"
YOURS = "Mentorat : votre réponse avant le lundi 11 mai à 14 h"


@dataclass
class Cast:
    """The promotion with its mentors, all in the workspace; Léa has asked Maya for a cycle with Sami."""

    promotion: Promotion
    rig: Rig
    maya: Person
    rose: Person


@pytest.fixture
def cast(promotion: Promotion) -> Cast:
    emails = {key: f"{key}-{promotion.lea.id.lower()}@example.org" for key in MENTORS}
    people = {key: promotion.stage.slack.add_person(MENTORS[key], email=emails[key]) for key in MENTORS}
    with promotion.database.transaction() as tx:
        seed_mentors(tx, promotion.ids, emails=emails)
    rig = Rig(promotion.database, promotion.ids, NOW)
    rig.asked(guest_ids=(promotion.ids["sami"],))
    return Cast(promotion, rig, people["maya"], people["rose"])


def test_a_team_finds_its_cycle_and_opens_its_card(cast: Cast) -> None:
    lea = cast.promotion.lea
    listed = lea.command("/mentorat liste")
    assert first_line(listed) == "Vos mentorats"
    assert "En attente d’une réponse de Maya Benali, jusqu’au lundi 11 mai à 14 h." in plain(listed.text)
    assert listed.buttons == ["Ouvrir", "Demander un mentorat"]
    lea.click("Ouvrir", message=listed)
    card = cast.promotion.opened(lea)
    assert (plain(card.text).split("\n")[0], card.buttons) == (WAITS, ["Retirer la demande", "Historique"])


def test_a_mentor_finds_what_waits_for_them_in_the_home(cast: Cast) -> None:
    opened = cast.maya.open_home()
    assert "Léa Martin attend votre réponse avant le lundi 11 mai à 14 h." in plain(opened.text)
    cast.maya.click("Ouvrir", message=cast.maya.home())
    card = cast.promotion.opened(cast.maya)
    assert plain(card.text).split("\n")[0] == YOURS
    assert [plain(one) for one in card.buttons] == [
        "Confirmer les 4 séances",
        "Répondre séance par séance",
        "Décliner la demande",
        "Compétences et valeurs",
        "Historique",
    ]


def test_a_mentor_without_cycle_reaches_their_limit_from_the_home(cast: Cast) -> None:
    cast.rose.open_home()
    cast.rose.click("Plus", message=cast.rose.home())
    cast.promotion.opened(cast.rose, title="Plus")
    cast.rose.click("Changer ma limite")
    assert cast.promotion.opened(cast.rose, title="Vos cycles de mentorat")


def test_a_mentor_finds_the_list_of_their_cycles_behind_plus(cast: Cast) -> None:
    cast.maya.open_home()
    cast.maya.click("Plus", message=cast.maya.home())
    cast.promotion.opened(cast.maya, title="Plus")
    cast.maya.click("Mes mentorats")
    assert "Léa Martin attend votre réponse" in plain(cast.promotion.opened(cast.maya, title="Vos mentorats").text)


def test_a_coach_without_cycle_is_shown_the_way_to_all(cast: Cast) -> None:
    listed = cast.promotion.claire.command("/mentorat liste")
    assert (plain(listed.text), listed.buttons) == (
        "Vos mentorats. Aucun mentorat en cours ni en attente.",
        ["Voir tous les cycles"],
    )


def test_one_of_many_cycles_is_opened_from_a_list(cast: Cast) -> None:
    cast.rig.asked(mentor="noe", who="sami", guest_ids=(cast.promotion.ids["lea"],))
    cast.rig.asked(mentor="maya", domain=DESIGN)
    lea = cast.promotion.lea
    listed = lea.command("/mentorat liste")
    assert len(lea.options("mentoring.open", message=listed)) == 3
    lea.choose("mentoring.open", lea.options("mentoring.open", message=listed)[0], message=listed)
    assert plain(cast.promotion.opened(lea).text).startswith("Mentorat : réponse de ")

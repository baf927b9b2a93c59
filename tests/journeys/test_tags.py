"""Skills and values: guessed for who reads the need, said by the host from « Ouvrir », then on everybody's card."""

from datetime import timedelta

from bot.agenda.model import State
from bot.sandbox.memory.views import View
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.agenda import appointments
from tests.journeys.promotion import NOW, Promotion, plain

NEED = "Relire notre déclaration d’accessibilité"
CHANGE, OPEN, DESK = "Compétences et valeurs", "Ouvrir", "Bureau d’aide"
LATER = NOW + timedelta(days=60)
GUESSED = "Compétence proposée : Accessibilité numérique"


def opens(promotion: Promotion, person: Person) -> View:
    person.click(OPEN, message=person.command("/dispositifs agenda"))
    return promotion.opened(person, title=DESK)


def says(promotion: Promotion, person: Person, words: str, *, ever: bool = True) -> None:
    """Wait until the card that is open says this, or says it no more."""
    assert promotion.stage.slack.wait_for(lambda: (words in plain(promotion.opened(person, title=DESK).text)) is ever)


def test_a_host_says_what_it_is_about_and_every_card_says_it(promotion: Promotion) -> None:
    claire, sami = promotion.claire, promotion.sami
    promotion.book(promotion.lea, need=NEED, host="Claire Morel", guests=("Sami Haddad",))
    card = sami.inbox()[0]
    assert (GUESSED in plain(card.words), GUESSED in plain(card.text)) == (True, False)  # as the need itself
    opened = opens(promotion, sami)
    assert (GUESSED in plain(opened.text), CHANGE in opened.buttons) == (True, False)
    sami.close(all=True)

    opens(promotion, claire)
    claire.click(CHANGE)
    assert "seulement proposé" in plain(promotion.opened(claire, title=CHANGE).text)
    claire.choose("skills", "Agilité", "Prototypage", "Mesure d’impact", "Écoconception")
    assert claire.submit() == Submission(errors={"skills": "Choisissez-en trois au plus."})
    claire.choose("skills", "Accessibilité numérique", "Écoconception")
    assert claire.submit() == Submission()
    # The value that was proposed stays unless it is taken out.
    says(promotion, claire, "Compétences : Accessibilité numérique, Écoconception\nValeur : Accessibilité numérique")
    claire.close(all=True)
    promotion.stage.settle()
    card = sami.inbox()[0]
    assert "Compétences : Accessibilité numérique, Écoconception" in plain(card.words)
    assert "Compétences : Accessibilité numérique, Écoconception" in plain(card.text)

    opens(promotion, claire)  # nothing is something to say too: it is guessed no more
    claire.click(CHANGE)
    assert "seulement proposé" not in plain(promotion.opened(claire, title=CHANGE).text)
    claire.choose("skills")
    claire.choose("valeurs")
    assert claire.submit() == Submission()
    says(promotion, claire, "Accessibilité numérique", ever=False)


def test_who_is_overtaken_keeps_what_they_chose(promotion: Promotion) -> None:
    claire = promotion.claire
    promotion.book(promotion.lea, host="Claire Morel")
    opens(promotion, claire)
    claire.click(CHANGE)
    promotion.opened(claire, title=CHANGE)
    claire.choose("skills", "Prototypage")
    with promotion.database.transaction() as tx:  # meanwhile another coach
        [one] = appointments.list_by_people(
            tx, [promotion.ids["claire"]], since=NOW, until=LATER, states=[State.CONFIRMED]
        )
        appointments.set_tags(tx, [one.id], ["competence:agilite"])
    assert claire.submit() == Submission()
    said = plain(promotion.opened(claire, title=CHANGE).text)
    assert "Quelqu’un vient d’enregistrer un autre choix, que voici." in said
    assert "Compétence : Agilité" in said
    assert claire.submit() == Submission()
    says(promotion, claire, "Compétence : Prototypage")

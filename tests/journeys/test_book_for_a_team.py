"""A coach books a bureau d'aide for a team, from « Défi par défi », in the two forms that a team has."""

from bot.sandbox.people.acks import Submission
from tests.journeys.promotion import AGAIN, CANCEL, NEED, NINE, Promotion, plain


def test_a_coach_books_for_a_team_which_has_the_card(promotion: Promotion) -> None:
    claire, lea = promotion.claire, promotion.lea
    assert claire.press_raw("records.overview", value=str(promotion.ids["promotion"]))
    promotion.opened(claire, title="Défi par défi")
    claire.click("Réserver pour une équipe")
    promotion.opened(claire, title="Pour une équipe")
    claire.choose("team", "Léa Martin")
    claire.fill("need", NEED)
    assert claire.submit() == Submission()
    slots = plain(promotion.opened(claire, title="Choisir un créneau").text)
    assert "Pour l’équipe de Carte Vive, à la demande de Léa Martin." in slots
    promotion.choose(claire, NINE)
    assert claire.submit() == Submission()
    said = plain(promotion.opened(claire, title="C’est réservé").text)
    assert "L’équipe de Carte Vive en reçoit la carte, comme si elle avait réservé." in said
    claire.close(all=True)
    promotion.stand()
    assert [card.buttons[:2] for card in lea.inbox()] == [["Changer la date", CANCEL]]
    promotion.cancel(lea)
    assert lea.inbox()[0].buttons == [AGAIN]


def test_a_coach_begins_with_the_command_and_notes_an_hour_that_took_place(promotion: Promotion) -> None:
    claire, lea = promotion.claire, promotion.lea
    claire.command("/bureau-aide")
    promotion.opened(claire, title="Pour une équipe")
    claire.choose("team", "Léa Martin")
    claire.fill("need", NEED)
    claire.submit()
    promotion.opened(claire, title="Choisir un créneau")
    claire.click("A eu lieu")
    shown = plain(promotion.opened(claire, title="A eu lieu").text)
    assert "Une heure que l’équipe de Carte Vive a déjà eue, avec vous." in shown
    claire.submit()
    assert "C’est noté" in plain(promotion.opened(claire, title="A eu lieu").text)
    claire.close(all=True)
    promotion.stand()
    [told] = lea.inbox()
    assert ("Claire Morel a noté le bureau d’aide" in plain(told.text), told.buttons) == (True, [])

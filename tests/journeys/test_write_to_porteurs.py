"""A coach writes to the porteurs from « Défi par défi »: read over, sent, taken back; each by their own door."""

from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.people.acks import Submission
from storage.programme import people
from tests.journeys.promotion import Promotion, plain


def test_a_letter_is_read_over_and_each_porteur_gets_it(promotion: Promotion) -> None:
    claire, nadia = promotion.claire, promotion.nadia
    with promotion.database.transaction() as tx:
        maud = people.add(tx, name="Nadia Petit", email=nadia.email, slack_id=nadia.id)
        people.join(tx, maud, Membership(Role.PORTEUR, promotion.ids["promotion"], promotion.ids["carte"]))
    assert claire.press_raw("records.overview", value=str(promotion.ids["promotion"]))
    promotion.opened(claire, title="Défi par défi")
    claire.click("Écrire aux porteurs et porteuses")
    assert "Une personne reçoit un message de ce genre par semaine" in plain(
        promotion.opened(claire, title="Écrire un message").text
    )
    claire.fill("letter", "Le séminaire change de salle.")
    assert claire.submit() == Submission()
    shown = plain(promotion.opened(claire, title="Relire avant d’envoyer").text)
    assert "Il part à 1 personne : 1 par Slack, 0 par e-mail." in shown
    assert claire.submit() == Submission()
    assert "Votre message part dans deux minutes" in plain(promotion.opened(claire, title="C’est parti").text)
    claire.close(all=True)
    promotion.stand()
    [letter] = [each for each in nadia.inbox() if "vous écrit" in plain(each.text)]
    assert "Le séminaire change de salle." in plain(letter.text)
    assert f"<@{claire.id}>" in letter.text or "Claire Morel" in letter.text

"""A coach writes to the porteurs from « Défi par défi »: read over, sent, taken back; each by their own door."""

from uuid import uuid4

import pytest

from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.programme.service import actor_of
from bot.records import letters
from bot.records.letters import ReaderChoice
from bot.sandbox.people.acks import Submission
from storage.programme import people
from tests.journeys.by_mail import MAUD
from tests.journeys.promotion import NOW, Promotion, plain


def test_a_letter_is_read_over_and_each_porteur_gets_it(promotion: Promotion) -> None:
    claire, nadia = promotion.claire, promotion.nadia
    with promotion.database.transaction() as tx:
        maud = people.add(tx, name="Nadia Petit", email=nadia.email, slack_id=nadia.id)
        people.add_membership(tx, maud, Membership(Role.PORTEUR, promotion.ids["promotion"], promotion.ids["carte"]))
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


@pytest.mark.usefixtures("maud")
def test_a_reply_to_a_letter_s_mail_goes_to_the_coach(promotion: Promotion) -> None:
    """And to no other mail of the bot's: nobody reads what comes to its own address."""
    with promotion.database.transaction() as tx:
        claire, draft = actor_of(tx, promotion.ids["claire"]), str(uuid4())
        place, said = promotion.ids["promotion"], "Le séminaire change de salle."
        letters.preview_letter(tx, claire, place, draft_id=draft, whom=ReaderChoice.ALL, text=said, now=NOW)
        letters.send_letter(tx, claire, draft, now=NOW)
    promotion.stand()
    told = [letter.message for letter in promotion.stage.slack.post.inbox(MAUD)]
    replies = {message["Subject"]: message["Reply-To"] for message in told}
    assert [reply for subject, reply in replies.items() if "vous écrit" in subject] == [
        f"Claire Morel <{promotion.claire.email}>"
    ]
    assert {reply for subject, reply in replies.items() if "vous écrit" not in subject} <= {None}

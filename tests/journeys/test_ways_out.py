"""A refusal shows a way out: who can do it, and the button that helps."""

import pytest

from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.memory.messages import Reply
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.programme import people
from tests.journeys.promotion import NOW, Promotion, plain, seen_last

ASK, ALERT, MINE = "Demander à mon équipe", "Prévenir les coachs", "Mes rendez-vous"


@pytest.fixture
def paul(promotion: Promotion) -> Person:
    """A porteur of Léa's and Sami's défi."""
    account = promotion.stage.slack.add_person("Paul Mercier", email="paul@example.org")
    with promotion.database.transaction() as tx:
        found = people.by_email(tx, "paul@example.org")
        paul = found.id if found else people.add(tx, name="Paul Mercier", email="paul@example.org")
        people.add_membership(
            tx, paul, Membership(Role.PORTEUR, promotion.ids["promotion"], promotion.ids["carte"]), welcomed_at=NOW
        )
    return account


def replied(promotion: Promotion, person: Person, count: int) -> str:
    promotion.stage.slack.wait_for(lambda: len(person.replies()) >= count)
    return seen_last(person)


def ask_team(promotion: Promotion, person: Person, answer: Reply, *, line: str) -> str:
    """Ask the team with a line; give what the modal says then."""
    person.click(ASK, message=answer)
    promotion.opened(person, title=ASK)
    person.fill("line", line)
    assert person.submit() == Submission()
    said = plain(person.modal.text) if person.modal else ""
    person.close(all=True)
    return said


def test_a_porteur_asks_their_team_once(promotion: Promotion, paul: Person) -> None:
    answer = paul.command("/bureau-aide")
    assert plain(answer.text) == "Ce sont les EIG qui réservent un bureau d’aide, pour leur défi."
    assert answer.buttons == [ASK]
    said = "C’est transmis à Léa Martin et Sami Haddad, qui peuvent réserver un bureau d’aide d’un clic."
    assert ask_team(promotion, paul, answer, line="Avant le comité ?") == said
    again = ask_team(promotion, paul, paul.command("/bureau-aide"), line="Plus tard.")
    assert again.startswith("C’est déjà demandé aujourd’hui")
    promotion.stage.settle()
    for one in (promotion.lea, promotion.sami):
        [asked] = one.inbox()
        text = "Paul Mercier (défi Carte Vive) vous propose de réserver un bureau d’aide."
        assert (plain(asked.text).startswith(text), asked.buttons) == (True, ["Réserver un bureau d’aide"])
        assert plain(asked.text).endswith("Avant le comité ?")
    assert promotion.ines.inbox() == []
    promotion.lea.click("Réserver un bureau d’aide", message=promotion.lea.inbox()[0])
    promotion.opened(promotion.lea, title="Bureau d’aide")


def test_each_refusal_has_a_button_that_helps(promotion: Promotion) -> None:
    assert promotion.lea.command("/dispositifs programme").buttons == [ALERT]
    assert promotion.lea.command("/disponibilites").buttons == ["Réserver un bureau d’aide"]
    assert promotion.nadia.command("/bureau-aide").buttons == [ALERT]
    promotion.book(promotion.lea)
    promotion.sami.press_raw("helpdesk.cancel", value=promotion.newest_id("helpdesk_requests"))
    promotion.stage.slack.wait_for(lambda: bool(promotion.sami.replies()))
    refused = promotion.sami.replies()[-1]
    assert refused.buttons == [MINE]
    promotion.sami.click(MINE, message=refused)
    assert replied(promotion, promotion.sami, 2).startswith("À venir pour vous.")

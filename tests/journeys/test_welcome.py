"""An import, one card in the coaches' channel, one press, one welcome each; who comes late gets theirs."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from bot.notices import welcome
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person
from storage.programme import people
from tests.journeys.promotion import Promotion, first_line, plain, seen_last

HELLO = "Bienvenue"
GREETED = "Claire Morel a accueilli 2 personnes : chacune reçoit son message."


@pytest.fixture
def arriving(promotion: Promotion) -> Promotion:
    """Everybody was welcomed long ago, but two EIG: they have just arrived."""
    eig = [promotion.ids["lea"], promotion.ids["ines"]]
    with promotion.database.transaction() as tx:
        old, table = datetime(2026, 1, 12, tzinfo=UTC), people.memberships
        tx.execute(update(table).values(welcomed_at=old))
        tx.execute(update(table).where(table.c.person_id.in_(eig)).values(welcomed_at=None))
    return promotion


def tick(promotion: Promotion) -> None:
    """Let the clock look for arrivals, and what it owes be sent."""
    welcome.announce_arrivals(promotion.stage.house.tools)
    promotion.stage.settle()


def press(promotion: Promotion, person: Person, label: str, card: Message) -> None:
    """Press on a card; wait for the answer, and for what follows from it to be sent."""
    before = len(person.replies())
    person.click(label, message=card)
    assert promotion.stage.slack.wait_for(lambda: len(person.replies()) > before)
    promotion.stage.settle()


def cards(promotion: Promotion) -> list[Message]:
    return list(promotion.coachs.messages)


def welcomes(person: Person) -> list[Message]:
    return [one for one in person.inbox() if first_line(one) == HELLO]


def test_one_press_welcomes_each_newcomer_once(arriving: Promotion) -> None:
    tick(arriving)
    tick(arriving)
    (card,) = cards(arriving)
    assert plain(card.text).startswith("Dans le programme, 2 personnes viennent d’arriver : Inès Diallo et Léa Martin.")
    press(arriving, arriving.claire, "Accueillir", card)
    assert plain(seen_last(arriving.claire)) == "C’est fait : 2 personnes reçoivent leur message de bienvenue."
    everybody = {person.name: len(welcomes(person)) for person in arriving.everybody}
    assert {name for name, count in everybody.items() if count} == {"Léa Martin", "Inès Diallo"}
    assert max(everybody.values()) == 1
    (said,) = welcomes(arriving.lea)
    for told in (
        "Carte Vive",
        "Sami Haddad",
        "Claire Morel",
        "/dispositifs",
        "/bureau-aide",
        "/dispositifs agenda",
        "phase 2",
    ):
        assert told in plain(said.text)
    assert "Inès" not in said.text
    assert plain(cards(arriving)[0].text) == GREETED
    assert cards(arriving)[0].buttons == []


def test_second_press_sends_nothing_and_says_so(arriving: Promotion) -> None:
    tick(arriving)
    (card,) = cards(arriving)
    press(arriving, arriving.claire, "Accueillir", card)
    arriving.david.press_raw("programme.greet", message=card)
    arriving.stage.slack.wait_for(lambda: seen_last(arriving.david))
    arriving.stage.settle()
    assert seen_last(arriving.david) == "C’est déjà fait : il n’y a plus personne à accueillir."
    assert [len(welcomes(person)) for person in (arriving.lea, arriving.ines)] == [1, 1]


def test_somebody_who_arrives_late_is_welcomed_alone(arriving: Promotion) -> None:
    tick(arriving)
    press(arriving, arriving.claire, "Accueillir", cards(arriving)[0])
    with arriving.database.transaction() as tx:
        late = people.add(tx, name="Nadia Petit", email=arriving.nadia.email)
        people.add_membership(tx, late, Membership(Role.MENTOR))
    tick(arriving)
    assert [plain(one.text).partition(".")[0] for one in cards(arriving)[1:]] == [
        "Dans le programme, une personne vient d’arriver : Nadia Petit"
    ]
    press(arriving, arriving.david, "Accueillir", cards(arriving)[1])
    (said,) = welcomes(arriving.nadia)
    assert said.buttons == ["Dire mes disponibilités", "Voir le catalogue", "Dire où je peux aider"]
    assert "`/" not in said.text
    assert [len(welcomes(person)) for person in (arriving.lea, arriving.ines)] == [1, 1]


def test_who_has_no_slack_is_welcomed_by_mail_and_without_its_commands(
    arriving: Promotion, caplog: pytest.LogCaptureFixture
) -> None:
    email, promotion = "maud@ministere.example.org", arriving.ids["promotion"]
    with arriving.database.transaction() as tx:
        for name, address in (("Maud Petit", email), ("Rémi Blanc", None)):  # he has neither
            person = people.add(tx, name=name, email=address)
            people.add_membership(tx, person, Membership(Role.PORTEUR, promotion, arriving.ids["carte"]))
    tick(arriving)
    press(arriving, arriving.claire, "Accueillir", cards(arriving)[0])
    tick(arriving)
    (letter,) = arriving.stage.slack.post.inbox(email)
    words = plain(letter.text)
    for told in ("Bienvenue", "Bonjour Maud Petit", "Carte Vive", "Vous n’avez pas besoin de Slack"):
        assert told in words
    assert "Pour répondre, écrivez à Claire Morel" in words
    assert ("/dispositifs" in words, "Voir le catalogue" in words) == (False, False)
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


def test_without_a_channel_the_first_coach_answers_for_all(arriving: Promotion) -> None:
    arriving.set_channel(None)
    tick(arriving)
    mine, theirs = arriving.claire.inbox(), arriving.david.inbox()
    assert [len(mine), len(theirs)] == [1, 1]
    press(arriving, arriving.claire, "Accueillir", mine[0])
    assert plain(arriving.david.inbox()[0].text) == GREETED


def test_skipping_welcomes_nobody_now_or_later(arriving: Promotion) -> None:
    tick(arriving)
    press(arriving, arriving.claire, "Ne pas accueillir", cards(arriving)[0])
    tick(arriving)
    assert seen_last(arriving.claire) == "C’est noté : aucun message de bienvenue ne part."
    assert len(cards(arriving)) == 1
    assert [welcomes(person) for person in arriving.everybody] == [[]] * 6

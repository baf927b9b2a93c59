"""People without Slack take part from their mails: pages say what, who and when; only a press changes something."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.demo.stage import Stage
from bot.gatherings.kinds import CONFERENCE, PORTEURS
from bot.gatherings.model import Gathering, Reply
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.post_office import Letter
from storage.programme import people
from tests.databases import apart
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import Gatherings
from tests.journeys.mentors import Mentoring
from tests.journeys.pages import Page, links
from tests.journeys.promotion import NOW, Promotion

MAUD = "maud@ministere.example.org"
ASKED = "Comment tenir dans la durée ?"


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("reachable")
    with Stage(folder, now=NOW, database_url=apart(request.param, folder, number=999), reachable=True) as stage:
        yield stage


@pytest.fixture
def maud(promotion: Promotion) -> int:
    """A porteuse without Slack, as Slack said."""
    with promotion.database.transaction() as tx:
        maud = people.add(tx, name="Maud Petit", email=MAUD)
        people.join(tx, maud, Membership(Role.PORTEUR, promotion.ids["promotion"], promotion.ids["carte"]))
        tx.execute(update(people.people).values(looked_up_at=NOW).where(people.people.c.id == maud))
    return maud


def newest(promotion: Promotion, address: str = MAUD) -> Letter:
    """Give the newest mail of an address, once all has arrived."""
    promotion.stage.settle()
    return promotion.stage.slack.post.inbox(address)[-1]


def announced(gatherings: Gatherings, made: Gathering) -> dict[str, str]:
    """Announce a gathering; give the links of Maud's mail."""
    gatherings.go_to(made.announce_at + timedelta(seconds=30))
    return links(newest(gatherings.promotion))


def reply(gatherings: Gatherings, made: Gathering, person_id: int) -> Reply | None:
    answered = gatherings.sheet(made).answers.get(person_id)
    return answered.reply if answered else None


def test_porteuse_lives_a_seminar_of_porteurs_from_her_mail(gatherings: Gatherings, maud: int) -> None:
    made = gatherings.make(gatherings.series(PORTEURS))
    found = announced(gatherings, made)
    for _ in range(50):  # a scanner
        page = Page(found["Je viens"])
    assert Page(found["Je viens"], method="HEAD").html == ""
    assert page.buttons == ["Je viens", "Je ne viens pas"]
    assert "mardi 26 mai, de 14 h à 17 h 30" in page.text
    assert reply(gatherings, made, maud) is None

    done = page.press("Je viens")
    assert "C’est noté, vous venez" in done.text
    assert "Lien de la visio" in done.text
    assert reply(gatherings, made, maud) is Reply.COMES
    assert "C’est déjà pris en compte" in page.press("Je viens").text  # the same page, pressed twice
    done.press("Je ne viens pas")  # the same link undoes
    assert reply(gatherings, made, maud) is Reply.DECLINES
    Page(found["Je viens"]).press("Je viens")

    asked = Page(found["Proposer un sujet"]).press("Proposer un sujet")
    empty = asked.press("Proposer", text="")
    assert "Remplissez ce champ." in empty.text
    assert 'aria-invalid="true"' in empty.html
    assert "Sujet proposé" in empty.press("Proposer", text=ASKED).text or True
    voted = Page(found["Soutenir un sujet"] if "Soutenir un sujet" in found else found["Proposer un sujet"])
    assert ASKED in voted.text
    invitation = newest(gatherings.promotion)
    assert "Je ne viens pas" in links(invitation)


def test_porteuse_lives_a_conference_from_her_mail(gatherings: Gatherings, maud: int) -> None:
    made = gatherings.make(gatherings.series(CONFERENCE), title="Ouvrir le code")
    found = announced(gatherings, made)
    page = Page(found["Poser une question"]).press("Poser une question")
    assert page.press("Poser la question", text=ASKED, anonymous="yes").status == 200
    listed = Page(found["Voir les questions"]).press("Voir les questions")
    assert ASKED in listed.text
    assert "1 soutien" in listed.press("Soutenir").text
    Page(found["Je viens"]).press("Je viens")
    gatherings.go_to(gatherings.sheet(made).appointment.ends + timedelta(hours=2))
    found = links(newest(gatherings.promotion))
    said = Page(found["Très utile"])
    print(said.text)
    said = said.press("Très utile")
    print(said.text)


def test_mentor_without_slack_confirms_another_time(mentoring: Mentoring) -> None:
    promotion = mentoring.promotion
    with promotion.database.transaction() as tx:
        tx.execute(
            update(people.people)
            .values(slack_id=None, email="maya@agence.example.org", looked_up_at=NOW)
            .where(people.people.c.name == "Maya Benali")
        )
    mentoring.ask(promotion.lea)
    letter = newest(promotion, "maya@agence.example.org")
    print(letter.subject, letter.text)
    found = links(letter)
    page = Page(found["Répondre séance par séance"]).press("Répondre séance par séance")
    print(page.html)

"""A workshop from its question to its actions: a team asks, a coach answers, an expert by mail comes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.demo.pages import DemoPage, links
from bot.demo.stage import Stage
from bot.programme.roles import Role
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from storage.database import Transaction
from storage.programme import people, promotions
from tests.journeys.by_mail import MAYA, reachable
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import NOW, PARIS, plain
from tests.patience import PATIENCE

QUESTION = "À qui notre carte servira-t-elle <!channel> ?"


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with reachable(request.param, tmp_path_factory, number=997) as stage:
        yield stage


def leave_programme(tx: Transaction, person_id: int, *, promotion_id: int) -> None:
    """End a coach's membership, as an import would."""
    rows = people.current_memberships(tx, promotion_id=promotion_id, roles=[Role.COACH])
    people.end_memberships(tx, [one.id for one in rows if one.person_id == person_id], now=NOW)


def shows(gatherings: Gatherings, who: Person, title: str) -> View:
    """Wait for the modal of this title, at the top of the stack."""
    wait = gatherings.promotion.stage.slack.wait_for
    view = wait(lambda: (top := who.modal) and plain(top.title) == title and top, seconds=PATIENCE)
    assert view, f"{who.name} has {who.modal and who.modal.title!r} open, not {title!r}"
    return view


def precise(gatherings: Gatherings, who: Person) -> None:
    """Show all fields of the form."""
    who.click("Préciser")
    wait = gatherings.promotion.stage.slack.wait_for
    assert wait(lambda: who.modal and "Matériel à prévoir" in plain(who.modal.text), seconds=PATIENCE)


def asks(gatherings: Gatherings, *, mails: str = "") -> None:
    """Léa asks for a workshop on the future of the map, with who is named by an address."""
    lea = gatherings.lea
    lea.command("/dispositifs atelier")
    shows(gatherings, lea, "Demander un atelier")
    precise(gatherings, lea)
    lea.fill("question", QUESTION)
    lea.choose("format", "Clinique")
    lea.fill("place", "Salle 12, badge à l’accueil")
    lea.fill("materials", "Feutres")
    lea.fill("mails", mails)
    assert gatherings.send(lea) == []
    assert "C’est demandé" in plain(shows(gatherings, lea, "C’est noté").text)
    lea.close(all=True)
    gatherings.settle()


def waits(gatherings: Gatherings) -> None:
    """Sami, about to ask for the same, reads that it waits; the Home of each of the team has the way to change it."""
    sami = gatherings.sami
    sami.command("/dispositifs atelier")
    form = plain(shows(gatherings, sami, "Demander un atelier").text)
    assert "Un atelier attend déjà une date pour le défi Carte Vive : « À qui notre carte" in form
    assert "Demandé par Léa Martin, lundi 4 mai" in form
    sami.close(all=True)
    for one in (gatherings.lea, sami):
        home = one.open_home()
        assert "L’atelier du défi Carte Vive attend l’équipe des coachs : « À qui notre carte" in plain(home.text)
        assert {"Modifier", "Retirer la demande"} <= {*map(plain, home.buttons)}


def takes(gatherings: Gatherings) -> None:
    """Claire takes the request in the coaches' channel, and opens the form of its date."""
    claire, coachs = gatherings.claire, gatherings.promotion.coachs
    request = coachs.messages[-1]
    assert "L’équipe du défi Carte Vive demande un atelier" in plain(request.words)
    assert "Matériel : Feutres.\nPersonnes à inviter : Maya Roy." in plain(request.words)
    gatherings.press(claire, "Je m’en occupe", message=request)
    wait = gatherings.promotion.stage.slack.wait_for
    assert wait(lambda: claire.replies() and "vous vous occupez" in plain(claire.replies()[-1].text), seconds=PATIENCE)
    gatherings.settle()
    assert "Matériel : Feutres.\nPersonnes à inviter : Maya Roy." in plain(coachs.messages[-1].words)
    assert "Choisir la date" in map(plain, claire.open_home().buttons)
    assert "Choisir la date" in [plain(one) for one in claire.command("/dispositifs atelier liste").buttons]
    assert claire.click("Choisir la date", message=claire.home()).error is None
    shows(gatherings, claire, "Trouver une date")


def finds_a_date(gatherings: Gatherings) -> str:
    """Claire asks everybody about one date, all say yes (Maya from her mail), and Claire books it; give it."""
    claire, post = gatherings.claire, gatherings.promotion.stage.slack.post
    assert gatherings.send(claire) == []
    shows(gatherings, claire, "Dates à proposer")
    last = claire.options("dates")[-1]
    claire.choose("dates", last)
    assert gatherings.send(claire) == []
    claire.close(all=True)
    gatherings.settle()
    assert "Claire Morel cherche une date pour « Atelier : À qui notre carte" in gatherings.inbox("lea")[-1]
    letter = post.inbox(MAYA)[-1]
    assert "Votre réponse est envoyée" in DemoPage(links(letter)["Tout me convient"]).press("Tout me convient").text
    for key in ("lea", "sami", "tom", "paul"):
        assert gatherings.answered(gatherings.people[key], "Tout me convient").startswith("Votre réponse est envoyée")
    gatherings.settle()
    label = next(one for one in map(plain, claire.buttons()) if one.startswith("Choisir"))
    assert gatherings.answered(claire, label).startswith("C’est réservé")
    gatherings.promotion.stand()
    return plain(last).partition(" : ")[0]


def thinks(gatherings: Gatherings) -> None:
    """A week ahead the question is in the défi's channel; Sami adds an idea there."""
    lea, sami = gatherings.lea, gatherings.sami
    before = len(gatherings.channel.messages)
    gatherings.go_to(datetime(2026, 5, 25, 14, 30, tzinfo=PARIS))  # a week ahead, a holiday: the next morning
    assert len(gatherings.channel.messages) == before
    gatherings.go_to(datetime(2026, 5, 26, 9, 1, tzinfo=PARIS))
    thought = gatherings.channel.messages[-1]
    assert "Qu’en pensez-vous d’ici là ?" in plain(thought.words)
    gatherings.opens(sami, "Ajouter une idée", title="Une idée", message=thought)
    sami.fill("what", "Montrer la carte à deux mairies")
    assert gatherings.send(sami) == []
    sami.close(all=True)
    gatherings.settle()
    assert "Une idée est déjà notée." in plain(gatherings.channel.messages[-1].words)
    assert "*Carte Vive*, lundi 1er juin à 14 h" in plain(lea.command("/dispositifs atelier liste").text)
    assert lea.click("Ouvrir", message=lea.replies()[-1]).error is None
    assert "Idées : Montrer la carte à deux mairies" in plain(shows(gatherings, lea, "Atelier").text)
    lea.close(all=True)


def test_a_team_asks_and_an_expert_by_mail_answers_and_comes(gatherings: Gatherings) -> None:
    lea, sami, claire = gatherings.lea, gatherings.sami, gatherings.claire
    with gatherings.promotion.database.transaction() as tx:
        promotions.change_defi(tx, gatherings.promotion.ids["carte"], channel=gatherings.channel.id)
    post = gatherings.promotion.stage.slack.post
    asks(gatherings, mails=f"Maya Roy <{MAYA}>")
    waits(gatherings)
    takes(gatherings)
    assert finds_a_date(gatherings) == "Lundi 1er juin à 14 h"
    card = gatherings.inbox("sami")[-1]
    assert "La question : À qui notre carte servira-t-elle" in card
    assert "Format : Clinique ; à prévoir : le problème, par écrit\n" in card
    assert "Lieu : Salle 12, badge à l’accueil\n" in card
    assert "Ateliers du défi : 1 sur 2 en phase 2" in card
    assert "invitation : Atelier collaboratif" in plain(post.inbox(MAYA)[-1].subject)
    assert "Maya Roy" in gatherings.inbox("lea")[-1]

    thinks(gatherings)
    gatherings.go_to(datetime(2026, 5, 29, 9, 5, tzinfo=PARIS))
    eve = gatherings.inbox("sami")[-1]  # who travels, the working day before
    assert "Lieu : Salle 12, badge à l’accueil." in eve
    assert "Matériel : Feutres" in eve
    gatherings.go_to(datetime(2026, 6, 1, 17, 35, tzinfo=PARIS))  # it is over: the card that everybody has follows
    last = [one for one in sami.inbox() if "Format : Clinique" in plain(one.words)][-1]
    assert [plain(one) for one in last.buttons] == ["Ce que nous avons produit", "Noter ce que nous allons essayer"]
    gatherings.go_to(datetime(2026, 6, 8, 9, 5, tzinfo=PARIS))
    assert "Atelier du défi Carte Vive : qu’en est-il sorti ?" in gatherings.inbox("lea")[-1]
    gatherings.opens(lea, "Ce que nous avons produit", title="Ce qui est produit")
    lea.fill("what", "La liste des usages : https://pad.example.org/usages")
    assert gatherings.send(lea) == []
    lea.close(all=True)
    gatherings.opens(lea, "Noter ce que nous allons essayer", title="Une action")
    lea.fill("what", "Appeler la mairie de Brest")
    assert gatherings.send(lea) == []
    lea.close(all=True)
    gatherings.settle()
    opened = plain(gatherings.opens(claire, "Ouvrir", title="Atelier").text)
    assert "Ce que nous avons produit : La liste des usages : https://pad.example.org/usages" in opened
    assert "Ce que nous allons essayer : Appeler la mairie de Brest" in opened
    last = [one for one in sami.inbox() if "Format : Clinique" in plain(one.words)][-1]
    assert "Ce que nous allons essayer : Appeler la mairie de Brest" in plain(last.words)  # the card that was posted
    lea.command("/dispositifs actions")
    assert "Appeler la mairie de Brest" in plain(shows(gatherings, lea, "Actions").text)


def proposes(gatherings: Gatherings, *, place: str = "Salle 12") -> None:
    """Claire proposes a workshop to the first défi, and opens the form of its date."""
    claire = gatherings.claire
    claire.command("/dispositifs atelier")
    shows(gatherings, claire, "Proposer un atelier")
    precise(gatherings, claire)
    claire.choose("defi", "Carte Vive")
    claire.fill("question", "Que retenir de nos essais ?")
    claire.choose("format", "Un autre format")
    claire.fill("place", place)
    assert gatherings.send(claire) == ["Choisissez un format, ou écrivez le vôtre au champ suivant."]
    claire.fill("own_format", "Marche dans la ville")
    assert gatherings.send(claire) == []
    shows(gatherings, claire, "C’est noté")
    gatherings.press(claire, "Choisir la date")
    shows(gatherings, claire, "Trouver une date")


def test_who_is_invited_by_an_address_alone_is_called_by_its_start(gatherings: Gatherings) -> None:
    asks(gatherings, mails=MAYA)
    request = plain(gatherings.promotion.coachs.messages[-1].words)
    assert f"Personnes à inviter : {MAYA.partition('@')[0]}." in request
    assert MAYA not in request


def test_a_coach_gives_a_date_and_another_takes_over(gatherings: Gatherings) -> None:
    claire, david, coachs = gatherings.claire, gatherings.david, gatherings.promotion.coachs
    proposes(gatherings)
    gatherings.promotion.turn(claire, "Préciser")
    claire.fill("own_day", "2026-05-25")
    claire.fill("own_time", "09:00")
    (refused,) = gatherings.send(claire)
    assert refused.startswith("Un jour férié en fait partie")
    claire.fill("own_day", "2026-05-26")
    claire.fill("own_time", "23:00")
    (refused,) = gatherings.send(claire)
    assert refused.startswith("C’est la nuit : commencez entre 7 h et 21 h")
    claire.fill("own_time", "09:00")
    assert gatherings.send(claire) == []
    assert "aura lieu mardi 26 mai à 9 h" in plain(shows(gatherings, claire, "C’est parti").text)
    claire.close(all=True)
    gatherings.promotion.stand()
    assert "Format : Marche dans la ville\n" in gatherings.inbox("lea")[-1]
    shown = claire.command("/dispositifs atelier liste")
    assert "*Carte Vive*, mardi 26 mai à 9 h" in plain(shown.text)

    gatherings.opens(claire, "Modifier l’atelier", title="Modifier l’atelier")
    claire.fill("place", "Salle 14")
    assert gatherings.send(claire) == []
    claire.close(all=True)
    gatherings.settle()
    assert "Lieu : Salle 14" in gatherings.inbox("lea")[-1]
    with gatherings.promotion.database.transaction() as tx:
        leave_programme(tx, gatherings.ids["claire"], promotion_id=gatherings.ids["promotion"])
    gatherings.go_to(gatherings.now + timedelta(minutes=2))
    asked = coachs.messages[-1]
    assert "Personne ne s’occupe de l’atelier du défi Carte Vive, mardi 26 mai à 9 h" in plain(asked.words)
    assert gatherings.answered(david, "Je m’en occupe", message=asked).startswith("C’est noté")
    gatherings.settle()
    assert "Avec : David Nguyen" in gatherings.inbox("paul")[-1]
    assert "David Nguyen s’occupe de l’atelier" in plain(coachs.messages[-1].words)

"""A bureau d'aide and a mentoring cycle lived by mail and browser alone."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.demo.pages import DemoPage, links
from bot.demo.stage import Stage
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.post_office import Letter
from handlers.kit.gestures.texts import MOVE_REST, MOVE_REST_TITLE
from storage.programme import people
from tests.journeys.by_mail import MAUD, MAYA, add_maud, come, newest, reachable, take_from_slack
from tests.journeys.conftest import KINDS
from tests.journeys.mentors import CONFIRM, MOVE, NEED, REVIEW, Mentoring
from tests.journeys.promotion import NEED as TEAM_NEED
from tests.journeys.promotion import NINE, PARIS, Promotion, plain

THURSDAY = "jeudi 7 mai à 10 h"
LEAVE, BACK = "Je ne pourrai pas venir", "Finalement, je viens"
NORA = "nora@labo.example.org"


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with reachable(request.param, tmp_path_factory, number=997) as stage:
        yield stage


@pytest.fixture
def asked_along(promotion: Promotion) -> Promotion:
    """Léa has booked two séances and asks Maud along; two minutes later she has her invitations."""
    lea = promotion.lea
    add_maud(promotion)
    promotion.begin(lea)
    promotion.team(lea, host="Claire Morel", guests=("Léa Martin", "Maud Petit"), sessions=2)
    shown = promotion.opened(lea, title="Choisir les créneaux")
    assert "Léa Martin et Maud Petit" in plain(shown.text)
    for field, slot in (("slot", NINE), ("slot2", THURSDAY)):
        promotion.choose(lea, slot, field)
    assert lea.submit().errors == {}
    lea.close(all=True)
    promotion.stand()
    return promotion


def test_porteuse_lives_a_bureau_d_aide_from_her_mail(asked_along: Promotion) -> None:
    promotion, post = asked_along, asked_along.stage.slack.post
    letters = [one for one in post.inbox(MAUD) if one.calendar]
    assert [when(one) for one in letters] == [NINE, THURSDAY]
    assert "ne transférez pas cet e-mail" in letters[0].text
    link = links(letters[0])[LEAVE]
    form = DemoPage(link).press(LEAVE)
    later = next(value for words, value in form.options("sessions").items() if THURSDAY in words.lower())
    assert "Choisissez au moins une réponse." in form.press("Je ne viendrai pas", sessions=[]).text
    gone = form.press("Je ne viendrai pas", sessions=[later])
    assert gone.buttons == [BACK]
    promotion.stand()
    told = newest(promotion)
    assert "sans vous" in told.subject
    assert "Maud Petit ne pourra pas venir" in plain(promotion.claire.inbox()[-1].text)
    page = DemoPage(links(told)[BACK])
    assert TEAM_NEED in page.text
    answer = page.press(BACK)
    assert f"vous venez : bureau d’aide, {THURSDAY}" in answer.text
    assert "<h1>Votre réponse</h1>" in answer.html  # the card was called « Sans vous »
    assert "déjà" in gone.press(BACK).text
    promotion.stand()
    assert "invitation" in newest(promotion).subject

    claire = promotion.claire
    claire.click("Changer la date", message=claire.inbox(threads=False)[0])
    promotion.opened(claire, title="Changer la date")
    claire.fill(f"Séance du {NINE} : jour".replace(" h :", "\u00a0h\u00a0:"), "2026-05-06")
    assert claire.submit().errors == {}
    claire.close(all=True)
    promotion.stand()
    moved = newest(promotion)
    assert ("mercredi 6 mai à 9 h" in when(moved), "nouvelle date" in moved.subject) == (True, True)
    for address in (link, links(moved)[LEAVE]):
        assert "mercredi 6 mai" in DemoPage(address).text


def test_porteuse_who_stands_in_for_who_booked_chooses_a_time_and_says_how_it_was(asked_along: Promotion) -> None:
    promotion, claire = asked_along, asked_along.claire
    promotion.end_membership("lea")
    promotion.stage.house.schedule.run_now()
    promotion.stand()
    claire.click("Autres actions", message=claire.inbox(threads=False)[0])
    promotion.opened(claire, title="Bureau d’aide")
    claire.click("Proposer un autre créneau")
    promotion.opened(claire, title="Proposer des dates")
    claire.fill("Premier créneau", "2026-05-06T18:00")
    assert claire.submit().errors == {}
    claire.close(all=True)
    found = links(newest(promotion))
    chosen = next(one for one in found if one.startswith("Choisir"))
    assert "mercredi 6 mai à 18 h" in DemoPage(found[chosen]).press(chosen).text
    promotion.stand()
    promotion.stage.advance(datetime(2026, 5, 11, 10, 0, tzinfo=PARIS))
    found = links(newest(promotion))
    assert "Merci, c’est noté" in DemoPage(found["Il a eu lieu"]).press("Il a eu lieu").text
    assert "a eu lieu : merci de l’avoir dit" in DemoPage(found["À reprogrammer"]).text


def when(letter: Letter) -> str:
    """Give when a mail's subject says that it is."""
    said = plain(letter.subject).partition(",")[0]
    return f"{said[:1].lower()}{said[1:]}"


def test_specialist_without_slack_reads_the_need_once_the_team_agreed(promotion: Promotion) -> None:
    lea, claire = promotion.lea, promotion.claire
    with promotion.database.transaction() as tx:
        people.add_membership(tx, people.add(tx, name="Nora Blanc", email=NORA), Membership(Role.EXPERT))
    take_from_slack(promotion, "Nora Blanc", email=NORA)
    promotion.book(lea, host="Claire Morel")
    claire.click("Autres actions")
    promotion.opened(claire, title="Bureau d’aide")
    claire.click("Ajouter quelqu’un")
    promotion.opened(claire, title="Ajouter quelqu’un")
    claire.choose("Qui", "Nora Blanc")
    assert claire.submit().errors == {}
    claire.close(all=True)
    asked = newest(promotion, NORA)
    assert TEAM_NEED not in f"{asked.text}{DemoPage(links(asked)['Je viens']).text}"
    come(promotion, NORA)
    link = links(newest(promotion, NORA))[LEAVE]
    assert (TEAM_NEED in DemoPage(link).text, DemoPage(link).buttons) == (False, [LEAVE])
    lea.click("Oui, partager le besoin")
    promotion.stage.slack.wait_for(lea.replies)
    assert TEAM_NEED in DemoPage(link).text
    assert "vous ne viendrez pas" in DemoPage(link).press(LEAVE).press("Je ne viendrai pas").text
    assert BACK in DemoPage(link).buttons


def test_mentor_without_slack_confirms_another_time(mentoring: Mentoring) -> None:
    promotion = mentoring.promotion
    take_from_slack(promotion, "Maya Benali", email=MAYA)
    mentoring.ask(promotion.lea)
    letter = newest(promotion, MAYA)
    found = links(letter)
    form = DemoPage(found["Répondre séance par séance"]).press("Répondre séance par séance")
    first, time = (next(one for one in form.fields if one.startswith(name)) for name in ("answer-", "time-"))
    missing = form.press("Envoyer ma réponse", **{first: "counter"})
    assert "Choisissez le créneau que vous proposez" in missing.text
    chosen = form.options(time)["mercredi 6 mai à 14 h"]
    done = missing.press("Envoyer ma réponse", **{first: "counter", time: chosen})
    assert "mercredi 6 mai, de 14 h à 15 h 30 (autre créneau proposé)" in done.text
    card = DemoPage(found["Confirmer les 4 séances"])
    assert NEED in card.text  # the card as it would be in Slack, true by now
    assert card.buttons == ["Décliner la demande"]
    assert "déjà donnée" in form.press("Envoyer ma réponse").text  # another tab


def test_mentor_without_slack_confirms_all_and_gives_a_review(mentoring: Mentoring) -> None:
    promotion = mentoring.promotion
    take_from_slack(promotion, "Maya Benali", email=MAYA)
    mentoring.ask(promotion.lea)
    found = links(newest(promotion, MAYA))
    assert "confirmées" in DemoPage(found[CONFIRM]).press(CONFIRM).text
    mentoring.go_to(datetime(2026, 6, 4, 10, 0, tzinfo=PARIS))
    form = DemoPage(links(newest(promotion, MAYA))[REVIEW]).press(REVIEW)
    empty = form.press("Envoyer mon avis")
    assert "Rien n’a changé" in empty.text
    useful = next(one for one in form.fields if "useful" in one)
    assert "merci" in empty.press("Envoyer mon avis", **{useful: [form.options(useful)["Un peu"]]}).text.lower()
    assert mentoring.rows("SELECT useful FROM mentoring_reviews") == [("some",)]


def test_mentor_without_slack_answers_for_all_that_remain(mentoring: Mentoring) -> None:
    promotion, lea = mentoring.promotion, mentoring.promotion.lea
    take_from_slack(promotion, "Maya Benali", email=MAYA)
    mentoring.ask(lea)
    DemoPage(links(newest(promotion, MAYA))[CONFIRM]).press(CONFIRM)
    mentoring.settle()
    mentoring.opens(lea, MOVE, title=MOVE)
    mentoring.opens(lea, MOVE_REST, title=MOVE_REST_TITLE)
    mentoring.pick(lea, "Première séance", "mercredi 13 mai à 14 h")
    mentoring.done(lea)
    promotion.stand()
    letter = newest(promotion, MAYA)
    assert "mercredi 3 juin à 14 h, au lieu du mardi 2 juin à 14 h" in plain(letter.text)
    found = links(letter)
    form = DemoPage(found["Choisir d’autres dates"]).press("Choisir d’autres dates")
    done = form.press(MOVE, **{f"time-{mentoring.sessions()[0][0]}": "16:00"})
    assert "mardi 12 mai à 16 h, mardi 19 mai à 16 h, mardi 26 mai à 16 h et mardi 2 juin à 16 h" in done.text
    assert "Accepter les dates" not in DemoPage(found["Accepter les dates"]).buttons

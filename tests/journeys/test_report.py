"""A report from the committee to the next: stock-taking, two coaches' draft, published, read by mail, answered."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.demo.pages import DemoPage, links
from bot.demo.stage import Stage
from bot.evaluation import planning
from bot.evaluation.plans import CommitteeLine, CommitteeWish, DraftPlan
from bot.programme import mail_links
from bot.programme.service import actor_of
from bot.programme.versions import TypedField
from bot.records import actions
from bot.records.report import service, sheets
from bot.sandbox.people.person import Person
from bot.sandbox.post_office import Letter
from tests.journeys.by_mail import MAUD, newest, reachable, take_from_slack
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import plain
from tests.journeys.test_committees import reads, shows
from tests.journeys.test_home_awaiting import shown
from tests.journeys.test_records import STARTS, book
from tests.promotion import depart

SERGE = "serge@ministere.example.org"
HOSTILE = "Un pilote <!channel> qui *sert*"
HINT = "Chaque version est gardée"
DRAFT, REPORT, READ = "Le rapport", "Rapport d’évaluation", "Lire le rapport"


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with reachable(request.param, tmp_path_factory, number=996) as stage:
        yield stage


def letters(gatherings: Gatherings) -> list[Letter]:
    gatherings.promotion.stage.settle()
    return gatherings.promotion.stage.slack.post.inbox(MAUD)


def opens_from_home(gatherings: Gatherings, who: Person, label: str, *, title: str) -> None:
    """Press a button of the Home, which is open."""
    found = next(one for one in shown(who).buttons if plain(one) == label)
    assert who.click(found, message=shown(who)).error is None
    shows(gatherings, who, title)


def writes(gatherings: Gatherings, who: Person, heading: str, words: str) -> None:
    """Write a heading from the draft that is open."""
    assert who.click(f"records.report_write:{heading}").error is None
    reads(gatherings, who, HINT)
    who.fill(heading, words)
    assert gatherings.send(who) == []


def advises(gatherings: Gatherings, who: Person, what: str, sort: str) -> None:
    gatherings.opens(who, "Ajouter un conseil", title="Un conseil")
    who.choose("sort", sort)
    who.fill("what", what)
    assert gatherings.send(who) == []
    reads(gatherings, who, what)


def home(gatherings: Gatherings, who: Person) -> str:
    """Give what the Home says, opened once: what changes there it says by itself, and opening it changes nothing."""
    gatherings.settle()
    return plain((who.home() or who.open_home()).text)


def own_defi(letter: Letter) -> str:
    found = re.search(r"Voir votre défi \((http[^)]+)\)", plain(letter.text))
    assert found, letter.text
    return found[1]


def test_porteuse_and_sponsor_without_slack_see_their_defi_from_a_mail_s_foot(
    gatherings: Gatherings, maud: int
) -> None:
    """The same address in each mail; the sponsor's page has the report once the team has sent it, and not before."""
    promotion, lea, serge = gatherings.promotion, gatherings.ids["lea"], gatherings.ids["serge"]
    take_from_slack(promotion, "Serge Blanc", email=SERGE)
    committee = book(gatherings)
    gatherings.go_to(STARTS + timedelta(days=1))
    with promotion.database.transaction() as tx:
        claire, now = actor_of(tx, gatherings.ids["claire"]), gatherings.now
        service.save_report_texts(
            tx, claire, committee, typed_texts={"phrase": TypedField(0, "Un pilote sert.")}, now=now
        )
        service.publish_report(tx, claire, committee, now=now)
    page = DemoPage(address := own_defi(letters(gatherings)[-1]))
    assert (page.status, page.headers["Cache-Control"]) == (200, "no-store")
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Votre défi" in page.text
    assert "Carte Vive" in page.text
    assert "Relais" not in page.text
    assert page.buttons == ["Lire le rapport de la phase 2"]
    read = page.press("Lire le rapport de la phase 2")
    assert "Un pilote sert." in read.text
    assert DemoPage(address, method="HEAD").html == ""

    with promotion.database.transaction() as tx:
        service.share_report(tx, actor_of(tx, lea), committee, now=gatherings.now)
    promotion.stand()
    theirs = own_defi(newest(promotion, SERGE))
    assert DemoPage(theirs).buttons == ["Lire le rapport de la phase 2"]
    with promotion.database.transaction() as tx:  # as it is before the team sends it
        tx.execute(text("UPDATE reports SET shared_at = NULL"))
    page = DemoPage(theirs)
    assert ("Carte Vive" in page.text, page.buttons) == (True, [])

    with promotion.database.transaction() as tx:  # the coaches plan a longer promotion: no date of the défi has changed
        tx.execute(text("UPDATE promotions SET ends_on = '2027-03-31'"))
    assert "La date a changé" not in DemoPage(theirs).text

    with promotion.database.transaction() as tx:
        mail_links.replace_links(tx, actor_of(tx, serge), now=gatherings.now)
    assert "Carte Vive" not in DemoPage(theirs).text
    DemoPage(theirs, data={"anew": "1"})
    promotion.stage.settle()
    again = own_defi(newest(promotion, SERGE))
    assert (again != theirs, "Carte Vive" in DemoPage(again).text) == (True, True)
    with promotion.database.transaction() as tx:
        depart(tx, maud)
    assert DemoPage(address).status == 410


@pytest.mark.usefixtures("maud")
def test_report_goes_from_the_committee_to_its_team_and_into_the_next(gatherings: Gatherings) -> None:
    lea, claire, david = gatherings.lea, gatherings.claire, gatherings.david
    committee = book(gatherings)
    gatherings.go_to(STARTS + timedelta(days=5, hours=-1))  # Tuesday: three working days after
    assert "Bilan de l’équipe pour le rapport de la phase 2, défi Carte Vive" in home(gatherings, lea)
    opens_from_home(gatherings, lea, "Écrire notre bilan", title="Notre bilan")
    assert gatherings.send(lea) == ["Écrivez au moins une ligne, ou donnez un lien."]
    lea.fill("marque", "Les agents étaient là")
    lea.fill("lien", "https://bilan.example.org/carte")
    assert gatherings.send(lea) == []
    lea.close(all=True)
    assert "Bilan de l’équipe" not in home(gatherings, lea)

    assert "à publier, d’ici le mercredi 10 juin" in home(gatherings, claire)
    opens_from_home(gatherings, claire, "Écrire le rapport", title=REPORT)
    reads(gatherings, claire, "Les agents étaient là")
    assert gatherings.send(claire) == []
    reads(gatherings, claire, "Rien n’est encore écrit")
    claire.close()
    reads(gatherings, claire, "Les agents étaient là")  # the draft stays below
    card = next(one for one in reversed(claire.inbox()) if DRAFT in map(plain, one.buttons))
    assert "Échange autour du rapport" in plain(card.words)
    writes(gatherings, claire, "phrase", HOSTILE)
    reads(gatherings, claire, "Un pilote")
    advises(gatherings, claire, "Publier le code", "À faire")
    advises(gatherings, claire, "Changer de nom", "Piste")
    both_write(gatherings, claire, david, committee)

    assert gatherings.send(claire) == []
    reads(gatherings, claire, "Voici ce que l’équipe va lire")
    assert gatherings.send(claire) == []
    reads(gatherings, claire, "Le rapport de la phase 2 est publié")
    assert gatherings.send(david) == []
    reads(gatherings, david, "Ce rapport est publié : il ne change plus.")
    for who in (claire, david):
        who.close(all=True)
    gatherings.settle()

    told = gatherings.inbox("lea")[-1]
    assert told.startswith("Le rapport de la phase 2 est publié pour le défi Carte Vive.\nEn une phrase : Un pilote")
    assert "À lire avant l’échange du jeudi 11 juin à 10 h avec les coachs." in told
    answers_by_mail(gatherings)
    answers_in_slack(gatherings, lea)
    gatherings.go_to(gatherings.now + timedelta(days=1))
    (heard,) = (one for one in gatherings.inbox("claire") if "répond au rapport" in one)
    assert "La réponse de l’équipe : Merci, Maud." in heard
    assert "« Changer de nom » (Piste) : pas pour l’équipe" in heard
    begins_with_it(gatherings)


@pytest.mark.usefixtures("maud")
def test_whole_report_takes_five_gestures_and_two_coaches_lose_no_word(gatherings: Gatherings) -> None:
    """Count what is pressed beside the words: opening, « Tout écrire », sending, reading over, publishing."""
    claire, david, gestures = gatherings.claire, gatherings.david, 0
    committee = book(gatherings)
    gatherings.go_to(STARTS + timedelta(days=5, hours=-1))
    for who in (claire, david):
        who.press_raw("records.report", value=str(committee))
        shows(gatherings, who, REPORT)
        assert who.click("Tout écrire").error is None
        reads(gatherings, who, "Toutes les parties, en une fois.")
    gestures += 2
    david.fill("vigilance", "De David")
    assert gatherings.send(david) == []
    reads(gatherings, david, "De David")
    claire.fill("phrase", "Un pilote sert")
    claire.fill("acquis", "De Claire")
    claire.fill("a_faire", "Publier le code\nÉcrire au service")
    assert gatherings.send(claire) == []
    draft = reads(gatherings, claire, "Publier le code")
    assert all(words in draft for words in ("De David", "De Claire", "Écrire au service"))
    gestures += 1
    for words in ("Voici ce que l’équipe va lire", "Le rapport de la phase 2 est publié"):
        assert gatherings.send(claire) == []
        reads(gatherings, claire, words)
        gestures += 1
    assert gestures <= 6
    for who in (claire, david):
        who.close(all=True)
    gatherings.settle()


def answers_by_mail(gatherings: Gatherings) -> None:
    """Read it on the page of a mail’s link, answer it there, and refuse a piece of advice."""
    letter = letters(gatherings)[-1]
    assert (plain(letter.subject), letter.attachments) == (
        "Le rapport de la phase 2 est publié pour le défi Carte Vive.",
        ("rapport-phase-2.html",),
    )
    page = DemoPage(links(letter)[READ])
    assert (page.status, 'lang="fr"' in page.html) == (200, True)
    for words in ("Les agents étaient là", "Un pilote <!channel> qui *sert*", "À faire : Publier le code", "De David"):
        assert words in " ".join(page.text.split())
    done = page.press("Répondre au rapport").press("Enregistrer", reponse="Merci, Maud")
    assert "C’est enregistré" in done.text
    form = DemoPage(page.address, data=page.form("Pas pour nous") | {"press": [second(page)]})
    assert "C’est noté" in form.press("Pas pour nous", reason="La loi l’interdit").text


def answers_in_slack(gatherings: Gatherings, lea: Person) -> None:
    """Read what was answered, keep a piece of advice as an action, have the document."""
    gatherings.settle()
    gatherings.opens(lea, READ, title=REPORT)
    assert "pas pour l’équipe (La loi l’interdit)" in reads(gatherings, lea, "Merci, Maud")
    kept = next(one for one in lea.modal.buttons if plain(one) == "Je garde") if lea.modal else ""
    assert lea.click(kept).error is None
    shows(gatherings, lea, "Je garde ce conseil")
    lea.fill("what", "Publier le code du pilote")
    assert gatherings.send(lea) == []
    reads(gatherings, lea, "Pour changer de réponse")
    lea.close(all=True)
    with gatherings.promotion.database.reading() as tx:
        (action,) = actions.list_open(tx, gatherings.ids["carte"], now=gatherings.now)
    assert (action.action.what, action.action.owner_id) == ("Publier le code du pilote", gatherings.ids["lea"])
    assert "Recevoir le document" in map(plain, lea.inbox()[-1].buttons)
    gatherings.answered(lea, "Recevoir le document")
    gatherings.settle()
    several = [file for one in lea.inbox() for message in lea.thread(one) for file in message.files]
    (paper,) = {one.id: one for one in several if one.name.startswith("rapport-phase-2-")}.values()
    assert "Merci, Maud" in gatherings.promotion.stage.slack.file_bytes(paper.id).decode()


def second(page: DemoPage) -> str:
    """Give what « Pas pour nous » of the second piece of advice sends."""
    _, found = re.findall(r'value="(records.report_judge:refuse [^"]+)"', page.html)
    return str(found)


def both_write(gatherings: Gatherings, claire: Person, david: Person, committee: int) -> None:
    """David writes in the heading that Claire has open too: she is shown both texts, and makes one of them."""
    david.press_raw("records.report", value=str(committee))
    shows(gatherings, david, REPORT)
    for who in (claire, david):
        assert who.click("records.report_write:acquis").error is None
        reads(gatherings, who, HINT)
    david.fill("acquis", "De David")
    assert gatherings.send(david) == []
    reads(gatherings, david, "De David")
    claire.fill("acquis", "De Claire")
    assert gatherings.send(claire) == []
    shows(gatherings, claire, "Deux textes")
    reads(gatherings, claire, "De David")
    claire.fill("acquis", "De David et de Claire")
    assert gatherings.send(claire) == []
    reads(gatherings, claire, "De David et de Claire")


def begins_with_it(gatherings: Gatherings) -> None:
    """Let the next phase have its committee: its report begins with what became of the advice."""
    ids, now, starts = gatherings.ids, gatherings.now, STARTS + timedelta(days=77)
    with gatherings.promotion.database.transaction() as tx:
        claire = actor_of(tx, ids["claire"])
        plan = DraftPlan(
            CommitteeWish(ids["promotion"], 3, (starts.date(),), (ids["carte"],)),
            0,
            "best",
            (CommitteeLine(ids["carte"], starts, (ids["claire"],)),),
        )
        planning.save_plan(tx, claire, draft := str(uuid4()), plan=plan, now=now)
        (made,) = planning.book(tx, claire, draft, visio_url="https://visio.example.org/{room}", now=now)
        became = sheets.describe(tx, made.committee.id, now=now).opening.became
    assert [(one.what, one.verdict, one.state) for one in became] == [
        ("Publier le code", "action", "todo"),
        ("Changer de nom", "refused", ""),
    ]

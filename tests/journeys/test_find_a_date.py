"""A date for many: asked from a command, answered in Slack and by mail, chosen, booked; everybody hears once."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import func, select

from bot.demo.pages import DemoPage, links
from bot.demo.stage import Stage
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from bot.sandbox.post_office import Letter
from storage.agenda.appointments import appointments
from tests.journeys.by_mail import MAUD, reachable
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import PARIS, plain
from tests.patience import PATIENCE

TITLE = "Choisir l’outil <!channel>"
CALLED = f"« {TITLE} »"


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with reachable(request.param, tmp_path_factory, number=998) as stage:
        yield stage


def shows(gatherings: Gatherings, who: Person, title: str) -> View:
    """Wait for the modal of this title, at the top of the stack."""
    wait = gatherings.promotion.stage.slack.wait_for
    view = wait(lambda: (top := who.modal) and plain(top.title) == title and top, seconds=PATIENCE)
    assert view, f"{who.name} has {who.modal and who.modal.title!r} open, not {title!r}"
    return view


def finds_the_way_back(gatherings: Gatherings) -> None:
    """Léa, who has just chosen a date, finds how to take it back in what she opens again; Claire does not."""
    lea, claire = gatherings.lea, gatherings.claire
    with gatherings.promotion.database.reading() as tx:
        met = tx.execute(select(func.max(appointments.c.id))).scalar_one()
    for who, may in ((lea, True), (claire, False)):
        who.press_raw(f"agenda.open:{met}", value=str(met), message=who.inbox()[0])
        opened = shows(gatherings, who, "Rencontre")
        assert ("Revenir en arrière" in opened.buttons) is may
        who.close(all=True)
    assert "Revenir en arrière" in gatherings.opens(lea, "Voir les réponses", title="Les réponses").buttons


def precise(gatherings: Gatherings) -> None:
    """Léa presses « Préciser »: five fields become all of them, and what was typed stays."""
    lea, wait = gatherings.lea, gatherings.promotion.stage.slack.wait_for
    if "Préciser" not in (lea.modal.buttons if lea.modal else []):
        return
    assert len(fields(lea)) == 5
    lea.click("Préciser")
    assert wait(lambda: len(fields(lea)) > 5, seconds=PATIENCE)
    assert lea.modal
    assert lea.modal.values["title"]["title"]["value"] == TITLE


def fields(who: Person) -> list[str]:
    return [one["block_id"] for one in (who.modal.body["blocks"] if who.modal else []) if one["type"] == "input"]


def searches(gatherings: Gatherings, *, must: str = "", may: str = "", mails: str = "") -> list[str]:
    """Léa fills in the form and sends it; give what is refused."""
    lea = gatherings.lea
    lea.fill("title", TITLE)
    if may or mails:
        precise(gatherings)
    lea.choose("must_people", *([gatherings.people[must].name] if must else []))
    if len(fields(lea)) > 5:
        lea.choose("may_people", *([gatherings.people[may].name] if may else []))
        lea.fill("may_mails", mails)
    return gatherings.send(lea)


def asks(gatherings: Gatherings, *, mails: str = "") -> list[str]:
    """Léa asks Claire, who must come, Sami and whom `mails` names about the first three times; give these."""
    lea = gatherings.lea
    lea.command("/dispositifs agenda date")
    shows(gatherings, lea, "Trouver une date")
    assert searches(gatherings, must="claire", may="sami", mails=mails) == []
    shows(gatherings, lea, "Dates à proposer")
    offered = lea.options("dates")
    assert len(offered) == 10
    blocks = lea.modal.body["blocks"] if lea.modal else []
    assert not any("initial_options" in one.get("element", {}) for one in blocks)  # nothing is ticked
    assert all(one.endswith("aucun empêchement connu") for one in offered)
    said = plain(lea.modal.text if lea.modal else "")
    known = "Je ne connais aucun agenda" if mails else "Je ne connais que les agendas connectés"  # of three, no number
    assert known in said
    lea.choose("dates", *offered[:3])
    assert gatherings.send(lea) == []
    assert shows(gatherings, lea, "C’est parti")
    lea.close(all=True)
    gatherings.settle()
    return [plain(one).partition(" : ")[0] for one in offered[:3]]


def answers(gatherings: Gatherings, who: Person, *said: str) -> str:
    """Answer in the form, a word a date; give what is noted."""
    view = gatherings.opens(who, "Répondre", title="Quand pouvez-vous ?")
    fields = [one["block_id"] for one in view.body["blocks"] if one["type"] == "input"]
    for field, word in zip(fields, said, strict=True):
        who.choose(field, word)
    assert gatherings.send(who) == []
    noted = plain(shows(gatherings, who, "C’est envoyé").text)
    who.close(all=True)
    gatherings.settle()
    return noted


def letters(gatherings: Gatherings) -> list[Letter]:
    return list(gatherings.promotion.stage.slack.post.inbox(MAUD))


def moves_to_where_it_is(gatherings: Gatherings, *told: str) -> None:
    """Give the meeting the day and the hour that it has: nothing changes, and nobody is told."""
    lea, before = gatherings.lea, [len(gatherings.inbox(key)) for key in told]
    gatherings.opens(lea, "Changer la date", title="Changer la date")
    assert gatherings.send(lea) == []
    assert "C’était déjà la date prévue" in plain(shows(gatherings, lea, "Rien n’a changé").text)
    lea.close(all=True)
    gatherings.promotion.stand()
    assert [len(gatherings.inbox(key)) for key in told] == before


def moves_it(gatherings: Gatherings) -> str:
    """Give the meeting another hour; return what the modal says then."""
    gatherings.opens(gatherings.lea, "Changer la date", title="Changer la date")
    gatherings.lea.fill("Heure, à Paris", "17:15")
    assert gatherings.send(gatherings.lea) == []
    return plain(shows(gatherings, gatherings.lea, "C’est déplacé").text)


def takes_it_back(gatherings: Gatherings, *told: str) -> None:
    """Move the meeting and take that back: nobody hears of it; then move it for good: everybody hears of it once."""
    lea, before = gatherings.lea, {key: len(gatherings.inbox(key)) for key in told}
    assert "Les messages partent dans deux minutes." in moves_it(gatherings)
    assert lea.click("Revenir en arrière").error is None
    assert "Tout est comme avant : Choisir l’outil" in plain(shows(gatherings, lea, "Retour en arrière").text)
    lea.close(all=True)
    gatherings.promotion.stand()
    assert {key: len(gatherings.inbox(key)) for key in told} == before
    moves_it(gatherings)
    lea.close(all=True)
    assert {key: len(gatherings.inbox(key)) for key in told} == before
    gatherings.promotion.stand()
    heard = {key: len(gatherings.inbox(key)) - count for key, count in before.items()}
    assert heard == {key: int(key != "lea") for key in told}


@pytest.mark.usefixtures("maud")
def test_a_date_is_found_among_people_of_slack_and_of_mails(gatherings: Gatherings) -> None:
    (lea, claire, sami), (first, _, third) = (
        (gatherings.lea, gatherings.claire, gatherings.sami),
        asks(gatherings, mails=f"Maud Petit <{MAUD}>"),
    )
    question = gatherings.inbox("claire")[-1]
    assert f"Léa Martin cherche une date pour {CALLED} (1 h). Quand pouvez-vous venir ?" in question
    assert "Vous n’avez pas encore répondu." in question

    (letter,) = letters(gatherings)
    page = DemoPage(links(letter)["Répondre"])
    form = page.press("Répondre")
    name = next(one for one in form.fields if one.startswith("date-"))
    done = form.press("Envoyer ma réponse", **{name: "no"})
    assert "Votre réponse est envoyée : oui pour" in done.text
    gatherings.settle()
    assert "une réponse sur 3" in gatherings.inbox("lea")[-1]

    said = gatherings.answered(sami, "Tout me convient")
    assert said.startswith("Votre réponse est envoyée")
    assert "Claire" not in "".join(gatherings.inbox("sami"))  # others are numbers
    noted = answers(gatherings, claire, "Oui", "Si besoin", "Oui")
    assert "Léa Martin a maintenant de quoi choisir la date" in noted
    ranking = gatherings.inbox("lea")[-1]
    assert f"la date qui convient le mieux : {third.lower()}. Elle convient à tout le monde." in ranking
    assert f"Ensuite : {first.lower()}, qui convient à tout le monde sauf Maud Petit." in ranking
    looked = plain(gatherings.opens(lea, "Voir les réponses", title="Les réponses").text)
    assert "Si besoin : Claire Morel" in looked
    lea.close(all=True)
    assert "Répondre" not in DemoPage(links(letter)["Répondre"]).buttons
    assert "Les réponses sont closes : rien n’a changé." in page.press("Répondre").text  # a page of before

    before = {key: len(gatherings.inbox(key)) for key in ("lea", "claire", "sami")}
    told = gatherings.answered(lea, f"Choisir le {third.lower()}")
    assert told.startswith("C’est réservé")
    finds_the_way_back(gatherings)
    assert lea.click("Revenir en arrière").error is None
    assert "Rien n’est réservé : « Choisir l’outil" in plain(shows(gatherings, lea, "Retour en arrière").text)
    lea.close(all=True)
    gatherings.promotion.stand()
    assert {key: len(gatherings.inbox(key)) - count for key, count in before.items()} == dict.fromkeys(before, 0)
    assert len(letters(gatherings)) == 1
    assert gatherings.answered(lea, f"Choisir le {third.lower()}").startswith("C’est réservé")
    gatherings.promotion.stand()
    assert {key: len(gatherings.inbox(key)) - count for key, count in before.items()} == dict.fromkeys(before, 1)
    assert f"{CALLED} : {third.lower()}" in gatherings.inbox("claire")[-1]
    assert f"La date est choisie : {third.lower()}." in gatherings.inbox("claire")[-2]
    assert "invitation : Choisir l’outil" in plain(letters(gatherings)[-1].subject)
    assert len(letters(gatherings)) == 2
    assert TITLE.replace("<", "&lt;").replace(">", "&gt;") in plain(lea.command("/dispositifs agenda").text)
    moves_to_where_it_is(gatherings, *before)
    takes_it_back(gatherings, *before)

    away = DemoPage(links(letters(gatherings)[-1])["Je ne pourrai pas venir"]).press("Je ne pourrai pas venir")
    sure = away.press("Oui, ne pas venir") if "Oui, ne pas venir" in away.buttons else away
    assert "C’est noté" in sure.text
    gatherings.settle()
    assert "Maud Petit ne pourra pas venir" in gatherings.inbox("lea")[-1]


def test_what_cannot_be_asked_is_said_on_its_field_and_dates_can_be_changed(gatherings: Gatherings) -> None:
    lea, claire, sami = gatherings.lea, gatherings.claire, gatherings.sami
    lea.command("/dispositifs agenda date")
    shows(gatherings, lea, "Trouver une date")
    lea.fill("title", TITLE)
    unknown = "Une de ces personnes n’est pas connue du programme : donnez plutôt son adresse, "
    lea.choose("must_people", "Nadia Petit")
    assert gatherings.send(lea) == [f"{unknown}avec « Préciser »."]
    lea.choose("must_people")
    precise(gatherings)
    assert searches(gatherings) == ["Choisissez au moins une personne avec vous, ici ou plus bas."]
    wrong = "Une de ces adresses n’est pas complète : écrivez-les comme prenom.nom@exemple.fr."
    assert searches(gatherings, must="claire", mails="Maud") == [wrong]
    assert searches(gatherings, must="nadia") == [f"{unknown}dans « Présence indispensable, par e-mail »."]
    lea.close(all=True)

    asks(gatherings)
    answers(gatherings, sami, "Non", "Oui", "Non")
    form = gatherings.opens(lea, "Changer les dates", title="Changer les dates")
    kept, more = lea.options("dates")[1:2], lea.options("more_dates")[:1]
    assert form
    lea.choose("dates", *kept)
    lea.choose("more_dates", *more)
    assert gatherings.send(lea) == []
    lea.close(all=True)
    gatherings.settle()
    assert "Il reste une réponse à donner" in gatherings.inbox("sami")[-1]
    assert gatherings.answered(claire, "Tout me convient").startswith("Votre réponse est envoyée")
    gatherings.settle()
    gatherings.press(lea, "Abandonner la recherche")
    gatherings.settle()
    assert "Léa Martin ne cherche plus de date" in gatherings.inbox("sami")[-1]
    stale = next(one for one in sami.inbox() if CALLED in plain(one.words))
    assert not stale.buttons


def test_a_committee_is_moved_by_asking_its_people(gatherings: Gatherings) -> None:
    claire, lea = gatherings.claire, gatherings.lea
    claire.command("/dispositifs programme")
    claire.click("Comités de la phase")
    shows(gatherings, claire, "Comités de la phase")
    claire.choose("defis", "Carte Vive")
    assert gatherings.send(claire) == []
    shows(gatherings, claire, "Dates proposées")
    wait = gatherings.promotion.stage.slack.wait_for
    assert wait(lambda: claire.modal and "a une date" in plain(claire.modal.text), seconds=PATIENCE + 10)
    assert gatherings.send(claire) == []
    shows(gatherings, claire, "C’est réservé")
    claire.close(all=True)
    gatherings.promotion.stand()
    gatherings.opens(claire, "Changer la date", title="Changer la date")
    gatherings.press(claire, "Demander leurs disponibilités")
    shows(gatherings, claire, "Trouver une date")
    assert gatherings.send(claire) == []
    shows(gatherings, claire, "Dates à proposer")
    claire.choose("dates", *claire.options("dates")[:2])
    assert gatherings.send(claire) == []
    claire.close(all=True)
    gatherings.settle()
    assert "Comité d’évaluation, Carte Vive" in gatherings.inbox("lea")[-1]
    assert gatherings.answered(lea, "Tout me convient").startswith("Votre réponse est envoyée")
    gatherings.go_to(datetime(2026, 5, 12, 18, 1, tzinfo=PARIS))
    label = next(one for one in map(plain, claire.buttons()) if one.startswith("Choisir le "))
    assert gatherings.answered(claire, label).startswith("C’est déplacé")
    gatherings.go_to(datetime(2026, 5, 12, 18, 5, tzinfo=PARIS))
    assert "Claire Morel a changé la date du comité d’évaluation du défi Carte Vive" in gatherings.inbox("lea")[-1]

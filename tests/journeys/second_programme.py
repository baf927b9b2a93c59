"""`python -m tests.journeys.second_programme FOLDER`: `docs/exemples/beta-gouv`, lived from three roles.

Its file is in the database of DATABASE_URL; a process of its own, since words are captured while modules load. What
people were shown is printed as JSON: home, cards, forms, mails, exports."""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.wording.loading import use_database_words

if TYPE_CHECKING:
    from bot.demo.stage import Stage
    from bot.sandbox.memory.messages import Message
    from bot.sandbox.people.person import Person

PEOPLE = """ana@example.org,Ana Roche,coach
lea@example.org, Léa Martin, membre, Carte Vive, déploiement
Noé Blanc; noe@example.org; membre; Carte Vive; design
Omar Sy; omar@example.org; intrapreneur; Carte Vive
iris@example.org,Iris Petit,intervenante"""
NEED = "Un blocage sur les données"
SHOW = "Démonstration du produit"  # a gathering of the programme's own
SHOWN: list[str] = []


def opened(stage: "Stage", person: "Person", title: str, *words: str) -> None:
    """Wait for a form of this title that says these words, and keep what it says."""
    from tests.journeys import test_set_up_a_promotion as setup

    SHOWN.append(setup.opened(stage.slack, person, title, *words))


def press(stage: "Stage", person: "Person", label: str, card: "Message") -> None:
    """Press on a card; wait for the answer, and for what follows from it to be sent."""
    before = len(person.replies())
    person.click(label, message=card)
    assert stage.slack.wait_for(lambda: len(person.replies()) > before), label
    stage.settle()


def prepare(stage: "Stage", ana: "Person") -> None:
    """Open a promotion from Slack, with a person of each of four roles, and welcome them."""
    from tests.journeys import test_set_up_a_promotion as setup

    setup.begin(stage, ana, "Cohorte 1")
    setup.see(stage, ana, "Défis")
    assert setup.paste(stage, ana, "Carte Vive, Bureau des cartes").errors == {}
    opened(stage, ana, "", "Carte Vive (Bureau des cartes)")
    ana.click("Revenir à la promotion")
    setup.see(stage, ana, "Personnes")
    setup.paste(stage, ana, PEOPLE)
    opened(stage, ana, "", "Léa Martin (Carte Vive, déploiement)", "Omar Sy", "Iris Petit", "intrapreneurs")
    ana.click("Revenir à la promotion")
    opened(stage, ana, "", "2 membres")
    setup.see(stage, ana, "Disponibilités")
    setup.form(stage, ana, "Donner ses disponibilités : Ana Roche")
    ana.fill("semaine", "mardi 9h-12h")
    assert ana.submit().errors == {}
    opened(stage, ana, "", "mardi 9h-12h")
    ana.click("Revenir à la promotion")
    opened(stage, ana, "", "Ouvrir la promotion")
    ana.click("Ouvrir la promotion")
    opened(stage, ana, "C’est fait", "Cohorte 1 est ouverte")
    ana.close(all=True)
    stage.settle()
    press(stage, ana, "Accueillir", ana.inbox()[-1])


def open_dispositif(stage: "Stage", ana: "Person", key: str) -> None:
    """Open a dispositif from « Dispositifs ouverts », where the others wait."""
    ana.click("Les promotions", message=ana.command("/dispositifs programme"))
    opened(stage, ana, "Les promotions")
    ana.click("Dispositifs ouverts")
    opened(stage, ana, "Dispositifs ouverts", "Hebdo", "Conseil juridique", "Club métier", SHOW)
    ana.press_raw(f"catalogue.opening:1-{key}", value=f"1-{key}")
    assert stage.slack.wait_for(lambda: ana.modal and ana.modal.callback_id == "catalogue.opened")
    ana.choose("state", "est ouvert")
    assert ana.submit().errors == {}
    ana.close(all=True)


def book(stage: "Stage", lea: "Person") -> None:
    """Read the catalogue, and book the next half hour."""
    from tests.journeys.promotion import plain

    for words in ("", " hebdo", " phase", " aide", " mes-donnees"):
        SHOWN.append(plain(lea.command(f"/dispositifs{words}").words))
    lea.click("Réserver", message=lea.command("/dispositifs hebdo"))
    opened(stage, lea, "Hebdo", "Vos avancées, vos blocages")
    lea.fill("need", NEED)
    assert lea.submit().errors == {}
    opened(stage, lea, "Choisir un créneau")
    slot = lea.options("slot")[0]
    assert plain(slot).startswith("jeudi"), slot
    lea.choose("slot", slot)
    assert lea.submit().errors == {}
    opened(stage, lea, "C’est réservé", "Hebdo")
    lea.close(all=True)
    stage.advance(stage.clock() + timedelta(minutes=3))


def gather(stage: "Stage", ana: "Person", lea: "Person") -> None:
    """Make a series of the programme's own gathering, say what it is about, and come to it."""
    from tests.journeys.promotion import plain

    SHOWN.append(plain(lea.command(f"/dispositifs {SHOW}").words))
    ana.click("Créer une série", message=ana.command("/dispositifs programme"))
    opened(stage, ana, "Créer une série", SHOW)
    ana.click(SHOW)
    stage.slack.wait_for(lambda: ana.modal and ana.modal.callback_id == "gatherings.created")
    ana.fill("rule", "jeudi 17 septembre à 14 h")
    ana.choose("organiser", ana.name)
    assert ana.submit().errors == {}
    opened(stage, ana, "Vérifier la série", SHOW)
    assert ana.submit().errors == {}
    opened(stage, ana, "C’est créé", SHOW)
    ana.click("Ouvrir")
    stage.slack.wait_for(lambda: ana.modal and "Compléter l’annonce" in ana.modal.buttons)
    ana.click("Compléter l’annonce")
    opened(stage, ana, "Compléter l’annonce")
    ana.fill("title", "Carte Vive")
    ana.fill("abstract", "Ce que la carte montre.")
    ana.click("Préciser")
    stage.slack.wait_for(lambda: ana.modal and "outside" in str(ana.modal.body))
    ana.fill("outside", "Anne Dupont, anne@example.org")
    assert ana.submit().errors == {}
    ana.close(all=True)
    stage.advance(stage.clock() + timedelta(days=8))
    stage.settle()
    press(stage, lea, "Je viens", next(card for card in reversed(lea.inbox()) if SHOW in card.words))
    letters = [letter.message for letter in stage.slack.post.letters]
    parts = [
        part.get_content() for letter in letters for part in letter.walk() if part.get_content_maintype() == "text"
    ]
    entries = [text.replace("\r\n ", "") for text in parts if "BEGIN:VCALENDAR" in text]
    talked = {
        "card": lea.command("/dispositifs démonstration").words,
        "message": next(card.words for card in reversed(lea.inbox()) if SHOW in card.words),
        "mail": next(letter.text for letter in stage.slack.post.letters if letter.to == ("anne@example.org",)),
        "calendar": next(text for text in entries if SHOW in text),
        "home": lea.open_home().text.partition("Où en est la promotion")[0],
    }
    said = {place: plain(text) for place, text in talked.items()}
    assert {place: (SHOW in text, "onférence" in text) for place, text in said.items()} == dict.fromkeys(
        said, (True, False)
    )
    SHOWN.extend(said.values())


def main(folder: Path, url: str) -> None:
    """Live it, and keep what was shown in `SHOWN`."""
    use_database_words(url)
    from bot.demo.stage import Stage
    from tests.journeys.promotion import NOW, plain
    from tests.patience import be_patient

    be_patient()
    with Stage(folder, now=NOW.replace(month=9), database_url=url, coaches=("ana@example.org",)) as stage:
        ana = stage.slack.add_person("Ana Roche", email="ana@example.org")
        lea = stage.slack.add_person("Léa Martin", email="lea@example.org")
        prepare(stage, ana)
        open_dispositif(stage, ana, "rdv-hebdo")
        book(stage, lea)
        assert "de 12 h à 12 h 30" in plain(ana.inbox()[-1].text)
        assert SHOW not in plain(lea.command("/dispositifs").words)  # closed until a coach opens it
        open_dispositif(stage, ana, "ren-demonstration")
        assert SHOW in plain(lea.command("/dispositifs").words)
        gather(stage, ana, lea)
        SHOWN.extend(plain(person.open_home(wait=0).text) for person in (ana, lea))
        SHOWN.extend(plain(card.words) for person in (ana, lea) for card in person.inbox())
        assert stage.slack.wait_for(lambda: stage.slack.post.inbox("omar@example.org"))
        SHOWN.extend(plain(letter.text) for letter in stage.slack.post.letters)
        assert stage.slack.violations == []


if __name__ == "__main__":
    main(Path(sys.argv[1]), os.environ["DATABASE_URL"])
    json.dump(SHOWN, sys.stdout)

"""`python -m tests.journeys.second_programme FOLDER`: `docs/exemples/beta-gouv`, lived from three roles.

Its file is in the database of DATABASE_URL; a process of its own, since words are captured while modules load. What
people were shown is printed as JSON: home, cards, forms, mails, exports."""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.wording.loading import put_in_service

if TYPE_CHECKING:
    from bot.demo.stage import Stage
    from bot.sandbox.people.person import Person

PEOPLE = """ana@example.org,Ana Roche,coach
lea@example.org, Léa Martin, membre, Carte Vive, déploiement
Omar Sy; omar@example.org; intrapreneur; Carte Vive
iris@example.org,Iris Petit,intervenante"""
NEED = "Un blocage sur les données"
SHOWN: list[str] = []


def opened(stage: "Stage", person: "Person", title: str, *words: str) -> None:
    """Wait for a form of this title that says these words, and keep what it says."""
    from tests.journeys import test_set_up_a_promotion as setup

    SHOWN.append(setup.opened(stage.slack, person, title, *words))


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
    opened(stage, ana, "", "1 membre")
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
    ana.click("Accueillir", message=ana.inbox()[-1])
    stage.settle()


def open_weekly(stage: "Stage", ana: "Person") -> None:
    """Open the weekly half hour from « Dispositifs ouverts », where the others wait."""
    ana.click("Les promotions", message=ana.command("/dispositifs programme"))
    opened(stage, ana, "Les promotions")
    ana.click("Dispositifs ouverts")
    opened(stage, ana, "Dispositifs ouverts", "Hebdo", "Conseil juridique", "Club métier", "Démonstration du produit")
    ana.press_raw("catalogue.opening:1-rdv-hebdo", value="1-rdv-hebdo")
    stage.slack.wait_for(lambda: ana.modal and ana.modal.title != "Dispositifs ouverts")
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


def main(folder: Path, url: str) -> None:
    """Live it, and keep what was shown in `SHOWN`."""
    put_in_service(url)
    from bot.demo.stage import Stage
    from tests.journeys.promotion import NOW, plain
    from tests.patience import be_patient

    be_patient()
    with Stage(folder, now=NOW.replace(month=9), database_url=url, coaches=("ana@example.org",)) as stage:
        ana = stage.slack.add_person("Ana Roche", email="ana@example.org")
        lea = stage.slack.add_person("Léa Martin", email="lea@example.org")
        prepare(stage, ana)
        open_weekly(stage, ana)
        book(stage, lea)
        assert "de 12 h à 12 h 30" in plain(ana.inbox()[-1].text)
        SHOWN.extend(plain(person.open_home().text) for person in (ana, lea))
        SHOWN.extend(plain(card.words) for person in (ana, lea) for card in person.inbox())
        assert stage.slack.wait_for(lambda: stage.slack.post.inbox("omar@example.org"))
        SHOWN.extend(plain(letter.text) for letter in stage.slack.post.letters)
        assert stage.slack.violations == []


if __name__ == "__main__":
    main(Path(sys.argv[1]), os.environ["DATABASE_URL"])
    json.dump(SHOWN, sys.stdout)

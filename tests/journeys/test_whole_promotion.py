"""A promotion of seventy people from an empty bot to its closing, another beside it: five métiers, homonyms, accents,
people without Slack, and people of both.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.stage import Stage
from bot.programme.roles import METIER_WORDS
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from tests.databases import fresh
from tests.journeys.promotion import PARIS, plain
from tests.journeys.test_set_up_a_promotion import begin, form, opened, paste, see
from tests.patient_stage import PatientStage

pytestmark = pytest.mark.ring2
FIRST_DAY = datetime(2026, 9, 1, 8, 0, tzinfo=PARIS)

FIRST = ("Aïcha", "Chloé", "Désiré", "Éléonore", "Françoise", "Gaël", "Jérôme", "Noémie", "Zoé", "Œdipe")
LAST = ("N’Diaye", "Çelik", "D’Almeida", "de La Tour", "Łukasz", "Ørsted", "Nguyễn")
NAMES = [f"{first} {last}" for last in LAST for first in FIRST]
DEFIS = ("Alizé", "Cœur de ville", "D’ici là", "Écho", "Façade", "Île verte", "Justice", "Hydro", "Boréal", "Œuvres")
METIERS = [*METIER_WORDS.values()]
TWIN = "Camille Martin"


def lines() -> list[str]:
    """Return seventy people as a spreadsheet holds them: the first a coach; two EIG of one name, in two teams."""
    names, found = iter(NAMES), ["p0@example.org,Ana Roche,coach"]

    def add(role: str, defi: str = "", metier: str = "", *, name: str = "") -> None:
        found.append(f"p{len(found)}@example.org,{name or next(names)},{role},{defi},{metier}")

    for number, defi in enumerate(DEFIS):
        for of_team in range(3):
            name = TWIN if of_team == 0 and number in (0, 3) else ""
            add("eig", defi, METIERS[(3 * number + of_team) % len(METIERS)], name=name)
        add("porteur", defi)
        add("sponsor", defi)
    for role in (*["coach"] * 4, *["mentor"] * 10, *["expert"] * 5):
        add(role, metier=METIERS[len(found) % len(METIERS)] if role == "mentor" else "")
    return found


@pytest.fixture
def stage(backend: str, tmp_path: Path) -> Iterator[Stage]:
    url = fresh(backend, tmp_path)
    with PatientStage(tmp_path, now=FIRST_DAY, database_url=url, coaches=("p0@example.org",)) as there:
        yield there
        assert there.slack.violations == []


def people(stage: Stage, several: list[str]) -> dict[str, Person]:
    """Give an account to all but the sponsors and every third porteur, by address."""
    found: dict[str, Person] = {}
    for number, line in enumerate(several):
        email, name, role, *_ = line.split(",")
        if role != "sponsor" and (role != "porteur" or number % 3):
            account = f"{name} {number}" if name == TWIN else name
            found[email] = stage.slack.add_person(account, email=email)
    return found


def prepare(stage: Stage, ana: Person, several: list[str]) -> None:
    """From « Préparer une promotion » to a page that can be opened, with a list that is pasted in two times."""
    begin(stage, ana)
    see(stage, ana, "Défis")
    assert paste(stage, ana, "\n".join(f"{name}, Administration {name}" for name in DEFIS)) == Submission()
    opened(stage.slack, ana, "", "Œuvres (Administration Œuvres)")
    ana.click("Revenir à la promotion")
    see(stage, ana, "Personnes")
    assert "3000" in plain(paste(stage, ana, "\n".join(several)).errors["lignes"])
    ana.close()
    opened(stage.slack, ana, "", "personne pour l’instant")
    for half, shown in ((several[:40], "sponsors"), (several[40:], "spécialistes")):
        assert paste(stage, ana, "\n".join(half)) == Submission()
        opened(stage.slack, ana, "", shown)
    ana.click("Revenir à la promotion")
    counted = "30 EIG, 10 porteurs et porteuses de projet, 10 sponsors, 5 coachs, 10 mentores et mentors et 5"
    opened(stage.slack, ana, "", counted)
    see(stage, ana, "Disponibilités")
    form(stage, ana, "Donner ses disponibilités : Ana Roche")
    ana.fill("semaine", "mardi 9h-12h")
    assert ana.submit() == Submission()
    opened(stage.slack, ana, "", "mardi 9h-12h")
    ana.click("Revenir à la promotion")
    opened(stage.slack, ana, "", "Ouvrir la promotion")


def open_it(stage: Stage, ana: Person, name: str) -> None:
    ana.click("Ouvrir la promotion")
    opened(stage.slack, ana, "C’est fait", f"{name} est ouverte")
    ana.close(all=True)
    stage.settle()


def book(stage: Stage, person: Person) -> None:
    """Book the first hour there is, and wait until it stands."""
    person.command("/bureau-aide")
    opened(stage.slack, person, "Bureau d’aide")
    person.fill("need", "Relire notre plan")
    assert person.submit() == Submission()
    opened(stage.slack, person, "Choisir un créneau")
    person.choose("slot", person.options("slot")[0])
    assert person.submit() == Submission()
    opened(stage.slack, person, "C’est réservé", "Ana Roche")
    person.close(all=True)
    stage.advance(stage.clock() + timedelta(minutes=3))


def open_another(stage: Stage, ana: Person, several: list[str]) -> None:
    """Open a second promotion, which begins later, with one of the two Camille Martin and a third."""
    ana.click("Les promotions", message=ana.command("/dispositifs programme"))
    opened(stage.slack, ana, "Les promotions")
    form(stage, ana, "Préparer une promotion")
    ana.fill("name", "EIG 9")
    ana.choose("starts_on", "2026-09-14")
    ana.choose("ends_on", "2027-07-14")
    assert ana.submit() == Submission()
    opened(stage.slack, ana, "", "En préparation", "EIG 9")
    see(stage, ana, "Défis")
    assert paste(stage, ana, "Cadastre Vivant,Bureau A\nGuichet Clair,Bureau B") == Submission()
    opened(stage.slack, ana, "", "Cadastre Vivant (Bureau A)")
    ana.click("Revenir à la promotion")
    see(stage, ana, "Personnes")
    both = several[1].split(",")[0]
    text = f"p0@example.org,Ana Roche,coach\n{both},{TWIN},eig,Cadastre Vivant,design\nnew@example.org,{TWIN},eig,"
    assert paste(stage, ana, f"{text}Guichet Clair,design") == Submission()
    opened(stage.slack, ana, "", f"{TWIN} (Cadastre Vivant, design), {TWIN} (Guichet Clair, design)")
    ana.click("Revenir à la promotion")
    said = opened(stage.slack, ana, "", "ses dates chevauchent celles d’EIG 8")
    assert "sans disponibilités" not in said
    open_it(stage, ana, "EIG 9")


def test_promotion_of_seventy_opens_lives_beside_another_and_closes(stage: Stage) -> None:
    several, slack = lines(), stage.slack
    assert len(several) == 70
    accounts = people(stage, several)
    ana, camille, other = (accounts[several[number].split(",")[0]] for number in (0, 1, 2))
    prepare(stage, ana, several)
    open_it(stage, ana, "EIG 8")
    assert slack.wait_for(ana.inbox)
    ana.click("Accueillir", message=ana.inbox()[-1])
    stage.settle()
    assert "Votre défi : Alizé" in plain(other.inbox()[-1].text)
    book(stage, other)
    assert "Bureau d’aide" in plain(camille.inbox()[-1].text)

    open_another(stage, ana, several)
    for room in ("Plan de la promotion", "Défi par défi"):
        ana.choose("gatherings.which", room, message=ana.command("/dispositifs programme"))
        opened(slack, ana, "Quelle promotion\u00a0?", "EIG 8", "EIG 9")
        ana.close()
    home = plain(camille.open_home().text)
    assert "EIG 8" in home
    assert "Où en est la promotion EIG 9" in home

    ana.click("Les promotions", message=ana.command("/dispositifs programme"))
    opened(slack, ana, "Les promotions")
    ana.click("Voir la promotion")
    opened(slack, ana, "La promotion", "EIG 8", "Œuvres")
    ana.click("Clore la promotion")
    opened(slack, ana, "Clore la promotion", "les EIG (30)", "rendez-vous à venir (1)")
    ana.choose("coming", next(label for label in ana.options("coming") if label.startswith("Les garder")))
    assert ana.submit() == Submission()
    opened(slack, ana, "Clore la promotion", "EIG 8 est close")
    ana.close(all=True)
    stage.advance(stage.clock() + timedelta(minutes=3))
    home = plain(other.open_home().text)
    assert "avec Ana Roche" in home  # what was kept
    assert "Où en est la promotion EIG 9" in home  # not theirs, and not taken for theirs
    ana.click("Les promotions", message=ana.command("/dispositifs programme"))
    opened(slack, ana, "Les promotions", "terminée")
    ana.click("Relire la promotion")
    opened(slack, ana, "La promotion", "EIG 8", "Close depuis")
    ana.click("Défi par défi")
    assert "Bureaux d’aide : 1" in opened(slack, ana, "Défi par défi", "Alizé", "Œuvres")

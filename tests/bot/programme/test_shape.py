"""What the programme is called, and its roles: sentences say the words of the one in service, in right French."""

import subprocess
import sys

import pytest

from bot.programme.shape import EIG, SHIPPED, read_shape, use_shape
from tests.architecture.sources import ROOT

ROLES = {
    "eig": {"singular": "fellow", "plural": "fellows"},
    "porteur": {"singular": ["intrapreneur", "intrapreneuse"], "plural": ["intrapreneurs", "intrapreneuses"]},
    "coach": {"singular": ["conseiller", "conseillère"], "plural": ["conseillers", "conseillères"]},
    "mentor": {"singular": ["parrain", "marraine"], "plural": ["marraines", "parrains"]},
    "expert": {"singular": ["référent", "référente"], "plural": ["référents", "référentes"]},
    "alumni": {"singular": ["ancien", "ancienne"], "plural": ["anciens", "anciennes"]},
}
OTHER = read_shape({"name": "Relève", "roles": ROLES})


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Les dispositifs EIG", "Les dispositifs Relève"),
        ("le programme EIG", "le programme Relève"),
        ("EIG (Entrepreneurs d’intérêt général), {promotion}", "Relève, {promotion}"),
        ("Les EIG du défi", "Les fellows du défi"),
        ("EIG", "Fellows"),
        ("un ou une EIG anime", "un ou une fellow anime"),
        ("Trop peu d’EIG", "Trop peu de fellows"),
        ("aucun EIG dans", "aucun fellow dans"),
        ("Chaque EIG, porteur et porteuse de projet", "Chaque fellow, intrapreneur ou intrapreneuse"),
        ("{name} (EIG)", "{name} (fellow)"),
        ("Toute la promotion {name} (EIG)", "Toute la promotion {name} (fellows)"),
        ("les EIG, porteurs et porteuses du défi", "les fellows, intrapreneurs et intrapreneuses du défi"),
        ("aucun porteur ni aucune porteuse", "aucun intrapreneur ni aucune intrapreneuse"),
        ("Changer de porteur ou de porteuse", "Changer d’intrapreneur ou intrapreneuse"),
        ("les porteurs et les porteuses de projet", "les intrapreneurs et intrapreneuses"),
        ("son porteur ou sa porteuse", "son intrapreneur ou son intrapreneuse"),
        ("n’a ni porteur ni porteuse", "n’a ni intrapreneur ni intrapreneuse"),
        ("_Pour les porteurs et porteuses_", "_Pour les intrapreneurs et intrapreneuses_"),
        ("En parler avec mon coach", "En parler avec mon conseiller ou ma conseillère"),
        ("Une ou un coach", "Un conseiller ou une conseillère"),
        ("plus aucun coach", "plus aucun conseiller ni aucune conseillère"),
        ("pas de coach", "pas de conseiller ou conseillère"),
        ("pas de spécialiste", "pas de référent ou référente"),
        ("la personne spécialiste", "le référent ou la référente"),
        ("Inviter des alumni", "Inviter des anciens et anciennes"),
        ("Qui devient alumni", "Qui devient ancien ou ancienne"),
        ("les mentores et les mentors", "les marraines et parrains"),
        ("{coach} s’en occupe, /coach aussi", "{coach} s’en occupe, /coach aussi"),
        ("un ou une sponsor", "un ou une sponsor"),  # left out: as it ships
    ],
)
def test_a_sentence_says_the_words_of_the_programme(ours: str, theirs: str) -> None:
    assert OTHER.reword(ours) == theirs


def test_a_vowel_elides() -> None:
    roles = {**ROLES, "eig": {"singular": "agent", "plural": "agents"}}
    assert read_shape({"roles": roles}).reword("Trop peu d’EIG, promotion EIG") == "Trop peu d’agents, promotion EIG"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Trop peu d’EIG", "Trop peu d’Équipiers"),
        ("son porteur ou sa porteuse", "son Élu ou son Élue"),
        ("la personne spécialiste", "l’Accompagnant ou Accompagnante"),
        ("pas de mentor ou mentore", "pas d’Aîné"),
    ],
)
def test_a_capital_vowel_elides(ours: str, theirs: str) -> None:
    roles = {
        "eig": {"singular": "Équipier", "plural": "Équipiers"},
        "porteur": {"singular": ["Élu", "Élue"], "plural": ["Élus", "Élues"]},
        "mentor": {"singular": "Aîné", "plural": "Aînés"},
        "expert": {"singular": ["Accompagnant", "Accompagnante"], "plural": "Accompagnants"},
        "coach": ROLES["coach"],
        "alumni": ROLES["alumni"],
    }
    assert read_shape({"roles": roles}).reword(ours) == theirs


def test_phases_are_counted_and_measured() -> None:
    phases = [{"name": "Un", "weeks": 8}, {"name": "Deux", "months": 6}, {"name": "Trois", "weeks": 1}]
    other = read_shape({"phases": phases})
    assert other.reword("Les quatre phases") == "Les trois phases"
    said = "Sans date, les phases durent 8 semaines, 6\u00a0mois et 1 semaine."
    assert other.reword("Sans date, les phases durent 2, 3, 3 et 2 mois.") == said


def test_the_programme_that_ships_says_what_is_written() -> None:
    assert read_shape(SHIPPED) == EIG
    assert read_shape({}) == EIG
    assert not EIG.renames


def test_the_bot_is_called_after_its_programme() -> None:
    assert (EIG.bot_name, read_shape({"name": "beta.gouv.fr"}).bot_name) == (
        "dispositifs-eig",
        "dispositifs-beta-gouv-fr",
    )


def test_words_change_only_before_they_are_captured() -> None:
    with pytest.raises(RuntimeError, match="loaded already"):
        use_shape(OTHER)


def test_skills_kept_before_another_programme_are_still_read() -> None:
    code = """
from bot.programme.shape import read_shape, use_shape
from tests.architecture.sources import ROOT
use_shape(read_shape({"phases": [{"name": "Un", "weeks": 8, "skills": ["Recherche"]}]}))
from bot.catalogue.phases import tag_of
for kept in ("Recherche", "competence:cadre-juridique", "Cadre juridique"):
    print(tag_of(kept).key, tag_of(kept).name, sep=", ")
"""
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert told.splitlines() == [
        "competence:recherche, Recherche",
        *["competence:cadre-juridique, Cadre juridique"] * 2,
    ]


def test_a_long_name_leaves_slack_a_manifest() -> None:
    code = """
from bot.programme.shape import read_shape, use_shape
from bot.wording import loading
use_shape(read_shape({"name": "Programme de la Relève du Nord"}))
loading.use_phrases({})
from bot.door.manifest import build_manifest
made = build_manifest()
print(made["features"]["shortcuts"][0]["name"], made["display_information"]["name"], sep=", ")
"""
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert told == "Dispositifs, Dispositifs\n"


def test_a_format_is_hosted_by_a_role_that_the_programme_has() -> None:
    code = """
from datetime import date
from bot.programme.shape import read_shape, use_shape
label = {"singular": "un", "plural": "plusieurs"}
use_shape(read_shape({"roles": {role: label for role in ("eig", "coach", "expert", "alumni")}}))
from bot.catalogue.formats import Format
from bot.programme.model import Promotion
from bot.programme.roles import Role
from handlers.catalogue.shaping_views import change_format_form, new_format_form
promotion = Promotion(1, "Cohorte 1", date(2026, 9, 1), date(2027, 6, 30))
kept = Format("rdv-a", "A", 30, hosts=Role.MENTOR)
for view in (new_format_form(promotion, "draft", hosts={}), change_format_form(kept, {}, promotion_id=1)):
    hosts = next(block for block in view["blocks"] if block.get("block_id") == "hosts")
    print([option["value"] for option in hosts["element"]["options"]])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["['coach', 'expert']", "['coach', 'mentor', 'expert']"], done.stderr

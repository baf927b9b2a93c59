"""From headings to keys, and words made comparable."""

import pytest

from bot.catalogue.eleven import ATTRIBUTES, ELEVEN
from bot.catalogue.model import Audience
from bot.catalogue.page import read_page
from bot.catalogue.section import audience_of, key_of
from bot.catalogue.words import normalise, slug, stem, stems


@pytest.mark.parametrize(
    ("name", "audience", "key"),
    [
        ("Atelier collaboratif", "Défi", "atelier"),
        ("ATELIERS COLLABORATIFS", "Défi", "atelier"),
        ("Comité d'évaluation", "Défi", "comite"),
        ("Comite d’evalution", "Défi", "comite"),
        ("Rapport d'évaluation", "Défi", "rapport"),
        ("Bureau d’aide", "Défi", "bureau-aide"),
        ("Bureau daide", "Défi", "bureau-aide"),
        ("Séminaire(s)", "Porteuses et porteurs", "seminaire-porteurs"),
        ("Séminaires", "La promotion", "seminaire-promotion"),
        ("Séminaire", "Tout le monde", "seminaire"),
        ("Séminaire de la promotion", "Tout le monde", "seminaire-promotion"),
        ("Séminaire des porteurs et porteuses", "Tout le monde", "seminaire-porteurs"),
        ("Mentorat", "", "mentorat"),
        ("Carnets de bord", "", "carnet"),
        ('Conférence, table-ronde ou "masterclass"', "", "conference"),
        ("Masterclass, tables rondes & conférences", "", "conference"),
        ("Conférence", "", "conference"),
        ("Groupes de partage entre pairs", "", "pairs"),
        ("Groupe de partage pluri-disciplinaire", "", "pluridisciplinaire"),
        ("Séminaire d’intégration", "La promotion", "seminaire-d-integration"),
        ("Atelier collaboratif en ligne", "Défi", "atelier-collaboratif-en-ligne"),
        ("Groupe de partage", "", "groupe-de-partage"),
        ("Café-débat n°\u00a02", "", "cafe-debat-n-2"),
        ("العربية", "", "العربية"),
        ("— ! —", "", ""),
    ],
)
def test_key_of_heading(name: str, audience: str, key: str) -> None:
    assert key_of(name, audience, attributes=ATTRIBUTES) == key


def test_key_of_each_own_name_and_key_is_its_key() -> None:
    wanted = [one.key for one in ELEVEN.dispositifs]
    assert [key_of(one.name, one.audience, attributes=ATTRIBUTES) for one in ELEVEN.dispositifs] == wanted
    assert [key_of(key.replace("-", " "), "", attributes=ATTRIBUTES) for key in wanted] == wanted


def test_same_name_under_two_audiences_keeps_both() -> None:
    page = "### La promotion\n#### Mentorat\nA.\n#### Café\nB.\n### Chaque individu\n#### Café\nC.\n#### Mentorat\nD.\n"
    assert [(one.key, one.description) for one in read_page(page).dispositifs] == [
        ("mentorat-promotion", "A."),
        ("cafe", "B."),
        ("cafe-individuel", "C."),
        ("mentorat", "D."),
    ]


def test_long_names_with_one_beginning_get_two_keys() -> None:
    long = "mot " * 20
    page = f"### Un\n#### {long} a\nA.\n### Deux\n#### {long} b\nB.\n### Trois\n#### {long} c\nC.\n### Trois bis\n"
    keys = [one.key for one in read_page(page).dispositifs]
    assert (len(set(keys)), max(map(len, keys)) <= 100) == (3, True)


@pytest.mark.parametrize(
    ("heading", "audience"),
    [
        ("L’équipe du défi", Audience.DEFI),
        ("Les porteuses", Audience.PORTEURS),
        ("Les talents, individuellement", Audience.INDIVIDUEL),
        ("La PROMOTION", Audience.PROMOTION),
        ("Ailleurs", None),
    ],
)
def test_audience_of_heading(heading: str, audience: Audience | None) -> None:
    assert audience_of(heading) == audience


@pytest.mark.parametrize(
    ("text", "words"),
    [("L’Œuvre, ÇÀ ET LÀ", "l oeuvre ca et la"), ("½\u00a0journée", "1 2 journee"), ("a_b-c", "a b c"), ("…", "")],
)
def test_normalise(text: str, words: str) -> None:
    assert normalise(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("porteuses", "porteur"),
        ("journaux", "journal"),
        ("auditer", "audit"),
        ("collaborative", "collaboratif"),
        ("formatrices", "formateur"),
        ("preparees", "preparer"),
        ("bureaux", "bureau"),
        ("individuelle", "individuel"),
    ],
)
def test_stem_is_one_for_plural_feminine_and_verb(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_stems_leave_out_words_that_say_nothing() -> None:
    assert stems("Je voudrais, s’il vous plaît, de l’aide pour mes données") == ["aid", "donn"]


def test_slug_is_cut_without_a_hyphen_at_its_end() -> None:
    assert slug("abc def", longest=4) == "abc"

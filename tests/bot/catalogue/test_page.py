"""The page's importer: what each shape of Markdown becomes."""

from dataclasses import asdict

import pytest

from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.model import Autre, Catalogue, Dispositif, to_json
from bot.catalogue.page import page_text, read_page
from tests.bot.catalogue.pages import PAGE


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_page(PAGE)


def one_of(body: str, *, base: str | None = None) -> Dispositif:
    """Read a page with one dispositif whose text is `body`."""
    return read_page(f"### Défi\n\n#### Essai\n{body}\n", base_url=base).dispositifs[0]


def test_page_keys_in_the_page_s_order(catalogue: Catalogue) -> None:
    assert [one.key for one in catalogue.dispositifs] == [
        "atelier",
        "comite",
        "rapport",
        "tour-de-table",
        "seminaire-porteurs",
        "seminaire-promotion",
        "conference",
    ]


def test_page_introduction_with_its_title_and_links(catalogue: Catalogue) -> None:
    assert catalogue.introduction == (
        "Nos formats\n\nUne promotion avance mieux ensemble. Lire les repères ou le "
        "[site public](https://exemple.fr/accueil).\n\n• un premier point ;\n• un second point."
    )


def test_page_known_bullets_and_links(catalogue: Catalogue) -> None:
    assert catalogue.get("atelier") == Dispositif(
        key="atelier",
        name="Atelier collaboratif",
        audience="Autour du défi",
        description="Toute l’équipe se retrouve au même endroit, avec du papier et des idées.",
        frequence="quand il le faut",
        duree="½ journée",
        preparer="relire la fiche et [le guide](https://exemple.fr/guide_%28court%29)",
        inspirer="garder une trace",
    )


def test_page_spelling_of_bullets_nesting_unknown_bullets_and_prose_after(catalogue: Catalogue) -> None:
    assert catalogue.get("comite") == Dispositif(
        key="comite",
        name="Comité d'evaluation",
        audience="Autour du défi",
        description=(
            "Deux regards sur la phase.\n\nPuis un troisième paragraphe, avec une ancre."
            "\n\nUn dernier mot après les puces."
        ),
        frequence="une fois",
        duree="1\u202fh\u202f30",
        preparer="trois choses\n• la première\n• la seconde\u00a0: courte",
        inspirer="",
        autres=(Autre("Lieu", "salle 14:30, au fond"), Autre("", "sans titre aucun")),
    )


def test_page_lists_tables_quotes_and_smaller_headings(catalogue: Catalogue) -> None:
    rapport = catalogue.get("rapport")
    assert rapport is not None
    assert rapport.description == "1. écrire\n2. envoyer\n\ncolonne | autre\ngauche | droite | surplus"
    assert rapport.autres == (Autre("Pour aller plus loin", "Une page de plus.\n\nUne citation d’ancienne élève."),)


def test_page_html_without_tags_and_comments(catalogue: Catalogue) -> None:
    conference = catalogue.get("conference")
    assert conference is not None
    assert conference.description == "Une voix invitée.\nEt vos questions."


def test_page_same_name_told_apart_by_audience(catalogue: Catalogue) -> None:
    seminars = {one.key: one.audience for one in catalogue.dispositifs if one.name == "Séminaire"}
    assert seminars == {
        "seminaire-porteurs": "Pour les porteuses et porteurs",
        "seminaire-promotion": "Toute la promotion, collectivement",
    }


def test_page_links_from_base() -> None:
    body = "[a](b.md) [c](/d) [e](#f) [g](https://h.fr) [i](//[:::])"
    links = (
        "[a](https://exemple.fr/doc/b.md)",
        "[c](https://exemple.fr/d)",
        "[e](https://exemple.fr/doc/#f)",
        "[g](https://h.fr)",
        "i",
    )
    assert one_of(body, base="https://exemple.fr/doc/").description == " ".join(links)


def test_page_read_twice_is_equal() -> None:
    assert read_page(PAGE) == read_page(PAGE)


def test_page_line_ends_and_bom_change_nothing() -> None:
    assert read_page("\ufeff" + PAGE.replace("\n", "\r\n")) == read_page(PAGE)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_page_no_break_space_after_a_mark_is_a_space(space: str) -> None:
    text = f"###{space}Défi\n####{space}Mentorat\n*{space}Durée{space}:{space}1 h\n"
    assert read_page(text).dispositifs == (Dispositif("mentorat", "Mentorat", "Défi", duree="1 h"),)


@pytest.mark.parametrize(
    ("bullet", "field", "value"),
    [
        ("* Fréquence: deux", "frequence", "deux"),
        ("+ FREQUENCE  :deux", "frequence", "deux"),
        ("- Durée : 1 h : environ", "duree", "1 h : environ"),
        ("* **S'y préparer** : lire", "preparer", "lire"),
        ("* S’y préparer\u00a0: lire\n  encore", "preparer", "lire encore"),
        ("* *S’en inspirer\u202f:* faire", "inspirer", "faire"),
        ("1. Durée : 2 h", "duree", "2 h"),
        ("##### S’y préparer\n\nlire", "preparer", "lire"),
    ],
)
def test_bullet_known_however_written(bullet: str, field: str, value: str) -> None:
    read = asdict(one_of(f"Texte.\n\n{bullet}"))
    assert read == asdict(Dispositif("essai", "Essai", "Défi", "Texte.")) | {field: value}


@pytest.mark.parametrize(
    ("bullet", "autre"),
    [
        ("Lieu : Paris", Autre("Lieu", "Paris")),
        ("Lieu :", Autre("Lieu", "")),
        ("Durée", Autre("", "Durée")),
        ("Dès 14:30", Autre("", "Dès 14:30")),
        ("Voir https://exemple.fr", Autre("", "Voir https://exemple.fr")),
        ("Une phrase. Puis : deux", Autre("", "Une phrase. Puis : deux")),
        ("Thèmes :\n  * a\n  * b", Autre("Thèmes", "• a\n• b")),
    ],
)
def test_bullet_unknown_goes_to_autres(bullet: str, autre: Autre) -> None:
    assert one_of(f"* Fréquence : x\n* {bullet}").autres == (autre,)


def test_list_before_the_bullets_stays_in_the_description() -> None:
    assert one_of("Trois temps\u202f:\n\n* a\n* b\n\nPuis\n\n- Durée : 1 h").description == (
        "Trois temps\u202f:\n\n• a\n• b\n\nPuis"
    )


def test_text_of_an_audience_goes_to_the_introduction_with_its_heading() -> None:
    catalogue = read_page("Début.\n\n### Défi\n\nPour les équipes.\n\n#### Essai\nTexte.\n")
    assert catalogue.introduction == "Début.\n\nDéfi\n\nPour les équipes."


def test_words_in_angle_brackets_stay() -> None:
    assert one_of("Bonjour <prenom> <em>Z</em>, 3 < 4 & a_b").description == "Bonjour <prenom> Z, 3 < 4 & a_b"


def test_json_has_the_contract_s_keys_in_order(catalogue: Catalogue) -> None:
    wanted = ["key", "name", "audience", "description", "frequence", "duree", "preparer", "inspirer", "autres"]
    objects = to_json(catalogue)
    assert [list(one) for one in objects] == [wanted] * len(catalogue.dispositifs)
    assert objects[1]["autres"] == [
        {"titre": "Lieu", "texte": "salle 14:30, au fond"},
        {"titre": "", "texte": "sans titre aucun"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_file_in_either_encoding_gives_the_same_text(encoding: str) -> None:
    assert page_text("L’été à Noël".encode(encoding)) == "L’été à Noël"


def test_new_dispositif_has_no_attributes() -> None:
    assert "tour-de-table" not in ATTRIBUTES

"""`bot catalogue show | import | undo`, on both databases."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalogue.eleven import ELEVEN
from bot.catalogue.model import to_json
from bot.catalogue.page import read_page
from bot.command import cli
from tests.bot.catalogue.pages import PAGE

Bot = Callable[..., tuple[int, str, str]]
KEYS = ["key", "name", "audience", "description", "frequence", "duree", "preparer", "inspirer", "autres"]
SMALL = """Une introduction.

### Autour du défi

#### Atelier collaboratif
Deux heures ensemble, avec [la fiche](fiche.md).
* Durée : 2 h

### Pour chaque personne

#### Mentorat
Un mois de conseil.
"""


@pytest.fixture(autouse=True)
def our_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def bot(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bot:
    """Do `bot catalogue …` in this process; give status, standard output and standard error, with plain spaces."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    def do(*arguments: str) -> tuple[int, str, str]:
        status = cli.run_command_line(["catalogue", *arguments])
        printed = capsys.readouterr()
        out, err = (text.replace("\u00a0", " ").replace("\u202f", " ") for text in printed)
        return status, out, err

    return do


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    """Give the JSON of `bot catalogue show --json …`, exactly as printed."""
    capsys.readouterr()
    assert cli.run_command_line(["catalogue", "show", "--json", *arguments]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def page(text: str | bytes, name: str = "page.md") -> str:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def test_json_is_the_contracts_array(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys)
    assert (found, [list(one) for one in found]) == (to_json(ELEVEN), [KEYS] * 11)
    assert "\\u" not in bot("show", "--json")[1]


@pytest.mark.parametrize("name", ["mentorat", "Mentorat", "mentora", "MENTORAT "])
def test_one_is_shown_by_key_name_or_typo(bot: Bot, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert [one["key"] for one in shown(capsys, name)] == ["mentorat"]
    status, out, err = bot("show", name)
    assert (status, out.splitlines()[:4], err) == (
        0,
        ["", "Pour chaque EIG, individuellement", "", "Mentorat  mentorat"],
        "",
    )


@pytest.mark.usefixtures("bot")
def test_need_shows_the_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["key"] for one in shown(capsys, "table ronde")] == ["conference"]


def test_name_that_means_nothing_is_one_line_with_the_nearest(bot: Bot) -> None:
    status, out, err = bot("show", "zzzzqq")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("Rien ne s’appelle « zzzzqq ». Le plus proche : « ")


def test_all_is_shown_with_every_word(bot: Bot) -> None:
    status, out, _ = bot("show")
    words = out.split()
    texts = [value for one in to_json(ELEVEN) for value in one.values() if isinstance(value, str)]
    missing = [word for text in (*texts, ELEVEN.introduction) for word in text.split() if word not in words]
    assert (status, missing) == (0, [])


def test_links_are_shown_with_their_address(bot: Bot) -> None:
    bot("import", page(SMALL), "--base", "https://exemple.fr/aide/")
    assert "avec la fiche (https://exemple.fr/aide/fiche.md)." in " ".join(bot("show", "atelier")[1].split())


def test_import_puts_the_page_in_place_of_our_words(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = bot("import", page(PAGE))
    assert (status, out.splitlines()[0].split(" : ")[0], err) == (0, "La page est en service", "")
    assert shown(capsys) == to_json(read_page(PAGE))


def test_import_says_what_changed_by_dispositif(bot: Bot) -> None:
    bot("import", page(SMALL))
    new = SMALL.replace("Un mois", "Six semaines").replace("2 h", "3 h").replace("Une intro", "Notre intro")
    new = new.replace("#### Atelier collaboratif", "#### Carnet de bord\nUn texte.\n\n#### Atelier collaboratif")
    assert bot("import", page(new)) == (
        0,
        "La page est en service : 3 dispositifs.\n"
        "Ajouté : Carnet de bord (carnet)\n"
        "Changé : Atelier collaboratif (atelier) : durée\n"
        "Changé : Mentorat (mentorat) : description\n"
        "Changé : l’introduction\n",
        "",
    )
    assert bot("import", page(SMALL))[1].splitlines()[-2:] == [
        "Retiré : Carnet de bord (carnet)",
        "Changé : l’introduction",
    ]


def test_import_says_that_only_the_order_changed(bot: Bot) -> None:
    turned = "### A\n\n#### Mentorat\nUn.\n\n#### Atelier collaboratif\nDeux.\n"
    bot("import", page("### A\n\n#### Atelier collaboratif\nDeux.\n\n#### Mentorat\nUn.\n"))
    assert bot("import", page(turned))[1] == (
        "La page est en service : 2 dispositifs.\nChangé : l’ordre des dispositifs\n"
    )


def test_import_twice_changes_nothing(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    bot("import", page(SMALL))
    before = shown(capsys)
    assert bot("import", page(SMALL)) == (0, "Rien à changer : cette page est déjà en service.\n", "")
    assert shown(capsys) == before
    bot("undo")
    assert shown(capsys) == to_json(ELEVEN)


def test_import_of_a_broken_page_lists_every_line_and_writes_nothing(
    bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = "### A\n\n#### Mentorat\n* Durée : 1 h\n* Durée : 2 h\n\n####\nSans nom.\n"
    status, out, err = bot("import", page(broken))
    assert (status, out) == (1, "")
    assert [line.split(" : ")[0] for line in err.splitlines()] == ["ligne 5", "ligne 7"]
    assert shown(capsys) == to_json(ELEVEN)


def test_import_reads_windows_1252(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    assert bot("import", page(SMALL.encode("cp1252")))[0] == 0
    assert shown(capsys) == to_json(read_page(SMALL))


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("absente.md", None, "absente.md : ce fichier n’existe pas.\n"),
        (".", None, ". : c’est un dossier ; donnez un fichier.\n"),
        (
            "image.md",
            b"\x89PNG\x00\x81",
            "page : Ce n’est pas un texte : enregistrez la page en Markdown, encodage UTF-8.\n",
        ),
        (
            "grande.md",
            b"a" * 1_000_001,
            "page : La page dépasse trente mille octets : vérifiez que c’est le bon fichier.\n",
        ),
        ("vide.md", b"", "page : Aucun dispositif : chaque dispositif commence par un titre « #### Nom ».\n"),
    ],
)
def test_import_of_no_page_is_one_line(bot: Bot, name: str, data: bytes | None, line: str) -> None:
    if data is not None:
        page(data, name)
    assert bot("import", name) == (1, "", line)


def test_import_with_a_bad_base_is_one_line(bot: Bot) -> None:
    status, out, err = bot("import", page(SMALL), "--base", "exemple.fr")
    assert (status, out, err.startswith("page : L’adresse de base"), err.count("\n")) == (1, "", True, 1)


def test_undo_goes_one_page_back_then_to_our_words(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    bot("import", page(SMALL))
    bot("import", page(PAGE))
    assert bot("undo") == (0, "La page d’avant est de nouveau en service.\n", "")
    assert shown(capsys) == to_json(read_page(SMALL))
    assert bot("undo") == (
        0,
        "Plus aucune page n’est importée : les mots du bot sont de nouveau en service.\n",
        "",
    )
    assert shown(capsys) == to_json(ELEVEN)


def test_undo_without_a_page_is_one_line(bot: Bot) -> None:
    assert bot("undo") == (1, "", "Aucune page n’est importée : il n’y a pas de retour en arrière possible.\n")

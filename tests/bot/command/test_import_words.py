import re
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from bot.command.cli import run_command_line
from bot.dates.phases import add_months
from storage.database import Database
from tests.bot.command.terminal import Terminal
from tests.bot.programme.imports.written import NOW, csv
from tests.databases import blank

COACH = "claire@exemple.fr,Claire,coach,,,,,"


@pytest.fixture
def terminal(database: Database, tmp_path: Path) -> Terminal:
    return Terminal(database, tmp_path)


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["{people}"], 0, "Import terminé."),
        (["--dry-run", "{people}"], 0, "Essai\u00a0: rien n’est écrit."),
        (["{folder}/absent.csv"], 1, "ce fichier n’existe pas."),
        (["{people}", "--promotion", "EIG 9"], 1, "La promotion «\u00a0EIG 9\u00a0» est inconnue."),
        ([], 2, "Il manque"),
    ],
)
def test_command_line_gives_its_status(
    terminal: Terminal,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    arguments: list[str],
    status: int,
    sentence: str,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    (mentors,) = terminal.write(people=csv("mo@exemple.fr,Mo,mentor,,,,,"))
    filled = [argument.format(people=mentors, folder=terminal.folder) for argument in arguments]
    assert run_command_line(["import", *filled]) == status
    printed = "".join(capsys.readouterr())
    assert sentence in printed
    assert "Traceback" not in printed


def test_command_line_names_the_command_for_a_database_without_schema(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", blank(backend, tmp_path))
    (tmp_path / "people.csv").write_text(csv(COACH), encoding="utf-8")
    assert run_command_line(["import", str(tmp_path / "people.csv")]) == 1
    assert capsys.readouterr().err.rstrip().endswith("`bot migrate`.")


def test_demo_files_are_imported_whole(terminal: Terminal) -> None:
    folder = files("bot.demo") / "files"
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in ("disponibilites.csv", "personnes.csv")}
    begins = add_months(NOW.date(), -3)
    promotion = (
        (folder / "promotion.toml")
        .read_text(encoding="utf-8")
        .format(
            starts_on=begins,
            ends_on=add_months(begins, 10) - timedelta(days=1),
            promotion="C0TOUS",
            coachs="C0COACHS",
            porteurs="C0PORTEURS",
        )
    )
    assert terminal.run(terminal.write(**texts, promotion=promotion)) == 0
    counts = dict(re.findall(r"^(\S.*) \(([0-9]+)\)", terminal.said, flags=re.MULTILINE))
    assert counts == {
        "Promotions ajoutées": "1",
        "Défis ajoutés": "3",
        "Personnes ajoutées": "23",
        "Rôles qui commencent": "25",
        "Disponibilités mises à jour": "5",
        "Le bot cherchera leur compte Slack par leur e-mail": "23",
    }

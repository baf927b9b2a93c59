"""`bot export cycles`, on both databases."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from io import StringIO
from pathlib import Path

import pytest

from bot.clock import machine_now
from bot.command import cli
from bot.mentoring.table import COLUMNS
from bot.programme.model import Phase
from storage.database import Database
from tests.bot.mentoring.rig import NEED, NOW, make_rig
from tests.journeys.mentors import MENTORS
from tests.promotion import found

Bot = Callable[..., tuple[int, str, str]]
HEADER = ";".join(f'"{column}"' for column in COLUMNS)
MARK = b"\xef\xbb\xbf"  # of UTF-8, for spreadsheets


@pytest.fixture
def bot(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bot:
    """Do `bot export …` in this process at the story's time; give status, standard output and standard error."""
    clock = tmp_path / "clock"
    clock.write_text(str(int((NOW - machine_now()).total_seconds())))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BOT_CLOCK_FILE", str(clock))

    def do(*arguments: str) -> tuple[int, str, str]:
        status = cli.run_command_line(["export", *arguments])
        printed = capsys.readouterr()
        out, err = (text.replace("\u00a0", " ").replace("\u202f", " ") for text in printed)
        return status, out, err

    return do


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def test_cycles_are_printed_without_need_or_name(bot: Bot, database: Database) -> None:
    rig = make_rig(database)
    rig.running()
    rig.asked("ines", "noe", defi="relais")
    status, out, err = bot("cycles")
    assert (status, err, list(rows_of(out)[0])) == (0, "", list(COLUMNS))
    assert [(row["defi"], row["etat"]) for row in rows_of(out)] == [
        ("Carte Vive", "en cours"),
        ("Relais", "dates demandées"),
    ]
    assert [word for word in (NEED, "Léa", "Inès", *MENTORS.values()) if word in out] == []


def test_files_of_a_promotion_are_written_for_their_owner(bot: Bot, database: Database) -> None:
    make_rig(database).running()
    status, out, err = bot("promotion")
    assert (status, err) == (0, "")
    assert out.startswith("C’est écrit dans promotion : promotion.toml, personnes.csv")
    written = {one.name: one.stat().st_mode & 0o777 for one in Path("promotion").iterdir()}
    assert {*written} >= {"promotion.toml", "personnes.csv"}
    assert {*written.values()} == {0o600}
    assert bot("promotion", "--promotion", "Inconnue")[0] == 1


def test_files_are_for_their_owner_alone(bot: Bot, database: Database) -> None:
    make_rig(database).running()
    Path("cycles.csv").write_text("")
    Path("cycles.csv").chmod(0o644)
    bot("cycles", "--out", "cycles.csv")
    bot("suivi")
    modes = [Path(name).stat().st_mode & 0o777 for name in ("cycles.csv", "suivi", "suivi/defis.csv")]
    assert modes == [0o600, 0o700, 0o600]


def test_file_holds_the_same_and_a_line_says_how_many(bot: Bot, database: Database) -> None:
    make_rig(database).running()
    printed = bot("cycles")[1]
    assert bot("cycles", "--out", "cycles.csv") == (0, "C’est écrit dans cycles.csv : 1 cycle.\n", "")
    written = Path("cycles.csv").read_bytes()
    assert (written[:3], rows_of(written.decode("utf-8-sig"))) == (MARK, rows_of(printed))
    assert bot("cycles", "--out", "cycles.csv")[0] == 0


@pytest.mark.usefixtures("database")
def test_nothing_to_export_is_a_header(bot: Bot) -> None:
    assert bot("cycles") == (0, HEADER + "\r\n", "")
    assert bot("cycles", "--out", "rien.csv")[1] == "C’est écrit dans rien.csv : 0 cycle.\n"


def test_cycles_of_a_promotion_that_is_over_are_left_out(bot: Bot, database: Database, tmp_path: Path) -> None:
    make_rig(database).running()
    later = datetime.combine(date(2027, 1, 4), time(9), UTC)
    (tmp_path / "clock").write_text(str(int((later - machine_now()).total_seconds())))
    assert rows_of(bot("cycles")[1]) == []


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("name", "why"),
    [(".", "c’est un dossier"), ("absent/cycles.csv", "le dossier n’existe pas")],
)
def test_file_that_cannot_be_written_is_one_line(bot: Bot, name: str, why: str) -> None:
    assert bot("cycles", "--out", name) == (1, "", f"{name} : ce fichier ne peut pas être écrit ({why}).\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["cycels"], "Commande inconnue : cycels. Vouliez-vous écrire cycles ? Voyez `bot export --help`."),
        (["cycles", "x"], "C’est trop : x. Voyez `bot export cycles --help`."),
        (["cycles", "--out"], "L’option --out attend une valeur. Voyez `bot --help`."),
    ],
)
def test_usage_error_is_one_french_line(bot: Bot, arguments: list[str], line: str) -> None:
    assert bot(*arguments) == (2, "", line + "\n")


def test_database_that_is_not_there_is_one_line(bot: Bot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/absente.db")
    status, out, err = bot("cycles", "--out", "cycles.csv")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "absente.db n’existe pas" in err
    assert not Path("cycles.csv").exists()


def test_of_two_promotions_a_phase_is_of_the_one_that_is_named(bot: Bot, database: Database, tmp_path: Path) -> None:
    make_rig(database)
    with database.transaction() as tx:
        phases = (Phase(3, "Essayer", date(2026, 4, 1), date(2026, 7, 1)),)
        found(tx, "EIG 8", phases=phases, defis={"ville": {"name": "Ville", "administration": "Bureau"}})
    status, out, err = bot("phase", "--phase", "3")
    assert (status, out) == (1, "")
    assert "Ajoutez --promotion « EIG 7 » ou --promotion « EIG 8 »." in err
    assert bot("phase", "--phase", "3", "--promotion", "eig 8")[0] == 0
    assert bot("phase", "--phase", "3", "--promotion", "EIG 9")[0] == 1
    assert "Carte Vive" not in (tmp_path / "phase-3" / "phase-3.csv").read_text()

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.openings import FIRST
from bot.programme.imports.words import to_printable
from storage.database import Database
from storage.programme import openings
from storage.programme.people import people
from storage.programme.promotions import lock_imports, promotion_by_name
from tests.bot.command.terminal import Terminal
from tests.bot.programme.imports.written import (
    EIG,
    OTHER_PROMOTION,
    PROMOTION,
    csv,
    history_of,
    hours_csv,
    memberships_of,
)

COACH = "claire@exemple.fr,Claire,coach,,,,,"


@pytest.fixture
def terminal(database: Database, tmp_path: Path) -> Terminal:
    return Terminal(database, tmp_path)


def count_people(database: Database) -> int:
    with database.reading() as reading:
        return int(reading.execute(select(func.count()).select_from(people)).scalar_one())


def test_import_says_what_changed_with_counts_and_names(terminal: Terminal) -> None:
    paths = terminal.write(
        promotion=PROMOTION, people=csv(*EIG[:2], COACH), hours=hours_csv("claire@exemple.fr,lundi,9h,12h,,")
    )
    assert (terminal.run(paths), terminal.refused) == (0, "")
    assert terminal.said == (
        "Promotion\u00a0: EIG 7\n"
        "Promotions ajoutées (1)\u00a0: EIG 7\n"
        "Défis ajoutés (2)\u00a0: Écho, Relais\n"
        "Personnes ajoutées (3)\u00a0: Léa, Sami, Claire\n"
        "Rôles qui commencent (3)\u00a0:\n"
        "  Léa — EIG, Écho\n"
        "  Sami — EIG, Écho\n"
        "  Claire — coach\n"
        "Disponibilités mises à jour (1)\u00a0: Claire\n"
        "Le bot cherchera leur compte Slack par leur e-mail (3)\u00a0: Claire, Léa, Sami\n"
        "Import terminé.\n"
    )


def test_second_import_says_that_nothing_changes(terminal: Terminal) -> None:
    paths = terminal.write(promotion=PROMOTION, people=csv("lea@exemple.fr,Léa,EIG,Écho,,,U0LEA,"))
    terminal.run(paths)
    assert terminal.run(paths) == 0
    assert terminal.said == "Rien à changer\u00a0: le programme dit déjà ce que disent ces fichiers.\n"


def test_new_promotion_begins_small_and_an_older_one_keeps_what_is_open(terminal: Terminal) -> None:
    paths = terminal.write(promotion=PROMOTION, people=csv(*EIG, COACH))
    terminal.run(paths, dry_run=True)
    terminal.run(paths)
    with terminal.database.transaction() as tx:
        promotion = promotion_by_name(tx, "EIG 7")
        assert promotion is not None
        closed = {key for _, key in openings.opening_days(tx, [promotion.id])}
        assert closed == {one.key for one in ATTRIBUTES.values() if one.works} - FIRST
        openings.set_opening_day(tx, promotion.id, "carnet", opens_on=date(2026, 9, 1))
    terminal.run(terminal.write(promotion=PROMOTION.replace("2027-06-30", "2027-07-31")))
    with terminal.database.reading() as reading:
        assert openings.opening_days(reading, [promotion.id])[promotion.id, "carnet"] == date(2026, 9, 1)


def test_corrections_and_endings_are_said(terminal: Terminal) -> None:
    terminal.run(terminal.write(promotion=PROMOTION, people=csv(*EIG, COACH)))
    changed = PROMOTION.replace("2027-06-30", "2027-07-31").replace("Bureau des relais", "Bureau du relais")
    moved = csv("lea@exemple.fr,Léa B,EIG,Écho,droit du numérique,,U0LEA,", "sami@exemple.fr,Sami,EIG,Écho,,,U0SAMI,")
    assert terminal.run(terminal.write(promotion=changed, people=moved)) == 0
    assert terminal.said == (
        "Promotion\u00a0: EIG 7\n"
        "Promotions corrigées (1)\u00a0:\n"
        "  EIG 7 — fin, phases\n"
        "Défis corrigés (1)\u00a0:\n"
        "  Relais — administration\n"
        "Rôles qui prennent fin (1)\u00a0:\n"
        "  Inès — EIG, Relais\n"
        "Détails corrigés (2)\u00a0:\n"
        "  Léa B — nom, compte Slack, métier\n"
        "  Sami — compte Slack, métier\n"
        "Import terminé.\n"
    )


def test_dry_run_says_the_same_and_writes_nothing(terminal: Terminal) -> None:
    paths = terminal.write(
        promotion=PROMOTION, people=csv(*EIG, COACH), hours=hours_csv("claire@exemple.fr,lundi,9h,12h,,")
    )
    assert terminal.run(paths, dry_run=True) == 0
    tried = terminal.said
    assert (history_of(terminal.database), memberships_of(terminal.database), count_people(terminal.database)) == (
        [],
        [],
        0,
    )
    terminal.run(paths)
    title = "Essai\u00a0: rien n’est écrit. Voici ce que l’import changerait.\n"
    assert tried == title + terminal.said.removesuffix("Import terminé.\n")


def test_faults_of_several_files_are_listed_with_their_place(terminal: Terminal) -> None:
    paths = terminal.write(
        people=csv("lea@exemple.fr,Léa,chef,,,,,", ",Sami,coach,,,,,"),
        hours=hours_csv("claire@exemple.fr,lundi,9h,8h,,"),
    )
    assert terminal.run(paths) == 1
    assert [line.partition("\u00a0:")[0] for line in terminal.refused.splitlines()] == [
        "people, ligne 2, role",
        "people, ligne 3, email",
        "hours, ligne 2, fin",
        "3 erreurs à corriger. Rien n’a été écrit.",
    ]
    assert terminal.said == ""


def test_unknown_defi_is_refused_with_its_file_line_and_column(terminal: Terminal) -> None:
    assert terminal.run(terminal.write(promotion=PROMOTION, people=csv("a@exemple.fr,A,EIG,Ecco,,,,"))) == 1
    assert terminal.refused == (
        "people, ligne 2, defi\u00a0: «\u00a0EIG 7\u00a0» n’a pas de défi «\u00a0Ecco\u00a0». "
        "Vouliez-vous écrire «\u00a0Écho\u00a0»\u00a0?\n"
        "1 erreur à corriger. Rien n’a été écrit.\n"
    )
    assert history_of(terminal.database) == []


def test_large_ending_is_refused_until_it_is_confirmed(terminal: Terminal) -> None:
    terminal.run(terminal.write(promotion=PROMOTION, people=csv(*EIG)))
    fewer = terminal.write(people=csv(EIG[0]))
    for dry_run in (True, False):
        assert terminal.run(fewer, dry_run=dry_run) == 1
        assert terminal.refused == (
            "Plus d’un tiers des rôles de la promotion EIG 7 prendraient fin, 2 sur 3\u00a0: Inès, Sami.\n"
            "Si c’est bien voulu, ajoutez `--confirm`. Rien n’a été écrit.\n"
        )
    assert terminal.run(fewer, confirm=True) == 0
    assert memberships_of(terminal.database) == [("lea", "eig", "EIG 7", "Écho")]


@pytest.mark.parametrize(
    ("texts", "promotion", "sentence"),
    [
        (
            {},
            None,
            "Aucune promotion n’est en cours ou à venir\u00a0: importez d’abord son fichier promotion.toml.",
        ),
        (
            {"seven": PROMOTION, "eight": OTHER_PROMOTION},
            None,
            "Plusieurs promotions ne sont pas terminées (EIG 7, EIG 8)\u00a0: "
            'dites laquelle avec `--promotion "EIG 7"`.',
        ),
        (
            {"seven": PROMOTION},
            "EIG 17",
            "La promotion «\u00a0EIG 17\u00a0» est inconnue. Vouliez-vous écrire «\u00a0EIG 7\u00a0»\u00a0?",
        ),
        (
            {"seven": PROMOTION},
            "Printemps",
            "La promotion «\u00a0Printemps\u00a0» est inconnue. Choisissez parmi\u00a0: EIG 7.",
        ),
        (
            {},
            "EIG 7",
            "La promotion «\u00a0EIG 7\u00a0» est inconnue. Importez d’abord son fichier promotion.toml.",
        ),
    ],
)
def test_unclear_promotion_is_refused_in_one_line(
    terminal: Terminal, *, texts: dict[str, str], promotion: str | None, sentence: str
) -> None:
    assert terminal.run(terminal.write(**texts, people=csv(COACH)), promotion=promotion) == 1
    assert terminal.refused == f"{sentence} Rien n’a été écrit.\n"


def test_files_that_cannot_be_read_are_refused_in_one_line(terminal: Terminal) -> None:
    (binary,) = terminal.write(binary="\0\1\2")
    assert terminal.run([terminal.folder / "absent.csv"]) == 1
    assert terminal.refused == "absent.csv\u00a0: ce fichier n’existe pas. Rien n’a été écrit.\n"
    (terminal.folder / "dossier").mkdir()
    assert terminal.run([terminal.folder / "dossier"]) == 1
    assert terminal.refused == "dossier\u00a0: c’est un dossier\u00a0; donnez un fichier. Rien n’a été écrit.\n"
    assert terminal.run([binary]) == 1
    assert terminal.refused.startswith("binary, ligne 1\u00a0: Ce fichier n’est pas du texte")
    assert terminal.run([Path("/dev/zero")]) == 1
    assert terminal.refused.startswith("/dev/zero, ligne 1\u00a0: Ce fichier dépasse 1\u00a0Mo")


@pytest.mark.parametrize("name", ["[bold]Léa[/bold]", "[/a]", ":smile: [link=x]", "=1+1", "<!channel> & <b>", "ليلى"])
def test_names_are_printed_as_they_are_typed(terminal: Terminal, name: str) -> None:
    paths = terminal.write(promotion=PROMOTION, people=csv(f"a@exemple.fr,{name},coach,,,,U0A,"))
    assert terminal.run(paths) == 0
    assert f"\n  {name} — coach\n" in terminal.said


def test_file_names_and_promotions_cannot_command_the_terminal(terminal: Terminal) -> None:
    (path,) = terminal.write(**{"\x1b[31m\n[red]": "rien"})
    terminal.run([path])
    assert terminal.refused.startswith("\ufffd[31m\ufffd[red], ligne 1")
    terminal.run(terminal.write(people=csv(COACH)), promotion="\x1b]0;x\x07\u202e")
    assert terminal.refused.startswith("La promotion «\u00a0\ufffd]0;x\ufffd\ufffd\u00a0» est inconnue.")


def test_printable_keeps_what_french_and_names_need() -> None:
    assert to_printable("é ’ « » \u00a0\u202f\u200d 👩‍💻 ليلى") == "é ’ « » \u00a0\u202f\u200d 👩‍💻 ليلى"
    assert to_printable("a\x00\n\r\t\x1b\u2028\u202e\udc80b") == "a" + "\ufffd" * 8 + "b"


def test_database_that_is_busy_is_said(terminal: Terminal, database_url: str) -> None:
    paths = terminal.write(promotion=PROMOTION)
    other = Database(database_url)
    with other.transaction() as tx:
        lock_imports(tx)
        assert terminal.run(paths) == 1
    other.close()
    assert terminal.refused == (
        "La base de données ne répond pas\u00a0: réessayez dans un instant. Rien n’a été écrit.\n"
    )

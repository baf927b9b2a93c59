from datetime import date

import pytest

from bot.programme.files.faults import Fault
from bot.programme.imports.outcome import (
    AmendedItem,
    ImportFaults,
    ImportPart,
    ImportResult,
    UnclearPromotion,
    UnknownPromotion,
)
from bot.programme.model import Defi, Phase, Promotion
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import promotions
from tests.bot.programme.imports.written import (
    EIG,
    LATER,
    NOW,
    OTHER_PROMOTION,
    PROMOTION,
    csv,
    history_of,
    hours_csv,
    memberships_of,
    run,
)

HOURS = hours_csv("claire@exemple.fr,lundi,09:00,12:00,,")
COACH = "claire@exemple.fr,Claire,coach,,,,,"


def faults_of(caught: pytest.ExceptionInfo[ImportFaults]) -> dict[str, tuple[Fault, ...]]:
    return {file.file: file.faults for file in caught.value.files}


def test_files_are_taken_in_their_own_order(database: Database) -> None:
    assert run(database, HOURS, csv(*EIG, COACH), PROMOTION) == ImportResult(
        promotion="EIG 7",
        promotions_added=("EIG 7",),
        defis_added=("Écho", "Relais"),
        people_added=("Léa", "Sami", "Inès", "Claire"),
        joined=(
            ImportPart("Léa", Role.EIG, "Écho"),
            ImportPart("Sami", Role.EIG, "Écho"),
            ImportPart("Inès", Role.EIG, "Relais"),
            ImportPart("Claire", Role.COACH),
        ),
        hours=("Claire",),
        to_look_up=("Claire", "Inès", "Léa", "Sami"),
    )
    assert memberships_of(database) == [
        ("claire", "coach", "EIG 7", None),
        ("ines", "eig", "EIG 7", "Relais"),
        ("lea", "eig", "EIG 7", "Écho"),
        ("sami", "eig", "EIG 7", "Écho"),
    ]


def test_second_import_changes_nothing(database: Database) -> None:
    files = (PROMOTION, csv(*EIG, COACH, "m@exemple.fr,Mo,mentor,,,droit|visio,U0MO,2"), HOURS)
    run(database, *files)
    before = history_of(database)
    again = run(database, *files, now=LATER)
    assert (again.changes, again.to_look_up) == (0, ("Claire", "Inès", "Léa", "Sami"))
    assert history_of(database) == before


def test_history_says_each_change_with_ids_only(database: Database) -> None:
    run(database, PROMOTION, csv(EIG[0], COACH), HOURS)
    run(database, csv("lea@exemple.fr,Léa B,EIG,Relais,droit du numérique,,U0LEA,"), confirmed=True)
    assert history_of(database) == [
        (None, "programme.promotion", "promotion", "added"),
        (None, "programme.defi", "defi", "added"),
        (None, "programme.defi", "defi", "added"),
        (None, "programme.join", "person", "eig promotion=1 defi=1"),
        (None, "programme.join", "person", "coach promotion=1 defi=-"),
        (None, "programme.hours", "person", "1"),
        (None, "programme.join", "person", "eig promotion=1 defi=2"),
        (None, "programme.amend", "person", "name,slack_id"),
        (None, "programme.leave", "person", "eig promotion=1 defi=1"),
    ]


def test_promotion_without_phases_gets_the_usual_ones(database: Database) -> None:
    run(database, PROMOTION)
    with database.reading() as reading:
        (promotion,) = promotions.all_promotions(reading)
        defis = promotions.defis_of(reading, promotion.id)
    assert promotion == Promotion(
        1,
        "EIG 7",
        date(2026, 9, 1),
        date(2027, 6, 30),
        {"coachs": "C0COACHS"},
        (
            Phase(1, "Un", date(2026, 9, 1), date(2026, 10, 31)),
            Phase(2, "Deux", date(2026, 11, 1), date(2027, 1, 31)),
            Phase(3, "Trois", date(2027, 2, 1), date(2027, 4, 30)),
            Phase(4, "Quatre", date(2027, 5, 1), date(2027, 6, 30)),
        ),
    )
    assert sorted(defis, key=lambda defi: defi.id) == [
        Defi(1, 1, "Écho", "Bureau des échos", "C0ECHO", closed_weekdays=frozenset({2}), promotion="EIG 7"),
        Defi(2, 1, "Relais", "Bureau des relais", "C0RELAIS", promotion="EIG 7"),
    ]


def test_promotion_is_corrected_by_name_and_what_it_leaves_out_stays(database: Database) -> None:
    run(database, PROMOTION)
    corrected = """name = "eig  7"
starts_on = 2026-09-01
ends_on = 2027-07-31
[canaux]
promotion = "C0TOUS"
[[phases]]
name = "Seule"
starts_on = 2026-09-01
ends_on = 2027-07-31
[[defis]]
name = "ECHO"
administration = "Bureau des échos"
canal = "C0ECHO"
lieu = "Salle 3"
"""
    assert run(database, corrected) == ImportResult(
        promotions_amended=(AmendedItem("eig 7", ("name", "ends_on", "channel_promotion", "phases")),),
        defis_amended=(AmendedItem("ECHO", ("name", "place", "closed_weekdays")),),
    )
    with database.reading() as reading:
        (promotion,) = promotions.all_promotions(reading)
        names = {defi.id: defi.name for defi in promotions.defis_of(reading, promotion.id)}
    assert promotion.channels == {"promotion": "C0TOUS", "coachs": "C0COACHS"}
    assert promotion.phases == (Phase(1, "Seule", date(2026, 9, 1), date(2027, 7, 31)),)
    assert names == {1: "ECHO", 2: "Relais"}
    assert run(database, corrected).changes == 0


def test_closed_promotion_takes_no_file_until_it_is_reopened(database: Database) -> None:
    run(database, PROMOTION, csv(*EIG))
    with database.transaction() as tx:
        promotions.change_promotion(tx, 1, closed_at=NOW)
    before = history_of(database)
    for files, column in (((PROMOTION,), "name"), ((csv(*EIG),), "promotion")):
        with pytest.raises(ImportFaults) as caught:
            run(database, *files, promotion="EIG 7")
        ((fault,),) = faults_of(caught).values()
        assert (fault.column, "rouvrez-la d’abord" in fault.reason) == (column, True)
    assert history_of(database) == before


def test_promotion_with_capitals_that_have_accents_is_found_again(database: Database) -> None:
    promotion = 'name = "Été"\nstarts_on = 2026-09-01\nends_on = 2027-06-30\n'
    run(database, promotion)
    assert run(database, promotion).changes == 0
    with database.reading() as reading:
        assert promotions.promotion_by_name(reading, "ÉTÉ") == promotions.all_promotions(reading)[0]


def test_people_without_any_promotion_are_refused(database: Database) -> None:
    with pytest.raises(UnclearPromotion) as caught:
        run(database, csv(*EIG))
    assert caught.value.names == ()


def test_people_of_an_ended_promotion_need_its_name(database: Database) -> None:
    run(database, PROMOTION.replace("2026-09-01", "2025-09-01").replace("2027-06-30", "2026-06-30"))
    with pytest.raises(UnclearPromotion) as caught:
        run(database, csv(*EIG))
    assert caught.value.names == ()
    assert run(database, csv(*EIG), promotion="eig 7").promotion == "EIG 7"


def test_two_promotions_not_ended_are_named_by_the_refusal(database: Database) -> None:
    with pytest.raises(UnclearPromotion) as caught:
        run(database, PROMOTION, OTHER_PROMOTION, csv(COACH))
    assert caught.value.names == ("EIG 7", "EIG 8")
    assert run(database, PROMOTION, OTHER_PROMOTION, csv(COACH), promotion="EIG 8").promotion == "EIG 8"
    assert memberships_of(database) == [("claire", "coach", "EIG 8", None)]


def test_promotion_that_is_unknown_gets_the_nearest_proposed(database: Database) -> None:
    run(database, PROMOTION, 'name = "Hiver"\nstarts_on = 2020-09-01\nends_on = 2021-06-30\n')
    with pytest.raises(UnknownPromotion) as caught:
        run(database, csv(COACH), promotion="EIG 77")
    assert caught.value.facts == {"name": "EIG 77", "near": "EIG 7", "known": ("Hiver", "EIG 7")}


def test_unknown_defi_gets_the_nearest_proposed(database: Database) -> None:
    with pytest.raises(ImportFaults) as caught:
        run(database, PROMOTION, csv("a@exemple.fr,A,EIG,Relai,,,,", "b@exemple.fr,B,porteuse,écho|Zigzag,,,,"))
    assert faults_of(caught) == {
        "fichier-2": (
            Fault(
                2,
                "defi",
                "«\u00a0EIG 7\u00a0» n’a pas de défi «\u00a0Relai\u00a0». "
                "Vouliez-vous écrire «\u00a0Relais\u00a0»\u00a0?",
            ),
            Fault(
                3,
                "defi",
                "«\u00a0EIG 7\u00a0» n’a pas de défi «\u00a0Zigzag\u00a0». Choisissez parmi\u00a0: Écho, Relais.",
            ),
        )
    }
    assert history_of(database) == []


def test_defi_of_a_promotion_without_any_is_told_apart(database: Database) -> None:
    with pytest.raises(ImportFaults) as caught:
        run(database, OTHER_PROMOTION, csv(EIG[0]))
    assert faults_of(caught)["fichier-2"][0].reason == (
        "«\u00a0EIG 8\u00a0» n’a pas de défi «\u00a0Écho\u00a0». Ajoutez d’abord ses défis à la promotion."
    )


def test_faults_of_all_files_are_listed_and_nothing_is_written(database: Database) -> None:
    with pytest.raises(ImportFaults) as caught:
        run(
            database,
            PROMOTION,
            PROMOTION,
            csv("a@exemple.fr,A,EIG,Rien,,,,"),
            csv("b@exemple.fr,B,coach|EIG,Écho,,,,"),
            HOURS,
            hours_csv("claire@exemple.fr,mardi,09:00,12:00,,"),
        )
    assert {name: [(fault.line, fault.column) for fault in faults] for name, faults in faults_of(caught).items()} == {
        "fichier-2": [(1, "name")],
        "fichier-3": [(2, "defi")],
        "fichier-4": [(2, "role")],
        "fichier-5": [(2, "email")],
        "fichier-6": [(2, "email"), (2, "email")],
    }
    assert (memberships_of(database), history_of(database)) == ([], [])
    with database.reading() as reading:
        assert promotions.promotions_not_ended(reading, NOW.date()) == []

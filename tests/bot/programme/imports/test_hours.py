from datetime import date

import pytest

from bot.dates.hours import DayHours, WeeklyHours
from bot.programme.files.faults import Fault
from bot.programme.imports.outcome import ImportFaults
from bot.programme.service import appoint_coaches
from storage.agenda import hours
from storage.database import Database
from storage.programme import people
from tests.bot.programme.imports.written import EIG, PROMOTION, csv, hours_csv, run

HOSTS = csv(EIG[0], "claire@exemple.fr,Claire,coach,,,,,", "mo@exemple.fr,Mo,mentor,,,,,")
WEEK = hours_csv("claire@exemple.fr,lundi,09:00,12:00,,", "mo@exemple.fr,mardi,14:00,24:00,2026-11-01,2026-12-31")


def week_of(database: Database, email: str) -> tuple[tuple[WeeklyHours, ...], tuple[DayHours, ...]]:
    with database.reading() as reading:
        host = people.by_email(reading, email)
        assert host is not None
        (opening,) = hours.list_openings(reading, [host.id])
    return opening.weekly, opening.exceptions


def test_hours_replace_the_week_of_who_is_named_and_keep_exceptions(database: Database) -> None:
    run(database, PROMOTION, HOSTS, WEEK)
    closed = DayHours(date(2026, 11, 2))
    with database.transaction() as tx:
        claire = people.by_email(tx, "claire@exemple.fr")
        assert claire is not None
        hours.add_day_hours(tx, claire.id, closed)
    result = run(database, hours_csv("claire@exemple.fr,jeudi,9h,12h30,,", "Claire@exemple.fr,lundi,9h,10h,,"))
    assert result.hours == ("Claire",)
    assert week_of(database, "claire@exemple.fr") == (
        (WeeklyHours(3, "09:00", "12:30"), WeeklyHours(0, "09:00", "10:00")),
        (closed,),
    )
    assert week_of(database, "mo@exemple.fr") == (
        (WeeklyHours(1, "14:00", "24:00", date(2026, 11, 1), date(2026, 12, 31)),),
        (),
    )


def test_same_hours_in_another_order_change_nothing(database: Database) -> None:
    lines = ("claire@exemple.fr,lundi,09:00,12:00,,", "claire@exemple.fr,mardi,09:00,12:00,,")
    run(database, PROMOTION, HOSTS, hours_csv(*lines))
    assert run(database, hours_csv(*reversed(lines))).changes == 0


def test_hours_alone_need_no_promotion(database: Database) -> None:
    with database.transaction() as tx:
        appoint_coaches(tx, ["claire@exemple.fr"])
    assert run(database, hours_csv("claire@exemple.fr,lundi,09:00,12:00,,")).hours == ("claire",)


@pytest.mark.parametrize(
    ("email", "reason"),
    [
        (
            "clare@exemple.fr",
            "L’adresse «\u00a0clare@exemple.fr\u00a0» est inconnue. "
            "Vouliez-vous écrire «\u00a0claire@exemple.fr\u00a0»\u00a0?",
        ),
        (
            "claire@example.fr",
            "L’adresse «\u00a0claire@example.fr\u00a0» est inconnue. "
            "Vouliez-vous écrire «\u00a0claire@exemple.fr\u00a0»\u00a0?",
        ),
        (
            "zoubida@exemple.fr",
            "L’adresse «\u00a0zoubida@exemple.fr\u00a0» est inconnue. Ajoutez la personne au fichier de personnes.",
        ),
        (
            "lea@exemple.fr",
            "«\u00a0lea@exemple.fr\u00a0» n’est ni coach, ni mentor ou mentore, ni spécialiste. "
            "Donnez-lui l’un de ces rôles dans le fichier de personnes.",
        ),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_hours_of_somebody_who_hosts_nothing_are_a_fault(
    database: Database, *, email: str, reason: str, known: bool
) -> None:
    if known:
        run(database, PROMOTION, HOSTS)
    with pytest.raises(ImportFaults) as caught:
        run(database, hours_csv(f"{email},lundi,09:00,12:00,,"), *([] if known else [PROMOTION, HOSTS]))
    assert [file.faults for file in caught.value.files] == [(Fault(2, "email", reason),)]


def test_hours_of_who_left_are_a_fault(database: Database) -> None:
    run(database, PROMOTION, HOSTS, WEEK)
    run(database, csv("david@exemple.fr,David,coach,,,,,"), confirmed=True)
    with pytest.raises(ImportFaults):
        run(database, hours_csv("claire@exemple.fr,lundi,09:00,12:00,,"))

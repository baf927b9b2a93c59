import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.programme.files.faults import FileFaults
from bot.programme.files.hours import HoursFile, HoursRow
from bot.programme.files.kind import read_file

HEADER = "email,jour,debut,fin,du,au"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def read(text: str) -> tuple[HoursRow, ...]:
    found = read_file("disponibilites.csv", text.encode())
    assert isinstance(found, HoursFile)
    return found.rows


def faults(*lines: str, header: str = HEADER) -> list[tuple[int, str, str]]:
    with pytest.raises(FileFaults) as caught:
        read_file("disponibilites.csv", "\n".join((header, *lines)).encode())
    plain = str.maketrans({"\u00a0": " ", "\u202f": " "})
    return [(fault.line, fault.column, fault.reason.translate(plain)) for fault in caught.value.faults]


def test_hours_file_gives_every_column() -> None:
    text = (
        f"{HEADER}\n"
        "A@exemple.fr,Lundi,9h,12:00,,\n"
        "a@exemple.fr,lundi,12 h 00,24:00,2026-09-01,31/12/2026\n"
        "b@exemple.fr,DIMANCHE,09:15:00,9h30,,1/2/2027\n"
    )
    assert read(text) == (
        HoursRow(2, "a@exemple.fr", 0, "09:00", "12:00"),
        HoursRow(3, "a@exemple.fr", 0, "12:00", "24:00", date(2026, 9, 1), date(2026, 12, 31)),
        HoursRow(4, "b@exemple.fr", 6, "09:15", "09:30", None, date(2027, 2, 1)),
    )


def test_hours_file_without_the_optional_columns() -> None:
    assert read("Début;Fin;Jour;Email\n9:00;10:00;mardi;a@exemple.fr\n") == (
        HoursRow(2, "a@exemple.fr", 1, "09:00", "10:00"),
    )


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (
            "a,lundi,9h,10h,,",
            "email",
            "« a » n’est pas une adresse : écrivez-la seule, comme prenom.nom@exemple.fr.",
        ),
        ("a@exemple.fr,,9h,10h,,", "jour", "La case « jour » est vide : remplissez-la."),
        (
            "a@exemple.fr,mercedi,9h,10h,,",
            "jour",
            "« mercedi » n’est pas un jour de la semaine. Vouliez-vous écrire « mercredi » ?",
        ),
        (
            "a@exemple.fr,demain,9h,10h,,",
            "jour",
            f"« demain » n’est pas un jour de la semaine. Choisissez parmi : {', '.join(DAYS)}.",
        ),
        ("a@exemple.fr,lundi,25:00,10h,,", "debut", "« 25:00 » n’est pas une heure : écrivez 09:00 ou 9h30."),
        ("a@exemple.fr,lundi,9h,midi,,", "fin", "« midi » n’est pas une heure : écrivez 09:00 ou 9h30."),
        (
            "a@exemple.fr,lundi,9h05,10h,,",
            "debut",
            "« 9h05 » n’est pas un quart d’heure juste : finissez par :00, :15, :30 ou :45.",
        ),
        (
            "a@exemple.fr,lundi,10h,10h,,",
            "fin",
            "La fin (10:00) ne vient pas après le début (10:00) : corrigez l’une des deux heures.",
        ),
        (
            "a@exemple.fr,lundi,9h,10h,01/09/26,",
            "du",
            "« 01/09/26 » n’est pas une date : écrivez 2026-09-01 ou 01/09/2026.",
        ),
        (
            "a@exemple.fr,lundi,9h,10h,,31/02/2026",
            "au",
            "« 31/02/2026 » n’existe pas dans le calendrier : corrigez le jour ou le mois.",
        ),
        (
            "a@exemple.fr,lundi,9h,10h,0026-09-01,",
            "du",
            "L’année 26 est hors de portée : écrivez-en une de 2000 à 2100.",
        ),
        (
            "a@exemple.fr,lundi,9h,10h,2026-09-02,2026-09-01",
            "au",
            "Le 2026-09-01 vient avant le 2026-09-02 : corrigez « du » ou « au ».",
        ),
    ],
)
def test_hours_file_fault_in_a_cell(line: str, column: str, reason: str) -> None:
    assert faults(line) == [(2, column, reason)]


def test_hours_file_unknown_column_is_named() -> None:
    assert faults("a@exemple.fr,lundi,9h,10h", header="email,jours,debut,fin") == [
        (1, "jours", "La colonne « jours » est inconnue. Vouliez-vous écrire « jour » ?")
    ]


def test_hours_file_overlap_names_both_lines() -> None:
    assert faults(
        "a@exemple.fr,lundi,9h,12h,,2026-12-31",
        "a@exemple.fr,lundi,12h,14h,,",
        "a@exemple.fr,mardi,9h,12h,,",
        "b@exemple.fr,lundi,9h,12h,,",
        "a@exemple.fr,lundi,9h,12h,2027-01-01,",
        "A@exemple.fr,lundi,11h45,12h,2026-12-31,2026-12-31",
    ) == [
        (7, "debut", "Cette plage chevauche celle de la ligne 2 : gardez-en une ou séparez-les."),
    ]


def test_hours_file_faults_do_not_hide_one_another() -> None:
    assert [
        fault[:2]
        for fault in faults("a,lundis,9,10h10,x,y", "b@exemple.fr,lundi,9h,10h,,", "b@exemple.fr,lundi,9h,10h,,")
    ] == [
        (2, "email"),
        (2, "jour"),
        (2, "debut"),
        (2, "fin"),
        (2, "du"),
        (2, "au"),
        (4, "debut"),
    ]


quarters = st.integers(0, 96)
days = st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31))


@settings(max_examples=60, deadline=None)
@given(
    weekday=st.integers(0, 6),
    bounds=st.lists(quarters, min_size=2, max_size=2, unique=True).map(sorted),
    valid=st.tuples(days, days),
    french=st.booleans(),
    delimiter=st.sampled_from(",;"),
)
def test_hours_file_reads_back_what_is_written(
    *, weekday: int, bounds: list[int], valid: tuple[date | None, date | None], french: bool, delimiter: str
) -> None:
    first, last = valid
    if first and last and last < first:
        first, last = last, first
    starts, ends = (f"{quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in bounds)
    written = [day.strftime("%d/%m/%Y" if french else "%Y-%m-%d") if day else "" for day in (first, last)]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(
        [HEADER.split(","), ["a@exemple.fr", DAYS[weekday], starts, ends, *written]]
    )
    assert read(text.getvalue()) == (HoursRow(2, "a@exemple.fr", weekday, starts, ends, first, last),)

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.programme.files.faults import FileFaults
from bot.programme.files.kind import read_file
from bot.programme.files.people import PeopleFile, PersonRow
from bot.programme.roles import METIER_WORDS, Metier, Role

HEADER = "email,nom,role,defi,metier,expertises,slack_id,cycles_max"


def read(text: str) -> tuple[PersonRow, ...]:
    found = read_file("personnes.csv", text.encode())
    assert isinstance(found, PeopleFile)
    return found.rows


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(FileFaults) as caught:
        read_file("personnes.csv", text.encode())
    plain = str.maketrans({"\u00a0": " ", "\u202f": " "})
    return [(fault.line, fault.column, fault.reason.translate(plain)) for fault in caught.value.faults]


def test_people_file_gives_every_column() -> None:
    text = (
        f"{HEADER}\n"
        "jeanne.roux@exemple.fr,Jeanne Roux,EIG,Écho,design,,U0JEANNE,\n"
        "\n"
        '"  Paul.DUPONT@Exemple.fr ","Dupont, Paul",mentor|ancien,,,droit d’auteur | RGPD,,3\n'
        "ana@exemple.fr,Ana  Sy,Porteuse de projet,Écho|Delta,,,,\n"
    )
    assert read(text) == (
        PersonRow(
            2, "jeanne.roux@exemple.fr", "Jeanne Roux", (Role.EIG,), ("Écho",), Metier.DESIGN, slack_id="U0JEANNE"
        ),
        PersonRow(
            4,
            "paul.dupont@exemple.fr",
            "Dupont, Paul",
            (Role.MENTOR, Role.ALUMNI),
            expertises=("droit d’auteur", "RGPD"),
            cycles_max=3,
        ),
        PersonRow(5, "ana@exemple.fr", "Ana Sy", (Role.PORTEUR,), ("Écho", "Delta")),
    )


def test_people_file_knows_the_roles_it_speaks_for() -> None:
    found = read_file("x", b"email,nom,role\na@exemple.fr,A,coach|mentore\nb@exemple.fr,B,coach\n")
    assert isinstance(found, PeopleFile)
    assert found.roles == frozenset({Role.COACH, Role.MENTOR})


@pytest.mark.parametrize("header", ["role;Nom;E-mail", "RÔLE; nom ;EMAIL", '"Role";"Nom";"email"', "role;nom;email;;"])
def test_people_file_header_in_any_order_and_case(header: str) -> None:
    assert read(f"{header}\r\ncoach;Ana;a@exemple.fr\r\n") == (PersonRow(2, "a@exemple.fr", "Ana", (Role.COACH,)),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_people_file_with_any_line_end(end: str) -> None:
    text = end.join(["email,nom,role", ",,", "a@exemple.fr,Ana,coach", "", "   ", "b@exemple.fr,Bo,coach"])
    assert [(row.line, row.name) for row in read(text)] == [(3, "Ana"), (6, "Bo")]


def test_people_file_formula_stays_text() -> None:
    assert read("email,nom,role\na@exemple.fr,=cmd|' /C calc'!A0,coach\n")[0].name == "=cmd|' /C calc'!A0"


def test_people_file_quoted_field_holds_both_separators() -> None:
    assert read('email;nom;role\na@exemple.fr;"Sy, Ana; dite ""Nana""";coach\n')[0].name == 'Sy, Ana; dite "Nana"'


def test_people_file_composes_accents_and_lowers_emails() -> None:
    row = read("email,nom,role\nHE\u0301LE\u0300NE@exemple.fr,He\u0301le\u0300ne,coach\n")[0]
    assert (row.email, row.name) == ("hélène@exemple.fr", "Hélène")


@pytest.mark.parametrize("role", ["mentor/mentore", "mentore et mentor", "mentor ou mentore", "mentor|mentore|"])
def test_people_file_one_role_said_twice_is_one(role: str) -> None:
    assert read(f"email,nom,role\na@exemple.fr,A,{role}\n")[0].roles == (Role.MENTOR,)


ROW = {"email": "a@exemple.fr", "nom": "Ana", "role": "mentor"}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"email": ""}, "email", "La case « email » est vide : remplissez-la."),
        ({"nom": " "}, "nom", "La case « nom » est vide : remplissez-la."),
        ({"role": " | "}, "role", "La case « role » est vide : remplissez-la."),
        (
            {"email": "ana@exemple"},
            "email",
            "« ana@exemple » n’est pas une adresse : écrivez-la seule, comme prenom.nom@exemple.fr.",
        ),
        (
            {"email": "Ana <a@exemple.fr>"},
            "email",
            "« Ana <a@exemple.fr> » n’est pas une adresse : écrivez-la seule, comme prenom.nom@exemple.fr.",
        ),
        (
            {"email": "a" * 250 + "@exemple.fr"},
            "email",
            f"« {'a' * 40}… » n’est pas une adresse : écrivez-la seule, comme prenom.nom@exemple.fr.",
        ),
        ({"nom": "a" * 76}, "nom", "Cette valeur compte 76 caractères : raccourcissez-la à 75 au plus."),
        ({"nom": "—"}, "nom", "« — » n’a ni lettre ni chiffre : écrivez-le en toutes lettres."),
        ({"nom": "A\na"}, "nom", "Cette valeur contient un retour à la ligne : écrivez-la sur une seule ligne."),
        (
            {"nom": "A\u202eb"},
            "nom",
            "Cette valeur contient un signe invisible (U+202E) : effacez-la et retapez-la.",
        ),
        ({"nom": "A\x07b"}, "nom", "Cette valeur contient un signe invisible (U+0007) : effacez-la et retapez-la."),
        ({"role": "mentroe"}, "role", "Le rôle « mentroe » est inconnu. Vouliez-vous écrire « mentore » ?"),
        (
            {"role": "chef"},
            "role",
            "Le rôle « chef » est inconnu. Choisissez parmi : eig, porteur, sponsor, coach, mentor, expert, alumni.",
        ),
        (
            {"role": "coach, mentore"},
            "role",
            "« coach, mentore » réunit plusieurs rôles : séparez-les par une barre, « coach|mentor ».",
        ),
        (
            {"role": "eig"},
            "defi",
            "Le rôle « eig » va avec un défi : écrivez son nom dans la colonne « defi ».",
        ),
        (
            {"role": "porteuse"},
            "defi",
            "Le rôle « porteur » va avec un défi : écrivez son nom dans la colonne « defi ».",
        ),
        (
            {"metier": "devloppement"},
            "metier",
            "Le métier « devloppement » est inconnu. Vouliez-vous écrire « développement » ?",
        ),
        (
            {"metier": "plomberie"},
            "metier",
            "Le métier « plomberie » est inconnu. Choisissez parmi : design, développement, droit du numérique, "
            "ingénierie de la donnée, science de la donnée.",
        ),
        (
            {"slack_id": "@ana"},
            "slack_id",
            "« @ana » n’est pas un identifiant Slack : copiez-le du profil (U…), ou laissez la case vide.",
        ),
        (
            {"cycles_max": "0"},
            "cycles_max",
            "« 0 » n’est pas un nombre de cycles : écrivez un nombre de 1 à 20.",
        ),
        (
            {"cycles_max": "21"},
            "cycles_max",
            "« 21 » n’est pas un nombre de cycles : écrivez un nombre de 1 à 20.",
        ),
        (
            {"cycles_max": "3", "role": "coach"},
            "cycles_max",
            "Seul le rôle « mentor ou mentore » a une limite de cycles : videz cette case.",
        ),
        (
            {"expertises": "|".join(f"e{number}" for number in range(21))},
            "expertises",
            "Cette case contient 21 valeurs : gardez-en 20 au plus.",
        ),
        ({"defi": "é" * 80}, "defi", "Cette valeur compte 80 caractères : raccourcissez-la à 75 au plus."),
    ],
)
def test_people_file_fault_in_a_cell(cells: dict[str, str], column: str, reason: str) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER.split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerow(ROW | cells)
    assert faults(text.getvalue()) == [(2, column, reason)]


def test_people_file_names_every_fault() -> None:
    text = "email,nom,role\nx,,chef|coatch\nb@exemple.fr,B,coach\ny,C,\n"
    assert [fault[:2] for fault in faults(text)] == [
        (2, "email"),
        (2, "nom"),
        (2, "role"),
        (2, "role"),
        (4, "email"),
        (4, "role"),
    ]


def test_people_file_same_email_or_slack_id_twice() -> None:
    text = "email,nom,role,slack_id\na@exemple.fr,A,coach,U01\nb@exemple.fr,B,coach,U01\nA@Exemple.fr,A,mentor,\n"
    mend = "réunissez les deux lignes ou corrigez-en une."
    assert faults(text) == [
        (3, "slack_id", f"« U01 » est déjà à la ligne 2 : {mend}"),
        (4, "email", f"« a@exemple.fr » est déjà à la ligne 2 : {mend}"),
    ]


words = st.text("abcdefghéèàçœ'’-,;\"=", min_size=1, max_size=20).map("N{}".format)
people = st.builds(
    PersonRow,
    line=st.just(0),
    email=st.from_regex(r"[a-zé0-9]{1,8}(\.[a-z]{1,8})?@[a-z]{1,8}\.fr", fullmatch=True),
    name=words,
    roles=st.lists(st.sampled_from(Role), min_size=1, unique=True).map(tuple),
    defis=st.lists(words, min_size=1, max_size=3, unique=True).map(tuple),
    metier=st.none() | st.sampled_from(Metier),
    expertises=st.lists(words, max_size=3, unique=True).map(tuple),
    slack_id=st.none() | st.from_regex(r"[UW][A-Z0-9]{2,8}", fullmatch=True),
)


def write(rows: list[PersonRow], delimiter: str, columns: list[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter)
    writer.writeheader()
    for row in rows:
        cells = {
            "email": row.email,
            "nom": row.name,
            "role": "|".join(row.roles),
            "defi": "|".join(row.defis),
            "metier": METIER_WORDS[row.metier] if row.metier else "",
            "expertises": "|".join(row.expertises),
            "slack_id": row.slack_id or "",
            "cycles_max": row.cycles_max or "",
        }
        writer.writerow(cells)
    return text.getvalue()


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        people, min_size=1, max_size=5, unique_by=(lambda row: row.email, lambda row: row.slack_id or row.email)
    ),
    delimiter=st.sampled_from(",;"),
    columns=st.permutations(HEADER.split(",")),
)
def test_people_file_reads_back_what_is_written(rows: list[PersonRow], delimiter: str, columns: list[str]) -> None:
    found = read(write(rows, delimiter, columns))
    expected = [
        PersonRow(line, row.email, row.name, row.roles, row.defis, row.metier, row.expertises, row.slack_id)
        for line, row in enumerate(rows, start=2)
    ]
    assert list(found) == expected

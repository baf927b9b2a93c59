import pytest

from bot.programme.files.faults import FileFaults
from bot.programme.files.kind import read_file


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(FileFaults) as caught:
        read_file("personnes.csv", text.encode())
    plain = str.maketrans({"\u00a0": " ", "\u202f": " "})
    return [(fault.line, fault.column, fault.reason.translate(plain)) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "email,nom,roles\na@exemple.fr,A,coach\n",
            [(1, "roles", "La colonne « roles » est inconnue. Vouliez-vous écrire « role » ?")],
        ),
        (
            "email,nom,role,ville\na@exemple.fr,A,coach,Lyon\n",
            [
                (
                    1,
                    "ville",
                    "La colonne « ville » est inconnue. Choisissez parmi : email, nom, role, defi, metier, "
                    "expertises, slack_id, cycles_max.",
                )
            ],
        ),
        (
            "email,nom,nom,role\na@exemple.fr,A,A,coach\n",
            [(1, "nom", "La colonne « nom » figure deux fois : gardez-en une.")],
        ),
        (
            "\nnom,role\nA,chef\n",
            [
                (2, "email", "La colonne « email » manque : ajoutez-la à l’en-tête."),
                (
                    3,
                    "role",
                    "Le rôle « chef » est inconnu. "
                    "Choisissez parmi : eig, porteur, sponsor, coach, mentor, expert, alumni.",
                ),
            ],
        ),
        (
            "email\tnom\trole\na@exemple.fr\tA\tcoach\n",
            [(1, "", "Des tabulations séparent les colonnes : enregistrez avec virgule ou point-virgule.")],
        ),
        ("email,nom,role\n,,\n", [(1, "", "Ce fichier n’a que son en-tête : ajoutez au moins une ligne.")]),
        (
            "email,nom,role\na@exemple.fr,Sy, Ana,coach\n",
            [
                (
                    2,
                    "",
                    "Cette ligne a plus de valeurs que l’en-tête n’a de colonnes : "
                    "mettez entre guillemets une valeur qui contient le séparateur.",
                ),
                (
                    2,
                    "role",
                    "Le rôle « Ana » est inconnu. "
                    "Choisissez parmi : eig, porteur, sponsor, coach, mentor, expert, alumni.",
                ),
            ],
        ),
        (
            'email,nom,role\na@exemple.fr,"Ana,coach\nb@exemple.fr,B,coach\n',
            [(2, "", "Les guillemets de cette ligne ne vont pas par deux : fermez-les ou ôtez-les.")],
        ),
        (
            f"email,nom,role\na@exemple.fr,{'a' * 140_000},coach\nb@exemple.fr,B,coach\n",
            [(2, "", "Une valeur de cette ligne est bien trop longue : raccourcissez-la.")],
        ),
    ],
    ids=range(9),
)
def test_people_file_fault_of_shape(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert faults(text) == expected


def test_people_file_too_long() -> None:
    text = "email,nom,role\n" + "".join(f"a{number}@exemple.fr,A,coach\n" for number in range(5_001))
    assert faults(text) == [(5_002, "", "Ce fichier dépasse 5000 lignes : partagez-le en plusieurs fichiers.")]

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.programme.files.faults import Fault, FileFaults
from bot.programme.files.hours import HoursFile
from bot.programme.files.kind import read_file
from bot.programme.files.people import PeopleFile
from bot.programme.files.promotion import PromotionFile

PEOPLE = "email;nom;role;defi\nhelene@exemple.fr;Hélène Œuvrard;EIG;L’Écho\n"
HOURS = "email,jour,debut,fin\na@exemple.fr,lundi,9h,12h\n"
PROMOTION = "name = 'Été, email, nom'\nstarts_on = 2026-09-01\nends_on = 2027-06-30\n"


def refusal(data: bytes) -> FileFaults:
    with pytest.raises(FileFaults) as caught:
        read_file("fichier", data)
    return caught.value


@pytest.mark.parametrize(
    ("text", "kind"), [(PEOPLE, PeopleFile), (HOURS, HoursFile), ("\n# vu le 3\n" + PROMOTION, PromotionFile)]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_file_is_told_by_content_in_each_encoding(text: str, kind: type, encoding: str) -> None:
    found = read_file("sans-nom", text.encode(encoding))
    assert type(found) is kind
    assert found == read_file("promotion.toml", text.encode())


def test_file_of_excel_may_say_first_what_separates() -> None:
    assert read_file("x", b"sep=;\r\n" + PEOPLE.encode()) == read_file("x", b"\r\n" + PEOPLE.encode())
    (fault,) = refusal(f"sep=;\n{PEOPLE}sans-adresse;Ana;EIG;Carte\n".encode()).faults
    assert (fault.line, fault.column) == (4, "email")


def test_file_in_windows_1252_keeps_its_letters() -> None:
    found = read_file("personnes.csv", PEOPLE.encode("windows-1252"))
    assert isinstance(found, PeopleFile)
    assert [(row.name, row.defis) for row in found.rows] == [("Hélène Œuvrard", ("L’Écho",))]


UNKNOWN = (
    "Ce fichier n’est pas reconnu\u00a0: commencez un fichier de personnes par «\u00a0email,nom,role\u00a0», "
    "de disponibilités par «\u00a0email,jour,debut,fin\u00a0», de promotion par «\u00a0name =\u00a0»."
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Ce fichier est vide\u00a0: choisissez-en un autre."),
        (b"\xef\xbb\xbf \r\n", "Ce fichier est vide\u00a0: choisissez-en un autre."),
        (
            PEOPLE.encode("utf-16"),
            "Ce fichier est en UTF-16\u00a0: enregistrez-le au format «\u00a0CSV UTF-8\u00a0».",
        ),
        (
            b"PK\x03\x04rest",
            "Ce fichier est un classeur\u00a0: enregistrez la feuille au format «\u00a0CSV UTF-8\u00a0».",
        ),
        (
            b"email\0nom",
            "Ce fichier n’est pas du texte\u00a0: enregistrez-le au format «\u00a0CSV UTF-8\u00a0».",
        ),
        (
            b"email\x81nom",
            "Ce fichier n’est pas du texte\u00a0: enregistrez-le au format «\u00a0CSV UTF-8\u00a0».",
        ),
        (b"a" * 1_000_001, "Ce fichier dépasse 1\u00a0Mo\u00a0: partagez-le en plusieurs fichiers."),
        (b"bonjour", UNKNOWN),
        (b"email\na@exemple.fr\n", UNKNOWN),
        (b"jean.dupont@exemple.fr,Jean,coach\n", UNKNOWN),
        (b"email,nom,role," * 200, UNKNOWN),
        (b'"email,nom,role\n', UNKNOWN),
    ],
)
def test_file_that_is_none_is_refused_whole(data: bytes, reason: str) -> None:
    assert refusal(data).faults == (Fault(1, "", reason),)


def test_file_faults_say_file_place_and_reason() -> None:
    found = refusal(b"email,nom,role\nx@exemple.fr,X,coatch\n")
    assert (found.code, found.file, found.facts) == (
        "file_faults",
        "fichier",
        {"file": "fichier", "faults": found.faults},
    )
    assert [fault.in_words() for fault in found.faults] == [
        "ligne 2, role\u00a0: Le rôle «\u00a0coatch\u00a0» est inconnu. Vouliez-vous écrire «\u00a0coach\u00a0»\u00a0?"
    ]
    assert Fault(3, "", "Vide.").in_words() == "ligne 3\u00a0: Vide."


def test_file_fault_shows_no_hostile_text() -> None:
    fault = refusal(b"email,nom,role," + b"\x1b[31m" + b"x" * 100 + b"\na@exemple.fr,A,coach\n").faults[0]
    assert fault.column == "\ufffd[31m" + "x" * 35 + "…"


def outcome(data: bytes) -> object:
    try:
        return read_file("fichier", data)
    except FileFaults as refused:
        return refused


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
cells = st.sampled_from(
    [
        "a@exemple.fr",
        "eig",
        "mentore",
        "lundi",
        "9h",
        "12:00",
        "2026-09-01",
        "|",
        '"',
        "\n",
        "\r",
        ",",
        ";",
        "\t",
        "é",
        "=",
    ]
)
tomls = st.sampled_from(
    [
        "name = ",
        '"P"',
        "\n",
        "[[phases]]\n",
        "[[defis]]\n",
        "[canaux]\n",
        "starts_on = 2026-09-01\n",
        "ends_on = ",
        "2027-06-30",
        "[",
        "]",
        "{",
        "}",
        "a.b = 1\n",
        "jours_fermes = ['lundi']\n",
        "'''",
    ]
)
documents = st.one_of(
    st.binary(max_size=200),
    texts.map(str.encode),
    st.tuples(
        st.sampled_from(["email,nom,role,defi\n", "email;jour;debut;fin;du;au\r\n", "nom\temail\trole\n"]),
        st.lists(cells | texts, max_size=25).map("".join),
    ).map(lambda parts: "".join(parts).encode()),
    st.lists(tomls | texts, max_size=15).map(lambda parts: ("name = 'P'\n" + "".join(parts)).encode()),
)


@settings(max_examples=400, deadline=None)
@given(data=documents)
@example(data=b"name = 'P'\nphases = {}\ndefis = [[]]\ncanaux = []\n")
@example(data=b'email,nom,role\n"' + b"a" * 140_000 + b'"\n')
def test_file_of_any_bytes_is_read_or_refused_with_faults(data: bytes) -> None:
    found = outcome(data)
    assert isinstance(found, PeopleFile | HoursFile | PromotionFile | FileFaults)
    if isinstance(found, FileFaults):
        assert found.faults != ()
        assert [fault for fault in found.faults if fault.line < 1 or not fault.reason] == []
        assert list(found.faults) == sorted(found.faults, key=lambda fault: fault.line)

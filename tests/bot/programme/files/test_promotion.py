from datetime import date

import pytest

from bot.programme.files.faults import FileFaults
from bot.programme.files.kind import read_file
from bot.programme.files.promotion import DefiRow, PhaseRow, PromotionFile

HEAD = 'name = "Promotion 7"\nstarts_on = 2026-09-01\nends_on = 2027-06-30\n'
DEFI = '[[defis]]\nname = "Écho"\nadministration = "Archives"\ncanal = "C0ECHO"\n'


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(FileFaults) as caught:
        read_file("promotion.toml", text.encode())
    plain = str.maketrans({"\u00a0": " ", "\u202f": " "})
    return [(fault.line, fault.column, fault.reason.translate(plain)) for fault in caught.value.faults]


def test_promotion_file_with_dates_only() -> None:
    assert read_file("x", HEAD.encode()) == PromotionFile("Promotion 7", date(2026, 9, 1), date(2027, 6, 30))


def test_promotion_file_gives_every_key() -> None:
    text = (
        "# La septième\n" + HEAD + '[[phases]]\nname = "Valider"\nstarts_on = 2026-09-01\nends_on = 2026-10-31\n'
        '[[phases]]\nname = "Prouver"\nstarts_on = "01/11/2026"\nends_on = "2027-01-31"\n'
        + DEFI
        + 'visio = "https://visio.exemple.fr/echo"\nlieu = "Salle 3"\njours_fermes = ["vendredi", "Mercredi"]\n'
        'documents = "lien"\n[canaux]\npromotion = "C01"\ncoachs = "G02"\n'
    )
    assert read_file("x", text.replace("\n", "\r\n").encode()) == PromotionFile(
        "Promotion 7",
        date(2026, 9, 1),
        date(2027, 6, 30),
        (
            PhaseRow("Valider", date(2026, 9, 1), date(2026, 10, 31)),
            PhaseRow("Prouver", date(2026, 11, 1), date(2027, 1, 31)),
        ),
        (
            DefiRow(
                "Écho",
                "Archives",
                "C0ECHO",
                "https://visio.exemple.fr/echo",
                "Salle 3",
                frozenset({2, 4}),
                documents_by_link=True,
            ),
        ),
        {"promotion": "C01", "coachs": "G02"},
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name = "P"\nends_on = 2027-06-30\n', (1, "starts_on", "La clé « starts_on » manque : ajoutez-la.")),
        (
            HEAD.replace("2027-06-30", "2026-06-30"),
            (3, "ends_on", "Le 2026-06-30 vient avant le 2026-09-01 : corrigez starts_on ou ends_on."),
        ),
        (
            HEAD.replace("2026-09-01", "2026-09-01T10:00:00"),
            (2, "starts_on", "Cette valeur n’est pas une date : écrivez 2026-09-01, sans heure ni guillemets."),
        ),
        (
            HEAD.replace("2026-09-01", "1926-09-01"),
            (2, "starts_on", "L’année 1926 est hors de portée : écrivez-en une de 2000 à 2100."),
        ),
        (
            HEAD.replace("2026-09-01", '"septembre"'),
            (2, "starts_on", "« septembre » n’est pas une date : écrivez 2026-09-01 ou 01/09/2026."),
        ),
        (
            HEAD.replace('"Promotion 7"', "7"),
            (1, "name", "Cette valeur doit être du texte : mettez-la entre guillemets."),
        ),
        (
            HEAD.replace('"Promotion 7"', '"  "'),
            (1, "name", "Cette valeur est vide : remplissez-la ou ôtez la ligne."),
        ),
        (
            HEAD.replace("Promotion 7", r"a\u0000b"),
            (1, "name", "Cette valeur contient un signe invisible (U+0000) : effacez-la et retapez-la."),
        ),
        (HEAD + "[canal]\n", (4, "canal", "La clé « canal » est inconnue. Vouliez-vous écrire « canaux » ?")),
        (
            HEAD + '[canaux]\ncoaches = "C01"\n',
            (5, "canaux.coaches", "La clé « coaches » est inconnue. Vouliez-vous écrire « coachs » ?"),
        ),
        (
            HEAD + '[canaux]\ncoachs = "#coachs"\n',
            (
                5,
                "canaux.coachs",
                "« #coachs » n’est pas un canal : collez son lien (« Copier le lien »), ou l’identifiant C….",
            ),
        ),
        (
            "canaux = 3\n" + HEAD,
            (1, "canaux", "« canaux » n’a pas la forme voulue : écrivez-le comme une table, avec ses clés dessous."),
        ),
        (
            HEAD + "[defis]\n",
            (4, "defis", "« defis » doit pouvoir figurer plusieurs fois : écrivez [[defis]] avant chacun."),
        ),
        (
            "phases = [1]\n" + HEAD,
            (
                1,
                "phases[1]",
                "« phases[1] » n’a pas la forme voulue : écrivez-le comme une table, avec ses clés dessous.",
            ),
        ),
        (
            HEAD + DEFI + 'visio = "http://visio.exemple.fr"\n',
            (
                8,
                "defis[1].visio",
                "« http://visio.exemple.fr » n’est pas un lien : copiez-le en entier, avec https:// au début.",
            ),
        ),
        (
            HEAD + DEFI + 'visio = "https://["\n',
            (8, "defis[1].visio", "« https://[ » n’est pas un lien : copiez-le en entier, avec https:// au début."),
        ),
        (
            HEAD + DEFI + 'visio = "https://webconf.numerique.gouv.fr/SalleEcho"\n',
            (
                8,
                "defis[1].visio",
                "webconf.numerique.gouv.fr a fermé, ce lien ne fonctionne plus : "
                "donnez celui d’un autre service, ou aucun.",
            ),
        ),
        (
            HEAD + DEFI + 'documents = "liens"\n',
            (8, "defis[1].documents", "« liens » n’est pas compris : écrivez « lien », ou ôtez la ligne."),
        ),
        (
            HEAD + DEFI + 'jours_fermes = "vendredi"\n',
            (
                8,
                "defis[1].jours_fermes",
                '« jours_fermes » n’est pas une liste : écrivez jours_fermes = ["…"] ou jours_fermes = ["…", "…"].',
            ),
        ),
        (
            HEAD + DEFI + 'jours_fermes = ["lundi", "vendredis"]\n',
            (
                8,
                "defis[1].jours_fermes[2]",
                "« vendredis » n’est pas un jour de la semaine. Vouliez-vous écrire « vendredi » ?",
            ),
        ),
        (
            HEAD + DEFI + DEFI.replace("Écho", "ECHO"),
            (9, "defis[2].name", "Le défi « ECHO » est déjà defis[1] : gardez-en un ou changez un des noms."),
        ),
        (
            HEAD + DEFI.replace("Écho", "Écho | Relais"),
            (
                5,
                "defis[1].name",
                "« Écho | Relais » contient « | », qui sépare plusieurs défis : écrivez ce nom sans ce signe.",
            ),
        ),
        (
            HEAD + f'defis = [{{ name = "{"é" * 76}", administration = "A", canal = "C01" }}]\n',
            (4, "defis[1].name", "Cette valeur compte 76 caractères : raccourcissez-la à 75 au plus."),
        ),
        (HEAD + "oups\n", (4, "", 'Cette ligne n’est pas du TOML : écrivez cle = "texte" ou cle = 2026-09-01.')),
        (HEAD + 'name = "autre"\n', (4, "", "Cette ligne répète un nom déjà donné : gardez-en un seul.")),
        (
            HEAD + 'lieu = "',
            (4, "", 'Cette ligne n’est pas du TOML : écrivez cle = "texte" ou cle = 2026-09-01.'),
        ),
        (
            "a = " + "[" * 1_990,
            (1, "", 'Cette ligne n’est pas du TOML : écrivez cle = "texte" ou cle = 2026-09-01.'),
        ),
        (
            HEAD + "# oui\n" * 17_000,
            (1, "", "Ce fichier dépasse 100000 caractères : ôtez-en ce qui n’est pas la promotion."),
        ),
        (
            HEAD + "# " + "a" * 2_000,
            (4, "", "Cette ligne dépasse 2000 caractères : raccourcissez-la."),
        ),
    ],
)
def test_promotion_file_fault(text: str, expected: tuple[int, str, str]) -> None:
    assert faults(text) == [expected]


def test_promotion_file_phases_out_of_bounds_and_order() -> None:
    phases = [("A", "2026-08-31", "2026-10-31"), ("B", "2026-10-31", "2027-07-01"), ("C", "2027-01-01", "2026-12-31")]
    text = HEAD + "".join(
        f'[[phases]]\nname = "{name}"\nstarts_on = {first}\nends_on = {last}\n' for name, first, last in phases
    )
    order = "rangez les phases dans l’ordre, sans chevauchement."
    assert faults(text) == [
        (
            6,
            "phases[1].starts_on",
            "Le 2026-08-31 vient avant le début de la promotion (2026-09-01) : corrigez-le.",
        ),
        (10, "phases[2].starts_on", f"Le 2026-10-31 ne vient pas après la fin de « A » (2026-10-31) : {order}"),
        (11, "phases[2].ends_on", "Le 2027-07-01 vient après la fin de la promotion (2027-06-30) : corrigez-le."),
        (14, "phases[3].starts_on", f"Le 2027-01-01 ne vient pas après la fin de « B » (2027-07-01) : {order}"),
        (15, "phases[3].ends_on", "Le 2026-12-31 vient avant le 2027-01-01 : corrigez starts_on ou ends_on."),
    ]


@pytest.mark.parametrize(
    ("line", "channel"),
    [
        ("", ""),
        ('canal = "C0ECHO"\n', "C0ECHO"),
        ('canal = "https://eig.slack.com/archives/C0ECHO"\n', "C0ECHO"),
        ('canal = "https://eig.slack.com/archives/C0ECHO?thread_ts=1.2"\n', "C0ECHO"),
    ],
)
def test_channel_of_a_defi_is_optional_and_may_be_the_link_that_slack_copies(line: str, channel: str) -> None:
    file = read_file("promotion.toml", (HEAD + DEFI.replace('canal = "C0ECHO"\n', line)).encode())
    assert isinstance(file, PromotionFile)
    assert [one.channel for one in file.defis] == [channel]


def test_promotion_file_names_every_fault() -> None:
    text = 'nome = "P"\nstarts_on = 1\n[[phases]]\nname = 3\n[[defis]]\ncanal = "x"\n[canaux]\npromotion = ""\n'
    assert [fault[:2] for fault in faults(text)] == [
        (1, "nome"),
        (1, "name"),
        (1, "ends_on"),
        (2, "starts_on"),
        (3, "phases[1].starts_on"),
        (3, "phases[1].ends_on"),
        (4, "phases[1].name"),
        (5, "defis[1].name"),
        (5, "defis[1].administration"),
        (6, "defis[1].canal"),
        (8, "canaux.promotion"),
    ]


def test_promotion_file_key_within_a_long_text_is_no_line() -> None:
    text = 'name = """\nends_on = 1"""\nstarts_on = 2026-09-01\nends_on = 2026-08-01\n'
    assert [fault[:2] for fault in faults(text)] == [(4, "ends_on")]

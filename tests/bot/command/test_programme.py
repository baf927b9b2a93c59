"""`bot export programme` and `bot import programme.toml`: out, in again, rehearsed, and refused by line and column."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.catalogue.catalogue import current_edition
from bot.catalogue.formats import CycleTerms
from bot.command.export import export_programme
from bot.command.imports import import_programme, is_programme
from bot.command.refusals import Unreadable
from bot.gatherings.model import Series
from bot.planning.setup.programme_file import programme_text
from bot.programme import shaping
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.gatherings import gathering_series
from storage.programme import openings, people, shapes
from tests.architecture.sources import ROOT
from tests.promotion import enter, found

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
OWN = """
[[formats]]
key = "rdv-permanence-juridique"
name = "Permanence juridique"
hosts = "coach"
minutes = 30
hours = ["jeudi 14 h-17 h"]
description = "Une demi-heure pour une question de droit."
"""


CYCLE = """
[[formats]]
key = "mentorat"
"""


OWN_CYCLE = """
[[formats]]
key = "cycle-juridique"
name = "Accompagnement juridique"
hosts = "coach"
minutes = 45
sessions = 3
window_days = 60
description = "Trois rendez-vous pour une question de droit."
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "programme.toml"
    file.write_text(text, encoding="utf-8")
    return file


def formats(database: Database) -> dict[str, int]:
    with database.reading() as reading:
        return {key: given.minutes for key, given in current_edition(reading).formats.items()}


def test_a_file_is_rehearsed_then_in_service_then_nothing_to_change(database: Database, tmp_path: Path) -> None:
    file, before = written(tmp_path, OWN), formats(database)
    assert is_programme([file])
    tried = import_programme(database, file, dry_run=True, now=NOW)
    assert (tried[0].startswith("Ajouté : Permanence juridique"), formats(database)) == (True, before)
    import_programme(database, file, dry_run=False, now=NOW)
    assert formats(database) == {**before, "rdv-permanence-juridique": 30}
    assert import_programme(database, file, dry_run=False, now=NOW) == ["Rien à changer : ces formats sont en service."]


HEAD = """
name = "Relève"

[roles.eig]
singular = "fellow"
plural = "fellows"

[roles.coach]
singular = ["conseiller", "conseillère"]
plural = ["conseillers", "conseillères"]

[roles.alumni]
singular = "alumni"
plural = "alumni"

[[metiers]]
key = "design"
name = "design"
"""


PHASE = '[[phases]]\nname = "Un"\nweeks = 8\nskills = ["Agilité"]\n'
ASKS = """
[[questions]]
key = "appris"
text = "Qu’avez-vous appris ?"
"""
SECTION = """
[[sections]]
key = "impact"
name = "Impact"
begins = ["appris"]
axis = "Impact"
after_advice = true
"""
GATHERED = """
[[rencontres]]
key = "ren-demonstration"
name = "Démonstration"
kind = "conference"
description = "Une équipe montre son produit."
every = "month"
"""
TAUGHT = "".join(
    f'[[phases]]\nname = "{at}"\nweeks = 8\nskills = {[f"Art {at}-{number}" for number in range(13)]}\n'
    for at in range(7)
)
TWIN = '[[metiers]]\nkey = "ux"\nname = "UX"'


def test_the_head_of_a_file_is_rehearsed_then_kept_then_exported(database: Database, tmp_path: Path) -> None:
    file, url = written(tmp_path, HEAD + OWN), database.url.render_as_string(hide_password=False)
    tried = import_programme(database, file, dry_run=True, now=NOW)
    assert tried[:2] == [
        "Changé : le programme s’appelle Relève, et non plus EIG.",
        "Changé : rôle eig : fellow, fellows.",
    ]
    assert "Retiré : rôle mentor, qui n’est plus proposé." in tried
    assert "Retiré : métier droit, qui n’est plus proposé." in tried
    with database.reading() as reading:
        assert shapes.read(reading) == {}
    import_programme(database, file, dry_run=False, now=NOW)
    out = tmp_path / "again.toml"
    export_programme(url, out=out)
    assert 'name = "Relève"' in out.read_text(encoding="utf-8")
    assert import_programme(database, out, dry_run=False, now=NOW) == ["Rien à changer : ces formats sont en service."]


def test_questions_and_sections_are_rehearsed_then_kept_then_exported(database: Database, tmp_path: Path) -> None:
    file, url = written(tmp_path, ASKS + SECTION), database.url.render_as_string(hide_password=False)
    assert is_programme([file])
    tried = [line.replace("\u00a0", " ") for line in import_programme(database, file, dry_run=True, now=NOW)]
    assert tried[:2] == [
        "Changé : les questions des comités sont « Qu’avez-vous appris ? ». Un support déjà ouvert garde les siennes.",
        "Changé : les sections du rapport sont « Impact ». Un rapport déjà commencé garde les siennes.",
    ]
    with database.reading() as reading:
        assert shapes.read(reading) == {}
    import_programme(database, file, dry_run=False, now=NOW)
    out = tmp_path / "again.toml"
    export_programme(url, out=out)
    assert (ASKS + SECTION).strip() in out.read_text(encoding="utf-8")
    assert import_programme(database, out, dry_run=False, now=NOW) == ["Rien à changer : ces formats sont en service."]
    with database.reading() as reading:
        found = shaping.preview_shape(reading, {})
    assert (found.questions[0].text, found.sections[0].begins, found.axes) == (
        "Qu’avez-vous appris ?",
        ("appris",),
        {"impact": "Impact"},
    )


def test_a_rencontre_is_kept_and_exported_and_stays_while_it_has_a_series(database: Database, tmp_path: Path) -> None:
    file, url = written(tmp_path, GATHERED), database.url.render_as_string(hide_password=False)
    added = (
        "Ajouté : dispositif ren-demonstration : Démonstration, conference, 1 par mois, Une équipe montre son produit."
    )
    assert import_programme(database, file, dry_run=False, now=NOW)[0].replace("\u00a0", " ") == added
    out = tmp_path / "again.toml"
    export_programme(url, out=out)
    assert GATHERED.strip() in out.read_text(encoding="utf-8")
    assert import_programme(database, out, dry_run=False, now=NOW) == ["Rien à changer : ces formats sont en service."]
    with database.transaction() as tx:
        series = Series(
            0, found(tx)["promotion"], "ren-demonstration", "", 90, enter(tx, "ana", Membership(Role.COACH))
        )
        gathering_series.add(tx, series, draft_id="form", now=NOW)
    for text in ("rencontres = []", GATHERED.replace("conference", "pluridisciplinaire")):
        with pytest.raises(Unreadable) as raised:
            import_programme(database, written(tmp_path, text), dry_run=False, now=NOW)
        assert "a déjà une série : gardez cette rencontre" in str(raised.value.facts["why"]).replace("\u00a0", " ")


@pytest.mark.parametrize("taken", ["Bureau d’aide", "Permanence juridique"])
def test_a_rencontre_has_a_name_of_its_own(database: Database, tmp_path: Path, taken: str) -> None:
    file = written(tmp_path, GATHERED.replace('"Démonstration"', f'"{taken}"') + OWN)
    with pytest.raises(Unreadable) as raised:
        import_programme(database, file, dry_run=False, now=NOW)
    why = str(raised.value.facts["why"]).replace("\u00a0", " ")
    assert f":4:8 : « {taken} » est déjà le nom d’un dispositif." in why


def test_sections_that_ship_say_the_programmes_words_and_begin_with_its_questions(
    database: Database, tmp_path: Path
) -> None:
    import_programme(database, written(tmp_path, HEAD + ASKS), dry_run=False, now=NOW)
    out = tmp_path / "again.toml"
    export_programme(database.url.render_as_string(hide_password=False), out=out)
    text = out.read_text(encoding="utf-8")
    assert 'name = "Ce que l’équipe des conseillers et conseillères fera"' in text
    assert 'begins = ["non_abordes"]' in text
    assert import_programme(database, out, dry_run=False, now=NOW) == ["Rien à changer : ces formats sont en service."]


def test_a_format_keeps_hosts_whose_role_is_offered_no_more(database: Database, tmp_path: Path) -> None:
    url = database.url.render_as_string(hide_password=False)
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    import_programme(database, written(tmp_path, HEAD + OWN.replace('"coach"', '"mentor"')), dry_run=False, now=NOW)

    def run(*command: str) -> str:  # a process of its own: words are captured as modules load
        called = [sys.executable, "-m", "bot", *command]
        return subprocess.run(called, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout

    written(tmp_path, run("export", "programme"))
    told = run("import", "programme.toml").replace("\u00a0", " ")
    assert told == "Rien à changer : ces formats sont en service.\n"


def test_what_ships_is_exported_and_changes_nothing(database: Database, tmp_path: Path) -> None:
    out = tmp_path / "programme.toml"
    export_programme(database.url.render_as_string(hide_password=False), out=out)
    assert import_programme(database, out, dry_run=False, now=NOW) == ["Rien à changer : ces formats sont en service."]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ('# Rien d’autre\nname = "Relève"\n', True),
        (f'name = "Relève"\n{PHASE}', True),
        (f"# Un essai\n{PHASE.replace('weeks', 'months')}", True),
        ("[[questions]]", True),
        ("[[ sections ]]", True),
        ("[[rencontres]]", True),
        ('name = "Promotion 9"\nstarts_on = 2027-09-01', False),
        ('name = "Promotion 9"\n[[phases]]\nname = "Un"', False),
        ('name = "Promotion 9"\n[[defis]]\nname = "Carte"', False),
        ("email,nom,role", False),
    ],
)
def test_a_programme_is_told_from_a_promotion(tmp_path: Path, text: str, ours: bool) -> None:
    assert is_programme([written(tmp_path, text)]) is ours


def test_a_name_alone_is_a_promotion_that_is_not_finished_in_another_file(tmp_path: Path) -> None:
    file = tmp_path / "promotion.toml"
    file.write_text('name = "Relève"', encoding="utf-8")
    assert not is_programme([file])


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('"fellow"', '"<!channel>"', ":5:12 : « <!channel> » ne convient pas"),
        ('"fellow"', '"fel{low"', ":5:12 : « fel{low » ne convient pas"),
        ('"fellow"', '["un", "deux", "trois"]', ":5:12 : singular attend un mot, ou le masculin et le féminin"),
        ('"fellow"', f'"{"f" * 31}"', ":5:12 : 31 signes, il y a place pour 30."),
        ('"fellow"', '"conseiller"', ":9:12 : eig et coach s’appellent pareil"),
        ('"fellow"', '"Alumni"', ":5:12 : alumni et eig s’appellent pareil"),
        ('"fellow"', '"Coach"', ":5:12 : coach et eig s’appellent pareil"),  # files may name a role by its key
        ('plural = "fellows"', 'plural = "fellows"\nspellings = ["coach"]', ":5:12 : coach et eig s’appellent pareil"),
        ("[[metiers]]", PHASE * 9 + "[[metiers]]", ":48:1 : il y en a 9, et 8 au plus."),
        ("[[metiers]]", PHASE.replace("8", "0") + "[[metiers]]", ":18:9 : weeks attend un nombre entier de 1 à 104."),
        ("[[metiers]]", PHASE.replace("skills", "verbs") + "[[metiers]]", ":16:1 : il manque skills"),
        ("[roles.eig]", "[roles.agent]", ":4:1 : agent n’est pas un rôle que le bot connaît."),
        ("[roles.alumni]", "[roles.sponsor]", ":4:1 : il manque [roles.alumni]"),
        ('plural = "fellows"', "", ":4:1 : il manque plural."),
        ('name = "Relève"', "name = 3", ":2:8 : name attend un texte entre guillemets."),
        ('key = "design"', 'key = "De sign"', ":17:7 : la clé d’un métier a des lettres sans accent"),
        ('key = "design"', 'key = "design"\nmots = 1', ":18:8 : mots n’est pas connu ici."),
        (
            'name = "design"',
            'name = "design"\n[[metiers]]\nkey = "ux"\nname = "Design"',
            ":21:8 : « Design » y est déjà.",
        ),
        (
            'name = "design"',
            'name = "conception"\n[[metiers]]\nkey = "ux"\nname = "Design"',  # a file may name a métier by its key
            ":21:8 : « Design » y est déjà.",
        ),
        (
            "[[metiers]]",
            PHASE + PHASE.replace("Un", "Deux").replace("Agilité", "Agilite !") + "[[metiers]]",
            ":23:10 : « Agilite ! » et « Agilité » seraient la même compétence",
        ),
        ("[[metiers]]", ASKS * 7 + "[[metiers]]", ":41:1 : il y en a 7, et 6 au plus."),
        ("[[metiers]]", ASKS * 2 + "[[metiers]]", ":22:7 : « appris » y est déjà."),
        ("[[metiers]]", ASKS.replace("appris ?", "<!channel>") + "[[metiers]]", ":19:8 : « Qu’avez-vous <!channel> »"),
        ("[[metiers]]", ASKS.replace("appris", "apart") + "[[metiers]]", ":18:7 : « apart » a déjà un sens"),
        ("[[metiers]]", ASKS.replace("appris", "own1", 1) + "[[metiers]]", ":18:7 : la clé a de 2 à 20 signes"),
        (
            "[[metiers]]",
            GATHERED.replace("ren-", "rdv-") + "[[metiers]]",
            ":18:7 : la clé d’une rencontre est ren-, puis",
        ),
        ("[[metiers]]", GATHERED.replace("conference", "pairs") + "[[metiers]]", ":20:8 : kind est conference, pluri"),
        (
            "[[metiers]]",
            GATHERED.replace("month", "year") + "[[metiers]]",
            ":22:9 : every est week, two weeks, month ou",
        ),
        ("[[metiers]]", GATHERED.replace("every", "often") + "[[metiers]]", ":22:9 : often n’est pas connu ici."),
        ("[[metiers]]", GATHERED.replace("équipe", "<!here>") + "[[metiers]]", ":21:15 : « Une <!here> montre"),
        ("[[metiers]]", GATHERED * 2 + "[[metiers]]", ":26:8 : « Démonstration » y est déjà."),
        ("[[metiers]]", SECTION * 9 + "[[metiers]]", ":73:1 : il y en a 9, et 8 au plus."),
        ("[[metiers]]", SECTION.replace("true", '"oui"') + "[[metiers]]", ":22:16 : after_advice attend true ou false"),
        ("[[metiers]]", SECTION.replace("impact", "phrase") + "[[metiers]]", ":18:7 : « phrase » a déjà un sens"),
        ("[[metiers]]", SECTION.replace("impact", "a_faire") + "[[metiers]]", ":18:7 : « a_faire » a déjà un sens"),
        ("[[metiers]]", SECTION + "[[metiers]]", ":20:10 : « appris » n’est pas la clé d’une question. Une section"),
        ("[[metiers]]", "[[questions]]\ntext = 3\n[[metiers]]", ":16:1 : la clé a de 2 à 20 signes"),
        ("[[metiers]]", TAUGHT + "[[metiers]]", ":16:1 : les phases ont 91 compétences, et il y a place pour 90"),
    ],
)
def test_a_fault_of_the_head_is_named_by_line_and_column(
    database: Database, tmp_path: Path, before: str, after: str, fault: str
) -> None:
    text = HEAD.replace(before, after, 1)
    assert text != HEAD
    with pytest.raises(Unreadable) as raised:
        import_programme(database, written(tmp_path, text), dry_run=False, now=NOW)
    assert fault in str(raised.value.facts["why"]).replace("\u00a0", " ")
    with database.reading() as reading:
        assert shapes.read(reading) == {}


def test_words_without_room_in_slack_are_refused_with_the_sentence(database: Database, tmp_path: Path) -> None:
    long = HEAD.replace("conseillers", "accompagnateurs des équipes").replace(
        "conseillères", "accompagnatrices en chef"
    )
    with pytest.raises(Unreadable) as raised:
        import_programme(database, written(tmp_path, long), dry_run=False, now=NOW)
    why = str(raised.value.facts["why"]).replace("\u00a0", " ")
    assert ":10:10 : « " in why
    assert "et Slack en montre 75 : prenez des mots plus courts." in why


def test_a_role_or_a_metier_that_people_have_stays(database: Database, tmp_path: Path) -> None:
    with database.transaction() as tx:
        enter(tx, "lea", Membership(Role.EIG, metier="droit"))
        enter(tx, "ana", Membership(Role.MENTOR))
    with pytest.raises(Unreadable) as raised:
        import_programme(database, written(tmp_path, HEAD), dry_run=False, now=NOW)
    lines = sorted(str(raised.value.facts["why"]).replace("\u00a0", " ").splitlines())
    assert ":16:1 : une personne a encore « droit », que ce fichier ne nomme plus" in lines[0]
    assert ":4:1 : une personne a encore « mentor », que ce fichier ne nomme plus" in lines[1]
    with database.reading() as reading:
        assert shapes.read(reading) == {}


def test_what_is_exported_changes_nothing_when_it_is_imported(database: Database, tmp_path: Path) -> None:
    import_programme(database, written(tmp_path, OWN), dry_run=False, now=NOW)
    out = tmp_path / "again.toml"
    assert export_programme(database.url.render_as_string(hide_password=False), out=out)[0].endswith("3 formats.")
    assert import_programme(database, out, dry_run=False, now=NOW) == ["Rien à changer : ces formats sont en service."]


def test_a_host_who_has_to_agree_is_written_and_read_again(database: Database, tmp_path: Path) -> None:
    import_programme(database, written(tmp_path, OWN + "needs_agreement = true\n"), dry_run=False, now=NOW)
    out = tmp_path / "again.toml"
    export_programme(database.url.render_as_string(hide_password=False), out=out)
    with database.reading() as reading:
        assert current_edition(reading).formats["rdv-permanence-juridique"].needs_agreement
    import_programme(database, written(tmp_path, OWN + "needs_agreement = false\n"), dry_run=False, now=NOW)
    assert import_programme(database, out, dry_run=False, now=NOW)[0].endswith(": needs_agreement.")


def test_askers_are_written_and_read_again(database: Database, tmp_path: Path) -> None:
    asked = 'askers = ["porteur", "EIG"]\n'
    import_programme(database, written(tmp_path, OWN + asked), dry_run=False, now=NOW)
    out = tmp_path / "again.toml"
    export_programme(database.url.render_as_string(hide_password=False), out=out)
    with database.reading() as reading:
        assert current_edition(reading).formats["rdv-permanence-juridique"].askers == (Role.EIG, Role.PORTEUR)
    assert 'askers = ["eig", "porteur"]' in out.read_text(encoding="utf-8")
    assert import_programme(database, out, dry_run=False, now=NOW)[0].startswith("Rien à changer")
    import_programme(database, written(tmp_path, OWN + 'askers = ["porteurs"]\n'), dry_run=False, now=NOW)
    assert import_programme(database, out, dry_run=False, now=NOW)[0].endswith(": askers.")


def test_hosts_are_named_by_their_e_mail(database: Database, tmp_path: Path) -> None:
    with database.transaction() as tx:
        max_id = people.add(tx, name="Max Roy", email="max.roy@example.org")
        people.add_membership(tx, max_id, Membership(Role.MENTOR))
        people.add(tx, name="Lou Roy", email="lou.roy@example.org")
    text = OWN.replace('"coach"', '"mentor"') + 'people = ["Max.Roy@example.org"]\n'
    import_programme(database, written(tmp_path, text), dry_run=False, now=NOW)
    with database.reading() as reading:
        assert current_edition(reading).formats["rdv-permanence-juridique"].people == (max_id,)
    out = tmp_path / "again.toml"
    export_programme(database.url.render_as_string(hide_password=False), out=out)
    assert 'people = ["max.roy@example.org"]' in out.read_text(encoding="utf-8")
    for email, fault in (
        ("nobody@example.org", ":9:10 : personne n’a l’adresse nobody@example.org dans le programme."),
        ("lou.roy@example.org", ":9:10 : Choisissez des personnes de ce rôle, ou videz ce champ."),
    ):
        with pytest.raises(Unreadable) as refused:
            import_programme(
                database, written(tmp_path, text.replace("Max.Roy@example.org", email)), dry_run=False, now=NOW
            )
        assert fault in str(refused.value.facts["why"]).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_cycle_of_the_programme_is_written_as_it_was_read(database: Database, tmp_path: Path) -> None:
    said = import_programme(database, written(tmp_path, OWN_CYCLE), dry_run=False, now=NOW)
    assert said[0].startswith("Ajouté : Accompagnement juridique (cycle-juridique), fermé")
    with database.reading() as reading:
        edition = current_edition(reading)
        text, _ = programme_text(reading)
    given, card = edition.formats["cycle-juridique"], edition.catalogue.get("cycle-juridique")
    assert given.terms == CycleTerms(3, 45, 60, "cycle-juridique", "Accompagnement juridique")
    assert card
    assert (card.duree, card.frequence) == (
        "45\u00a0minutes par séance",
        "à la demande, par cycle de 3\u00a0séances sur 60\u00a0jours",
    )
    table = text[text.index('key = "cycle-juridique"') :]
    assert "window_days = 60" in table
    assert "lead_hours" not in table
    before = formats(database)
    assert import_programme(database, written(tmp_path, text), dry_run=False, now=NOW)
    assert formats(database) == before


def test_the_terms_of_a_cycle_are_changed_by_a_file(database: Database, tmp_path: Path) -> None:
    text = CYCLE + "sessions = 8\nminutes = 45\nwindow_days = 90\n"
    said = import_programme(database, written(tmp_path, text), dry_run=False, now=NOW)
    assert said[0] == "Changé : Mentorat (mentorat) : minutes, sessions, window_days."
    with database.reading() as reading:
        edition = current_edition(reading)
        card = next(entry for entry in edition.catalogue.dispositifs if entry.key == "mentorat")
    assert edition.formats["mentorat"].terms == CycleTerms(8, 45, 90)
    assert card.description.startswith("Huit séances de conseil en 90\u00a0jours avec")
    assert (card.duree, card.frequence) == (
        "45\u00a0minutes par séance",
        "à la demande, par cycle de 8\u00a0séances sur 90\u00a0jours",
    )
    assert import_programme(database, tmp_path / "programme.toml", dry_run=False, now=NOW)[0].startswith("Rien à")


@pytest.mark.parametrize("email", ["max.roy@example.org", None])
def test_a_named_host_who_left_or_has_no_e_mail_stays_named(
    database: Database, tmp_path: Path, email: str | None
) -> None:
    mentor = OWN.replace('"coach"', '"mentor"')
    import_programme(database, written(tmp_path, mentor), dry_run=False, now=NOW)
    with database.transaction() as tx:
        max_id = people.add(tx, name="Max Roy", email=email)
        people.add_membership(tx, max_id, Membership(Role.MENTOR))
        given = current_edition(tx).formats["rdv-permanence-juridique"]
        openings.save_format(tx, replace(given, people=(max_id,)))
    with database.transaction() as tx:
        people.end_all_memberships(tx, max_id, now=NOW)
    out = tmp_path / "again.toml"
    export_programme(database.url.render_as_string(hide_password=False), out=out)
    assert import_programme(database, out, dry_run=False, now=NOW) == ["Rien à changer : ces formats sont en service."]
    longer = written(tmp_path, mentor.replace("minutes = 30", "minutes = 45"))
    assert import_programme(database, longer, dry_run=False, now=NOW)
    with database.reading() as tx:
        given = current_edition(tx).formats["rdv-permanence-juridique"]
    assert (given.minutes, given.people) == (45, (max_id,))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (OWN.replace("minutes = 30", "minutes = 37"), ":6:11 : La durée est un multiple de 15 minutes"),
        (OWN.replace("Permanence juridique", "<!channel>"), ":4:8 : Un nom n’a ni mention ni mise en forme"),
        (OWN.replace("14 h-17 h", "14 h 37-17 h"), ":7:9 : Écrivez des heures au quart d’heure"),
        (OWN.replace("minutes = 30", 'minutes = "30"'), ":6:11 : minutes attend un nombre entier."),
        (OWN.replace("minutes = 30", "minutes = true"), ":6:11 : minutes attend un nombre entier."),
        (OWN.replace("jeudi", "jeudy"), ":7:9 : Écrivez une plage par ligne"),
        (OWN.replace("14 h-17 h", "17 h-14 h"), ":7:9 : Une plage se termine avant de commencer."),
        (OWN.replace("14 h-17 h", "14 h-14 h 15"), ":7:9 : Aucune de ces plages n’est assez longue"),
        (OWN.replace('"coach"', '"sponsor"'), ":5:9 : hosts est coach, mentor ou expert."),
        (OWN.replace("rdv-", ""), ":3:7 : la clé d’un format à vous est rdv-"),
        (OWN.replace("minutes = 30\n", ""), ":3:7 : un nouveau format a au moins"),
        (OWN + OWN, ":10:1 : rdv-permanence-juridique y est déjà."),
        (OWN + OWN.replace("rdv-", "rdv-autre-"), ":12:8 : Un dispositif porte déjà ce nom."),
        (OWN.replace("Permanence juridique", "Atelier collaboratif"), ":4:8 : Un dispositif porte déjà ce nom."),
        (OWN + 'durée = "1 h"', " : ce n’est pas du TOML."),
        ("formats = [1]", " : ce fichier a "),
        ('formats = ["rdv-a"]', " : ce fichier a "),
        ("formats = [{minutes = 30}]", " : "),
        (OWN + "salle = 1", ":9:9 : salle n’est pas connu ici."),
        (OWN.replace("rdv-permanence-juridique", "bureau-aide"), ":3:7 : name, description et preparation"),
        (OWN.replace("rdv-permanence-juridique", "rdv-a b"), ":3:7 : la clé d’un format à vous est rdv-"),
        (
            OWN.replace('juridique"', 'juridique-de-la-promotion-et-des-defis"', 1),
            ":3:7 : la clé d’un format à vous est",
        ),
        ("[[formats]]\nminutes = 30", ":1:1 : il manque key."),
        (OWN + "window_days = 30", ":9:15 : window_days est pour un cycle"),
        (CYCLE + "sessions = 9", ":4:12 : Choisissez de 2 à 8 séances."),
        (CYCLE + "sessions = 1", ":4:12 : Choisissez de 2 à 8 séances."),
        (CYCLE + "window_days = 91", ":4:15 : Choisissez 90 jours au plus."),
        (CYCLE + "window_days = 11", ":4:15 : Tant de séances ne tiennent pas"),
        (CYCLE + "window_days = 0", ":4:15 : Tant de séances ne tiennent pas"),
        (CYCLE + "minutes = 50", ":4:11 : La durée est un multiple de 15 minutes"),
        (
            OWN.replace("rdv-", "cycle-").replace('hours = ["jeudi 14 h-17 h"]\n', "sessions = 3\nwindow_days = 30\n")
            + 'askers = ["porteur"]',
            ":10:10 : un cycle à vous a",
        ),
        (OWN + "askers = []", ":9:10 : askers est une liste de eig et de porteur"),
        (OWN + 'askers = ["coach"]', ":9:10 : askers est une liste de eig et de porteur"),
        (OWN + 'askers = ["eig", 3]', ":9:10 : askers est une liste de eig et de porteur"),
        (OWN + 'askers = "eig"', ":9:10 : askers attend une liste"),
        ('[[formats]]\nkey = "bureau-aide"\naskers = ["porteur"]', ":3:10 : askers est pour un format à vous"),
        (OWN + 'needs_agreement = "oui"', ":9:19 : needs_agreement attend true ou false."),
        (OWN + "needs_agreement = 1", ":9:19 : needs_agreement attend true ou false."),
        (OWN + "lead_hours = 2\nneeds_agreement = true", ":9:14 : Pour laisser le temps d’accepter"),
        (
            "".join(OWN.replace("ermanence", f"ermanence-{number}") for number in range(39)),
            ":308:8 : Il y a déjà 40 formats",
        ),
        (CYCLE + 'hosts = "coach"', ":4:9 : un cycle a minutes, sessions et window_days"),
        (OWN_CYCLE + "lead_hours = 24", ":10:14 : un cycle à vous a description, hosts, key,"),
        (OWN_CYCLE.replace("window_days = 60\n", ""), ":3:7 : un nouveau cycle a aussi sessions et window_days."),
        (OWN_CYCLE.replace("sessions = 3", "sessions = 9"), ":7:12 : Choisissez de 2 à 8 séances."),
        (OWN_CYCLE.replace("= 60", "= 4"), ":8:15 : Tant de séances ne tiennent pas"),
        (OWN_CYCLE.replace("cycle-juridique", "cycle-é"), ":3:7 : la clé d’un format à vous est rdv-"),
        (OWN_CYCLE.replace("Accompagnement juridique", "Mentorat"), ":4:8 : Un dispositif porte déjà ce nom."),
    ],
)
def test_a_fault_is_named_by_line_and_column_and_nothing_is_written(
    database: Database, tmp_path: Path, text: str, fault: str
) -> None:
    before = formats(database)
    with pytest.raises(Unreadable) as refused:
        import_programme(database, written(tmp_path, text), dry_run=False, now=NOW)
    assert fault in str(refused.value.facts["why"]).replace("\u00a0", " ")
    assert formats(database) == before


def test_latin_1_is_named(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "programme.toml"
    file.write_bytes(OWN.replace("juridique", "juridiqué").encode("latin-1"))
    with pytest.raises(Unreadable) as refused:
        import_programme(database, file, dry_run=False, now=NOW)
    assert ":3:31 : ce n’est pas de l’UTF-8." in str(refused.value.facts["why"]).replace("\u00a0", " ")

"""A promotion from Slack: the first coach in an empty bot, by programme to « Ouvrir »; what changes later."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.catalogue.catalogue import current_edition
from bot.demo.stage import Stage
from bot.programme.roles import Role
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from storage.programme import people, shapes
from tests.databases import fresh
from tests.journeys.promotion import NOW, plain
from tests.patient_stage import PatientStage
from tests.promotion import found

PEOPLE = """lea@example.org, Léa Martin, EIG, Carte Vive, design
Omar Sy; omar@example.org; porteur; Carte Vive
david@example.org,David Nguyen,coach|mentor"""


PAGE = "### Public\n\n#### Bureau d’aide\n\nUne heure avec un coach.\n".encode()


@pytest.fixture
def stage(backend: str, tmp_path: Path) -> Iterator[Stage]:
    url = fresh(backend, tmp_path)
    with PatientStage(tmp_path, now=NOW, database_url=url, coaches=("ana@example.org",)) as opened:
        yield opened
        assert opened.slack.violations == []


def opened(slack: Sandbox, person: Person, title: str, *words: str) -> str:
    """Wait for a modal of this title ("": any) that says these words; give all that it says."""

    def found() -> str | None:
        top = person.modal
        said = plain(top.text) if top and title in (top.title, "") else None
        return said if said is not None and all(one in said for one in words) else None

    said = slack.wait_for(found)
    assert said is not None, (person.modal.title, person.modal.text) if person.modal else "nothing is open"
    return said


def begin(stage: Stage, ana: Person, name: str = "EIG 8") -> None:
    assert plain(ana.command("/dispositifs programme").text).startswith(
        "Aucune promotion en cours. Préparez-en une ici"
    )
    ana.click("Préparer une promotion")
    opened(stage.slack, ana, "")
    ana.fill("name", name)
    ana.choose("starts_on", "2026-09-01")
    ana.choose("ends_on", "2027-06-30")
    assert ana.submit() == Submission()
    opened(stage.slack, ana, "", "En préparation", name)


def paste(stage: Stage, ana: Person, text: str) -> Submission:
    ana.click("Coller une liste")
    stage.slack.wait_for(lambda: ana.modal and ana.modal.callback_id == "setup.pasted")
    ana.fill("lignes", text)
    return ana.submit()


def see(stage: Stage, ana: Person, row: str, *words: str) -> None:
    """Open one of the lists of the promotion's page."""
    opened(stage.slack, ana, "", "Dates et phases")
    ana.click(f"Voir : {row}")
    opened(stage.slack, ana, "", "Revenir à la promotion", *words)


def set_up(stage: Stage, ana: Person, name: str = "EIG 8") -> None:
    """From `/dispositifs programme` to a promotion that can be opened."""
    begin(stage, ana, name)
    see(stage, ana, "Défis")
    assert paste(stage, ana, "Carte Vive, Bureau des cartes\nRelais, Bureau des relais") == Submission()
    opened(stage.slack, ana, "", "Relais (Bureau des relais)")
    ana.click("Revenir à la promotion")
    opened(stage.slack, ana, "", "Carte Vive et Relais")
    see(stage, ana, "Personnes")
    assert paste(stage, ana, PEOPLE) == Submission()
    opened(stage.slack, ana, "", "Léa Martin (Carte Vive, design)", "Omar Sy", "David Nguyen")


def test_first_coach_in_an_empty_bot_is_led_to_an_open_promotion(stage: Stage) -> None:
    slack = stage.slack
    ana = slack.add_person("Ana Roche", email="ana@example.org")
    lea = slack.add_person("Léa Martin", email="lea@example.org")
    nora = slack.add_person("Nora Benali", email="nora@example.org")
    coachs = slack.add_channel("coachs", members=[ana], private=True)
    set_up(stage, ana)
    ana.click("Ajouter une personne")
    slack.wait_for(lambda: ana.modal and ana.modal.callback_id == "setup.kept")
    ana.choose("slack_id", "Nora Benali")
    ana.choose("role", "EIG")
    ana.choose("defi", "Relais")
    assert ana.submit() == Submission()
    opened(slack, ana, "", "Nora Benali (Relais)")
    ana.click("Revenir à la promotion")
    opened(slack, ana, "", "2 EIG", "À savoir", "aucun porteur ni aucune porteuse dans : Relais")
    see(stage, ana, "Disponibilités", "David Nguyen\npas encore d’heures")
    ana.click("Donner ses disponibilités : David Nguyen")
    slack.wait_for(lambda: ana.modal and ana.modal.callback_id == "setup.kept")
    ana.fill("semaine", "lunid 9h-12h")
    assert "Vouliez-vous écrire « lundi »" in plain(ana.submit().errors["semaine"])
    ana.fill("semaine", "lundi 9h-12h, 14h-17h")
    assert ana.submit() == Submission()
    opened(slack, ana, "", "lundi 9h-12h, 14h-17h")
    ana.close()
    # Tomorrow, from where it stood.
    assert plain(ana.command("/dispositifs programme").text).startswith("EIG 8 en préparation")
    ana.click("Reprendre la préparation")
    opened(slack, ana, "", "En préparation")
    ana.click("Modifier : Canaux")
    slack.wait_for(lambda: ana.modal and ana.modal.callback_id == "setup.kept")
    ana.choose("canal_coachs", "coachs")
    assert ana.submit() == Submission()
    opened(slack, ana, "", "l’équipe des coachs : #coachs")
    stage.settle()
    assert [person.inbox() for person in (ana, lea, nora)] == [[], [], []]
    assert nora.command("/bureau-aide").buttons == ["Prévenir les coachs"]
    ana.click("Ouvrir la promotion")
    opened(slack, ana, "C’est fait", "EIG 8 est ouverte")
    assert slack.wait_for(lambda: coachs.messages)
    assert [plain(one.text).split(",")[0] for one in coachs.messages] == ["Dans le programme"]
    assert [person.inbox() for person in (ana, lea, nora)] == [[], [], []]  # until « Accueillir »
    assert plain(lea.command("/dispositifs").text)
    lea.command("/bureau-aide")
    opened(slack, lea, "Bureau d’aide")


def opened_promotion(stage: Stage) -> Person:
    """A promotion that its first coach has opened, on its page."""
    ana = stage.slack.add_person("Ana Roche", email="ana@example.org")
    set_up(stage, ana)
    ana.click("Revenir à la promotion")
    opened(stage.slack, ana, "", "Ouvrir la promotion")
    ana.click("Ouvrir la promotion")
    opened(stage.slack, ana, "C’est fait")
    ana.click("Voir la promotion")
    opened(stage.slack, ana, "", "Promotion ouverte")
    return ana


def form(stage: Stage, ana: Person, button: str) -> None:
    ana.click(button)
    assert stage.slack.wait_for(lambda: ana.modal and ana.modal.callback_id == "setup.kept")


def precise(stage: Stage, who: Person) -> None:
    """Press « Préciser », and wait for all fields of the form."""
    who.click("Préciser")
    assert stage.slack.wait_for(lambda: who.modal and "Préciser" not in who.modal.buttons)


def test_what_is_typed_before_preciser_stays_and_overwrites_nobody(stage: Stage) -> None:
    slack, ana = stage.slack, opened_promotion(stage)
    see(stage, ana, "Défis")
    form(stage, ana, "Modifier : Relais")
    ana.fill("administration", "Bureau des relais de Lyon")
    other = slack.add_person("David Nguyen", email="david@example.org")
    other.command("/dispositifs programme")
    other.click("Les promotions")
    opened(slack, other, "Les promotions")
    other.click("Voir la promotion")
    see(stage, other, "Défis")
    form(stage, other, "Modifier : Relais")
    other.fill("administration", "Bureau des relais de Lille")
    assert other.submit() == Submission()
    opened(slack, other, "", "Relais (Bureau des relais de Lille)")
    precise(stage, ana)
    ana.fill("lieu", "Salle 12")
    ana.submit()
    said = opened(slack, ana, "", "David Nguyen a écrit entre-temps « Bureau des relais de Lille »")
    assert ("Bureau des relais de Lyon" in said, "Salle 12" in said) == (True, True)
    assert ana.submit() == Submission()
    opened(slack, ana, "", "Relais (Bureau des relais de Lyon)")


def test_home_of_the_first_coach_leads_to_a_promotion(stage: Stage) -> None:
    slack = stage.slack
    ana = slack.add_person("Ana Roche", email="ana@example.org")
    home = ana.open_home()
    assert "Aucune promotion n’est ouverte : préparez-en une ici" in plain(home.text)
    ana.click("Préparer une promotion", message=home)
    opened(slack, ana, "")
    ana.fill("name", "EIG 8")
    ana.choose("starts_on", "2026-09-01")
    ana.choose("ends_on", "2027-06-30")
    assert ana.submit() == Submission()
    ana.close()
    ana.open_home()
    assert slack.wait_for(lambda: (now := ana.home()) and "En préparation : EIG 8" in plain(now.text))
    ana.click("Reprendre la préparation", message=ana.home())
    opened(slack, ana, "La promotion", "En préparation")


def test_coach_changes_an_open_promotion(stage: Stage) -> None:
    slack, ana = stage.slack, opened_promotion(stage)
    see(stage, ana, "Défis")
    form(stage, ana, "Modifier : Carte Vive")
    ana.fill("name", "Carte Vive 2")
    precise(stage, ana)
    ana.fill("lieu", "Salle 12")
    ana.choose("jours_fermes", "mercredi")
    ana.fill("visio", "pas un lien")
    assert "n’est pas un lien" in plain(ana.submit().errors["visio"])
    ana.fill("visio", "https://visio.numerique.gouv.fr/abc-defg-hij")
    assert ana.submit() == Submission()
    opened(slack, ana, "", "Carte Vive 2 (Bureau des cartes)")
    ana.click("Revenir à la promotion")
    see(stage, ana, "Personnes", "Léa Martin (Carte Vive 2, design)")
    form(stage, ana, "Ajouter une personne")
    ana.fill("nom", '=HYPERLINK("https://example.org")')
    ana.fill("email", "mallory@example.org")
    ana.choose("role", "EIG")
    assert ana.submit().errors["defi"] == "Ce rôle va avec un défi : choisissez lequel.".replace(" :", "\u00a0:")
    ana.choose("defi", "Relais")
    assert ana.submit() == Submission()
    opened(slack, ana, "", '=HYPERLINK("https://example.org") (Relais)')
    person_of(stage, ana, Role.PORTEUR, "Omar Sy")
    form(stage, ana, "Changer de porteur ou de porteuse")
    opened(slack, ana, "", "à la place d’Omar Sy")
    ana.fill("nom", "Rosa Klein")
    ana.fill("email", "rosa@example.org")
    assert ana.submit() == Submission()
    said = opened(slack, ana, "", "Rosa Klein (Carte Vive 2)")
    assert "Omar Sy" not in said
    person_of(stage, ana, Role.COACH, "David Nguyen")
    ana.choose("role", "coach")
    assert ana.submit() == Submission()
    assert slack.wait_for(lambda: ana.modal and "mentores et mentors" not in ana.modal.text)
    person_of(stage, ana, Role.EIG, '=HYPERLINK("https://example.org")')
    ana.click("Retirer de la promotion")
    opened(slack, ana, "C’est fait", "ne fait plus partie de la promotion")
    ana.close()
    assert slack.wait_for(lambda: ana.modal and "HYPERLINK" not in ana.modal.text)


def person_of(stage: Stage, ana: Person, role: Role, name: str) -> None:
    """Open somebody's form from the list of their role."""
    ana.choose(f"setup.edit:{role}", name)
    assert stage.slack.wait_for(lambda: ana.modal and ana.modal.callback_id == "setup.kept")


def upload(stage: Stage, ana: Person, name: str, data: bytes) -> None:
    """Give a file from the page of a promotion."""
    opened(stage.slack, ana, "", "Fichiers")
    ana.click("Envoyer un fichier")
    opened(stage.slack, ana, "Les fichiers")
    ana.attach("fichier", name, data=data)
    assert ana.submit() == Submission()


def test_files_are_read_shown_then_written(stage: Stage) -> None:
    slack, ana = stage.slack, opened_promotion(stage)
    ana.click("Envoyer un fichier")
    opened(slack, ana, "Les fichiers")
    ana.attach("fichier", "gros.csv", data=b"x" * 2_000_000)
    assert "dépasse 1 Mo" in plain(ana.submit().errors["fichier"])
    ana.close()
    upload(stage, ana, "personnes.csv", b"email,nom,role\nzoe@example.org,Zoe,cosch\nnope,Nobody,coach\n")
    opened(
        slack, ana, "Les fichiers", "Ligne 2, role : Le rôle « cosch » est inconnu", "Ligne 3, email", "Rien n’a été"
    )
    ana.close()
    upload(stage, ana, "classeur.xlsx", b"PK\x03\x04 workbook")
    opened(slack, ana, "Les fichiers", "Ce fichier est un classeur")
    ana.close()
    people = "email;nom;role\ndavid@example.org;David Nguyen;coach\nzoe@example.org;Zoé Élan;coach\n"
    upload(stage, ana, "personnes.csv", people.encode("windows-1252"))
    opened(slack, ana, "Les fichiers", "Rien n’est encore écrit", "Personnes ajoutées (1) : Zoé Élan")
    ana.click("Appliquer")
    opened(slack, ana, "Les fichiers", "C’est fait :", "Zoé Élan — coach")
    ana.close(all=True)
    ana.command("/dispositifs programme")
    ana.click("Les promotions")
    opened(slack, ana, "Les promotions", "EIG 8, du 1er septembre 2026")
    ana.click("Voir la promotion")
    upload(stage, ana, "page.md", PAGE)
    opened(slack, ana, "Les fichiers", "Rien n’est encore écrit", "Retiré : Mentorat", "Changé : Bureau d’aide")
    assert "Mentorat" in plain(ana.command("/dispositifs").text)
    ana.click("Mettre en service")
    opened(slack, ana, "Les fichiers", "La page est en service")
    assert "Mentorat" not in plain(ana.command("/dispositifs").text)
    ana.close()
    opened(slack, ana, "La promotion", "celle du programme, importée")  # below, without opening it anew
    ana.click("Revenir à la page d’avant")
    opened(slack, ana, "Les fichiers", "la page d’avant est de nouveau en service")
    assert "Mentorat" in plain(ana.command("/dispositifs").text)
    ana.click("Voir la promotion")
    opened(slack, ana, "La promotion", "celle qui est fournie avec le bot")
    ana.click("Envoyer un fichier")
    opened(slack, ana, "Les fichiers")
    ana.click("Recevoir des modèles")
    opened(slack, ana, "À savoir", "Les modèles arrivent en message direct")
    stage.settle()
    names = [one.title for message in ana.inbox() for one in message.files]
    assert sorted(names) == ["disponibilites.csv", "personnes.csv", "programme.toml", "promotion.toml"]


PROGRAMME = """name = "Relève"

[[questions]]
key = "appris"
text = "Qu’avez-vous appris ?"

[[formats]]
key = "rdv-permanence-juridique"
name = "Permanence juridique"
hosts = "coach"
minutes = 30
description = "Une demi-heure pour une question de droit."
"""


def test_a_programme_is_rehearsed_then_in_service(stage: Stage) -> None:
    slack, ana = stage.slack, opened_promotion(stage)

    def kept() -> tuple[dict[str, object], bool]:
        with stage.house.tools.database.reading() as reading:
            return shapes.read(reading), "rdv-permanence-juridique" in current_edition(reading).formats

    wrong = PROGRAMME.replace("appris ?", "<!channel>").replace("30", "37")
    upload(stage, ana, "programme.toml", wrong.encode())
    opened(
        slack, ana, "Les fichiers", "Ligne 5, colonne 8 : « Qu’avez-vous <!channel> » ne convient pas", "Rien n’a été"
    )
    ana.close()
    upload(stage, ana, "programme.toml", PROGRAMME.replace("30", "37").encode())
    opened(
        slack,
        ana,
        "Les fichiers",
        "Ligne 11, colonne 11 : La durée est un multiple de 15 minutes",
        "Rien n’a été écrit",
    )
    ana.close()
    upload(stage, ana, "programme.toml", PROGRAMME.replace("Relève", "Relève é").encode("latin-1", "replace"))
    opened(slack, ana, "Les fichiers", "Ligne 1, colonne 12 : ce n’est pas de l’UTF-8.")
    ana.close()
    upload(stage, ana, f"programme{'-de-la-promotion' * 3}.toml", PROGRAMME.encode())
    told = opened(slack, ana, "Les fichiers", "Voici ce que ce fichier changerait", "le programme s’appelle Relève")
    assert ("les questions des comités sont" in told, "Ajouté : Permanence juridique" in told) == (True, True)
    assert kept() == ({}, False)
    ana.click("Appliquer")
    opened(slack, ana, "Les fichiers", "C’est fait :", "Ajouté : Permanence juridique", "quand le bot redémarrera")
    head, opened_format = kept()
    assert ([*head], opened_format) == (["name", "questions"], True)
    ana.close(all=True)
    ana.command("/dispositifs programme")
    ana.click("Les promotions")
    opened(slack, ana, "Les promotions")
    ana.click("Voir la promotion")
    upload(stage, ana, "programme.toml", PROGRAMME.encode())
    opened(slack, ana, "Les fichiers", "Ce programme est déjà en service")


def test_two_coaches_editing_one_defi_lose_no_word(stage: Stage) -> None:
    slack, ana = stage.slack, opened_promotion(stage)
    see(stage, ana, "Défis")
    form(stage, ana, "Modifier : Relais")
    precise(stage, ana)
    other = slack.add_person("David Nguyen", email="david@example.org")
    other.command("/dispositifs programme")
    other.click("Les promotions")
    opened(slack, other, "Les promotions")
    other.click("Voir la promotion")
    see(stage, other, "Défis")
    form(stage, other, "Modifier : Relais")
    precise(stage, other)
    other.fill("lieu", "Salle 13")
    assert other.submit() == Submission()
    opened(slack, other, "", "Relais (Bureau des relais)")
    ana.fill("lieu", "Salle 14")
    ana.fill("visio", "https://visio.numerique.gouv.fr/abc-defg-hij")
    ana.submit()
    said = opened(slack, ana, "", "Lieu habituel : David Nguyen a écrit entre-temps « Salle 13 »")
    assert "Salle 14" in said
    assert ana.submit() == Submission()
    opened(slack, ana, "", "Relais (Bureau des relais)")
    form(stage, ana, "Modifier : Relais")
    assert "Salle 14" not in opened(slack, ana, "", "Bureau des relais")
    precise(stage, ana)
    assert "Salle 14" in opened(slack, ana, "", "https://visio")


def test_somebody_unknown_is_added_from_the_coaches_message(stage: Stage) -> None:
    slack, ana = stage.slack, opened_promotion(stage)
    ana.close(all=True)
    nadia = slack.add_person("Nadia Petit", email="nadia@example.org")
    nadia.command("/bureau-aide")
    nadia.click("Prévenir les coachs")
    assert slack.wait_for(lambda: any("Ajouter à la promotion" in one.buttons for one in ana.inbox()))
    form(stage, ana, "Ajouter à la promotion")
    ana.choose("role", "EIG")
    ana.choose("defi", "Relais")
    assert ana.submit() == Submission()
    opened(slack, ana, "", "Nadia Petit (Relais)")
    nadia.command("/bureau-aide")
    opened(slack, nadia, "Bureau d’aide")


def test_coach_of_two_promotions_says_to_which_somebody_is_added(stage: Stage) -> None:
    slack, ana = stage.slack, opened_promotion(stage)
    ana.close(all=True)
    with stage.house.tools.database.transaction() as tx:
        defis = {"echo": {"name": "Écho", "administration": "Archives"}}
        found(tx, "EIG 9", defis=defis, starts_on="2026-09-01", ends_on="2027-06-30")
    nadia = slack.add_person("Nadia Petit", email="nadia@example.org")
    nadia.command("/bureau-aide")
    nadia.click("Prévenir les coachs")
    assert slack.wait_for(lambda: any("Ajouter à la promotion" in one.buttons for one in ana.inbox()))
    ana.click("Ajouter à la promotion")
    opened(slack, ana, "Quelle promotion\u00a0?")
    form(stage, ana, "EIG 9")
    ana.choose("role", "EIG")
    ana.choose("defi", "Écho")
    assert ana.submit() == Submission()
    opened(slack, ana, "", "Nadia Petit (Écho)")


def test_channel_without_the_bot_is_refused_where_it_is_chosen(stage: Stage) -> None:
    """In preparation and once open, by form, paste and file: the bot tells how to invite it, and nobody hears it."""
    slack = stage.slack
    ana = slack.add_person("Ana Roche", email="ana@example.org")
    public = slack.add_channel("sans-bot", members=[ana], with_bot=False)
    hidden = slack.add_channel("privé", members=[ana], private=True, with_bot=False)
    good = slack.add_channel("relais", members=[ana])
    begin(stage, ana)
    ana.click("Modifier : Canaux")
    slack.wait_for(lambda: ana.modal and ana.modal.callback_id == "setup.kept")
    ana.choose("canal_coachs", "sans-bot")
    ana.choose("canal_porteurs", "privé")
    errors = {field: plain(why) for field, why in ana.submit().errors.items()}
    assert errors == {
        "canal_coachs": "Le bot n’est pas dans ce canal : tapez-y /invite pour l’inviter, puis envoyez à nouveau.",
        "canal_porteurs": "Le bot ne voit pas ce canal : tapez-y /invite pour l’inviter, ou corrigez son lien, puis "
        "envoyez à nouveau.",
    }
    ana.close()
    see(stage, ana, "Défis")
    link = f"https://eig.slack.com/archives/{good.id}"
    text = f"Carte Vive, Bureau des cartes, {public.id}\nRelais, Bureau des relais, {link}\nÉcho, Archives"
    assert "Ligne 1, canal : Le bot n’est pas dans ce canal" in plain(paste(stage, ana, text).errors["lignes"])
    public.members.add(slack.bot_user_id)  # /invite
    assert ana.submit() == Submission()
    opened(slack, ana, "", "Relais (Bureau des relais)")
    ana.click("Revenir à la promotion")
    opened(slack, ana, "", "défis sans canal, donc sans annonce de leurs bureaux d’aide et ateliers : Écho")
    public.members.discard(slack.bot_user_id)
    toml = f'name = "EIG 8"\nstarts_on = 2026-09-01\nends_on = 2027-06-30\n[canaux]\ncoachs = "{hidden.id}"\n'
    upload(stage, ana, "promotion.toml", toml.encode())
    opened(slack, ana, "Les fichiers", "Ligne 5, canaux.coachs : Le bot ne voit pas ce canal", "Rien n’a été écrit")
    assert [one.messages for one in (public, hidden, good)] == [[], [], []]


def test_channel_of_a_defi_is_tried_in_an_open_promotion(stage: Stage) -> None:
    slack, ana = stage.slack, opened_promotion(stage)
    slack.add_channel("sans-bot", members=[ana], with_bot=False)
    slack.add_channel("relais", members=[ana])
    see(stage, ana, "Défis")
    form(stage, ana, "Modifier : Relais")
    ana.choose("canal", "sans-bot")
    assert list(ana.submit().errors) == ["canal"]
    ana.choose("canal", "relais")
    assert ana.submit() == Submission()
    opened(slack, ana, "", "Relais (Bureau des relais)")


def test_somebody_known_who_is_chosen_by_account_keeps_their_name(stage: Stage) -> None:
    slack = stage.slack
    ana = slack.add_person("Ana Roche", email="ana@example.org")
    slack.add_person("nono", email="nora@example.org")
    with stage.house.tools.database.transaction() as tx:
        people.add(tx, name="Nora Benali", email="nora@example.org")
    set_up(stage, ana)
    form(stage, ana, "Ajouter une personne")
    ana.choose("slack_id", "nono")
    ana.choose("role", "EIG")
    ana.choose("defi", "Relais")
    assert ana.submit() == Submission()
    assert "nono" not in opened(slack, ana, "", "Nora Benali (Relais)")


def test_a_corrected_list_is_sent_again_and_a_preparation_given_up(stage: Stage) -> None:
    slack = stage.slack
    ana = slack.add_person("Ana Roche", email="ana@example.org")
    set_up(stage, ana)
    again = PEOPLE.replace("design", "droit du numérique").replace("omar@example.org", "omar@example.com")
    assert paste(stage, ana, again) == Submission()
    opened(slack, ana, "La liste", "Rien n’est encore écrit", "Léa Martin : métier", "Omar Sy : adresse e-mail")
    ana.click("Appliquer")
    opened(slack, ana, "La liste", "C’est fait")
    ana.click("Reprendre la préparation")
    see(stage, ana, "Personnes", "Léa Martin (Carte Vive, droit du numérique)")
    assert paste(stage, ana, PEOPLE.splitlines()[0]) == Submission()
    opened(slack, ana, "La liste", "Léa Martin : métier")
    ana.click("Appliquer")
    opened(slack, ana, "La liste", "C’est fait")
    ana.close(all=True)
    ana.command("/dispositifs programme")
    ana.click("Reprendre la préparation")
    opened(slack, ana, "", "En préparation")
    ana.open_home()
    assert slack.wait_for(lambda: (now := ana.home()) and "En préparation : EIG 8" in plain(now.text))
    ana.click("Abandonner la préparation")
    opened(slack, ana, "C’est fait", "La préparation d’EIG 8 est abandonnée")
    ana.close(all=True)
    assert slack.wait_for(lambda: (now := ana.home()) and "préparez-en une ici" in plain(now.text))
    assert plain(ana.command("/dispositifs programme").text).startswith("Aucune promotion en cours")

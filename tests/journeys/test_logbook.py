"""A logbook from the command to its erasure: what a month brought, one question at a time, one entry for one coach."""

import logging
from datetime import datetime, timedelta

import pytest

from bot.agenda.model import Part, Reply, State
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Purpose
from bot.logbook.model import FieldText, Level
from bot.mentoring import coaches
from bot.metrics import metrics_text
from bot.programme.service import actor_of
from bot.records import actions
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from storage.agenda import appointments
from storage.gatherings import proposals
from storage.logbook import logbooks
from tests.databases import everything
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import PARIS, plain
from tests.patience import PATIENCE

PAGE, FORM = "Mon carnet de bord", "J’écris pour moi"
ACCESSIBLE = "competence:accessibilite-numerique"
HOUR = timedelta(hours=1)
LATER = datetime(2026, 5, 20, 10, 0, tzinfo=PARIS)
ADVANCED = "Qu’est-ce qui a avancé ce mois-ci, même un peu ?"
SECRET = "Le service <!channel> a dit oui à *Léa*"


def shows(gatherings: Gatherings, who: Person, title: str, *words: str) -> View:
    """Wait for the modal of this title, at the top of the stack, that says these words."""

    def there() -> View | None:
        top = who.modal
        return top if top and plain(top.title) == title and all(one in plain(top.text) for one in words) else None

    view = gatherings.promotion.stage.slack.wait_for(there, seconds=PATIENCE)
    assert view, f"{who.name} has {who.modal and plain(who.modal.text)!r} open, not {title!r} with {words}"
    return view


def opens_mine(gatherings: Gatherings, who: Person) -> str:
    who.command("/dispositifs carnet")
    return plain(shows(gatherings, who, PAGE).text)


def writes(gatherings: Gatherings, who: Person, name: str, words: str) -> None:
    """Write from the page that is open, and wait until it is drawn anew."""
    before = shows(gatherings, who, PAGE).hash
    assert who.click(f"logbook.write:{name}").error is None
    shows(gatherings, who, FORM)
    who.fill(name, words)
    assert gatherings.send(who) == []
    assert gatherings.promotion.stage.slack.wait_for(lambda: shows(gatherings, who, PAGE).hash != before)


def had_a_month(gatherings: Gatherings) -> int:
    """Let Léa have come to a conference (its appointment), asked a question, finished an action."""
    ids, now = gatherings.ids, gatherings.now
    skills, valeurs = (ACCESSIBLE,), ("valeur:logiciel-libre",)
    starts = datetime(2026, 5, 12, 14, 0, tzinfo=PARIS)
    series = gatherings.series(CONFERENCE, skills=skills, valeurs=valeurs)
    made = gatherings.make(series, starts, title="Publier ses données")
    with gatherings.promotion.database.transaction() as tx:
        for key in ("lea", "sami"):
            appointments.set_participant(tx, made.appointment_id, ids[key], part=Part.GUEST, reply=Reply.COMES)
        asked = {"purpose": Purpose.QUESTION, "gesture": "one", "text": "Et la licence ?"}
        proposals.add(tx, made.id, author_id=ids["lea"], now=now, **asked)  # type: ignore[arg-type] # each of its own
        lea = actor_of(tx, ids["lea"])
        place = actions.place_of(tx, defi_id=ids["carte"])
        done = actions.add(
            tx, lea, actions.NewAction("Écrire au service", ids["lea"], LATER.date()), place=place, now=now
        )
        assert done is not None
        actions.finish(tx, lea, done.id, now=now)
    gatherings.go_to(LATER)
    return made.appointment_id


def test_a_month_gathers_itself_and_is_written_one_question_at_a_time(gatherings: Gatherings) -> None:
    lea = gatherings.lea
    conference_id = had_a_month(gatherings)
    page = opens_mine(gatherings, lea)
    assert "Personne d’autre que vous ne lit cette page." in page
    conference = "Mardi 12 mai : Conférence « Publier ses données »"
    assert f"{conference} (compétence Accessibilité numérique, valeur Logiciel libre)" in page
    assert "vous avez demandé « Et la licence ? »" in page
    assert "une action faite : Écrire au service" in page
    assert page.count(ADVANCED) == 1
    assert "Qu’avez-vous appris" not in page  # one question at a time

    assert lea.click(f"logbook.keep:seance-{conference_id}").error is None
    shows(gatherings, lea, PAGE, "Gardé parmi vos preuves.")
    writes(gatherings, lea, "avance", SECRET)
    page = plain(shows(gatherings, lea, PAGE, "Qu’avez-vous appris").text)
    assert "Le service" in page

    assert lea.click("logbook.skills").error is None
    shows(gatherings, lea, "Mes compétences")
    lea.choose("skills", "Agilité", "Prototypage", "Gestion de produit", "Accessibilité numérique")
    assert gatherings.send(lea) == ["Trois compétences au plus : choisissez celles qui comptent le plus en ce moment."]
    lea.choose("skills", "Accessibilité numérique")
    assert gatherings.send(lea) == []
    shows(gatherings, lea, PAGE, "Accessibilité numérique : à vous de dire où vous en êtes")
    assert lea.click("logbook.assess").error is None
    shows(gatherings, lea, "Où j’en suis", "Pour la phase 2.")
    lea.choose("niveau-0", "Je découvre")
    assert gatherings.send(lea) == []
    shows(gatherings, lea, PAGE, "« Je découvre »")
    lea.close(all=True)
    assert gatherings.promotion.count("logbook_levels") == 1


def test_an_hour_is_kept_free_and_opens_on_its_month_for_its_owner_alone(gatherings: Gatherings) -> None:
    lea, claire = gatherings.lea, gatherings.claire
    opens_mine(gatherings, lea)
    assert lea.click("logbook.hour").error is None
    shows(gatherings, lea, "Mon heure du mois")
    lea.choose("weekday", "vendredi")
    lea.fill("minute", "16:10")
    assert gatherings.send(lea) == [
        "Choisissez une heure ronde, ou un quart d’heure : 14 h, 14 h 15, 14 h 30 ou 14 h 45."
    ]
    lea.fill("minute", "16:00")
    assert gatherings.send(lea) == []
    kept = plain(shows(gatherings, lea, "Mon heure du mois", "C’est noté").text)
    assert "vendredi 29 mai à 16 h, vendredi 26 juin à 16 h" in kept
    assert "vendredi 6 novembre à 16 h" in kept  # the last one before the promotion ends
    lea.close(all=True)

    gatherings.go_to(datetime(2026, 5, 29, 16, 30, tzinfo=PARIS))
    told = [one for one in gatherings.inbox("lea") if "carnet" in one.casefold()]
    assert len(told) == 1  # « Votre semaine », and nothing more
    assert "Carnet de bord vendredi 29 mai, de 16 h à 17 h" in told[0]
    gatherings.opens(lea, "Ouvrir", title=PAGE)
    shows(gatherings, lea, PAGE, "Personne d’autre que vous")
    lea.close(all=True)
    with gatherings.promotion.database.reading() as reading:
        hours = appointments.list_by_people(
            reading,
            [gatherings.ids["lea"]],
            since=gatherings.now,
            until=gatherings.now + HOUR,
            states=[State.CONFIRMED],
        )
    forged = gatherings.promotion.stage.slack.team.post(claire.dm, text="?", blocks=[])
    before = len(claire.replies())
    claire.press_raw("agenda.open", value=str(hours[0].id), message=forged)
    assert gatherings.promotion.stage.slack.wait_for(lambda: len(claire.replies()) > before)
    assert plain(claire.replies()[-1].text).startswith(
        "Ce sont les EIG qui tiennent un carnet de bord ; seule la personne qui l’écrit"
    )
    assert claire.modal is None


def test_one_entry_is_read_again_then_shown_to_one_coach_and_erased_with_the_rest(gatherings: Gatherings) -> None:
    lea = gatherings.lea
    opens_mine(gatherings, lea)
    writes(gatherings, lea, "avance", SECRET)
    writes(gatherings, lea, "apprendre", "Parler en public")
    assert lea.click("logbook.talk").error is None
    shows(gatherings, lea, "En parler avec mon coach")
    lea.choose("entry", *[one for one in lea.options("entry") if "avancé" in one])
    lea.choose("coach", "Claire Morel")
    assert gatherings.send(lea) == []
    shown = plain(shows(gatherings, lea, "Relire avant d’envoyer", "Claire Morel lira exactement ceci").text)
    assert "Le service" in shown
    gatherings.settle()
    assert gatherings.inbox("claire") == []  # nothing is sent before it was read
    assert gatherings.send(lea) == []
    shows(gatherings, lea, "C’est envoyé", "vous pouvez réserver une heure avec cette personne", "Réserver une heure")
    lea.close(all=True)
    gatherings.settle()
    (told,) = gatherings.inbox("claire")
    assert "Léa Martin voudrait vous parler de son carnet de bord" in told
    assert "Le service" in told
    assert "Parler en public" not in told
    assert gatherings.inbox("david") == []

    opens_mine(gatherings, lea)
    assert lea.click("Effacer mon carnet").error is None
    shows(gatherings, lea, "Carnet effacé", "y compris ce que vous aviez montré")
    lea.close(all=True)
    gatherings.settle()
    assert gatherings.inbox("claire") == ["Léa Martin voulait vous parler de son carnet de bord. L’extrait est effacé."]
    assert [gatherings.promotion.count(f"logbook{one}") for one in ("s", "_words", "_levels", "_evidence")] == [0] * 4
    opens_mine(gatherings, lea)
    assert lea.click("Effacer mon carnet").error is None
    shows(gatherings, lea, "Carnet effacé", "Il n’y a rien à effacer")
    lea.close(all=True)


def test_two_windows_lose_no_word(gatherings: Gatherings) -> None:
    lea, other = gatherings.lea.at("office"), gatherings.lea.at("train")
    for one in (lea, other):
        opens_mine(gatherings, one)
        assert one.click("logbook.write:avance").error is None
        shows(gatherings, one, FORM)
    lea.fill("avance", "Depuis mon bureau")
    assert gatherings.send(lea) == []
    other.fill("avance", "Depuis le train")
    assert gatherings.send(other) == []
    shows(gatherings, other, FORM, "Une autre fenêtre a enregistré ceci", "Depuis mon bureau")
    other.close(all=True)  # without making one of both: it is not lost
    lea.close(all=True)
    page = opens_mine(gatherings, lea)
    assert "Vous avez écrit deux textes en même temps" in page
    assert lea.click("logbook.write:avance").error is None
    shows(gatherings, lea, FORM, "Depuis mon bureau")
    lea.fill("avance", "Depuis mon bureau, et le train")
    assert gatherings.send(lea) == []
    page = plain(shows(gatherings, lea, PAGE, "Depuis mon bureau, et le train").text)
    assert "Deux textes" not in page
    lea.close(all=True)


def test_files_come_to_their_owner_alone_and_a_picture_says_what_it_shows(gatherings: Gatherings) -> None:
    lea, ids = gatherings.lea, gatherings.ids
    pytest.importorskip("matplotlib")
    gatherings.go_to(datetime(2026, 10, 20, 10, 0, tzinfo=PARIS))  # the last phase ends soon
    with gatherings.promotion.database.transaction() as tx:
        book = logbooks.make(tx, ids["lea"], ids["promotion"])
        logbooks.set_word(tx, book, FieldText("", "resultat", "Deux services publient", 1, gatherings.now))
        logbooks.set_skills(tx, book, [ACCESSIBLE])
        for phase, level in ((1, Level.DISCOVERS), (4, Level.HELPS)):
            logbooks.add_level(tx, book, ACCESSIBLE, phase=phase, level=level, now=gatherings.now)
    page = opens_mine(gatherings, lea)
    assert "Accessibilité numérique : « Je découvre » en phase 1, « J’aide les autres » en phase 4." in page
    assert "Valoriser" in page
    for label in ("Recevoir la page pour mon CV", "Recevoir l’image", "Recevoir mon carnet"):
        gatherings.press(lea, label)
        shows(gatherings, lea, "À savoir", "Le fichier arrive dans notre conversation")
        lea.close()
        shows(gatherings, lea, PAGE)
    lea.close(all=True)
    gatherings.go_to(gatherings.now + timedelta(seconds=30))
    files = {one.name.partition("-")[0]: one for message in lea.inbox() for one in message.shared}
    assert sorted(files) == ["carnet", "competences", "cv"]
    assert (files["competences"].data or b"").startswith(b"\x89PNG")
    assert "« Je découvre » en phase 1" in plain(files["competences"].alt_text)
    cv = plain((files["cv"].data or b"").decode())
    assert "EIG 7, défi Carte Vive (Bureau des cartes), de janvier 2026 à novembre 2026." in cv
    assert (
        cv.index("## L’objectif")
        < cv.index("## Ce que j’ai fait")
        < cv.index("## Le résultat")
        < cv.index("## La preuve")
    )
    assert "Deux services publient" in cv
    assert "phase 1 : Je découvre, phase 4 : J’aide les autres" in plain((files["carnet"].data or b"").decode())
    said = [one for one in gatherings.inbox("lea") if "L’image de vos compétences" in one]
    assert "« Je découvre » en phase 1, « J’aide les autres » en phase 4" in said[0]


def test_what_is_private_is_found_nowhere_else(gatherings: Gatherings, caplog: pytest.LogCaptureFixture) -> None:
    """A canary in each private field, looked for wherever others, or who runs the bot, might read it."""
    lea, ids, stage = gatherings.lea, gatherings.ids, gatherings.promotion.stage
    caplog.set_level(logging.INFO)
    had_a_month(gatherings)
    canaries = [f"canari{number}" for number in range(8)]
    opens_mine(gatherings, lea)
    names = ("avance", "appris", "apprendre", "carriere", "ask1", "own1")
    for name, canary in zip(names, canaries, strict=False):
        writes(gatherings, lea, name, f"Le {canary} <!channel>")
    assert lea.click("logbook.write:avance").error is None  # what a second window had typed is as private
    shows(gatherings, lea, FORM)
    with gatherings.promotion.database.transaction() as tx:
        (_, book), *_ = logbooks.logbook_ids_of(tx, ids["lea"])
        logbooks.set_word(tx, book, FieldText("2026-05", "avance", "Un mot", 9, gatherings.now))
        logbooks.set_word(tx, book, FieldText("", "resultat", canaries[7], 1, gatherings.now))
        logbooks.add_level(tx, book, ACCESSIBLE, phase=2, level=Level.HELPED, now=gatherings.now)
    lea.fill("avance", canaries[6])
    assert gatherings.send(lea) == []
    lea.close(all=True)
    gatherings.go_to(gatherings.now + timedelta(days=14))  # weeks, journals, reminders, the month are told
    gatherings.settle()

    found = list(canaries)
    others = [one for one in gatherings.people.values() if one.id != lea.id]
    for one in others:
        one.open_home()
        one.command("/dispositifs canari0")
        one.command("/dispositifs qui canari")
    gatherings.settle()
    told = [message.words for one in others for message in one.inbox()] + [
        one.words for one in gatherings.channel.messages
    ]
    told += [reply.words for one in others for reply in one.replies()]
    told += [str(home.body) for one in gatherings.people.values() if (home := one.home())]  # their own Home too
    told += [letter.text for letter in stage.slack.post.letters]
    told += [record.getMessage() for record in caplog.records]
    told.append(metrics_text().decode())
    with gatherings.promotion.database.reading() as tx:
        rows = everything(tx)
        claire = actor_of(tx, ids["claire"])
        told.append(coaches.export_cycles(tx, claire, now=gatherings.now).decode("utf-8-sig"))
    told += [row for table, several in rows.items() if not table.startswith("logbook") for row in several]
    assert [one for one in found if any(one in text for text in told)] == []
    kept = [row for table, several in rows.items() if table.startswith("logbook") for row in several]
    assert [one for one in found if not any(one in text for text in kept)] == ["canari0"]  # replaced above
    opens_mine(gatherings, lea)
    assert lea.click("Effacer mon carnet").error is None
    shows(gatherings, lea, "Carnet effacé", "y compris")
    lea.close(all=True)
    with gatherings.promotion.database.reading() as tx:
        assert [one for one in found if one in repr(everything(tx))] == []

"""« Accompagnement juridique »: a cycle of the programme's own, from its file to the last of its three séances."""

from pathlib import Path

from bot.command.imports import import_programme
from bot.dates.hours import WeeklyHours
from bot.dates.paris import day_of
from bot.demo.looks import button_for
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.agenda import hours
from storage.programme import openings
from tests.journeys.mentors import NEED, Mentoring, card, dates, paris, title
from tests.journeys.promotion import plain
from tests.journeys.test_shape_formats import open_page

NAME, ABOUT = "Accompagnement juridique", "Trois rendez-vous pour une question de droit."
KEY = "cycle-juridique"
FILE = f"""
[[formats]]
key = "{KEY}"
name = "{NAME}"
hosts = "coach"
minutes = 45
sessions = 3
window_days = 60
description = "{ABOUT}"
"""
PLANNED = [f"{day}, de 14 h à 14 h 45" for day in ("mardi 12 mai", "mardi 19 mai", "mardi 26 mai")]
ASKED = [paris(f"05-{day} 09:05") for day in (13, 20, 27)]  # the mornings after


def put_in_service(mentoring: Mentoring, folder: Path) -> None:
    """Import the cycle, and let its coach open it and give her hours."""
    promotion = mentoring.promotion
    file = folder / "programme.toml"
    file.write_text(FILE, encoding="utf-8")
    now = promotion.stage.clock()
    said = import_programme(promotion.database, file, dry_run=False, now=now)
    assert plain(said[0]).startswith(f"Ajouté : {NAME} ({KEY}), fermé")
    with promotion.database.transaction() as tx:
        week = [WeeklyHours(1, "14:00", "18:00", None, None)]
        hours.replace_weekly(tx, promotion.ids["claire"], week)
    open_page(promotion, promotion.claire)
    value = f"{promotion.ids['promotion']}-{KEY}"
    promotion.claire.press_raw(f"catalogue.start:{value}", value=value)
    promotion.claire.close(all=True)
    mentoring.settle()


def begin(mentoring: Mentoring, who: Person) -> Submission:
    """Ask from the card of the catalogue, up to the first step."""
    shown = who.command(f"/dispositifs {NAME.lower()}")
    words = plain(shown.text)
    assert (ABOUT in words, "par cycle de 3 séances sur 60 jours" in words, "45 minutes par séance" in words) == (
        True,
        True,
        True,
    )
    who.click("Demander", message=shown)
    form = mentoring.opened(who, NAME[:24].strip())
    assert f"{ABOUT}\nTrois séances de 45 minutes en 60 jours" in plain(form.text)
    who.fill("need", NEED)
    return who.submit()


def ask(mentoring: Mentoring, who: Person) -> None:
    """Ask Claire for the three séances."""
    assert begin(mentoring, who) == Submission()
    listed = plain(mentoring.opened(who, "Avec qui").text)
    assert f"pour « {NAME} »" in listed
    assert "Maya Benali" not in listed  # a mentor hosts the mentorat alone
    who.click(button_for(who, "Voir les 3\u00a0séances", name=mentoring.promotion.claire.name))
    mentoring.opened(who, "Les 3 séances")
    mentoring.done(who)


def test_a_cycle_of_the_programme_is_lived_to_its_last_seance(mentoring: Mentoring, tmp_path: Path) -> None:
    promotion, lea, claire = mentoring.promotion, mentoring.promotion.lea, mentoring.promotion.claire
    put_in_service(mentoring, tmp_path)
    ask(mentoring, lea)
    assert title(card(claire)).startswith(f"« {NAME} » : votre réponse avant le")
    assert f"{lea.name} vous demande trois séances de « {NAME} »." in plain(card(claire).words)
    assert dates(card(lea)) == [f"{one} (à confirmer)" for one in PLANNED]
    again = begin(mentoring, promotion.sami).errors  # one for the défi, whoever asks
    assert plain(again["need"]).startswith("Votre équipe a déjà une demande en attente pour ce cycle")
    promotion.sami.close(all=True)
    mentoring.answered(claire, "Confirmer les 3 séances")
    assert f"Les séances de « {NAME} » avec {claire.name} sont confirmées." in plain(card(lea).words)
    assert NAME in plain(lea.command("/dispositifs agenda").text)
    for morning in ASKED:
        mentoring.go_to(morning)
        mentoring.settle()
        asked = next(one for one in reversed(lea.inbox()) if "Elle a eu lieu" in map(plain, one.buttons))
        assert f"« {NAME} » avec {claire.name} (défi Carte Vive)" in plain(asked.text)
        mentoring.answered(lea, "Elle a eu lieu", message=asked)
    assert title(card(lea)) == f"« {NAME} » : le cycle est terminé"
    said = "\n".join(plain(one.text) for who in (lea, claire) for one in who.inbox())
    assert "mentor" not in said.casefold()
    assert begin(mentoring, promotion.sami) == Submission()  # the défi may follow another one now


def test_closed_while_its_form_is_open_it_is_refused_and_the_form_stays(mentoring: Mentoring, tmp_path: Path) -> None:
    promotion, lea = mentoring.promotion, mentoring.promotion.lea
    put_in_service(mentoring, tmp_path)
    assert begin(mentoring, lea) == Submission()
    mentoring.opened(lea, "Avec qui")
    lea.click(button_for(lea, "Voir les 3\u00a0séances", name=promotion.claire.name))
    mentoring.opened(lea, "Les 3 séances")
    today = day_of(promotion.stage.clock())
    for day in (None, today):
        with promotion.database.transaction() as tx:
            openings.set_opening_day(tx, promotion.ids["promotion"], KEY, opens_on=day)
        if day is None:
            lea.submit()
            assert f"« {NAME} » n’est pas encore ouvert" in plain(mentoring.opened(lea, "À savoir").text)
            lea.close()
    mentoring.opened(lea, "Les 3 séances")
    mentoring.done(lea)
    assert dates(card(lea)) == [f"{one} (à confirmer)" for one in PLANNED]


def test_a_coach_opens_a_cycle_and_changes_it_in_slack(mentoring: Mentoring) -> None:
    promotion, claire = mentoring.promotion, mentoring.promotion.claire
    open_page(promotion, claire)
    claire.click("Nouveau rendez-vous")
    promotion.opened(claire, title="Nouveau rendez-vous")
    claire.fill("name", NAME)
    claire.click("Faire un cycle")
    form = promotion.opened(claire, title="Nouveau cycle")
    assert len([block for block in form.blocks if block["type"] == "input"]) == 5
    claire.fill("description", ABOUT)
    claire.choose("minutes", "45\u00a0minutes")
    promotion.turn(claire, "Préciser")
    claire.choose("window", "60\u00a0jours")
    assert claire.submit() == Submission()
    shown = plain(promotion.opened(claire, title="Aperçu").text)
    assert "par cycle de 3 séances sur 60 jours" in shown
    assert "« Votre besoin », puis trois séances de 45 minutes en 60 jours" in shown
    assert claire.submit() == Submission()
    assert f"« {NAME} » est dans le catalogue" in plain(promotion.opened(claire, title="C’est ouvert").text)
    claire.close(all=True)
    open_page(promotion, claire)
    key = "cycle-accompagnement-juridique"
    value = f"{promotion.ids['promotion']}-{key}"
    claire.press_raw(f"catalogue.opening:{value}", value=value)
    promotion.stage.slack.wait_for(lambda: claire.modal and "Modifier le format" in claire.modal.buttons)
    claire.click("Modifier le format")
    promotion.opened(claire, title="Modifier le format")
    claire.choose("sessions", "4")
    promotion.turn(claire, "Préciser")
    claire.choose("people", claire.name)
    assert claire.submit() == Submission()
    promotion.opened(claire, title="C’est enregistré")
    claire.close(all=True)
    shown = plain(promotion.lea.command(f"/dispositifs {NAME.lower()}").text)
    assert "par cycle de 4 séances sur 60 jours" in shown

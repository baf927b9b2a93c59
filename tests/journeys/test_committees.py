"""A coach closes a phase of fifteen défis: half-days asked, all planned in one go, a line changed, all booked."""

from datetime import datetime, timedelta

from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from storage.programme import promotions
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import PARIS, plain
from tests.patience import PATIENCE
from tests.promotion import enter, settle_in

DEFIS = 15
FORM, PLAN, LINE, DONE = "Comités de la phase", "Dates proposées", "Une ligne", "C’est réservé"
TUESDAY = "Mardi 26 mai, matin"
LONG = PATIENCE + 10  # seconds: the solver has ten


def enlarge(gatherings: Gatherings) -> None:
    """Bring the promotion to fifteen défis: thirteen more, each with an EIG and a porteur."""
    promotion, slack = gatherings.ids["promotion"], gatherings.promotion.stage.slack
    with gatherings.promotion.database.transaction() as tx:
        for number in range(DEFIS - 2):
            defi = promotions.save_defi(tx, promotion, f"Défi {number:02}", administration="Bureau")
            for role in (Role.EIG, Role.PORTEUR):
                account = slack.add_person(f"{role.value} {number:02}", email=f"{role}.{number}@example.net")
                of = Membership(role, promotion, defi)
                enter(tx, account.name, of, email=account.email, slack_id=account.id)
        settle_in(tx)


def opens_form(gatherings: Gatherings) -> str:
    """Open the form from the command; give all that it says."""
    claire = gatherings.claire
    if claire.modal:
        claire.close(all=True)
    claire.command("/dispositifs programme")
    claire.click(FORM)
    return plain(shows(gatherings, claire, FORM).text)


def shows(gatherings: Gatherings, who: Person, title: str) -> View:
    """Wait for the modal of this title, at the top of the stack."""
    wait = gatherings.promotion.stage.slack.wait_for
    view = wait(lambda: (top := who.modal) and plain(top.title) == title and top, seconds=LONG)
    assert view, f"{who.name} has {who.modal and who.modal.title!r} open, not {title!r}"
    return view


def reads(gatherings: Gatherings, who: Person, words: str) -> str:
    """Wait until the modal on top says this; give all that it says."""
    wait = gatherings.promotion.stage.slack.wait_for
    found = wait(lambda: (top := who.modal) and words in plain(top.text) and plain(top.text), seconds=LONG)
    assert found, f"{who.name} reads {who.modal and plain(who.modal.text)!r}"
    return str(found)


def opens_line(gatherings: Gatherings) -> None:
    """Claire opens the form of the plan's first line."""
    claire = gatherings.claire
    claire.click(next(one for one in shows(gatherings, claire, PLAN).buttons if plain(one) == "Changer cette ligne"))
    shows(gatherings, claire, LINE)


def test_coach_plans_the_committees_of_a_phase(gatherings: Gatherings) -> None:
    claire, lea, paul = gatherings.claire, gatherings.lea, gatherings.paul
    enlarge(gatherings)
    assert "15 défis n’ont pas encore leur comité" in opens_form(gatherings)
    claire.click("Demander les demi-journées")
    reads(gatherings, claire, "la question part à chaque personne")
    gatherings.promotion.stage.advance(gatherings.now + timedelta(hours=1))  # « Votre semaine »
    assert gatherings.inbox("lea")[-1].startswith("Comités d’évaluation de la phase 2 : quelles demi-journées")
    form = gatherings.opens(lea, "Choisir mes demi-journées", title="Mes demi-journées")
    week = next(one["block_id"] for one in form.body["blocks"] if one["type"] == "input")
    lea.choose(week, *(one for one in lea.options(week) if plain(one) != TUESDAY))
    assert gatherings.send(lea) == []
    reads(gatherings, lea, "C’est noté : 17 demi-journées sur 18 sont possibles pour vous.")
    lea.close(all=True)

    assert "Sans réponse : " in opens_form(gatherings)
    assert gatherings.send(claire) == []
    words = reads(gatherings, claire, "comités sur 15 ont une date")
    assert words.startswith("15 comités sur 15 ont une date. Il n’existe pas de meilleure répartition.")
    assert "Carte Vive : mardi 26 mai à 9 h" not in words  # Léa cannot

    opens_line(gatherings)
    gatherings.promotion.turn(claire, "Préciser")
    claire.choose("talk_day", "2026-06-19")
    claire.choose("talk_time", "17:00")
    assert gatherings.send(claire) == []
    reads(gatherings, claire, "Rapport : échange vendredi 19 juin à 17 h")
    opens_line(gatherings)
    assert gatherings.send(claire) == []  # without the fields of the talk, which stays
    reads(gatherings, claire, "Rapport : échange vendredi 19 juin à 17 h")
    opens_line(gatherings)
    claire.fill("time", "09:05")
    assert gatherings.send(claire) == ["Choisissez un quart d’heure juste : une heure qui finit par 00, 15, 30 ou 45."]
    claire.choose("leave", "Laisser ce défi de côté")
    assert gatherings.send(claire) == []
    reads(gatherings, claire, "14 comités sur 15 ont une date.")
    assert gatherings.send(claire) == []
    assert plain(shows(gatherings, claire, DONE).text).startswith("C’est réservé : 14 comités.")
    claire.close(all=True)
    opens_form(gatherings)
    assert claire.modal
    assert "Revenir en arrière" in claire.modal.buttons  # found again by who closed what said so
    claire.close(all=True)
    gatherings.promotion.stand()

    cards = [one for one in gatherings.inbox("paul") if one.startswith("Comité d’évaluation :")]
    assert len(cards) == 1
    assert "Comité d’évaluation" in plain(paul.command("/dispositifs agenda").text)
    assert "Un défi n’a pas encore son comité." in opens_form(gatherings)
    assert "Revenir en arrière" not in claire.modal.buttons


def test_team_moves_its_committee_and_a_coach_cancels_it(gatherings: Gatherings) -> None:
    claire, lea = gatherings.claire, gatherings.lea
    opens_form(gatherings)
    claire.choose("defis", "Carte Vive")
    assert gatherings.send(claire) == []
    reads(gatherings, claire, "1 comité sur 1 a une date.")
    assert gatherings.send(claire) == []
    shows(gatherings, claire, DONE)
    claire.close(all=True)
    gatherings.promotion.stand()

    gatherings.opens(lea, "Changer la date", title="Changer la date")
    lea.fill("day", "2026-06-04")
    lea.fill("time", "10:00")
    lea.fill("reason", "La salle est prise <!channel>")
    assert gatherings.send(lea) == []
    lea.close(all=True)
    gatherings.go_to(gatherings.now + timedelta(minutes=3))
    told = gatherings.inbox("paul")[-1]
    assert "Léa Martin a changé la date du comité d’évaluation du défi Carte Vive : jeudi 4 juin à 10 h" in told
    gatherings.go_to(datetime(2026, 6, 1, 10, 0, tzinfo=PARIS))
    assert gatherings.answered(lea, "Changer la date").startswith("Les coachs lisent déjà ce qui a été préparé")
    leads = any("Changer la date" in map(plain, one.buttons) for one in claire.inbox())
    host = claire if leads else gatherings.david
    gatherings.opens(host, "Annuler le comité", title="Annuler le comité")
    assert gatherings.send(host) == []
    assert host.click("Revenir en arrière").error is None
    assert "Tout est comme avant : Comité d’évaluation" in plain(shows(gatherings, host, "Retour en arrière").text)
    host.close(all=True)
    gatherings.promotion.stand()
    assert not any("a annulé le comité" in one for one in gatherings.inbox("lea"))
    gatherings.opens(host, "Annuler le comité", title="Annuler le comité")
    assert gatherings.send(host) == []
    gatherings.promotion.stand()
    assert sum("a annulé le comité" in one for one in gatherings.inbox("lea")) == 1
    told = gatherings.inbox("lea")[-1]
    assert "a annulé le comité d’évaluation du défi Carte Vive, prévu jeudi 4 juin à 10 h" in told

"""A coach lets the bot read when their own calendar is busy: looked at, kept, read, told about when it fails, ended."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from tests.bot.calendar_server import CalendarServer, calendar, say, serving
from tests.journeys.promotion import NOW, Promotion, plain

pytestmark = pytest.mark.usefixtures("ticks")  # a calendar is read as time goes by

TITLE = "Vos disponibilités"
MEETING = "UID:1\nDTSTART;TZID=Europe/Paris:20260505T093000\nDTEND;TZID=Europe/Paris:20260505T104500\nSUMMARY:Chut"
READ = "Votre agenda : 127.0.0.1, un créneau occupé dans les 100 prochains jours. Dernière lecture : lundi 4 mai à 8 h"


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with serving() as server:
        yield server


def form(promotion: Promotion, person: Person) -> str:
    person.command("/disponibilites")
    return plain(promotion.opened(person, title=TITLE).text)


def shown(person: Person) -> str:
    assert person.modal
    return plain(person.modal.text)


def give(promotion: Promotion, person: Person, address: str) -> str:
    """Give an address in the form, read it back and keep it; give what was said before and after."""
    form(promotion, person)
    person.fill("feed", address)
    assert person.submit() == Submission()
    before = shown(person)
    assert person.submit() == Submission()
    after = shown(person)
    person.close()
    return before + after


def settled(promotion: Promotion, person: Person, words: str) -> str:
    """Open the form until it says this; the clock's job runs beside."""

    def says() -> str:
        found = form(promotion, person)
        person.close(all=True)
        return found if words in found else ""

    found = promotion.stage.slack.wait_for(says)
    assert found, f"the form never said {words!r}"
    return found


def test_calendar_is_looked_at_kept_read_and_ended(promotion: Promotion, server: CalendarServer) -> None:
    claire = promotion.claire
    secret = server.at("/secret.ics", say(calendar(MEETING)))
    assert "Ne plus lire cet agenda" not in form(promotion, claire)
    assert "mardi 5 mai de 9 h à 10 h" in [plain(one) for one in claire.options("slot")]
    said = give(promotion, claire, secret)
    assert "Votre agenda (127.0.0.1) : j’y lis un créneau occupé dans les 100 prochains jours." in said
    assert "Votre agenda (127.0.0.1) est lu dans les minutes qui viennent" in said
    found = settled(promotion, claire, READ)
    assert "secret" not in found + said
    form(promotion, claire)
    free = [plain(one) for one in claire.options("slot") if "mardi 5 mai" in plain(one)]
    assert free == ["mardi 5 mai de 11 h à 12 h", "mardi 5 mai de 11 h 30 à 12 h 30"]
    assert claire.modal
    assert "secret" not in str(claire.modal.body)
    claire.fill("week", "lundi 9h-12h")
    claire.click("Ne plus lire cet agenda")
    promotion.stage.slack.wait_for(lambda: "Votre agenda n’est plus lu" in shown(claire))
    assert "Votre agenda : " not in shown(claire)
    assert "mardi 5 mai de 9 h à 10 h" in [plain(one) for one in claire.options("slot")]
    assert str(next(iter(claire.modal.values["week"].values()))["value"]) == "lundi 9h-12h"


def test_address_that_gives_no_calendar_is_told_on_its_field(promotion: Promotion, server: CalendarServer) -> None:
    claire = promotion.claire
    form(promotion, claire)
    claire.fill("feed", server.at("/page", say(b"<html>")))
    claire.fill("week", "lunid")
    errors = {name: plain(text) for name, text in claire.submit().errors.items()}
    assert errors == {
        "feed": "Ce qui s’y trouve n’est pas un agenda au format ICS. Dans votre logiciel d’agenda, copiez à nouveau "
        "l’adresse au format ICS.",
        "week": errors["week"],
    }
    claire.fill("feed", "agenda.example.org")
    claire.fill("week", "")
    assert plain(claire.submit().errors["feed"]).startswith("Donnez une adresse complète, qui commence par https://.")


def test_owner_of_a_calendar_that_fails_is_told_once(promotion: Promotion, server: CalendarServer) -> None:
    claire, stage = promotion.claire, promotion.stage
    give(promotion, claire, server.at("/secret.ics", say(calendar(MEETING))))
    settled(promotion, claire, READ)
    server.at("/secret.ics", say(status=404))
    heard = len(claire.inbox())
    stage.set_clock(NOW + timedelta(hours=2))
    settled(promotion, claire, "rien ne se trouve plus à cette adresse")
    stage.settle()
    told = claire.inbox()[heard:]
    assert [plain(one.text) for one in told] == [
        "Votre agenda (127.0.0.1) n’est pas lisible : rien ne se trouve plus à cette adresse. La dernière copie, du "
        "lundi 4 mai à 8 h, compte encore jusqu’au mardi 5 mai à 8 h. J’essaie à nouveau toutes les 15 minutes. "
        "Dans votre logiciel d’agenda, copiez à nouveau l’adresse au format ICS, puis changez l’adresse dans "
        "`/disponibilites`."
    ]
    stage.set_clock(NOW + timedelta(hours=3))
    stage.settle()
    assert len(claire.inbox()) == heard + 1


def test_address_that_is_tried_and_does_not_answer_says_why(promotion: Promotion, server: CalendarServer) -> None:
    lea = promotion.lea
    lea.command("/dispositifs agenda connecter")
    promotion.opened(lea, title="Connecter mon agenda")
    lea.fill("address", server.at("/lea.ics", say(status=500)))
    assert lea.submit() == Submission()
    said = "Je n’ai pas encore pu lire votre agenda (127.0.0.1) : le serveur répond par une erreur."
    assert promotion.stage.slack.wait_for(lambda: said in plain(shown(lea))), shown(lea)


def test_owner_who_gives_no_hours_is_told_where_they_change_it(promotion: Promotion, server: CalendarServer) -> None:
    lea, stage = promotion.lea, promotion.stage
    lea.command("/dispositifs agenda connecter")
    promotion.opened(lea, title="Connecter mon agenda")
    lea.fill("address", server.at("/lea.ics", say(calendar(MEETING))))
    assert lea.submit() == Submission()
    tried = "J’y trouve un créneau occupé dans les 100 prochains jours"
    assert stage.slack.wait_for(lambda: tried in plain(shown(lea))), shown(lea)
    lea.close(all=True)
    server.at("/lea.ics", say(status=404))
    heard = len(lea.inbox())
    stage.set_clock(NOW + timedelta(hours=2))
    assert stage.slack.wait_for(lambda: len(lea.inbox()) > heard)
    told = lea.inbox()[-1]
    assert "n’est pas lisible" in plain(told.text)
    assert "disponibilités" not in plain(told.text)
    assert plain(told.text).endswith("puis changez l’adresse dans `/dispositifs agenda connecter`.")
    lea.click("Connecter mon agenda", message=told)
    promotion.opened(lea, title="Connecter mon agenda")

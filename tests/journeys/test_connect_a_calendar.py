"""A coach connects their work calendar: tried, chosen from, read, refused one day, given up; nothing of it is told."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.demo.calendars import add_calendar, serving_calendars
from bot.outside.dav import DavAccount
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.tables import metadata
from tests.bot.calendar_server import calendar
from tests.bot.dav_servers import PASSWORD, USER, Fake, dav, fake_server
from tests.journeys.promotion import NOW, Promotion, plain
from tests.journeys.test_canaries import of_the_house, read_by
from tests.journeys.test_own_data import written
from tests.patience import PATIENCE
from tests.processes import free_port

pytestmark = pytest.mark.usefixtures("ticks")  # a calendar is read as time goes by

SECRET, TITLE = "canari-du-mot-de-passe", "canari-du-titre"
MEETING = (
    f"UID:1\nDTSTAMP:20260501T000000Z\nDTSTART;TZID=Europe/Paris:20260505T093000\n"
    f"DTEND;TZID=Europe/Paris:20260505T104500\nSUMMARY:{TITLE}\nLOCATION:{TITLE}\nATTENDEE:mailto:{TITLE}@x.fr"
)


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[str]:
    with serving_calendars(tmp_path, {"claire": SECRET}) as url:
        yield url


@pytest.fixture
def fake() -> Iterator[Fake]:
    with fake_server() as fake:
        yield fake


def shown(person: Person) -> str:
    assert person.modal
    return plain(person.modal.text)


def open_form(promotion: Promotion, person: Person) -> str:
    person.command("/dispositifs agenda connecter")
    return plain(promotion.opened(person, title="Connecter mon agenda").text)


def try_out(promotion: Promotion, person: Person, words: str, **fields: str) -> str:
    """Type in the form, send it, and wait until it says this."""
    for name, text in fields.items():
        person.fill(name, text)
    assert person.submit() == Submission()
    assert promotion.stage.slack.wait_for(lambda: words in shown(person)), shown(person)
    assert person.modal
    said = str(person.modal.body)
    assert fields.get("password", SECRET) not in said
    return plain(person.modal.text)


def kept_anywhere(promotion: Promotion, *words: str) -> list[str]:
    """Give the tables that hold one of these words."""
    with promotion.database.reading() as reading:
        return [
            table.name
            for table in metadata.sorted_tables
            if any(word in str(row) for row in reading.execute(sa.select(table)) for word in words)
        ]


def test_calendar_is_tried_chosen_read_and_forgotten(
    promotion: Promotion, radicale: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="slack_sdk")  # as bot.log does: at DEBUG it writes whole answers
    claire, own = promotion.claire, {"user": "claire", "password": SECRET}
    work = add_calendar(radicale, "/claire/travail/", name="Travail", **own)
    private = add_calendar(radicale, "/claire/perso/", name="Perso", **own)
    account = DavAccount(radicale, "claire", SECRET)
    dav().put(
        account, f"{work}1.ics", body=calendar(MEETING, before="VERSION:2.0\nPRODID:x"), etag=None, seconds=PATIENCE
    )
    claire.click("Connecter mon agenda", message=claire.open_home())
    assert "Ne plus lire cet agenda" not in plain(promotion.opened(claire, title="Connecter mon agenda").text)
    wrong = try_out(promotion, claire, "Cela ne marche pas", address=radicale, user="claire", password="faux-mot")
    assert "le serveur refuse cet identifiant ou ce mot de passe. Vérifiez l’identifiant" in wrong
    try_out(promotion, claire, "Voici les agendas que je trouve chez 127.0.0.1", password=SECRET)
    assert sorted(plain(one) for one in claire.options("busy")) == ["Perso", "Travail"]
    claire.choose("busy", "Travail")
    claire.choose("writes", "Perso")
    done = try_out(promotion, claire, "C’est fait")
    assert "un agenda est lu chez 127.0.0.1. J’y lis un créneau occupé" in done
    assert "Vos rendez-vous à venir y seront écrits" in done
    assert (
        dav().events(account, private, since=NOW - timedelta(days=9), until=NOW + timedelta(days=9), seconds=PATIENCE)
        == []
    )
    claire.close(all=True)

    def free() -> list[str]:
        claire.command("/disponibilites")
        promotion.opened(claire, title="Vos disponibilités")
        found = [plain(one) for one in claire.options("slot") if "mardi 5 mai" in plain(one)]
        claire.close(all=True)
        return found

    assert promotion.stage.slack.wait_for(lambda: free()[0] == "mardi 5 mai de 11 h à 12 h")
    assert kept_anywhere(promotion, SECRET, TITLE) == []
    read = "Votre agenda : 127.0.0.1. Ce que j’y ai lu compte jusqu’au"
    home = promotion.stage.slack.wait_for(lambda: (shown := claire.home()) and read in plain(shown.text) and shown)
    assert home
    assert {"Changer d’agenda", "Connecter mon agenda"} & set(home.buttons) == {"Changer d’agenda"}
    claire.command("/dispositifs agenda")
    claire.click("Recevoir le fichier", message=claire.command("/dispositifs mes-donnees"))
    promotion.stage.settle()
    assert "agenda" in written(promotion, claire)
    told = [caplog.text, written(promotion, claire), *of_the_house(promotion, caplog, now=promotion.stage.clock())]
    told += [text for who in (claire, promotion.lea) for text in read_by(who)]
    assert [text for text in told if SECRET in text or TITLE in text] == []
    assert "Vos rendez-vous y sont écrits" in open_form(promotion, claire)
    nowhere = f"http://127.0.0.1:{free_port()}/agenda.ics"  # it takes no place of what is used and answers
    assert "Vos rendez-vous y sont écrits" in try_out(promotion, claire, "Le serveur ne répond pas", address=nowhere)
    claire.click("Ne plus lire cet agenda")
    promotion.stage.slack.wait_for(lambda: "tout ce que le bot en gardait est oublié" in shown(claire))
    assert promotion.count("busy_feeds") == promotion.count("busy_blocks") == 0


def test_owner_of_a_refused_password_is_told_once_and_nothing_is_asked_any_more(
    promotion: Promotion, fake: Fake
) -> None:
    claire, stage = promotion.claire, promotion.stage
    open_form(promotion, claire)
    try_out(promotion, claire, "Voici les agendas", address=fake.url, user=USER, password=PASSWORD)
    claire.choose("busy", "Travail é&")
    try_out(promotion, claire, "C’est fait")
    claire.close(all=True)
    heard, fake.password = len(claire.inbox()), "un autre"
    stage.set_clock(NOW + timedelta(minutes=16))
    assert stage.slack.wait_for(lambda: len(claire.inbox()) > heard)
    told = claire.inbox()[-1]
    assert plain(told.text).startswith("Votre agenda (127.0.0.1) ne me répond pas comme il faut : le serveur refuse")
    asked = len(fake.asked)
    for hours in (1, 30, 60):
        stage.set_clock(NOW + timedelta(hours=hours))
        stage.settle()
    assert len(fake.asked) == asked
    assert [plain(one.text)[:13] for one in claire.inbox()[heard:]].count("Votre agenda ") == 1
    claire.click("Connecter mon agenda", message=told)
    promotion.opened(claire, title="Connecter mon agenda")
    try_out(promotion, claire, "Voici les agendas", address=fake.url, user=USER, password="un autre")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("http://agenda.exemple.fr/dav/", "se lirait en chemin. Donnez la même en https://"),
        ("claire@ministere.invalid", "Elle ressemble à https://…/dav/ (BlueMind, Zimbra)"),
        ("ministere.invalid", "Google et Microsoft n’en ont pas : donnez leur adresse ICS"),
    ],
)
def test_what_cannot_be_an_address_of_a_calendar_server_says_which_to_look_for(
    promotion: Promotion, typed: str, said: str
) -> None:
    claire = promotion.claire
    open_form(promotion, claire)
    # That it is being tried is on its way while why it cannot be is known already.
    promotion.stage.slack.faults.fail("interactive", error="late_ack", delay=0.3)
    assert said in try_out(promotion, claire, "Cela ne marche pas", address=typed, user="claire", password=SECRET)
    assert claire.modal
    assert typed in str(claire.modal.body)  # as it was typed


def test_the_form_says_where_a_private_address_is(promotion: Promotion) -> None:
    lea = promotion.lea
    open_form(promotion, lea)
    lea.fill("address", "https://agenda.exemple.fr/prive.ics")
    for name, words in (("Google Agenda", "Adresse secrète au format iCal"), ("Nextcloud", "Copier le lien")):
        lea.choose("agenda.connect:where", name)
        assert promotion.stage.slack.wait_for(lambda words=words: words in shown(lea))  # type: ignore[misc] # bound now
    assert lea.modal
    assert lea.modal.values["address"]["address"]["value"] == "https://agenda.exemple.fr/prive.ics"

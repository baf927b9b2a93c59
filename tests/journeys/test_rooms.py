"""The video rooms' service has closed: the clock gives new ones, cards and calendars follow, each is told once."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.people.person import Person
from storage.programme import people
from tests.journeys.promotion import NINE, Promotion, first_line, note_answer, plain

OMAR = "omar@agence.example.org"
CLOSED = "https://webconf.numerique.gouv.fr"
TITLE, TITLE_OF_ONE = "De nouvelles salles de visio", "Une nouvelle salle de visio"


def links(promotion: Promotion) -> list[str]:
    with promotion.database.reading() as tx:
        return list(tx.execute(text("SELECT link FROM appointments ORDER BY starts")).scalars())


def close_service(promotion: Promotion) -> None:
    """Let the rooms be as they were made before the service closed; wait until the clock has replaced them."""
    with promotion.database.transaction() as tx:
        tx.execute(text(f"UPDATE appointments SET link = '{CLOSED}/' || id"))
        people.change(tx, promotion.ids["claire"], visio=f"{CLOSED}/Claire")
    assert promotion.stage.slack.wait_for(lambda: not any(CLOSED in one for one in links(promotion)))
    promotion.stage.advance(promotion.stage.clock() + timedelta(minutes=2))


def told(person: Person) -> list[str]:
    return [plain(one.text) for one in person.inbox() if first_line(one) in (TITLE, TITLE_OF_ONE)]


@pytest.mark.usefixtures("ticks")
def test_new_rooms_are_told_once_and_everything_follows(promotion: Promotion) -> None:
    lea, sami, claire, ines = promotion.lea, promotion.sami, promotion.claire, promotion.ines
    with promotion.database.transaction() as tx:
        omar = people.add(tx, name="Omar Sy", email=OMAR)
        people.add_membership(tx, omar, Membership(Role.EXPERT))
    promotion.book(lea, host="Claire Morel", guests=("Sami Haddad",))
    promotion.book(ines, "mardi 5 mai à 10 h 15", host="Claire Morel")
    promotion.press_behind(lea, "Ajouter à mon agenda")
    promotion.opened(lea, title="À savoir")
    lea.close(all=True)
    claire.click("Autres actions")
    promotion.opened(claire, title="Bureau d’aide")
    claire.click("Ajouter quelqu’un")
    promotion.opened(claire, title="Ajouter quelqu’un")
    claire.choose("Qui", "Omar Sy")
    assert claire.submit().errors == {}
    promotion.opened(claire, title="C’est demandé")
    claire.close(all=True)
    note_answer(promotion, claire)
    promotion.stage.settle()
    close_service(promotion)
    first, second = links(promotion)
    assert [len(told(one)) for one in (lea, sami, ines, claire)] == [1, 1, 1, 1]
    [to_claire] = told(claire)
    assert f"Bureau d’aide, {NINE} : {first}. Bureau d’aide, mardi 5 mai à 10 h 15 : {second}." in to_claire
    assert "Votre propre lien de visio menait à Webconf : je ne m’en sers plus." in to_claire
    [to_lea] = told(lea)
    assert (first in to_lea, second in to_lea, "propre lien" in to_lea) == (True, False, False)
    for person in (lea, sami, ines, claire):
        assert not any(CLOSED in f"{one.text}{one.blocks}" for one in person.inbox())
    asked, invited, changed = promotion.stage.slack.post.inbox(OMAR)
    assert plain(asked.subject).startswith("Claire Morel vous propose de participer au bureau d’aide")
    assert plain(changed.subject) == "Mardi 5 mai à 10 h 15, nouveau lien : Bureau d’aide, défi Relais"
    assert [one.calendar["SEQUENCE"] for one in (invited, changed)] == ["2", "3"]
    assert invited.calendar["UID"] == changed.calendar["UID"]
    assert second in changed.text
    files = [one.name.rpartition("-")[2] for message in lea.inbox() for one in message.files]
    assert files == ["0.ics", "1.ics"]

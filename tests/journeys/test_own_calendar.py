"""A coach's own calendar gets their appointments and follows them; what they do to one there is told, and put right."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.agenda.writing.found import EVERY
from bot.demo.calendars import add_calendar, serving_calendars
from bot.outside.dav import DavAccount
from tests.bot.agenda.writing.desk import event_in, start_in
from tests.bot.dav_servers import dav
from tests.journeys.promotion import NOW, Promotion, plain, seen_last
from tests.journeys.test_connect_a_calendar import open_form, try_out
from tests.patience import PATIENCE

pytestmark = pytest.mark.usefixtures("ticks")  # a calendar is read as time goes by

WORD = "mot-de-passe"


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[str]:
    with serving_calendars(tmp_path, {"claire": WORD}) as url:
        yield url


def test_own_calendar_follows_slack_and_what_is_moved_there_is_asked_about(promotion: Promotion, radicale: str) -> None:
    claire, lea, stage = promotion.claire, promotion.lea, promotion.stage
    account = DavAccount(radicale, "claire", WORD)
    calendar = add_calendar(radicale, "/claire/travail/", name="Travail", user="claire", password=WORD)

    def there() -> list[tuple[str, bytes, int]]:
        found = dav().listing(account, calendar, since=NOW, until=NOW + timedelta(days=60), seconds=PATIENCE)
        return [(address, one.body, start_in(one.body).hour) for address, one in found.items()]

    open_form(promotion, claire)
    try_out(promotion, claire, "Voici les agendas", address=radicale, user="claire", password=WORD)
    claire.choose("writes", "Travail")
    try_out(promotion, claire, "C’est fait")
    claire.close(all=True)
    promotion.book(lea, host="Claire Morel")
    ((address, body, hour),) = there()
    assert (str(event_in(body)["SUMMARY"]), hour) == ("Bureau d’aide\u00a0: Carte Vive", 9)

    stands = dav().read(account, address, seconds=PATIENCE)
    assert stands
    later = stands.body.replace(b"T090000", b"T111500").replace(b"T100000", b"T121500")
    dav().put(account, address, body=later, etag=stands.etag, seconds=PATIENCE)
    stage.advance(stage.clock() + EVERY + timedelta(minutes=1))
    moved = "a changé d’heure"
    told = stage.slack.wait_for(lambda: next((one for one in claire.inbox() if moved in plain(one.text)), None))
    assert told
    assert "Pour les autres, rien n’a changé." in plain(told.text)
    assert len(there()) == 1
    claire.click("Ouvrir", message=told)
    assert "Quand : mardi 5 mai, de 9 h à 10 h" in plain(promotion.opened(claire).text)
    claire.close(all=True)
    claire.click("Remettre dans mon agenda", message=told)
    assert stage.slack.wait_for(lambda: [hour for _, _, hour in there()] == [9])
    assert stage.slack.wait_for(lambda: "C’est fait" in seen_last(claire))  # the entry may be there before the answer

    promotion.cancel(lea)
    assert there() == []

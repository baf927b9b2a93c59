"""A coach books for a team: who may, whose it is then, who is told, and what stays refused."""

from collections.abc import Iterator

import pytest

from bot.agenda.model import Part
from bot.errors import Invalid, NotAllowed, NotFound
from bot.helpdesk import changes, service, wishes
from bot.helpdesk.model import RequestSheet
from storage.database import Database
from tests.bot.helpdesk.desk import STANDS, Desk, everybody
from tests.journeys.promotion import NOW, seed


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seed(tx))


def book(desk: Desk, *, asker: str = "lea", host: str = "claire") -> RequestSheet:
    """Book nine o'clock as Claire, for somebody of Carte Vive."""
    wish = desk.wish(asked_by=desk.ids[asker])
    service.save_need(desk.tx, desk.actor("claire"), "d1", wish=wish, now=NOW)
    return desk.submit(who="claire", host=host).sheet


def test_a_coach_is_offered_the_teams_of_their_promotion(desk: Desk) -> None:
    choices = wishes.offer_teams(desk.tx, desk.actor("claire"), desk.ids["promotion"], now=NOW)
    assert [(defi.name, [person.name for person in team]) for defi, team in choices.teams] == [
        ("Carte Vive", ["Léa Martin", "Sami Haddad"]),
        ("Relais", ["Inès Diallo"]),
    ]
    for key in ("lea", "ines"):
        with pytest.raises(NotAllowed):
            wishes.offer_teams(desk.tx, desk.actor(key), desk.ids["promotion"], now=NOW)
    with pytest.raises(NotFound):
        wishes.offer_teams(desk.tx, desk.actor("claire"), 999_999, now=NOW)


def test_what_a_coach_books_is_of_the_person_who_asked(desk: Desk) -> None:
    sheet = book(desk)
    parts = {someone.person_id: someone.part for someone in sheet.sessions[0].participants}
    # The coach who took the call may host it.
    assert parts == {desk.ids["lea"]: Part.BOOKER, desk.ids["sami"]: Part.GUEST, desk.ids["claire"]: Part.HOST}
    desk.stand()
    assert desk.owed() == everybody("helpdesk.card", "lea", "sami", "claire")
    changes.cancel(desk.tx, desk.actor("lea"), sheet.request.id, batch="b2", now=STANDS)
    assert desk.describe(sheet.request.id).standing == ()


def test_a_coach_who_does_not_host_has_no_card_and_may_take_it_back(desk: Desk) -> None:
    sheet = book(desk, host="david")
    assert len(changes.undo(desk.tx, desk.actor("claire"), "d1", now=NOW)) == 1
    assert desk.describe(sheet.request.id).standing == ()
    desk.stand()
    assert desk.owed() == {}


@pytest.mark.parametrize("asker", ["ines", "claire"])
def test_the_person_who_asked_is_of_the_team(desk: Desk, asker: str) -> None:
    with pytest.raises(Invalid):
        book(desk, asker=asker, host="david")


def test_an_eig_books_for_nobody_else(desk: Desk) -> None:
    for wish in (desk.wish(asked_by=desk.ids["sami"]), desk.wish(defi_id=desk.ids["relais"])):
        with pytest.raises(NotAllowed):
            service.save_need(desk.tx, desk.actor("lea"), "d1", wish=wish, now=NOW)


def test_modifying_keeps_the_team(desk: Desk) -> None:
    claire, lea = desk.actor("claire"), desk.ids["lea"]
    service.save_need(desk.tx, claire, "d1", wish=desk.wish(asked_by=lea), now=NOW)
    choices = service.modify_draft(desk.tx, claire, "d1", starts=[], now=NOW)
    assert (choices.asker.id, choices.for_team, [defi.name for defi, _ in choices.teams]) == (lea, True, ["Carte Vive"])
    assert "Claire Morel" in {host.name for host in choices.hosts}

"""The rules of the bureau d'aide: who may ask, who may come, who hosts and why, and what is owed to whom."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.agenda.model import Part, State
from bot.dates.paris import from_epoch
from bot.errors import AlreadyCancelled, DraftExpired, Invalid, NotAllowed, NotFound, SlotTaken
from bot.helpdesk import service as helpdesk
from bot.helpdesk.model import Candidate, Reason, Wish
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from storage import people, programme
from storage.database import Database, Transaction
from tests.journeys.promotion import NEED, NOW, seed

NINE = NOW + timedelta(days=1, hours=1)
VISIO = "https://visio.example.org/{room}"


@dataclass
class Desk:
    """A transaction, the promotion of the journeys in it, and shorter words for the use cases."""

    tx: Transaction
    ids: dict[str, int]

    def actor(self, key: str) -> Actor:
        return Actor(f"U{key}", people.by_id(self.tx, self.ids[key]))

    def wish(self, **values: object) -> Wish:
        whole = Wish(self.ids["carte"], NEED, (self.ids["lea"], self.ids["sami"]))
        return replace(whole, **values)  # type: ignore[arg-type]

    def keep(self, draft: str = "d1", *, who: str = "lea", **values: object) -> list[datetime]:
        openings = helpdesk.keep_wish(self.tx, self.actor(who), draft, self.wish(**values), now=NOW)
        return [from_epoch(slot.starts) for slot in openings.slots]

    def rank(self, draft: str = "d1", *, who: str = "lea", starts: datetime = NINE) -> list[tuple[str, str]]:
        ranked = helpdesk.rank_hosts(self.tx, self.actor(who), draft, starts=starts, now=NOW)
        names = {value: key for key, value in self.ids.items() if key in ("claire", "david", "lea")}
        return [(names[one.host_id], one.reason.value) for one in ranked]

    def book(self, draft: str = "d1", *, who: str = "lea", host: str = "claire", starts: datetime = NINE) -> int:
        candidate = Candidate(self.ids[host], Reason.CHOSEN)
        actor = self.actor(who)
        return helpdesk.book(self.tx, actor, draft, starts=starts, candidate=candidate, visio_url=VISIO, now=NOW).id

    def notices(self) -> Counter[tuple[str, str, int]]:
        rows = self.tx.execute(text("SELECT action, kind, person_id FROM notices"))
        return Counter((action, kind, person) for action, kind, person in rows)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seed(tx, None))


def test_an_eig_is_offered_their_team_and_the_coachs(desk: Desk) -> None:
    choices = helpdesk.offer_choices(desk.tx, desk.actor("lea"), now=NOW)
    assert [(defi.name, [one.name for one in team]) for defi, team in choices.teams] == [
        ("Carte Vive", ["Léa Martin", "Sami Haddad"])
    ]
    assert [host.name for host in choices.hosts] == ["Claire Morel", "David Nguyen"]


def test_who_is_no_eig_cannot_ask(desk: Desk) -> None:
    for actor in (desk.actor("claire"), Actor("U0")):
        with pytest.raises(NotAllowed):
            helpdesk.offer_choices(desk.tx, actor, now=NOW)
        with pytest.raises(NotAllowed):
            helpdesk.keep_wish(desk.tx, actor, "d1", desk.wish(), now=NOW)


def test_an_eig_without_a_defi_is_told_so(desk: Desk) -> None:
    ana = people.add(desk.tx, name="Ana")
    people.join(desk.tx, ana, Membership(Role.EIG, desk.ids["promotion"]))
    with pytest.raises(NotFound):
        helpdesk.offer_choices(desk.tx, Actor("U0", people.by_id(desk.tx, ana)), now=NOW)


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"need": ""}, "need", "empty"),
        ({"need": " \n\t\u00a0"}, "need", "empty"),
        ({"need": "x" * 3001}, "need", "long"),
        ({"guest_ids": ()}, "participants", "empty"),
        ({"guest_ids": (1, 999)}, "participants", "other_team"),
        ({"host_id": 999}, "host", "gone"),
    ],
)
def test_a_wish_that_no_form_lets_through_is_refused(
    desk: Desk, values: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        helpdesk.keep_wish(desk.tx, desk.actor("lea"), "d1", desk.wish(**values), now=NOW)
    assert refused.value.facts == {"field": field, "reason": reason}


def test_another_team_s_defi_is_refused(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.keep(defi_id=desk.ids["relais"], guest_ids=(desk.ids["ines"],))
    with pytest.raises(NotFound):
        desk.keep(defi_id=999)


def test_slots_are_those_of_the_coach_chosen_and_of_the_team_s_days(desk: Desk) -> None:
    assert desk.keep()[0] == NINE
    days = {one.weekday() for one in desk.keep("d2", who="ines", **relais(desk))}
    assert days == {0, 1, 3, 4}
    desk.book(host="claire")
    assert desk.keep("d3", host_id=desk.ids["claire"])[0] == NINE + timedelta(minutes=75)
    assert desk.keep("d4", host_id=desk.ids["david"])[0] == NINE


def relais(desk: Desk) -> dict[str, Any]:
    return {"defi_id": desk.ids["relais"], "guest_ids": (desk.ids["ines"],)}


def test_without_preference_hosts_are_ranked_by_load_then_name(desk: Desk) -> None:
    desk.keep()
    assert desk.rank() == [("claire", "free"), ("david", "free")]
    desk.book(host="claire", starts=NINE + timedelta(days=1))
    desk.keep("d2")
    assert desk.rank("d2") == [("david", "least-booked"), ("claire", "free")]
    desk.book("d2", host="david", starts=NINE)
    desk.keep("d3")
    assert desk.rank("d3", starts=NINE) == [("claire", "free")]
    assert desk.rank("d3", starts=NINE - timedelta(hours=2)) == []


def test_a_chosen_host_is_the_only_one_tried(desk: Desk) -> None:
    desk.keep(host_id=desk.ids["david"])
    assert desk.rank() == [("david", "chosen")]


def test_nobody_hosts_their_own_hour(desk: Desk) -> None:
    people.join(desk.tx, desk.ids["lea"], Membership(Role.COACH, desk.ids["promotion"]))
    desk.keep()
    assert desk.rank() == [("claire", "free"), ("david", "free")]
    with pytest.raises(Invalid):
        desk.book(host="lea")


def test_a_booking_owes_one_card_to_each(desk: Desk) -> None:
    desk.keep()
    sheet = helpdesk.describe(desk.tx, desk.book())
    parts = {one.person_id: one.part for one in sheet.appointment.participants}
    ids = desk.ids
    assert parts == {ids["lea"]: Part.BOOKER, ids["sami"]: Part.GUEST, ids["claire"]: Part.HOST}
    assert (sheet.request.need, sheet.request.asked_by, sheet.defi.name) == (NEED, ids["lea"], "Carte Vive")
    assert desk.notices() == {("post", "helpdesk.card", ids[key]): 1 for key in ("lea", "sami", "claire")}


def test_the_link_is_the_host_s_then_the_team_s_then_a_room(desk: Desk) -> None:
    desk.keep()
    drawn = helpdesk.describe(desk.tx, desk.book()).appointment.link or ""
    assert drawn.startswith("https://visio.example.org/")
    programme.save_defi(
        desk.tx, desk.ids["promotion"], "Carte Vive", administration="Bureau des cartes", visio="https://team.example"
    )
    desk.keep("d2")
    assert helpdesk.describe(desk.tx, desk.book("d2", host="david")).appointment.link == "https://team.example"
    people.change(desk.tx, desk.ids["david"], visio="https://david.example")
    desk.keep("d3")
    third = desk.book("d3", host="david", starts=NINE + timedelta(minutes=75))
    assert helpdesk.describe(desk.tx, third).appointment.link == "https://david.example"


def test_a_draft_becomes_one_booking(desk: Desk) -> None:
    desk.keep()
    first = desk.book()
    assert desk.book(host="david", starts=NINE + timedelta(days=1)) == first
    assert desk.rank(starts=NINE + timedelta(days=1)) == [("claire", "chosen")]
    assert sum(desk.notices().values()) == 3
    with pytest.raises(DraftExpired):
        desk.keep()


def test_a_taken_slot_leaves_the_draft_as_it_was(desk: Desk) -> None:
    desk.keep()
    desk.keep("d2", who="ines", **relais(desk))
    desk.book()
    with pytest.raises(SlotTaken):
        desk.book("d2", who="ines")
    assert desk.book("d2", who="ines", host="david") > 0


def test_a_draft_is_nobody_else_s(desk: Desk) -> None:
    desk.keep()
    for who in ("sami", "ines", "claire"):
        with pytest.raises(DraftExpired):
            desk.book(who=who)
        with pytest.raises(DraftExpired):
            helpdesk.browse(desk.tx, desk.actor(who), "d1", now=NOW)
    with pytest.raises(DraftExpired):
        helpdesk.browse(desk.tx, desk.actor("lea"), "d1", now=NOW + timedelta(days=2))


def test_a_cancellation_tells_the_others_and_updates_no_unsent_card(desk: Desk) -> None:
    desk.keep()
    appointment = desk.book()
    ids = desk.ids
    helpdesk.cancel(desk.tx, desk.actor("claire"), appointment, now=NOW)
    cards = {("post", "helpdesk.card", ids[key]): 1 for key in ("lea", "sami", "claire")}
    news = {("post", "helpdesk.cancelled", ids[key]): 1 for key in ("lea", "sami")}
    assert desk.notices() == cards | news
    assert helpdesk.describe(desk.tx, appointment).appointment.state is State.CANCELLED
    with pytest.raises(AlreadyCancelled):
        helpdesk.cancel(desk.tx, desk.actor("lea"), appointment, now=NOW)
    assert desk.notices() == cards | news


@pytest.mark.parametrize("who", ["sami", "ines"])
def test_a_guest_or_another_team_cannot_cancel(desk: Desk, who: str) -> None:
    desk.keep()
    appointment = desk.book()
    with pytest.raises(NotAllowed):
        helpdesk.cancel(desk.tx, desk.actor(who), appointment, now=NOW)
    with pytest.raises(NotAllowed):
        helpdesk.cancel(desk.tx, Actor("U0"), appointment, now=NOW)
    assert helpdesk.describe(desk.tx, appointment).appointment.state is State.CONFIRMED


def test_a_coach_of_another_promotion_cannot_cancel(desk: Desk) -> None:
    desk.keep()
    appointment = desk.book()
    other = programme.save_promotion(desk.tx, "EIG 8", starts_on="2027-01-12", ends_on="2027-11-11")
    ana = people.add(desk.tx, name="Ana")
    people.join(desk.tx, ana, Membership(Role.COACH, other))
    with pytest.raises(NotAllowed):
        helpdesk.cancel(desk.tx, Actor("U0", people.by_id(desk.tx, ana)), appointment, now=NOW)

"""Asking for a bureau d'aide and booking it: who may, who comes, who hosts and why, one host for all séances."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.agenda.model import Part, State
from bot.dates.paris import from_epoch
from bot.errors import AlreadyCancelled, DraftExpired, Invalid, NotAllowed, NotFound, SlotTaken
from bot.helpdesk import changes, service
from bot.helpdesk import facts as helpdesk_facts
from bot.helpdesk.model import Document, Paper, RankReason
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import people, promotions
from tests.bot.helpdesk.bureau import opened
from tests.bot.helpdesk.desk import DAY, NINE, STANDS, Desk, everybody
from tests.journeys.promotion import NEED, NOW, seed

FOUR = (NINE, NINE + DAY, NINE + 2 * DAY, NINE + 6 * DAY)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seed(tx))


def test_an_eig_is_offered_their_team_and_the_coachs(desk: Desk) -> None:
    choices = service.offer_choices(desk.tx, desk.actor("lea"), now=NOW)
    assert [(defi.name, [one.name for one in team]) for defi, team in choices.teams] == [
        ("Carte Vive", ["Léa Martin", "Sami Haddad"])
    ]
    assert [host.name for host in choices.hosts] == ["Claire Morel", "David Nguyen"]


def test_who_is_no_eig_cannot_ask(desk: Desk) -> None:
    for actor in (desk.actor("claire"), Actor("U0")):  # a coach books for a team
        with pytest.raises(NotAllowed):
            service.offer_choices(desk.tx, actor, now=NOW)
        with pytest.raises(NotAllowed):
            service.save_need(desk.tx, actor, "d1", wish=desk.wish(), now=NOW)


def test_an_eig_without_a_defi_is_told_so(desk: Desk) -> None:
    ana = people.add(desk.tx, name="Ana")
    people.add_membership(desk.tx, ana, Membership(Role.EIG, desk.ids["promotion"]))
    with pytest.raises(NotFound):
        service.offer_choices(desk.tx, Actor("U0", people.by_id(desk.tx, ana)), now=NOW)


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"need": ""}, "need", "empty"),
        ({"need": " \n\t\u00a0"}, "need", "empty"),
        ({"need": "x" * 3001}, "need", "long"),
    ],
)
def test_a_need_that_no_form_lets_through_is_refused(
    desk: Desk, values: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        service.save_need(desk.tx, desk.actor("lea"), "d1", wish=desk.wish(**values), now=NOW)
    assert refused.value.facts == {"field": field, "reason": reason}


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"guest_ids": ()}, "participants", "empty"),
        ({"guest_ids": (1, 999)}, "participants", "other_team"),
        ({"host_id": 999}, "host", "gone"),
        ({"sessions": 0}, "sessions", "count"),
        ({"sessions": 5}, "sessions", "count"),
    ],
)
def test_a_team_that_no_form_lets_through_is_refused(
    desk: Desk, values: dict[str, Any], field: str, reason: str
) -> None:
    desk.keep()
    team: dict[str, Any] = {"guest_ids": (desk.ids["lea"],), "host_id": None, "sessions": 1}
    with pytest.raises(Invalid) as refused:
        service.save_team(desk.tx, desk.actor("lea"), "d1", now=NOW, **(team | values))
    assert refused.value.facts == {"field": field, "reason": reason}


def test_team_asks_its_own_porteurs_along_and_no_other(desk: Desk) -> None:
    promotion = desk.ids["promotion"]
    own, other = (people.add(desk.tx, name=name, email=f"{name}@example.org") for name in ("maud", "rose"))
    for person, defi in ((own, "carte"), (other, "relais")):
        people.add_membership(desk.tx, person, Membership(Role.PORTEUR, promotion, desk.ids[defi]))
    desk.keep()
    lea, actor = desk.ids["lea"], desk.actor("lea")
    choices = service.modify_draft(desk.tx, actor, "d1", starts=(), now=NOW)
    assert [one.name for one in choices.porteurs] == ["maud"]
    assert choices.wish is not None
    assert own not in choices.wish.guest_ids  # nobody comes along whom the team did not choose
    service.save_team(desk.tx, actor, "d1", guest_ids=(lea, own), host_id=None, sessions=1, now=NOW)
    with pytest.raises(Invalid) as refused:
        service.save_team(desk.tx, actor, "d1", guest_ids=(lea, other), host_id=None, sessions=1, now=NOW)
    assert refused.value.facts == {"field": "participants", "reason": "other_team"}


def test_another_team_s_defi_is_refused(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.keep(defi="relais")
    with pytest.raises(NotFound):
        service.save_need(desk.tx, desk.actor("lea"), "d1", wish=desk.wish(defi_id=999), now=NOW)


def test_a_step_back_keeps_what_the_later_ones_held(desk: Desk) -> None:
    desk.keep(host="david", guests=("sami",), sessions=2)
    service.choose_slots(desk.tx, desk.actor("lea"), "d1", starts=[NINE, None], now=NOW)
    again = service.save_need(desk.tx, desk.actor("lea"), "d1", wish=desk.wish(need="Autre chose"), now=NOW)
    assert (again.need, again.host_id, again.guest_ids) == (
        "Autre chose",
        desk.ids["david"],
        (desk.ids["sami"],),
    )
    assert again.chosen == (int(NINE.timestamp()), 0)
    assert service.browse_slots(desk.tx, desk.actor("lea"), "d1", now=NOW).chosen == again.chosen


def test_slots_are_those_of_the_coach_chosen_and_of_the_team_s_days(desk: Desk) -> None:
    assert desk.slots()[0] == NINE
    assert {one.weekday() for one in desk.slots("d2", who="ines", defi="relais")} == {0, 1, 3, 4}
    desk.submit(host="claire")
    assert desk.slots("d3", host="claire")[0] == NINE + timedelta(minutes=75)
    assert desk.slots("d4", host="david")[0] == NINE


def test_what_the_team_has_meanwhile_is_told_with_the_slots(desk: Desk) -> None:
    desk.booked(host="claire")
    openings = desk.keep("d2")
    both = sorted((desk.ids["lea"], desk.ids["sami"]))
    assert sorted((one.person_id, one.starts) for one in openings.clashes) == [(one, NINE) for one in both]
    assert sorted(openings.people) == both
    assert NINE in [from_epoch(slot.starts) for slot in openings.slots]  # David is free: it is told, not refused


def test_without_preference_one_host_is_free_at_all_starts(desk: Desk) -> None:
    desk.keep(sessions=2)
    assert desk.rank(starts=(NINE, NINE + DAY)) == [("claire", "free"), ("david", "free")]
    desk.booked(NINE + DAY, host="claire")
    assert desk.rank(starts=(NINE, NINE + DAY)) == [("david", "free")]
    assert desk.rank(starts=(NINE, NINE + 2 * DAY)) == [("david", "least-booked"), ("claire", "free")]
    desk.booked(host="david")
    assert desk.rank(starts=(NINE, NINE + DAY)) == []
    assert desk.rank(starts=(NINE - timedelta(hours=2),)) == []


def test_a_chosen_host_is_the_only_one_tried(desk: Desk) -> None:
    desk.keep(host="david")
    assert desk.rank() == [("david", "chosen")]


def test_nobody_hosts_their_own_hour(desk: Desk) -> None:
    people.add_membership(desk.tx, desk.ids["lea"], Membership(Role.COACH, desk.ids["promotion"]))
    desk.keep()
    assert desk.rank() == [("claire", "free"), ("david", "free")]
    with pytest.raises(Invalid) as refused:
        desk.submit(host="lea")
    assert refused.value.facts == {"field": "host", "reason": "own"}


def test_a_booking_owes_one_card_to_each_once_it_stands(desk: Desk) -> None:
    desk.keep()
    done = desk.submit(reason=RankReason.LEAST_BOOKED)
    (session,), ids = done.sheet.sessions, desk.ids
    parts = {one.person_id: one.part for one in session.participants}
    assert parts == {ids["lea"]: Part.BOOKER, ids["sami"]: Part.GUEST, ids["claire"]: Part.HOST}
    request = done.sheet.request
    assert (request.need, request.asked_by, request.host_id, request.reason) == (
        NEED,
        ids["lea"],
        ids["claire"],
        RankReason.LEAST_BOOKED,
    )
    assert (done.batch, done.undo_until) == ("d1", STANDS)
    assert desk.owed() == everybody(helpdesk_facts.RequestCard.kind, "lea")  # who booked has theirs at once
    desk.stand(STANDS - timedelta(seconds=1))
    assert desk.owed() == everybody(helpdesk_facts.RequestCard.kind, "lea")
    desk.stand()
    desk.stand()
    assert desk.owed() == everybody(helpdesk_facts.RequestCard.kind, "lea", "sami", "claire")


def test_what_is_drawn_at_once_is_what_is_read_afterwards(desk: Desk) -> None:
    paper = Paper(Document.LINK, "https://documents.example.org/a")
    wish = desk.wish(need=f" {NEED} ", paper=paper, tell_channel=True)
    service.save_need(desk.tx, desk.actor("lea"), "d1", wish=wish, now=NOW)
    maud = people.add(desk.tx, name="maud")
    people.add_membership(desk.tx, maud, Membership(Role.PORTEUR, desk.ids["promotion"], desk.ids["carte"]))
    come = (desk.ids["sami"], maud)
    service.save_team(desk.tx, desk.actor("lea"), "d1", guest_ids=come, host_id=None, sessions=4, now=NOW)
    done = desk.submit("d1", *FOUR[::-1])
    assert len(done.sheet.people) == 4
    assert desk.submit("d1", *FOUR[::-1]) == done  # what is there already is read


def test_four_seances_are_one_request_and_one_card_each(desk: Desk) -> None:
    desk.keep(sessions=4)
    sheet = desk.submit("d1", *FOUR).sheet
    assert [one.starts for one in sheet.sessions] == list(FOUR)
    assert {one.host_ids for one in sheet.sessions} == {(desk.ids["claire"],)}
    desk.stand()
    assert desk.owed() == everybody(helpdesk_facts.RequestCard.kind, "lea", "sami", "claire")


def test_four_seances_are_booked_or_none(database: Database) -> None:
    bureau = opened(database)
    bureau.book(NINE + 2 * DAY, who="ines", defi="relais")

    def ask(starts: tuple[datetime, ...]) -> None:
        with database.transaction() as tx:
            Desk(tx, bureau.ids).submit("d1", *starts)

    def rows(table: str) -> int:
        with database.reading() as reading:
            return int(reading.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

    with database.transaction() as tx:
        Desk(tx, bureau.ids).keep(sessions=4)
    with pytest.raises(SlotTaken) as refused:
        ask(FOUR)
    assert refused.value.facts == {"starts": NINE + 2 * DAY}
    assert (rows("appointments"), rows("helpdesk_requests")) == (1, 1)
    for wrong, reason in ((FOUR[:3], "missing"), ((NINE, NINE, *FOUR[:2]), "twice")):
        with pytest.raises(Invalid) as invalid:
            ask(wrong)
        assert invalid.value.facts == {"field": "slot", "reason": reason}
    ask((*FOUR[:2], NINE + 7 * DAY, NINE + 6 * DAY))
    assert (rows("appointments"), rows("helpdesk_requests")) == (5, 2)


def test_one_more_seance_has_the_same_host_and_is_news(desk: Desk) -> None:
    sheet = desk.known()
    for who in ("sami", "claire", "ines"):
        with pytest.raises(NotAllowed):
            service.begin_extra_session(desk.tx, desk.actor(who), "d9", request_id=sheet.request.id, now=NOW)
    service.begin_extra_session(desk.tx, desk.actor("lea"), "d2", request_id=sheet.request.id, now=NOW)
    assert desk.rank("d2", starts=(NINE + DAY,)) == [("claire", "chosen")]
    with pytest.raises(DraftExpired):
        service.modify_draft(desk.tx, desk.actor("lea"), "d2", starts=(), now=NOW)
    with pytest.raises(DraftExpired):
        desk.keep("d2", sessions=4)
    again = desk.submit("d2", NINE + DAY).sheet
    assert again.request == sheet.request
    assert [one.starts for one in again.sessions] == [NINE, NINE + DAY]
    assert desk.owed(helpdesk_facts.SessionsAdded.kind) == {}
    desk.stand()
    assert desk.owed() == everybody(helpdesk_facts.RequestCard.kind, "lea", "sami", "claire") | everybody(
        helpdesk_facts.SessionsAdded.kind, "sami", "claire"
    )


def test_the_document_goes_to_the_host_with_the_card(desk: Desk) -> None:
    wish = desk.wish(paper=Paper(Document.FILE, "F1", "plan.pdf"))
    service.save_need(desk.tx, desk.actor("lea"), "d1", wish=wish, now=NOW)
    desk.submit()
    desk.stand()
    assert desk.owed(helpdesk_facts.RequestPaper.kind) == everybody(helpdesk_facts.RequestPaper.kind, "claire")


def test_the_link_is_the_host_s_then_the_team_s_then_a_room(desk: Desk) -> None:
    assert (desk.booked().sessions[0].link or "").startswith("https://visio.example.org/")
    promotions.save_defi(
        desk.tx, desk.ids["promotion"], "Carte Vive", administration="Bureau des cartes", visio="https://team.example"
    )
    assert desk.booked(host="david").sessions[0].link == "https://team.example"
    people.change(desk.tx, desk.ids["david"], visio="https://david.example")
    assert desk.booked(NINE + DAY, host="david").sessions[0].link == "https://david.example"


def test_a_draft_becomes_one_booking(desk: Desk) -> None:
    desk.keep()
    first = desk.submit()
    again = desk.submit("d1", NINE + DAY, host="david")
    assert again == first
    assert desk.rank(starts=(NINE + DAY,)) == [("?", "chosen")]
    with pytest.raises(DraftExpired):
        desk.keep()
    changes.cancel(desk.tx, desk.actor("lea"), first.sheet.request.id, batch="c", now=NOW)
    with pytest.raises(AlreadyCancelled):
        desk.submit()


def test_a_taken_slot_leaves_the_draft_as_it_was(desk: Desk) -> None:
    desk.keep()
    desk.keep("d2", who="ines", defi="relais")
    desk.submit()
    with pytest.raises(SlotTaken):
        desk.submit("d2", who="ines")
    assert desk.submit("d2", who="ines", host="david").sheet.sessions[0].state is State.CONFIRMED


def test_a_draft_is_nobody_else_s(desk: Desk) -> None:
    desk.keep()
    for who in ("sami", "ines", "claire"):
        with pytest.raises(DraftExpired):
            desk.submit(who=who)
        with pytest.raises(DraftExpired):
            service.browse_slots(desk.tx, desk.actor(who), "d1", now=NOW)
    with pytest.raises(DraftExpired):
        service.browse_slots(desk.tx, desk.actor("lea"), "d1", now=NOW + timedelta(days=2))

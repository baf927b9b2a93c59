"""« Qui peut demander ? »: a format for porteurs, what each role is offered, and a change while somebody asks."""

from collections.abc import Iterator

import pytest

from bot.agenda.model import Part, State
from bot.catalogue import openings
from bot.catalogue.formats import Format
from bot.catalogue.openings import NotAsker, NotOpen
from bot.dates.paris import day_of
from bot.errors import Invalid, NotAllowed, NotFound
from bot.helpdesk import away, calls, changes, returns, service, sheets, wishes
from bot.helpdesk.model import BUREAU
from bot.notices import asking
from bot.programme.model import Membership, Relation
from bot.programme.permissions import RULES
from bot.programme.roles import Role
from bot.programme.service import defi_of, running_promotion_ids
from handlers.catalogue.listeners import read_dispositif_state
from handlers.catalogue.shaping import read_format
from handlers.kit.reading import Fields
from storage.database import Database
from storage.helpdesk import asks
from storage.programme import openings as kept
from storage.programme import people, promotions
from tests.bot.helpdesk.desk import DAY, NINE, STANDS, Desk
from tests.bot.helpdesk.test_formats import add, change, want
from tests.journeys.promotion import NOW, seed

PORTEURS, BOTH = (Role.PORTEUR,), (Role.EIG, Role.PORTEUR)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """Nadia carries the first défi, and works on none."""
    with database.transaction() as tx:
        desk = Desk(tx, seed(tx))
        desk.ids["nadia"] = people.add(tx, name="Nadia Petit", email="nadia@example.org", slack_id="Unadia")
        people.add_membership(tx, desk.ids["nadia"], Membership(Role.PORTEUR, desk.ids["promotion"], desk.ids["carte"]))
        yield desk


def starts(desk: Desk, who: str, key: str) -> list[str]:
    return [defi.name for defi, _ in service.offer_choices(desk.tx, desk.actor(who), format_key=key, now=NOW).teams]


def listed_as_porteur(desk: Desk, who: str) -> list[tuple[str, str]]:
    return openings.formats_for_porteur(
        desk.tx, desk.person(who), running_ids=running_promotion_ids(desk.tx, NOW), now=NOW
    )


@pytest.fixture
def second(desk: Desk) -> int:
    """A second promotion, which Zoé coaches, with the défi of Éva; Nadia is an EIG of it, too."""
    id_ = promotions.save_promotion(desk.tx, "B", starts_on="2026-04-01", ends_on="2027-01-31")
    desk.ids["autre"] = promotions.save_defi(desk.tx, id_, "Autre", administration="Bureau")
    for who, role, defi in (("zoe", Role.COACH, None), ("eva", Role.EIG, desk.ids["autre"])):
        desk.ids[who] = people.add(desk.tx, name=who.capitalize(), slack_id=f"U{who}")
        people.add_membership(desk.tx, desk.ids[who], Membership(role, id_, defi))
    people.add_membership(desk.tx, desk.ids["nadia"], Membership(Role.EIG, id_, desk.ids["autre"]))
    return id_


@pytest.mark.parametrize(
    ("askers", "may"), [((Role.EIG,), ["lea", "ines"]), (PORTEURS, ["nadia"]), (BOTH, ["lea", "ines", "nadia"])]
)
def test_only_the_roles_of_a_format_ask_for_it(desk: Desk, askers: tuple[Role, ...], may: list[str]) -> None:
    key = add(desk, askers=askers).key
    for who in ("lea", "ines", "nadia"):
        if who in may:
            assert len(starts(desk, who, key)) == 1
            assert openings.check_open(desk.tx, desk.actor(who), key, now=NOW)
            continue
        with pytest.raises(NotAsker) as refused:
            starts(desk, who, key)
        assert refused.value.facts["name"] == "Permanence juridique"
        with pytest.raises(NotAsker):
            openings.check_open(desk.tx, desk.actor(who), key, now=NOW)


def test_a_porteur_starts_no_bureau_d_aide(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        starts(desk, "nadia", BUREAU)
    with pytest.raises(NotAllowed):
        service.save_need(desk.tx, desk.actor("nadia"), "d1", wish=desk.wish(), now=NOW)


def test_a_porteur_books_alone_and_may_invite_the_team(desk: Desk) -> None:
    key = add(desk, askers=PORTEURS).key
    wish = service.save_need(desk.tx, desk.actor("nadia"), "d1", wish=desk.wish(defi_id=0, format_key=key), now=NOW)
    assert (wish.defi_id, wish.guest_ids) == (desk.ids["carte"], (desk.ids["nadia"],))
    first = desk.submit("d1", NINE, who="nadia").sheet
    parts = {each.person_id: each.part for each in first.sessions[0].participants}
    assert parts == {desk.ids["nadia"]: Part.BOOKER, desk.ids["claire"]: Part.HOST}
    want(desk, key, draft="d2", who="nadia")
    both = tuple(desk.ids[who] for who in ("nadia", "lea"))
    service.save_team(
        desk.tx, desk.actor("nadia"), "d2", guest_ids=both, host_id=desk.ids["claire"], sessions=1, now=NOW
    )
    invited = desk.submit("d2", NINE + DAY, who="nadia").sheet.sessions[0]
    assert invited.part_of(desk.ids["lea"]) is Part.GUEST


def test_who_carries_one_defi_asks_for_no_other(desk: Desk) -> None:
    key = add(desk, askers=BOTH).key
    with pytest.raises(NotAllowed):
        want(desk, key, who="ines")  # of another team
    wish = desk.wish(defi_id=desk.ids["relais"], format_key=key)
    with pytest.raises(NotAllowed):
        service.save_need(desk.tx, desk.actor("nadia"), "d1", wish=wish, now=NOW)
    people.add_membership(desk.tx, desk.ids["ines"], Membership(Role.PORTEUR, desk.ids["promotion"], desk.ids["carte"]))
    change(desk, key, askers=PORTEURS)
    assert starts(desk, "ines", key) == ["Carte Vive"]  # she works on the other
    with pytest.raises(NotAsker):
        service.save_need(desk.tx, desk.actor("ines"), "d3", wish=wish, now=NOW)


def test_what_is_for_porteurs_is_not_offered_to_an_eig(desk: Desk) -> None:
    key = add(desk, askers=PORTEURS).key
    hidden = {
        who: key in openings.keys_closed_to(desk.tx, desk.actor(who), now=NOW) for who in ("lea", "nadia", "claire")
    }
    assert hidden == {"lea": True, "nadia": False, "claire": False}
    menus = {who: openings.open_menu(desk.tx, desk.actor(who), now=NOW) for who in hidden}
    assert {who: key in menu.closed for who, menu in menus.items()} == hidden
    listed = {who: listed_as_porteur(desk, who) for who in hidden}
    assert listed == {"lea": [], "nadia": [(key, "Permanence juridique")], "claire": []}
    change(desk, key, askers=(Role.EIG,))
    assert not any(key in openings.keys_closed_to(desk.tx, desk.actor(who), now=NOW) for who in hidden)


def test_a_change_refuses_whoever_is_in_the_form_and_keeps_what_is_booked(desk: Desk) -> None:
    key = add(desk, askers=BOTH).key
    want(desk, key, draft="d1", who="nadia")
    booked = desk.submit("d1", NINE, who="nadia").sheet.request.id
    want(desk, key, draft="d2", who="nadia")
    want(desk, key, draft="d3", who="lea")
    change(desk, key, askers=(Role.EIG,))
    with pytest.raises(NotAsker):
        desk.submit("d2", NINE + DAY, who="nadia")
    with pytest.raises(NotAsker):
        calls.ask_coaches(desk.tx, desk.actor("nadia"), "d2", wished_times="lundi", now=NOW)
    assert service.browse_slots(desk.tx, desk.actor("nadia"), "d2", now=NOW).slots  # the draft is still there
    desk.submit("d3", NINE + DAY, host="david")
    assert desk.describe(booked).standing
    service.begin_extra_session(desk.tx, desk.actor("nadia"), "d4", request_id=booked, now=NOW)
    desk.submit("d4", NINE + 2 * DAY, who="nadia")
    assert len(desk.describe(booked).standing) == 2


def test_a_coach_books_for_a_porteur(desk: Desk) -> None:
    key = add(desk, askers=PORTEURS).key
    choices = wishes.offer_teams(desk.tx, desk.actor("claire"), desk.ids["promotion"], format_key=key, now=NOW)
    assert [(defi.name, [person.name for person in team]) for defi, team in choices.teams] == [
        ("Carte Vive", ["Nadia Petit"])
    ]
    wish = desk.wish(format_key=key, asked_by=desk.ids["nadia"])
    kept = service.save_need(desk.tx, desk.actor("claire"), "d1", wish=wish, now=NOW)
    assert kept.guest_ids == (desk.ids["nadia"],)
    done = desk.submit("d1", NINE, who="claire", host="david")
    assert done.sheet.request.asked_by == desk.ids["nadia"]
    other = desk.wish(format_key=key, asked_by=desk.ids["lea"])
    service.save_need(desk.tx, desk.actor("claire"), "d2", wish=other, now=NOW)
    with pytest.raises(Invalid):
        desk.submit("d2", NINE + DAY, who="claire", host="david")


def test_a_porteur_waits_for_a_slot_while_they_may_ask(desk: Desk) -> None:
    key = add(desk, askers=PORTEURS).key
    want(desk, key, who="nadia")
    assert calls.wait_for_slot(desk.tx, desk.actor("nadia"), "d2", now=NOW)
    assert [wait.person_id for wait in asks.list_waiting(desk.tx, now=STANDS)] == [desk.ids["nadia"]]
    assert [wait.person_id for wait in calls.waits_to_notify(desk.tx, now=STANDS)] == [desk.ids["nadia"]]
    change(desk, key, askers=(Role.EIG,))
    assert calls.waits_to_notify(desk.tx, now=STANDS) == []


def test_a_porteur_who_keeps_a_bureau_d_aide_after_its_team_adds_none(desk: Desk) -> None:
    desk.keep("d1", guests=("lea", "sami", "nadia"), host="claire")
    booked = desk.submit("d1", NINE).sheet.request.id
    desk.stand()
    changes.leave_sessions(desk.tx, desk.actor("lea"), booked, now=STANDS)
    assert desk.describe(booked).request.asked_by == desk.ids["sami"]
    changes.leave_sessions(desk.tx, desk.actor("sami"), booked, now=STANDS)
    sheet = desk.describe(booked)
    assert [session.state for session in sheet.sessions] == [State.CONFIRMED]
    assert (sheet.request.asked_by, sheet.sessions[0].part_of(desk.ids["nadia"])) == (desk.ids["nadia"], Part.BOOKER)
    with pytest.raises(NotAllowed):
        service.begin_extra_session(desk.tx, desk.actor("nadia"), "d9", request_id=booked, now=STANDS)


@pytest.mark.parametrize("who", ["lea", "sami"])
def test_who_comes_back_to_a_bureau_d_aide_that_a_porteur_kept_is_its_booker(desk: Desk, who: str) -> None:
    desk.keep("d1", guests=("lea", "sami", "nadia"), host="claire")
    booked = desk.submit("d1", NINE).sheet.request.id
    desk.stand()
    for each in ("lea", "sami"):
        changes.leave_sessions(desk.tx, desk.actor(each), booked, now=STANDS)
    returns.rejoin_sessions(desk.tx, desk.actor(who), booked, now=STANDS)
    sheet = desk.describe(booked)
    parts = {key: sheet.sessions[0].part_of(desk.ids[key]) for key in (who, "nadia")}
    assert (sheet.request.asked_by, parts) == (desk.ids[who], {who: Part.BOOKER, "nadia": Part.GUEST})
    service.begin_extra_session(desk.tx, desk.actor(who), "d9", request_id=booked, now=STANDS)


def test_who_comes_back_takes_nothing_from_another_who_may_ask(desk: Desk) -> None:
    booked = desk.known(NINE).request.id
    changes.leave_sessions(desk.tx, desk.actor("lea"), booked, now=STANDS)
    returns.rejoin_sessions(desk.tx, desk.actor("lea"), booked, now=STANDS)
    sheet = desk.describe(booked)
    assert (sheet.request.asked_by, sheet.sessions[0].part_of(desk.ids["lea"])) == (desk.ids["sami"], Part.GUEST)


def test_a_booker_who_became_a_porteur_adds_no_bureau_d_aide(desk: Desk) -> None:
    booked = desk.known(NINE).request.id
    service.begin_extra_session(desk.tx, desk.actor("lea"), "d8", request_id=booked, now=NOW)
    people.end_all_memberships(desk.tx, desk.ids["lea"], now=NOW)
    people.add_membership(desk.tx, desk.ids["lea"], Membership(Role.PORTEUR, desk.ids["promotion"], desk.ids["carte"]))
    with pytest.raises(NotAllowed):
        service.begin_extra_session(desk.tx, desk.actor("lea"), "d9", request_id=booked, now=NOW)
    with pytest.raises(NotAllowed):
        desk.submit("d8", NINE + DAY)


def test_what_is_for_porteurs_stays_with_whom_it_was_booked(desk: Desk) -> None:
    key = add(desk, askers=PORTEURS).key
    want(desk, key, draft="d2", who="nadia")
    both = tuple(desk.ids[who] for who in ("nadia", "lea"))
    service.save_team(
        desk.tx, desk.actor("nadia"), "d2", guest_ids=both, host_id=desk.ids["claire"], sessions=1, now=NOW
    )
    booked = desk.submit("d2", NINE, who="nadia").sheet
    desk.stand()
    changes.leave_sessions(desk.tx, desk.actor("nadia"), booked.request.id, now=STANDS)
    assert desk.describe(booked.request.id).standing[0].part_of(desk.ids["lea"]) is Part.BOOKER


def test_what_a_porteur_asked_the_coaches_is_for_nobody_else_once_they_left(desk: Desk) -> None:
    want(desk, add(desk, askers=BOTH).key, who="nadia")
    call = calls.ask_coaches(desk.tx, desk.actor("nadia"), "d2", wished_times="lundi", now=NOW).request.id
    calls.take_call(desk.tx, desk.actor("claire"), call, now=NOW)
    assert [sheet.request.id for sheet in sheets.list_mine(desk.tx, desk.actor("nadia"), now=NOW)] == [call]
    people.end_all_memberships(desk.tx, desk.ids["nadia"], now=NOW)
    assert away.calls_without_asker(desk.tx) == []


def test_a_porteur_has_their_team_ask_for_what_is_for_eig(desk: Desk) -> None:
    key, nadia = add(desk).key, desk.actor("nadia")
    asked, new = asking.ask_team(desk.tx, nadia, dispositif=key, now=NOW)
    assert ({person.name for person in asked}, new) == ({"Léa Martin", "Sami Haddad"}, True)
    change(desk, key, askers=PORTEURS)
    for other in (key, "rdv-inconnu"):
        with pytest.raises(NotFound):
            asking.check_askable(desk.tx, nadia, other)


def test_a_porteur_has_no_part_in_a_defi_but_to_ask(desk: Desk) -> None:
    nadia, defi = desk.person("nadia"), defi_of(desk.tx, desk.ids["carte"])
    assert (defi.relation_to(nadia), defi.relation_to(desk.person("lea"))) == (Relation.CARRIES, Relation.TEAM)
    others = {name: [parts for parts in rule.values() if parts != frozenset(Relation)] for name, rule in RULES.items()}
    assert [name for name, several in others.items() if any(Relation.CARRIES in parts for parts in several)] == [
        "helpdesk.book"
    ]


def test_only_the_team_of_a_defi_that_a_porteur_carries_is_asked_and_where_it_is_open(desk: Desk, second: int) -> None:
    key, nadia = add(desk).key, desk.actor("nadia")
    kept.set_opening_day(desk.tx, second, key, opens_on=day_of(NOW))
    asked, _ = asking.ask_team(desk.tx, nadia, dispositif=key, now=NOW)
    assert {person.name for person in asked} == {"Léa Martin", "Sami Haddad"}  # not Éva: Nadia works with her
    people.add_membership(desk.tx, desk.ids["nadia"], Membership(Role.PORTEUR, second, desk.ids["autre"]))
    kept.set_opening_day(desk.tx, second, key, opens_on=None)
    asked, _ = asking.ask_team(desk.tx, desk.actor("nadia"), dispositif=key, now=NOW)
    assert {person.name for person in asked} == {"Léa Martin", "Sami Haddad"}
    kept.set_opening_day(desk.tx, desk.ids["promotion"], key, opens_on=None)
    with pytest.raises(NotOpen):
        asking.ask_team(desk.tx, desk.actor("nadia"), dispositif=key, now=NOW)


def test_a_card_names_the_hosts_of_the_reader_s_promotion(desk: Desk, second: int) -> None:
    key = add(desk, people=(desk.ids["claire"],)).key
    kept.set_opening_day(desk.tx, second, key, opens_on=day_of(NOW))
    shown = {
        who: read_dispositif_state(desk.tx, desk.actor(who), key, now=NOW).hosts for who in ("lea", "eva", "nadia")
    }
    assert shown == {"lea": desk.person("claire").name, "eva": "", "nadia": ""}


def test_the_home_lists_what_is_open_where_a_person_is_a_porteur(desk: Desk, second: int) -> None:
    key = add(desk, askers=PORTEURS).key
    assert listed_as_porteur(desk, "nadia") == [(key, "Permanence juridique")]
    kept.set_opening_day(desk.tx, second, key, opens_on=day_of(NOW))
    kept.set_opening_day(desk.tx, desk.ids["promotion"], key, opens_on=None)
    assert listed_as_porteur(desk, "nadia") == []


def test_a_coach_who_changes_the_asker_does_not_keep_the_other_s_guests(desk: Desk) -> None:
    key, claire = add(desk, askers=BOTH).key, desk.actor("claire")
    for who, guests in (("lea", ["lea", "sami"]), ("nadia", ["nadia"]), ("nadia", ["nadia"]), ("lea", ["lea", "sami"])):
        wish = desk.wish(format_key=key, asked_by=desk.ids[who])
        kept_wish = service.save_need(desk.tx, claire, "d1", wish=wish, now=NOW)
        assert sorted(kept_wish.guest_ids) == sorted(desk.ids[each] for each in guests)


def test_another_role_of_hosts_names_nobody_where_the_form_does_not_show_them() -> None:
    given = Format("cycle-droit", "Droit", 45, sessions=3, window_days=60, people=(7,))
    for role, named in ((Role.COACH, (7,)), (Role.MENTOR, ())):
        chosen = {"hosts": role.value, "minutes": "45", "sessions": "3", "window": "60"}
        fields = Fields({name: {"selected_option": {"value": value}} for name, value in chosen.items()})
        assert (read_format(fields, given).hosts, read_format(fields, given).people) == (role, named)

"""Rendez-vous of the programme's own: hours and hosts, what a change touches, names, closing, and what coaches keep."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.catalogue import openings
from bot.catalogue.catalogue import current_edition
from bot.catalogue.formats import MOST_FORMATS, Format, read_hours
from bot.dates.hours import DayHours, WeeklyHours
from bot.dates.paris import day_of, from_epoch
from bot.errors import Invalid, NotFound
from bot.helpdesk import calls, held, hosting, service
from bot.helpdesk.awaiting import find_awaiting_requests
from bot.helpdesk.duty import find_duty
from bot.helpdesk.model import BUREAU, RequestWish
from bot.helpdesk.wishes import read_booking_name
from bot.planning import formats
from bot.planning.coming import must_prepare
from bot.programme.model import Membership
from bot.programme.roles import Role
from handlers.catalogue.listeners import read_dispositif_state
from handlers.helpdesk.booking.views import slot_form
from handlers.helpdesk.card_texts import LATER
from handlers.helpdesk.card_views import document_state
from storage import audit
from storage.agenda import hours
from storage.database import Database
from storage.programme import people, promotions
from tests.bot.helpdesk.desk import NINE, STANDS, Desk
from tests.journeys.promotion import NOW, seed

THURSDAYS = read_hours("jeudi 14 h-17 h")
MORNINGS = [WeeklyHours(day, "09:00", "12:30") for day in range(5)]


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seed(tx))


def mentor(desk: Desk, *week: WeeklyHours) -> int:
    desk.ids["max"] = people.add(desk.tx, name="Max")
    people.add_membership(desk.tx, desk.ids["max"], Membership(Role.MENTOR))
    hours.replace_weekly(desk.tx, desk.ids["max"], week)
    return desk.ids["max"]


def add(desk: Desk, name: str = "Permanence juridique", **values: object) -> Format:
    given = replace(Format("rdv-", name, 30, description="Une question de droit."), **values)  # type: ignore[arg-type]
    actor, promotion_id = desk.actor("claire"), desk.ids["promotion"]
    formats.save_draft(desk.tx, actor, f"draft {name}", promotion_id=promotion_id, new_format=given, now=NOW)
    made = formats.add_drafted_format(desk.tx, actor, f"draft {name}", promotion_id=promotion_id, now=NOW)
    assert made is not None
    return made


def change(desk: Desk, key: str, **values: object) -> None:
    actor, promotion_id = desk.actor("claire"), desk.ids["promotion"]
    before = formats.find_format(desk.tx, actor, key, promotion_id=promotion_id, now=NOW)
    changed = replace(before, **values)  # type: ignore[arg-type]
    formats.change_format(desk.tx, actor, changed, promotion_id=promotion_id, now=NOW)


def want(desk: Desk, key: str, *, draft: str = "d2", who: str = "lea") -> RequestWish:
    return service.save_need(desk.tx, desk.actor(who), draft, wish=desk.wish(format_key=key), now=NOW)


def starts(desk: Desk, *, draft: str = "d2") -> list[datetime]:
    return [from_epoch(slot.starts) for slot in service.browse_slots(desk.tx, desk.actor("lea"), draft, now=NOW).slots]


def test_a_format_s_hours_leave_out_who_never_gave_any(desk: Desk) -> None:
    mentor(desk)
    want(desk, add(desk, hosts=Role.MENTOR, hours=THURSDAYS).key)
    assert starts(desk) == []
    hours.replace_weekly(desk.tx, desk.ids["max"], MORNINGS)
    assert {day_of(moment).weekday() for moment in starts(desk)} == {3}


def test_a_day_that_a_host_made_shorter_keeps_what_lies_in_both(desk: Desk) -> None:
    want(desk, add(desk, hours=THURSDAYS).key)
    day = day_of(starts(desk)[0])
    for who in ("claire", "david"):
        hours.add_day_hours(desk.tx, desk.ids[who], DayHours(day, "09:00", "15:00"))
    assert [f"{moment:%H:%M}" for moment in starts(desk) if day_of(moment) == day] == ["12:00", "12:30"]
    for who in ("claire", "david"):
        hours.replace_day_hours(desk.tx, desk.ids[who], [DayHours(day, "09:00", "11:00")], since=day)
    assert [moment for moment in starts(desk) if day_of(moment) == day] == []


def test_a_format_that_names_people_is_hosted_by_them_alone(desk: Desk) -> None:
    max_id = mentor(desk, *MORNINGS)
    sam = people.add(desk.tx, name="Sam")
    people.add_membership(desk.tx, sam, Membership(Role.MENTOR))
    hours.replace_weekly(desk.tx, sam, MORNINGS)
    key = add(desk, hosts=Role.MENTOR).key
    want(desk, key)
    offered = service.browse_slots(desk.tx, desk.actor("lea"), "d2", now=NOW)
    assert {*offered.hosts} == {max_id, sam}
    change(desk, key, people=(sam,))
    assert {*service.browse_slots(desk.tx, desk.actor("lea"), "d2", now=NOW).hosts} == {sam}
    with pytest.raises(Invalid) as refused:
        change(desk, key, people=(desk.ids["claire"],))
    assert (refused.value.facts["field"], refused.value.facts["reason"]) == ("people", "role")
    people.end_all_memberships(desk.tx, sam, now=NOW)
    assert not service.browse_slots(desk.tx, desk.actor("lea"), "d2", now=NOW).hosts  # not all mentors instead


def test_a_new_format_names_its_hosts_at_once_and_its_card_says_them(desk: Desk) -> None:
    max_id = mentor(desk, *MORNINGS)
    with pytest.raises(Invalid) as refused:
        add(desk, hosts=Role.MENTOR, people=(desk.ids["claire"],))
    assert (refused.value.facts["field"], refused.value.facts["reason"]) == ("people", "role")
    made = add(desk, hosts=Role.MENTOR, people=(max_id,))
    assert read_dispositif_state(desk.tx, desk.actor("lea"), made.key, now=NOW).hosts == "Max"
    want(desk, made.key)
    shown = json.dumps(
        slot_form(service.browse_slots(desk.tx, desk.actor("lea"), "d2", now=NOW), now=NOW), ensure_ascii=False
    )
    assert ("avec Max.*" in shown, "sans préférence" in shown) == (True, False)
    people.end_all_memberships(desk.tx, max_id, now=NOW)
    assert read_dispositif_state(desk.tx, desk.actor("lea"), made.key, now=NOW).hosts == ""


def test_only_who_is_named_for_the_bureau_d_aide_is_on_duty(desk: Desk) -> None:
    lea, david = desk.actor("lea"), desk.ids["david"]
    assert {host.id for host, _ in find_duty(desk.tx, lea, now=NOW).hosts} > {david}
    change(desk, BUREAU, people=(david,))
    assert [host.id for host, _ in find_duty(desk.tx, lea, now=NOW).hosts] == [david]


def test_who_is_on_duty_is_named_in_the_hours_of_the_bureau_d_aide_alone(desk: Desk) -> None:
    lea = desk.actor("lea")
    assert find_duty(desk.tx, lea, now=NOW).day != date(2026, 5, 7)
    change(desk, BUREAU, hours=THURSDAYS)
    found = find_duty(desk.tx, lea, now=NOW)
    assert (found.day, {ranges for _, ranges in found.hosts}) == (date(2026, 5, 7), {((14 * 60, 17 * 60),)})


def test_a_promotion_whose_coaches_are_not_named_keeps_its_own(desk: Desk) -> None:
    elsewhere = promotions.save_promotion(desk.tx, "Autre", starts_on="2026-01-01", ends_on="2026-12-31")
    other = people.add(desk.tx, name="Ona")
    people.add_membership(desk.tx, other, Membership(Role.COACH, elsewhere))
    key = add(desk).key
    change(desk, key, people=(desk.ids["david"],))
    want(desk, key)
    assert {*service.browse_slots(desk.tx, desk.actor("lea"), "d2", now=NOW).hosts} == {desk.ids["david"]}
    change(desk, key, people=(other,))
    assert {*service.browse_slots(desk.tx, desk.actor("lea"), "d2", now=NOW).hosts} >= {
        desk.ids["claire"],
        desk.ids["david"],
    }


def test_coaches_stand_in_for_a_mentor_and_keep_what_they_host(desk: Desk) -> None:
    mentor(desk, *MORNINGS)
    want(desk, add(desk, hosts=Role.MENTOR).key)
    theirs = desk.submit("d2", NINE, host="max").sheet.request.id
    _, offered = hosting.offer_colleagues(desk.tx, desk.actor("max"), theirs, now=STANDS)
    assert {"Claire Morel", "David Nguyen"} <= {person.name for person in offered}
    want(desk, add(desk, "Permanence design").key, draft="d3")
    ours = desk.submit("d3", NINE + timedelta(days=1)).sheet.request.id
    change(desk, "rdv-permanence-design", hosts=Role.MENTOR)
    _, offered = hosting.offer_colleagues(desk.tx, desk.actor("claire"), ours, now=STANDS)
    assert "David Nguyen" in {person.name for person in offered}


def test_an_hour_that_took_place_claims_nothing_and_needs_no_host_of_the_format(desk: Desk) -> None:
    mentor(desk, *MORNINGS)
    key = add(desk, hosts=Role.MENTOR).key
    wish = desk.wish(asked_by=desk.ids["lea"], format_key=key)
    service.save_need(desk.tx, desk.actor("claire"), "d1", wish=wish, now=NOW)
    held.record_hour(desk.tx, desk.actor("claire"), "d1", starts=NOW - timedelta(days=3), now=NOW)
    assert audit.find_violations(desk.tx, now=STANDS, machine_now=STANDS)["claims"] == []


@pytest.mark.parametrize("name", ["Mentorat", "mentorat individuel", "ATELIER COLLABORATIF", "Bureau d’aide"])
def test_a_name_of_another_dispositif_is_taken(desk: Desk, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(desk, name)
    assert refused.value.facts == {"field": "name", "reason": "taken"}


def test_a_rendez_vous_of_the_programme_s_own_asks_for_no_document(desk: Desk) -> None:
    lea, desk_sheet = desk.actor("lea"), desk.booked()
    want(desk, add(desk).key)
    slot = starts(desk)[4]
    sheet = desk.submit("d2", slot, now=NOW).sheet
    found = find_awaiting_requests(desk.tx, lea, [desk_sheet, sheet], now=NOW)
    assert [each.request.id for each in found.to_send] == [desk_sheet.request.id]
    for each, words in ((desk_sheet, LATER), (sheet, "")):
        assert each.must_prepare(lea.person_id) is bool(words)
        assert must_prepare(desk.tx, each.sessions[0], lea.person_id or 0) is bool(words)
        assert document_state(each, lea.person_id or 0, now=NOW) == words


def test_a_name_that_slack_would_read_as_a_mention_is_refused(desk: Desk) -> None:
    for name in ("<!channel>", "Droit `*gras*`"):
        with pytest.raises(Invalid) as refused:
            add(desk, name)
        assert (refused.value.facts["field"], refused.value.facts["reason"]) == ("name", "unfit")


def test_a_name_changes_and_the_key_stays(desk: Desk) -> None:
    key = add(desk).key
    change(desk, key, name="Conseil juridique")
    assert (current_edition(desk.tx).formats[key].name, read_booking_name(desk.tx, key)) == (
        "Conseil juridique",
        "rendez-vous «\u00a0Conseil juridique\u00a0»",
    )
    with pytest.raises(Invalid):
        change(desk, key, name="Atelier collaboratif")


def test_a_name_without_latin_letters_has_a_key_all_the_same(desk: Desk) -> None:
    assert [add(desk, name).key for name in ("Право", "Данные")] == ["rdv-autre", "rdv-autre-2"]


def test_there_are_forty_formats_at_most(desk: Desk) -> None:
    for number in range(len(current_edition(desk.tx).formats), MOST_FORMATS):
        add(desk, f"Rendez-vous {number}")
    with pytest.raises(Invalid) as refused:
        add(desk, "Un de trop")
    assert refused.value.facts == {"field": "name", "reason": "many"}


def test_what_was_shown_is_what_is_booked(desk: Desk) -> None:
    key = add(desk).key
    want(desk, key)
    change(desk, key, minutes=120)
    assert desk.submit("d2", NINE).sheet.sessions[0].minutes == 30


def test_fewer_seances_than_the_draft_had(desk: Desk) -> None:
    desk.keep("d3", sessions=3)
    change(desk, "bureau-aide", sessions=1)
    assert service.save_need(desk.tx, desk.actor("lea"), "d3", wish=desk.wish(), now=NOW).sessions == 1


def test_a_changed_bureau_d_aide_says_its_length_and_hosts(desk: Desk) -> None:
    change(desk, "bureau-aide", minutes=30, hosts=Role.MENTOR)
    edition = current_edition(desk.tx)
    entry, known = edition.catalogue.get("bureau-aide"), edition.attributes["bureau-aide"]
    assert entry is not None
    assert (entry.duree, known.minutes, known.par) == ("30\u00a0minutes", 30, "un mentor ou une mentore")


def test_what_is_closed_is_asked_for_no_more_and_announced_to_nobody(desk: Desk) -> None:
    key = add(desk).key
    want(desk, key)
    want(desk, key, draft="d5", who="sami")
    calls.wait_for_slot(desk.tx, desk.actor("lea"), "d2", now=NOW)
    assert len(calls.waits_to_notify(desk.tx, now=NOW)) == 1
    actor, promotion_id = desk.actor("claire"), desk.ids["promotion"]
    openings.set_opening(desk.tx, actor, key, promotion_id=promotion_id, opens_on=None, now=NOW)
    assert calls.waits_to_notify(desk.tx, now=NOW) == []
    with pytest.raises(openings.NotOpen):
        calls.ask_coaches(desk.tx, desk.actor("sami"), "d5", wished_times="lundi", now=NOW)
    with pytest.raises(openings.NotOpen):
        desk.submit("d2", NINE)


def test_a_promotion_that_is_over_shapes_nothing(desk: Desk) -> None:
    later = NOW + timedelta(days=500)
    with pytest.raises(NotFound):
        formats.find_format(desk.tx, desk.actor("claire"), "bureau-aide", promotion_id=desk.ids["promotion"], now=later)

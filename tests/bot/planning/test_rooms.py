"""Rooms on the service that closed are replaced once, wherever they are written, and each hears of it once."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.agenda import facts as agenda_facts
from bot.agenda.calendars import calendars
from bot.agenda.model import Appointment
from bot.dates.paris import PARIS, from_epoch
from bot.gatherings.kinds import PAIRS
from bot.mentoring.cycle import Outcome, SessionEvent
from bot.planning import facts as planning_facts
from bot.planning import rooms
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.database import Database
from storage.gatherings import gathering_series
from storage.programme import history, people, promotions
from tests.bot.gatherings.meeting import together
from tests.bot.gatherings.rig import Rig as Gatherings
from tests.bot.helpdesk.bureau import NINE, Bureau, opened
from tests.bot.mentoring.rig import make_rig

VISIO = "https://visio.example.org/{visio}"
CLOSED = "https://webconf.numerique.gouv.fr"
ROOM = re.compile(r"https://visio\.example\.org/[a-z]{3}-[a-z]{4}-[a-z]{3}")
DAY = timedelta(days=1)


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database, "Ccoachs")


def put(database: Database, links: dict[int, str]) -> None:
    with database.transaction() as tx:
        for number, link in links.items():
            tx.execute(text("UPDATE appointments SET link = :link WHERE id = :id"), {"link": link, "id": number})


def run(database: Database, now: datetime, visio: str = VISIO) -> list[str]:
    """Do once what the clock does; give the links that were replaced."""
    with database.reading() as reading:
        found = rooms.list_due(reading, visio_url=visio, now=now)
    for link in found:
        with database.transaction() as tx:
            rooms.replace_link(tx, link, visio_url=visio, now=now)
    return found


def owed(database: Database, kind: str = planning_facts.RoomsNotice.kind) -> list[tuple[int, datetime]]:
    """Give to whom messages of a kind are owed, and when."""
    query = text("SELECT person_id, due FROM notices WHERE kind = :kind ORDER BY person_id, due")
    with database.reading() as reading:
        return [(row.person_id, from_epoch(row.due)) for row in reading.execute(query, {"kind": kind})]


def read(database: Database, person_id: int, now: datetime) -> rooms.RoomNews | None:
    """Give what somebody's newest message says now."""
    query = text("SELECT detail FROM notices WHERE kind = :kind AND person_id = :person ORDER BY seq DESC")
    with database.reading() as reading:
        row = reading.execute(query, {"kind": planning_facts.RoomsNotice.kind, "person": person_id}).first()
        return (
            rooms.read_news(reading, person_id, since=planning_facts.RoomsNotice.read(row.detail).since, now=now)
            if row
            else None
        )


def of(database: Database, numbers: Iterable[int]) -> list[Appointment]:
    with database.reading() as reading:
        return appointments.read_all(reading, [*numbers])


def sessions(bureau: Bureau, *requests: int) -> list[int]:
    return [one.id for request in requests for one in bureau.sheet(request).sessions]


def test_each_link_becomes_one_room_and_who_shared_one_shares_the_new(bureau: Bureau) -> None:
    first, second, third = (bureau.book(NINE + n * DAY) for n in (0, 1, 6))
    one, two, three = sessions(bureau, first, second, third)
    put(bureau.database, {one: f"{CLOSED}/a", two: f"{CLOSED}/a", three: f"{CLOSED}/b"})
    before = {each.id: each for each in of(bureau.database, (one, two, three))}
    assert run(bureau.database, bureau.now) == [f"{CLOSED}/a", f"{CLOSED}/b"]
    after = {each.id: each for each in of(bureau.database, (one, two, three))}
    assert all(ROOM.fullmatch(each.link or "") for each in after.values())
    assert (after[one].link == after[two].link, after[one].link == after[three].link) == (True, False)
    assert [(after[each].uid, after[each].revision) for each in after] == [
        (before[each].uid, before[each].revision + 1) for each in before
    ]
    people_told = [bureau.ids[key] for key in ("lea", "sami", "claire")]
    assert [person for person, _ in owed(bureau.database)] == sorted(people_told)
    for key in ("lea", "sami", "claire"):
        news = read(bureau.database, bureau.ids[key], bureau.now)
        assert news is not None
        assert [each.appointment.id for each in news.outlines] == [one, two, three]


def test_what_was_replaced_is_left_alone_by_whoever_comes_later(bureau: Bureau) -> None:
    [one] = sessions(bureau, bureau.book())
    put(bureau.database, {one: f"{CLOSED}/a"})
    run(bureau.database, bureau.now)
    [after] = of(bureau.database, [one])
    assert run(bureau.database, bureau.now + DAY) == []
    with bureau.database.transaction() as tx:  # a replica that looked before
        rooms.replace_link(tx, f"{CLOSED}/a", visio_url=VISIO, now=bureau.now)
    assert (of(bureau.database, [one]), len(owed(bureau.database))) == ([after], 3)


def test_two_replicas_at_once_make_one_room_and_one_message(bureau: Bureau) -> None:
    one, two = sessions(bureau, bureau.book(), bureau.book(NINE + 2 * DAY))
    put(bureau.database, {one: f"{CLOSED}/a", two: f"{CLOSED}/b"})
    assert together(*[lambda: run(bureau.database, bureau.now)] * 2) == ["done", "done"]
    after = of(bureau.database, (one, two))
    assert [each.revision for each in after] == [1, 1]
    assert all(ROOM.fullmatch(each.link or "") for each in after)
    assert len(owed(bureau.database)) == 3


def test_nobody_is_written_to_at_night_but_for_what_begins_before_the_morning(bureau: Bureau) -> None:
    near, far = (
        bureau.book(),
        bureau.book(NINE + 2 * DAY, who="ines", defi="relais", host="david"),
    )
    one, two = sessions(bureau, near, far)
    put(bureau.database, {one: f"{CLOSED}/a", two: f"{CLOSED}/b"})
    [starts] = [each.starts for each in of(bureau.database, [one])]
    night = datetime(2026, 5, 4, 22, 0, tzinfo=PARIS)
    run(bureau.database, night)
    morning = datetime(2026, 5, 5, 9, 0, tzinfo=PARIS)
    assert starts == morning
    told = dict(owed(bureau.database))
    assert {told[bureau.ids[key]] for key in ("lea", "sami", "claire")} == {night + rooms.JOINED}
    assert {told[bureau.ids[key]] for key in ("ines", "david")} == {morning}


def test_message_says_what_is_true_when_it_is_sent(bureau: Bureau) -> None:
    first, second = bureau.book(), bureau.book(NINE + 2 * DAY)
    one, two = sessions(bureau, first, second)
    put(bureau.database, {one: f"{CLOSED}/a", two: f"{CLOSED}/b"})
    run(bureau.database, bureau.now)
    put(bureau.database, {two: "https://ailleurs.example.org/b"})
    news = read(bureau.database, bureau.ids["lea"], of(bureau.database, [one])[0].ends)
    assert news is not None
    assert [each.appointment.link for each in news.outlines] == ["https://ailleurs.example.org/b"]
    assert read(bureau.database, bureau.ids["lea"], of(bureau.database, [two])[0].ends) is None


def test_what_is_replaced_before_the_message_leaves_is_in_it(bureau: Bureau) -> None:
    one, two = sessions(bureau, bureau.book(), bureau.book(NINE + 2 * DAY))
    put(bureau.database, {one: f"{CLOSED}/a"})
    run(bureau.database, bureau.now)
    put(bureau.database, {two: f"{CLOSED}/b"})
    run(bureau.database, bureau.now + timedelta(seconds=30))
    assert len(owed(bureau.database)) == 3
    news = read(bureau.database, bureau.ids["lea"], bureau.now)
    assert news is not None
    assert [each.appointment.id for each in news.outlines] == [one, two]


def test_later_wave_tells_only_what_it_replaced(bureau: Bureau) -> None:
    one, two = sessions(bureau, bureau.book(), bureau.book(NINE + 2 * DAY))
    put(bureau.database, {one: f"{CLOSED}/a"})
    run(bureau.database, bureau.now)
    bureau.deliver()
    bureau.now += timedelta(hours=2)
    put(bureau.database, {two: f"{CLOSED}/b"})
    with bureau.database.transaction() as tx:  # the first message has left
        tx.execute(
            text("UPDATE notices SET state = 'sent', closed_at = 1 WHERE kind = :kind"),
            {"kind": planning_facts.RoomsNotice.kind},
        )
    run(bureau.database, bureau.now)
    assert len(owed(bureau.database)) == 6
    news = read(bureau.database, bureau.ids["lea"], bureau.now)
    assert news is not None
    assert [each.appointment.id for each in news.outlines] == [two]


def test_cards_and_calendar_entries_follow(bureau: Bureau) -> None:
    request = bureau.book()
    [one] = sessions(bureau, request)
    bureau.deliver()
    lea = bureau.actor("lea")
    bureau.do(
        lambda tx: calendars.owe_calendar_files(
            tx, lea, of(bureau.database, [one]), card=("helpdesk_request", request), now=bureau.now
        )
    )
    put(bureau.database, {one: f"{CLOSED}/a"})
    run(bureau.database, bureau.now)
    with bureau.database.reading() as reading:
        rows = reading.execute(text("SELECT action, kind, revision FROM notices WHERE state = 'owed'")).all()
    found = [(row.action, row.kind, row.revision) for row in rows]
    assert found.count(("update", "helpdesk.card", 1)) == 3
    assert found.count(("file", agenda_facts.AgendaEntry.kind, 1)) == 1


def test_who_is_reached_by_mail_gets_the_entry_anew(bureau: Bureau) -> None:
    request = bureau.book()
    bureau.add("omar", Role.EXPERT)
    with bureau.database.transaction() as tx:
        people.change(tx, bureau.ids["omar"], email="omar@agence.example.org", looked_up_at=bureau.now)
    bureau.invite(request, "omar")
    [one] = sessions(bureau, request)
    bureau.deliver()
    put(bureau.database, {one: f"{CLOSED}/a"})
    run(bureau.database, bureau.now)
    with bureau.database.reading() as reading:
        rows = reading.execute(text("SELECT person_id, state FROM notices WHERE kind = 'agenda.invite'")).all()
    assert [(row.person_id, row.state) for row in rows] == [(bureau.ids["omar"], each) for each in ("sent", "owed")]


def test_links_of_their_own_are_taken_from_people_and_defis_whose_coaches_are_told(bureau: Bureau) -> None:
    with bureau.database.transaction() as tx:
        people.change(tx, bureau.ids["claire"], visio=f"{CLOSED}/Claire")
        promotions.change_defi(tx, bureau.ids["relais"], visio=f"{CLOSED}/Relais")
    assert run(bureau.database, bureau.now) == [f"{CLOSED}/Claire", f"{CLOSED}/Relais"]
    with bureau.database.reading() as tx:
        claire = people.by_id(tx, bureau.ids["claire"])
        relais = promotions.defi_by_id(tx, bureau.ids["relais"])
    assert (claire and claire.visio, relais and relais.visio) == (None, None)
    assert [person for person, _ in owed(bureau.database)] == sorted(bureau.ids[key] for key in ("claire", "david"))
    found = {key: read(bureau.database, bureau.ids[key], bureau.now) for key in ("claire", "david")}
    assert {key: (one.own, [each.name for each in one.defis]) for key, one in found.items() if one} == {
        "claire": (True, ["Relais"]),
        "david": (False, ["Relais"]),
    }
    with bureau.database.transaction() as tx:
        people.change(tx, bureau.ids["claire"], visio="https://ailleurs.example.org/claire")
    given = read(bureau.database, bureau.ids["claire"], bureau.now)
    assert given is not None
    assert not given.own


@pytest.mark.parametrize("visio", [f"{CLOSED}/{{room}}", "https://visio.numerique.gouv.fr/{room}"])
def test_nothing_is_replaced_by_what_nobody_can_open(bureau: Bureau, visio: str) -> None:
    [one] = sessions(bureau, bureau.book())
    put(bureau.database, {one: f"{CLOSED}/a"})
    assert run(bureau.database, bureau.now, visio) == []


def test_what_is_over_or_elsewhere_is_left_alone(bureau: Bureau) -> None:
    one, two = sessions(bureau, bureau.book(), bureau.book(NINE + 2 * DAY))
    put(bureau.database, {one: f"{CLOSED}/a", two: "https://ailleurs.example.org/webconf.numerique.gouv.fr"})
    [over] = of(bureau.database, [one])
    assert run(bureau.database, over.ends) == []
    assert run(bureau.database, over.ends - timedelta(minutes=1)) == [f"{CLOSED}/a"]


def test_seance_of_a_cycle_that_stands_again_has_the_room_of_the_others(database: Database) -> None:
    rig = make_rig(database)
    sheet = rig.running()
    ids = [one.appointment.id for one in sheet.sessions]
    put(database, dict.fromkeys(ids, f"{CLOSED}/Maya"))
    first = rig.past(sheet, 0)
    assert run(database, rig.now) == [f"{CLOSED}/Maya"]
    missed = rig.check_in(first.appointment.id, Outcome.MISSED)
    again = rig.replan(missed, first.appointment.id, first.appointment.starts + 22 * DAY)
    assert len({one.appointment.link for one in again.sessions}) == 1
    assert run(database, rig.now) == []
    assert [person for person, _ in owed(database)] == sorted(rig.ids[key] for key in ("lea", "maya"))


def test_held_cycle_has_new_rooms_without_a_word(database: Database) -> None:
    rig = make_rig(database)
    sheet = rig.asked()
    put(database, {one.appointment.id: f"{CLOSED}/x" for one in sheet.sessions})
    run(database, rig.now)
    assert owed(database) == []  # nobody had the link before
    after = rig.answer(rig.sheet(sheet), *[SessionEvent.CONFIRM] * 4)
    assert all(ROOM.fullmatch(one.appointment.link or "") for one in after.sessions)


def test_series_has_the_new_room_of_its_dates_and_its_organiser_is_told(database: Database) -> None:
    rig = Gatherings(database).fill({"promotion": "Cpromo"})
    series = rig.series(PAIRS, link=f"{CLOSED}/Pairs", place="Ségur, salle 12")
    may = rig.make(series)
    june = rig.make(series, (rig.now + 50 * DAY).replace(hour=14))
    run(database, rig.now)
    with database.reading() as tx:
        after = gathering_series.read(tx, series.id)
        dates = appointments.read_all(tx, [may.appointment_id, june.appointment_id])
        lines = history.entries_of(tx, "series", series.id)
    assert after is not None
    assert {one.link for one in dates} == {after.link}
    assert ROOM.fullmatch(after.link or "")
    assert [one.action for one in lines] == [rooms.REPLACED]
    news = read(database, rig.ids["claire"], rig.now)
    assert news is not None
    assert (len(news.outlines), news.series) == (2, (("Groupe de partage entre pairs", after.link),))


def test_coach_of_every_promotion_is_told_of_its_defis(bureau: Bureau) -> None:
    with bureau.database.transaction() as tx:
        odile = people.add(tx, name="Odile")
        people.add_membership(tx, odile, Membership(Role.COACH))
        promotions.change_defi(tx, bureau.ids["carte"], visio=f"{CLOSED}/Carte")
    run(bureau.database, bureau.now)
    news = read(bureau.database, odile, bureau.now)
    assert news is not None
    assert [one.name for one in news.defis] == ["Carte Vive"]

"""Appointments in people's own calendars follow each change, one entry a UID, whatever owner or server do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.agenda import changes, holds, parts
from bot.agenda.busy import feeds
from bot.agenda.calendars import invitations
from bot.agenda.model import Appointment, Reply
from bot.agenda.writing import found
from bot.demo.calendars import add_calendar, serving_calendars
from bot.errors import NotAllowed
from bot.notices import lateness
from bot.notices.notices import ledger_state
from bot.outside.dav import DavAccount
from storage.agenda import appointments as table
from storage.database import Database
from tests.bot.agenda.meetings import HOUR, NINE, NOW, PARIS, actor, add_hosts, book, plan
from tests.bot.agenda.writing.desk import Desk, event_in, start_in
from tests.bot.dav_servers import (
    Fake,
    Handler,
    dav,
    fake_server,
    marked,
    on,
    only_if_match,
    without_marks,
    xandikos,
)
from tests.patience import PATIENCE

ALARM = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT10M\r\nDESCRIPTION:Chut\r\nEND:VALARM\r\n"
THEIRS = f"CATEGORIES:Travail\r\nCOLOR:red\r\n{ALARM}END:VEVENT"


@pytest.fixture
def fake() -> Iterator[Fake]:
    with fake_server() as server:
        yield server


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def people_of(desk: Desk, fake: Fake) -> list[int]:
    """Ana hosts and writes into her calendar; Léa comes and has none connected."""
    with desk.database.transaction() as tx:
        ana, lea = add_hosts(tx, "Ana", "Léa")
    desk.connect(ana, fake.account, fake.calendar)
    return [ana, lea]


def booked(desk: Desk, people_of: list[int], starts: datetime = NINE) -> Appointment:
    ana, lea = people_of
    with desk.database.transaction() as tx:
        one = book(tx, ana, starts=starts, guests=[lea], now=desk.now)
    desk.stand()
    return one


def stored(fake: Fake) -> list[str]:
    return [body.decode() for _, body in fake.kept.values()]


def moved(fake: Fake, one: Appointment, hour: str = "110000") -> None:
    """Have its owner move the entry on its day to this hour, and an hour longer."""
    ends = f"{int(hour[:2]) + 1:02}{hour[2:]}"

    def change(body: str) -> str:
        lines = body.replace("\r\n ", "").split("\r\n")
        day = f"{one.starts.astimezone(PARIS):%Y%m%d}"
        times = {"DTSTART;TZID": f"{day}T{hour}", "DTEND;TZID": f"{day}T{ends}"}
        return "\r\n".join(
            f"{name}=Europe/Paris:{times[name]}" if (name := line.partition("=")[0]) in times else line
            for line in lines
        )

    fake.change(one.uid, change)


def test_appointment_is_one_entry_without_attendees_once_it_stands(
    desk: Desk, fake: Fake, people_of: list[int]
) -> None:
    ana, lea = people_of
    with desk.database.transaction() as tx:
        one = book(tx, ana, guests=[lea], now=desk.now)
    desk.drain()
    assert fake.kept == {}  # it can still be undone
    desk.stand()
    (body,) = stored(fake)
    event = event_in(body.encode())
    assert (str(event["UID"]), event.start, event.end) == (one.uid, one.starts, one.ends)
    assert [name for name in ("ATTENDEE", "ORGANIZER", "METHOD") if name in body] == []
    assert (str(event["STATUS"]), "Léa" in str(event["DESCRIPTION"])) == ("CONFIRMED", True)
    assert (fake.asked[-1][0], fake.asked[-1][2].get("if-none-match")) == ("PUT", "*")
    assert desk.owed() == [("sent", None)]


def test_entry_follows_a_move_a_handover_and_a_cancellation(desk: Desk, fake: Fake, people_of: list[int]) -> None:
    ana, _lea = people_of
    one = booked(desk, people_of)
    with desk.database.transaction() as tx:
        (carla,) = add_hosts(tx, "Carla")
        changes.move(tx, actor(tx, ana), {one.id: one.starts + HOUR}, batch="moved", now=desk.now)
    desk.stand()
    assert [start_in(body) for _, body in fake.kept.values()] == [one.starts + HOUR]
    with desk.database.transaction() as tx:
        parts.hand_over(tx, actor(tx, ana), [one.id], giver_id=ana, taker_id=carla, now=desk.now)
    desk.stand()
    assert (fake.kept, desk.kept(ana, one.id)) == ({}, None)
    desk.connect(carla, fake.account, fake.calendar)
    desk.drain()
    assert [event_in(body)["UID"] for _, body in fake.kept.values()] == [one.uid]
    with desk.database.transaction() as tx:
        changes.cancel(tx, actor(tx, carla), [one.id], batch="cancelled", now=desk.now)
    desk.stand()
    assert fake.kept == {}


def test_who_leaves_and_comes_again_at_one_revision_has_it_again(desk: Desk, fake: Fake, people_of: list[int]) -> None:
    _ana, lea = people_of
    desk.connect(lea, fake.account, f"{fake.url}/cal/lea/")
    one = booked(desk, people_of)
    there = []
    for reply in (Reply.LEFT, Reply.COMES, Reply.LEFT, Reply.COMES):
        with desk.database.transaction() as tx:
            table.set_participant(tx, one.id, lea, reply=reply)
            current = table.read(tx, one.id)
            assert current
            invitations.propagate_to_person(tx, current, lea, now=desk.now)
        desk.stand()
        there.append(f"/cal/lea/{one.uid}.ics" in fake.kept)
    assert there == [False, True, False, True]


def test_held_times_are_provisional_for_who_holds_them_and_go_when_they_lapse(
    desk: Desk, fake: Fake, people_of: list[int]
) -> None:
    ana, lea = people_of
    desk.connect(lea, fake.account, f"{fake.url}/cal/lea/")
    with desk.database.transaction() as tx:
        plans = [plan(ana, starts=NINE + HOUR * 2 * n, guests=[lea]) for n in range(2)]
        first, second = holds.hold(tx, actor(tx, lea), plans, now=desk.now)
    desk.stand()
    assert [(path.split("/")[2], str(event_in(body)["STATUS"])) for path, (_, body) in fake.kept.items()] == [
        ("opaque-42", "TENTATIVE"),
        ("opaque-42", "TENTATIVE"),
    ]
    with desk.database.transaction() as tx:
        holds.release(tx, actor(tx, ana), [second], now=desk.now)
        holds.confirm(tx, actor(tx, ana), [first], now=desk.now)
    desk.stand()
    assert sorted((path, str(event_in(body)["STATUS"])) for path, (_, body) in fake.kept.items()) == [
        (f"/cal/lea/{first.uid}.ics", "CONFIRMED"),
        (f"/cal/opaque-42/{first.uid}.ics", "CONFIRMED"),
    ]


def test_what_is_undone_is_never_written(desk: Desk, fake: Fake, people_of: list[int]) -> None:
    ana, lea = people_of
    with desk.database.transaction() as tx:
        book(tx, ana, guests=[lea], now=desk.now)
        changes.undo(tx, actor(tx, ana), "booked", now=desk.now)
    desk.stand()
    assert [verb for verb in fake.verbs if verb == "PUT"] == []


@pytest.mark.parametrize("habit", [None, without_marks, only_if_match])
def test_alarms_colour_and_categories_of_its_owner_outlive_a_change(
    desk: Desk, fake: Fake, people_of: list[int], habit: object
) -> None:
    fake.habits += [habit] if habit else []  # type: ignore[list-item] # of the parameters
    ana, _ = people_of
    one = booked(desk, people_of)
    fake.change(one.uid, lambda body: body.replace("END:VEVENT", THEIRS))
    for hours in (1, 2):
        with desk.database.transaction() as tx:
            changes.move(tx, actor(tx, ana), {one.id: one.starts + HOUR * hours}, batch=f"{hours}", now=desk.now)
        desk.stand()
        (body,) = stored(fake)
        assert [words in body for words in ("COLOR:red", "CATEGORIES:Travail", "TRIGGER:-PT10M")] == [True] * 3
        assert start_in(body.encode()) == one.starts + HOUR * hours
    assert desk.told() == []


def test_entry_that_changes_between_reading_and_writing_is_read_again(
    desk: Desk, fake: Fake, people_of: list[int]
) -> None:
    ana, _ = people_of
    one = booked(desk, people_of)
    once = iter([True])

    def meanwhile(request: Handler) -> bool:
        if request.command == "PUT" and next(once, False):
            fake.change(one.uid, lambda body: body.replace("END:VEVENT", THEIRS))
        return False

    fake.habits.append(meanwhile)
    with desk.database.transaction() as tx:
        changes.move(tx, actor(tx, ana), {one.id: one.starts + HOUR}, batch="moved", now=desk.now)
    desk.stand()
    (body,) = stored(fake)
    assert ("COLOR:red" in body, start_in(body.encode())) == (True, one.starts + HOUR)


def test_entry_behind_a_proxy_with_marks_of_its_own_follows_a_move(
    desk: Desk, fake: Fake, people_of: list[int]
) -> None:
    ana, _lea = people_of
    fake.habits = [marked('"{}-proxy"', always=True)]
    one = booked(desk, people_of)
    with desk.database.transaction() as tx:
        changes.move(tx, actor(tx, ana), {one.id: one.starts + HOUR}, batch="moved", now=desk.now)
    desk.stand()
    assert [start_in(body) for _, body in fake.kept.values()] == [one.starts + HOUR]
    assert desk.owed() == [("sent", None)] * 2


@pytest.mark.parametrize("how", ["moved", "gone"])
def test_what_its_owner_did_there_is_told_once_and_put_back_when_they_wish(
    desk: Desk, fake: Fake, people_of: list[int], how: str
) -> None:
    ana, _ = people_of
    one = booked(desk, people_of)
    if how == "moved":
        moved(fake, one)
    else:
        fake.kept.clear()
    before = dict(fake.kept)
    for _ in range(3):
        desk.now += found.EVERY
        found.check_entries(desk.tools)
        desk.drain()
    eleven = one.starts.astimezone(PARIS).replace(hour=11)
    assert desk.told() == [str(int(eleven.timestamp())) if how == "moved" else ""]
    with desk.database.transaction() as tx:  # a link of the room is no reason to take it back silently
        changes.set_link(tx, [one], link="https://visio.exemple.fr/a", now=desk.now)
    desk.stand()
    assert fake.kept == before
    for _ in range(2):
        with desk.database.transaction() as tx:
            found.restore_entry(tx, actor(tx, ana), one.id, now=desk.now)
        desk.drain()
    (body,) = stored(fake)
    assert (start_in(body.encode()), "visio.exemple.fr/a" in body) == (one.starts, True)
    desk.now += found.EVERY
    found.check_entries(desk.tools)
    assert len(desk.told()) == 1
    for times in (2, 3):  # of what was put back for them
        fake.kept.clear()
        for _ in range(2):
            desk.now += found.EVERY
            found.check_entries(desk.tools)
        assert len(desk.told()) == times
        with desk.database.transaction() as tx:
            found.restore_entry(tx, actor(tx, ana), one.id, now=desk.now)
        desk.drain()


def test_what_its_owner_moved_there_gives_way_to_a_newer_move_for_all(
    desk: Desk, fake: Fake, people_of: list[int]
) -> None:
    ana, _ = people_of
    one = booked(desk, people_of)
    moved(fake, one, "123000")
    with desk.database.transaction() as tx:
        changes.move(tx, actor(tx, ana), {one.id: one.starts + 2 * HOUR}, batch="moved", now=desk.now)
    desk.stand()
    assert [start_in(body) for _, body in fake.kept.values()] == [one.starts + 2 * HOUR]
    desk.now += found.EVERY
    found.check_entries(desk.tools)
    assert desk.told() == []


def test_who_takes_no_part_puts_nothing_back(desk: Desk, people_of: list[int]) -> None:
    one = booked(desk, people_of)
    with desk.database.transaction() as tx:
        (carla,) = add_hosts(tx, "Carla")
        with pytest.raises(NotAllowed):
            found.restore_entry(tx, actor(tx, carla), one.id, now=desk.now)


def test_entry_that_stands_already_is_taken_over_and_never_doubled(
    desk: Desk, fake: Fake, people_of: list[int]
) -> None:
    """A file that they took by hand, under a name of their program's: one UID is one entry."""
    ana, lea = people_of
    with desk.database.transaction() as tx:
        one = book(tx, ana, guests=[lea], now=desk.now)
    body = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:{one.uid}\r\nDTSTAMP:20260501T000000Z\r\n"
        f"DTSTART:{one.starts.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\nSUMMARY:x\r\n{ALARM}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    fake.kept["/cal/opaque-42/ABC-9.ics"] = (1, body.encode())

    def refuses(request: Handler) -> bool:
        refused = request.command == "PUT" and "ABC-9" not in request.path
        if refused:
            request.say(409)
        return refused

    fake.habits.append(refuses)
    desk.stand()
    (left,) = stored(fake)
    assert ("TRIGGER:-PT10M" in left, "Bureau" in left) == (True, True)
    kept = desk.kept(ana, one.id)
    assert kept
    assert kept.address.endswith("ABC-9.ics")


@pytest.mark.parametrize("status", [401, 403, 404, 507])
def test_what_its_owner_alone_can_mend_is_told_once_and_a_refused_password_never_tried_again(
    desk: Desk, fake: Fake, people_of: list[int], status: int
) -> None:
    ana, lea = people_of
    fake.habits.append(on("PUT", status=status))
    for day in range(3):
        with desk.database.transaction() as tx:
            book(tx, ana, starts=NINE + timedelta(days=day), guests=[lea], batch=f"{day}", now=desk.now)
    desk.stand()
    assert len(desk.owed("agenda.feed_failed")) == 1
    puts = [verb for verb in fake.verbs if verb == "PUT"]
    assert len(puts) == (1 if status == 401 else 3)
    fake.habits.clear()
    desk.connect(ana, fake.account, fake.calendar)
    desk.drain()
    assert len(fake.kept) == 3


def test_server_that_hangs_or_fails_is_tried_again_and_holds_up_nobody_else(
    desk: Desk, fake: Fake, people_of: list[int]
) -> None:
    _ana, lea = people_of
    with fake_server() as slow:
        desk.connect(lea, slow.account, slow.calendar)
        slow.habits.append(on("PUT", status=503))
        booked(desk, people_of)
        assert (len(fake.kept), len(slow.kept)) == (1, 0)
        with desk.database.reading() as reading:  # nobody but she waits for it: the coaches hear nothing
            ahead = ledger_state(reading, now=desk.now, machine_now=desk.now)
            assert (lateness.count_late(reading, now=desk.now).due, ahead.oldest_due, ahead.owed_now) == (0, None, 1)
        slow.habits.clear()
        desk.now += timedelta(seconds=30)
        desk.drain()
        assert len(slow.kept) == 1


def test_another_calendar_gets_them_all_and_none_takes_them_out(desk: Desk, fake: Fake, people_of: list[int]) -> None:
    ana, _ = people_of
    one = booked(desk, people_of)
    desk.choose(ana, f"{fake.url}/cal/perso/")
    desk.drain()
    assert list(fake.kept) == [f"/cal/perso/{one.uid}.ics"]
    desk.choose(ana, None)
    desk.drain()
    assert (fake.kept, desk.kept(ana, one.id)) == ({}, None)


def test_account_that_is_typed_again_takes_over_what_stands_there(desk: Desk, fake: Fake, people_of: list[int]) -> None:
    ana, _ = people_of
    one = booked(desk, people_of)
    fake.change(one.uid, lambda body: body.replace("END:VEVENT", THEIRS))
    desk.connect(ana, fake.account, fake.calendar)
    kept = desk.kept(ana, one.id)
    assert (kept and kept.is_known) is False
    desk.drain()
    (body,), kept = stored(fake), desk.kept(ana, one.id)
    assert ("COLOR:red" in body, kept and kept.is_known) == (True, True)


def test_what_was_cancelled_while_the_password_was_refused_goes_once_it_is_typed_again(
    desk: Desk, fake: Fake, people_of: list[int]
) -> None:
    ana, _ = people_of
    one, other = booked(desk, people_of), booked(desk, people_of, NINE + 2 * HOUR)
    with desk.database.transaction() as tx:
        feeds.record_refusal(tx, desk.tools.seal, ana, fake.account, "password", now=desk.now)
        changes.cancel(tx, actor(tx, ana), [one.id], batch="cancelled", now=desk.now)
    desk.stand()
    assert len(fake.kept) == 2
    desk.connect(ana, fake.account, fake.calendar)
    desk.drain()
    assert [start_in(body) for _, body in fake.kept.values()] == [other.starts]


def test_entries_of_another_account_are_left_where_they_are(desk: Desk, fake: Fake, people_of: list[int]) -> None:
    ana, _ = people_of
    one = booked(desk, people_of)
    with fake_server() as second:
        desk.connect(ana, second.account, second.calendar)
        desk.drain()
        assert (len(fake.kept), [*second.kept]) == (1, [f"/cal/opaque-42/{one.uid}.ics"])


@pytest.mark.parametrize("what", ["booked", "moved", "cancelled"])
def test_what_was_given_up_is_tried_again_the_same_day(desk: Desk, fake: Fake, people_of: list[int], what: str) -> None:
    ana, _ = people_of
    full = on("PUT", "DELETE", status=507)
    if what == "booked":
        fake.habits.append(full)
    one, starts = booked(desk, people_of), NINE
    fake.habits[:] = [full]
    with desk.database.transaction() as tx:
        if what == "moved":
            changes.move(tx, actor(tx, ana), {one.id: (starts := NINE + HOUR)}, batch="moved", now=desk.now)
        elif what == "cancelled":
            changes.cancel(tx, actor(tx, ana), [one.id], batch="cancelled", now=desk.now)
    desk.stand()
    fake.habits.clear()
    for _ in range(2):
        desk.now += found.EVERY
        found.check_entries(desk.tools)
        desk.now += timedelta(minutes=5)
        desk.drain()
    assert [start_in(body) for _, body in fake.kept.values()] == ([] if what == "cancelled" else [starts])
    assert (desk.told(), len(desk.owed()) - 2) == ([], int(what != "booked"))


@pytest.mark.parametrize("server", ["radicale", pytest.param("xandikos", marks=pytest.mark.rare)])
def test_both_changes_of_hour_are_written_as_they_are_in_real_calendars(
    database: Database, tmp_path_factory: pytest.TempPathFactory, server: str
) -> None:
    """The second pass of the hour that autumn repeats, the hour after the one that spring leaves out."""
    folder = tmp_path_factory.mktemp("calendars")
    real = serving_calendars(folder, {"hana": "clé"}) if server == "radicale" else xandikos(folder)
    with real as url:
        account = DavAccount(url, "hana", "clé")
        address = (
            add_calendar(url, "/hana/travail/", name="Travail", user="hana", password="clé")
            if server == "radicale"
            else f"{url}/hana/calendars/calendar/"
        )
        desk = Desk(database, now=datetime(2026, 10, 20, 8, tzinfo=UTC))
        with database.transaction() as tx:
            hosts = add_hosts(tx, "Ana", "Carla", "Zoé")
        for host in hosts:
            desk.connect(host, account, address)
        moments = [
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
        ]
        with database.transaction() as tx:
            plans = [plan(host, starts=one) for host, one in zip(hosts, moments, strict=True)]
            held = holds.hold(tx, actor(tx, hosts[0]), plans, now=desk.now)
        desk.stand()
        spring = datetime(2027, 4, 1, tzinfo=UTC)
        listing = dav().listing(account, address, since=desk.now, until=spring, seconds=PATIENCE)
        assert sorted(start_in(one.body).astimezone(UTC) for one in listing.values()) == moments
        desk.now += found.EVERY
        for _ in hosts:
            found.check_entries(desk.tools)
        with database.transaction() as tx:
            holds.release(tx, actor(tx, hosts[0]), held, now=desk.now)
        desk.stand()
        assert desk.told() == []
        assert dav().listing(account, address, since=NOW, until=NOW + timedelta(days=400), seconds=PATIENCE) == {}

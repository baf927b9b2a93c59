"""An account of a calendar server: sealed, read at its turn, off when refused, nobody's when the key is another."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from time import monotonic, sleep

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from bot.agenda.busy import accounts, connecting, feeds
from bot.agenda.facts import FeedFailed
from bot.errors import FeedUnread, Invalid, NotAllowed
from bot.outside.dav import Calendar, DavAccount
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.sealing import Seal
from bot.settings import ExplicitSettings
from bot.tools import Tools
from bot.upkeep import refresh_feeds
from storage import personal
from storage.agenda import busy
from storage.database import Database, Reading
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.agenda.meetings import HOUR, NOW, PARIS, add_hosts, book
from tests.bot.calendar_server import anywhere, calendar
from tests.bot.dav_servers import PASSWORD, USER, Fake, dav, fake_server, hanging, on
from tests.patience import PATIENCE, counted

KEY, OTHER = "k" * 32, "o" * 32
MEETING = "DTSTART;TZID=Europe/Paris:20260505T090000\nDTEND;TZID=Europe/Paris:20260505T094000\nSUMMARY:Chut"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def fake() -> Iterator[Fake]:
    with fake_server() as fake:
        yield fake


def drafts_of(reading: Reading) -> list[object]:
    return list(reading.execute(sa.text("SELECT * FROM drafts")))


def read_of(office: "Office", person_id: int) -> str | None:
    with office.database.reading() as reading:
        kept = busy.read(reading, person_id)
    return kept.failure if kept else None


@dataclass
class Office:
    """Ana, a coach, and the bot that reads her calendar."""

    database: Database
    fake: Fake
    ana: int
    now: datetime = NOW
    seal: Seal | None = field(default_factory=lambda: Seal(KEY, salt="base"))

    @property
    def tools(self) -> Tools:
        settings = ExplicitSettings.model_validate({"database_url": "x"})
        return Tools(self.database, lambda: self.now, settings, lambda: None, anywhere(), dav(), seal=self.seal)

    @property
    def actor(self) -> Actor:
        with self.database.reading() as reading:
            return Actor("U0", people.by_id(reading, self.ana))

    def put(self, *events: str) -> None:
        """Put events into her calendar, each under its number."""
        for number, event in enumerate(events, start=1):
            said = event if "UID:" in event else f"UID:{number}\n{event}"
            self.fake.kept[f"/cal/opaque-42/{number}.ics"] = (number, calendar(said))

    def connect(self, *, writes: bool = False) -> None:
        with self.database.transaction() as tx:
            new = connecting.save_account(tx, self.actor, account=self.fake.account, seal=self.seal, now=self.now)
        (one,) = connecting.list_calendars_again(self.tools, self.actor, use_new_account=new).calendars
        key = connecting.calendar_key(one)
        done = connecting.try_calendars(
            self.tools,
            self.actor,
            keys_to_read=[key],
            key_to_write=key if writes else None,
            use_new_account=new,
            now=self.now,
        )
        with self.database.transaction() as tx:
            connecting.save_choice(tx, self.actor, done, seal=self.seal, now=self.now)

    def read(self, after: timedelta = timedelta()) -> None:
        """Let time pass, and the clock's job run."""
        self.now += after
        refresh_feeds(self.tools)

    def taken(self) -> list[str]:
        with self.database.reading() as reading:
            found = busy.blocks_of(reading, self.ana, since=NOW, until=NOW + timedelta(days=365))
        return [f"{starts.astimezone(PARIS):%d/%m %H:%M}-{ends.astimezone(PARIS):%H:%M}" for starts, ends in found]

    def kept(self) -> busy.ConnectedCalendar:
        with self.database.reading() as reading:
            kept = busy.read(reading, self.ana)
        assert kept
        return kept

    def told(self) -> int:
        with self.database.reading() as reading:
            kinds = reading.execute(select(notices.c.id).where(notices.c.kind == FeedFailed.kind))
            return len(kinds.all())


@pytest.fixture
def office(database: Database, fake: Fake) -> Office:
    with database.transaction() as tx:
        (ana,) = add_hosts(tx, "Ana")
        people.add_membership(tx, ana, Membership(Role.COACH, None, None))
    return Office(database, fake, ana)


def test_times_alone_are_read_and_what_is_free_cancelled_or_our_own_is_left_out(office: Office) -> None:
    with office.database.transaction() as tx:
        own = book(tx, office.ana)
        uid = tx.execute(sa.text("SELECT uid FROM appointments WHERE id = :id"), {"id": own.id}).scalar_one()
    weekly = "DTSTART;TZID=Europe/Paris:20260506T140000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"
    office.put(
        MEETING,
        f"{MEETING.replace('0505', '0507')}\nTRANSP:TRANSPARENT",
        f"{MEETING.replace('0505', '0508')}\nSTATUS:CANCELLED",
        f"UID:{uid}\n{MEETING.replace('0505', '0511')}",
        weekly,
        "SUMMARY:sans début",
    )
    office.fake.kept["/cal/opaque-42/cut.ics"] = (9, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nDTSTART:20260505T2")
    office.connect()
    office.read()
    assert office.taken() == ["05/05 09:00-09:40", "06/05 14:00-15:00", "13/05 14:00-15:00", "20/05 14:00-15:00"]
    assert "Chut" not in str(office.kept())


def test_hours_change_twice_a_year_and_meetings_stay_where_they_are(office: Office) -> None:
    office.now = datetime(2026, 10, 20, 8, tzinfo=UTC)
    zone = "BEGIN:VTIMEZONE\nTZID:Ici\nBEGIN:STANDARD\nDTSTART:20251026T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
    zone += "END:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20260329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
    zone += "END:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:20261025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
    zone += "END:STANDARD\nEND:VTIMEZONE"
    for number, day in enumerate(("20261023", "20261026"), start=1):
        event = f"UID:{number}\nDTSTART;TZID=Ici:{day}T090000\nDURATION:PT1H"
        office.fake.kept[f"/cal/opaque-42/{number}.ics"] = (number, calendar(event, before=zone))
    office.connect()
    office.read()
    assert office.taken() == ["23/10 09:00-10:00", "26/10 09:00-10:00"]


def test_refused_password_is_told_at_once_and_once_and_never_tried_again(office: Office) -> None:
    office.put(MEETING)
    office.connect()
    office.read()
    office.fake.password = "un autre"
    office.read(timedelta(days=90))
    assert (office.kept().failure, office.told(), office.taken()) == ("password", 1, [])
    asked = len(office.fake.asked)
    for _ in range(3):
        office.read(timedelta(days=1))
    assert (len(office.fake.asked), office.told()) == (asked, 1)
    with office.database.reading() as reading:
        assert accounts.account_of(reading, office.seal, office.ana) is None
    office.fake.password = PASSWORD
    office.connect()
    office.read()
    assert office.taken() == ["05/05 09:00-09:40"] or office.kept().failure is None


def test_server_that_hangs_is_waited_for_once_for_all_calendars(office: Office) -> None:
    office.fake.habits.append(hanging)
    twenty = [office.fake.calendar] * 20
    with counted() as seconds, pytest.raises(FeedUnread) as refusal:
        feeds.read_calendars(office.tools, office.fake.account, addresses=twenty, seconds=0.3, now=NOW)
    assert refusal.value.reason == "slow"
    assert seconds() < 5  # one after another they would take six


@pytest.mark.parametrize(
    ("habit", "reason"),
    [
        (on("REPORT", status=404), "gone"),
        (on("REPORT", status=500), "refused"),
        (on("REPORT", status=207, body=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "broken"),
        (on("REPORT", status=207, body=b"x" * 15_000_000), "too_big"),
        (on("REPORT", status=302, Location="http://agenda.example.org/"), "redirects"),
    ],
)
def test_what_a_server_does_wrong_leaves_its_name(office: Office, habit: object, reason: str) -> None:
    office.put(MEETING)
    office.connect()
    office.read()
    office.fake.habits.append(habit)  # type: ignore[arg-type] # one of the two above
    office.read(16 * MINUTE)
    assert (office.kept().failure, office.taken()) == (reason, ["05/05 09:00-09:40"])


def test_endless_rule_and_thirty_thousand_events_are_refused(office: Office) -> None:
    office.connect()
    office.put("DTSTART:20260505T070000Z\nRRULE:FREQ=SECONDLY")
    office.read()
    assert office.kept().failure == "too_many"
    office.fake.kept.clear()
    lines = [f"UID:{n}\nDTSTART:20260505T070000Z\nDURATION:PT1H" for n in range(30_000)]
    office.fake.kept["/cal/opaque-42/1.ics"] = (1, calendar(*lines))
    office.read(16 * MINUTE)
    assert office.kept().failure == "too_many"


def test_another_key_or_none_opens_nothing_and_its_owner_types_it_again(office: Office) -> None:
    office.put(MEETING)
    office.connect()
    for number, seal in enumerate((Seal(OTHER, salt="base"), Seal(KEY, salt="autre base"), None), start=1):
        office.seal = seal
        office.read(number * 16 * MINUTE)
        assert (office.kept().failure, office.told()) == ("sealed", 1)
        with office.database.reading() as reading:
            assert accounts.account_of(reading, seal, office.ana) is None
    office.seal = Seal(OTHER, salt="base")
    office.connect()
    office.read()
    assert office.taken() == ["05/05 09:00-09:40"]


def test_password_is_sealed_for_its_owner_and_its_server_alone(office: Office) -> None:
    office.connect()
    kept = office.kept()
    assert PASSWORD not in str(kept.sealed)
    assert accounts.unseal_account(office.seal, kept) == DavAccount(office.fake.url, USER, PASSWORD)
    for moved in (replace(kept, person_id=kept.person_id + 1), replace(kept, url="https://voleur.example.org")):
        with pytest.raises(FeedUnread) as refusal:
            accounts.unseal_account(office.seal, moved)
        assert refusal.value.reason == "sealed"


def test_rotation_seals_all_anew_and_can_be_begun_again(office: Office) -> None:
    office.connect()
    both = Seal(OTHER, before=KEY, salt="base")
    assert accounts.reseal_passwords(office.database, both) == accounts.ResealCounts(1, 0)
    assert accounts.reseal_passwords(office.database, both) == accounts.ResealCounts(0, 0)
    assert accounts.unseal_account(Seal(OTHER, salt="base"), office.kept()).password == PASSWORD
    assert accounts.reseal_passwords(office.database, Seal("x" * 32, before=KEY, salt="base")) == accounts.ResealCounts(
        0, 1
    )


def test_who_has_an_appointment_today_is_read_sooner(office: Office) -> None:
    office.connect()
    office.read()
    with office.database.reading() as reading:
        assert feeds.find_due_feed(reading, now=office.now + 6 * MINUTE) is None
        assert feeds.find_due_feed(reading, now=office.now + 16 * MINUTE) == office.ana
    with office.database.transaction() as tx:
        book(tx, office.ana)
        tx.execute(sa.text("UPDATE appointments SET starts = :at"), {"at": int((office.now + HOUR).timestamp())})
    with office.database.reading() as reading:
        assert feeds.find_due_feed(reading, now=office.now + 4 * MINUTE) is None
        assert feeds.find_due_feed(reading, now=office.now + 6 * MINUTE) == office.ana


def test_account_of_who_has_left_is_forgotten_at_once(office: Office) -> None:
    office.connect()
    with office.database.transaction() as tx:
        feeds.forget_feeds_of_leavers(tx, now=office.now)
    assert office.kept()
    with office.database.transaction() as tx:
        tx.execute(sa.text("UPDATE memberships SET ended_at = 1"))
        feeds.forget_feeds_of_leavers(tx, now=office.now)
    with office.database.reading() as reading:
        assert busy.read(reading, office.ana) is None


def test_who_writes_notes_a_refusal_once_and_not_of_another_account(office: Office) -> None:
    office.connect(writes=True)
    assert office.fake.verbs[-2:] == ["PUT", "DELETE"]
    with office.database.transaction() as tx:
        connected = accounts.account_of(tx, office.seal, office.ana)
        assert connected == (office.fake.account, office.fake.calendar)
        other = replace(office.fake.account, password="un autre")
        feeds.record_refusal(tx, office.seal, office.ana, other, "full", now=NOW)
        assert busy.read(tx, office.ana) == office.kept()
        for _ in range(2):
            feeds.record_refusal(tx, office.seal, office.ana, office.fake.account, "full", now=NOW)
    assert (office.kept().failure, office.told()) == ("full", 1)


def test_same_refusal_is_told_again_after_a_week_without_one(office: Office) -> None:
    office.connect(writes=True)

    def refuse(*, days: int, reason: str = "read_only") -> int:
        """Let days pass while the calendar can be read; one more entry is refused. Give how often it was told."""
        office.now += timedelta(days=days)
        with office.database.transaction() as tx:
            tx.execute(sa.text("UPDATE busy_feeds SET fetched_at = 1"))
            attempt = feeds.lease_feed(tx, office.ana, now=office.now)
            assert attempt
            feeds.record_result(tx, attempt, feeds.FeedOutcome([]), now=office.now)
        with office.database.transaction() as tx:
            feeds.record_refusal(tx, office.seal, office.ana, office.fake.account, reason, now=office.now)
        return office.told()

    assert [refuse(days=days) for days in (0, 1, 6, 7)] == [1, 1, 1, 1]
    assert refuse(days=8) == 2
    assert refuse(days=1, reason="full") == 3
    with office.database.transaction() as tx:
        tx.execute(sa.text("UPDATE busy_feeds SET told_on = 'full'"))  # as it was noted before
    with office.database.transaction() as tx:
        feeds.record_refusal(tx, office.seal, office.ana, office.fake.account, "full", now=office.now)
    assert office.told() == 3


def test_calendar_that_is_gone_twice_is_told_twice(office: Office) -> None:
    office.put(MEETING)
    office.connect()
    office.read()
    for times in (1, 2):
        office.fake.habits.append(on("REPORT", status=404))
        for _ in range(2):
            office.read(16 * MINUTE)
        assert (office.kept().failure, office.told()) == ("gone", times)
        office.fake.habits.clear()
        office.read(timedelta(days=60))
        assert office.kept().failure is None


def test_password_that_is_refused_again_the_same_day_is_told_again(office: Office) -> None:
    office.put(MEETING)
    for times in (1, 2, 3):
        office.connect()
        office.read()
        office.fake.habits.append(on("REPORT", status=401))
        for _ in range(2):
            office.read(16 * MINUTE)
        assert (office.kept().failure, office.told()) == (accounts.OFF, times)
        office.fake.habits.clear()


def test_old_calendar_is_used_until_those_of_a_new_account_are_chosen(office: Office) -> None:
    office.put(MEETING)
    office.connect(writes=True)
    office.read()
    before = office.kept()
    with fake_server() as other:
        other.kept["/cal/opaque-42/1.ics"] = (1, calendar(f"UID:1\n{MEETING.replace('0505T09', '0506T08')}"))
        with office.database.transaction() as tx:
            assert connecting.save_account(tx, office.actor, account=other.account, seal=office.seal, now=office.now)
        office.read(16 * MINUTE)
        assert replace(office.kept(), fetched_at=None, read_at=None, good_at=None) == replace(
            before, fetched_at=None, read_at=None, good_at=None
        )
        assert office.taken() == ["05/05 09:00-09:40"]
        with office.database.reading() as reading:
            assert PASSWORD not in str(drafts_of(reading))
            assert other.url not in str(drafts_of(reading))
            shown = [row for one, row in personal.read_person(reading, office.ana) if one.table == "drafts"]
        assert shown == []
        (one,) = connecting.list_calendars_again(office.tools, office.actor, use_new_account=True).calendars
        assert one.address == other.calendar
        choice = [connecting.calendar_key(one)]
        for _ in range(2):  # sent twice
            done = connecting.try_calendars(
                office.tools, office.actor, keys_to_read=choice, key_to_write=None, use_new_account=True, now=office.now
            )
            with office.database.transaction() as tx:
                connecting.save_choice(tx, office.actor, done, seal=office.seal, now=office.now)
        office.read()
        assert (office.taken(), office.kept().writes_to) == (["06/05 08:00-08:40"], None)
        with office.database.reading() as reading:
            assert drafts_of(reading) == []


@pytest.mark.parametrize("gone", [True, False], ids=["left", "forgets"])
def test_new_account_that_waits_is_forgotten_with_the_old_one(office: Office, gone: bool) -> None:
    office.connect()
    with office.database.transaction() as tx:
        assert connecting.save_account(tx, office.actor, account=office.fake.account, seal=office.seal, now=office.now)
    with office.database.transaction() as tx:
        if gone:
            tx.execute(sa.text("UPDATE memberships SET ended_at = 1"))
            feeds.forget_feeds_of_leavers(tx, now=office.now)
        else:
            feeds.forget_feed(tx, office.actor, now=office.now)
    with office.database.reading() as reading:
        assert drafts_of(reading) == []


def test_reader_that_comes_second_takes_the_next_calendar(office: Office) -> None:
    office.connect()
    office.read(16 * MINUTE)
    with office.database.transaction() as tx:
        (bo,) = add_hosts(tx, "Bo")
        people.add_membership(tx, bo, Membership(Role.COACH, None, None))
        busy.replace_feed(tx, bo, "http://127.0.0.1:1/agenda.ics")
        tx.execute(sa.text("UPDATE busy_feeds SET fetched_at = 1"))
    office.fake.habits.append(hanging)
    office.now += 16 * MINUTE
    readers = [Thread(target=refresh_feeds, args=(office.tools,)) for _ in range(2)]
    for one in readers:
        one.start()
    try:
        readers_done = monotonic() + PATIENCE
        while all(reader.is_alive() for reader in readers):
            assert monotonic() < readers_done
            sleep(0.01)
        assert read_of(office, bo) is not None
        assert any(reader.is_alive() for reader in readers)  # one waits for the server that hangs
    finally:
        office.fake.released.set()
        for one in readers:
            one.join()


@pytest.mark.parametrize(
    ("habit", "reason"), [(on("PUT", status=403), "read_only"), (on("PUT", status=507), "full"), (None, "gone")]
)
def test_choice_is_tried_before_it_is_kept(office: Office, habit: object, reason: str) -> None:
    office.connect()
    (one,) = connecting.list_calendars_again(office.tools, office.actor).calendars
    if habit:
        office.fake.habits.append(habit)  # type: ignore[arg-type] # of the two above
    wanted = (
        connecting.calendar_key(one) if habit else connecting.calendar_key(Calendar("https://x.fr/", "", writable=True))
    )
    with pytest.raises(FeedUnread) as refusal:
        connecting.try_calendars(office.tools, office.actor, keys_to_read=[], key_to_write=wanted, now=NOW)
    assert (refusal.value.reason, office.kept().writes_to) == (reason, None)


def test_trial_that_cannot_be_deleted_is_said(office: Office) -> None:
    office.connect()
    key = connecting.calendar_key(connecting.list_calendars_again(office.tools, office.actor).calendars[0])
    office.fake.habits.append(on("DELETE", status=500))
    assert connecting.try_calendars(office.tools, office.actor, keys_to_read=[], key_to_write=key, now=NOW).left


@pytest.mark.parametrize(
    ("address", "user", "password", "fault"),
    [
        ("", "", "x", ("address", "empty")),
        ("x" * 1001, "", "x", ("address", "long")),
        ("https://ana:secret@agenda.fr/", "", "x", ("address", "not_a_link")),
        ("ftp://agenda.fr/", "", "x", ("address", "not_a_link")),
        ("ana@agenda.fr", "", "", ("password", "missing")),
        ("agenda.fr", "u" * 321, "x", ("user", "long")),
        ("agenda.fr", "", "x" * 501, ("password", "long")),
    ],
)
def test_what_cannot_be_is_said_on_its_field(
    office: Office, address: str, user: str, password: str, fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        connecting.read_credentials(office.tools, office.actor, address=address, user=user, password=password)
    assert (refusal.value.facts["field"], refusal.value.facts["reason"]) == fault


def test_e_mail_is_server_and_user_and_without_a_key_there_are_files_alone(office: Office) -> None:
    typed = connecting.read_credentials(
        office.tools, office.actor, address=" ana@agenda.fr ", user="", password=" s3cret\n"
    )
    assert typed.account == DavAccount("https://agenda.fr", "ana@agenda.fr", "s3cret")
    office.seal = None
    with pytest.raises(Invalid, match="invalid"):
        connecting.read_credentials(office.tools, office.actor, address="ana@agenda.fr", user="", password="x")
    file = connecting.read_credentials(
        office.tools, office.actor, address="webcal://agenda.fr/a.ics", user="", password=""
    )
    assert (file.address, file.account) == ("https://agenda.fr/a.ics", None)


def test_nobody_of_the_programme_connects_nothing(office: Office) -> None:
    stranger = Actor("U9", None)
    with pytest.raises(NotAllowed):
        connecting.read_credentials(office.tools, stranger, address="agenda.fr", user="", password="x")
    with office.database.transaction() as tx, pytest.raises(NotAllowed):
        connecting.save_account(tx, stranger, account=office.fake.account, seal=office.seal, now=NOW)

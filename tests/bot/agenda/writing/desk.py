"""People with a calendar of their own on some server, and the bot that writes into it, for tests in few words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from slack_sdk import WebClient
from sqlalchemy import select

from bot.agenda.busy.accounts import seal_password
from bot.agenda.pending import UNDO
from bot.agenda.writing.owing import owe_upcoming_entries
from bot.agenda.writing.writer import write
from bot.notices.model import ENTRY_ACTIONS
from bot.outside.dav import Dav, DavAccount
from bot.sealing import Seal
from bot.settings import ExplicitSettings
from bot.tools import Tools
from handlers.notices.dispatcher import Dispatcher
from storage.agenda import busy, entries
from storage.agenda.entries import StoredEntry
from storage.database import Database
from storage.notices.ledger import notices
from tests.bot.agenda.meetings import NOW
from tests.bot.dav_servers import dav

SEAL = Seal("une clé de trente-deux signes au moins", salt="base")


@dataclass
class Desk:
    """A database, the bot's clock, the machine's, and a client for calendar servers on this machine."""

    database: Database
    now: datetime = NOW
    late: timedelta = timedelta()  # by how much the machine's clock goes before the bot's
    client: Dav | None = None

    def __post_init__(self) -> None:
        settings = ExplicitSettings.model_validate({"database_url": "x"})
        self.tools = Tools(self.database, lambda: self.now, settings, lambda: None, dav=self.client or dav(), seal=SEAL)
        self.dispatcher = self.make_dispatcher()

    def make_dispatcher(self) -> Dispatcher:
        """Give one more dispatcher of entries."""
        return Dispatcher(
            client=WebClient("xoxb-", base_url="http://127.0.0.1:1/"),
            database=self.database,
            now=lambda: self.now,
            machine_now=lambda: self.now + self.late,
            render=lambda *_: None,
            look_up_account=lambda _: None,
            actions=ENTRY_ACTIONS,
            write=lambda notice: write(self.tools, notice),
        )

    def connect(self, person_id: int, account: DavAccount, calendar: str | None) -> None:
        """Have somebody's appointments written into this calendar, as « Connecter mon agenda » does."""
        with self.database.transaction() as tx:
            kept = seal_password(SEAL, person_id, account=account)
            busy.replace_feed(tx, person_id, account.address, username=account.user, sealed=kept)
        self.choose(person_id, calendar)

    def choose(self, person_id: int, calendar: str | None) -> None:
        """Have another calendar of the same account written to, or none."""
        with self.database.transaction() as tx:
            found = busy.read(tx, person_id)
            assert found
            busy.set_calendars(tx, found, calendars=[calendar or ""], writes_to=calendar)
            owe_upcoming_entries(tx, person_id, now=self.now)

    def stand(self) -> None:
        """Let the two minutes pass, and all entries be made."""
        self.now += UNDO
        self.drain()

    def drain(self) -> None:
        """Make all entries that are due."""
        while self.dispatcher.run_once():
            pass

    def kept(self, person_id: int, appointment_id: int) -> StoredEntry | None:
        """Give what is noted of an entry."""
        with self.database.reading() as reading:
            return entries.read(reading, person_id, appointment_id)

    def owed(self, kind: str = "agenda.own") -> list[tuple[str, str | None]]:
        """Give how what was owed to calendars stands, with its reason."""
        with self.database.reading() as reading:
            rows = reading.execute(select(notices).where(notices.c.kind == kind).order_by(notices.c.seq))
            return [(row.state, row.reason) for row in rows]

    def told(self) -> list[str]:
        """Give what owners were told of what they did there."""
        with self.database.reading() as reading:
            rows = reading.execute(select(notices).where(notices.c.kind == "agenda.found").order_by(notices.c.seq))
            return [row.detail for row in rows]


def start_in(body: bytes) -> datetime:
    """Give when the one event of a calendar object begins."""
    found = event_in(body).start
    assert isinstance(found, datetime)
    return found


def event_in(body: bytes) -> Event:
    """Give the one event of a calendar object."""
    (one,) = Calendar.from_ical(body).walk("VEVENT")
    assert isinstance(one, Event)
    return one

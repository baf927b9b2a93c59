"""Invitations as a real mail server gets them, and what a host is told of those that it refuses; both databases."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar, Event

from bot.agenda import agenda, changes
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant
from bot.programme.model import Membership
from bot.programme.roles import Role
from handlers.notices.dispatcher import Dispatcher
from handlers.notices.mails.smtp import SmtpClient
from handlers.notices.renderers import make_messages
from storage.database import Database
from storage.programme import people
from tests.bot.agenda.meetings import actor
from tests.faults.dispatch_rig import Rig, WatchedClient, rigged
from tests.faults.mail_server import Server, serving
from tests.patience import PATIENCE

CLEO = "cleo@exemple.fr"
LINK = "https://visio.example.org/carte_vive"
DAY = timedelta(days=1)
STANDS = 125  # seconds: then a gesture stands


class Office:
    """Ada hosts, Bob books; Cleo comes, has no Slack account, and reads mail. Cora coaches."""

    def __init__(self, rig: Rig, server: Server) -> None:
        self.rig = rig
        self.server = server
        rig.add_person("Cleo", account=False, email=CLEO)
        rig.add_person("Cora")
        self.ids = rig.person_ids
        with rig.database.transaction() as tx:
            people.change(tx, self.ids["Cleo"], looked_up_at=rig.clock())
            people.add_membership(tx, self.ids["Cora"], Membership(Role.COACH))

    def dispatcher(self, post: SmtpClient | None) -> Dispatcher:
        messages = make_messages(self.rig.clock, [])
        client = WatchedClient(
            token=self.rig.sandbox.bot_token, base_url=self.rig.sandbox.api_url, timeout=PATIENCE, retry_handlers=[]
        )
        return Dispatcher(
            client=client,
            database=self.rig.database,
            now=self.rig.clock,
            machine_now=self.rig.clock,
            render=messages.render,
            look_up_account=lambda _: None,
            on_failed=messages.follow_up,
            post=post,
        )

    def book(self, *, host: str = "Ada") -> Appointment:
        roles = {"Ada": Part.GUEST, "Bob": Part.BOOKER, "Cleo": Part.GUEST} | {host: Part.HOST}
        coming = tuple(
            Participant(self.ids[name], part) for name, part in roles.items() if name in (host, "Bob", "Cleo")
        )
        plan = AgendaPlan("bureau-aide", None, None, self.day(14), 60, coming, LINK)
        with self.rig.database.transaction() as tx:
            (one,) = agenda.book(tx, actor(tx, self.ids["Bob"]), [plan], batch="b", by_host=True, now=self.rig.clock())
        return one

    def day(self, number: int) -> datetime:
        return self.rig.clock().replace(hour=12, minute=0, second=0, microsecond=0) + number * DAY

    def move(self, one: Appointment, *, batch: str, days: int) -> None:
        with self.rig.database.transaction() as tx:
            who, now = actor(tx, self.ids["Bob"]), self.rig.clock()
            changes.move(tx, who, {one.id: one.starts + days * DAY}, batch=batch, by_host=True, now=now)

    def cancel(self, one: Appointment) -> None:
        with self.rig.database.transaction() as tx:
            changes.cancel(tx, actor(tx, self.ids["Bob"]), [one.id], batch="c", now=self.rig.clock())

    def stand(self, post: SmtpClient | None) -> None:
        """Let what was done stand, and send what is due, what follows from it too."""
        self.rig.clock.advance(STANDS)
        dispatcher = self.dispatcher(post)
        while dispatcher.run_once():
            pass


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with rigged(database) as rig, serving() as server:
        yield Office(rig, server)


def entry(mail: EmailMessage) -> tuple[str, str, int, str]:
    """Give the METHOD that the mail names, the file's own, its SEQUENCE and UID."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    calendar = Calendar.from_ical(data)
    (event,) = [one for one in calendar.walk() if isinstance(one, Event)]
    return (
        part["Content-Type"].params["method"],
        str(calendar["METHOD"]),
        int(str(event["SEQUENCE"])),
        str(event["UID"]),
    )


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\u00a0", " ")


def test_invitation_move_and_cancellation_are_one_entry(office: Office) -> None:
    post = office.server.post()
    one = office.book()
    office.stand(post)
    office.move(one, batch="m", days=1)
    office.stand(post)
    office.cancel(one)
    office.stand(post)
    assert [entry(mail) for mail in office.server.mails] == [
        ("REQUEST", "REQUEST", 0, one.uid),
        ("REQUEST", "REQUEST", 1, one.uid),
        ("CANCEL", "CANCEL", 2, one.uid),
    ]
    subjects = [str(mail["Subject"]).replace("\u00a0", " ").split(" : ")[0] for mail in office.server.mails]
    assert [one.partition(", ")[2] for one in subjects] == ["invitation", "nouvelle date", "annulé"]
    first, second, third = map(text, office.server.mails)
    assert LINK in first
    assert "heure de Paris." in first
    assert "Pour changer la date, écrivez à " in first
    assert "Au lieu du " in second
    assert LINK not in third
    assert len(set(office.server.identities())) == 3
    assert office.rig.inbox("Ada") == []


def test_who_cancels_within_two_minutes_mails_nobody(office: Office) -> None:
    one = office.book()
    office.rig.clock.advance(60)
    office.cancel(one)
    office.stand(office.server.post())
    office.stand(office.server.post())
    assert office.server.mails == []


@pytest.mark.parametrize("why", ["no server", "no such address", "not an address"])
def test_host_sends_on_what_does_not_arrive_told_once(office: Office, why: str) -> None:
    post = None if why == "no server" else office.server.post()
    if why == "no such address":
        office.server.refused[CLEO] = "550 5.1.1 no such user"
    if why == "not an address":
        with office.rig.database.transaction() as tx:
            people.change(tx, office.ids["Cleo"], email="cleo")
    one = office.book()
    for _ in range(3):
        office.stand(post)
    (told,) = office.rig.sandbox.person("Ada").inbox(threads=False)
    said = told.text.replace("\u00a0", " ")
    assert said.startswith("Cleo n’a pas reçu cet e-mail : « ")
    assert "invitation : Bureau d’aide" in said.partition(" »")[0]
    reasons = {
        "no server": "de serveur",
        "no such address": "ne connaît pas son adresse",
        "not an address": "n’est pas bien écrite",
    }
    assert reasons[why] in said
    assert "invitation : Bureau d’aide" in said.partition("Bonjour,\n\n")[2].partition("\n")[0]
    assert LINK in said
    ((name, data),) = office.rig.files("Ada")
    assert (name, b"METHOD:REQUEST" in data, one.uid.encode() in data) == (f"rdv-{one.uid}-0.ics", True, True)
    assert (office.server.mails, office.rig.outlook().owed_now) == ([], 0)


def test_host_who_passes_it_on_hears_of_the_move_and_of_the_end(office: Office) -> None:
    one = office.book()
    office.stand(None)
    office.move(one, batch="m", days=1)
    office.stand(None)
    office.cancel(one)
    office.stand(None)
    told = [said.text.replace("\u00a0", " ") for said in office.rig.sandbox.person("Ada").inbox(threads=False)]
    titles = [said.partition("« ")[2].split(" : ")[0].partition(", ")[2] for said in told]
    assert titles == ["invitation", "nouvelle date", "annulé"]
    assert [b"METHOD:CANCEL" in data for _, data in office.rig.files("Ada")] == [False, False, True]


def test_coach_is_told_where_the_host_is_who_is_not_reached(office: Office) -> None:
    office.book(host="Cleo")
    office.stand(None)
    assert [one.text.startswith("Cleo n’a pas reçu") for one in office.rig.sandbox.person("Cora").inbox(threads=False)]
    assert (office.rig.inbox("Ada"), len(office.rig.files("Cora"))) == ([], 1)


def test_what_has_changed_since_is_not_sent_on(office: Office) -> None:
    one = office.book()
    office.rig.clock.advance(STANDS)
    dispatcher = office.dispatcher(None)
    dispatcher.run_once()
    office.cancel(one)
    dispatcher.run_once()
    assert office.rig.inbox("Ada") == []
    office.stand(None)
    (told,) = office.rig.sandbox.person("Ada").inbox(threads=False)
    assert ", annulé : Bureau d’aide" in told.text.replace("\u00a0", " ")

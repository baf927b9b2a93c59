"""Entries taken from cards and the feed behind a private address: who gets what, and what is never in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import event, select

from bot.agenda.calendars import calendars
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant, Reply, State
from bot.errors import NotAllowed
from bot.helpdesk.model import Document, Paper, RankReason, RequestWish
from bot.notices.model import Action, NoticeToSend
from bot.notices.notices import owe
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from storage.agenda import appointments as agenda
from storage.database import Database, Reading, Transaction
from storage.helpdesk import requests
from storage.notices import ledger as notices
from storage.programme import history, people
from tests.promotion import CARTE, depart, enter, found

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)
NINE = NOW + timedelta(days=1, hours=1)
DAY = timedelta(days=1)
NEED = "un besoin que personne d’autre ne lit"
REASON = "une raison que personne d’autre ne lit"
LINK = "https://visio.example.org/AbCd"
CARD = ("helpdesk_request", 7)
NAMES = {"lea": "Léa Martin", "sami": "Sami Haddad", "ines": "Inès Diallo", "claire": "Claire Morel"}


class World:
    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        made = found(tx, defis={"carte": CARTE})
        self.promotion, self.defi = made["promotion"], made["carte"]
        coach, eig = Membership(Role.COACH, self.promotion), Membership(Role.EIG, self.promotion, self.defi)
        self.ids = {
            key: enter(tx, name, coach if key == "claire" else eig, email=f"{key}@example.org")
            for key, name in NAMES.items()
        }

    def actor(self, key: str) -> Actor:
        return Actor(f"U{key}", people.by_id(self.tx, self.ids[key]))

    def book(self, *, starts: datetime = NINE, guests: tuple[str, ...] = ("sami",), booker: str = "lea") -> Appointment:
        parts = [(booker, Part.BOOKER), *((one, Part.GUEST) for one in guests), ("claire", Part.HOST)]
        plan = AgendaPlan(
            dispositif="bureau-aide",
            promotion_id=self.promotion,
            defi_id=self.defi,
            starts=starts,
            minutes=60,
            participants=tuple(Participant(self.ids[key], part) for key, part in parts),
            link=LINK,
        )
        uid = f"uid-{int(starts.timestamp())}-{booker}"
        return self.get(agenda.add(self.tx, plan, uid=uid, state=State.CONFIRMED, now=NOW))

    def get(self, appointment_id: int) -> Appointment:
        found = agenda.read(self.tx, appointment_id)
        assert found is not None
        return found

    def change(self, one: Appointment, **values: object) -> Appointment:
        agenda.change(self.tx, one.id, now=NOW + timedelta(hours=1), **values)
        return self.get(one.id)

    def leave(self, one: Appointment, key: str) -> Appointment:
        agenda.set_participant(self.tx, one.id, self.ids[key], reply=Reply.LEFT)
        return self.change(one)

    def give_cards(self, *keys: str) -> None:
        cards = [
            NoticeToSend(
                action=Action.POST,
                kind="helpdesk.card",
                subject=CARD[0],
                subject_id=CARD[1],
                revision=0,
                due=NOW,
                person_id=self.ids[key],
                card=True,
            )
            for key in keys
        ]
        assert owe(self.tx, cards) == len(keys)

    def files(self) -> list[tuple[int, int, int | None]]:
        """Give (appointment, revision, person) of the files owed, in order."""
        table = notices.notices.c
        rows = self.tx.execute(
            select(table.subject, table.subject_id, table.revision, table.person_id, table.expires)
            .where(table.kind == "agenda.entry", table.action == "file")
            .order_by(table.seq)
        ).all()
        assert {(row.subject, row.expires) for row in rows} <= {("appointment", None)}
        return [(row.subject_id, row.revision, row.person_id) for row in rows]

    def take(self, key: str, *appointments: Appointment) -> int:
        return calendars.owe_calendar_files(self.tx, self.actor(key), appointments, card=CARD, now=NOW)

    def feed(self, key: str, *, now: datetime = NOW) -> bytes:
        found = calendars.read_feed(self.tx, calendars.ensure_feed_token(self.tx, self.actor(key), now=now), now=now)
        assert found is not None
        return found

    def end(self, key: str) -> None:
        depart(self.tx, self.ids[key])


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    with database.transaction() as tx:
        yield World(tx)


def read(raw: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(raw.decode())


def test_defis_of_one_name_in_two_promotions_are_told_apart(world: World) -> None:
    one, other = world.book(), world.book(starts=NINE + DAY)
    second = found(world.tx, "EIG 8", defis={"carte": CARTE})
    world.change(other, defi_id=second["carte"], promotion_id=second["promotion"])
    assert [each.defi for each in calendars.outlines_of(world.tx, [one])] == ["Carte Vive"]
    listed = calendars.list_upcoming(world.tx, world.actor("lea"), now=NOW)
    assert [each.defi for each in listed] == ["Carte Vive (EIG 7)", "Carte Vive (EIG 8)"]


def test_entries_are_taken_once_for_each_revision(world: World) -> None:
    first, second = world.book(), world.book(starts=NINE + DAY)
    world.give_cards("lea")
    assert (world.take("lea", first, second), world.take("lea", first, second)) == (2, 2)
    lea = world.ids["lea"]
    assert world.files() == [(first.id, 0, lea), (second.id, 0, lea)]
    assert world.take("lea", world.change(first, starts=NINE + 2 * DAY, ends=NINE + 2 * DAY)) == 1
    assert world.files()[2:] == [(first.id, 1, lea)]


def test_only_what_one_comes_to_and_what_stands_is_taken(world: World) -> None:
    left, cancelled, foreign = world.book(), world.book(starts=NINE + DAY), world.book(starts=NINE + 2 * DAY, guests=())
    world.give_cards("sami")
    gone = [world.leave(left, "sami"), world.change(cancelled, state=State.CANCELLED.value), foreign]
    assert (world.take("sami", *gone), world.files()) == (0, [])
    with pytest.raises(NotAllowed):
        calendars.owe_calendar_files(world.tx, Actor("U0"), [foreign], card=CARD, now=NOW)


def test_a_change_is_owed_to_all_takers_and_to_nobody_else(world: World) -> None:
    one, other = world.book(), world.book(starts=NINE + DAY)
    world.give_cards("lea", "sami", "claire")
    world.take("lea", one)
    world.take("claire", one)
    moved, untaken = world.change(one, starts=NINE + 3 * DAY), world.change(other)
    both = [calendars.owe_changed_files(world.tx, [moved, untaken], card=CARD, now=NOW) for _ in range(2)]
    assert both == [2, 0]
    assert sorted(world.files()[2:]) == sorted((one.id, 1, world.ids[key]) for key in ("lea", "claire"))


def test_who_left_gets_one_last_file(world: World) -> None:
    one = world.book()
    world.give_cards("sami")
    world.take("sami", one)
    left = world.leave(one, "sami")
    assert calendars.owe_changed_files(world.tx, [left], card=CARD, now=NOW) == 1
    assert calendars.owe_changed_files(world.tx, [world.change(left)], card=CARD, now=NOW) == 0
    assert world.files() == [(one.id, 0, world.ids["sami"]), (one.id, 1, world.ids["sami"])]


def test_an_entry_says_what_others_may_read(world: World) -> None:
    one = world.change(world.book(), reason=REASON)
    entry = calendars.entry_of(world.tx, one.id, person_id=world.ids["lea"])
    assert entry is not None
    assert (entry.uid, entry.sequence, entry.starts, entry.ends) == (one.uid, 1, NINE, NINE + timedelta(hours=1))
    assert (entry.summary, entry.cancelled) == ("Bureau d’aide\u00a0: Carte Vive", False)
    assert entry.description.split("\n") == [
        f"Lien de la visio\u00a0: {LINK}",
        "Avec Claire Morel et Sami Haddad.",
        "Pour le défi Carte Vive.",
        "Réservé depuis Slack.",
    ]
    assert [(who.name, who.email, who.organiser) for who in entry.attendees] == [
        ("Claire Morel", "claire@example.org", True),
        ("Léa Martin", "lea@example.org", False),
        ("Sami Haddad", "sami@example.org", False),
    ]
    assert (entry.link, entry.changed_at) == (LINK, NOW + timedelta(hours=1))


def test_an_entry_is_cancelled_for_who_left_alone(world: World) -> None:
    one = world.leave(world.book(), "sami")
    entries = {key: calendars.entry_of(world.tx, one.id, person_id=world.ids[key]) for key in NAMES}
    assert {key: entry and (entry.cancelled, len(entry.attendees)) for key, entry in entries.items()} == {
        "lea": (False, 2),
        "sami": (True, 3),  # named in the cancellation that takes them out
        "claire": (False, 2),
        "ines": None,
    }
    assert entries["sami"] is not None
    assert entries["sami"].description.startswith("Vous n’y participez plus.\nAvec Claire Morel et Léa Martin.")


def test_a_cancelled_entry_is_so_for_everybody(world: World) -> None:
    one = world.change(world.book(), state=State.CANCELLED.value)
    entry = calendars.entry_of(world.tx, one.id, person_id=world.ids["lea"])
    assert entry is not None
    assert (entry.cancelled, entry.link, entry.summary.split("\u00a0")[0]) == (True, None, "Annulé")
    assert LINK not in entry.description
    assert calendars.entry_of(world.tx, one.id + 1, person_id=world.ids["lea"]) is None


def test_feed_holds_what_one_comes_to_from_a_month_ago_on(world: World) -> None:
    days = {key: world.book(starts=NOW + timedelta(days=day)) for key, day in DAYS.items()}
    world.change(days["cancelled"], state=State.CANCELLED.value)
    world.change(days["cancelled and over"], state=State.CANCELLED.value)
    world.leave(days["left"], "sami")
    events = {one.uid: one.status for one in read(world.feed("sami")).events}
    shown = ["a month ago", "soon", "cancelled", "in a year"]
    assert events == {days[key].uid: "CANCELLED" if key == "cancelled" else "CONFIRMED" for key in shown}


DAYS = {
    "too old": -31,
    "a month ago": -29,
    "cancelled and over": -2,
    "soon": 1,
    "cancelled": 2,
    "left": 3,
    "in a year": 399,
    "too far": 401,
}


def test_feed_holds_no_need_no_reason_no_document_and_no_mail(world: World) -> None:
    one = world.change(world.book(), reason=REASON)
    wish = RequestWish(world.defi, need=NEED, paper=Paper(Document.LINK, ref="https://documents.example.org/secret"))
    lea, claire = world.ids["lea"], world.ids["claire"]
    asked = partial(requests.add, asked_by=lea, promotion_id=one.promotion_id, reason=RankReason.CHOSEN, host_id=claire)
    requests.add_sessions(world.tx, asked(world.tx, wish, draft_id="d1", minutes=60, now=NOW).id, [one.id])
    raw = world.feed("lea").replace(b"\r\n ", b"").decode()
    assert [word for word in (NEED, REASON, "secret", "@example.org", "mailto") if word in raw] == []
    (event_,) = read(world.feed("lea")).events
    assert event_.uid == one.uid
    assert (event_.description or "").split("\n")[-3:] == ["Claire Morel", "Léa Martin", "Sami Haddad"]


def test_two_people_never_see_each_other_s(world: World) -> None:
    mine, theirs = world.book(guests=()), world.book(booker="ines", guests=(), starts=NINE + DAY)
    uids = {key: [one.uid for one in read(world.feed(key)).events] for key in ("lea", "ines", "sami")}
    assert uids == {"lea": [mine.uid], "ines": [theirs.uid], "sami": []}


def test_feed_costs_the_same_for_one_and_for_twenty(world: World) -> None:
    def queries() -> int:
        asked: list[str] = []

        def note(*args: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own signature
            asked.append(args[2])

        event.listen(world.tx, "before_cursor_execute", note)
        assert calendars.read_feed(world.tx, token, now=NOW)
        event.remove(world.tx, "before_cursor_execute", note)
        return len(asked)

    token = calendars.ensure_feed_token(world.tx, world.actor("lea"), now=NOW)
    world.book()
    before = queries()
    for day in range(1, 20):
        world.book(starts=NINE + day * DAY)
    assert (before, queries()) == (7, 7)


def test_an_address_is_made_once_then_renewed_then_revoked(world: World) -> None:
    tx, lea = world.tx, world.actor("lea")
    assert calendars.find_feed_token(tx, lea) is None
    first = calendars.ensure_feed_token(tx, lea, now=NOW)
    assert (calendars.ensure_feed_token(tx, lea, now=NOW), calendars.find_feed_token(tx, lea)) == (first, first)
    second = calendars.renew_feed(tx, lea, now=NOW)
    assert [calendars.read_feed(tx, token, now=NOW) is None for token in (first, second)] == [True, False]
    assert (calendars.revoke_feed(tx, lea, now=NOW), calendars.revoke_feed(tx, lea, now=NOW)) == (True, False)
    assert calendars.read_feed(tx, second, now=NOW) is None
    lines = history.entries_of(tx, "person", world.ids["lea"])
    assert [(one.actor_id, one.action, one.detail) for one in lines] == [
        (world.ids["lea"], f"agenda.feed_{verb}", "") for verb in ("make", "renew", "revoke")
    ]
    assert len({first, second}) == 2
    assert calendars.ensure_feed_token(tx, lea, now=NOW) not in (first, second)


def test_renewing_without_an_address_makes_one(world: World) -> None:
    token = calendars.renew_feed(world.tx, world.actor("lea"), now=NOW)
    assert calendars.find_feed_token(world.tx, world.actor("lea")) == token
    assert calendars.read_feed(world.tx, token, now=NOW) is not None


def test_who_has_left_the_programme_has_no_feed_but_what_comes(world: World) -> None:
    one = world.book()
    token = calendars.ensure_feed_token(world.tx, world.actor("lea"), now=NOW)
    world.end("lea")
    assert calendars.read_feed(world.tx, token, now=NOW) is None
    for make in (calendars.ensure_feed_token, calendars.renew_feed):
        with pytest.raises(NotAllowed):
            make(world.tx, world.actor("lea"), now=NOW)
    assert [shown.appointment.id for shown in calendars.list_upcoming(world.tx, world.actor("lea"), now=NOW)] == [
        one.id
    ]
    assert calendars.revoke_feed(world.tx, world.actor("lea"), now=NOW)


def test_somebody_unknown_has_neither_agenda_nor_feed(world: World) -> None:
    nobody, tx = Actor("U0"), world.tx
    for use in (
        lambda: calendars.ensure_feed_token(tx, nobody, now=NOW),
        lambda: calendars.renew_feed(tx, nobody, now=NOW),
        lambda: calendars.revoke_feed(tx, nobody, now=NOW),
        lambda: calendars.find_feed_token(tx, nobody),
        lambda: calendars.list_upcoming(tx, nobody, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            use()


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "a" * 10_000, "é" * 43, "' OR ''='", "a" * 42 + "\n"])
def test_a_made_up_token_leads_nowhere(world: World, token: str) -> None:
    calendars.ensure_feed_token(world.tx, world.actor("lea"), now=NOW)
    assert calendars.read_feed(world.tx, token, now=NOW) is None


def test_what_comes_is_in_order_with_its_words(world: World) -> None:
    later, sooner, over = (
        world.book(starts=starts) for starts in (NINE + DAY, NOW - timedelta(minutes=30), NOW - timedelta(hours=1))
    )
    world.change(world.book(starts=NINE + 2 * DAY), state=State.CANCELLED.value)
    coming = calendars.list_upcoming(world.tx, world.actor("lea"), now=NOW)
    assert [one.appointment for one in coming] == [sooner, later]
    assert over.id not in {one.appointment.id for one in coming}
    assert (coming[0].dispositif, coming[0].defi, coming[0].others(world.ids["lea"])) == (
        "Bureau d’aide",
        "Carte Vive",
        ("Claire Morel", "Sami Haddad"),
    )


def test_two_who_ask_for_one_address_get_the_same(database: Database) -> None:
    with database.transaction() as tx:
        world = World(tx)
        lea = world.actor("lea")
    tokens = set()
    for _ in range(3):
        with database.transaction() as tx:
            tokens.add(calendars.ensure_feed_token(tx, lea, now=NOW))
    with database.reading() as reading:
        tokens.add(known(reading, lea))
    assert len(tokens) == 1


def known(reading: Reading, actor: Actor) -> str:
    token = calendars.find_feed_token(reading, actor)
    assert token is not None
    return token

"""When a reminder is sent, and when it would help nobody: real rules, tables and renderers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from bot.agenda import agenda, changes, parts
from bot.agenda.calendars import invitations
from bot.agenda.model import AgendaPlan, Appointment, Outcome, Part, Participant, State
from bot.agenda.reminders import after, reminders
from bot.agenda.reminders.timetable import ASKED_FOR, EVERYTHING, ReminderKind, ReminderPolicy, ReminderWishes
from bot.dates.working import next_working_morning
from bot.helpdesk import papers, proposals, service
from bot.helpdesk.model import Document, Paper, RankedHost, RankReason, RequestWish
from bot.helpdesk.sheets import describe_request
from bot.helping.model import HelpWords, WordSort
from bot.notices import notices
from bot.notices.model import Action, Notice
from bot.programme.model import Actor
from bot.signing import Signer
from handlers.agenda import news
from handlers.agenda.reminders import texts
from handlers.helping import texts as helping_texts
from handlers.kit.blocks import Message
from handlers.notices import joining, reminder_news
from handlers.notices.mails.letters import mail_of
from handlers.notices.mails.linking import Links
from handlers.notices.messages import Mail
from handlers.notices.renderers import PURPOSES, find_fact_renderers, make_renderers
from storage.agenda import appointments
from storage.database import Database, Transaction
from storage.programme import helping, people
from tests.handlers.reminder_examples import notice
from tests.journeys.promotion import NEED, NOW, PARIS, plain, seed

STARTS = NOW + timedelta(days=2, hours=1)  # Wednesday, 9 h
ENDS = STARTS + timedelta(hours=1)
SPOKEN = Paper(Document.SPOKEN)
WHO = {ReminderKind.DAY: "claire"}  # who gets which kind; Léa all others
WHEN = {ReminderKind.AFTER: ENDS}
LINKS = Links(Signer("a key of this test, long enough", salt="x"), base="https://bot.example.org", purposes=PURPOSES)


@dataclass
class Desk:
    """A transaction with the journeys' promotion and a séance of a bureau d'aide in it."""

    tx: Transaction
    ids: dict[str, int]
    request_id: int = 0

    def actor(self, key: str) -> Actor:
        return Actor(f"U{key}", people.by_id(self.tx, self.ids[key]))

    @property
    def one(self) -> Appointment:
        return describe_request(self.tx, self.request_id).sessions[0]

    def book(self, *, batch: str = "d1", starts: datetime = STARTS, paper: Paper | None = None) -> int:
        """Book an hour of Claire's for Léa and Sami; give the request."""
        wish = RequestWish(
            self.ids["carte"], NEED, paper=paper or Paper(), guest_ids=(self.ids["lea"], self.ids["sami"])
        )
        lea = self.actor("lea")
        service.save_need(self.tx, lea, batch, wish=wish, now=NOW)
        host = self.ids["claire"]
        service.save_team(self.tx, lea, batch, guest_ids=wish.guest_ids, host_id=host, sessions=1, now=NOW)
        done = service.book(
            self.tx,
            lea,
            batch,
            starts=[starts],
            candidate=RankedHost(host, RankReason.CHOSEN),
            visio_url="https://visio.example.org/{room}",
            now=NOW,
        )
        return done.sheet.request.id

    def book_more(self, starts: datetime) -> Appointment:
        """Add a séance to the request; give it."""
        lea, candidate = self.actor("lea"), RankedHost(self.ids["claire"], RankReason.CHOSEN)
        service.begin_extra_session(self.tx, lea, "more", request_id=self.request_id, now=NOW)
        visio = "https://visio.example.org/{room}"
        done = service.book(self.tx, lea, "more", starts=[starts], candidate=candidate, visio_url=visio, now=NOW)
        return next(one for one in done.sheet.sessions if one.starts == starts)

    def draw(self, given: Notice, *, now: datetime = NOW) -> Message | None:
        drawn = make_renderers(find_fact_renderers(reminder_news), lambda: now)[given.kind](self.tx, given)
        assert drawn is None or isinstance(drawn, Message)
        return drawn

    def notice(
        self,
        kind: ReminderKind,
        who: str | None = None,
        *,
        one: Appointment | None = None,
        action: Action = Action.POST,
    ) -> Notice:
        """Give the notice of a reminder of the appointment as it now stands, with the timetable's times."""
        about = one or self.one
        person_id = self.ids[who or WHO.get(kind, "lea")]
        given = replace(notice(kind, action=action), expires=about.starts)
        if kind is ReminderKind.AFTER:
            due = next_working_morning(about.ends)
            given = replace(given, due=due, expires=due + ASKED_FOR)
        return replace(given, subject_id=about.id, revision=about.revision, person_id=person_id)

    def sends(self, kind: ReminderKind, who: str | None = None, *, now: datetime | None = None) -> bool:
        return self.draw(self.notice(kind, who), now=now or WHEN.get(kind, NOW)) is not None


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        desk = Desk(tx, seed(tx))
        desk.request_id = desk.book()
        yield desk


def without_link(desk: Desk, *, batch: str = "bare") -> Appointment:
    """Book, beside the desk's, what has no link and belongs to no request."""
    trio = zip(("lea", "sami", "claire"), (Part.BOOKER, Part.GUEST, Part.HOST), strict=True)
    everybody = tuple(Participant(desk.ids[key], part) for key, part in trio)
    starts = STARTS + timedelta(days=1)
    plan = AgendaPlan("atelier", desk.ids["promotion"], desk.ids["carte"], starts, 60, everybody)
    (one,) = agenda.book(desk.tx, desk.actor("lea"), [plan], batch=batch, now=NOW)
    return one


@pytest.mark.parametrize("kind", ReminderKind)
def test_reminder_is_sent_while_it_is_true(desk: Desk, kind: ReminderKind) -> None:
    drawn = desk.draw(desk.notice(kind), now=WHEN.get(kind, NOW))
    assert drawn is not None
    assert "9\u00a0h" in drawn.text
    assert "Carte Vive" in drawn.text


@pytest.mark.parametrize("kind", ReminderKind)
def test_reminder_of_what_is_cancelled_is_not_sent(desk: Desk, kind: ReminderKind) -> None:
    changes.cancel(desk.tx, desk.actor("lea"), [desk.one.id], batch="c", now=NOW)
    assert not desk.sends(kind)


@pytest.mark.parametrize("kind", ReminderKind)
def test_reminder_of_an_earlier_revision_is_not_sent(desk: Desk, kind: ReminderKind) -> None:
    outdated = desk.notice(kind)
    moves = {desk.one.id: STARTS + timedelta(days=1)}
    changes.move(desk.tx, desk.actor("lea"), moves, batch="m", now=NOW)
    assert desk.draw(outdated, now=ENDS + timedelta(days=1) if kind is ReminderKind.AFTER else NOW) is None
    assert desk.sends(kind, now=ENDS + timedelta(days=1) if kind is ReminderKind.AFTER else NOW)


@pytest.mark.parametrize("kind", ReminderKind)
def test_reminder_begun_is_sent_though_somebody_left_meanwhile(desk: Desk, kind: ReminderKind) -> None:
    begun = desk.notice(kind)
    parts.leave(desk.tx, desk.actor("sami"), [desk.one.id], person_id=desk.ids["sami"], now=NOW)
    assert desk.draw(begun, now=WHEN.get(kind, NOW)) is not None


@pytest.mark.parametrize("kind", [ReminderKind.WEEK, ReminderKind.HOUR])
def test_who_comes_no_longer_is_reminded_of_nothing(desk: Desk, kind: ReminderKind) -> None:
    assert desk.sends(kind, "sami")
    parts.leave(desk.tx, desk.actor("sami"), [desk.one.id], person_id=desk.ids["sami"], now=NOW)
    assert not desk.sends(kind, "sami")
    assert desk.sends(kind, "lea")


@pytest.mark.parametrize("kind", [kind for kind in ReminderKind if kind is not ReminderKind.AFTER])
def test_reminder_comes_before_the_start_or_not_at_all(desk: Desk, kind: ReminderKind) -> None:
    assert desk.sends(kind, now=STARTS - timedelta(seconds=1))
    assert not desk.sends(kind, now=STARTS)


def test_question_comes_after_the_end_unless_it_is_answered(desk: Desk) -> None:
    assert not desk.sends(ReminderKind.AFTER, now=ENDS - timedelta(seconds=1))
    assert desk.sends(ReminderKind.AFTER, now=ENDS)
    after.record_outcome(desk.tx, desk.actor("claire"), desk.one.id, outcome=Outcome.TOOK_PLACE, now=ENDS)
    assert not desk.sends(ReminderKind.AFTER, now=ENDS)


@pytest.mark.parametrize("kind", ReminderKind)
def test_nobody_gets_what_they_opted_out_of(desk: Desk, kind: ReminderKind) -> None:
    wishes = ReminderWishes(EVERYTHING - {kind})
    reminders.set_wishes(desk.tx, desk.actor(WHO.get(kind, "lea")), wishes, now=NOW)
    assert [other for other in ReminderKind if not desk.sends(other)] == [kind]
    reminders.set_wishes(desk.tx, desk.actor(WHO.get(kind, "lea")), ReminderWishes(), now=NOW)
    reminders.set_policy(
        desk.tx, desk.actor("claire"), "bureau-aide", policy=ReminderPolicy(EVERYTHING - {kind}), now=NOW
    )
    assert [other for other in ReminderKind if not desk.sends(other)] == [kind]


def test_eve_is_not_sent_once_the_document_is_there(desk: Desk) -> None:
    assert desk.sends(ReminderKind.EVE)
    papers.give_paper(desk.tx, desk.actor("lea"), desk.request_id, paper=SPOKEN, now=NOW)
    assert not desk.sends(ReminderKind.EVE)


def test_document_is_chased_once_and_only_of_who_booked(desk: Desk) -> None:
    assert not desk.sends(ReminderKind.EVE, "sami")
    later = desk.book_more(STARTS + timedelta(days=7))
    assert (desk.sends(ReminderKind.EVE), desk.draw(desk.notice(ReminderKind.EVE, one=later))) == (True, None)
    parts.leave(desk.tx, desk.actor("lea"), [desk.one.id], person_id=desk.ids["lea"], now=NOW)
    assert desk.sends(ReminderKind.EVE, "sami")  # who booked does not come: somebody has to hear it


def test_the_document_is_chased_before_the_first_seance_that_is_sure(desk: Desk) -> None:
    later = desk.book_more(STARTS + timedelta(days=7))
    appointments.change(desk.tx, desk.one.id, now=NOW, state=State.HELD.value)
    assert desk.draw(desk.notice(ReminderKind.EVE, one=later)) is not None


def test_without_link_the_eve_comes_and_the_hour_does_not(desk: Desk) -> None:
    one = without_link(desk)
    eve, hour = (desk.draw(desk.notice(kind, one=one)) for kind in (ReminderKind.EVE, ReminderKind.HOUR))
    assert eve is not None
    assert (texts.NO_LINK in eve.text, hour) == (True, None)


def test_who_wants_the_eve_and_no_week_is_told_on_a_monday_of_what_is_on_tuesday(desk: Desk) -> None:
    bare = without_link(desk)
    tuesday = STARTS + timedelta(days=6)
    changes.move(desk.tx, desk.actor("lea"), {bare.id: tuesday}, batch="m", now=NOW)  # a séance that was moved, too
    one = agenda.get(desk.tx, bare.id)
    monday = tuesday - timedelta(days=1)
    given = replace(desk.notice(ReminderKind.WEEK, one=one), due=monday)
    reminders.set_wishes(desk.tx, desk.actor("lea"), ReminderWishes(EVERYTHING - {ReminderKind.WEEK}), now=NOW)
    told = desk.draw(given, now=monday)
    assert told is not None
    assert texts.NO_LINK in told.text
    again = desk.draw(replace(given, action=Action.UPDATE), now=monday)
    assert again is not None
    for drawn in (told, again):  # its title and the link that stops it are those of the day before
        assert joining.JoinedPart(given, drawn).kind == ReminderKind.EVE
        assert joining.join_parts([joining.JoinedPart(given, drawn)]).text == told.text
        mail = mail_of(desk.tx, replace(given, action=Action.MAIL), drawn, links=LINKS, now=monday)
        stopping = LINKS.read((mail.stop or "").rpartition("/")[2])
        assert (stopping and stopping.kind, "Votre semaine" in mail.text) == (ReminderKind.EVE, False)
    assert desk.draw(replace(given, due=monday - timedelta(days=7)), now=monday - timedelta(days=7)) is None
    reminders.set_wishes(
        desk.tx, desk.actor("lea"), ReminderWishes(EVERYTHING - {ReminderKind.WEEK, ReminderKind.EVE}), now=NOW
    )
    assert desk.draw(given, now=monday) is None


@pytest.mark.parametrize("kind", ReminderKind)
def test_what_was_posted_is_always_drawn_anew(desk: Desk, kind: ReminderKind) -> None:
    posted = desk.notice(kind, action=Action.UPDATE)
    reminders.set_wishes(desk.tx, desk.actor("lea"), ReminderWishes(frozenset()), now=NOW)
    papers.give_paper(desk.tx, desk.actor("lea"), desk.request_id, paper=SPOKEN, now=NOW)
    assert desk.draw(posted, now=NOW) is not None
    assert desk.draw(posted, now=ENDS) is not None
    changes.cancel(desk.tx, desk.actor("lea"), [desk.one.id], batch="c", now=NOW)
    drawn = desk.draw(posted, now=ENDS)
    assert drawn is not None
    assert plain(drawn.text) == "Annulé : bureau d’aide mercredi 6 mai à 9 h."


def test_posted_question_says_what_was_answered(desk: Desk) -> None:
    asked = desk.notice(ReminderKind.AFTER, action=Action.UPDATE)
    after.record_outcome(desk.tx, desk.actor("lea"), desk.one.id, outcome=Outcome.INCOMPLETE, now=ENDS)
    drawn = desk.draw(asked, now=ENDS + timedelta(days=1))
    assert drawn is not None
    assert plain(drawn.text) == ("Le bureau d’aide d’hier a eu lieu, et il manquait quelqu’un : merci de l’avoir dit.")


def test_the_team_can_send_the_document_and_the_host_is_shown_the_card(desk: Desk) -> None:
    said = {who: desk.draw(desk.notice(ReminderKind.WEEK, who)) for who in ("lea", "sami")}
    assert [texts.MISSING in drawn.text for drawn in said.values() if drawn] == [True, True]
    day = desk.draw(desk.notice(ReminderKind.DAY))
    assert day is not None
    assert (texts.MISSING in day.text, day.text.endswith(texts.ON_THE_CARD)) == (False, True)
    assert NEED not in f"{day} {said}"


def test_how_to_prepare_is_said_to_who_has_yet_to(desk: Desk) -> None:
    def said() -> list[bool]:
        drawn = [desk.draw(desk.notice(ReminderKind.WEEK, who)) for who in ("lea", "sami", "claire")]
        return [one is not None and texts.PREPARE in one.text for one in drawn]

    assert said() == [True, True, False]  # Claire hosts
    papers.give_paper(desk.tx, desk.actor("lea"), desk.request_id, paper=SPOKEN, now=NOW)
    assert said() == [False, False, False]


@pytest.mark.parametrize("who", ["lea", "claire"])
def test_mail_says_how_to_prepare_to_who_has_yet_to(desk: Desk, who: str) -> None:
    invitations.set_wishes(desk.tx, desk.actor(who), ReminderWishes(by_mail=True), now=NOW)
    later = NOW + timedelta(minutes=3)
    (mail,) = notices.claim(desk.tx, now=later, machine_now=later, limit=9, actions=[Action.MAIL])
    drawn = make_renderers(find_fact_renderers(news), lambda: later)[mail.kind](desk.tx, mail)
    assert isinstance(drawn, Mail)
    assert (texts.PREPARE in drawn.text) == (who == "lea")


def test_week_says_what_awaits_an_answer(desk: Desk) -> None:
    quiet = desk.draw(desk.notice(ReminderKind.WEEK))
    proposals.propose_times(
        desk.tx,
        desk.actor("claire"),
        desk.request_id,
        appointment_id=desk.one.id,
        starts=[STARTS + timedelta(days=5)],
        batch="p",
        now=NOW,
    )
    loud, guest = (desk.draw(desk.notice(ReminderKind.WEEK, who)) for who in ("lea", "sami"))
    assert [texts.AWAITING in drawn.text for drawn in (quiet, loud, guest) if drawn] == [False, True, False]
    assert loud is not None
    assert "Une date est proposée pour le bureau d’aide du défi Carte Vive." in loud.text


def test_reminder_takes_as_many_queries_for_four_requests_as_for_one(desk: Desk) -> None:
    def queries() -> int:
        told: list[str] = []

        def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
            told.append(sql)

        given = desk.notice(ReminderKind.WEEK)
        event.listen(desk.tx, "after_cursor_execute", note)
        try:
            assert desk.draw(given) is not None
        finally:
            event.remove(desk.tx, "after_cursor_execute", note)
        return len(told)

    one = queries()
    for number in range(3):
        desk.book(batch=f"more{number}", starts=STARTS + timedelta(days=5 + number))
    assert queries() == one


def test_a_team_without_workshop_is_offered_one_in_one_week_of_the_phase(desk: Desk) -> None:
    starts = datetime(2026, 5, 27, 9, 0, tzinfo=PARIS)
    given = desk.notice(ReminderKind.WEEK, one=desk.book_more(starts))
    days = [11, 18, 26]  # Mondays, the last one a holiday; phase 2 ends on 11 June
    told = [desk.draw(given, now=datetime(2026, 5, day, 9, 0, tzinfo=PARIS)) for day in days]
    offer = "Votre équipe n’a pas encore d’atelier en phase 2"
    assert [offer in drawn.text for drawn in told if drawn] == [False, True, False]


def test_what_one_can_help_with_is_asked_about_in_the_week_in_which_a_phase_begins(desk: Desk) -> None:
    given = desk.notice(ReminderKind.WEEK, one=desk.book_more(datetime(2026, 6, 24, 9, 0, tzinfo=PARIS)))
    mondays = [datetime(2026, 6, day, 9, 0, tzinfo=PARIS) for day in (8, 15, 22)]  # phase 3 begins on 12 June

    def told() -> list[bool]:
        drawn = [desk.draw(given, now=now) for now in mondays]
        return [helping_texts.ASK_IN_WEEK.plain in one.text for one in drawn if one]

    assert told() == [False, False, False]
    helping.replace_words(desk.tx, desk.ids["lea"], HelpWords({WordSort.HELP: ("FALC",)}), now=NOW)
    assert told() == [False, True, False]

"""What those concerned are told of a bureau d'aide, from the gesture to the words: real rules, ledger and renderers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.agenda import pending
from bot.helpdesk import changes, facts, hosting, news, papers, service
from bot.helpdesk.model import ChangeResult, Document, Paper, RankedHost, RankReason, RequestWish
from bot.helpdesk.sheets import describe_request
from bot.notices import notices
from bot.notices.model import Action, Notice
from bot.programme.model import Actor
from handlers.agenda import news as agenda_news
from handlers.helpdesk import news as helpdesk_news
from handlers.kit.blocks import Message
from handlers.kit.told import Upload
from handlers.notices.messages import Drawn
from handlers.notices.renderers import find_fact_renderers, make_renderers
from storage.database import Database, Transaction
from storage.programme import people
from tests.journeys.promotion import NEED, NOW, plain, seed

NINE = NOW + timedelta(days=1, hours=1)
PEOPLE = ("lea", "sami", "claire", "david")
LATER = timedelta(minutes=2)
FILE = Paper(Document.FILE, "F0PLAN", "plan.pdf")


@dataclass
class Desk:
    """A transaction with the journeys' promotion, and everybody's inbox as the dispatcher would fill it."""

    tx: Transaction
    ids: dict[str, int]
    now: datetime = NOW
    inbox: dict[str, list[Drawn]] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        return Actor(f"U{key}", people.by_id(self.tx, self.ids[key]))

    def book(self, *starts: datetime, paper: Paper | None = None, batch: str = "d1") -> int:
        wish = RequestWish(
            self.ids["carte"], NEED, paper=paper or Paper(), guest_ids=(self.ids["lea"], self.ids["sami"])
        )
        service.save_need(self.tx, self.actor("lea"), batch, wish=wish, now=self.now)
        service.save_team(
            self.tx,
            self.actor("lea"),
            batch,
            guest_ids=wish.guest_ids,
            host_id=self.ids["claire"],
            sessions=len(starts),
            now=self.now,
        )
        return self._book(batch, *starts).sheet.request.id

    def add(self, request_id: int, starts: datetime) -> None:
        service.begin_extra_session(self.tx, self.actor("lea"), "d2", request_id=request_id, now=self.now)
        self._book("d2", starts)

    def _book(self, batch: str, *starts: datetime) -> ChangeResult:
        return service.book(
            self.tx,
            self.actor("lea"),
            batch,
            starts=starts,
            candidate=RankedHost(self.ids["claire"], RankReason.CHOSEN),
            visio_url="https://visio.example.org/{room}",
            now=self.now,
        )

    def sessions(self, request_id: int) -> list[int]:
        return [one.id for one in describe_request(self.tx, request_id).sessions]

    def deliver(self) -> dict[str, list[str]]:
        """Let all gestures stand, send what is owed, and give what was new: text, or a file's name."""
        self.now += LATER
        for batch in pending.due_batches(self.tx, now=self.now):
            news.settle(self.tx, batch, now=self.now)
        fresh: dict[str, list[str]] = {}
        while claimed := notices.claim(self.tx, now=self.now, machine_now=self.now, limit=50):
            for number, notice in enumerate(claimed):
                drawn = self._render(notice)
                notices.close_sent(self.tx, notice, channel="D1", ts=f"{notice.seq}.{number}", machine_now=self.now)
                if drawn is not None:
                    fresh.setdefault(self._key(notice), []).append(plain(words_of(drawn)))
                    self.inbox.setdefault(self._key(notice), []).append(drawn)
        return fresh

    def _key(self, notice: Notice) -> str:
        return next(key for key in PEOPLE if self.ids[key] == notice.person_id)

    def _render(self, notice: Notice) -> Drawn | None:
        drawn = find_fact_renderers(helpdesk_news, agenda_news)
        return make_renderers(drawn, lambda: self.now)[notice.kind](self.tx, notice)


def words_of(drawn: Drawn) -> str:
    return drawn.text if isinstance(drawn, Message) else drawn.name if isinstance(drawn, Upload) else ""


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seed(tx))


def news_only(fresh: dict[str, list[str]]) -> dict[str, list[str]]:
    """Leave out the cards, new or drawn again, and the files."""
    kept = {
        key: [text for text in texts if not text.startswith(("Bureau d’aide ", "Le bureau d’aide du", "Vous ne venez"))]
        for key, texts in fresh.items()
    }
    return {key: texts for key, texts in kept.items() if texts}


def test_each_gets_a_card_and_who_hosts_the_document(desk: Desk) -> None:
    request_id = desk.book(NINE, paper=FILE)
    fresh = desk.deliver()
    assert {key: len(texts) for key, texts in fresh.items()} == {"lea": 1, "sami": 1, "claire": 2}
    assert fresh["claire"][1] == f"besoin-{request_id}-0.pdf"
    uploaded = desk.inbox["claire"][1]
    assert isinstance(uploaded, Upload)
    assert (uploaded.slack_file, uploaded.title, uploaded.data) == ("F0PLAN", "plan.pdf", None)


def test_a_move_is_told_from_the_known_time_with_its_reason(desk: Desk) -> None:
    request_id = desk.book(NINE)
    desk.deliver()
    moves = {desk.sessions(request_id)[0]: NINE + timedelta(days=1)}
    changes.move(
        desk.tx, desk.actor("claire"), request_id, moves=moves, reason="Un train raté", batch="b1", now=desk.now
    )
    said = (
        "Nouvelle date pour le bureau d’aide (défi Carte Vive) : mercredi 6 mai à 9 h, au lieu du mardi 5 mai à 9 h. "
        "Claire Morel a changé la date. Raison : Un train raté."
    )
    assert news_only(desk.deliver()) == {"lea": [said], "sami": [said]}


def test_a_move_of_what_is_cancelled_meanwhile_is_not_told(desk: Desk) -> None:
    request_id = desk.book(NINE)
    desk.deliver()
    moves = {desk.sessions(request_id)[0]: NINE + timedelta(days=1)}
    changes.move(desk.tx, desk.actor("claire"), request_id, moves=moves, batch="b1", now=desk.now)
    desk.now += LATER
    news.settle(desk.tx, "b1", now=desk.now)
    changes.cancel(desk.tx, desk.actor("claire"), request_id, batch="b2", now=desk.now)
    said = "Annulé : bureau d’aide (défi Carte Vive), mardi 5 mai à 9 h. Claire Morel l’a annulé."  # the known time
    assert news_only(desk.deliver()) == {"lea": [said], "sami": [said]}


def move(desk: Desk, who: str, request_id: int, *days: int) -> None:
    """Move its séances so many days after the first one's day, and let it stand; nothing leaves."""
    moves = {one: NINE + timedelta(days=more) for one, more in zip(desk.sessions(request_id), days, strict=True)}
    batch = f"{who} {desk.now}"
    changes.move(desk.tx, desk.actor(who), request_id, moves=moves, batch=batch, now=desk.now)
    desk.now += LATER
    news.settle(desk.tx, batch, now=desk.now)


def moved(who: str, before: str, after: str) -> str:
    new = f"{after} à 9 h, au lieu du {before} à 9 h"
    return f"Nouvelle date pour le bureau d’aide (défi Carte Vive) : {new}. {who} a changé la date."


def test_two_moves_that_leave_late_are_told_once_from_the_known_time(desk: Desk) -> None:
    request_id = desk.book(NINE)
    desk.deliver()
    move(desk, "claire", request_id, 1)
    move(desk, "claire", request_id, 2)
    said = moved("Claire Morel", "mardi 5 mai", "jeudi 7 mai")
    assert news_only(desk.deliver()) == {"lea": [said], "sami": [said]}
    move(desk, "claire", request_id, 1)  # now they know Thursday
    said = moved("Claire Morel", "jeudi 7 mai", "mercredi 6 mai")
    assert news_only(desk.deliver()) == {"lea": [said], "sami": [said]}


def test_who_moves_after_somebody_else_hears_of_neither(desk: Desk) -> None:
    request_id = desk.book(NINE)
    desk.deliver()
    move(desk, "claire", request_id, 1)
    move(desk, "lea", request_id, 2)
    assert news_only(desk.deliver()) == {
        "claire": [moved("Léa Martin", "mercredi 6 mai", "jeudi 7 mai")],  # she has made the first herself
        "sami": [moved("Léa Martin", "mardi 5 mai", "jeudi 7 mai")],
    }


def test_move_there_and_back_that_leaves_late_is_told_to_nobody(desk: Desk) -> None:
    request_id = desk.book(NINE)
    desk.deliver()
    move(desk, "claire", request_id, 1)
    move(desk, "claire", request_id, 0)
    assert news_only(desk.deliver()) == {}


def test_cancellation_of_one_leaves_the_move_of_another(desk: Desk) -> None:
    request_id = desk.book(NINE, NINE + timedelta(days=1))
    desk.deliver()
    move(desk, "claire", request_id, 2, 6)
    first, _ = desk.sessions(request_id)
    changes.cancel(desk.tx, desk.actor("claire"), request_id, appointment_ids=[first], batch="b2", now=desk.now)
    known = moved("Claire Morel", "mercredi 6 mai", "lundi 11 mai")
    said = [known, "Annulé : bureau d’aide (défi Carte Vive), mardi 5 mai à 9 h. Claire Morel l’a annulé."]
    assert news_only(desk.deliver()) == {"lea": said, "sami": said}


def test_a_cancellation_of_all_is_one_message(desk: Desk) -> None:
    request_id = desk.book(NINE, NINE + timedelta(days=1))
    desk.deliver()
    changes.cancel(desk.tx, desk.actor("lea"), request_id, reason="Plus besoin", batch="b1", now=desk.now)
    said = (
        "Annulées : 2 séances du bureau d’aide (défi Carte Vive), mardi 5 mai à 9 h et mercredi 6 mai à 9 h. Léa "
        "Martin les a annulées. Raison : Plus besoin."
    )
    free = " Ces heures sont de nouveau libres pour d’autres équipes."
    assert news_only(desk.deliver()) == {"sami": [said], "claire": [said + free]}


def test_who_leaves_is_named_and_their_card_says_so(desk: Desk) -> None:
    request_id = desk.book(NINE)
    desk.deliver()
    changes.leave_sessions(desk.tx, desk.actor("sami"), request_id, now=desk.now)
    fresh = desk.deliver()
    said = (
        "Sami Haddad ne pourra pas venir au bureau d’aide du mardi 5 mai à 9 h (défi Carte Vive). Le rendez-vous a "
        "toujours lieu."
    )
    assert news_only(fresh) == {"lea": [said], "claire": [said]}
    assert fresh["sami"][0].startswith("Vous ne venez plus.")


def test_a_session_added_later_is_told_to_the_others(desk: Desk) -> None:
    request_id = desk.book(NINE)
    desk.deliver()
    desk.add(request_id, NINE + timedelta(days=1))
    said = "Séance ajoutée au bureau d’aide (défi Carte Vive) : mercredi 6 mai à 9 h. Léa Martin l’a réservée."
    assert news_only(desk.deliver()) == {"sami": [said], "claire": [said]}


def test_a_colleague_who_hosts_gets_card_and_document_and_the_others_the_news(desk: Desk) -> None:
    request_id = desk.book(NINE, paper=FILE)
    desk.deliver()
    hosting.hand_over(desk.tx, desk.actor("claire"), request_id, to_id=desk.ids["david"], now=desk.now)
    fresh = desk.deliver()
    said = "David Nguyen animera à la place de Claire Morel le bureau d’aide du mardi 5 mai à 9 h (défi Carte Vive)."
    assert [news_only(fresh)[key] for key in ("lea", "sami")] == [[said], [said]]
    assert fresh["david"][1:] == [f"besoin-{request_id}-0.pdf"]


def test_a_lost_document_is_asked_for_again_until_it_comes(desk: Desk) -> None:
    request_id = desk.book(NINE, paper=FILE)
    desk.deliver()
    claimed = notice_of(desk, request_id, facts.RequestPaper.kind)
    papers.drop_lost_file(desk.tx, claimed, now=desk.now)
    assert [text[:46] for text in news_only(desk.deliver())["lea"]] == [
        "Je n’ai pas pu remettre votre document aux coa"
    ]
    papers.drop_lost_file(desk.tx, claimed, now=desk.now)  # nothing is lost twice
    papers.give_paper(desk.tx, desk.actor("lea"), request_id, paper=FILE, now=desk.now)
    assert [text for text in desk.deliver()["claire"] if text.startswith("besoin-")] == [
        f"besoin-{request_id}-{int((desk.now - LATER).timestamp())}.pdf"
    ]


def test_the_calendar_file_comes_once_and_again_on_a_change(desk: Desk) -> None:
    request_id = desk.book(NINE)
    desk.deliver()
    for _ in range(2):
        assert changes.owe_calendar_files(desk.tx, desk.actor("sami"), request_id, now=desk.now) == 1
    first = desk.deliver()
    assert [len(texts) for texts in first.values()] == [1]
    changes.cancel(desk.tx, desk.actor("lea"), request_id, batch="b1", now=desk.now)
    files = [text for text in desk.deliver()["sami"] if text.endswith(".ics")]
    assert len(files) == 1
    assert files != first["sami"]
    taken_out = next(one for one in reversed(desk.inbox["sami"]) if isinstance(one, Upload))
    assert b"METHOD:CANCEL" in (taken_out.data or b"")


def notice_of(desk: Desk, request_id: int, kind: str) -> Notice:
    """Give a notice as the dispatcher had it when its file failed."""
    return Notice(
        "n",
        1,
        Action.FILE,
        kind,
        news.SUBJECT,
        request_id,
        0,
        desk.now,
        None,
        "",
        desk.ids["claire"],
        None,
        None,
        None,
        "",
        False,
        1,
        desk.now,
        desk.now,
        False,
    )

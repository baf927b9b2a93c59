"""What came by mail is dealt with once, whoever reads it, whenever it is killed; what is not proven changes nothing."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.agenda import replies
from bot.agenda.model import Appointment
from bot.clock import machine_now
from bot.helpdesk import changes
from bot.metrics import MAIL_ANSWERS
from bot.outside.mail_server import read_inbox
from bot.planning import replying
from bot.planning.replying import ReceivedMail
from bot.programme.roles import Role
from bot.sandbox.reply_box import ReplyBox
from bot.settings import ExplicitSettings
from bot.tools import Tools
from storage.database import Database
from storage.notices import mailbox
from storage.programme import people
from tests.bot.helpdesk.bureau import opened
from tests.replies import entry, mail, proven

OMAR, MX = "omar@agence.example.org", "mx.dispositifs.example.org"
SECRET = "canari-du-commentaire"


class Room:
    """A bureau d'aide to which a specialist without Slack comes, and the mailbox of answers."""

    def __init__(self, database: Database, box: ReplyBox) -> None:
        self.database, self.box = database, box
        self.bureau = opened(database)
        self.bureau.add("omar", Role.EXPERT)
        self.omar = self.bureau.ids["omar"]
        with database.transaction() as tx:
            people.change(tx, self.omar, email=OMAR, looked_up_at=self.bureau.now)
        self.request = self.bureau.book()
        self.bureau.invite(self.request, "omar")
        told(self)
        given = {"imap_url": box.url, "imap_authserv": MX, "mail_from": "bot@dispositifs.example.org"}
        self.tools = Tools(database, lambda: self.bureau.now, ExplicitSettings.model_validate(given), lambda: None)

    @property
    def one(self) -> Appointment:
        return self.bureau.sheet(self.request).sessions[0]

    @property
    def comes(self) -> bool:
        return self.one.part_of(self.omar) is not None

    def answer(
        self, partstat: str = "DECLINED", *, sequence: int | None = None, minutes: int = 0, **more: object
    ) -> str:
        at, known = self.bureau.now + timedelta(minutes=minutes), self.one.revision if sequence is None else sequence
        return entry(self.one.uid, OMAR, partstat, sequence=known, at=at, **more)  # type: ignore[arg-type] # any of it

    def read(self, *mails: bytes) -> Counter[str]:
        """Let mails come and be read; give what came of them."""
        for one in mails:
            self.box.put(one)
        before = outcomes()
        replying.read_answers(self.tools, 0)
        return outcomes() - before

    def told(self) -> list[tuple[str, str]]:
        """Give what anybody was owed of answers, by kind and what it says."""
        with self.database.reading() as tx:
            rows = tx.execute(
                text(
                    "SELECT kind, detail FROM notices WHERE kind IN "
                    "('agenda.replied', 'agenda.answer_again', 'agenda.bounced', 'agenda.unreached') ORDER BY seq"
                )
            )
            return [(kind, detail.partition(" ")[2]) for kind, detail in rows]

    def do(self, partstat: str) -> list[str]:
        """Have one answer taken in a transaction."""
        received = replying.read_mail(mail(OMAR, self.answer(partstat)), authserv=MX)
        with self.database.transaction() as tx:
            return replying.process_mail(tx, received, now=self.bureau.now)


def outcomes() -> Counter[str]:
    found = [one for family in MAIL_ANSWERS.collect() for one in family.samples if one.name.endswith("_total")]
    return Counter({one.labels["outcome"]: int(one.value) for one in found})


@pytest.fixture
def room(database: Database) -> Iterator[Room]:
    box = ReplyBox()
    box.open()
    yield Room(database, box)
    box.close()


def test_answer_does_what_the_persons_own_button_does(room: Room) -> None:
    assert room.read(mail(OMAR, room.answer("ACCEPTED"))) == {"done": 1}
    assert room.comes
    assert room.read(mail(OMAR, room.answer(minutes=1))) == {"done": 1}
    assert not room.comes
    with room.database.reading() as tx:
        (line,) = tx.execute(text("SELECT detail FROM history WHERE action = 'bureau-aide.leave'")).scalars()
    assert line == str(room.omar)
    assert room.read(mail(OMAR, room.answer("ACCEPTED", minutes=2))) == {"done": 1}
    assert room.comes
    assert room.told() == []  # who hosts hears by the card, as from the button


@pytest.mark.parametrize(("headers", "mails"), [((), 1), ((("Auto-Submitted", "auto-generated"),), 0)])
def test_answer_of_a_machine_counts_and_nothing_goes_back(
    room: Room, headers: tuple[tuple[str, str], ...], mails: int
) -> None:
    assert room.read(mail(OMAR, room.answer(), headers=headers)) == {"done": 1}
    assert not room.comes
    with room.database.reading() as tx:
        owed = tx.execute(text(f"SELECT kind FROM notices WHERE state = 'owed' AND person_id = {room.omar}")).scalars()
        assert [*owed].count("agenda.invite") == mails


def test_newest_counts_and_the_same_counts_once(room: Room) -> None:
    declined, accepted = mail(OMAR, room.answer(minutes=5)), mail(OMAR, room.answer("ACCEPTED", minutes=1))
    assert room.read(declined, declined, accepted, declined) == {"done": 1, "again": 3}
    assert not room.comes


@pytest.mark.parametrize(
    ("sender", "results"),
    [
        (OMAR, ""),
        (OMAR, proven(OMAR, by="mx.evil.example.org")),
        (OMAR, proven(OMAR, came="fail")),
        ("ines@agence.example.org", None),
        ("omar@evil.example.org", None),
    ],
)
def test_what_is_not_proven_changes_nothing_and_is_told_once_a_day(
    room: Room, sender: str, results: str | None
) -> None:
    forged = [mail(sender, room.answer(minutes=one), results=results) for one in range(3)]
    assert room.read(*forged) == {"unproven": 3}
    assert room.comes
    assert room.told() == [("agenda.replied", "declined unproven")]


def test_assistant_named_by_sent_by_changes_nothing(room: Room) -> None:
    aide = "aide@agence.example.org"
    answer = room.answer(parameters=f';SENT-BY="mailto:{aide}"')
    assert room.read(mail(aide, answer)) == {"unproven": 1}
    assert room.comes


@pytest.mark.parametrize("headers", [(), (("Auto-Submitted", "auto-replied"),)])
@pytest.mark.parametrize(("partstat", "to_earlier"), [("ACCEPTED", True), ("TENTATIVE", True), ("TENTATIVE", False)])
def test_program_that_repeats_its_answer_causes_one_message(
    room: Room, partstat: str, to_earlier: bool, headers: tuple[tuple[str, str], ...]
) -> None:
    sequence = room.one.revision
    if to_earlier:
        move(room)
    loop = [mail(OMAR, room.answer(partstat, sequence=sequence, minutes=one), headers=headers) for one in range(5)]
    assert room.read(*loop) == {"earlier" if to_earlier else "kept": 5}
    assert len(room.told()) == 1


@pytest.mark.parametrize("ahead", [None, timedelta(days=900)])
def test_answer_without_a_true_date_may_still_change(room: Room, ahead: timedelta | None) -> None:
    """A missing date, or one of a clock that is years ahead, says nothing of which answer is the newer."""

    def answered(partstat: str) -> bytes:
        stamp = f"DTSTAMP:{room.bureau.now + ahead:%Y%m%dT%H%M%SZ}\r\n" if ahead else ""
        return mail(OMAR, re.sub(r"DTSTAMP:\S+\r\n", stamp, room.answer(partstat)))

    assert room.read(answered("TENTATIVE")) == {"kept": 1}
    assert room.read(answered("TENTATIVE")) == {"again": 1}
    assert room.read(answered("DECLINED")) == {"done": 1}
    assert not room.comes


def test_what_nobody_can_answer_is_left(room: Room) -> None:
    foreign = entry("9f0c7c1e-0000-4000-8000-000000000009", OMAR, "DECLINED", at=room.bureau.now)
    other = entry(room.one.uid, "ines@example.org", "DECLINED", at=room.bureau.now)
    odd = room.answer(more=("RECURRENCE-ID:20260505T070000Z",))
    found = room.read(
        mail(OMAR, foreign), mail("ines@example.org", other), mail(OMAR, odd), b"\xff\0", b"From: x\n\nMerci"
    )
    assert found == {"unknown": 2, "none": 3}
    claire = room.bureau.actor("claire")
    answer = mail(OMAR, room.answer())
    room.bureau.do(lambda tx: changes.cancel(tx, claire, room.request, batch="x", now=room.bureau.now))
    assert room.read(answer) == {"over": 1}
    assert (room.comes, room.told()) == (True, [])


def test_what_people_have_to_read_is_a_note_to_who_hosts(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    maybe = room.answer("TENTATIVE", more=(f"COMMENT:{SECRET}",))
    counter = room.answer(method="COUNTER", minutes=1, more=("DTSTART:20260512T120000Z",))
    assert room.read(mail(OMAR, maybe, words="canari-du-corps"), mail(OMAR, counter)) == {"kept": 2}
    proposed = int(datetime.fromisoformat("2026-05-12T12:00:00+00:00").timestamp())
    assert room.told() == [("agenda.replied", "tentative kept"), ("agenda.replied", f"counter kept {proposed}")]
    assert room.comes
    host = entry(room.one.uid, "claire@example.org", "DECLINED", sequence=room.one.revision, at=room.bureau.now)
    with room.database.transaction() as tx:
        people.change(tx, room.bureau.ids["claire"], email="claire@example.org")
    assert room.read(mail("claire@example.org", host)) == {"kept": 1}  # for who hosts it ends nothing
    assert "canari" not in caplog.text


def test_words_are_kept_for_two_days_and_nothing_else_of_a_mail(room: Room) -> None:
    room.read(mail(OMAR, room.answer(more=(f"COMMENT:{SECRET}",)), words="canari-du-corps"))
    assert dump(room.database).count(SECRET) == 1
    assert "canari-du-corps" not in dump(room.database)
    with room.database.transaction() as tx:
        replies.forget_comments(tx, now=room.bureau.now + timedelta(days=2, minutes=1))
    assert SECRET not in dump(room.database)


def test_mail_too_large_is_never_fetched_and_the_next_is(room: Room) -> None:
    found = room.read(b"From: x\n\n" + b"x" * 30_000_000, mail(OMAR, room.answer()))
    assert (found, room.box.fetched, room.comes) == ({"unread": 1, "done": 1}, [2], False)


def test_uids_that_are_new_ones_have_all_read_again_to_the_same_end(room: Room) -> None:
    room.read(mail(OMAR, room.answer()), mail(OMAR, room.answer("ACCEPTED", minutes=1)))
    room.box.validity = 7
    room.box.mails = {uid + 100: data for uid, data in room.box.mails.items()}
    assert room.read() == {"again": 2}
    assert room.comes
    room.box.validity = None
    assert room.read() == {}
    with room.database.reading() as tx:
        assert tx.execute(text("SELECT failure, uid FROM mailboxes")).one() == ("no_uids", 102)


def test_one_replica_reads_and_a_turn_that_was_lost_comes_back(room: Room) -> None:
    room.box.put(mail(OMAR, room.answer()))
    begun = machine_now()
    with room.database.transaction() as tx:
        key = read_inbox(room.box.url).key
        assert mailbox.lease(tx, key, until=begun + timedelta(seconds=90), machine_now=begun) is not None
    assert (room.read(), room.box.visits) == ({}, 0)  # the other one has the turn, and is killed
    with room.database.transaction() as tx:
        tx.execute(text("UPDATE mailboxes SET leased_until = 0"))
    assert (room.read(), room.box.visits) == ({"done": 1}, 1)


def test_two_replicas_in_a_race_do_a_mail_once(room: Room) -> None:
    room.read()  # the mailbox is known
    data, key = mail(OMAR, room.answer(more=("COMMENT:Mot",))), read_inbox(room.box.url).key

    def deal(_: int) -> list[str]:
        return replying._process_with_retry(room.tools, data, key=key, validity=1, uid=1)  # noqa: SLF001 - past the lease

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(deal, range(4))) == [[], [], [], ["done"]]
    assert (room.comes, len(room.told())) == (False, 1)


@pytest.mark.parametrize("after", ["mark_processed", "process_mail"])
def test_kill_between_any_two_steps_loses_nothing_and_does_nothing_twice(
    room: Room, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    class Killed(BaseException):
        pass

    whole = getattr(mailbox if after == "mark_processed" else replying, after)

    def dies(*given: object, **named: object) -> None:
        whole(*given, **named)
        raise Killed

    room.box.put(mail(OMAR, room.answer(more=("COMMENT:Mot",))))
    with monkeypatch.context() as patch:
        patch.setattr(mailbox if after == "mark_processed" else replying, after, dies)
        with pytest.raises(Killed):
            replying.read_answers(room.tools, 0)
    assert (room.comes, room.told()) == (True, [])
    with room.database.transaction() as tx:
        tx.execute(text("UPDATE mailboxes SET leased_until = 0"))
    assert room.read() == {"done": 1}
    assert room.read() == {}
    assert (room.comes, len(room.told())) == (False, 1)


def test_fault_in_one_mail_keeps_no_other_from_its_turn(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = replying.read_mail

    def faulty(data: bytes, *, authserv: str) -> ReceivedMail | None:
        if b"canari" in data:
            raise RuntimeError("canari")
        return whole(data, authserv=authserv)

    monkeypatch.setattr(replying, "read_mail", faulty)
    assert room.read(b"From: canari\n\n", mail(OMAR, room.answer())) == {"fault": 1, "done": 1}
    assert "canari" not in caplog.text


def test_mail_is_parsed_while_others_write(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a transaction, a mail that is long to parse would refuse every booking meanwhile."""
    whole, wrote = replying.read_mail, list[int]()

    def write() -> int:
        with room.database.transaction() as tx:
            return people.add(tx, name="Entre-temps")

    def watched(data: bytes, *, authserv: str) -> ReceivedMail | None:
        with ThreadPoolExecutor(1) as other:
            wrote.append(other.submit(write).result(10))
        return whole(data, authserv=authserv)

    monkeypatch.setattr(replying, "read_mail", watched)
    assert room.read(mail(OMAR, room.answer())) == {"done": 1}
    assert len(wrote) == 1


def test_visit_that_costs_too_much_ends_and_the_next_one_goes_on(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replying, "VISIT_SECONDS", -1.0)
    assert room.read(mail(OMAR, room.answer())) == {}
    monkeypatch.setattr(replying, "VISIT_SECONDS", 3.0)
    with room.database.transaction() as tx:
        tx.execute(text("UPDATE mailboxes SET leased_until = 0"))
    assert room.read() == {"done": 1}


def test_answer_to_a_time_that_may_come_back_waits(room: Room) -> None:
    sequence, claire = room.one.revision, room.bureau.actor("claire")
    answer = mail(OMAR, room.answer(sequence=sequence))
    later = room.one.starts + timedelta(days=1)
    moves = {room.one.id: later}
    room.bureau.do(lambda tx: changes.move(tx, claire, room.request, moves=moves, batch="m", now=room.bureau.now))
    assert room.read(answer) == {}
    room.bureau.do(lambda tx: changes.undo(tx, claire, "m", now=room.bureau.now))
    assert room.read() == {"done": 1}
    assert not room.comes


def test_answer_to_an_earlier_time_is_asked_again_but_of_a_machine_told(room: Room) -> None:
    sequence = room.one.revision
    move(room)
    old = room.answer(sequence=sequence)
    assert room.read(mail(OMAR, old)) == {"earlier": 1}
    machine = room.answer("TENTATIVE", sequence=sequence, minutes=1)
    assert room.read(mail(OMAR, machine, headers=(("Auto-Submitted", "auto-generated"),))) == {"earlier": 1}
    assert [kind for kind, _ in room.told()] == ["agenda.answer_again", "agenda.replied"]
    assert room.comes
    assert room.read(mail(OMAR, room.answer(minutes=2))) == {"done": 1}


def test_without_the_settings_nothing_is_read(room: Room) -> None:
    for missing in ("imap_url", "imap_authserv", "mail_from"):
        settings = room.tools.settings.model_copy(update={missing: None})
        replying.read_answers(replace(room.tools, settings=settings), 0)
    assert room.box.visits == 0


def move(room: Room) -> None:
    """Move the appointment by a day; everybody has been told."""
    claire, moves = room.bureau.actor("claire"), {room.one.id: room.one.starts + timedelta(days=1)}
    room.bureau.do(lambda tx: changes.move(tx, claire, room.request, moves=moves, batch="m", now=room.bureau.now))
    room.bureau.stand()
    told(room)


def told(room: Room) -> None:
    """Let the mails that are owed be with their readers."""
    with room.database.transaction() as tx:
        tx.execute(text("UPDATE notices SET state = 'sent', closed_at = 1 WHERE kind = 'agenda.invite'"))


def dump(database: Database) -> str:
    """Give all that a database holds."""
    with database.reading() as tx:
        tables = ("replies", "notices", "history", "mailboxes", "participants", "appointments", "receipts")
        return "\n".join(str(tx.execute(text(f"SELECT * FROM {one}")).all()) for one in tables)

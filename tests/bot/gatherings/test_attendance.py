"""What follows a gathering: a message to who came, the host's word on who did, silence, what did not take place."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from bot.agenda.model import State
from bot.dates.paris import PARIS
from bot.errors import AlreadyAnswered, AlreadyCancelled, Invalid, NotAllowed
from bot.gatherings import answers, attendance, clock, facts
from bot.gatherings.model import Gathering, Reply
from bot.notices.model import NoticeState
from storage.agenda import appointments
from storage.database import Database
from storage.gatherings import gathering_series
from storage.notices.ledger import notices
from tests.bot.gatherings.rig import Rig
from tests.bot.gatherings.test_announcements import close, rows, run, whom
from tests.databases import BACKENDS, fresh

ENDS = datetime(2026, 5, 26, 15, 30, tzinfo=PARIS)
MORNING = datetime(2026, 5, 27, 9, 0, tzinfo=PARIS)


@pytest.fixture(params=BACKENDS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    database = Database(fresh(request.param, tmp_path))
    yield Rig(database).fill({"promotion": "C0PROMO"})
    database.close()


def held(rig: Rig, *coming: str, starts: datetime | None = None) -> Gathering:
    """Make a conference that these come to, announced, and move to its end."""
    made = rig.talk(starts)
    run(rig, rig.sheet(made).gathering.announce_at)
    close(rig, facts.GatheringAnnouncement.kind, NoticeState.SENT, sent_channel="C0PROMO", sent_ts="1.0")
    for who in coming:
        rig.use(answers.answer, who, made.id, reply=Reply.COMES)
    run(rig, rig.sheet(made).appointment.ends)
    return made


def test_end_owes_the_message_and_the_question_once(rig: Rig) -> None:
    held(rig, "lea", "sami")
    run(rig, ENDS + timedelta(minutes=5))
    assert rows(rig, facts.GatheringFollowUp.kind) == [(None, "C0PROMO", ENDS)]
    assert rows(rig, facts.AttendanceQuestion.kind) == [(rig.ids["claire"], None, MORNING)]


def test_message_waits_for_the_morning_out_of_quiet_hours(rig: Rig) -> None:
    held(rig, "lea", starts=datetime(2026, 5, 22, 18, 0, tzinfo=PARIS))  # a Friday; the Monday is a holiday
    assert [due for _, _, due in rows(rig, facts.GatheringFollowUp.kind)] == [datetime(2026, 5, 26, 9, 0, tzinfo=PARIS)]


def test_without_a_channel_those_who_came_are_written_to(rig: Rig) -> None:
    made = rig.talk()
    run(rig, rig.sheet(made).gathering.announce_at)
    close(rig, facts.GatheringAnnouncement.kind, NoticeState.FAILED, reason="not_in_channel")
    rig.use(answers.answer, "lea", made.id, reply=Reply.COMES)
    rig.use(answers.answer, "sami", made.id, reply=Reply.DECLINES)
    run(rig, ENDS)
    assert whom(rig, facts.GatheringFollowUp.kind) == {"lea"}


def test_nobody_came_and_nothing_follows(rig: Rig) -> None:
    made = held(rig)
    assert (rows(rig, facts.GatheringFollowUp.kind), rows(rig, facts.AttendanceQuestion.kind)) == ([], [])
    assert rig.sheet(made).gathering.closed_at == ENDS


def test_what_is_cancelled_has_no_after(rig: Rig) -> None:
    made = rig.talk()
    rig.use(answers.answer, "lea", made.id, reply=Reply.COMES)
    rig.do(lambda tx: appointments.change(tx, made.appointment_id, now=rig.now, state=State.CANCELLED.value))
    run(rig, ENDS)
    assert rows(rig, facts.GatheringFollowUp.kind) == []
    with pytest.raises(AlreadyCancelled):
        rig.use(attendance.record_attendance, "claire", made.id)


def test_silence_says_that_everybody_came(rig: Rig) -> None:
    sheet = rig.sheet(held(rig, "lea", "sami"))
    assert set(attendance.attended_ids(sheet)) == {rig.ids["lea"], rig.ids["sami"]}
    assert attendance.took_place(sheet)


def test_everybody_by_one_click(rig: Rig) -> None:
    made = held(rig, "lea", "sami")
    sheet = rig.use(attendance.record_attendance, "claire", made.id)
    assert sheet.gathering.attendance == attendance.ALL
    assert {one.attended for one in sheet.answers.values()} == {True}
    assert rows(rig, facts.AttendanceQuestion.kind) == []  # no longer asked


def test_who_was_missing_is_kept_and_the_last_word_counts(rig: Rig) -> None:
    made = held(rig, "lea", "sami")
    sheet = rig.use(attendance.record_attendance, "claire", made.id, absent_ids=[rig.ids["lea"], rig.ids["noa"]])
    assert sheet.gathering.attendance == attendance.SOME
    assert attendance.attended_ids(sheet) == (rig.ids["sami"],)
    assert rig.use(attendance.record_attendance, "david", made.id).gathering.attendance == attendance.ALL


def test_what_did_not_take_place_drops_what_was_to_be_said(rig: Rig) -> None:
    made = held(rig, "lea")
    sheet = rig.use(attendance.cancel_afterwards, "claire", made.id)
    assert rows(rig, facts.GatheringFollowUp.kind) == []
    assert (attendance.attended_ids(sheet), attendance.took_place(sheet)) == ((), False)
    with pytest.raises(AlreadyAnswered):
        rig.use(attendance.record_attendance, "claire", made.id)


def test_said_during_it_nothing_follows_at_its_end(rig: Rig) -> None:
    made = rig.talk()
    rig.use(answers.answer, "lea", made.id, reply=Reply.COMES)
    run(rig, ENDS - timedelta(minutes=30))
    rig.use(attendance.cancel_afterwards, "claire", made.id)
    run(rig, ENDS)
    assert rows(rig, facts.GatheringFollowUp.kind) == []


def test_only_the_host_and_coachs_say_it_and_not_before(rig: Rig) -> None:
    made = rig.talk()
    with pytest.raises(Invalid):
        rig.use(attendance.record_attendance, "claire", made.id)
    run(rig, ENDS)
    with pytest.raises(NotAllowed):
        rig.use(attendance.record_attendance, "lea", made.id)


def test_clock_has_nothing_left_to_wait_for(rig: Rig) -> None:
    held(rig, "lea")
    with rig.database.reading() as reading:
        assert (clock.list_due_jobs(reading, now=MORNING), clock.next_due(reading, now=rig.now)) == ([], None)
        assert list(
            reading.execute(select(notices.c.seq).where(notices.c.kind == facts.GatheringFollowUp.kind)).scalars()
        )


def test_clock_asks_one_question_where_nothing_goes_on(rig: Rig) -> None:
    assert asked_by_the_clock(rig) == 1
    made = rig.talk()
    rig.do(lambda tx: gathering_series.change(tx, made.series_id, ended_at=rig.now))
    run(rig, rig.sheet(made).gathering.announce_at)
    rig.use(answers.answer, "lea", made.id, reply=Reply.COMES)
    run(rig, ENDS)  # what was made lives on without its series, to its end
    assert [who for who, _, _ in rows(rig, facts.AttendanceQuestion.kind)] == [rig.ids["claire"]]
    assert asked_by_the_clock(rig) == 1


def asked_by_the_clock(rig: Rig) -> int:
    """Count what the clock asks the tables when it looks."""
    said: list[object] = []

    def note(*given: object) -> None:
        said.append(given[2])

    with rig.database.reading() as reading:
        event.listen(reading, "before_cursor_execute", note)
        assert clock.list_due_jobs(reading, now=rig.now) == []
        event.remove(reading, "before_cursor_execute", note)
    return len(said)

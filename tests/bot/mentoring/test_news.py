"""What a cycle costs in messages, where the need goes, and to whom the group's news goes."""

import logging
from collections import Counter

import pytest
from sqlalchemy import text

from bot.errors import Refusal
from bot.mentoring import answers, changes, choices, coaches, facts, lapses, news, running
from bot.mentoring.cycle import Outcome, SessionEvent
from bot.notices.model import FAULT, Notice
from bot.notices.notices import claim
from storage.database import Database

from .rig import CHANNEL, COACHES, HOUR, Rig, make_rig, paris

SECRET = "Notre sous-préfète cache quarante-deux moutons"
YES, OTHER, NO = SessionEvent.CONFIRM, SessionEvent.COUNTER, SessionEvent.REFUSE


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


def test_a_cycle_without_changes_owes_the_mentor_five_messages_at_most(rig: Rig) -> None:
    sheet = rig.asked(guest_ids=(rig.ids["sami"],))
    rig.now = rig.due("chase")[-1] + HOUR  # both reminders have been sent
    rig.do(lambda tx: tx.execute(text("UPDATE notices SET state = 'sent', closed_at = 1 WHERE kind LIKE '%.chase'")))
    rig.confirm(sheet)
    for number in range(4):
        rig.past(sheet, number)
    told = Counter(key for (_, key), count in rig.owed(alive=True).items() for _ in range(count))
    assert told["maya"] + told["group"] <= 5  # nine, less « Votre journée » on the four days
    assert told == {"maya": 4, "group": 1, "lea": 5}  # a card, three questions and the review


def test_the_need_is_in_no_notice_no_history_and_no_log(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sheet = rig.asked(need=SECRET, guest_ids=(rig.ids["sami"],), link="https://docs.example.org/moutons")
    with pytest.raises(Refusal):
        rig.asked("sami", need=SECRET, mentor="claire")
    rig.answer(sheet, OTHER, YES, YES, YES, starts=[paris("2026-05-13 10:30")])
    rig.use(choices.accept_times, "lea", sheet.cycle.id)
    rig.now = paris("2026-05-13 10:30")
    rig.miss(rig.sheet(sheet).sessions[0].appointment.id)
    rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["noe"])
    rig.use(changes.end_cycle, "claire", sheet.cycle.id, reason=SECRET)
    other = rig.asked(need=SECRET)
    rig.use(answers.decline_request, "maya", other.cycle.id, reason=SECRET)
    with rig.database.reading() as tx:
        for table in ("notices", "history", "drafts"):
            rows = tx.execute(text(f"SELECT * FROM {table}")).all()
            assert "moutons" not in repr(rows)
    assert "moutons" not in caplog.text
    exported = rig.do(lambda tx: coaches.export_cycles(tx, rig.actor("claire"), now=rig.now)).decode()
    assert "moutons" not in exported


def test_refused_the_group_each_is_told_and_the_coaches_why(rig: Rig) -> None:
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    notice = group_notice(rig)

    def refuse() -> None:
        rig.do(
            lambda tx: news.report_refused_group(tx, notice, sheet=rig.sheet(sheet), reason="no_account", now=rig.now)
        )

    assert rig.news(refuse) == {("started", key): 1 for key in ("lea", "sami", "maya")} | {("no_group", COACHES): 1}
    assert rig.news(refuse) == {}
    assert rig.do(lambda tx: news.has_group(tx, rig.sheet(sheet))) is False
    rig.move(sheet, 3, paris("2026-06-03 14:00"), "maya")
    assert rig.owed()["moved", "lea"] == 1


def test_with_a_group_what_happens_is_told_there_once(rig: Rig) -> None:
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    rig.open_group(sheet)
    assert rig.news(lambda: rig.move(sheet, 3, paris("2026-06-03 14:00"), "maya")) == {("moved", CHANNEL): 1}
    assert rig.news(lambda: rig.move(sheet, 3, paris("2026-06-02 14:00"), "maya")) == {("moved", CHANNEL): 1}
    one = sheet.sessions[0].appointment
    rig.now = one.ends
    rig.tick()
    assert rig.news(lambda: rig.check_in(one.id, Outcome.MISSED)) == {}
    assert rig.news(lambda: rig.end(sheet, "maya")) == {("ended", CHANNEL): 1}


def test_a_mentor_who_cannot_be_reached_is_told_to_the_coaches_once(rig: Rig) -> None:
    sheet = rig.asked()
    with rig.database.transaction() as tx:
        (card,) = [
            one
            for one in claim(tx, now=rig.now, machine_now=rig.now, limit=50)
            if (one.kind, one.person_id) == (facts.CycleCard.kind, rig.ids["maya"])
        ]

    def fail(reason: str) -> None:
        rig.do(lambda tx: lapses.report_unreachable_mentor(tx, card, reason=reason, now=rig.now))

    assert rig.news(lambda: fail(FAULT)) == {}
    assert rig.news(lambda: fail("no_account")) == {("orphaned", COACHES): 1}
    assert rig.news(lambda: fail("account_inactive")) == {}
    asked = facts.TimesPicked(rig.sheet(sheet).cycle.turned_at)
    assert news.is_question_open(rig.sheet(sheet), asked) is True
    rig.confirm(sheet)
    assert news.is_question_open(rig.sheet(sheet), asked) is False


def test_a_mentor_who_cannot_be_reached_is_told_again_once_they_have_the_cycle_again(rig: Rig) -> None:
    sheet = rig.running()
    with rig.database.transaction() as tx:
        claimed = claim(tx, now=rig.now, machine_now=rig.now, limit=50)
    card = next(one for one in claimed if one.person_id == rig.ids["maya"])

    def fail() -> None:
        rig.do(lambda tx: lapses.report_unreachable_mentor(tx, card, reason="account_inactive", now=rig.now))

    for _ in range(2):
        assert rig.news(fail) == {("orphaned", COACHES): 1}
        assert rig.news(fail) == {}
        for mentor in ("noe", "maya"):
            rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids[mentor])


def test_a_time_past_the_month_is_asked_of_who_is_the_mentor_by_then(rig: Rig) -> None:
    sheet = rig.running()
    one = sheet.sessions[0].appointment
    rig.now = one.starts
    rig.miss(one.id)
    rig.replan(sheet, one.id, paris("2026-06-16 14:00"))
    rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["noe"])
    assert rig.owed()["late", "noe"] == 1
    rig.use(running.answer_late_time, "noe", one.id, is_agreed=True)
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def group_notice(rig: Rig) -> Notice:
    with rig.database.transaction() as tx:
        found = claim(tx, now=rig.now, machine_now=rig.now, limit=50)
    return next(one for one in found if one.kind == facts.CycleGroup.kind)

"""Who answers an announcement, and what follows for places, the line, calendars and reminders."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from bot.agenda import facts as agenda_facts
from bot.agenda.model import Part, State
from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, NotAllowed, NotFound
from bot.gatherings import announcements, answers, changes
from bot.gatherings import facts as gatherings_facts
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Gathering, Reply
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.database import Database, Transaction
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from storage.programme import history, people
from tests.bot.gatherings.rig import EIG, NOW, Rig
from tests.databases import BACKENDS, fresh
from tests.patience import PATIENCE
from tests.promotion import depart, found

COMES, DECLINES, WAITS = Reply.COMES, Reply.DECLINES, Reply.WAITS
CHANNELS = {"promotion": "C0PROMO"}


@pytest.fixture(params=BACKENDS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    database = Database(fresh(request.param, tmp_path))
    yield Rig(database).fill(CHANNELS)
    database.close()


def conference(rig: Rig, **values: object) -> Gathering:
    return rig.make(rig.series(CONFERENCE, **values))


def come(rig: Rig, who: str, made: Gathering, reply: Reply = COMES) -> answers.AnswerResult:
    return rig.use(answers.answer, who, made.id, reply=reply)


def replies(rig: Rig, made: Gathering) -> dict[str, Reply]:
    names = {
        number: key for key, number in rig.ids.items() if key in EIG or key in {"claire", "david", "paul", "serge"}
    }
    known = sorted(rig.sheet(made).answers.values(), key=lambda one: one.number)
    return {names[one.person_id]: one.reply for one in known}


def guests(rig: Rig, made: Gathering) -> set[str]:
    names = {number: key for key, number in rig.ids.items() if key in EIG}
    return {names[one.person_id] for one in rig.sheet(made).appointment.present if one.part is Part.GUEST}


def owed(rig: Rig, kind: str, *, open_only: bool = True) -> list[int | None]:
    """Give to whom messages of this kind are owed."""
    which = [notices.c.kind == kind, *([notices.c.closed_at.is_(None)] if open_only else [])]
    with rig.database.reading() as reading:
        return list(reading.execute(select(notices.c.person_id).where(*which).order_by(notices.c.seq)).scalars())


def test_who_comes_takes_part_and_is_reminded(rig: Rig) -> None:
    made = conference(rig)
    done = come(rig, "lea", made)
    assert (done.reply, done.rank, done.changed) == (COMES, 0, True)
    assert guests(rig, made) == {"lea"}
    assert owed(rig, "remind.hour") == [rig.ids["lea"]]
    assert rig.sheet(made).appointment.revision == 0


def test_answer_is_changed_as_often_as_wished_and_reminders_stay_true(rig: Rig) -> None:
    made = conference(rig)
    for reply in (COMES, COMES, DECLINES, DECLINES, COMES):
        come(rig, "lea", made, reply)
    assert replies(rig, made) == {"lea": COMES}
    assert owed(rig, "remind.week") == [rig.ids["lea"]]  # once, whatever came between
    with rig.database.reading() as reading:
        lines = [one.action for one in history.entries_of(reading, "gathering", made.id)]
    assert lines == ["gatherings.answer"] * 3  # pressed twice is said once


def test_what_is_full_has_a_line_and_a_freed_place_goes_to_its_first(rig: Rig) -> None:
    made = conference(rig, capacity=2)
    assert [come(rig, who, made).rank for who in ("lea", "sami", "ines", "ali")] == [0, 0, 1, 2]
    assert replies(rig, made) == {"lea": COMES, "sami": COMES, "ines": WAITS, "ali": WAITS}
    assert guests(rig, made) == {"lea", "sami"}
    come(rig, "lea", made, DECLINES)
    assert guests(rig, made) == {"sami", "ines"}
    assert owed(rig, gatherings_facts.PlaceFreed.kind) == [rig.ids["ines"]]
    come(rig, "ines", made, DECLINES)  # « Rendre ma place »
    assert guests(rig, made) == {"sami", "ali"}
    assert owed(rig, gatherings_facts.PlaceFreed.kind) == [rig.ids["ines"], rig.ids["ali"]]


def test_who_leaves_the_line_gives_nobody_a_place(rig: Rig) -> None:
    made = conference(rig, capacity=1)
    for who in ("lea", "sami", "ines"):
        come(rig, who, made)
    come(rig, "sami", made, DECLINES)
    assert come(rig, "ines", made).rank == 1
    assert owed(rig, gatherings_facts.PlaceFreed.kind) == []


def test_more_places_move_the_line_and_fewer_send_nobody_away(rig: Rig) -> None:
    made = conference(rig, capacity=1)
    for who in ("lea", "sami", "ines"):
        come(rig, who, made)
    rig.do(lambda tx: occurrences.change(tx, made.id, capacity=2))
    rig.do(lambda tx: answers.fill_places(tx, made.id, now=rig.now))
    assert guests(rig, made) == {"lea", "sami"}
    rig.do(lambda tx: occurrences.change(tx, made.id, capacity=1))
    rig.do(lambda tx: answers.fill_places(tx, made.id, now=rig.now))
    assert guests(rig, made) == {"lea", "sami"}
    come(rig, "lea", made, DECLINES)
    assert guests(rig, made) == {"sami"}


def test_clock_finds_the_line_that_can_move(rig: Rig) -> None:
    made = conference(rig, capacity=1)
    for who in ("lea", "sami"):
        come(rig, who, made)
    with rig.database.reading() as reading:
        assert answers.list_fillable(reading, now=rig.now) == []
    rig.do(lambda tx: occurrences.change(tx, made.id, capacity=5))
    with rig.database.reading() as reading:
        assert answers.list_fillable(reading, now=rig.now) == [made.id]


@pytest.mark.parametrize("who", ["serge", "paul", "elsewhere"])
def test_who_is_not_invited_changes_nothing(rig: Rig, who: str) -> None:
    rig.add("elsewhere", Membership(Role.EIG))
    other = rig.do(lambda tx: _other_promotion(rig, tx))
    assert other
    made = conference(rig)
    with pytest.raises(NotAllowed):
        come(rig, who, made)
    assert replies(rig, made) == {}


def _other_promotion(rig: Rig, tx: Transaction) -> int:
    other = found(tx, "EIG 10", phases=(), starts_on="2027-01-12", ends_on="2027-11-11")["promotion"]
    rows = people.current_memberships(tx, promotion_id=None, roles=[Role.EIG])
    people.end_memberships(tx, [one.id for one in rows if one.person_id == rig.ids["elsewhere"]], now=rig.now)
    people.add_membership(tx, rig.ids["elsewhere"], Membership(Role.EIG, other))
    return other


def test_who_is_invited_by_name_answers(rig: Rig) -> None:
    made = conference(rig)
    rig.do(lambda tx: occurrences.invite(tx, made.id, [rig.ids["serge"]], inviter_id=rig.ids["claire"]))
    assert come(rig, "serge", made).reply is COMES


def test_role_that_it_is_opened_to_answers(rig: Rig) -> None:
    made = conference(rig, opened_to=frozenset({Role.PORTEUR}))
    assert come(rig, "paul", made).reply is COMES


def test_late_answers_change_nothing(rig: Rig) -> None:
    made = conference(rig)
    starts = rig.sheet(made).appointment.starts
    with pytest.raises(AlreadyStarted):
        rig.use(answers.answer, "lea", made.id, reply=COMES, now=starts)
    rig.do(lambda tx: appointments.change(tx, made.appointment_id, now=rig.now, state=State.CANCELLED.value))
    with pytest.raises(AlreadyCancelled):
        come(rig, "lea", made)
    with pytest.raises(NotFound):
        rig.use(answers.answer, "lea", 999, reply=COMES)
    assert replies(rig, made) == {}


def test_who_hosts_comes_anyway(rig: Rig) -> None:
    made = conference(rig)
    with pytest.raises(Invalid) as refusal:
        come(rig, "claire", made)
    assert refusal.value.facts["reason"] == "leads"


def test_coach_answers_for_somebody_who_is_told(rig: Rig) -> None:
    made = conference(rig)
    rig.use(answers.answer_for_person, "david", made.id, person_id=rig.ids["lea"], reply=COMES)
    assert guests(rig, made) == {"lea"}
    assert owed(rig, gatherings_facts.AnsweredFor.kind) == [rig.ids["lea"]]
    with pytest.raises(NotAllowed):
        rig.use(answers.answer_for_person, "sami", made.id, person_id=rig.ids["lea"], reply=DECLINES)
    with pytest.raises(Invalid):
        rig.use(answers.answer_for_person, "david", made.id, person_id=rig.ids["serge"], reply=COMES)


def test_clash_is_told_and_stops_nobody(rig: Rig) -> None:
    first, second = conference(rig), rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]))
    come(rig, "lea", first)
    done = come(rig, "lea", second)
    assert (done.reply, [one.person_id for one in done.clashes]) == (COMES, [rig.ids["lea"]])
    assert come(rig, "lea", second, DECLINES).clashes == ()


def test_nobody_s_calendar_moves_when_another_answers(rig: Rig) -> None:
    rig.add("mail", Membership(Role.EIG, rig.ids["promotion"]), account=False)
    rig.do(lambda tx: _looked_up(tx, rig.ids["mail"]))
    made = conference(rig)
    rig.use(answers.answer_for_person, "david", made.id, person_id=rig.ids["mail"], reply=COMES)
    assert owed(rig, "agenda.invite") == [rig.ids["mail"]]
    come(rig, "lea", made)
    assert owed(rig, "agenda.invite") == [rig.ids["mail"]]
    assert rig.sheet(made).appointment.revision == 0


def test_who_is_invited_by_mail_and_comes_again_is_invited_again(rig: Rig) -> None:
    rig.add("mail", Membership(Role.EIG, rig.ids["promotion"]), account=False)
    rig.do(lambda tx: _looked_up(tx, rig.ids["mail"]))
    made = conference(rig)
    for reply in (COMES, DECLINES, COMES):
        rig.use(answers.answer_for_person, "david", made.id, person_id=rig.ids["mail"], reply=reply)
        rig.do(lambda tx: tx.execute(notices.update().where(notices.c.kind == "agenda.invite").values(state="sent")))
    with rig.database.reading() as reading:
        mails = select(notices.c.detail).where(notices.c.kind == "agenda.invite").order_by(notices.c.seq)
        said = [one.split()[0] for one in reading.execute(mails).scalars()]
    assert said == ["request", "cancel", "request"]


def test_the_entry_that_somebody_took_follows(rig: Rig) -> None:
    made = conference(rig)
    come(rig, "lea", made)
    for _ in range(2):
        assert rig.use(answers.owe_calendar_file, "lea", made.id)
    assert owed(rig, agenda_facts.AgendaEntry.kind, open_only=False) == [rig.ids["lea"]]
    rig.use(changes.move, "claire", made.id, starts=rig.sheet(made).appointment.starts + timedelta(hours=1))
    rig.stand()
    assert len(owed(rig, agenda_facts.AgendaEntry.kind, open_only=False)) == 2
    for reply, number in ((DECLINES, 3), (DECLINES, 3), (COMES, 3)):
        come(rig, "lea", made, reply)
        assert len(owed(rig, agenda_facts.AgendaEntry.kind, open_only=False)) == number  # the third takes the entry out
    assert rig.use(answers.owe_calendar_file, "lea", made.id)
    assert len(owed(rig, agenda_facts.AgendaEntry.kind, open_only=False)) == 4
    rig.use(changes.cancel, "claire", made.id)
    rig.stand()
    assert len(owed(rig, agenda_facts.AgendaEntry.kind, open_only=False)) == 5


def _looked_up(tx: Transaction, person_id: int) -> None:
    people.change(tx, person_id, looked_up_at=NOW)


def test_who_left_the_programme_loses_their_place(rig: Rig) -> None:
    made = conference(rig, capacity=1)
    for who in ("lea", "sami"):
        come(rig, who, made)
    rows = rig.do(lambda tx: people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[Role.EIG]))
    rig.do(
        lambda tx: people.end_memberships(tx, [one.id for one in rows if one.person_id == rig.ids["lea"]], now=rig.now)
    )
    with rig.database.reading() as reading:
        found = answers.list_leavers(reading, now=rig.now)
    assert found == [(made.id, rig.ids["lea"])]
    rig.do(lambda tx: answers.remove_leaver(tx, made.id, person_id=rig.ids["lea"], now=rig.now))
    assert replies(rig, made) == {"sami": COMES}
    assert guests(rig, made) == {"sami"}
    with rig.database.reading() as reading:
        assert answers.list_leavers(reading, now=rig.now) == []


def test_who_comes_back_to_the_programme_hears_again_of_a_place(rig: Rig) -> None:
    """Their answer has the number of the first one: what is told by number alone would be told once."""
    made = conference(rig, capacity=1)
    for _ in range(2):
        for who in ("lea", "sami"):
            come(rig, who, made)
        come(rig, "lea", made, DECLINES)
        rig.now += timedelta(minutes=10)
        rig.do(lambda tx: depart(tx, rig.ids["sami"], at=rig.now))
        rig.do(lambda tx: answers.remove_leaver(tx, made.id, person_id=rig.ids["sami"], now=rig.now))
        rig.do(lambda tx: occurrences.forget_answer(tx, made.id, rig.ids["lea"]))
        rig.do(
            lambda tx: people.add_membership(
                tx, rig.ids["sami"], Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"])
            )
        )
    assert owed(rig, gatherings_facts.PlaceFreed.kind) == [rig.ids["sami"]] * 2


def test_who_left_the_programme_reads_that_they_no_longer_come(rig: Rig) -> None:
    made = conference(rig)
    rig.do(lambda tx: announcements.owe_announcement(tx, rig.sheet(made), now=rig.now))
    come(rig, "lea", made)
    rig.use(answers.owe_calendar_file, "lea", made.id)
    rig.do(lambda tx: tx.execute(notices.update().values(state="sent", sent_ts="1", sent_channel="D1", closed_at=NOW)))
    rig.do(lambda tx: depart(tx, rig.ids["lea"]))
    rig.do(lambda tx: answers.remove_leaver(tx, made.id, person_id=rig.ids["lea"], now=rig.now))
    with rig.database.reading() as reading:
        query = select(notices.c.person_id).where(notices.c.action == "update", notices.c.closed_at.is_(None))
        assert set(reading.execute(query).scalars()) == {None, rig.ids["lea"]}  # the channel's, and their own


def test_two_at_once_for_the_last_place(rig: Rig) -> None:
    made = conference(rig, capacity=3)
    people_asked = EIG[:8]
    actors, barrier, said = [rig.actor(one) for one in people_asked], Barrier(8), list[Reply]()

    def press(number: int) -> None:
        barrier.wait()
        with rig.database.transaction() as tx:
            said.append(answers.answer(tx, actors[number], made.id, reply=COMES, now=rig.now).reply)

    threads = [Thread(target=press, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(PATIENCE)
    assert sorted(said) == [COMES] * 3 + [WAITS] * 5
    assert len(guests(rig, made)) == 3
    numbers = sorted(one.number for one in rig.sheet(made).answers.values())
    assert numbers == list(range(1, 9))

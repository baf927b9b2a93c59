"""Questions to speakers: asked without a trace of who asked, supported, handed over once, the day before."""

import logging
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from bot.agenda import holds
from bot.dates.paris import PARIS, moment_at
from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, NotAllowed, NotFound
from bot.gatherings import facts as gatherings_facts
from bot.gatherings.conference import questions, talks
from bot.gatherings.conference.talks import Talk
from bot.gatherings.kinds import CONFERENCE, SEMINAR
from bot.gatherings.model import Gathering, Proposal, Purpose
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.database import Database
from storage.gatherings import proposals
from storage.notices.ledger import notices
from storage.programme import people
from storage.tables import metadata
from tests.bot.gatherings.meeting import together
from tests.bot.gatherings.rig import Rig

STARTS = datetime(2026, 5, 26, 14, 0, tzinfo=PARIS)  # a Tuesday; Monday is a holiday
HANDED = datetime(2026, 5, 22, 14, 0, tzinfo=PARIS)
SECRET_ID = 987_654  # in no other column


@pytest.fixture
def rig(database: Database) -> Rig:
    rig = Rig(database).fill({"promotion": "Cpromo"})
    rig.add("emma", Membership(Role.EXPERT))
    with database.transaction() as tx:
        tx.execute(insert(people.people), {"id": SECRET_ID, "name": "Mila", "slack_id": "Umila"})
        people.add_membership(tx, SECRET_ID, Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"]))
    rig.ids["mila"] = SECRET_ID
    return rig


@pytest.fixture
def made(rig: Rig) -> Gathering:
    made = rig.make(rig.series(CONFERENCE), STARTS)
    rig.use(talks.save_talk, "claire", made.id, talk=Talk(title="Un titre", speakers=frozenset({rig.ids["emma"]})))
    return made


def ask(rig: Rig, made: Gathering, who: str, text: str, *, anonymous: bool = False, gesture: str = "") -> None:
    given = {"text": text, "form_id": gesture or str(uuid4()), "is_anonymous": anonymous}
    rig.use(questions.ask, who, made.id, **given)


def listed(rig: Rig, made: Gathering, who: str = "claire") -> list[Proposal]:
    with rig.database.reading() as tx:
        return [*questions.list_questions(tx, rig.actor(who), made.id)[1]]


def handed(rig: Rig) -> list[int]:
    query = (
        select(notices.c.person_id).where(notices.c.kind == gatherings_facts.QuestionList.kind).order_by(notices.c.seq)
    )
    return list(rig.do(lambda tx: tx.execute(query).scalars()))


def tick(rig: Rig) -> None:
    """Do what the clock does."""
    with rig.database.reading() as tx:
        found = questions.list_due(tx, now=rig.now)
    for number in found:
        with rig.database.transaction() as tx:
            questions.send_questions(tx, number, now=rig.now)


def test_anonymous_question_leaves_no_trace_of_who_asked(
    rig: Rig, made: Gathering, caplog: pytest.LogCaptureFixture
) -> None:
    before = every_row(rig)
    with caplog.at_level(logging.DEBUG):
        ask(rig, made, "mila", "Comment avez-vous convaincu ?", anonymous=True)
    changed = {table: now - before[table] for table, now in every_row(rig).items() if now != before[table]}
    assert [table for table in changed if table != "notices"] == ["gathering_proposals"]
    everything = "\n".join(row for rows in changed.values() for row in rows) + caplog.text
    assert [trace for trace in (str(SECRET_ID), "Umila", "Mila") if trace in everything] == []
    assert [one.author_id for one in listed(rig, made)] == [None]
    assert [one.supporters for one in listed(rig, made)] == [frozenset()]


def every_row(rig: Rig) -> dict[str, set[str]]:
    with rig.database.reading() as tx:
        return {table.name: {repr(tuple(row)) for row in tx.execute(select(table))} for table in metadata.sorted_tables}


def test_named_question_has_its_author_and_is_asked_once(rig: Rig, made: Gathering) -> None:
    gesture = str(uuid4())
    for _ in range(2):
        ask(rig, made, "lea", "  Et <!channel>\n alors ? ", gesture=gesture)
    assert [(one.author_id, one.text) for one in listed(rig, made)] == [(rig.ids["lea"], "Et <!channel> alors ?")]


def test_form_sent_twice_at_once_is_one_question(rig: Rig, made: Gathering) -> None:
    gesture = str(uuid4())
    done = together(*[lambda: ask(rig, made, "lea", "Une question ?", gesture=gesture)] * 2)
    assert (done, len(listed(rig, made))) == (["done", "done"], 1)


@pytest.mark.parametrize(("text", "reason"), [("x" * 301, "long"), ("  \n ", "empty"), ("pourquoi", "twice")])
def test_bad_question_is_said_on_the_field(rig: Rig, made: Gathering, text: str, reason: str) -> None:
    ask(rig, made, "lea", "Pourquoi ?")
    with pytest.raises(Invalid) as refused:
        ask(rig, made, "sami", text)
    assert refused.value.facts == {"field": "text", "reason": reason}


def test_who_is_not_invited_neither_asks_nor_reads(rig: Rig, made: Gathering) -> None:
    ask(rig, made, "lea", "Pourquoi ?")
    [one] = listed(rig, made)
    for who in ("paul", "serge"):
        with pytest.raises(NotAllowed):
            ask(rig, made, who, "Et nous ?")
        with pytest.raises(NotAllowed):
            listed(rig, made, who)
        with pytest.raises(NotAllowed):
            rig.use(questions.support, who, one.id, is_supported=True)
    with pytest.raises(NotAllowed):
        rig.use(questions.withdraw, "sami", one.id)
    other = rig.make(rig.series(SEMINAR, organiser_id=rig.ids["david"]), STARTS + timedelta(days=7))
    with pytest.raises(NotFound):
        ask(rig, other, "lea", "Pourquoi ?")


def test_most_supported_comes_first_and_a_coach_withdraws(rig: Rig, made: Gathering) -> None:
    ask(rig, made, "lea", "Première ?", anonymous=True)
    ask(rig, made, "lea", "Deuxième ?", anonymous=True)
    first, second = (one.id for one in listed(rig, made))
    for who in ("sami", "ines"):
        rig.use(questions.support, who, second, is_supported=True)
        rig.use(questions.support, who, second, is_supported=True)
    rig.use(questions.support, "ines", first, is_supported=True)
    assert [(one.id, len(one.supporters)) for one in listed(rig, made)] == [(second, 2), (first, 1)]
    rig.use(questions.support, "sami", second, is_supported=False)
    assert [(one.id, len(one.supporters)) for one in listed(rig, made)] == [(first, 1), (second, 1)]
    rig.use(questions.withdraw, "david", first)
    assert [one.id for one in listed(rig, made)] == [second]
    with pytest.raises(NotFound):
        rig.use(questions.support, "lea", first, is_supported=True)


def test_they_are_handed_over_once_on_the_working_day_before(rig: Rig, made: Gathering) -> None:
    with rig.database.reading() as tx:
        assert questions.next_due(tx, now=rig.now) is None
    ask(rig, made, "lea", "Première ?")
    with rig.database.reading() as tx:
        assert questions.next_due(tx, now=rig.now) == HANDED
    rig.now = HANDED - timedelta(seconds=1)
    tick(rig)
    assert handed(rig) == []
    rig.now = HANDED
    tick(rig)
    tick(rig)
    rig.do(lambda tx: questions.send_questions(tx, made.id, now=rig.now))
    assert handed(rig) == sorted(rig.ids[key] for key in ("claire", "emma"))
    ask(rig, made, "sami", "Une autre, plus tard ?")  # it stands in the list
    tick(rig)
    assert (len(handed(rig)), len(listed(rig, made, "emma"))) == (2, 2)
    with rig.database.reading() as tx:
        assert questions.next_due(tx, now=rig.now) is None


def test_nobody_hears_that_there_is_no_question(rig: Rig, made: Gathering) -> None:
    rig.now = HANDED + timedelta(hours=2)
    tick(rig)
    assert handed(rig) == []
    ask(rig, made, "lea", "Une seule, tard ?")
    tick(rig)
    assert len(handed(rig)) == 2


def test_what_moves_is_handed_over_anew(rig: Rig, made: Gathering) -> None:
    ask(rig, made, "lea", "Première ?")
    rig.now = HANDED
    tick(rig)
    later = STARTS + timedelta(days=7)
    one = rig.sheet(made).appointment
    rig.do(lambda tx: holds.shift(tx, rig.actor("claire"), [(one, later)], state=one.state, now=rig.now))
    tick(rig)
    assert len(handed(rig)) == 2
    rig.now = moment_at(later.date() - timedelta(days=1), 14 * 60)
    tick(rig)
    assert len(handed(rig)) == 4


@pytest.mark.parametrize(("state", "many"), [("sent", 4), ("dropped", 6), ("owed", 4)])
def test_what_moves_on_its_eve_and_back_is_handed_over_where_it_was_not_read(
    rig: Rig, made: Gathering, state: str, many: int
) -> None:
    ask(rig, made, "lea", "Première ?")
    rig.now = HANDED
    tick(rig)
    first = notices.update().where(notices.c.kind == gatherings_facts.QuestionList.kind)
    rig.do(lambda tx: tx.execute(first.values(state=state, closed_at=None if state == "owed" else rig.now)))
    for starts in (STARTS + timedelta(hours=2), STARTS):
        one = rig.sheet(made).appointment
        rig.do(lambda tx, o=one, at=starts: holds.shift(tx, rig.actor("claire"), [(o, at)], state=o.state, now=rig.now))  # type: ignore[misc]
        tick(rig)
    assert len(handed(rig)) == many
    with rig.database.reading() as tx:
        assert (questions.list_due(tx, now=rig.now), questions.next_due(tx, now=rig.now)) == ([], None)


def test_what_is_cancelled_or_begun_hands_nothing_over(rig: Rig, made: Gathering) -> None:
    ask(rig, made, "lea", "Première ?")
    [one] = listed(rig, made)
    rig.do(lambda tx: appointments.change(tx, made.appointment_id, now=rig.now, state="cancelled"))
    rig.now = HANDED
    tick(rig)
    rig.do(lambda tx: questions.send_questions(tx, made.id, now=rig.now))
    assert handed(rig) == []
    with pytest.raises(AlreadyCancelled):
        ask(rig, made, "sami", "Encore ?")
    rig.do(lambda tx: appointments.change(tx, made.appointment_id, now=rig.now, state="confirmed"))
    rig.now = STARTS
    tick(rig)
    assert handed(rig) == []
    for late in (
        lambda: ask(rig, made, "sami", "Encore ?"),
        lambda: rig.use(questions.support, "sami", one.id, is_supported=True),
    ):
        with pytest.raises(AlreadyStarted):
            late()


def test_where_nobody_hosts_the_organiser_has_them(rig: Rig) -> None:
    rig.make(rig.series(CONFERENCE), STARTS)
    other = rig.make(rig.series(CONFERENCE), STARTS)
    assert other.unclaimed
    ask(rig, other, "lea", "Qui anime ?")
    rig.now = HANDED
    tick(rig)
    assert handed(rig) == [rig.ids["claire"]]


def test_card_of_the_questions_is_set_right_when_one_is_withdrawn(rig: Rig, made: Gathering) -> None:
    ask(rig, made, "lea", "Première ?", anonymous=True)
    rig.now = HANDED
    tick(rig)
    query = select(notices.c.id).where(notices.c.kind == gatherings_facts.QuestionList.kind)
    rig.do(
        lambda tx: tx.execute(
            notices.update().where(notices.c.id.in_(query)).values(state="sent", sent_ts="1", sent_channel="D1")
        )
    )
    [one] = listed(rig, made)
    rig.use(questions.withdraw, "david", one.id)
    updates = select(notices.c.action).where(notices.c.card_id.in_(query))
    assert list(rig.do(lambda tx: tx.execute(updates).scalars())) == ["update", "update"]
    assert rig.do(lambda tx: proposals.by_gatherings(tx, [made.id], Purpose.QUESTION)) == {}


def test_the_first_question_in_the_evening_waits_for_the_morning(rig: Rig, made: Gathering) -> None:
    rig.now = HANDED.replace(hour=22)
    ask(rig, made, "lea", "Une seule, le soir ?")
    tick(rig)
    query = select(notices.c.due).where(notices.c.kind == gatherings_facts.QuestionList.kind)
    dues = set(rig.do(lambda tx: tx.execute(query).scalars()))
    assert [one.astimezone(PARIS).strftime("%H:%M") for one in dues] == ["09:00"]

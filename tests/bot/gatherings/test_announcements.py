"""When a gathering is announced, to whom and how often; who is asked again; what a channel refused brings about."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from bot.agenda.model import State
from bot.agenda.reminders import timetable
from bot.dates.paris import PARIS
from bot.gatherings import announcements, answers, changes, clock, facts
from bot.gatherings.kinds import PORTEURS
from bot.gatherings.model import Gathering, Reply
from bot.notices.model import Action, Notice, NoticeState
from bot.notices.notices import claim, owe_updates
from bot.programme.model import Membership
from bot.programme.roles import Role
from handlers.gatherings import news as drawings
from handlers.kit.told import RenderContext
from storage.agenda import appointments
from storage.database import Database, Transaction
from storage.notices.ledger import notices
from storage.programme import people, promotions
from tests.bot.gatherings.rig import EIG, NOW, Rig
from tests.databases import BACKENDS, fresh
from tests.patience import PATIENCE

CHANNELS = {"promotion": "C0PROMO", "porteurs": "C0PORTEURS"}
NINE = datetime(2026, 5, 12, 9, 0, tzinfo=PARIS)  # two weeks before


@pytest.fixture(params=BACKENDS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    database = Database(fresh(request.param, tmp_path))
    yield Rig(database).fill(CHANNELS)
    database.close()


def run(rig: Rig, now: datetime) -> None:
    """Do what the clock does."""
    rig.now = now
    with rig.database.reading() as reading:
        jobs = clock.list_due_jobs(reading, now=now)
    for use_case, given in jobs:
        rig.do(lambda tx, use_case=use_case, given=given: use_case(tx, *given, now=now))  # type: ignore[misc]


def rows(rig: Rig, kind: str) -> list[tuple[int | None, str | None, datetime]]:
    """Give (person, channel, due) of what is owed of this kind, in order."""
    taken = select(notices.c.person_id, notices.c.channel, notices.c.due).where(
        notices.c.kind == kind, notices.c.closed_at.is_(None)
    )
    with rig.database.reading() as reading:
        return [(row.person_id, row.channel, row.due) for row in reading.execute(taken.order_by(notices.c.seq))]


def whom(rig: Rig, kind: str) -> set[str]:
    names = {number: key for key, number in rig.ids.items() if "defi" not in key and key != "promotion"}
    return {names[person] for person, _, _ in rows(rig, kind) if person is not None}


def announced(rig: Rig, made: Gathering, *, at: datetime = NINE) -> None:
    run(rig, at)
    assert rig.sheet(made).gathering.announced_at == at


def close(rig: Rig, kind: str, state: NoticeState, **values: object) -> None:
    """Let all that is owed of this kind have come to an end."""
    rig.do(
        lambda tx: tx.execute(
            notices.update().where(notices.c.kind == kind).values(state=state.value, closed_at=rig.now, **values)
        )
    )


def test_announcement_is_owed_to_the_channel_once_two_weeks_before(rig: Rig) -> None:
    made = rig.talk()
    assert rig.sheet(made).gathering.announce_at == NINE
    run(rig, NINE - timedelta(seconds=1))
    assert rows(rig, facts.GatheringAnnouncement.kind) == []
    for later in (0, 30, 60):
        run(rig, NINE + timedelta(seconds=later))
    assert rows(rig, facts.GatheringAnnouncement.kind) == [(None, "C0PROMO", NINE)]
    assert whom(rig, facts.GatheringCard.kind) == set()


def test_another_time_and_the_end_are_said_in_the_channel_that_was_told(rig: Rig) -> None:
    told, quiet = rig.talk(), rig.talk(datetime(2026, 6, 16, 14, 0, tzinfo=PARIS))
    announced(rig, told)
    later = timedelta(days=1)
    for made in (told, quiet):  # nobody has heard of the second one yet
        rig.use(changes.move, "claire", made.id, starts=rig.sheet(made).appointment.starts + later)
    rig.stand()
    spoken = rig.ids["anne"]
    assert [(who, where) for who, where, _ in rows(rig, facts.GatheringMoved.kind) if who != spoken] == [
        (None, "C0PROMO")
    ]
    rig.use(changes.cancel, "claire", told.id)
    rig.stand()
    assert [(who, where) for who, where, _ in rows(rig, facts.GatheringCancelled.kind) if who != spoken] == [
        (None, "C0PROMO")
    ]


def test_two_processes_owe_it_once(rig: Rig) -> None:
    made = rig.talk()
    other, barrier = Database(rig.database.url.render_as_string(hide_password=False)), Barrier(2)

    def announce(database: Database) -> None:
        barrier.wait()
        with database.transaction() as tx:
            announcements.announce(tx, made.id, now=NINE)

    threads = [Thread(target=announce, args=(one,)) for one in (rig.database, other)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(PATIENCE)
    other.close()
    assert len(rows(rig, facts.GatheringAnnouncement.kind)) == 1


def test_what_is_made_late_is_announced_at_once_outside_quiet_hours(rig: Rig) -> None:
    rig.now = datetime(2026, 5, 15, 20, 30, tzinfo=PARIS)  # a Friday evening
    made = rig.talk(datetime(2026, 5, 20, 14, 0, tzinfo=PARIS))
    announced(rig, made, at=rig.now)
    assert rows(rig, facts.GatheringAnnouncement.kind) == [(None, "C0PROMO", datetime(2026, 5, 18, 9, 0, tzinfo=PARIS))]


def test_what_is_near_does_not_wait_for_the_morning(rig: Rig) -> None:
    rig.now = datetime(2026, 5, 17, 20, 30, tzinfo=PARIS)
    made = rig.talk(datetime(2026, 5, 18, 8, 30, tzinfo=PARIS))
    announced(rig, made, at=rig.now)
    assert [due for _, _, due in rows(rig, facts.GatheringAnnouncement.kind)] == [rig.now]


def test_what_has_begun_or_is_cancelled_is_announced_to_nobody(rig: Rig) -> None:
    begun, gone = rig.talk(), rig.talk(organiser_id=rig.ids["david"])
    rig.do(lambda tx: appointments.change(tx, gone.appointment_id, now=NOW, state=State.CANCELLED.value))
    run(rig, rig.sheet(begun).appointment.starts)
    assert rows(rig, facts.GatheringAnnouncement.kind) == []
    with rig.database.reading() as reading:
        assert (
            clock.next_due(reading, now=rig.now) == rig.sheet(begun).appointment.ends
        )  # nothing that is past keeps time from moving


def test_without_a_channel_each_gets_a_card(rig: Rig) -> None:
    rig.make(rig.series(PORTEURS, channel=None))
    rig.do(lambda tx: _no_channel(rig, tx))
    run(rig, NINE)
    assert rows(rig, facts.GatheringAnnouncement.kind) == []
    assert whom(rig, facts.GatheringCard.kind) == {"paul", "rita", "serge"}


def _no_channel(rig: Rig, tx: Transaction) -> None:
    promotions.change_promotion(tx, rig.ids["promotion"], channel_porteurs=None, channel_promotion=None)


def test_whom_the_channel_does_not_hold_is_written_to(rig: Rig) -> None:
    rig.add("mail", Membership(Role.EIG, rig.ids["promotion"]), account=False)
    rig.do(lambda tx: people.change(tx, rig.ids["mail"], looked_up_at=NOW))
    rig.talk(opened_to=frozenset({Role.PORTEUR, Role.SPONSOR}))
    run(rig, NINE)
    assert whom(rig, facts.GatheringCard.kind) == {"mail", "paul", "rita", "serge"}


def test_channel_that_refuses_brings_a_card_to_each_and_word_to_the_organiser_once(rig: Rig) -> None:
    made = rig.talk()
    run(rig, NINE)
    close(rig, facts.GatheringAnnouncement.kind, NoticeState.FAILED, reason="not_in_channel")
    for _ in range(2):
        rig.do(lambda tx: announcements.handle_refused_channel(tx, _notice(made), reason="not_in_channel", now=NINE))
    assert whom(rig, facts.GatheringCard.kind) == set(EIG)
    assert whom(rig, facts.ChannelRefused.kind) == {"claire"}
    assert len(rows(rig, facts.ChannelRefused.kind)) == 1


def test_who_arrives_later_is_invited_where_cards_were_used(rig: Rig) -> None:
    made = rig.talk()
    run(rig, NINE)
    rig.add("late", Membership(Role.EIG, rig.ids["promotion"]))
    run(rig, NINE + timedelta(hours=1))
    assert whom(rig, facts.GatheringCard.kind) == set()  # the channel's own card tells them
    close(rig, facts.GatheringAnnouncement.kind, NoticeState.FAILED, reason="is_archived")
    rig.do(lambda tx: announcements.handle_refused_channel(tx, _notice(made), reason="is_archived", now=NINE))
    rig.add("later", Membership(Role.EIG, rig.ids["promotion"]))
    run(rig, NINE + timedelta(hours=2))
    assert whom(rig, facts.GatheringCard.kind) == {*EIG, "late", "later"}


def test_who_has_not_answered_is_asked_with_the_week_before(rig: Rig) -> None:
    made = rig.talk()
    rig.use(answers.answer, "lea", made.id, reply=Reply.DECLINES)
    run(rig, NINE)
    assert whom(rig, facts.Nudge.kind) == set(EIG) - {"lea"}
    assert {due for _, _, due in rows(rig, facts.Nudge.kind)} == {datetime(2026, 5, 18, 9, 0, tzinfo=PARIS)}


def test_who_has_not_answered_is_asked_in_the_week_of_the_new_date_alone(rig: Rig) -> None:
    made, june = rig.talk(), datetime(2026, 6, 16, 14, 0, tzinfo=PARIS)
    first = rig.sheet(made).appointment.starts
    run(rig, NINE)
    rig.use(changes.move, "claire", made.id, starts=june)
    rig.stand()
    asked = {due: drawn(rig, due) for due in sorted({due for _, _, due in rows(rig, facts.Nudge.kind)})}
    new = datetime(2026, 6, 8, 9, 0, tzinfo=PARIS)
    assert asked == {datetime(2026, 5, 18, 9, 0, tzinfo=PARIS): False, new: True}
    close(rig, facts.Nudge.kind, NoticeState.DROPPED, doubtful=False)
    rig.use(changes.move, "claire", made.id, starts=first)  # and back, once the first one had nothing to say
    rig.stand()
    assert {due for _, _, due in rows(rig, facts.Nudge.kind)} == {datetime(2026, 5, 18, 9, 0, tzinfo=PARIS)}


def drawn(rig: Rig, due: datetime) -> bool:
    """Return whether the question of this moment has something to say to Sami."""
    with rig.database.transaction() as tx:
        several = claim(tx, now=due, machine_now=due, limit=100)
        sami = (facts.Nudge.kind, rig.ids["sami"], due)
        (mine,) = [one for one in several if (one.kind, one.person_id, one.due) == sami]
        return drawings.render_nudge(RenderContext(tx, mine, facts.Nudge(), due)) is not None


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        (datetime(2026, 5, 16, 9, 0, tzinfo=PARIS), datetime(2026, 5, 18, 9, 0, tzinfo=PARIS)),
        (
            datetime(2026, 5, 17, 10, 0, tzinfo=PARIS),
            datetime(2026, 5, 26, 9, 0, tzinfo=PARIS),
        ),  # the 25th is a holiday
        (datetime(2026, 5, 26, 8, 0, tzinfo=PARIS), None),
    ],
)
def test_who_was_told_less_than_a_day_ago_is_asked_a_week_later(since: datetime, asked: datetime | None) -> None:
    starts = datetime(2026, 5, 26, 14, 0, tzinfo=PARIS)
    assert timetable.week_message_time(starts, since=since) == asked


def test_answers_within_two_seconds_change_the_card_once_and_at_the_earliest_time(rig: Rig) -> None:
    made = rig.talk()
    run(rig, NINE)
    close(rig, facts.GatheringAnnouncement.kind, NoticeState.SENT, sent_channel="C0PROMO", sent_ts="1.0")
    for second, who in enumerate(EIG[:3]):
        rig.use(answers.answer, who, made.id, reply=Reply.COMES, now=NINE + timedelta(seconds=second))
    assert rows(rig, facts.GatheringAnnouncement.kind) == [(None, "C0PROMO", NINE + timedelta(seconds=2))]
    rig.do(lambda tx: owe_updates(tx, announcements.SUBJECT, made.id, revision=0, due=NINE))
    assert [due for _, _, due in rows(rig, facts.GatheringAnnouncement.kind)] == [NINE]


def _notice(made: Gathering) -> Notice:
    return Notice(
        id="n",
        seq=1,
        action=Action.POST,
        kind=facts.GatheringAnnouncement.kind,
        subject=announcements.SUBJECT,
        subject_id=made.id,
        revision=0,
        due=NINE,
        expires=None,
        recipient="channel C0PROMO",
        person_id=None,
        slack_id=None,
        channel="C0PROMO",
        thread_ts=None,
        detail="",
        card=True,
        attempts=1,
        first_attempt=NINE,
        lease_until=NINE,
        doubtful=False,
    )

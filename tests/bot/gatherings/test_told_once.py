"""What is moved twice within a minute is told once, by message and by mail; what is near is told at once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.agenda import facts as agenda_facts
from bot.agenda import pending
from bot.agenda.calendars import invitations
from bot.gatherings import answers, changes
from bot.gatherings import facts as gatherings_facts
from bot.gatherings.conference import talks
from bot.gatherings.conference.talks import OutsideSpeaker, Talk
from bot.gatherings.kinds import CONFERENCE, PORTEURS
from bot.gatherings.model import Gathering, Reply
from bot.notices import notices
from bot.notices.model import Notice
from bot.planning import once_a_week, undoing
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import people
from tests.bot.gatherings.rig import Rig

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def rig(database: Database) -> Rig:
    rig = Rig(database).fill()
    rig.add("nora", Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"]), account=False)
    rig.do(lambda tx: people.change(tx, rig.ids["nora"], looked_up_at=rig.now))  # Slack knows no account of hers
    return rig


@pytest.fixture
def made(rig: Rig) -> Gathering:
    made = rig.make(rig.series(CONFERENCE))
    for key in ("lea", "nora"):
        rig.use(answers.answer, key, made.id, reply=Reply.COMES)
    sent(rig)
    return made


def claimed(rig: Rig) -> list[Notice]:
    return rig.do(lambda tx: notices.claim(tx, now=rig.now, machine_now=rig.now, limit=50))


def settle(rig: Rig) -> None:
    for batch in rig.do(lambda tx: pending.due_batches(tx, now=rig.now)):
        rig.do(lambda tx, batch=batch: undoing.settle_batch(tx, batch, now=rig.now))  # type: ignore[misc]


def sent(rig: Rig) -> list[tuple[str, int | None, datetime]]:
    """Settle and send what is due; give the moves and the mails among it, to whom, and the start that is told."""
    settle(rig)
    found = []
    for one in claimed(rig):
        rig.do(lambda tx, one=one: notices.close_sent(tx, one, channel="C", ts=str(one.seq), machine_now=rig.now))  # type: ignore[misc]
        if one.kind in (gatherings_facts.GatheringMoved.kind, agenda_facts.Invite.kind):
            told = one.detail.split()[1]
            found.append((one.kind, one.person_id, datetime.fromtimestamp(int(told), rig.now.tzinfo)))
    return sorted(found)


def move(rig: Rig, made: Gathering, *, by: timedelta) -> datetime:
    starts = rig.sheet(made).appointment.starts + by
    rig.use(changes.move, "claire", made.id, starts=starts)
    return starts


def test_moved_twice_within_two_minutes_is_told_once(rig: Rig, made: Gathering) -> None:
    move(rig, made, by=DAY)
    assert sent(rig) == []
    rig.now += 40 * SECOND
    starts = move(rig, made, by=DAY)
    rig.now += 119 * SECOND
    assert sent(rig) == []
    rig.now += SECOND
    assert sent(rig) == [
        (agenda_facts.Invite.kind, rig.ids["nora"], starts),
        (gatherings_facts.GatheringMoved.kind, rig.ids["lea"], starts),
        (gatherings_facts.GatheringMoved.kind, rig.ids["nora"], starts),  # goes by no mail: the invitation says it
    ]


def test_moved_there_and_back_is_told_to_nobody(rig: Rig, made: Gathering) -> None:
    move(rig, made, by=DAY)
    move(rig, made, by=-DAY)
    rig.now += 121 * SECOND
    assert sent(rig) == []


def test_cancelled_after_a_move_is_told_alone(rig: Rig, made: Gathering) -> None:
    move(rig, made, by=DAY)
    rig.use(changes.cancel, "claire", made.id)
    assert claimed(rig) == []
    rig.now += 121 * SECOND
    settle(rig)
    kinds = {one.kind for one in claimed(rig)}
    assert (gatherings_facts.GatheringCancelled.kind in kinds, gatherings_facts.GatheringMoved.kind in kinds) == (
        True,
        False,
    )
    rig.now += 61 * SECOND
    assert gatherings_facts.GatheringMoved.kind not in {one.kind for one in claimed(rig)}


def test_what_is_near_is_told_at_once(rig: Rig, made: Gathering) -> None:
    starts = rig.sheet(made).appointment.starts
    rig.now = starts - timedelta(minutes=50)
    sent(rig)
    later = move(rig, made, by=timedelta(hours=2))
    assert [(kind, told) for kind, _, told in sent(rig) if kind == agenda_facts.Invite.kind] == [
        (agenda_facts.Invite.kind, later)
    ]


def test_a_speaker_without_slack_gets_one_mail(rig: Rig, made: Gathering) -> None:
    talk = Talk(title="Cartes", outside=(OutsideSpeaker("Omar Sy", "omar@example.org"),))
    rig.use(talks.save_talk, "claire", made.id, talk=talk)
    (card,) = [one for one in claimed(rig) if one.kind == gatherings_facts.SpeakerCard.kind]

    def said() -> bool:
        return rig.do(lambda tx: once_a_week.is_in_invitations(tx, card, now=rig.now))

    assert not said()  # Slack has not said yet that it knows no account
    rig.do(lambda tx: people.change(tx, card.person_id or 0, looked_up_at=rig.now))
    rig.do(lambda tx: invitations.owe_upcoming_invitations(tx, card.person_id or 0, now=rig.now))
    assert said()


def test_what_goes_by_mail_alone_comes_with_what_else_its_reader_is_told(rig: Rig) -> None:
    """What can wait does; what is near, has few places or is a reminder of the hour does not."""
    nora, at = rig.ids["nora"], datetime.fromisoformat
    wide, soon = rig.make(rig.series(CONFERENCE)), rig.make(rig.series(CONFERENCE), at("2026-05-13T14:00+02:00"))
    narrow, seminar = rig.make(rig.series(CONFERENCE, capacity=10)), rig.make(rig.series(PORTEURS))
    wednesday, monday = at("2026-05-06T09:00+02:00"), at("2026-05-11T09:01+02:00")
    hour, early = at("2026-05-11T09:30+02:00"), at("2026-05-11T08:30+02:00")
    owed = [
        (gatherings_facts.GatheringCard(), wide.id, None),
        (gatherings_facts.GatheringCard(), narrow.id, None),
        (gatherings_facts.GatheringCard(), soon.id, None),  # as `invite` owes it
        (gatherings_facts.GatheringFollowUp(), seminar.id, wednesday + timedelta(days=7)),
        (gatherings_facts.GatheringFollowUp(), wide.id, None),  # it asks how useful it was
        (gatherings_facts.GatheringMoved(wednesday, monday), wide.id, None),
        (agenda_facts.HourReminder(), wide.id, hour),
    ]
    for fact, about, expires in owed:
        rig.do(lambda tx: notices.tell(tx, fact, about=about, to=[nora], due=rig.now, expires=expires))  # noqa: B023
    posts = {(one.kind, one.subject_id): one for one in claimed(rig)}
    of = {key: posts[fact.kind, about] for key, (fact, about, _) in zip("wnsatmh", owed, strict=True)}

    def goes(key: str, now: datetime) -> datetime:
        return rig.do(lambda tx: once_a_week.mailing_time(tx, of[key], now=now))

    assert [goes(key, wednesday) for key in "wa"] == [wednesday, monday]  # nothing else is owed to her
    week = agenda_facts.WeekReminder()
    rig.do(lambda tx: notices.tell(tx, week, about=wide.appointment_id, to=[nora], due=monday))
    assert [goes(key, wednesday) for key in "wnsatmh"] == [monday, *[wednesday] * 2, monday, *[wednesday] * 3]
    assert [goes(key, early) for key in "mh"] == [monday, early]
    assert goes("m", hour) == hour
    at_nine = replace(of["m"], detail=gatherings_facts.GatheringMoved(monday - timedelta(minutes=1), hour).detail)
    from_late = gatherings_facts.GatheringMoved(hour + timedelta(hours=5), monday).detail
    earlier = replace(of["m"], detail=from_late, expires=monday + timedelta(hours=2))
    for one in (at_nine, earlier):  # she would come for nothing, or too late
        assert rig.do(lambda tx: once_a_week.mailing_time(tx, one, now=early)) == early  # noqa: B023
    told = replace(of["a"], expires=monday - timedelta(minutes=5))  # it would be too late then, and dropped
    assert rig.do(lambda tx: once_a_week.mailing_time(tx, told, now=wednesday)) == wednesday

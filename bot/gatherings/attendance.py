"""After a gathering: one message to participants, and the host's record of attendance and no-shows.

« S'en inspirer » goes to the channel at the end. « Qui est venu ? » goes to the host on the next working morning, and
takes one click. Without an answer, everybody who had accepted counts as present (docs/programme.md, Appointments)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.agenda.model import State
from bot.dates.working import next_working_morning, out_of_quiet
from bot.errors import AlreadyAnswered, AlreadyCancelled, Invalid
from bot.gatherings import announcements, facts
from bot.gatherings.model import GatheringSheet, Reply
from bot.gatherings.sheets import describe_gathering
from bot.notices import homes, notices
from bot.notices.model import Action, Notice
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.gatherings import gathering_line, occurrences

SUBJECT = facts.After.subject  # subject of the message to participants after a gathering
ASKED = facts.WhoCame.subject  # subject of the question to the host

ALL, SOME, NONE = "all", "some", "none"  # the host's answer; NONE: the gathering did not take place
ASKED_FOR = timedelta(days=7)  # how long after its end the follow-up is sent, and the question shown on the Home


def ended(tx: Reading, *, now: datetime) -> list[int]:
    """Return gatherings that are over and have no follow-up yet."""
    return gathering_line.ended(tx, now=now)


def close(tx: Transaction, gathering_id: int, *, now: datetime) -> None:
    """Enqueue the follow-up of a gathering that just ended, if anybody accepted. Safe to run on several replicas."""
    occurrences.lock(tx, gathering_id)
    sheet = describe_gathering(tx, gathering_id)
    appointment = sheet.appointment
    if sheet.gathering.closed_at is not None or appointment.state is not State.CONFIRMED or appointment.ends > now:
        return
    occurrences.change(tx, gathering_id, closed_at=now)
    announcements.refresh(tx, gathering_id, everywhere=True, now=now)  # answers are closed
    if not sheet.replied(Reply.COMES) or now >= appointment.ends + ASKED_FOR:
        return
    owe_after(tx, sheet, now=now)
    asked, hosts = next_working_morning(appointment.ends), hosts_of(sheet)
    notices.tell(tx, facts.WhoCame(), about=gathering_id, to=hosts, due=asked)
    came = {person.id for person in sheet.replied(Reply.COMES)}
    homes.owe_home(tx, came.union(hosts), now=now)


def owe_after(tx: Transaction, sheet: GatheringSheet, *, now: datetime, by_channel: bool = True) -> None:
    """Enqueue the message to people who had accepted: in the channel of the announcement, else to each person.

    People without a Slack account cannot read a channel, and get a mail."""
    due = out_of_quiet(max(now, sheet.appointment.ends))
    about = sheet.gathering.id
    if by_channel and sheet.channel is not None and announcements.is_in_channel(tx, sheet.gathering.id):
        notices.tell(tx, facts.After(), about=about, channel=sheet.channel, due=due)
        who = sorted(announcements.outside_slack(tx, sheet.replied(Reply.COMES)))
    else:
        who = [person.id for person in sheet.replied(Reply.COMES)]
    notices.tell(tx, facts.After(), about=about, to=who, due=due)


def refused(tx: Transaction, notice: Notice, *, now: datetime) -> None:
    """Handle a channel that refuses messages: send the follow-up to each participant instead."""
    if notice.action is Action.POST and notice.channel is not None:
        owe_after(tx, describe_gathering(tx, notice.subject_id), by_channel=False, now=now)


def attend(
    tx: Transaction, actor: Actor, gathering_id: int, *, missing: Collection[int] = (), now: datetime
) -> GatheringSheet:
    """« Tout le monde », or record no-shows: the `missing` ids among the people who had accepted.

    A later record replaces an earlier one. Raises NotAllowed, NotFound, AlreadyCancelled, Invalid ("attendance",
    "early") before the start, AlreadyAnswered if the gathering was recorded as not having taken place."""
    sheet = _lock(tx, actor, gathering_id, now=now)
    came = {person.id for person in sheet.replied(Reply.COMES)}
    gone = came & set(missing)
    for person_id in sorted(came):
        occurrences.change_answer(tx, gathering_id, person_id, attended=person_id not in gone)
    return _record(tx, actor, sheet, SOME if gone else ALL, now=now)


def cancel_afterwards(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """« Elle n'a pas eu lieu »: record it, and drop the unsent messages to participants. Raises as `attend`."""
    sheet = _lock(tx, actor, gathering_id, now=now)
    for person in sheet.replied(Reply.COMES):
        occurrences.change_answer(tx, gathering_id, person.id, attended=False)
    occurrences.change(tx, gathering_id, closed_at=sheet.gathering.closed_at or now)
    notices.drop(tx, SUBJECT, gathering_id, reason="missed", now=now)
    return _record(tx, actor, sheet, NONE, now=now)


def attended(sheet: GatheringSheet) -> tuple[int, ...]:
    """Return the ids of participants: the people whom the host recorded, or everybody who had accepted."""
    return tuple(
        sorted(
            answer.person_id
            for answer in sheet.answers.values()
            if answer.reply is Reply.COMES and answer.attended is not False
        )
    )


def hosts_of(sheet: GatheringSheet) -> tuple[int, ...]:
    """Return the ids of people to ask about attendance: the hosts, else the organiser."""
    return sheet.appointment.host_ids or (sheet.series.organiser_id,)


def is_asked(sheet: GatheringSheet) -> bool:
    """Return whether to ask the host of a past gathering: nothing is recorded, and somebody had accepted."""
    return sheet.gathering.attendance is None and bool(sheet.replied(Reply.COMES))


def took_place(sheet: GatheringSheet) -> bool:
    """Return whether a past gathering took place; without a record it did."""
    return not sheet.is_cancelled and sheet.gathering.attendance != NONE


def read(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """Return a gathering for the attendance form. Raises as `attend`."""
    sheet = describe_gathering(tx, gathering_id)
    _check(actor, sheet, now=now)
    return sheet


def _lock(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    occurrences.lock(tx, gathering_id)
    sheet = describe_gathering(tx, gathering_id)
    _check(actor, sheet, now=now)
    return sheet


def _check(actor: Actor, sheet: GatheringSheet, *, now: datetime) -> None:
    require(actor, "gatherings.attend", sheet)
    if sheet.is_cancelled:
        raise AlreadyCancelled(starts=sheet.appointment.starts)
    if sheet.appointment.starts > now:
        raise Invalid(field="attendance", reason="early")
    if sheet.gathering.attendance == NONE:
        raise AlreadyAnswered


def _record(tx: Transaction, actor: Actor, sheet: GatheringSheet, attendance: str, *, now: datetime) -> GatheringSheet:
    gathering_id = sheet.gathering.id
    occurrences.change(tx, gathering_id, attendance=attendance)
    record(tx, actor, "gatherings.attend", thing="gathering", thing_id=gathering_id, now=now, detail=attendance)
    notices.drop(tx, ASKED, gathering_id, reason="answered", now=now)
    notices.owe_updates(tx, ASKED, gathering_id, revision=0, due=now)
    homes.owe_home(tx, {*hosts_of(sheet), *(person.id for person in sheet.replied(Reply.COMES))}, now=now)
    return describe_gathering(tx, gathering_id)

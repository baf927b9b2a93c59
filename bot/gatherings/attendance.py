"""Send a message to participants after a gathering, and record which participants came.

The message « S'en inspirer » goes to the channel at the end of the gathering. The question « Qui est venu ? » goes to
the host on the next working morning. If the host does not answer, everybody who accepted counts as present
(docs/programme.md, Appointments)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.agenda.model import State
from bot.dates.working import next_working_morning, shift_out_of_quiet
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

SUBJECT = facts.GatheringFollowUp.subject
ASKED = facts.AttendanceQuestion.subject

# The host's answers to « Qui est venu ? ». NONE means that the gathering did not take place.
ALL, SOME, NONE = "all", "some", "none"
# This long after the end, the question leaves the Home, and no follow-up is sent any more.
ASKED_FOR = timedelta(days=7)


def list_ended(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of gatherings that are over and have no follow-up yet."""
    return gathering_line.list_ended(tx, now=now)


def close(tx: Transaction, gathering_id: int, *, now: datetime) -> None:
    """Close a gathering that is over. Enqueue its follow-up if anybody accepted. Safe to run on several replicas."""
    occurrences.lock(tx, gathering_id)
    sheet = describe_gathering(tx, gathering_id)
    appointment = sheet.appointment
    if sheet.gathering.closed_at is not None or appointment.state is not State.CONFIRMED or appointment.ends > now:
        return
    occurrences.change(tx, gathering_id, closed_at=now)
    announcements.refresh_cards(tx, gathering_id, everywhere=True, now=now)
    if not sheet.who_replied(Reply.COMES) or now >= appointment.ends + ASKED_FOR:
        return
    owe_follow_up(tx, sheet, now=now)
    asked, hosts = next_working_morning(appointment.ends), hosts_of(sheet)
    notices.tell(tx, facts.AttendanceQuestion(), about=gathering_id, to=hosts, due=asked)
    came = {person.id for person in sheet.who_replied(Reply.COMES)}
    homes.owe_home(tx, came.union(hosts), now=now)


def owe_follow_up(tx: Transaction, sheet: GatheringSheet, *, now: datetime, may_use_channel: bool = True) -> None:
    """Enqueue the message « S'en inspirer » for the people who accepted.

    If the gathering was announced in a channel, the message goes to that channel, and by mail to people without a Slack
    account. If it was announced in no channel, or if `may_use_channel` is false, each person gets the message."""
    due = shift_out_of_quiet(max(now, sheet.appointment.ends))
    about = sheet.gathering.id
    if may_use_channel and sheet.channel is not None and announcements.is_in_channel(tx, sheet.gathering.id):
        notices.tell(tx, facts.GatheringFollowUp(), about=about, channel=sheet.channel, due=due)
        who = sorted(announcements.ids_without_slack(tx, sheet.who_replied(Reply.COMES)))
    else:
        who = [person.id for person in sheet.who_replied(Reply.COMES)]
    notices.tell(tx, facts.GatheringFollowUp(), about=about, to=who, due=due)


def handle_refused_channel(tx: Transaction, notice: Notice, *, now: datetime) -> None:
    """Send the follow-up to each participant after a channel refused it."""
    if notice.action is Action.POST and notice.channel is not None:
        owe_follow_up(tx, describe_gathering(tx, notice.subject_id), may_use_channel=False, now=now)


def record_attendance(
    tx: Transaction, actor: Actor, gathering_id: int, *, absent_ids: Collection[int] = (), now: datetime
) -> GatheringSheet:
    """« Tout le monde »: record that everybody who accepted came, except the people whose ids are in `absent_ids`.

    A later record replaces an earlier one. Raises NotAllowed, NotFound, AlreadyCancelled, Invalid before
    the start, and AlreadyAnswered if the host recorded that the gathering did not take place."""
    sheet = _lock(tx, actor, gathering_id, now=now)
    came = {person.id for person in sheet.who_replied(Reply.COMES)}
    gone = came & set(absent_ids)
    for person_id in sorted(came):
        occurrences.change_answer(tx, gathering_id, person_id, attended=person_id not in gone)
    return _save_attendance(tx, actor, sheet, SOME if gone else ALL, now=now)


def cancel_afterwards(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """« Elle n'a pas eu lieu »: record that the gathering did not take place, and drop the unsent follow-up.

    Raises like `record_attendance`."""
    sheet = _lock(tx, actor, gathering_id, now=now)
    for person in sheet.who_replied(Reply.COMES):
        occurrences.change_answer(tx, gathering_id, person.id, attended=False)
    occurrences.change(tx, gathering_id, closed_at=sheet.gathering.closed_at or now)
    notices.drop_unsent(tx, SUBJECT, gathering_id, reason="missed", now=now)
    return _save_attendance(tx, actor, sheet, NONE, now=now)


def attended_ids(sheet: GatheringSheet) -> tuple[int, ...]:
    """Return the ids of the people who accepted, except the people whom the host recorded as absent."""
    return tuple(
        sorted(
            answer.person_id
            for answer in sheet.answers.values()
            if answer.reply is Reply.COMES and answer.attended is not False
        )
    )


def hosts_of(sheet: GatheringSheet) -> tuple[int, ...]:
    """Return the ids of the hosts, who are asked about attendance. If nobody hosts, return the organiser's id."""
    return sheet.appointment.host_ids or (sheet.series.organiser_id,)


def lacks_attendance(sheet: GatheringSheet) -> bool:
    """Return whether somebody accepted and the host has not recorded the attendance yet."""
    return sheet.gathering.attendance is None and bool(sheet.who_replied(Reply.COMES))


def took_place(sheet: GatheringSheet) -> bool:
    """Return whether a past gathering took place. If nothing is recorded, it counts as having taken place."""
    return not sheet.is_cancelled and sheet.gathering.attendance != NONE


def read(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """Return a gathering for the attendance form. Raises like `record_attendance`."""
    sheet = describe_gathering(tx, gathering_id)
    _check_may_record(actor, sheet, now=now)
    return sheet


def _lock(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    occurrences.lock(tx, gathering_id)
    sheet = describe_gathering(tx, gathering_id)
    _check_may_record(actor, sheet, now=now)
    return sheet


def _check_may_record(actor: Actor, sheet: GatheringSheet, *, now: datetime) -> None:
    require(actor, "gatherings.attend", sheet)
    if sheet.is_cancelled:
        raise AlreadyCancelled(starts=sheet.appointment.starts)
    if sheet.appointment.starts > now:
        raise Invalid(field="attendance", reason="early")
    if sheet.gathering.attendance == NONE:
        raise AlreadyAnswered


def _save_attendance(
    tx: Transaction, actor: Actor, sheet: GatheringSheet, attendance: str, *, now: datetime
) -> GatheringSheet:
    gathering_id = sheet.gathering.id
    occurrences.change(tx, gathering_id, attendance=attendance)
    record(tx, actor, "gatherings.attend", thing="gathering", thing_id=gathering_id, now=now, detail=attendance)
    notices.drop_unsent(tx, ASKED, gathering_id, reason="answered", now=now)
    notices.owe_updates(tx, ASKED, gathering_id, revision=0, due=now)
    homes.owe_home(tx, {*hosts_of(sheet), *(person.id for person in sheet.who_replied(Reply.COMES))}, now=now)
    return describe_gathering(tx, gathering_id)

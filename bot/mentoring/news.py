"""Notices about a cycle: each transition enqueues its messages once, for the people concerned.

Before all séances are confirmed, the side that has to answer gets them. Afterwards they go to the group conversation,
or to each participant if Slack refused it. docs/programme.md, Messages, limits their number."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.agenda.calendars import calendars
from bot.agenda.model import Appointment, SettledChange, State
from bot.agenda.pending import announcement_time, readers_by_start
from bot.catalogue.formats import booking_key
from bot.dates.working import next_working_morning
from bot.mentoring import facts
from bot.mentoring.cycle import CycleState, SessionState, SideToAnswer, reminder_times, side_to_answer
from bot.mentoring.model import MENTORING, CycleSheet, Session
from bot.mentoring.sheets import cycle_ids, describe_cycle
from bot.notices import homes, notices
from bot.notices.model import Notice, NoticeState, NoticeToSend
from bot.notices.team import address_to_coaches
from bot.notices.unheard import owe_change
from storage.database import Reading, Transaction

SUBJECT = facts.AboutCycle.subject
_ASKING = (
    facts.AnswerReminder.kind,
    facts.MentorAnswered.kind,
    facts.TimesPicked.kind,
)
# These notices about séances of a running cycle are dropped when it ends.
_QUESTIONS = (facts.CheckIn.kind, facts.SessionMissed.kind, facts.LateTimeQuestion.kind, facts.LateTimeRefused.kind)


def owe_cards(tx: Transaction, sheet: CycleSheet, person_ids: Iterable[int], *, now: datetime) -> None:
    """Enqueue the cycle's card for these people, unless they have it."""
    notices.tell(tx, facts.CycleCard(), about=sheet.cycle.id, to=person_ids, due=now)


def owe_answer_reminders(tx: Transaction, sheet: CycleSheet, *, now: datetime) -> None:
    """Enqueue reminders for the person who must answer, after a third and after two thirds of the working days."""
    cycle = sheet.cycle
    turn = side_to_answer(cycle.state)
    if cycle.answer_by is None or turn is SideToAnswer.NOBODY:
        return
    to = cycle.mentor_id if turn is SideToAnswer.MENTOR else cycle.asked_by
    due = reminder_times(cycle.turned_at, until=cycle.answer_by)
    fact, since = facts.AnswerReminder(turn, cycle.turned_at), int(cycle.turned_at.timestamp())
    owed = [
        fact.owed(cycle.id, to=to, due=moment, expires=cycle.answer_by, period=f"{since} {number}")
        for number, moment in enumerate(due, 1)
        if now < moment < cycle.answer_by
    ]
    notices.owe(tx, owed)


def ask_for_answer(
    tx: Transaction, sheet: CycleSheet, kind: type[facts.MentorAnswered] | type[facts.TimesPicked], *, now: datetime
) -> None:
    """Ask the person who must answer, by a message with buttons, and enqueue the reminders."""
    cycle = sheet.cycle
    to = cycle.mentor_id if side_to_answer(cycle.state) is SideToAnswer.MENTOR else cycle.asked_by
    notices.tell(tx, kind(cycle.turned_at), about=cycle.id, to=[to], due=now, expires=cycle.answer_by)
    owe_answer_reminders(tx, sheet, now=now)


def end_request_questions(tx: Transaction, cycle_id: int, *, now: datetime) -> None:
    """Drop the notices that ask for an answer to a request."""
    notices.drop_unsent(tx, SUBJECT, cycle_id, reason="answered", now=now, kinds=_ASKING)


def tell_end(tx: Transaction, sheet: CycleSheet, *, by: int | None, now: datetime) -> None:
    """Notify everybody but `by` that a cycle ended, drop its open questions, and update its cards and Homes."""
    end_session_questions(tx, sheet.cycle.id, now=now)
    end_group(tx, sheet.cycle.id, now=now)
    tell_all(tx, sheet, facts.CycleEnded(by), by=by, now=now)
    refresh(tx, sheet, now=now)


def end_session_questions(tx: Transaction, cycle_id: int, *, now: datetime) -> None:
    """Drop the questions about séances of a cycle that ends early."""
    notices.drop_unsent(tx, SUBJECT, cycle_id, reason="ended", now=now, kinds=_QUESTIONS)


def tell(
    tx: Transaction,
    sheet: CycleSheet,
    fact: facts.AboutCycle,
    *,
    recipient_ids: Iterable[int],
    period: str | None = None,
    updates_card: bool | None = None,
    expires: datetime | None = None,
    now: datetime,
) -> None:
    """Enqueue one notice for each person in `recipient_ids`, in their own conversation with the bot."""
    notices.tell(
        tx, fact, about=sheet.cycle.id, to=recipient_ids, due=now, expires=expires, period=period, card=updates_card
    )


def tell_all(
    tx: Transaction, sheet: CycleSheet, fact: facts.AboutCycle, *, by: int | None, period: str = "", now: datetime
) -> None:
    """Notify all participants in the group conversation. If there is none, notify each of them but the actor (`by`)."""
    notices.owe(tx, _messages_to_all(tx, sheet, fact, by=by, period=period, due=now))


def tell_moves(
    tx: Transaction,
    sheet: CycleSheet,
    known_starts: Mapping[int, datetime],
    *,
    by: int | None,
    recipient_ids: Collection[int] | None = None,
    due: datetime | None = None,
    now: datetime,
) -> None:
    """Notify people once of the new times of séances. If `recipient_ids` is None, notify all participants.

    `known_starts` has the starts that these people know, by appointment id. If `due` is None, people are notified in a
    minute, or at once within an hour of a start. Unsent notices are merged."""
    moved = [session.appointment for session in sheet.sessions if session.appointment.id in known_starts]
    due = due or announcement_time(*known_starts.values(), *(appointment.starts for appointment in moved), now=now)
    fact = facts.CycleMoved(by, {id_: int(starts.timestamp()) for id_, starts in known_starts.items()})
    period = f"{moved[0].id}-{moved[0].revision}"
    told = _messages_to_all(tx, sheet, fact, by=by, period=period, due=due) if recipient_ids is None else []
    told += [fact.owed(sheet.cycle.id, to=person, due=due, period=period) for person in recipient_ids or ()]
    owe_change(tx, fact, told, older_kinds=[facts.CycleMoved], actor_id=by, now=now)


def announce(tx: Transaction, changes: Sequence[SettledChange], *, now: datetime) -> None:
    """Notify people of committed changes, once for each cycle. A cancelled séance means that its cycle ended."""
    mine = {
        change.appointment.id: change for change in changes if booking_key(change.appointment.dispositif) == MENTORING
    }
    of = cycle_ids(tx, mine) if mine else {}
    for cycle_id in sorted({*of.values()}):
        changed, sheet = [mine[id_] for id_ in mine if of.get(id_) == cycle_id], describe_cycle(tx, cycle_id)
        by = changed[0].change.actor_id
        if any(each.appointment.state is State.CANCELLED for each in changed):
            tell_end(tx, sheet, by=by, now=now)
            continue
        standing = {session.appointment.id for session in sheet.sessions if session.state.stands}
        _announce_moves(tx, sheet, [each for each in changed if each.appointment.id in standing], by=by, now=now)
        refresh(tx, sheet, now=now)


def _announce_moves(
    tx: Transaction, sheet: CycleSheet, changes: Sequence[SettledChange], *, by: int | None, now: datetime
) -> None:
    """Notify the group conversation of these changes, or each person if the group does not exist.

    Each notice names the start that its readers knew. If the group already knows the current times, only people who
    know another time are notified."""
    gone = [each for each in changes if each.change.told_starts != each.appointment.starts]
    before = {each.appointment.id: told for each in gone if (told := each.change.told_starts) is not None}
    if before and has_group(tx, sheet):
        tell_moves(tx, sheet, before, by=by, due=now, now=now)
        return
    knows: dict[int, dict[int, datetime]] = {}
    for each in changes:
        for starts, people in readers_by_start(each, {*sheet.team_ids, sheet.cycle.mentor_id}).items():
            for person in people:
                knows.setdefault(person, {})[each.appointment.id] = starts
    for known in {tuple(theirs.items()): theirs for theirs in knows.values()}.values():
        to = [person for person, theirs in knows.items() if theirs == known]
        tell_moves(tx, sheet, known, by=by, recipient_ids=to, due=now, now=now)


def _messages_to_all(
    tx: Transaction, sheet: CycleSheet, fact: facts.AboutCycle, *, by: int | None, period: str, due: datetime
) -> list[NoticeToSend]:
    channel = _group_channel(tx, sheet)
    people = sorted({*sheet.team_ids, sheet.cycle.mentor_id} - {by})
    each = [fact.owed(sheet.cycle.id, to=person, due=due, period=period) for person in people]
    return each if channel is None else [replace(each[0], person_id=None, channel=channel)]


def owe_group(tx: Transaction, sheet: CycleSheet, *, now: datetime) -> None:
    """Enqueue the message with the dates, which opens the group conversation of the mentor and the team.

    Slack cannot remove anybody from a group: if a person leaves or the mentor changes, a new group is opened."""
    group, times = _group_fact(sheet), sum(session.appointment.revision for session in sheet.sessions)
    # The period includes the revisions, since the same people may get another group.
    period = f"{group.detail} {times}"
    notices.owe(tx, group.owed(sheet.cycle.id, due=now, period=period))


def renew_group(tx: Transaction, sheet: CycleSheet, *, now: datetime) -> None:
    """Enqueue a new group conversation for the current people, if there is a group or a message that will open one."""
    known = notices.newest_card(tx, SUBJECT, sheet.cycle.id, kind=facts.CycleGroup.kind)
    if sheet.cycle.state is CycleState.RUNNING and known is not None and known.state is not NoticeState.FAILED:
        end_group(tx, sheet.cycle.id, now=now)
        owe_group(tx, sheet, now=now)


def end_group(tx: Transaction, cycle_id: int, *, now: datetime) -> None:
    """Drop the unsent message that would open a group conversation."""
    notices.drop_unsent(tx, SUBJECT, cycle_id, reason="not theirs", now=now, kinds=[facts.CycleGroup.kind])


def is_current_group(sheet: CycleSheet, group: facts.CycleGroup) -> bool:
    """Return whether a group conversation has exactly the current team and mentor."""
    return group == _group_fact(sheet)


def report_refused_group(tx: Transaction, notice: Notice, *, sheet: CycleSheet, reason: str, now: datetime) -> None:
    """After Slack refused a group conversation, send the dates to each person and the reason to the coaches."""
    if not sheet.cycle.state.is_live:
        return
    everybody = {*sheet.team_ids, sheet.cycle.mentor_id}
    tell(tx, sheet, facts.CycleStarted(), recipient_ids=everybody, period=str(notice.seq), now=now)
    alert_coaches(tx, sheet, facts.GroupRefused(reason), period=str(notice.seq), now=now)


def alert_coaches(
    tx: Transaction, sheet: CycleSheet, fact: facts.AboutCycle, *, period: str = "", now: datetime
) -> bool:
    """Notify the coaches once about a cycle. Return False if they were notified before.

    If the coaches have no channel, each of them gets a message. A coach who is the cycle's mentor gets none, unless
    there is only this coach."""
    owed = address_to_coaches(
        tx, fact, about=sheet.cycle.id, promotion_id=sheet.defi.promotion_id, period=period, now=now
    )
    others = [message for message in owed if message.person_id is None or message.person_id != sheet.cycle.mentor_id]
    # Do not notify the mentor of CycleOrphaned: the mentor left or cannot be reached.
    alone = () if isinstance(fact, facts.CycleOrphaned) else owed
    return notices.owe(tx, others or alone) > 0


def owe_check_in(tx: Transaction, sheet: CycleSheet, session: Session, *, repeat_key: str = "", now: datetime) -> None:
    """Ask the asker whether a séance took place, unless the asker answered or the question has expired."""
    appointment = session.appointment
    fact, due = facts.CheckIn(appointment.id, appointment.starts), next_working_morning(appointment.ends)
    owed = fact.owed(
        sheet.cycle.id, to=sheet.cycle.asked_by, due=due, period=f"{appointment.id}-{appointment.revision}{repeat_key}"
    )
    if session.outcome is None and owed.expires is not None and now < owed.expires:
        notices.owe(tx, owed)


def ask_check_in_again(tx: Transaction, sheet: CycleSheet, *, since: datetime, reason: str, now: datetime) -> None:
    """Drop the unsent follow-up questions for `reason`. Then ask again each question that was due after `since`."""
    notices.drop_unsent(tx, SUBJECT, sheet.cycle.id, reason=reason, now=now, kinds=[facts.CheckIn.kind])
    for session in sheet.sessions:
        if session.state is SessionState.OVER and next_working_morning(session.appointment.ends) > since:
            owe_check_in(tx, sheet, session, repeat_key=f" {int(now.timestamp())}", now=now)


def pass_on_questions(tx: Transaction, sheet: CycleSheet, *, now: datetime) -> None:
    """Send the unanswered questions about the cycle's séances to the new asker."""
    kinds = (facts.CheckIn.kind, facts.SessionMissed.kind, facts.LateTimeRefused.kind)
    notices.drop_unsent(tx, SUBJECT, sheet.cycle.id, reason="left", now=now, kinds=kinds)
    for session in sheet.sessions:
        if session.state is SessionState.OVER:
            owe_check_in(tx, sheet, session, now=now)
        elif session.state is SessionState.OPEN and sheet.cycle.state is CycleState.RUNNING:
            tell_missed_session(tx, sheet, session.appointment, now=now)


def tell_missed_session(tx: Transaction, sheet: CycleSheet, appointment: Appointment, *, now: datetime) -> None:
    """Notify the asker that a séance needs a new time."""
    to, period = [sheet.cycle.asked_by], f"{appointment.id}-{appointment.revision}"
    tell(tx, sheet, facts.SessionMissed(appointment.id), recipient_ids=to, period=period, now=now)


def refresh(tx: Transaction, sheet: CycleSheet, *, other_person_ids: Collection[int] = (), now: datetime) -> None:
    """Update everything that shows the cycle: cards, Homes, calendar entries.

    The Homes of the people `other_person_ids` are updated too."""
    cycle = sheet.cycle
    revision = max((session.appointment.revision for session in sheet.sessions), default=0)
    notices.owe_updates(tx, SUBJECT, cycle.id, revision=revision, due=now)
    homes.owe_home(tx, {*sheet.team_ids, cycle.mentor_id, *other_person_ids}, now=now)
    calendars.owe_changed_files(
        tx, [session.appointment for session in sheet.sessions], card=(SUBJECT, cycle.id), now=now
    )


def refresh_first(tx: Transaction, sheet: CycleSheet, *, person_id: int | None, due: datetime, now: datetime) -> None:
    """Update one person's cards and Home at once, and the others' at `due`."""
    if person_id is not None:
        revision = max((session.appointment.revision for session in sheet.sessions), default=0)
        notices.owe_updates(tx, SUBJECT, sheet.cycle.id, revision=revision, due=now, person_id=person_id)
    refresh(tx, sheet, now=due)
    homes.owe_home(tx, [person_id] if person_id else [], now=now)


def late_question(sheet: CycleSheet, session: Session) -> facts.LateTimeQuestion:
    """Return the question to the mentor about other times for this séance and for those that share its question."""
    first, *others = (other.appointment.id for other in sheet.sessions_asked_with(session))
    return facts.LateTimeQuestion(first, tuple(others), sheet.times_id(session) if others else 0)


def forget_question(tx: Transaction, sheet: CycleSheet, session: Session, *, now: datetime) -> None:
    """Drop the unsent question about this séance."""
    fact = late_question(sheet, session)
    notices.drop_unsent(tx, SUBJECT, sheet.cycle.id, reason="undone", now=now, kinds=[fact.kind], detail=fact.detail)


def is_question_open(sheet: CycleSheet, fact: facts.AnswerReminder | facts.MentorAnswered | facts.TimesPicked) -> bool:
    """Return whether a question is still open: nobody has answered it, and it has not expired."""
    return sheet.cycle.state.is_open and int(fact.since.timestamp()) == int(sheet.cycle.turned_at.timestamp())


def _group_fact(sheet: CycleSheet) -> facts.CycleGroup:
    return facts.CycleGroup(tuple(sorted({*sheet.team_ids, sheet.cycle.mentor_id})))


def has_group(tx: Reading, sheet: CycleSheet) -> bool:
    """Return whether mentor and team have a group conversation."""
    return _group_channel(tx, sheet) is not None


def _group_channel(tx: Reading, sheet: CycleSheet) -> str | None:
    newest = notices.newest_card(tx, SUBJECT, sheet.cycle.id, kind=facts.CycleGroup.kind)
    return newest.channel if newest is not None and newest.detail == _group_fact(sheet).detail else None

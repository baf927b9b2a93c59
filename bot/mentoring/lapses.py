"""Use cases for requests that expire, and for people who leave a cycle.

A periodic job finds overdue requests and people who left the programme. A coach can take over an expired request. A
teammate replaces an asker who left. A new request to a mentor first expires the mentor's overdue requests. The
deadlines are in `cycle` (`hold_deadline`, `reminder_times`)."""

from dataclasses import replace
from datetime import datetime

from bot.agenda import parts
from bot.agenda.model import Part
from bot.errors import AlreadyAnswered, AlreadyTaken, Conflict, NotFound
from bot.mentoring import facts, news, steps
from bot.mentoring.cycle import CycleState, SideToAnswer, side_to_answer
from bot.mentoring.model import CycleSheet, may_mentor
from bot.mentoring.sheets import describe_cycle
from bot.notices import homes, notices
from bot.notices.model import FAULT, Action, Notice
from bot.notices.team import owe_homes
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.mentoring import cycles, mentoring_clock
from storage.programme import history, people

NOBODY = Actor("")


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of open requests whose deadline has passed."""
    return mentoring_clock.list_expired_requests(tx, now=now)


def expire_requests_of(tx: Transaction, *, mentor_id: int, now: datetime) -> None:
    """Expire a mentor's overdue requests, so that their times are free. The caller has locked the mentor's row."""
    for cycle_id in mentoring_clock.list_expired_requests(tx, now=now, mentor_id=mentor_id):
        expire_request(tx, cycle_id, now=now)


def expire_request(tx: Transaction, cycle_id: int, *, now: datetime) -> bool:
    """Expire a request, and release its times. Return False if somebody has answered.

    The asker is notified, and can ask another mentor. If the mentor did not answer, the coaches are notified too. If
    the team did not answer, the mentor is notified too."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    cycle = sheet.cycle
    if not cycle.state.is_open or cycle.answer_by is None or cycle.answer_by > now:
        return False
    turn = side_to_answer(cycle.state)
    steps.drop_sessions(tx, NOBODY, sheet.sessions, now=now)
    sheet = steps.set_state(tx, NOBODY, sheet, CycleState.LAPSED, verb="lapse", now=now)
    news.tell(tx, sheet, facts.RequestExpired(turn), recipient_ids=[cycle.asked_by], now=now)
    if turn is SideToAnswer.MENTOR:
        news.alert_coaches(tx, sheet, facts.RequestUnanswered(), now=now)
    else:
        news.tell(tx, sheet, facts.RequestExpired(turn), recipient_ids=[cycle.mentor_id], updates_card=False, now=now)
    news.refresh(tx, sheet, now=now)
    owe_homes(tx, promotion_id=sheet.defi.promotion_id, now=now)
    return True


def take_request(tx: Transaction, actor: Actor, cycle_id: int, *, now: datetime) -> CycleSheet:
    """« Je m’en occupe »: assign an unanswered request, or a cycle whose mentor left, to the coach.

    The asker is notified. Raises NotAllowed, NotFound, AlreadyTaken (a colleague was faster), AlreadyAnswered (the
    asker has sent another request since)."""
    sheet = describe_cycle(tx, cycle_id)
    require(actor, "mentoring.take", sheet)
    if actor.person_id is None:
        raise NotFound(thing="person")
    if sheet.cycle.followed_by is not None:
        raise AlreadyAnswered
    if not cycles.assign_coach(tx, cycle_id, actor.person_id):
        sheet = describe_cycle(tx, cycle_id)
        if sheet.cycle.taken_by == actor.person_id:
            return sheet
        taker = sheet.people.get(sheet.cycle.taken_by or 0)
        raise AlreadyTaken(name=taker.name if taker else "")
    steps.record_step(tx, actor, cycle_id, "take", now=now)
    sheet = describe_cycle(tx, cycle_id)
    # The period includes the time, since the same coach may take the request again.
    period = f"{actor.person_id} {int(now.timestamp())}"
    news.tell(tx, sheet, facts.CycleTaken(), recipient_ids=[sheet.cycle.asked_by], period=period, now=now)
    notices.owe_updates(tx, news.SUBJECT, cycle_id, revision=0, due=now)
    owe_homes(tx, promotion_id=sheet.defi.promotion_id, now=now)
    return sheet


def leave_cycle(tx: Transaction, actor: Actor, cycle_id: int, *, now: datetime) -> CycleSheet:
    """« Je ne pourrai plus venir »: remove the actor from the cycle, which goes on. Raises NotAllowed, NotFound."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.leave", sheet)
    return _remove_person(tx, actor, sheet, actor.person_id or 0, now=now)


def list_leavers(tx: Reading) -> list[tuple[int, int]]:
    """Return (cycle id, person id) for people in open and running cycles who left the programme."""
    return mentoring_clock.list_leavers(tx)


def remove_leaver(tx: Transaction, cycle_id: int, *, person_id: int, now: datetime) -> None:
    """Remove a person who left the programme from a cycle, unless the person came back.

    A teammate replaces an asker. If nobody can, the cycle ends. A cycle that loses its mentor waits, and the coaches
    are asked once to find another mentor. Raises Conflict if the guests changed meanwhile."""
    before = describe_cycle(tx, cycle_id)
    # Lock the guests too, since one of them may become the asker.
    sheet = steps.lock_cycle(tx, cycle_id, other_person_ids=before.cycle.guest_ids, now=now)
    cycle = sheet.cycle
    if cycle.guest_ids != before.cycle.guest_ids:
        raise Conflict
    if not cycle.state.is_live or person_id not in (*sheet.team_ids, cycle.mentor_id):
        return
    person = sheet.people[person_id]
    if may_mentor(person, cycle) if person_id == cycle.mentor_id else person.current:
        return
    if person_id == cycle.mentor_id:
        left = people.last_membership_end(tx, person_id)
        period = f"{person_id} {int(left.timestamp()) if left else 0}"
        if news.alert_coaches(tx, sheet, facts.CycleOrphaned(person_id), period=period, now=now):
            owe_homes(tx, promotion_id=sheet.defi.promotion_id, now=now)
    elif person_id != cycle.asked_by:
        _remove_person(tx, NOBODY, sheet, person_id, now=now)
    elif (heir := _next_asker(tx, sheet)) is not None:
        _replace_asker(tx, sheet, person_id, new_asker_id=heir, now=now)
    else:
        to_come = [
            session for session in sheet.sessions if session.appointment.starts > now or not session.state.holds_time
        ]
        steps.drop_sessions(tx, NOBODY, to_come, now=now)
        state = CycleState.WITHDRAWN if cycle.state.is_open else CycleState.ENDED
        sheet = steps.set_state(tx, NOBODY, sheet, state, verb="leave", now=now)
        news.end_session_questions(tx, cycle_id, now=now)
        news.tell(tx, sheet, facts.CycleEnded(None), recipient_ids=[cycle.mentor_id, *cycle.guest_ids], now=now)
        news.refresh(tx, sheet, now=now)


def report_unreachable_mentor(tx: Transaction, notice: Notice, *, reason: str, now: datetime) -> None:
    """Notify the coaches that a message could not reach a mentor (no account, or a deactivated one).

    The coaches are notified once. They are notified again if the cycle is handed over to that mentor again."""
    sheet = describe_cycle(tx, notice.subject_id)
    if (
        notice.action is Action.POST
        and reason != FAULT
        and notice.person_id == sheet.cycle.mentor_id
        and sheet.cycle.state.is_live
    ):
        past, given = history.entries_of(tx, news.SUBJECT, sheet.cycle.id), f" {notice.person_id}"
        turn = sum(entry.action == "mentoring.hand_over" and entry.detail.endswith(given) for entry in past)
        period = f"unreachable {notice.person_id} {turn}"
        news.alert_coaches(tx, sheet, facts.CycleOrphaned(notice.person_id), period=period, now=now)


def _remove_person(tx: Transaction, actor: Actor, sheet: CycleSheet, person_id: int, *, now: datetime) -> CycleSheet:
    cycles.leave(tx, sheet.cycle.id, person_id, now=now)
    theirs = [session.appointment for session in sheet.timed_sessions if session.appointment.starts > now]
    mine = [appointment.id for appointment in theirs if appointment.part_of(person_id) is not None]
    if mine:
        parts.leave(tx, actor, mine, person_id=person_id, now=now)
    steps.record_step(tx, actor, sheet.cycle.id, "leave", now=now, detail=str(person_id))
    sheet = describe_cycle(tx, sheet.cycle.id)
    if sheet.cycle.state is CycleState.RUNNING:
        others = {*sheet.team_ids, sheet.cycle.mentor_id}
        # The period includes the time, since a person may rejoin and leave again.
        period = f"{person_id} {int(now.timestamp())}"
        news.tell(tx, sheet, facts.MemberLeftCycle(person_id), recipient_ids=others, period=period, now=now)
        news.renew_group(tx, sheet, now=now)
    news.refresh(tx, sheet, other_person_ids=[person_id], now=now)
    homes.owe_home(tx, [person_id], now=now)
    return sheet


def _next_asker(tx: Reading, sheet: CycleSheet) -> int | None:
    """Return a teammate in the programme who can replace the asker, or None.

    In the mentorat, a teammate who has an open or running cycle in the same domain cannot replace the asker. In a
    format that the programme added, any teammate can, because the cycle belongs to the défi."""
    cycle = sheet.cycle
    staying = [id_ for id_ in cycle.guest_ids if sheet.people[id_].current]
    if cycle.terms.is_own:
        return next(iter(staying), None)
    return next((id_ for id_ in staying if cycles.duplicate_state_of(tx, replace(cycle, asked_by=id_)) is None), None)


def _replace_asker(tx: Transaction, sheet: CycleSheet, person_id: int, *, new_asker_id: int, now: datetime) -> None:
    cycle_id = sheet.cycle.id
    cycles.leave(tx, cycle_id, new_asker_id, now=now)
    cycles.change(tx, cycle_id, asked_by=new_asker_id)
    for session in sheet.sessions:
        if session.appointment.part_of(new_asker_id) is not None:
            appointments.set_participant(tx, session.appointment.id, new_asker_id, part=Part.BOOKER)
    sheet = _remove_person(tx, NOBODY, describe_cycle(tx, cycle_id), person_id, now=now)
    news.pass_on_questions(tx, sheet, now=now)
    if side_to_answer(sheet.cycle.state) is SideToAnswer.TEAM:
        news.end_request_questions(tx, cycle_id, now=now)
        news.owe_answer_reminders(tx, sheet, now=now)
    news.owe_cards(tx, sheet, [new_asker_id], now=now)

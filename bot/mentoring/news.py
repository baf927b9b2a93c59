"""Who is told what about a cycle: each transition owes its messages once, to exactly those concerned.

Who asked and the mentor keep one card each, set right in place. What changes before the confirmation is told to the one
whose turn it is; from the confirmation on it is told in the group conversation, or to each where Slack refused it.
Budget for the mentor of a cycle without changes: nine (product.md), with « Votre journée » on the four days.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.agenda.calendars import service as calendars
from bot.agenda.model import Appointment
from bot.agenda.pending import told_at
from bot.dates.working import next_working_morning, out_of_quiet
from bot.mentoring.cycle import CycleState, SessionState, Turn, chases, turn_of
from bot.mentoring.model import Session, Sheet
from bot.notices import homes
from bot.notices import service as notices
from bot.notices.model import Action, Notice, NoticeState, Owed
from bot.notices.team import to_coaches
from bot.notices.unheard import owe_from, telling_times, write_times
from storage.database import Reading, Transaction

SUBJECT = "mentoring_cycle"
CARD = "mentoring.card"  # of who asked, of the mentor, and of who of the team wants the calendar's entries
CHASE = "mentoring.chase"  # to whose turn it is, at a third and two thirds of the time
ANSWERED = "mentoring.answered"  # to who asked: some séance needs their word, or the plan does
PICKED = "mentoring.picked"  # to the mentor: who asked chose other times
GROUP = "mentoring.group"  # all four confirmed: opens the group conversation
STARTED = "mentoring.started"  # the same, to each, where Slack refused the group
NO_GROUP = "mentoring.no_group"  # to the coaches: why
DECLINED = "mentoring.declined"
LAPSED = "mentoring.lapsed"
UNANSWERED = "mentoring.unanswered"  # to the coaches, with « Je m’en occupe »
TAKEN = "mentoring.taken"  # to who asked: a coach looks after it
WITHDRAWN = "mentoring.withdrawn"
MOVED = "mentoring.moved"
MISSED = "mentoring.missed"  # to who asked: a séance did not take place, a new time is needed
LATE = "mentoring.late"  # to the mentor: a time past the month needs their word
LATE_REFUSED = "mentoring.late_refused"  # to who asked
REPLANNED = "mentoring.replanned"
HANDED = "mentoring.handed"  # another mentor takes over
LEFT = "mentoring.left"
ENDED = "mentoring.ended"
CHECK_IN = "mentoring.check_in"
REVIEW = "mentoring.review"
ORPHANED = "mentoring.orphaned"  # to the coaches: the mentor has left, or cannot be reached

ASKED_FOR = timedelta(days=7)  # how long the question after a séance helps
_MOVES = telling_times(MOVED)
_ASKING = (CHASE, ANSWERED, PICKED)  # what asks for an answer, and is over once it is given
_QUESTIONS = (CHECK_IN, MISSED, LATE, LATE_REFUSED)  # about the séances of a cycle that runs, and over with it


def about(
    kind: str,
    sheet: Sheet,
    *,
    to: int,
    due: datetime,
    expires: datetime | None = None,
    detail: str = "",
    period: str = "",
    card: bool = False,
) -> Owed:
    """Give a message about a cycle to the person `to`, as it is owed; after `expires` it helps nobody, and goes."""
    return Owed(
        action=Action.POST,
        kind=kind,
        subject=SUBJECT,
        subject_id=sheet.cycle.id,
        revision=0,
        person_id=to,
        due=due,
        expires=expires,
        detail=detail,
        period=period,
        card=card,
    )


def owe_cards(tx: Transaction, sheet: Sheet, person_ids: Iterable[int], *, now: datetime) -> None:
    """Owe their card to those who have none yet."""
    notices.owe(tx, [about(CARD, sheet, to=one, due=now, card=True) for one in person_ids])


def owe_chases(tx: Transaction, sheet: Sheet, *, now: datetime) -> None:
    """Owe who has to answer a reminder at a third and two thirds of their time, outside quiet hours, while it helps."""
    cycle = sheet.cycle
    turn = turn_of(cycle.state)
    if cycle.answer_by is None or turn is Turn.NOBODY:
        return
    to = cycle.mentor_id if turn is Turn.MENTOR else cycle.asked_by
    due = [out_of_quiet(one) for one in chases(cycle.turned_at, until=cycle.answer_by)]
    since = int(cycle.turned_at.timestamp())
    owed = [
        about(
            CHASE,
            sheet,
            to=to,
            due=one,
            expires=cycle.answer_by,
            detail=f"{turn} {since}",
            period=f"{since} {number}",
            card=True,
        )
        for number, one in enumerate(dict.fromkeys(due), 1)
        if now < one < cycle.answer_by
    ]
    notices.owe(tx, owed)


def ask_turn(tx: Transaction, sheet: Sheet, kind: str, *, now: datetime) -> None:
    """Owe whose turn it is a message that asks, with buttons, and its reminders."""
    cycle = sheet.cycle
    to = cycle.mentor_id if turn_of(cycle.state) is Turn.MENTOR else cycle.asked_by
    since = int(cycle.turned_at.timestamp())
    notices.owe(
        tx,
        about(kind, sheet, to=to, due=now, expires=cycle.answer_by, detail=str(since), period=str(since), card=True),
    )
    owe_chases(tx, sheet, now=now)


def end_asking(tx: Transaction, cycle_id: int, *, now: datetime) -> None:
    """Drop what asks for an answer that was given, or is no longer waited for."""
    notices.drop(tx, SUBJECT, cycle_id, reason="answered", now=now, kinds=_ASKING)


def end_questions(tx: Transaction, cycle_id: int, *, now: datetime) -> None:
    """Drop what is asked about the séances of a cycle that ends early."""
    notices.drop(tx, SUBJECT, cycle_id, reason="ended", now=now, kinds=_QUESTIONS)


def tell(
    tx: Transaction,
    sheet: Sheet,
    kind: str,
    *,
    to: Iterable[int],
    period: str,
    detail: str = "",
    card: bool = False,
    expires: datetime | None = None,
    now: datetime,
) -> None:
    """Owe one piece of news to these people, each in their own conversation."""
    owed = [
        about(kind, sheet, to=one, due=now, expires=expires, detail=detail, period=period, card=card)
        for one in sorted({*to})
    ]
    notices.owe(tx, owed)


def tell_all(
    tx: Transaction, sheet: Sheet, kind: str, *, by: int | None, period: str, detail: str = "", now: datetime
) -> None:
    """Owe one piece of news to all who take part: in the group conversation, else to each but who did it (`by`)."""
    notices.owe(tx, _to_all(tx, sheet, kind, by=by, period=period, detail=detail, now=now))


def tell_moved(
    tx: Transaction, sheet: Sheet, one: Appointment, *, before: datetime, by: int | None, now: datetime
) -> None:
    """Owe the news of a séance's other time to all who take part, as from the time that they know.

    It waits a minute for the next.
    """
    due = told_at(one.starts, before, now=now)
    detail, period = write_times(by, {one.id: int(before.timestamp())}), f"{one.id}-{one.revision}"
    told = _to_all(tx, sheet, MOVED, by=by, period=period, detail=detail, now=now)
    owe_from(tx, [replace(each, due=due) for each in told], _MOVES, by=by, now=now)


def _to_all(
    tx: Transaction, sheet: Sheet, kind: str, *, by: int | None, period: str, detail: str, now: datetime
) -> list[Owed]:
    channel = _group_of(tx, sheet)
    people = sorted({*sheet.team_ids, sheet.cycle.mentor_id} - {by})
    each = [about(kind, sheet, to=one, due=now, detail=detail, period=period) for one in people]
    return each if channel is None else [replace(each[0], person_id=None, channel=channel)]


def owe_group(tx: Transaction, sheet: Sheet, *, now: datetime) -> None:
    """Owe the message with the four dates, which opens the group conversation of mentor and team.

    Slack lets nobody out of such a conversation: where somebody has left or another mentor came, it is a new one.
    """
    members = _members(sheet)
    owed = Owed(
        action=Action.GROUP,
        kind=GROUP,
        subject=SUBJECT,
        subject_id=sheet.cycle.id,
        revision=0,
        due=now,
        detail=members,
        period=f"{members} {sum(one.appointment.revision for one in sheet.sessions)}",  # it may come back to the first
        card=True,
    )
    notices.owe(tx, owed)


def renew_group(tx: Transaction, sheet: Sheet, *, now: datetime) -> None:
    """Owe a new group conversation to those who go on, in the place of one that is open or about to be."""
    known = notices.newest_card(tx, SUBJECT, sheet.cycle.id, kind=GROUP)
    if sheet.cycle.state is CycleState.RUNNING and known is not None and known.state is not NoticeState.FAILED:
        end_group(tx, sheet.cycle.id, now=now)
        owe_group(tx, sheet, now=now)


def end_group(tx: Transaction, cycle_id: int, *, now: datetime) -> None:
    """Drop the message that would open a group: it is not theirs any more, or the cycle is over."""
    notices.drop(tx, SUBJECT, cycle_id, reason="not theirs", now=now, kinds=[GROUP])


def is_current(sheet: Sheet, notice: Notice) -> bool:
    """Say whether a group conversation is that of today's team and mentor."""
    return notice.detail == _members(sheet)


def group_refused(tx: Transaction, notice: Notice, *, sheet: Sheet, reason: str, now: datetime) -> None:
    """Slack refused the group (guests, no account): each is told the dates, the coaches why; the cycle goes on."""
    if not sheet.cycle.state.is_live:
        return
    tell(tx, sheet, STARTED, to={*sheet.team_ids, sheet.cycle.mentor_id}, period=str(notice.seq), now=now)
    alert(tx, sheet, NO_GROUP, detail=reason, period=str(notice.seq), now=now)


def alert(tx: Transaction, sheet: Sheet, kind: str, *, period: str, detail: str = "", now: datetime) -> None:
    """Owe the coaches one message about a cycle, with a button that goes once somebody has pressed it."""
    owed = to_coaches(
        tx,
        kind=kind,
        now=now,
        detail=detail,
        about=(SUBJECT, sheet.cycle.id),
        promotion_id=sheet.defi.promotion_id,
        period=period,
        card=True,
    )
    # Who cannot be reached is not told of it: without a channel, the other coaches are.
    notices.owe(tx, [one for one in owed if one.person_id is None or one.person_id != sheet.cycle.mentor_id])


def owe_check_in(tx: Transaction, sheet: Sheet, session: Session, *, again: str = "", now: datetime) -> None:
    """Owe who asked the question about a séance, unless it has its answer or helps nobody any more."""
    one = session.appointment
    due = next_working_morning(one.ends)
    if session.outcome is not None or now >= due + ASKED_FOR:
        return
    detail = f"{one.id}:{int(one.starts.timestamp())}"
    period, to = f"{one.id}-{one.revision}{again}", sheet.cycle.asked_by
    expires = due + ASKED_FOR
    notices.owe(tx, about(CHECK_IN, sheet, to=to, due=due, expires=expires, detail=detail, period=period, card=True))


def pass_questions_on(tx: Transaction, sheet: Sheet, *, now: datetime) -> None:
    """Owe whoever stands in for who asked the questions about the cycle's séances that nobody has answered."""
    kinds = (CHECK_IN, MISSED, LATE_REFUSED)
    notices.drop(tx, SUBJECT, sheet.cycle.id, reason="left", now=now, kinds=kinds)
    for one in sheet.sessions:
        if one.state is SessionState.OVER:
            owe_check_in(tx, sheet, one, now=now)
        elif one.state is SessionState.OPEN and sheet.cycle.state is CycleState.RUNNING:
            detail, to = str(one.appointment.id), [sheet.cycle.asked_by]
            period = f"{detail}-{one.appointment.revision}"
            tell(tx, sheet, MISSED, to=to, period=period, detail=detail, card=True, now=now)


def refresh(tx: Transaction, sheet: Sheet, *, besides: Collection[int] = (), now: datetime) -> None:
    """Set right all that shows the cycle: cards, Homes, calendar entries taken before."""
    cycle = sheet.cycle
    revision = max((one.appointment.revision for one in sheet.sessions), default=0)
    notices.owe_updates(tx, SUBJECT, cycle.id, revision=revision, due=now)
    homes.owe_home(tx, {*sheet.team_ids, cycle.mentor_id, *besides}, now=now)
    calendars.owe_changed(tx, [one.appointment for one in sheet.sessions], card=(SUBJECT, cycle.id), now=now)


def is_turn(sheet: Sheet, notice: Notice) -> bool:
    """Say whether a message that asks still asks: nobody has answered since, nor was the time over."""
    since = notice.detail.rpartition(" ")[2]
    return sheet.cycle.state.is_open and since == str(int(sheet.cycle.turned_at.timestamp()))


def _members(sheet: Sheet) -> str:
    return ",".join(str(one) for one in sorted({*sheet.team_ids, sheet.cycle.mentor_id}))


def has_group(tx: Reading, sheet: Sheet) -> bool:
    """Say whether mentor and team have a group conversation."""
    return _group_of(tx, sheet) is not None


def _group_of(tx: Reading, sheet: Sheet) -> str | None:
    """Give the channel of the group that is theirs: the newest, if it is of today's people and Slack took it."""
    newest = notices.newest_card(tx, SUBJECT, sheet.cycle.id, kind=GROUP)
    return newest.channel if newest is not None and newest.detail == _members(sheet) else None

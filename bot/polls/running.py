"""Run a date poll: record answers, close the poll, change its dates, or abandon it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.errors import Invalid, NotFound
from bot.polls import changes, news
from bot.polls.asking import SUBJECT, check_dates
from bot.polls.model import Choice, CloseReason, Poll, PollSheet, Stage, reason_to_close
from bot.polls.sheets import describe, sheets_of, takes_part
from bot.programme import budget
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.service import person_of
from storage.database import Reading, Transaction
from storage.polls import polls, times
from storage.workshops import workshops

CLOCK = Actor("")
KEPT = timedelta(days=7)


def read(tx: Reading, actor: Actor, poll_id: int, *, now: datetime) -> PollSheet:
    """Return the poll for the answer form. Raises NotAllowed, NotFound, and Invalid for "poll" ("closed")."""
    sheet = describe(tx, poll_id)
    require(actor, "polls.answer", sheet)
    _check_open(sheet.poll, now=now)
    return sheet


def busy_dates(tx: Reading, sheet: PollSheet, person_id: int) -> frozenset[int]:
    """Return the dates on which a person has a conflict or excluded the half-day, with a constant number of queries."""
    dates, length = sheet.poll.dates, sheet.poll.minutes * 60
    if not dates:
        return frozenset()
    moves = sheet.poll.moves
    spans = times.busy_times(tx, [person_id], since=min(dates), until=max(dates) + length, excluded_id=moves)
    spans += [span for span in changes.excluded_times(tx, moves) if span[0] == person_id]
    return frozenset(date for date in dates if any(begins < date + length and date < ends for _, begins, ends in spans))


def save_answers(
    tx: Transaction, actor: Actor, poll_id: int, *, answers: Mapping[int, Choice] | None = None, now: datetime
) -> PollSheet:
    """Save the actor's answers in place of earlier answers. If `answers` is None, the answer is « Oui » to all dates.

    If the poll can close after this answer, close it. Raises NotAllowed, NotFound, Invalid for "poll" ("closed")."""
    poll = _lock_poll(tx, poll_id)
    sheet = sheets_of(tx, [poll])[0]
    require(actor, "polls.answer", sheet)
    _check_open(poll, now=now)
    me = person_of(actor).id
    mine = sheet.voter(me)
    given = dict.fromkeys(poll.upcoming_dates(now), Choice.YES) if answers is None else answers
    kept = {date: choice for date, choice in given.items() if date in poll.dates}
    whole = {**(mine.answers if mine else {}), **kept}
    polls.save_answer(tx, poll_id, me, new_answers=whole, now=now)
    voters = (replace(voter, answers=whole, answered_at=now) if voter is mine else voter for voter in sheet.voters)
    after = replace(sheet, voters=tuple(voters))  # these voters are current, because the row is locked
    if (why := reason_to_close(after.poll, after.voters, now=now)) is not None:
        after = _close(tx, after, why, now=now)
    news.tell_answered(tx, after, me, now=now)
    return after


def close(tx: Transaction, actor: Actor, poll_id: int, *, now: datetime) -> PollSheet:
    """« Clore maintenant »: close the poll. The asker then chooses a date. Raises like `save_answers`."""
    sheet = _lock_own(tx, actor, poll_id)
    if sheet.poll.stage is not Stage.OPEN:
        _check_not_ended(sheet.poll)
        return sheet
    return _close(tx, sheet, CloseReason.ASKED, quietly=True, now=now)


def abandon_poll(tx: Transaction, actor: Actor, poll_id: int, *, now: datetime) -> PollSheet:
    """« Renoncer »: abandon the poll, and notify voters once. Raises like `close`."""
    sheet = _lock_own(tx, actor, poll_id)
    if sheet.poll.stage is Stage.ENDED:
        return sheet
    _check_not_ended(sheet.poll)
    return _abandon_poll(tx, actor, sheet, now=now)


def change_dates(
    tx: Transaction, actor: Actor, poll_id: int, *, dates: Collection[int], deadline: date, now: datetime
) -> PollSheet:
    """Replace the dates of a poll, and reopen a closed poll. Answers about dates that stay are kept.

    Raises like `close` and `asking.check_dates`, plus BudgetSpent ("outside")."""
    sheet = _lock_own(tx, actor, poll_id)
    poll = sheet.poll
    _check_not_ended(poll)
    until = check_dates(dates, deadline, minutes=poll.minutes, now=now)
    if {*dates} == {*poll.dates} and until == poll.deadline and poll.stage is Stage.OPEN:
        return sheet  # the form was submitted twice
    fresh = any(date not in poll.dates for date in dates)
    asked = [voter.person_id for voter in sheet.voters] if fresh else []
    budget.spend_outside(tx, actor, asked, about=f"{SUBJECT} {poll_id} {poll.revision + 1}", now=now)
    polls.change(
        tx,
        poll_id,
        dates=dates,
        deadline=until,
        stage=Stage.OPEN.value,
        why=None,
        revision=poll.revision + 1,
    )
    record(tx, actor, "polls.redate", thing=SUBJECT, thing_id=poll_id, now=now, detail=str(poll.revision + 1))
    after = describe(tx, poll_id)
    if (why := reason_to_close(after.poll, after.voters, now=now)) is not None:
        return _close(tx, after, why, now=now)
    longer = poll.stage is Stage.CLOSED and until > poll.deadline
    news.tell_new_dates(tx, after, asks_again=fresh or longer, now=now)
    return after


def list_awaiting_answer(tx: Reading, person_id: int, *, now: datetime) -> list[PollSheet]:
    """Return the polls that await a person's answer, sorted by deadline, with five queries at most."""
    found = sheets_of(tx, [poll for poll in polls.list_for_voter(tx, person_id) if poll.deadline > now])
    mine = ((sheet, sheet.voter(person_id)) for sheet in found)
    return [sheet for sheet, voter in mine if voter is not None and voter.lacks(sheet.poll.upcoming_dates(now))]


def list_to_choose(tx: Reading, person_id: int, *, now: datetime) -> list[PollSheet]:
    """Return a person's polls without a chosen date, until a week after the poll's last date, with five queries."""
    mine = polls.list_for_asker(tx, person_id)
    return sheets_of(tx, [poll for poll in mine if max(poll.dates) > (now - KEPT).timestamp()])


def deadline_of(tx: Reading, poll_id: int) -> datetime:
    """Return the deadline of answers. Raises NotFound."""
    return describe(tx, poll_id).poll.deadline


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of the polls that must close or end now, with six queries."""
    lost = polls.polls_of_former_coaches(tx)
    going = [sheet for sheet in sheets_of(tx, polls.list_open(tx)) if sheet.poll.id not in lost]
    over = (
        sheet for sheet in going if _is_obsolete(sheet, now=now) or reason_to_close(sheet.poll, sheet.voters, now=now)
    )
    return [*lost, *(sheet.poll.id for sheet in over)]


def list_abandoned(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of closed polls that nobody can use any longer. It reads all closed polls: call it hourly."""
    return [sheet.poll.id for sheet in sheets_of(tx, polls.list_closed(tx)) if _is_obsolete(sheet, now=now)]


def next_due(tx: Reading) -> datetime | None:
    """Return the next deadline of an open poll."""
    return polls.next_deadline(tx)


def follow_up(tx: Transaction, poll_id: int, *, now: datetime) -> None:
    """Close a poll that is due, or end an obsolete poll. Safe to run on several replicas."""
    sheet = sheets_of(tx, [_lock_poll(tx, poll_id)])[0]
    if sheet.poll.stage not in (Stage.OPEN, Stage.CLOSED):
        return
    if _is_obsolete(sheet, now=now) or poll_id in polls.polls_of_former_coaches(tx):
        _abandon_poll(tx, CLOCK, sheet, now=now)
    elif sheet.poll.stage is Stage.OPEN and (why := reason_to_close(sheet.poll, sheet.voters, now=now)) is not None:
        _close(tx, sheet, why, now=now)


def check_not_ended(sheet: PollSheet) -> None:
    """Check that a poll has not ended. Raises Invalid for "poll" ("closed")."""
    _check_not_ended(sheet.poll)


def _is_obsolete(sheet: PollSheet, *, now: datetime) -> bool:
    """Return whether a poll is obsolete: it lacks an asker or voters, or its appointment was cancelled or has begun."""
    appointment = sheet.appointment if sheet.poll.moves else None
    moot = appointment is not None and (sheet.is_cancelled or appointment.starts <= now)
    asks_nobody = sheet.poll.stage is Stage.OPEN and not sheet.voters
    return moot or asks_nobody or not takes_part(sheet.asker)


def _close(tx: Transaction, sheet: PollSheet, why: CloseReason, *, quietly: bool = False, now: datetime) -> PollSheet:
    poll = sheet.poll
    polls.change(tx, poll.id, stage=Stage.CLOSED.value, why=why.value)
    record(tx, CLOCK, "polls.close", thing=SUBJECT, thing_id=poll.id, now=now, detail=why.value)
    after = describe(tx, poll.id)
    news.tell_closed(tx, after, quietly=quietly, now=now)
    return after


def _abandon_poll(tx: Transaction, actor: Actor, sheet: PollSheet, *, now: datetime) -> PollSheet:
    polls.change(tx, sheet.poll.id, stage=Stage.ENDED.value)
    workshops.detach_poll(tx, sheet.poll.id)
    record(tx, actor, "polls.end", thing=SUBJECT, thing_id=sheet.poll.id, now=now)
    after = describe(tx, sheet.poll.id)
    news.tell_ended(tx, after, quietly=actor is CLOCK and not sheet.poll.upcoming_dates(now), now=now)
    return after


def _lock_own(tx: Transaction, actor: Actor, poll_id: int) -> PollSheet:
    sheet = sheets_of(tx, [_lock_poll(tx, poll_id)])[0]
    require(actor, "polls.run", sheet)
    return sheet


def _lock_poll(tx: Transaction, poll_id: int) -> Poll:
    poll = polls.lock(tx, poll_id)
    if poll is None:
        raise NotFound(thing=SUBJECT)
    return poll


def _check_open(poll: Poll, *, now: datetime) -> None:
    if poll.stage is not Stage.OPEN or poll.deadline <= now:
        raise Invalid(field="poll", reason="closed")


def _check_not_ended(poll: Poll) -> None:
    if poll.stage not in (Stage.OPEN, Stage.CLOSED):
        raise Invalid(field="poll", reason="closed")

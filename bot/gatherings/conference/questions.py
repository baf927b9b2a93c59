"""Collect questions to the speakers of a conference, and send the list to speakers and hosts the day before.

Invited people can ask and support questions until the start. An anonymous question is stored without its author (see
`subjects`). At 14 h of the working day before, speakers and hosts get the list, the most supported question first. If
nobody asked a question, no message is sent. A button of the message shows the current list."""

from collections.abc import Sequence
from datetime import datetime

from bot.agenda.reminders.timetable import soonest_send_time
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, moment_at
from bot.errors import NotFound
from bot.gatherings import announcements
from bot.gatherings.facts import QuestionList
from bot.gatherings.model import GatheringSheet, Proposal, Purpose
from bot.gatherings.sheets import describe_gathering, read
from bot.gatherings.subjects import subjects
from bot.notices import notices
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.gatherings import occurrences, proposals

SUBJECT = QuestionList.subject
# The list of questions is sent on the working day before the gathering, at this time in minutes since 0 h in Paris.
HAND_OVER = 14 * 60
_ABOUT = Purpose.QUESTION


def open_question(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """Return the conference for the question form. Raises like `ask`."""
    sheet = _check_conference(describe_gathering(tx, gathering_id))
    require(actor, "gatherings.propose", sheet)
    subjects.check_open(sheet, purpose=_ABOUT, now=now)
    return sheet


def ask(
    tx: Transaction, actor: Actor, gathering_id: int, *, text: str, form_id: str, is_anonymous: bool, now: datetime
) -> GatheringSheet:
    """Ask a question. If the form `form_id` is submitted twice, the question is asked once.

    Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted. Raises Invalid if the text is "empty" or "long", if
    the same question exists ("twice"), or if the conference has too many questions ("many")."""
    _check_conference(describe_gathering(tx, gathering_id))
    subjects.propose(
        tx, actor, gathering_id, text=text, form_id=form_id, purpose=_ABOUT, is_anonymous=is_anonymous, now=now
    )
    announcements.refresh_cards(tx, gathering_id, now=now)
    return describe_gathering(tx, gathering_id)


def list_questions(tx: Reading, actor: Actor, gathering_id: int) -> tuple[GatheringSheet, Sequence[Proposal]]:
    """Return a conference and its questions, the most supported first. Raises NotFound, NotAllowed."""
    sheet = _check_conference(read(tx, actor, gathering_id))
    return sheet, subjects.list_proposals(tx, gathering_id, purpose=_ABOUT)


def support(tx: Transaction, actor: Actor, question_id: int, *, is_supported: bool, now: datetime) -> Proposal:
    """Support a question, or stop supporting it. Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted."""
    return subjects.support(tx, actor, question_id, is_supported=is_supported, now=now)


def withdraw(tx: Transaction, actor: Actor, question_id: int, *, now: datetime) -> Proposal:
    """Withdraw a question, as its named author or a coach, and update the list that was sent. Raises like `support`."""
    gone = subjects.withdraw(tx, actor, question_id, now=now)
    notices.owe_updates(tx, SUBJECT, gone.gathering_id, revision=0, due=now)
    announcements.refresh_cards(tx, gone.gathering_id, now=now)
    return gone


def handover_time(starts: datetime) -> datetime:
    """Return when the questions are sent: 14 h of the working day before."""
    return moment_at(add_working_days(day_of(starts), -1), HAND_OVER)


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of conferences whose questions must be sent now, with one query if no conference is near."""
    return [
        number
        for number, starts in proposals.starts_with_questions(tx, now=now).items()
        if handover_time(starts) <= now and not _are_questions_sent(tx, number, starts)
    ]


def next_due(tx: Reading, *, now: datetime) -> datetime | None:
    """Return when the next list of questions must be sent; this time can be past. Return None if no list is left."""
    found = proposals.starts_with_questions(tx, now=now).items()
    return min(
        (handover_time(starts) for number, starts in found if not _are_questions_sent(tx, number, starts)), default=None
    )


def send_questions(tx: Transaction, gathering_id: int, *, now: datetime) -> None:
    """Send a conference's questions to speakers and hosts, once for each start. Safe to run on several replicas."""
    occurrences.lock(tx, gathering_id)
    sheet = describe_gathering(tx, gathering_id)
    starts = sheet.appointment.starts
    if sheet.is_cancelled or not handover_time(starts) <= now < starts or _are_questions_sent(tx, gathering_id, starts):
        return
    to, due_at = sheet.appointment.claimant_ids or (sheet.series.organiser_id,), soonest_send_time(now, latest=starts)
    notices.tell(tx, QuestionList(starts), about=gathering_id, to=to, due=due_at, expires=starts)


def count(tx: Reading, gathering_id: int) -> int:
    """Count the questions of a conference, for its announcement."""
    return proposals.count_questions(tx, gathering_id)


def _are_questions_sent(tx: Reading, gathering_id: int, starts: datetime) -> bool:
    return any(
        detail == QuestionList(starts).detail
        for _, detail in notices.list_messages_about(tx, QuestionList, about=gathering_id)
    )


def _check_conference(sheet: GatheringSheet) -> GatheringSheet:
    if not sheet.kind.has_talk:
        raise NotFound(thing="gathering")
    return sheet

"""Use cases that read answers of calendar programs (RFC 5546, METHOD:REPLY) in a mailbox, and apply them.

Some answers change nothing, and the bot only notifies the hosts: answers of people who may not decide by mail (most
hosts and bookers), answers after the start, « peut-être », and proposals of other times. Hosts also get comments."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import thread_time

from bot.agenda import letter, replies
from bot.agenda.facts import AgendaStanding
from bot.agenda.letter import Letter, MailAnswer, Response
from bot.agenda.model import Appointment, State
from bot.agenda.replies import AnswerSubject, ChangeStillPending
from bot.clock import machine_now
from bot.dates.paris import day_of
from bot.errors import AlreadyAnswered, Conflict, NotFound, Refusal, Unavailable
from bot.evaluation import changes
from bot.evaluation.sheets import committee_ids, describe_committee
from bot.gatherings import answers
from bot.gatherings.model import Reply
from bot.gatherings.sheets import find_gathering_id
from bot.helpdesk import changes as helpdesk
from bot.helpdesk import returns
from bot.helpdesk.sheets import request_ids
from bot.mentoring import absences, running
from bot.mentoring.cycle import SessionState
from bot.mentoring.sheets import cycle_ids, describe_cycle, session_of
from bot.metrics import MAIL_ANSWERS
from bot.outside.mail_server import read_inbox
from bot.outside.mailbox import Inbox, InboxUnread, Visit
from bot.polls import changes as polls
from bot.polls.sheets import poll_ids, takes_part
from bot.programme.model import Actor
from bot.runtime.limits import MAIL
from bot.tools import Tools
from storage.database import Reading, Transaction, savepoint
from storage.notices import mailbox
from storage.notices.mailbox import Cursor

_COMES = {Response.ACCEPTED: True, Response.DECLINED: False}  # all other responses change nothing


@dataclass(frozen=True, slots=True)
class AnswerToApply:
    """An answer to apply. `thing_id` is the id of the request, cycle or gathering. `comes`: the actor will attend."""

    tx: Transaction
    actor: Actor
    thing_id: int
    one: Appointment
    comes: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """A parsed mail. `proven`: our own mail server confirms its sender."""

    letter: Letter
    proven: bool


def read_mail(data: bytes, *, authserv: str) -> ReceivedMail | None:
    """Parse a mail. Return None if it is broken or exceeds the limits.

    Anybody can send a mail that is slow to parse, so call it outside a transaction."""
    found = letter.parse_mail(data)
    return None if found is None else ReceivedMail(found, replies.is_sender_proven(found, authserv=authserv))


def process_mail(tx: Transaction, received: ReceivedMail | None, *, now: datetime) -> list[str]:
    """Process a mail. Return a code for the outcome of each answer in it.

    A mail without an answer has one code: "broken", "bounce", "again" (a known bounce), or "none". The code of an
    answer is "unknown", "over", "unproven", "again", "earlier", "done", or "kept". Raises Unsettled if the mail must be
    processed again later."""
    if received is None:
        return ["broken"]
    read = received.letter
    if read.bounced is not None:
        return ["bounce" if replies.record_bounce(tx, read.bounced, now=now) else "again"]
    return [_process_answer(tx, received, answer, now=now) for answer in read.answers] or ["none"]


def _process_answer(tx: Transaction, received: ReceivedMail, answer: MailAnswer, *, now: datetime) -> str:
    read = received.letter
    about = replies.find_subject(tx, answer)
    if about is None:
        return "unknown"
    appointment, person = about.appointment, about.person
    if appointment.state is State.CANCELLED or appointment.ends <= now or not takes_part(person):
        return "over"
    if not (received.proven and replies.is_from(answer, read.sender)):
        replies.notify_hosts(tx, about, answer, standing=AgendaStanding.UNPROVEN, now=now)
        return AgendaStanding.UNPROVEN.value
    if replies.is_already_applied(tx, about, answer, now=now):
        return "again"
    repeated = replies.is_repeated(tx, about, answer)
    if replies.is_of_earlier_time(tx, about, answer):
        replies.save_answer(tx, about, answer, now=now)
        if (read.automatic or not replies.ask_again(tx, about, answer, now=now)) and not repeated:
            replies.notify_hosts(tx, about, answer, standing=AgendaStanding.EARLIER, now=now)
        return AgendaStanding.EARLIER.value
    standing = _apply_answer(tx, about, answer, now=now)
    replies.save_answer(tx, about, answer, now=now)
    if read.automatic:
        replies.drop_pending_mails(tx, about, now=now)
    if (standing is not AgendaStanding.DONE or answer.comment) and not repeated:
        replies.notify_hosts(tx, about, answer, standing=standing, now=now)
    return standing.value


def _apply_answer(tx: Transaction, about: AnswerSubject, answer: MailAnswer, *, now: datetime) -> AgendaStanding:
    """Apply an answer with the use case of its feature. If the use case refuses it, nothing changes."""
    appointment, person, comes = about.appointment, about.person, _COMES.get(answer.response)
    if comes is None:
        return AgendaStanding.KEPT
    if appointment.state is State.CONFIRMED and (appointment.part_of(person.id) is not None) is comes:
        return AgendaStanding.DONE
    actor = Actor(person.slack_id or "", person)
    for find, do in _FEATURES:
        if (thing_id := find(tx, appointment.id)) is not None:
            try:
                with savepoint(tx):
                    do(AnswerToApply(tx, actor, thing_id, appointment, comes, now))
            except Unavailable:
                raise
            except AlreadyAnswered:
                return AgendaStanding.DONE
            except Refusal:
                return AgendaStanding.KEPT
            return AgendaStanding.DONE
    return AgendaStanding.KEPT


def _answer_request(doing: AnswerToApply) -> None:
    change = returns.rejoin_sessions if doing.comes else helpdesk.leave_sessions
    change(doing.tx, doing.actor, doing.thing_id, appointment_ids=[doing.one.id], now=doing.now)


def _answer_cycle(doing: AnswerToApply) -> None:
    tx, actor, appointment, now = doing.tx, doing.actor, doing.one, doing.now
    sheet = describe_cycle(tx, doing.thing_id)
    if actor.person_id == sheet.cycle.mentor_id:
        if session_of(sheet, appointment.id).state is SessionState.LATE:
            running.answer_late_time(tx, actor, appointment.id, is_agreed=doing.comes, now=now)
        elif doing.comes:
            raise NotFound(thing="appointment")  # a cancelled séance cannot be restored
        else:
            running.put_off_session(tx, actor, appointment.id, now=now)
        return
    change = absences.rejoin_sessions if doing.comes else absences.skip_sessions
    change(tx, actor, doing.thing_id, appointment_ids=[appointment.id], now=now)


def _answer_committee(doing: AnswerToApply) -> None:
    if doing.comes:
        raise NotFound(thing="participant")  # only hosts can add a participant to a committee again
    talks = doing.one.id != describe_committee(doing.tx, doing.thing_id).appointment.id
    change = changes.leave_talk if talks else changes.leave
    change(doing.tx, doing.actor, doing.thing_id, now=doing.now)


def _answer_meeting(doing: AnswerToApply) -> None:
    change = polls.come_back if doing.comes else polls.leave
    change(doing.tx, doing.actor, doing.thing_id, now=doing.now)


def _answer_gathering(doing: AnswerToApply) -> None:
    reply = Reply.COMES if doing.comes else Reply.DECLINES
    answers.answer(doing.tx, doing.actor, doing.thing_id, reply=reply, now=doing.now)


def _make_lookup(read: Callable[[Reading, Sequence[int]], Mapping[int, int]]) -> Callable[[Reading, int], int | None]:
    return lambda tx, subject_id: read(tx, [subject_id]).get(subject_id)


def _gathering_id(tx: Reading, appointment_id: int) -> int | None:
    try:
        return find_gathering_id(tx, appointment_id)
    except NotFound:
        return None


_FEATURES: tuple[tuple[Callable[[Reading, int], int | None], Callable[[AnswerToApply], None]], ...] = (
    (_make_lookup(request_ids), _answer_request),
    (_make_lookup(cycle_ids), _answer_cycle),
    (_make_lookup(committee_ids), _answer_committee),
    (_make_lookup(poll_ids), _answer_meeting),
    (_gathering_id, _answer_gathering),
)


log = logging.getLogger(__name__)

VISIT_SECONDS = 3.0  # CPU seconds of one visit to the mailbox; the other mails wait for the next visit
LEASE = timedelta(seconds=90)  # the longest time of a visit
# The first visit reads the mails of the last seven days (FIRST). Other visits begin a day (AGAIN) before the last
# visit.
FIRST, AGAIN = timedelta(days=7), timedelta(days=1)


def read_answers(tools: Tools, seconds: float) -> None:
    """Read new mails. A periodic job calls this function about every `seconds` seconds.

    One transaction applies and records a mail, so that a crash neither loses a mail nor applies it twice. Network calls
    and parsing are outside the transaction. `bot doctor` and `/readyz` report why the mailbox cannot be read."""
    url, begun = tools.settings.imap_url, machine_now()
    if url is None or not tools.settings.reads_answers:
        return
    place = read_inbox(url.get_secret_value())
    # No notice is enqueued here, so do not use `tools.transaction`: it would wake the dispatchers.
    with tools.database.transaction() as tx:
        cursor = mailbox.lease(tx, place.key, until=begun + LEASE, machine_now=begun)
    if cursor is None:
        return
    failure = None
    try:
        with Inbox(place).opened() as visit:
            _process_new_mails(tools, visit, cursor, key=place.key)
    except InboxUnread as unread:
        failure = unread.reason
        log.warning("the mailbox of answers could not be read (%s); retrying at the next turn", failure)
    good_at, until = None if failure else begun, machine_now() + timedelta(seconds=seconds / 2)
    with tools.database.transaction() as tx:
        mailbox.end_lease(tx, place.key, until=until, good_at=good_at, failure=failure)


def _process_new_mails(tools: Tools, visit: Visit, cursor: Cursor, *, key: str) -> None:
    after = cursor.uid
    if visit.validity != cursor.validity:
        after = 0
        with tools.database.transaction() as tx:
            mailbox.reset_position(tx, key, validity=visit.validity)
    begun = thread_time()
    since = day_of(cursor.read_at - AGAIN if cursor.read_at else machine_now() - FIRST)
    for uid, size in visit.new(after=after, since=since):
        if thread_time() - begun > VISIT_SECONDS:
            return
        data = visit.read(uid) if size <= MAIL.size else None
        try:
            outcomes = _process_with_retry(tools, data, key=key, validity=visit.validity, uid=uid)
        except ChangeStillPending:
            return
        for outcome in outcomes:
            MAIL_ANSWERS.labels(outcome=outcome).inc()


def _process_with_retry(tools: Tools, data: bytes | None, *, key: str, validity: int, uid: int) -> list[str]:
    """Process one mail, and try again after a deadlock. `data` is None if the mail is too large or was deleted.

    A mail that fails does not block the others. Raises Unsettled, Unavailable."""
    try:
        try:
            return _process_once(tools, data, key=key, validity=validity, uid=uid)
        except Conflict:
            return _process_once(tools, data, key=key, validity=validity, uid=uid)
    except (ChangeStillPending, Unavailable):
        raise
    except Exception as error:  # noqa: BLE001 - the message may contain a stranger's words, so only the type is logged
        log.error("fault while reading a mail (%s); skipping this mail", type(error).__name__)
        with tools.database.transaction() as tx:
            mailbox.mark_processed(tx, key, validity=validity, uid=uid)
        return ["fault"]


def _process_once(tools: Tools, data: bytes | None, *, key: str, validity: int, uid: int) -> list[str]:
    received = None if data is None else read_mail(data, authserv=tools.settings.imap_authserv or "")
    with tools.transaction() as tx:
        if not mailbox.mark_processed(tx, key, validity=validity, uid=uid):
            return []
        return ["unread"] if data is None else process_mail(tx, received, now=tools.now())

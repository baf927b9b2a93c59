"""A periodic job that reads the mailbox of answers: one mail a transaction, in one replica at a time."""

import logging
from datetime import timedelta
from time import thread_time

from bot.agenda.replies.replies import Unsettled
from bot.clock import machine_now
from bot.dates.paris import day_of
from bot.errors import Conflict, Unavailable
from bot.metrics import MAIL_ANSWERS
from bot.outside.mail_server import read_inbox
from bot.outside.mailbox import Inbox, InboxUnread, Visit
from bot.planning import replying
from bot.runtime.limits import MAIL
from bot.tools import Tools
from storage.notices import mailbox
from storage.notices.mailbox import Cursor

log = logging.getLogger(__name__)

VISIT_SECONDS = 3.0  # of processor time: what a stranger's mails cost beyond it waits for the next visit
LEASE = timedelta(seconds=90)  # longer than a visit takes
FIRST, AGAIN = timedelta(days=7), timedelta(days=1)  # what is read at the first time; and where UIDs are new ones


def read_answers(tools: Tools, seconds: float) -> None:
    """Read new mails, again in about `seconds`.

    Each mail is applied and recorded in one transaction, so that a crash loses none and applies none twice. Network
    calls and parsing are outside it. `bot doctor` and `/readyz` report why the mailbox cannot be read.
    """
    url, begun = tools.settings.imap_url, machine_now()
    if url is None or not tools.settings.reads_answers:
        return
    place = read_inbox(url.get_secret_value())
    with tools.database.transaction() as tx:  # not by `tools`: it enqueues nothing, and wakes nobody
        cursor = mailbox.lease(tx, place.key, until=begun + LEASE, machine_now=begun)
    if cursor is None:
        return
    failure = None
    try:
        with Inbox(place).opened() as visit:
            _take_new(tools, visit, cursor, key=place.key)
    except InboxUnread as unread:
        failure = unread.reason
        log.warning("the mailbox of answers could not be read (%s); retrying at the next turn", failure)
    good_at, until = None if failure else begun, machine_now() + timedelta(seconds=seconds / 2)
    with tools.database.transaction() as tx:
        mailbox.leave(tx, place.key, until=until, good_at=good_at, failure=failure)


def _take_new(tools: Tools, visit: Visit, cursor: Cursor, *, key: str) -> None:
    """Process new mails in order, until one has to wait or the visit took too long."""
    after = cursor.uid
    if visit.validity != cursor.validity:
        after = 0
        with tools.database.transaction() as tx:
            mailbox.begin_anew(tx, key, validity=visit.validity)
    begun = thread_time()
    since = day_of(cursor.read_at - AGAIN if cursor.read_at else machine_now() - FIRST)
    for uid, size in visit.new(after=after, since=since):
        if thread_time() - begun > VISIT_SECONDS:
            return
        data = visit.read(uid) if size <= MAIL.size else None
        try:
            outcomes = _take(tools, data, key=key, validity=visit.validity, uid=uid)
        except Unsettled:
            return
        for outcome in outcomes:
            MAIL_ANSWERS.labels(outcome=outcome).inc()


def _take(tools: Tools, data: bytes | None, *, key: str, validity: int, uid: int) -> list[str]:
    """Process one mail, again after a deadlock; `data` None: it is too large, or gone.

    A mail that fails does not block the others. Raises Unsettled, Unavailable.
    """
    try:
        try:
            return _deal_with(tools, data, key=key, validity=validity, uid=uid)
        except Conflict:
            return _deal_with(tools, data, key=key, validity=validity, uid=uid)
    except (Unsettled, Unavailable):
        raise
    except Exception as error:  # noqa: BLE001 - logged without its words, which may be a stranger's
        log.error("fault while reading a mail (%s); skipping this mail", type(error).__name__)
        with tools.database.transaction() as tx:
            mailbox.go_past(tx, key, validity=validity, uid=uid)
        return ["fault"]


def _deal_with(tools: Tools, data: bytes | None, *, key: str, validity: int, uid: int) -> list[str]:
    received = None if data is None else replying.read(data, authserv=tools.settings.imap_authserv or "")
    with tools.transaction() as tx:
        if not mailbox.go_past(tx, key, validity=validity, uid=uid):
            return []
        return ["unread"] if data is None else replying.take(tx, received, now=tools.now())

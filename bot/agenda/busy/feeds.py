"""A person's connected calendar. The bot reads it regularly, and notifies its owner of failures.

A person connects the address of one file, or an account on a calendar server (`accounts`). The address is secret: the
bot never logs it, and shows only its host name, to the owner alone. The bot stores the busy times and nothing else."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from zlib import crc32

from bot.agenda.busy import accounts
from bot.agenda.busy.ics_lines import Span
from bot.agenda.busy.worker import read_in_subprocess
from bot.agenda.facts import FeedFailed
from bot.dates.paris import day_of, from_epoch, midnight
from bot.dates.working import shift_out_of_quiet
from bot.errors import FeedUnread, Invalid, NotAllowed
from bot.notices import homes, notices
from bot.outside.dav import DavAccount
from bot.outside.exchange import read_target
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import RULES, require
from bot.sealing import Seal
from bot.tools import Tools
from storage.agenda import busy
from storage.agenda.busy import ConnectedCalendar, DueTimes
from storage.database import Reading, Transaction
from storage.programme import people

log = logging.getLogger(__name__)

SUBJECT = FeedFailed.subject
EVERY = timedelta(minutes=15)  # the bot reads each calendar this often (docs/programme.md, Calendars)
SOONER = timedelta(minutes=5)  # an account is read this often if its owner has an appointment today
COPY_KEPT = timedelta(days=1)  # the bot uses the last copy for this long while readings fail
PATIENCE = timedelta(hours=1)  # the owner is notified when readings have failed for this long
WHOLE = timedelta(days=1)  # an unchanged calendar is parsed again after this time, because new days come within AHEAD
# The bot reads events from PAST ago to AHEAD from now. Slots are offered 60 days ahead.
PAST, AHEAD = timedelta(days=1), timedelta(days=100)
ACCOUNT_SECONDS = 8.0  # time limit for all calendars of an account together
# The calendar link of a person who left is kept this long but not read. An account is deleted at once.
LEFT_KEPT = timedelta(days=30)
LONGEST = 1_000  # in characters
TRIAL_SECONDS = 8.0  # time limit for a typed address, while « J’essaie » is shown
GLANCE = 2.0  # time limit in seconds while Slack waits for an answer; Slack waits three seconds

_ROLES = sorted(role.value for role in RULES["agenda.connect"] if role)
# These failures are permanent, so an address with one of them is not saved.
_FAULTS = frozenset({"not_a_link", "private", "unsafe", "forbidden", "gone", "redirects", "too_big", "not_ics"})
# Only the owner of an account can repair these failures. The bot notifies the owner at once, and only once.
_OWNERS = frozenset(
    {accounts.OFF, accounts.UNSEALED, "forbidden", "gone", "not_dav", "read_only", "unsafe", "no_tls", "private"}
)
_QUIET = timedelta(days=7)  # the owner is notified of the same write failure again after this time


@dataclass(frozen=True, slots=True)
class Feed:
    """A connected calendar as its owner sees it. `host`: its server. `busy`: the number of upcoming busy times.

    `good_at`: when the bot last read the calendar, or None. `failure`: why the last reading failed, or None.
    `holds_until`: when the copy of the busy times expires. `ended`: the copy has expired. `account`: the bot reads an
    account, not a file. `calendars`: how many calendars of the account it reads, or None if the owner has not chosen.
    `writes`: the bot writes appointments to a calendar of the account."""

    host: str
    busy: int
    good_at: datetime | None
    failure: str | None
    holds_until: datetime | None
    ended: bool
    account: bool = False
    calendars: int | None = None
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Peek:
    """The result of testing a typed address.

    `found`: number of upcoming busy spans, or None if the calendar was not read. `fault`: why the address is refused
    ("long", or a reason of FeedUnread), or None. `unread`: why the calendar could not be read this time."""

    address: str = field(repr=False)
    host: str
    found: int | None
    fault: str | None
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class FeedLease:
    """A lease to read a calendar, and the UIDs of the bot's own entries in it."""

    feed: ConnectedCalendar
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """The result of a reading: the `spans`, or the `reason` of a failure. If nothing changed, both are None."""

    spans: list[Span] | None = None
    etag: str | None = None
    modified: str | None = None
    reason: str | None = None


def check_address(typed_address: str) -> str:
    """Check a typed address, and return it with « https » instead of « webcal ». Raises Invalid for a wrong address."""
    scheme, separator, rest = typed_address.strip().partition("://")
    address = f"{'https' if scheme.lower() in ('webcal', 'webcals') else scheme.lower()}{separator}{rest}"
    if len(address) > LONGEST:
        raise Invalid(field="feed", reason="long")
    try:
        read_target(address)
    except FeedUnread as refusal:
        raise Invalid(field="feed", reason=refusal.reason) from None
    if not address.isprintable() or " " in address:
        raise Invalid(field="feed", reason="not_a_link")
    return address


def peek_feed(tools: Tools, actor: Actor, *, typed_address: str, seconds: float = GLANCE, now: datetime) -> Peek | None:
    """Test a typed address before it is saved, for at most `seconds`. Call it outside a transaction.

    Return None if nothing is typed. A temporary failure, such as a timeout, is not a fault. Raises NotAllowed."""
    require(actor, "agenda.connect")
    if not typed_address.strip():
        return None
    ends = monotonic() + seconds
    try:
        address = check_address(typed_address)
    except Invalid as refusal:
        return Peek("", "", None, str(refusal.facts["reason"]))
    host = host_of(address)
    with tools.reading() as reading:
        own = busy.appointment_uids_of(reading, _person_id(actor))
    try:
        found = tools.fetcher.fetch(address, seconds=seconds)
        left = max(0.1, ends - monotonic())
        spans = read_in_subprocess(
            [[found.body if found else b""]], since=now, until=now + AHEAD, without=own, seconds=left
        )
    except FeedUnread as refusal:
        fault = refusal.reason if refusal.reason in _FAULTS else None
        return Peek(address, host, None, fault, refusal.reason)
    return Peek(address, host, len(spans), None)


def set_feed(tx: Transaction, actor: Actor, address: str, *, now: datetime) -> None:
    """Save the address as the actor's only calendar. Raises NotAllowed, and Invalid as `check_address` does."""
    require(actor, "agenda.connect")
    person_id, checked = _person_id(actor), check_address(address)
    people.lock(tx, [person_id])  # bookings take the same lock, so none runs during this change
    notices.drop_unsent(tx, SUBJECT, person_id, reason="replaced", now=now)
    busy.replace_feed(tx, person_id, checked)
    record(tx, actor, "agenda.busy_set", thing="person", thing_id=person_id, now=now)
    homes.owe_home(tx, [person_id], now=now)


def forget_feed(tx: Transaction, actor: Actor, *, now: datetime) -> bool:
    """Disconnect the actor's calendar and delete its copy. Return False if there was none. Raises NotAllowed."""
    require(actor, "agenda.connect")
    person_id = _person_id(actor)
    people.lock(tx, [person_id])
    notices.drop_unsent(tx, SUBJECT, person_id, reason="forgotten", now=now)
    accounts.forget_new_account(tx, person_id)
    forgotten = busy.forget_feed(tx, person_id)
    if forgotten:
        record(tx, actor, "agenda.busy_forget", thing="person", thing_id=person_id, now=now)
        homes.owe_home(tx, [person_id], now=now)
    return forgotten


def read_feed(tx: Reading, actor: Actor, *, now: datetime) -> Feed | None:
    """Return the actor's calendar, or None. Raises NotAllowed."""
    require(actor, "agenda.connect")
    return describe(tx, _person_id(actor), now=now)


def describe(tx: Reading, person_id: int, *, now: datetime) -> Feed | None:
    """Return a person's calendar, or None. The caller shows it to that person alone."""
    kept = busy.read(tx, person_id)
    if kept is None:
        return None
    return Feed(
        host=host_of(kept.url),
        busy=busy.count_blocks(tx, person_id, since=now),
        good_at=kept.good_at,
        failure=kept.failure,
        holds_until=kept.good_at and kept.good_at + COPY_KEPT,
        ended=_is_copy_expired(kept, now),
        account=kept.sealed is not None,
        calendars=None if kept.calendars is None else len(kept.chosen),
        writes=kept.writes_to is not None,
    )


def host_of(address: str) -> str:
    """Return the host name of an address. The bot shows no other part of it, even to its owner."""
    return read_target(address).host


def find_due_feed(reading: Reading, *, now: datetime) -> int | None:
    """Return the id of the person whose calendar has been due the longest, or None. People who left are skipped."""
    return busy.find_due_feed(reading, _turn(now), roles=_ROLES)


def lease_feed(tx: Transaction, person_id: int, *, now: datetime) -> FeedLease | None:
    """Lease the next reading of a calendar. Return None if another replica has leased it."""
    kept = busy.lease_feed(tx, person_id, _turn(now))
    return None if kept is None else FeedLease(kept, frozenset(busy.appointment_uids_of(tx, person_id)))


def fetch_feed(tools: Tools, feed_lease: FeedLease, *, now: datetime) -> FeedOutcome:
    """Fetch and parse a calendar, outside a transaction. If that fails, the outcome has the reason."""
    try:
        return (_fetch_file if feed_lease.feed.sealed is None else _fetch_account)(tools, feed_lease, now=now)
    except FeedUnread as refusal:
        return FeedOutcome(reason=refusal.reason)
    except Exception as error:  # noqa: BLE001 - the message may contain the address, so only the type is logged
        log.error("fault while reading a calendar (%s); keeping its last copy", type(error).__name__)
        return FeedOutcome(reason="broken")


def _fetch_file(tools: Tools, feed_lease: FeedLease, *, now: datetime) -> FeedOutcome:
    feed = feed_lease.feed
    fresh = feed.read_at is not None and feed.read_at > now - WHOLE
    etag, modified = (feed.etag, feed.modified) if fresh else (None, None)
    found = tools.fetcher.fetch(feed.url, etag=etag, modified=modified)
    if found is None:
        return FeedOutcome()
    spans = read_in_subprocess([[found.body]], since=now - PAST, until=now + AHEAD, without=feed_lease.own)
    return FeedOutcome(spans, found.etag, found.modified)


def _fetch_account(tools: Tools, feed_lease: FeedLease, *, now: datetime) -> FeedOutcome:
    feed = feed_lease.feed
    if feed.failure == accounts.OFF:
        return FeedOutcome(reason=feed.failure)
    account = accounts.unseal_account(tools.seal, feed)
    files = read_calendars(tools, account, addresses=feed.chosen, seconds=ACCOUNT_SECONDS, now=now)
    return FeedOutcome(read_in_subprocess(files, since=now - PAST, until=now + AHEAD, without=feed_lease.own))


def read_calendars(
    tools: Tools, account: DavAccount, *, addresses: Sequence[str], seconds: float, now: datetime
) -> list[list[bytes]]:
    """Return the events of each calendar, from PAST ago to AHEAD from now, in `seconds` at most. Raises FeedUnread."""
    ends = monotonic() + seconds
    return [
        tools.dav.events(account, address, since=now - PAST, until=now + AHEAD, seconds=max(0.1, ends - monotonic()))
        for address in addresses
    ]


def record_result(tx: Transaction, feed_lease: FeedLease, outcome: FeedOutcome, *, now: datetime) -> None:
    """Save the result of a reading, or record its failure and notify the owner.

    A result replaces the previous one. Nothing is saved if the address changed during the reading. If readings fail,
    the bot uses the last copy for a day. It notifies the owner after an hour, when the copy expires, and then once a
    day. It sends these notices in the morning rather than at night."""
    feed = feed_lease.feed
    if outcome.reason is not None:
        _note_failure(tx, feed, outcome.reason, now=now)
        return
    # A successful reading does not repair a failure to write, so the record of such a failure stays.
    good = {"good_at": now, "failure": None, "told_on": feed.told_on if _was_told_of_write_failure(feed) else None}
    if outcome.spans is None:
        busy.record_reading(tx, feed, **good)
    else:
        marks = {"etag": outcome.etag, "modified": outcome.modified}
        if busy.record_reading(tx, feed, read_at=now, **good, **marks):
            busy.replace_blocks(tx, feed.person_id, outcome.spans)
    # The Home looks different only after the first successful reading, or after the end of a failure.
    if feed.good_at is None or feed.failure:
        homes.owe_home(tx, [feed.person_id], now=now)


def record_refusal(
    tx: Transaction, seal: Seal | None, person_id: int, account: DavAccount, reason: str, *, now: datetime
) -> None:
    """Record that the server refused an account for a reason that only its owner can repair. Notify the owner once.

    The writer of calendar entries calls this function. After a week, the owner is notified of the same reason again.
    Nothing happens if the owner has replaced the account meanwhile."""
    kept, known = busy.read(tx, person_id), accounts.account_of(tx, seal, person_id)
    if kept is None or known is None or known.account != account:
        return
    before, _, last = (kept.told_on or "").partition(" ")
    is_news = before != reason or (bool(last) and last < f"{day_of(now - _QUIET):%Y%m%d}")
    if busy.record_failure(tx, kept, reason, told_on=_refusal_key(reason, now)) and is_news:
        _notify_owner(tx, kept, period=_refusal_key(reason, now), now=now)


def forget_feeds_of_leavers(tx: Transaction, *, now: datetime) -> None:
    """Delete the calendars of people who left."""
    for person_id in busy.list_leavers(tx, before=now - LEFT_KEPT, roles=_ROLES):
        accounts.forget_new_account(tx, person_id)
        busy.forget_feed(tx, person_id)


def _note_failure(tx: Transaction, feed: ConnectedCalendar, reason: str, *, now: datetime) -> None:
    over = _is_copy_expired(feed, now)
    period = f"{day_of(shift_out_of_quiet(now))}{' over' if over else ''}"
    told = None if _was_told_of_write_failure(feed) else feed.told_on
    tells = period != told if over else told is None and _has_failed_for(feed, PATIENCE, now=now)
    told = period
    if feed.sealed is not None and reason in _OWNERS:
        period, told, tells = _refusal_key(reason, now), reason, (feed.told_on or "").partition(" ")[0] != reason
    # The copy is deleted below, so the next response must be complete: forget the ETag.
    lost = {"etag": None, "modified": None, "read_at": None} if over else {}
    if not busy.record_reading(tx, feed, failure=reason, told_on=told if tells else feed.told_on, **lost):
        return
    if over:
        busy.replace_blocks(tx, feed.person_id, [])
    if tells:
        _notify_owner(tx, feed, period=period, now=now)


def _notify_owner(tx: Transaction, feed: ConnectedCalendar, *, period: str, now: datetime) -> None:
    """Notify the owner, and drop earlier notices that were not sent.

    The key of a notice depends on the last successful reading. So if the calendar works and then fails again on the
    same day, the owner gets another notice."""
    person_id, state = feed.person_id, crc32(f"{feed.url} {feed.sealed} {feed.good_at}".encode())
    notices.drop_unsent(tx, SUBJECT, person_id, reason="replaced", now=now)
    due, period = shift_out_of_quiet(now), f"{period} {state:x}"
    notices.tell(tx, FeedFailed(), about=person_id, to=[person_id], due=due, period=period)
    homes.owe_home(tx, [person_id], now=now)


def _refusal_key(reason: str, now: datetime) -> str:
    return f"{reason} {day_of(now):%Y%m%d}"


def _was_told_of_write_failure(feed: ConnectedCalendar) -> bool:
    reason, _, day = (feed.told_on or "").partition(" ")
    return bool(day) and not reason[0].isdigit()  # after a failed reading, `told_on` begins with the date


def _turn(now: datetime) -> DueTimes:
    return DueTimes(before=now - EVERY, sooner=now - SOONER, now=now, tonight=from_epoch(midnight(day_of(now) + WHOLE)))


def _is_copy_expired(feed: ConnectedCalendar, now: datetime) -> bool:
    return _has_failed_for(feed, COPY_KEPT, now=now)


def _has_failed_for(feed: ConnectedCalendar, length: timedelta, *, now: datetime) -> bool:
    return feed.good_at is None or feed.good_at <= now - length


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed(action="agenda.connect")
    return actor.person_id

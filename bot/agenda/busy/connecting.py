"""Use cases that connect a calendar. The bot tests an account before it saves it, and calendars before it uses them.

The bot first answers the click in the form. Then it asks the server for at most TRY_SECONDS, outside a transaction."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import monotonic
from urllib.parse import urljoin
from uuid import uuid4

from bot.agenda.busy import accounts, feeds
from bot.agenda.busy.worker import read_in_subprocess
from bot.agenda.calendars.model import PRODUCT
from bot.agenda.writing.owing import owe_upcoming_entries
from bot.errors import FeedUnread, Invalid, NotAllowed
from bot.notices import homes, notices
from bot.outside.dav import Calendar, DavAccount
from bot.outside.exchange import read_target
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.service import person_of
from bot.sealing import Seal
from bot.tools import Tools
from storage.agenda import busy
from storage.agenda.busy import ConnectedCalendar
from storage.database import Transaction
from storage.programme import people

TRY_SECONDS = 6.0  # time limit of a test; a shutdown waits this many seconds for a running test
LONGEST_USER, LONGEST_PASSWORD = 320, 500  # characters
MOST_BUSY = 20
TRIAL = "Essai du bot des dispositifs"

_LAST_SECONDS = 1.0  # the bot has at least this many seconds to delete the test entry
_UNSURE = frozenset({"slow", "unreachable", "broken"})


_NO_SERVER = frozenset(
    {"unreachable", "slow", "refused", "unsafe", "forbidden", "gone", "redirects", "broken", "not_dav"}
)


@dataclass(frozen=True, slots=True)
class FeedCredentials:
    """Typed credentials of an account, or the address of a file.

    `guessed`: the address was made from a mail address or a host name, so it may be wrong."""

    address: str = field(repr=False)
    account: DavAccount | None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class FeedListing:
    """The calendars of an account. `busy`: keys of calendars to read. `writes_to`: key of the calendar to write to."""

    host: str
    calendars: tuple[Calendar, ...]
    busy: frozenset[str]
    writes_to: str | None


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """Calendars that were tested.

    `account`: the account of these calendars. If `is_new`, it is not in use yet. `found`: number of upcoming busy
    spans. `left`: the bot could not delete the test entry, so it is left in the calendar."""

    account: DavAccount = field(repr=False)
    calendars: tuple[str, ...] = field(repr=False)
    writes_to: str | None = field(repr=False)
    host: str
    found: int
    left: bool = False
    is_new: bool = False


def calendar_key(calendar: Calendar) -> str:
    """Return a short key for a calendar. Its address would be too long for a form."""
    return sha256(calendar.address.encode()).hexdigest()[:16]


def read_credentials(tools: Tools, actor: Actor, *, address: str, user: str, password: str) -> FeedCredentials:
    """Parse typed credentials. If no user is typed, use the actor's e-mail.

    Raises NotAllowed. Raises Invalid with the reason "empty", "long" or "not_a_link" for "address", "long" for
    "user", and "missing" or "long" for "password". The reason "off" means that the bot has no key to seal passwords."""
    require(actor, "agenda.connect")
    person, typed, password = person_of(actor), address.strip(), password.strip()
    is_mail = "@" in typed and "://" not in typed
    if not typed or len(typed) > feeds.LONGEST:
        raise Invalid(field="address", reason="long" if typed else "empty")
    if not password:
        if "://" not in typed:
            raise Invalid(field="password", reason="missing" if tools.seal else "off")
        return FeedCredentials(_check_address_field(feeds.check_address, typed), None)
    if tools.seal is None:
        raise Invalid(field="password", reason="off")
    name = user.strip() or (typed if is_mail else person.email or "")
    for what, said, most in (("user", name, LONGEST_USER), ("password", password, LONGEST_PASSWORD)):
        if len(said) > most:
            raise Invalid(field=what, reason="long")
    where = typed if "://" in typed else f"https://{typed.rpartition('@')[2]}"
    return FeedCredentials(
        _check_address_field(_check_server_address, where),
        DavAccount(_check_address_field(_check_server_address, where), name, password),
        "://" not in typed,
    )


def list_calendars(
    tools: Tools, account: DavAccount, *, is_guessed: bool = False, seconds: float = TRY_SECONDS
) -> tuple[Calendar, ...]:
    """Return the calendars of an account. Raises FeedUnread ("empty") if there are none.

    Raises FeedUnread ("no_server") if the address is a guess and no calendar server answers there."""
    try:
        found = tools.dav.find(account, seconds=seconds)
    except FeedUnread as refusal:
        if is_guessed and refusal.reason in _NO_SERVER:
            raise FeedUnread("no_server") from None
        raise
    if not found:
        raise FeedUnread("empty")
    return found


def save_account(tx: Transaction, actor: Actor, *, account: DavAccount, seal: Seal | None, now: datetime) -> bool:
    """Save an account that was tested. The bot reads its calendars after the owner has chosen some.

    Return True if the bot uses the previous calendar until the owner has chosen. Raises NotAllowed."""
    require(actor, "agenda.connect")
    person_id = person_of(actor).id
    if seal is None:
        raise NotAllowed(action="agenda.connect")
    people.lock(tx, [person_id])
    before = busy.read(tx, person_id)
    if before is not None and (before.sealed is None or before.calendars is not None):
        accounts.save_new_account(tx, actor, account, seal=seal, now=now)
        return True
    _save_account(tx, actor, account, seal=seal, now=now)
    homes.owe_home(tx, [person_id], now=now)
    return False


def list_calendars_again(tools: Tools, actor: Actor, *, use_new_account: bool = False) -> FeedListing:
    """Return the calendars of the current or new account. Raises NotAllowed, and FeedUnread ("none") if missing."""
    kept, account = _saved_account(tools, actor, use_new_account=use_new_account)
    return _listing(kept, account, list_calendars(tools, account))


def new_listing(account: DavAccount, calendars: tuple[Calendar, ...]) -> FeedListing:
    """Return an account's calendars for a form. None of them is chosen yet."""
    return FeedListing(feeds.host_of(account.address), calendars, frozenset(), None)


def try_calendars(
    tools: Tools,
    actor: Actor,
    *,
    keys_to_read: Collection[str],
    key_to_write: str | None,
    use_new_account: bool = False,
    now: datetime,
) -> CalendarChoice:
    """Test the chosen calendars. Read busy times from `keys_to_read`; write an entry to `key_to_write`.

    The test entry is deleted. `use_new_account`: use the new account, if there is one. Raises NotAllowed. Raises
    FeedUnread ("none" without an account, "gone" if a calendar no longer exists, "many" above MOST_BUSY calendars)."""
    ends = monotonic() + TRY_SECONDS
    kept, account = _saved_account(tools, actor, use_new_account=use_new_account)
    if len(keys_to_read) > MOST_BUSY:
        raise FeedUnread("many")
    known_ones = {calendar_key(calendar): calendar.address for calendar in list_calendars(tools, account)}
    if not {*keys_to_read, *([key_to_write] if key_to_write else [])} <= known_ones.keys():
        raise FeedUnread("gone")
    addresses = tuple(known_ones[key] for key in known_ones if key in keys_to_read)
    to = known_ones[key_to_write] if key_to_write else None
    with tools.reading() as reading:
        own = busy.appointment_uids_of(reading, person_of(actor).id)
    files = feeds.read_calendars(tools, account, addresses=addresses, seconds=ends - monotonic(), now=now)
    spans = read_in_subprocess(
        files, since=now, until=now + feeds.AHEAD, without=own, seconds=max(1.0, ends - monotonic())
    )
    left = _try_writing(tools, account, to, seconds=max(1.0, ends - monotonic()), now=now) if to else False
    return CalendarChoice(account, addresses, to, feeds.host_of(account.address), len(spans), left, is_new=kept is None)


def save_choice(tx: Transaction, actor: Actor, choice: CalendarChoice, *, seal: Seal | None, now: datetime) -> None:
    """Save the chosen calendars. Idempotent. Raises NotAllowed, and FeedUnread ("none") if the account was replaced."""
    require(actor, "agenda.connect")
    person_id = person_of(actor).id
    people.lock(tx, [person_id])
    if choice.is_new and accounts.read_new_account(tx, actor, seal, now=now) == choice.account and seal is not None:
        _save_account(tx, actor, choice.account, seal=seal, now=now)
    kept = busy.read(tx, person_id)
    if kept is None or kept.sealed is None or accounts.unseal_account(seal, kept) != choice.account:
        raise FeedUnread("none")
    if (kept.calendars, kept.writes_to) == ("\n".join(choice.calendars), choice.writes_to):
        return
    busy.set_calendars(tx, kept, calendars=choice.calendars, writes_to=choice.writes_to)
    notices.drop_unsent(tx, feeds.SUBJECT, person_id, reason="replaced", now=now)
    owe_upcoming_entries(tx, person_id, now=now)
    record(tx, actor, "agenda.busy_set", thing="person", thing_id=person_id, now=now)
    homes.owe_home(tx, [person_id], now=now)


def _save_account(tx: Transaction, actor: Actor, account: DavAccount, *, seal: Seal, now: datetime) -> None:
    person_id = person_of(actor).id
    notices.drop_unsent(tx, feeds.SUBJECT, person_id, reason="replaced", now=now)
    accounts.forget_new_account(tx, person_id)
    busy.replace_feed(
        tx, person_id, account.address, username=account.user, sealed=accounts.seal_password(seal, person_id, account)
    )
    record(tx, actor, "agenda.busy_set", thing="person", thing_id=person_id, now=now)


def _saved_account(tools: Tools, actor: Actor, *, use_new_account: bool) -> tuple[ConnectedCalendar | None, DavAccount]:
    """Return the stored row and its account.

    If `use_new_account` and there is a new account, return None and that account."""
    require(actor, "agenda.connect")
    with tools.reading() as reading:
        waiting = accounts.read_new_account(reading, actor, tools.seal, now=tools.now()) if use_new_account else None
        kept = busy.read(reading, person_of(actor).id)
    if waiting is not None:
        return None, waiting
    if kept is None or kept.sealed is None:
        raise FeedUnread("none")
    return kept, accounts.unseal_account(tools.seal, kept)


def _listing(feed_row: ConnectedCalendar | None, account: DavAccount, calendars: tuple[Calendar, ...]) -> FeedListing:
    if feed_row is None:
        return new_listing(account, calendars)
    keys = {calendar.address: calendar_key(calendar) for calendar in calendars}
    reads = frozenset(keys[key] for key in feed_row.chosen if key in keys)
    return FeedListing(feeds.host_of(feed_row.url), calendars, reads, keys.get(feed_row.writes_to or ""))


def _try_writing(tools: Tools, account: DavAccount, calendar: str, *, seconds: float, now: datetime) -> bool:
    """Write a test entry and delete it. Return True if the deletion failed. Raises FeedUnread if the writing failed."""
    uid, ends = f"essai-{uuid4()}", monotonic() + seconds
    address = urljoin(calendar if calendar.endswith("/") else f"{calendar}/", f"{uid}.ics")
    try:
        etag = tools.dav.put(account, address, body=_trial_event(uid, now), etag=None, seconds=seconds)
    except FeedUnread as refusal:
        if refusal.reason in _UNSURE:
            with suppress(FeedUnread):
                tools.dav.delete(account, address, etag=None, seconds=_LAST_SECONDS)
        raise
    try:
        tools.dav.delete(account, address, etag=etag, seconds=max(_LAST_SECONDS, ends - monotonic()))
    except FeedUnread:
        return True
    return False


def _trial_event(uid: str, now: datetime) -> bytes:
    starts, form = now.astimezone(UTC), "%Y%m%dT%H%M%SZ"
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "BEGIN:VEVENT", f"UID:{uid}"),
        *(f"DTSTAMP:{starts:{form}}", f"DTSTART:{starts:{form}}", f"DTEND:{starts + timedelta(minutes=15):{form}}"),
        *(f"SUMMARY:{TRIAL}", "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR", ""),
    )
    return "\r\n".join(lines).encode()


def _check_server_address(typed_address: str) -> str:
    scheme, _, rest = typed_address.partition("://")
    address = f"{'https' if scheme.lower() in ('caldav', 'caldavs') else scheme.lower()}://{rest}"
    read_target(address)
    if not address.isprintable() or " " in address:
        raise FeedUnread("not_a_link")
    return address


def _check_address_field(check: Callable[[str], str], typed_address: str) -> str:
    try:
        return check(typed_address)
    except Invalid as refusal:
        raise Invalid(field="address", reason=refusal.facts["reason"]) from None
    except FeedUnread as refusal:
        raise Invalid(field="address", reason=refusal.reason) from None

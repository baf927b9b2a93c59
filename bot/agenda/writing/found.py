"""A check of our entries in people's calendars. If an owner moved or deleted an entry, the bot notifies them once.

The appointment does not change. The bot restores the entry only if the owner asks for it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from bot.agenda.busy import feeds
from bot.agenda.busy.accounts import ConnectedAccount, account_of
from bot.agenda.facts import OwnerEntryChange
from bot.agenda.model import Appointment
from bot.agenda.writing.owing import needs_entry, owe_entry_again, owe_wrong_entries
from bot.dates.paris import PARIS, from_epoch, midnight
from bot.dates.working import shift_out_of_quiet
from bot.errors import DavRefused, NotFound
from bot.notices import notices
from bot.outside.dav import StoredDocument
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.service import person_of
from bot.runtime.limits import ENTRY
from bot.tools import Tools
from storage.agenda import appointments, busy, entries
from storage.agenda.entries import StoredEntry
from storage.database import Reading, Transaction

GONE = "gone"
EVERY = timedelta(minutes=15)
SECONDS = 6.0  # time limit to check the entries of one person; a shutdown waits until the check ends
# These failures to write are permanent. Another try would fail too, and some servers would lock the mailbox.
FINAL = frozenset(
    {"password", "forbidden", "read_only", "gone", "full", "not_dav", "unsafe", "no_tls", "redirects", "private"}
)
OWNERS = frozenset({"password", "gone"})  # only the owner can repair these failures to read


def owner_change(written_entry: StoredEntry, stored_entry: StoredDocument | None, *, uid: str) -> str | None:
    """Return what the owner did to an entry: GONE if they deleted it, or its new start as text if they moved it.

    Return None if the owner did neither, or if the times in the entry are invalid."""
    if stored_entry is None:
        return GONE
    theirs = read_stored_event(stored_entry.body, uid)
    if theirs.starts is None or (theirs.starts, theirs.ends) == (written_entry.starts, written_entry.ends):
        return None
    return str(int(theirs.starts.timestamp()))


def record_owner_change(tx: Transaction, written_entry: StoredEntry, change: str | None, *, now: datetime) -> None:
    """Record what the owner did to an entry, and notify them once. `change` is None if the entry is as we wrote it."""
    if change == written_entry.found or not entries.record_owner_change(tx, written_entry, change) or change is None:
        return
    appointment = appointments.read(tx, written_entry.appointment_id)
    if appointment is None:
        return
    fact = OwnerEntryChange(None if change == GONE else from_epoch(int(change)))
    # The owner may restore the entry and delete it again, so each notice has its own key.
    due, period = (
        min(shift_out_of_quiet(now), appointment.starts),
        str(int(now.timestamp())),
    )
    notices.tell(
        tx, fact, about=appointment.id, to=[written_entry.person_id], due=due, expires=appointment.ends, period=period
    )


def check_entries(tools: Tools) -> None:
    """Check the calendar entries of the person whose last check is the oldest. A periodic job calls it.

    Network calls are outside transactions."""
    now = tools.now()
    with tools.reading() as reading:
        person_id = busy.find_due_entry_check(reading, before=now - EVERY)
    if person_id is None:
        return
    with tools.transaction() as tx:
        leased = busy.lease_entry_check(tx, person_id, before=now - EVERY, now=now)
    with tools.reading() as reading:
        connected = account_of(reading, tools.seal, person_id) if leased else None
        kept = entries.list_upcoming(reading, person_id, now=now)
        known = {
            appointment.id: appointment
            for appointment in appointments.read_all(reading, [entry.appointment_id for entry in kept])
        }
    if connected is None or connected.writes_to is None:
        return
    stays = (entry for entry in kept if needs_entry(known[entry.appointment_id], person_id))
    here = [stay for stay in stays if stay.calendar == connected.writes_to and stay.is_known]
    try:
        seen = _read_entries(tools, connected, here, now=now) if here else []
    except DavRefused as refusal:
        if refusal.reason in OWNERS:
            with tools.transaction() as tx:
                feeds.record_refusal(tx, tools.seal, person_id, connected.account, refusal.reason, now=now)
        return  # a later call tries again, and the reading of busy times (`feeds`) notices lasting failures
    found = [(entry, owner_change(entry, stands, uid=known[entry.appointment_id].uid)) for entry, stands in seen]
    with tools.transaction() as tx:
        for one, what in found:
            record_owner_change(tx, one, what, now=now)
        owe_wrong_entries(tx, person_id, now=now)


def restore_entry(tx: Transaction, actor: Actor, appointment_id: int, *, now: datetime) -> Appointment:
    """Restore an entry that the actor moved or deleted. Idempotent. Raises NotFound and NotAllowed."""
    appointment = appointments.read(tx, appointment_id)
    if appointment is None:
        raise NotFound(thing="appointment")
    require(actor, "helpdesk.calendar", appointment)
    person_id = person_of(actor).id
    kept = entries.read(tx, person_id, appointment.id)
    if kept is not None and kept.found is not None:
        entries.remove(tx, person_id, appointment.id)
        owe_entry_again(tx, appointment, person_id, now=now)
    return appointment


def find_changed_appointment(
    reading: Reading, appointment_id: int, fact: OwnerEntryChange, *, person_id: int
) -> Appointment | None:
    """Return the appointment whose entry the owner changed. Return None if `fact` is outdated."""
    appointment, kept = appointments.read(reading, appointment_id), entries.read(reading, person_id, appointment_id)
    found = GONE if fact.starts is None else str(int(fact.starts.timestamp()))
    return appointment if appointment and kept and kept.found == found and needs_entry(appointment, person_id) else None


def _read_entries(
    tools: Tools, connected: ConnectedAccount, written_entries: list[StoredEntry], *, now: datetime
) -> list[tuple[StoredEntry, StoredDocument | None]]:
    account, calendar, ends = connected.account, connected.writes_to or "", monotonic() + SECONDS
    until = max(entry.ends for entry in written_entries)
    listing = tools.dav.listing(account, calendar, since=now, until=until, seconds=SECONDS)
    found = {unquote(address): event for address, event in listing.items()}
    seen: list[tuple[StoredEntry, StoredDocument | None]] = []
    for one in written_entries:
        stands = found.get(unquote(one.address))
        if stands is None:
            stands = tools.dav.read(account, one.address, seconds=max(0.1, ends - monotonic()))
        seen.append((one, stands))
    return seen


if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A stored entry. `event`: None if it cannot be parsed. `starts` and `ends`: None if the times are invalid."""

    event: "Event | None" = None
    starts: datetime | None = None
    ends: datetime | None = None


def read_stored_event(body: bytes, uid: str) -> StoredEvent:
    """Parse the event with this UID in a stored entry. If there is none, all fields of the result are None."""
    from icalendar import Calendar, Event  # icalendar is slow to import

    if len(body) > ENTRY.size or max(body.count(b"\n"), body.count(b"\r")) > (ENTRY.lines or 0):
        return StoredEvent()
    try:
        events = Calendar.from_ical(body).walk("VEVENT")
        event = next(
            (
                event
                for event in events
                if isinstance(event, Event) and event.get("UID") == uid and "RECURRENCE-ID" not in event
            ),
            None,
        )
    except Exception:  # noqa: BLE001 - the parser raises many types of exceptions
        return StoredEvent()
    if event is None:
        return StoredEvent()
    try:
        return StoredEvent(event, _to_moment(event.start), _to_moment(event.end))
    except Exception:  # noqa: BLE001 - the library raises many types of exceptions for invalid times
        return StoredEvent(event)


def _to_moment(value: Any) -> datetime:  # noqa: ANN401 - the library returns a moment or a day
    if isinstance(value, datetime):
        return from_epoch(int((value if value.tzinfo else value.replace(tzinfo=PARIS)).timestamp()))
    if isinstance(value, date):
        return from_epoch(midnight(value))
    raise TypeError

"""The writer of calendar entries. It creates, changes or deletes an appointment's entry, outside a transaction.

It is idempotent: the UID determines the address of an entry. The writer creates an entry only if its address is free.
It changes an entry only if the server still has the version that the writer read. It records the start of an attempt,
so that an interrupted attempt is repeated even if the appointment changes meanwhile. An attempt ends long before its
lease does, because another worker may write newer data after the lease."""

from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from urllib.parse import quote

from bot.agenda.busy import feeds
from bot.agenda.busy.accounts import account_of
from bot.agenda.calendars.calendars import outline_of
from bot.agenda.calendars.entries import make_entry
from bot.agenda.calendars.ics import make_stored_entry
from bot.agenda.calendars.model import CalendarEntry
from bot.agenda.writing.found import FINAL, GONE, owner_change, record_owner_change
from bot.agenda.writing.owing import needs_entry
from bot.errors import DavRefused
from bot.notices.model import Notice
from bot.outside.dav import ANY, Dav, DavAccount, StoredDocument
from bot.tools import Tools
from storage.agenda import appointments, entries
from storage.agenda.entries import BEGUN, StoredEntry
from storage.database import Reading

from .found import read_stored_event

SECONDS = 6.0  # time limit for one entry; if a server hangs, all other entries wait this long
TURNS = 3


@dataclass(frozen=True, slots=True)
class EntryTask:
    """An entry to write, or to delete if `entry` is None. `kept`: what the bot last wrote for it, or None."""

    account: DavAccount
    calendar: str | None
    person_id: int
    appointment_id: int
    uid: str
    entry: CalendarEntry | None
    kept: StoredEntry | None

    @property
    def address(self) -> str:
        """The address of the entry."""
        base = self.calendar or ""
        return f"{base}{'' if base.endswith('/') else '/'}{quote(self.uid, safe='')}.ics"


def write(tools: Tools, notice: Notice) -> bool:
    """Write the calendar entry of a notice. Return False if the entry is left as it is.

    Raises DavRefused. If its reason is in FINAL, the owner is notified."""
    with tools.reading() as reading:
        task = _read_task(tools, reading, notice)
    if task is None:
        return False
    try:
        return _WriteAttempt(tools, task).make()
    except DavRefused as refusal:
        if refusal.reason in FINAL:
            with tools.transaction() as tx:
                feeds.record_refusal(tx, tools.seal, task.person_id, task.account, refusal.reason, now=tools.now())
        raise


def _read_task(tools: Tools, reading: Reading, notice: Notice) -> EntryTask | None:
    person_id = notice.person_id or 0
    connected = account_of(reading, tools.seal, person_id)
    appointment = appointments.read(reading, notice.subject_id)
    if connected is None or appointment is None or appointment.ends <= tools.now():
        return None
    kept = entries.read(reading, person_id, appointment.id)
    wanted = connected.writes_to is not None and needs_entry(appointment, person_id)
    if kept is None and not wanted:
        return None
    entry = make_entry(outline_of(reading, appointment), person_id, with_names=True) if wanted else None
    return EntryTask(connected.account, connected.writes_to, person_id, appointment.id, appointment.uid, entry, kept)


class _WriteAttempt:
    """One attempt to write an entry. All its calls share one deadline."""

    def __init__(self, tools: Tools, task: EntryTask) -> None:
        self._tools = tools
        self._task = task
        self._kept = task.kept
        self._deadline = monotonic() + SECONDS

    @property
    def _left(self) -> float:
        left = self._deadline - monotonic()
        if left <= 0:
            raise DavRefused("slow")
        return left

    @property
    def _dav(self) -> Dav:
        return self._tools.dav

    def make(self) -> bool:
        task, kept = self._task, self._kept
        if kept is not None and (task.entry is None or kept.calendar != task.calendar):
            self._dav.delete(task.account, kept.address, etag=None, seconds=self._left)
            self._kept = kept = None
            self._forget()
        if task.entry is None:
            return True
        if kept is not None and (kept.found == GONE or kept.digest == _digest(task.entry)):
            return False  # the owner deleted the entry and was notified, or the entry is up to date
        return self._add(task.entry) if kept is None else self._change(task.entry, kept)

    def _add(self, entry: CalendarEntry) -> bool:
        task = self._task
        self._note(task.address, entry, digest=BEGUN)
        try:
            self._dav.put(task.account, task.address, body=make_stored_entry(entry), etag=None, seconds=self._left)
        except DavRefused as refusal:
            if refusal.reason not in ("changed", "conflict"):
                if refusal.reason in FINAL:  # these refusals prove that nothing was written
                    self._forget()
                raise
            return self._take_over(entry)
        self._note(task.address, entry)
        return True

    def _take_over(self, entry: CalendarEntry) -> bool:
        """Overwrite an existing entry that has our UID.

        The response to our earlier request was lost, or the person added the entry from a file."""
        task = self._task
        address, stands = task.address, self._dav.read(task.account, task.address, seconds=self._left)
        if stands is None:
            found = self._listing(entry).items()
            named = ((at, event) for at, event in found if read_stored_event(event.body, task.uid).event is not None)
            address, stands = next(named, (address, None))
        if stands is None:
            self._forget()
            return False  # the owner moved the entry to another calendar
        return self._replace(entry, address, stands)

    def _change(self, entry: CalendarEntry, written_entry: StoredEntry) -> bool:
        """Overwrite our entry. If its owner changed it and the appointment kept its time, notify the owner instead."""
        task = self._task
        stands = self._dav.read(task.account, written_entry.address, seconds=self._left)
        same = (written_entry.starts, written_entry.ends) == (entry.starts, entry.ends)
        # Respect the owner's change only if the appointment kept its time. If it was rescheduled, write the new time.
        if same and written_entry.is_known:
            if stands is None:
                # The owner deleted the entry. `_listing` raises if the whole calendar is gone.
                self._listing(entry)
            found = owner_change(written_entry, stands, uid=task.uid)
            if found is not None:
                with self._tools.transaction() as tx:
                    record_owner_change(tx, written_entry, found, now=self._tools.now())
                return False
        return self._add(entry) if stands is None else self._replace(entry, written_entry.address, stands)

    def _replace(self, entry: CalendarEntry, address: str, stored_entry: StoredDocument | None) -> bool:
        before: StoredDocument | None = None
        for _ in range(TURNS):
            if stored_entry is None:
                break
            body = make_stored_entry(entry, stored_event=read_stored_event(stored_entry.body, self._task.uid).event)
            # If a server refuses the ETag of an unchanged entry, a proxy has altered the ETag. Then send `If-Match: *`.
            etag = ANY if stored_entry.etag is None or stored_entry == before else stored_entry.etag
            self._note(address, entry, digest=BEGUN)
            try:
                self._dav.put(self._task.account, address, body=body, etag=etag, seconds=self._left)
            except DavRefused as refusal:
                if refusal.reason != "changed":
                    raise
                before, stored_entry = stored_entry, self._dav.read(self._task.account, address, seconds=self._left)
            else:
                self._note(address, entry)
                return True
        raise DavRefused("changed")

    def _listing(self, entry: CalendarEntry) -> dict[str, StoredDocument]:
        task = self._task
        return self._dav.listing(
            task.account, task.calendar or "", since=entry.starts, until=entry.ends, seconds=self._left
        )

    def _note(self, address: str, entry: CalendarEntry, *, digest: str | None = None) -> None:
        task = self._task
        of = _digest(entry) if digest is None else digest
        written = StoredEntry(
            task.person_id, task.appointment_id, task.calendar or "", address, of, entry.starts, entry.ends
        )
        with self._tools.transaction() as tx:
            entries.save(tx, written)

    def _forget(self) -> None:
        if self._kept is None:
            with self._tools.transaction() as tx:
                entries.remove(tx, self._task.person_id, self._task.appointment_id)


def _digest(entry: CalendarEntry) -> str:
    return sha256(make_stored_entry(entry)).hexdigest()

"""A calendar server on this machine (Radicale), for the demo and tests."""

import logging
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from bot.agenda.calendars.ics import make_stored_entry
from bot.agenda.calendars.model import CalendarEntry
from bot.agenda.writing.found import StoredEvent, read_stored_event
from bot.outside.dav import Dav, DavAccount

SECONDS = 5.0
TITLE = "Réunion de service"
LONG_AGO, LATE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
_NEW = (
    b'<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    b"<d:displayname>%b</d:displayname></d:prop></d:set></c:mkcalendar>"
)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing: lines of requests have people's addresses."""


def can_serve() -> bool:
    """Return whether the server is installed; in production it is not."""
    return find_spec("radicale") is not None


@contextmanager
def serving_calendars(folder: Path, passwords: Mapping[str, str]) -> Iterator[str]:
    """Serve the calendars of these users from a folder, until the end of the block. Yield the server's address."""
    from radicale import config
    from radicale.app import Application

    logging.getLogger("radicale").setLevel(logging.ERROR)
    users = folder / "users"
    users.write_text("".join(f"{user}:{password}\n" for user, password in passwords.items()))
    said = config.load()
    auth = {"type": "htpasswd", "htpasswd_filename": str(users), "htpasswd_encryption": "plain", "delay": "0"}
    kept = {"filesystem_folder": str(folder / "kept"), "_filesystem_fsync": "False"}
    said.update({"auth": auth, "storage": kept, "rights": {"type": "owner_only"}}, "here", privileged=True)
    with make_server("127.0.0.1", 0, Application(said), _Server, _Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), name="calendars", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def add_calendar(url: str, path: str, *, name: str, user: str, password: str) -> str:
    """Create an empty calendar at a path. Return its address."""
    connection = HTTPConnection(url.partition("://")[2], timeout=10)
    basic = b64encode(f"{user}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/xml"}
    connection.request("MKCALENDAR", path, body=_NEW % name.encode(), headers=headers)
    status = connection.getresponse().status
    connection.close()
    if status != 201:
        raise RuntimeError(f"no calendar was made: {status}")
    return f"{url}{path}"


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """A person's calendar, as their own calendar program sees it."""

    account: DavAccount
    address: str

    def write(self, uid: str, *, starts: datetime, ends: datetime) -> None:
        """Write an event into the calendar."""
        entry = CalendarEntry(uid, 0, starts, ends, TITLE, "", None, None, False, (), starts)
        _dav().put(self.account, self._at(uid), body=make_stored_entry(entry), etag=None, seconds=SECONDS)

    def starts(self, uid: str) -> list[datetime]:
        """Return the starts of the events with this UID."""
        found = _dav().listing(self.account, self.address, since=LONG_AGO, until=LATE, seconds=SECONDS)
        read = (read_stored_event(stored.body, uid) for stored in found.values())
        return [theirs.starts for theirs in read if theirs.starts is not None]

    def shift(self, uid: str, *, by: timedelta) -> None:
        """Move an event by this time, as the calendar's owner does."""
        stands = _dav().read(self.account, self._at(uid), seconds=SECONDS)
        found = read_stored_event(stands.body, uid) if stands else StoredEvent()
        if stands is None or found.event is None or found.starts is None or found.ends is None:
            raise LookupError("nothing stands there")
        entry = CalendarEntry(
            uid, 0, found.starts + by, found.ends + by, TITLE, "", None, None, False, (), found.starts
        )
        _dav().put(self.account, self._at(uid), body=make_stored_entry(entry), etag=stands.etag, seconds=SECONDS)

    def _at(self, uid: str) -> str:
        return f"{self.address}{uid}.ics"


def _dav() -> Dav:
    return Dav(reachable=frozenset({"127.0.0.1"}))

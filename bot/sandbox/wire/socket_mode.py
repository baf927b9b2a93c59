"""Socket Mode: envelopes over a WebSocket, in place of HTTP requests."""

import json
import secrets
import socket
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from bot.sandbox import stamps
from bot.sandbox.memory.team import Delivery, Team
from bot.sandbox.refused import Json
from bot.sandbox.wire.delivery import LATE, UNREACHED, note

MOST = 10  # connections of an app, at most
REASONS = ("refresh_requested", "warning", "link_disabled")  # of a `disconnect`; there is a fourth, too_many_websockets
NOTICE_S = 10.0  # seconds between a warning and the end of the connection


class SocketLine(ServerConnection):
    """A connection to the app.

    `dead`: it is half open; nothing is sent, not even pongs, and nothing closes it. `ended`: Slack has closed it, and
    reads nothing more from it, even if the app has not noticed yet.
    """

    dead = False
    ended = False

    def send_data(self) -> None:
        """Send pending data; drop it if the connection is dead."""
        if self.dead:
            self.protocol.data_to_send()  # drop the pending bytes
        else:
            super().send_data()


class SocketWaiting:
    """An envelope that was sent and is not acknowledged yet."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.lost = False  # it can no longer arrive
        self.answer: object = ""


class SocketMode:
    """The WebSocket server: it gives addresses, keeps connections, and sends each payload over one of them.

    `ping_s`, set before `open`: seconds between pings; a connection that does not answer is closed. None leaves pings
    to the client."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self.ping_s: float | None = None
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._connections: list[SocketLine] = []
        self._waiting: dict[str, SocketWaiting] = {}
        self._envelopes: dict[str, str] = {}
        self._server: Server | None = None
        self._turn = 0

    def open(self) -> None:
        """Start serving on a free port."""
        self._closing = threading.Event()
        self._server = serve(
            self._serve,
            "127.0.0.1",
            0,
            ping_interval=self.ping_s,
            ping_timeout=self.ping_s,
            close_timeout=0.1,
            create_connection=SocketLine,
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Close all connections and stop serving, without waiting for acknowledgements."""
        self._closing.set()
        with self._lock:
            left, self._connections = self._connections, []
        for connection in left:
            connection.close()
        if self._server is not None:
            self._server.shutdown()
        for waiting in list(self._waiting.values()):
            waiting.lost = not waiting.done.is_set()
            waiting.done.set()

    def open_address(self, team: Team, _arguments: Json) -> Json:
        """apps.connections.open: an address for one connection."""
        assert self._server is not None  # noqa: S101 the API serves only while this does
        ticket = secrets.token_hex(16)
        with self._lock:
            self._tickets.add(ticket)
        port = self._server.socket.getsockname()[1]
        return {"ok": True, "url": f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id={team.app_id}"}

    @property
    def connected(self) -> int:
        """The number of connections to which payloads are sent."""
        with self._lock:
            return len(self._connections)

    @property
    def whole(self) -> int:
        """The number of connections that are not half open."""
        with self._lock:
            return sum(not connection.dead for connection in self._connections)

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every client for a new connection, as Slack does every few hours, and close the old ones.

        `reason`: one of REASONS. A `warning` comes NOTICE_S before (`warn`). Raises ValueError.
        """
        if reason not in REASONS:
            raise ValueError(f"a disconnect's reason is {', '.join(REASONS)}, not {reason}")
        if reason == "warning":
            self.warn()
            return
        with self._lock:
            left = list(self._connections)
        self._end(left, reason)

    def warn(self, *, notice_s: float = NOTICE_S) -> Callable[[], None]:
        """Warn every client that its connection ends in `notice_s` seconds. Until then it still gets payloads.

        Return a function that ends the connections earlier.
        """
        with self._lock:
            warned = list(self._connections)
        for connection in warned:
            self._tell(connection, farewell("warning"))

        closing, end = self._closing, partial(self._end, warned, "refresh_requested")

        def end_later() -> None:
            if not closing.wait(notice_s):
                end()

        threading.Thread(target=end_later, daemon=True).start()
        return end

    def half_open(self) -> int:
        """Make all current connections half open: what is sent is lost, pings get no answer, and nothing closes them.

        Return how many. Payloads still go to them in turn, since Slack does not notice. New connections work.
        """
        with self._lock:
            for connection in self._connections:
                connection.dead = True
            return len(self._connections)

    def drop(self) -> int:
        """Cut all current connections, as a restarted router does, without closing the WebSocket. Return how many."""
        with self._lock:
            left, self._connections = self._connections, []
        for connection in left:
            connection.ended = True
            with suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)
        return len(left)

    def send(self, kind: str, name: str, *, payload: Json, attempt: int = 0, reason: str = "") -> Delivery:
        """Send a payload in an envelope, and wait for its acknowledgement."""
        delivery = Delivery(kind, name, payload, attempt=attempt)
        envelope_id = str(uuid.uuid4())
        if "event_id" in payload:  # only an event is sent again in the same envelope
            envelope_id = self._envelopes.setdefault(payload["event_id"], envelope_id)
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind == "slash_commands"
            or payload.get("type") in ("view_submission", "block_suggestion"),
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if reason else ""}
        waiting = self._waiting[envelope_id] = SocketWaiting()
        started = stamps.elapsed()
        if not self._hand_over(envelope):
            delivery.error = UNREACHED
        elif waiting.done.wait(self._team.patience_s) and not waiting.lost:
            delivery.status = 200
            delivery.answer = waiting.answer if envelope["accepts_response_payload"] else ""
        elif waiting.lost:
            delivery.error = UNREACHED
        else:
            delivery.late, delivery.error = True, LATE
        self._waiting.pop(envelope_id, None)
        delivery.ms = (stamps.elapsed() - started) * 1000
        return note(self._team, delivery)

    def _hand_over(self, envelope: Json) -> bool:
        with self._lock:
            connections = list(self._connections)
            self._turn += 1
        shift = self._turn % len(connections) if connections else 0
        return any(self._tell(line, envelope) for line in connections[shift:] + connections[:shift])

    def _end(self, connections: list[SocketLine], reason: str) -> None:
        with self._lock:
            left = [line for line in connections if line in self._connections]
            self._connections = [line for line in self._connections if line not in left]
        for connection in left:
            connection.ended = True
            self._tell(connection, farewell(reason))
            connection.close()

    def _tell(self, connection: ServerConnection, message: Json) -> bool:
        try:
            connection.send(json.dumps(message))
        except ConnectionClosed:
            return False
        return True

    def _serve(self, connection: ServerConnection) -> None:
        ticket = parse_qs(urlsplit(connection.request.path if connection.request else "").query).get("ticket", [""])[0]
        with self._lock:
            known = ticket in self._tickets
            self._tickets.discard(ticket)
            room = len(self._connections) < MOST
        if not known or not room:
            if known:
                self._tell(connection, farewell("too_many_websockets"))
            return
        assert isinstance(connection, SocketLine)  # noqa: S101 as `open` asked
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
        info = {"app_id": self._team.app_id}
        hello: Json = {"type": "hello", "num_connections": self.connected + 1, "debug_info": debug}
        self._tell(connection, hello | {"connection_info": info})
        with self._lock:
            self._connections.append(connection)
        self._team.tell()
        try:
            for text in connection:
                if not connection.ended:
                    self._take(text)
        except ConnectionClosed:
            pass
        finally:
            with self._lock:
                if connection in self._connections:
                    self._connections.remove(connection)

    def _take(self, text: str | bytes) -> None:
        try:
            acknowledged = json.loads(text)
        except ValueError:
            self._team.break_rule("socket: a message that is not JSON")
            return
        waiting = self._waiting.pop(acknowledged.get("envelope_id", ""), None)
        if waiting is not None:
            waiting.answer = acknowledged.get("payload") or ""
            waiting.done.set()


def farewell(reason: str) -> Json:
    """Return the last message on a connection that ends."""
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}

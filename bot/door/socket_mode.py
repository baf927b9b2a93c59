"""Receive Slack's requests over a WebSocket (Socket Mode). Reopen the connection as soon as it is lost.

The SDK's client notices a cut connection after 58 s, and keeps a processor busy until then. It notices a half-open
connection after 49 s. This client notices a cut connection after 0.1 s, and a half-open one after 10 s (measured)."""

import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from threading import Condition, Event, Thread
from time import monotonic
from typing import Any
from uuid import uuid4

from slack_bolt import App, BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, reconnect

from bot.runtime.limits import SOCKET_MESSAGE
from bot.runtime.threads import KeptThread
from handlers.kit.envelope import deliver

log = logging.getLogger(__name__)

THREADS = 24  # Each thread waits for a listener of Bolt, so there are as many threads as listeners.
SECONDS = 10.0  # seconds to get an address from Slack, and then to connect to it
PING_SECONDS = 5.0  # seconds between two pings, and seconds to answer a ping
CLOSE_SECONDS = 1.0
# The waits before the first, second, third… attempt in a row, in seconds. The last wait is repeated.
PAUSES = (0.0, 1.0, 2.0, 5.0, 15.0, 30.0)
FLEETING = 5.0  # If a connection ends earlier than this, it counts as a failed attempt.
ANSWER_SECONDS = 3.0  # Slack ignores an answer that takes longer than this.


class _StaysHere(reconnect):
    """A connection that follows no redirect, so that it only goes to the address from Slack."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class SocketMode:
    """Keeps a connection to Slack open. Before Slack closes it, Slack asks for a new one, so there may briefly be two.

    `open_address` requests an address for one connection (apps.connections.open). `proxy` is the HTTP proxy to use."""

    def __init__(self, bolt: App, open_address: Callable[[], str], *, proxy: str | None = None) -> None:
        self._bolt = bolt
        self._open_address = open_address
        self._proxy = proxy
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="envelope")
        self._stopping, self._ended = Event(), Event()
        self._changed = Condition()  # This condition guards the three attributes below.
        # The newest connection, or None after it has ended.
        self._line: ClientConnection | None = None
        self._warned: ClientConnection | None = None  # the connection that Slack is about to close
        # The moment when the last connection ended (monotonic clock), or None while a connection is open.
        self._lost_at: float | None = monotonic()
        self.thread = KeptThread("socket mode", self._keep_connected, stopping=self._ended)

    def start(self) -> None:
        """Open the first connection. Raises SlackApiError, OSError, WebSocketException…"""
        self._open_connection()
        self.thread.start()

    @property
    def seconds_deaf(self) -> float:
        """The number of seconds without a connection; 0 while one is open."""
        lost_at = self._lost_at
        return 0.0 if lost_at is None else monotonic() - lost_at

    def stop(self) -> None:
        """Accept no more requests, finish current ones, and close the connection.

        If the connection breaks before all answers are sent, a new one is opened for them."""
        self._stopping.set()
        self._executor.shutdown(wait=True)
        with self._changed:
            self._ended.set()
            self._changed.notify_all()
        if self._line is not None:
            self._line.close()

    def _keep_connected(self) -> None:
        """Open a new connection each time the old one ends. After failed attempts, wait longer and longer."""
        tries, opened = 0, monotonic()
        while self._wait_until_needed():
            tries = tries + 1 if monotonic() - opened < FLEETING else 0
            if self._ended.wait(PAUSES[min(tries, len(PAUSES) - 1)]):
                return
            try:
                self._open_connection()
            except Exception as error:  # noqa: BLE001 - after any error, the next attempt may succeed
                log.warning("no connection to Slack (%s); retrying", type(error).__name__)
            opened = monotonic()

    def _wait_until_needed(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._line in (None, self._warned) or self._ended.is_set())
        return not self._ended.is_set()

    def _open_connection(self) -> None:
        opening = _StaysHere(
            self._open_address(),
            compression=None,
            proxy=self._proxy,
            open_timeout=SECONDS,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            close_timeout=CLOSE_SECONDS,
            max_size=SOCKET_MESSAGE.size,
        )
        closing = ExitStack()
        line = closing.enter_context(opening)
        with self._changed:
            self._line, self._lost_at = line, None
            self._changed.notify_all()
        if self._ended.is_set():  # `stop` was called while this connection opened.
            line.close()
        Thread(target=self._read_messages, args=(line, closing), name="line", daemon=True).start()

    def _read_messages(self, line: ClientConnection, closing: ExitStack) -> None:
        """Read messages until the connection ends. After a new connection replaced this one, Slack may still use it."""
        try:
            with closing:
                for message in line:
                    self._handle_message(line, message)
        except ConnectionClosed:
            if line is self._line:
                log.warning("the connection to Slack was lost; opening another one")
        except Exception:
            log.exception("fault %s while reading from Slack; opening another connection", uuid4().hex[:8])
        finally:
            self._request_replacement(line)

    def _request_replacement(self, line: ClientConnection, *, at_once: bool = True) -> None:
        """Ask for a connection that replaces `line`. Without `at_once`, `line` is used until the new one is open."""
        with self._changed:
            if line is self._line:
                self._line, self._warned = (None, None) if at_once else (line, line)
                self._lost_at = monotonic() if at_once else None
                self._changed.notify_all()

    def _handle_message(self, line: ClientConnection, message: str | bytes) -> None:
        envelope = _read_json(message)
        if envelope.get("type") == "disconnect":
            self._request_replacement(line, at_once=envelope.get("reason") != "warning")
            return
        if "envelope_id" in envelope and not self._stopping.is_set():  # Slack expects answers only to these messages.
            with suppress(RuntimeError):  # The bot is stopping: Slack repeats the request, or shows a timeout.
                self._executor.submit(self._answer_envelope, envelope)

    def _answer_envelope(self, envelope: dict[str, Any]) -> None:
        try:
            request = SocketModeRequest.from_dict(envelope)
            response = _deliver_payload(self._bolt, request.payload) if request is not None else None
        except Exception:
            log.exception("fault %s before a listener got the request; Slack sends events again", uuid4().hex[:8])
            return
        if request is None or response is None or response.status != 200:
            return  # Send no answer, as Bolt does. Slack then shows a timeout, or repeats the event.
        self._send_answer(json.dumps({"envelope_id": request.envelope_id, **_payload(response)}))

    def _send_answer(self, answer: str) -> None:
        """Send an answer on the newest connection. If there is none, wait for the next one.

        The connection that brought the request may be ending, and would lose the answer without an error."""
        until, tried = monotonic() + ANSWER_SECONDS, None
        while (line := self._wait_for_other_line(tried, until - monotonic())) is not None:
            try:
                line.send(answer)
                break
            except ConnectionClosed:
                tried = line

    def _wait_for_other_line(self, tried: ClientConnection | None, seconds: float) -> ClientConnection | None:
        with self._changed:
            found = self._changed.wait_for(lambda: self._line not in (None, tried), seconds)
            return self._line if found else None


def _read_json(message: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}


def _deliver_payload(bolt: App, payload: object) -> BoltResponse:
    return deliver(bolt, payload, raw=json.dumps(payload).encode())


def _payload(response: BoltResponse) -> Mapping[str, Any]:
    if not response.body:
        return {}
    is_json = response.headers.get("content-type", [""])[0].startswith("application/json")
    return {"payload": json.loads(response.body) if is_json else {"text": response.body}}

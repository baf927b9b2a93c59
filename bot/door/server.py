"""Serve HTTP with waitress and stricter limits. If there are too many connections, close some of them.

Waitress needs no thread while it reads a request. By default it allows a hundred connections, and closes one two
minutes after its last byte. So a hundred clients that send one byte a minute could block it for ever."""

import logging
import re
import resource
import socket
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import RequestEntityTooLarge

from bot.log import RepeatFilter
from bot.runtime.limits import SLACK_REQUEST

HEALTH, EVENTS = "/healthz", "/slack/events"
TOO_LARGE = "Ce qui a été envoyé est trop gros : rien n’a changé. Revenez en arrière et raccourcissez.\n"
HEAD_LIMIT = 32_768  # bytes
SLACK_THREADS = 24  # Each thread waits for a listener of Bolt, so there are as many threads as listeners.
# Requests that are not from Slack have their own threads, so that Slack's requests need not wait for them.
THREADS = 8
# A whole request must arrive in this time. Slack itself waits only three seconds for an answer.
WHOLE_SECONDS = 5.0
IDLE_SECONDS = 30.0  # If a connection sends no request for this long, it is closed.
LOOK_SECONDS = 1.0  # seconds between two checks for connections that timed out
# At most this many connections are open. They take at most half of the files that the process may open.
CONNECTIONS = 512
FREE = 16  # One place in 16 is kept free for new clients.
HELD_LIMIT = 32_000_000  # bytes that all incomplete requests may take together
DRAIN_LIMIT = 20_000_000  # After its request is refused, a client that sends more bytes than this is cut off.
# At a stop, requests have this time to finish. A platform may kill the process after ten seconds.
STOP_SECONDS = 4.0
# Incomplete requests may still arrive during this first part of STOP_SECONDS.
LAST_BYTES_SECONDS = 1.0

_SECRET_ADDRESS = re.compile(r"/(agenda|r)/[^\s\]]+")
# Lines of waitress's log with these words contain the client's address and the request.
_ADDRESS = re.compile(r"(while serving|closing channel) .*", re.DOTALL)
_SPARING = RepeatFilter()


class TooLarge(RequestEntityTooLarge):  # type: ignore[misc] # waitress ships no types
    """The answer to a request that is too large. Only people on the pages of mail links send such requests."""

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:  # noqa: ARG002 - its own
        """Return status, headers and body. The body is in French, since a person reads it."""
        return f"{self.code} {self.reason}", [("Content-Type", "text/plain; charset=utf-8")], TOO_LARGE.encode()


class Apology(ErrorTask):  # type: ignore[misc] # waitress ships no types
    """The task that answers a request that is refused before it is complete."""

    def execute(self) -> None:
        """Write the answer to the refused request."""
        if isinstance(self.request.error, RequestEntityTooLarge):
            self.request.error = TooLarge(self.request.error.body)
        self.channel.drains = True
        super().execute()


class Request(HTTPRequestParser):  # type: ignore[misc] # waitress ships no types
    """A request that is being received. An invalid address gets the answer 400."""

    def parse_header(self, head: bytes) -> None:
        """Parse the head of a request. Raises ParsingError, which waitress answers with 400."""
        try:
            super().parse_header(head)
        except ValueError:
            raise ParsingError("Bad URI") from None


class Connection(HTTPChannel):  # type: ignore[misc] # waitress ships no types
    """An HTTP connection. `since` is when its current request or pause began; `was_answered` is set after an answer."""

    error_task_class, parser_class = Apology, Request
    close_when_flushed: bool

    def __init__(self, server: "Server", sock: socket.socket, *rest: object, **more: object) -> None:
        self.since, self.was_answered = monotonic(), False
        # If `drains` is set, bytes that arrive after the answer are discarded. `drained` counts them; it is -1 until
        # the answer is sent.
        self.drains, self.drained = False, -1
        super().__init__(server, sock, *rest, **more)

    @property
    def is_idle(self) -> bool:
        """Return whether the connection got an answer, and has sent nothing since."""
        return self.was_answered and self.request is None

    @property
    def held(self) -> int:
        """The number of bytes in memory of the connection's incomplete request."""
        return self.request.header_bytes_received + self.request.body_bytes_received if self.request else 0

    @property
    def until(self) -> float:
        """The time when the connection times out (monotonic clock). It never times out while a request is answered."""
        if self.requests:
            return float("inf")
        return self.since + (IDLE_SECONDS if self.is_idle and not self.drains else WHOLE_SECONDS)

    def readable(self) -> bool:
        """Return whether waitress may read bytes from the connection. Waitress calls this."""
        return self.drained >= 0 or bool(super().readable())

    def handle_write(self) -> None:
        """Send pending bytes. After a refusal, keep the connection open until the client has read the answer.

        A connection that is closed while bytes arrive is reset, and the client never sees the answer."""
        if self.drains and self.close_when_flushed and not self.requests:
            self._flush_exception(self._flush_some)
            if not self.total_outbufs_len and not self.will_close:
                self.close_when_flushed, self.drained, self.since = False, 0, monotonic()
                with suppress(OSError):  # If the client closed the connection, the next read notices it.
                    self.socket.shutdown(socket.SHUT_WR)
                return
        super().handle_write()

    def handle_read(self) -> None:
        """Read the bytes that have arrived. After a refusal, discard them, and close the connection at DRAIN_LIMIT."""
        if self.drained < 0:
            super().handle_read()
            return
        data = b""
        with suppress(OSError):
            data = self.recv(self.adj.recv_bytes)
        self.drained += len(data)
        if not data or self.drained > DRAIN_LIMIT:
            self.handle_close()

    def received(self, data: bytes) -> bool:
        """Parse bytes. A request's timeout starts with its first bytes, and later bytes do not extend it."""
        if self.is_idle:
            self.since = monotonic()
        taken = bool(super().received(data))
        self.server.count_held(len(data))
        return taken

    def service(self) -> None:
        """Answer the current request. Waitress calls this in a worker thread."""
        self.was_answered = True
        super().service()
        self.since = monotonic()


class Server(TcpWSGIServer):  # type: ignore[misc] # waitress ships no types
    """Serves an application on an address. `run` serves until `stop` is called.

    If there are too many connections, the server makes room for new clients. It closes the oldest incomplete requests
    first, and then the connections that have been idle longest. Requests to the paths `health` and `slack` have their
    own threads, so that they never wait for other requests."""

    channel_class = Connection

    def __init__(
        self, application: WSGIApplication, *, host: str, port: int, health: str = HEALTH, slack: str = EVENTS
    ) -> None:
        self._own_threads = {health: ThreadedTaskDispatcher(), slack: ThreadedTaskDispatcher()}
        for path, threads in ((health, 1), (slack, SLACK_THREADS)):
            self._own_threads[path].set_thread_count(threads)
        self._room = connection_limit()
        self._held, self._is_leaving, self._next_look = 0, False, 0.0
        settings = Adjustments(
            host=host,
            port=port,
            threads=THREADS,
            recv_bytes=65_536,
            max_request_header_size=HEAD_LIMIT,
            # Waitress refuses a body that reaches this limit, so the limit is one byte higher.
            max_request_body_size=SLACK_REQUEST.size + 1,
            inbuf_overflow=SLACK_REQUEST.size + 1,  # Keep every body in memory: the number of open files is limited.
            clear_untrusted_proxy_headers=False,  # Keep the headers that proxies add.
        )
        # A name such as localhost may have two addresses. Use IPv4, since every client tries it.
        where = min(settings.listen, key=lambda address: address[0] != socket.AF_INET)
        super().__init__(application, adj=settings, sockinfo=where)

    def add_task(self, connection: Connection) -> None:
        """Queue a request for a thread to answer. An invalid request may have no path. Waitress calls this."""
        path: str = getattr(connection.requests[0], "path", "")
        threads: ThreadedTaskDispatcher = self._own_threads.get(path, self.task_dispatcher)
        threads.add_task(connection)

    def readable(self) -> bool:
        """Return whether another connection can be accepted."""
        return self.accepting and len(self.active_channels) < self._room

    def handle_accept(self) -> None:
        """Accept all waiting connections for which there is room. Waitress would accept only one in each turn."""
        before = -1
        while before < len(self.active_channels) < self._room:
            before = len(self.active_channels)
            super().handle_accept()

    def accept(self) -> tuple[socket.socket, object] | None:
        """Accept a connection. If the process has no more file descriptors, close a connection and raise OSError."""
        try:
            return super().accept()  # type: ignore[no-any-return] # waitress ships no types
        except OSError:
            self._make_room(1)
            raise

    def count_held(self, count: int) -> None:
        """Count received bytes. Above HELD_LIMIT, close the connections with the largest incomplete requests."""
        self._held += count
        while self._held > HELD_LIMIT:
            self._held = sum(connection.held for connection in self._waiting_connections())
            if self._held > HELD_LIMIT:
                max(self._waiting_connections(), key=lambda connection: connection.held).handle_close()

    def run(self) -> None:
        """Serve in this thread until `stop`. Then close the port and finish current requests."""
        while not self._is_leaving:
            # Read the clock before the poll. If the machine sleeps during the poll, waiting requests must not time out.
            now = monotonic()
            wasyncore.poll2(LOOK_SECONDS, self._map)
            self._close_timed_out(now)
        self._finish_requests()

    def stop(self) -> None:
        """Make `run` end, after it has finished current requests. Any thread or signal handler may call this."""
        if not self._is_leaving:
            self._is_leaving = True
            self.pull_trigger()

    def close(self) -> None:
        """Close all connections at once. `run` then ends within a second."""
        self._is_leaving = True
        super().close()

    def _close_timed_out(self, now: float) -> None:
        """Close connections that timed out, and make some room. `run` calls this between two polls."""
        if now >= self._next_look:
            self._next_look = now + LOOK_SECONDS
            for connection in self._waiting_connections():
                if connection.until < now:
                    connection.handle_close()
        too_many = len(self.active_channels) - self._room + max(1, self._room // FREE)
        if too_many > 0:
            self._make_room(too_many)

    def _finish_requests(self) -> None:
        if self.accepting:
            self.handle_accept()  # Accept the connections that are waiting.
        wasyncore.dispatcher.close(self)
        now = monotonic()
        until, last_bytes = now + STOP_SECONDS, now + LAST_BYTES_SECONDS
        while self._close_idle(half=now > last_bytes) and now < until:
            wasyncore.poll2(0.05, self._map)
            now = monotonic()
        for threads in (*self._own_threads.values(), self.task_dispatcher):
            threads.shutdown(timeout=max(0.1, until - monotonic()))
        wasyncore.close_all(self._map, ignore_all=True)

    def _close_idle(self, *, half: bool) -> bool:
        """Close idle connections, and if `half`, those with incomplete requests. Return whether any are left."""
        for connection in self._waiting_connections():
            if connection.total_outbufs_len == 0 and (half or connection.is_idle):
                connection.handle_close()
        return bool(self.active_channels)

    def _make_room(self, places: int) -> None:
        for idle in sorted(self._waiting_connections(), key=lambda connection: (connection.is_idle, connection.since))[
            :places
        ]:
            idle.handle_close()

    def _waiting_connections(self) -> Iterator[Connection]:
        return (channel for channel in list(self.active_channels.values()) if not channel.requests)


def connection_limit() -> int:
    """Return how many connections may be open. Each one takes a file, and the bot needs files for other things too."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return CONNECTIONS if files == resource.RLIM_INFINITY else min(CONNECTIONS, files // 2)


def guard_log(logger: logging.Logger) -> None:
    """Hide requested addresses in a log and limit the number of its lines, since clients can choose both."""
    for sieve in (_hide_addresses, _SPARING):
        logger.addFilter(sieve)


def _hide_addresses(record: logging.LogRecord) -> bool:
    """Remove addresses from a log line. They may be secret (feeds, links) or chosen by an attacker. Return True."""
    said = _ADDRESS.sub(r"\1 …", record.getMessage())
    record.msg, record.args = _SECRET_ADDRESS.sub(r"/\1/…", said), ()
    return True

"""The HTTP server: it limits connections, closes some when there are too many, and shuts down in order.

It is waitress with stricter limits. Waitress needs no thread while it reads a request. By default it allows a hundred
connections, each until two minutes after its last byte. So a hundred clients that send a byte a minute could block it
for ever."""

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

from bot.log import Sparing
from bot.runtime.limits import SLACK_REQUEST

HEALTH, EVENTS = "/healthz", "/slack/events"
TOO_LARGE = "Ce qui a été envoyé est trop gros : rien n’a changé. Revenez en arrière et raccourcissez.\n"
HEAD_LIMIT = 32_768  # bytes
SLACK_THREADS = 24  # There are as many threads as listeners, since each thread waits for a listener.
# Other requests have their own threads, so that Slack's requests need not wait for them.
THREADS = 8
# A whole request must arrive within this time. Slack waits only three seconds for an answer.
WHOLE_SECONDS = 5.0
IDLE_SECONDS = 30.0  # A connection without a request is closed after this time.
LOOK_SECONDS = 1.0  # seconds between two searches for connections that timed out
# Most connections at once. Each is a file, and they take at most half of the files that the process may open.
CONNECTIONS = 512
FREE = 16  # One connection in 16 is kept free for a new client.
HELD_LIMIT = 32_000_000  # bytes of all incomplete requests together
DRAIN_LIMIT = 20_000_000  # A client that sends more bytes than this after the answer is cut off.
# Time to finish answers. A platform grants ten seconds for a whole stop.
STOP_SECONDS = 4.0
# This part of STOP_SECONDS is for requests that were partly received.
LAST_BYTES_SECONDS = 1.0

_SECRET_ADDRESS = re.compile(r"/(agenda|r)/[^\s\]]+")
# Waitress quotes the client and the request in these lines of the log.
_ADDRESS = re.compile(r"(while serving|closing channel) .*", re.DOTALL)
_SPARING = Sparing()


class TooLarge(RequestEntityTooLarge):  # type: ignore[misc] # waitress ships no types
    """The answer to a request that is too large. Only people send such requests, from the pages of mail links."""

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:  # noqa: ARG002 - its own
        """Return the answer in French, since people read it."""
        return f"{self.code} {self.reason}", [("Content-Type", "text/plain; charset=utf-8")], TOO_LARGE.encode()


class Apology(ErrorTask):  # type: ignore[misc] # waitress ships no types
    """The answer to a request that is refused before it is complete."""

    def execute(self) -> None:
        """Write the answer to the refused request."""
        if isinstance(self.request.error, RequestEntityTooLarge):
            self.request.error = TooLarge(self.request.error.body)
        self.channel.drains = True
        super().execute()


class Request(HTTPRequestParser):  # type: ignore[misc] # waitress ships no types
    """A request that is being received. If its address cannot be parsed, the client gets 400."""

    def parse_header(self, head: bytes) -> None:
        """Parse the head of a request. Raises errors that waitress answers with 400."""
        try:
            super().parse_header(head)
        except ValueError:
            raise ParsingError("Bad URI") from None


class Connection(HTTPChannel):  # type: ignore[misc] # waitress ships no types
    """An HTTP connection: when its current request began, and whether it got an answer before."""

    error_task_class, parser_class = Apology, Request
    close_when_flushed: bool

    def __init__(self, server: "Server", sock: socket.socket, *rest: object, **more: object) -> None:
        self.since, self.was_answered = monotonic(), False
        # `drains` says whether bytes after the answer are discarded. `drained` counts them. It is -1 before the answer
        # is sent.
        self.drains, self.drained = False, -1
        super().__init__(server, sock, *rest, **more)

    @property
    def is_idle(self) -> bool:
        """Return whether the connection got its answers, and has sent nothing since."""
        return self.was_answered and self.request is None

    @property
    def held(self) -> int:
        """The number of bytes in memory of the connection's incomplete request."""
        return self.request.header_bytes_received + self.request.body_bytes_received if self.request else 0

    @property
    def until(self) -> float:
        """The time when the connection times out (monotonic clock). While its request is answered, it never times
        out."""
        if self.requests:
            return float("inf")
        return self.since + (IDLE_SECONDS if self.is_idle and not self.drains else WHOLE_SECONDS)

    def readable(self) -> bool:
        """Return whether to read bytes from the connection. Waitress calls this."""
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
        """Read the bytes that have arrived. After a refusal, discard them."""
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
        """Parse bytes. The timeout of a request starts with its first bytes; later bytes do not extend it."""
        if self.is_idle:
            self.since = monotonic()
        taken = bool(super().received(data))
        self.server.count_held(len(data))
        return taken

    def service(self) -> None:
        """Answer the current request. It is called in a thread of the server."""
        self.was_answered = True
        super().service()
        self.since = monotonic()


class Server(TcpWSGIServer):  # type: ignore[misc] # waitress ships no types
    """Serves an application on an address: `run` serves until `stop` is called.

    If the server is full, it makes room for new clients: it closes the oldest incomplete requests first, and then the
    connections that have been idle longest. The paths `health` and `slack` have their own threads, so that they never
    wait for other requests."""

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
            max_request_body_size=SLACK_REQUEST.size + 1,  # Waitress refuses a body as large as its limit.
            inbuf_overflow=SLACK_REQUEST.size + 1,  # No body is then put in a file: open files are limited.
            clear_untrusted_proxy_headers=False,  # The headers of a proxy are kept.
        )
        # A name such as localhost may have two addresses. Use IPv4, since every client tries it.
        where = min(settings.listen, key=lambda address: address[0] != socket.AF_INET)
        super().__init__(application, adj=settings, sockinfo=where)

    def add_task(self, connection: Connection) -> None:
        """Queue a request for an answer: a complete one, or an invalid one without a path. Waitress calls this."""
        path: str = getattr(connection.requests[0], "path", "")
        threads: ThreadedTaskDispatcher = self._own_threads.get(path, self.task_dispatcher)
        threads.add_task(connection)

    def readable(self) -> bool:
        """Return whether another connection can be accepted."""
        return self.accepting and len(self.active_channels) < self._room

    def handle_accept(self) -> None:
        """Accept all waiting connections for which there is room. One per turn would keep the last ones waiting."""
        before = -1
        while before < len(self.active_channels) < self._room:
            before = len(self.active_channels)
            super().handle_accept()

    def accept(self) -> tuple[socket.socket, object] | None:
        """Accept a connection. Raises OSError, after making room: the process may have no more file descriptors."""
        try:
            return super().accept()  # type: ignore[no-any-return] # waitress ships no types
        except OSError:
            self._make_room(1)
            raise

    def count_held(self, count: int) -> None:
        """Count received bytes. Above the limit, close the connections with the largest incomplete requests."""
        self._held += count
        while self._held > HELD_LIMIT:
            self._held = sum(connection.held for connection in self._waiting_connections())
            if self._held > HELD_LIMIT:
                max(self._waiting_connections(), key=lambda connection: connection.held).handle_close()

    def run(self) -> None:
        """Serve in this thread until `stop`. Then close the port and finish current requests."""
        while not self._is_leaving:
            # Read the clock before the poll: a request that waited while the machine slept must not time out.
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
        """Close connections that timed out, and make some room. It is called between polls, without pending events."""
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
            self.handle_accept()  # Accept the connections that wait.
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
        """Close idle connections. With `half`, close incomplete requests too. Return whether connections remain."""
        for connection in self._waiting_connections():
            if connection.total_outbufs_len == 0 and (half or connection.is_idle):
                connection.handle_close()
        return bool(self.active_channels)

    def _make_room(self, places: int) -> None:
        """Close `places` connections: the oldest incomplete requests first, then the connections idle longest."""
        for idle in sorted(self._waiting_connections(), key=lambda connection: (connection.is_idle, connection.since))[
            :places
        ]:
            idle.handle_close()

    def _waiting_connections(self) -> Iterator[Connection]:
        return (channel for channel in list(self.active_channels.values()) if not channel.requests)


def connection_limit() -> int:
    """Return how many connections may be open. Each is a file, and the bot needs files for other things too."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return CONNECTIONS if files == resource.RLIM_INFINITY else min(CONNECTIONS, files // 2)


def guard_log(logger: logging.Logger) -> None:
    """Protect a log from clients: they choose the addresses that they request, and how many lines they cause."""
    for sieve in (_hide_addresses, _SPARING):
        logger.addFilter(sieve)


def _hide_addresses(record: logging.LogRecord) -> bool:
    """Remove addresses from a log line, as they may be secret (feeds, links) or an attacker's choice. Return True."""
    said = _ADDRESS.sub(r"\1 …", record.getMessage())
    record.msg, record.args = _SECRET_ADDRESS.sub(r"/\1/…", said), ()
    return True

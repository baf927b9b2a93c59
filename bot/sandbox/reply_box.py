"""A mailbox on 127.0.0.1 that is read by IMAP, with the few commands of RFC 3501 that are needed for that."""

import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

USER, PASSWORD = "reponses@dispositifs.example.org", "sandbox"
PATIENCE_S = 30.0
LONGEST_LINE = 10_000
_COMMAND = re.compile(r"(\S+) (UID )?([A-Za-z]+) ?(.*)", re.DOTALL)


@dataclass
class ReplyBox:
    """Mails by UID, the oldest first. `validity`: UIDVALIDITY, None to leave it out. `silent`: it never answers."""

    validity: int | None = 1
    silent: bool = False
    mails: dict[int, bytes] = field(default_factory=dict)
    visits: int = 0
    fetched: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._door: _Door | None = None
        self._lock = threading.Lock()

    def put(self, data: bytes) -> int:
        """Add a mail. Return its UID."""
        with self._lock:
            uid = max(self.mails, default=0) + 1
            self.mails[uid] = data
            return uid

    def open(self) -> None:
        """Open the mailbox on a free port of 127.0.0.1."""
        self._door = _Door(self)
        threading.Thread(target=self._door.serve_forever, args=(0.05,), name="reply-box", daemon=True).start()

    def close(self) -> None:
        """Close the mailbox for good."""
        if self._door is not None:
            self._door.shutdown()
            self._door.server_close()
            self._door = None

    @property
    def url(self) -> str:
        """The mailbox's address, as in the settings. Raises RuntimeError while the mailbox is closed."""
        if self._door is None:
            raise RuntimeError("the mailbox is shut")
        return f"imap://{USER.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{self._door.server_address[1]}/INBOX"

    def numbered(self, uids: str) -> list[tuple[int, int, bytes]]:
        """Return (position, UID, mail) for a set of UIDs: « 3,5 », or « 7:* », which always includes the last mail."""
        with self._lock:
            held = [(place, uid, mail) for place, (uid, mail) in enumerate(sorted(self.mails.items()), start=1)]
        first, last, several = *uids.partition(":")[::2], {int(uid) for uid in uids.split(",") if uid.isdigit()}
        if last:
            return [mail for mail in held if mail[1] >= int(first)] or held[-1:]
        return [mail for mail in held if mail[1] in several]


class _Door(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, box: ReplyBox) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.box = box


class _Visit(socketserver.StreamRequestHandler):
    server: _Door
    timeout = PATIENCE_S
    disable_nagle_algorithm = True
    _known = False

    def handle(self) -> None:
        self.server.box.visits += 1
        try:
            self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            while line := self.rfile.readline(LONGEST_LINE):
                found = _COMMAND.fullmatch(line.decode("ascii", "replace").strip())
                if self.server.box.silent:
                    continue
                if found is None:
                    self.wfile.write(b"* BAD what?\r\n")
                    continue
                tag, verb = found[1], (found[2] or "").upper() + found[3].upper()
                said = [*self._answer(verb, found[4])]
                self.wfile.write(b"".join([*said[:-1], f"{tag} ".encode(), said[-1]]))
                if verb == "LOGOUT":
                    return
        except OSError:
            pass  # the client has left, or was silent for too long

    def _answer(self, verb: str, rest: str) -> Iterator[bytes]:
        """Yield the lines of an answer. The last one lacks its tag."""
        box = self.server.box
        match verb:
            case "CAPABILITY":
                yield b"* CAPABILITY IMAP4rev1\r\n"
            case "LOGIN":
                self._known = rest.replace('"', "") == f"{USER} {PASSWORD}"
                if not self._known:
                    yield b"NO wrong password\r\n"
                    return
            case "LOGOUT":
                yield b"* BYE\r\n"
            case _ if not self._known:
                yield b"BAD log in first\r\n"
                return
            case "EXAMINE" | "SELECT":
                if rest.strip('"') != "INBOX":
                    yield b"NO such folder\r\n"
                    return
                yield f"* {len(box.mails)} EXISTS\r\n".encode()
                if box.validity is not None:
                    yield f"* OK [UIDVALIDITY {box.validity}] UIDs valid\r\n".encode()
            case "UID SEARCH":
                given = rest.partition("UID ")[2] if "UID " in rest else "1:*"
                yield f"* SEARCH {' '.join(str(uid) for _, uid, _ in box.numbered(given))}\r\n".encode()
            case "UID FETCH":
                yield from self._fetch(*rest.split(" ", 1))
            case _:
                yield b"BAD unknown command\r\n"
                return
        yield b"OK done\r\n"

    def _fetch(self, uids: str, wanted: str) -> Iterator[bytes]:
        for place, uid, mail in self.server.box.numbered(uids):
            if "BODY" in wanted:
                self.server.box.fetched.append(uid)
                yield f"* {place} FETCH (UID {uid} BODY[]<0> {{{len(mail)}}}\r\n".encode() + mail + b")\r\n"
            else:
                yield f"* {place} FETCH (UID {uid} RFC822.SIZE {len(mail)})\r\n".encode()

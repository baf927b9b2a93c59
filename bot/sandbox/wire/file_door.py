"""The HTTP addresses of files: `upload_url` accepts bytes, `url_private` returns them for a token."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.sandbox import stamps
from bot.sandbox.memory.team import Call, Team
from bot.sandbox.refused import Json
from bot.sandbox.wire.faults import Faults, WireFault

LOGIN_PAGE = (
    '<!DOCTYPE html><html lang="en-US"><head><title>Sign in | Slack</title></head>'
    '<body><form action="/signin"><button>Sign in</button></form></body></html>'
)
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Raw:
    """An HTTP answer in bytes. `fate` and `delay` are as in `ApiAnswer`."""

    status: int
    body: bytes
    kind: str = "text/plain; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    fate: str = "answer"
    delay: float = 0.0


class FileDoor:
    """Uploads and downloads; in `faults` and `calls` they are called `upload` and `download`."""

    def __init__(self, team: Team, faults: Faults, *, bot_token: str) -> None:
        self._team, self._faults, self._bot_token = team, faults, bot_token

    def upload(self, token: str, body: bytes) -> Raw:
        """Receive the bytes of an announced file, once, and exactly as many as announced."""
        with self._team.lock:
            file = self._team.files.expected(token)
        told: Json = {"file": file.id if file else "", "filename": file.name if file else "", "length": len(body)}
        fault = self._faults.take("upload", told)
        if fault is not None and not fault.takes_effect:
            return self._note("upload", told, spoiled(fault))
        with self._team.lock:
            answer = self._receive(token, body)
            return self._note("upload", told, lost(fault, answer) if fault else answer)

    def download(self, path: str, headers: Mapping[str, str]) -> Raw:
        """Return the bytes of a file for the bot's token with files:read; otherwise Slack's page to sign in.

        `path`: what follows `/files-pri/`. `headers`: by name in lower case.
        """
        file_id = path.partition("/")[0].rpartition("-")[2]
        told: Json = {"file": file_id}
        fault = self._faults.take("download", told)
        if fault is not None and not fault.takes_effect:
            return self._note("download", told, spoiled(fault))
        with self._team.lock:
            answer = self._give(file_id, headers.get("authorization", ""))
            return self._note("download", told, lost(fault, answer) if fault else answer)

    def _receive(self, token: str, body: bytes) -> Raw:
        team = self._team
        file = team.files.expected(token)
        if file is None:
            team.break_rule("upload: no such upload_url")
            return Raw(404, b"no such upload_url")
        if file.data is not None or file.deleted:
            return Raw(400, b"upload_url was used")  # not a fault of the app: the response may have been lost
        if len(body) != file.size:
            team.break_rule(f"upload: {len(body)} bytes of {file.name}, {file.size} were announced")
            return Raw(400, b"length does not match")
        file.data = body
        return Raw(200, f"OK - {file.size}".encode())

    def _give(self, file_id: str, authorization: str) -> Raw:
        team = self._team
        if authorization != f"Bearer {self._bot_token}" or not team.app.has_any(("files:read",)):
            team.break_rule(f"download of {file_id}: needs the bot's token and the scope files:read")
            return Raw(200, LOGIN_PAGE.encode(), HTML)
        file = team.files.find(file_id)
        if file is None or file.data is None or not file.complete:
            return Raw(404, b"<!DOCTYPE html><html lang='en-US'><title>File not found</title></html>", HTML)
        return Raw(200, file.data, file.mimetype)

    def _note(self, method: str, arguments: Json, answer: Raw) -> Raw:
        told = {"ok": answer.status == 200 and answer.kind != HTML}
        with self._team.lock:
            self._team.calls.append(Call(method, arguments, told, answer.status, stamps.unix_now()))
            self._team.tell()
        return answer


def spoiled(fault: WireFault) -> Raw:
    """Return the answer to a request without effect. A code of Slack is a 400."""
    if fault.error == "ratelimited":
        return Raw(429, b"ratelimited", headers={"Retry-After": str(fault.retry_after)})
    if fault.error == "http_500":
        return Raw(500, b"internal_error")
    if fault.error == "reset_before":
        return Raw(0, b"", fate="reset")
    if fault.error == "login_page":
        return Raw(200, LOGIN_PAGE.encode(), HTML)
    return Raw(400, fault.error.encode())


def lost(fault: WireFault, answer: Raw) -> Raw:
    """Lose or delay the answer to a request that had its effect."""
    if fault.error == "http_500_after":
        return Raw(500, b"internal_error")
    if fault.error == "delay":
        return replace(answer, delay=fault.delay)
    return Raw(answer.status, answer.body, fate="reset", delay=fault.delay if fault.error == "timeout" else 0.0)

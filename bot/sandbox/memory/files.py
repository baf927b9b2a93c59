"""Files of the workspace: announced, uploaded, shared and deleted, with the same events as in Slack."""

import mimetypes
import re
import secrets
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from bot.sandbox import stamps
from bot.sandbox.stamps import new_id

# extension → (Slack's filetype, MIME type); for others, `mimetypes` is used
KNOWN = {
    "txt": ("text", "text/plain"),
    "csv": ("csv", "text/csv"),
    "md": ("markdown", "text/markdown"),
    "ics": ("ics", "text/calendar"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "odt": ("odt", "application/vnd.oasis.opendocument.text"),
    "jpeg": ("jpg", "image/jpeg"),
}
SNIPPETS = ("text", "csv")  # filetypes that Slack shows as an excerpt: their mode is `snippet`
PLACES = {"public": "channels", "private": "groups", "im": "ims", "mpim": "groups"}


def extension_of(name: str) -> str:
    """Return what follows the last dot of a file's name, in lower case; "" without a dot."""
    return PurePath(name).suffix.removeprefix(".").lower()


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as a person sees it in a message or a field. `size`: bytes. `user`: id of its owner."""

    id: str
    name: str
    title: str
    mimetype: str
    size: int
    user: str


@dataclass(slots=True, eq=False)
class StoredFile:
    """A file of the workspace. `data`: None until its bytes are uploaded. `complete`: it is visible."""

    id: str
    name: str
    user: str
    size: int
    team_id: str
    address: str
    domain: str
    mimetype: str
    title: str = ""
    alt_text: str = ""
    data: bytes | None = None
    complete: bool = False
    deleted: bool = False
    created: int = 0
    shares: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)  # (type of place, its id, message)

    @property
    def filetype(self) -> str:
        """Slack's name for the file's type: `pdf`, `text`, `csv`…; `binary` if it is unknown."""
        found = extension_of(self.name)
        return KNOWN[found][0] if found in KNOWN else found or "binary"

    @property
    def seen(self) -> SeenFile:
        return SeenFile(self.id, self.name, self.title, self.mimetype, self.size, self.user)

    def url(self, *, download: bool = False) -> str:
        """Return the private address of the file, for which a token is needed."""
        name = re.sub(r"[^a-z0-9._-]+", "_", self.name.lower())
        return f"{self.address}/files-pri/{self.team_id}-{self.id}/{'download/' if download else ''}{name}"

    def as_json(self, *, with_shares: bool = False) -> dict[str, Any]:
        """Return the file object of payloads and answers. A deleted file is a tombstone."""
        if self.deleted:
            return {"id": self.id, "mode": "tombstone"}
        found: dict[str, Any] = {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": self.mimetype,
            "filetype": self.filetype,
            "pretty_type": self.filetype.upper(),
            "user": self.user,
            "user_team": self.team_id,
            "editable": self.filetype in SNIPPETS,
            "size": self.size,
            "mode": "snippet" if self.filetype in SNIPPETS else "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": any(kind == "public" for kind, _, _ in self.shares),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": self.url(),
            "url_private_download": self.url(download=True),
            "permalink": f"https://{self.domain}.slack.com/files/{self.user}/{self.id}/{self.url().rpartition('/')[2]}",
            "file_access": "visible",
        }
        if self.alt_text:
            found["alt_txt"] = self.alt_text
        return found | (self._whereabouts() if with_shares else {})

    def _whereabouts(self) -> dict[str, Any]:
        shares: dict[str, dict[str, list[dict[str, str]]]] = {}
        places: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
        for kind, channel_id, message in self.shares:
            by_channel = shares.setdefault("public" if kind == "public" else "private", {})
            by_channel.setdefault(channel_id, []).append(message)
            if channel_id not in places[PLACES[kind]]:
                places[PLACES[kind]].append(channel_id)
        return {**places, "shares": shares}


class Files:
    """All files of a workspace. Callers hold its lock. `address`: the HTTP address, without a final slash."""

    def __init__(self, team_id: str, *, domain: str) -> None:
        self.address = ""
        self._team_id, self._domain = team_id, domain
        self._by_id: dict[str, StoredFile] = {}
        self._uploads: dict[str, StoredFile] = {}  # token in an upload_url → announced file

    def find(self, file_id: str) -> StoredFile | None:
        """Return a file, even a deleted or incomplete one."""
        return self._by_id.get(file_id)

    def announce(self, name: str, *, size: int, user: str, alt_text: str = "") -> tuple[StoredFile, str]:
        """Announce a file of `size` bytes. Return the file and the address of its upload, which can be used once."""
        file = self._new(name, size=size, user=user)
        file.alt_text = alt_text
        token = secrets.token_urlsafe(24)
        self._uploads[token] = file
        return file, f"{self.address}/upload/v1/{token}"

    def expected(self, token: str) -> StoredFile | None:
        """Return the announced file with this token in its upload_url."""
        return self._uploads.get(token)

    def add(self, name: str, *, data: bytes, user: str, mimetype: str | None = None) -> StoredFile:
        """Add a complete file of a person, which is not shared yet."""
        file = self._new(name, size=len(data), user=user)
        file.data, file.complete, file.title = data, True, name
        file.mimetype = mimetype or file.mimetype
        return file

    def delete(self, file: StoredFile) -> None:
        """Delete the bytes of a file. Messages with the file keep a tombstone."""
        file.deleted, file.data = True, None

    def _new(self, name: str, *, size: int, user: str) -> StoredFile:
        found = extension_of(name)
        guessed = KNOWN[found][1] if found in KNOWN else mimetypes.guess_type(name)[0]
        file = StoredFile(
            id=new_id("F"),
            name=name,
            user=user,
            size=size,
            team_id=self._team_id,
            address=self.address,
            domain=self._domain,
            mimetype=guessed or "application/octet-stream",
        )
        file.created = int(stamps.unix_now())
        self._by_id[file.id] = file
        return file

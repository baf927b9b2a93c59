"""Share files in the thread of a card. Download a file that is in Slack already, then upload it again as a new file."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.clock import Now
from bot.notices.model import HomeFingerprint, Notice
from handlers.kit.blocks import Json
from handlers.kit.told import HomeView, Upload

from .attempts import attempt_call, attempt_unseen_call, lease_outcome
from .outcomes import Dropped, Failed, Outcome, Published, RetryLater, Sent
from .transfers import LARGEST, Transfers

# If Slack answers `files.info` with one of these errors, the bot cannot read the file.
_NOT_OURS = frozenset({"access_denied", "file_deleted", "file_not_found", "not_visible", "template_not_visible"})
# If Slack answers the last call with one of these errors, the file may be shared nevertheless.
_UNSHARED = frozenset({"file_not_found", "file_update_failed"})


class Uploads:
    """Uploads the files of one reply. Only the last call to Slack shows the files, so only this call can be uncertain.

    `note_tried` saves the file's name before the last call, and returns False if the lease has expired."""

    def __init__(self, client: WebClient, machine_now: Now, *, note_tried: Callable[[Notice, str], bool]) -> None:
        self._client = client
        self._machine_now = machine_now
        self._note_tried = note_tried
        self._transfers = Transfers(client)

    def send(self, notice: Notice, upload: Upload) -> Outcome:
        """Upload a file and its `others` as one reply to the card.

        The outcome Sent contains the ts of the card, since Slack does not return that of the reply. Raises Unavailable
        if the database does not answer before the file is shared."""
        brought = []
        for part in (upload, *upload.others):
            file_id = self._prepare_file(part)
            if not isinstance(file_id, str):
                return file_id
            brought.append({"id": file_id, "title": part.title})
        late = lease_outcome(notice, self._machine_now)
        if late is None and not self._note_tried(notice, upload.name):
            late = RetryLater("slow")
        return late or self._share_files(notice, brought, comment=upload.words)

    def _prepare_file(self, upload: Upload) -> str | RetryLater | Failed:
        data = self._file_bytes(upload)
        if not isinstance(data, bytes):
            return data
        if not data or len(data) > LARGEST:
            return Failed("too_large" if data else "empty_file")
        return self._upload_bytes(upload.name, data, alt=upload.alt)

    def _file_bytes(self, upload: Upload) -> bytes | RetryLater | Failed:
        source = upload.slack_file
        if source is None:
            return upload.data or b""
        told = attempt_unseen_call("files.info", lambda: self._file_info(source))
        if isinstance(told, RetryLater | Failed):
            return told
        return attempt_unseen_call("files.download", lambda: self._transfers.fetch(told["file"]))

    def _file_info(self, file_id: str) -> SlackResponse | Failed:
        try:
            return self._client.files_info(file=file_id)
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if code in _NOT_OURS:  # In this call, `access_denied` concerns the file, not the whole workspace.
                return Failed(code)
            raise

    def _upload_bytes(self, name: str, data: bytes, *, alt: str) -> str | RetryLater | Failed:
        place = attempt_unseen_call(
            "files.getUploadURLExternal",
            lambda: self._client.files_getUploadURLExternal(filename=name, length=len(data), alt_txt=alt or None),
        )
        if isinstance(place, RetryLater | Failed):
            return place
        brought = attempt_unseen_call("files.upload", lambda: self._transfers.upload(place["upload_url"], data))
        return brought or str(place["file_id"])

    def _share_files(self, notice: Notice, uploaded_files: Sequence[Json], *, comment: str) -> Outcome:
        # A file is only claimed if its card is posted.
        channel, ts = notice.card_channel or "", notice.card_ts or ""
        shared = attempt_call(
            "files.completeUploadExternal",
            lambda: self._client.files_completeUploadExternal(
                files=list(uploaded_files),
                channel_id=channel,
                thread_ts=ts,
                initial_comment=comment,
            ),
        )
        if isinstance(shared, SlackResponse):
            return Sent(channel, ts)
        return RetryLater(shared.reason, ambiguous=True) if shared.reason in _UNSHARED else shared


class Publishing:
    """Publishes one Home at a time. `shown` returns the fingerprint of the Home that a person last saw."""

    def __init__(self, client: WebClient, machine_now: Now, *, shown: Callable[[int], HomeFingerprint]) -> None:
        self._client = client
        self._machine_now = machine_now
        self._shown = shown

    def send(self, notice: Notice, home: HomeView, *, account: str) -> Outcome:
        """Publish the Home to the account. Raises Unavailable if the database does not answer before the call."""
        known = self._shown(notice.person_id or 0)  # A Home always belongs to a person.
        digest = digest_of(home)
        # After an uncertain attempt, Slack may show the old or the new Home.
        if digest == known.digest and not notice.doubtful:
            return Dropped("unchanged")
        answer = self._publish_home(home, account, known.hash)
        if known.hash and isinstance(answer, Failed) and answer.reason == "hash_conflict":
            late = lease_outcome(
                notice, self._machine_now
            )  # If our lease ends, another dispatcher may publish a newer Home.
            answer = late or self._publish_home(home, account, None)
        if not isinstance(answer, SlackResponse):
            return answer
        return Published(HomeFingerprint(digest, (answer.get("view") or {}).get("hash")))

    def _publish_home(
        self, home: HomeView, account: str, known_hash: str | None
    ) -> SlackResponse | RetryLater | Failed:
        return attempt_call(
            "views.publish", lambda: self._client.views_publish(user_id=account, view=home.view, hash=known_hash)
        )


def digest_of(home: HomeView) -> str:
    """Return the digest of a view. The order of its keys does not matter."""
    return sha256(json.dumps(home.view, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

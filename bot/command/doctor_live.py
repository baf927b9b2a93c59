"""`bot doctor --live`: test, in a real workspace, the lookups that prevent duplicate messages.

The test sends a message, an update and a small file to the first coach, with the functions that send notices. It must
find the message again by its mark, and the file by its name. Everything is removed afterwards."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from slack_sdk import WebClient

from bot.clock import machine_now
from bot.command.causes import MENDS, UNKNOWN_REASON
from bot.command.doctor import Finding, Level
from bot.command.schema_check import DatabaseUnfit, open_database
from bot.notices.model import LEASE, LOOKS, Action, Notice
from bot.outside.slack import SlackClient
from bot.programme.service import list_coaches
from bot.settings import Settings
from handlers.kit.blocks import section
from handlers.kit.sentences import said
from handlers.kit.told import Upload
from handlers.notices.sending.attempts import attempt_call
from handlers.notices.sending.lookup import find_file, find_message, message_metadata
from handlers.notices.sending.outcomes import Failed, RetryLater, Sent
from handlers.notices.sending.uploads import Uploads

# This mark in a message's metadata says that it is a test. Each run deletes the messages of earlier runs too.
TRIAL = "doctor"
SAID = said("Essai de `bot doctor --live` : ce message disparaît dans un instant.")
SAID_THEN = said("Essai de `bot doctor --live` : il est à jour, et va disparaître.")
WAITS = (0.0, 1.0, 2.0, 4.0)  # seconds before each try, since Slack may show a file a little later
GONE = frozenset({"file_deleted", "file_not_found", "message_not_found"})
BY_HAND = "Effacez à la main, dans cette conversation, les messages « Essai de `bot doctor --live` »."

T = TypeVar("T")
Wait = Callable[[float], object]


def run_trials(settings: Settings, *, wait: Wait = time.sleep) -> list[Finding]:
    """Run the tests, and remove their messages. If a test fails, return the findings so far.

    The last finding says whether all messages were removed."""
    token = settings.slack_bot_token.get_secret_value().strip() if settings.slack_bot_token else ""
    given: dict[str, Any] = {"base_url": settings.slack_api_url, "proxy": settings.slack_proxy}
    client = SlackClient(token, timeout=10, retry_handlers=[], **given)
    place = _find_conversation(client, settings)
    if isinstance(place, Finding):
        return [place]
    trial = _Trial(client, place, wait)
    findings: list[Finding] = []
    try:
        findings += trial.run()
    finally:
        findings.append(trial.take_away(in_doubt=any(finding.level is Level.BAD for finding in findings)))
    return findings


def _find_conversation(client: WebClient, settings: Settings) -> str | Finding:
    """Return the id of the direct message with the first coach in BOT_COACHES, or else in the database."""
    name, email, account = "Essai en vrai", next(iter(settings.bot_coaches), None), None
    if email is None:
        try:
            with open_database(settings.database_url) as database, database.reading() as reading:
                first = next(
                    (
                        coach
                        for coach in list_coaches(reading, machine_now(), person=None)
                        if coach.slack_id or coach.email
                    ),
                    None,
                )
        except DatabaseUnfit:
            first = None
        if first is None:
            return Finding(name, Level.BAD, "aucun coach à qui écrire", "Écrivez un e-mail dans BOT_COACHES.")
        email, account = first.email, first.slack_id
    if account is None:
        found = attempt_call("users.lookupByEmail", lambda: client.users_lookupByEmail(email=email or ""))
        if isinstance(found, RetryLater | Failed):
            return _bad_finding(name, f"le compte du premier coach ({email}) n’a pas été trouvé", found.reason)
        account = str(found["user"]["id"])
    opened_with = attempt_call("conversations.open", lambda: client.conversations_open(users=account))
    if isinstance(opened_with, RetryLater | Failed):
        return _bad_finding(name, "la conversation avec le premier coach ne s’ouvre pas", opened_with.reason)
    return str(opened_with["channel"]["id"])


class _Trial:
    """Sends a test message, an update and a file to one conversation. `wait` is a function that sleeps."""

    def __init__(self, client: WebClient, place: str, wait: Wait) -> None:
        self._client, self._place, self._wait = client, place, wait
        self._notice = _trial_notice(machine_now(), place)

    def run(self) -> Iterator[Finding]:
        steps = (
            ("Essai d’un message", self._post, "envoyé, et retrouvé par sa marque"),
            ("Essai d’une mise à jour", self._update, "faite, et le message a gardé sa marque"),
            ("Essai d’un fichier", self._upload, "déposé, et retrouvé par son nom"),
        )
        for name, step, seen in steps:
            trouble = step()
            if trouble is not None:
                yield _bad_finding(name, "ce n’est pas retrouvé dans Slack", trouble)
                return
            yield Finding(name, Level.GOOD, seen)

    def take_away(self, *, in_doubt: bool) -> Finding:
        """Remove all test messages, including those of earlier runs. If `in_doubt`, first wait for a late message."""
        if in_doubt:
            self._wait(LOOKS[0])
        for seconds in WAITS:
            self._wait(seconds)
            left = attempt_call("conversations.history", self._sweep)
            if left == 0:
                return Finding("Essai effacé", Level.GOOD, "il ne reste rien dans la conversation")
        return Finding("Essai effacé", Level.BAD, "il reste peut-être un message d’essai", BY_HAND)

    def _post(self) -> str | None:
        posted: dict[str, Any] = {"text": SAID, "blocks": [section(SAID).to_dict()], "metadata": self._metadata()}
        answer = attempt_call("chat.postMessage", lambda: self._client.chat_postMessage(channel=self._place, **posted))
        seen = self._look(lambda: find_message(self._client, self._notice, conversation_id=self._place))
        if seen is None:
            return _reason(answer)
        self._notice = replace(self._notice, action=Action.FILE, card_ts=seen.ts)
        return None

    def _metadata(self) -> dict[str, Any]:
        marked = message_metadata([self._notice])
        return marked | {"event_payload": marked["event_payload"] | {"trial": TRIAL}}

    def _update(self) -> str | None:
        ts = self._notice.card_ts or ""
        answer = attempt_call(
            "chat.update",
            lambda: self._client.chat_update(
                channel=self._place, ts=ts, text=SAID_THEN, blocks=[section(SAID_THEN).to_dict()]
            ),
        )
        if isinstance(answer, Failed) or (isinstance(answer, RetryLater) and not answer.ambiguous):
            return answer.reason
        return (
            None
            if self._look(lambda: find_message(self._client, self._notice, conversation_id=self._place))
            else "metadata_lost"
        )

    def _upload(self) -> str | None:
        name = f"{self._notice.id}.txt"
        uploads = Uploads(self._client, machine_now, note_tried=lambda _notice, _name: True)
        upload = Upload(name=name, title="Essai", words=SAID, data=b"Essai de bot doctor --live\n")
        answer = uploads.send(self._notice, upload)
        return None if self._look(lambda: find_file(self._client, self._notice, name=name)) else _reason(answer)

    def _look(self, look: Callable[[], Sent | None]) -> Sent | None:
        for seconds in WAITS:
            self._wait(seconds)
            found = attempt_call("conversations.history", look)
            if isinstance(found, Sent):
                return found
        return None

    def _sweep(self) -> int:
        page = self._client.conversations_history(channel=self._place, limit=200, include_all_metadata=True)
        roots = [message["ts"] for message in page["messages"] if _is_trial(message)]
        for ts in roots:
            thread = self._client.conversations_replies(channel=self._place, ts=ts, limit=200)["messages"]
            answers = [reply for reply in thread if reply["ts"] != ts and reply.get("bot_id")]
            if all(self._delete(answer) for answer in answers):
                self._delete({"ts": ts})
        return len(roots)

    def _delete(self, message: dict[str, Any]) -> bool:
        for file in message.get("files") or ():
            deleted = attempt_call("files.delete", partial(self._client.files_delete, file=file["id"]))
            if isinstance(deleted, RetryLater | Failed) and deleted.reason not in GONE:
                return False
        deleted = attempt_call("chat.delete", partial(self._client.chat_delete, channel=self._place, ts=message["ts"]))
        return not isinstance(deleted, RetryLater | Failed) or deleted.reason in GONE


def _trial_notice(first: datetime, conversation_id: str) -> Notice:
    number = str(uuid4())
    return Notice(
        id=number,
        key=f"{TRIAL} {number}",
        seq=0,
        action=Action.POST,
        kind=TRIAL,
        subject=TRIAL,
        subject_id=0,
        revision=0,
        due=first,
        expires=None,
        recipient=conversation_id,
        person_id=None,
        slack_id=None,
        channel=conversation_id,
        thread_ts=None,
        detail="",
        card=True,
        attempts=1,
        first_attempt=first,
        lease_until=machine_now() + LEASE,
        doubtful=False,
        card_channel=conversation_id,
        card_ts=None,
    )


def _is_trial(message: dict[str, Any]) -> bool:
    return bool(message.get("metadata", {}).get("event_payload", {}).get("trial") == TRIAL)


def _reason(answer: object) -> str:
    return answer.reason if isinstance(answer, RetryLater | Failed) else "not_found"


def _bad_finding(name: str, text: str, reason: str) -> Finding:
    return Finding(name, Level.BAD, f"{text} ({reason})", MENDS.get(reason, UNKNOWN_REASON))

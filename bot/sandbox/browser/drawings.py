"""What one person sees, as small parts of JSON with a path each, so that only changes are sent."""

import json
import threading
from typing import Any, TypeAlias

from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.team import Team
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from bot.sandbox.post_office import Letter, PostOffice
from bot.sandbox.words import read_text

LETTERS_SHOWN = 100
Parts: TypeAlias = dict[str, str]  # path → JSON
LONGEST = 400  # messages of a conversation that are shown, the newest ones


def dump(value: object) -> str:
    """Return a value as JSON, as the page expects it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Reads:
    """How far each person has read each conversation: the ts of a message, the same in all their tabs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[tuple[str, str], str] = {}

    def until(self, person_id: str, channel_id: str) -> str:
        """Return the ts of the newest message that was read; "" for none."""
        with self._lock:
            return self._until.get((person_id, channel_id), "")

    def mark(self, person_id: str, channel_id: str, *, ts: str) -> bool:
        """Record that all messages up to `ts` were read. Return whether that is new."""
        with self._lock:
            key = (person_id, channel_id)
            if ts <= self._until.get(key, ""):
                return False
            self._until[key] = ts
            return True


class Pen:
    """Turns messages into JSON, once for all tabs until they change. Callers hold the workspace's lock."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Message, tuple[Any, ...], str]] = {}

    def message(self, message: Message, *, name: str, replies: int) -> str:
        gone = sum(file.deleted for file in message.shared)
        state = (message.text, id(message.blocks), message.edited, len(message.shared), gone, replies, name)
        kept = self._kept.get(id(message))
        if kept is not None and kept[0] is message and kept[1] == state:
            return kept[2]
        written = dump(
            {
                "ts": message.ts,
                "channel": message.channel_id,
                "user": message.user,
                "name": name,
                "app": message.from_app,
                "text": message.text,
                "blocks": message.blocks if message.from_app else [],
                "at": message.shown_at,
                "thread": message.thread_ts if message.thread_ts != message.ts else None,
                "replies": replies,
                "edited": message.edited,
                "only": message.ephemeral,
                "files": [
                    {"id": file.id, "title": file.title or file.name, "size": file.size, "kind": file.mimetype}
                    for file in message.files
                ],
                "gone": gone,
            }
        )
        self._kept[id(message)] = (message, state, written)
        return written


def draw_all(team: Team, person: Person, *, pen: Pen, reads: Reads) -> Parts:
    """Return all parts of Slack that a person sees. Callers hold the workspace's lock."""
    account = team.accounts[person.id]
    me = {"id": person.id, "name": person.name, "guest": account.restricted, "may_command": account.may_command}
    parts = {"me": dump(me), "people": dump(_people(team)), "app": dump(_app(team)), "now": dump(team.now() // 60 * 60)}
    own: dict[str, list[Message]] = {}
    for message in team.ephemerals.get(person.id, []):
        own.setdefault(message.channel_id, []).append(message)
    seen = [channel for channel in team.channels.values() if person.id in channel.members]
    listed = []
    for channel in seen:
        messages = [*channel.messages[-LONGEST:], *own.get(channel.id, [])[-LONGEST:]]
        _draw_messages(team, person, messages=messages, pen=pen, parts=parts)
        listed.append(_channel(team, channel, person=person, messages=messages, reads=reads))
    parts["channels"] = dump(listed)
    home, top = team.screens.homes.get(person.id), team.screens.top(person.id, window=person.window)
    parts["home"] = dump(_view(home) if home else None)
    parts["modal"] = dump(_view(top) if top else None)
    return parts


def _draw_messages(team: Team, person: Person, *, messages: list[Message], pen: Pen, parts: Parts) -> None:
    replies: dict[str, int] = {}
    for message in messages:
        if message.thread_ts and message.thread_ts != message.ts:
            replies[message.thread_ts] = replies.get(message.thread_ts, 0) + 1
    for message in messages:
        key = f"{message.channel_id}/{message.ts}"
        name = team.name_of(message.user)
        parts[f"m/{key}"] = pen.message(message, name=name, replies=replies.get(message.ts, 0))
        if values := message.values.get(person.id):
            parts[f"v/{key}"] = dump(values)


def _people(team: Team) -> list[dict[str, Any]]:
    return [
        {
            "id": account.id,
            "name": account.name,
            "guest": account.restricted,
            "bot": account.is_bot,
            "gone": account.deleted,
        }
        for account in team.accounts.values()
    ]


def _app(team: Team) -> dict[str, Any]:
    declared = team.app.declared
    known = {command.name for command in team.app.commands}
    return {
        "bot": team.bot.id,
        "home": team.app.home_tab,
        "writable": team.app.messages_tab and not team.app.messages_read_only,
        "commands": [
            {"name": command["command"], "hint": command.get("usage_hint", ""), "about": command.get("description", "")}
            for command in declared.get("slash_commands", [])
            if command["command"] in known
        ],
        "shortcuts": [
            {"id": shortcut["callback_id"], "name": shortcut["name"], "about": shortcut.get("description", "")}
            for shortcut in declared.get("shortcuts", [])
            if shortcut["type"] == "global"
        ],
    }


def _channel(team: Team, channel: Channel, *, person: Person, messages: list[Message], reads: Reads) -> dict[str, Any]:
    until = reads.until(person.id, channel.id)
    mine = (person.id,)
    unread = sum(
        message.ts > until and message.user not in mine and message.thread_ts in (None, message.ts)
        for message in messages
    )
    others = [team.name_of(member) for member in channel.members if member != person.id]
    name = ", ".join(sorted(others)) if channel.kind in ("im", "mpim") else channel.name
    return {"id": channel.id, "name": name, "kind": channel.kind, "people": len(channel.members), "unread": unread}


def _view(view: View) -> dict[str, Any]:
    body = view.body
    return {
        "id": view.id,
        "hash": view.hash,
        "depth": view.stack,
        "title": view.title,
        "submit": read_text(body.get("submit")),
        "close": read_text(body.get("close")),
        "blocks": view.blocks,
        "values": view.values,
        "errors": view.errors,
    }


def draw_letters(office: PostOffice) -> Parts:
    """Return each mail as `mail/<number>`. The page fetches its HTML from another address."""
    return {f"mail/{letter.number}": _drawn_letter(letter) for letter in office.letters[-LETTERS_SHOWN:]}


def _drawn_letter(letter: Letter) -> str:
    return dump(
        {
            "number": letter.number,
            "at": letter.at,
            "subject": letter.subject,
            "from": str(letter.message["From"] or ""),
            "to": list(letter.to),
            "text": letter.text,
            "html": bool(letter.html),
            "calendar": letter.calendar,
            "files": [attachment for attachment in letter.attachments if attachment],
        }
    )

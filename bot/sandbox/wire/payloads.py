"""Payloads for the bot: commands, actions, submissions, closed views, shortcuts, events."""

import re
from collections.abc import Sequence
from typing import Any

from bot.sandbox import stamps
from bot.sandbox.elements import Placed, state_of
from bot.sandbox.memory.account import Account
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.team import Team
from bot.sandbox.memory.views import View
from bot.sandbox.refused import Json
from bot.sandbox.stamps import new_id
from bot.sandbox.words import Block

LEGACY_TOKEN = "legacy"  # noqa: S105 the field is deprecated and proves nothing
URL = re.compile(r"https?://\S+")


def envelope(team: Team, account: Account, *, kind: str) -> Json:
    """Return the fields that all payloads of interactions have."""
    return {
        "type": kind,
        "user": {"id": account.id, "username": account.handle, "name": account.handle, "team_id": team.id},
        "team": {"id": team.id, "domain": team.domain},
        "api_app_id": team.app_id,
        "token": LEGACY_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def escape_names(team: Team, text: str) -> str:
    """Replace `@Name`, `#channel` and links by `<@U…>`, `<#C…|name>` and `<url>`, as `should_escape` does."""
    for account in sorted(team.accounts.values(), key=lambda account: -len(account.name)):
        text = text.replace(f"@{account.name}", f"<@{account.id}>")
    for channel in sorted(team.channels.values(), key=lambda channel: -len(channel.name)):
        if channel.kind in ("public", "private"):
            label = channel.name if channel.kind == "public" else ""
            text = re.sub(rf"(?<![<|])#{re.escape(channel.name)}(?![\w-])", f"<#{channel.id}|{label}>", text)
    return URL.sub(lambda found: f"<{found.group()}>", text)


def slash_command(team: Team, account: Account, *, command: str, text: str, channel: Channel) -> Json:
    """Return the fields of a slash command, without response_url and trigger_id."""
    declared = team.app.command(command)
    return {
        "token": LEGACY_TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel.shown_name,
        "user_id": account.id,
        "user_name": account.handle,
        "command": command,
        "text": escape_names(team, text) if declared and declared.should_escape else text,
        "api_app_id": team.app_id,
        "is_enterprise_install": "false",
    }


def action_of(placed: Placed, value: Json | None) -> Json:
    """Return the action of an element: its ids, and the choice or the button's value."""
    element = placed.element
    block_id, action_id = placed.path
    action: Json = {
        "type": element["type"],
        "block_id": block_id,
        "action_id": action_id,
        "action_ts": f"{stamps.unix_now():.6f}",
    }
    if element["type"] == "button":
        return action | {key: element[key] for key in ("text", "value", "url", "style") if key in element}
    return action | {key: found for key, found in (value or {}).items() if key != "type"}


def block_actions(
    team: Team, account: Account, *, action: Json, view: View | None = None, message: Message | None = None
) -> Json:
    """Return block_actions from a view or a message, without trigger_id and response_url."""
    payload = envelope(team, account, kind="block_actions") | {"actions": [action]}
    if view is not None:
        return payload | {"container": {"type": "view", "view_id": view.id}, "view": team.view_json(view)}
    assert message is not None  # noqa: S101 an action comes from somewhere
    channel = team.channels[message.channel_id]
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload |= {"container": container, "channel": {"id": channel.id, "name": channel.shown_name}}
    payload["state"] = {"values": state_of(message.blocks, message.values.get(account.id))}
    return payload if message.ephemeral else payload | {"message": message.as_json()}


def view_submission(team: Team, account: Account, *, view: View, response_urls: Sequence[Json] = ()) -> Json:
    """Return view_submission, without its trigger_id."""
    own = {"view": team.view_json(view), "response_urls": list(response_urls)}
    return envelope(team, account, kind="view_submission") | own


def view_closed(team: Team, account: Account, *, view: View, is_cleared: bool) -> Json:
    """Return view_closed. It has no entered values (5.3)."""
    shown = team.view_json(view) | {"state": {"values": {}}}
    return envelope(team, account, kind="view_closed") | {"view": shown, "is_cleared": is_cleared}


def shortcut(team: Team, account: Account, *, callback_id: str) -> Json:
    """Return the payload of a global shortcut, without its trigger_id."""
    extra = {"callback_id": callback_id, "action_ts": f"{stamps.unix_now():.6f}"}
    return envelope(team, account, kind="shortcut") | extra


def message_shortcut(team: Team, account: Account, *, callback_id: str, message: Message) -> Json:
    """Return the payload of a message shortcut, without trigger_id and response_url (5.4)."""
    channel = team.channels[message.channel_id]
    place = {"channel": {"id": channel.id, "name": channel.shown_name}, "message_ts": message.ts}
    extra = {"callback_id": callback_id, "action_ts": f"{stamps.unix_now():.6f}", "message": message.as_json()}
    return envelope(team, account, kind="message_action") | place | extra


def block_suggestion(team: Team, account: Account, *, placed: Placed, query: str, **where: Any) -> Json:  # noqa: ANN401
    """Return the request for the options of an external select. `where`: container, and view or message."""
    block_id, action_id = placed.path
    asked = {"block_id": block_id, "action_id": action_id, "value": query}
    return envelope(team, account, kind="block_suggestion") | asked | where


def event_callback(team: Team, event: Json) -> Json:
    """Return an event in its envelope, with a new event_id."""
    authorization = {
        "enterprise_id": None,
        "team_id": team.id,
        "user_id": team.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": LEGACY_TOKEN,
        "team_id": team.id,
        "api_app_id": team.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(stamps.unix_now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": new_id("EC"),
    }


def typed_blocks(text: str) -> list[Block]:
    """Return the rich_text block that Slack's client makes of typed text."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "elements": [section]}]


def message_event(team: Team, message: Message, *, channel: Channel, kind: str = "message") -> Json:
    """Return the event of a message: `message` with its channel_type (and a subtype for files), or `app_mention`."""
    event: Json = {
        "type": kind,
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "channel": channel.id,
        "event_ts": message.ts,
        "team": team.id,
        "blocks": message.blocks,
    }
    if message.bot_id:
        event |= {"bot_id": message.bot_id, "app_id": message.app_id}
    else:
        event["client_msg_id"] = new_id("")
    if message.shared:
        event |= {"files": [file.as_json() for file in message.shared], "upload": True, "subtype": "file_share"}
    if kind == "message":
        event["channel_type"] = channel.event_type
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
    return event


def hidden_event(team: Team, message: Message, *, subtype: str) -> Json:
    """Return the fields that events about an earlier message have in common: their own ts, and `hidden`."""
    ts = team.timestamps.next()
    channel = team.channels[message.channel_id]
    where = {"channel": channel.id, "channel_type": channel.event_type}
    return {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts} | where


def changed_event(team: Team, message: Message, *, before: Json) -> Json:
    """Return message_changed. `before`: the message's JSON until then."""
    return hidden_event(team, message, subtype="message_changed") | {
        "message": message.as_json(),
        "previous_message": before,
    }


def deleted_event(team: Team, message: Message) -> Json:
    own = {"deleted_ts": message.ts, "previous_message": message.as_json()}
    return hidden_event(team, message, subtype="message_deleted") | own


def file_shared_event(file_id: str, *, message: Message) -> Json:
    """Return file_shared: conversation, author, and the file's id. files.info has the rest."""
    where = {"channel_id": message.channel_id, "user_id": message.user, "event_ts": message.ts}
    return {"type": "file_shared", "file_id": file_id, "file": {"id": file_id}} | where

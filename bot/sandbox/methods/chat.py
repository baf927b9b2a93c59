"""Post, update and delete messages (chat.*), with Slack's checks of place, author and content."""

from typing import Any

from bot.sandbox.blockkit.judge import MESSAGE_BLOCKS, MESSAGE_TEXT, message_faults, text_length
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.team import Team
from bot.sandbox.refused import Json, Refused, refused_arguments

MOST_ATTACHMENTS = 100
TEXT_LIMIT = 40_000  # a longer text is cut, with a warning, as in Slack (7.5)
METADATA_LIMIT = 8_000  # bytes of event_payload; measured, as Slack publishes no figure


def find_channel(team: Team, channel_id: str, *, write: bool) -> Channel:
    """Return a conversation as the bot sees it: a private one that it is not in does not exist.

    Raises Refused: channel_not_found, not_in_channel, is_archived.
    """
    name = channel_id.removeprefix("#")
    found = team.channels.get(channel_id)
    if found is None and channel_id.startswith("#"):
        found = next((channel for channel in team.channels.values() if channel.name == name), None)
    inside = found is not None and team.bot.id in found.members
    if found is None or (not inside and found.kind != "public"):
        raise Refused("channel_not_found")
    if not inside and not (write and team.app.has_any(("chat:write.public",))):
        raise Refused("not_in_channel")
    if write and found.archived:
        raise Refused("is_archived")
    return found


def find_place(team: Team, channel_id: str) -> Channel:
    """Return where a message goes. The id of a person opens their DM (11.1). Raises Refused as `find_channel`."""
    person = team.accounts.get(channel_id)
    if person is None:
        return find_channel(team, channel_id, write=True)
    if person.deleted or person.is_bot:
        raise Refused("channel_not_found")
    return team.dm(person.id)


def refuse_closed_tab(team: Team, channel: Channel) -> None:
    """Refuse a DM if the Messages tab is disabled in the manifest."""
    if channel.kind == "im" and not team.app.messages_tab:
        raise Refused("messages_tab_disabled")


def check_metadata(metadata: object) -> Json | None:
    """Return metadata in Slack's form. Raises Refused: invalid_metadata_format, _schema, too_large."""
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise Refused("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if not isinstance(payload, dict) or set(metadata) - {"event_type", "event_payload", "entities"}:
        raise Refused("invalid_metadata_format")
    if not all(is_flat(value) for value in payload.values()):
        raise Refused("invalid_metadata_schema")
    if len(str(payload).encode()) > METADATA_LIMIT:
        raise Refused("metadata_too_large")
    return metadata


def is_flat(value: object) -> bool:
    """Return whether a value of metadata is a string, number or boolean, or an object or array of these."""
    if isinstance(value, dict):
        return all(isinstance(item, str | int | float) for item in value.values())
    if isinstance(value, list):
        return all(isinstance(item, str | int | float | dict) for item in value)
    return isinstance(value, str | int | float)


def check_blocks(team: Team, arguments: Json) -> list[Json]:
    """Return the blocks. Raises Refused: invalid_blocks_format, msg_blocks_too_long, invalid_blocks."""
    blocks: Any = arguments.get("blocks")
    if blocks is None or blocks == "":
        return []
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if len(blocks) > MESSAGE_BLOCKS or text_length(blocks) > MESSAGE_TEXT:
        raise Refused("msg_blocks_too_long")
    if faults := message_faults(blocks):
        raise refused_arguments(faults, code="invalid_blocks")
    if faults := message_faults(blocks, refused=team.refused()):
        raise refused_arguments(faults, code="invalid_blocks", blameless=True)
    return blocks


def check_content(team: Team, arguments: Json) -> tuple[str, list[Json], Json]:
    """Return (text, blocks, warning for the answer). Raises Refused: no_text, markdown_text_conflict,
    too_many_attachments, and what `check_blocks` raises.
    """
    blocks = check_blocks(team, arguments)
    if arguments.get("markdown_text") and (arguments.get("text") or blocks):
        raise Refused("markdown_text_conflict")
    if isinstance(attachments := arguments.get("attachments"), list) and len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    text = str(arguments.get("text") or arguments.get("markdown_text") or "")
    if not text.strip() and not blocks and not arguments.get("attachments"):
        raise Refused("no_text")
    if len(text) <= TEXT_LIMIT:
        return text, blocks, {}
    warned = {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return text[:TEXT_LIMIT], blocks, warned


def thread_of(channel: Channel, arguments: Json) -> str | None:
    """Return the ts of a thread's first message. Raises Refused (thread_not_found) for an unknown thread."""
    ts = arguments.get("thread_ts")
    if not ts:
        return None
    parent = channel.find(str(ts))
    if parent is None:
        raise Refused("thread_not_found")
    return parent.thread_ts or parent.ts


def post_message(team: Team, arguments: Json) -> Json:
    """chat.postMessage."""
    channel = find_place(team, str(arguments["channel"]))
    refuse_closed_tab(team, channel)
    text, blocks, warned = check_content(team, arguments)
    message = team.post(
        channel,
        text=text,
        blocks=blocks,
        thread_ts=thread_of(channel, arguments),
        metadata=check_metadata(arguments.get("metadata")),
    )
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.as_json(), **warned}


def post_ephemeral(team: Team, arguments: Json) -> Json:
    """chat.postEphemeral."""
    channel = find_channel(team, str(arguments["channel"]), write=True)
    refuse_closed_tab(team, channel)
    user_id = str(arguments["user"])
    if user_id not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks, warned = check_content(team, arguments)
    thread_ts = thread_of(channel, arguments)
    message = team.post(channel, text=text, blocks=blocks, thread_ts=thread_ts, ephemeral_for=user_id)
    return {"ok": True, "message_ts": message.ts, **warned}


def find_own(team: Team, arguments: Json, *, refusal: str) -> tuple[Channel, Message]:
    """Return a message of the bot. Raises Refused: channel_not_found (also a U id), message_not_found, `refusal`."""
    channel = find_channel(team, str(arguments["channel"]), write=False)
    message = channel.find(str(arguments["ts"]))
    if message is None:
        raise Refused("message_not_found")
    if message.bot_id != team.bot_id:
        raise Refused(refusal)
    return channel, message


def update(team: Team, arguments: Json) -> Json:
    """chat.update, for messages of the bot only. Blocks and metadata that are left out are kept (11.1)."""
    channel, message = find_own(team, arguments, refusal="cant_update_message")
    text, blocks, warned = check_content(team, arguments)
    if "metadata" in arguments:
        message.metadata = check_metadata(arguments["metadata"])
    team.rewrite(message, text=text, blocks=blocks if "blocks" in arguments else message.blocks)
    own = {"text": text, "message": message.as_json()}
    return {"ok": True, "channel": channel.id, "ts": message.ts, **own, **warned}


def delete(team: Team, arguments: Json) -> Json:
    """chat.delete, for messages of the bot only."""
    channel, message = find_own(team, arguments, refusal="cant_delete_message")
    team.take_away(message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def get_permalink(team: Team, arguments: Json) -> Json:
    """chat.getPermalink."""
    channel = find_channel(team, str(arguments["channel"]), write=False)
    message = channel.find(str(arguments["message_ts"]))
    if message is None:
        raise Refused("message_not_found")
    permalink = f"https://{team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"ok": True, "channel": channel.id, "permalink": permalink}


CHAT = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
}

"""Open DMs and read conversations (conversations.*)."""

from typing import Any

from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.team import Team
from bot.sandbox.methods.chat import find_channel
from bot.sandbox.refused import Json, Refused
from bot.sandbox.stamps import new_id

LARGEST_PAGE = 999


def require_scope(team: Team, scope: str) -> None:
    """Refuse (missing_scope) if the manifest lacks the scope for conversations of this kind."""
    if not team.app.has_any((scope,)):
        raise Refused("missing_scope", needed=scope, provided=",".join(team.app.scopes))


def open_conversation(team: Team, arguments: Json) -> Json:
    """conversations.open: a DM with one person, or a group DM with two to eight."""
    if arguments.get("channel"):
        return {"ok": True, "no_op": True, "channel": find_channel(team, arguments["channel"], write=False).as_json()}
    users = arguments.get("users") or ""
    named = users if isinstance(users, list) else str(users).split(",")
    ids = list(dict.fromkeys(person_id.strip() for person_id in named if person_id.strip()))
    if not ids:
        raise Refused("users_list_not_supplied")
    if len(ids) > 8:
        raise Refused("too_many_users")
    for id_ in ids:
        account = team.accounts.get(id_)
        if account is None:
            raise Refused("user_not_found")
        if account.deleted:
            raise Refused("user_disabled")
    require_scope(team, "im:write" if len(ids) == 1 else "mpim:write")
    members = {*ids, team.bot.id}
    kind = "im" if len(ids) == 1 else "mpim"
    known = next(
        (channel for channel in team.channels.values() if channel.kind == kind and channel.members == members), None
    )
    channel = known or (team.dm(ids[0]) if kind == "im" else add_group(team, members))
    again = {"no_op": True, "already_open": True} if known else {}
    whole = channel.as_json() if arguments.get("return_im") in (True, "1", "true") else {"id": channel.id}
    return {"ok": True, **again, "channel": whole}


def add_group(team: Team, members: set[str]) -> Channel:
    """Add a group DM. Payloads have its name; people see the names of its members."""
    handles = sorted(team.accounts[member].handle for member in members)
    return team.add_channel(Channel(new_id("G"), f"mpdm-{'--'.join(handles)}-1", "mpim", members))


def is_true(value: object) -> bool:
    """Parse a boolean of a form or of JSON."""
    return value in (True, 1, "1", "true")


def within(message: Message, arguments: Json) -> bool:
    """Return whether a message is between `oldest` and `latest`. With `inclusive`, these two count too."""
    ts, inclusive = as_micros(message.ts), is_true(arguments.get("inclusive"))
    oldest, latest = arguments.get("oldest"), arguments.get("latest")
    if oldest and not (ts > as_micros(oldest, "oldest") or (inclusive and ts == as_micros(oldest))):
        return False
    return not latest or ts < as_micros(latest, "latest") or (inclusive and ts == as_micros(latest))


def as_micros(ts: object, name: str = "oldest") -> int:
    """Parse a ts into microseconds. Raises Refused: invalid_ts_oldest, invalid_ts_latest."""
    seconds, _, micros = str(ts).partition(".")
    try:
        return int(seconds) * 1_000_000 + int((micros or "0").ljust(6, "0")[:6])
    except ValueError:
        raise Refused(f"invalid_ts_{name}") from None


def page_of(found: list[Any], arguments: Json, *, default: int = 100) -> tuple[list[Any], str]:
    """Return (a page, the cursor of the next page or "" at the end). Raises Refused: invalid_cursor."""
    try:
        limit = min(int(arguments.get("limit") or default), LARGEST_PAGE)
        start = int(str(arguments.get("cursor") or "next:0").removeprefix("next:"))
    except ValueError:
        raise Refused("invalid_cursor") from None
    end = start + max(limit, 1)
    return found[start:end], f"next:{end}" if end < len(found) else ""


def answer_page(channel: Channel, found: list[Message], *, arguments: Json) -> Json:
    """Return a page of messages, in the format of history and replies."""
    page, cursor = page_of(found, arguments)
    all_metadata = is_true(arguments.get("include_all_metadata"))
    messages = [
        message.as_json(
            all_metadata=all_metadata, replies=sum(1 for other in channel.messages if other.thread_ts == message.ts)
        )
        for message in page
    ]
    return {
        "ok": True,
        "messages": messages,
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def history(team: Team, arguments: Json) -> Json:
    """conversations.history: the newest first, without replies in threads."""
    channel = find_channel(team, str(arguments["channel"]), write=False)
    require_scope(team, channel.history_scope)
    found = [message for message in channel.messages if message.thread_ts is None and within(message, arguments)]
    return answer_page(channel, found[::-1], arguments=arguments)


def replies(team: Team, arguments: Json) -> Json:
    """conversations.replies: a thread, with its first message first."""
    channel = find_channel(team, str(arguments["channel"]), write=False)
    require_scope(team, channel.history_scope)
    parent = channel.find(str(arguments["ts"]))
    if parent is None:
        raise Refused("thread_not_found")
    root = parent.thread_ts or parent.ts
    answers = [message for message in channel.messages if message.thread_ts == root and within(message, arguments)]
    return answer_page(
        channel, [*(message for message in channel.messages if message.ts == root), *answers], arguments=arguments
    )


def info(team: Team, arguments: Json) -> Json:
    """conversations.info, even for a public channel without the bot."""
    channel = team.channels.get(str(arguments["channel"]))
    if channel is None or (channel.kind != "public" and team.bot.id not in channel.members):
        raise Refused("channel_not_found")
    require_scope(team, f"{channel.family}:read")
    return {"ok": True, "channel": channel.as_json()}


def members(team: Team, arguments: Json) -> Json:
    """conversations.members, page by page."""
    channel = team.channels.get(str(arguments["channel"]))
    if channel is None or (channel.kind != "public" and team.bot.id not in channel.members):
        raise Refused("channel_not_found")
    require_scope(team, f"{channel.family}:read")
    page, cursor = page_of(sorted(channel.members), arguments)
    return {"ok": True, "members": page, "response_metadata": {"next_cursor": cursor}}


CONVERSATIONS = {
    "conversations.open": open_conversation,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.info": info,
    "conversations.members": members,
}

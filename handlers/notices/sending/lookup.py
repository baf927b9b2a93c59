"""Look up whether an earlier attempt reached Slack. Find a message by its metadata, and a file by its name.

After an uncertain attempt, Slack is asked several times, because it may execute a call late. Only then is the notice
sent again. docs/decisions/doubt.md says why."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.notices.model import LOOKS, Action, Notice

from .outcomes import RetryLater, Sent

EVENT_TYPE = "dispositifs_notice"
# At the time of the attempt, our clock may have been an hour ahead of Slack's.
_MARGIN = timedelta(hours=2)
_PAGE = 200
# This UUID namespace belongs to this bot. Other programs produce other names.
_NAMES = UUID("6f0d2c52-8f0a-4d0e-9a5b-0c8a6a0f4b37")
_LOOKED_UP = frozenset({Action.POST, Action.GROUP, Action.FILE})  # Other actions can be repeated without a look-up.


def plan_lookups(notice: Notice, outcome: RetryLater) -> RetryLater:
    """Return an uncertain outcome with the time and the number of the look-ups to make.

    Return other outcomes unchanged. If the previous attempt was uncertain too, plan only one look-up, because Slack is
    probably still down."""
    if not outcome.ambiguous or notice.action not in _LOOKED_UP:
        return outcome
    if notice.doubtful:
        return replace(outcome, seconds=LOOKS[-1], looks=0)
    return replace(outcome, seconds=LOOKS[0], looks=len(LOOKS) - 1)


def next_lookup(notice: Notice) -> RetryLater | None:
    """Return when to look again for a message that was not found. If all look-ups are done, return None."""
    if notice.looks <= 0:
        return None
    before, then = LOOKS[-notice.looks - 1], LOOKS[-notice.looks]
    return RetryLater("in_doubt", seconds=then - before, looks=notice.looks - 1)


def message_metadata(notices: Sequence[Notice]) -> dict[str, Any]:
    """Return a message's metadata.

    It contains only the names of its notices, since everybody in the workspace can read it."""
    names = [slack_name_of(notice.key) for notice in notices]
    payload = {"id": names[0]} if len(names) == 1 else {"ids": ",".join(names)}
    return {"event_type": EVENT_TYPE, "event_payload": payload}


def slack_name_of(key: str) -> str:
    """Return the notice's name in Slack. It depends on the key alone, so a restored database gives the same name."""
    return str(uuid5(_NAMES, key))


def find_message(client: WebClient, notice: Notice, *, conversation_id: str) -> Sent | None:
    """Look up a notice in its conversation. If the notice is not there, return None.

    If the client raises an error, the delivery is still uncertain."""
    return find_messages(client, [notice], conversation_id=conversation_id).get(notice.id)


def find_messages(client: WebClient, notices: Collection[Notice], *, conversation_id: str) -> dict[str, Sent]:
    """Look up several notices of one conversation in the same pages. Return the found messages, by the notice's id.

    Raises what the client raises."""
    channel = (
        client.conversations_open(users=conversation_id)["channel"]["id"]
        if conversation_id[0] in "UW"
        else conversation_id
    )
    missing, found = {slack_name_of(notice.key): notice.id for notice in notices}, dict[str, Sent]()
    first, thread_ts = min(map(_earliest_send_time, notices)), next(notice.thread_ts for notice in notices)
    for message in _messages_since(client, first, channel=channel, thread_ts=thread_ts):
        payload = message.get("metadata", {}).get("event_payload", {})
        for name in {payload.get("id"), *str(payload.get("ids", "")).split(",")} & missing.keys():
            found[missing.pop(name)] = Sent(channel, message["ts"])
        if not missing:
            break
    return found


def find_file(client: WebClient, notice: Notice, *, name: str, since: datetime | None = None) -> Sent | None:
    """Look up a file in the thread of its card. If it is not there, return None. Raises what the client raises.

    Search from the notice's first attempt, or from `since`, when another notice tried to send a file of this name."""
    channel = notice.card_channel or ""  # The bot claims the notice of a file only after it has posted the card.
    first = min(since or notice.first_attempt, _earliest_send_time(notice))
    for message in _messages_since(client, first, channel=channel, thread_ts=notice.card_ts):
        if any(file.get("name") == name for file in message.get("files") or []):
            return Sent(channel, message["ts"])
    return None


def _earliest_send_time(notice: Notice) -> datetime:
    """Return the earliest time at which the notice may have been sent. A restored database may have lost attempts."""
    return min(notice.first_attempt, notice.due)


def _messages_since(
    client: WebClient, earliest: datetime, *, channel: str, thread_ts: str | None
) -> Iterator[dict[str, Any]]:
    """Yield the messages of a channel or a thread from two hours before `earliest` until now."""
    oldest = f"{(earliest - _MARGIN).timestamp():.6f}"
    cursor: str | None = None
    while True:
        page = _read_page(client, channel=channel, thread_ts=thread_ts, oldest=oldest, cursor=cursor)
        yield from page["messages"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return


def _read_page(
    client: WebClient, *, channel: str, thread_ts: str | None, oldest: str, cursor: str | None
) -> SlackResponse:
    if thread_ts:
        return client.conversations_replies(
            channel=channel,
            ts=thread_ts,
            oldest=oldest,
            cursor=cursor,
            limit=_PAGE,
            include_all_metadata=True,
        )
    return client.conversations_history(
        channel=channel, oldest=oldest, cursor=cursor, limit=_PAGE, include_all_metadata=True
    )

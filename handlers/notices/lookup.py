"""Whether an earlier attempt reached Slack after all: a message is known by its metadata, a file by its name."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.notices.model import Notice

from .outcomes import Sent

EVENT_TYPE = "dispositifs_notice"
_MARGIN = timedelta(hours=2)  # our clock may have been an hour ahead of Slack's, and set back since
_PAGE = 200


def metadata_of(notices: Sequence[Notice]) -> dict[str, Any]:
    """Give the metadata of a message: the ids of its notices alone, since everybody in the workspace can read it."""
    payload = {"id": notices[0].id} if len(notices) == 1 else {"ids": ",".join(one.id for one in notices)}
    return {"event_type": EVENT_TYPE, "event_payload": payload}


def find(client: WebClient, notice: Notice, *, place: str) -> Sent | None:
    """Look a notice up in the conversation it goes to (a channel's id, or a person's); None: it is not there.

    Raises what the client raises: then nobody knows.
    """
    return find_all(client, [notice], place=place).get(notice.id)


def find_all(client: WebClient, notices: Collection[Notice], *, place: str) -> dict[str, Sent]:
    """Look up several that go to one place, in the same pages; give those that are there, by id. Raises as `find`."""
    channel = client.conversations_open(users=place)["channel"]["id"] if place[0] in "UW" else place
    missing, found = {one.id for one in notices}, dict[str, Sent]()
    first, thread_ts = min(one.first_attempt for one in notices), next(one.thread_ts for one in notices)
    for message in _since(client, first, channel=channel, thread_ts=thread_ts):
        payload = message.get("metadata", {}).get("event_payload", {})
        for one in missing.intersection((payload.get("id"), *str(payload.get("ids", "")).split(","))):
            found[one] = Sent(channel, message["ts"])
        missing -= found.keys()
        if not missing:
            break
    return found


def find_file(client: WebClient, notice: Notice, *, name: str, since: datetime | None = None) -> Sent | None:
    """Look a file up in the thread of its card; None: it is not there. Raises what the client raises.

    `since`: when it may first have been shared, if that was before the notice's own first attempt.
    """
    channel = notice.card_channel or ""  # a card is posted before its file is claimed
    first = min(since or notice.first_attempt, notice.first_attempt)
    for message in _since(client, first, channel=channel, thread_ts=notice.card_ts):
        if any(file.get("name") == name for file in message.get("files") or []):
            return Sent(channel, message["ts"])
    return None


def _since(client: WebClient, first: datetime, *, channel: str, thread_ts: str | None) -> Iterator[dict[str, Any]]:
    """Give what was said in a channel or a thread since a first attempt."""
    oldest = f"{(first - _MARGIN).timestamp():.6f}"
    cursor: str | None = None
    while True:
        page = _page(client, channel=channel, thread_ts=thread_ts, oldest=oldest, cursor=cursor)
        yield from page["messages"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return


def _page(client: WebClient, *, channel: str, thread_ts: str | None, oldest: str, cursor: str | None) -> SlackResponse:
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

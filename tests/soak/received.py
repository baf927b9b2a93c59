"""What Slack and the post office have received, beside what the ledger says was sent: each message once, no other."""

from collections import Counter

from sqlalchemy import select

from bot.notices.model import Action, NoticeState
from bot.sandbox.workspace import Sandbox
from handlers.notices.sending.lookup import slack_name_of
from storage.database import Reading
from storage.notices.ledger import notices


def compare(reading: Reading, slack: Sandbox) -> dict[str, list[str]]:
    """Give what is wrong, by rule: an empty list for what holds."""
    sent = select(notices.c.key, notices.c.sent_channel, notices.c.sent_ts).where(
        notices.c.state == NoticeState.SENT.value, notices.c.action.in_([Action.POST, Action.GROUP])
    )
    owed = {slack_name_of(row.key): (row.sent_channel, row.sent_ts) for row in reading.execute(sent)}
    there = _received(slack)
    return {
        "twice": [name for name, places in there.items() if len(places) > 1],
        "lost": [name for name, place in owed.items() if place not in there.get(name, [])],
        "unknown": sorted(there.keys() - owed.keys()),
        "mails_twice": [one for one, many in _mails(slack).items() if many > 1],
        "violations": slack.violations[:5],
    }


def _received(slack: Sandbox) -> dict[str, list[tuple[str, str]]]:
    """Give where each message of ours is, by its name."""
    there: dict[str, list[tuple[str, str]]] = {}
    with slack.team.lock:
        for channel in slack.team.channels.values():
            for message in channel.messages:
                payload = (message.metadata or {}).get("event_payload", {})
                for name in {payload.get("id"), *str(payload.get("ids", "")).split(",")} - {None, ""}:
                    there.setdefault(str(name), []).append((channel.id, message.ts))
    return there


def _mails(slack: Sandbox) -> Counter[str]:
    return Counter(f"{letter.to} {letter.identity}" for letter in slack.post.letters)

"""A host's own calendar drawn: its field in the form of their hours, and the message that it cannot be read. Pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block, PlainTextInputElement, PlainTextObject

from bot.agenda.busy.feeds import LONGEST, Feed
from bot.dates.words import moment_words
from handlers.agenda.hours import feed_texts as texts
from handlers.kit.blocks import Message, actions, button, field, message, section, sure
from handlers.kit.escaping import Said


def fields(feed: Feed | None, *, now: datetime) -> list[Block]:
    """Draw the field of the address, empty always: it is a secret. Above it what is read today, and how to end that."""
    # No field for addresses: Slack's own knows no webcal, and takes addresses of any length.
    typed = PlainTextInputElement(
        action_id="feed", max_length=LONGEST, placeholder=PlainTextObject(text=texts.FEED_EXAMPLE)
    )
    blocks = [] if feed is None else [section(_standing(feed, now=now)), _forget()]
    return [*blocks, field("feed", texts.FEED, typed, hint=texts.FEED_HINT, optional=True)]


def failed(feed: Feed, *, now: datetime) -> Message:
    """Tell its owner that it cannot be read."""
    read_at = moment_words(feed.good_at, now) if feed.good_at else None
    text = texts.failed(feed.host, feed.failure or "broken", read_at=read_at, until=_until(feed, now=now))
    return message(text, section(text), actions(button(texts.OPEN_HOURS, "hours.open")))


def _standing(feed: Feed, *, now: datetime) -> Said:
    if feed.failure:
        return texts.failing(feed.host, feed.failure, until=_until(feed, now=now))
    if feed.good_at is None:
        return texts.NOT_YET(host=feed.host)
    return texts.READ(host=feed.host, spans=texts.spans(feed.busy), when=moment_words(feed.good_at, now))


def _until(feed: Feed, *, now: datetime) -> str | None:
    return moment_words(feed.holds_until, now) if feed.holds_until and not feed.ended else None


def _forget() -> Block:
    confirm = sure(texts.FORGET_TITLE, texts.FORGET_SURE, yes=texts.FORGET_YES, no=texts.FORGET_NO)
    return actions(button(texts.FORGET, "hours.forget_feed", confirm=confirm), block_id="forget_feed")

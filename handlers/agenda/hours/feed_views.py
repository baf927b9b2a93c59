"""Views of a host's own calendar: its field in the form of hours, and the notice that it cannot be read. Pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block, ConfirmObject, PlainTextInputElement, PlainTextObject

from bot.agenda.busy.feeds import LONGEST, Feed
from bot.dates.words import moment_words
from handlers.agenda.hours import feed_texts
from handlers.kit.blocks import Message, actions, button, field, message, section, sure
from handlers.kit.escaping import Said


def fields(feed: Feed | None, *, now: datetime) -> list[Block]:
    """Build the address field, always empty: it is a secret. Above it, the current calendar, and how to remove it."""
    # No field for addresses: Slack's own knows no webcal, and takes addresses of any length.
    typed = PlainTextInputElement(
        action_id="feed", max_length=LONGEST, placeholder=PlainTextObject(text=feed_texts.FEED_EXAMPLE)
    )
    known = [] if feed is None else [section(standing(feed, now=now))]
    row = [] if feed is None else [button(feed_texts.FORGET, "hours.forget_feed", confirm=sure_to_forget())]
    connect = button(feed_texts.CONNECT, "agenda.connect")
    address = field("feed", feed_texts.FEED, typed, hint=feed_texts.FEED_HINT, optional=True)
    return [*known, actions(*row, connect, block_id="forget_feed"), address]


def failed(feed: Feed, *, hosts: bool = True, now: datetime) -> Message:
    """Inform its owner that it cannot be read; `hosts`: they give hours to be booked, in whose form it is changed."""
    read_at = moment_words(feed.good_at, now) if feed.good_at else None
    reason, until = feed.failure or "broken", _until(feed, now=now)
    writes = not feed.calendars if feed.account else None
    text = feed_texts.failed(feed.host, reason, read_at=read_at, until=until, hosts=hosts, writes=writes)
    in_hours = hosts and not feed.account
    mend = button(feed_texts.OPEN_HOURS, "hours.open") if in_hours else button(feed_texts.CONNECT, "agenda.connect")
    return message(text, section(text), actions(mend))


def standing(feed: Feed, *, now: datetime) -> Said:
    """Return what is read today, and whether it can be."""
    if feed.failure:
        return feed_texts.failing(feed.host, feed.failure, until=_until(feed, now=now))
    if feed.account and not feed.calendars:
        return feed_texts.WRITTEN(host=feed.host) if feed.writes else feed_texts.CHOOSE(host=feed.host)
    if feed.good_at is None:
        return feed_texts.NOT_YET(host=feed.host)
    read = feed_texts.READ(host=feed.host, spans=feed_texts.spans(feed.busy), when=moment_words(feed.good_at, now))
    return feed_texts.BOTH(read=read) if feed.writes else read


def holding(feed: Feed, *, now: datetime) -> Said:
    """Return where it is and until when what was read holds; or what else there is to know of it."""
    if feed.failure or feed.holds_until is None or (feed.account and not feed.calendars):
        return standing(feed, now=now)
    read = feed_texts.HOLDS(host=feed.host, until=moment_words(feed.holds_until, now))
    return feed_texts.BOTH(read=read) if feed.writes else read


def _until(feed: Feed, *, now: datetime) -> str | None:
    return moment_words(feed.holds_until, now) if feed.holds_until and not feed.ended else None


def sure_to_forget() -> ConfirmObject:
    """Ask before it is ended."""
    return sure(feed_texts.FORGET_TITLE, feed_texts.FORGET_SURE, yes=feed_texts.FORGET_YES, no=feed_texts.FORGET_NO)

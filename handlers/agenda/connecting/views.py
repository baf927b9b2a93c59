"""Views of a person's own calendar: the forms, the results, the errors. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ConfirmObject, PlainTextInputElement, PlainTextObject

from bot.agenda.busy.connecting import LONGEST_PASSWORD, LONGEST_USER, CalendarChoice, FeedListing, calendar_key
from bot.agenda.busy.feeds import LONGEST, Feed, Peek
from bot.dates.words import moment_words
from handlers.kit.blocks import (
    Choice,
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    field,
    message,
    modal,
    multi_select,
    section,
    select,
)
from handlers.kit.escaping import Said

from . import texts

NONE: Choice = (texts.NONE, "none")
# the private_metadata of the list of calendars, for an account that is not in use yet
NEW = "new"


def connection_form(
    feed: Feed | None,
    *,
    may_save_password: bool,
    address: str = "",
    user: str = "",
    service_key: str = "",
    last_result: Said | None = None,
    now: datetime,
) -> Json:
    """Build the form with the typed values. It never shows the password.

    `feed` is the current calendar. `may_save_password` means that the bot can save passwords. If the person selected a
    calendar service, `service_key` is its key, and the form explains its ICS address.
    `last_result` is the result of a test."""
    blocks: list[Block] = [section(last_result)] if last_result else [section(texts.INTRO)]
    if feed is not None:
        blocks += [section(state_sentence(feed, now=now)), _feed_row(feed), context(texts.REPLACES)]
    several = [(name, key) for key, name in texts.WHERE.items()]
    chosen = next((choice for choice in several if choice[1] == service_key), None)
    blocks.append(actions(select("agenda.connect:where", texts.FIND, several, initial=chosen)))
    blocks += [section(texts.STEPS[service_key])] if service_key else []
    label, hint = (texts.ADDRESS, texts.ADDRESS_HINT) if may_save_password else (texts.ICS, texts.ICS_HINT)
    example = texts.ADDRESS_EXAMPLE if may_save_password else texts.FEED_EXAMPLE
    blocks.append(field("address", label, _text_box("address", LONGEST, address, example=example), hint=hint))
    if may_save_password:
        blocks += [
            field("user", texts.USER, _text_box("user", LONGEST_USER, user), hint=texts.USER_HINT, optional=True),
            field(
                "password",
                texts.OPENS,
                _text_box("password", LONGEST_PASSWORD, ""),
                hint=texts.OPENS_HINT,
                optional=True,
            ),
        ]
    return modal("agenda.try", texts.TITLE, blocks, submit=texts.TRY)


def waiting_modal() -> Json:
    return modal("agenda.trying", texts.TITLE, [section(texts.TRYING)])


def choice_form(calendars: FeedListing, *, test_result: Said | None = None, is_new: bool = False) -> Json:
    """Build the list of an account's calendars to choose from. `test_result` is the error of the last choice.

    `is_new` means that the account is new, and the bot uses the current account until a choice is saved."""
    names = [(calendar.name or texts.UNNAMED, calendar_key(calendar)) for calendar in calendars.calendars]
    busy = multi_select("busy", texts.ANY, [("", names)], initial=[name for name in names if name[1] in calendars.busy])
    may = {calendar_key(calendar) for calendar in calendars.calendars if calendar.writable}
    to = [NONE, *(name for name in names if name[1] in may)]
    written = next((choice for choice in to if choice[1] == calendars.writes_to), NONE)
    blocks = [
        *([section(test_result)] if test_result else []),
        section(texts.FOUND(host=calendars.host)),
        *([section(texts.UNTIL_THEN)] if is_new else []),
        field("busy", texts.BUSY, busy, hint=texts.BUSY_HINT, optional=True),
        field("writes", texts.WRITES, select("writes", texts.ANY, to, initial=written), hint=texts.WRITES_HINT),
    ]
    carried = NEW if is_new else ""
    return modal("agenda.choose", texts.CHOOSE_TITLE, blocks, submit=texts.SAVE, private_metadata=carried)


def calendars_chosen_modal(result: CalendarChoice) -> Json:
    writes = result.writes_to is not None
    return _result_modal(
        texts.chosen(result.host, len(result.calendars), result.found, writes=writes, left=result.left)
    )


def file_connected_modal(peek: Peek) -> Json:
    return _result_modal([texts.kept_file(peek.host, peek.found, peek.unread)])


def _result_modal(sentences: Sequence[Said]) -> Json:
    return modal("agenda.connected", texts.TITLE, [*map(section, sentences), context(texts.KEPT_FOOT)])


def _feed_row(feed: Feed) -> Block:
    again = [button(texts.AGAIN, "agenda.calendars")] if feed.account else []
    forget = button(texts.FORGET, "agenda.disconnect", confirm=forget_confirmation())
    return actions(*again, forget)


def _text_box(name: str, max_length: int, typed_text: str, *, example: str = "") -> PlainTextInputElement:
    grey = PlainTextObject(text=example) if example else None
    return PlainTextInputElement(
        action_id=name, max_length=max_length, initial_value=typed_text or None, placeholder=grey
    )


def feed_fields(feed: Feed | None, *, now: datetime) -> list[Block]:
    """Build the address field below the current calendar. The field is empty, because addresses are secret."""
    # This is a plain field, since Slack's URL field rejects webcal and has no length limit.
    typed = PlainTextInputElement(
        action_id="feed", max_length=LONGEST, placeholder=PlainTextObject(text=texts.FEED_EXAMPLE)
    )
    known = [] if feed is None else [section(state_sentence(feed, now=now))]
    row = [] if feed is None else [button(texts.FORGET, "hours.forget_feed", confirm=forget_confirmation())]
    connect = button(texts.CONNECT, "agenda.connect")
    address = field("feed", texts.FEED, typed, hint=texts.FEED_HINT, optional=True)
    return [*known, actions(*row, connect, block_id="forget_feed"), address]


def failed_message(feed: Feed, *, is_host: bool = True, now: datetime) -> Message:
    """Build the notice to the owner of an unreadable calendar.

    `is_host` means that the owner is a host, who edits the calendar in the hours form."""
    read_at = moment_words(feed.good_at, now) if feed.good_at else None
    reason, until = feed.failure or "broken", _expiry_words(feed, now=now)
    writes = not feed.calendars if feed.account else None
    text = texts.failed(feed.host, reason, read_at=read_at, until=until, hosts=is_host, writes=writes)
    in_hours = is_host and not feed.account
    mend = button(texts.OPEN_HOURS, "hours.open") if in_hours else button(texts.CONNECT, "agenda.connect")
    return message(text, section(text), actions(mend))


def state_sentence(feed: Feed, *, now: datetime) -> Said:
    """Return a calendar's state: whether the bot can read it, and what it has read."""
    if feed.failure:
        return texts.failing(feed.host, feed.failure, until=_expiry_words(feed, now=now))
    if feed.account and not feed.calendars:
        return texts.WRITTEN(host=feed.host) if feed.writes else texts.CHOOSE(host=feed.host)
    if feed.good_at is None:
        return texts.NOT_YET(host=feed.host)
    read = texts.READ(host=feed.host, spans=texts.spans(feed.busy), when=moment_words(feed.good_at, now))
    return texts.BOTH(read=read) if feed.writes else read


def validity_sentence(feed: Feed, *, now: datetime) -> Said:
    """Return until when the bot uses its last copy of a calendar.

    If it has no usable copy, return the calendar's state."""
    if feed.failure or feed.holds_until is None or (feed.account and not feed.calendars):
        return state_sentence(feed, now=now)
    read = texts.HOLDS(host=feed.host, until=moment_words(feed.holds_until, now))
    return texts.BOTH(read=read) if feed.writes else read


def _expiry_words(feed: Feed, *, now: datetime) -> str | None:
    return moment_words(feed.holds_until, now) if feed.holds_until and not feed.ended else None


def forget_confirmation() -> ConfirmObject:
    return confirm_dialog(texts.FORGET_TITLE, texts.FORGET_SURE, yes=texts.FORGET_YES, no=texts.FORGET_NO)

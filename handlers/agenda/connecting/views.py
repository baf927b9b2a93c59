"""Views of connecting a calendar: what to type, the result, what to choose. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, PlainTextInputElement, PlainTextObject

from bot.agenda.busy.connecting import LONGEST_PASSWORD, LONGEST_USER, Chosen, FeedListed, key_of
from bot.agenda.busy.feeds import LONGEST, Feed, Peek
from handlers.agenda.connecting import texts
from handlers.agenda.hours import feed_texts, feed_views
from handlers.kit.blocks import Choice, Json, actions, button, context, field, modal, multi_select, section, select
from handlers.kit.escaping import Said

NONE: Choice = (texts.NONE, "none")
NEW = "new"  # what the list carries when it is of an account that is not used yet


def form(
    feed: Feed | None,
    *,
    seals: bool,
    address: str = "",
    user: str = "",
    where: str = "",
    said: Said | None = None,
    now: datetime,
) -> Json:
    """Build the fields; typed values stay, except the password, which is never shown.

    `feed`: the current calendar. `seals`: passwords can be saved. `where`: whose ICS address is explained. `said`: the
    result of a try."""
    blocks: list[Block] = [section(said)] if said else [section(texts.INTRO)]
    if feed is not None:
        blocks += [section(feed_views.standing(feed, now=now)), _standing_row(feed), context(texts.REPLACES)]
    several = [(name, key) for key, name in texts.WHERE.items()]
    chosen = next((choice for choice in several if choice[1] == where), None)
    blocks.append(actions(select("agenda.connect:where", texts.FIND, several, initial=chosen)))
    blocks += [section(texts.STEPS[where])] if where else []
    label, hint = (texts.ADDRESS, texts.ADDRESS_HINT) if seals else (texts.ICS, texts.ICS_HINT)
    example = texts.ADDRESS_EXAMPLE if seals else feed_texts.FEED_EXAMPLE
    blocks.append(field("address", label, _box("address", LONGEST, address, example=example), hint=hint))
    if seals:
        blocks += [
            field("user", texts.USER, _box("user", LONGEST_USER, user), hint=texts.USER_HINT, optional=True),
            field(
                "password",
                texts.OPENS,
                _box("password", LONGEST_PASSWORD, ""),
                hint=texts.OPENS_HINT,
                optional=True,
            ),
        ]
    return modal("agenda.try", texts.TITLE, blocks, submit=texts.TRY)


def trying() -> Json:
    """Show that it is being tried."""
    return modal("agenda.trying", texts.TITLE, [section(texts.TRYING)])


def choose(listed: FeedListed, *, said: Said | None = None, new: bool = False) -> Json:
    """Build the calendars of an account to choose from; `said`: why the last choice did not do.

    `new`: another one is used until then.
    """
    names = [(calendar.name or texts.UNNAMED, key_of(calendar)) for calendar in listed.calendars]
    busy = multi_select("busy", texts.ANY, [("", names)], initial=[name for name in names if name[1] in listed.busy])
    may = {key_of(calendar) for calendar in listed.calendars if calendar.writable}
    to = [NONE, *(name for name in names if name[1] in may)]
    written = next((choice for choice in to if choice[1] == listed.writes_to), NONE)
    blocks = [
        *([section(said)] if said else []),
        section(texts.FOUND(host=listed.host)),
        *([section(texts.UNTIL_THEN)] if new else []),
        field("busy", texts.BUSY, busy, hint=texts.BUSY_HINT, optional=True),
        field("writes", texts.WRITES, select("writes", texts.ANY, to, initial=written), hint=texts.WRITES_HINT),
    ]
    carried = NEW if new else ""
    return modal("agenda.choose", texts.CHOOSE_TITLE, blocks, submit=texts.SAVE, private_metadata=carried)


def chosen(done: Chosen) -> Json:
    """Show what is used from now on."""
    writes = done.writes_to is not None
    return _kept(texts.chosen(done.host, len(done.calendars), done.found, writes=writes, left=done.left))


def kept_file(peek: Peek) -> Json:
    """Show what was read in a file that is read from now on, or why nothing was yet."""
    return _kept([texts.kept_file(peek.host, peek.found, peek.unread)])


def _kept(said: Sequence[Said]) -> Json:
    return modal("agenda.connected", texts.TITLE, [*map(section, said), context(texts.KEPT_FOOT)])


def _standing_row(feed: Feed) -> Block:
    again = [button(texts.AGAIN, "agenda.calendars")] if feed.account else []
    forget = button(texts.FORGET, "agenda.disconnect", confirm=feed_views.sure_to_forget())
    return actions(*again, forget)


def _box(name: str, most: int, typed: str, *, example: str = "") -> PlainTextInputElement:
    grey = PlainTextObject(text=example) if example else None
    return PlainTextInputElement(action_id=name, max_length=most, initial_value=typed or None, placeholder=grey)

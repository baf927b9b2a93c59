"""Renders a notice from the current state, for Slack or a mail, with one renderer for each kind."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bot.dates.reader import show_times_in
from bot.notices.model import Action, Notice
from bot.notices.notices import notices_in_message
from bot.outside.mail_server import Mailbox
from bot.programme.model import Person
from bot.tools import Reading, Transaction
from handlers.kit.blocks import Message
from handlers.kit.told import GroupPost, HomeView, Method, Upload

from .joining import TOGETHER, JoinedPart, join_parts


@dataclass(frozen=True, slots=True)
class MailPart:
    """A notice in a mail that it may share with other notices to the same reader.

    `contact` is the person whom the reader can contact. `linked` means that the notice's buttons are links. `stops`
    returns a link that stops reminders of the kinds in its argument. It is None if the notice does not remind.
    `carried` is the address of the page about the reader's défi, or None."""

    part: JoinedPart
    contact: Person | None
    linked: bool
    stops: Callable[[Collection[str]], str] | None = field(default=None, repr=False)
    carried: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to a person, as plain text and as HTML.

    `invitation` is its calendar file, and `method` the METHOD of that file. `stop` is the address that stops mails of
    this kind. `papers` are attached documents, by name, as HTML or as text (`.txt`). `reply_to` is the address for
    replies, or None for the bot's address. `copied` is the notice's part, or None if the mail must not be shared.
    Raises ValueError if only one of `invitation` and `method` is given."""

    subject: str
    text: str
    html: str
    invitation: bytes | None = field(default=None, repr=False)
    method: Method | None = None
    stop: str | None = field(default=None, repr=False)
    papers: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    reply_to: Mailbox | None = field(default=None, repr=False)
    copied: MailPart | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if (self.invitation is None) != (self.method is None):
            raise ValueError("a calendar file goes with its method")


Drawn: TypeAlias = Message | GroupPost | Upload | HomeView | Mail
Renderer: TypeAlias = Callable[[Reading, Notice], Drawn | None]  # returns None for an outdated notice
# The dispatcher calls it with the reason after a notice, or the update of a card, has failed. It returns True if it
# sends the message in another way.
OnFailed: TypeAlias = Callable[[Transaction, Notice, str], bool | None]


class Messages:
    """The renderers of all features, and the follow-ups of failed notices, by kind."""

    def __init__(self, renderers: Mapping[str, Renderer], *, on_failed: Mapping[str, OnFailed] | None = None) -> None:
        self._renderers = dict(renderers)
        self._on_failed = dict(on_failed or {})

    def render(self, reading: Reading, notice: Notice) -> Drawn | None:
        """Render a notice from the current state. Return None if it is outdated. Raises KeyError for an unknown kind.

        Times are in Paris time. A single reader also gets them in their own zone; a channel or a group does not."""
        with show_times_in(notice.zone):
            if notice.action is Action.UPDATE and notice.kind in TOGETHER:
                return self._redraw_shared(reading, notice)
            return self._renderers[notice.kind](reading, notice)

    def _redraw_shared(self, reading: Reading, notice: Notice) -> Message | None:
        """Render all notices of a shared message, since an update of one notice replaces the whole message."""
        channel, ts = notice.card_channel or "", notice.card_ts or ""
        sent = notices_in_message(reading, notice.person_id or 0, channel=channel, ts=ts)
        shared = [
            replace(
                notice,
                seq=message.seq,
                kind=message.kind,
                subject=message.subject,
                subject_id=message.subject_id,
                revision=message.revision,
                expires=message.expires,
                detail=message.detail,
                due=message.due,  # The title depends on when the message was due, not on when this update is.
            )
            for message in sent
        ]
        drawn = [(other, self._renderers[other.kind](reading, other)) for other in shared or [notice]]
        parts = [JoinedPart(notice, each) for notice, each in drawn if isinstance(each, Message)]
        return join_parts(parts) if parts else None

    def follow_up(self, tx: Transaction, notice: Notice, reason: str) -> bool | None:
        """Call the follow-up of a failed notice, in the transaction that closes it (the dispatcher's `on_failed`)."""
        then = self._on_failed.get(notice.kind)
        return then(tx, notice, reason) if then is not None else None

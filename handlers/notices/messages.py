"""Render a notice from the current state, for Slack or a mail: one renderer for each kind."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bot.dates.reader import told_in
from bot.notices.model import Action, Notice
from bot.notices.notices import sent_as
from bot.outside.mail_server import Mailbox
from bot.programme.model import Person
from bot.tools import Reading, Transaction
from handlers.kit.blocks import Message
from handlers.kit.told import GroupPost, HomeView, Method, Upload

from .joining import TOGETHER, JoinedPart, join


@dataclass(frozen=True, slots=True)
class Copied:
    """A notice as part of a mail that may contain other notices to the same reader.

    `contact` is the person to contact. `linked`: its buttons are links. `stops` writes the link that stops kinds of
    reminders, None if they cannot be stopped. `carried` is the page of the reader's défi, None without one."""

    part: JoinedPart
    contact: Person | None
    linked: bool
    stops: Callable[[Collection[str]], str] | None = field(default=None, repr=False)
    carried: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to a person: its text as plain text and as HTML, and the calendar file.

    `method` is the METHOD of the calendar file. `stop` is the address that stops mails of these kinds. `papers` are the
    names of attached documents, with their HTML (or text, `.txt`). `reply_to` is where replies go, None for the bot.
    `copied` is None if the mail is always alone. Raises ValueError for a calendar file without its method, or the
    reverse."""

    subject: str
    text: str
    html: str
    invitation: bytes | None = field(default=None, repr=False)
    method: Method | None = None
    stop: str | None = field(default=None, repr=False)
    papers: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    reply_to: Mailbox | None = field(default=None, repr=False)
    copied: Copied | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if (self.invitation is None) != (self.method is None):
            raise ValueError("a calendar file goes with its method")


# The results, in order: a post or update, a message to a group (or its update), a file, a Home, a mail.
Drawn: TypeAlias = Message | GroupPost | Upload | HomeView | Mail
Renderer: TypeAlias = Callable[[Reading, Notice], Drawn | None]  # None: the notice is outdated
# What follows a failed notice, by the reason; for a card also if an update fails (see the notice's action). Returns
# True if the message is sent another way.
OnFailed: TypeAlias = Callable[[Transaction, Notice, str], bool | None]


class Messages:
    """All features' renderers, and what follows failed notices, by kind."""

    def __init__(self, renderers: Mapping[str, Renderer], *, on_failed: Mapping[str, OnFailed] | None = None) -> None:
        self._renderers = dict(renderers)
        self._on_failed = dict(on_failed or {})

    def render(self, reading: Reading, notice: Notice) -> Drawn | None:
        """Render a notice from the current state; None if it is outdated. Raises KeyError for an unknown kind.

        Times are also given in the zone of a single reader; for a channel or a group only in Paris time."""
        with told_in(notice.zone):
            if notice.action is Action.UPDATE and notice.kind in TOGETHER:
                return self._redrawn(reading, notice)
            return self._renderers[notice.kind](reading, notice)

    def _redrawn(self, reading: Reading, notice: Notice) -> Message | None:
        """Render all notices of a message that several may share, since an update replaces the whole message."""
        channel, ts = notice.card_channel or "", notice.card_ts or ""
        sent = sent_as(reading, notice.person_id or 0, channel=channel, ts=ts)
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
                due=message.due,  # the title depends on the time of the first notice, not of this update
            )
            for message in sent
        ]
        drawn = [(other, self._renderers[other.kind](reading, other)) for other in shared or [notice]]
        parts = [JoinedPart(notice, each) for notice, each in drawn if isinstance(each, Message)]
        return join(parts) if parts else None

    def follow(self, tx: Transaction, notice: Notice, reason: str) -> bool | None:
        """Do what follows a failed notice, in the transaction that closes it (the dispatcher's `on_failed`)."""
        then = self._on_failed.get(notice.kind)
        return then(tx, notice, reason) if then is not None else None

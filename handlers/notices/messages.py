"""Render a notice as Slack's arguments: one renderer for each kind, from the current state."""

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
    """The mail text of one notice, to which other notices of the reader can be added.

    `contact`: the reader's contact; `linked`: its buttons are links; `stops`: writes the link that stops these kinds,
    None if they cannot be stopped. `carried`: where the reader sees the défi that they carry, None without one."""

    part: JoinedPart
    contact: Person | None
    linked: bool
    stops: Callable[[Collection[str]], str] | None = field(default=None, repr=False)
    carried: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to a person: its text as plain text and as HTML, and the calendar file.

    `method`: the METHOD of the calendar file; `stop`: the address to stop mails of its kinds; `papers`: the names of
    attached documents, and their HTML (or text, `.txt`); `reply_to`: where replies go, None for the bot; `copied`: None
    if it is never joined with others. Raises ValueError for a calendar file without its method, or the other way round.
    """

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


# The result for a post or an update, a group (or its update), a file, a Home, a mail.
Drawn: TypeAlias = Message | GroupPost | Upload | HomeView | Mail
Renderer: TypeAlias = Callable[[Reading, Notice], Drawn | None]  # None: the notice is outdated
# The action after a failed notice, given the reason; for a card also of its updates (see the notice's action).
# Returns True if another channel replaces it.
OnFailed: TypeAlias = Callable[[Transaction, Notice, str], bool | None]


class Messages:
    """The features' renderers and followers of failures, by kind."""

    def __init__(self, renderers: Mapping[str, Renderer], *, on_failed: Mapping[str, OnFailed] | None = None) -> None:
        self._renderers = dict(renderers)
        self._on_failed = dict(on_failed or {})

    def render(self, reading: Reading, notice: Notice) -> Drawn | None:
        """Render a notice from the current state, None if it is outdated. Raises KeyError for an unknown kind.

        For one person it includes their own time zone; for a channel or a group only Paris time.
        """
        with told_in(notice.zone):
            if notice.action is Action.UPDATE and notice.kind in TOGETHER:
                return self._redrawn(reading, notice)
            return self._renderers[notice.kind](reading, notice)

    def _redrawn(self, reading: Reading, notice: Notice) -> Message | None:
        """Render the whole message that several notices may share, since an update replaces the whole message."""
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
                due=message.due,  # rendered and titled with the time of the first notice, not of the correction
            )
            for message in sent
        ]
        drawn = [(other, self._renderers[other.kind](reading, other)) for other in shared or [notice]]
        parts = [JoinedPart(notice, each) for notice, each in drawn if isinstance(each, Message)]
        return join(parts) if parts else None

    def follow(self, tx: Transaction, notice: Notice, reason: str) -> bool | None:
        """Do the follow-up of a failed notice, by its kind, in the closing transaction: the dispatcher's
        `on_failed`.
        """
        then = self._on_failed.get(notice.kind)
        return then(tx, notice, reason) if then is not None else None

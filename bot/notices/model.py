"""Model of the ledger: a notice to enqueue, its row and idempotency key, and the state of the whole."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(seconds=60)  # how long a dispatcher may send what it claimed, on the machine's clock
BATCH = timedelta(seconds=20)  # a third of a lease: after it, a dispatcher starts no more of one claim
IN_ORDER = timedelta(minutes=2)  # how long a retry delays later notices to the same person or channel
PACED = "ratelimited"  # failure reason: rate limited; later notices wait as long
SOON = timedelta(seconds=10)  # a retry within this time counts as pending work
# Seconds after an uncertain attempt when it is looked up: Slack may execute a call long after we stopped
# waiting. After the last lookup it is sent again.
LOOKS = (5, 20, 60)
UNLESS_UNREADABLE = -1  # number of lookups after a restore: sent only if not found
RESTORED = "restored"  # failure reason: maybe sent before a restore, and cannot be looked up
ASKED = "catalogue.answer"  # the kind of answers to messages; the question is deleted once it is closed
COPY = "mail.copy"  # kind of a mail that replaces a message
NO_ACCOUNT = "no_account"  # failure reason: no Slack account; the notice goes by mail, or is dropped
FAULT = "fault"  # failure reason: our own bug; nothing was sent, so later notices are not delayed


class Action(StrEnum):
    """How a notice is sent."""

    POST = "post"
    GROUP = "group"  # posted in a conversation with the people its message names
    UPDATE = "update"  # updates a posted card to the current state
    FILE = "file"  # uploaded into the thread of a card posted before
    HOME = "home"  # publishes a person's App Home
    MAIL = "mail"  # to a person's e-mail, with or without an account
    ENTRY = "entry"  # writes an entry in a person's own calendar


class NoticeState(StrEnum):
    """State of a notice. The last three are final."""

    OWED = "owed"
    LEASED = "leased"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


MAIL_ACTIONS, ENTRY_ACTIONS = (Action.MAIL,), (Action.ENTRY,)
SLACK_ACTIONS = tuple(action for action in Action if action not in {*MAIL_ACTIONS, *ENTRY_ACTIONS})
_BESIDES = frozenset({*MAIL_ACTIONS, *ENTRY_ACTIONS})  # actions without Slack


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice for a person, a channel or a group, due from `due` and until `expires`, on the bot's clock.

    `detail` holds only keys and states ("mentorat,bureau-aide", at most 500 characters), never typed text; for a
    question to the bot, the name or word searched, until it is answered. `revision` is the subject's: a rescheduled
    subject is announced again. `period` distinguishes repeated notices ("2026-W20"). `card`: it can be updated later by
    `owe_updates`. The people of a group are named when it is rendered. `urgent`: it goes before all other due notices.

    Raises ValueError without an addressee, or with a group and another; for an update, for a card that is not a post,
    for a file, Home, mail or entry without a person, and for a mail or an entry in a channel."""

    action: Action
    kind: str
    subject: str
    subject_id: int
    revision: int
    due: datetime
    person_id: int | None = None
    channel: str | None = None
    thread_ts: str | None = None
    detail: str = ""
    expires: datetime | None = None
    period: str = ""
    card: bool = False
    urgent: bool = False

    def __post_init__(self) -> None:
        if self.action is Action.GROUP:
            if (self.person_id, self.channel, self.thread_ts) != (None, None, None):
                raise ValueError("a group is named by its drawing: no person, no channel, no thread")
            return
        if self.person_id is None and self.channel is None:
            raise ValueError("a notice is owed to a person or in a channel")
        if self.action is Action.UPDATE:
            raise ValueError("an update is owed by owe_updates")
        if self.card and self.action is not Action.POST:
            raise ValueError("a card is a post")
        if self.person_id is None and self.action is not Action.POST:
            raise ValueError("a file, a Home, a mail or an entry is a person's")
        if self.action in _BESIDES and (self.channel, self.thread_ts) != (None, None):
            raise ValueError("a mail or an entry goes to no channel")

    @property
    def recipient(self) -> str:
        """The destination as one word. Notices are sent in order; Homes, mails and entries do not wait for messages."""
        if self.action in {Action.HOME, *_BESIDES}:
            return f"{self.action} {self.person_id}"
        if self.action is Action.GROUP:
            return f"group {self.subject} {self.subject_id}"
        return f"channel {self.channel}" if self.channel is not None else f"person {self.person_id}"


@dataclass(frozen=True, slots=True)
class Notice:
    """A claimed row. `attempts` counts this one and proves that the lease is ours.

    `doubtful`: an earlier attempt may have arrived; `looks`: how many checks remain before it is sent again;
    `file_name`: the last tried name of a file, or of a mail shared by several; `key`: the idempotency key. `slack_id`,
    `email` and `zone` are the person's, or None. `card_channel`, `card_ts`: the message to update, or the thread of the
    file. `due` and `expires` are on the bot's clock, the rest on the machine's."""

    id: str
    seq: int
    action: Action
    kind: str
    subject: str
    subject_id: int
    revision: int
    due: datetime
    expires: datetime | None
    recipient: str
    person_id: int | None
    slack_id: str | None
    channel: str | None
    thread_ts: str | None
    detail: str
    card: bool
    attempts: int
    first_attempt: datetime
    lease_until: datetime
    doubtful: bool
    card_channel: str | None = None
    card_ts: str | None = None
    email: str | None = None
    zone: str | None = None
    looks: int = 0
    file_name: str | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """The fate of another file of the same name: whether it arrived, or since when it may have."""

    sent: bool
    first_attempt: datetime


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """The last known content of a person's Home: the digest of the last published view, and Slack's hash of it."""

    digest: str | None = None
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The state of the ledger. `owed_now`: due and not closed, `oldest_due`: its oldest message.

    `ready`: the caller can claim some. `next_due` is on the bot's clock, `next_retry` (a retry, or an expiring lease)
    on the machine's; None for nothing. `idle`: nothing is due; `resting`: nothing, except retries later than SOON."""

    next_due: datetime | None
    next_retry: datetime | None
    oldest_due: datetime | None
    owed_now: int
    ready: int
    idle: bool
    resting: bool


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest card of a kind: its state, its detail, and its channel once it was sent."""

    state: NoticeState
    detail: str
    channel: str | None


@dataclass(frozen=True, slots=True)
class Unheard:
    """A notice to a person or a channel that was surely not received."""

    id: str
    kind: str
    person_id: int | None
    channel: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class NoticeSaid:
    """The content of a sent message."""

    seq: int
    kind: str
    subject: str
    subject_id: int
    revision: int
    expires: datetime | None
    detail: str
    due: datetime


@dataclass(frozen=True, slots=True)
class NoticeWaiting:
    """The number of notices `due` and not closed, how many of them are `late`, and since when the oldest is."""

    due: int
    late: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Failure:
    """The number of failed notices of a kind, by reason (Slack's code, or ours: no_account, gave_up, fault…)."""

    kind: str
    reason: str
    count: int


def key_of(owed: Owed) -> str:
    """Return the idempotency key of a notice. The same key is one row; another revision or period is another row."""
    whom = f"{'' if owed.person_id is None else owed.person_id}@{owed.channel or ''}"
    return f"{owed.action} {owed.kind} {owed.subject} {owed.subject_id} {owed.revision} {whom} {owed.period}".rstrip()


def key_of_update(card_id: str, notice_id: str) -> str:
    """Return the key of an update, always unique: two pending updates are joined, and a later one is new."""
    return f"{Action.UPDATE} {card_id} {notice_id}"


def key_of_home(person_id: int, notice_id: str) -> str:
    """Return the key of a Home, always unique for the same reason."""
    return f"{Action.HOME} {person_id} {notice_id}"

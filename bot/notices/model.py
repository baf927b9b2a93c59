"""Model of the ledger: a notice to enqueue, its row, its idempotency key, and the state of the whole ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

LEASE = timedelta(seconds=60)  # how long a dispatcher may send what it claimed (machine's clock)
BATCH = timedelta(seconds=20)  # a third of a lease: later, a dispatcher sends no more notices of a claim
IN_ORDER = timedelta(minutes=2)  # how long a retry holds back later notices to the same person or channel
PACED = "ratelimited"  # failure reason: Slack limits the rate; later notices wait too
SOON = timedelta(seconds=10)  # a retry that is due within this time counts as pending work
# When an uncertain attempt is looked up, in seconds after it: Slack may execute a call long after we stopped waiting.
# After the last lookup, the notice is sent again.
LOOKS = (5, 20, 60)
UNLESS_UNREADABLE = -1  # number of lookups after a restore: the notice is sent only if it is not found
RESTORED = "restored"  # failure reason: it may have been sent before a restore, and cannot be looked up
ASKED = "catalogue.answer"  # kind of answers to direct messages; the question is deleted when the row closes
COPY = "mail.copy"  # kind of a mail that replaces a message
SAID_BY_MAIL = ("mailed", "invited", "spared")  # reasons of dropped notices whose content a mail has
NO_ACCOUNT = "no_account"  # failure reason: no Slack account, so it goes by mail or is dropped
LONGEST_PERIOD = 100  # characters of a period in a key; a column holds 255, and a freed key has the notice's id too
FAULT = "fault"  # reason of a failure or retry: a fault of ours, not an answer of Slack


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
    """State of a notice. A notice in one of the last three states is closed."""

    OWED = "owed"
    LEASED = "leased"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


MAIL_ACTIONS, ENTRY_ACTIONS = (Action.MAIL,), (Action.ENTRY,)
SLACK_ACTIONS = tuple(action for action in Action if action not in {*MAIL_ACTIONS, *ENTRY_ACTIONS})
_BESIDES = frozenset({*MAIL_ACTIONS, *ENTRY_ACTIONS})  # actions that do not use Slack


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice for a person, a channel or a group: sent when `due`, and before `expires` (both on the bot's clock).

    `detail` holds keys and states ("mentorat,bureau-aide", at most 500 characters), never typed text, except the name
    or word searched in a question to the bot, until it is answered. `revision`: that of the subject; a rescheduled
    subject is announced again. `period` distinguishes repeated notices ("2026-W20"). `card`: `owe_updates` can update
    the message. `urgent`: sent before all other due notices. `anew`: a dropped notice with the same key does not count.
    The people of a group are named when it is rendered.

    Raises ValueError without an addressee, for a group with another addressee, an update of a card that is not a post,
    a file, Home, mail or entry without a person, and a mail or entry in a channel."""

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
    anew: bool = False

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
    """A claimed row. `attempts` includes the current attempt and proves that the lease is ours.

    `doubtful`: an earlier attempt may have arrived. `looks`: how often it is still looked up before it is sent again.
    `file_name`: the last name of the file, or of a mail that several notices share. `slack_id`, `email` and `zone`:
    those of the person, or None. `card_channel`, `card_ts`: the message to update, or the thread of the file. `due` and
    `expires` are on the bot's clock, other times on the machine's."""

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
    """Another file that was sent under the same name: whether it arrived, or since when it may have."""

    sent: bool
    first_attempt: datetime


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """What is known of a person's Home: the digest of the last published view, and Slack's hash of that view."""

    digest: str | None = None
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The state of the ledger. `owed_now`: number of open notices that are due; `oldest_due`: when the oldest was due.

    `ready`: the caller can claim some. `next_due` is on the bot's clock, `next_retry` (a retry, or the end of a lease)
    on the machine's; None: nothing. `idle`: nothing is due. `resting`: nothing is, except retries after SOON."""

    next_due: datetime | None
    next_retry: datetime | None
    oldest_due: datetime | None
    owed_now: int
    ready: int
    idle: bool
    resting: bool


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest card of a kind: its state, its detail, its reader, and its channel once it was sent."""

    state: NoticeState
    detail: str
    person_id: int | None
    channel: str | None


@dataclass(frozen=True, slots=True)
class Unheard:
    """A notice to a person or a channel that was surely not sent."""

    id: str
    kind: str
    person_id: int | None
    channel: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class NoticeSaid:
    """What a message said: a notice that was sent."""

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
    """How many notices are `due` and open, how many of these are `late`, and since when the oldest late one is."""

    due: int
    late: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Failure:
    """How many notices of a kind failed for a reason (Slack's code, or ours: no_account, gave_up, fault…)."""

    kind: str
    reason: str
    count: int


def key_of(owed: Owed) -> str:
    """Return the idempotency key of a notice. Another revision or period has another key, and so another row.

    The digest of a long period replaces it."""
    whom = f"{'' if owed.person_id is None else owed.person_id}@{owed.channel or ''}"
    long = len(owed.period) > LONGEST_PERIOD
    period = sha256(owed.period.encode()).hexdigest() if long else owed.period
    return f"{owed.action} {owed.kind} {owed.subject} {owed.subject_id} {owed.revision} {whom} {period}".rstrip()


def key_of_update(card_id: str, notice_id: str) -> str:
    """Return the key of an update. It is unique: pending updates are merged instead, and a later one is a new row."""
    return f"{Action.UPDATE} {card_id} {notice_id}"


def key_of_home(person_id: int, notice_id: str) -> str:
    """Return the key of the update of a Home, unique for the same reason."""
    return f"{Action.HOME} {person_id} {notice_id}"

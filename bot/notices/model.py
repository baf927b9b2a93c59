"""Model of the ledger, the table of notices: its rows, their idempotency keys, and its state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

# A dispatcher may send a notice for this long after it claimed the notice, on the machine's clock.
LEASE = timedelta(seconds=60)
# A dispatcher sends the notices of one claim for this long. Then it releases the rest, with two thirds of LEASE left.
BATCH = timedelta(seconds=20)
# How long a notice that is retried holds back later notices to the same person or channel.
IN_ORDER = timedelta(minutes=2)
PACED = "ratelimited"  # Reason of a failure: Slack limits the rate, so the dispatcher pauses.
SOON = timedelta(seconds=10)  # a retry that is due sooner counts as pending work
# If an attempt has an uncertain result, the bot looks for the message after these seconds, since Slack may execute a
# call late. If the last lookup finds nothing, the notice is sent again.
LOOKS = (5, 20, 60)
# This number of lookups marks a notice after a restore: it is sent only if a lookup shows that its message is missing.
UNLESS_UNREADABLE = -1
# Reason of a failure: the notice may have been sent before a restore, and cannot be looked up.
RESTORED = "restored"
# Kind of the answers to direct messages. When such a row is closed, its data are deleted.
ASKED = "catalogue.answer"
COPY = "mail.copy"  # kind of a mail that replaces a message
# Reasons for which a notice was dropped, because a mail has its content.
SAID_BY_MAIL = ("mailed", "invited", "spared")
NO_ACCOUNT = "no_account"  # Reason of a failure: the person has no Slack account.
# Most characters of a period in a key. A key has at most 255 characters, and `free_keys` appends an id to it.
LONGEST_PERIOD = 100
FAULT = "fault"  # Reason of a failure or a retry: our code has a fault.


class Action(StrEnum):
    """How a notice is sent."""

    POST = "post"
    GROUP = "group"  # The notice is posted in a conversation with the people whom the message names.
    UPDATE = "update"  # The notice updates a posted card to the current state.
    FILE = "file"  # The notice is uploaded into the thread of a posted card.
    HOME = "home"
    MAIL = "mail"  # The notice is sent to a person's e-mail, whether or not they have a Slack account.
    ENTRY = "entry"  # The notice writes an entry in a person's own calendar.


class NoticeState(StrEnum):
    """State of a notice. A notice that is sent, dropped or failed is closed."""

    OWED = "owed"
    LEASED = "leased"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


MAIL_ACTIONS, ENTRY_ACTIONS = (Action.MAIL,), (Action.ENTRY,)
SLACK_ACTIONS = tuple(action for action in Action if action not in {*MAIL_ACTIONS, *ENTRY_ACTIONS})
_BESIDES = frozenset({*MAIL_ACTIONS, *ENTRY_ACTIONS})  # These actions do not use Slack.


@dataclass(frozen=True, slots=True)
class NoticeToSend:
    """A notice for a person, a channel or a group. It is sent at `due` or later, and before `expires`.

    `due` and `expires` are on the bot's clock. `detail` holds keys and states ("mentorat,bureau-aide", at most 500
    characters), never typed text. One exception is a name or word that a person searches in a message to the bot; it is
    deleted after the answer. `revision` is the subject's revision. A new revision is announced again. `period`
    distinguishes repeated notices ("2026-W20"). `card`: `owe_updates` can update the message. `urgent`: the notice is
    sent before all other due notices. `anew`: the notice is sent even if one with the same key was dropped. The people
    of a group are chosen when the notice is rendered.

    Raises ValueError if no addressee is given, or the action does not fit the addressee or the card."""

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
        """The destination, for example "person 12" or "channel C01". Notices to one recipient are sent in order.

        A person's Home, mails and calendar entries are other recipients, so that they do not wait for messages."""
        if self.action in {Action.HOME, *_BESIDES}:
            return f"{self.action} {self.person_id}"
        if self.action is Action.GROUP:
            return f"group {self.subject} {self.subject_id}"
        return f"channel {self.channel}" if self.channel is not None else f"person {self.person_id}"


@dataclass(frozen=True, slots=True)
class Notice:
    """A claimed row. `attempts` includes the current attempt. Until that number changes in the row, the lease is ours.

    `doubtful`: an earlier attempt may have arrived. `looks`: number of lookups that remain before the notice is sent
    again. `file_name`: the name under which the file was last sent, or the id of a mail that several notices share.
    `slack_id`, `email` and `zone` belong to the person. `card_channel`, `card_ts`: the message to update, or the
    message that gets the file in its thread. `due` and `expires` are on the bot's clock, other times on the machine's
    clock."""

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
class EarlierAttempt:
    """Another file with the same name. If `sent` is false, it may have arrived at `first_attempt` or later."""

    sent: bool
    first_attempt: datetime


@dataclass(frozen=True, slots=True)
class HomeFingerprint:
    """The known content of a person's Home: the digest of the last published view, and Slack's hash of that view."""

    digest: str | None = None
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The state of the ledger. `owed_now`: number of open notices that are due; `oldest_due`: the earliest due time.

    `ready`: number of notices that the caller can claim now. `next_due` is on the bot's clock. `next_retry`, the time
    of a retry or the end of a lease, is on the machine's clock. None means that there is none. `idle`: nothing is due.
    `resting`: all notices that are due wait longer than SOON for a retry."""

    next_due: datetime | None
    next_retry: datetime | None
    oldest_due: datetime | None
    owed_now: int
    ready: int
    idle: bool
    resting: bool


@dataclass(frozen=True, slots=True)
class NewestCard:
    """The newest card of a kind: its state, its detail, its reader, and its channel if it was sent."""

    state: NoticeState
    detail: str
    person_id: int | None
    channel: str | None


@dataclass(frozen=True, slots=True)
class UnsentNotice:
    """A notice to a person or a channel that was certainly not sent."""

    id: str
    kind: str
    person_id: int | None
    channel: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class NoticeInMessage:
    """A notice that a sent message contained."""

    seq: int
    kind: str
    subject: str
    subject_id: int
    revision: int
    expires: datetime | None
    detail: str
    due: datetime


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """The numbers of open notices that are `due` and `late`, and when the oldest late notice was due (`since`)."""

    due: int
    late: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class FailureCount:
    """The number of notices of a kind that failed for a reason: Slack's code, or no_account, gave_up, fault…"""

    kind: str
    reason: str
    count: int


def key_of(owed: NoticeToSend) -> str:
    """Return the idempotency key of a notice. A notice with another revision or period has another key.

    A long period is replaced by its digest."""
    whom = f"{'' if owed.person_id is None else owed.person_id}@{owed.channel or ''}"
    long = len(owed.period) > LONGEST_PERIOD
    period = sha256(owed.period.encode()).hexdigest() if long else owed.period
    return f"{owed.action} {owed.kind} {owed.subject} {owed.subject_id} {owed.revision} {whom} {period}".rstrip()


def key_of_update(card_id: str, notice_id: str) -> str:
    """Return the key of an update. Each update has its own key, since `owe_updates` merges pending updates itself."""
    return f"{Action.UPDATE} {card_id} {notice_id}"


def key_of_home(person_id: int, notice_id: str) -> str:
    """Return the key of an update of a Home. Each update has its own key, as in `key_of_update`."""
    return f"{Action.HOME} {person_id} {notice_id}"

"""A loop that sends notices when they are due. Between two rounds it sleeps, unless new notices wake it."""

import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from itertools import groupby
from threading import Event
from time import monotonic
from typing import Protocol, TypeVar
from uuid import uuid4

from slack_sdk import WebClient

from bot.clock import Now
from bot.errors import Unavailable
from bot.metrics import NOTICES_DUE, NOTICES_LATE_SECONDS, NOTICES_SENT
from bot.notices import homes
from bot.notices import notices as ledger
from bot.notices.model import BATCH, IN_ORDER, NO_ACCOUNT, Action, EarlierAttempt, HomeFingerprint, LedgerState, Notice
from bot.runtime.threads import KeptThread
from bot.tools import Reading, Transaction

from .joining import CLAIMED, may_join, take_joinable_notices
from .mails.smtp import SmtpClient
from .messages import Drawn, OnFailed
from .sending.attempts import close_notice, final_failure, retry_delay
from .sending.lookup import plan_lookups
from .sending.outcomes import Delivered, Failed, Outcome, Published, RetryLater, Sent, blocks_later_notices
from .sending.sender import Sender
from .sending.troubles import Troubles

log = logging.getLogger(__name__)

# the most notices claimed at once; Slack takes one a second, so sending them uses a third of a lease
_LIMIT = 20
_LONGEST_SLEEP = 30.0
_DATABASE_GONE = 2.0
_IN_OTHER_HANDS = 1.0
_AGAIN = (0.2, 0.8, 2.0)  # seconds between attempts to save an outcome, well within a lease

T = TypeVar("T")


class DispatcherDatabase(Protocol):
    """The part of the database that the dispatcher uses."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open a transaction."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a read transaction."""


class Dispatcher:
    """Sends each notice once, in order for each recipient. Several dispatchers may run in parallel.

    `now` is the bot's clock, for due times. `machine_now` is the machine's clock, for leases and retries. `on_failed`
    is called in the transaction that closes a failed notice, and may enqueue another notice. `actions` are the kinds of
    notices to send; mails have a dispatcher of their own, since a mail server may be slow. `Sender` explains the other
    parameters."""

    def __init__(
        self,
        *,
        client: WebClient,
        database: DispatcherDatabase,
        now: Now,
        machine_now: Now,
        render: Callable[[Reading, Notice], Drawn | None],
        look_up_account: Callable[[int], str | None],
        on_failed: OnFailed | None = None,
        post: SmtpClient | None = None,
        write: Callable[[Notice], bool] | None = None,
        actions: Collection[Action] = tuple(Action),
    ) -> None:
        self._database = database
        self._now = now
        self._machine_now = machine_now
        self._render = render
        self._on_failed = on_failed
        self._sender = Sender(
            client=client,
            now=now,
            machine_now=machine_now,
            render=self._render_current,
            look_up_account=look_up_account,
            shown=self._read_shown,
            tried_as=self._find_tried,
            note_tried=self._note_tried,
            post=post,
            write=write,
        )
        self._actions = actions
        self.troubles = Troubles(machine_now)
        self._stumbled: str | None = None
        self.looked_at = monotonic()
        self._awake = Event()
        self._stopping = Event()
        self.thread = KeptThread("dispatcher", self._run, stopping=self._stopping)

    def start(self) -> None:
        self.thread.start()

    def wake(self) -> None:
        """Wake the dispatcher without blocking. If it is busy, it does another round after the current one."""
        self._awake.set()

    def stop(self, seconds: float) -> bool:
        """Stop after the current call to Slack or the mail server, and release the notices that are not sent yet.

        Return whether the dispatcher stopped within `seconds`."""
        self._stopping.set()
        self._awake.set()
        return self.thread.join(seconds)

    @property
    def is_running(self) -> bool:
        """Return whether the dispatcher's loop is alive, for `/readyz`."""
        return self.thread.is_well

    def run_once(self) -> int:
        """Claim notices and send them. Return the number of notices that it tried to send. Raises Unavailable."""
        started = self._machine_now()
        actions = [action for action in self._actions if not self.troubles.is_paused(action)]
        if not actions:
            return 0
        with self._database.transaction() as tx:
            claimed = ledger.claim(
                tx, now=self._now(), machine_now=started, limit=_LIMIT, actions=actions, joined_kinds=CLAIMED
            )
        left = deque(claimed)
        passed_over: list[Notice] = []
        held_back: set[str] = set()
        attempted = 0
        try:
            while left and not self._stopping.is_set() and self._machine_now() < started + BATCH:
                notice = left.popleft()
                if notice.recipient in held_back or self.troubles.is_paused(notice.action):
                    passed_over.append(notice)
                    continue
                came = self._send(notice, left)
                passed_over += [notice for notice, outcome in came if outcome is None]
                tried = [(notice, outcome) for notice, outcome in came if outcome is not None]
                self._settle_all(tried)
                attempted += len(tried)
                held_back |= {notice.recipient for notice, outcome in tried if self._holds_back(notice, outcome)}
        finally:
            self._release_claims([*passed_over, *left])
        return attempted

    def _send(self, notice: Notice, remaining: deque[Notice]) -> list[tuple[Notice, Outcome | None]]:
        """Send a notice together with the claimed notices that may share its message.

        Return an outcome for each. It is None for a notice that must wait."""
        if not may_join(notice, remaining):
            return [(notice, self._sender.send(notice))]
        several = take_joinable_notices(notice, remaining)
        return list(zip(several, self._sender.send_together(several), strict=True))

    def _run(self) -> None:
        while not self._stopping.is_set():
            # Clear the event first. A notice enqueued during the round then sets it again, and the loop does not sleep.
            self._awake.clear()
            self._awake.wait(0 if self._stopping.is_set() else self.run_turn())

    def run_turn(self) -> float:
        """Send all that can be sent. Return how many seconds to sleep.

        It catches all errors, so that the loop goes on."""
        try:
            outlook = self._read_outlook()
            while outlook.ready and not self._stopping.is_set() and self.run_once():
                outlook = self._read_outlook()
        except Unavailable:
            if self._note_obstacle("the database did not answer"):
                log.warning("the database did not answer; notices wait for it")
            return _DATABASE_GONE
        except Exception as error:
            if self._note_obstacle(type(error).__name__):
                log.exception("fault %s in the dispatcher; it goes on", uuid4().hex[:8])
            return _DATABASE_GONE
        if self._stumbled is not None:
            log.warning("the dispatcher works again, after %s", self._stumbled)
            self._stumbled = None
        # If a ready notice remains, another dispatcher has claimed it, so the loop looks again soon.
        return (
            min(_IN_OTHER_HANDS, self._seconds_until_next(outlook))
            if outlook.ready
            else self._seconds_until_next(outlook)
        )

    def _note_obstacle(self, obstacle: str) -> bool:
        """Remember what prevents the loop from working. Return False if it was the same before, to log it only once."""
        news, self._stumbled = obstacle != self._stumbled, obstacle
        return news

    def _read_outlook(self) -> LedgerState:
        self.looked_at, now = monotonic(), self._now()
        with self._database.reading() as reading:
            outlook = ledger.ledger_state(reading, now=now, machine_now=self._machine_now(), actions=self._actions)
        NOTICES_DUE.set(outlook.owed_now)
        NOTICES_LATE_SECONDS.set(0 if outlook.oldest_due is None else (now - outlook.oldest_due).total_seconds())
        self.troubles.look()
        return outlook

    def _seconds_until_next(self, outlook: LedgerState) -> float:
        machine_now = self._machine_now()
        moments = [moment for moment in (outlook.next_retry, *self.troubles.ends) if moment is not None]
        waits = [moment - machine_now for moment in moments if moment > machine_now]
        if outlook.next_due is not None:
            waits.append(outlook.next_due - self._now())
        return min([_LONGEST_SLEEP, *(max(wait.total_seconds(), 0.0) for wait in waits)])

    def _render_current(self, notice: Notice) -> Drawn | None:
        with self._database.reading() as reading:
            if notice.action is Action.FILE and ledger.is_obsolete(reading, notice, now=self._now()):
                return None  # A newer notice has replaced this one.
            return self._render(reading, notice)

    def _find_tried(self, notice: Notice, name: str) -> EarlierAttempt | None:
        with self._database.reading() as reading:
            return ledger.earlier_attempt(reading, notice, name)

    def _note_tried(self, notice: Notice, name: str) -> bool:
        with self._database.transaction() as tx:
            return ledger.note_attempt(tx, notice, name)

    def _read_shown(self, person_id: int) -> HomeFingerprint:
        with self._database.reading() as reading:
            return homes.home_content(reading, person_id)

    def _settle_all(self, attempts: Sequence[tuple[Notice, Outcome]]) -> None:
        """Save the outcomes, those of sent notices first. Save all notices of one message in one transaction."""
        ordered = sorted(attempts, key=lambda one: not isinstance(one[1], Sent | Delivered))
        for _, group in groupby(ordered, key=lambda one: one[1] if isinstance(one[1], Sent | Delivered) else one[0].id):
            parts = list(group)
            if len(parts) > 1:
                sent = [(notice, *_channel_and_ts(outcome)) for notice, outcome in parts]
                write = partial(ledger.close_many_sent, sent=sent, machine_now=self._machine_now())
                kept = self._save_outcome(write)
                self._log_outcome([notice for notice, _ in parts], parts[0][1], saved_ids=kept)
            else:
                self._settle_notice(*parts[0])

    def _settle_notice(self, notice: Notice, outcome: Outcome) -> None:
        machine_now = self._machine_now()
        if isinstance(outcome, RetryLater):
            outcome = plan_lookups(notice, outcome)
            self.troubles.note(notice, outcome, wait=retry_delay(notice, outcome))
            outcome = final_failure(notice, outcome, machine_now=machine_now) or outcome
        write = partial(close_notice, notice=notice, outcome=outcome, machine_now=machine_now)

        def follow(tx: Transaction) -> tuple[bool, bool | None]:
            kept = write(tx)
            if kept and isinstance(outcome, Failed) and self._on_failed is not None:
                return kept, self._on_failed(tx, notice, outcome.reason)
            return kept, False

        try:
            kept, otherwise = self._save_outcome(follow)
        except Unavailable:
            raise
        except Exception:  # Without this, the dispatcher would retry the notice forever.
            log.exception("fault %s after notice %s (%s) failed; skipped", uuid4().hex[:8], notice.id, notice.kind)
            kept, otherwise = self._save_outcome(write), False
        if otherwise:  # the follow-up sends a mail or another message instead
            log.info("notice %s (%s) could not go to Slack; sent by mail if needed", notice.id, notice.kind)
        else:
            self._log_outcome([notice], outcome, saved_ids={notice.id} if kept else set())

    def _save_outcome(self, write: Callable[[Transaction], T]) -> T:
        """Save an outcome. Retry for a few seconds, because the message would be sent again if its outcome were lost.

        Raises Unavailable if the database still does not answer."""
        for seconds in _AGAIN:
            with suppress(Unavailable), self._database.transaction() as tx:
                return write(tx)
            if self._stopping.wait(seconds):
                break
        with self._database.transaction() as tx:
            return write(tx)

    def _log_outcome(self, notices: Sequence[Notice], outcome: Outcome, *, saved_ids: Collection[str]) -> None:
        names = ", ".join(f"{notice.id} ({notice.kind})" for notice in notices)
        if isinstance(outcome, Sent | Published | Delivered):
            self.troubles.note(notices[0], outcome)
            for notice in notices:
                if notice.id in saved_ids:
                    NOTICES_SENT.labels(kind=notice.kind).inc()
        if len(saved_ids) < len(notices):
            log.warning("notice %s: lease expired; another worker checks whether it was delivered", names)
        elif isinstance(outcome, Failed):
            # Two failures are expected. If a person has neither Slack nor mail, `bot doctor` names them. If a calendar
            # refuses an entry, the bot notifies its owner.
            theirs = outcome.reason == NO_ACCOUNT or notices[0].action is Action.ENTRY
            level = logging.INFO if theirs else logging.ERROR
            log.log(level, "notice %s failed (%s); not retried", names, outcome.reason)
        elif isinstance(outcome, Sent | Published | Delivered):
            log.info("notice %s sent", names)

    def _holds_back(self, notice: Notice, outcome: Outcome) -> bool:
        """Return whether later notices to the same recipient wait for this one. `claim` applies the same rule."""
        return blocks_later_notices(outcome) and self._machine_now() - notice.first_attempt < IN_ORDER

    def _release_claims(self, claimed: list[Notice]) -> None:
        if claimed:
            # Without this, other dispatchers would wait until the leases expire.
            with suppress(Unavailable), self._database.transaction() as tx:
                ledger.release_claimed(tx, claimed)


def _channel_and_ts(outcome: Outcome) -> tuple[str | None, str | None]:
    return (outcome.channel, outcome.ts) if isinstance(outcome, Sent) else (None, None)

"""The dispatcher: one loop that sends what is owed, wakes when something is, and sleeps until the next due time."""

import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from itertools import groupby
from threading import Event, Thread
from typing import Protocol
from uuid import uuid4

from slack_sdk import WebClient

from bot.clock import Now
from bot.errors import Unavailable
from bot.metrics import NOTICES_DUE, NOTICES_LATE_SECONDS, NOTICES_SENT
from bot.notices import homes
from bot.notices import service as ledger
from bot.notices.model import BATCH, FAULT, IN_ORDER, Action, Notice, Outlook, Shown
from bot.tools import Reading, Transaction

from .joining import JOINED, may_join, take_with
from .messages import Drawn, OnFailed
from .outcomes import Delivered, Dropped, Failed, Later, Outcome, Published, Sent, holds_up
from .sending import Sender
from .smtp import Post

log = logging.getLogger(__name__)

_LIMIT = 20  # what a third of a lease can send at one message a second
_BACK_OFF = (5.0, 15.0, 60.0, 300.0)  # seconds after the first, second… attempt
_GIVE_UP = timedelta(hours=24)
_TRIES = 10  # at least: the machine's clock may be set forward by a day, or by years where it was unset
_FAULTS = 5  # attempts to render: what our mistake prevents, a deployment may mend
_LONGEST_SLEEP = 30.0
_DATABASE_GONE = 2.0
_IN_OTHER_HANDS = 1.0


class Memory(Protocol):
    """Where the ledger is: the database's two ways in."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open a transaction."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a view for reading."""


class Dispatcher:
    """Sends each notice once, in order for each recipient; any number may run beside one another.

    `now` is the bot's clock, on which notices are due; `machine_now` the machine's, of leases and retries. `on_failed`
    is called in the transaction that closes what failed, and may owe something else. `actions`: what it sends, so that
    what waits for a slow mail server has a dispatcher of its own. See `Sender` for the rest.
    """

    def __init__(
        self,
        *,
        client: WebClient,
        database: Memory,
        now: Now,
        machine_now: Now,
        render: Callable[[Reading, Notice], Drawn | None],
        look_up_account: Callable[[int], str | None],
        on_failed: OnFailed | None = None,
        post: Post | None = None,
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
            render=self._rendered,
            look_up_account=look_up_account,
            shown=self._shown,
            post=post,
        )
        self._actions = actions
        self._paused: dict[Action, tuple[datetime, datetime]] = {}  # since when and until when
        self._trouble: str | None = None
        self._awake = Event()
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to send, in a thread of its own."""
        self._thread = Thread(target=self._run, name="dispatcher", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Say that something may be owed; never waits, and is not lost on a loop that is busy."""
        self._awake.set()

    def stop(self, seconds: float) -> bool:
        """End after the answer in hand, waiting at most `seconds`; what else was claimed is given back. True: ended."""
        self._stopping.set()
        self._awake.set()
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def is_running(self) -> bool:
        """Whether the loop is alive, for `/readyz`."""
        return self._thread is not None and self._thread.is_alive() and not self._stopping.is_set()

    def run_once(self) -> int:
        """Claim once and send what was claimed; give how many were attempted. Raises Unavailable."""
        started = self._machine_now()
        actions = [action for action in self._actions if not self._is_paused(action)]
        if not actions:
            return 0
        with self._database.transaction() as tx:
            claimed = ledger.claim(
                tx, now=self._now(), machine_now=started, limit=_LIMIT, actions=actions, joined=JOINED
            )
        left = deque(claimed)
        passed_over: list[Notice] = []
        held_back: set[str] = set()
        attempted = 0
        try:
            while left and not self._stopping.is_set() and self._machine_now() < started + BATCH:
                notice = left.popleft()
                if notice.recipient in held_back or self._is_paused(notice.action):
                    passed_over.append(notice)
                    continue
                came = self._send(notice, left)
                passed_over += [one for one, outcome in came if outcome is None]
                tried = [(one, outcome) for one, outcome in came if outcome is not None]
                self._settle_all(tried)
                attempted += len(tried)
                held_back |= {one.recipient for one, outcome in tried if self._holds_back(one, outcome)}
        finally:
            self._give_back([*passed_over, *left])
        return attempted

    def _send(self, notice: Notice, left: deque[Notice]) -> list[tuple[Notice, Outcome | None]]:
        """Send a notice, with what of the others claimed may share its message; give what came of each, None: waits."""
        if not may_join(notice):
            return [(notice, self._sender.send(notice))]
        several = take_with(notice, left)
        return list(zip(several, self._sender.send_together(several), strict=True))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._awake.clear()  # before looking: what is owed while we look or send wakes us again
            self._awake.wait(0 if self._stopping.is_set() else self._turn())

    def _turn(self) -> float:
        """Send all that can be sent; give the seconds to sleep."""
        try:
            outlook = self._look()
            while outlook.ready and not self._stopping.is_set() and self.run_once():
                outlook = self._look()
            # What is ready and was not claimed is in another's hands just now: look again soon.
            return min(_IN_OTHER_HANDS, self._until_next(outlook)) if outlook.ready else self._until_next(outlook)
        except Unavailable:
            log.warning("the database did not answer: notices wait")
            return _DATABASE_GONE
        except Exception:
            log.exception("fault %s: the dispatcher goes on", uuid4().hex[:8])
            return _DATABASE_GONE

    def _look(self) -> Outlook:
        now = self._now()
        with self._database.reading() as reading:
            outlook = ledger.outlook(reading, now=now, machine_now=self._machine_now())
        NOTICES_DUE.set(outlook.owed_now)
        NOTICES_LATE_SECONDS.set(0 if outlook.oldest_due is None else (now - outlook.oldest_due).total_seconds())
        return outlook

    def _until_next(self, outlook: Outlook) -> float:
        machine_now = self._machine_now()
        pauses = [until for _, until in self._paused.values()]
        moments = [moment for moment in (outlook.next_retry, *pauses) if moment is not None]
        waits = [moment - machine_now for moment in moments if moment > machine_now]
        if outlook.next_due is not None:
            waits.append(outlook.next_due - self._now())
        return min([_LONGEST_SLEEP, *(max(wait.total_seconds(), 0.0) for wait in waits)])

    def _rendered(self, notice: Notice) -> Drawn | None:
        with self._database.reading() as reading:
            return self._render(reading, notice)

    def _shown(self, person_id: int) -> Shown:
        with self._database.reading() as reading:
            return homes.shown(reading, person_id)

    def _settle_all(self, tried: Sequence[tuple[Notice, Outcome]]) -> None:
        """Write down what came of these, in their order; the parts of one message at one go: they arrived as one."""
        for _, group in groupby(tried, key=lambda one: one[1] if isinstance(one[1], Sent) else one[0].id):
            parts = list(group)
            sent = [(one, outcome.channel, outcome.ts) for one, outcome in parts if isinstance(outcome, Sent)]
            if len(sent) > 1:
                with self._database.transaction() as tx:
                    kept = ledger.close_many_sent(tx, sent, machine_now=self._machine_now())
                for one, outcome in parts:
                    self._tell(one, outcome, kept=one.id in kept)
            else:
                self._settle(*parts[0])

    def _settle(self, notice: Notice, outcome: Outcome) -> None:
        """Write down what came of it, in a transaction of its own, at once."""
        machine_now = self._machine_now()
        if isinstance(outcome, Later):
            outcome = self._final(notice, outcome, machine_now) or outcome
        try:
            with self._database.transaction() as tx:
                kept = _close(tx, notice, outcome, machine_now)
                if kept and isinstance(outcome, Failed) and self._on_failed is not None:
                    self._on_failed(tx, notice, outcome.reason)
        except Unavailable:
            raise
        except Exception:  # a mistake in what follows a failure must not have it tried for ever
            log.exception("fault %s: nothing follows notice %s (%s)", uuid4().hex[:8], notice.id, notice.kind)
            with self._database.transaction() as tx:
                kept = _close(tx, notice, outcome, machine_now)
        self._tell(notice, outcome, kept=kept)

    def _final(self, notice: Notice, outcome: Later, machine_now: datetime) -> Failed | None:
        """Give up what was tried long enough; pause what would not pass."""
        if outcome.pauses:
            self._paused[notice.action] = (machine_now, machine_now + _wait(notice, outcome))
        if outcome.reason == FAULT:
            return Failed(FAULT) if notice.attempts >= _FAULTS else None
        over = machine_now - notice.first_attempt >= _GIVE_UP and notice.attempts >= _TRIES
        return Failed("gave_up") if over else None

    def _tell(self, notice: Notice, outcome: Outcome, *, kept: bool) -> None:
        if not kept:
            log.warning("notice %s (%s): its lease had lapsed, another looks it up", notice.id, notice.kind)
        if isinstance(outcome, Sent | Published | Delivered):
            self._trouble = None
            if kept:
                NOTICES_SENT.labels(kind=notice.kind).inc()
        elif isinstance(outcome, Failed):
            log.error("notice %s (%s) failed: %s", notice.id, notice.kind, outcome.reason)
        elif isinstance(outcome, Later) and outcome.pauses and outcome.reason != self._trouble:
            self._trouble = outcome.reason  # once, however many notices wait for it
            whose = "the mail server" if notice.action is Action.MAIL else "Slack"
            log.error("%s takes no notices now (%s); they wait", whose, outcome.reason)

    def _is_paused(self, action: Action) -> bool:
        if action not in self._paused:
            return False
        since, until = self._paused[action]
        return since <= self._machine_now() < until  # set back, the clock would prolong a pause: that ends it

    def _holds_back(self, notice: Notice, outcome: Outcome) -> bool:
        """Say whether what the same recipient is owed after it waits: the same rule as in `claim`."""
        return holds_up(outcome) and self._machine_now() - notice.first_attempt < IN_ORDER

    def _give_back(self, claimed: list[Notice]) -> None:
        if claimed:
            with suppress(Unavailable), self._database.transaction() as tx:  # else the leases lapse, which is slower
                ledger.give_back(tx, claimed)


def _wait(notice: Notice, outcome: Later) -> timedelta:
    back_off = _BACK_OFF[min(notice.attempts, len(_BACK_OFF)) - 1]
    return timedelta(seconds=back_off if outcome.seconds is None else outcome.seconds)


def _close(tx: Transaction, notice: Notice, outcome: Outcome, machine_now: datetime) -> bool:
    """Write an outcome down; False when the lease is no longer ours."""
    if notice.action is Action.HOME and not isinstance(outcome, Dropped):
        # Once it was tried and did not surely pass, nobody knows what Slack shows.
        homes.note_shown(tx, notice.person_id or 0, Shown())
    match outcome:
        case Sent(channel, ts):
            return ledger.close_sent(tx, notice, channel=channel, ts=ts, machine_now=machine_now)
        case Delivered():
            return ledger.close_sent(tx, notice, channel=None, ts=None, machine_now=machine_now)
        case Published(shown):
            kept = ledger.close_sent(tx, notice, channel=None, ts=None, machine_now=machine_now)
            if kept:
                homes.note_shown(tx, notice.person_id or 0, shown)
            return kept
        case Dropped(reason):
            return ledger.close_dropped(tx, notice, reason=reason, machine_now=machine_now)
        case Failed(reason):
            return ledger.close_failed(tx, notice, reason=reason, machine_now=machine_now)
        case Later(reason, _, ambiguous):
            return ledger.retry(tx, notice, at=machine_now + _wait(notice, outcome), ambiguous=ambiguous, reason=reason)

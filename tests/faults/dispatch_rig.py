"""A dispatcher between a real ledger and the sandbox, with clocks that a test moves on."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.clock import machine_now
from bot.notices import homes, notices
from bot.notices.model import Action, FailureCount, LedgerState, Notice, NoticeToSend
from bot.sandbox.workspace import Sandbox
from bot.tools import Reading, Transaction
from handlers.kit.blocks import Json, Message, header, message, section
from handlers.kit.escaping import Said
from handlers.kit.lacking import RefusedBlockTypes
from handlers.kit.told import HomeView, Upload
from handlers.notices.dispatcher import Dispatcher, DispatcherDatabase
from handlers.notices.joining import JOINED, JoinedPart
from handlers.notices.mails.smtp import SmtpClient
from handlers.notices.messages import Drawn, Mail, MailPart, Messages, OnFailed
from storage.database import Database
from storage.programme import people
from tests.patience import PATIENCE

GIVES_UP = 10.0  # seconds: the client's time-out
HISTORY = ("im:history", "channels:history")
MANIFEST: dict[str, Any] = {
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "bot"},
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "im:write", *HISTORY, "files:read", "files:write"]}},
}


def without_history() -> dict[str, Any]:
    """Return the manifest of a workspace that grants no scope to read conversations."""
    scopes = [one for one in MANIFEST["oauth_config"]["scopes"]["bot"] if one not in HISTORY]
    return {**MANIFEST, "oauth_config": {"scopes": {"bot": scopes}}}


class Clock:
    """The moment at which a test began, and what it adds to it: no second passes because a machine is slow.

    `goes`: it goes on like the machine's, for what a loop does by itself.
    """

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.goes = False
        self._began = machine_now()

    def __call__(self) -> datetime:
        return (machine_now() if self.goes else self._began) + self.ahead

    def later(self, seconds: float) -> datetime:
        """Give the time in so many seconds."""
        return self() + timedelta(seconds=seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(seconds=seconds)


class Killed(BaseException):
    """Raised where a process is killed: nothing of ours catches it."""


def die() -> None:
    """Kill the process here."""
    raise Killed


class Lateness:
    """Calls that Slack carries out so late that the client has given up: by method, how late the next ones are."""

    def __init__(self, clock: Clock) -> None:
        self.seconds: dict[str, list[float]] = {}
        self._clock = clock
        self._on_the_way: list[tuple[datetime, Callable[[], object]]] = []

    def hold(self, method: str, call: Callable[[], object]) -> None:
        """Keep a call that is to come late, and let the client wait as long as it does; raises TimeoutError."""
        if self.seconds.get(method):
            self._on_the_way.append((self._clock.later(self.seconds[method].pop(0)), call))
            self._clock.advance(GIVES_UP)
            raise TimeoutError

    def carry_out(self) -> None:
        """Let Slack do what is due by now."""
        due = [call for moment, call in self._on_the_way if moment <= self._clock()]
        self._on_the_way = [one for one in self._on_the_way if one[0] > self._clock()]
        for call in due:
            call()


class WatchedClient(WebClient):
    """A client to which something happens just before, or just after, it calls a method."""

    before: Mapping[str, Callable[[], None]] = {}
    after: Mapping[str, Callable[[], None]] = {}
    late: Lateness | None = None

    def api_call(self, api_method: str, **values: Any) -> SlackResponse:  # noqa: ANN401 the SDK's own signature
        self.before.get(api_method, nothing)()
        if self.late:
            self.late.hold(api_method, partial(super().api_call, api_method, **values))
        answer = super().api_call(api_method, **values)
        self.after.get(api_method, nothing)()
        return answer


def nothing() -> None:
    """Let nothing happen."""


class Rig:
    """One workspace, one ledger, any number of dispatchers; `clock` serves as the bot's and the machine's."""

    def __init__(self, database: Database, sandbox: Sandbox) -> None:
        self.database = database
        self.sandbox = sandbox
        self.clock = Clock()
        self.late = Lateness(self.clock)
        self.person_ids: dict[str, int] = {}
        self.untrue: set[int] = set()  # subjects of which nothing is true any more
        self.broken: set[int] = set()  # subjects that cannot be rendered
        self.accounts: dict[int, str] = {}  # what looking up an account finds
        self.uploads: dict[int, Upload] = {}  # what a subject's file is, when it is not the usual one
        self.words: dict[int, str] = {}  # what the Home of a person says
        self.more: dict[int, str] = {}  # what is said of a subject besides
        self.drawn: Drawn | None = None  # what anything is drawn as, right or wrong
        self.failed: list[tuple[str, str]] = []  # (kind, reason) of what the hook was told
        self.on_failed: OnFailed = self.note_failure
        self.client: WebClient | None = None  # of the newest dispatcher
        self.before_sending: Callable[[Notice], None] = lambda _notice: None  # what happens while one is rendered

    def add_person(self, name: str, *, account: bool = True, email: str | None = None) -> str:
        """Add somebody, to the workspace too unless told; give the Slack id."""
        slack_id = self.sandbox.add_person(name).id if account else None
        with self.database.transaction() as tx:
            self.person_ids[name] = people.add(tx, name=name, email=email, slack_id=slack_id)
        return slack_id or ""

    def dispatcher(
        self,
        *,
        timeout: int = 10,
        bare: bool = True,
        database: DispatcherDatabase | None = None,
        before: Mapping[str, Callable[[], None]] | None = None,
        after: Mapping[str, Callable[[], None]] | None = None,
        post: SmtpClient | None = None,
        actions: Collection[Action] = tuple(Action),
        api_url: str | None = None,
        lacking: RefusedBlockTypes | None = None,
    ) -> Dispatcher:
        """Make a dispatcher; not `bare`, its client retries as the SDK does by itself; things may happen at a call.

        `lacking`: what its process knows of what the workspace has not.
        """
        client = WatchedClient(
            token=self.sandbox.bot_token,
            base_url=api_url or self.sandbox.api_url,
            timeout=timeout,
            retry_handlers=[] if bare else None,
        )
        client.before, client.after, client.late = before or {}, after or {}, self.late
        self.client = client
        reminders = Messages(dict.fromkeys(JOINED, self.render))
        return Dispatcher(
            client=(lacking or RefusedBlockTypes()).wrap(client),
            database=database or self.database,
            now=self.clock,
            machine_now=self.clock,
            render=lambda reading, notice: (
                reminders.render(reading, notice) if notice.kind in JOINED else self.render(reading, notice)
            ),
            look_up_account=self.accounts.get,
            on_failed=self.on_failed,
            post=post,
            actions=actions,
        )

    def let_pass(self, seconds: int, *dispatchers: Dispatcher, step: int = 1) -> None:
        """Let time pass step by step, in which Slack does what it is late with and these look what is to do."""
        for _ in range(0, seconds, step):
            self.clock.advance(step)
            self.late.carry_out()
            for one in dispatchers:
                one.run_once()

    def wait_out_doubt(self) -> None:
        """Let the minute pass in which what may have arrived is looked up, and look at each time."""
        for seconds in (6, 16, 41):  # whole seconds later, never less
            self.clock.advance(seconds)
            self.dispatcher().run_once()

    def note_failure(self, _tx: Transaction, notice: Notice, reason: str) -> None:
        """Remember what the hook was told."""
        self.failed.append((notice.kind, reason))

    def render(self, _reading: Reading, notice: Notice) -> Drawn | None:
        """Say which notice it is."""
        self.before_sending(notice)
        if notice.subject_id in self.broken:
            raise RuntimeError("this cannot be rendered")
        if notice.subject_id in self.untrue:
            return None
        if self.drawn is not None:
            return self.drawn
        if notice.action is Action.HOME:
            return home_of(self.words.get(notice.subject_id, "bonjour"))
        words = f"{notice.kind} {notice.subject_id} r{notice.revision}{self.more.get(notice.subject_id, '')}"
        if notice.action is Action.FILE:
            return self.uploads.get(notice.subject_id) or a_file(notice.subject_id, words=words)
        if notice.action is Action.MAIL:
            alone = notice.kind == "invitation"
            said = None if alone else MailPart(JoinedPart(notice, _said(words)), None, linked=False)
            return Mail(words, f"{words}\n", f"<p>{words}</p>", copied=said)
        return _said(words)

    def owe(self, name: str | None, *subject_ids: int, **values: object) -> None:
        """Owe a person one notice about each subject, now."""
        given: dict[str, object] = {"action": Action.POST, "kind": "card", "subject": "thing", "revision": 0}
        given |= {"due": self.clock(), "person_id": self.person_ids[name] if name else None, "card": True} | values
        with self.database.transaction() as tx:
            notices.owe(tx, [NoticeToSend(subject_id=subject_id, **given) for subject_id in subject_ids])  # type: ignore[arg-type]

    def a_file_owed(self, name: str, subject_id: int, **values: object) -> NoticeToSend:
        """Describe a file about the subject, owed to a person now."""
        given: dict[str, object] = {"action": Action.FILE, "kind": "file", "subject": "thing", "revision": 0}
        given |= {"due": self.clock(), "person_id": self.person_ids[name], "subject_id": subject_id} | values
        return NoticeToSend(**given)  # type: ignore[arg-type]

    def owe_file(self, name: str, subject_id: int, **values: object) -> bool:
        """Owe a file in the thread of a person's card about the subject, now."""
        with self.database.transaction() as tx:
            return notices.owe_file(
                tx, self.a_file_owed(name, subject_id, **values), card_subject=("thing", subject_id)
            )

    def owe_home(self, *names: str, words: str | None = None) -> int:
        """Owe people's Homes, now; `words`: what they say from then on."""
        ids = [self.person_ids[name] for name in names]
        if words is not None:
            self.words |= dict.fromkeys(ids, words)
        with self.database.transaction() as tx:
            return homes.owe_home(tx, ids, now=self.clock())

    def open_home(self, name: str, *, blank: bool = False) -> None:
        """Let a person open their Home: from then on it is kept true."""
        with self.database.transaction() as tx:
            homes.owe_home_always(tx, self.person_ids[name], now=self.clock(), blank=blank)

    def home(self, name: str) -> str | None:
        """Give what a person's Home says; None: nothing was ever published."""
        view = self.sandbox.person(name).home()
        return view.text if view else None

    def files(self, name: str) -> list[tuple[str, bytes]]:
        """Give the files that a person has in the threads of their cards, as (name, bytes), oldest first."""
        return [
            (file.name, self.sandbox.file_bytes(file.id))
            for one in self.sandbox.person(name).inbox()
            if one.thread_ts is not None
            for file in one.files
        ]

    def owe_updates(self, subject_id: int, *, revision: int = 1) -> None:
        """Owe the updates of a subject's cards, now."""
        with self.database.transaction() as tx:
            notices.owe_updates(tx, "thing", subject_id, revision=revision, due=self.clock())

    def claim(self, limit: int = 20) -> list[Notice]:
        """Claim as a dispatcher would that dies right afterwards."""
        with self.database.transaction() as tx:
            return notices.claim(tx, now=self.clock(), machine_now=self.clock(), limit=limit)

    def inbox(self, name: str) -> list[str]:
        """Give what a person has from the bot, oldest first."""
        return [one.text for one in self.sandbox.person(name).inbox()]

    def calls(self, method: str) -> int:
        """Count the calls of a method that came to Slack."""
        return sum(call.method == method for call in self.sandbox.calls)

    def failures(self) -> list[FailureCount]:
        """Give what failed."""
        with self.database.reading() as reading:
            return notices.count_failures(reading, since=self.clock() - timedelta(days=30))

    def outlook(self) -> LedgerState:
        """Give how the ledger stands."""
        with self.database.reading() as reading:
            return notices.ledger_state(reading, now=self.clock(), machine_now=self.clock())


@contextmanager
def rigged(database: Database) -> Iterator[Rig]:
    """Set everything up, with Ada and Bob in it, and take it down."""
    sandbox = Sandbox()
    sandbox.start()
    sandbox.install(MANIFEST, request_url=None)
    rig = Rig(database, sandbox)
    rig.add_person("Ada")
    rig.add_person("Bob")
    try:
        yield rig
    finally:
        sandbox.stop()


@contextmanager
def running(*dispatchers: Dispatcher) -> Iterator[None]:
    """Let these dispatchers run in their threads, and stop them."""
    for dispatcher in dispatchers:
        dispatcher.start()
    try:
        yield
    finally:
        for dispatcher in dispatchers:
            assert dispatcher.stop(PATIENCE)


def a_file(subject_id: int, *, words: str = "votre fichier", data: bytes | None = None, **values: Any) -> Upload:  # noqa: ANN401 - fields of it
    """Describe a subject's file: of our own bytes, unless told."""
    own = None if "slack_file" in values else (f"bytes of {subject_id}".encode() if data is None else data)
    return Upload(name=f"rdv-{subject_id}-0.ics", title="Rendez-vous", words=words, data=own, **values)


def _said(words: str) -> Message:
    return message(Said(words), section(Said(words)))


def home_of(words: str) -> HomeView:
    """Draw a Home that says this."""
    view: Json = {"type": "home", "blocks": [header(words).to_dict()]}
    return HomeView(view)


def text_of(kind: str, subject_id: int, revision: int = 0) -> str:
    """Give the words of the rig's messages."""
    return f"{kind} {subject_id} r{revision}"

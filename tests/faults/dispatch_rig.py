"""A dispatcher between a real ledger and the sandbox, with clocks that a test moves on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from slack_sdk import WebClient

from bot.clock import machine_now
from bot.notices import service as ledger
from bot.notices.model import Action, Failure, Notice, Outlook, Owed
from bot.sandbox.workspace import Sandbox
from bot.tools import Reading
from handlers.kit.blocks import Message, message, section
from handlers.notices.jobs import Dispatcher, Memory
from storage import people
from storage.database import Database

MANIFEST = {
    "features": {"app_home": {"messages_tab_enabled": True}, "bot_user": {"display_name": "bot"}},
    "oauth_config": {"scopes": {"bot": ["chat:write", "im:write", "im:history", "channels:history"]}},
}


class Clock:
    """The machine's time, and what a test adds to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return machine_now() + self.ahead

    def later(self, seconds: float) -> datetime:
        """Give the time in so many seconds."""
        return self() + timedelta(seconds=seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(seconds=seconds)


class Rig:
    """One workspace, one ledger, any number of dispatchers; `clock` serves as the bot's and the machine's."""

    def __init__(self, database: Database, sandbox: Sandbox) -> None:
        self.database = database
        self.sandbox = sandbox
        self.clock = Clock()
        self.person_ids: dict[str, int] = {}
        self.untrue: set[int] = set()  # subjects of which nothing is true any more
        self.broken: set[int] = set()  # subjects that cannot be rendered
        self.accounts: dict[int, str] = {}  # what looking up an account finds
        self.before_sending: Callable[[Notice], None] = lambda _notice: None  # what happens while one is rendered

    def add_person(self, name: str, *, account: bool = True) -> str:
        """Add somebody, to the workspace too unless told; give the Slack id."""
        slack_id = self.sandbox.add_person(name).id if account else None
        with self.database.transaction() as tx:
            self.person_ids[name] = people.add(tx, name=name, slack_id=slack_id)
        return slack_id or ""

    def dispatcher(self, *, timeout: int = 10, bare: bool = True, database: Memory | None = None) -> Dispatcher:
        """Make a dispatcher; not `bare`, its client retries as the SDK does by itself."""
        client = WebClient(
            token=self.sandbox.bot_token,
            base_url=self.sandbox.api_url,
            timeout=timeout,
            retry_handlers=[] if bare else None,
        )
        return Dispatcher(
            client=client,
            database=database or self.database,
            now=self.clock,
            machine_now=self.clock,
            render=self.render,
            look_up_account=self.accounts.get,
        )

    def render(self, _reading: Reading, notice: Notice) -> Message | None:
        """Say which notice it is."""
        self.before_sending(notice)
        if notice.subject_id in self.broken:
            raise RuntimeError("this cannot be rendered")
        if notice.subject_id in self.untrue:
            return None
        words = f"{notice.kind} {notice.subject_id} r{notice.revision}"
        return message(words, section(words))

    def owe(self, name: str | None, *subject_ids: int, **values: object) -> None:
        """Owe a person one notice about each subject, now."""
        given: dict[str, object] = {"action": Action.POST, "kind": "card", "subject": "thing", "revision": 0}
        given |= {"due": self.clock(), "person_id": self.person_ids[name] if name else None, "card": True} | values
        with self.database.transaction() as tx:
            ledger.owe(tx, [Owed(subject_id=subject_id, **given) for subject_id in subject_ids])  # type: ignore[arg-type]

    def owe_updates(self, subject_id: int, *, revision: int = 1) -> None:
        """Owe the updates of a subject's cards, now."""
        with self.database.transaction() as tx:
            ledger.owe_updates(tx, "thing", subject_id, revision=revision, due=self.clock())

    def claim(self, limit: int = 20) -> list[Notice]:
        """Claim as a dispatcher would that dies right afterwards."""
        with self.database.transaction() as tx:
            return ledger.claim(tx, now=self.clock(), machine_now=self.clock(), limit=limit)

    def inbox(self, name: str) -> list[str]:
        """Give what a person has from the bot, oldest first."""
        return [one.text for one in self.sandbox.person(name).inbox()]

    def calls(self, method: str) -> int:
        """Count the calls of a method that came to Slack."""
        return sum(call.method == method for call in self.sandbox.calls)

    def failures(self) -> list[Failure]:
        """Give what failed."""
        with self.database.reading() as reading:
            return ledger.failures(reading, since=self.clock() - timedelta(days=30))

    def outlook(self) -> Outlook:
        """Give how the ledger stands."""
        with self.database.reading() as reading:
            return ledger.outlook(reading, now=self.clock(), machine_now=self.clock())


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
            assert dispatcher.stop(5)


def text_of(kind: str, subject_id: int, revision: int = 0) -> str:
    """Give the words of the rig's messages."""
    return f"{kind} {subject_id} r{revision}"

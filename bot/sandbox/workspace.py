"""The stand-in as one object: start it, install an app by its manifest, add people, read what happened."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from bot.sandbox import stamps
from bot.sandbox.memory.account import Account
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.installation import read_manifest
from bot.sandbox.memory.team import Call, Delivery, Team
from bot.sandbox.methods.api import WebApi
from bot.sandbox.methods.rate_limits import RateLimits
from bot.sandbox.people.person import Person
from bot.sandbox.post_office import PostOffice
from bot.sandbox.refused import Json
from bot.sandbox.reply_box import ReplyBox
from bot.sandbox.stamps import new_id
from bot.sandbox.wire.delivery import Courier, HttpCourier, post, signed_headers
from bot.sandbox.wire.desk import Desk
from bot.sandbox.wire.echoes import HEARD, Echoes
from bot.sandbox.wire.events import SLACK_WAITS
from bot.sandbox.wire.faults import Faults
from bot.sandbox.wire.faulty_courier import FaultyCourier
from bot.sandbox.wire.file_door import FileDoor
from bot.sandbox.wire.http_door import Door
from bot.sandbox.wire.payloads import LEGACY_TOKEN, envelope
from bot.sandbox.wire.response_urls import ResponseUrls
from bot.sandbox.wire.socket_mode import SocketMode

T = TypeVar("T")


class Sandbox:
    """A Slack workspace on 127.0.0.1, with one app.

    `now` returns seconds since 1970: the time on the page, and the time by which events are repeated after
    `retry_waits` (`events.QUICK_WAITS` for tests). Timestamps, trigger ids, acknowledgements and rate limits follow the
    machine's clock. `rate_limits`: apply Slack's limits from the start (`limits.on()` does so later). `own_events`:
    send the app the events of its own messages, if it subscribed to them; each is one more delivery."""

    def __init__(
        self,
        *,
        team_id: str = "T0EIG",
        domain: str = "eig",
        now: Callable[[], float] | None = None,
        rate_limits: bool = False,
        own_events: bool = False,
        retry_waits: tuple[float, ...] = SLACK_WAITS,
    ) -> None:
        self.bot_token = f"xoxb-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{secrets.token_hex(12)}"
        self.configuration_token = f"xoxe.xoxp-1-{secrets.token_hex(12)}"  # of the app's owner
        self.signing_secret = secrets.token_hex(16)
        self.team = Team(team_id=team_id, domain=domain, now=now or stamps.unix_now)
        self.faults, self.limits = Faults(), RateLimits(on=rate_limits)
        self.team.refused = self.faults.refused
        self.socket_mode = SocketMode(self.team)
        self.post = PostOffice(told=self.team.tell, now=self.team.now)  # closed until `post.open()`
        self.replies = ReplyBox()  # closed until `replies.open()`
        self._response_urls = ResponseUrls(self.team)
        tokens = {self.bot_token: "xoxb", self.app_token: "xapp", self.configuration_token: "xoxe"}
        self._api = WebApi(self.team, self.faults, limits=self.limits, tokens=tokens)
        self._files = FileDoor(self.team, self.faults, bot_token=self.bot_token)
        self._api.add("apps.connections.open", self.socket_mode.open_address)
        self._desk = Desk(self.team, self._response_urls, retry_waits=retry_waits)
        self._people: dict[str, Person] = {}
        self._own_events = own_events
        self._echoes: Echoes | None = None
        self._door: Door | None = None
        self.request_url: str | None = None  # the app's own address; None in Socket Mode

    def start(self, port: int = 0) -> None:
        """Serve the Web API on 127.0.0.1 (port 0: any free one) and Socket Mode. Raises OSError for a taken port."""
        self._door = Door(port, api=self._api, files=self._files, response_urls=self._response_urls)
        self._response_urls.address = self.team.files.address = self._door.address
        self._door.open()
        self.socket_mode.open()
        self._listen()

    def stop(self) -> None:
        """Stop serving. What happened can still be read."""
        self._desk.repeats.forget()
        if self._echoes is not None:
            self._echoes.stop()
            self._echoes = self.team.hearing = None
        if self._door is not None:
            self.socket_mode.close()
            self._door.close()
            self._door = None
        self.post.close()
        self.replies.close()

    @property
    def api_url(self) -> str:
        """The Web API's address, for `WebClient(base_url=…)`."""
        if self._door is None:
            raise RuntimeError("the sandbox is not started")
        return f"{self._door.address}/api/"

    @property
    def team_id(self) -> str:
        return self.team.id

    @property
    def bot_user_id(self) -> str:
        return self.team.bot.id

    @property
    def app_id(self) -> str:
        return self.team.app_id

    @property
    def calls(self) -> list[Call]:
        """All calls of the Web API so far."""
        with self.team.lock:
            return list(self.team.calls)

    @property
    def deliveries(self) -> list[Delivery]:
        """All requests to the bot so far, with answers and times."""
        with self.team.lock:
            return list(self.team.deliveries)

    @property
    def violations(self) -> list[str]:
        """All rules of Slack that the app broke so far."""
        with self.team.lock:
            return list(self.team.violations)

    @property
    def people(self) -> list[Person]:
        """The people who were added, in order."""
        return list(self._people.values())

    def install(self, manifest: dict[str, Any], *, request_url: str | None) -> None:
        """Install the app that `manifest` declares.

        `request_url`: the bot's address, for signed deliveries; None for Socket Mode. Mistakes in the manifest, such as
        an event without its scope, become violations.
        """
        with self.team.lock:
            self.team.app, mistakes = read_manifest(manifest)
            self.team.bot.name = manifest.get("features", {}).get("bot_user", {}).get("display_name", "bot")
            self.team.violations.extend(mistakes)
            self._listen()
        self.request_url = request_url
        courier: Courier = self.socket_mode
        if request_url is not None:
            courier = HttpCourier(self.team, url=request_url, signing_secret=self.signing_secret)
        self._desk.courier = FaultyCourier(courier, self.faults, limits=self.limits)

    def _listen(self) -> None:
        """Send the app the events of its own messages, if it subscribed to them."""
        asked = self._own_events and bool(self.team.app.events & HEARD)
        if self._echoes is None and asked:
            self._echoes = Echoes(self._desk)
        self.team.hearing = self._echoes if asked else None

    def verify_url(self) -> bool:
        """Send url_verification to the bot's address, as Slack does when it is saved. Return whether it passed."""
        challenge = secrets.token_hex(16)
        body = {"token": LEGACY_TOKEN, "challenge": challenge, "type": "url_verification"}
        delivery = self._desk.send("events_api", "url_verification", payload=body)
        return delivery.answer in (challenge, {"challenge": challenge})

    def add_person(
        self,
        name: str,
        *,
        email: str | None = None,
        tz: str = "Europe/Paris",
        locale: str = "fr-FR",
        guest: bool | str = False,
        slack_id: str | None = None,
    ) -> Person:
        """Add a member. `guest`: True for a guest, "no_commands" for a guest who has no slash commands."""
        account = Account(slack_id or new_id("U"), self.team.id, name, email, tz=tz, locale=locale)
        account.restricted, account.may_command = bool(guest), guest != "no_commands"
        with self.team.lock:
            self.team.accounts[account.id] = account
            self.team.dm(account.id)
            self._people[account.id] = Person(self._desk, account)
        return self._people[account.id]

    def deactivate(self, person: Person) -> None:
        """Deactivate a person's account, as an administrator does."""
        account = self.team.accounts[person.id]
        with self.team.lock:
            account.deleted = True
        user = account.as_json(with_email=self.team.app.has_any(("users:read.email",)))
        self._desk.event("user_change", {"type": "user_change", "user": user, "event_ts": self.team.timestamps.next()})

    def uninstall(self) -> None:
        """Remove the app: it gets tokens_revoked and app_uninstalled, and then its token is refused."""
        self._api.revoke()
        self._desk.event(
            "tokens_revoked", {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot_user_id]}}
        )
        self._desk.event("app_uninstalled", {"type": "app_uninstalled"})

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[Person] = (),
        private: bool = False,
        with_bot: bool = True,
        channel_id: str | None = None,
    ) -> Channel:
        """Add a channel with these members and, if `with_bot`, the bot."""
        ids = {person.id for person in members} | ({self.bot_user_id} if with_bot else set())
        channel = Channel(channel_id or new_id("C"), name, "private" if private else "public", ids)
        with self.team.lock:
            return self.team.add_channel(channel)

    def person(self, key: str) -> Person:
        """Return a person by Slack id, name or e-mail. Raises LookupError."""
        for person in self._people.values():
            if key in (person.id, person.name, person.email):
                return person
        raise LookupError(f"nobody is called {key}")

    def file_bytes(self, file_id: str) -> bytes:
        """Return the bytes of a file. Raises LookupError if it is unknown, deleted or not uploaded."""
        with self.team.lock:
            file = self.team.files.find(file_id)
            if file is None or file.data is None:
                raise LookupError(f"there is no file {file_id}")
            return file.data

    def wait_for(self, condition: Callable[[], T], *, seconds: float = 30.0) -> T:
        """Wait until the condition is truthy, for what happens after an acknowledgement.

        Return its last value, which is falsy after `seconds`."""
        return self.team.wait_for(condition, seconds)

    def deliver_raw(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """POST bytes to the bot's address with exactly these headers. Return (status, text). In HTTP mode only."""
        if self.request_url is None:
            raise RuntimeError("no request_url: the app is in Socket Mode or not installed")
        status, _, text = post(self.request_url, body, headers=headers, seconds=10)
        return status, text

    def signed(self, body: bytes, *, age_s: int = 0) -> dict[str, str]:
        """Return the signature headers of a request that was sent `age_s` seconds ago, for `deliver_raw`."""
        return signed_headers(self.signing_secret, body, age_s=age_s)

    def forge(self, person: Person, payload: Json) -> Delivery:
        """Send a person's interaction with some keys replaced, and a valid signature."""
        account = self.team.accounts[person.id]
        forged = envelope(self.team, account, kind="block_actions") | payload
        return self._desk.interact(account, f"forged {forged['type']}", payload=forged)

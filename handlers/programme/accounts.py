"""Slack accounts of people known by e-mail, and their time zones: looked up slowly, or on demand."""

import logging
import time
from datetime import timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.agenda.calendars import invitations
from bot.clock import Now
from bot.notices import homes
from bot.programme import service
from bot.programme.model import Account
from bot.tools import Database
from handlers.kit.identity import name_of

log = logging.getLogger(__name__)

PER_RUN = 25  # with a run every 30 seconds: 50 a minute, Slack's limit for this method
AGAIN = timedelta(days=1)
RUN_SECONDS = 2.0
GONE = ("user_not_found", "user_not_visible")  # nothing more is to be learnt of this account today


class Accounts:
    """Asks Slack for the account behind an e-mail, and keeps what it says."""

    def __init__(self, database: Database, client: WebClient, now: Now) -> None:
        self._database = database
        self._client = client
        self._now = now

    def find(self, person_id: int) -> str | None:
        """Return a person's account, asking Slack now; None when there is none: then they are invited by mail.

        Raises what Slack's client raises.
        """
        with self._database.reading() as reading:
            email = service.email_of(reading, person_id)
        if email is None:
            return None
        account = self._ask(email)
        with self._database.transaction() as tx:
            service.note_account(tx, person_id, account, now=self._now())
            if account is None:
                invitations.owe_coming(tx, person_id, now=self._now())
        return account.id if account else None

    def match_some(self) -> None:
        """Look up a few of those who have no account yet; who was not found is asked about again after a day."""
        with self._database.reading() as reading:
            waiting = service.without_account(reading, now=self._now(), again=AGAIN, limit=PER_RUN)
        ends = time.monotonic() + RUN_SECONDS  # a stop waits for this run
        for person_id in waiting:
            if time.monotonic() > ends:
                return
            try:
                self.find(person_id)
            except (SlackApiError, OSError) as error:
                log.warning("users.lookupByEmail failed (%s); retrying later", error)
                return

    def refresh_zones(self) -> None:
        """Ask a few people's time zones anew: those that nobody asked for within a day."""
        with self._database.reading() as reading:
            waiting = service.zones_to_ask(reading, now=self._now(), again=AGAIN, limit=PER_RUN)
        ends = time.monotonic() + RUN_SECONDS
        for person_id, account in waiting:
            if time.monotonic() > ends:
                return
            try:
                zone = self._client.users_info(user=account)["user"].get("tz")
            except (SlackApiError, OSError) as error:
                if not isinstance(error, SlackApiError) or error.response["error"] not in GONE:
                    log.warning("users.info failed (%s); retrying later", error)
                    return
                zone = None
            with self._database.transaction() as tx:
                if service.note_zone(tx, person_id, zone, now=self._now()):
                    homes.owe_home(tx, [person_id], now=self._now())

    def _ask(self, email: str) -> Account | None:
        """Return the account that Slack has for an e-mail; None for none."""
        try:
            user = self._client.users_lookupByEmail(email=email)["user"]
        except SlackApiError as error:
            if error.response["error"] == "users_not_found":
                return None
            raise
        return None if user.get("deleted") else Account(str(user["id"]), name_of(user), user.get("tz"))

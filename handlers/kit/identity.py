"""Find the person who makes a request: a Slack account is linked to a person by e-mail at the first request."""

import logging
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.programme.model import Actor
from bot.programme.service import identify, recognise
from bot.tools import Tools

log = logging.getLogger(__name__)

ASK_AGAIN = 300.0  # seconds until Slack is asked again about an account unknown to the programme
LONGEST = 32  # maximum length of an account's id; longer ids are not Slack's, and are not stored
MOST = 2000  # maximum number of unknown accounts in memory


class Identities:
    """Finds the person of an account: by one read if the account is known, else by one call to Slack."""

    def __init__(self, tools: Tools, *, team_id: str | None = None) -> None:
        self._tools, self._team_id = tools, team_id
        self._strangers: dict[str, float] = {}  # account → when Slack was asked, by the monotonic clock

    def find(self, client: WebClient, slack_id: str) -> Actor:
        """Return the actor; if Slack gives no answer or no e-mail, an unknown person for now."""
        if len(slack_id) > LONGEST:
            return Actor(slack_id[:LONGEST])
        actor = self._tools.remember(("actor", slack_id), read=partial(identify, slack_id=slack_id))
        if actor.person or not slack_id or time.monotonic() - self._strangers.get(slack_id, -ASK_AGAIN) < ASK_AGAIN:
            return actor
        if len(self._strangers) >= MOST:
            self._strangers.clear()
        self._strangers[slack_id] = time.monotonic()
        try:
            user = client.users_info(user=slack_id)["user"]
        except (SlackApiError, OSError) as error:
            log.warning("users.info failed (%s); the person counts as unknown, asking again next time", error)
            self._strangers.pop(slack_id, None)  # Slack did not answer: ask again at the next request
            return actor
        email = (user.get("profile") or {}).get("email") if is_of(user, self._team_id) else None
        with self._tools.transaction() as tx:
            return recognise(
                tx, slack_id, email=email, name=name_of(user) or slack_id, zone=user.get("tz"), now=self._tools.now()
            )


def is_of(user: Mapping[str, Any], team_id: str | None) -> bool:
    """Return whether an account belongs to our workspace or its organisation, not to another one by Slack Connect.

    In another workspace, the administrators choose the e-mails of accounts, so those prove nothing."""
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id", team_id)]
    return not user.get("is_stranger") and (team_id is None or team_id in teams)


def name_of(user: Mapping[str, Any]) -> str:
    """Return the displayed name of an account, "" if there is none."""
    profile = user.get("profile") or {}
    return str(profile.get("real_name") or user.get("real_name") or user.get("name") or "")

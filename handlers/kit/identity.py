"""Find the person who makes a request. At the first request, link the Slack account to the person by its e-mail."""

import logging
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.programme.model import Actor
from bot.programme.service import identify, recognise_account
from bot.tools import Tools

log = logging.getLogger(__name__)

# For an account that the programme does not know, ask Slack at most once in this number of seconds.
ASK_AGAIN = 300.0
# the longest id of an account that is stored: ids from Slack are shorter
LONGEST = 32
MOST = 2000  # the most unknown accounts in memory


class Identities:
    """Finds the person of a Slack account.

    A known account takes one read. An unknown account also takes a call to Slack."""

    def __init__(self, tools: Tools, *, team_id: str | None = None) -> None:
        self._tools, self._team_id = tools, team_id
        # For each unknown account, the time of the last call to Slack, by the monotonic clock.
        self._strangers: dict[str, float] = {}

    def find(self, client: WebClient, slack_id: str) -> Actor:
        """Return the actor of an account. If Slack does not answer or has no e-mail, the actor has no person."""
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
            # Slack did not answer: ask again at the next request.
            self._strangers.pop(slack_id, None)
            return actor
        email = (user.get("profile") or {}).get("email") if belongs_to_team(user, self._team_id) else None
        with self._tools.transaction() as tx:
            return recognise_account(
                tx, slack_id, email=email, name=name_of(user) or slack_id, zone=user.get("tz"), now=self._tools.now()
            )


def belongs_to_team(user: Mapping[str, Any], team_id: str | None) -> bool:
    """Return whether an account belongs to our workspace or its organisation.

    Accounts of other workspaces come through Slack Connect. Their e-mails prove nothing, since other people administer
    them."""
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id", team_id)]
    return not user.get("is_stranger") and (team_id is None or team_id in teams)


def name_of(user: Mapping[str, Any]) -> str:
    profile = user.get("profile") or {}
    return str(profile.get("real_name") or user.get("real_name") or user.get("name") or "")

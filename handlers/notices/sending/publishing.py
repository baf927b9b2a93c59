"""How a person's App Home is published: not at all if it shows the same already, and over nothing we do not know."""

import json
from collections.abc import Callable
from hashlib import sha256

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.clock import Now
from bot.notices.model import Notice, NoticeShown
from handlers.kit.told import HomeView

from .attempts import attempt, too_late
from .outcomes import Dropped, Failed, Later, Outcome, Published


class Publishing:
    """Publishes one Home at a time; `shown` gives what a person's Home shows as far as we know."""

    def __init__(self, client: WebClient, machine_now: Now, *, shown: Callable[[int], NoticeShown]) -> None:
        self._client = client
        self._machine_now = machine_now
        self._shown = shown

    def send(self, notice: Notice, home: HomeView, *, account: str) -> Outcome:
        """Publish it to the account; raises Unavailable when the database went away before."""
        known = self._shown(notice.person_id or 0)  # a Home is a person's
        digest = digest_of(home)
        if digest == known.digest and not notice.doubtful:  # in doubt, Slack may show what was published since
            return Dropped("unchanged")
        answer = self._publish(home, account, known.hash)
        if known.hash and isinstance(answer, Failed) and answer.reason == "hash_conflict":
            late = too_late(notice, self._machine_now)  # over what another published with a later lease than ours
            answer = late or self._publish(home, account, None)
        if not isinstance(answer, SlackResponse):
            return answer
        return Published(NoticeShown(digest, (answer.get("view") or {}).get("hash")))

    def _publish(self, home: HomeView, account: str, known: str | None) -> SlackResponse | Later | Failed:
        return attempt("views.publish", lambda: self._client.views_publish(user_id=account, view=home.view, hash=known))


def digest_of(home: HomeView) -> str:
    """Return what tells one view from another, however its keys are ordered."""
    return sha256(json.dumps(home.view, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

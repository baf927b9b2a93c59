"""How one claimed notice is brought to Slack: looked up when in doubt, rendered, posted or updated."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from uuid import uuid4

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.clock import Now
from bot.errors import Unavailable
from bot.metrics import SLACK_API_ERRORS
from bot.notices.model import FAULT, LEASE, Action, Notice
from handlers.kit.blocks import Message

from .lookup import find, metadata_of
from .outcomes import Dropped, Failed, Later, Outcome, Sent, outcome_of

log = logging.getLogger(__name__)

T = TypeVar("T")

_ROOM = LEASE / 2  # a call may take ten seconds; with this much left, it ends before another takes the lease over


class Sender:
    """Sends one notice at a time; no transaction is open meanwhile.

    `client`: with `retry_handlers=[]` (the SDK's own retry sends twice) and `timeout=10`. `render` gives None for what
    is no longer true. `look_up_account` asks Slack for the account of a person who has none yet.
    """

    def __init__(
        self,
        *,
        client: WebClient,
        now: Now,
        machine_now: Now,
        render: Callable[[Notice], Message | None],
        look_up_account: Callable[[int], str | None],
    ) -> None:
        self._client = client
        self._now = now
        self._machine_now = machine_now
        self._render = render
        self._look_up_account = look_up_account

    def send(self, notice: Notice) -> Outcome:
        """Try once and say what came of it; raises Unavailable when the database went away before the sending."""
        place = self._place(notice)
        if not isinstance(place, str):
            return place
        if notice.doubtful and notice.action is Action.POST:
            known = self._find(notice, place)
            if known is not None:
                return known
        message = self._message(notice)
        if not isinstance(message, Message):
            return message
        if self._machine_now() > notice.lease_until - _ROOM:
            return Later("slow")  # else another, whose look-up finds nothing yet, sends it too
        if notice.action is Action.UPDATE:
            return self._update(notice, message)
        return self._post(notice, message, place)

    def _place(self, notice: Notice) -> str | Outcome:
        """Give the conversation, or the account whose DM it is."""
        known = notice.card_channel if notice.action is Action.UPDATE else notice.channel or notice.slack_id
        if known is not None or notice.person_id is None:
            return known or Failed("no_account")
        person_id = notice.person_id
        found = _attempt("users.lookupByEmail", lambda: self._look_up_account(person_id))
        if isinstance(found, Later):
            return replace(found, ambiguous=False, pauses=False)  # nothing was sent, and others have an account
        return found or Failed("no_account")

    def _find(self, notice: Notice, place: str) -> Outcome | None:
        """Look for what an earlier attempt may have sent; None: it is not there, and can be sent."""
        found = _attempt("conversations.history", lambda: find(self._client, notice, place=place))
        if isinstance(found, Later):
            return replace(found, pauses=found.reason == "ratelimited")
        if found is not None:
            return found
        if notice.expires is not None and notice.expires <= self._now():
            return Dropped("expired")
        return None

    def _message(self, notice: Notice) -> Message | Outcome:
        try:
            return self._render(notice) or Dropped("no longer true")
        except Unavailable:
            raise
        except Exception:
            number = uuid4().hex[:8]
            log.exception("fault %s: notice %s (%s) could not be rendered", number, notice.id, notice.kind)
            return Later(FAULT)

    def _post(self, notice: Notice, message: Message, place: str) -> Outcome:
        answer = _attempt(
            "chat.postMessage",
            lambda: self._client.chat_postMessage(
                channel=place,
                thread_ts=notice.thread_ts,
                text=message.text,
                blocks=[dict(block) for block in message.blocks],
                metadata=metadata_of(notice),
                unfurl_links=False,
                unfurl_media=False,
            ),
        )
        return Sent(answer["channel"], answer["ts"]) if isinstance(answer, SlackResponse) else answer

    def _update(self, notice: Notice, message: Message) -> Outcome:
        channel, ts = notice.card_channel or "", notice.card_ts or ""  # a card is posted before its update is claimed
        answer = _attempt(
            "chat.update",
            lambda: self._client.chat_update(
                channel=channel, ts=ts, text=message.text, blocks=[dict(block) for block in message.blocks]
            ),
        )
        return Sent(channel, ts) if isinstance(answer, SlackResponse) else answer


def _attempt(method: str, call: Callable[[], T]) -> T | Later | Failed:
    """Make a call to Slack; give its answer, or what its failing means."""
    try:
        return call()
    except Unavailable:
        raise
    except Exception as error:  # whatever happens once a call has begun leaves its effect in doubt
        outcome = outcome_of(error)
        SLACK_API_ERRORS.labels(method=method, error=outcome.reason).inc()
        log.warning("%s: %s", method, outcome.reason, exc_info=error if outcome.reason == FAULT else None)
        return outcome

"""One turn of the conversation: what somebody typed, clicked or submitted, and the means to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.errors import NotAllowed
from bot.programme.model import Actor, Person
from bot.tools import Tools

from .ack_runner import SignallingAck
from .blocks import Json, Message

ANSWER_SECONDS = 3  # how long a listener waits for Slack: a trigger lives no longer, and a stop waits for listeners


def send_back(client: WebClient, body: Mapping[str, Any], **message: Any) -> bool:  # noqa: ANN401 - fields, passed on
    """Send to a request's response_url, once (the SDK would try twice, for 30 seconds each); True if Slack took it.

    `client`: through whose proxy.
    """
    url = body.get("response_url")
    if not url:
        return False
    webhook = WebhookClient(url, timeout=ANSWER_SECONDS, retry_handlers=[], proxy=client.proxy)
    return webhook.send(**message).status_code == 200


def _typed(text: str) -> str:
    """Give what somebody typed without the sign 0: PostgreSQL keeps none in a text, and nobody sees it."""
    return text.replace("\0", "")


@dataclass(frozen=True)
class Turn:
    """What a listener is given: the request's parts by their meaning, the tools, and ways to answer.

    `payload` is the command, action, view or event itself; `identify` finds who acts.
    """

    tools: Tools
    client: WebClient
    body: Mapping[str, Any]
    payload: Mapping[str, Any]
    ack: SignallingAck
    identify: Callable[[str], Actor]

    @cached_property
    def slack_id(self) -> str:
        """The Slack account of who acts."""
        body = self.body
        user = body.get("user") or body.get("user_id") or (body.get("event") or {}).get("user") or ""
        return str(user["id"] if isinstance(user, Mapping) else user)

    @cached_property
    def actor(self) -> Actor:
        """Who acts, looked up at the first use."""
        return self.identify(self.slack_id)

    @property
    def known(self) -> Person:
        """The person who acts. Raises NotAllowed for somebody the programme does not know."""
        if self.actor.person is None:
            raise NotAllowed
        return self.actor.person

    @property
    def text(self) -> str:
        """What was typed behind a command, or in a message."""
        return _typed(str(self.payload.get("text") or "")).strip()

    @property
    def value(self) -> str:
        """The value of the button pressed or the option chosen."""
        chosen = self.payload.get("selected_option")
        return str((chosen["value"] if chosen else self.payload.get("value")) or "")

    @property
    def view(self) -> Mapping[str, Any]:
        """The modal that was submitted or in which something was pressed."""
        return self.body.get("view") or {}

    @property
    def private(self) -> str:
        """What the modal carries: the id of a draft, nothing else."""
        return str(self.view.get("private_metadata") or "")

    @property
    def values(self) -> Mapping[str, Mapping[str, Any]]:
        """What the modal's fields hold, by the field's name, which is its block id."""
        state = (self.view.get("state") or {}).get("values") or {}
        fields: dict[str, Mapping[str, Any]] = {name: next(iter(one.values()), {}) for name, one in state.items()}
        typed = {name: one["value"] for name, one in fields.items() if isinstance(one.get("value"), str)}
        return fields | {name: {**fields[name], "value": _typed(text)} for name, text in typed.items()}

    def answer(self, message: Message) -> None:
        """Answer a command in its ack, seen by who typed it alone."""
        self.ack.send(message.answer)

    def reply(self, message: Message, *, replace: bool = False, in_channel: bool = False) -> bool:
        """Answer a press on a message, beside it or in its place; `in_channel` shows it to everybody there."""
        return self.respond(
            text=message.text,
            blocks=list(message.blocks) or None,
            response_type="in_channel" if in_channel else "ephemeral",
            replace_original=replace,
        )

    @property
    def in_modal(self) -> bool:
        """Whether it was pressed in a modal."""
        return self.view.get("type") == "modal"

    def respond(self, **message: Any) -> bool:  # noqa: ANN401 - a message's fields, passed on
        """Send to the response_url, once; True if Slack took it."""
        return send_back(self.client, self.body, **message)

    def open(self, view: Json) -> None:
        """Open a modal, or show it in the place of the one that is open: Slack stacks three, and steps need them."""
        if self.in_modal:
            self.client.views_update(view_id=self.view["id"], view=view)
        else:
            self.client.views_open(trigger_id=self.body["trigger_id"], view=view)

    def lay_over(self, view: Json) -> None:
        """Lay a modal over the one that is open, so that what was typed there stays; over a third, in its place."""
        if is_on_top(self.view):
            self.open(view)
        else:
            self.client.views_push(trigger_id=self.body["trigger_id"], view=view)


def is_on_top(view: Mapping[str, Any]) -> bool:
    """Say whether a modal is the third of its stack, over which Slack lays none: its root and the one below differ."""
    return len({view.get("root_view_id"), view.get("previous_view_id")} - {None, view.get("id")}) > 1

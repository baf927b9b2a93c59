"""The request that a listener gets (a person's text, click or form), and the ways to answer it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from socket import gaierror
from typing import Any

from slack_sdk import WebClient

from bot.catalogue.formats import booking_key
from bot.errors import Garbled, NotAllowed
from bot.outside.slack import SlackWebhook
from bot.programme.model import Actor, Person
from bot.tools import Tools

from . import reading
from .ack_runner import SignallingAck
from .blocks import Json, Message
from .lacking import RefusedBlockTypes, plain_blocks
from .reading import Fields
from .told import MORE, OPENED, CardOpening

log = logging.getLogger(__name__)
_SDK = logging.getLogger(f"{__name__}.sdk")  # The SDK's own log of failures would contain the request's values.
_SDK.setLevel(logging.CRITICAL)

# On success, a response_url returns one of these.
TAKEN = frozenset({"ok", '{"ok":true}', '{"ok": true}'})
# The timeout of calls to Slack, in seconds. A trigger expires after this time. A shutdown waits for running calls.
ANSWER_SECONDS = 3


def send_back(client: WebClient, body: Mapping[str, Any], **message: Any) -> bool:  # noqa: ANN401 - fields, passed on
    """Send a message to a request's response_url in one attempt. The SDK would make two, of 30 seconds each.

    `client` has the proxy to use. Return False if Slack refused the message. If Slack's answer is lost, return True."""
    url = body.get("response_url")
    if not url:
        return False
    try:
        webhook = SlackWebhook(url, timeout=ANSWER_SECONDS, retry_handlers=[], logger=_SDK, proxy=client.proxy)
        answer = webhook.send(**message)
        return answer.status_code == 200 and answer.body.strip() in TAKEN
    except OSError as error:
        why = getattr(error, "reason", error)
        log.warning("a reply may not have reached its reader (%s); not sent again", type(why).__name__)
        return not isinstance(why, gaierror | ConnectionRefusedError)


@dataclass(frozen=True)
class Turn:
    """The request that a listener gets, with the tools and the ways to answer.

    `payload` is the part of `body` about the command, action, view or event. `identify` finds the actor. `envelope` has
    checked `body` and `payload`. The properties parse the values of buttons, modals and fields, and raise Garbled for
    an invalid value."""

    tools: Tools
    client: WebClient
    body: Mapping[str, Any]
    payload: Mapping[str, Any]
    ack: SignallingAck
    identify: Callable[[str], Actor]
    lacking: RefusedBlockTypes = field(default_factory=RefusedBlockTypes)
    openings: Mapping[str, CardOpening] = field(default_factory=dict)  # by the key of a dispositif

    @cached_property
    def screens(self) -> WebClient:
        """Return a client for modals and Homes. It replaces types of blocks that the workspace refuses."""
        return self.lacking.wrap(self.client)

    @cached_property
    def slack_id(self) -> str:
        body = self.body
        user = body.get("user") or body.get("user_id") or (body.get("event") or {}).get("user") or ""
        return str(user["id"] if isinstance(user, Mapping) else user)

    @cached_property
    def actor(self) -> Actor:
        """Return the actor, looked up on the first use."""
        return self.identify(self.slack_id)

    @property
    def known(self) -> Person:
        """Return the actor as a person. Raises NotAllowed for an unknown person."""
        if self.actor.person is None:
            raise NotAllowed
        return self.actor.person

    @property
    def text(self) -> str:
        """Return the text after a command, or the text of a message."""
        return str(self.payload.get("text") or "").strip()

    def opening_of(self, key: str) -> CardOpening | None:
        """Return the way in which « Ouvrir » shows appointments of a dispositif, or None if it cannot show them."""
        return self.openings.get(booking_key(key))

    @property
    def value(self) -> str:
        """Return the value of the clicked button or the chosen option."""
        return reading.read_button(self.payload)

    @property
    def value_id(self) -> int:
        return reading.read_id(self.value)

    @property
    def value_mark(self) -> str:
        return reading.read_mark(self.value)

    @property
    def view(self) -> Mapping[str, Any]:
        """Return the modal that was submitted, or the modal with the clicked button."""
        return self.body.get("view") or {}

    @property
    def modal_id(self) -> str:
        """Return the callback id of the open modal, or "" without an open modal."""
        return str(self.view.get("callback_id") or "") if self.in_modal else ""

    @property
    def inputs(self) -> list[str]:
        """Return the names of the submitted modal's fields, in order."""
        return [str(one["block_id"]) for one in self.view.get("blocks") or () if one.get("type") == "input"]

    @property
    def message_link(self) -> str | None:
        """Return the link to a message shortcut's message, as Slack writes it. Return None for other requests."""
        domain, channel = (self.body.get("team") or {}).get("domain"), (self.body.get("channel") or {}).get("id")
        ts = str(self.body.get("message_ts") or "").replace(".", "")
        return f"https://{domain}.slack.com/archives/{channel}/p{ts}" if domain and channel and ts else None

    @property
    def private(self) -> str:
        """Return the modal's private_metadata, which contains ids only."""
        return reading.read_text(self.view.get("private_metadata"), reading.LONGEST_PRIVATE)

    @property
    def private_id(self) -> int:
        return reading.read_id(self.private)

    @property
    def draft(self) -> str:
        return reading.read_mark(self.private)

    @cached_property
    def values(self) -> Fields:
        """Return the values of the modal's fields by name, which is the block id."""
        return reading.read_fields(self.view.get("state"))

    def answer(self, message: Message) -> None:
        """Answer a command in its ack. Only the actor sees the answer."""
        self.ack.send(message.answer)

    def reply(self, message: Message, *, replace: bool = False, in_channel: bool = False) -> bool:
        """Answer a click on a message. The answer appears beside the message, or in its place if `replace` is true.

        Only the actor sees the answer, or the whole channel if `in_channel` is true."""
        return self.respond(
            text=message.text,
            blocks=plain_blocks(message.blocks) or None,
            response_type="in_channel" if in_channel else "ephemeral",
            replace_original=replace,
        )

    @property
    def in_modal(self) -> bool:
        return self.view.get("type") == "modal"

    def respond(self, **message: Any) -> bool:  # noqa: ANN401 - a message's fields, passed on
        return send_back(self.client, self.body, **message)

    @property
    def in_card(self) -> bool:
        """Return whether the button is on a card that « Ouvrir » has opened."""
        return self.view.get("callback_id") == OPENED

    @property
    def opened_at(self) -> int | None:
        """Return the id of the appointment that the actor opened with « Ouvrir », or None if it is unknown."""
        _, _, *at = reading.split_pieces(self.private, 2, max_pieces=3) if self.in_card else ("", "")
        return reading.read_id(at[0]) if at else None

    def open(self, view: Json) -> None:
        """Open a modal. If another modal is open, replace it, since Slack stacks at most three.

        The card of « Ouvrir » is not replaced: the modal lies over it."""
        if self.in_card:
            self.lay_over(view)
        elif self.in_modal:
            self.replace_view(view)
        else:
            self.screens.views_open(trigger_id=self._trigger, view=view)

    def show(self, view: Json) -> None:
        """Show a form over the open modal. Without an open modal, show it over the message or the Home."""
        (self.lay_over if self.in_modal else self.open)(view)

    def keep_waiting(self, view: Json) -> None:
        """Answer a form with a view that asks the actor to wait. Call `replace_view` to show the result."""
        self.ack(response_action="update", view=view)
        self.ack.waits = True

    def replace_view(self, view: Json) -> None:
        """Replace the modal that contains the clicked button, at any level of the stack."""
        self.ack.settle()
        self.screens.views_update(view_id=self.view["id"], view=view)

    def lay_over(self, view: Json) -> None:
        """Push a modal over the open modal, so that text that the actor typed there is not lost.

        Replace the open modal if it is « Plus », or if it is the third of its stack, which is Slack's limit."""
        if is_on_top(self.view) or self.view.get("callback_id") == MORE:
            self.replace_view(view)
        else:
            self.screens.views_push(trigger_id=self._trigger, view=view)

    @property
    def lies_over(self) -> bool:
        return bool(self.view.get("previous_view_id"))

    def update_view_below(self, view: Json) -> None:
        """Replace the modal below the submitted modal. The submitted modal closes."""
        self.screens.views_update(view_id=self.view.get("previous_view_id") or self.view["id"], view=view)

    @property
    def lay_over_action(self) -> str:
        """Return the `response_action` that shows another modal: "push", or "update" if the open modal is the third."""
        return "update" if is_on_top(self.view) else "push"

    @property
    def _trigger(self) -> str:
        if not self.body.get("trigger_id"):
            raise Garbled
        return str(self.body["trigger_id"])


def is_on_top(view: Mapping[str, Any]) -> bool:
    """Return whether a modal is the third of its stack. Slack allows three."""
    return len({view.get("root_view_id"), view.get("previous_view_id")} - {None, view.get("id")}) > 1

"""A request (a person's text, click or form), and the ways to answer it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from socket import gaierror
from typing import Any

from slack_sdk import WebClient

from bot.catalogue.formats import booked_as
from bot.errors import Garbled, NotAllowed
from bot.outside.slack import SlackWebhook
from bot.programme.model import Actor, Person
from bot.tools import Tools

from . import reading
from .ack_runner import SignallingAck
from .blocks import Json, Message
from .lacking import Lacking, plain
from .reading import Fields
from .told import MORE, OPENED, ToldOpening

log = logging.getLogger(__name__)
_SDK = logging.getLogger(f"{__name__}.sdk")  # logs failures without the request's values
_SDK.setLevel(logging.CRITICAL)

TAKEN = frozenset({"ok", '{"ok":true}', '{"ok": true}'})  # answers of a response_url that mean success
ANSWER_SECONDS = 3  # timeout of a listener's calls: triggers expire then, and a shutdown waits for listeners


def send_back(client: WebClient, body: Mapping[str, Any], **message: Any) -> bool:  # noqa: ANN401 - fields, passed on
    """Send to a request's response_url, once (the SDK would try twice, for 30 seconds each).

    `client` is for its proxy. False if Slack refused; if the answer is lost, the message counts as sent."""
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
    """What a listener gets: the parts of the request, the tools, and ways to answer.

    `payload` is the command, action, view or event itself. `identify` finds the actor. `envelope` has checked the body
    and the payload; values of buttons, modals and fields are parsed here, and raise Garbled if they are invalid."""

    tools: Tools
    client: WebClient
    body: Mapping[str, Any]
    payload: Mapping[str, Any]
    ack: SignallingAck
    identify: Callable[[str], Actor]
    lacking: Lacking = field(default_factory=Lacking)
    openings: Mapping[str, ToldOpening] = field(default_factory=dict)  # by key of the dispositif

    @cached_property
    def screens(self) -> WebClient:
        """The client for modals and Homes; it replaces blocks that the workspace refuses."""
        return self.lacking.over(self.client)

    @cached_property
    def slack_id(self) -> str:
        """The Slack account of the person who acts."""
        body = self.body
        user = body.get("user") or body.get("user_id") or (body.get("event") or {}).get("user") or ""
        return str(user["id"] if isinstance(user, Mapping) else user)

    @cached_property
    def actor(self) -> Actor:
        """The person who acts, looked up on first use."""
        return self.identify(self.slack_id)

    @property
    def known(self) -> Person:
        """The person who acts. Raises NotAllowed for an unknown person."""
        if self.actor.person is None:
            raise NotAllowed
        return self.actor.person

    @property
    def text(self) -> str:
        """The text after a command, or of a message."""
        return str(self.payload.get("text") or "").strip()

    def opening_of(self, key: str) -> ToldOpening | None:
        """Return how to open an appointment of this dispositif; None if that is impossible."""
        return self.openings.get(booked_as(key))

    @property
    def value(self) -> str:
        """The value of the button clicked or the option chosen."""
        return reading.pressed(self.payload)

    @property
    def value_id(self) -> int:
        return reading.number(self.value)

    @property
    def value_mark(self) -> str:
        """The value, if it is the id of a draft or a form."""
        return reading.mark(self.value)

    @property
    def view(self) -> Mapping[str, Any]:
        """The modal that was submitted, or contains the button clicked."""
        return self.body.get("view") or {}

    @property
    def modal_id(self) -> str:
        """The callback id of the open modal, "" if there is none."""
        return str(self.view.get("callback_id") or "") if self.in_modal else ""

    @property
    def inputs(self) -> list[str]:
        """The names of the submitted modal's fields, in order."""
        return [str(one["block_id"]) for one in self.view.get("blocks") or () if one.get("type") == "input"]

    @property
    def message_link(self) -> str | None:
        """The link to the message of a message shortcut, as Slack writes it; None for other requests."""
        domain, channel = (self.body.get("team") or {}).get("domain"), (self.body.get("channel") or {}).get("id")
        ts = str(self.body.get("message_ts") or "").replace(".", "")
        return f"https://{domain}.slack.com/archives/{channel}/p{ts}" if domain and channel and ts else None

    @property
    def private(self) -> str:
        """The modal's private_metadata: ids only."""
        return reading.plain(self.view.get("private_metadata"), reading.LONGEST_PRIVATE)

    @property
    def private_id(self) -> int:
        """The modal's private_metadata, as an id."""
        return reading.number(self.private)

    @property
    def draft(self) -> str:
        """The modal's private_metadata, as the id of a draft."""
        return reading.mark(self.private)

    @cached_property
    def values(self) -> Fields:
        """The values of the modal's fields, by name (the block id)."""
        return reading.fields(self.view.get("state"))

    def answer(self, message: Message) -> None:
        """Answer a command in its ack; only the person who typed it sees the answer."""
        self.ack.send(message.answer)

    def reply(self, message: Message, *, replace: bool = False, in_channel: bool = False) -> bool:
        """Answer a click on a message, beside the message or in its place. `in_channel`: everybody there sees it."""
        return self.respond(
            text=message.text,
            blocks=plain(message.blocks) or None,
            response_type="in_channel" if in_channel else "ephemeral",
            replace_original=replace,
        )

    @property
    def in_modal(self) -> bool:
        """Return whether the button is in a modal."""
        return self.view.get("type") == "modal"

    def respond(self, **message: Any) -> bool:  # noqa: ANN401 - a message's fields, passed on
        """Send to the response_url, once. False if Slack refused."""
        return send_back(self.client, self.body, **message)

    @property
    def in_card(self) -> bool:
        """Return whether the button is on a card opened by « Ouvrir »."""
        return self.view.get("callback_id") == OPENED

    @property
    def opened_at(self) -> int | None:
        """The appointment by which the open card was opened; None if no card is open."""
        _, _, *at = reading.pieces(self.private, 2, most=3) if self.in_card else ("", "")
        return reading.number(at[0]) if at else None

    def open(self, view: Json) -> None:
        """Open a modal, or replace the open one, as Slack stacks at most three. An open card stays below it."""
        if self.in_card:
            self.lay_over(view)
        elif self.in_modal:
            self.put(view)
        else:
            self.screens.views_open(trigger_id=self._trigger, view=view)

    def show(self, view: Json) -> None:
        """Show a form: over the open modal if there is one, else over the message or the Home."""
        (self.lay_over if self.in_modal else self.open)(view)

    def keep_waiting(self, view: Json) -> None:
        """Answer a submission with a view that asks to wait; `put` then replaces that view by the result."""
        self.ack(response_action="update", view=view)
        self.ack.waits = True

    def put(self, view: Json) -> None:
        """Replace the modal that contains the button clicked, wherever it is in the stack."""
        self.ack.settle()
        self.screens.views_update(view_id=self.view["id"], view=view)

    def lay_over(self, view: Json) -> None:
        """Push a modal over the open one, so that text typed there stays.

        If the open one is the third of the stack, Slack's limit, or « Plus », it is replaced."""
        if is_on_top(self.view) or self.view.get("callback_id") == MORE:
            self.put(view)
        else:
            self.screens.views_push(trigger_id=self._trigger, view=view)

    @property
    def lies_over(self) -> bool:
        """Return whether another modal is below the submitted one."""
        return bool(self.view.get("previous_view_id"))

    def set_right_below(self, view: Json) -> None:
        """Replace the view that was below the submitted modal, now closed."""
        self.screens.views_update(view_id=self.view.get("previous_view_id") or self.view["id"], view=view)

    @property
    def laying_over(self) -> str:
        """The ack's action that pushes another modal: "push", or "update" if the open one is the third."""
        return "update" if is_on_top(self.view) else "push"

    @property
    def _trigger(self) -> str:
        if not self.body.get("trigger_id"):
            raise Garbled
        return str(self.body["trigger_id"])


def is_on_top(view: Mapping[str, Any]) -> bool:
    """Return whether a modal is the third of its stack, which is Slack's limit."""
    return len({view.get("root_view_id"), view.get("previous_view_id")} - {None, view.get("id")}) > 1

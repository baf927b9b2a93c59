"""Pass a click or a form of a page to its Slack listener. Stop or start the mails of reminders."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn
from uuid import uuid4

from markupsafe import Markup
from slack_sdk import WebClient

from bot.agenda.reminders import choices, reminders
from bot.agenda.reminders.timetable import ReminderKind
from bot.dates.reader import show_times_in
from bot.errors import Conflict, Refusal, Repeated, Unavailable
from bot.programme.model import Actor
from bot.tools import Reading, Tools
from handlers.agenda.reminders.texts import KINDS
from handlers.kit.ack_runner import SignallingAck
from handlers.kit.blocks import Json, Message, text_message
from handlers.kit.routes import Route
from handlers.kit.texts import refusal_sentence
from handlers.kit.turn import Turn

from . import drawing, texts
from .drawing import Page


@dataclass(frozen=True)
class ListenerResult:
    """The result of a click or form: a modal, a message, errors by field, or nothing.

    `refused` means that the message says why the listener refused."""

    view: Json | None = None
    said: Message | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False


@dataclass(frozen=True)
class Gesture:
    """A click or a form on a page, with its listener. A click has an `action`, and a form has a `view`."""

    route: Route
    view: Json | None = None
    action: Json | None = None


class _NoSlack(WebClient):
    """A Slack client that always fails, because a page has no conversation."""

    def api_call(self, *_: object, **__: object) -> NoReturn:
        raise Unavailable


@dataclass(frozen=True)
class _PageTurn(Turn):
    """A turn that collects what the listener would show in Slack, for the next page."""

    shown: list[Json | Message] = field(default_factory=list)

    def open(self, view: Json) -> None:
        self.shown.append(view)

    def lay_over(self, view: Json) -> None:
        self.shown.append(view)

    def respond(self, **message: Any) -> bool:  # noqa: ANN401 - as Turn's
        self.shown.append(Message(message["text"], tuple(message.get("blocks") or ())))
        return True


def run_listener(tools: Tools, actor: Actor, *, gesture: Gesture) -> ListenerResult:
    """Call the listener, and call it again after a deadlock. Return a refusal as a result, without raising it."""
    try:
        with show_times_in(actor.zone):
            try:
                return _call_listener(tools, actor, gesture)
            except Conflict:
                return _call_listener(tools, actor, gesture)
    except Repeated as repeated:
        return ListenerResult(said=text_message(refusal_sentence(repeated)))
    except Refusal as refusal:
        return ListenerResult(said=text_message(refusal_sentence(refusal)), refused=True)


def _call_listener(tools: Tools, actor: Actor, gesture: Gesture) -> ListenerResult:
    ack = SignallingAck()
    who: Callable[[str], Actor] = lambda _: actor  # noqa: E731 - what `identify` is here
    body: dict[str, Any] = {"user": {"id": actor.slack_id}}
    if gesture.view is not None:
        body["view"] = gesture.view
    if gesture.action is None:
        body["type"] = "view_submission"
    elif gesture.view is None:
        body["response_url"] = "page:"  # `respond` collects the answers.
    payload = gesture.action if gesture.action is not None else gesture.view or {}
    turn = _PageTurn(tools, _NoSlack(), body, payload, ack, who)
    gesture.route.listener(turn)
    answer = json.loads(ack.response.body) if ack.response is not None and ack.response.body else {}
    last = turn.shown[-1] if turn.shown else None
    if isinstance(last, Message):
        return ListenerResult(said=last)
    return ListenerResult(view=last or answer.get("view"), errors=answer.get("errors", {}))


ONE_CLICK = "List-Unsubscribe"  # A mail program sends this field (RFC 8058).
RESUME = "resume"


def reminders_page(
    reading: Reading, actor: Actor, *, kinds: Sequence[ReminderKind], foot: Sequence[Markup], was_changed: bool = False
) -> Page:
    """Build the page about a person's reminders of these kinds, with one button to stop or start all of them."""
    wanted = reminders.read_wishes(reading, actor).kinds
    told = [texts.GETS(kind=KINDS[kind]) if kind in wanted else texts.GETS_NOT(kind=KINDS[kind]) for kind in kinds]
    said = Markup("").join(map(drawing.paragraph, told))
    said = drawing.live_region(said, css_class="said", role="status") if was_changed else drawing.live_region(said)
    stop, again = (texts.STOP, texts.GET_AGAIN) if len(kinds) == 1 else (texts.STOP_ALL, texts.GET_ALL_AGAIN)
    gets = not wanted.isdisjoint(kinds)
    press = drawing.button(stop, ONE_CLICK, is_main=True) if gets else drawing.button(again, RESUME)
    return drawing.page(
        texts.STOP_TITLE,
        said,
        drawing.form(press, gesture=str(uuid4())),
        drawing.paragraph(texts.STOP_HINT, css_class="note"),
        foot=foot,
    )


def change_reminders(
    tools: Tools, actor: Actor, *, kinds: Sequence[ReminderKind], are_wanted: bool, foot: Sequence[Markup]
) -> Page:
    with tools.transaction() as tx:
        choices.switch_kinds(tx, actor, kinds, switch_on=are_wanted, now=tools.now())
        return reminders_page(tx, actor, kinds=kinds, foot=foot, was_changed=True)

"""Find the listener of each request by the id of the button, form or command.

Bolt tries its listeners one by one (8 µs each), so Bolt gets only one listener for each kind of request. This listener
looks up ours in a dictionary, which is as fast for any number of listeners."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from slack_bolt import App, BoltContext, BoltResponse
from slack_sdk import WebClient

from bot.catalogue.talk import Talk
from bot.dates.reader import show_times_in
from bot.errors import Conflict, Refusal, Repeated
from bot.outside.slack import SlackClient
from bot.programme.history import Receipt
from bot.programme.model import Actor
from bot.tools import Reading, Tools

from .ack_runner import SignallingAck
from .blocks import Message
from .envelope import MARK, RecentAnswers
from .escaping import Said
from .faults import answer_fault, answer_missing, answer_refusal, answer_repeated
from .lacking import RefusedBlockTypes
from .told import CardOpening
from .turn import Turn

log = logging.getLogger(__name__)

Listener: TypeAlias = Callable[[Turn], None]
# The parts of a help line: a text, and the action for which a reader needs permission to see the text.
Help: TypeAlias = Sequence[tuple[Said, str]]
Identify: TypeAlias = Callable[[WebClient, str], Actor]
EVERYTHING = re.compile(".*")


class SmallTalk(Protocol):
    """The function that answers a message if it is of a kind in `Talk`, such as « merci »."""

    def __call__(
        self, reading: Reading, actor: Actor, *, talk: Talk, besides: Sequence[str], contact: str, now: datetime
    ) -> Message:
        """Return the answer. `besides` are the details in `MessageAnswer`, and `contact` is the setting BOT_CONTACT."""


@dataclass(frozen=True, slots=True)
class Route:
    """A listener, and the action of `programme.permissions` for which its caller needs permission (`permits`)."""

    listener: Listener
    permits: str


class Routes:
    """All listeners, by what people type, click and submit.

    Ids are `feature.verb`. A suffix after a colon can make an id unique in its block. If the database aborts a
    listener's transaction because of a deadlock (Conflict), the listener runs once more. The aborted run
    has sent nothing, since the first effect of a listener is its transaction."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Route]] = {
            kind: {} for kind in ("command", "action", "view", "options", "event", "shortcut")
        }
        self.openings: dict[str, CardOpening] = {}  # by the key of a dispositif
        self.help: list[Help] = []  # one help line for each feature
        self.words: dict[str, Listener] = {}  # words after /dispositifs that are not commands in Slack's menu
        self.small_talk: SmallTalk | None = None  # answers messages of a kind in `Talk`

    def add(self, kind: str, name: str, listener: Listener, *, permits: str) -> None:
        """Register a listener under its id. Raises ValueError if the id is taken."""
        if name in self.tables[kind]:
            raise ValueError(f"two listeners for the {kind} {name}")
        self.tables[kind][name] = Route(listener, permits)

    def add_opening(self, keys: Iterable[str], opening: CardOpening) -> None:
        """Register how « Ouvrir » shows appointments of dispositifs. Raises ValueError for a second opening."""
        for key in keys:
            if key in self.openings:
                raise ValueError(f"two ways to open {key}")
            self.openings[key] = opening

    def attach(self, app: App, *, tools: Tools, identify: Identify, lacking: RefusedBlockTypes | None = None) -> None:
        """Register a listener in Bolt for each of the six kinds of requests, and the handler of faults.

        `identify` finds the actor. `lacking` has the types of blocks that the workspace refuses. The sender
        of notices shares this object."""
        receive = partial(
            receiver,
            tools=tools,
            identify=identify,
            recent_answers=RecentAnswers(),
            lacking=lacking or RefusedBlockTypes(),
            openings=self.openings,
        )
        for kind, listen, name in (
            ("command", app.command, "command"),
            ("action", app.action, "action_id"),
            ("view", app.view, "callback_id"),
            ("options", app.options, "action_id"),
            ("event", app.event, "type"),
            ("shortcut", app.shortcut, "callback_id"),
        ):
            listen(EVERYTHING)(receive(self.tables[kind], name))
        app.error(answer_fault)


def receiver(
    table: Mapping[str, Route],
    name: str,
    *,
    tools: Tools,
    identify: Identify,
    recent_answers: RecentAnswers,
    lacking: RefusedBlockTypes,
    openings: Mapping[str, CardOpening] = MappingProxyType({}),
) -> Callable[..., None]:
    """Return Bolt's listener for a kind of request. `name` is the key of the id in the payload.

    If Slack repeats a request that changed something, the bot sends the same answer and changes nothing."""

    def receive(
        body: dict[str, Any],
        payload: dict[str, Any],
        client: WebClient,
        ack: SignallingAck,
        context: BoltContext,
    ) -> None:
        client = SlackClient.like(client)
        receipt = Receipt(context[MARK]) if MARK in context else None
        given = replace(tools, receipt=receipt)
        ack.before = partial(_keep_answer, recent_answers, receipt)
        turn = Turn(given, client, body, payload, ack, lambda slack_id: identify(client, slack_id), lacking, openings)
        route = table.get(payload[name].partition(":")[0])
        try:
            if route is None:
                answer_missing(turn)
            else:
                _call_listener(route.listener, turn)
        except Repeated:
            answer_repeated(turn, recent_answers.find(context[MARK]))
        except Refusal as refusal:
            answer_refusal(turn, refusal)

    return receive


def _keep_answer(recent_answers: RecentAnswers, receipt: Receipt | None, answer: BoltResponse) -> None:
    if receipt is not None and receipt.is_kept:
        recent_answers.keep(receipt.mark, answer)


def _call_listener(listener: Listener, turn: Turn) -> None:
    # Look up the actor before any transaction. This may save the account of a new person, and SQLite has one writer.
    with show_times_in(turn.actor.zone):
        try:
            listener(turn)
        except Conflict:
            log.info("two transactions conflicted; retrying the listener once")
            listener(turn)

"""Handlers of all refusals and faults, in answers to commands, messages, modals and the Home."""

import logging
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import uuid4

from slack_bolt import BoltContext, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import InteractiveElement

from bot.errors import NotAllowed, Refusal, Repeated, Unavailable
from bot.programme.permissions import RULES
from bot.programme.roles import Role
from bot.programme.service import list_coaches

from . import texts
from .ack_runner import SignallingAck
from .blocks import Json, Message, actions, button, message, modal, section
from .mrkdwn import unescape
from .turn import Turn, is_on_top, send_back

log = logging.getLogger(__name__)

# Logs quote only ids of this form, since a payload may contain any text.
OURS = re.compile(r"[a-z_]{1,30}(\.[a-z_]{1,30}){1,2}")
# Slack's errors if the trigger cannot open a modal any more.
UNOPENED = {"expired_trigger_id", "invalid_trigger_id"}
# Slack's errors if modals were closed or opened before our call, for example by two quick clicks.
CLOSED = {"not_found", "exchanged_trigger_id", "hash_conflict", "push_limit_reached", *UNOPENED}

# Actions on dispositifs that only EIG book. Porteurs get a button to ask their EIG.
ASKED_OF_EIG: Mapping[str, str] = {
    "helpdesk.ask_desk": "bureau-aide",
    "helpdesk.start": "bureau-aide",
    "helpdesk.book": "bureau-aide",
    "mentoring.start": "mentorat",
    "mentoring.ask": "mentorat",
}
# The sentence about these refusals has a button to contact the coaches.
COACHES_TELL = frozenset({"hold_lapsed", "garbled"})
# The sentence about these refusals has a button to the person's appointments.
ELSEWHERE = frozenset({"undo_too_late", "not_found"})
# A form shows these refusals on a field, without a button, so that the typed text is not lost.
ON_FIELD = COACHES_TELL | ELSEWHERE | {"budget_spent"}
_HOSTS = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})


def answer_refusal(turn: Turn, refusal: Refusal) -> None:
    if isinstance(refusal, NotAllowed) and not turn.actor.roles:
        _reply(turn.body, turn.ack, turn.client, stranger_message(turn))
    elif turn.body.get("type") == "view_submission" and refusal.code in ON_FIELD:
        _reply(turn.body, turn.ack, turn.client, message(texts.refusal_sentence(refusal)))
    else:
        # If the database fails (Unavailable), the person's roles cannot be read.
        roles = frozenset[Role]() if isinstance(refusal, Unavailable) else turn.actor.roles
        _reply(turn.body, turn.ack, turn.client, refusal_message(refusal, roles))


def refusal_message(refusal: Refusal, roles: Collection[Role]) -> Message:
    """Build the sentence that explains a refusal, with a button that may help."""
    text = texts.refusal_sentence(refusal)
    action = str(refusal.facts.get("action", ""))
    key = str(refusal.facts.get("dispositif", ""))
    row = help_button(refusal.code, action=action, dispositif=key, roles=roles) if roles else None
    return message(text, section(text), actions(row)) if row else message(text)


def answer_repeated(turn: Turn, stored_answer: BoltResponse | None) -> None:
    """Send the stored answer to a repeated request. If it is lost, answer that the request was carried out."""
    if stored_answer is not None:
        turn.ack.send_again(stored_answer)
    elif turn.body.get("type") == "view_submission":
        turn.ack(response_action="update", view=note_modal(message(texts.refusal_sentence(Repeated()))))
    elif "event" not in turn.body:
        answer_refusal(turn, Repeated())


def answer_missing(turn: Turn) -> None:
    """Answer a click on a button that no longer exists. A button that only opens a link needs no answer."""
    if turn.payload.get("url"):
        turn.ack()
        return
    if "event" in turn.body:
        return
    name = str(turn.payload.get("action_id") or turn.payload.get("callback_id"))
    log.warning("no listener for %s; the person is told so", name if OURS.fullmatch(name) else "an unknown id")
    _reply(turn.body, turn.ack, turn.client, message(texts.GONE))


def answer_fault(
    error: Exception,
    body: dict[str, Any],
    ack: Callable[..., Any],
    client: WebClient,
    context: BoltContext,
) -> None:
    """Log a fault with a random number, and apologise to the person with it. Bolt calls this as `app.error`."""
    if isinstance(error, SlackApiError) and error.response.get("error") in CLOSED:
        log.info("the modal was closed before the answer (%s); nothing shown", error.response.get("error"))
        ack()
        if error.response.get("error") in UNOPENED and body.get("response_url"):
            # The trigger opens no modal any more, so send a message if the request has a response_url.
            unavailable = texts.refusal_sentence(Unavailable())
            send_back(client, body, text=unavailable, response_type="ephemeral", replace_original=False)
        return
    number = uuid4().hex[:8]
    log.error("fault %s", number, exc_info=error)
    if "event" in body and not context.user_id:
        return
    try:
        _reply(body, ack, client, message(texts.APOLOGY(number=number)))
    except (SlackApiError, OSError):
        log.exception("the apology for fault %s could not be sent", number)


def _reply(body: Mapping[str, Any], ack: Callable[..., Any], client: WebClient, said: Message) -> None:
    """Reply to the person: to the command, on the form's first field, in a modal, or in a direct message."""
    kind = body.get("type")
    if "command" in body:
        if ack.response is None:  # type: ignore[attr-defined] # it is Bolt's Ack, which has a response
            ack(text=said.text, blocks=list(said.blocks) or None, response_type="ephemeral")
        else:
            send_back(client, body, text=said.text, blocks=list(said.blocks) or None, response_type="ephemeral")
    elif kind == "view_submission":
        _reply_on_form(body["view"], ack, client, said)
    elif kind == "block_suggestion":
        ack(options=[])
    elif body.get("response_url"):
        ack()
        blocks = list(said.blocks) or None
        send_back(client, body, text=said.text, blocks=blocks, response_type="ephemeral", replace_original=False)
    elif body.get("trigger_id"):
        ack()
        view = body.get("view") or {}
        if view.get("type") != "modal":
            client.views_open(trigger_id=body["trigger_id"], view=note_modal(said))
        elif is_on_top(view):
            client.views_update(view_id=view["id"], view=note_modal(said))
        else:
            # Push a modal over the form, so that the typed text is not lost.
            client.views_push(trigger_id=body["trigger_id"], view=note_modal(said))
    else:
        event = body.get("event") or {}
        if event.get("user") and event.get("channel"):
            client.chat_postMessage(channel=event["user"], text=said.text, blocks=list(said.blocks) or None)


def _reply_on_form(view: Mapping[str, Any], ack: Callable[..., Any], client: WebClient, said: Message) -> None:
    # Replace the « please wait » view by the explanation.
    if isinstance(ack, SignallingAck) and ack.waits:
        ack.settle()
        client.views_update(view_id=view["id"], view=note_modal(said))
        return
    # If the form has a field, show the error there. The person can then correct the typed text.
    fields = [block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"]
    # An error on a field cannot have a button. If `said` has blocks, push a modal, or replace the third modal.
    if said.blocks:
        ack(response_action="update" if is_on_top(view) else "push", view=note_modal(said))
    elif fields:
        ack(response_action="errors", errors={fields[0]: unescape(said.text)})
    else:
        ack(response_action="update", view=note_modal(said))


def note_modal(said: Message, *, title: str = texts.NOTE_TITLE) -> Json:
    return modal("kit.note", title, said.blocks or [section(said.text)])


def stranger_message(turn: Turn) -> Message:
    """Build the message to a person without a role, with the names of the coaches and a button to notify them."""
    with turn.tools.reading() as reading:
        names = [coach.name for coach in list_coaches(reading, turn.tools.now(), person=turn.actor.person)]
    text = texts.unknown(names)
    return message(text, section(text), actions(button(texts.ALERT, "programme.alert")))


def help_button(code: str, *, action: str, dispositif: str, roles: Collection[Role]) -> InteractiveElement | None:
    """Return the button that helps a person after a refusal of `action`. Return None if no button can help."""
    if code == "not_allowed":
        return _button_instead_of(action, roles)
    # Only people of other roles may ask for this dispositif. A porteur can ask the défi's team to ask for it.
    if code == "not_asker":
        asks = Role.PORTEUR in roles and dispositif
        return button(texts.ASK_TEAM, "programme.ask_team", value=dispositif) if asks else None
    if code == "not_open":
        return button(texts.TALK, "programme.talk", value=dispositif)
    return _own_appointments_button() if code in ELSEWHERE else _alert_button() if code in COACHES_TELL else None


def _button_instead_of(action: str, roles: Collection[Role]) -> InteractiveElement:
    if action in ASKED_OF_EIG and Role.PORTEUR in roles:
        return button(texts.ASK_TEAM, "programme.ask_team", value=ASKED_OF_EIG[action])
    if action == "agenda.hours" and Role.EIG in roles:
        return button(texts.BOOK, "helpdesk.start")
    return _alert_button() if _is_for_coaches(action) or action in ASKED_OF_EIG else _own_appointments_button()


def _is_for_coaches(action: str) -> bool:
    """Return whether only coaches, mentors and experts may do this action. If so, the coaches can help the person."""
    rule = RULES.get(action, {})
    return bool(rule) and set(rule) <= _HOSTS


def _own_appointments_button() -> InteractiveElement:
    return button(texts.MINE, "talk.coming")


def _alert_button() -> InteractiveElement:
    return button(texts.ALERT, "programme.alert")

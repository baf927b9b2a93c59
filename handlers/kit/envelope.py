"""The entry of all requests to Bolt. Only this module knows the shapes of Slack's payloads.

It keeps only the keys that listeners read, and checks their types and Slack's limits. Other keys can therefore never
make Bolt or a listener fail. The values of buttons, modals and fields pass unchanged: `reading` parses them later, and
the bot explains a refusal in a sentence. A payload of unknown shape gets the HTTP status 400, without a sentence."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock
from typing import TypeAlias
from urllib.parse import urlsplit

from slack_bolt import App, BoltRequest, BoltResponse

from bot.errors import Garbled

from .blocks import Json
from .reading import clean_text

log = logging.getLogger(__name__)

# A shape returns a value that it accepts. For any other value, it raises Garbled.
Shape: TypeAlias = Callable[[object], object]

LONGEST_SAID = 4000  # Messages to the bot are cut at this number of characters.
LONGEST_ID, LONGEST_TS, LONGEST_NAME, LONGEST_ADDRESS = 50, 40, 255, 2000
MARK = "mark"  # the context key of a request's idempotency key
# The most characters of all stored answers. A form with four lists of times has 100,000 characters.
ROOM = 2_000_000
NOTED = {"view_closed", "app_rate_limited"}  # Slack expects no answer to these payloads.


def deliver(app: App, body: object, *, raw: bytes) -> BoltResponse:
    """Pass a verified request to Bolt, and return the answer.

    `body` is the parsed payload, and `raw` its bytes. The caller has checked the signature, or uses Socket Mode. If the
    payload has an unknown shape, the answer has the status 400."""
    try:
        read = filter_payload(body)
    except Garbled:
        log.warning("request refused: not a payload of Slack")
        return BoltResponse(status=400, body="")
    if read is None:
        return BoltResponse(status=200, body="")
    # In Socket Mode, Bolt does not parse and verify the body, which the caller has done.
    return app.dispatch(BoltRequest(body=read, context={MARK: _idempotency_key(read, raw)}, mode="socket_mode"))


def filter_payload(body: object) -> Json | None:
    """Return a payload with its known keys only, or None if it needs no answer. Raises Garbled."""
    if not isinstance(body, dict):
        raise Garbled
    kind = "command" if "command" in body else body.get("type", "ssl_check" if "ssl_check" in body else None)
    if not isinstance(kind, str):
        raise Garbled
    if kind in NOTED:
        return None
    shape = KINDS.get(kind)
    if shape is None:
        raise Garbled
    read: Json = shape(body)
    return read


def _idempotency_key(payload: Json, raw: bytes) -> str:
    """Return a request's idempotency key: the id of an event, or the digest of another request.

    Slack may deliver an event four times, with one id. Every other request contains a trigger id that Slack uses once.
    """
    return str(payload["event_id"]) if "event_id" in payload else sha256(raw).hexdigest()


def _text_shape(max_length: int, *, clipped: bool = False) -> Shape:
    def read(given: object) -> str:
        if not isinstance(given, str) or (len(given) > max_length and not clipped):
            raise Garbled
        return clean_text(given[:max_length])

    return read


def _name_shape(max_length: int) -> Shape:
    def read(given: object) -> str:
        if not isinstance(given, str) or not 0 < len(given) <= max_length or clean_text(given) != given:
            raise Garbled
        return given

    return read


def _record_shape(*required_keys: str, **shapes: Shape) -> Callable[[object], Json]:
    """Return a shape for a dictionary, which keeps only these keys and drops empty values.

    The shape raises Garbled if one of `required_keys` is missing."""

    def read(given: object) -> Json:
        if not isinstance(given, dict) or any(given.get(name) is None for name in required_keys):
            raise Garbled
        return {name: shape(given[name]) for name, shape in shapes.items() if given.get(name) is not None}

    return read


def _none_if_garbled(shape: Shape) -> Shape:
    """Return a shape that replaces wrong values by None, since events that the bot ignores may have any value."""

    def read(given: object) -> object:
        try:
            return shape(given)
        except Garbled:
            return None

    return read


def _any_value(raw_value: object) -> object:
    return raw_value


def _first_shape(shape: Shape) -> Shape:
    def read(given: object) -> list[object]:
        if not isinstance(given, list) or not given:
            raise Garbled
        return [shape(given[0])]

    return read


def _read_inputs(raw_value: object) -> list[Json]:
    """Return the ids of a form's fields, in order, since an error can appear on the first field."""
    if not isinstance(raw_value, list):
        raise Garbled
    return [
        {"type": "input", "block_id": clean_text(one["block_id"])}
        for one in raw_value
        if isinstance(one, dict) and one.get("type") == "input" and isinstance(one.get("block_id"), str)
    ]


def _read_address(raw_value: object) -> str:
    address = str(_name_shape(LONGEST_ADDRESS)(raw_value))
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool((parts.hostname or "").encode("idna")) and parts.port != 0
    except ValueError:
        known = False
    if not known or not address.isascii() or not address.isprintable() or " " in address:
        raise Garbled
    return address


_ID, _TS, _NAME = _name_shape(LONGEST_ID), _name_shape(LONGEST_TS), _name_shape(LONGEST_NAME)
_WHO = _record_shape("id", id=_ID)


def _read_account(raw_value: object) -> object:
    # The event team_join contains the account's data, and other events only its id.
    return (_ID if isinstance(raw_value, str) else _WHO)(raw_value)


_TRIGGER = {"trigger_id": _name_shape(LONGEST_NAME)}
_ANSWERED = {"response_url": _read_address}
_VIEW = {
    "id": _ID,
    "type": _NAME,
    "callback_id": _text_shape(LONGEST_NAME),  # For the Home, which has no callback id, Slack sends "".
    "private_metadata": _any_value,
    **dict.fromkeys(("root_view_id", "previous_view_id"), _text_shape(LONGEST_ID)),
    "state": _any_value,
    "blocks": _read_inputs,
}
_ACTION = _record_shape(
    "action_id", action_id=_NAME, value=_any_value, selected_option=_any_value, url=_none_if_garbled(_name_shape(3000))
)
_EVENT = _record_shape(
    "type",
    type=_NAME,
    user=_none_if_garbled(_read_account),
    text=_none_if_garbled(_text_shape(LONGEST_SAID, clipped=True)),
    view=_none_if_garbled(_record_shape(id=_ID)),
    **dict.fromkeys(("subtype", "bot_id", "channel", "tab"), _none_if_garbled(_ID)),
    **dict.fromkeys(("ts", "thread_ts"), _none_if_garbled(_TS)),
)
_PLACE = {
    "channel": _record_shape(id=_ID, name=_text_shape(LONGEST_NAME)),
    "container": _record_shape(message_ts=_TS, channel_id=_ID),
}
_KIND = {"type": _NAME}
_CHOSEN_NEEDS = ("user", "callback_id", "trigger_id")
_CHOSEN = {**_KIND, "user": _WHO, "callback_id": _NAME, **_TRIGGER, **_ANSWERED}
KINDS: Mapping[str, Callable[[object], Json]] = {
    "command": _record_shape(
        "command",
        "user_id",
        command=_NAME,
        text=_text_shape(LONGEST_SAID, clipped=True),
        **dict.fromkeys(("user_id", "channel_id"), _ID),
        channel_name=_text_shape(LONGEST_NAME),
        **_TRIGGER,
        **_ANSWERED,
    ),
    "block_actions": _record_shape(
        *("user", "actions", "trigger_id"),
        **_KIND,
        user=_WHO,
        actions=_first_shape(_ACTION),
        view=_record_shape("id", "type", **_VIEW),
        **_PLACE,
        **_TRIGGER,
        **_ANSWERED,
    ),
    "view_submission": _record_shape(
        *("user", "view"), **_KIND, user=_WHO, view=_record_shape("id", "callback_id", "type", **_VIEW), **_TRIGGER
    ),
    "block_suggestion": _record_shape("user", "action_id", **_KIND, user=_WHO, action_id=_NAME, value=_any_value),
    "shortcut": _record_shape(*_CHOSEN_NEEDS, **_CHOSEN),
    "message_action": _record_shape(
        *_CHOSEN_NEEDS,
        **_CHOSEN,
        team=_record_shape(domain=_NAME),
        channel=_record_shape(id=_ID),
        message_ts=_TS,  # Only the message's timestamp is kept: its text is dropped.
    ),
    "event_callback": _record_shape("event", "event_id", **_KIND, event=_EVENT, event_id=_ID),
    "url_verification": _record_shape("challenge", **_KIND, challenge=_NAME),
    "ssl_check": _record_shape(ssl_check=_NAME),
}


class RecentAnswers:
    """The latest answers to requests that changed something, by idempotency key.

    If Slack repeats a request, the bot sends the stored answer. Answers stay in memory, since they may be private."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[str, BoltResponse] = OrderedDict()
        self._held = 0

    def keep(self, mark: str, answer: BoltResponse) -> None:
        """Store an answer. Drop the oldest answers if all answers together exceed ROOM characters."""
        with self._lock:
            self._answers[mark] = answer
            self._held += len(answer.body) + len(mark)
            while self._held > ROOM:
                oldest, gone = self._answers.popitem(last=False)
                self._held -= len(gone.body) + len(oldest)

    def find(self, mark: str) -> BoltResponse | None:
        """Return the stored answer, or None if it is unknown or dropped."""
        with self._lock:
            return self._answers.get(mark)

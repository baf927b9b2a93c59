"""Receive Slack's requests over HTTP. A request is parsed and passed on only after its signature is verified."""

import json
import logging
import re
from collections.abc import Iterable
from enum import Enum
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from slack_bolt import App
from slack_bolt.adapter.wsgi.http_response import WsgiHttpResponse
from slack_sdk.signature import SignatureVerifier

from bot.log import RepeatFilter
from bot.metrics import SLACK_REQUESTS
from bot.runtime.limits import SLACK_REQUEST
from handlers.kit.envelope import deliver

log = logging.getLogger(__name__)
log.addFilter(RepeatFilter())  # Anybody can send requests that are logged, so the number of lines is limited.

SECONDS, SIGNATURE = re.compile("[0-9]{1,12}"), re.compile("v0=[0-9a-f]{64}")
BAD_REQUEST = 400
VALID_SECONDS = 300  # seconds; the SDK has the same limit
# These errors are raised if a body is not UTF-8, not JSON, or nested too deeply.
STUMBLES = (ValueError, RecursionError)


class RefusalReason(Enum):
    """The reason why a request is refused. Its value has the status and the text of the answer."""

    UNSIGNED = "401 Unauthorized", b"not signed\n"
    UNREADABLE = "400 Bad Request", b"not readable\n"


def make_slack_door(bolt: App, secret: str) -> WSGIApplication:
    """Return the WSGI application that answers Slack's requests. Raises ValueError for an empty secret.

    It answers 401 if Slack did not sign the request in the last five minutes. It answers 400 if the body of a signed
    request is neither a form nor a JSON object."""
    verifier = SignatureVerifier(secret)

    def door(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        received = _read_signed(environ, verifier)
        if isinstance(received, RefusalReason):
            return _refuse(received, start_response)
        # Pass on only the body. The signature does not cover the query and the headers, and Bolt would obey some of
        # them.
        body, raw = received
        given = deliver(bolt, body, raw=raw)
        if given.status == BAD_REQUEST:
            return _refuse(RefusalReason.UNREADABLE, start_response)
        answer = WsgiHttpResponse(status=given.status, headers=given.headers, body=given.body)
        start_response(answer.status, answer.get_headers())
        return answer.get_body()

    return door


def _refuse(reason: RefusalReason, start_response: StartResponse) -> Iterable[bytes]:
    SLACK_REQUESTS.labels(kind="unknown", outcome="refused").inc()
    status, why = reason.value
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(why)))])
    return [why]


def _read_signed(environ: WSGIEnvironment, verifier: SignatureVerifier) -> tuple[object, bytes] | RefusalReason:
    """Return (parsed body, raw body) if Slack signed the request. If not, log the reason, but not the body."""
    time, signature = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""), environ.get("HTTP_X_SLACK_SIGNATURE", "")
    # For other forms of these headers, the SDK raises errors.
    if not (SECONDS.fullmatch(time) and SIGNATURE.fullmatch(signature)):
        log.warning("request refused: it has no Slack signature")
        return RefusalReason.UNSIGNED
    raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    try:
        if not verifier.is_valid(raw, time, signature):
            if abs(verifier.clock.now() - int(time)) > VALID_SECONDS:
                log.warning("request refused: signed more than five minutes from now; check this machine's clock")
            else:
                log.warning("request refused: wrong signature; check SLACK_SIGNING_SECRET")
            return RefusalReason.UNSIGNED
        return _parse_body(raw.decode()), raw
    except STUMBLES:
        log.warning("request refused: its body cannot be read")
        return RefusalReason.UNREADABLE


def _parse_body(body: str) -> object:
    """Parse a body: JSON, a form with JSON in `payload`, or another form. Raises one of STUMBLES.

    Bolt's own parser is not used. It returns an empty form if a person typed "payload" in a field."""
    if body.startswith(("{", "[")):
        return json.loads(body)
    form = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=SLACK_REQUEST.count))
    return json.loads(form["payload"]) if "payload" in form else form

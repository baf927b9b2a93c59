"""The Web API: parse a request, check its token, scopes and arguments, execute the method, record the call."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import parse_qsl

from bot.sandbox import stamps
from bot.sandbox.memory.team import Call, Team
from bot.sandbox.methods.chat import CHAT
from bot.sandbox.methods.conversations import CONVERSATIONS
from bot.sandbox.methods.files import FILES
from bot.sandbox.methods.rate_limits import RateLimits
from bot.sandbox.methods.table import METHODS, NOT_YET, Method
from bot.sandbox.methods.users import USERS
from bot.sandbox.methods.validation import VALIDATE
from bot.sandbox.methods.views import VIEWS
from bot.sandbox.refused import Json, Refused, refused_arguments
from bot.sandbox.wire.faults import Faults, WireFault

Act: TypeAlias = Callable[[Team, Json], Json]

# errors that come from the arguments of the app
RULES_BROKEN = (
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "no_text", "view_too_large", "missing_scope",
    "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large", "markdown_text_conflict",
    "invalid_json", "json_not_object", "invalid_thread_ts", "missing_post_type", "invalid_post_type",
    "push_limit_reached",
)  # fmt: skip
KNOWN = {name: method.arguments for name, method in METHODS.items()}
ARGUMENT = re.compile(r"\w{1,64}", re.ASCII)
# arguments that are JSON text in a form
OBJECTS = ("blocks", "attachments", "files", "manifest", "message", "metadata", "view")


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """An HTTP answer, sent after `delay` seconds. `fate`: with `reset`, the connection is cut instead."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fate: str = "answer"
    delay: float = 0.0


class WebApi:
    """All methods of the stand-in. Thread-safe. `tokens`: {token: its type}."""

    def __init__(self, team: Team, faults: Faults, *, limits: RateLimits, tokens: Mapping[str, str]) -> None:
        self._team, self._faults, self._limits = team, faults, limits
        self._tokens = dict(tokens)
        self._revoked = False
        self._acts: dict[str, Act] = {**CHAT, **CONVERSATIONS, **FILES, **USERS, **VALIDATE, **VIEWS}

    def add(self, method: str, act: Act) -> None:
        """Replace what a method does (Socket Mode replaces one)."""
        self._acts[method] = act

    def revoke(self) -> None:
        """Revoke the bot's token, as Slack does when the app is removed."""
        self._revoked = True

    def answer(self, method: str, *, headers: Mapping[str, str], query: str, body: bytes) -> ApiAnswer:
        """Answer a request. `headers`: by name in lower case."""
        arguments: Json = {}
        try:
            arguments, warned = read_arguments(method, headers=headers, query=query, body=body)
            self._authorize(method, headers, arguments)
            if (wait := self._limits.check(method, self._channel(method, arguments))) is not None:
                return self._note(method, arguments, too_many(wait))
            fault = self._faults.take(method, arguments)
            if fault is not None and not fault.takes_effect:
                return self._note(method, arguments, fail_before(fault))
            with self._team.lock:  # record the call together with its effect
                found = self._acts[method](self._team, arguments) | warned
                answer = ApiAnswer(found, headers=self._scope_headers(method))
                return self._note(method, arguments, fail_after(fault, answer) if fault else answer)
        except Refused as refused:
            self._judge(method, refused)
            answer = ApiAnswer(refused.answer, headers=self._scope_headers(method))
        return self._note(method, arguments, answer)

    def _scope_headers(self, method: str) -> dict[str, str]:
        needed = METHODS[method].scopes if method in METHODS else ()
        return {"x-oauth-scopes": ",".join(self._team.app.scopes), "x-accepted-oauth-scopes": ",".join(needed)}

    def _authorize(self, method: str, headers: Mapping[str, str], arguments: Json) -> None:
        if method not in METHODS:
            if method in NOT_YET:
                self._team.break_rule(f"gap of the sandbox: {method} is not there yet")
            raise Refused("unknown_method")
        wanted = METHODS[method]
        bearer = headers.get("authorization", "").removeprefix("Bearer ").strip()
        in_form = str(arguments.pop("token", ""))
        token = bearer or (in_form if wanted.token == "xoxb" else "")  # noqa: S105 a kind of token
        if not token:
            raise Refused("not_authed")
        kind = self._tokens.get(token)
        if kind is None:
            raise Refused("invalid_auth")
        if kind == "xoxb" and self._revoked:
            raise Refused("account_inactive")
        if kind != wanted.token:
            raise Refused("not_allowed_token_type")
        if kind == "xoxb" and not self._team.app.has_any(wanted.scopes):
            needed, provided = ",".join(wanted.scopes), ",".join(self._team.app.scopes)
            raise Refused("missing_scope", needed=needed, provided=provided)
        refuse_missing(wanted, arguments)
        self._judge_names(method, arguments)

    def _judge_names(self, method: str, arguments: Json) -> None:
        """Record unknown names of arguments, which Slack ignores. Raises Refused (invalid_arg_name) for bad names."""
        for name in arguments.keys() - KNOWN[method]:
            if not ARGUMENT.fullmatch(name):
                raise Refused("invalid_arg_name")
            self._team.break_rule(f"{method}: takes no argument {name}")

    def _channel(self, method: str, arguments: Json) -> str | None:
        """Return where a message goes, for the limit of one a second. A person and their DM are the same place."""
        if method != "chat.postMessage" or not self._limits.active:
            return None
        with self._team.lock:
            place = str(arguments["channel"])
            return self._team.dm(place).id if place in self._team.accounts else place

    def _judge(self, method: str, refused: Refused) -> None:
        code, answer = refused.code, refused.answer
        if method in VALIDATE or refused.blameless:
            return
        if code in RULES_BROKEN or (method.startswith(("views.", "files.")) and code == "invalid_arguments"):
            reasons = answer.get("response_metadata", {}).get("messages", [])
            self._team.break_rule(f"{method}: {code} {'; '.join(reasons)}".strip())

    def _note(self, method: str, arguments: Json, answer: ApiAnswer) -> ApiAnswer:
        call = Call(method, arguments, answer.body, answer.status, stamps.unix_now())
        with self._team.lock:
            self._team.calls.append(call)
            self._team.tell()
        return answer


def refuse_missing(method: Method, arguments: Json) -> None:
    """Refuse a call without a required argument (invalid_arguments)."""
    missing = [name for name in method.required if arguments.get(name) in (None, "")]
    if missing:
        raise refused_arguments([f"[ERROR] missing required field: {name} [json-pointer:/{name}]" for name in missing])


def read_arguments(method: str, *, headers: Mapping[str, str], query: str, body: bytes) -> tuple[Json, Json]:
    """Return (arguments from query, form or JSON; warning for the answer). Raises Refused: invalid_json…"""
    arguments: Json = dict(parse_qsl(query, keep_blank_values=True))
    kind, _, rest = headers.get("content-type", "").partition(";")
    warned: Json = {}
    if kind.strip() == "application/json":
        if "charset" not in rest:
            warned = {"warning": "missing_charset", "response_metadata": {"warnings": ["missing_charset"]}}
        if method in METHODS and not METHODS[method].json:
            return arguments, warned  # Slack does not check this for JSON
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(given, dict):
            raise Refused("json_not_object")
        return arguments | {name: value for name, value in given.items() if name != "token"}, warned
    if body and not kind.strip():
        raise Refused("missing_post_type")
    if body and kind.strip() not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise Refused("invalid_post_type")
    arguments |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    for name in OBJECTS:
        if isinstance(arguments.get(name), str) and arguments[name]:
            arguments[name] = read_object(name, arguments[name])
    return arguments, warned


def read_object(name: str, text: str) -> object:
    """Parse JSON text in a form. Raises Refused with the error that Slack has for this argument."""
    try:
        return json.loads(text)
    except ValueError:
        codes = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        raise Refused(codes.get(name, "invalid_arguments")) from None


def too_many(wait: int) -> ApiAnswer:
    """Return the answer to a call beyond the rate limit: 429, with the seconds to wait."""
    return ApiAnswer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(wait)})


def fail_before(fault: WireFault) -> ApiAnswer:
    """Return the answer to a call that fails without effect."""
    if fault.error == "ratelimited":
        return too_many(fault.retry_after)
    if fault.error == "http_500":
        return ApiAnswer({"ok": False, "error": "internal_error"}, 500)
    if fault.error == "reset_before":
        return ApiAnswer({}, fate="reset")
    return ApiAnswer({"ok": False, "error": fault.error})


def fail_after(fault: WireFault, answer: ApiAnswer) -> ApiAnswer:
    """Lose or delay the answer to a call that had its effect."""
    if fault.error == "http_500_after":
        return ApiAnswer({"ok": False, "error": "internal_error"}, 500)
    if fault.error == "delay":
        return replace(answer, delay=fault.delay)
    return ApiAnswer(answer.body, fate="reset", delay=fault.delay if fault.error == "timeout" else 0.0)

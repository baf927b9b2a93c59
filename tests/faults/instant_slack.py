"""A Slack that answers at once, without a network: it keeps the messages, counts the calls and may hold to limits."""

from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.sandbox.methods.rate_limits import RateLimits


@dataclass(frozen=True)
class Posted:
    """A message: to whom, as what, saying what, and of which notices."""

    to: str
    ts: str
    text: str
    ids: tuple[str, ...]


class InstantSlack(WebClient):
    """Takes what is posted; `limits`: with Slack's pace, by a clock that a test moves on."""

    def __init__(self, *, limits: RateLimits | None = None) -> None:
        super().__init__(token="xoxb-0", retry_handlers=[])
        self.limits = limits
        self.posted: list[Posted] = []
        self.refused = 0  # calls that came too soon

    def api_call(self, api_method: str, **values: Any) -> SlackResponse:  # noqa: ANN401 the SDK's own signature
        assert api_method == "chat.postMessage", api_method
        given = values["json"]
        wait = self.limits.check(api_method, given["channel"]) if self.limits else None
        if wait is not None:
            self.refused += 1
            refused = self._answer(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(wait)}
            )
            raise SlackApiError("too soon", refused)  # type: ignore[no-untyped-call] # the SDK gives it no types
        payload = given["metadata"]["event_payload"]
        ids = tuple(payload["ids"].split(",")) if "ids" in payload else (payload["id"],)
        one = Posted(given["channel"], f"1.{len(self.posted):06}", given["text"], ids)
        self.posted.append(one)
        return self._answer({"ok": True, "channel": f"D{one.to}", "ts": one.ts})

    def _answer(
        self, data: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
    ) -> SlackResponse:
        return SlackResponse(
            client=self,
            http_verb="POST",
            api_url="chat.postMessage",
            req_args={},
            data=data,
            headers=headers or {},
            status_code=status,
        )

"""Slack's API client: it follows no redirect, and checks that a success has the expected fields.

The SDK would follow a redirect and send its token to any host. It would also accept `{"ok": true}` as the answer to a
message."""

from functools import cached_property
from http.client import HTTPException, HTTPResponse
from ssl import SSLContext
from typing import IO, Any
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot.runtime.limits import SLACK_ANSWER

# The fields that a successful answer must have, by method. Other methods need only `ok`.
HOLDS: dict[str, tuple[str, ...]] = {
    "apps.connections.open": ("url",),
    "auth.test": ("team_id",),
    "chat.postMessage": ("channel", "ts"),
    "chat.update": ("ts",),
    "conversations.history": ("messages",),
    "conversations.open": ("channel",),
    "conversations.replies": ("messages",),
    "files.getUploadURLExternal": ("upload_url", "file_id"),
    "files.info": ("file",),
    "users.info": ("user",),
    "users.lookupByEmail": ("user",),
    "views.open": ("view",),
    "views.publish": ("view",),
    "views.push": ("view",),
    "views.update": ("view",),
}


class _NoRedirects(HTTPRedirectHandler):
    """Follows no redirect, since a redirect would send the token to another host."""

    def redirect_request(
        self,
        req: Request,  # noqa: ARG002 - the signature of urllib
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: Any,  # noqa: ANN401, ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        """Return None, so that urllib raises HTTPError."""
        return


def make_opener(*, proxy: str | None, ssl: SSLContext | None) -> OpenerDirector:
    """Return an opener that follows no redirect, and uses this proxy or none."""
    handlers: list[Any] = [_NoRedirects]
    if ssl is not None:
        handlers.append(HTTPSHandler(context=ssl))
    # Without this handler, urllib would read a proxy from the environment.
    handlers.append(ProxyHandler({"http": proxy, "https": proxy} if proxy else {}))
    return build_opener(*handlers)


def client_options(client: WebClient) -> dict[str, Any]:
    """Return the arguments to create another client with the same token and settings."""
    return {
        "token": client.token,
        "base_url": client.base_url,
        "timeout": client.timeout,
        "ssl": client.ssl,
        "proxy": client.proxy,
        "headers": dict(client.headers),
        "logger": client.logger,
        "retry_handlers": client.retry_handlers,
    }


class SlackClient(WebClient):
    """The SDK's client. It raises SlackApiError for redirects too, and for successes without the expected fields."""

    @classmethod
    def like(cls, client: WebClient) -> "SlackClient":
        """Return a client of this class with the settings of another. Bolt creates a client for each request."""
        return cls(**client_options(client))

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:  # noqa: ANN401 - the SDK's own signature
        """Call a method. Raises SlackApiError, even for a success without the expected fields."""
        answer = super().api_call(api_method, **given)
        data = answer.data
        if not isinstance(data, dict) or not all(_is_filled(data.get(name)) for name in HOLDS.get(api_method, ())):
            raise SlackApiError("the answer lacks what a success has", answer)  # type: ignore[no-untyped-call] # the SDK's
        return answer

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:  # noqa: ARG002 - its own
        with self._opener.open(req, timeout=self.timeout) as answer:
            return {"status": answer.status, "headers": answer.headers, "body": _read_answer(answer)}

    @cached_property
    def _opener(self) -> OpenerDirector:
        return make_opener(proxy=self.proxy, ssl=self.ssl)


class SlackWebhook(WebhookClient):
    """The SDK's client for a `response_url`. Like the token, this address is a secret."""

    def _perform_http_request_internal(self, url: str, req: Request) -> WebhookResponse:
        with make_opener(proxy=self.proxy, ssl=self.ssl).open(req, timeout=self.timeout) as answer:
            return WebhookResponse(
                url=url, status_code=answer.status, body=_read_answer(answer), headers=dict(answer.headers)
            )


def _is_filled(value: object) -> bool:
    return value is not None and value != ""  # An empty list of messages is valid.


def _read_answer(answer: HTTPResponse) -> str:
    body = answer.read(SLACK_ANSWER.size + 1)
    if len(body) > SLACK_ANSWER.size:
        raise HTTPException("too large")
    return body.decode("utf-8", "replace")

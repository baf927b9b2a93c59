"""`bot run`: serve until SIGTERM, then end within ten seconds with the answer in hand finished."""

import json
import logging
import signal
import sys
import time
from types import FrameType

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.app import build
from bot.errors import Refusal
from bot.house import House
from bot.links import DEFAULT, trouble_with_visio
from bot.log import kind_of
from bot.programme.spelling import space_french
from bot.schema_check import migrate as bring_up_to_date
from bot.schema_check import opened
from bot.settings import Settings
from bot.web import listen
from handlers.kit.envelope import deliver

log = logging.getLogger(__name__)


class NotReady(Refusal):
    """Raised by `run` when the bot cannot start. Facts: `why`, a French sentence that says how to mend it."""

    code = "not_ready"


def run(settings: Settings, *, migrate: bool) -> int:
    """Serve until asked to stop; give the exit status. Raises NotReady, DatabaseUnfit, OtherWorkspace, Unavailable."""
    check(settings)
    prepare(settings.database_url, migrate=migrate)
    try:
        house = build(settings)
    except SlackApiError as error:
        raise NotReady(
            why=f"Slack répond « {error.response['error']} » : vérifiez SLACK_BOT_TOKEN, puis lancez `bot doctor`."
        ) from error
    except OSError as error:
        raise NotReady(why=f"Slack ne répond pas à {settings.slack_api_url} : {error}.") from error
    signal.signal(signal.SIGTERM, _leave)
    house.start()
    try:
        serve(house)
    finally:
        house.stop()
    return 0


def check(settings: Settings) -> None:
    """Refuse to start with settings that cannot serve, and say which lets people down."""
    if settings.slack_bot_token is None:
        raise NotReady(why="SLACK_BOT_TOKEN manque : copiez le jeton xoxb-… de votre application Slack.")
    secret = settings.slack_signing_secret
    if not settings.uses_socket_mode and not (secret and secret.get_secret_value().strip()):
        raise NotReady(
            why="SLACK_SIGNING_SECRET manque : il est exigé en mode HTTP (sans lui, donnez SLACK_APP_TOKEN)."
        )
    if trouble := trouble_with_visio(settings.bot_visio_url):
        log.warning("%s", space_french(f"BOT_VISIO_URL : {trouble}. Écrivez {DEFAULT}."))


def prepare(url: str, *, migrate: bool) -> None:
    """Bring the schema up to date when asked. Raises DatabaseUnfit for one that is old, or newer than this code."""
    if migrate:
        bring_up_to_date(url)
    with opened(url):
        pass


def serve(house: House) -> None:
    """Serve HTTP in this thread, and Socket Mode beside it if the settings say so, until SIGTERM or Ctrl-C.

    The door closes first: nobody new is let in, then who is in has their answer, and only then we return.
    """
    settings = house.tools.settings
    server = listen(house.door, host=settings.bot_host, port=settings.bot_port)
    line = _open_line(house, settings.slack_app_token) if settings.slack_app_token else None
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: server.leave())
    log.info("ready on %s:%s (%s)", settings.bot_host, server.effective_port, "Socket Mode" if line else "HTTP")
    try:
        server.run()
    finally:
        if line is not None:
            _hang_up(line.client)


def _open_line(house: House, app_token: SecretStr) -> SocketModeHandler:
    token = house.tools.settings.slack_bot_token
    client = WebClient(token.get_secret_value() if token else "", base_url=house.tools.settings.slack_api_url)
    line = _Socket(house.bolt, app_token.get_secret_value(), web_client=client)
    line.client.on_error_listeners.append(lambda error: log.warning("the line to Slack: %s", kind_of(error)))
    line.connect()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
    return line


def _hang_up(client: SocketModeClient) -> None:
    """End Socket Mode: take nothing more from the line, give on it the answers in hand, then close it."""
    client.auto_reconnect_enabled = False
    client.closed = True  # who hands out what arrives ends; the SDK's own `close` would cut the line first
    client.message_queue.put(None)  # it wakes up for this
    client.message_processor.shutdown()  # type: ignore[no-untyped-call] # the SDK leaves it untyped
    client.message_workers.shutdown(wait=True)
    client.close()


class _Socket(SocketModeHandler):
    """Bolt's own, by the way that all requests go."""

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        raw = json.dumps(req.payload).encode()
        send_response(client, req, deliver(self.app, req.payload, raw=raw), start_time=time.perf_counter())


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)

"""`bot run`: serve until SIGTERM, then end within ten seconds with the answer in hand finished."""

import json
import logging
import signal
import sys
import time
from types import FrameType

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.app import build
from bot.errors import Refusal
from bot.house import House
from bot.settings import Settings
from bot.web import listen
from handlers.kit.envelope import deliver
from storage.database import Database
from storage.upgrade import newest, revision_of, upgrade

log = logging.getLogger(__name__)


class NotReady(Refusal):
    """Raised by `run` when the bot cannot start. Facts: `why`, a French sentence that says how to mend it."""

    code = "not_ready"


def run(settings: Settings, *, migrate: bool) -> int:
    """Serve until asked to stop; give the exit status. Raises NotReady, OtherWorkspace, Unavailable."""
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
    """Refuse to start with settings that cannot serve."""
    if settings.slack_bot_token is None:
        raise NotReady(why="SLACK_BOT_TOKEN manque : copiez le jeton xoxb-… de votre application Slack.")
    if not settings.uses_socket_mode and settings.slack_signing_secret is None:
        raise NotReady(
            why="SLACK_SIGNING_SECRET manque : il est exigé en mode HTTP (sans lui, donnez SLACK_APP_TOKEN)."
        )


def prepare(url: str, *, migrate: bool) -> None:
    """Bring the schema up to date when asked, or refuse an old one and name the command."""
    database = Database(url)
    try:
        if migrate:
            upgrade(database)
        with database.reading() as reading:
            found = revision_of(reading)
    finally:
        database.close()
    if found != newest():
        raise NotReady(why="La base n’est pas à jour : lancez `bot migrate`, ou `bot run --migrate`.")


def serve(house: House) -> None:
    """Serve HTTP in this thread, and Socket Mode beside it if the settings say so, until SystemExit."""
    settings = house.tools.settings
    server = listen(house.door, host=settings.bot_host, port=settings.bot_port)
    socket = None
    if settings.slack_app_token is not None:
        client = WebClient(
            settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else "",
            base_url=settings.slack_api_url,
        )
        socket = _Socket(house.bolt, settings.slack_app_token.get_secret_value(), web_client=client)
        socket.connect()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
    log.info("ready on %s:%s (%s)", settings.bot_host, server.effective_port, "Socket Mode" if socket else "HTTP")
    try:
        server.run()
    finally:
        if socket is not None:
            socket.close()  # type: ignore[no-untyped-call]


class _Socket(SocketModeHandler):
    """Bolt's own, by the way that all requests go."""

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        raw = json.dumps(req.payload).encode()
        send_response(client, req, deliver(self.app, req.payload, raw=raw), start_time=time.perf_counter())


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)

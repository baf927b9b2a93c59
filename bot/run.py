"""`bot run`: serve until SIGTERM, then end within ten seconds with the answer in hand finished."""

import logging
import signal
import sys
from types import FrameType

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import WebSocketException

from bot.app import build
from bot.errors import Refusal
from bot.house import House
from bot.memory import bound_pools, settle
from bot.settings import Settings
from bot.socket_mode import SECONDS, SocketMode
from bot.web import listen
from storage.database import Database
from storage.upgrade import newest, revision_of, upgrade

log = logging.getLogger(__name__)


class NotReady(Refusal):
    """Raised by `run` when the bot cannot start. Facts: `why`, a French sentence that says how to mend it."""

    code = "not_ready"


def run(settings: Settings, *, migrate: bool) -> int:
    """Serve until asked to stop; give the exit status. Raises NotReady, OtherWorkspace, Unavailable."""
    check(settings)
    bound_pools()
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
    settle()
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
    socket = _open_line(house) if settings.uses_socket_mode else None
    log.info("ready on %s:%s (%s)", settings.bot_host, server.effective_port, "Socket Mode" if socket else "HTTP")
    try:
        server.run()
    finally:
        if socket is not None:
            socket.stop()


def _open_line(house: House) -> SocketMode:
    settings = house.tools.settings
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    proxy = settings.slack_proxy
    client = WebClient(base_url=settings.slack_api_url, timeout=int(SECONDS), retry_handlers=[], proxy=proxy)
    socket = SocketMode(house.bolt, lambda: str(client.apps_connections_open(app_token=token)["url"]), proxy=proxy)
    try:
        socket.start()
    except SlackApiError as error:
        raise NotReady(
            why=f"Slack répond « {error.response['error']} » : vérifiez SLACK_APP_TOKEN, puis lancez `bot doctor`."
        ) from error
    except (OSError, WebSocketException) as error:
        raise NotReady(why=f"Slack n’ouvre pas de ligne ({type(error).__name__}) : lancez `bot doctor`.") from error
    return socket


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)

"""`bot run`: serve until SIGTERM, then finish current requests and end, within ten seconds."""

import logging
import signal
import sys
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.app import BUSY, build_bot
from bot.command.causes import cause_suffix
from bot.command.doctor_slack import error_code
from bot.command.schema_check import migrate as bring_up_to_date
from bot.command.schema_check import open_database
from bot.door.web import listen
from bot.errors import Refusal
from bot.house import House
from bot.meeting_links import DEFAULT, visio_fault
from bot.memory import freeze_objects, limit_pools
from bot.outside.slack import SlackClient
from bot.programme.spelling import space_french
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.door.server import Server
    from bot.door.socket_mode import SocketMode

log = logging.getLogger(__name__)


class NotReady(Refusal):
    """Raised by `run` if the bot cannot start. Facts: `why`, a sentence in French that says what to do."""

    code = "not_ready"


def run(settings: Settings, *, migrate: bool) -> int:
    """Serve until stopped. Return the exit status. Raises NotReady, DatabaseUnfit, OtherWorkspace, Unavailable."""
    check_settings(settings)
    limit_pools()
    prepare_database(settings.database_url, migrate=migrate)
    try:
        house = build_bot(settings)
    except SlackApiError as error:
        raise NotReady(why=_error_sentence(error, settings, setting="SLACK_BOT_TOKEN")) from error
    except (OSError, HTTPException) as error:
        raise NotReady(why=f"Slack ne répond pas à {settings.slack_api_url}{cause_suffix(error)}.") from error
    signal.signal(signal.SIGTERM, _exit_process)
    house.start()
    try:
        serve(house)
    finally:
        house.stop()
    return 0


def check_settings(settings: Settings) -> None:
    """Raise NotReady if a needed setting is missing. Log a warning if the address of online appointments is wrong."""
    if settings.slack_bot_token is None:
        where = "" if Path(".env").exists() else f" (il n’y a pas de .env dans {Path.cwd()})"
        raise NotReady(why=f"SLACK_BOT_TOKEN manque{where} : lancez `bot init`, ou donnez le jeton xoxb-….")
    secret = settings.slack_signing_secret
    if not settings.uses_socket_mode and not (secret and secret.get_secret_value().strip()):
        raise NotReady(
            why="SLACK_SIGNING_SECRET manque : il est exigé en mode HTTP (sans lui, donnez SLACK_APP_TOKEN)."
        )
    if trouble := visio_fault(settings.bot_visio_url):
        log.warning("%s", space_french(f"BOT_VISIO_URL : {trouble}. Écrivez {DEFAULT}."))


def prepare_database(url: str, *, migrate: bool) -> None:
    """Migrate the database if `migrate` is set. Raises DatabaseUnfit unless its schema is the newest."""
    if migrate:
        bring_up_to_date(url)
    with open_database(url):
        pass


def serve(house: House) -> None:
    """Serve HTTP in this thread until SIGTERM or Ctrl-C. If the settings ask for it, serve Socket Mode too.

    At the end, accept no more requests, and finish current requests."""
    settings = house.tools.settings
    server = _listen(house)
    line = _open_socket(house) if settings.uses_socket_mode else None
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: server.stop())
    log.info("ready on %s:%s (%s)", settings.bot_host, server.effective_port, "Socket Mode" if line else "HTTP")
    Thread(target=_load_house, args=(house,), name="loading", daemon=True).start()
    try:
        server.run()
    finally:
        if line is not None:
            line.stop()


def _load_house(house: House) -> None:
    try:
        house.load()
    finally:
        freeze_objects()  # Without this, a garbage collection would delay a later request by a tenth of a second.


def _open_socket(house: House) -> "SocketMode":
    from websockets.exceptions import WebSocketException

    from bot.door.socket_mode import SECONDS, SocketMode

    settings = house.tools.settings
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    proxy = settings.slack_proxy
    client = SlackClient(base_url=settings.slack_api_url, timeout=int(SECONDS), retry_handlers=[], proxy=proxy)
    socket = SocketMode(house.bolt, lambda: str(client.apps_connections_open(app_token=token)["url"]), proxy=proxy)
    try:
        socket.start()
    except SlackApiError as error:
        raise NotReady(why=_error_sentence(error, settings, setting="SLACK_APP_TOKEN")) from error
    except (OSError, HTTPException, ValueError, LookupError, WebSocketException) as error:
        raise NotReady(why=f"Slack n’ouvre pas de ligne ({type(error).__name__}) : lancez `bot doctor`.") from error
    house.readiness.line = socket
    return socket


def _error_sentence(error: SlackApiError, settings: Settings, *, setting: str) -> str:
    status, code = error.response.status_code, error_code(error)
    if code is None:
        there = f"Ce qui répond à {settings.slack_api_url} n’est pas Slack, ou va mal (statut {status})"
        return f"{there} : vérifiez le réseau, le proxy et SLACK_API_URL."
    mend = "relancez dans une minute" if status in BUSY else f"vérifiez {setting}, puis lancez `bot doctor`"
    return f"Slack répond « {code} » : {mend}."


def _listen(house: House) -> "Server":
    settings = house.tools.settings
    host, port = settings.bot_host, settings.bot_port
    try:
        return listen(house.door, host=host, port=port)
    except OSError as error:
        why = f"Impossible d’écouter à {host}:{port}{cause_suffix(error)} : changez BOT_HOST ou BOT_PORT."
        raise NotReady(why=why) from error


def _exit_process(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)

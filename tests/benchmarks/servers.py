"""One server process of the `/dispositifs` rows: the bot, or one of its peers, behind the same waitress.

`python -m tests.benchmarks.servers KIND [LINES]` reads the bot's settings from the environment, prints its port and
serves until its standard input ends. In Socket Mode it opens so many lines, each as `bot run` opens its one.
"""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Thread
from typing import TypeAlias
from wsgiref.types import WSGIApplication

from flask import Flask, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.app import LISTENERS, build_bot
from bot.clock import machine_now
from bot.door.readiness import Report
from bot.door.socket_mode import SocketMode
from bot.door.web import listen, make_door
from bot.settings import Settings
from bot.tools import Tools
from handlers.catalogue.listeners import answer_command
from handlers.kit.ack_runner import AckRunner
from handlers.kit.envelope import RecentAnswers
from handlers.kit.identity import Identities
from handlers.kit.lacking import RefusedBlockTypes
from handlers.kit.routes import Routes, receiver
from storage.database import Database

Served: TypeAlias = tuple[WSGIApplication, App]  # what answers over HTTP, and what a line of Socket Mode asks
ANSWER = {"response_type": "ephemeral", "text": "Bonjour"}


def whole_bot(settings: Settings) -> Served:
    """Build the bot as it runs."""
    house = build_bot(settings)
    house.start()
    return house.door, house.bolt


def one_route(settings: Settings) -> Served:
    """Build the bot with `/dispositifs` and nothing else."""

    def attach(app: App, tools: Tools) -> None:
        routes = Routes()
        routes.add("command", "/dispositifs", partial(answer_command, routes), permits="catalogue.browse")
        table, identify = routes.tables["command"], Identities(tools).find
        app.command("/dispositifs")(
            receiver(
                table,
                "command",
                tools=tools,
                identify=identify,
                recent_answers=RecentAnswers(),
                lacking=RefusedBlockTypes(),
            )
        )

    return _same_door(settings, attach)


def empty_listener(settings: Settings) -> Served:
    """Build our runner and our door around a listener that only answers."""
    return _same_door(settings, lambda app, _tools: _answer_only(app))


def bolt_as_it_comes(settings: Settings) -> Served:
    """Build what Bolt's own guide shows: its runner, its Flask adapter, a listener that only answers."""
    bolt = App(client=_client(settings), signing_secret=_secret(settings))
    _answer_only(bolt)
    handler, door = SlackRequestHandler(bolt), Flask("peer")

    @door.post("/slack/events")
    def slack_events() -> Response:
        return handler.handle(request)

    return door, bolt


KINDS = {
    "bot": whole_bot,
    "one-route": one_route,
    "empty-listener": empty_listener,
    "bolt-as-it-comes": bolt_as_it_comes,
}


def main() -> None:
    """Serve until the parent closes our standard input."""
    settings = Settings()
    door, bolt = KINDS[sys.argv[1]](settings)
    if settings.uses_socket_mode:
        open_line = partial(_address_of_a_line, settings)
        for _ in range(int(sys.argv[2])):
            SocketMode(bolt, open_line).start()
    server = listen(door, host="127.0.0.1", port=0)
    sys.stdout.write(f"{server.effective_port}\n")
    sys.stdout.flush()
    Thread(target=server.run, daemon=True).start()
    sys.stdin.read()
    os._exit(0)  # the parent has what it wanted, and nothing here is worth a tidy end


def _same_door(settings: Settings, attach: Callable[[App, Tools], None]) -> Served:
    client = _client(settings)
    us = AuthorizeResult.from_auth_test_response(bot_token=client.token, auth_test_response=client.auth_test())
    tools = Tools(Database(settings.database_url), machine_now, settings, lambda: None)
    executor = ThreadPoolExecutor(LISTENERS)
    bolt = App(client=client, signing_secret=_secret(settings), authorize=lambda: us, listener_executor=executor)
    attach(bolt, tools)
    AckRunner.install(bolt, lambda _kind, _outcome, _seconds: None)
    return make_door(tools, bolt=None if settings.uses_socket_mode else bolt, readiness=Report), bolt


def _address_of_a_line(settings: Settings) -> str:
    assert settings.slack_app_token is not None
    client = WebClient(base_url=settings.slack_api_url)
    return str(client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())["url"])


def _answer_only(bolt: App) -> None:
    @bolt.command("/dispositifs")
    def answer(ack: Callable[..., object]) -> None:
        ack(ANSWER)


def _client(settings: Settings) -> WebClient:
    assert settings.slack_bot_token is not None
    return WebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url)


def _secret(settings: Settings) -> str:
    assert settings.slack_signing_secret is not None
    return settings.slack_signing_secret.get_secret_value()


if __name__ == "__main__":
    main()

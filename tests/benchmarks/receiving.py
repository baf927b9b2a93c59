"""Bolt in this process, as the bot sets it up: requests as Slack sends them, timed from their arrival to the ack."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from bot.clock import machine_now
from bot.settings import ExplicitSettings
from bot.tools import Tools
from handlers import register
from handlers.kit.ack_runner import AckRunner
from handlers.kit.envelope import deliver
from handlers.kit.identity import Identities
from handlers.kit.routes import EVERYTHING
from storage.database import Database

from .world import NOW

SECRET = "secret of the benchmarks"
WHO = {"team_id": "T1", "api_app_id": "A1"}
_VERIFIER = SignatureVerifier(SECRET)
_TRIGGERS = count(1)
Body = Mapping[str, Any]


class Receiver:
    """One Bolt with its runner; its listeners run on one thread, so that what follows an ack can be waited for."""

    def __init__(self, slack: str) -> None:
        us = AuthorizeResult(enterprise_id=None, team_id="T1", bot_id="B1", bot_user_id="UBOT", bot_token="xoxb-1")
        self._executor = ThreadPoolExecutor(1)
        client = WebClient(base_url=slack, timeout=3, retry_handlers=[])
        self.bolt = App(client=client, signing_secret=SECRET, authorize=lambda: us, listener_executor=self._executor)
        AckRunner.install(self.bolt, lambda _kind, _outcome, _seconds: None)

    def receive(self, body: Body) -> float:
        """Dispatch a request; give the seconds to its ack. Raises RuntimeError for a fault, or a field refused."""
        fields = {**body, "trigger_id": str(next(_TRIGGERS))}
        raw, time_stamp = json.dumps(fields), str(int(machine_now().timestamp()))
        signature = _VERIFIER.generate_signature(timestamp=time_stamp, body=raw) or ""
        started = time.perf_counter()
        if not _VERIFIER.is_valid(raw, time_stamp, signature):
            raise RuntimeError("not signed")
        answer = deliver(self.bolt, fields, raw=raw.encode())
        spent = time.perf_counter() - started
        self._executor.submit(int).result()  # what the listener does after its ack counts for nobody
        if answer.status != 200 or '"errors"' in answer.body or "\u26a0" in answer.body:
            raise RuntimeError(f"not what was asked for: {answer.status} {answer.body[:300]}")
        return spent

    def close(self) -> None:
        """Let the thread go."""
        self._executor.shutdown()


@contextmanager
def bot_on(database: Database, slack: str, *, now: Callable[[], datetime] = lambda: NOW) -> Iterator[Receiver]:
    """Open the whole table of routes on a database, its clock at NOW unless told otherwise, nothing being sent."""
    settings = ExplicitSettings(slack_signing_secret=SECRET, database_url="sqlite://")
    tools = Tools(database, now, settings, lambda: None)
    receiver = Receiver(slack)
    register().attach(receiver.bolt, tools=tools, identify=Identities(tools).find)
    yield receiver
    receiver.close()


@contextmanager
def empty_listener(slack: str) -> Iterator[Receiver]:
    """Open a Bolt whose listeners only ack."""
    receiver = Receiver(slack)

    def answer(ack: Callable[[], object]) -> None:
        ack()

    for listen in (receiver.bolt.command, receiver.bolt.action, receiver.bolt.view):
        listen(EVERYTHING)(answer)
    yield receiver
    receiver.close()


@contextmanager
def agreeing_slack() -> Iterator[str]:
    """Open a Slack that takes whatever it is asked; give its address."""

    class Agreeing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer = json.dumps({"ok": True, "view": {"id": "V1"}}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Agreeing)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    server.server_close()


def command(user: str, name: str) -> Body:
    """Type a command."""
    return {**WHO, "command": name, "text": "", "user_id": user, "channel_id": "C1"}


def press(user: str, action_id: str, value: object) -> Body:
    """Press a button of a message."""
    action = {"type": "button", "block_id": "b", "action_id": action_id, "value": str(value)}
    return _interaction(user, "block_actions", actions=[action], container={"type": "message"})


def submit(user: str, callback_id: str, private: str, values: Mapping[str, Mapping[str, Any]]) -> Body:
    """Submit a modal, its fields by block id."""
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": private,
        "state": {"values": {name: {"field": field} for name, field in values.items()}},
    }
    return _interaction(user, "view_submission", view=view)


def chosen(value: object) -> Mapping[str, Any]:
    """Give the state of a select."""
    return {"type": "static_select", "selected_option": {"value": str(value)}}


def _interaction(user: str, kind: str, **parts: object) -> Body:
    return {**WHO, "type": kind, "user": {"id": user}, "team": {"id": "T1"}, **parts}


def made_id(name: str) -> str:
    """Give the id of a draft or of a gesture, the same for a name."""
    return str(uuid5(NAMESPACE_OID, name))

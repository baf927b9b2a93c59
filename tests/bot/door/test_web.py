"""Who may ask the door how the bot is: with a token whoever knows it, without one this machine alone."""

from collections.abc import Iterator, Mapping

import pytest
from werkzeug.test import Client, TestResponse

from bot.clock import machine_now
from bot.door.readiness import Report
from bot.door.web import make_door
from bot.settings import ExplicitSettings
from bot.tools import Tools
from storage.database import Database
from tests.databases import fresh

TOKEN = "mot de passe, é"
TOLD: dict[str, object] = {"trouble": None, "details": {}}
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8421"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = Database(fresh("sqlite", tmp_path_factory.mktemp("door")))
    yield opened
    opened.close()


def ask(database: Database, path: str, environ: Mapping[str, str], *, token: str | None = None) -> TestResponse:
    settings = ExplicitSettings.model_validate({"database_url": "sqlite://", "bot_metrics_token": token})
    tools = Tools(database, machine_now, settings, lambda: None)
    return Client(make_door(tools, bolt=None, readiness=Report)).get(path, environ_overrides={**HERE, **environ})


@pytest.mark.parametrize(
    ("environ", "allowed"),
    [
        ({}, True),
        ({"HTTP_HOST": "localhost:8421"}, True),
        ({"REMOTE_ADDR": "127.8.8.8"}, True),
        ({"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8421"}, True),
        ({"REMOTE_ADDR": "192.0.2.7"}, False),
        ({"REMOTE_ADDR": "10.0.0.7"}, False),
        ({"REMOTE_ADDR": "2001:db8::7"}, False),
        # a proxy on this machine, for somebody else
        ({"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, False),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ({"HTTP_X_FORWARDED_PROTO": "https"}, False),
        ({"HTTP_X_REAL_IP": "192.0.2.7"}, False),
        ({"HTTP_FORWARDED": "for=192.0.2.7"}, False),
        ({"HTTP_VIA": "1.1 proxy"}, False),
        ({"HTTP_HOST": "bot.example.org"}, False),
        ({"HTTP_HOST": "localhost.example.org"}, False),
        ({"HTTP_HOST": ""}, False),
    ],
    ids=str,
)
def test_without_a_token_this_machine_alone_may_ask(
    database: Database, environ: Mapping[str, str], allowed: bool
) -> None:
    metrics, ready = (ask(database, path, environ) for path in ("/metrics", "/readyz"))
    assert metrics.status_code == (200 if allowed else 403)
    assert (b"dispositifs_notices_due" in metrics.data) is allowed
    assert ready.json == {"ready": True} | (TOLD if allowed else {})
    assert ready.status_code == ask(database, "/healthz", environ).status_code == 200


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        (f"Bearer {TOKEN}", True),
        (f"bearer {TOKEN}", True),
        ("Bearer ", False),
        ("Bearer", False),
        ("", False),
        (TOKEN, False),
        (f"Bearer {TOKEN} ", False),
        (f"Bearer {TOKEN[:-1]}", False),
        (f"Basic {TOKEN}", False),
    ],
)
def test_with_a_token_whoever_gives_it_may_ask_and_nobody_else(database: Database, given: str, allowed: bool) -> None:
    for place in ({}, {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "192.0.2.8"}):
        environ = {**place, "HTTP_AUTHORIZATION": given.encode().decode("latin-1")}
        metrics, ready = (ask(database, path, environ, token=TOKEN) for path in ("/metrics", "/readyz"))
        assert metrics.status_code == (200 if allowed else 401)
        assert metrics.headers.get("WWW-Authenticate") == (None if allowed else "Bearer")
        assert TOKEN.encode() not in metrics.data
        assert ("trouble" in (ready.json or {}), ready.status_code) == (allowed, 200)

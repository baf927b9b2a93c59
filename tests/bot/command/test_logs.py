"""What the log says: nothing at rest, a line a request and a message, and no library's chatter on the command line."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.door.manifest import build_manifest
from bot.sandbox.workspace import Sandbox
from tests.bot.command.test_run import ROOT, wait_until_ready
from tests.databases import blank, fresh
from tests.patience import PATIENCE
from tests.processes import fork, free_port

REST = 2.0  # seconds: with a clock file four ticks of each job, without one the first of each
NOBODY = "http://127.0.0.1:1/api/"


def environment(slack: Sandbox, url: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": url,
        "BOT_PORT": str(free_port()),
    }


@contextmanager
def running(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """Start the bot, its log in `folder`, and wait until it serves."""
    log = folder / "log"
    process = fork("run", folder=folder, environment=environment, log=log)
    try:
        wait_until_ready(process, f"http://127.0.0.1:{environment['BOT_PORT']}", log)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def said(folder: Path) -> list[str]:
    """Give the lines of the log without their time, and without how long anything took."""
    lines = [re.split(" [A-Z]+ ", line, maxsplit=1)[-1] for line in (folder / "log").read_text().splitlines()]
    return [line.partition(" in ")[0] if line.endswith(" ms") else line for line in lines]


ASKED, WRITTEN = (f"handlers.kit.ack_runner: {kind} answered" for kind in ("command", "event_callback"))


@pytest.mark.parametrize("mode", ["HTTP", "Socket Mode"])
def test_nothing_is_said_at_rest_and_one_line_of_each_request(slack: Sandbox, tmp_path: Path, mode: str) -> None:
    given = environment(slack, fresh("sqlite", tmp_path))
    address = f"127.0.0.1:{given['BOT_PORT']}"
    if mode == "HTTP":
        slack.install(build_manifest(), request_url=f"http://{address}/slack/events")
    else:  # and time that can be moved: then each job ticks twice a second
        given |= {"SLACK_APP_TOKEN": slack.app_token, "BOT_CLOCK_FILE": str(tmp_path / "clock")}
    lea = slack.add_person("Léa Martin", email="lea@example.org")
    with running(tmp_path, given):
        time.sleep(REST)
        assert said(tmp_path) == [f"bot.command.run: ready on {address} ({mode})"]
        assert lea.command("/dispositifs mentorat").message
        for number, (error, line) in enumerate(((None, "sent"), ("is_archived", r"failed .is_archived.; not retried"))):
            if error is not None:
                slack.faults.fail("chat.postMessage", error=error, times=1)
            lea.message("comité")
            assert slack.wait_for(lambda wanted=number: len(said(tmp_path)) >= 4 + 2 * wanted)  # type: ignore[misc]
            request, message = sorted(said(tmp_path)[-2:], key=lambda one: one != WRITTEN)
            assert request == WRITTEN
            assert re.fullmatch(f"handlers.notices.dispatcher: notice [0-9a-f-]+ .catalogue.answer. {line}", message)
        assert said(tmp_path)[:2] == [f"bot.command.run: ready on {address} ({mode})", ASKED]
    assert len(said(tmp_path)) == 6


@pytest.mark.parametrize(("command", "status"), [(["migrate"], 0), (["doctor"], 1), (["run"], 1)])
def test_on_the_command_line_no_library_is_heard(
    slack: Sandbox, tmp_path: Path, command: list[str], status: int
) -> None:
    url = blank("sqlite", tmp_path) if command == ["migrate"] else fresh("sqlite", tmp_path)
    given = environment(slack, url) | {"SLACK_API_URL": NOBODY, "SLACK_APP_TOKEN": slack.app_token}
    log = tmp_path / "log"
    ended = fork(*command, folder=tmp_path, environment=given, log=log).wait(PATIENCE)
    said = log.read_text().splitlines()
    assert (ended, [line for line in said if "slack_" in line or "alembic" in line]) == (status, [])
    assert len(said) <= 1, said

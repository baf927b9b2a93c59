"""What the log says: nothing at rest, nothing of what goes well, and no library's chatter on the command line."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.manifest import build_manifest
from bot.sandbox.workspace import Sandbox
from tests.bot.test_run import ROOT, free_port, wait_until_ready
from tests.databases import blank, fresh

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
def running(folder: Path, environment: dict[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start the bot, its log in `folder`, and wait until it serves."""
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", *options], cwd=folder, env=environment, stderr=log, text=True
        )
        try:
            wait_until_ready(process, f"http://127.0.0.1:{environment['BOT_PORT']}")
            yield process
        finally:
            process.terminate()
            process.wait(10)


def said(folder: Path) -> list[str]:
    """Give the lines of the log without their time."""
    return [line.partition(" INFO ")[2] or line for line in (folder / "log").read_text().splitlines()]


WRONG = (  # of a message: Slack's answer, and the one line that it is worth
    ("is_archived", "failed: is_archived"),
    ("internal_error", "chat.postMessage: internal_error"),
)


@pytest.mark.parametrize("mode", ["HTTP", "Socket Mode"])
def test_nothing_is_said_at_rest_and_one_line_of_what_goes_wrong(slack: Sandbox, tmp_path: Path, mode: str) -> None:
    given = environment(slack, fresh("sqlite", tmp_path))
    address = f"127.0.0.1:{given['BOT_PORT']}"
    if mode == "HTTP":
        slack.install(build_manifest(), request_url=f"http://{address}/slack/events")
    else:  # and time that can be moved: then each job ticks twice a second
        given |= {"SLACK_APP_TOKEN": slack.app_token, "BOT_CLOCK_FILE": str(tmp_path / "clock")}
    lea = slack.add_person("Léa Martin", email="lea@example.org")
    with running(tmp_path, given):
        time.sleep(REST)
        assert lea.command("/dispositifs mentorat").message
        lea.message("comité")
        assert slack.wait_for(lea.inbox)
        assert said(tmp_path) == [f"bot.run: ready on {address} ({mode})"]
        for number, (error, line) in enumerate(WRONG, start=2):
            slack.faults.fail("chat.postMessage", error=error, times=1)
            lea.message("comité")
            assert slack.wait_for(lambda wanted=number: len(said(tmp_path)) >= wanted)  # type: ignore[misc]
            assert said(tmp_path)[number - 1].endswith(line)
    assert len(said(tmp_path)) == 1 + len(WRONG)


@pytest.mark.parametrize(("command", "status"), [(["migrate"], 0), (["doctor"], 1), (["run"], 1)])
def test_on_the_command_line_no_library_is_heard(
    slack: Sandbox, tmp_path: Path, command: list[str], status: int
) -> None:
    url = blank("sqlite", tmp_path) if command == ["migrate"] else fresh("sqlite", tmp_path)
    given = environment(slack, url) | {"SLACK_API_URL": NOBODY, "SLACK_APP_TOKEN": slack.app_token}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *command], cwd=tmp_path, env=given, capture_output=True, text=True, check=False
    )
    said = done.stderr.splitlines()
    assert (done.returncode, [line for line in said if "slack_" in line or "alembic" in line]) == (status, [])
    assert len(said) <= 1, said

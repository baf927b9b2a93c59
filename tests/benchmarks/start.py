"""Start to ready in a fresh process, beside the bare import of the four packages that the brief fixes."""

import os
import subprocess
import sys

from bot.door.manifest import build_manifest
from bot.sandbox.workspace import Sandbox

from .measure import Row, at_most, in_turns
from .world import address, opened

TIMES = 11  # fresh processes of each: half a second or more apiece, so a p99 would say nothing but « the slowest »

READY = """
import time
started = time.perf_counter()
from bot.memory import unsearched
with unsearched():
    from bot.app import build
    from bot.settings import Settings
    house = build(Settings())
    house.start()
    print(time.perf_counter() - started, flush=True)
house.stop()
"""
FOUR = """
import time
started = time.perf_counter()
import slack_bolt, apscheduler.schedulers.background, sqlalchemy, pydantic_settings
print(time.perf_counter() - started)
"""
HELP = """
import time
started = time.perf_counter()
from bot.command import cli
cli.answer(["--help"])
print(time.perf_counter() - started)
"""
TYPER = """
import time
started = time.perf_counter()
import typer, typer.main
print(time.perf_counter() - started)
"""


def measure() -> list[Row]:
    """Give the rows of the start, and of what says what there is to start."""
    with opened("sqlite") as (database,):
        slack = Sandbox()
        slack.start()
        try:
            slack.install(build_manifest(), request_url="http://127.0.0.1:1/slack/events")
            environment = {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_SIGNING_SECRET": slack.signing_secret,
                "SLACK_API_URL": slack.api_url,
                "DATABASE_URL": address(database),
            }
            ours, four = in_turns(
                lambda: _seconds(READY, environment), lambda: _seconds(FOUR, {}), times=TIMES, warm_up=1
            )
        finally:
            slack.stop()
    said, typer = in_turns(lambda: _seconds(HELP, {}), lambda: _seconds(TYPER, {}), times=TIMES, warm_up=1)
    return [
        at_most("start to ready, fresh process", ours, four, peer_name="import of the four packages", times=2.5),
        at_most("`bot --help`, fresh process", said, typer, peer_name="import of Typer alone", times=3),
    ]


def _seconds(code: str, environment: dict[str, str]) -> float:
    """Run the code in a fresh interpreter; give the seconds that it prints, counted from its own first line."""
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout.splitlines()[-1])

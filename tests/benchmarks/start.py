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
from bot.memory import pause_collection
from bot.starting import defer_compilation
with pause_collection():
    with defer_compilation():
        from bot.command.run import build_bot, listen, prepare_database
        from bot.settings import Settings
    settings = Settings()
    prepare_database(settings.database_url, migrate=False)
    house = build_bot(settings)
    house.start()
    server = listen(house.door, host="127.0.0.1", port=0)
    print(time.perf_counter() - started, flush=True)
server.close()
house.stop()
"""
FOUR = """
import time
started = time.perf_counter()
import slack_bolt, apscheduler.schedulers.background, sqlalchemy, pydantic_settings
print(time.perf_counter() - started)
"""
LOADED = READY.replace("    print", "    house.load()\n    print")
HELP = """
import time
started = time.perf_counter()
from bot.command import cli
cli.run_command_line(["--help"])
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
            ours, loaded, four = in_turns(
                lambda: _seconds(READY, environment),
                lambda: _seconds(LOADED, environment),
                lambda: _seconds(FOUR, {}),
                times=TIMES,
                warm_up=1,
            )
        finally:
            slack.stop()
    said, typer = in_turns(lambda: _seconds(HELP, {}), lambda: _seconds(TYPER, {}), times=TIMES, warm_up=1)
    return [
        at_most("start to ready, fresh process", ours, four, peer_name="import of the four packages", times=2.5),
        Row(
            "the same, and all loaded that comes behind",
            loaded,
            four,
            "import of the four packages",
            f"{loaded.p50 / four.p50:.2f} ×",
            "",
            None,
        ),
        at_most("`bot --help`, fresh process", said, typer, peer_name="import of Typer alone", times=3),
    ]


def _seconds(code: str, environment: dict[str, str]) -> float:
    """Run the code in a fresh interpreter; give the seconds that it prints last, counted from its own first line.

    Bytecode is kept, as it is where the bot is installed: the first run of each side, which is not counted, writes it.
    """
    kept = os.environ | environment | {"PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])

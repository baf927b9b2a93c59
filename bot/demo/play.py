"""`bot demo`: the made-up promotion, the main job played once in the terminal, then a page in the browser."""

import logging
import tempfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from threading import Event

from rich.console import Console

from bot.catalogue.phases import PHASES
from bot.clock import machine_now
from bot.dates.paris import day_of
from bot.demo.cast import gather, promotion_files, story_start
from bot.demo.scenes import play_scenes
from bot.demo.show import Show
from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.programme.files import read_file
from bot.programme.importing import NamedFile, apply_import
from bot.programme.model import Actor
from bot.sandbox.page import serve_page


def play(*, once: bool, port: int, today: date | None = None) -> int:
    """Play the demo; give the exit status: 0 only if each step showed on the person's screen what it should.

    `once` ends after the transcript; otherwise a page on `port` shows each person's messages until Ctrl-C. Nothing
    leaves this machine: Slack is the stand-in, the database a fresh file.
    """
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    console = Console()
    start = story_start(today or day_of(machine_now()))
    with tempfile.TemporaryDirectory(prefix="dispositifs-demo-") as folder:
        stage = Stage(Path(folder), now=start, reachable=True)
        cast = gather(stage.slack)
        with stage:
            _import_files(stage, promotion_files(cast, start), start)
            told = Transcript(console)
            play_scenes(Show(stage, cast, told))
            status = _close(told, console)
            if not once:
                _show(stage, told, console, port=port)
    return status


def _import_files(stage: Stage, files: list[tuple[str, bytes]], start: datetime) -> None:
    with stage.house.tools.transaction() as tx:
        apply_import(
            tx,
            [NamedFile(name, read_file(name, data)) for name, data in files],
            promotion_name=None,
            phase_names=[phase.name for phase in PHASES],
            confirmed=False,
            actor=Actor(""),
            now=start,
        )


def _close(told: Transcript, console: Console) -> int:
    if told.failures:
        console.print(f"\n[red]{len(told.failures)} étape(s) n’ont pas montré ce qu’il fallait.[/red]")
        return 1
    console.print("\nTout s’est passé comme prévu.")
    return 0


def _show(stage: Stage, told: Transcript, console: Console, *, port: int) -> None:
    try:
        page = serve_page(stage.slack, port=port, transcript=lambda: told.lines)
    except OSError:
        console.print(f"Le port {port} est pris : relancez avec `bot demo --port` suivi d’un autre.")
        return
    console.print(f"Les messages de chaque personne : http://127.0.0.1:{port} (Ctrl-C pour finir)")
    with suppress(KeyboardInterrupt):
        Event().wait()
    page.close()

"""`bot demo`: a made-up promotion to play with in the browser, while a subprocess plays a story."""

import logging
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import date
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event as Signal
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from rich.console import Console

from bot.clock import machine_now
from bot.dates.paris import day_of
from bot.demo.cast import story_start
from bot.demo.scenes.beginning import play_scenes
from bot.demo.scenes.reports import close_a_phase
from bot.demo.show import Show
from bot.demo.stage import migrated
from bot.demo.story import COMMITTEES, OPENING, USUAL, Story, raise_scene
from bot.demo.transcript import Transcript
from bot.log import OneLine
from bot.sandbox.browser.page import serve_page

# The story: a month and more of one promotion, then the end of a phase of another, whose clock has less to pass.
TOLD: Mapping[str, Callable[[Show], None]] = {USUAL: play_scenes, COMMITTEES: close_a_phase}
GOODBYE_S = 5.0  # time for the story to end when it is interrupted
WAITED_S = 60.0  # seconds to wait for the page, which prints its address first


def play(*, once: bool, port: int, transcript: bool = False, today: date | None = None) -> int:
    """Play the demo; return the exit status: 0 only if each step of the story was correct.

    `once` plays only the story, as a transcript, and ends. Otherwise a page on `port` has a workspace of its own, until
    Ctrl-C or SIGTERM, and the story is printed in the terminal, a line a scene, or with `transcript` in full. `today`
    is the story's first day. Nothing leaves this machine: Slack is the stand-in, the databases are fresh files."""
    day = today or day_of(machine_now())
    return tell(day, brief=False) if once else _serve(day, port=port, brief=not transcript)


def tell(today: date, *, brief: bool) -> int:
    """Play the story in the terminal; return the exit status. The bot's log is shown if something failed."""
    console = Console()
    with TemporaryDirectory(prefix="dispositifs-demo-") as folder:
        log = Path(folder, "journal.txt")
        with _logging_to(log):
            told = Transcript(console, brief=brief)
            for name, scenes in TOLD.items():
                scene = raise_scene(name, story_start(today))
                try:
                    scenes(Show(scene.stage, scene.cast, told))
                except (LookupError, TimeoutError) as stuck:  # a missing button, or a message that never arrived
                    told.checks(f"la suite n’a pas pu être jouée : {stuck}", holds=False)
                finally:
                    scene.close()
        if told.end():
            return 0
        console.print("\nLe journal du bot :", log.read_text(encoding="utf-8"), sep="\n", markup=False, soft_wrap=True)
        return 1


def _serve(today: date, *, port: int, brief: bool) -> int:
    signal.signal(signal.SIGTERM, _leave)
    console = Console()
    start = story_start(today)
    with ExitStack() as stack:
        aside, begin = _tell_aside(today, brief=brief)  # first: forked before any thread starts
        stack.callback(_end, aside)
        folder = stack.enter_context(TemporaryDirectory(prefix="dispositifs-demo-"))
        log = stack.enter_context(_logging_to(Path(folder, "journal.txt")))
        story = stack.enter_context(closing(Story(raise_scene(OPENING, start), start)))
        try:
            page = stack.enter_context(closing(serve_page(story.sandbox, port=port, controls=story)))
        except OSError:
            other = port + 80
            console.print(
                f"Le port {port} est pris : `make demo PORT={other}`, ou `.venv/bin/bot demo --port {other}`."
            )
            return 1
        story.show = page.show
        console.print(
            f"À vous de jouer : {page.address} (sur cette machine seulement ; Ctrl-C pour finir)\n"
            f"[dim]Le journal du bot : {log}[/dim]\n",
            highlight=False,
            soft_wrap=True,
        )
        begin.set()
        stack.callback(_end, aside)  # end the story before the page
        with suppress(KeyboardInterrupt, SystemExit):
            Event().wait()
    return 1 if aside.exitcode == 1 else 0


def _tell_aside(today: date, *, brief: bool) -> tuple[BaseProcess, Signal]:
    """Start a process that plays the story once the signal is set; it shares nothing with the page."""
    # A fork skips three seconds of imports; outside Linux, some libraries do not support it.
    linux = sys.platform == "linux"
    context: ForkContext | SpawnContext
    context = multiprocessing.get_context("fork") if linux else multiprocessing.get_context("spawn")
    begin = context.Event()
    migrated()  # once for both
    aside = context.Process(target=_aside, args=(today, begin), kwargs={"brief": brief})
    aside.start()
    return aside, begin


def _aside(today: date, begin: Signal, *, brief: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both processes; the page's process ends this one
    signal.signal(signal.SIGTERM, _leave)
    begin.wait(WAITED_S)
    status = tell(today, brief=brief)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the story ends by itself; interrupted, it would report a failure
    sys.exit(status)


def _end(aside: BaseProcess) -> None:
    aside.terminate()
    aside.join(GOODBYE_S)
    if aside.is_alive():
        aside.kill()
        aside.join()


def _leave(*_: object) -> None:
    raise SystemExit


@contextmanager
def _logging_to(file: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, handler = root.handlers[:], logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(OneLine())
    root.handlers[:] = [handler]
    try:
        yield file
    finally:
        root.handlers[:] = before
        handler.close()

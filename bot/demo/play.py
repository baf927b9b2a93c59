"""`bot demo`: a made-up promotion to play with in a browser, while a subprocess plays a story."""

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

# The story: more than a month of one promotion, then the end of a phase of another, where less time passes.
TOLD: Mapping[str, Callable[[Show], None]] = {USUAL: play_scenes, COMMITTEES: close_a_phase}
GOODBYE_S = 5.0  # seconds for the story to end once it is interrupted
WAITED_S = 60.0  # seconds that the story waits for the page to print its address


def play(*, once: bool, port: int, transcript: bool = False, today: date | None = None) -> int:
    """Play the demo. Return the exit status: 0 only if all steps of the story were correct.

    `once`: play only the story, as a transcript. Otherwise a page on `port` has a workspace of its own until Ctrl-C or
    SIGTERM, and the terminal shows the story, a line per scene, or in full with `transcript`. `today`: the story's
    first day. Nothing leaves this machine: Slack is the stand-in, and the databases are new files."""
    day = today or day_of(machine_now())
    return tell(day, brief=False) if once else _serve(day, port=port, brief=not transcript)


def tell(today: date, *, brief: bool) -> int:
    """Play the story in the terminal. Return the exit status. If a step failed, the bot's log is shown."""
    console = Console()
    with TemporaryDirectory(prefix="dispositifs-demo-") as folder:
        log = Path(folder, "journal.txt")
        with _logging_to(log):
            told = Transcript(console, brief=brief)
            for name, scenes in TOLD.items():
                scene = raise_scene(name, story_start(today))
                try:
                    scenes(Show(scene.stage, scene.cast, told))
                except (LookupError, TimeoutError) as stuck:  # a button is missing, or a message never came
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
        aside, begin = _tell_aside(today, brief=brief)  # before any thread starts: it forks
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
        stack.callback(_end, aside)  # the story must end before the page does
        with suppress(KeyboardInterrupt, SystemExit):
            Event().wait()
    return 1 if aside.exitcode == 1 else 0


def _tell_aside(today: date, *, brief: bool) -> tuple[BaseProcess, Signal]:
    """Start a process that plays the story once the signal is set. It shares nothing with the page."""
    # A fork saves three seconds of imports. Outside Linux, some libraries do not support it.
    linux = sys.platform == "linux"
    context: ForkContext | SpawnContext
    context = multiprocessing.get_context("fork") if linux else multiprocessing.get_context("spawn")
    begin = context.Event()
    migrated()  # computed once for both processes
    aside = context.Process(target=_aside, args=(today, begin), kwargs={"brief": brief})
    aside.start()
    return aside, begin


def _aside(today: date, begin: Signal, *, brief: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both processes, but the page ends this one
    signal.signal(signal.SIGTERM, _leave)
    begin.wait(WAITED_S)
    status = tell(today, brief=brief)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the story has ended: an interruption would count as a failure
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

"""`bot demo`: the made-up promotion, the main job played once in the terminal, then a page in the browser."""

from contextlib import suppress
from datetime import date, datetime
from threading import Event

from rich.console import Console

from bot.clock import machine_now
from bot.dates.paris import day_of
from bot.demo.cast import story_start
from bot.demo.scenes import play_scenes
from bot.demo.show import Show
from bot.demo.story import USUAL, Scene, Story, raise_scene
from bot.demo.transcript import Transcript
from bot.sandbox.browser.page import serve_page


def play(*, once: bool, port: int, today: date | None = None) -> int:
    """Play the demo; give the exit status: 0 only if each step showed on the person's screen what it should.

    `once` ends after the transcript; otherwise a page on `port` lets you play each person until Ctrl-C. Nothing
    leaves this machine: Slack is the stand-in, the database a fresh file.
    """
    console = Console()
    start = story_start(today or day_of(machine_now()))
    scene = raise_scene(USUAL, start)
    told = Transcript(console)
    try:
        play_scenes(Show(scene.stage, scene.cast, told))
    except BaseException:
        scene.close()
        raise
    status = _close(told, console)
    if once:
        scene.close()
    else:
        _serve(scene, console, start=start, port=port)
    return status


def _close(told: Transcript, console: Console) -> int:
    if told.failures:
        console.print(f"\n[red]{len(told.failures)} étape(s) n’ont pas montré ce qu’il fallait.[/red]")
        return 1
    console.print("\nTout s’est passé comme prévu.")
    return 0


def _serve(scene: Scene, console: Console, *, start: datetime, port: int) -> None:
    story = Story(scene, start)
    try:
        page = serve_page(scene.stage.slack, port=port, controls=story)
    except OSError:
        console.print(f"Le port {port} est pris : relancez avec `bot demo --port` suivi d’un autre.")
        story.close()
        return
    story.show = page.show
    console.print(f"À vous de jouer : {page.address} (sur cette machine seulement ; Ctrl-C pour finir)")
    with suppress(KeyboardInterrupt):
        Event().wait()
    page.close()
    story.close()

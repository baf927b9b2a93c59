"""The live page through Chromium: its first picture, and from a key to the picture of what it did; scenes loaded."""

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bot.demo.cast import story_start
from bot.demo.story import OPENING, SCENES, Scene, raise_scene
from bot.sandbox.browser.page import serve_page

from .measure import Row, Timing, timing

FIRST_DAY = date(2026, 5, 4)
MESSAGES = 500  # in the conversation that is open
TIMES, WARM_UP = 120, 15
FIRST_TIMES, SCENE_TIMES = 40, 5
PAUSE_S = 0.04  # what a person leaves at the very least between two gestures
GOAL_MS, FIRST_MS, SCENE_S = 150, 300, 2
FIRST = f"Address answering to the page's first picture, {MESSAGES} messages to show"
BOT_S = "the bot's share"
# From the keyboard's own moment, or from where the page began to come, to the first frame in which `ready` holds, once
# it is painted: what is posted from a frame's callback is heard after that frame.
WATCH = """([ready, fromKey]) => {
  const holds = new Function('return ' + ready);
  window.watched = new Promise((resolve) => {
    let since = fromKey ? Infinity : performance.getEntriesByType('navigation')[0].responseStart;
    if (fromKey) addEventListener('keydown', (event) => { since = event.timeStamp; }, { capture: true, once: true });
    setTimeout(() => resolve(null), 8000);
    const look = () => {
      if (since === Infinity || !holds()) return requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - since);
      port2.postMessage(0);
    };
    requestAnimationFrame(look);
  });
}"""
NO_MODAL = "!document.querySelector('dialog')"
LAST = "document.getElementById('messages').lastElementChild"
DRAWN = "document.querySelectorAll('#messages article').length >= 50"


def measure() -> list[Row]:
    """Give a row for each gesture, beside the bot's share of it where it has one."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return [Row("The page: cannot be measured, no chromium on the PATH", None, None, "", "", "", None)]
    with closing(raise_scene(OPENING, story_start(FIRST_DAY))) as scene, sync_playwright() as playwright:
        _fill(scene)
        live = serve_page(scene.stage.slack, port=0)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        address = f"{live.address}/#qui={scene.cast.eig.id}&ou={scene.cast.promotion.id}"
        rows = [_row(FIRST, _open_afresh(browser, address), FIRST_MS), *_gestures(browser, address, scene)]
        browser.close()
        live.close()
    return [*rows, *_scenes()]


def _fill(scene: Scene) -> None:
    """Fill the promotion's channel with announcements and what people write."""
    slack, channel = scene.stage.slack, scene.cast.promotion
    card = channel.messages[-1]
    for number in range(MESSAGES - len(channel.messages)):
        if number % 3:
            scene.cast.teammate.message(f"Message {number}, de quelques mots.", channel=channel)
        else:
            slack.team.post(channel, text=card.text, blocks=card.blocks)
    slack.team.violations.clear()


def _open_afresh(browser: Browser, address: str) -> list[float]:
    spent = []
    for _ in range(FIRST_TIMES):
        page = _new_page(browser)
        page.goto(address, wait_until="commit")
        spent.append(_await(page, DRAWN, from_key=False))
        page.close()
    return spent


def _new_page(browser: Browser) -> Page:
    size: ViewportSize = {"width": 1400, "height": 900}
    return browser.new_page(viewport=size, locale="fr-FR", bypass_csp=True)  # what watches is given to it as words


def _gestures(browser: Browser, address: str, scene: Scene) -> list[Row]:
    page = _new_page(browser)
    page.goto(address)
    page.wait_for_function(DRAWN)
    line, who = page.locator("#line"), page.locator("#who")

    def write(number: int) -> str:
        line.fill(f"Bonjour {number}")
        return f"{LAST}.textContent.includes('Bonjour {number}')"

    def find(_: int) -> str:
        page.evaluate(f"{LAST}.dataset.seen = '1'")
        line.fill("/dispositifs échelle")
        return f"!{LAST}.dataset.seen && {LAST}.textContent.includes('Bureau d’aide')"

    def book(_: int) -> str:
        page.keyboard.press("Escape")
        page.wait_for_function(NO_MODAL)
        line.fill("/bureau-aide")
        return "document.querySelector('dialog textarea')"

    def change(number: int) -> str:
        person = (scene.cast.teammate, scene.cast.eig)[number % 2]
        page.wait_for_function(NO_MODAL)  # closed, it gives the focus back
        who.focus()
        page.evaluate("(id) => { document.getElementById('who').value = id; }", person.id)
        return f"document.title.includes('({person.name})') && {DRAWN}"

    found = []
    for figure, prepare in (
        ("Enter on a message to its picture", write),
        ("Enter on /dispositifs échelle to its card", find),
        ("Enter on /bureau-aide to its modal", book),
        ("Enter on another person to their view of the conversation", change),
    ):
        found.append(_timed(f"{figure}, {MESSAGES} messages", page, prepare, scene))
        page.keyboard.press("Escape")
    return found


def _timed(figure: str, page: Page, prepare: Callable[[int], str], scene: Scene) -> Row:
    """Time one gesture: `prepare` makes ready what Enter then does, and says by what its picture is known."""
    team = scene.stage.slack.team
    whole, bot = [], []
    for number in range(WARM_UP + TIMES):
        ready = prepare(number)
        time.sleep(PAUSE_S)
        before = len(team.deliveries)
        page.evaluate(WATCH, [ready, True])
        page.keyboard.press("Enter")
        whole.append(_spent(page))
        told = [one for one in team.deliveries[before:] if one.kind != "events_api"]
        bot += [one.ms / 1000 for one in told[:1]]
        if team.violations:
            raise RuntimeError(f"{figure}: {team.violations}")
    share = timing(bot[WARM_UP:]) if bot else None
    return _row(figure, whole[WARM_UP:], GOAL_MS, share)


def _await(page: Page, ready: str, *, from_key: bool) -> float:
    page.evaluate(WATCH, [ready, from_key])
    return _spent(page)


def _spent(page: Page) -> float:
    spent = page.evaluate("() => window.watched")
    if spent is None:
        raise RuntimeError("what was waited for never showed")
    return float(spent) / 1000


def _scenes() -> list[Row]:
    """Give how long the slowest scene takes to load, as « Régie » loads it."""
    slowest: dict[str, list[float]] = {}
    for _ in range(SCENE_TIMES):
        for name in SCENES:
            started = time.perf_counter()
            scene = raise_scene(name, story_start(FIRST_DAY))
            slowest.setdefault(name, []).append(time.perf_counter() - started)
            scene.close()
    name, spent = max(slowest.items(), key=lambda one: timing(one[1]).p50)
    ours = timing(spent)
    return [
        Row(
            f"The slowest scene to load, « {name} »",
            ours,
            None,
            "",
            f"p50 {ours.p50:.0f} ms",
            f"p50 < {SCENE_S} s",
            ours.p50 < SCENE_S * 1000,
        )
    ]


def _row(figure: str, spent: list[float], goal: float, bot: Timing | None = None) -> Row:
    ours = timing(spent)
    return Row(
        figure, ours, bot, BOT_S if bot else "", f"p99 {ours.p99:.0f} ms", f"p99 ≤ {goal:g} ms", ours.p99 <= goal
    )

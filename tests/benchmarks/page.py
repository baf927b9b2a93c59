"""From Enter on a command to its card painted on the live page, through Chromium, the bot's share told apart."""

import shutil
import time
from datetime import date

from playwright.sync_api import Page, sync_playwright

from bot.demo.cast import story_start
from bot.demo.story import USUAL, Scene, raise_scene
from bot.sandbox.browser.page import serve_page

from .measure import Row, Timing, timing

FIRST_DAY = date(2026, 5, 4)
LINE = "/dispositifs échelle"
CARD = "Bureau d’aide"  # what the command finds
TIMES, WARM_UP = 160, 20
PAUSE_S = 0.04  # what a person leaves at the very least between two commands
GOAL_MS = 150
FIGURE = f"Enter on {LINE} to its card on the page"
GOAL = f"p99 < {GOAL_MS} ms"
# The keyboard's own moment, then the first frame after the card came, once it is painted: what is posted from a
# frame's callback is heard after that frame.
WATCH = """(words) => {
  window.watched = new Promise((resolve) => {
    const list = document.getElementById('messages');
    let pressed = 0;
    document.addEventListener('keydown', (event) => { pressed = event.timeStamp; }, { capture: true, once: true });
    const newest = () => [...list.querySelectorAll('article')].at(-1);
    const before = newest();
    setTimeout(() => resolve(null), 5000);
    const observer = new MutationObserver(() => {
      const card = newest();
      if (card === before || !card.textContent.includes(words)) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - pressed);
        port2.postMessage(0);
      });
    });
    observer.observe(list, { childList: true, subtree: true });
  });
}"""


def measure() -> list[Row]:
    """Give the whole beside the bot's share, and what is left of it: the sandbox, its page and Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return [Row(f"{FIGURE}: cannot be measured, no chromium on the PATH", None, None, "", "", GOAL, None)]
    scene = raise_scene(USUAL, story_start(FIRST_DAY))
    try:
        whole, bot = _time_commands(scene, chromium)
    finally:
        scene.close()
    return _rows(whole, bot)


def _time_commands(scene: Scene, chromium: str) -> tuple[list[float], list[float]]:
    """Give seconds of the whole and of the bot's share, of the same commands."""
    whole: list[float] = []
    bot: list[float] = []
    slack, person = scene.stage.slack, scene.cast.eig
    live = serve_page(slack, port=0)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1400, "height": 900}, locale="fr-FR")
            page.goto(f"{live.address}/#qui={person.id}&ou={scene.cast.promotion.id}")
            page.locator("#tabs").wait_for(state="attached")
            page.wait_for_selector(f"#list [data-k='{scene.cast.promotion.id}'][aria-current]")
            for _ in range(WARM_UP + TIMES):
                time.sleep(PAUSE_S)
                before = len(slack.team.deliveries)
                whole.append(_press_enter(page))
                (delivery,) = slack.team.deliveries[before:]
                if delivery.error or slack.team.violations:
                    raise RuntimeError(f"{LINE}: {delivery.error} {slack.team.violations}")
                bot.append(delivery.ms / 1000)
            browser.close()
    finally:
        live.close()
    return whole[WARM_UP:], bot[WARM_UP:]


def _press_enter(page: Page) -> float:
    page.locator("#line").fill(LINE)
    page.evaluate(WATCH, CARD)
    page.keyboard.press("Enter")
    spent = page.evaluate("() => window.watched")
    if spent is None:
        raise RuntimeError(f"{LINE}: no card came")
    return float(spent) / 1000


def _rows(whole: list[float], bot: list[float]) -> list[Row]:
    ours = timing(whole)
    rest = timing([all_of_it - share for all_of_it, share in zip(whole, bot, strict=True)])
    return [
        _row(FIGURE, ours, timing(bot), "the bot's share", met=ours.p99 < GOAL_MS),
        _row("of it, the sandbox, its page and Chromium", rest, None, "", met=None),
    ]


def _row(figure: str, ours: Timing, peer: Timing | None, name: str, *, met: bool | None) -> Row:
    return Row(figure, ours, peer, name, f"p99 {ours.p99:.0f} ms", "" if met is None else GOAL, met)

"""One Chromium and one stage for all of these tests, a page and fresh windows for each; skipped without Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from bot.demo.stage import Stage
from bot.sandbox.browser.controls import Hint
from bot.sandbox.browser.page import BrowserPage as LivePage
from bot.sandbox.browser.page import serve_page
from bot.sandbox.people.person import Person
from tests.journeys.promotion import Promotion, gathered, raised
from tests.patience import PATIENCE

CHROMIUM = shutil.which("chromium")
WIDE: ViewportSize = {"width": 1400, "height": 900}
PHONE: ViewportSize = {"width": 400, "height": 800}
MOVES = {"+2\u00a0min": timedelta(minutes=2, seconds=5), "+1\u00a0h": timedelta(hours=1)}
# Each window brings two pages of the browser's own, which nobody sees and which cost a second of processor time. The
# last such list holds: the rest is of Playwright's, what would ask for something outside or change an address.
NOT_OURS = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
QUIET = ("AimEnabled", "HttpsUpgrades", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding")
LAUNCHED = ("--no-sandbox", f"--disable-features={','.join((*NOT_OURS, *QUIET, 'PreconnectToSearch'))}")
# What tests bring about: a server that is closed, a script in a mail.
EXPECTED = ("WebSocket connection", "net::ERR_CONNECTION", "Blocked script execution")

expect.set_options(timeout=1000 * PATIENCE)
Opener = Callable[..., Page]
Scheme = Literal["light", "dark"]


class Levers:
    """The story's levers over a stage, without scenes."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.bot_running = True

    def roles(self) -> dict[str, str]:
        return {self.stage.slack.people[3].id: "coach"}

    def tour(self, person_id: str) -> tuple[Hint, ...]:
        claire = self.stage.slack.people[3].id
        return (
            Hint("Ouvrir votre page", "", "home"),
            Hint("Devenir une coach", "", "play", claire if claire != person_id else self.stage.slack.people[0].id),
            Hint("Attendre", "", "move", next(iter(MOVES))),
        )

    def moves(self) -> list[str]:
        return list(MOVES)

    def move(self, label: str) -> None:
        self.stage.advance(self.stage.clock() + MOVES[label])

    def stop_bot(self) -> None:
        self.stage.stop_bot()
        self.bot_running = False

    def start_bot(self) -> None:
        self.stage.start_bot()
        self.bot_running = True

    def scenes(self) -> list[str]:
        return []

    @property
    def scene(self) -> str:
        return ""

    def load(self, name: str) -> None:
        raise LookupError(name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH: apt-get install chromium")
    with sync_playwright() as playwright:
        # Under libfaketime, which is preloaded, Chromium hangs.
        own: dict[str, str | float | bool] = {**os.environ}
        own.pop("LD_PRELOAD", None)
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCHED, env=own)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    assert browser.is_connected()  # without a browser no stage is raised
    with raised("sqlite", tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def promotion(stage: Stage) -> Iterator[Promotion]:
    with gathered(stage) as promotion:
        yield promotion


@pytest.fixture
def live(promotion: Promotion) -> Iterator[LivePage]:
    page = serve_page(promotion.stage.slack, port=0, controls=Levers(promotion.stage))
    yield page
    page.close()


def is_wrong(said: ConsoleMessage) -> bool:
    """Tell what a console should not say: all that is in red, and all about the page's own policy."""
    return "Content Security" in said.text or (said.type == "error" and not any(one in said.text for one in EXPECTED))


@pytest.fixture
def window(browser: Browser, live: LivePage) -> Iterator[Opener]:
    """Opens a window as somebody, in the DM with the app or in a channel; any error of its script fails the test."""
    wrong: list[str] = []
    contexts = []

    def open_window(
        who: Person, *, where: str | None = None, size: ViewportSize = WIDE, scheme: Scheme = "light"
    ) -> Page:
        context = browser.new_context(viewport=size, color_scheme=scheme, locale="fr-FR")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if is_wrong(said) else None)
        page.goto(f"{live.address}/#qui={who.id}&ou={where or who.dm.id}")
        page.locator("#line").wait_for()
        expect(page.locator("#talk-title")).not_to_have_text("…")
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert wrong == []

"""The pictures of README.md and docs/decouvrir.md, taken anew: `python -m tests.browser.pictures` (needs Chromium)."""

import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from bot.demo.cast import story_start
from bot.demo.story import OPENING, SOON, Story, raise_scene
from bot.sandbox.browser.page import serve_page
from tests.browser.conftest import CHROMIUM, PHONE, WIDE

DOCS = Path(__file__).parents[2] / "docs"
DAY = date(2026, 5, 4)  # always the same: only what has changed looks different
NEED = "Relire notre plan d’expérimentation avant la fin de la phase."


def take(folder: Path) -> None:
    """Take them all into `folder`."""
    start = story_start(DAY)
    with closing(Story(raise_scene(OPENING, start), start)) as story, sync_playwright() as playwright:
        live = serve_page(story.sandbox, port=0, controls=story)
        story.show = live.show
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        wide = _window(browser, live.address)
        wide.screenshot(path=folder / "sandbox-1400.png")
        wide.locator("#tour button").first.click()
        wide.get_by_label("Votre besoin").fill(NEED)
        for _ in range(2):
            wide.locator("dialog button[type=submit]").click()
        wide.get_by_label("Créneau", exact=True).select_option(index=1)
        wide.locator("dialog button[type=submit]").click()
        wide.get_by_role("dialog", name="C’est réservé").wait_for()
        wide.keyboard.press("Escape")
        story.move(SOON)
        wide.get_by_role("button", name="Messages", exact=True).click()
        card = wide.get_by_role("article").filter(has_text=NEED)
        card.screenshot(path=folder / "card.png")
        wide.get_by_role("button", name="Accueil", exact=True).click()
        wide.locator("#home").get_by_text("Rejoindre").wait_for()
        wide.set_viewport_size({"width": 1100, "height": 740})
        wide.screenshot(path=folder / "home.png")
        phone = _window(browser, live.address, phone=True, scheme="dark")
        phone.screenshot(path=folder / "sandbox-400.png")
        browser.close()
        live.close()


def _window(browser: Browser, address: str, *, phone: bool = False, scheme: Literal["light", "dark"] = "light") -> Page:
    page = browser.new_page(viewport=PHONE if phone else WIDE, color_scheme=scheme, locale="fr-FR")
    page.goto(address)
    page.locator("#home h3").first.wait_for()
    return page


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)

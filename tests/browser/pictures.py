"""The pictures of README.md, docs/decouvrir.md and docs/guide/: `python -m tests.browser.pictures` (needs Chromium).

They are taken anew, `guide` before the folder for those of the guide alone.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from rich.console import Console

from bot.demo.cast import story_start
from bot.demo.letters import newest
from bot.demo.pages import links
from bot.demo.scenes.committees import ask_half_days, plan_committees
from bot.demo.show import Show
from bot.demo.story import COMMITTEES, OPENING, SOON, TO_COME, TO_CONFIRM, Scene, Story, raise_scene
from bot.demo.transcript import Transcript
from bot.sandbox.browser.page import serve_page
from bot.sandbox.people.person import Person
from tests.browser.conftest import CHROMIUM, WIDE

DOCS = Path(__file__).parents[2] / "docs"
DAY = date(2026, 5, 4)  # always the same: only what has changed looks different
MAIL: ViewportSize = {"width": 640, "height": 400}
_ROOM = re.compile(r"visio\.example\.org/\w+")  # another one each time
LEAVE = "Je ne pourrai pas venir"
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
        wide.locator("#home").get_by_text("14 h").first.wait_for()
        wide.set_viewport_size({"width": 1100, "height": 740})
        wide.screenshot(path=folder / "home.png")
        browser.close()
        live.close()


def take_guide(folder: Path) -> None:
    """Take those of the guide into `folder`: a Home, a request, a mail, the page that a link of it opens."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with _scene(browser, TO_COME) as (page, scene):
            _home(page, scene.cast.eig, folder / "eig.png")
            _home(page, scene.cast.coach, folder / "coach.png")
        with _scene(browser, TO_CONFIRM) as (page, scene):
            page.get_by_label("Vous êtes").select_option(value=scene.cast.mentor.id)
            page.get_by_role("button", name="Messages", exact=True).click()
            request = page.get_by_role("article").filter(has_text="Confirmer les 4 séances")
            request.screenshot(path=folder / "mentor.png")
        with _scene(browser, COMMITTEES) as (_, scene):
            show = Show(scene.stage, scene.cast, Transcript(Console(quiet=True)))
            ask_half_days(show)
            plan_committees(show)
            letter = newest(show, scene.cast.porteuse_by_mail, "invitation", "Comité d’évaluation")
            if letter is None or letter.html is None:
                raise LookupError("no invitation to the committee")
            mail = browser.new_page(viewport=MAIL)
            mail.set_content(_ROOM.sub("visio.example.org/abc-defg-hij", letter.html))
            mail.screenshot(path=folder / "porteur.png", full_page=True)
            mail.goto(links(letter)[LEAVE])
            mail.screenshot(path=folder / "invites.png", full_page=True)
        browser.close()


@contextmanager
def _scene(browser: Browser, name: str) -> Iterator[tuple[Page, Scene]]:
    start = story_start(DAY)
    scene = raise_scene(name, start)
    with closing(Story(scene, start)) as story:
        live = serve_page(story.sandbox, port=0, controls=story)
        story.show = live.show
        yield _window(browser, live.address), scene
        live.close()


def _home(page: Page, person: Person, file: Path) -> None:
    page.set_viewport_size({"width": 1100, "height": 740})
    page.get_by_label("Vous êtes").select_option(value=person.id)
    page.get_by_role("button", name="Accueil", exact=True).click()
    home = page.locator("#home")
    home.get_by_text("À venir").wait_for()
    at = home.bounding_box() or {"x": 0, "y": 0, "width": 1100, "height": 740}
    page.screenshot(path=file, clip={**at, "height": 740 - at["y"]})  # without what is the sandbox's own


def _window(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport=WIDE, color_scheme="light", locale="fr-FR")
    page.goto(address)
    page.locator("#home h3").first.wait_for()
    return page


if __name__ == "__main__":
    guide, *given = sys.argv[1:] if sys.argv[1:2] == ["guide"] else ["", *sys.argv[1:]]
    where = Path(given[0]) if given else DOCS
    if not guide:
        take(where)
    take_guide(where / "guide" if not given else where)

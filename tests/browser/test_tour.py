"""`make demo` as a newcomer meets it: the page at once, the tour by mouse and by keyboard, the story told aside."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_booking import tab_to
from tests.browser.test_mentoring import tab_to_button
from tests.browser.test_page import wrongs
from tests.patience import PATIENCE

DAY = date(2026, 5, 1)  # a holiday, so that the story starts on the Monday after it
PLAY = f"""
import sys
from datetime import date
from bot.demo.play import play
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.patience import be_patient
if __name__ == "__main__":
    be_patient()
    sys.exit(play(once=False, port=0, today=date.fromisoformat("{DAY}")))
"""
NEED = "Relire notre plan d’expérimentation"
SECONDS = 90  # for a story that takes twenty, on a machine that does much else
PATIENCE_MS = 1000 * PATIENCE  # for a scene that is loaded, and time that is moved


@dataclass
class Demo:
    """`make demo` in a process of its own: what it prints, line by line, and where its page is."""

    process: subprocess.Popen[str]
    printed: "Queue[str | None]"
    lines: list[str]

    def until(self, words: str) -> str:
        """Read on until a line with these words; give it."""
        while not (self.lines and words in self.lines[-1]):
            line = self.printed.get(timeout=SECONDS)
            assert line is not None, self.lines
            self.lines.append(line.rstrip())
        return self.lines[-1]


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    script = tmp_path_factory.mktemp("demo") / "play.py"
    script.write_text(PLAY, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, script],
        cwd=Path(__file__).parents[2],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    printed: Queue[str | None] = Queue()
    Thread(target=_read, args=(process, printed), daemon=True).start()
    yield Demo(process, printed, [])
    process.terminate()
    process.wait(PATIENCE)


def _read(process: "subprocess.Popen[str]", printed: "Queue[str | None]") -> None:
    for line in process.stdout or ():
        printed.put(line)
    printed.put(None)


@contextmanager
def opened(browser: Browser, demo: Demo) -> Iterator[Page]:
    address = re.search(r"http://127\.0\.0\.1:\d+", demo.until("À vous de jouer") if not demo.lines else demo.lines[0])
    assert address
    context = browser.new_context(viewport=WIDE, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(address[0])
    yield page
    context.close()


def test_newcomer_tours_by_mouse_then_by_keyboard_and_ends_the_demo(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo) as page:
        tour_by_mouse(page)
    with opened(browser, demo) as page:
        tour_by_keyboard_on_a_phone_from_the_scene_in_regie(page)
    story_beside_it_prints_a_line_a_scene_and_all_ends_when_asked(demo)


def hint(page: Page, number: int) -> str:
    return page.locator("#tour button").nth(number - 1).inner_text().lstrip("0123456789\n ")


def waits_for_time(page: Page) -> None:
    """Wait until time has moved: only then it can be moved again."""
    expect(page.locator("#tour [aria-disabled]")).to_have_count(0, timeout=PATIENCE_MS)


def unread(page: Page) -> int:
    return sum(int(re.sub(r"\D", "", one)) for one in page.locator("#list .pill").all_inner_texts())


def tour_by_mouse(page: Page) -> None:
    expect(page.locator("#tour")).to_contain_text("Vous jouez Aya Benali, EIG, Guichet Clair")
    expect(page.locator("#home h3").first).to_be_visible()
    assert unread(page) == 3
    assert wrongs(page) == []
    page.locator("#tour button").nth(0).click()
    page.get_by_label("Votre besoin").fill(NEED)
    for _ in range(2):
        page.locator("dialog button[type=submit]").click()
    page.get_by_label("Créneau", exact=True).select_option(index=1)
    page.locator("dialog button[type=submit]").click()
    done = page.get_by_role("dialog", name="C’est réservé")
    expect(done).to_contain_text("vous pouvez revenir en arrière")
    page.keyboard.press("Escape")
    page.locator("#tour button").nth(1).click()
    expect(page.locator("#tour")).to_contain_text("Vous jouez Samira Oukaci, coach")
    page.locator("#tour button").nth(2).click()
    expect(page.locator("#home")).to_contain_text("bureau d’aide avec Aya Benali", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="dispositifs-eig 2 non lus")).to_be_visible()
    waits_for_time(page)
    page.get_by_role("button", name="Messages", exact=True).click()
    expect(page.get_by_role("article").last).to_contain_text(NEED)
    week = page.locator("#tour button").nth(2)
    expect(week).to_contain_text("Avancer d’une semaine")
    week.click()
    expect(page.get_by_role("article").last).not_to_contain_text(NEED)
    expect(page.locator("#clock")).to_contain_text("lundi 11 mai", timeout=PATIENCE_MS)


def tour_by_keyboard_on_a_phone_from_the_scene_in_regie(page: Page) -> None:
    page.set_viewport_size(PHONE)
    keys = page.keyboard
    tab_to_button(page, "Régie")
    keys.press("Enter")
    running = page.locator(".scenes [aria-current]")
    expect(running).to_have_count(1)
    name = running.inner_text()
    tab_to_button(page, name)
    keys.press("Enter")
    expect(page.locator("#clock")).to_contain_text("lundi 4 mai, 9", timeout=PATIENCE_MS)
    assert wrongs(page) == []
    keys.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#home h3").first).to_be_visible()
    assert wrongs(page) == []
    boxes = [button.bounding_box() for button in page.locator("#tour button").all()]
    assert [box for box in boxes if box is None or box["x"] + box["width"] > PHONE["width"]] == []  # none is cut
    tab_to_button(page, "Réserver un bureau d’aide")
    keys.press("Enter")
    expect(page.get_by_label("Votre besoin")).to_be_focused()
    keys.type(NEED)
    tab_to_button(page, "Voir les créneaux")
    keys.press("Enter")
    expect(page.get_by_label("Créneau", exact=True)).to_be_focused()
    assert wrongs(page) == []
    keys.press("ArrowDown")
    tab_to_button(page, "Réserver")
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="C’est réservé")).to_be_visible()
    keys.press("Escape")
    tab_to_button(page, "Devenir Samira")
    keys.press("Enter")
    expect(page.locator("#tour")).to_contain_text("Vous jouez Samira Oukaci, coach")
    tab_to_button(page, "Avancer de deux minutes")
    keys.press("Enter")
    expect(page.locator("#home")).to_contain_text("bureau d’aide avec Aya Benali", timeout=PATIENCE_MS)
    waits_for_time(page)
    tab_to_button(page, "Avancer d’une semaine")
    keys.press("Enter")
    expect(page.locator("#clock")).to_contain_text("lundi 11 mai", timeout=PATIENCE_MS)
    tab_to(page, "Masquer cette aide")
    keys.press("Enter")
    expect(page.locator("#tour")).to_be_hidden()


def story_beside_it_prints_a_line_a_scene_and_all_ends_when_asked(demo: Demo) -> None:
    assert demo.until("Tout s’est passé comme prévu.")
    scenes = [one for one in demo.lines if one.startswith("✓")]
    assert len(scenes) > 30
    assert len(demo.lines) - len(scenes) < 8  # a line a scene, and little beside
    assert [one for one in demo.lines if re.search(r"ERROR|WARNING|Traceback|✗", one)] == []
    log = Path(next(one for one in demo.lines if "Le journal du bot" in one).split(" : ")[1])
    assert log.exists()
    demo.process.terminate()
    assert demo.process.wait(PATIENCE) == 0
    assert not log.parent.exists()

"""The pages of links in a browser: nothing that axe finds, in any state, by keyboard, at 320 pixels, in the dark."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import update

from bot.demo.pages import links
from bot.demo.stage import Stage
from bot.gatherings.kinds import CONFERENCE
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.browser.page import serve_page
from storage.programme import people
from tests.browser.conftest import CHROMIUM, WIDE, Levers
from tests.browser.test_page import wrongs
from tests.databases import apart
from tests.journeys.gatherings import IN_THREE_WEEKS, gather_channels
from tests.journeys.promotion import NOW, gathered

DESCRIPTION = (
    "it => it.getAttribute('aria-describedby').split(' ').map(one => document.getElementById(one).textContent)"
)
NARROW: ViewportSize = {"width": 320, "height": 700}
MAUD = "maud@ministere.example.org"


@contextmanager
def announced(folder: Path, number: int) -> Iterator[tuple[Stage, dict[str, str]]]:
    """A conference announced by mail to a porteuse without Slack: the stage, and the links of her mail."""
    url = apart("sqlite", folder, number=number)
    with Stage(folder, now=NOW, database_url=url, reachable=True) as stage, gathered(stage) as promotion:
        gatherings = gather_channels(promotion)
        with promotion.database.transaction() as tx:
            maud = people.add(tx, name="Maud Petit", email=MAUD)
            people.add_membership(tx, maud, Membership(Role.PORTEUR, promotion.ids["promotion"]))
            tx.execute(update(people.people).values(looked_up_at=NOW).where(people.people.c.id == maud))
        series = gatherings.series(CONFERENCE, opened_to=frozenset({Role.PORTEUR}))
        made = gatherings.make(series, title="Ouvrir <b>le code</b> & *tout*")
        gatherings.go_to(made.announce_at + timedelta(seconds=30))
        stage.settle()
        yield stage, links(stage.slack.post.inbox(MAUD)[-1])


@pytest.fixture(scope="module")
def found(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, dict[str, str]]]:
    assert (CHROMIUM, browser.is_connected()) != (None, False)
    with announced(tmp_path_factory.mktemp("pages"), 998) as known:
        yield known


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow-dark"])
def test_porteuse_answers_and_asks_by_keyboard_alone(
    browser: Browser, found: tuple[Stage, dict[str, str]], size: ViewportSize, scheme: str
) -> None:
    _, addresses = found
    context = browser.new_context(viewport=size, color_scheme="dark" if scheme == "dark" else "light", locale="fr-FR")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.goto(addresses["Je viens"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ouvrir <b>le code</b>")
    check(page, size)
    focus(page, "Je viens")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(re.compile("vous venez|Je viens"))
    check(page, size)

    page.goto(addresses["Poser une question"])
    focus(page, "Poser une question")
    page.keyboard.press("Enter")
    field = page.get_by_label("Votre question", exact=False)
    expect(field).to_be_visible()
    check(page, size)
    page.get_by_role("button", name="Poser la question").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Rien n’a changé")
    described = field.evaluate(DESCRIPTION)
    assert described[-1] == "Remplissez ce champ."
    check(page, size)
    field.fill(f"Et à {size['width']} pixels ?")
    page.get_by_role("button", name="Poser la question").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Votre question est posée.")
    check(page, size)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Poser une question")).to_be_hidden()
    assert said == []  # nothing was blocked by the page's own policy
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_that_only_say_something_are_whole_too(
    browser: Browser, found: tuple[Stage, dict[str, str]], scheme: str
) -> None:
    stage, _ = found
    context = browser.new_context(viewport=NARROW, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(f"{stage.address}/r/rien")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page introuvable")
    check(page, NARROW)
    context.close()


def test_page_of_a_link_that_is_over_is_whole_too(browser: Browser, tmp_path: Path) -> None:
    """On a stage of its own: the other tests' links have to serve, in whatever order they come."""
    context = browser.new_context(viewport=NARROW, color_scheme="dark")
    page = context.new_page()
    with announced(tmp_path, 997) as (stage, addresses):
        stage.advance(IN_THREE_WEEKS + timedelta(days=2))
        page.goto(addresses["Je viens"])
        expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne sert plus")
        check(page, NARROW)
    context.close()


def test_mail_itself_is_whole_on_a_small_screen_and_in_the_dark(
    browser: Browser, found: tuple[Stage, dict[str, str]]
) -> None:
    stage, _ = found
    letter = next(one for one in stage.slack.post.inbox(MAUD) if "Je viens" in links(one))
    context = browser.new_context(viewport=NARROW)
    page = context.new_page()
    page.set_content(letter.html)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ouvrir <b>le code</b>")
        check(page, NARROW)
    context.close()


def focus(page: Page, label: str) -> None:
    """Go by Tab to a button; it can be seen where one is."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == label:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"« {label} » is not reached by Tab")


def check(page: Page, size: ViewportSize) -> None:
    assert wrongs(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate("document.documentElement.lang") == "fr"


def test_links_of_the_mails_that_the_stand_in_shows_open_their_pages(
    browser: Browser, found: tuple[Stage, dict[str, str]]
) -> None:
    stage, addresses = found
    live = serve_page(stage.slack, port=0, controls=Levers(stage))
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    page.goto(f"{live.address}/#qui={stage.slack.people[0].id}")
    page.get_by_role("button", name="E-mails").click()
    mail = page.locator(".mails > li").filter(has_text=MAUD).filter(has_text="Ouvrir").last
    mail.get_by_text("Comme dans une messagerie").click()
    with context.expect_page() as opened:
        mail.frame_locator("iframe").get_by_role("link", name="Je viens", exact=True).click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    assert opened.value.url == addresses["Je viens"]
    context.close()
    live.close()

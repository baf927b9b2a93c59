"""A year in the browser: a promotion begun, the plan of its months, a workshop asked for; mouse, keyboard, axe."""

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.test_booking import tab_to
from tests.browser.test_mentoring import tab_to_button
from tests.browser.test_page import send, wrongs
from tests.browser.test_places import play
from tests.journeys.gatherings import Gatherings, gather_channels
from tests.journeys.promotion import Promotion

NAME, QUESTION = "EIG 8", "À qui notre carte servira-t-elle\u00a0?"
ALL, BEGIN, PLAN, LINE = "Les promotions", "Préparer une promotion", "Plan de la promotion", "Changer une ligne"
SEMINAR = "Second séminaire de la promotion"
TYPING: ViewportSize = {"width": 400, "height": 420}  # a phone whose keyboard is out
WIDER = """[...document.querySelectorAll('html, #scroll, .modal-body')]
    .filter(at => at.scrollWidth > at.clientWidth).map(at => at.outerHTML.slice(0, 200))"""


@pytest.fixture
def gatherings(promotion: Promotion) -> Gatherings:
    """The promotion with its channels, porteurs and porteuses, and one more of each métier."""
    return gather_channels(promotion)


@pytest.fixture(params=[(WIDE, "light"), (PHONE, "dark")], ids=["mouse-wide", "keyboard-phone-dark"])
def page(request: pytest.FixtureRequest, gatherings: Gatherings, window: Opener) -> Page:
    """Claire's window: wide and light, where all is done by mouse, or a phone's and dark, by keyboard alone."""
    size, scheme = request.param
    return window(gatherings.claire, size=size, scheme=scheme)


def by_keyboard(page: Page) -> bool:
    return page.viewport_size is not None and page.viewport_size["width"] == PHONE["width"]


def press(page: Page, name: str) -> None:
    """Press a button, once it is there, as the one who has this window does."""
    wanted = page.get_by_role("button", name=name).last
    wanted.wait_for()
    if by_keyboard(page):
        tab_to_button(page, name)
        page.keyboard.press("Enter")
    else:
        wanted.click()


def shown(page: Page, title: str, *words: str) -> Locator:
    """Wait for the modal of this title that says these words; nothing in it is wider than the window."""
    dialog = page.get_by_role("dialog", name=title, exact=True)
    for one in words:
        expect(dialog).to_contain_text(one)
    expect(dialog).to_be_visible()
    fits(page)
    return dialog


def fits(page: Page) -> None:
    """Nothing is scrolled sideways: the page, what is read in a conversation, a modal."""
    assert page.evaluate(WIDER) == []


def top(page: Page) -> float:
    """Give how far what is read in the modal was scrolled, in pixels."""
    return float(page.locator(".modal-body").evaluate("at => at.scrollTop"))


def test_coach_begins_a_promotion_and_reads_what_is_missing(page: Page) -> None:
    send(page, "/dispositifs programme")
    press(page, ALL)
    shown(page, ALL, "EIG 7, du 12 janvier 2026 au 11 novembre 2026")
    press(page, BEGIN)
    page.get_by_label("Nom de la promotion").fill(NAME)
    page.get_by_label("Premier jour").fill("2026-09-01")
    page.get_by_label("Dernier jour").fill("2026-08-01")
    press(page, "Enregistrer")
    last = page.get_by_label("Dernier jour")
    expect(last).to_be_focused()
    expect(last).to_have_attribute("aria-invalid", "true")
    shown(page, "Nom et dates")
    assert wrongs(page) == []
    last.fill("2027-06-30")
    press(page, "Enregistrer")
    begun = shown(page, "La promotion", NAME, "En préparation", "Phase 4\u00a0: du 1er mai 2027 au 30 juin 2027")
    assert top(page) == 0
    assert wrongs(page) == []
    told = begun.inner_text()
    missing, known = told.split("Avant d’ouvrir")[1].split("À savoir")
    assert missing.split("\n• ")[1:] == [
        "ajoutez au moins un défi",
        "ajoutez les personnes",
        "ajoutez au moins une personne avec le rôle coach, vous par exemple\n",
    ]
    assert "ses dates chevauchent celles d’EIG 7" in known
    expect(begun.get_by_role("button", name="Ouvrir la promotion")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(begun).to_have_count(0)
    press(page, ALL)
    shown(page, ALL, f"{NAME}, en préparation")


def test_coach_reads_the_plan_from_its_top_and_comes_back_where_they_were(page: Page) -> None:
    send(page, "/dispositifs programme")
    press(page, PLAN)
    plan = shown(page, PLAN, "Rien n’est créé ni envoyé tant que vous n’avez pas confirmé.", "Pourquoi ces dates")
    expect(plan.get_by_role("heading", name=PLAN)).to_be_focused()
    assert top(page) == 0  # not at the menu that stands under all of it
    assert wrongs(page) == []
    expect(plan).to_contain_text("Jeudi 17 septembre et vendredi 18 septembre\u00a0: second séminaire de la promotion")
    lines = plan.get_by_label(LINE)
    if by_keyboard(page):
        page.set_viewport_size(TYPING)
        tab_to(page, LINE)
        page.keyboard.type(SEMINAR)
        page.keyboard.press("Enter")
    else:
        lines.focus()
        lines.select_option(label=SEMINAR)
    shown(page, LINE, SEMINAR, "Pourquoi ces dates", "deux mois avant la fin")
    assert top(page) == 0
    assert wrongs(page) == []
    page.keyboard.press("Escape")
    expect(plan).to_contain_text("Confirmer le plan")
    expect(lines).to_be_focused()
    expect(lines).to_be_in_viewport()


def test_team_asks_for_a_workshop_and_a_coach_takes_it(page: Page, gatherings: Gatherings) -> None:
    play(page, gatherings.lea)
    send(page, "/dispositifs atelier")
    shown(page, "Demander un atelier", "phase 2\u00a0: encore deux ateliers attendus")
    press(page, "Demander")
    question = page.get_by_label("La question à travailler")
    expect(question).to_be_focused()
    expect(question).to_have_accessible_description(
        "Qui la lira\u00a0: l’équipe du défi, les coachs, les personnes invitées. Ce champ est obligatoire."
    )
    expect(page.locator("#said")).to_have_text(
        "La question à travailler\u00a0: Ce champ est obligatoire. Le format\u00a0: Ce champ est obligatoire."
    )
    shown(page, "Demander un atelier")
    assert wrongs(page) == []
    page.keyboard.type(QUESTION)
    page.get_by_label("Le format", exact=True).select_option(label="Clinique")
    press(page, "Demander")
    shown(page, "C’est noté", "l’équipe des coachs reçoit votre question")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    gatherings.settle()
    page.goto(f"{page.url.partition('#')[0]}#qui={gatherings.claire.id}&ou={gatherings.promotion.coachs.id}")
    request = page.get_by_role("article").last
    expect(request).to_contain_text(f"L’équipe du défi Carte Vive demande un atelier\u00a0: «\u00a0{QUESTION}\u00a0».")
    expect(request).to_contain_text("Clinique")
    fits(page)
    assert wrongs(page) == []
    press(page, "Je m’en occupe")
    expect(page.locator("#messages")).to_contain_text("Claire Morel s’occupe de l’atelier du défi Carte Vive.")
    press(page, "Choisir la date")
    asked = shown(page, "Trouver une date", QUESTION)
    expect(asked.get_by_label("Léa Martin").first).to_be_checked()

"""The main job in the browser: a bureau d'aide booked by mouse, by keyboard alone, and answered in a second window."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Opener
from tests.journeys.promotion import NEED, Promotion

CARD = "Bureau d’aide mardi 5 mai"
MOST_TABS = 60


def move_time(page: Page, label: str = "+2\u00a0min") -> None:
    page.get_by_role("button", name="Régie").click()
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.locator(".busy")).to_have_count(0)
    page.get_by_role("button", name="Fermer le panneau").click()


def book_by_mouse(page: Page, need: str = NEED) -> None:
    page.get_by_role("textbox", name="Écrire à dispositifs-eig").fill("/bureau-aide")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_label("Votre besoin").fill(need)
    page.get_by_role("button", name="Voir les créneaux").click()
    slots = page.get_by_label("Créneau", exact=True)
    slots.select_option(index=1)
    page.get_by_role("button", name="Réserver", exact=True).click()
    expect(page.get_by_role("dialog", name="C’est réservé")).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so, by its label or its words."""
    for _ in range(MOST_TABS):
        found = page.evaluate(
            """() => { const at = document.activeElement; if (at.matches('body, dialog, form')) return '';
            return [at.labels?.[0]?.textContent, at.getAttribute('aria-label'), at.textContent].join(' | '); }"""
        )
        if name in found:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches « {name} »")


def test_booking_by_mouse(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    book_by_mouse(page)
    page.get_by_role("button", name="Fermer", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    move_time(page)
    expect(page.get_by_role("heading", name=CARD)).to_be_visible()
    assert NEED in promotion.sami.inbox()[-1].words


def test_booking_by_keyboard_alone(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, where=promotion.general.id)
    keys = page.keyboard
    tab_to(page, "general")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("#talk-title")).to_have_text("dispositifs-eig")
    keys.type("/bu")
    expect(page.get_by_role("option", name="/bureau-aide")).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(page.locator("#line")).to_have_value("/bureau-aide ")
    keys.press("Enter")
    expect(page.get_by_label("Votre besoin")).to_be_focused()
    tab_to(page, "Voir les créneaux")
    keys.press("Enter")
    expect(page.get_by_label("Votre besoin")).to_be_focused()  # empty: the error stands beside it, the focus is there
    keys.type(NEED)
    tab_to(page, "Voir les créneaux")
    keys.press("Space")
    expect(page.get_by_role("dialog", name="Choisir un créneau")).to_be_visible()
    expect(page.get_by_label("Créneau", exact=True)).to_be_focused()
    keys.press("ArrowDown")
    tab_to(page, "Réserver")
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="C’est réservé")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#line")).to_be_focused()
    promotion.stand()
    assert NEED in promotion.lea.inbox()[-1].words


def test_opening_and_cancelling_at_400_pixels_by_keyboard_alone(promotion: Promotion, window: Opener) -> None:
    promotion.book(promotion.lea, host="Claire Morel")
    page = window(promotion.lea)
    page.set_viewport_size(PHONE)
    line = page.get_by_role("textbox", name="Écrire à dispositifs-eig")
    line.fill("/dispositifs agenda")
    keys = page.keyboard
    keys.press("Enter")
    open_it = "mardi 5 mai à 9\u00a0h : Ouvrir, Bureau d’aide"
    expect(page.get_by_role("button", name=open_it)).to_be_visible()
    tab_to(page, open_it)
    keys.press("Enter")
    opened = page.get_by_role("dialog", name="Bureau d’aide")
    expect(opened).to_contain_text(NEED)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    tab_to(page, "Annuler le rendez-vous")
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Annuler le rendez-vous")).to_be_visible()
    keys.press("Escape")  # the form alone is closed: the card is under it
    expect(opened).to_contain_text(NEED)
    tab_to(page, "Annuler le rendez-vous")
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Annuler le rendez-vous")).to_be_visible()
    tab_to(page, "Annuler le rendez-vous")
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Annulé")


def test_coach_answers_in_a_second_window(promotion: Promotion, window: Opener) -> None:
    lea = window(promotion.lea)
    book_by_mouse(lea)
    lea.keyboard.press("Escape")
    claire = window(promotion.claire, where=promotion.coachs.id)
    move_time(lea)
    expect(claire.get_by_role("button", name="dispositifs-eig 1 non lu")).to_be_visible()
    expect(claire.locator("#said")).to_contain_text("dispositifs-eig")
    claire.get_by_role("button", name="dispositifs-eig").click()
    expect(claire.get_by_role("button", name="dispositifs-eig", exact=True)).to_be_visible()  # read: the mark is gone
    card = claire.get_by_role("article").filter(has_text=CARD)
    card.get_by_role("button", name="Annuler le rendez-vous").click()
    dialog = claire.get_by_role("dialog")
    expect(dialog).to_be_visible()
    claire.keyboard.press("Escape")  # one layer is closed, and nothing was cancelled
    expect(dialog).to_have_count(0)
    card.get_by_role("button", name="Annuler le rendez-vous").click()
    dialog.get_by_role("textbox").first.fill("Un empêchement")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_contain_text("Annulé")  # else time may move on before it is, and nobody is told
    move_time(lea)
    expect(lea.locator("#messages")).to_contain_text("Claire Morel l’a annulé")

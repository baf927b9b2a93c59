"""A mentoring cycle in the browser: asked for, then confirmed by its mentor, by mouse and by keyboard alone; axe."""

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.people.person import Person
from tests.browser.conftest import Opener
from tests.browser.test_booking import MOST_TABS, tab_to
from tests.browser.test_page import wrongs
from tests.journeys.mentors import DATA, MENTORS, seed_mentors
from tests.journeys.promotion import Promotion

NEED = "Choisir un modèle pour nos séries"
GROUP = "Léa Martin, Sami Haddad, dispositifs-eig"
DATES = (
    "mardi 12 mai, de 14\u00a0h à 15\u00a0h\u00a030",
    "mardi 19 mai, de 14\u00a0h à 15\u00a0h\u00a030",
    "mardi 26 mai, de 14\u00a0h à 15\u00a0h\u00a030",
    "mardi 2 juin, de 14\u00a0h à 15\u00a0h\u00a030",
)
SEE, SEND, CONFIRM = "Voir les 4\u00a0séances", "Envoyer la demande", "Confirmer les 4\u00a0séances"


@pytest.fixture
def maya(promotion: Promotion) -> Person:
    """Three mentors join; Maya, a guest of Slack who has no commands, suits best."""
    emails = {key: f"{key}-{promotion.lea.email}" for key in MENTORS}
    people = {
        key: promotion.stage.slack.add_person(name, email=emails[key], guest="no_commands")
        for key, name in MENTORS.items()
    }
    with promotion.database.transaction() as tx:
        seed_mentors(tx, promotion.ids, emails=emails)
    promotion.sami.command("/dispositifs agenda")  # the bot knows this account before a conversation is opened
    return people["maya"]


def reads_the_dates(page: Page) -> None:
    expect(page.get_by_role("heading", name="Mentorat avec Maya Benali, défi Carte Vive")).to_be_visible()
    for date in DATES:
        expect(page.locator("#messages")).to_contain_text(date)
    expect(page.locator("#messages")).to_contain_text(NEED)


def tab_to_button(page: Page, name: str) -> None:
    """Press Tab until a button of this name has the focus: the messages, which can be scrolled, hold its words too."""
    for _ in range(MOST_TABS):
        if name in page.evaluate("document.activeElement.matches('button') ? document.activeElement.textContent : ''"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches the button « {name} »")


def test_mentoring_by_mouse(promotion: Promotion, maya: Person, window: Opener) -> None:
    page = window(promotion.lea)
    page.get_by_role("textbox", name="Écrire à dispositifs-eig").fill("/mentorat")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_label("Votre besoin").fill(NEED)
    page.get_by_label("Domaine").select_option(label=DATA)
    page.get_by_role("button", name="Préciser").click()
    page.get_by_label("Sami Haddad").check()
    assert wrongs(page) == []
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("dialog", name="Mentors et mentores")).to_contain_text("Peut encore suivre 2\u00a0équipes")
    assert wrongs(page) == []
    page.get_by_role("button", name="Maya Benali").click()
    expect(page.get_by_role("dialog", name="Les 4\u00a0séances")).to_contain_text("Séance 4")
    assert wrongs(page) == []
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("dialog", name="C’est envoyé")).to_contain_text("Réponse au plus tard")
    page.get_by_role("button", name="Fermer", exact=True).click()
    page.get_by_label("Vous êtes").select_option(label=f"{maya.name}, compte invité")
    page.get_by_role("button", name="dispositifs-eig", exact=False).first.click()
    expect(page.locator("#messages")).to_contain_text("Léa Martin vous demande quatre séances de mentorat")
    assert wrongs(page) == []
    page.get_by_role("button", name=CONFIRM).click()
    expect(page.locator("#messages")).to_contain_text("Les 4\u00a0séances sont confirmées")
    page.get_by_role("button", name=GROUP).click()
    reads_the_dates(page)
    assert wrongs(page) == []


@pytest.mark.usefixtures("maya")
def test_mentoring_by_keyboard_alone(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    keys = page.keyboard
    tab_to(page, "Écrire à dispositifs-eig")
    keys.type("/ment")
    expect(page.get_by_role("option", name="/mentorat")).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(page.locator("#line")).to_have_value("/mentorat ")
    keys.press("Enter")
    expect(page.get_by_label("Votre besoin")).to_be_focused()
    keys.type(NEED)
    tab_to(page, "Domaine")
    keys.type("science")
    tab_to(page, "Préciser")
    keys.press("Enter")
    expect(page.get_by_label("Sami Haddad")).to_be_visible()
    tab_to(page, "Sami Haddad")
    keys.press("Space")
    tab_to(page, "Continuer")
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Mentors et mentores")).to_be_visible()
    tab_to(page, "Maya Benali")
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Les 4\u00a0séances")).to_be_visible()
    tab_to(page, SEND)
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="C’est envoyé")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    promotion.stage.settle()
    tab_to(page, "Vous êtes")
    keys.type("Maya")
    keys.press("Enter")
    expect(page.get_by_role("button", name=CONFIRM)).to_be_visible()
    tab_to_button(page, CONFIRM)
    keys.press("Enter")
    expect(page.get_by_role("button", name=GROUP)).to_be_visible()
    tab_to_button(page, "dispositifs-eig")
    for _ in range(5):
        if GROUP in page.evaluate("document.activeElement.textContent"):
            break
        keys.press("ArrowUp")
    keys.press("Enter")
    reads_the_dates(page)

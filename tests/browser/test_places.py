"""Who is played and where one is on the page: changed by mouse, keyboard and Back, with nothing of others left."""

import re
from collections.abc import Callable
from functools import partial

from playwright.sync_api import Page, expect

from bot.sandbox.memory.team import Delivery
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_page import send
from tests.journeys.promotion import Promotion

ACTIONS = ("block_actions",)


def presses(slack: Sandbox, *, since: int) -> list[Delivery]:
    """Give what was pressed since so many deliveries: opening a Home is one too, and may come late."""
    return [one for one in slack.deliveries[since:] if one.payload.get("type") in ACTIONS]


def play(page: Page, person: Person) -> None:
    page.get_by_label("Vous êtes").select_option(value=person.id)
    expect(page).to_have_title(re.compile(re.escape(f"({person.name})")))


def tab_of(page: Page, name: str) -> Callable[[], None]:
    return page.get_by_role("button", name=name, exact=True).click


def title(page: Page) -> str:
    return page.locator("#talk-title").inner_text()


def test_home_is_of_who_is_played_and_its_buttons_are_theirs(promotion: Promotion, window: Opener) -> None:
    page, slack = window(promotion.lea), promotion.stage.slack
    tab_of(page, "Accueil")()
    expect(page.locator("#home button").first).to_be_visible()
    for person in (promotion.sami, promotion.claire, promotion.lea):  # the first two never opened theirs
        play(page, person)
        expect(page.get_by_role("button", name="Accueil", exact=True)).to_have_attribute("aria-pressed", "true")
        home = slack.wait_for(person.home)
        assert home is not None
        button = page.locator("#home button").last
        expect(button).to_have_text(home.buttons[-1])
        before = len(slack.deliveries)
        button.click()
        pressed = slack.wait_for(partial(presses, slack, since=before)) or []
        assert [(one.payload["user"]["id"], one.payload["view"]["id"], one.error) for one in pressed] == [
            (person.id, home.id, None)
        ]
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_home_that_was_never_published_shows_nobody_elses(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    tab_of(page, "Accueil")()
    expect(page.locator("#home button").first).to_be_visible()
    promotion.stage.stop_bot()
    try:
        play(page, promotion.sami)
        expect(page.locator("#home button")).to_have_count(0)
    finally:
        promotion.stage.start_bot()
    expect(page.locator("#home button").first).to_be_visible()  # the bot hears of it as soon as it is back


def test_tabs_of_the_app_lead_there_after_a_change_on_its_conversation(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    for person in (promotion.claire, promotion.sami):
        play(page, person)
        tab_of(page, "Accueil")()
        expect(page.locator("#home button").first).to_be_visible()
        tab_of(page, "Messages")()
        expect(page.locator("#line")).to_be_visible()
        send(page, "mentorat")
        expect(page.get_by_role("article").last).to_contain_text("Mentorat")
        assert promotion.stage.slack.wait_for(person.inbox)


def test_what_one_was_writing_is_not_anothers(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, where=promotion.general.id)
    page.locator("#line").fill("à moitié écrit")
    play(page, promotion.sami)
    assert title(page) == "#general"
    expect(page.locator("#line")).to_have_value("")
    play(page, promotion.lea)
    expect(page.locator("#line")).to_have_value("à moitié écrit")


def test_arrows_go_through_people_and_enter_or_leaving_chooses(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, where=promotion.general.id)
    who = page.get_by_label("Vous êtes")
    who.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    promotion.ines.message("bonjour", channel=promotion.general)  # what comes meanwhile changes nothing
    expect(page.locator("#messages")).to_contain_text("bonjour")
    page.wait_for_timeout(900)  # nor does a rest
    expect(page).to_have_title(re.compile("Léa Martin"))
    expect(who).to_have_value(promotion.claire.id)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Claire Morel"))
    expect(who).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(who).to_have_value(promotion.claire.id)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(page).to_have_title(re.compile("Inès Diallo"))


def test_back_leads_to_the_place_before(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, where=promotion.general.id)
    page.get_by_role("button", name="dispositifs-eig").click()
    tab_of(page, "Accueil")()
    expect(page.locator("#home button").first).to_be_visible()
    play(page, promotion.claire)
    page.get_by_role("button", name="coachs (canal privé)").click()
    page.get_by_role("button", name="Régie").click()  # beside it: no step of its own
    expect(page.locator("#talk-title")).to_have_text("#coachs")
    for who, where in (
        ("Claire Morel", "dispositifs-eig"),
        ("Léa Martin", "dispositifs-eig"),
        ("Léa Martin", "dispositifs-eig"),
        ("Léa Martin", "#general"),
    ):
        page.go_back()
        expect(page.locator("#talk-title")).to_have_text(where)
        expect(page).to_have_title(re.compile(who))
    expect(page.locator("#home")).to_be_hidden()
    page.go_forward()
    expect(page.locator("#talk-title")).to_have_text("dispositifs-eig")
    page.go_forward()
    expect(page.locator("#home button").first).to_be_visible()
    page.reload()
    expect(page.locator("#home button").first).to_be_visible()


def test_back_uncovers_the_conversation_on_a_phone(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, where=promotion.general.id, size=PHONE)
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="dispositifs-eig").click()
    expect(page.locator("#line")).to_be_visible()
    page.get_by_role("button", name="E-mails").click()
    expect(page.locator("#talk")).to_be_hidden()
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#talk-title")).to_have_text("dispositifs-eig")
    page.get_by_role("button", name="E-mails").click()
    page.get_by_role("button", name="Fermer le panneau").click()
    expect(page.locator("#line")).to_be_visible()
    page.go_back()
    expect(page.locator("#talk-title")).to_have_text("#general")


def test_modal_is_in_the_window_that_opened_it(promotion: Promotion, window: Opener) -> None:
    first, second = window(promotion.lea), window(promotion.lea)
    need = "Votre besoin"
    send(first, "/bureau-aide")
    expect(first.get_by_label(need)).to_be_visible()
    expect(second.locator("#messages")).to_be_visible()
    assert second.get_by_role("dialog").count() == 0
    send(second, "/bureau-aide")
    second.get_by_label(need).fill("Autre chose")
    first.get_by_label(need).fill("Relire")
    first.get_by_role("button", name="Voir les créneaux").click()
    expect(first.get_by_role("dialog", name="Choisir un créneau")).to_be_visible()
    expect(second.get_by_label(need)).to_have_value("Autre chose")


def test_what_failed_is_forgiven_when_the_bot_is_back(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    send(page, "carnet")
    card = page.get_by_role("article").filter(has_text="Carnet de bord")
    expect(card.get_by_role("button").first).to_be_visible()
    page.get_by_role("button", name="Régie").click()
    page.get_by_role("button", name="Arrêter le bot").click()
    start = page.get_by_role("button", name="Démarrer le bot")
    expect(start).to_be_visible()
    card.get_by_role("button").first.click()
    expect(card).to_contain_text("dispatch_failed")
    start.click()
    expect(card).not_to_contain_text("dispatch_failed")

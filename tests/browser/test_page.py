"""The page itself: hostile and long texts, the bot stopped, a fault and its recovery, a restart, both widths, axe."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page, ViewportSize, expect

from bot.sandbox.browser.page import BrowserPage as LivePage
from bot.sandbox.browser.page import serve_page
from tests.browser.conftest import PHONE, WIDE, Levers, Opener
from tests.browser.test_booking import book_by_mouse, move_time
from tests.journeys.promotion import NEED, Promotion
from tests.patience import PATIENCE

EVIL = """<img src=x onerror="window.ran=1"><script>window.ran=1</script> <javascript:alert(1)|ici> *gras*"""
MINUTES = timedelta(minutes=2, seconds=5)
PANELS = ("Lecteur d’écran", "Coulisses", "Régie", "E-mails")


def send(page: Page, text: str) -> None:
    """Write a line, once no dialog is about to give the focus back to the button that opened it."""
    expect(page.locator("dialog")).to_have_count(0)
    page.locator("#line").fill(text)
    page.keyboard.press("Enter")


def test_nothing_runs_whatever_people_write(promotion: Promotion, window: Opener) -> None:
    promotion.stage.slack.add_channel("<script>window.ran=1</script>", members=[promotion.lea])
    promotion.stage.slack.add_person('"><svg onload=window.ran=1>', email="x@example.org")
    page = window(promotion.lea)
    book_by_mouse(page, EVIL)
    page.keyboard.press("Escape")
    move_time(page)
    expect(page.locator("#messages")).to_contain_text('<img src=x onerror="window.ran=1">')
    page.get_by_role("button", name="general").click()
    send(page, EVIL)
    expect(page.locator("#messages")).to_contain_text("<javascript:alert(1)|ici>")
    for panel in PANELS:
        page.get_by_role("button", name=panel).click()
    page.get_by_role("button", name="Coulisses").click()
    page.locator(".traffic summary").first.click()
    expect(page.locator(".traffic pre").first).to_contain_text("{")
    assert page.evaluate("[window.ran, document.scripts.length, document.querySelectorAll('img, svg').length]") == [
        None,
        1,
        0,
    ]
    assert page.locator("a[href^='javascript']").count() == 0


def test_links_lead_to_the_web_alone_and_without_an_opener(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, where=promotion.general.id)
    for target in (
        "https://exemple.fr|le site",
        "javascript:window.ran=1|ici",
        "data:text/html,x|là",
        "mailto:a@b.fr|elle",
    ):
        promotion.stage.slack.team.post(promotion.general, text=f"Voir <{target}>.", blocks=[])
    expect(page.locator("#messages article")).to_have_count(4)
    links = page.locator("#messages article a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://exemple.fr/")
    expect(links).to_have_attribute("rel", "noopener noreferrer")


def test_message_of_40000_characters(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, where=promotion.general.id, size=PHONE)
    long = ("*mot_ ~`<" * 4445)[:40_000]  # the marks are the worst that a reader of markup can meet
    send(page, long)
    article = page.locator("#messages article .text")
    expect(article).to_contain_text("mot")
    assert re.sub("[*_~`]", "", article.text_content() or "") == re.sub("[*_~`]", "", long)
    assert promotion.general.messages[-1].text.count("&lt;") == long.count("<")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    send(page, "et après")
    expect(page.locator("#messages article").last).to_contain_text("et après")


def test_stopped_bot_is_said_and_what_it_owes_arrives_afterwards(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    book_by_mouse(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Régie").click()
    page.get_by_role("button", name="Arrêter le bot").click()
    start = page.get_by_role("button", name="Démarrer le bot")
    expect(start).to_be_visible()
    send(page, "/dispositifs")
    expect(page.locator(".note-slack")).to_contain_text("dispatch_failed")
    promotion.stage.set_clock(promotion.stage.clock() + MINUTES)
    assert promotion.claire.inbox() == []
    start.click()
    expect(page.get_by_role("button", name="Arrêter le bot")).to_be_visible()
    assert promotion.stage.slack.wait_for(promotion.claire.inbox, seconds=PATIENCE)  # who did not book hears afterwards


def test_fault_is_turned_on_and_off_again(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    page.get_by_role("button", name="Régie").click()
    switch = page.get_by_role("switch", name="Slack est en panne")
    switch.click()
    expect(switch).to_be_checked()
    calls = len(promotion.stage.slack.calls)
    send(page, "/bureau-aide")
    assert promotion.stage.slack.wait_for(lambda: any(one.status == 500 for one in promotion.stage.slack.calls[calls:]))
    assert promotion.lea.modal is None
    switch.click()
    expect(switch).not_to_be_checked()
    send(page, "/bureau-aide")
    expect(page.get_by_role("dialog", name="Bureau d’aide")).to_be_visible()


def test_end_of_a_conversation_stays_in_sight_beside_a_panel(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    for number in range(12):
        words = f"{number} " + "Des mots qui prennent plus de lignes. " * 5
        promotion.stage.slack.team.post(promotion.lea.dm, text=words, blocks=[])
    expect(page.get_by_role("article").last).to_contain_text("11 Des mots")
    in_sight = "at => at.scrollHeight - at.scrollTop - at.clientHeight < 2"
    for name in ("Coulisses", "Fermer le panneau", "Régie"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(200)  # by then the panel is there, or nearly
        page.wait_for_function(in_sight, arg=page.locator("#scroll").element_handle())


def test_lost_answer_to_a_modal_is_said_until_the_next_try(promotion: Promotion, window: Opener) -> None:
    page, faults = window(promotion.lea), promotion.stage.slack.faults
    send(page, "/bureau-aide")
    page.get_by_label("Votre besoin").fill(NEED)
    faults.switch("gesture_acks_lost", on=True)
    try:
        page.get_by_role("button", name="Voir les créneaux").click()
        trouble = page.get_by_role("dialog").get_by_role("alert").filter(has_text="Réessayer")
        expect(trouble).to_be_visible()
        page.wait_for_timeout(500)  # what was sent comes back from the server, and the view is drawn again
        expect(trouble).to_be_visible()
    finally:
        faults.switch("gesture_acks_lost", on=False)
    page.get_by_role("button", name="Voir les créneaux").click()
    expect(page.get_by_role("dialog", name="Choisir un créneau")).to_be_visible()
    expect(trouble).to_have_count(0)


def test_page_left_open_over_a_restart_finds_the_server_again(
    promotion: Promotion, window: Opener, live: LivePage
) -> None:
    page = window(promotion.lea, where=promotion.general.id)
    page.locator("#line").fill("à moitié écrit")
    live.close()
    expect(page.locator("#lost")).to_be_visible()
    again = serve_page(promotion.stage.slack, port=live.port, controls=Levers(promotion.stage))
    try:
        expect(page.locator("#lost")).to_be_hidden()
        promotion.claire.message("bonjour", channel=promotion.general)
        expect(page.locator("#messages")).to_contain_text("bonjour")
        expect(page.locator("#line")).to_have_value("à moitié écrit")
    finally:
        again.close()


def test_screen_reader_panel_says_modal_and_message_in_order(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    page.get_by_role("button", name="Lecteur d’écran").click()
    heard = page.locator(".heard li")
    promotion.stage.slack.team.post(promotion.lea.dm, text="Bonjour *Léa*", blocks=[])
    expect(heard).to_have_text(["dispositifs-eig", "Bonjour Léa"])
    send(page, "/bureau-aide")
    expect(heard.first).to_have_text("Boîte de dialogue\u00a0: Bureau d’aide")
    page.get_by_label("Votre besoin").fill("Relire")
    expect(heard.nth(2)).to_contain_text("Champ de texte\u00a0: Votre besoin, obligatoire, Relire")
    expect(heard.last).to_have_text("Bouton\u00a0: Voir les créneaux")


def test_broken_rule_is_counted_and_told(promotion: Promotion, window: Opener) -> None:
    page, team = window(promotion.lea), promotion.stage.slack.team
    team.break_rule("views.open: un champ de trop")
    team.tell()
    page.get_by_role("button", name="Coulisses 1 règle enfreinte").click()
    expect(page.locator(".broken")).to_have_text("1\u00a0règle enfreinteviews.open: un champ de trop")
    send(page, "/dispositifs")
    row = page.locator(".traffic li").filter(has_text="/dispositifs")
    expect(row).to_contain_text("ms sur 3\u202f000")
    team.violations.clear()


def test_switch_of_person_and_home(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, where=promotion.general.id)
    page.get_by_label("Vous êtes").select_option(label="Claire Morel, coach")
    expect(page.get_by_role("button", name="coachs (canal privé)")).to_be_visible()
    page.get_by_role("button", name="dispositifs-eig").click()
    page.get_by_role("button", name="Accueil", exact=True).click()
    expect(page.locator("#home h3").first).to_be_visible()
    assert promotion.claire.home() is not None
    page.reload()
    expect(page.get_by_label("Vous êtes")).to_have_value(promotion.claire.id)


def wrongs(page: Page, *, rules: tuple[str, ...] = ()) -> list[str]:
    """Give what axe finds wrong, by all of its rules or by these alone; a page is given axe once, as dear as a run."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("options => axe.run(document, options).then(all => all.violations)", options)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing(promotion: Promotion, window: Opener, size: ViewportSize) -> None:
    page = window(promotion.lea, size=size)
    promotion.claire.message("voir https://exemple.fr `code` @Léa Martin", channel=promotion.general)
    book_by_mouse(page)
    assert wrongs(page) == []
    page.keyboard.press("Escape")
    move_time(page)
    page.get_by_role("article").hover()
    assert wrongs(page) == []
    page.get_by_role("button", name="Accueil", exact=True).click()
    expect(page.locator("#home h3").first).to_be_visible()
    for panel in PANELS:
        page.get_by_role("button", name=panel).click()
        assert wrongs(page) == []
    if size is PHONE:
        page.get_by_role("button", name="Fermer le panneau").click()
        page.get_by_role("button", name="Conversations").click()
        assert wrongs(page) == []
    page.get_by_role("button", name="general").click()
    page.locator("#line").fill("/")
    assert wrongs(page) == []
    fail_a_form(page)
    assert wrongs(page) == []


def test_axe_finds_contrast_in_the_dark_too(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, where=promotion.general.id, scheme="dark")
    promotion.claire.message("voir https://exemple.fr `code` @Léa Martin", channel=promotion.general)
    send(page, "/dispositifs")
    expect(page.locator(".only")).to_be_visible()
    page.get_by_role("button", name="Coulisses").click()
    assert wrongs(page, rules=("color-contrast",)) == []
    fail_a_form(page)
    assert wrongs(page, rules=("color-contrast",)) == []


def fail_a_form(page: Page) -> None:
    send(page, "/bureau-aide")
    page.get_by_role("button", name="Voir les créneaux").click()
    expect(page.locator("dialog .wrong .error")).to_have_text("Ce champ est obligatoire.")


def test_phone_shows_one_column_and_never_scrolls_sideways(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea, size=PHONE)

    def fits() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    book_by_mouse(page)
    fits()
    page.keyboard.press("Escape")
    move_time(page)
    expect(page.get_by_role("heading", name="Bureau d’aide mardi 5 mai")).to_be_visible()
    fits()
    for panel in PANELS:
        page.get_by_role("button", name=panel).click()
        expect(page.locator("#talk")).to_be_hidden()
        fits()
    page.get_by_role("button", name="Fermer le panneau").click()
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("#talk")).to_be_hidden()
    fits()
    page.get_by_role("button", name="general").click()
    expect(page.locator("#talk-title")).to_have_text("#general")

"""Every block and element: drawn, reached by its label, and what is entered is what Slack would send."""

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.gallery import COLOURS, MESSAGE, MODAL
from tests.browser.test_page import send, wrongs
from tests.journeys.promotion import Promotion


def test_each_field_keeps_what_is_entered(promotion: Promotion, window: Opener, tmp_path: Path) -> None:
    page = window(promotion.lea)
    team = promotion.stage.slack.team
    with team.lock:
        team.screens.open(promotion.lea.id, MODAL)
        team.tell()
    page.get_by_label("Plusieurs lignes").fill("a\nb")
    page.get_by_label("Adresse").fill("https://exemple.fr")
    page.get_by_label("E-mail").fill("lea@exemple.fr")
    page.get_by_label("Nombre").fill("3")
    page.get_by_label("Une couleur").select_option(label="Bleu & gris")
    for group, words in (("Plusieurs couleurs", ("Rouge", "Vert")), ("Une seule", ("Vert",)), ("Cases", ("Vert",))):
        for word in words:
            page.get_by_label(group).get_by_label(word).check()
    page.get_by_label("Heure").fill("14:30")
    page.get_by_label("Moment").fill("2026-05-12T14:30")
    page.get_by_label("Personne").select_option(label="Claire Morel")
    assert wrongs(page) == []
    (tmp_path / "cv.pdf").write_bytes(b"%PDF-1")
    (tmp_path / "cv.exe").write_bytes(b"MZ")
    page.get_by_label("Fichier").set_input_files(tmp_path / "cv.exe")
    expect(page.get_by_text("Les fichiers acceptés")).to_be_visible()
    page.get_by_label("Fichier").set_input_files(tmp_path / "cv.pdf")
    expect(page.get_by_role("button", name="Retirer cv.pdf")).to_be_visible()
    page.get_by_role("button", name="Envoyer").last.click()
    missing = page.get_by_label("Toujours vide")
    expect(missing).to_be_focused()
    expect(missing).to_have_accessible_description("Une indication Ce champ est obligatoire.")
    expect(page.get_by_label("Plusieurs lignes")).to_have_value("a\nb")
    modal = promotion.lea.modal
    assert modal is not None
    kept: dict[str, Any] = {block: one for block, actions in modal.values.items() for one in actions.values()}
    assert {block: next(value for key, value in one.items() if key != "type") for block, one in kept.items()} == {
        "missing": None,
        "lines": "a\nb",
        "link": "https://exemple.fr",
        "mail": "lea@exemple.fr",
        "number": "3",
        "one": COLOURS[2],
        "many": COLOURS[:2],
        "radio": COLOURS[1],
        "boxes": COLOURS[:2],
        "day": "2026-05-12",
        "time": "14:30",
        "moment": 1778589000,
        "who": promotion.claire.id,
        "file": kept["file"]["files"],
    }
    assert [one["name"] for one in kept["file"]["files"]] == ["cv.pdf"]


def test_each_block_of_a_message_is_drawn(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    promotion.stage.slack.team.post(promotion.lea.dm, text="Bonjour", blocks=MESSAGE)
    message = page.get_by_role("article")
    expect(message.get_by_role("heading", name="Titre")).to_be_visible()
    for tag, words in {"strong": "gras", "em": "italique", "s": "barré", "pre": "bloc", "blockquote": "cité"}.items():
        assert message.locator(f".b-texts {tag}").inner_text() == words
    expect(message.get_by_text("*champ 2*")).to_be_visible()  # no markup in a plain text
    expect(message.locator("li")).to_contain_text(["un point"])
    expect(message.get_by_role("link", name="Lien")).to_have_attribute("rel", "noopener noreferrer")
    expect(message.get_by_label("Choisir une couleur")).to_be_visible()
    expect(message.get_by_role("button", name="Bouton : de la carte")).to_be_visible()
    message.get_by_label("Plus d’actions").click()
    expect(message.get_by_role("button", name="Vert")).to_be_visible()
    page.keyboard.press("Escape")
    expect(message.get_by_role("button", name="Vert")).to_be_hidden()
    assert wrongs(page) == []


def test_list_gone_through_by_keyboard_is_sent_once(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    page.locator("#line").fill("/dispositifs")
    page.keyboard.press("Enter")
    menu = page.get_by_label("Ouvrir un dispositif")
    menu.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    third = menu.locator("option").nth(3).inner_text()
    expect(page.get_by_role("heading", name=third)).to_be_visible()
    sent = [one for one in promotion.stage.slack.deliveries if one.payload.get("type") == "block_actions"]
    assert len(sent) == 1


def test_thread_is_answered_in_the_panel(promotion: Promotion, window: Opener) -> None:
    first = promotion.claire.message("Qui vient ?", channel=promotion.general)
    page = window(promotion.lea, where=promotion.general.id)
    page.get_by_role("button", name="Répondre dans un fil à Claire Morel").click()
    page.get_by_label("Répondre dans le fil").fill("Moi")
    page.keyboard.press("Enter")
    expect(page.locator("#panel .messages")).to_contain_text("Moi")
    expect(page.get_by_role("button", name="1 réponse")).to_be_visible()
    expect(page.locator("#messages article")).to_have_count(1)
    assert [one.words for one in promotion.lea.thread(first)] == ["Moi"]
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_words_are_typed_and_people_are_filtered(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    send(page, "/dispositifs qui")
    page.get_by_role("button", name="Dire où je peux aider").click()
    form = page.get_by_role("dialog", name="Qui peut aider")
    first = form.get_by_role("searchbox").first
    first.fill("acces")
    form.get_by_label("Accessibilité numérique").check()
    first.fill("tricot")
    form.get_by_label("tricot", exact=True).check()
    assert wrongs(page) == []
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("dialog")).to_contain_text("C’est gardé")
    page.get_by_role("button", name="Fermer", exact=True).click()
    page.get_by_role("button", name="Dire où je peux aider").click()
    expect(form.get_by_label("Accessibilité numérique")).to_be_checked()  # what is kept stays where another is added
    form.get_by_role("searchbox").first.fill("agil")
    form.get_by_label("Agilité").check()
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("dialog")).to_contain_text("C’est gardé")
    page.get_by_role("button", name="Fermer", exact=True).click()
    send(page, "/dispositifs agenda date")
    poll = page.get_by_role("dialog", name="Trouver une date")
    poll.get_by_role("searchbox", name="Choisir des personnes").fill("clair")
    expect(poll.get_by_label("Claire Morel")).to_be_visible()
    expect(poll.get_by_label("Sami Haddad")).to_be_hidden()
    assert wrongs(page) == []

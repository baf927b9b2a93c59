"""A report's page in a browser: nothing that axe finds, at 320 pixels, in the dark, printed; and its document alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect
from sqlalchemy import update

from bot.demo.pages import links
from bot.demo.stage import Stage
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.programme.service import actor_of
from bot.programme.shape import EIG
from bot.programme.versions import TypedField
from bot.records.report import service
from bot.records.report.model import PHRASE, PHRASE_LABEL, AdviceImportance
from storage.programme import people
from tests.browser.conftest import WIDE
from tests.browser.test_links import NARROW, check
from tests.browser.test_page import wrongs
from tests.databases import apart
from tests.journeys.gatherings import gather_channels
from tests.journeys.promotion import NOW, gathered
from tests.journeys.test_records import STARTS, book

MAUD = "maud@ministere.example.org"
WORDS = "Un <b>pilote</b> sert & tient : https://example.org/" + "a" * 90
TITLE = "Rapport d’évaluation de la phase 2, défi Carte Vive"
HEADINGS = {PHRASE: PHRASE_LABEL} | {section.key: section.name for section in EIG.sections}


@pytest.fixture(scope="module")
def found(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, str, str]]:
    """A report that a porteuse without Slack was told of: the stage, the link of her mail, the document with it."""
    assert browser.is_connected()
    folder = tmp_path_factory.mktemp("report")
    url = apart("sqlite", folder, number=995)
    with Stage(folder, now=NOW, database_url=url, reachable=True) as stage, gathered(stage) as promotion:
        gatherings = gather_channels(promotion)
        with promotion.database.transaction() as tx:
            maud = people.add(tx, name="Maud Petit", email=MAUD)
            people.add_membership(
                tx, maud, Membership(Role.PORTEUR, promotion.ids["promotion"], promotion.ids["carte"])
            )
            tx.execute(update(people.people).values(looked_up_at=NOW).where(people.people.c.id == maud))
        committee = book(gatherings)
        gatherings.go_to(STARTS + timedelta(days=1))
        now = gatherings.now
        with promotion.database.transaction() as tx:
            claire = actor_of(tx, promotion.ids["claire"])
            typed = {name: TypedField(0, f"{label}. {WORDS}") for name, label in HEADINGS.items()}
            service.save_report_texts(tx, claire, committee, typed_texts=typed, now=now)
            for sort in AdviceImportance:
                service.save_advice(tx, claire, committee, sort=sort, what=WORDS, now=now)
            service.publish_report(tx, claire, committee, now=now)
        stage.settle()
        letter = stage.slack.post.inbox(MAUD)[-1]
        (paper,) = [one.get_payload(decode=True) for one in letter.message.iter_attachments()]
        assert isinstance(paper, bytes)
        yield stage, links(letter)["Lire le rapport"], paper.decode()


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow-dark"])
def test_report_is_read_answered_and_printed(
    browser: Browser, found: tuple[Stage, str, str], size: ViewportSize, scheme: str
) -> None:
    _, address, _ = found
    context = browser.new_context(viewport=size, color_scheme="dark" if scheme == "dark" else "light", locale="fr-FR")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    titles = [one.inner_text() for one in page.get_by_role("heading", level=2).all()]
    sentence, *others = HEADINGS.values()
    known = [*others[:5], "Conseils", *others[5:]]
    assert titles[0] == sentence  # then what it opens with: the words of the support
    first = titles.index(known[0])
    assert titles[first : first + len(known)] == known  # then the answer, once the other has given it
    check(page, size)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Je garde").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Je garde").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je garde ce conseil")
    check(page, size)
    page.go_back()
    page.get_by_role("button", name="Répondre au rapport").press("Enter")
    page.get_by_label("Votre réponse au rapport").fill("Merci")
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("C’est enregistré.")
    check(page, size)
    assert said == []
    context.close()


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow-dark"])
def test_own_defi_is_seen_from_the_foot_of_a_mail_and_printed(
    browser: Browser, found: tuple[Stage, str, str], size: ViewportSize, scheme: str
) -> None:
    stage, *_ = found
    context = browser.new_context(viewport=size, color_scheme="dark" if scheme == "dark" else "light", locale="fr-FR")
    page = context.new_page()
    page.set_content(stage.slack.post.inbox(MAUD)[-1].html)
    page.goto(page.get_by_role("link", name="Voir votre défi").get_attribute("href") or "")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre défi")
    check(page, size)
    page.emulate_media(media="print")
    expect(page.get_by_text("Carte Vive")).to_be_visible()
    expect(page.get_by_role("button", name="Lire le rapport de la phase 2")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Lire le rapport de la phase 2").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rapport")
    check(page, size)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_document_stands_alone(browser: Browser, found: tuple[Stage, str, str], tmp_path: Path, scheme: str) -> None:
    *_, paper = found
    file = tmp_path / "rapport.html"
    file.write_text(paper, encoding="utf-8")
    context = browser.new_context(viewport=NARROW, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert (page.title(), page.get_by_role("button").count()) == (TITLE, 0)
    assert wrongs(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    context.close()

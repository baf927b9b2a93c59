"""The mails on the page: what they say, what their calendar part asks, and that nothing in them runs or is fetched."""

from email.message import EmailMessage

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Opener
from tests.browser.test_page import wrongs
from tests.journeys.promotion import Promotion

ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nUID:0a1b\r\nSEQUENCE:2\r\nEND:VCALENDAR\r\n"
HTML = """<h1>Votre <em>rendez-vous</em></h1><script>top.ran = 1</script><svg onload="top.ran = 1"></svg>"""


def a_mail(subject: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "bot@a.fr", "lea@b.fr", subject
    mail.set_content("Votre rendez-vous\n" + "https://exemple.org/" + "x" * 300)
    mail.add_alternative(HTML, subtype="html")
    mail.add_alternative(ICS, maintype="text", subtype="calendar", params={"method": "REQUEST"})
    return mail.as_bytes()


def test_mail_is_shown_in_words_and_as_a_frame_that_runs_nothing(promotion: Promotion, window: Opener) -> None:
    page = window(promotion.lea)
    page.get_by_role("button", name="E-mails").click()
    expect(page.locator("#panel-body")).to_have_text("Aucun e-mail n’est parti.")
    promotion.stage.slack.post.take("bot@a.fr", ("lea@b.fr",), data=a_mail("Premier"))
    promotion.stage.slack.post.take("bot@a.fr", ("noe@b.fr",), data=a_mail("<b>Second</b>"))
    expect(page.locator("#panel-body h3")).to_have_text(["<b>Second</b>", "Premier"])
    newest = page.locator(".mails > li").first
    expect(newest).to_contain_text("pour noe@b.fr")
    expect(newest.locator("dd")).to_have_text(["Invitation d’agenda", "0a1b", "2", "REQUEST"])
    newest.get_by_text("Le texte").click()
    expect(newest.locator("pre")).to_contain_text("Votre rendez-vous")
    newest.get_by_text("Comme dans une messagerie").click()
    frame = newest.frame_locator("iframe")
    expect(frame.get_by_role("heading")).to_have_text("Votre rendez-vous")
    assert page.evaluate("window.ran") is None
    assert wrongs(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

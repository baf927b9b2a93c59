"""An announcement in the browser: answered by mouse, counted in place, and nothing on the page that axe minds."""

from playwright.sync_api import expect

from bot.gatherings.kinds import CONFERENCE
from tests.browser.conftest import Opener
from tests.browser.test_page import wrongs
from tests.journeys.gatherings import gather_channels
from tests.journeys.promotion import Promotion

TITLE = "Lire & écrire"


def test_announcement_is_answered_and_counts_in_place(promotion: Promotion, window: Opener) -> None:
    gatherings = gather_channels(promotion)
    made = gatherings.make(gatherings.series(CONFERENCE, capacity=1), title=TITLE)
    gatherings.announced(made)
    page = window(gatherings.lea, where=gatherings.channel.id)
    expect(page.locator("#messages")).to_contain_text(TITLE)
    page.get_by_role("button", name="Je viens").first.click()
    expect(page.locator("#messages")).to_contain_text("C’est noté, vous venez")
    gatherings.settle()
    expect(page.locator("#messages")).to_contain_text("1 personne vient : Léa Martin.")
    assert wrongs(page) == []

"""Somebody without Slack answers from a mail: the page says what, who and when; only a press changes something."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import update

from bot.demo.stage import Stage
from bot.gatherings.kinds import PORTEURS
from bot.gatherings.model import Gathering, Reply
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.programme import people
from tests.databases import apart
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import NOW, plain

PORTEUSE = "maud@ministere.example.org"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/r/[\w.-]+")


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("reachable")
    with Stage(folder, now=NOW, database_url=apart(request.param, folder, number=999), reachable=True) as stage:
        yield stage


class Page:
    """A page as a browser without script has it: what it says, and its forms."""

    def __init__(self, address: str, *, data: dict[str, str] | None = None) -> None:
        sent = urlencode(data).encode() if data is not None else None
        with urlopen(Request(address, data=sent)) as answer:
            self.address, self.headers, self.html = address, answer.headers, answer.read().decode()
        self.text = plain(unescape(re.sub(r"<[^>]+>", "", self.html)))

    def press(self, label: str) -> "Page":
        [form] = [one for one in re.findall(r"<form.*?</form>", self.html, re.DOTALL) if f">{label}</button>" in one]
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        [(name, value)] = re.findall(rf'<button name="(\w+)" value="([^"]*)"[^>]*>{label}</button>', form)
        return Page(self.address, data={**hidden, name: unescape(value)})


def reply(gatherings: Gatherings, made: Gathering, person_id: int) -> Reply | None:
    answered = gatherings.sheet(made).answers.get(person_id)
    return answered.reply if answered else None


def test_porteuse_without_slack_comes_and_comes_no_more_from_her_mail(gatherings: Gatherings) -> None:
    promotion = gatherings.promotion
    with promotion.database.transaction() as tx:
        maud = people.add(tx, name="Maud Petit", email=PORTEUSE)
        people.join(tx, maud, Membership(Role.PORTEUR, promotion.ids["promotion"], promotion.ids["carte"]))
        tx.execute(update(people.people).values(looked_up_at=NOW).where(people.people.c.id == maud))
    made = gatherings.make(gatherings.series(PORTEURS))
    gatherings.go_to(made.announce_at + timedelta(seconds=30))
    promotion.stage.settle()
    letters = promotion.stage.slack.post.inbox(PORTEUSE)
    address = LINK.findall(letters[0].text)[0]
    for _ in range(3):
        page = Page(address)
    assert reply(gatherings, made, maud) is None
    done = page.press("Je viens")
    assert reply(gatherings, made, maud) is Reply.COMES
    done.press("Je ne viens pas")
    assert reply(gatherings, made, maud) is Reply.DECLINES

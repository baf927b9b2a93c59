"""A date for many: asked from a command, answered in Slack and by mail, chosen, booked; everybody hears once."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import update

from bot.demo.pages import Page, links
from bot.demo.stage import Stage
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from storage.programme import people
from tests.databases import apart
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import PATIENCE, Gatherings
from tests.journeys.promotion import NOW, PARIS, plain

MAUD = "maud@ministere.example.org"
TITLE = "Choisir l’outil <!channel>"
FIRST = "mercredi 6 mai à 9 h"


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("reachable")
    with Stage(folder, now=NOW, database_url=apart(request.param, folder, number=998), reachable=True) as stage:
        yield stage


@pytest.fixture
def maud(gatherings: Gatherings) -> int:
    """A porteuse without Slack, as Slack said."""
    ids = gatherings.ids
    with gatherings.promotion.database.transaction() as tx:
        maud = people.add(tx, name="Maud Petit", email=MAUD)
        people.join(tx, maud, Membership(Role.PORTEUR, ids["promotion"], ids["carte"]))
        tx.execute(update(people.people).values(looked_up_at=NOW).where(people.people.c.id == maud))
    return maud


def shows(gatherings: Gatherings, who: Person, title: str) -> View:
    """Wait for the modal of this title, at the top of the stack."""
    wait = gatherings.promotion.stage.slack.wait_for
    view = wait(lambda: (top := who.modal) and plain(top.title) == title and top, seconds=PATIENCE)
    assert view, f"{who.name} has {who.modal and who.modal.title!r} open, not {title!r}"
    return view


def asks(gatherings: Gatherings, *, must: str, may: tuple[str, ...], mails: str = "") -> list[str]:
    """Léa looks for a date; give the times that are offered to her."""
    lea = gatherings.lea
    lea.command("/agenda date")
    shows(gatherings, lea, "Trouver une date")
    lea.fill("title", TITLE)
    lea.choose("must_people", gatherings.people[must].name)
    lea.choose("may_people", *(gatherings.people[one].name for one in may))
    lea.fill("may_mails", mails)
    assert gatherings.send(lea) == []
    shows(gatherings, lea, "Dates à proposer")
    return [plain(one) for one in lea.options("dates")]


def test_a_date_is_found_among_people_of_slack_and_of_mails(gatherings: Gatherings, maud: int) -> None:
    lea, claire, sami = gatherings.lea, gatherings.claire, gatherings.sami
    offered = asks(gatherings, must="claire", may=("sami",), mails=f"Maud <{MAUD}>")
    print(offered)
    lea.choose("dates", *lea.options("dates")[:3])
    assert gatherings.send(lea) == []
    print(plain(shows(gatherings, lea, "C’est parti").text))
    lea.close(all=True)
    gatherings.settle()
    for who in ("lea", "claire", "sami"):
        print(who, gatherings.inbox(who)[-1])
    letter = gatherings.promotion.stage.slack.post.inbox(MAUD)[-1]
    print(letter.subject, letter.text)
    form = Page(links(letter)["Répondre"]).press("Répondre")
    print(form.text)
    name = next(one for one in form.fields if one.startswith("date-"))
    done = form.press("Envoyer ma réponse", **{name: "no"})
    print(done.text)
    print(gatherings.answered(sami, "Tout me convient"))
    view = gatherings.opens(claire, "Répondre", title="Quand pouvez-vous ?")
    print(plain(view.text))
    field = next(one["block_id"] for one in view.body["blocks"] if one["type"] == "input")
    claire.choose(field, "Si besoin")
    assert gatherings.send(claire) == []
    print(plain(shows(gatherings, claire, "C’est envoyé").text))
    claire.close(all=True)
    gatherings.settle()
    for who in ("lea", "claire", "sami"):
        print(who, gatherings.inbox(who))
    print(gatherings.inbox("lea")[-1], lea.inbox()[-1].buttons)
    view = gatherings.opens(lea, "Voir les réponses", title="Les réponses")
    print(plain(view.text))
    lea.close(all=True)
    label = next(one for one in map(plain, lea.buttons()) if one.startswith("Choisir le "))
    print(gatherings.answered(lea, label))
    gatherings.settle()
    for who in ("lea", "claire", "sami"):
        print(who, gatherings.inbox(who))
    for letter in gatherings.promotion.stage.slack.post.inbox(MAUD):
        print(letter.subject, letter.text)
    print(plain(lea.command("/agenda").text))
    assert 0

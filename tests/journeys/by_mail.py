"""A stage whose mails have links, and people of the journeys' promotion who have no Slack."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import update

from bot.demo.pages import DemoPage, links
from bot.demo.stage import Stage
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.post_office import Letter
from storage.programme import people
from tests.databases import apart
from tests.journeys.promotion import NOW, Promotion
from tests.patient_stage import PatientStage

MAUD, MAYA = "maud@ministere.example.org", "maya@agence.example.org"


@contextmanager
def reachable(backend: str, factory: pytest.TempPathFactory, *, number: int) -> Iterator[Stage]:
    """Raise a stage whose bot has a public address, on a database of its own."""
    folder = factory.mktemp("reachable")
    with PatientStage(folder, now=NOW, database_url=apart(backend, folder, number=number), reachable=True) as stage:
        yield stage


def add_maud(promotion: Promotion) -> int:
    """Add a porteuse without Slack, as Slack said."""
    with promotion.database.transaction() as tx:
        maud = people.add(tx, name="Maud Petit", email=MAUD)
        people.add_membership(tx, maud, Membership(Role.PORTEUR, promotion.ids["promotion"], promotion.ids["carte"]))
        tx.execute(update(people.people).values(looked_up_at=NOW).where(people.people.c.id == maud))
    return maud


def take_from_slack(promotion: Promotion, name: str, *, email: str) -> None:
    """Let somebody have no account in Slack, but an address."""
    with promotion.database.transaction() as tx:
        alone = {"slack_id": None, "email": email, "looked_up_at": NOW}
        tx.execute(update(people.people).values(alone).where(people.people.c.name == name))


def come(promotion: Promotion, address: str) -> None:
    """Press « Je viens » in the newest mail of an address: a specialist was asked to come."""
    DemoPage(links(newest(promotion, address))["Je viens"]).press("Je viens")


def newest(promotion: Promotion, address: str = MAUD) -> Letter:
    """Give the newest mail of an address, once all has arrived."""
    promotion.stage.settle()
    return promotion.stage.slack.post.inbox(address)[-1]

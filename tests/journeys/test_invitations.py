"""A specialist whom Slack does not know is asked in: invited by mail, told by mail what moves, taken out by mail."""

import logging

import pytest

from bot.notices import notices
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.post_office import Letter
from storage.programme import people
from tests.journeys.promotion import NEED, NOW, Promotion, note_answer, plain

SPECIALIST = "omar@agence.example.org"


def letters(promotion: Promotion) -> list[Letter]:
    return promotion.stage.slack.post.inbox(SPECIALIST)


def subjects(promotion: Promotion) -> list[str]:
    return [plain(one.subject) for one in letters(promotion)]


def test_specialist_without_slack_hears_all_by_mail(promotion: Promotion, caplog: pytest.LogCaptureFixture) -> None:
    lea, claire = promotion.lea, promotion.claire
    with promotion.database.transaction() as tx:
        people.add_membership(tx, people.add(tx, name="Omar Sy", email=SPECIALIST), Membership(Role.EXPERT))
    promotion.book(lea, host="Claire Morel")
    assert letters(promotion) == []
    claire.click("Autres actions")
    promotion.opened(claire, title="Bureau d’aide")
    claire.click("Ajouter quelqu’un")
    promotion.opened(claire, title="Ajouter quelqu’un")
    claire.choose("Qui", "Omar Sy")
    assert claire.submit().errors == {}
    promotion.opened(claire, title="C’est demandé")
    claire.close(all=True)
    note_answer(promotion, claire)
    promotion.stage.settle()
    assert subjects(promotion) == [
        "Claire Morel vous propose de participer au bureau d’aide du mardi 5 mai à 9 h (défi Carte Vive).",
        "Mardi 5 mai à 9 h, invitation : Bureau d’aide, défi Carte Vive",
    ]
    _, invitation = letters(promotion)
    assert (invitation.calendar["METHOD"], invitation.calendar["SEQUENCE"]) == ("REQUEST", "2")
    assert f"Pour changer la date, écrivez à Claire Morel ({claire.email})" in plain(invitation.text)
    assert NEED not in invitation.text
    promotion.cancel(lea)
    promotion.stage.settle()
    _, _, last = letters(promotion)
    assert (last.calendar["METHOD"], last.calendar["SEQUENCE"]) == ("CANCEL", "3")
    assert last.calendar["UID"] == invitation.calendar["UID"]
    assert plain(last.subject) == "Mardi 5 mai à 9 h, annulé : Bureau d’aide, défi Carte Vive"
    # All of it has arrived: nothing of it is an error, for who reads the log or asks `bot doctor`.
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []
    with promotion.database.reading() as reading:
        assert notices.count_failures(reading, since=NOW) == []


def test_nobody_with_slack_gets_a_mail(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.cancel(promotion.lea)
    assert promotion.stage.slack.post.letters == []

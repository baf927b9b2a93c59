"""« Votre semaine » of a coach: one message on Monday, with « Votre journée » where they host something that day."""

from datetime import datetime

import pytest

from bot.records import host_week
from bot.sandbox.people.acks import Submission
from tests.journeys.promotion import PARIS, Promotion, plain

MONDAY = datetime(2026, 5, 4, 9, 5, tzinfo=PARIS)


def titled(promotion: Promotion, title: str) -> list[str]:
    return [said for one in promotion.claire.inbox() if (said := plain(one.words)).startswith(title)]


def owe(promotion: Promotion) -> None:
    with promotion.database.transaction() as tx:
        monday = host_week.due_monday(tx, now=promotion.stage.clock())
        if monday is not None:
            host_week.plan_messages(tx, monday, now=promotion.stage.clock())


@pytest.mark.parametrize("slots", [("mardi 5 mai à 9 h",), ("mardi 5 mai à 9 h", "mercredi 6 mai à 9 h")])
def test_a_coach_has_one_message_on_monday(promotion: Promotion, slots: tuple[str, ...]) -> None:
    for slot in slots:
        promotion.book(promotion.lea, slot, host="Claire Morel")
    owe(promotion)
    owe(promotion)
    promotion.stage.advance(MONDAY)
    promotion.stage.settle()
    (week,) = titled(promotion, "Votre semaine")
    whens = ("demain à 9 h", "mardi 5 mai à 9 h"), ("mercredi 6 mai à 9 h",)
    assert [any(one in week for one in some) for some in whens] == [True, len(slots) == 2]
    assert [one for one in promotion.lea.inbox() if "Ce que vous animez" in plain(one.words)] == []


def test_the_first_day_of_a_week_comes_in_the_same_message(promotion: Promotion) -> None:
    lea = promotion.lea  # 25 May is a holiday: that week begins on Tuesday
    promotion.ask(lea, host="Claire Morel")
    for _ in range(3):
        promotion.turn(lea, "Semaine suivante")
    promotion.choose(lea, "mardi 26 mai à 10 h")
    assert lea.submit() == Submission()
    promotion.opened(lea, title="C’est réservé")
    lea.close(all=True)
    promotion.stand()
    promotion.stage.advance(datetime(2026, 5, 26, 8, 0, tzinfo=PARIS))
    owe(promotion)
    before = len(promotion.claire.inbox())
    promotion.stage.advance(datetime(2026, 5, 26, 9, 5, tzinfo=PARIS))
    promotion.stage.settle()
    told = [plain(one.words) for one in promotion.claire.inbox()[before:]]
    assert [one.split("\n")[0] for one in told] == ["Votre journée"]

"""The question on the next working morning, and what its three buttons do, for who booked a bureau d'aide."""

from datetime import timedelta

import pytest

from bot.sandbox.memory.messages import Message
from tests.journeys.promotion import NOW, Promotion, plain, seen_last

MORNING = NOW + timedelta(days=2, hours=1, seconds=5)  # Wednesday, 9 h: the séance was on Tuesday at 9 h
ANSWERS = ["Il a eu lieu", "Il manquait quelqu’un", "À reprogrammer"]
TRY = "Noter ce que nous allons essayer"


@pytest.fixture
def question(promotion: Promotion) -> Message:
    promotion.book(promotion.lea, host="Claire Morel", guests=("Léa Martin", "Sami Haddad"))
    promotion.stage.advance(MORNING)
    return promotion.lea.inbox()[-1]


def press(promotion: Promotion, label: str, message: Message) -> str:
    """Press a button, or what it was before it vanished, and give what is answered."""
    lea, before = promotion.lea, len(promotion.lea.replies())
    if label in message.buttons:
        lea.click(label, message=message)
    else:
        lea.press_raw("reminders.took_place", value=label, message=message)
    promotion.stage.slack.wait_for(lambda: len(lea.replies()) > before)
    promotion.stage.settle()
    return seen_last(lea)


def test_who_booked_alone_is_asked(promotion: Promotion, question: Message) -> None:
    assert plain(question.words).startswith("Le bureau d’aide d’hier a-t-il eu lieu ?")
    assert question.buttons == [*ANSWERS, TRY]
    asked = [one.id for one in promotion.everybody if any(ANSWERS[0] in each.buttons for each in one.inbox())]
    assert asked == [promotion.lea.id]


@pytest.mark.parametrize(
    ("label", "went"), [(ANSWERS[0], "a eu lieu"), (ANSWERS[1], "a eu lieu, et il manquait quelqu’un")]
)
def test_an_answer_is_kept_and_a_second_click_changes_nothing(
    promotion: Promotion, question: Message, label: str, went: str
) -> None:
    value = question.blocks[-1]["elements"][0]["value"]
    assert press(promotion, label, question) == f"Merci, c’est noté : le bureau d’aide d’hier {went}."
    drawn = promotion.lea.inbox()[-1]
    answered = f"Le bureau d’aide d’hier {went} : merci de l’avoir dit."
    assert (plain(drawn.words), drawn.buttons) == (f"{answered}\n{TRY}", [TRY])
    assert press(promotion, value, drawn) == "La réponse est déjà donnée. Vous n’avez rien à faire."
    assert promotion.count("outcomes") == 1


def test_what_is_to_replan_leads_to_another_slot(promotion: Promotion, question: Message) -> None:
    assert press(promotion, ANSWERS[2], question).startswith("Merci, c’est noté : le bureau d’aide d’hier est à repro")
    reply = promotion.lea.replies()[-1]
    assert reply.buttons == ["Choisir un autre créneau"]
    assert reply.message is not None
    promotion.lea.click("Choisir un autre créneau", message=reply.message)
    promotion.opened(promotion.lea)
    assert promotion.slots(promotion.lea)

"""A form draws its fields, reads them, and says a refusal on the field that it is about."""

from typing import Any

import pytest

from bot.errors import Invalid, NotFound, Refusal
from handlers.kit import texts
from handlers.kit.fields import Address, Form, Text
from handlers.kit.turn import Turn
from tests.handlers.kit.conftest import Rig, answer_of

NEED = Text("need", "Votre besoin", "Qui le lira.", limit=10, refusals={"long": "Dix signes au plus."})
PAGE = Address("page", "Une page", "Une adresse.", refusals={"not_a_link": "Donnez une adresse."})
FORM = Form("essai.dire", "Essai", "Envoyer", (NEED, PAGE))


def answer(rig: Rig, refusal: Refusal | None) -> Any:  # noqa: ANN401 - JSON
    def listen(turn: Turn) -> None:
        with FORM.show_errors(turn):
            if refusal:
                raise refusal
            turn.ack(response_action="clear")

    rig.routes.add("view", "essai.dire", listen, permits="essai")
    return answer_of(rig.send(rig.submit("essai.dire", {"type": "input", "block_id": "page"})))


def test_form_is_drawn_with_its_fields_and_what_it_carries() -> None:
    view = FORM.draw([NEED.draw(), PAGE.draw(initial="https://exemple.fr")], metadata=7)
    shown = [(one["block_id"], one["label"]["text"], one["element"]) for one in view["blocks"]]
    assert [(name, label) for name, label, _ in shown] == [("need", "Votre besoin"), ("page", "Une page")]
    assert (shown[0][2]["max_length"], shown[1][2]["initial_value"]) == (10, "https://exemple.fr")
    assert (view["callback_id"], view["private_metadata"], view["submit"]["text"]) == ("essai.dire", "7", "Envoyer")


@pytest.mark.parametrize(
    ("field", "reason", "said"),
    [("need", "long", "Dix signes au plus."), ("page", "not_a_link", "Donnez une adresse.")],
)
def test_refusal_stands_on_its_field(rig: Rig, field: str, reason: str, said: str) -> None:
    told = answer(rig, Invalid(field=field, reason=reason))
    assert told == {"response_action": "errors", "errors": {field: said}}


def test_what_is_accepted_is_answered_by_the_block(rig: Rig) -> None:
    assert answer(rig, None) == {"response_action": "clear"}


def test_another_refusal_goes_on(rig: Rig) -> None:
    assert answer(rig, NotFound())["errors"] == {"page": texts.refusal_sentence(NotFound())}


def test_reason_without_a_sentence_is_a_fault(rig: Rig) -> None:
    assert answer(rig, Invalid(field="need", reason="odd"))["errors"]["page"].startswith("Toutes mes excuses")

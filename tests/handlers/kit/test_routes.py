"""From an id to its listener, and what a person is told where it goes otherwise, on each surface."""

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.errors import AlreadyTaken, Conflict, NotAllowed, NotFound, Refusal
from bot.programme.model import Actor, Membership, Person
from bot.programme.roles import Role
from handlers.kit import texts
from handlers.kit.turn import Turn
from storage.programme import people
from tests.handlers.kit.conftest import COMMAND, Rig, answer_of

REFUSED = texts.refusal_sentence(NotFound())
FIELD = {"type": "input", "block_id": "need", "element": {"type": "plain_text_input", "action_id": "need"}}


def acknowledge(turn: Turn) -> None:
    turn.ack()


def failing(*raised: Exception) -> tuple[Callable[[Turn], None], list[str]]:
    """Give a listener that raises these one after the other and then answers, and the list of its calls."""
    calls: list[str] = []

    def listen(turn: Turn) -> None:
        calls.append(turn.slack_id)
        if len(calls) <= len(raised):
            raise raised[len(calls) - 1]
        turn.ack("Voici.")

    return listen, calls


def refuse(_turn: Turn) -> None:
    raise NotFound(thing="appointment")


def refusing(rig: Rig) -> Rig:
    """Give the rig with one listener of each kind that says no."""
    for kind, name in (("command", "/essai"), ("action", "essai.dire"), ("view", "essai.dire"), ("event", "message")):
        rig.routes.add(kind, name, refuse, permits="essai")
    rig.routes.add("options", "essai.dire", refuse, permits="essai")
    return rig


def test_id_is_taken_once(rig: Rig) -> None:
    rig.routes.add("action", "essai.dire", acknowledge, permits="essai")
    with pytest.raises(ValueError, match=r"two listeners for the action essai\.dire"):
        rig.routes.add("action", "essai.dire", acknowledge, permits="essai")


def test_same_id_may_be_of_two_kinds(rig: Rig) -> None:
    rig.routes.add("action", "essai.dire", acknowledge, permits="essai")
    rig.routes.add("view", "essai.dire", acknowledge, permits="essai")
    assert [name for table in rig.routes.tables.values() for name in table] == ["essai.dire", "essai.dire"]


def test_what_stands_behind_a_colon_is_no_part_of_the_id(rig: Rig) -> None:
    listen, calls = failing()
    rig.routes.add("action", "essai.dire", listen, permits="essai")
    assert (rig.send(rig.press("essai.dire:next")).status, calls) == (200, ["U0LEA"])


def test_unknown_command_is_answered_kindly(rig: Rig) -> None:
    response = rig.send(COMMAND)
    assert (response.status, answer_of(response)["text"]) == (200, texts.GONE)


def test_unknown_button_is_answered_beside_its_message(rig: Rig) -> None:
    response = rig.send(rig.press("essai.dire"))
    shown = {"text": texts.GONE, "response_type": "ephemeral", "replace_original": False}
    assert (response.status, response.body, rig.finally_sent()) == (200, "", [("/answer", shown)])


def test_unknown_form_is_answered_in_its_place(rig: Rig) -> None:
    answer = answer_of(rig.send(rig.submit("essai.dire")))
    assert (answer["response_action"], answer["view"]["callback_id"], said(answer["view"])) == (
        "update",
        "kit.note",
        texts.GONE,
    )


def test_button_that_opens_a_link_needs_no_answer(rig: Rig) -> None:
    body = rig.press("kit.link")
    body["actions"][0]["url"] = "https://visio.example.org/a"
    response = rig.send(body)
    assert (response.status, response.body, rig.finally_sent()) == (200, "", [])


def test_conflict_is_tried_once_more(rig: Rig) -> None:
    listen, calls = failing(Conflict())
    rig.routes.add("command", "/essai", listen, permits="essai")
    assert (answer_of(rig.send(COMMAND)), len(calls)) == ("Voici.", 2)


def test_second_conflict_is_told(rig: Rig) -> None:
    listen, calls = failing(Conflict(), Conflict(), Conflict())
    rig.routes.add("command", "/essai", listen, permits="essai")
    assert (answer_of(rig.send(COMMAND))["text"], len(calls)) == (texts.refusal_sentence(Conflict()), 2)


def test_other_refusal_is_not_tried_again(rig: Rig) -> None:
    listen, calls = failing(NotFound(), NotFound())
    rig.routes.add("command", "/essai", listen, permits="essai")
    assert (answer_of(rig.send(COMMAND))["text"], len(calls)) == (REFUSED, 1)


def test_refusal_answers_a_command_to_who_typed_it(rig: Rig) -> None:
    answer = answer_of(refusing(rig).send(COMMAND))
    assert (answer["text"], answer["response_type"]) == (REFUSED, "ephemeral")


def test_refusal_answers_a_press_beside_the_message(rig: Rig) -> None:
    refusing(rig).send(rig.press("essai.dire"))
    assert rig.finally_sent() == [
        ("/answer", {"text": REFUSED, "response_type": "ephemeral", "replace_original": False})
    ]


def test_refusal_answers_a_press_in_a_modal_over_it(rig: Rig) -> None:
    body = refusing(rig).press("essai.dire", trigger_id="1.2", view={"type": "modal", "id": "V0", "blocks": []})
    del body["response_url"]
    response = rig.send(body)
    assert (response.status, [path for path, _ in rig.finally_sent()]) == (200, ["/api/views.push"])


def test_refusal_answers_a_press_in_the_home_with_a_modal(rig: Rig) -> None:
    body = refusing(rig).press("essai.dire", trigger_id="1.2", view={"type": "home", "id": "V0", "blocks": []})
    del body["response_url"]
    response = rig.send(body)
    assert (response.status, [path for path, _ in rig.finally_sent()]) == (200, ["/api/views.open"])


def test_refusal_stands_on_the_forms_first_field(rig: Rig) -> None:
    answer = answer_of(refusing(rig).send(rig.submit("essai.dire", {"type": "divider", "block_id": "a"}, FIELD)))
    assert answer == {"response_action": "errors", "errors": {"need": REFUSED}}


def test_name_in_a_refusal_is_escaped_in_a_message_and_stands_as_it_is_on_a_field(rig: Rig) -> None:
    listen, _ = failing(*[AlreadyTaken(name="Léa <!here> & Co")] * 2)
    rig.routes.add("command", "/essai", listen, permits="essai")
    rig.routes.add("view", "essai.dire", listen, permits="essai")
    assert answer_of(rig.send(COMMAND))["text"].startswith("Léa &lt;!here&gt; &amp; Co s’en occupe")
    assert answer_of(rig.send(rig.submit("essai.dire", FIELD)))["errors"]["need"].startswith("Léa <!here> & Co s’en")


def test_refusal_takes_the_place_of_a_form_without_fields(rig: Rig) -> None:
    answer = answer_of(refusing(rig).send(rig.submit("essai.dire")))
    assert (answer["response_action"], said(answer["view"])) == ("update", REFUSED)


def test_refusal_offers_nothing_in_a_list(rig: Rig) -> None:
    body = {"type": "block_suggestion", "action_id": "essai.dire", "block_id": "b", "value": "a"}
    person = {"id": "U0LEA", "team_id": "T0"}
    assert answer_of(refusing(rig).send({**body, "user": person, "team": {"id": "T0"}})) == {"options": []}


def test_refusal_answers_a_message_in_the_dm(rig: Rig) -> None:
    event = {"type": "message", "user": "U0LEA", "channel": "D0", "text": "bonjour", "ts": "1.0"}
    refusing(rig).send({"type": "event_callback", "event_id": "Ev1", "team_id": "T0", "event": event})
    assert [(path, body["channel"], body["text"]) for path, body in rig.finally_sent()] == [
        ("/api/chat.postMessage", "U0LEA", REFUSED)
    ]


def test_stranger_is_told_whom_to_turn_to(rig: Rig) -> None:
    with rig.tools.transaction() as tx:
        people.add_membership(tx, people.add(tx, name="Claire Morel"), Membership(Role.COACH))
    listen, _ = failing(NotAllowed())
    rig.routes.add("command", "/essai", listen, permits="essai")
    answer = answer_of(rig.send(COMMAND))
    assert answer["text"] == texts.unknown(["Claire Morel"])
    assert [block["elements"][0]["action_id"] for block in answer["blocks"][1:]] == ["programme.alert"]


def test_known_person_who_may_not_is_told_so(rig: Rig) -> None:
    rig.actor = Actor("U0LEA", Person(1, "Léa Martin", memberships=(Membership(Role.EIG, 1, 1),)))
    listen, _ = failing(NotAllowed())
    rig.routes.add("command", "/essai", listen, permits="essai")
    assert answer_of(rig.send(COMMAND))["text"] == texts.refusal_sentence(NotAllowed())


def test_fault_is_logged_under_the_id_of_the_apology(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    listen, _ = failing(RuntimeError("essai"))
    rig.routes.add("command", "/essai", listen, permits="essai")
    answer = answer_of(rig.send(COMMAND))
    logged = [record for record in caplog.records if record.levelno >= logging.ERROR]
    found = [re.fullmatch(r"fault ([0-9a-f]{8})", record.getMessage()) for record in logged]
    assert [answer["text"]] == [texts.APOLOGY(number=match[1]) for match in found if match]
    assert [record.exc_info is not None for record in logged] == [True]


def test_refusal_is_no_fault(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    refusing(rig).send(COMMAND)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_refusals_code_without_a_sentence_is_a_fault(rig: Rig) -> None:
    class Wordless(Refusal):
        code = "wordless"

    listen, _ = failing(Wordless())
    rig.routes.add("command", "/essai", listen, permits="essai")
    assert answer_of(rig.send(COMMAND))["text"].startswith("Toutes mes excuses")


def said(view: dict[str, Any]) -> str:
    """Give the words of a modal that says one thing."""
    return str(view["blocks"][0]["text"]["text"])

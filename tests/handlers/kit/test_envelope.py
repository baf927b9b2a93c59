"""Where requests come in: which are let in, what of them, and that the same one comes in once."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from slack_bolt import App, BoltResponse

from bot.errors import Conflict, Garbled, NotFound, Repeated
from handlers.kit import texts
from handlers.kit.ack_runner import AckRunner
from handlers.kit.envelope import KINDS, ROOM, RecentAnswers, deliver, filter_payload
from handlers.kit.turn import Turn
from storage.programme.history import is_received
from tests.handlers.kit.conftest import COMMAND, Rig, answer_of
from tests.handlers.kit.test_reading import JSON

WHO = {"id": "U0LEA", "username": "lea", "team_id": "T0"}
PRESS = {
    "type": "block_actions",
    "user": WHO,
    "team": {"id": "T0"},
    "token": "legacy",
    "trigger_id": "1.2.a",
    "actions": [{"type": "button", "action_id": "essai.dire", "value": "7"}],
    "message": {"text": "Un besoin"},
}
EVENT = {
    "type": "event_callback",
    "event_id": "Ev1",
    "team_id": "T0",
    "event": {"type": "message", "user": "U0LEA", "channel": "D0", "text": "bonjour", "ts": "1.0"},
}


def test_what_nobody_reads_is_left_outside() -> None:
    assert filter_payload(PRESS) == {
        "type": "block_actions",
        "user": {"id": "U0LEA"},
        "trigger_id": "1.2.a",
        "actions": [{"action_id": "essai.dire", "value": "7"}],
    }


WRONG: dict[str, list[object]] = {
    "user": [None, [], "U0LEA", 7, {}, {"id": ""}, {"id": "U\ud800"}, {"id": "U" * 51}],
    "actions": [None, [], {}, "text", [None], [{}], [{"action_id": 7}], [{"action_id": ""}]],
    "trigger_id": [None, 7, "", "1\0"],
    "view": [[], "V0", {}, {"id": "V0"}, {"id": "V0", "type": "modal", "blocks": "text"}],
    "channel": ["C0", 7, {"id": 7}],
    "response_url": [7, "x", "ftp://a.example.org/", "https://", "https://a:99999/", "https://a b/"],
    "type": [None, 7, [], {}, "dialog_submission"],
}


@pytest.mark.parametrize("other", [{key: one} for key, wrong in WRONG.items() for one in wrong], ids=repr)
def test_what_nobody_can_be_answered_by_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(Garbled):
        filter_payload(PRESS | other)


NAMELESS = {"type": "view_submission", "user": WHO, "view": {"type": "modal", "callback_id": "essai.form"}}


@pytest.mark.parametrize("body", [None, [], "text", 7, {}, {"type": "event_callback"}, {"command": 7}, NAMELESS])
def test_what_is_no_request_is_refused(body: object) -> None:
    with pytest.raises(Garbled):
        filter_payload(body)


@pytest.mark.parametrize("kind", ["view_closed", "app_rate_limited"])
def test_what_wants_no_answer_is_taken(rig: Rig, kind: str) -> None:
    assert sent(rig.app, {"type": kind, "view": 7}).status == 200


@given(
    some.sampled_from([*KINDS, "other"]), some.dictionaries(some.sampled_from([*PRESS, *EVENT, *COMMAND, "view"]), JSON)
)
def test_whatever_comes_is_let_in_or_refused(kind: str, whatever: dict[str, object]) -> None:
    try:
        read = filter_payload(whatever | {"type": kind})
    except Garbled:
        return
    json.dumps(read)


def acknowledge(turn: Turn) -> None:
    turn.ack()


def sent(app: App, body: object) -> BoltResponse:
    return deliver(app, body, raw=json.dumps(body).encode())


def writing(rig: Rig, *raised: Exception, kind: str = "command", name: str = "/essai") -> list[str]:
    """Register a listener that writes, raises these one after the other before it has committed, then answers."""
    calls: list[str] = []

    def listen(turn: Turn) -> None:
        with turn.tools.transaction():
            calls.append(turn.text)
            if len(calls) <= len(raised):
                raise raised[len(calls) - 1]
        with turn.tools.transaction():  # what goes with it is of the same request
            pass
        turn.ack(f"Voici {len(calls)}.") if kind == "command" else turn.ack()

    rig.routes.add(kind, name, listen, permits="essai")
    return calls


def test_request_that_comes_again_changes_nothing_and_is_answered_alike(rig: Rig) -> None:
    calls = writing(rig)
    assert [answer_of(sent(rig.app, COMMAND)) for _ in range(3)] == ["Voici 1."] * 3
    assert calls == [""]


def test_another_request_is_another_one(rig: Rig) -> None:
    writing(rig)
    answers = [answer_of(sent(rig.app, COMMAND | {"trigger_id": f"1.{number}"})) for number in range(2)]
    assert answers == ["Voici 1.", "Voici 2."]


def test_request_that_was_refused_may_come_again(rig: Rig) -> None:
    calls = writing(rig, NotFound())
    assert answer_of(sent(rig.app, COMMAND))["text"] == texts.refusal_sentence(NotFound())
    assert (answer_of(sent(rig.app, COMMAND)), len(calls)) == ("Voici 2.", 2)


def test_conflict_is_tried_again_as_the_same_request(rig: Rig) -> None:
    calls = writing(rig, Conflict())
    assert (answer_of(sent(rig.app, COMMAND)), len(calls)) == ("Voici 2.", 2)


def test_who_only_reads_leaves_no_note(rig: Rig) -> None:
    rig.routes.add("event", "message", acknowledge, permits="essai")
    sent(rig.app, EVENT)
    rig.finally_sent()
    with rig.tools.reading() as reading:
        assert not is_received(reading, "request Ev1")


def test_event_is_known_by_its_id_however_it_comes(rig: Rig) -> None:
    calls = writing(rig, kind="event", name="message")
    for number in range(3):
        sent(rig.app, EVENT | {"event_time": number})
    assert (rig.finally_sent(), calls) == ([], ["bonjour"])


def test_another_process_says_kindly_that_it_counts_already(rig: Rig, make_app: Any) -> None:  # noqa: ANN401
    other = make_app()
    writing(rig)
    submit = rig.submit("essai.dire") | {"user": WHO}
    press = PRESS | {"response_url": f"{rig.address}/answer"}
    for kind in ("view", "action"):
        writing(rig, kind=kind, name="essai.dire")
    rig.routes.attach(other, tools=rig.tools, identify=lambda _client, _slack_id: rig.actor)
    AckRunner.install(other, lambda *_: None)
    for body in (COMMAND, submit, press):
        assert sent(rig.app, body).status == 200
    said = texts.refusal_sentence(Repeated())
    assert answer_of(sent(other, COMMAND))["text"] == said
    answer = answer_of(sent(other, submit))
    assert (answer["response_action"], answer["view"]["blocks"][0]["text"]["text"]) == ("update", said)
    assert sent(other, press).status == 200
    assert [body["text"] for _, body in rig.finally_sent()] == [said]


def test_answers_are_kept_as_far_as_there_is_room() -> None:
    lately = RecentAnswers()
    large = BoltResponse(status=200, body="x" * (ROOM // 2))
    for mark in "abc":
        lately.keep(mark, large)
    assert [lately.find(mark) is large for mark in "abc"] == [False, False, True]
    lately.keep("d", BoltResponse(status=200, body="x" * ROOM))
    assert [lately.find(mark) for mark in "abcd"] == [None] * 4

"""Modals and the Home: triggers, stack, hash, what is kept, what an acknowledgement does."""

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.people.acks import TROUBLE
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import actions, button, field, modal, option, plain, refusal, section
from tests.bot.sandbox.conftest import Scripted

pytestmark = pytest.mark.usefixtures("bot")
NEED = field("need", "Besoin")
FORM = modal(NEED, submit=plain("Envoyer"), notify_on_close=True)


def trigger(person: Person, bot: Scripted) -> str:
    """Give a fresh trigger id of a shortcut."""
    person.shortcut("essai.open")
    return str(bot.received[-1][1]["trigger_id"])


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Ana")


@pytest.fixture
def opened(ana: Person, bot: Scripted, web: WebClient) -> dict[str, Any]:
    """Ana has the form open; gives the view as Slack answered it."""
    view: dict[str, Any] = web.views_open(trigger_id=trigger(ana, bot), view=FORM)["view"]
    return view


def test_trigger_opens_once_and_for_three_seconds(ana: Person, bot: Scripted, web: WebClient, sandbox: Sandbox) -> None:
    assert refusal(web.views_open, trigger_id="1.2.abc", view=FORM)["error"] == "invalid_trigger_id"
    assert refusal(web.views_open, trigger_id="", view=FORM)["error"] == "invalid_arguments"
    first = trigger(ana, bot)
    web.views_open(trigger_id=first, view=FORM)
    assert refusal(web.views_open, trigger_id=first, view=FORM)["error"] == "exchanged_trigger_id"
    late = trigger(ana, bot)
    sandbox.team.patience_s = 0.0
    assert refusal(web.views_open, trigger_id=late, view=FORM)["error"] == "expired_trigger_id"


def test_refused_view_leaves_the_trigger_and_breaks_a_rule(
    ana: Person, bot: Scripted, web: WebClient, sandbox: Sandbox
) -> None:
    fresh = trigger(ana, bot)
    answer = refusal(web.views_open, trigger_id=fresh, view=modal(NEED))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
        "[ERROR] must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
    ]
    assert [one[:34] for one in sandbox.violations] == ["views.open: invalid_arguments [ERR"]
    assert web.views_open(trigger_id=fresh, view=FORM)["ok"]
    huge = modal(*[section("x" * 2900)] * 90)
    assert refusal(web.views_open, trigger_id=trigger(ana, bot), view=huge)["error"] == "view_too_large"


def test_stack_holds_three_views(ana: Person, bot: Scripted, web: WebClient) -> None:
    assert refusal(web.views_push, trigger_id=trigger(ana, bot), view=FORM)["error"] == "not_found"
    step = modal(actions(button("Suite", "next")))
    web.views_open(trigger_id=trigger(ana, bot), view=step)
    for depth in (2, 3):
        ana.click("Suite")
        pushed = web.views_push(trigger_id=bot.received[-1][1]["trigger_id"], view=step)["view"]
        assert ana.modal is not None
        assert (ana.modal.stack, ana.modal.id) == (depth, pushed["id"])
        assert pushed["root_view_id"] != pushed["id"]
    ana.click("Suite")
    answer = refusal(web.views_push, trigger_id=bot.received[-1][1]["trigger_id"], view=step)
    assert answer["error"] == "push_limit_reached"


def test_update_keeps_what_was_typed_where_ids_are_the_same(
    ana: Person, opened: dict[str, Any], web: WebClient
) -> None:
    ana.fill("Besoin", "relire")
    other = field("other", "Autre")
    web.views_update(view_id=opened["id"], view=modal(NEED, other, submit=plain("Envoyer")))
    assert ana.modal is not None
    assert ana.modal.values == {
        "need": {"value": {"type": "plain_text_input", "value": "relire"}},
        "other": {"value": {"type": "plain_text_input", "value": None}},
    }
    web.views_update(view_id=opened["id"], view=modal(field("need2", "Besoin"), submit=plain("Envoyer")))
    assert ana.modal.values["need2"]["value"]["value"] is None


def test_hash_tells_a_race_and_external_id_is_unique(
    ana: Person, opened: dict[str, Any], bot: Scripted, web: WebClient
) -> None:
    named = FORM | {"external_id": "form-1"}
    web.views_update(view_id=opened["id"], view=named, hash=opened["hash"])
    stale = refusal(web.views_update, view_id=opened["id"], view=named, hash=opened["hash"])
    assert stale["error"] == "hash_conflict"
    assert web.views_update(external_id="form-1", view=named)["view"]["id"] == opened["id"]
    ana.close()
    assert refusal(web.views_update, view_id=opened["id"], view=FORM)["error"] == "not_found"
    web.views_open(trigger_id=trigger(ana, bot), view=named)
    home = {"type": "home", "blocks": [], "external_id": "form-1"}
    assert refusal(web.views_publish, user_id=ana.id, view=home)["error"] == "duplicate_external_id"


@pytest.mark.usefixtures("opened")
def test_submission_carries_state_and_metadata(ana: Person, bot: Scripted) -> None:
    ana.fill("need", "relire")
    assert ana.submit().errors == {}
    view = bot.received[-1][1]["view"]
    assert (bot.received[-1][1]["type"], view["callback_id"], view["private_metadata"]) == (
        "view_submission",
        "essai.form",
        "",
    )
    assert view["state"] == {"values": {"need": {"value": {"type": "plain_text_input", "value": "relire"}}}}
    assert ana.modal is None


@pytest.mark.usefixtures("opened")
def test_submission_without_a_required_field_is_not_sent(ana: Person, bot: Scripted) -> None:
    before = len(bot.received)
    outcome = ana.submit()
    assert (outcome.delivered, outcome.errors) == (False, {"need": "Ce champ est obligatoire."})
    assert len(bot.received) == before


ACKS: list[tuple[object, str | None, list[str]]] = [
    ({"response_action": "errors", "errors": {"need": "Trop court."}}, None, ["essai.form"]),
    ({"response_action": "errors", "errors": {"autre": "?"}}, TROUBLE, ["essai.form"]),
    ({"response_action": "errors", "errors": {}}, TROUBLE, ["essai.form"]),
    ({"response_action": "update", "view": modal(section("fait"), callback_id="b")}, None, ["b"]),
    ({"response_action": "update", "view": modal(section(""), callback_id="b")}, TROUBLE, ["essai.form"]),
    ({"response_action": "push", "view": modal(section("plus"), callback_id="c")}, None, ["essai.form", "c"]),
    ({"response_action": "clear"}, None, []),
    ({}, TROUBLE, ["essai.form"]),
    ("merci", TROUBLE, ["essai.form"]),
    ("", None, []),
]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(("ack", "error", "stack"), ACKS, ids=[str(ack)[:60] for ack, _, _ in ACKS])
def test_acknowledgement_of_a_submission(
    ana: Person, bot: Scripted, sandbox: Sandbox, ack: object, error: str | None, stack: list[str]
) -> None:
    ana.fill("Besoin", "relire")
    bot.script = lambda _payload: (200, ack)
    outcome = ana.submit()
    assert outcome.error == error
    assert [view.callback_id for view in sandbox.team.screens.stacks[ana.id, ""]] == stack
    assert bool(sandbox.violations) is (error is not None)


@pytest.mark.usefixtures("opened")
def test_error_on_a_field_is_read_beside_it(ana: Person, bot: Scripted) -> None:
    ana.fill("Besoin", "relire")
    bot.script = lambda _payload: (200, {"response_action": "errors", "errors": {"need": "Trop court."}})
    assert ana.submit().errors == {"need": "Trop court."}
    assert ana.modal is not None
    assert ana.modal.errors == {"need": "Trop court."}


def test_closing_tells_the_view_or_the_root(ana: Person, opened: dict[str, Any], bot: Scripted, web: WebClient) -> None:
    step = modal(actions(button("Suite", "next")), notify_on_close=True)
    web.views_update(view_id=opened["id"], view=step)
    ana.click("Suite")
    pushed = web.views_push(trigger_id=bot.received[-1][1]["trigger_id"], view=step)["view"]
    ana.close()
    closed = bot.received[-1][1]
    assert (closed["type"], closed["view"]["id"], closed["is_cleared"]) == ("view_closed", pushed["id"], False)
    ana.click("Suite")
    web.views_push(trigger_id=bot.received[-1][1]["trigger_id"], view=step)
    ana.close(all=True)
    closed = bot.received[-1][1]
    assert (closed["view"]["id"], closed["is_cleared"]) == (opened["id"], True)
    assert ana.modal is None


def test_home_is_published_at_any_time_and_kept(ana: Person, web: WebClient, bot: Scripted) -> None:
    select = {"type": "static_select", "action_id": "pick", "options": [option("un"), option("deux")]}
    home = {"type": "home", "blocks": [section("Accueil"), actions(select, button("Voir", "see"), block_id="row")]}
    first = web.views_publish(user_id=ana.id, view=home)["view"]
    ana.choose("pick", "deux")
    action = bot.received[-1][1]
    assert action["container"] == {"type": "view", "view_id": first["id"]}
    assert action["view"]["state"]["values"]["row"]["pick"]["selected_option"] == option("deux")
    again = web.views_publish(user_id=ana.id, view=home, hash=first["hash"])["view"]
    assert (again["id"], again["hash"] == first["hash"]) == (first["id"], False)
    assert refusal(web.views_publish, user_id=ana.id, view=home, hash=first["hash"])["error"] == "hash_conflict"
    assert ana.click("Voir", message=ana.home()).error is None
    found = ana.home()
    assert found is not None
    assert found.text == "Accueil\ndeux\nVoir"


def test_home_needs_its_tab(ana: Person, web: WebClient, sandbox: Sandbox) -> None:
    sandbox.install({"oauth_config": {"scopes": {"bot": ["chat:write"]}}}, request_url=None)
    assert refusal(web.views_publish, user_id=ana.id, view={"type": "home", "blocks": []})["error"] == "not_enabled"

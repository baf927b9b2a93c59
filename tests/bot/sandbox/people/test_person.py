"""Gestures of people: commands, clicks, fields, response_urls, guests, forged and doubled requests."""

import json
import threading
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.elements import NotOnScreen
from bot.sandbox.memory.messages import Reply
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import actions, button, field, modal, option, plain, section
from tests.bot.sandbox.conftest import MANIFEST, Scripted
from tests.patience import PATIENCE

CARD = [section("Carte"), actions(button("Garder", "keep", value="7"), button("Effacer", "drop"))]
CONFIRM = {"title": plain("Sûr ?"), "text": plain("Vraiment ?"), "confirm": plain("Oui"), "deny": plain("Non")}


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Ana Roche", email="ana@exemple.fr")


def respond(url: str, **message: object) -> tuple[int, str]:
    request = urllib.request.Request(url, json.dumps(message).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_command_payload_has_slack_fields(bot: Scripted, ana: Person, sandbox: Sandbox) -> None:
    channel = sandbox.add_channel("promo", members=[ana])
    sandbox.add_channel("secret", private=True)
    ana.command("/essai voir @Ana Roche dans #promo #secret https://exemple.fr/a?b=1 & <b> ", channel=channel)
    headers, sent = bot.received[-1]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    secret = sandbox.team.channels[[*sandbox.team.channels][-1]].id
    expected = f"voir <@{ana.id}> dans <#{channel.id}|promo> <#{secret}|> <https://exemple.fr/a?b=1> & <b> "
    assert sent["text"] == expected
    assert (sent["command"], sent["user_id"], sent["channel_name"]) == ("/essai", ana.id, "promo")
    assert (sent["is_enterprise_install"], sent["api_app_id"]) == ("false", sandbox.app_id)
    ana.command("/essai")
    assert bot.received[-1][1]["channel_name"] == "directmessage"


ANSWERS: list[tuple[object, tuple[str, bool, str | None]]] = [
    ("", ("", False, None)),
    ("bonjour", ("bonjour", True, None)),
    ({"text": "bonjour"}, ("bonjour", True, None)),
    ({"text": "à tous", "response_type": "in_channel"}, ("à tous", False, None)),
    ({"text": "", "blocks": CARD}, ("", True, None)),
    ({"text": "a", "blocks": [section("")]}, ("", False, "invalid_command_response")),
    (["a"], ("", False, "invalid_command_response")),
]


@pytest.mark.parametrize(("answer", "shown"), ANSWERS, ids=[str(answer)[:40] for answer, _ in ANSWERS])
def test_acknowledgement_of_a_command(
    bot: Scripted, ana: Person, answer: object, shown: tuple[str, bool, str | None]
) -> None:
    bot.script = lambda _payload: (200, answer)
    reply = ana.command("/essai")
    assert (reply.text, reply.ephemeral, reply.error) == shown


def test_command_late_by_three_seconds_shows_operation_timeout(bot: Scripted, ana: Person, sandbox: Sandbox) -> None:
    sandbox.team.patience_s = 0.1
    asleep = threading.Event()

    def dawdle(_payload: dict[str, Any]) -> tuple[int, object]:
        asleep.wait(PATIENCE)
        return 200, "trop tard"

    bot.script = dawdle
    assert ana.command("/essai") == Reply(error="operation_timeout")
    asleep.set()
    assert [(one.late, one.name) for one in sandbox.deliveries] == [(True, "/essai")]
    assert sandbox.violations == ["slash_commands /essai: no answer within 0.1 s"]
    assert ana.replies() == []


def test_app_that_is_not_there_is_an_outage(ana: Person, sandbox: Sandbox) -> None:
    sandbox.install(MANIFEST, request_url="http://127.0.0.1:9/slack/events")
    assert ana.command("/essai").error == "dispatch_failed"
    assert sandbox.violations == []


@pytest.mark.usefixtures("bot")
def test_what_slack_itself_answers_never_reaches_the_app(sandbox: Sandbox, ana: Person) -> None:
    guest = sandbox.add_person("Mentor", guest="no_commands")
    assert ana.command("/inconnue").error == "invalid_command"
    assert guest.command("/essai").error == "restricted_action"
    assert sandbox.deliveries == []
    with pytest.raises(NotOnScreen):
        ana.shortcut("autre")


def test_click_carries_value_message_and_response_url(bot: Scripted, ana: Person, web: WebClient) -> None:
    ts = web.chat_postMessage(channel=ana.id, text="Carte", blocks=CARD)["ts"]
    assert ana.click("Garder").error is None
    sent = bot.received[-1][1]
    assert (sent["type"], sent["actions"][0]["value"], sent["message"]["ts"]) == ("block_actions", "7", ts)
    assert sent["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": ana.dm.id,
        "is_ephemeral": False,
    }
    assert respond(sent["response_url"], text="gardé", replace_original=True) == (200, "ok")
    assert (ana.inbox()[0].text, ana.inbox()[0].buttons) == ("gardé", [])


def test_response_url_serves_five_times(bot: Scripted, ana: Person, sandbox: Sandbox) -> None:
    ana.command("/essai")
    url = bot.received[-1][1]["response_url"]
    assert [respond(url, text=str(number))[0] for number in range(5)] == [200] * 5
    assert respond(url, text="6") == (404, "used_url")
    assert [reply.text for reply in ana.replies()] == ["0", "1", "2", "3", "4"]
    assert sandbox.violations == ["response_url: used_url"]
    assert respond(url + "x", text="a") == (404, "expired_url")


def test_ephemeral_message_is_replaced_and_deleted_by_response_url(bot: Scripted, ana: Person) -> None:
    bot.script = lambda payload: (200, {"text": "Carte", "blocks": CARD} if "command" in payload else "")
    ana.command("/essai")
    ana.click("Garder")
    sent = bot.received[-1][1]
    assert (sent["container"]["is_ephemeral"], "message" in sent) == (True, False)
    assert respond(sent["response_url"], text="gardé", replace_original=True, blocks=CARD)[0] == 200
    assert [reply.text for reply in ana.replies()] == ["gardé"]
    ana.click("Effacer")
    assert respond(bot.received[-1][1]["response_url"], delete_original=True)[0] == 200
    assert ana.replies() == []


def test_button_in_a_group_is_answered_there_to_who_pressed_it(
    bot: Scripted, ana: Person, sandbox: Sandbox, web: WebClient
) -> None:
    bob, cleo = sandbox.add_person("Bob"), sandbox.add_person("Cléo")
    group = web.conversations_open(users=[ana.id, bob.id])["channel"]["id"]
    web.chat_postMessage(channel=group, text="Carte", blocks=CARD)
    with pytest.raises(NotOnScreen):
        cleo.click("Garder")
    for one in (ana, bob):
        assert one.click("Garder").error is None
        sent = bot.received[-1][1]
        assert (sent["user"]["id"], sent["channel"]["id"], sent["container"]["channel_id"]) == (one.id, group, group)
        assert respond(sent["response_url"], text=f"noté, {one.name}", replace_original=False)[0] == 200
    assert [[reply.text for reply in one.replies()] for one in (ana, bob)] == [["noté, Ana Roche"], ["noté, Bob"]]
    assert {reply.message.channel_id for reply in ana.replies() if reply.message} == {group}
    assert [one["text"] for one in web.conversations_history(channel=group)["messages"]] == ["Carte"]


def test_response_in_channel_is_seen_by_all(bot: Scripted, ana: Person, sandbox: Sandbox) -> None:
    channel = sandbox.add_channel("promo", members=[ana], with_bot=False)
    ana.command("/essai", channel=channel)
    respond(bot.received[-1][1]["response_url"], text="à tous", response_type="in_channel")
    assert [(message.text, message.ephemeral) for message in channel.messages] == [("à tous", False)]


def test_confirm_dialog_answered_no_sends_nothing(bot: Scripted, ana: Person, web: WebClient) -> None:
    web.chat_postMessage(channel=ana.id, text="a", blocks=[actions(button("Annuler", "cancel", confirm=CONFIRM))])
    assert ana.click("Annuler", confirm=False).declined
    assert bot.received == []
    ana.click("Annuler")
    assert [sent["actions"][0]["action_id"] for _, sent in bot.received] == ["cancel"]


@pytest.mark.usefixtures("bot")
def test_button_that_is_not_there_is_named_with_those_that_are(ana: Person, web: WebClient) -> None:
    web.chat_postMessage(channel=ana.id, text="a", blocks=CARD)
    with pytest.raises(NotOnScreen, match=r"no button « Réserver »; there are: \['Garder', 'Effacer'\]"):
        ana.click("Réserver")


def test_double_click_from_two_threads_is_two_deliveries(bot: Scripted, ana: Person, web: WebClient) -> None:
    web.chat_postMessage(channel=ana.id, text="a", blocks=CARD)
    message = ana.inbox()[0]
    both = threading.Barrier(2)

    def click() -> None:
        both.wait()
        ana.click("Garder", message=message)

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sent["actions"][0]["action_id"] for _, sent in bot.received] == ["keep", "keep"]
    assert len({sent["trigger_id"] for _, sent in bot.received}) == 2


ROLES = {"type": "checkboxes", "action_id": "roles", "options": [option("EIG"), option("coach")]}
WHO = {"type": "users_select", "action_id": "who"}
DAY = {"type": "datepicker", "action_id": "day"}
FORM = modal(
    section("Rôles", block_id="roles", accessory=ROLES),
    field("who", "Avec qui", WHO),
    field("day", "Quel jour", DAY, dispatch_action=True),
    field("mail", "Adresse", {"type": "email_text_input"}, optional=True),
    field("many", "Combien", {"type": "number_input", "is_decimal_allowed": False, "max_value": "4"}, optional=True),
    submit=plain("Envoyer"),
)


def test_choice_is_sent_at_once_only_where_slack_does(bot: Scripted, ana: Person, web: WebClient) -> None:
    ana.shortcut("essai.open")
    web.views_open(trigger_id=bot.received[-1][1]["trigger_id"], view=FORM)
    bot.received.clear()
    ana.choose("Rôles", "EIG", "coach")
    ana.choose("Avec qui", "Ana Roche")
    ana.choose("Quel jour", "2026-05-12")
    ana.fill("Adresse", "pas une adresse")
    ana.fill("Combien", "5")
    assert [sent["actions"][0]["type"] for _, sent in bot.received] == ["checkboxes", "datepicker"]
    assert ana.submit().errors == {"mail": "Indiquez une adresse e-mail valide.", "many": "Au plus 4."}
    ana.fill("Adresse", "ana@exemple.fr")
    ana.fill("Combien", "4")
    ana.submit()
    values = bot.received[-1][1]["view"]["state"]["values"]
    assert values["roles"]["roles"]["selected_options"] == [option("EIG"), option("coach")]
    assert values["who"]["who"] == {"type": "users_select", "selected_user": ana.id}
    assert values["day"]["day"] == {"type": "datepicker", "selected_date": "2026-05-12"}
    assert values["many"]["value"] == {"type": "number_input", "value": "4"}


def test_external_select_asks_the_app(bot: Scripted, ana: Person, web: WebClient, sandbox: Sandbox) -> None:
    select = {"type": "external_select", "action_id": "find", "min_query_length": 0}
    ana.shortcut("essai.open")
    web.views_open(
        trigger_id=bot.received[-1][1]["trigger_id"],
        view=modal(field("find", "Chercher", select), submit=plain("Envoyer")),
    )
    bot.script = lambda payload: (200, {"options": [option("un"), option("deux")]} if "value" in payload else "")
    assert ana.options("Chercher", query="u") == ["un", "deux"]
    assert (bot.received[-1][1]["type"], bot.received[-1][1]["value"]) == ("block_suggestion", "u")
    ana.choose("Chercher", "deux")
    ana.submit()
    assert bot.received[-1][1]["view"]["state"]["values"]["find"]["find"]["selected_option"] == option("deux")
    assert sandbox.violations == []


def test_forged_requests_arrive_as_they_are_written(bot: Scripted, ana: Person, sandbox: Sandbox) -> None:
    assert ana.press_raw("admin.erase", value="9").error is None
    assert bot.received[-1][1]["actions"][0] == {
        "type": "button",
        "block_id": "forged",
        "action_id": "admin.erase",
        "action_ts": bot.received[-1][1]["actions"][0]["action_ts"],
        "text": plain("?"),
        "value": "9",
    }
    values = {"need": {"value": {"type": "plain_text_input", "value": "x"}}}
    ana.submit_raw("essai.form", private_metadata="42", values=values)
    view = bot.received[-1][1]["view"]
    assert (view["callback_id"], view["private_metadata"], view["state"]["values"]) == ("essai.form", "42", values)
    sandbox.forge(ana, {"type": "view_closed", "team": {"id": "T0AUTRE", "domain": "autre"}})
    assert bot.received[-1][1]["team"]["id"] == "T0AUTRE"


def test_person_is_found_by_id_name_and_email(sandbox: Sandbox, ana: Person) -> None:
    assert [sandbox.person(key) for key in (ana.id, "Ana Roche", "ana@exemple.fr")] == [ana] * 3
    with pytest.raises(LookupError):
        sandbox.person("personne")

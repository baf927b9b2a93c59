"""A real Bolt app meets the stand-in, over HTTP and by Socket Mode."""

from typing import Any

import pytest
from slack_bolt import Ack, App, Say
from slack_sdk import WebClient

from bot.sandbox.workspace import Sandbox

PLAIN = {"type": "plain_text"}
NEED = {
    "type": "input",
    "block_id": "need",
    "label": PLAIN | {"text": "Besoin"},
    "element": {"type": "plain_text_input", "action_id": "value", "max_length": 20},
}
DAY = {
    "type": "input",
    "block_id": "day",
    "label": PLAIN | {"text": "Jour"},
    "element": {
        "type": "static_select",
        "action_id": "value",
        "options": [{"text": PLAIN | {"text": day}, "value": day} for day in ("lundi", "mardi")],
    },
}
FORM = {
    "type": "modal",
    "title": PLAIN | {"text": "Réserver"},
    "submit": PLAIN | {"text": "Envoyer"},
    "callback_id": "book",
    "blocks": [NEED, DAY],
}
CARD: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Bureau* d’aide"}},
    {"type": "actions", "elements": [{"type": "button", "action_id": "open", "text": PLAIN | {"text": "Réserver"}}]},
]


def add_booking(app: App) -> list[Any]:
    """Let the app show a card, open a form, refuse « mardi », and confirm in a DM."""
    seen: list[Any] = []

    @app.command("/essai")
    def show(ack: Ack, command: dict[str, Any]) -> None:
        seen.append(command["text"])
        ack(text="Une carte", blocks=CARD)

    @app.action("open")
    def open_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("book")
    def book(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        values = body["view"]["state"]["values"]
        if values["day"]["value"]["selected_option"]["value"] == "mardi":
            ack(response_action="errors", errors={"day": "Ce jour est pris."})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text="C’est noté : " + values["need"]["value"]["value"])

    @app.event("message")
    def answer(event: dict[str, Any], say: Say) -> None:
        say("Vous disiez : " + event["text"])

    @app.event("app_mention")
    def answer_mention(event: dict[str, Any], say: Say) -> None:
        say(text="Présent", thread_ts=event["ts"])

    @app.event("app_home_opened")
    def show_home(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": CARD})

    @app.shortcut("essai.open")
    def from_shortcut(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    return seen


def test_booking_goes_from_command_to_message(sandbox: Sandbox, any_app: App) -> None:
    seen = add_booking(any_app)
    ana = sandbox.add_person("Ana Roche", email="ana@exemple.fr")
    reply = ana.command("/essai pour @Ana Roche")
    assert (reply.text, reply.ephemeral, reply.words, reply.buttons) == (
        "Une carte",
        True,
        "Bureau d’aide\nRéserver",
        ["Réserver"],
    )
    assert seen == [f"pour <@{ana.id}>"]

    assert ana.click("Réserver").error is None
    assert sandbox.wait_for(lambda: ana.modal) is not None
    modal = ana.modal
    assert modal is not None
    assert (modal.title, modal.stack, modal.text) == ("Réserver", 1, "Besoin\nJour")

    assert ana.submit().errors == {"need": "Ce champ est obligatoire.", "day": "Ce champ est obligatoire."}
    ana.fill("Besoin", "x" * 21)
    ana.choose("Jour", "mardi")
    assert ana.submit().errors == {"need": "Au plus 20 caractères."}
    ana.fill("Besoin", "Relire <notre> & page")
    ana.fill("Besoin", "Relire <&> page")
    assert ana.options("Jour") == ["lundi", "mardi"]
    assert ana.submit().errors == {"day": "Ce jour est pris."}
    assert modal.errors == {"day": "Ce jour est pris."}
    ana.choose("Jour", "lundi")
    assert ana.submit().errors == {}
    assert ana.modal is None
    assert sandbox.wait_for(lambda: [message.text for message in ana.inbox()]) == ["C’est noté : Relire <&> page"]
    assert sandbox.violations == []


def test_message_mention_home_and_shortcut_reach_the_app(sandbox: Sandbox, any_app: App) -> None:
    add_booking(any_app)
    ana = sandbox.add_person("Ana")
    channel = sandbox.add_channel("promo", members=[ana])
    ana.message("bonjour <!channel>")
    assert sandbox.wait_for(ana.inbox)[0].text == "Vous disiez : bonjour &lt;!channel&gt;"
    question = ana.mention("là ?", channel=channel)
    assert sandbox.wait_for(lambda: [m.text for m in channel.messages if m.thread_ts == question.ts]) == ["Présent"]
    assert ana.open_home().text == "Bureau d’aide\nRéserver"
    ana.shortcut("essai.open")
    assert sandbox.wait_for(lambda: ana.modal) is not None
    assert sandbox.violations == []


@pytest.mark.usefixtures("http_app")
def test_unknown_command_of_bolt_is_a_violation(sandbox: Sandbox) -> None:
    ana = sandbox.add_person("Ana")
    assert ana.command("/essai").error == "dispatch_failed"
    assert sandbox.violations == ["slash_commands /essai: status 404, dispatch_failed"]


@pytest.mark.usefixtures("http_app")
def test_url_verification_is_answered(sandbox: Sandbox) -> None:
    assert sandbox.verify_url()

"""Message shortcuts and the response_urls of submissions."""

from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox.elements import NotOnScreen
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import actions, button, field, modal, plain
from tests.bot.sandbox.conftest import MANIFEST, Scripted
from tests.patience import PATIENCE

SHORTCUTS = [{"name": "Garder", "type": "message", "callback_id": "essai.keep", "description": "Garder ce message"}]
WITH_SHORTCUT: dict[str, Any] = MANIFEST | {"features": MANIFEST["features"] | {"shortcuts": SHORTCUTS}}


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Ana")


def post(url: str, body: bytes) -> str:
    found: bytes = urlopen(Request(url, body, {"Content-Type": "application/json"}), timeout=PATIENCE).read()
    return found.decode()


def test_message_shortcut_carries_the_message_and_where_it_is(sandbox: Sandbox, bot: Scripted, ana: Person) -> None:
    sandbox.install(WITH_SHORTCUT, request_url=sandbox.request_url)
    channel = sandbox.add_channel("promo", members=[ana])
    written = ana.message("à garder", channel=channel)
    assert ana.message_shortcut("essai.keep", message=written).error is None
    sent = bot.received[-1][1]
    assert (sent["type"], sent["callback_id"], sent["message_ts"]) == ("message_action", "essai.keep", written.ts)
    assert (sent["channel"], sent["message"]["text"]) == ({"id": channel.id, "name": "promo"}, "à garder")
    assert post(sent["response_url"], b'{"text": "fait"}') == "ok"
    assert [reply.text for reply in ana.replies()] == ["fait"]
    assert written.text == "à garder"


def test_bolt_answers_a_message_shortcut_with_a_modal(sandbox: Sandbox, any_app: App, ana: Person) -> None:
    sandbox.install(WITH_SHORTCUT, request_url=sandbox.request_url)

    any_app.event("message")(lambda: None)

    @any_app.shortcut({"type": "message_action", "callback_id": "essai.keep"})
    def keep(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(title=plain("Garder")))

    ana.message_shortcut("essai.keep", message=ana.message("à garder"))
    assert sandbox.wait_for(lambda: ana.modal is not None and ana.modal.title == "Garder")


def test_message_shortcut_is_offered_only_where_slack_does(
    sandbox: Sandbox, bot: Scripted, ana: Person, web: WebClient
) -> None:
    written = ana.message("a")
    with pytest.raises(NotOnScreen, match="no shortcut"):
        ana.message_shortcut("essai.open", message=written)  # a global one
    sandbox.install(WITH_SHORTCUT, request_url=sandbox.request_url)
    other = sandbox.add_person("Luc")
    with pytest.raises(NotOnScreen, match="no menu"):
        other.message_shortcut("essai.keep", message=written)
    web.chat_postEphemeral(channel=ana.dm.id, user=ana.id, text="b")
    shown = ana.replies()[0].message
    assert shown is not None
    with pytest.raises(NotOnScreen, match="no menu"):
        ana.message_shortcut("essai.keep", message=shown)
    assert len(bot.received) == 1


def test_submission_gives_an_address_for_the_channel_that_was_chosen(
    sandbox: Sandbox, bot: Scripted, ana: Person, web: WebClient
) -> None:
    channel = sandbox.add_channel("promo", members=[ana], with_bot=False)
    select = {"type": "conversations_select", "response_url_enabled": True}
    silent = {"type": "channels_select"}
    web.chat_postMessage(channel=ana.id, text="a", blocks=[actions(button("Ouvrir", "open"))])
    ana.click("Ouvrir")
    web.views_open(
        trigger_id=bot.received[-1][1]["trigger_id"],
        view=modal(field("where", "Où", select), field("other", "Ailleurs", silent), submit=plain("Publier")),
    )
    ana.choose("Où", "promo")
    ana.choose("Ailleurs", "promo")
    ana.submit()
    (address,) = bot.received[-1][1]["response_urls"]
    assert (address["block_id"], address["action_id"], address["channel_id"]) == ("where", "value", channel.id)
    post(address["response_url"], b'{"text": "pour tous", "response_type": "in_channel"}')
    assert [message.text for message in channel.messages] == ["pour tous"]

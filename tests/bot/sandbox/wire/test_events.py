"""Events about messages, files, people and the app itself, as the manifest asks for them."""

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox.elements import NotOnScreen
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import refusal
from tests.bot.sandbox.conftest import MANIFEST, Scripted

EVENTS = [
    "message.im", "message.channels", "member_joined_channel", "user_change", "file_shared", "app_uninstalled",
    "tokens_revoked",
]  # fmt: skip
SUBSCRIBED: dict[str, Any] = MANIFEST | {
    "oauth_config": {"scopes": {"bot": [*MANIFEST["oauth_config"]["scopes"]["bot"], "channels:read"]}},
    "settings": MANIFEST["settings"] | {"event_subscriptions": {"bot_events": EVENTS}},
}


@pytest.fixture
def bot(sandbox: Sandbox, bot: Scripted) -> Scripted:
    """The scripted bot with every event that there is to hear."""
    sandbox.install(SUBSCRIBED, request_url=sandbox.request_url)
    assert sandbox.violations == []
    return bot


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Ana")


def heard(bot: Scripted) -> list[dict[str, Any]]:
    return [sent["event"] for _, sent in bot.received]


def test_person_who_edits_and_takes_back_is_told_as_hidden_events(bot: Scripted, ana: Person) -> None:
    written = ana.message("bonjour")
    ana.edit(written, "bonsoir")
    ana.take_back(written)
    _, changed, deleted = heard(bot)
    assert (changed["subtype"], changed["hidden"], changed["channel_type"]) == ("message_changed", True, "im")
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("bonjour", "bonsoir")
    assert changed["message"]["ts"] == written.ts != changed["ts"]
    assert changed["message"]["edited"]["user"] == ana.id
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", written.ts)
    assert deleted["previous_message"]["text"] == "bonsoir"


def test_message_of_another_cannot_be_edited(sandbox: Sandbox, bot: Scripted, ana: Person, web: WebClient) -> None:
    channel = sandbox.add_channel("promo", members=[ana, other := sandbox.add_person("Luc")])
    written = other.message("a", channel=channel)
    with pytest.raises(NotOnScreen):
        ana.edit(written, "b")
    web.chat_postMessage(channel=ana.id, text="a")
    with pytest.raises(NotOnScreen):
        ana.take_back(ana.inbox()[0])
    assert len(heard(bot)) == 1


def test_app_hears_its_own_messages_in_order(sandbox: Sandbox, bot: Scripted, ana: Person, web: WebClient) -> None:
    ts = web.chat_postMessage(channel=ana.id, text="un")["ts"]
    web.chat_update(channel=ana.dm.id, ts=ts, text="deux")
    web.chat_delete(channel=ana.dm.id, ts=ts)
    assert sandbox.wait_for(lambda: len(bot.echoes) == 3)
    posted, changed, deleted = bot.echoes
    assert (posted["bot_id"], posted["user"], posted["text"]) == (web.auth_test()["bot_id"], sandbox.bot_user_id, "un")
    assert "client_msg_id" not in posted
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("un", "deux")
    assert deleted["deleted_ts"] == ts


def test_bolt_leaves_out_what_the_app_wrote_itself(sandbox: Sandbox, http_app: App) -> None:
    texts: list[str] = []
    http_app.event("message")(lambda event: texts.append(event["text"]))
    ana = sandbox.add_person("Ana")
    http_app.client.chat_postMessage(channel=ana.id, text="de moi")
    assert sandbox.wait_for(lambda: [one.name for one in sandbox.deliveries] == ["message.im"])
    ana.message("d’Ana")
    assert sandbox.wait_for(lambda: texts) == ["d’Ana"]
    assert sandbox.violations == []


def test_what_one_person_alone_sees_is_no_event(sandbox: Sandbox, bot: Scripted, ana: Person, web: WebClient) -> None:
    web.chat_postEphemeral(channel=ana.dm.id, user=ana.id, text="a")
    web.chat_postMessage(channel=ana.id, text="b")
    assert sandbox.wait_for(lambda: bot.echoes)
    assert [one["text"] for one in bot.echoes] == ["b"]


def test_app_that_did_not_ask_hears_nothing_of_itself(sandbox: Sandbox) -> None:
    sandbox.install(MANIFEST | {"settings": {}}, request_url=None)
    assert sandbox.team.hearing is None
    plain = Sandbox()
    plain.install(MANIFEST, request_url=None)
    assert plain.team.hearing is None


def test_file_in_a_message_is_told_with_it_and_apart(sandbox: Sandbox, bot: Scripted, ana: Person) -> None:
    written = ana.share("cv.pdf", data=b"%PDF", text="le voici")
    message, shared = heard(bot)
    assert (message["subtype"], message["text"], message["files"][0]["name"]) == ("file_share", "le voici", "cv.pdf")
    assert (shared["type"], shared["file"], shared["user_id"]) == ("file_shared", {"id": shared["file_id"]}, ana.id)
    assert (sandbox.file_bytes(shared["file_id"]), written.files[0].title) == (b"%PDF", "cv.pdf")


def test_person_who_joins_is_told_where_the_app_is(sandbox: Sandbox, bot: Scripted, ana: Person) -> None:
    ana.join(sandbox.add_channel("promo"))
    ana.join(sandbox.add_channel("ailleurs", with_bot=False))
    joined = heard(bot)
    assert [(one["type"], one["user"], one["channel_type"]) for one in joined] == [
        ("member_joined_channel", ana.id, "C")
    ]


def test_account_taken_away_is_a_user_change(sandbox: Sandbox, bot: Scripted, ana: Person) -> None:
    sandbox.deactivate(ana)
    assert [(one["type"], one["user"]["deleted"]) for one in heard(bot)] == [("user_change", True)]


def test_app_that_was_removed_hears_so_and_its_token_is_dead(sandbox: Sandbox, bot: Scripted, web: WebClient) -> None:
    sandbox.uninstall()
    assert [one["type"] for one in heard(bot)] == ["tokens_revoked", "app_uninstalled"]
    assert refusal(web.auth_test)["error"] == "account_inactive"


def test_event_that_is_never_sent_is_a_gap(sandbox: Sandbox) -> None:
    scopes = {"scopes": {"bot": ["reactions:read"]}}
    events = {"event_subscriptions": {"bot_events": ["reaction_added"]}}
    sandbox.install({"oauth_config": scopes, "settings": events}, request_url=None)
    assert sandbox.violations == ["gap of the sandbox: the event reaction_added is never sent"]

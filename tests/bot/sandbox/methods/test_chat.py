"""chat.*, conversations.* and users.*: place, ownership, content, reading back."""

import pytest
from slack_sdk import WebClient

from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import actions, button, refusal, section

pytestmark = pytest.mark.usefixtures("bot")


def test_message_to_a_person_opens_the_dm(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana Roche")
    answer = web.chat_postMessage(channel=ana.id, text="Bonjour", blocks=[section(f"*Bonjour* <@{ana.id}> &amp; tous")])
    assert answer["channel"] == ana.dm.id
    message = ana.inbox()[0]
    assert (message.ts, message.words, message.text) == (answer["ts"], "Bonjour @Ana Roche & tous", "Bonjour")


def test_place_the_bot_cannot_write_to_is_refused(sandbox: Sandbox, web: WebClient) -> None:
    ana, gone = sandbox.add_person("Ana"), sandbox.add_person("Gil")
    sandbox.deactivate(gone)
    public = sandbox.add_channel("ouvert", members=[ana], with_bot=False)
    private = sandbox.add_channel("secret", members=[ana], with_bot=False, private=True)
    archived = sandbox.add_channel("vieux", members=[ana])
    archived.archived = True
    places = {"C0INCONNU": "channel_not_found", gone.id: "channel_not_found", public.id: "not_in_channel"}
    places |= {private.id: "channel_not_found", archived.id: "is_archived"}
    assert {place: refusal(web.chat_postMessage, channel=place, text="a")["error"] for place in places} == places
    assert sandbox.violations == []


def test_messages_tab_off_refuses_every_dm(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    sandbox.install({"oauth_config": {"scopes": {"bot": ["chat:write"]}}}, request_url=None)
    assert refusal(web.chat_postMessage, channel=ana.id, text="a")["error"] == "messages_tab_disabled"


def test_content_that_slack_refuses(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")

    def error(**content: object) -> str:
        arguments = {"channel": ana.id, **content}
        return str(refusal(web.api_call, api_method="chat.postMessage", json=arguments)["error"])

    assert error(text="") == "no_text"
    assert error(text="a", blocks="[") == "invalid_blocks_format"
    assert error(text="a", blocks=[section("a")] * 51) == "msg_blocks_too_long"
    assert error(text="a", blocks=[section("x" * 2900)] * 5) == "msg_blocks_too_long"
    assert error(text="a", metadata={"event_type": "notice"}) == "invalid_metadata_format"
    nested = {"event_type": "notice", "event_payload": {"a": {"b": {"c": 1}}}}
    assert error(text="a", metadata=nested) == "invalid_metadata_schema"
    large = {"event_type": "notice", "event_payload": {"a": "x" * 9000}}
    assert error(text="a", metadata=large) == "metadata_too_large"
    assert ana.inbox() == []
    assert len(sandbox.violations) == 7


def test_invalid_blocks_say_where(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    answer = refusal(web.chat_postMessage, channel=ana.id, text="a", blocks=[{"type": "divider"}, section("")])
    reason = "[ERROR] must be more than 0 characters [json-pointer:/blocks/1/text/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"] == {"messages": [reason]}
    assert sandbox.violations == [f"chat.postMessage: invalid_blocks {reason}"]


def test_long_text_is_cut_with_a_warning(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    assert web.chat_postMessage(channel=ana.id, text="x" * 40_001)["warning"] == "message_truncated"
    assert len(ana.inbox()[0].text) == 40_000


def test_update_changes_own_messages_only(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    metadata = {"event_type": "notice", "event_payload": {"id": "1"}}
    card = [actions(button("Annuler", "cancel"))]
    posted = web.chat_postMessage(channel=ana.id, text="avant", blocks=card, metadata=metadata)
    web.chat_update(channel=ana.dm.id, ts=posted["ts"], text="après", blocks=[])
    message = ana.inbox()[0]
    assert (message.text, message.buttons, message.edited, message.metadata) == ("après", [], True, metadata)
    written = ana.message("de moi")
    channel = ana.dm.id
    assert refusal(web.chat_update, channel=ana.id, ts=posted["ts"], text="a")["error"] == "channel_not_found"
    assert refusal(web.chat_update, channel=channel, ts="1.000001", text="a")["error"] == "message_not_found"
    assert refusal(web.chat_update, channel=channel, ts=written.ts, text="a")["error"] == "cant_update_message"
    assert refusal(web.chat_delete, channel=channel, ts=written.ts)["error"] == "cant_delete_message"
    web.chat_delete(channel=channel, ts=posted["ts"])
    assert ana.inbox() == []


def test_ephemeral_is_seen_by_one_and_cannot_be_updated(sandbox: Sandbox, web: WebClient) -> None:
    ana, bob = sandbox.add_person("Ana"), sandbox.add_person("Bob")
    channel = sandbox.add_channel("promo", members=[ana])
    answer = web.chat_postEphemeral(channel=channel.id, user=ana.id, text="pour vous")
    assert [[reply.text for reply in person.replies()] for person in (ana, bob)] == [["pour vous"], []]
    assert channel.messages == []
    refused = refusal(web.chat_update, channel=channel.id, ts=answer["message_ts"], text="a")
    assert refused["error"] == "message_not_found"
    refused = refusal(web.chat_postEphemeral, channel=channel.id, user=bob.id, text="a")
    assert refused["error"] == "user_not_in_channel"


def test_history_is_read_back_with_metadata(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    metadata = {"event_type": "notice", "event_payload": {"id": "1"}}
    stamps = [web.chat_postMessage(channel=ana.id, text=str(n), metadata=metadata)["ts"] for n in range(4)]
    channel = ana.dm.id
    answer = web.conversations_history(channel=channel, include_all_metadata=True)
    assert [message["text"] for message in answer["messages"]] == ["3", "2", "1", "0"]
    assert answer["messages"][0]["metadata"] == metadata
    bare = web.conversations_history(channel=channel, limit=1)
    assert (bare["messages"][0]["metadata"], bare["has_more"]) == ({"event_type": "notice"}, True)
    after = web.conversations_history(channel=channel, oldest=stamps[1], latest=stamps[3])
    assert [message["text"] for message in after["messages"]] == ["2"]
    ends = web.conversations_history(channel=channel, oldest=stamps[1], latest=stamps[3], inclusive=True)
    assert [message["text"] for message in ends["messages"]] == ["3", "2", "1"]
    assert [len(page["messages"]) for page in web.conversations_history(channel=channel, limit=3)] == [3, 1]
    assert refusal(web.conversations_history, channel=channel, oldest="hier")["error"] == "invalid_ts_oldest"


def test_thread_is_read_by_replies_and_not_by_history(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    first = web.chat_postMessage(channel=ana.id, text="question")["ts"]
    second = web.chat_postMessage(channel=ana.id, text="réponse", thread_ts=first)["ts"]
    channel = ana.dm.id
    assert [message["ts"] for message in web.conversations_history(channel=channel)["messages"]] == [first]
    assert [message["ts"] for message in web.conversations_replies(channel=channel, ts=first)["messages"]] == [
        first,
        second,
    ]
    assert refusal(web.conversations_replies, channel=channel, ts="1.000001")["error"] == "thread_not_found"
    assert refusal(web.chat_postMessage, channel=ana.id, text="a", thread_ts="1.000001")["error"] == "thread_not_found"


def test_history_needs_membership_and_the_scope_of_its_kind(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    outside = sandbox.add_channel("ouvert", members=[ana], with_bot=False)
    private = sandbox.add_channel("secret", members=[ana], private=True)
    assert refusal(web.conversations_history, channel=outside.id)["error"] == "not_in_channel"
    answer = refusal(web.conversations_history, channel=private.id)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")


def test_conversation_is_opened_for_one_or_several(sandbox: Sandbox, web: WebClient) -> None:
    people = [sandbox.add_person(f"P{number}") for number in range(9)]
    ana, bob = people[:2]
    assert web.conversations_open(users=ana.id)["channel"] == {"id": ana.dm.id}
    group = web.conversations_open(users=f"{ana.id},{bob.id}")["channel"]["id"]
    again = web.conversations_open(users=[bob.id, ana.id])
    assert (again["channel"]["id"], again["already_open"]) == (group, True)
    assert web.conversations_open(users=[ana.id, ana.id])["channel"] == {"id": ana.dm.id}
    assert sandbox.team.channels[group].name == "mpdm-essai--p0--p1-1"
    assert refusal(web.conversations_open, users=[one.id for one in people])["error"] == "too_many_users"
    assert refusal(web.conversations_open, users="U0INCONNU")["error"] == "user_not_found"
    assert refusal(web.api_call, api_method="conversations.open")["error"] == "users_list_not_supplied"
    sandbox.deactivate(bob)
    assert refusal(web.conversations_open, users=bob.id)["error"] == "user_disabled"


def test_people_are_told_as_scopes_allow(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana", email="Ana@exemple.fr", tz="Indian/Reunion", guest=True)
    user = web.users_info(user=ana.id, include_locale=True)["user"]
    found = (user["tz"], user["tz_offset"], user["locale"], user["is_restricted"], user["profile"]["email"])
    assert found == ("Indian/Reunion", 4 * 3600, "fr-FR", True, "Ana@exemple.fr")
    assert web.users_lookupByEmail(email="ana@exemple.fr")["user"]["id"] == ana.id
    sandbox.deactivate(ana)
    assert web.users_info(user=ana.id)["user"]["deleted"]
    assert refusal(web.users_lookupByEmail, email="ana@exemple.fr")["error"] == "users_not_found"
    assert refusal(web.users_info, user="U0INCONNU")["error"] == "user_not_found"
    assert [len(page["members"]) for page in web.users_list(limit=1)] == [1, 1]


def test_permalink_names_channel_and_message(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    ts = web.chat_postMessage(channel=ana.id, text="a")["ts"]
    link = web.chat_getPermalink(channel=ana.dm.id, message_ts=ts)["permalink"]
    assert link == f"https://eig.slack.com/archives/{ana.dm.id}/p{ts.replace('.', '')}"

"""The manifest: made from what is registered, with the scopes that the code's calls need and no more."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web.base_client import BaseClient

from bot.door.manifest import COMMANDS, SCOPES, SHORTCUTS, BrokenManifest, build_manifest
from bot.door.manifest_limits import check_manifest
from bot.sandbox.workspace import Sandbox
from handlers import register
from handlers.kit.routes import Route, Routes
from handlers.kit.sentences import REGISTERED, WORDS, spell_commands
from handlers.kit.turn import Turn
from tests.architecture.sources import Module, modules

URL = "https://bot.exemple.fr/slack/events"

# The scopes of the Web API's methods (Slack's reference; where one of several is enough, those of the conversations
# that the bot is in: with a person or several, public and private channels). Views, auth.test and
# apps.connections.open: none.
METHOD_SCOPES: dict[str, set[str]] = {
    "apps_connections_open": set(),  # the app-level token's own scope
    "auth_test": set(),
    "blocks_validate": set(),
    "chat_delete": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"im:history", "mpim:history", "channels:history", "groups:history"},
    "conversations_open": {"im:write", "mpim:write"},
    "conversations_replies": {"im:history", "channels:history", "groups:history"},
    "files_completeUploadExternal": {"files:write"},
    "files_delete": {"files:write"},
    "files_getUploadURLExternal": {"files:write"},
    "files_info": {"files:read"},
    "users_info": {"users:read", "users:read.email"},  # the e-mail in the profile has its own scope
    "users_lookupByEmail": {"users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.im": {"im:history"},
}
METHODS = {name for name in dir(WebClient) if not name.startswith("_") and not hasattr(BaseClient, name)}


def sources() -> Iterator[Module]:
    return (one for one in modules() if not one.path.startswith(("storage/", "bot/sandbox/")))


def names_used(module: Module) -> Iterator[str]:
    return (node.attr for node in module.nodes if isinstance(node, ast.Attribute))


def listen(_turn: Turn) -> None:
    """Do nothing."""


def with_route(kind: str, name: str) -> Routes:
    routes = register()
    routes.tables[kind][name] = Route(listen, "catalogue.browse")
    return routes


def test_scopes_are_those_of_the_methods_called_and_the_events_heard() -> None:
    called = {name for module in sources() for name in names_used(module)} & METHODS
    manifest = build_manifest()
    needed = {scope for method in called for scope in METHOD_SCOPES[method]}
    heard = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed |= {scope for event in heard for scope in EVENT_SCOPES[event]}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed | {"commands"}


def test_no_method_is_called_by_its_name_in_text() -> None:
    """The client and `lacking` alone pass on what others call by the SDK's functions."""
    passing_on = ["bot/outside/slack.py", "handlers/kit/lacking.py"]
    assert [one.path for one in sources() if "api_call" in set(names_used(one))] == passing_on


def test_each_scope_has_its_reason() -> None:
    assert [scope for scope, reason in SCOPES.items() if len(reason) < 10] == []


def test_commands_and_shortcuts_are_those_registered() -> None:
    routes, features = register(), build_manifest()["features"]
    assert tuple(one["command"] for one in features["slash_commands"]) == REGISTERED
    everything = build_manifest(all_commands=True)["features"]
    assert [one["command"] for one in everything["slash_commands"]] == [*COMMANDS]
    assert {*COMMANDS} == routes.tables["command"].keys()
    assert {one["callback_id"] for one in features["shortcuts"]} == set(routes.tables["shortcut"]) == set(SHORTCUTS)


def test_command_without_a_place_in_the_menu_is_heard_behind_dispositifs() -> None:
    routes = register()
    behind = {WORDS[word]: listener for word, listener in routes.words.items() if word in WORDS}
    heard = {name: route.listener for name, route in routes.tables["command"].items()}
    assert {name: heard[name] for name in heard.keys() - {*REGISTERED}}.items() <= behind.items()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("`/agenda` et `/agenda mai`", "`/dispositifs agenda` et `/dispositifs agenda mai`"),
        ("avec /carnet.", "avec /dispositifs carnet."),
        ("`/programme`, /atelier", "`/dispositifs programme`, /dispositifs atelier"),
        ("`/dispositifs agenda`, /mentorat", "`/dispositifs agenda`, /mentorat"),
        ("https://bot.exemple.fr/agenda/x.ics, /programmes", "https://bot.exemple.fr/agenda/x.ics, /programmes"),
    ],
)
def test_command_is_written_as_it_is_registered(said: str, written: str) -> None:
    assert spell_commands(said) == written


def test_commands_send_people_and_channels_as_ids() -> None:
    assert {one["should_escape"] for one in build_manifest()["features"]["slash_commands"]} == {True}


def test_events_are_those_registered() -> None:
    events = ["app_home_opened", "app_mention", "message.im"]
    assert build_manifest()["settings"]["event_subscriptions"] == {"bot_events": events}


def test_both_tabs_are_open_and_home_only_with_its_listener() -> None:
    without = register()
    del without.tables["event"]["app_home_opened"]
    home = build_manifest()["features"]["app_home"]
    assert home == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert build_manifest(without)["features"]["app_home"] == home | {"home_tab_enabled": False}


def test_commands_hint_at_the_words_they_know() -> None:
    features = build_manifest(all_commands=True)["features"]
    assert {one["command"]: one["usage_hint"] for one in features["slash_commands"]} == {
        "/dispositifs": "[nom ou besoin | phase | agenda | programme | atelier | carnet | aide]",
        "/bureau-aide": "[liste | aide]",
        "/mentorat": "[liste | tous | aide]",
        "/atelier": "[liste | aide]",
        "/agenda": "[mai | rejoindre | date | abonnement | messages | aide]",
        "/programme": "[aide]",
        "/carnet": "[aide]",
        "/disponibilites": "[absent | aide]",
    }


def test_registered_command_without_description_is_our_mistake() -> None:
    with pytest.raises(KeyError, match="/inconnue"):
        build_manifest(with_route("command", "/inconnue"))


def test_socket_mode_has_no_address() -> None:
    manifest = build_manifest()
    assert (manifest["settings"]["socket_mode_enabled"], "https://" in str(manifest)) == (True, False)


@pytest.mark.parametrize("given", ["https://bot.exemple.fr", "https://bot.exemple.fr/", URL, f"{URL}/"])
def test_http_mode_writes_the_address_everywhere(given: str) -> None:
    manifest = build_manifest(url=given)
    settings = manifest["settings"]
    assert {one["url"] for one in manifest["features"]["slash_commands"]} == {URL}
    assert settings["event_subscriptions"]["request_url"] == settings["interactivity"]["request_url"] == URL
    assert settings["interactivity"]["message_menu_options_url"] == URL  # lists that suggest words as one types
    assert (settings["socket_mode_enabled"], check_manifest(manifest)) == (False, [])


def test_http_mode_with_options_writes_their_address() -> None:
    routes = with_route("options", "catalogue.find")
    assert build_manifest(routes, url=URL)["settings"]["interactivity"]["message_menu_options_url"] == URL


def test_broken_manifest_is_refused_with_each_reason() -> None:
    with pytest.raises(BrokenManifest) as refused:
        build_manifest(url="http://bot.exemple.fr")
    faults: Any = refused.value.facts["faults"]
    assert [fault.split(" : ")[0] for fault in faults] == [
        *(f"manifeste.features.slash_commands[{at}].url" for at in range(len(REGISTERED))),
        "manifeste.settings.event_subscriptions.request_url",
        "manifeste.settings.interactivity.request_url",
        "manifeste.settings.interactivity.message_menu_options_url",
    ]


def test_manifest_installs_in_the_stand_in_without_mistake() -> None:
    sandbox = Sandbox()
    sandbox.install(build_manifest(), request_url=None)
    assert sandbox.violations == []


def test_reading_the_routes_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    register()
    assert list(tmp_path.iterdir()) == []

"""Each limit of Slack's on a manifest, broken on purpose."""

import copy
from typing import Any

import pytest

from bot.door.manifest import build_manifest
from bot.door.manifest_limits import check_manifest
from handlers.kit.sentences import REGISTERED

Path = tuple[str | int, ...]
GONE = object()

COMMANDS: Path = ("features", "slash_commands")
SHORTCUTS: Path = ("features", "shortcuts")
EVENTS: Path = ("settings", "event_subscriptions", "bot_events")
BOT_SCOPES: Path = ("oauth_config", "scopes", "bot")
COMMAND = {"command": "/essai", "description": "Essayer"}
SHORTCUT = {"name": "Essai", "type": "global", "callback_id": "essai", "description": "Essayer"}


def changed(*changes: tuple[Path, object], url: str | None = None) -> dict[str, Any]:
    """Give our manifest with these places changed."""
    manifest = copy.deepcopy(build_manifest(url=url))
    for path, value in changes:
        place: Any = manifest
        for step in path[:-1]:
            place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
        if value is GONE:
            del place[path[-1]]
        else:
            place[path[-1]] = value
    return manifest


def faults(*changes: tuple[Path, object]) -> list[str]:
    return check_manifest(changed(*changes))


def dotted(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


@pytest.mark.parametrize("url", [None, "https://bot.exemple.fr"])
def test_our_manifest_keeps_every_limit(url: str | None) -> None:
    assert check_manifest(build_manifest(url=url)) == []


@pytest.mark.parametrize(
    "path",
    [
        ("typo",),
        ("_metadata", "typo"),
        ("display_information", "typo"),
        ("features", "typo"),
        ("features", "app_home", "typo"),
        ("features", "bot_user", "typo"),
        (*COMMANDS, 0, "typo"),
        (*SHORTCUTS, 0, "typo"),
        ("oauth_config", "typo"),
        ("oauth_config", "scopes", "typo"),
        ("settings", "typo"),
        ("settings", "event_subscriptions", "typo"),
        ("settings", "interactivity", "typo"),
        ("settings", "incoming_webhooks", "typo"),
    ],
)
def test_unknown_key_is_refused_at_every_level(path: Path) -> None:
    assert faults((path, True)) == [f"manifeste{dotted(path)} : clé inconnue"]


@pytest.mark.parametrize(
    "path",
    [
        ("display_information",),
        ("display_information", "name"),
        ("features", "bot_user", "display_name"),
        (*COMMANDS, 0, "command"),
        (*COMMANDS, 0, "description"),
        (*SHORTCUTS, 0, "name"),
        (*SHORTCUTS, 0, "type"),
        (*SHORTCUTS, 0, "callback_id"),
        (*SHORTCUTS, 0, "description"),
    ],
)
def test_required_key_is_missed(path: Path) -> None:
    assert faults((path, GONE)) == [f"manifeste{dotted(path)} : clé obligatoire"]


@pytest.mark.parametrize(
    ("path", "fewest", "most"),
    [
        (("display_information", "name"), 1, 35),
        (("display_information", "description"), 0, 140),
        (("display_information", "long_description"), 175, 4000),
        (("features", "bot_user", "display_name"), 1, 80),
        ((*COMMANDS, 0, "description"), 1, 2000),
        ((*COMMANDS, 0, "usage_hint"), 1, 1000),
        ((*SHORTCUTS, 0, "name"), 1, 24),
        ((*SHORTCUTS, 0, "callback_id"), 1, 255),
        ((*SHORTCUTS, 0, "description"), 1, 150),
    ],
)
def test_text_has_its_lengths(path: Path, fewest: int, most: int) -> None:
    expected = f"manifeste{dotted(path)} : longueur {{}}, permise de {fewest} à {most}"
    assert faults((path, "a" * most)) == faults((path, "a" * fewest)) == []
    assert faults((path, "a" * (most + 1))) == [expected.format(most + 1)]
    if fewest:
        assert faults((path, "a" * (fewest - 1))) == [expected.format(fewest - 1)]


def test_command_has_its_length() -> None:
    path = (*COMMANDS, 0, "command")
    place = "manifeste.features.slash_commands[0].command"
    assert faults((path, "/" + "a" * 31)) == faults((path, "/a")) == []
    assert faults((path, "/" + "a" * 32)) == [f"{place} : longueur 33, permise de 2 à 32"]
    assert faults((path, "/")) == [f"{place} : longueur 1, permise de 2 à 32"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("display_information", "background_color"), "bleu"),
        (("display_information", "background_color"), "#00009"),
        (("features", "bot_user", "display_name"), "Dispositifs EIG"),
        ((*COMMANDS, 0, "command"), "dispositifs"),
        ((*COMMANDS, 0, "command"), "/deux mots"),
        ((*COMMANDS, 0, "url"), "http://exemple.fr"),
        ((*COMMANDS, 0, "url"), "https://"),
        (("oauth_config", "redirect_urls"), ["ftp://exemple.fr"]),
        (("settings", "event_subscriptions", "request_url"), "exemple.fr"),
        (("settings", "interactivity", "message_menu_options_url"), "http://exemple.fr"),
        ((*BOT_SCOPES, 1), "chat write"),
    ],
)
def test_text_has_its_form(path: Path, value: object) -> None:
    found = faults((path, value))
    assert [(fault.startswith(f"manifeste{dotted(path)}"), "n’a pas la forme" in fault) for fault in found][:1] == [
        (True, True)
    ]


def test_shortcut_is_global_or_of_a_message() -> None:
    path = (*SHORTCUTS, 0, "type")
    assert faults((path, "message")) == []
    assert faults((path, "local")) == [
        "manifeste.features.shortcuts[0].type : « local » n’est pas l’un de : global, message"
    ]


@pytest.mark.parametrize("number", [0, 3])
def test_major_version_is_known(number: int) -> None:
    found = faults((("_metadata", "major_version"), number))
    assert found == [f"manifeste._metadata.major_version : {number} n’est pas entre 1 et 2"]


def numbered(count: int, like: dict[str, str], key: str) -> list[dict[str, str]]:
    return [{**like, key: f"{like[key]}{number}"} for number in range(count)]


@pytest.mark.parametrize(
    ("path", "good", "bad", "fewest", "most"),
    [
        (COMMANDS, numbered(50, COMMAND, "command"), numbered(51, COMMAND, "command"), 1, 50),
        (SHORTCUTS, numbered(10, SHORTCUT, "callback_id"), numbered(11, SHORTCUT, "callback_id"), 1, 10),
        (EVENTS, [f"e{n}" for n in range(100)], [f"e{n}" for n in range(101)], 1, 100),
        (("settings", "allowed_ip_address_ranges"), ["1.1.1.1"], [f"1.1.1.{n}" for n in range(11)], 0, 10),
        (("features", "unfurl_domains"), ["a.fr"], [f"{n}.fr" for n in range(6)], 0, 5),
    ],
)
def test_list_has_its_count(path: Path, good: list[object], bad: list[object], fewest: int, most: int) -> None:
    assert faults((path, good)) == []
    assert faults((path, bad)) == [f"manifeste{dotted(path)} : nombre {len(bad)}, permis de {fewest} à {most}"]


@pytest.mark.parametrize("path", [COMMANDS, SHORTCUTS, EVENTS])
def test_list_that_is_there_holds_something(path: Path) -> None:
    most = {COMMANDS: 50, SHORTCUTS: 10, EVENTS: 100}[path]
    assert faults((path, [])) == [f"manifeste{dotted(path)} : nombre 0, permis de 1 à {most}"]


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        (COMMANDS, [COMMAND, COMMAND], "/essai"),
        (SHORTCUTS, [SHORTCUT, SHORTCUT], "essai"),
        (EVENTS, ["message.im", "message.im"], "message.im"),
    ],
)
def test_nothing_comes_twice(path: Path, value: object, name: str) -> None:
    assert faults((path, value)) == [f"manifeste{dotted(path)} : « {name} » s’y trouve deux fois"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("features",), [], "un objet"),
        (("display_information", "name"), 7, "un texte"),
        ((*COMMANDS, 0, "should_escape"), "oui", "« true » ou « false »"),
        (("settings", "socket_mode_enabled"), 1, "« true » ou « false »"),
        (("_metadata", "minor_version"), True, "un nombre entier"),
        (("oauth_config", "redirect_urls"), "https://exemple.fr", "une liste"),
    ],
)
def test_value_has_its_kind(path: Path, value: object, expected: str) -> None:
    assert f"manifeste{dotted(path)} : {expected} est attendu ici" in faults((path, value))


@pytest.mark.parametrize(
    ("scope", "event"),
    [("im:history", "message.im"), ("app_mentions:read", "app_mention"), ("users:read", "team_join")],
)
def test_event_needs_its_scope(scope: str, event: str) -> None:
    kept = [one for one in build_manifest()["oauth_config"]["scopes"]["bot"] if one != scope]
    assert faults((BOT_SCOPES, kept), (EVENTS, [event])) == [
        f"manifeste.oauth_config.scopes.bot : {scope} manque, et l’événement {event} en a besoin"
    ]


@pytest.mark.parametrize("gone", [COMMANDS, SHORTCUTS])
def test_commands_or_shortcuts_alone_need_the_scope_commands(gone: Path) -> None:
    kept = [one for one in build_manifest()["oauth_config"]["scopes"]["bot"] if one != "commands"]
    assert faults((BOT_SCOPES, kept), (gone, GONE)) == [
        "manifeste.oauth_config.scopes.bot : commands manque, et une commande ou un raccourci en a besoin"
    ]


def test_scopes_need_a_bot_user() -> None:
    assert faults((("features", "bot_user"), GONE)) == [
        "manifeste.features.bot_user : clé obligatoire, puisque le bot a des autorisations"
    ]


def test_shortcut_needs_interactivity() -> None:
    assert faults((("settings", "interactivity", "is_enabled"), False)) == [
        "manifeste.settings.interactivity.is_enabled : un raccourci en a besoin"
    ]


def test_http_mode_needs_every_address() -> None:
    assert faults((("settings", "socket_mode_enabled"), False)) == [
        *(
            f"manifeste.features.slash_commands[{number}].url : clé obligatoire sans Socket Mode"
            for number in range(len(REGISTERED))
        ),
        "manifeste.settings.event_subscriptions.request_url : clé obligatoire sans Socket Mode",
        "manifeste.settings.interactivity.request_url : clé obligatoire sans Socket Mode",
    ]


@pytest.mark.parametrize("manifest", [{}, {"display_information": None}, {"features": 3, "settings": []}])
def test_anything_is_judged_without_a_fault(manifest: dict[str, Any]) -> None:
    assert check_manifest(manifest) != []

"""Check an app manifest against Slack's limits: keys, lengths, patterns and counts.

The limits are from Slack's reference of app manifests, slash commands, shortcuts and events. Slack refuses unknown keys
in any object. The limits of assistant and agent views are left out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class TextRule:
    """A rule for a text: `fewest` to `most` characters that match `pattern`. If set, `among` has all valid texts."""

    most: int
    fewest: int = 0
    pattern: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A rule for a boolean."""


@dataclass(frozen=True, slots=True)
class NumberRule:
    """A rule for an integer from `lowest` to `highest`."""

    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class ListRule:
    """A rule for a list without duplicates. If its items are objects, `key` names the field that must be unique."""

    of: "Rule"
    most: int
    fewest: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class ObjectRule:
    """A rule for an object. It may have only the keys in `keys`, and must have those in `required`."""

    keys: Mapping[str, "Rule"]
    required: tuple[str, ...] = ()


Rule: TypeAlias = TextRule | FlagRule | NumberRule | ListRule | ObjectRule

_FLAG = FlagRule()
_URL = TextRule(3000, pattern=r"https://[^\s/?#]+[^\s]*")  # Slack calls only https addresses.
_WORD = TextRule(255, fewest=1, pattern=r"[a-z0-9_.:-]+")

_COMMAND = ObjectRule(
    {
        "command": TextRule(32, fewest=2, pattern=r"/[^\s/A-Z]+"),
        "description": TextRule(2000, fewest=1),
        "usage_hint": TextRule(1000, fewest=1),
        "should_escape": _FLAG,
        "url": _URL,
    },
    required=("command", "description"),
)
_SHORTCUT = ObjectRule(
    {
        "name": TextRule(24, fewest=1),
        "type": TextRule(7, among=("global", "message")),
        "callback_id": TextRule(255, fewest=1),
        "description": TextRule(150, fewest=1),
    },
    required=("name", "type", "callback_id", "description"),
)
_FEATURES = ObjectRule(
    {
        "app_home": ObjectRule(
            {
                "home_tab_enabled": _FLAG,
                "messages_tab_enabled": _FLAG,
                "messages_tab_read_only_enabled": _FLAG,
            }
        ),
        "bot_user": ObjectRule(
            {"display_name": TextRule(80, fewest=1, pattern=r"[a-z0-9_.-]+"), "always_online": _FLAG},
            required=("display_name",),
        ),
        "slash_commands": ListRule(_COMMAND, 50, fewest=1, key="command"),
        "shortcuts": ListRule(_SHORTCUT, 10, fewest=1, key="callback_id"),
        "unfurl_domains": ListRule(TextRule(255, fewest=1), 5),
    }
)
_OAUTH = ObjectRule(
    {
        "redirect_urls": ListRule(_URL, 1000),
        "scopes": ObjectRule(
            {
                "bot": ListRule(_WORD, 255, fewest=1),
                "user": ListRule(_WORD, 255),
                "bot_optional": ListRule(_WORD, 255),
                "user_optional": ListRule(_WORD, 255),
            }
        ),
        "pkce_enabled": _FLAG,
        "token_management_enabled": _FLAG,
    }
)
_METADATA = ObjectRule(
    {"app_id": TextRule(255, fewest=1), "event_type": TextRule(255, fewest=1)}, required=("app_id", "event_type")
)
_SETTINGS = ObjectRule(
    {
        "event_subscriptions": ObjectRule(
            {
                "request_url": _URL,
                "bot_events": ListRule(_WORD, 100, fewest=1),
                "user_events": ListRule(_WORD, 100),
                "metadata_subscriptions": ListRule(_METADATA, 50),
            }
        ),
        "interactivity": ObjectRule(
            {"is_enabled": _FLAG, "request_url": _URL, "message_menu_options_url": _URL}, required=("is_enabled",)
        ),
        "socket_mode_enabled": _FLAG,
        "org_deploy_enabled": _FLAG,
        "token_rotation_enabled": _FLAG,
        "is_hosted": _FLAG,
        "allowed_ip_address_ranges": ListRule(TextRule(43, fewest=2), 10),
        "incoming_webhooks": ObjectRule({"incoming_webhooks_enabled": _FLAG}),
    }
)
MANIFEST = ObjectRule(
    {
        "_metadata": ObjectRule({"major_version": NumberRule(1, 2), "minor_version": NumberRule(0, 1000)}),
        "display_information": ObjectRule(
            {
                "name": TextRule(35, fewest=1),
                "description": TextRule(140),
                "long_description": TextRule(4000, fewest=175),
                "background_color": TextRule(7, pattern=r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
            },
            required=("name",),
        ),
        "features": _FEATURES,
        "oauth_config": _OAUTH,
        "settings": _SETTINGS,
    },
    required=("display_information",),
)

# Slack sends an event to an app only if the app has the scope here (Slack's reference of events).
EVENT_SCOPES: Mapping[str, str | None] = {
    "app_home_opened": None,
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "team_join": "users:read",
}


def check_manifest(manifest: Mapping[str, Any]) -> list[str]:
    """Return a line in French for each broken limit, with its place first. The list is empty if all is well."""
    return [*_faults(MANIFEST, manifest, "manifeste"), *_missing_parts(manifest)]


def _faults(rule: Rule, value: object, path: str) -> Iterator[str]:
    match rule, value:
        case ObjectRule(), Mapping():
            yield from (f"{path}.{key} : clé inconnue" for key in value if key not in rule.keys)
            yield from (f"{path}.{key} : clé obligatoire" for key in rule.required if key not in value)
            for key, inner in rule.keys.items():
                if key in value:
                    yield from _faults(inner, value[key], f"{path}.{key}")
        case ListRule(), list():
            yield from _count_faults(rule, value, path)
            for number, item in enumerate(value):
                yield from _faults(rule.of, item, f"{path}[{number}]")
        case TextRule(), str():
            yield from _text_faults(rule, value, path)
        case FlagRule(), bool():
            pass
        case NumberRule(), int() if not isinstance(value, bool):
            if not rule.lowest <= value <= rule.highest:
                yield f"{path} : {value} n’est pas entre {rule.lowest} et {rule.highest}"
        case _:
            yield f"{path} : {_NAMES[type(rule)]} est attendu ici"


_NAMES: Mapping[type, str] = {
    ObjectRule: "un objet",
    ListRule: "une liste",
    TextRule: "un texte",
    FlagRule: "« true » ou « false »",
    NumberRule: "un nombre entier",
}


def _text_faults(rule: TextRule, value: str, path: str) -> Iterator[str]:
    if not rule.fewest <= len(value) <= rule.most:
        yield f"{path} : longueur {len(value)}, permise de {rule.fewest} à {rule.most}"
    elif rule.pattern and not re.fullmatch(rule.pattern, value):
        yield f"{path} : « {value} » n’a pas la forme {rule.pattern}"
    elif rule.among and value not in rule.among:
        yield f"{path} : « {value} » n’est pas l’un de : {', '.join(rule.among)}"


def _count_faults(rule: ListRule, value: list[Any], path: str) -> Iterator[str]:
    if not rule.fewest <= len(value) <= rule.most:
        yield f"{path} : nombre {len(value)}, permis de {rule.fewest} à {rule.most}"
    names = [item_.get(rule.key) if rule.key and isinstance(item_, Mapping) else item_ for item_ in value]
    twice = [name for number, name in enumerate(names) if isinstance(name, str) and name in names[:number]]
    yield from (f"{path} : « {name} » s’y trouve deux fois" for name in twice)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a manifest that must fit each other. They can be read even if the manifest is invalid."""

    features: Mapping[str, Any] = field(default_factory=dict)
    events: Mapping[str, Any] = field(default_factory=dict)
    interactivity: Mapping[str, Any] = field(default_factory=dict)
    scopes: tuple[Any, ...] = ()
    over_http: bool = True


def _parts(manifest: Mapping[str, Any]) -> _Parts:
    settings = _group_at(manifest, "settings")
    return _Parts(
        features=_group_at(manifest, "features"),
        events=_group_at(settings, "event_subscriptions"),
        interactivity=_group_at(settings, "interactivity"),
        scopes=tuple(_list_at(_group_at(_group_at(manifest, "oauth_config"), "scopes"), "bot")),
        over_http=settings.get("socket_mode_enabled") is not True,
    )


def _group_at(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def _list_at(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def _missing_parts(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield the missing parts: scopes that events or commands need, addresses for HTTP mode, and the bot user."""
    parts = _parts(manifest)
    commands, shortcuts = _list_at(parts.features, "slash_commands"), _list_at(parts.features, "shortcuts")
    needed = {"commands": "une commande ou un raccourci"} if commands or shortcuts else {}
    for event in _list_at(parts.events, "bot_events"):
        scope = EVENT_SCOPES.get(event) if isinstance(event, str) else None
        needed |= {scope: f"l’événement {event}"} if scope else {}
    for scope, reason in needed.items():
        if scope not in parts.scopes:
            yield f"manifeste.oauth_config.scopes.bot : {scope} manque, et {reason} en a besoin"
    if parts.scopes and "bot_user" not in parts.features:
        yield "manifeste.features.bot_user : clé obligatoire, puisque le bot a des autorisations"
    if shortcuts and parts.interactivity.get("is_enabled") is not True:
        yield "manifeste.settings.interactivity.is_enabled : un raccourci en a besoin"
    if parts.over_http:
        yield from _missing_addresses(parts, commands)


def _missing_addresses(parts: _Parts, commands: list[Any]) -> Iterator[str]:
    for number, command in enumerate(commands):
        if isinstance(command, Mapping) and "url" not in command:
            yield f"manifeste.features.slash_commands[{number}].url : clé obligatoire sans Socket Mode"
    if parts.events.get("bot_events") and "request_url" not in parts.events:
        yield "manifeste.settings.event_subscriptions.request_url : clé obligatoire sans Socket Mode"
    if parts.interactivity.get("is_enabled") is True and "request_url" not in parts.interactivity:
        yield "manifeste.settings.interactivity.request_url : clé obligatoire sans Socket Mode"

"""The app manifest for Slack, generated from the registered routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.door.manifest_limits import check_manifest
from bot.errors import Refusal
from bot.programme.shape import in_programme_words, shape_in_use
from handlers import register
from handlers.kit.routes import Routes
from handlers.kit.sentences import REGISTERED, WORDS


class BrokenManifest(Refusal):
    """Raised by `build_manifest` if Slack would refuse the manifest. Facts: `faults`, a line for each broken limit."""

    code = "broken_manifest"


@dataclass(frozen=True, slots=True)
class MenuText:
    """The texts of a command or a shortcut in Slack's menus. Shortcuts have a `name`; commands may have a `hint`."""

    description: str
    hint: str = ""
    name: str = ""
    type: str = "global"  # kind of shortcut: "global" or "message"


def _bot_name(*, longest: int) -> str:
    name = in_programme_words("Dispositifs EIG")
    return name if len(name) <= longest else "Dispositifs"


# Slack shows this help while a person types a command. Each registered command needs a line here.
COMMANDS: Mapping[str, MenuText] = {
    "/dispositifs": MenuText(
        "Le catalogue des dispositifs et la recherche",
        "[nom ou besoin | phase | agenda | programme | atelier | carnet | aide]",
    ),
    "/bureau-aide": MenuText(in_programme_words("Réserver une heure avec l’équipe des coachs"), "[liste | aide]"),
    "/mentorat": MenuText(
        in_programme_words("Demander des séances avec une personne spécialiste"), "[liste | tous | aide]"
    ),
    "/atelier": MenuText(in_programme_words("Demander un atelier avec ses coachs, pour son défi"), "[liste | aide]"),
    "/agenda": MenuText(
        "Vos rendez-vous à venir ; trouver une date à plusieurs",
        "[mai | rejoindre | date | abonnement | messages | aide]",
    ),
    "/carnet": MenuText("Votre carnet de bord, que personne d’autre ne lit", "[aide]"),
    "/programme": MenuText(in_programme_words("Groupes, conférences et séminaires qui reviennent (coachs)"), "[aide]"),
    "/disponibilites": MenuText("Dire quand on peut réserver avec vous, bloquer un créneau", "[absent | aide]"),
}
SHORTCUTS: Mapping[str, MenuText] = {
    "dispositifs.menu": MenuText("Ouvrir le catalogue des dispositifs", name=_bot_name(longest=24)),
    "records.message": MenuText(
        "Garder ce message comme une action à faire", name="En faire une action", type="message"
    ),
}
# The manifest names message events after the kind of conversation. The Events API calls them all « message ».
EVENTS: Mapping[str, str] = {
    "message": "message.im",
    "app_mention": "app_mention",
    "app_home_opened": "app_home_opened",
    "team_join": "team_join",
}
REQUEST_PATH = "/slack/events"


SCOPES: Mapping[str, str] = {
    "commands": "slash commands and the global shortcut",
    "chat:write": "chat.postMessage, .update and .delete: cards, answers, updates; the doctor's trial taken away",
    "im:write": "conversations.open: the conversation with a person, where an unsure message is looked for",
    "mpim:write": "conversations.open with several: the group conversation of a mentoring cycle",
    "im:history": "message.im: questions written to the bot; conversations.history: an unsure message looked for",
    "channels:history": "conversations.history, .replies: an unsure message looked for; a public channel tried",
    "groups:history": "the same in a private channel",
    "mpim:history": "the same in a group conversation",
    "users:read": "users.info: who writes for the first time, in which time zone people live",
    "users:read.email": "users.info and users.lookupByEmail: joins an account and a person of the programme",
    "files:read": "file_input and files.info: a team's document, copied for the hosts",
    "files:write": "files.getUploadURLExternal, .completeUploadExternal, .delete: documents, calendar files",
    "app_mentions:read": "app_mention: questions asked in a channel",
}

# A workspace may refuse these scopes (docs/decisions/doubt.md). im:history is not among them: without it, the bot gets
# no messages.
OPTIONAL_SCOPES = frozenset({"channels:history", "groups:history", "mpim:history"})


def build_manifest(
    routes: Routes | None = None, *, url: str | None = None, all_commands: bool = False
) -> dict[str, Any]:
    """Return the manifest for these routes, or for all registered routes.

    By default, Slack's menu has four commands. `all_commands` adds the other commands, which people can also
    type as words after `/dispositifs`. `url` is the bot's public address for HTTP mode, or None for Socket Mode. The
    path of Slack's requests is added if it is missing. Raises BrokenManifest if Slack would refuse the manifest, and
    KeyError if a registered name has no description here."""
    routes = routes or register()
    address = None if url is None else url.rstrip("/").removesuffix(REQUEST_PATH) + REQUEST_PATH
    events = sorted(EVENTS[name] for name in routes.tables["event"])
    manifest: dict[str, Any] = {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": _bot_name(longest=35),
            "description": in_programme_words(
                "Les dispositifs d’accompagnement des EIG\u00a0: les trouver, les réserver, s’y préparer"
            ),
            "background_color": "#000091",
        },
        "features": _features(_commands(routes, all_commands=all_commands), routes, events, address),
        "oauth_config": {"scopes": {"bot": list(SCOPES), "bot_optional": sorted(OPTIONAL_SCOPES)}},
        "settings": {
            "event_subscriptions": _with_address({}, "request_url", address) | {"bot_events": events},
            "interactivity": _interactivity(routes, address),
            "socket_mode_enabled": address is None,
            "org_deploy_enabled": False,
            "token_rotation_enabled": False,  # Token rotation would need an installation store.
        },
    }
    if faults := check_manifest(manifest):
        raise BrokenManifest(faults=faults)
    return manifest


def _commands(routes: Routes, *, all_commands: bool) -> list[str]:
    """Return the commands to register, in the order of `COMMANDS`. Raises KeyError if a command is missing there."""
    behind = set() if all_commands else {*WORDS.values()} - {*REGISTERED}
    places = {name: place for place, name in enumerate(COMMANDS)}
    return sorted(routes.tables["command"].keys() - behind, key=places.__getitem__)


def _features(commands: Sequence[str], routes: Routes, events: list[str], address: str | None) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": "app_home_opened" in events,
            # Without this tab, Slack refuses the bot's direct messages (messages_tab_disabled).
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": shape_in_use().bot_name, "always_online": True},
        "slash_commands": [_command(name, address) for name in commands],
        "shortcuts": [
            {
                "name": SHORTCUTS[name].name,
                "type": SHORTCUTS[name].type,
                "callback_id": name,
                "description": SHORTCUTS[name].description,
            }
            for name in sorted(routes.tables["shortcut"])
        ],
    }


def _command(name: str, address: str | None) -> dict[str, Any]:
    described = COMMANDS[name]
    written: dict[str, Any] = {"command": name, "description": described.description}
    if described.hint:
        written["usage_hint"] = described.hint
    written["should_escape"] = True  # Slack then sends ids of people and channels, not names.
    return _with_address(written, "url", address)


def _interactivity(routes: Routes, address: str | None) -> dict[str, Any]:
    written = _with_address({"is_enabled": True}, "request_url", address)
    return _with_address(written, "message_menu_options_url", address) if routes.tables["options"] else written


def _with_address(fields: dict[str, Any], key: str, address: str | None) -> dict[str, Any]:
    return fields if address is None else {**fields, key: address}

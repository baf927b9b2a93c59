"""The app as its manifest declares it: scopes, commands, shortcuts, events and tabs."""

from dataclasses import dataclass, field
from typing import Any

# event → scopes, one of which is needed
EVENT_SCOPES = {
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.mpim": ("mpim:history",),
    "app_mention": ("app_mentions:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "file_deleted": ("files:read",),
    "file_shared": ("files:read",),
    "reaction_added": ("reactions:read",),
}

SENT = frozenset((*EVENT_SCOPES, "app_home_opened", "app_uninstalled", "tokens_revoked")) - {"reaction_added"}


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `should_escape`: people, channels and links are sent as `<@U…>`, `<#C…|name>`, `<url>`."""

    name: str
    hint: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Installation:
    """What the manifest declares. Other events are not sent, and calls without their scope fail."""

    scopes: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[tuple[str, str], ...] = ()
    events: frozenset[str] = frozenset()
    home_tab: bool = False
    messages_tab: bool = False
    messages_read_only: bool = False
    interactive: bool = False
    declared: dict[str, Any] = field(default_factory=dict, repr=False)  # the manifest's features, as they are shown

    def has_any(self, scopes: tuple[str, ...]) -> bool:
        """Return whether one of these scopes was granted, or none is needed."""
        return not scopes or any(scope in self.scopes for scope in scopes)

    def command(self, name: str) -> Command | None:
        return next((command for command in self.commands if command.name == name), None)


def read_manifest(manifest: dict[str, Any]) -> tuple[Installation, list[str]]:
    """Return what a manifest declares, and its mistakes as sentences, such as an event without its scope."""
    features = manifest.get("features", {})
    settings = manifest.get("settings", {})
    home = features.get("app_home", {})
    commands = tuple(
        Command(command["command"], command.get("usage_hint", ""), bool(command.get("should_escape")))
        for command in features.get("slash_commands", [])
    )
    app = Installation(
        scopes=tuple(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
        commands=commands,
        shortcuts=tuple((shortcut["callback_id"], shortcut["type"]) for shortcut in features.get("shortcuts", [])),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled")),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled")),
        interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
        declared=features,
    )
    mistakes = [
        f"manifest: event {event} needs one of the scopes {', '.join(EVENT_SCOPES[event])}"
        for event in sorted(app.events & EVENT_SCOPES.keys())
        if not app.has_any(EVENT_SCOPES[event])
    ]
    mistakes += [f"gap of the sandbox: the event {event} is never sent" for event in sorted(app.events - SENT)]
    if (commands or app.shortcuts) and "commands" not in app.scopes:
        mistakes.append("manifest: slash commands and shortcuts need the scope commands")
    if not app.scopes:
        mistakes.append("manifest: an app needs at least one bot scope")
    return app, mistakes

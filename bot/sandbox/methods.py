"""The Web API as a table: for each method its arguments, scopes and encodings (slack-facts section 11)."""

from dataclasses import dataclass

HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
READING = ("channels:read", "groups:read", "im:read", "mpim:read")
OPENING = ("channels:manage", "groups:write", "im:write", "mpim:write")
PAGE = ("cursor", "limit")
SPAN = ("include_all_metadata", "inclusive", "latest", "oldest", *PAGE)
CONTENT = ("attachments", "blocks", "link_names", "markdown_text", "metadata", "parse", "text")
LOOK = ("icon_emoji", "icon_url", "username")


@dataclass(frozen=True, slots=True)
class Method:
    """A method: what it must and may be given, the scopes of which one is needed, whether it reads a JSON body.

    `token` is the kind of token it takes: `xoxb` (the bot's) or `xapp` (the app's).
    """

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    json: bool = True
    token: str = "xoxb"  # noqa: S105 the kind of a token, not one


METHODS: dict[str, Method] = {
    "auth.test": Method(),
    "apps.connections.open": Method(scopes=("connections:write",), token="xapp"),  # noqa: S106 a kind, not a token
    "chat.postMessage": Method(
        ("channel",),
        (*CONTENT, *LOOK, "mrkdwn", "reply_broadcast", "thread_ts", "unfurl_links", "unfurl_media"),
        ("chat:write",),
    ),
    "chat.postEphemeral": Method(("channel", "user"), (*CONTENT, *LOOK, "thread_ts"), ("chat:write",)),
    "chat.update": Method(("channel", "ts"), (*CONTENT, "file_ids", "reply_broadcast"), ("chat:write",)),
    "chat.delete": Method(("channel", "ts"), (), ("chat:write",)),
    "chat.getPermalink": Method(("channel", "message_ts"), json=False),
    "views.open": Method(("view",), ("trigger_id", "interactivity_pointer")),
    "views.push": Method(("view",), ("trigger_id", "interactivity_pointer")),
    "views.update": Method(("view",), ("view_id", "external_id", "hash")),
    "views.publish": Method(("user_id", "view"), ("hash",)),
    "conversations.open": Method((), ("channel", "users", "return_im", "prevent_creation"), OPENING),
    "conversations.history": Method(("channel",), SPAN, HISTORY),
    "conversations.replies": Method(("channel", "ts"), SPAN, HISTORY, json=False),
    "conversations.info": Method(("channel",), ("include_locale", "include_num_members"), READING, json=False),
    "conversations.members": Method(("channel",), PAGE, READING, json=False),
    "users.info": Method(("user",), ("include_locale",), ("users:read",), json=False),
    "users.list": Method((), ("include_locale", *PAGE), ("users:read",), json=False),
    "users.lookupByEmail": Method(("email",), (), ("users:read.email",), json=False),
}

# Slack has these too, and the stand-in does not: calling one is a gap of the stand-in, not a mistake of the app.
NOT_YET = (
    "chat.scheduleMessage", "chat.deleteScheduledMessage", "chat.scheduledMessages.list",
    "conversations.create", "conversations.invite", "conversations.list", "conversations.join", "conversations.kick",
    "conversations.setTopic", "users.conversations", "users.profile.get", "usergroups.list", "usergroups.create",
    "usergroups.update", "usergroups.users.list", "usergroups.users.update", "files.getUploadURLExternal",
    "files.completeUploadExternal", "files.info", "files.delete", "files.list", "reactions.add", "reactions.remove",
    "reactions.get", "pins.add", "bookmarks.add", "team.info", "bots.info", "dnd.info", "oauth.v2.access",
    "oauth.v2.exchange", "auth.revoke", "apps.event.authorizations.list", "apps.manifest.validate",
    "apps.manifest.create",
)  # fmt: skip

"""What Slack lets the bot do: each scope with what needs it today; a test compares them with the methods called."""

from collections.abc import Mapping

SCOPES: Mapping[str, str] = {
    "commands": "slash commands and the global shortcut",
    "chat:write": "chat.postMessage, .update and .delete: cards, answers, updates; the doctor's trial taken away",
    "im:write": "conversations.open: the conversation with a person, where an unsure message is looked for",
    "mpim:write": "conversations.open with several: the group conversation of a mentoring cycle",
    "im:history": "message.im: questions written to the bot; conversations.history: an unsure message looked for",
    "channels:history": "conversations.history and .replies: an unsure message looked for in a public channel",
    "groups:history": "the same in a private channel",
    "mpim:history": "the same in a group conversation",
    "users:read": "users.info: who writes for the first time, in which time zone people live",
    "users:read.email": "users.info and users.lookupByEmail: joins an account and a person of the programme",
    "files:read": "file_input and files.info: a team's document, copied for the hosts",
    "files:write": "files.getUploadURLExternal, .completeUploadExternal, .delete: documents, calendar files",
    "app_mentions:read": "app_mention: questions asked in a channel",
}

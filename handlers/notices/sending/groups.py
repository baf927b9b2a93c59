"""How the conversation of a group is opened: the same people always have the same one, whoever asks and how often."""

from collections.abc import Sequence

from slack_sdk import WebClient

from bot.notices.model import NO_ACCOUNT

from .attempts import attempt_unseen
from .outcomes import Failed, Later

_MOST = 8  # people beside the bot in a conversation (conversations.open)
# Of a group these are a no to this one conversation: everything else may well pass.
_NOT_THIS_ONE = frozenset({"access_denied", "enterprise_is_restricted", "missing_scope", "no_permission"})


def open_group(client: WebClient, slack_ids: Sequence[str | None]) -> str | Later | Failed:
    """Give the id of the conversation between these accounts and the bot, opened at need.

    Failed, and nothing opened: no_account when there is nobody or somebody has no account, too_many_users past eight,
    and what Slack refuses, by its code (a guest, a deactivated account…). An answer that was lost leaves nothing to
    look up: opening again gives the same conversation.
    """
    known = [one for one in dict.fromkeys(slack_ids) if one is not None]
    if not known or None in slack_ids:
        return Failed(NO_ACCOUNT)
    if len(known) > _MOST:
        return Failed("too_many_users")
    opened = attempt_unseen("conversations.open", lambda: str(client.conversations_open(users=known)["channel"]["id"]))
    if isinstance(opened, Later) and opened.reason in _NOT_THIS_ONE:
        return Failed(opened.reason)
    return opened

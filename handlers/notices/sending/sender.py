"""Send one claimed notice: look it up after an uncertain attempt, render it, and hand it to Slack or a mail server."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from uuid import uuid4

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.agenda.writing.found import FINAL
from bot.clock import Now
from bot.errors import DavRefused, Unavailable
from bot.notices.model import (
    FAULT,
    NO_ACCOUNT,
    RESTORED,
    UNLESS_UNREADABLE,
    Action,
    EarlierAttempt,
    HomeFingerprint,
    Notice,
)
from handlers.kit.blocks import Message
from handlers.kit.told import GroupPost, HomeView, Upload
from handlers.notices.joining import JoinedPart, join_parts, split_into_messages
from handlers.notices.mails.mails import Mails, group_by_mail, merge_mails, message_id
from handlers.notices.mails.smtp import SmtpClient
from handlers.notices.messages import Drawn, Mail

from .attempts import attempt_call, attempt_lookup, attempt_unseen_call, lease_outcome
from .lookup import find_file, find_message, find_messages, message_metadata, next_lookup
from .outcomes import Delivered, Dropped, Failed, Outcome, RetryLater, Sent, blocks_later_notices
from .uploads import Publishing, Uploads

log = logging.getLogger(__name__)

_DRAWN = {
    Action.POST: Message,
    Action.GROUP: GroupPost,
    # Updating a group's card renders a GroupPost too, but opens no conversation.
    Action.UPDATE: Message | GroupPost,
    Action.FILE: Upload,
    Action.HOME: HomeView,
    Action.MAIL: Mail,
}
_MOST = 8  # the most people in a conversation with the bot (`conversations.open`)
UNREADABLE = "missing_scope"  # Slack's error if the bot may write to a conversation, but not read it
# If Slack refuses to open a conversation for a group, these errors concern only this conversation.
_NOT_THIS_ONE = frozenset({"access_denied", "enterprise_is_restricted", "missing_scope", "no_permission"})


class Sender:
    """Sends one notice at a time, outside transactions.

    `client` must have `retry_handlers=[]`, as the SDK's own retry sends twice, and `timeout=10`. `render` returns None
    for an outdated notice. `look_up_account` asks Slack for a person's account. `shown` returns the fingerprint of the
    Home that a person last saw. `tried_as` finds another notice's attempt to send a file of the same name. `note_tried`
    saves a file's name before the file is shared. `post` is the mail server, or None. `write` writes an entry into a
    person's own calendar."""

    def __init__(
        self,
        *,
        client: WebClient,
        now: Now,
        machine_now: Now,
        render: Callable[[Notice], Drawn | None],
        look_up_account: Callable[[int], str | None],
        shown: Callable[[int], HomeFingerprint],
        tried_as: Callable[[Notice, str], EarlierAttempt | None],
        note_tried: Callable[[Notice, str], bool],
        post: SmtpClient | None = None,
        write: Callable[[Notice], bool] | None = None,
    ) -> None:
        self._write = write
        self._client = client
        self._now = now
        self._machine_now = machine_now
        self._render = render
        self._look_up_account = look_up_account
        self._tried_as = tried_as
        self._broken: deque[str] = deque(maxlen=1000)  # ids of notices whose failure to render is logged already
        self._uploads = Uploads(client, machine_now, note_tried=note_tried)
        self._publishing = Publishing(client, machine_now, shown=shown)
        self._mails = Mails(post, now, note_tried=note_tried)

    def send(self, notice: Notice) -> Outcome:
        """Try once to send a notice. Raises Unavailable if the database does not answer before the notice is sent."""
        if notice.action is Action.ENTRY:
            return self._make_entry(notice)
        place = self._place(notice)
        if not isinstance(place, str):
            return place
        known = self._look_up(notice, place) if notice.doubtful else None
        if known is not None:
            return known
        drawn = self._draw_notice(notice)
        if isinstance(drawn, Outcome):
            return drawn
        known = self._look_up_namesake(notice, drawn.name) if isinstance(drawn, Upload) else None
        if known is not None:
            return known
        return lease_outcome(notice, self._machine_now) or self._deliver(notice, drawn, place)

    def send_together(self, notices: Sequence[Notice]) -> list[Outcome | None]:
        """Try once to send several notices to one recipient. They share messages if possible.

        Return an outcome for each notice, in order. It is None for a notice that must wait for an earlier notice.
        Uncertain notices are looked up together. Raises Unavailable, like `send`."""
        if notices[0].action is Action.MAIL:
            return self._send_mails(notices)
        place = self._place(notices[0])
        if not isinstance(place, str):
            return [place] * len(notices)
        outcomes = self._look_up_all([notice for notice in notices if notice.doubtful], place)
        parts, waits = [], False
        for notice in notices:
            if notice.id not in outcomes and not waits:
                drawn = self._draw_notice(notice)
                if isinstance(drawn, Message):
                    parts.append(JoinedPart(notice, drawn))
                elif isinstance(drawn, Outcome):
                    outcomes[notice.id] = drawn
            waits = waits or (notice.id in outcomes and blocks_later_notices(outcomes[notice.id]))
        for some in split_into_messages(parts):
            shared = [part.notice for part in some]
            late = lease_outcome(shared[0], self._machine_now)
            outcome = late or self._post(shared, join_parts(some), place)
            outcomes |= {notice.id: outcome for notice in shared}
            if blocks_later_notices(outcome):
                break
        return [outcomes.get(notice.id) for notice in notices]

    def _send_mails(self, notices: Sequence[Notice]) -> list[Outcome | None]:
        outcomes: dict[str, Outcome] = {}
        drawn: list[tuple[Notice, Mail]] = []
        for notice in notices:
            over = notice.doubtful and notice.expires is not None and notice.expires <= self._now()
            found = Dropped("expired") if over else self._draw_notice(notice)
            if isinstance(found, Mail):
                drawn.append((notice, found))
            elif isinstance(found, Outcome):
                outcomes[notice.id] = found
        for some in group_by_mail(drawn):
            came = self._share_mail(some)
            outcomes |= came
            if any(map(blocks_later_notices, came.values())):
                break
        return [outcomes.get(notice.id) for notice in notices]

    def _share_mail(self, notices_and_mails: Sequence[tuple[Notice, Mail]]) -> dict[str, Outcome]:
        """Try to send these notices as one mail. If the server refuses this mail, try a mail for each notice."""
        together = [notice for notice, _ in notices_and_mails]
        first = together[0]
        late = lease_outcome(first, self._machine_now)
        outcome = late or self._mails.send(together, merge_mails([mail for _, mail in notices_and_mails]))
        if outcome == Failed("mail_refused") and len(notices_and_mails) > 1 and not first.doubtful:
            tried = [(replace(notice, file_name=message_id(first)), mail) for notice, mail in notices_and_mails]
            return {notice.id: self._share_mail([(notice, mail)])[notice.id] for notice, mail in tried}
        return {notice.id: outcome for notice in together}

    def _make_entry(self, notice: Notice) -> Outcome:
        """Write the calendar entry of an appointment. After an uncertain attempt, the call can be repeated."""
        try:
            made = self._write is not None and self._write(notice)
        except DavRefused as refusal:
            return Failed(refusal.reason) if refusal.reason in FINAL else RetryLater(refusal.reason)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - logged without its words, which may hold somebody's address
            log.error("fault while writing a calendar entry (%s); retrying later", type(error).__name__)
            return RetryLater(FAULT)
        return Delivered() if made else Dropped("unchanged")

    def _deliver(self, notice: Notice, drawn: Drawn, conversation_id: str) -> Outcome:
        if isinstance(drawn, Upload):
            return self._uploads.send(notice, drawn)
        if isinstance(drawn, HomeView):
            return self._publishing.send(notice, drawn, account=conversation_id)
        if isinstance(drawn, GroupPost):
            return self._post_to_group(notice, drawn)
        if isinstance(drawn, Mail):
            return self._mails.send([notice], drawn)
        return (
            self._update_message(notice, drawn)
            if notice.action is Action.UPDATE
            else self._post([notice], drawn, conversation_id)
        )

    def _place(self, notice: Notice) -> str | Outcome:
        """Return the id of the notice's conversation, or of the person's account for a direct message.

        Return "" for a mail, and for a group, whose conversation is opened later."""
        if notice.action in {Action.GROUP, Action.MAIL}:
            return ""
        answers_a_card = notice.action in {Action.UPDATE, Action.FILE}
        known = notice.card_channel if answers_a_card else notice.channel or notice.slack_id
        if known is not None or notice.person_id is None:
            return known or Failed(NO_ACCOUNT)
        person_id = notice.person_id
        found = attempt_unseen_call("users.lookupByEmail", lambda: self._look_up_account(person_id))
        if isinstance(found, RetryLater):
            return replace(found, pauses=False)  # Notices to other people need not wait.
        return found or Failed(NO_ACCOUNT)

    def _look_up(self, notice: Notice, conversation_id: str) -> Outcome | None:
        """Look up an earlier attempt. Return None if the notice can be sent again, or must be rendered first."""
        client, name = self._client, notice.file_name
        if notice.action is Action.FILE and name is not None:
            return self._lookup_outcome(
                notice, attempt_lookup("conversations.replies", lambda: find_file(client, notice, name=name))
            )
        if notice.action in {Action.POST, Action.GROUP} and conversation_id:
            return self._lookup_outcome(
                notice,
                attempt_lookup(
                    "conversations.history", lambda: find_message(client, notice, conversation_id=conversation_id)
                ),
            )
        # Some notices cannot be looked up, and others only after they are rendered.
        return None

    def _look_up_all(self, notices: Sequence[Notice], conversation_id: str) -> dict[str, Outcome]:
        """Look up several notices in one conversation. The result leaves out the notices that can be sent again."""
        if not notices:
            return {}
        found = attempt_lookup(
            "conversations.history", lambda: find_messages(self._client, notices, conversation_id=conversation_id)
        )
        each = {
            notice.id: self._lookup_outcome(notice, found.get(notice.id) if isinstance(found, dict) else found)
            for notice in notices
        }
        return {name: known for name, known in each.items() if known is not None}

    def _look_up_namesake(self, notice: Notice, name: str) -> Outcome | None:
        """Look in the card's thread for a file of this name that another notice may have sent.

        The bot renders a file from the current state, so the file of another notice may already show this notice's
        change. An attempt that did not save the name is looked up here too."""
        other = self._tried_as(notice, name)
        if other is not None and other.sent:
            return Dropped("unchanged")
        if other is None and not (notice.doubtful and notice.file_name is None):
            return None
        since = other.first_attempt if other else None
        find_it = partial(find_file, self._client, notice, name=name, since=since)
        return self._lookup_outcome(notice, attempt_lookup("conversations.replies", find_it))

    def _lookup_outcome(self, notice: Notice, found: Sent | RetryLater | Failed | None) -> Outcome | None:
        """Return the outcome of a look-up, or None if the notice can be sent.

        The scopes to read channels are optional. Without them, the bot assumes that the message did not arrive. After a
        restore, the notice fails instead, because most due notices had been sent before the restore."""
        if isinstance(found, RetryLater) and found.reason == UNREADABLE:
            found = Failed(RESTORED) if notice.looks == UNLESS_UNREADABLE else None
        if found is not None:
            return found
        again = next_lookup(notice)
        over = notice.expires is not None and notice.expires <= self._now()
        # Look up an expired file to the end, since Slack may share the file late. A newer file waits until then.
        if over and (again is None or notice.action is not Action.FILE):
            return Dropped("expired")
        return again

    def _draw_notice(self, notice: Notice) -> Drawn | Outcome:
        try:
            drawn = self._render(notice)
            if drawn is not None and not isinstance(drawn, _DRAWN[notice.action]):
                raise TypeError(f"a {notice.action} is no {type(drawn).__name__}")
            if notice.action is Action.UPDATE and isinstance(drawn, GroupPost):
                drawn = drawn.message
            return drawn or Dropped("no longer true")
        except Unavailable:
            raise
        except Exception:
            if notice.id not in self._broken:  # Log the failure once, although the bot tries again.
                self._broken.append(notice.id)
                number = uuid4().hex[:8]
                log.exception("fault %s: notice %s (%s) not rendered; retrying later", number, notice.id, notice.kind)
            return RetryLater(FAULT)

    def _post(self, notices: Sequence[Notice], message: Message, conversation_id: str) -> Outcome:
        answer = attempt_call(
            "chat.postMessage",
            lambda: self._client.chat_postMessage(
                channel=conversation_id,
                thread_ts=notices[0].thread_ts,
                text=message.text,
                blocks=[dict(block) for block in message.blocks],
                metadata=message_metadata(notices),
                unfurl_links=False,
                unfurl_media=False,
            ),
        )
        return Sent(answer["channel"], answer["ts"]) if isinstance(answer, SlackResponse) else answer

    def _group_accounts(self, post: GroupPost) -> list[str | None] | RetryLater:
        found: list[str | None] = []
        for known, person_id in zip_longest(post.slack_ids, post.person_ids):
            account = known
            if account is None and person_id is not None:
                looked_up = attempt_unseen_call("users.lookupByEmail", partial(self._look_up_account, person_id))
                if isinstance(looked_up, RetryLater):
                    return replace(looked_up, pauses=False)
                account = looked_up
            found.append(account)
        return found

    def _post_to_group(self, notice: Notice, post: GroupPost) -> Outcome:
        accounts = self._group_accounts(post)
        if isinstance(accounts, RetryLater):
            return accounts
        place = open_group(self._client, accounts)
        if not isinstance(place, str):
            return place
        known = self._look_up(notice, place) if notice.doubtful else None
        return known or lease_outcome(notice, self._machine_now) or self._post([notice], post.message, place)

    def _update_message(self, notice: Notice, message: Message) -> Outcome:
        # The bot claims an update only after it has posted the card.
        channel, ts = notice.card_channel or "", notice.card_ts or ""
        answer = attempt_call(
            "chat.update",
            lambda: self._client.chat_update(
                channel=channel, ts=ts, text=message.text, blocks=[dict(block) for block in message.blocks]
            ),
        )
        return Sent(channel, ts) if isinstance(answer, SlackResponse) else answer


def open_group(client: WebClient, slack_ids: Sequence[str | None]) -> str | RetryLater | Failed:
    """Open the conversation of these accounts with the bot, and return its id.

    If the conversation exists, Slack returns the same id, so the call can be repeated. The reason of a failure is
    no_account if an account is missing, too_many_users for more than eight people, or one of Slack's codes (a guest, a
    deactivated account)."""
    known = [fromkey for fromkey in dict.fromkeys(slack_ids) if fromkey is not None]
    if not known or None in slack_ids:
        return Failed(NO_ACCOUNT)
    if len(known) > _MOST:
        return Failed("too_many_users")
    opened = attempt_unseen_call(
        "conversations.open", lambda: str(client.conversations_open(users=known)["channel"]["id"])
    )
    if isinstance(opened, RetryLater) and opened.reason in _NOT_THIS_ONE:
        return Failed(opened.reason)
    return opened

"""Send mails. If the server's answer is lost, retry the mail a few times.

Notices that the bot sends to one reader at the same time share one mail. The bot renders each of them when it sends the
mail, and closes all of them together. After an uncertain delivery, it sends the same mail again, with the same
Message-ID (`file_name`)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from slack_sdk.models.blocks import DividerBlock

from bot.agenda.model import Appointment
from bot.clock import Now
from bot.dates.words import day_words, moment_words, range_words
from bot.notices.model import Notice
from bot.outside.mail_server import read_mailbox
from handlers.agenda.invitation_texts import COPY_FOOT, LINKS_FOOT
from handlers.agenda.invitation_views import add_notes, contact_notes, own_defi_notes
from handlers.agenda.reminders.texts import span
from handlers.kit.blocks import Json, Message
from handlers.kit.escaping import Said
from handlers.kit.mrkdwn import unescape
from handlers.kit.sentences import capitalise, join_text
from handlers.notices import texts
from handlers.notices.joining import JOINED, JoinedPart, join_parts
from handlers.notices.messages import Mail, MailPart
from handlers.notices.sending.outcomes import Failed, Outcome, RetryLater

from .drawing import mail_from_message
from .mailing import compose_mail
from .smtp import SmtpClient

_ROOM = 100  # the most links in one part of a mail: in practice, all links fit
_BEFORE_A_DATE = (", ", "\u00a0: ", " : ")
_SENTENCE = re.compile(
    r"(?<=\.)(?<!\b[A-ZÀ-Ý]\.)(?<!\b[DS][rt]\.) "
)  # splits a text after each sentence, but not after an initial (« J. Martin »)
# After more uncertain attempts than this, the notice fails, since each attempt may have delivered the mail.
_IN_DOUBT = 3


class Mails:
    """Sends one mail at a time. `post` is None if the bot has no mail server.

    `note_tried` saves the Message-ID before the mail is sent, and returns False if the lease has expired. A repeated
    mail has the same Message-ID, and its calendar file the same UID and SEQUENCE, so many mail programs show it only
    once."""

    def __init__(self, post: SmtpClient | None, now: Now, *, note_tried: Callable[[Notice, str], bool]) -> None:
        self._post = post
        self._now = now
        self._note_tried = note_tried

    def send(self, notices: Sequence[Notice], mail: Mail) -> Outcome:
        """Try once to send these notices as one mail. The mail's id comes from the first notice (`message_id`).

        The reasons of Failed are no_smtp, no_mail (the person has no address), bad_address, mail_unknown (nobody has
        this address), mail_refused (for its content or its sender) and mail_unsure."""
        first = notices[0]
        if self._post is None:
            return Failed("no_smtp")
        if first.email is None:
            return Failed("no_mail")
        try:
            to = read_mailbox(first.email)
        except ValueError:
            return Failed("bad_address")
        name = message_id(first)
        if not all(self._note_tried(notice, name) for notice in notices if (notice.file_name or notice.id) != name):
            return RetryLater("slow")
        letter = compose_mail(mail, to=to, sender=self._post.sender, notice_id=name, now=self._now())
        outcome = self._post.send(letter, to=to)
        if isinstance(outcome, RetryLater) and outcome.ambiguous and first.doubtful and first.attempts > _IN_DOUBT:
            return Failed("mail_unsure")
        return outcome


def message_id(notice: Notice) -> str:
    """Return the id in the Message-ID of a mail, from its first notice. A repeated mail keeps its id."""
    return notice.file_name or notice.id if notice.doubtful else notice.id


def group_by_mail(drawn: Sequence[tuple[Notice, Mail]]) -> list[list[tuple[Notice, Mail]]]:
    """Group one reader's notices by mail. After an uncertain attempt, a notice stays in the mail of that attempt."""
    sent: dict[str, list[tuple[Notice, Mail]]] = {}
    for notice, mail in drawn:
        fresh = "" if mail.copied else notice.id
        sent.setdefault(message_id(notice) if notice.doubtful else fresh, []).append((notice, mail))
    return list(sent.values())


def merge_mails(mails: Sequence[Mail]) -> Mail:
    """Return one mail with several notices: first all reminders under one title, and then each other notice.

    The subject names each part. If the parts have different contacts, each contact stands below its part. A mail with
    an invitation is never shared, because calendar programs read only one event in a mail."""
    parts = [(mail, mail.copied) for mail in mails if mail.copied]
    if len(mails) == 1 or len(parts) < len(mails):
        return mails[0]
    told = {copy.contact.id: copy for _, copy in parts if copy.contact}
    asks = {number: contact_notes(copy.contact, has_links=copy.linked) for number, copy in told.items()}
    below: Mapping[int, Sequence[Said]] = asks if len(asks) > 1 else {}
    reminders = [_reminder_part(copy, below) for _, copy in parts if copy.part.notice.kind in JOINED]
    others = [(mail, _with_contact(copy, below)) for mail, copy in parts if copy.part.notice.kind not in JOINED]
    several = [join_parts(reminders, max_buttons=len(reminders) * _ROOM)] if reminders else []
    first = [mail.subject for mail, copy in parts if copy.part.notice.kind in JOINED]
    titles = [*(first if len(first) == 1 else map(title_of, several)), *(mail.subject for mail, _ in others)]
    blocks: list[Json] = []
    for message in (*several, *(message for _, message in others)):
        blocks += [DividerBlock().to_dict()] if blocks else []
        blocks += message.blocks
    foot = LINKS_FOOT if any(copy.linked for _, copy in parts) else COPY_FOOT
    once = [] if below else [each for ask in asks.values() for each in ask]
    once += own_defi_notes(next((copy.carried for _, copy in parts if copy.carried), None))
    whole = add_notes(Message(join_text(titles), tuple(blocks)), foot, *once)
    subject = texts.BETWEEN.join(dict.fromkeys(title.removesuffix(".") for title in titles))
    stopped = {copy.part.kind: copy.stops for _, copy in parts if copy.stops}
    stop = next(iter(stopped.values()))(stopped) if stopped else None
    papers = tuple(paper for mail in mails for paper in mail.papers)
    return replace(mail_from_message(whole, subject=subject), stop=stop, papers=papers)


def _with_contact(copy: MailPart, notes_by_contact: Mapping[int, Sequence[Said]]) -> Message:
    return add_notes(copy.part.message, *(notes_by_contact.get(copy.contact.id, ()) if copy.contact else ()))


def _reminder_part(copy: MailPart, notes_by_contact: Mapping[int, Sequence[Said]]) -> JoinedPart:
    return JoinedPart(copy.part.notice, _with_contact(copy, notes_by_contact))


def dated_title(title: str, appointment: Appointment | None, *, now: datetime) -> str:
    """Return a title that begins with the appointment's date. Remove the date from the rest of it.

    If `appointment` is None, or if a sentence of the title needs the date, return the title unchanged."""
    if appointment is None:
        return title
    when = moment_words(appointment.starts, now)
    day, hours = day_words(appointment.starts, now), range_words(appointment.starts, appointment.ends)
    for said in (span(day, hours), f"{day}, {hours}", when):
        for before in _BEFORE_A_DATE:
            title = title.replace(f"{before}{said}", "", 1)
    if when in title:
        return title
    return texts.DATED(when=capitalise(when), title=title).plain


def title_of(drawn: Message) -> str:
    first = drawn.blocks[0] if drawn.blocks else {}
    if first.get("type") == "header":
        return unescape(str(first["text"]["text"]))
    return unescape(_SENTENCE.split(drawn.text, maxsplit=1)[0].strip())

"""How a mail leaves: its subject, written from its drawing, handed to the server, few times when answers get lost."""

from datetime import datetime

from bot.agenda.model import Appointment
from bot.clock import Now
from bot.dates.words import day_words, moment_words, range_words
from bot.notices.model import Notice
from bot.outside.mail_server import read_mailbox
from handlers.agenda.reminders.texts import span
from handlers.kit.blocks import Message
from handlers.kit.mrkdwn import unescape
from handlers.kit.sentences import capital
from handlers.notices import texts
from handlers.notices.messages import Mail
from handlers.notices.sending.outcomes import Dropped, Failed, Later, Outcome

from .mailing import compose
from .smtp import Post

_IN_DOUBT = 3  # attempts after which one more lost answer ends it: each of them may have been delivered


class Mails:
    """Sends one mail at a time; `post` None: no mail server is known.

    A mail cannot be looked up. One in doubt goes again, with the same Message-ID, by which many programmes show it
    once; the calendar file keeps its UID and SEQUENCE.
    """

    def __init__(self, post: Post | None, now: Now) -> None:
        self._post = post
        self._now = now

    def send(self, notice: Notice, mail: Mail) -> Outcome:
        """Try once. Failed: no_smtp, no_mail (the person has no address), bad_address, mail_refused, mail_unsure."""
        if self._post is None:
            return Failed("no_smtp")
        if notice.email is None:
            return Failed("no_mail")
        if notice.doubtful and notice.expires is not None and notice.expires <= self._now():
            return Dropped("expired")
        try:
            to = read_mailbox(notice.email)
        except ValueError:
            return Failed("bad_address")
        letter = compose(mail, to=to, sender=self._post.sender, notice_id=notice.id, now=self._now())
        outcome = self._post.send(letter, to=to)
        if isinstance(outcome, Later) and outcome.ambiguous and notice.doubtful and notice.attempts > _IN_DOUBT:
            return Failed("mail_unsure")
        return outcome


def dated(title: str, about: Appointment | None, *, now: datetime) -> str:
    """Give a title with the date of what it is about first: there it stands once, where the title ends with it.

    `about` None: there is no one date; the title stays as it is.
    """
    if about is None:
        return title
    when = moment_words(about.starts, now)
    day, hours = day_words(about.starts, now), range_words(about.starts, about.ends)
    for said in (span(day, hours), f"{day}, {hours}", when):
        title = title.replace(f", {said}", "", 1)
    return texts.DATED(when=capital(when), title=title).plain


def title_of(drawn: Message) -> str:
    """Give what a message is called: its own title, or its first sentence."""
    first = drawn.blocks[0] if drawn.blocks else {}
    if first.get("type") == "header":
        return unescape(str(first["text"]["text"]))
    return unescape("".join(drawn.text.partition(". ")[:2]).strip())

"""How a mail leaves: written from its drawing, handed to the mail server, at most a few times when answers get lost."""

from bot.clock import Now
from bot.notices.model import Notice
from bot.outside.mail_server import read_mailbox
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

"""The subject of a mail: its date first, so that mails in a row read as an agenda does."""

from datetime import datetime

from bot.agenda.model import Appointment
from bot.dates.words import day_words, moment_words, range_words
from handlers.agenda.reminders.texts import span
from handlers.kit.blocks import Message
from handlers.kit.mrkdwn import unescape
from handlers.kit.sentences import capital
from handlers.notices import texts


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

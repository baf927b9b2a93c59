"""Lines of the Home about date polls: an answer, a choice. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.words import moment_words
from bot.polls.model import PollSheet
from handlers.kit.blocks import Line, button, line

from .answering import texts
from .running import views
from .words import asker, titled


def lines(asked: Sequence[PollSheet], own: Sequence[PollSheet], *, now: datetime) -> list[Line]:
    """Return the questions that are not answered, and the dates that one looks for."""
    return [*(_question(sheet, now=now) for sheet in asked), *(views.awaiting(sheet, now=now) for sheet in own)]


def _question(sheet: PollSheet, *, now: datetime) -> Line:
    until = moment_words(sheet.poll.deadline, now)
    value, of = str(sheet.poll.id), f"{until}, {sheet.poll.title}"
    row = button(texts.OPEN, "polls.open", value=value, of=of), button(texts.ALL, "polls.all", value=value, of=of)
    return line(texts.AWAITING(who=asker(sheet), title=titled(sheet), when=until), *row)

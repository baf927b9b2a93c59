"""Facts about a date poll and its meeting: the content of notices, as values; pure."""

from bot.notices.facts import Fact, Retimed


class About(Fact, subject="poll", copied=True):
    """Facts about a date poll."""


class Question(About, kind="polls.question", card=True):
    """To the person who is asked: which of these dates suit you?"""


class Again(About, kind="polls.again", card=True):
    """The same, once more, to the person who has not answered."""


class Redated(About, kind="polls.redated", card=True):
    """To the person who is asked: there are other dates to answer for."""


class Running(About, kind="polls.running", card=True):
    """To the asker: its state, and their options; updated in place."""


class Closed(About, kind="polls.closed", card=True):
    """To the person who asks, once: which date suits most, and why."""


class Ended(About, kind="polls.ended"):
    """To voters: the poll was abandoned."""


class OfMeeting(Fact, subject="poll_meeting", copied=True):
    """Facts about the resulting meeting; its id is the poll's."""


class Card(OfMeeting, kind="polls.card", card=True):
    """To everybody: the date is chosen; the meeting's card, set right in place."""


class Moved(OfMeeting, Retimed, kind="polls.moved"):
    """The meeting has another time."""


class Cancelled(OfMeeting, Retimed, kind="polls.cancelled"):
    """The meeting is cancelled."""


class Left(OfMeeting, Retimed, kind="polls.left"):
    """To the meeting's host: a participant will not come."""


class Back(OfMeeting, Retimed, kind="polls.back"):
    """To the meeting's host: a participant is coming after all."""

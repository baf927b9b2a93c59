"""Facts about a date poll and its meeting: the values from which notices are rendered. Pure."""

from bot.notices.facts import Fact, Retimed


class AboutPoll(Fact, subject="poll", copied=True):
    """Facts about a date poll."""


class Question(AboutPoll, kind="polls.question", card=True):
    """Question to a voter: which of these dates suit you?"""


class Again(AboutPoll, kind="polls.again", card=True):
    """Reminder to people who have not answered the poll."""


class Redated(AboutPoll, kind="polls.redated", card=True):
    """Notice to voters: the dates changed."""


class Running(AboutPoll, kind="polls.running", card=True):
    """The asker's card of a running poll, with its progress and buttons. The card is updated in place."""


class PollClosed(AboutPoll, kind="polls.closed", card=True):
    """Notice to the asker, once, that the poll closed: which date suits best, and why."""


class Ended(AboutPoll, kind="polls.ended"):
    """Notice to voters that the poll was abandoned."""


class OfMeeting(Fact, subject="poll_meeting", copied=True):
    """Facts about the meeting that a poll booked. The subject id is the poll's id."""


class PollCard(OfMeeting, kind="polls.card", card=True):
    """The meeting's card for each participant, updated in place."""


class PollMoved(OfMeeting, Retimed, kind="polls.moved"):
    """Notice that the meeting was rescheduled."""


class PollCancelled(OfMeeting, Retimed, kind="polls.cancelled"):
    """Notice that the meeting was cancelled."""


class PollLeft(OfMeeting, Retimed, kind="polls.left"):
    """Notice to the meeting's host: a participant will not come."""


class Back(OfMeeting, Retimed, kind="polls.back"):
    """Notice to the meeting's host: a participant is coming after all."""

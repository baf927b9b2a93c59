"""Facts about a date poll and its meeting: the values from which notices are rendered. Pure."""

from bot.notices.facts import Fact, Retimed


class AboutPoll(Fact, subject="poll", copied=True):
    """Facts about a date poll."""


class PollQuestion(AboutPoll, kind="polls.question", card=True):
    """Question to a voter: which of these dates suit you?"""


class PollReminder(AboutPoll, kind="polls.again", card=True):
    """Reminder to people who have not answered the poll."""


class PollRedated(AboutPoll, kind="polls.redated", card=True):
    """Notice to voters: the dates changed."""


class RunningPollCard(AboutPoll, kind="polls.running", card=True):
    """The asker's card of a running poll, with its progress and buttons. The card is updated in place."""


class PollClosed(AboutPoll, kind="polls.closed", card=True):
    """Notice to the asker, once, that the poll closed: which date suits best, and why."""


class PollEnded(AboutPoll, kind="polls.ended"):
    """Notice to voters that the poll was abandoned."""


class AboutBookedMeeting(Fact, subject="poll_meeting", copied=True):
    """Facts about the meeting that a poll booked. The subject id is the poll's id."""


class PollCard(AboutBookedMeeting, kind="polls.card", card=True):
    """The meeting's card for each participant, updated in place."""


class PollMoved(AboutBookedMeeting, Retimed, kind="polls.moved"):
    """Notice that the meeting was rescheduled."""


class PollCancelled(AboutBookedMeeting, Retimed, kind="polls.cancelled"):
    """Notice that the meeting was cancelled."""


class PollLeft(AboutBookedMeeting, Retimed, kind="polls.left"):
    """Notice to the meeting's host: a participant will not come."""


class ParticipantBack(AboutBookedMeeting, Retimed, kind="polls.back"):
    """Notice to the meeting's host: a participant is coming after all."""

"""Define the facts about committees, from which notices are made. Pure values."""

from bot.notices.facts import Fact, Retimed


class HalfDays(Fact, kind="evaluation.half_days", subject="committee_round", card=True):
    """Question to EIG, porteurs and coaches: which half-days are possible?"""


class HalfDaysAgain(Fact, kind="evaluation.half_days_again", subject="committee_round", card=True):
    """Reminder for people who have not answered `HalfDays`."""


class CommitteeFact(Fact, subject="committee"):
    """Base of all facts about a committee."""


class CommitteeCard(CommitteeFact, kind="evaluation.card", card=True):
    """Card of the committee for each participant. Changes update it in place."""


class CommitteeMoved(CommitteeFact, Retimed, kind="evaluation.moved"):
    """Notice that the committee was rescheduled, for the `times`-th time."""

    times: int = 1


class TalkMoved(CommitteeFact, Retimed, kind="evaluation.talk_moved"):
    """Notice that the meeting about the report was scheduled (without an earlier time), rescheduled or cancelled."""


class CommitteeCancelled(CommitteeFact, Retimed, kind="evaluation.cancelled"):
    """Notice that the committee was cancelled. If its meeting was cancelled too, `known` has both appointments."""


class CommitteeLeft(CommitteeFact, Retimed, kind="evaluation.left"):
    """Notice that a participant will not attend. It goes to the hosts. If a host left, it goes to everybody."""


class EmptySupport(CommitteeFact, kind="evaluation.support", anew=True):
    """Reminder to a team whose support is empty. It has the deadline, and says that the date can be changed."""


class ReadingNotice(CommitteeFact, kind="evaluation.reading", anew=True):
    """Notice to the hosts that they can begin to read the support. It shows answers, empty questions, open actions."""


class WritingReminder(CommitteeFact, kind="evaluation.chased"):
    """Reminder from a coach to people who have not written in the support."""

    by_id: int | None = None


class UsefulQuestion(CommitteeFact, kind="evaluation.useful", card=True):
    """Question to the team and its porteurs after the committee: was it useful?

    It is sent only if nobody wrote minutes, because the minutes ask it too."""


class CommitteeHanded(CommitteeFact, kind="evaluation.handed"):
    """Notice that a coach has become a host. `giver_id` is the host whom the coach replaced, or None.

    `appointment_id` is the committee or its meeting. In older rows, it is 0 and means the committee."""

    taker_id: int
    giver_id: int | None = None
    appointment_id: int = 0


class CommitteeOrphaned(Fact, kind="evaluation.orphaned", subject="committee", card=True):
    """Notice to the coaches that a host has left. `appointment_id` means the same as in `CommitteeHanded`."""

    person_id: int
    appointment_id: int = 0

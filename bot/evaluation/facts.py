"""Facts about committees: the content of notices, as values; pure."""

from bot.notices.facts import Fact, Retimed


class HalfDays(Fact, kind="evaluation.half_days", subject="committee_round", card=True):
    """To EIG, porteurs and coaches: which half-days are possible?"""


class HalfDaysAgain(Fact, kind="evaluation.half_days_again", subject="committee_round", card=True):
    """The same, once more, to the person who has not answered."""


class AboutCommittee(Fact, subject="committee"):
    """Facts about a committee."""


class CommitteeCard(AboutCommittee, kind="evaluation.card", card=True):
    """To everybody who takes part, set right in place."""


class CommitteeMoved(AboutCommittee, Retimed, kind="evaluation.moved"):
    """It has another time; `times`: how often it was moved by now."""

    times: int = 1


class TalkMoved(AboutCommittee, Retimed, kind="evaluation.talk_moved"):
    """The talk around its report has another time, its first (then no time is known of it), or is cancelled."""


class CommitteeCancelled(AboutCommittee, Retimed, kind="evaluation.cancelled"):
    """It is cancelled."""


class CommitteeLeft(AboutCommittee, Retimed, kind="evaluation.left"):
    """To the hosts: a participant will not come; if it was the only host, to all participants."""


class Empty(AboutCommittee, kind="evaluation.support"):
    """To one who has written nothing in the support: until when it is filled, and that its date can be changed."""


class Reading(AboutCommittee, kind="evaluation.reading"):
    """To the hosts, when they begin to read: answers, empty questions, open actions."""


class Chased(AboutCommittee, kind="evaluation.chased"):
    """To the person who has written nothing: a coach asks for it."""

    by_id: int | None = None


class Useful(AboutCommittee, kind="evaluation.useful", card=True):
    """To the team and its porteurs, once it is over and no minutes ask it: was it useful?"""


class CommitteeHanded(AboutCommittee, kind="evaluation.handed"):
    """A coach leads it in the place of another, None where nobody led it.

    `appointment_id`: the committee's, or its talk's; 0 in rows of before: the committee.
    """

    taker_id: int
    giver_id: int | None = None
    appointment_id: int = 0


class CommitteeOrphaned(Fact, kind="evaluation.orphaned", subject="committee", card=True):
    """To the coaches: it has no host, since this coach left; `appointment_id` as in `CommitteeHanded`."""

    person_id: int
    appointment_id: int = 0

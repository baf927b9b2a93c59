"""Facts about committees: the contents of notices, as values. Pure."""

from bot.notices.facts import Fact, Retimed


class HalfDays(Fact, kind="evaluation.half_days", subject="committee_round", card=True):
    """Question to EIG, porteurs and coaches: which half-days are possible?"""


class HalfDaysAgain(Fact, kind="evaluation.half_days_again", subject="committee_round", card=True):
    """Reminder to people who have not answered the question about half-days."""


class AboutCommittee(Fact, subject="committee"):
    """Facts about a committee."""


class CommitteeCard(AboutCommittee, kind="evaluation.card", card=True):
    """The committee's card for all participants, updated in place."""


class CommitteeMoved(AboutCommittee, Retimed, kind="evaluation.moved"):
    """The committee was rescheduled, for the `times`-th time."""

    times: int = 1


class TalkMoved(AboutCommittee, Retimed, kind="evaluation.talk_moved"):
    """The meeting about the report was rescheduled or cancelled, or scheduled (then no earlier time is known)."""


class CommitteeCancelled(AboutCommittee, Retimed, kind="evaluation.cancelled"):
    """The committee was cancelled; `known` has its meeting too if both were cancelled together."""


class CommitteeLeft(AboutCommittee, Retimed, kind="evaluation.left"):
    """Notice that a participant will not come: to the hosts, or to everybody if it was a host."""


class Empty(AboutCommittee, kind="evaluation.support", anew=True):
    """Notice to a team whose support is empty: the deadline, and that the date can be changed."""


class Reading(AboutCommittee, kind="evaluation.reading", anew=True):
    """Notice to the hosts who begin to read the support: answers, empty questions, open actions."""


class Chased(AboutCommittee, kind="evaluation.chased"):
    """Notice to people who have not written in the support: a coach's reminder."""

    by_id: int | None = None


class Useful(AboutCommittee, kind="evaluation.useful", card=True):
    """Notice to the team and its porteurs after the committee, unless the form of its minutes asks: was it useful?"""


class CommitteeHanded(AboutCommittee, kind="evaluation.handed"):
    """A coach replaced another as the host (`giver_id` None: nobody hosted it).

    `appointment_id` is that of the committee or of its meeting; 0 in older rows, which are about the committee."""

    taker_id: int
    giver_id: int | None = None
    appointment_id: int = 0


class CommitteeOrphaned(Fact, kind="evaluation.orphaned", subject="committee", card=True):
    """Notice to the coaches: the host has left. `appointment_id` as in `CommitteeHanded`."""

    person_id: int
    appointment_id: int = 0

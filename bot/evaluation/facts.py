"""Facts about committees: the content of notices, as values; pure."""

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
    """The committee was rescheduled; `times`: how often so far."""

    times: int = 1


class TalkMoved(AboutCommittee, Retimed, kind="evaluation.talk_moved"):
    """The meeting about its report was rescheduled (or scheduled, without a known time before), or cancelled."""


class CommitteeCancelled(AboutCommittee, Retimed, kind="evaluation.cancelled"):
    """The committee was cancelled."""


class CommitteeLeft(AboutCommittee, Retimed, kind="evaluation.left"):
    """Notice to the hosts: a participant will not come; if it was the only host, to all participants."""


class Empty(AboutCommittee, kind="evaluation.support"):
    """Notice to a team whose support is empty: the deadline, and that the date can be changed."""


class Reading(AboutCommittee, kind="evaluation.reading"):
    """Notice to the hosts who begin to read the support: answers, empty questions, open actions."""


class Chased(AboutCommittee, kind="evaluation.chased"):
    """Notice to people who have not written in the support: a coach's reminder."""

    by_id: int | None = None


class Useful(AboutCommittee, kind="evaluation.useful", card=True):
    """Notice to the team and its porteurs, after the committee, unless its minutes ask it: was it useful?"""


class CommitteeHanded(AboutCommittee, kind="evaluation.handed"):
    """A coach replaced another as the host (None: it had no host).

    `appointment_id`: the committee's, or its meeting's; 0 in older rows: the committee.
    """

    taker_id: int
    giver_id: int | None = None
    appointment_id: int = 0


class CommitteeOrphaned(Fact, kind="evaluation.orphaned", subject="committee", card=True):
    """Notice to the coaches: the host has left. `appointment_id` as in `CommitteeHanded`."""

    person_id: int
    appointment_id: int = 0

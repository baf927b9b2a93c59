"""Facts about committees: the content of notices, as values; pure."""

from bot.notices.facts import Fact, Retimed


class HalfDays(Fact, kind="evaluation.half_days", subject="committee_round", card=True):
    """To EIG, porteurs and coaches: which half-days are possible?"""


class HalfDaysAgain(Fact, kind="evaluation.half_days_again", subject="committee_round", card=True):
    """To people who have not answered that question: the same again."""


class AboutCommittee(Fact, subject="committee"):
    """Facts about a committee."""


class CommitteeCard(AboutCommittee, kind="evaluation.card", card=True):
    """To all participants: the card, updated in place."""


class CommitteeMoved(AboutCommittee, Retimed, kind="evaluation.moved"):
    """The committee was rescheduled; `times`: how often so far."""

    times: int = 1


class TalkMoved(AboutCommittee, Retimed, kind="evaluation.talk_moved"):
    """The meeting about its report was rescheduled (or scheduled, without a known time before), or cancelled."""


class CommitteeCancelled(AboutCommittee, Retimed, kind="evaluation.cancelled"):
    """The committee was cancelled."""


class CommitteeLeft(AboutCommittee, Retimed, kind="evaluation.left"):
    """To the hosts: a participant will not come; if it was the only host, to all participants."""


class Empty(AboutCommittee, kind="evaluation.support"):
    """To the team, if the support is empty: the deadline, and that the date can be changed."""


class Reading(AboutCommittee, kind="evaluation.reading"):
    """To the hosts, when they begin to read the support: answers, empty questions, open actions."""


class Chased(AboutCommittee, kind="evaluation.chased"):
    """To people who have written nothing: a coach's reminder."""

    by_id: int | None = None


class Useful(AboutCommittee, kind="evaluation.useful", card=True):
    """To the team and its porteurs, after the committee, unless its minutes ask it: was it useful?"""


class CommitteeHanded(AboutCommittee, kind="evaluation.handed"):
    """A coach replaced another as the host (None: it had no host).

    `appointment_id`: the committee's, or its meeting's; 0 in older rows: the committee.
    """

    taker_id: int
    giver_id: int | None = None
    appointment_id: int = 0


class CommitteeOrphaned(Fact, kind="evaluation.orphaned", subject="committee", card=True):
    """To the coaches: it has no host since this coach left. `appointment_id` as in `CommitteeHanded`."""

    person_id: int
    appointment_id: int = 0

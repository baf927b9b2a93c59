"""Facts about committees: the contents of notices, as values; pure."""

from bot.notices.facts import Fact, Retimed


class HalfDays(Fact, kind="evaluation.half_days", subject="committee_round", card=True):
    """Question to EIG, porteurs and coaches: which half-days are possible?"""


class HalfDaysAgain(Fact, kind="evaluation.half_days_again", subject="committee_round", card=True):
    """Reminder to people who have not answered `HalfDays`."""


class AboutCommittee(Fact, subject="committee"):
    """Base of all facts about a committee."""


class CommitteeCard(AboutCommittee, kind="evaluation.card", card=True):
    """Card of the committee for each participant, updated in place."""


class CommitteeMoved(AboutCommittee, Retimed, kind="evaluation.moved"):
    """Notice that the committee was rescheduled, for the `times`-th time."""

    times: int = 1


class TalkMoved(AboutCommittee, Retimed, kind="evaluation.talk_moved"):
    """Notice that the meeting about the report was scheduled (no earlier time is known), rescheduled or cancelled."""


class CommitteeCancelled(AboutCommittee, Retimed, kind="evaluation.cancelled"):
    """Notice that the committee was cancelled. `known` has its meeting too if both were cancelled together."""


class CommitteeLeft(AboutCommittee, Retimed, kind="evaluation.left"):
    """Notice that a participant will not attend. The hosts get it, or everybody if a host left."""


class Empty(AboutCommittee, kind="evaluation.support", anew=True):
    """Reminder to a team whose support is empty: its deadline, and that the date can be changed."""


class Reading(AboutCommittee, kind="evaluation.reading", anew=True):
    """Notice to the hosts, who begin to read the support: its answers, its empty questions, open actions."""


class Chased(AboutCommittee, kind="evaluation.chased"):
    """Reminder from a coach to people who have not written in the support."""

    by_id: int | None = None


class Useful(AboutCommittee, kind="evaluation.useful", card=True):
    """Question to the team and its porteurs after the committee: was it useful?

    It is not sent if the form of the minutes asks this question."""


class CommitteeHanded(AboutCommittee, kind="evaluation.handed"):
    """Notice that a coach replaced another host, or began to host if nobody did (`giver_id` None).

    `appointment_id` is the committee's or its meeting's; 0 in older rows stands for the committee."""

    taker_id: int
    giver_id: int | None = None
    appointment_id: int = 0


class CommitteeOrphaned(Fact, kind="evaluation.orphaned", subject="committee", card=True):
    """Notice to the coaches that the host has left. `appointment_id` is as in `CommitteeHanded`."""

    person_id: int
    appointment_id: int = 0

"""Facts about a mentoring cycle: the content of notices, as values; pure."""

from datetime import datetime, timedelta

from bot.mentoring.cycle import Turn
from bot.notices.facts import Fact, Retimed
from bot.notices.model import Action


class AboutCycle(Fact, subject="mentoring_cycle"):
    """Facts about a cycle."""


class CycleCard(AboutCycle, kind="mentoring.card", card=True):
    """A cycle's card, updated in place: for the asker, the mentor, and members who want the calendar entries."""


class Chase(AboutCycle, kind="mentoring.chase", card=True):
    """Reminder for the person who must answer, after a third and after two thirds of their time."""

    turn: Turn
    since: datetime


class CycleAnswered(AboutCycle, kind="mentoring.answered", card=True, distinct=True):
    """Notice to the asker: they must answer about a séance or the plan."""

    since: datetime


class Picked(AboutCycle, kind="mentoring.picked", card=True, distinct=True):
    """Notice to the mentor: the asker chose other times."""

    since: datetime


class CycleGroup(AboutCycle, kind="mentoring.group", action=Action.GROUP, card=True):
    """All four are confirmed: opens the group conversation of the participants."""

    person_ids: tuple[int, ...]


class Started(AboutCycle, kind="mentoring.started"):
    """Notice to each participant that the cycle starts, sent if Slack refused the group."""


class NoGroup(AboutCycle, kind="mentoring.no_group", card=True):
    """Notice to the coaches: why Slack refused the group."""

    reason: str


class Declined(AboutCycle, kind="mentoring.declined", card=True):
    """Notice to the person who asked: the mentor declines."""


class Lapsed(AboutCycle, kind="mentoring.lapsed", card=True):
    """Notice to both sides that the request expired, and which side had to answer."""

    turn: Turn


class Unanswered(AboutCycle, kind="mentoring.unanswered", card=True):
    """Notice to the coaches: nobody answered, with « Je m’en occupe »."""


class CycleTaken(AboutCycle, kind="mentoring.taken"):
    """Notice to the asker: a coach takes care of the request."""


class Withdrawn(AboutCycle, kind="mentoring.withdrawn"):
    """Notice to the mentor: the asker withdrew the request."""


class CycleMoved(AboutCycle, Retimed, kind="mentoring.moved"):
    """A séance was rescheduled."""


class Missed(AboutCycle, kind="mentoring.missed", card=True):
    """Notice to the asker: a séance was missed (no-show), and needs a new time."""

    appointment_id: int


class CycleLate(AboutCycle, kind="mentoring.late", card=True):
    """Notice to the mentor: a time past the month, or other times that the team asks for, need their agreement.

    `others`: the séances in the same question. `of`: their other times (`asked_times`)."""

    appointment_id: int
    others: tuple[int, ...] = ()
    of: int = 0


class LateRefused(AboutCycle, kind="mentoring.late_refused", card=True, between=":"):
    """Notice to the asker: the mentor refused this start, past the month."""

    appointment_id: int
    starts: datetime


class CycleKept(AboutCycle, kind="mentoring.kept", between=":"):
    """Notice to the asker: the séance keeps its time, since the mentor declined the requested one.

    `others`: the séances asked for with it, which keep theirs."""

    appointment_id: int
    wanted: datetime
    others: tuple[int, ...] = ()


class Replanned(AboutCycle, kind="mentoring.replanned"):
    """A séance that did not take place was rescheduled."""

    by_id: int | None
    appointment_id: int


class CycleHanded(AboutCycle, kind="mentoring.handed"):
    """Notice that another mentor takes over."""

    giver_id: int
    taker_id: int


class CycleLeft(AboutCycle, kind="mentoring.left", distinct=True):
    """A team member left the cycle."""

    person_id: int


class CycleAway(AboutCycle, Retimed, kind="mentoring.away"):
    """A team member will miss these séances."""


class Back(AboutCycle, Retimed, kind="mentoring.back"):
    """A team member who was to miss these séances attends after all."""


class Ended(AboutCycle, kind="mentoring.ended"):
    """The cycle ends early."""

    by_id: int | None


class CheckIn(AboutCycle, kind="mentoring.check_in", card=True, helps=timedelta(days=7), between=":"):
    """Question to the asker: how was the séance with this start?"""

    appointment_id: int
    starts: datetime


class Review(AboutCycle, kind="mentoring.review", card=True):
    """Question to both sides: how useful was the cycle? The asker is also asked about its last séance."""

    appointment_id: int | None = None


class CycleOrphaned(AboutCycle, kind="mentoring.orphaned", card=True):
    """Notice to the coaches: the mentor of a cycle has left, or cannot be reached."""

    person_id: int


class ExportCard(Fact, kind="mentoring.export.card", subject="mentoring_export", card=True):
    """Notice to a coach: the message whose thread contains the export."""


class Export(Fact, kind="mentoring.export", subject="mentoring_export", action=Action.FILE):
    """The export, a file."""

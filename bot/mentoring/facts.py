"""Facts about a mentoring cycle: the content of notices, as values; pure."""

from datetime import datetime, timedelta

from bot.mentoring.cycle import Turn
from bot.notices.facts import Fact, Retimed
from bot.notices.model import Action


class AboutCycle(Fact, subject="mentoring_cycle"):
    """Facts about a cycle."""


class CycleCard(AboutCycle, kind="mentoring.card", card=True):
    """To the asker, the mentor, and team members who want the calendar entries: the cycle, updated in place."""


class Chase(AboutCycle, kind="mentoring.chase", card=True):
    """To the person whose turn it is since a moment: a reminder after a third and two thirds of the time."""

    turn: Turn
    since: datetime


class CycleAnswered(AboutCycle, kind="mentoring.answered", card=True, distinct=True):
    """To the asker: they must answer about a séance or the plan."""

    since: datetime


class Picked(AboutCycle, kind="mentoring.picked", card=True, distinct=True):
    """To the mentor: the asker chose other times."""

    since: datetime


class CycleGroup(AboutCycle, kind="mentoring.group", action=Action.GROUP, card=True):
    """All four are confirmed: opens the group conversation of the participants."""

    person_ids: tuple[int, ...]


class Started(AboutCycle, kind="mentoring.started"):
    """To each participant: the cycle starts; sent if Slack refused the group."""


class NoGroup(AboutCycle, kind="mentoring.no_group", card=True):
    """To the coaches: why Slack refused the group."""

    reason: str


class Declined(AboutCycle, kind="mentoring.declined", card=True):
    """To the person who asked: the mentor declines."""


class Lapsed(AboutCycle, kind="mentoring.lapsed", card=True):
    """To both sides: the request expired, and which side had to answer."""

    turn: Turn


class Unanswered(AboutCycle, kind="mentoring.unanswered", card=True):
    """To the coaches: nobody answered, with « Je m’en occupe »."""


class CycleTaken(AboutCycle, kind="mentoring.taken"):
    """To the asker: a coach takes care of it."""


class Withdrawn(AboutCycle, kind="mentoring.withdrawn"):
    """To the mentor: the request was withdrawn."""


class CycleMoved(AboutCycle, Retimed, kind="mentoring.moved"):
    """A séance was rescheduled."""


class Missed(AboutCycle, kind="mentoring.missed", card=True):
    """To the asker: a séance was missed (no-show), and needs a new time."""

    appointment_id: int


class CycleLate(AboutCycle, kind="mentoring.late", card=True):
    """To the mentor: they must agree to a time past the month."""

    appointment_id: int


class LateRefused(AboutCycle, kind="mentoring.late_refused", card=True, between=":"):
    """To the asker: the mentor declined that start."""

    appointment_id: int
    starts: datetime


class CycleKept(AboutCycle, kind="mentoring.kept", between=":"):
    """To the asker: the séance keeps its time, since the mentor declined this one."""

    appointment_id: int
    wanted: datetime


class Replanned(AboutCycle, kind="mentoring.replanned"):
    """A séance that did not take place was rescheduled."""

    by_id: int | None
    appointment_id: int


class CycleHanded(AboutCycle, kind="mentoring.handed"):
    """Another mentor takes over."""

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
    """To the asker: how was the séance with this start?"""

    appointment_id: int
    starts: datetime


class Review(AboutCycle, kind="mentoring.review", card=True):
    """To both sides: how useful was the cycle? The asker is also asked about its last séance."""

    appointment_id: int | None = None


class CycleOrphaned(AboutCycle, kind="mentoring.orphaned", card=True):
    """To the coaches: the mentor has left, or cannot be reached."""

    person_id: int


class ExportCard(Fact, kind="mentoring.export.card", subject="mentoring_export", card=True):
    """To a coach: the message whose thread contains the export."""


class Export(Fact, kind="mentoring.export", subject="mentoring_export", action=Action.FILE):
    """The export, a file."""

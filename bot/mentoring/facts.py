"""Facts about a mentoring cycle, as the content of notices; pure."""

from datetime import datetime, timedelta

from bot.mentoring.cycle import Turn
from bot.notices.facts import Fact, Retimed
from bot.notices.model import Action


class AboutCycle(Fact, subject="mentoring_cycle"):
    """Facts about a cycle."""


class CycleCard(AboutCycle, kind="mentoring.card", card=True):
    """The cycle's card, updated in place, for the asker, the mentor, and others who add it to their calendar."""


class Chase(AboutCycle, kind="mentoring.chase", card=True):
    """Reminder to the person who must answer, after a third and after two thirds of their time."""

    turn: Turn
    since: datetime


class CycleAnswered(AboutCycle, kind="mentoring.answered", card=True, distinct=True):
    """Question to the asker: the mentor answered, or a plan awaits confirmation."""

    since: datetime


class Picked(AboutCycle, kind="mentoring.picked", card=True, distinct=True):
    """Question to the mentor: the asker chose other times."""

    since: datetime


class CycleGroup(AboutCycle, kind="mentoring.group", action=Action.GROUP, card=True):
    """The first message to mentor and team, which opens their group conversation."""

    person_ids: tuple[int, ...]


class Started(AboutCycle, kind="mentoring.started"):
    """Notice of the cycle's dates to each participant, sent if Slack refused the group."""


class NoGroup(AboutCycle, kind="mentoring.no_group", card=True):
    """Notice to the coaches: why Slack refused the group."""

    reason: str


class Declined(AboutCycle, kind="mentoring.declined", card=True):
    """Notice to the asker: the mentor declined."""


class Lapsed(AboutCycle, kind="mentoring.lapsed", card=True):
    """Notice to the asker that the request expired, and to the mentor if the team (`turn`) did not answer."""

    turn: Turn


class Unanswered(AboutCycle, kind="mentoring.unanswered", card=True):
    """Notice to the coaches: the mentor did not answer, with « Je m’en occupe »."""


class CycleTaken(AboutCycle, kind="mentoring.taken"):
    """Notice to the asker: a coach takes care of the cycle."""


class Withdrawn(AboutCycle, kind="mentoring.withdrawn"):
    """Notice to the mentor: the request was withdrawn."""


class CycleMoved(AboutCycle, Retimed, kind="mentoring.moved"):
    """Séances were rescheduled."""


class Missed(AboutCycle, kind="mentoring.missed", card=True):
    """Notice to the asker: a séance needs a new time, because it did not take place or the mentor cannot come."""

    appointment_id: int


class CycleLate(AboutCycle, kind="mentoring.late", card=True):
    """Question to the mentor: do they agree to a time past the window, or to other times for these séances?

    `others`: further séances in the same question. `of`: their other times (`asked_times`)."""

    appointment_id: int
    others: tuple[int, ...] = ()
    of: int = 0


class LateRefused(AboutCycle, kind="mentoring.late_refused", card=True, between=":"):
    """Notice to the asker: the mentor did not agree to this start past the window."""

    appointment_id: int
    starts: datetime


class CycleKept(AboutCycle, kind="mentoring.kept", between=":"):
    """Notice to the asker: the séance keeps its time, since nobody agreed to the wanted time.

    `others`: séances in the same question, which keep their times too."""

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
    """A team member misses these séances."""


class Back(AboutCycle, Retimed, kind="mentoring.back"):
    """A team member attends séances after all."""


class Ended(AboutCycle, kind="mentoring.ended"):
    """The cycle ends early."""

    by_id: int | None


class CheckIn(AboutCycle, kind="mentoring.check_in", card=True, helps=timedelta(days=7), between=":"):
    """Question to the asker: did the séance with this start take place?"""

    appointment_id: int
    starts: datetime


class Review(AboutCycle, kind="mentoring.review", card=True):
    """Question to the asker and the mentor about the finished cycle. `appointment_id`: asks about that séance too."""

    appointment_id: int | None = None


class CycleOrphaned(AboutCycle, kind="mentoring.orphaned", card=True):
    """Notice to the coaches: a cycle's mentor has left, or cannot be reached."""

    person_id: int


class ExportCard(Fact, kind="mentoring.export.card", subject="mentoring_export", card=True):
    """The message to a coach whose thread has the export."""


class Export(Fact, kind="mentoring.export", subject="mentoring_export", action=Action.FILE):
    """The export, a file."""

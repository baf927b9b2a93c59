"""The facts of which mentoring notifies people. Each class is the content of one kind of notice. Pure."""

from datetime import datetime, timedelta

from bot.mentoring.cycle import SideToAnswer
from bot.notices.facts import Fact, Retimed
from bot.notices.model import Action


class AboutCycle(Fact, subject="mentoring_cycle"):
    """Base of all facts about a cycle."""


class CycleCard(AboutCycle, kind="mentoring.card", card=True):
    """Card of the cycle, updated in place, for the asker, the mentor, and people who add séances to a calendar."""


class AnswerReminder(AboutCycle, kind="mentoring.chase", card=True):
    """Reminder to the person who must answer, sent after a third and after two thirds of the time to answer."""

    turn: SideToAnswer
    since: datetime


class MentorAnswered(AboutCycle, kind="mentoring.answered", card=True, distinct=True):
    """Question to the asker, after the mentor answered or gave times that the asker has to confirm."""

    since: datetime


class TimesPicked(AboutCycle, kind="mentoring.picked", card=True, distinct=True):
    """Question to the mentor, after the asker chose other times."""

    since: datetime


class CycleGroup(AboutCycle, kind="mentoring.group", action=Action.GROUP, card=True):
    """First message to the mentor and the team, which opens their group conversation."""

    person_ids: tuple[int, ...]


class CycleStarted(AboutCycle, kind="mentoring.started"):
    """Notice of the cycle's dates to each participant, sent if Slack refused the group conversation."""


class GroupRefused(AboutCycle, kind="mentoring.no_group", card=True):
    """Notice to the coaches that Slack refused the group conversation, with the reason."""

    reason: str


class RequestDeclined(AboutCycle, kind="mentoring.declined", card=True):
    """Notice to the asker that the mentor declined."""


class RequestExpired(AboutCycle, kind="mentoring.lapsed", card=True):
    """Notice to the asker that the request expired. If the team did not answer (`turn`), the mentor gets it too."""

    turn: SideToAnswer


class RequestUnanswered(AboutCycle, kind="mentoring.unanswered", card=True):
    """Notice to the coaches that the mentor did not answer, with the button « Je m’en occupe »."""


class CycleTaken(AboutCycle, kind="mentoring.taken"):
    """Notice to the asker that a coach takes care of the cycle."""


class RequestWithdrawn(AboutCycle, kind="mentoring.withdrawn"):
    """Notice to the mentor that the request was withdrawn."""


class CycleMoved(AboutCycle, Retimed, kind="mentoring.moved"):
    """Notice that séances were rescheduled."""


class SessionMissed(AboutCycle, kind="mentoring.missed", card=True):
    """Notice to the asker that a séance needs a new time: it did not take place, or the mentor cannot come."""

    appointment_id: int


class LateTimeQuestion(AboutCycle, kind="mentoring.late", card=True):
    """Question to the mentor: do they agree to a time past the window, or to other times for these séances?

    `others` are the other séances in this question. `of` identifies the proposed times (`CycleSheet.times_id`)."""

    appointment_id: int
    others: tuple[int, ...] = ()
    of: int = 0


class LateTimeRefused(AboutCycle, kind="mentoring.late_refused", card=True, between=":"):
    """Notice to the asker that the mentor did not agree to this start past the window."""

    appointment_id: int
    starts: datetime


class SessionTimeKept(AboutCycle, kind="mentoring.kept", between=":"):
    """Notice to the asker that a séance keeps its time, because nobody agreed to the wanted time.

    `others` are séances in the same question. They keep their times too."""

    appointment_id: int
    wanted: datetime
    others: tuple[int, ...] = ()


class SessionReplanned(AboutCycle, kind="mentoring.replanned"):
    """Notice that a séance that did not take place was rescheduled."""

    by_id: int | None
    appointment_id: int


class MentorHandover(AboutCycle, kind="mentoring.handed"):
    """Notice that another mentor takes over."""

    giver_id: int
    taker_id: int


class MemberLeftCycle(AboutCycle, kind="mentoring.left", distinct=True):
    """Notice that a team member left the cycle."""

    person_id: int


class MemberAbsence(AboutCycle, Retimed, kind="mentoring.away"):
    """Notice that a team member will not attend these séances."""


class MemberReturn(AboutCycle, Retimed, kind="mentoring.back"):
    """Notice that a team member will attend these séances after all."""


class CycleEnded(AboutCycle, kind="mentoring.ended"):
    """Notice that the cycle ends early."""

    by_id: int | None


class CheckIn(AboutCycle, kind="mentoring.check_in", card=True, helps=timedelta(days=7), between=":"):
    """Question to the asker: did the séance with this start take place?"""

    appointment_id: int
    starts: datetime


class ReviewQuestion(AboutCycle, kind="mentoring.review", card=True):
    """Question to the asker and the mentor: was the finished cycle useful?

    If `appointment_id` is given, the same message asks whether that séance took place."""

    appointment_id: int | None = None


class CycleOrphaned(AboutCycle, kind="mentoring.orphaned", card=True):
    """Notice to the coaches that a cycle's mentor has left, or cannot be reached."""

    person_id: int


class ExportCard(Fact, kind="mentoring.export.card", subject="mentoring_export", card=True):
    """Message to a coach. The file of the export is in its thread."""


class Export(Fact, kind="mentoring.export", subject="mentoring_export", action=Action.FILE):
    """File with the exported cycles, in the thread of `ExportCard`."""

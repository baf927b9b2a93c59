"""Facts about a month, replaced rooms, a plan and absences, as values; pure."""

from datetime import datetime

from bot.notices.facts import Fact
from bot.notices.model import Action


class Month(Fact, kind="gatherings.month", subject="promotion_month", distinct=True):
    """« Ce mois-ci », with the name of the month ("2027-01")."""

    month: str


class Unposted(Fact, kind="gatherings.month_lost", subject="promotion_month"):
    """Notice to the coaches: Slack refused « Ce mois-ci » in the channel, and why."""

    channel: str
    reason: str
    month: str


class Rooms(Fact, kind="agenda.rooms", subject="person", distinct=True):
    """Notice of all the reader's rooms that were replaced since a moment, in one message."""

    since: datetime


class YearCard(Fact, kind="planning.year.card", subject="year_plan", card=True):
    """Card for a coach: the plan of a promotion's months, with its picture in the thread."""


class YearPicture(Fact, kind="planning.year", subject="year_plan", action=Action.FILE):
    """The picture, a file; `asked_at` distinguishes several requests."""

    asked_at: datetime


class AboutPlan(Fact, subject="absence"):
    """Facts about an absence."""


class PlanAway(AboutPlan, kind="absence.away"):
    """Notice to a participant of an affected appointment: who is absent; another notice tells the change."""


class PlanLeft(AboutPlan, kind="absence.left"):
    """Notice to the absent person: the choices that could not be applied, by appointment."""

    appointment_ids: tuple[int, ...]

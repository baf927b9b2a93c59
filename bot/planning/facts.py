"""The facts of which planning notifies people: « Ce mois-ci », replaced rooms, a plan's picture, absences. Pure."""

from datetime import datetime

from bot.notices.facts import Fact
from bot.notices.model import Action


class MonthPost(Fact, kind="gatherings.month", subject="promotion_month", distinct=True):
    """« Ce mois-ci ». `month` is the name of the month ("2027-01")."""

    month: str


class FailedMonthPost(Fact, kind="gatherings.month_lost", subject="promotion_month"):
    """Notice to the coaches: Slack refused « Ce mois-ci » in a channel, for this reason."""

    channel: str
    reason: str
    month: str


class RoomsNotice(Fact, kind="agenda.rooms", subject="person", distinct=True):
    """Notice to a person about all their rooms that were replaced since this moment."""

    since: datetime


class YearCard(Fact, kind="planning.year.card", subject="year_plan", card=True):
    """Message to a coach: the plan of a promotion's months, with its picture in the thread."""


class YearPicture(Fact, kind="planning.year", subject="year_plan", action=Action.FILE):
    """The file with the picture of the plan. `asked_at` distinguishes requests."""

    asked_at: datetime


class AboutPlan(Fact, subject="absence"):
    """Facts about an absence."""


class HostAbsence(AboutPlan, kind="absence.away"):
    """Notice to participants that a host is absent. Each change of an appointment has its own notice."""


class FailedChoices(AboutPlan, kind="absence.left"):
    """Notice to the absent person: the choice for these appointments could not be applied."""

    appointment_ids: tuple[int, ...]

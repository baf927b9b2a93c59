"""Notices about a month, replaced rooms, a plan and absences, as values; pure."""

from datetime import datetime

from bot.notices.facts import Fact
from bot.notices.model import Action


class Month(Fact, kind="gatherings.month", subject="promotion_month", distinct=True):
    """« Ce mois-ci », by the name of the month ("2027-01")."""

    month: str


class Unposted(Fact, kind="gatherings.month_lost", subject="promotion_month"):
    """To the coaches: the channel did not take « Ce mois-ci », and why."""

    channel: str
    reason: str
    month: str


class Rooms(Fact, kind="agenda.rooms", subject="person", distinct=True):
    """All that was replaced for its reader from a moment on, in one message."""

    since: datetime


class YearCard(Fact, kind="planning.year.card", subject="year_plan", card=True):
    """To a coach: the plan of a promotion's months, in whose thread its picture comes."""


class YearPicture(Fact, kind="planning.year", subject="year_plan", action=Action.FILE):
    """The picture, a file; `asked_at` tells one from another."""

    asked_at: datetime


class AboutPlan(Fact, subject="absence"):
    """Facts about an absence."""


class PlanAway(AboutPlan, kind="absence.away"):
    """To a participant of an affected appointment: who is absent; the change itself is beside it."""


class PlanLeft(AboutPlan, kind="absence.left"):
    """To the person who is not there: what could not be done, by its appointments."""

    appointment_ids: tuple[int, ...]

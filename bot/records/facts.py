"""Facts about actions and committees' minutes: the contents of notices, as values. Pure."""

from datetime import datetime, timedelta

from bot.notices.facts import Fact
from bot.notices.model import Action

HELPS = timedelta(days=7)


class Mine(Fact, kind="records.mine", subject="action_owner", card=True, anew=True, helps=HELPS):
    """In « Votre semaine »: the owner's actions that are due before `until`, the end of that week.

    Once a week; an action added after a line that had nothing to say gets a line of its own."""

    until: datetime | None = None


class HostWeek(Fact, kind="records.host_week", subject="host_week", helps=timedelta(days=1)):
    """Notice to a coach: « Votre semaine ». The subject id is the ordinal of the week's Monday."""


class AboutAction(Fact, subject="action"):
    """Facts about one action."""


class RecordGiven(AboutAction, kind="records.given", card=True, helps=HELPS):
    """Notice to the owner of an action that another person assigned to them."""

    by_id: int | None = None


class PutOffTwice(AboutAction, kind="records.put_off_twice", card=True, helps=HELPS):
    """Notice to the défi's coaches, once: an action was postponed for the second time."""


class OwnerLeft(AboutAction, kind="records.owner_left", card=True, helps=HELPS):
    """Notice to the défi's coaches: the owner of an action has left the programme."""

    owner_id: int


class OverviewCard(Fact, kind="records.overview.card", subject="overview", card=True):
    """Message to a coach, with the tables of their promotions in its thread."""


class OverviewFile(Fact, kind="records.overview", subject="overview", action=Action.FILE):
    """The tables of the overview, as files in that thread."""


class LetterSent(Fact, kind="records.letter", subject="letter", helps=HELPS):
    """Notice to a porteur: a coach's letter."""


class AboutMeeting(Fact, subject="committee"):
    """Facts about a past committee."""


class Minutes(AboutMeeting, kind="records.minutes", card=True):
    """The minutes of a committee, sent to everybody concerned the next morning."""


class NoMinutes(AboutMeeting, kind="records.no_minutes", card=True, helps=HELPS):
    """Notice to the host of a committee without minutes: is there anything to record?"""


class AboutReport(Fact, subject="report"):
    """Facts about a report, by the id of its committee."""


class Published(AboutReport, kind="records.report_published", card=True):
    """Notice to the team: its report is published, and awaits the team's answers."""


class RecordShared(AboutReport, kind="records.report_shared", card=True):
    """Notice to a sponsor: the team sends its report."""

    by_id: int | None = None


class Awaited(AboutReport, kind="records.report_awaited", card=True, helps=HELPS):
    """In « Votre semaine »: what the team or the coaches have yet to write for a report; repeated once."""


class RecordAnswered(AboutReport, kind="records.report_answered", card=True, helps=HELPS):
    """Notice to the committee's hosts, once: the team answered its report."""


class RecordPaper(Fact, kind="records.report_paper", subject="report", action=Action.FILE):
    """The report as a document, in the thread of its announcement; `asked_at` tells requests apart."""

    asked_at: datetime

"""Facts about actions, minutes and reports: the values from which notices are rendered. Pure."""

from datetime import datetime, timedelta

from bot.notices.facts import Fact
from bot.notices.model import Action

HELPS = timedelta(days=7)


class OwnActionsLine(Fact, kind="records.mine", subject="action_owner", card=True, anew=True, helps=HELPS):
    """Line of « Votre semaine » with the owner's actions that are due before `until`, the end of that week.

    A person gets one such line a week. If the line was dropped because no action was due, it is enqueued again for an
    action that is added later."""

    until: datetime | None = None


class HostWeek(Fact, kind="records.host_week", subject="host_week", helps=timedelta(days=1)):
    """Message « Votre semaine » to a coach. Its subject id is the ordinal of the week's Monday."""


class AboutAction(Fact, subject="action"):
    """Base of all facts about one action."""


class ActionAssigned(AboutAction, kind="records.given", card=True, helps=HELPS):
    """Notice to a person that another person made them the owner of an action."""

    by_id: int | None = None


class PostponedTwice(AboutAction, kind="records.put_off_twice", card=True, helps=HELPS):
    """Notice to the défi's coaches, once, that an action was postponed for the second time."""


class OwnerLeft(AboutAction, kind="records.owner_left", card=True, helps=HELPS):
    """Notice to the défi's coaches that the owner of an action has left its défi, or the programme."""

    owner_id: int


class OverviewCard(Fact, kind="records.overview.card", subject="overview", card=True):
    """Message to a coach. The tables of the coach's promotions are in its thread."""


class OverviewFile(Fact, kind="records.overview", subject="overview", action=Action.FILE):
    """Tables of the overview, as files in the thread of `OverviewCard`."""


class LetterSent(Fact, kind="records.letter", subject="letter", helps=HELPS):
    """Letter from a coach to a porteur."""


class AboutMeeting(Fact, subject="committee"):
    """Base of all facts about a past committee."""


class Minutes(AboutMeeting, kind="records.minutes", card=True):
    """Minutes of a committee, sent to everybody concerned the next morning."""


class MinutesQuestion(AboutMeeting, kind="records.no_minutes", card=True, helps=HELPS):
    """Question to the host of a committee without minutes: is there anything to record?"""


class AboutReport(Fact, subject="report"):
    """Base of all facts about a report. The subject id is the id of its committee."""


class ReportPublished(AboutReport, kind="records.report_published", card=True):
    """Notice to the team that its report is published and awaits the team's answers."""


class ReportShared(AboutReport, kind="records.report_shared", card=True):
    """Notice to a sponsor that the team shares its report."""

    by_id: int | None = None


class AwaitedReportLine(AboutReport, kind="records.report_awaited", card=True, helps=HELPS):
    """Line of « Votre semaine »: what the team or the coaches still have to write for a report. It is repeated once."""


class ReportAnswered(AboutReport, kind="records.report_answered", card=True, helps=HELPS):
    """Notice to the committee's hosts and the report's publisher, once, that the team answered its report."""


class ReportDocument(Fact, kind="records.report_paper", subject="report", action=Action.FILE):
    """Report as a document, in the thread of its announcement. `asked_at` distinguishes two requests for it."""

    asked_at: datetime

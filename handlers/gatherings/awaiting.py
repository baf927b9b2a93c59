"""Lines of the Home about gatherings, each built by its part. Pure."""

from datetime import datetime

from bot.gatherings.awaiting import Awaiting
from handlers.gatherings.after import views
from handlers.gatherings.announcement import views as announcement_views
from handlers.gatherings.conference import views as conference_views
from handlers.gatherings.date import views as date_views
from handlers.gatherings.grouping import views as grouping_views
from handlers.gatherings.kinds import fill_button
from handlers.gatherings.presenters import views as presenters_views
from handlers.gatherings.programme import views as programme_views
from handlers.gatherings.subjects import views as subjects_views
from handlers.kit.blocks import Line, line_of


def lines(found: Awaiting, *, now: datetime) -> list[Line]:
    """Return a line for each thing: what others wait for first, what is over last."""
    return [
        *(presenters_views.awaiting(sheet, now=now) for sheet in found.to_present),
        *(announcement_views.invitation(invitation, now=now) for invitation in found.invitations),
        *(grouping_views.awaiting(sheet, now=now) for sheet in found.holding),
        *(line for orphan in found.orphaned for line in line_of(programme_views.orphaned(orphan, [], now=now))),
        *(date_views.awaiting(sheet, fill=fill_button(sheet, now=now), now=now) for sheet in found.to_settle),
        *(subjects_views.awaiting(subject, now=now) for subject in found.subjects),
        *(views.awaiting(sheet, now=now) for sheet in found.led),
        *(conference_views.awaiting(sheet, now=now) for sheet in found.to_rate),
    ]

"""What awaits somebody of gatherings, drawn for the Home: each room draws its own line. Pure."""

from datetime import datetime

from bot.gatherings.awaiting import Awaiting
from handlers.gatherings.after import views as after_views
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
        *(presenters_views.awaiting(one, now=now) for one in found.to_present),
        *(announcement_views.invitation(one, now=now) for one in found.invitations),
        *(grouping_views.awaiting(one, now=now) for one in found.holding),
        *(each for one in found.orphaned for each in line_of(programme_views.orphaned(one, [], now=now))),
        *(date_views.awaiting(one, fill=fill_button(one, now=now), now=now) for one in found.to_settle),
        *(subjects_views.awaiting(one, now=now) for one in found.subjects),
        *(after_views.awaiting(one, now=now) for one in found.led),
        *(conference_views.awaiting(one, now=now) for one in found.to_rate),
    ]

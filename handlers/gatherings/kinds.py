"""What each kind of gathering adds of its own: to its announcement, to what follows it, to its organiser's page.

The one module that knows all parts; who posts a card asks it, and gives what it says to the part that draws the card.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.gatherings import ballots, joining
from bot.gatherings.model import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR, Sheet
from bot.gatherings.presenting import presenting
from bot.tools import Reading
from handlers.kit.blocks import section

from . import peers_views, porteurs_views, subjects_views, talks_extra
from .answers_views import answer_for_button
from .extra import NOTHING, Draw, Extra
from .grouping_views import show_button
from .presenters_views import presenting_line

__all__ = ["AFTER", "ANNOUNCED", "NOTHING", "PLANNED", "Draw", "Extra", "extra_of", "planned"]


def _mixed_announced(reading: Reading, sheet: Sheet, _now: datetime) -> Extra:
    line = presenting_line(presenting(reading, sheet))
    return Extra(line, (section(line),)) if line else NOTHING


def _mixed_planned(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return Extra(buttons=(show_button(sheet, now=now),))


def _next_subject(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return subjects_views.next_subject(ballots.of(reading, sheet, now=now), sheet.gathering.id, now=now)


def _peers_planned(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    small = joining.look(reading, sheet.series.id) if joining.is_small(sheet.series, sheet.invited) else None
    return peers_views.planned(ballots.of(reading, sheet, now=now), small=small, now=now)


def _porteurs_announced(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return porteurs_views.announced(ballots.of(reading, sheet, now=now), now=now)


def _porteurs_after(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return porteurs_views.after(sheet, now=now)


def _porteurs_planned(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return porteurs_views.planned(ballots.of(reading, sheet, now=now), now=now)


# By the dispositif's key; each part adds its own lines. On the announcement:
ANNOUNCED: Mapping[str, Draw] = {
    MIXED: _mixed_announced,
    CONFERENCE: talks_extra.conference_announced,
    PORTEURS: _porteurs_announced,
    SEMINAR: talks_extra.seminar_announced,
}
# After it, a vote, a word on how it was, what to share:
AFTER: Mapping[str, Draw] = {
    PAIRS: _next_subject,
    CONFERENCE: talks_extra.rated,
    PORTEURS: _porteurs_after,
    SEMINAR: talks_extra.rated,
}
# On the organiser's page of one gathering:
PLANNED: Mapping[str, Draw] = {
    MIXED: _mixed_planned,
    PAIRS: _peers_planned,
    CONFERENCE: talks_extra.conference_planned,
    PORTEURS: _porteurs_planned,
    SEMINAR: talks_extra.seminar_planned,
}


def extra_of(reading: Reading, sheet: Sheet, *, registry: Mapping[str, Draw], now: datetime) -> Extra:
    """Give what the kind of this gathering adds, nothing where it adds nothing."""
    draw = registry.get(sheet.series.dispositif)
    return draw(reading, sheet, now) if draw else NOTHING


def planned(reading: Reading, sheet: Sheet, *, now: datetime) -> Extra:
    """Give what stands on the organiser's page of a gathering: to answer for somebody, and what its kind adds."""
    own = extra_of(reading, sheet, registry=PLANNED, now=now)
    return Extra(own.said, own.blocks, (*answer_for_button(sheet, now=now), *own.buttons))

"""What each kind of gathering adds of its own: to its announcement, to what follows it, to its organiser's page.

The one module that knows all parts; who posts a card asks it, and gives what it says to the part that draws the card.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from bot.gatherings.conference import feedback, questions
from bot.gatherings.groups.presenting import presenting
from bot.gatherings.model import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR, Sheet
from bot.gatherings.series import joining
from bot.gatherings.subjects import ballots
from bot.tools import Reading
from handlers.gatherings.announcement.views import NOTHING, Extra
from handlers.gatherings.answers.views import answer_for_button
from handlers.gatherings.feedback import views as feedback_views
from handlers.gatherings.grouping import views as grouping_views
from handlers.gatherings.peers import views as peers_views
from handlers.gatherings.porteurs import views as porteurs_views
from handlers.gatherings.presenters.views import presenting_line
from handlers.gatherings.seminars import views as seminars_views
from handlers.gatherings.subjects import views as subjects_views
from handlers.gatherings.talks import views as talks_views
from handlers.kit.blocks import section

Draw: TypeAlias = Callable[[Reading, Sheet, datetime], Extra]


def _peers_after(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return subjects_views.next_subject(ballots.of(reading, sheet, now=now), sheet.gathering.id, now=now)


def _peers_planned(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    small = joining.look(reading, sheet.series.id) if joining.is_small(sheet.series, sheet.invited) else None
    return peers_views.planned(ballots.of(reading, sheet, now=now), small=small, now=now)


def _mixed_announced(reading: Reading, sheet: Sheet, _now: datetime) -> Extra:
    line = presenting_line(presenting(reading, sheet))
    return Extra(line, (section(line),)) if line else NOTHING


def _mixed_planned(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return Extra(buttons=(grouping_views.show_button(sheet, now=now),))


def _conference_announced(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return talks_views.announced(sheet, count=questions.count(reading, sheet.gathering.id), now=now)


def _conference_planned(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return talks_views.planned(sheet, returned=feedback.is_given(reading, sheet.gathering.id), now=now)


def _porteurs_announced(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return porteurs_views.announced(ballots.of(reading, sheet, now=now), now=now)


def _porteurs_after(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return porteurs_views.after(sheet, now=now)


def _porteurs_planned(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return porteurs_views.planned(ballots.of(reading, sheet, now=now), now=now)


def _seminar_announced(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return seminars_views.announced(sheet, now=now)


def _seminar_planned(reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return seminars_views.planned(sheet, returned=feedback.is_given(reading, sheet.gathering.id), now=now)


def _host_asked(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return Extra(buttons=(feedback_views.returns_button(sheet, now=now),))


def _rated(_reading: Reading, sheet: Sheet, now: datetime) -> Extra:
    return feedback_views.after(sheet, now=now)


# By the dispositif's key, in the order of `KINDS`. On the announcement:
ANNOUNCED: Mapping[str, Draw] = {
    MIXED: _mixed_announced,
    CONFERENCE: _conference_announced,
    PORTEURS: _porteurs_announced,
    SEMINAR: _seminar_announced,
}
# After it, a vote, a word on how it was, what to share:
AFTER: Mapping[str, Draw] = {
    PAIRS: _peers_after,
    CONFERENCE: _rated,
    PORTEURS: _porteurs_after,
    SEMINAR: _rated,
}
# On the question to who hosted it, « Qui est venu ? »:
ASKED: Mapping[str, Draw] = {CONFERENCE: _host_asked, SEMINAR: _host_asked}
# On the organiser's page of one gathering:
PLANNED: Mapping[str, Draw] = {
    PAIRS: _peers_planned,
    MIXED: _mixed_planned,
    CONFERENCE: _conference_planned,
    PORTEURS: _porteurs_planned,
    SEMINAR: _seminar_planned,
}


def extra_of(reading: Reading, sheet: Sheet, *, registry: Mapping[str, Draw], now: datetime) -> Extra:
    """Give what the kind of this gathering adds, nothing where it adds nothing."""
    draw = registry.get(sheet.series.dispositif)
    return draw(reading, sheet, now) if draw else NOTHING


def planned(reading: Reading, sheet: Sheet, *, now: datetime) -> Extra:
    """Give what stands on the organiser's page of a gathering: to answer for somebody, and what its kind adds."""
    own = extra_of(reading, sheet, registry=PLANNED, now=now)
    return Extra(own.said, own.blocks, (*answer_for_button(sheet, now=now), *own.buttons))

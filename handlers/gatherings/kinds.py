"""What each kind of gathering adds to the views of all gatherings.

Only this module knows all kinds. The code that builds a card asks this module, and passes on the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from slack_sdk.models.blocks import InteractiveElement

from bot.gatherings.conference import feedback, questions
from bot.gatherings.groups.presenting import presenting
from bot.gatherings.groups.turns import PresenterState
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR
from bot.gatherings.lacking import of_kind
from bot.gatherings.model import GatheringSheet
from bot.gatherings.series import joining
from bot.gatherings.subjects import ballots
from bot.programme.shape import in_use
from bot.tools import Reading
from handlers.gatherings.announcement.views import NOTHING, Extra
from handlers.gatherings.conference import views
from handlers.gatherings.seminars import views as seminars_views
from handlers.gatherings.subjects import views as subjects_views
from handlers.kit.blocks import section

from .announcement.views import answer_for_button
from .groups import views as grouping_views
from .groups.presenters_views import presenting_line

Draw: TypeAlias = Callable[[Reading, GatheringSheet, datetime], Extra]
Fill: TypeAlias = Callable[..., InteractiveElement]  # It is called with the sheet and `now`.


def _nothing(_reading: Reading, _sheet: GatheringSheet, _now: datetime) -> Extra:
    return NOTHING


def _peers_after(reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return subjects_views.next_subject(ballots.of(reading, sheet, now=now), sheet.gathering.id, now=now)


def _peers_planned(reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    small = joining.look(reading, sheet.series.id) if joining.is_small(sheet.series, sheet.invited) else None
    return subjects_views.planned(ballots.of(reading, sheet, now=now), small=small, now=now)


def _mixed_announced(reading: Reading, sheet: GatheringSheet, _now: datetime) -> Extra:
    agreed = [pair for pair in presenting(reading, sheet) if pair[1].state is PresenterState.AGREED]
    line = presenting_line(agreed)  # Only people who have agreed are named.
    return Extra(line, (section(line),)) if line else NOTHING


def _mixed_planned(_reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return Extra(buttons=(grouping_views.show_button(sheet, now=now),))


def _conference_announced(reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return views.announced(sheet, count=questions.count(reading, sheet.gathering.id), now=now)


def _conference_planned(reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return views.planned(sheet, returned=feedback.is_given(reading, sheet.gathering.id), now=now)


def _porteurs_announced(reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return seminars_views.porteurs_announced(ballots.of(reading, sheet, now=now), now=now)


def _porteurs_after(_reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return seminars_views.after(sheet, now=now)


def _porteurs_planned(reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return seminars_views.porteurs_planned(ballots.of(reading, sheet, now=now), now=now)


def _seminar_announced(_reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return seminars_views.announced(sheet, now=now)


def _seminar_planned(reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return seminars_views.planned(sheet, returned=feedback.is_given(reading, sheet.gathering.id), now=now)


def _host_asked(_reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return Extra(buttons=(views.returns_button(sheet, now=now),))


def _with_rating(_reading: Reading, sheet: GatheringSheet, now: datetime) -> Extra:
    return views.after(sheet, now=now)


@dataclass(frozen=True, slots=True)
class Drawings:
    """What a kind adds to the announcement, the message afterwards, the host's question and the organiser's page.

    `fill` builds the button to the form of missing facts."""

    announced: Draw = _nothing
    after: Draw = _nothing
    asked: Draw = _nothing
    planned: Draw = _nothing
    fill: Fill | None = None


DRAWINGS: Mapping[str, Drawings] = in_use().likewise(
    {
        PAIRS: Drawings(after=_peers_after, planned=_peers_planned, fill=subjects_views.subject_button),
        MIXED: Drawings(announced=_mixed_announced, planned=_mixed_planned),
        CONFERENCE: Drawings(
            announced=_conference_announced,
            after=_with_rating,
            asked=_host_asked,
            planned=_conference_planned,
            fill=views.complete_button,
        ),
        PORTEURS: Drawings(announced=_porteurs_announced, after=_porteurs_after, planned=_porteurs_planned),
        SEMINAR: Drawings(
            announced=_seminar_announced,
            after=_with_rating,
            asked=_host_asked,
            planned=_seminar_planned,
            fill=seminars_views.prepare_button,
        ),
    }
)
NONE = Drawings()


def drawings_of(sheet: GatheringSheet) -> Drawings:
    return DRAWINGS.get(sheet.kind.key, NONE)


def fill_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement | None:
    """Return the button to the form of missing facts. Return None if none are missing, or if the kind has no form."""
    fill = drawings_of(sheet).fill
    return fill(sheet, now=now) if fill and of_kind(sheet) else None


def planned(reading: Reading, sheet: GatheringSheet, *, now: datetime) -> Extra:
    """Return what the kind adds to the organiser's page, and « Répondre pour quelqu’un »."""
    own = drawings_of(sheet).planned(reading, sheet, now)
    return Extra(own.said, own.blocks, (*own.buttons, *answer_for_button(sheet, now=now)))

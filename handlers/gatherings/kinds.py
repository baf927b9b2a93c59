"""What each kind of gathering adds to the views of all gatherings.

Only this module knows all kinds. The code that builds a card asks this module, and passes on the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from slack_sdk.models.blocks import InteractiveElement

from bot.gatherings.conference import feedback, questions
from bot.gatherings.groups.presenting import list_presenters
from bot.gatherings.groups.turns import PresenterState
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR
from bot.gatherings.lacking import missing_for_kind
from bot.gatherings.model import GatheringSheet
from bot.gatherings.series import joining
from bot.gatherings.subjects import ballots
from bot.programme.shape import shape_in_use
from bot.tools import Reading
from handlers.gatherings.announcement.views import NOTHING, CardExtra
from handlers.gatherings.conference import views
from handlers.gatherings.seminars import views as seminars_views
from handlers.gatherings.subjects import views as subjects_views
from handlers.kit.blocks import section

from .announcement.views import answer_for_button
from .groups import views as grouping_views
from .groups.presenters_views import presenting_line

Draw: TypeAlias = Callable[[Reading, GatheringSheet, datetime], CardExtra]
Fill: TypeAlias = Callable[..., InteractiveElement]  # It is called with the sheet and `now`.


def _no_extra(_reading: Reading, _sheet: GatheringSheet, _now: datetime) -> CardExtra:
    return NOTHING


def _peers_after_extra(reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return subjects_views.next_subject_extra(ballots.ballot_of(reading, sheet, now=now), sheet.gathering.id, now=now)


def _peers_page_extra(reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    small = (
        joining.read_small_group(reading, sheet.series.id)
        if joining.has_few_members(sheet.series, sheet.invited)
        else None
    )
    return subjects_views.page_extra(ballots.ballot_of(reading, sheet, now=now), small_group=small, now=now)


def _mixed_announcement_extra(reading: Reading, sheet: GatheringSheet, _now: datetime) -> CardExtra:
    agreed = [pair for pair in list_presenters(reading, sheet) if pair[1].state is PresenterState.AGREED]
    line = presenting_line(agreed)  # Only people who have agreed are named.
    return CardExtra(line, (section(line),)) if line else NOTHING


def _mixed_page_extra(_reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return CardExtra(buttons=(grouping_views.show_button(sheet, now=now),))


def _conference_announcement_extra(reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return views.announcement_extra(sheet, count=questions.count(reading, sheet.gathering.id), now=now)


def _conference_page_extra(reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return views.page_extra(sheet, has_ratings=feedback.has_ratings(reading, sheet.gathering.id), now=now)


def _porteurs_announcement_extra(reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return seminars_views.porteurs_announcement_extra(ballots.ballot_of(reading, sheet, now=now), now=now)


def _porteurs_after_extra(_reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return seminars_views.sharing_extra(sheet, now=now)


def _porteurs_page_extra(reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return seminars_views.porteurs_page_extra(ballots.ballot_of(reading, sheet, now=now), now=now)


def _seminar_announcement_extra(_reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return seminars_views.announcement_extra(sheet, now=now)


def _seminar_page_extra(reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return seminars_views.page_extra(sheet, has_ratings=feedback.has_ratings(reading, sheet.gathering.id), now=now)


def _feedback_button_extra(_reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return CardExtra(buttons=(views.feedback_button(sheet, now=now),))


def _rating_extra(_reading: Reading, sheet: GatheringSheet, now: datetime) -> CardExtra:
    return views.rating_extra(sheet, now=now)


@dataclass(frozen=True, slots=True)
class KindExtras:
    """The functions that build the part of one kind of gathering in four views.

    The views are the announcement (`announced`), the message to participants afterwards (`after`), the host's question
    about attendance (`asked`) and the organiser's page (`planned`). `fill` builds the button to the form of missing
    facts."""

    announced: Draw = _no_extra
    after: Draw = _no_extra
    asked: Draw = _no_extra
    planned: Draw = _no_extra
    fill: Fill | None = None


DRAWINGS: Mapping[str, KindExtras] = shape_in_use().add_rencontres(
    {
        PAIRS: KindExtras(after=_peers_after_extra, planned=_peers_page_extra, fill=subjects_views.subject_button),
        MIXED: KindExtras(announced=_mixed_announcement_extra, planned=_mixed_page_extra),
        CONFERENCE: KindExtras(
            announced=_conference_announcement_extra,
            after=_rating_extra,
            asked=_feedback_button_extra,
            planned=_conference_page_extra,
            fill=views.talk_form_button,
        ),
        PORTEURS: KindExtras(
            announced=_porteurs_announcement_extra, after=_porteurs_after_extra, planned=_porteurs_page_extra
        ),
        SEMINAR: KindExtras(
            announced=_seminar_announcement_extra,
            after=_rating_extra,
            asked=_feedback_button_extra,
            planned=_seminar_page_extra,
            fill=seminars_views.seminar_form_button,
        ),
    }
)
NONE = KindExtras()


def extras_of_kind(sheet: GatheringSheet) -> KindExtras:
    return DRAWINGS.get(sheet.kind.key, NONE)


def fill_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement | None:
    """Return the button to the form of missing facts. Return None if none are missing, or if the kind has no form."""
    fill = extras_of_kind(sheet).fill
    return fill(sheet, now=now) if fill and missing_for_kind(sheet) else None


def page_extra(reading: Reading, sheet: GatheringSheet, *, now: datetime) -> CardExtra:
    """Return the part of the organiser's page that depends on the kind, with the button « Répondre pour quelqu’un »."""
    own = extras_of_kind(sheet).planned(reading, sheet, now)
    return CardExtra(own.said, own.blocks, (*own.buttons, *answer_for_button(sheet, now=now)))

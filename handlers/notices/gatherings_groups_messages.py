"""The notices about who presents and about the small groups of a multidisciplinary group."""

from collections.abc import Mapping

from bot.clock import Now
from bot.gatherings.groups import formation, presenters, presenting
from bot.gatherings.groups import service as grouped
from bot.gatherings.groups.placement import Wanted
from bot.gatherings.groups.turns import PresenterState
from bot.gatherings.model import Sheet
from bot.gatherings.sheets import describe
from bot.notices.model import Action, Notice
from bot.planning import once_a_week
from bot.programme.service import person_named
from bot.tools import Reading
from handlers.gatherings.grouping import views as grouping_views
from handlers.gatherings.presenters import views as presenters_views
from handlers.kit.blocks import Message

from .messages import Renderer


def gatherings_groups_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of these kinds. What is posted is drawn anew, as it is true by then."""
    return {**_presenters(now), **_groups(now)}


def _presenters(now: Now) -> Mapping[str, Renderer]:
    def asked(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        mine = presenting.read(reading, sheet.gathering.id, notice.person_id or 0)
        return presenters_views.card(sheet, mine, now=now()) if mine else None

    def support(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        mine = presenting.read(reading, sheet.gathering.id, notice.person_id or 0)
        posted = notice.action is Action.UPDATE
        if mine is None or (mine.state is PresenterState.AGREED and not posted and _is_told(reading, sheet, notice)):
            return None
        return presenters_views.support(sheet, mine, posted=posted, now=now())

    def nobody(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        left = len(presenting.presenting(reading, sheet))
        who = person_named(reading, int(notice.detail))
        return None if sheet.is_cancelled else presenters_views.nobody_left(sheet, who, left=left, now=now())

    return {presenters.PRESENT: asked, presenters.SUPPORT: support, presenters.NO_PRESENTER: nobody}


def _is_told(reading: Reading, sheet: Sheet, notice: Notice) -> bool:
    return once_a_week.says_all(reading, sheet, notice.person_id or 0, due=notice.due)


def _groups(now: Now) -> Mapping[str, Renderer]:
    def holding(reading: Reading, notice: Notice) -> Message | None:
        asked = formation.gather(reading, notice.subject_id)
        if asked.sheet.gathering.grouping is not None and notice.action is not Action.UPDATE:
            return None
        free, _ = formation.free_coaches(reading, asked.sheet)
        needed = len(Wanted(asked.wanted.members).sizes)
        return grouping_views.question(asked, free, groups=needed, now=now())

    def own(reading: Reading, notice: Notice) -> Message | None:
        found = grouped.read(reading, notice.subject_id)
        return grouping_views.own_group(*found, person_id=notice.person_id or 0, now=now()) if found else None

    def overview(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        groups = grouped.groups_of(reading, sheet.gathering.id)
        return None if sheet.is_cancelled else grouping_views.overview(sheet, groups, solved=notice.detail, now=now())

    return {formation.HOLDING: holding, grouped.GROUP: own, grouped.GROUPS: overview}

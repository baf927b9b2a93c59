"""Fixed values for what coaches see of all cycles, what is told of their gestures, and a mentor's own limit."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import SHIPPED, CycleSheet, Mentor
from bot.programme.model import Defi, Person
from handlers.kit.blocks import Message
from handlers.mentoring.coaching import views as coaching_views
from handlers.mentoring.overview import views as overview_views
from tests.handlers.mentoring_sheets import (
    AFTER,
    BETWEEN,
    CLAIRE,
    HOSTILE,
    LEA,
    LINK,
    MAYA,
    NOE,
    NOW,
    PROMOTION_ID,
    ROSE,
    sheet,
)

Drawn: TypeAlias = Message | dict[str, Any] | str

CONFIRMED, OPEN, LATE = SessionState.CONFIRMED, SessionState.OPEN, SessionState.LATE
RELAIS = Defi(2, PROMOTION_ID, "Relais & <Cie>", "Bureau des relais")
INES = Person(9, "Inès <!channel> Diallo")
GONE_MAYA = replace(MAYA, memberships=())
DESIGNER = Person(10, "Zoé Blanc", memberships=ROSE.memberships, expertises=("accessibilité",))
MENTORS = [Mentor(NOE, 0, 2), Mentor(ROSE, 1, 2), Mentor(DESIGNER, 3, 2)]
DAY = timedelta(days=1)

LAPSED = sheet(CycleState.LAPSED)
FOLLOWED = sheet(CycleState.LAPSED, followed_by=99)
RUNNING = sheet(CycleState.RUNNING)
WITHOUT_TIME = sheet(CycleState.RUNNING, sessions=(CONFIRMED, OPEN, OPEN, CONFIRMED), id=21)
PAST_MONTH = sheet(CycleState.RUNNING, sessions=(CONFIRMED, CONFIRMED, CONFIRMED, LATE), id=22)
HANDED = sheet(CycleState.RUNNING, mentor=ROSE)
SECRET: Mapping[str, Any] = {"need": HOSTILE, "link": LINK, "reason": "Trop de travail en ce moment"}
HOSTILE_LAPSED = sheet(CycleState.LAPSED, defi=RELAIS, asker=INES, domain="<@U0> & *droit*", **SECRET)
EACH = [sheet(state, id=number, turned_at=NOW - number * DAY, **SECRET) for number, state in enumerate(CycleState, 1)]
MANY = [
    sheet(state, id=100 * place + number, turned_at=NOW - number * DAY, asker=INES, defi=RELAIS, **SECRET)
    for place, state in enumerate((CycleState.HELD, CycleState.RUNNING, CycleState.DONE, CycleState.LAPSED))
    for number in range(50)
]


def _told(drawn: Message | None) -> Message:
    assert drawn is not None
    return drawn


def taken_by_claire(one: CycleSheet) -> CycleSheet:
    return replace(one, cycle=replace(one.cycle, taken_by=CLAIRE.id))


def _orphaned(one: CycleSheet, person: Person = GONE_MAYA) -> Message:
    return _told(coaching_views.mentor_lost_message(one, person=person, now=NOW))


def _handed(viewer: Person) -> Message:
    return _told(coaching_views.handed_over_message(HANDED, viewer.id, giver=MAYA, taker=ROSE, now=BETWEEN))


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "coaching.unanswered.followed": lambda: _told(coaching_views.unanswered_message(FOLLOWED, now=NOW)),
    "coaching.overview": lambda: overview_views.overview_message([*EACH, WITHOUT_TIME, PAST_MONTH], now=NOW),
    "coaching.overview.taken": lambda: overview_views.overview_message([taken_by_claire(LAPSED)], now=NOW),
    "coaching.overview.nothing": lambda: overview_views.overview_message([], now=NOW),
    "coaching.overview.many": lambda: overview_views.overview_message(MANY, now=NOW),
    "coaching.no_group": lambda: _told(coaching_views.no_group_message(RUNNING, reason="no_account", now=NOW)),
    "coaching.no_group.refused": lambda: _told(
        coaching_views.no_group_message(RUNNING, reason="user_is_restricted", now=NOW)
    ),
    "coaching.unanswered": lambda: _told(coaching_views.unanswered_message(LAPSED, now=NOW + DAY)),
    "coaching.unanswered.without-dates": lambda: _told(
        coaching_views.unanswered_message(sheet(CycleState.LAPSED, sessions=()), now=NOW)
    ),
    "coaching.unanswered.taken": lambda: _told(coaching_views.unanswered_message(taken_by_claire(LAPSED), now=NOW)),
    "coaching.unanswered.hostile": lambda: _told(coaching_views.unanswered_message(HOSTILE_LAPSED, now=NOW)),
    "coaching.orphaned": lambda: _orphaned(RUNNING),
    "coaching.orphaned.unreachable": lambda: _orphaned(RUNNING, MAYA),
    "coaching.orphaned.request": lambda: _orphaned(sheet(CycleState.HELD)),
    "coaching.orphaned.unreachable-request": lambda: _orphaned(sheet(CycleState.ASKED), MAYA),
    "coaching.orphaned.taken": lambda: _orphaned(taken_by_claire(RUNNING)),
    "coaching.orphaned.settled": lambda: _orphaned(HANDED),
    "coaching.orphaned.over": lambda: _orphaned(sheet(CycleState.ENDED)),
    "coaching.taken": lambda: _told(coaching_views.coach_in_charge_message(taken_by_claire(LAPSED), now=NOW)),
    "coaching.taken.running": lambda: _told(coaching_views.coach_in_charge_message(taken_by_claire(RUNNING), now=NOW)),
    "coaching.took": lambda: coaching_views.you_are_in_charge_message(taken_by_claire(LAPSED)),
    "coaching.took.running": lambda: coaching_views.you_are_in_charge_message(taken_by_claire(RUNNING)),
    "coaching.handed.team": lambda: _handed(LEA),
    "coaching.handed.taker": lambda: _handed(ROSE),
    "coaching.handed.giver": lambda: _handed(MAYA),
    "coaching.hand_over_form": lambda: coaching_views.hand_over_form(RUNNING, MENTORS, now=BETWEEN),
    "coaching.hand_over_form.one-domain": lambda: coaching_views.hand_over_form(WITHOUT_TIME, MENTORS[:1], now=AFTER),
    "coaching.hand_over_form.nobody": lambda: coaching_views.hand_over_form(RUNNING, [], now=NOW),
    "coaching.hand_over_form.over": lambda: coaching_views.hand_over_form(sheet(CycleState.DONE), MENTORS, now=AFTER),
    "coaching.handed_over": lambda: coaching_views.handed_over_modal(HANDED),
    "coaching.limit_form": lambda: coaching_views.limit_form(None, SHIPPED),
    "coaching.limit_form.none": lambda: coaching_views.limit_form(0, SHIPPED),
    "coaching.limited": lambda: coaching_views.limit_saved_modal(3),
    "coaching.limited.none": lambda: coaching_views.limit_saved_modal(0),
    "coaching.full": coaching_views.mentor_full_message,
    "coaching.export_card": lambda: overview_views.export_message(now=NOW),
}

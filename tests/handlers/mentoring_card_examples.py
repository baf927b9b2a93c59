"""Fixed values for a mentoring cycle's card, the message of its group, and the list of one's cycles."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from bot.agenda.model import Part, Participant, Reply
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.mentoring.model import CycleSheet
from bot.programme.model import Defi, Person
from handlers.kit.blocks import Message
from handlers.mentoring.card import views as card_views
from handlers.mentoring.listing import views as listing_views
from tests.handlers.mentoring_running_examples import AWAY_ONE
from tests.handlers.mentoring_sheets import (
    AFTER,
    BETWEEN,
    CLAIRE,
    DURING,
    HOSTILE,
    LEA,
    LINK,
    MAYA,
    NOE,
    NOW,
    ROSE,
    SAMI,
    asked_together,
    sheet,
)

Drawn: TypeAlias = Message | dict[str, Any] | str

RELAIS = Defi(2, 1, "Relais & Cie", "Bureau des relais")
_S = SessionState
ASKED_AGAIN = sheet(sessions=(_S.AGREED, _S.HELD, _S.HELD, _S.AGREED))
COUNTERED = sheet(CycleState.ANSWERED, sessions=(_S.AGREED, _S.COUNTERED, _S.COUNTERED, _S.AGREED))
RUNNING = sheet(CycleState.RUNNING)
MIDWAY = sheet(
    CycleState.RUNNING,
    sessions=(_S.OVER, _S.OVER, _S.CONFIRMED, _S.CONFIRMED),
    outcomes=(Outcome.INCOMPLETE, None, None, None),
)
MISSED = sheet(
    CycleState.RUNNING,
    sessions=(_S.OVER, _S.OPEN, _S.CONFIRMED, _S.CONFIRMED),
    outcomes=(Outcome.TOOK_PLACE, Outcome.MISSED, None, None),
)
LATE = sheet(CycleState.RUNNING, id=4, mentor=ROSE, sessions=(_S.OVER, _S.OVER, _S.OVER, _S.LATE))
DECLINED = sheet(CycleState.DECLINED, reason="Pas le temps ce mois-ci")
LAPSED = sheet(CycleState.LAPSED, taken_by=CLAIRE.id)
FOLLOWED = sheet(CycleState.DECLINED, followed_by=4)
HOSTILE_SHEET = sheet(need=HOSTILE, link=LINK, defi=RELAIS, reason="<!here> & co")


def _without(person: Person) -> CycleSheet:
    """Give the running cycle after somebody of the team has left it."""
    gone = Participant(person.id, Part.GUEST, Reply.LEFT)
    sessions = []
    for one in RUNNING.sessions:
        people = tuple(gone if each.person_id == person.id else each for each in one.appointment.participants)
        sessions.append(replace(one, appointment=replace(one.appointment, participants=people)))
    return replace(RUNNING, cycle=replace(RUNNING.cycle, guest_ids=()), sessions=tuple(sessions))


def _card(
    given: CycleSheet, viewer: Person, *, has_group: bool = True, undo: str | None = None, now: datetime = NOW
) -> Message:
    return card_views.card(
        given, viewer.id, preparation="Écrire son besoin.", has_group=has_group, undoable_batch=undo, now=now
    )


def _list(*sheets: CycleSheet, viewer: Person = LEA, now: datetime = NOW, **other: bool) -> Message:
    can = {"may_request": False, "is_mentor": False, "is_coach": False, **other}
    return listing_views.cycles_message(sheets, viewer.id, **can, now=now)


def _started(viewer: Person) -> Message:
    drawn = card_views.cycle_started_message(RUNNING, viewer.id, now=NOW)
    assert drawn is not None
    return drawn


MANY = [
    replace(one, cycle=replace(one.cycle, id=20 + number))
    for number, one in enumerate((MISSED, sheet(mentor=NOE), MIDWAY, sheet(CycleState.OFFERED, mentor=ROSE)))
]
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "mentoring_card.card.asked.asker": lambda: _card(sheet(CycleState.ASKED), LEA),
    "mentoring_card.card.tags.guessed": lambda: _card(
        replace(sheet(), cycle=replace(sheet().cycle, need="Notre déclaration RGAA")), MAYA
    ),
    "mentoring_card.card.asked.mentor": lambda: _card(sheet(CycleState.ASKED), MAYA),
    "mentoring_card.card.offered.asker": lambda: _card(sheet(CycleState.OFFERED), LEA),
    "mentoring_card.card.held.asker": lambda: _card(sheet(), LEA),
    "mentoring_card.card.held.mentor": lambda: _card(sheet(), MAYA),
    "mentoring_card.card.held.guest": lambda: _card(sheet(), SAMI),
    "mentoring_card.card.held.coach": lambda: _card(sheet(), CLAIRE),
    "mentoring_card.card.held.again": lambda: _card(ASKED_AGAIN, MAYA),
    "mentoring_card.card.answered.asker": lambda: _card(sheet(CycleState.ANSWERED), LEA),
    "mentoring_card.card.answered.countered": lambda: _card(COUNTERED, LEA),
    "mentoring_card.card.answered.mentor": lambda: _card(COUNTERED, MAYA),
    "mentoring_card.card.running.asker": lambda: _card(RUNNING, LEA),
    "mentoring_card.card.running.mentor": lambda: _card(RUNNING, MAYA, now=DURING),
    "mentoring_card.card.running.guest.away": lambda: _card(AWAY_ONE, SAMI, has_group=False),
    "mentoring_card.card.running.guest": lambda: _card(RUNNING, SAMI, has_group=False),
    "mentoring_card.card.running.coach": lambda: _card(MISSED, CLAIRE, now=BETWEEN),
    "mentoring_card.card.running.midway": lambda: _card(MIDWAY, MAYA, now=BETWEEN),
    "mentoring_card.card.running.missed": lambda: _card(MISSED, LEA, now=BETWEEN),
    "mentoring_card.card.running.late": lambda: _card(LATE, ROSE, now=BETWEEN),
    "mentoring_card.card.running.late.asker": lambda: _card(LATE, LEA, now=BETWEEN.replace(day=28)),
    "mentoring_card.card.running.all-asked": lambda: _card(asked_together(RUNNING), MAYA),
    "mentoring_card.card.running.all-asked.asker": lambda: _card(asked_together(RUNNING), LEA),
    "mentoring_card.card.lapsed.asked": lambda: _card(sheet(CycleState.LAPSED, sessions=()), LEA),
    "mentoring_card.card.done.asker": lambda: _card(sheet(CycleState.DONE), LEA, now=AFTER),
    "mentoring_card.card.done.mentor": lambda: _card(sheet(CycleState.DONE), MAYA, now=AFTER),
    "mentoring_card.card.ended": lambda: _card(sheet(CycleState.ENDED, reason="Le besoin a changé"), MAYA, now=BETWEEN),
    "mentoring_card.card.ended.undo": lambda: _card(sheet(CycleState.ENDED), MAYA, undo="batch", now=BETWEEN),
    "mentoring_card.card.running.undo": lambda: _card(RUNNING, MAYA, undo="batch"),
    "mentoring_card.card.declined.asker": lambda: _card(DECLINED, LEA),
    "mentoring_card.card.declined.followed": lambda: _card(FOLLOWED, LEA),
    "mentoring_card.card.lapsed.taken": lambda: _card(LAPSED, LEA),
    "mentoring_card.card.withdrawn": lambda: _card(sheet(CycleState.WITHDRAWN), MAYA),
    "mentoring_card.card.left": lambda: _card(_without(SAMI), SAMI),
    "mentoring_card.card.hostile": lambda: _card(HOSTILE_SHEET, CLAIRE),
    "mentoring_group.closed": lambda: card_views.cycle_closed_message(RUNNING),
    "mentoring_group.group": lambda: card_views.group_message(RUNNING, now=NOW),
    "mentoring_group.group.missed": lambda: card_views.group_message(MISSED, now=BETWEEN),
    "mentoring_group.group.done": lambda: card_views.group_message(sheet(CycleState.DONE), now=AFTER),
    "mentoring_group.group.ended": lambda: card_views.group_message(
        sheet(CycleState.ENDED), has_needs=False, now=BETWEEN
    ),
    "mentoring_group.started.mentor": lambda: _started(MAYA),
    "mentoring_group.started.guest": lambda: _started(SAMI),
    "mentoring_list.listed": lambda: _list(RUNNING, sheet(id=4, mentor=NOE), may_request=True),
    "mentoring_list.listed.hostile": lambda: _list(sheet(defi=RELAIS, domain="<@U0> & *droit*")),
    "mentoring_list.listed.mentor": lambda: _list(sheet(), viewer=MAYA, is_mentor=True),
    "mentoring_list.listed.coach": lambda: _list(viewer=CLAIRE, is_coach=True),
    "mentoring_list.listed.many": lambda: _list(*MANY, now=BETWEEN, may_request=True),
    "mentoring_list.listed.missed": lambda: _list(MISSED, LATE, now=BETWEEN),
}

"""Fixed values for what changes a mentoring cycle that runs, and what is asked after its séances."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

from bot.agenda.model import Reply
from bot.dates.paris import epoch_at
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.mentoring.model import CycleSheet, Session
from bot.programme.model import Person
from handlers.kit.blocks import Message, message
from handlers.kit.gestures import views as gestures
from handlers.kit.told import undo_blocks
from handlers.mentoring import progress_views as running_news_views
from handlers.mentoring.absences import texts as absences_texts
from handlers.mentoring.absences import views as absences_views
from handlers.mentoring.outcomes import texts as after_texts
from handlers.mentoring.outcomes import views as after_views
from handlers.mentoring.running import views as running_views
from handlers.mentoring.running.forms import CycleMetadata
from tests.handlers.mentoring_sheets import (
    AFTER,
    BETWEEN,
    CLAIRE,
    CYCLE_ID,
    HOSTILE,
    LEA,
    MAYA,
    NOW,
    SAMI,
    STARTS,
    asked_together,
    sheet,
)

Drawn: TypeAlias = Message | dict[str, Any] | str

OVER, CONFIRMED, OPEN, LATE, DROPPED = (
    SessionState.OVER,
    SessionState.CONFIRMED,
    SessionState.OPEN,
    SessionState.LATE,
    SessionState.DROPPED,
)
DAY = timedelta(days=1)
PAST_MONTH = STARTS[0] + 34 * DAY  # 15 June; the month goes to 11 June
SOON = STARTS[0] - timedelta(minutes=45)
RUNNING = sheet(CycleState.RUNNING)
LAST_ONE = sheet(CycleState.RUNNING, sessions=(OVER, OVER, OVER, CONFIRMED))
AFTER_TWO = sheet(CycleState.RUNNING, sessions=(OVER, OVER, CONFIRMED, CONFIRMED))
WITHOUT_TIME = sheet(
    CycleState.RUNNING, sessions=(OVER, OPEN, CONFIRMED, CONFIRMED), outcomes=(None, Outcome.MISSED, None, None)
)
PUT_OFF = sheet(CycleState.RUNNING, sessions=(OVER, OPEN, CONFIRMED, CONFIRMED))
WAITING = sheet(
    CycleState.RUNNING,
    sessions=(OVER, LATE, CONFIRMED, CONFIRMED),
    starts=(STARTS[0], PAST_MONTH, STARTS[2], STARTS[3]),
)
MOVING = replace(
    RUNNING,
    sessions=(
        RUNNING.sessions[0],
        replace(
            RUNNING.sessions[1],
            state=SessionState.MOVING,
            wanted=STARTS[1] + DAY,
            word_by=STARTS[1] - 3 * DAY,
            why="Nous présentons le projet ce jour-là",
        ),
        *RUNNING.sessions[2:],
    ),
)
ALL_MOVING = asked_together(RUNNING)
AGREED = sheet(CycleState.RUNNING, starts=(STARTS[0], PAST_MONTH, STARTS[2], STARTS[3]))
DONE = sheet(CycleState.DONE)
GIVEN_UP = sheet(CycleState.DONE, sessions=(OVER, DROPPED, OVER, OVER))
ENDED = sheet(CycleState.ENDED, reason="Le projet change de cap <cette semaine>")
ENDED_ALONE = sheet(CycleState.ENDED, sessions=(OVER, OVER, OVER, DROPPED))
OVER_ALREADY = sheet(CycleState.ENDED, sessions=(OVER, OVER, DROPPED, DROPPED), starts=(*STARTS[:2], *STARTS[:2]))
HOSTILE_SHEET = sheet(
    CycleState.ENDED,
    reason=HOSTILE,
    mentor=replace(MAYA, name="Maya <!here> & co"),
    asker=replace(LEA, name="<@U0AUTRE>"),
)
FREE = tuple(
    epoch_at((STARTS[0] + more * DAY).date(), minute) for more in range(1, 37) for minute in (840, 855, 870, 900, 990)
)
FIRST, SECOND, THIRD, LAST = 11, 12, 13, 14
CARRIED = CycleMetadata(CYCLE_ID)
KNOWN = {SECOND: int((STARTS[1] - DAY).timestamp())}
WORDS = "Écrire ce que chaque séance a changé dans le projet & le raconter"


def _with_reason(given: CycleSheet, words: str) -> CycleSheet:
    told = [replace(one, appointment=replace(one.appointment, reason=words)) for one in given.sessions]
    return replace(given, sessions=tuple(told))


def answered(outcome: Outcome | None, state: CycleState = CycleState.RUNNING) -> CycleSheet:
    """Give the sheet once the question about the second séance has this answer."""
    sessions = (OVER, OVER, CONFIRMED, CONFIRMED) if state is CycleState.RUNNING else None
    return sheet(state, sessions=sessions, outcomes=(None, outcome, None, None))


def told(drawn: Message | None) -> Message:
    """Give a message that there is."""
    assert drawn is not None
    return drawn


def _review(given: CycleSheet, viewer_id: int, **other: Any) -> Message:  # noqa: ANN401 - what the drawing takes
    usual: dict[str, Any] = {"appointment_id": None, "inspiration": "", "has_reviewed": False}
    return told(running_news_views.review_message(given, viewer_id, **(usual | other), now=AFTER))


def _check_in(given: CycleSheet) -> Message:
    return told(running_news_views.check_in_message(given, appointment_id=SECOND, now=BETWEEN))


def _late(given: CycleSheet) -> Message:
    return told(running_news_views.late_message(given, appointment_id=SECOND, now=BETWEEN))


def _missed(given: CycleSheet) -> Message:
    return told(running_news_views.missed_message(given, appointment_id=SECOND, now=BETWEEN))


def _ended(given: CycleSheet, viewer_id: int | None, by: Person | None = MAYA) -> Message:
    return told(running_news_views.ended_message(given, viewer_id, by=by, now=BETWEEN))


def _late_refused(given: CycleSheet) -> Message:
    starts = int(PAST_MONTH.timestamp())
    return told(running_news_views.late_refused_message(given, appointment_id=SECOND, starts=starts, now=BETWEEN))


def _moved(given: CycleSheet, viewer_id: int | None, **other: Any) -> Message:  # noqa: ANN401 - what the drawing takes
    usual: dict[str, Any] = {"seen_starts": KNOWN, "by": MAYA}
    return told(running_news_views.moved_message(given, viewer_id, **(usual | other), now=NOW))


COMING = [one.appointment for one in RUNNING.sessions]


def _missing(one: Session) -> Session:
    there = one.appointment.participants
    left = tuple(replace(each, reply=Reply.LEFT) if each.person_id == SAMI.id else each for each in there)
    return replace(one, appointment=replace(one.appointment, participants=left))


AWAY_ONE = replace(RUNNING, sessions=(_missing(RUNNING.sessions[0]), *RUNNING.sessions[1:]))
AWAY = replace(RUNNING, sessions=tuple(_missing(one) for one in RUNNING.sessions))


def _drawn(drawn: Message | None) -> Message:
    assert drawn is not None
    return drawn


def _news(draw: Callable[..., Message | None], shown: CycleSheet, count: int) -> Message:
    return _drawn(draw(shown, [one.id for one in COMING[:count]], person=SAMI, now=NOW))


def _asked_for_all(of: int) -> Message | None:
    others = (SECOND, THIRD, LAST)
    return running_news_views.late_message(ALL_MOVING, appointment_id=FIRST, other_ids=others, times_id=of, now=NOW)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "absences.away": lambda: _news(absences_views.away_message, AWAY_ONE, 1),
    "absences.away.several": lambda: _news(absences_views.away_message, AWAY, 2),
    "absences.comes": lambda: _news(absences_views.coming_back_message, RUNNING, 1),
    "absences.comes.several": lambda: _news(absences_views.coming_back_message, RUNNING, 2),
    "running.move_form": lambda: running_views.move_form(RUNNING, CARRIED, starts=FREE, now=NOW),
    "running.move_form.another": lambda: running_views.move_form(
        RUNNING, CycleMetadata(CYCLE_ID, LAST), starts=FREE, now=NOW
    ),
    "running.move_form.one": lambda: running_views.move_form(LAST_ONE, CARRIED, starts=FREE[:10], now=BETWEEN),
    "running.move_form.mentor": lambda: running_views.move_form(RUNNING, CARRIED, starts=None, now=NOW),
    "running.move_form.nothing-free": lambda: running_views.move_form(RUNNING, CARRIED, starts=(), now=NOW),
    "running.move_form.nothing-to-come": lambda: running_views.move_form(DONE, CARRIED, starts=(), now=AFTER),
    "running.rest_form": lambda: running_views.move_rest_form(RUNNING, starts=FREE[:10], now=NOW),
    "running.rest_form.mentor": lambda: running_views.move_rest_form(RUNNING, starts=None, now=NOW),
    "running.rest_form.stays": lambda: running_views.move_rest_form(WAITING, starts=None, now=BETWEEN),
    "running.rest_form.soon": lambda: running_views.move_rest_form(RUNNING, starts=FREE[:10], now=SOON),
    "running.move_form.soon": lambda: running_views.move_form(RUNNING, CARRIED, starts=FREE, now=SOON),
    "running.rest_form.nothing-free": lambda: running_views.move_rest_form(RUNNING, starts=(), now=NOW),
    "running.replan_form": lambda: running_views.replan_form(
        WITHOUT_TIME, WITHOUT_TIME.sessions[1], starts=FREE, now=BETWEEN
    ),
    "running.replan_form.in-the-month": lambda: running_views.replan_form(
        WITHOUT_TIME, WITHOUT_TIME.sessions[1], starts=FREE[:10], now=BETWEEN
    ),
    "running.replan_form.nothing-free": lambda: running_views.replan_form(
        WITHOUT_TIME, WITHOUT_TIME.sessions[1], starts=(), now=BETWEEN
    ),
    "running.replan_form.mentor": lambda: running_views.replan_form(
        WITHOUT_TIME, WITHOUT_TIME.sessions[1], starts=None, now=BETWEEN
    ),
    "running.end_form": lambda: running_views.end_form(RUNNING, now=NOW),
    "running.end_form.one": lambda: running_views.end_form(LAST_ONE, now=BETWEEN),
    "running.end_form.nothing-to-come": lambda: running_views.end_form(WITHOUT_TIME, now=AFTER),
    "running.moved": lambda: running_views.moved_modal(RUNNING, RUNNING.sessions[1:2], now=NOW),
    "running.moved.same": lambda: running_views.moved_modal(RUNNING, RUNNING.sessions[1:2], changed=False, now=NOW),
    "running.moved.asked": lambda: running_views.moved_modal(MOVING, MOVING.sessions[1:2], now=NOW),
    "running.moved.asked.undoable": lambda: running_views.moved_modal(
        MOVING, MOVING.sessions[1:2], may_undo=True, now=NOW
    ),
    "running.move_asked": lambda: _drawn(running_news_views.late_message(MOVING, appointment_id=SECOND, now=NOW)),
    "running.moved.all": lambda: running_views.moved_modal(
        RUNNING, RUNNING.sessions, undo=undo_blocks("agenda.undo", "batch"), now=NOW
    ),
    "running.moved.all-asked": lambda: running_views.moved_modal(
        ALL_MOVING, ALL_MOVING.sessions, may_undo=True, now=NOW
    ),
    "running.withdrawn": lambda: running_views.withdrawn_modal(RUNNING.sessions[1:2], now=NOW),
    "running.withdrawn.all": lambda: running_views.withdrawn_modal(RUNNING.sessions, now=NOW),
    "running.all_asked": lambda: _drawn(_asked_for_all(ALL_MOVING.times_id(ALL_MOVING.sessions[0]))),
    "running.all_kept": lambda: _drawn(
        running_news_views.kept_message(
            RUNNING, appointment_id=FIRST, asked_time=STARTS[0] + DAY, other_ids=(SECOND, LAST), now=NOW
        )
    ),
    "running.all_kept.one": lambda: _drawn(
        running_news_views.kept_message(
            PUT_OFF, appointment_id=SECOND, asked_time=STARTS[1] + DAY, other_ids=(FIRST, LAST), now=BETWEEN
        )
    ),
    "running.kept": lambda: _drawn(
        running_news_views.kept_message(RUNNING, appointment_id=SECOND, asked_time=STARTS[1] + DAY, now=NOW)
    ),
    "after.all_kept": lambda: after_views.times_refused_message(RUNNING, RUNNING.sessions, now=NOW),
    "after.all_agreed": lambda: after_views.times_accepted_message(RUNNING.sessions, now=NOW),
    "after.kept": lambda: after_views.times_refused_message(RUNNING, RUNNING.sessions[1:2], now=NOW),
    "running.replanned": lambda: running_views.replanned_modal(RUNNING, RUNNING.sessions[1], now=NOW),
    "running.replanned.late": lambda: running_views.replanned_modal(WAITING, WAITING.sessions[-1], now=BETWEEN),
    "running.ended": lambda: running_views.ended_modal(ENDED, now=BETWEEN),
    "running.ended.undo": lambda: running_views.ended_modal(
        ENDED, undo=undo_blocks("agenda.undo", "batch"), now=BETWEEN
    ),
    "running.ended.nothing-to-come": lambda: running_views.ended_modal(OVER_ALREADY, now=BETWEEN),
    "absences.leave_form": lambda: gestures.leave_form(
        "mentoring.skipped",
        absences_texts.NAME.format(what="mentorat"),
        sessions=[RUNNING.sessions[1].appointment],
        rule=absences_texts.STAYS(this="ce mentorat"),
        thing_id=CYCLE_ID,
        others=["Léa Martin"],
        now=NOW,
    ),
    "absences.left": lambda: absences_views.you_left_message(CYCLE_ID),
    "running.say_left": lambda: running_views.taken_time_error(RUNNING, FREE, lost_time=STARTS[1], now=NOW),
    "running.say_left.nothing": lambda: running_views.taken_time_error(RUNNING, (), lost_time=STARTS[1], now=NOW),
    "after.took_place": lambda: message(after_texts.TOOK_PLACE),
    "after.incomplete": lambda: message(after_texts.INCOMPLETE),
    "after.postponed": lambda: after_views.postponed_message(WITHOUT_TIME, WITHOUT_TIME.sessions[1], now=BETWEEN),
    "after.missed": lambda: after_views.missed_message(WITHOUT_TIME, WITHOUT_TIME.sessions[1], now=BETWEEN),
    "after.agreed": lambda: after_views.times_accepted_message(AGREED.sessions[-1:], now=BETWEEN),
    "after.refused": lambda: after_views.times_refused_message(WITHOUT_TIME, WITHOUT_TIME.sessions[1:2], now=BETWEEN),
    "after.review_form": lambda: after_views.review_form(DONE, LEA.id),
    "after.review_form.mentor": lambda: after_views.review_form(DONE, MAYA.id),
    "after.reviewed": after_views.reviewed_modal,
    "running_news.moved.group": lambda: _moved(_with_reason(RUNNING, "Un déplacement"), None),
    "running_news.moved.all": lambda: _moved(
        _with_reason(RUNNING, "Un déménagement"),
        LEA.id,
        seen_starts={one.appointment.id: int((one.appointment.starts - DAY).timestamp()) for one in RUNNING.sessions},
    ),
    "running_news.moved.alone": lambda: _moved(RUNNING, SAMI.id, by=CLAIRE),
    "running_news.moved.nobody": lambda: _moved(RUNNING, LEA.id, by=None),
    "running_news.missed": lambda: _missed(WITHOUT_TIME),
    "running_news.missed.put-off": lambda: _missed(PUT_OFF),
    "running_news.missed.has-time": lambda: _missed(AFTER_TWO),
    "running_news.missed.given-up": lambda: _missed(GIVEN_UP),
    "running_news.late": lambda: _late(WAITING),
    "running_news.late.agreed": lambda: _late(AGREED),
    "running_news.late.all-agreed": lambda: told(
        running_news_views.late_message(RUNNING, appointment_id=FIRST, other_ids=(SECOND, LAST), now=NOW)
    ),
    "running_news.late.replaced": lambda: told(_asked_for_all(1)),
    "running_news.late.over": lambda: _late(WITHOUT_TIME),
    "running_news.late_refused": lambda: _late_refused(WITHOUT_TIME),
    "running_news.late_refused.waits": lambda: _late_refused(WAITING),
    "running_news.replanned": lambda: told(
        running_news_views.replanned_message(RUNNING, appointment_id=SECOND, by=LEA, now=NOW)
    ),
    "running_news.left": lambda: told(
        running_news_views.left_message(sheet(CycleState.RUNNING, guests=()), leaver=SAMI, now=NOW)
    ),
    "running_news.ended.group": lambda: _ended(ENDED, None),
    "running_news.ended.asker": lambda: _ended(ENDED, LEA.id),
    "running_news.ended.one": lambda: _ended(ENDED_ALONE, MAYA.id, by=None),
    "running_news.ended.nothing-to-come": lambda: _ended(OVER_ALREADY, MAYA.id, by=LEA),
    "running_news.ended.hostile": lambda: _ended(HOSTILE_SHEET, None, by=HOSTILE_SHEET.mentor),
    "running_news.check_in": lambda: _check_in(AFTER_TWO),
    "running_news.check_in.since": lambda: told(
        running_news_views.check_in_message(WAITING, appointment_id=SECOND, starts=KNOWN[SECOND], now=BETWEEN)
    ),
    "running_news.check_in.took-place": lambda: _check_in(answered(Outcome.TOOK_PLACE)),
    "running_news.check_in.incomplete": lambda: _check_in(answered(Outcome.INCOMPLETE)),
    "running_news.check_in.missed": lambda: _check_in(WITHOUT_TIME),
    "running_news.check_in.has-time": lambda: _check_in(WAITING),
    "running_news.check_in.ended": lambda: _check_in(ENDED),
    "running_news.review.asker": lambda: _review(DONE, LEA.id, appointment_id=LAST, inspiration=WORDS),
    "running_news.review.mentor": lambda: _review(DONE, MAYA.id, inspiration=WORDS),
    "running_news.review.reviewed": lambda: _review(DONE, LEA.id, has_reviewed=True),
    "running_news.review.mentor-reviewed": lambda: _review(DONE, MAYA.id, has_reviewed=True),
    "running_news.review.goes-on": lambda: _review(WITHOUT_TIME, LEA.id),
}

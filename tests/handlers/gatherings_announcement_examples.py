"""Fixed values for a gathering's announcement, the answers to it, and what follows it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.agenda.model import Clash, State
from bot.gatherings.answers import AnswerResult
from bot.gatherings.kinds import MIXED, PAIRS, SEMINAR
from bot.gatherings.model import GatheringSheet, Reply
from handlers.gatherings.announcement import texts as answers_texts
from handlers.gatherings.announcement import views as announcement_views
from handlers.gatherings.announcement.views import AnnouncementData, CardExtra
from handlers.gatherings.conference import views as conference_views
from handlers.gatherings.seminars import texts as after_texts
from handlers.gatherings.seminars import views as after_views
from handlers.kit.blocks import Message, actions, message
from handlers.kit.gestures import views as gestures
from handlers.kit.sentences import said
from tests.handlers.gatherings_announcement_sheets import (
    CLAIRE,
    HOSTILE,
    INES,
    LEA,
    MANY,
    NADINE,
    NOW,
    SAMI,
    STARTS,
    person,
    sheet,
)

Drawn: TypeAlias = Message | dict[str, Any] | str

COMES, DECLINES, WAITS = Reply.COMES, Reply.DECLINES, Reply.WAITS
PREPARATION = "Lire le résumé et écrire une question."
INSPIRATION = "Partager ce que vous retenez avec votre administration."
AFTER = STARTS + timedelta(hours=2)
MORNING = STARTS + timedelta(hours=19)

ALONE = sheet()
THREE = sheet(answers=((LEA, COMES), (SAMI, DECLINES), (INES, COMES)), speakers=(NADINE,), place="12 rue des Cartes")
FULL = sheet(answers=((LEA, COMES), (SAMI, WAITS), (INES, WAITS)), capacity=1)
TAKEN = sheet(answers=((LEA, COMES),), capacity=1)
ROOM = sheet(answers=((LEA, COMES),), capacity=3)
LAST = sheet(answers=((LEA, COMES), (INES, COMES)), capacity=3)
ONE_WAITS = sheet(answers=((LEA, COMES), (SAMI, WAITS)), capacity=1)
CROWD = sheet(answers=tuple((one, COMES) for one in MANY))
CANCELLED = sheet(answers=((LEA, COMES),), state=State.CANCELLED)
MOVED = sheet(PAIRS, title=None, moved_for="Ascension", by_rule=date(2026, 5, 14), series={"metiers": ("design",)})
TWO_DAYS = sheet(SEMINAR, title=None, starts=STARTS.replace(hour=9), minutes=32 * 60, place=None, link=None)
MIXES = sheet(MIXED, title=None, answers=((LEA, COMES),))
BARE = sheet(title=None, place="Ségur, salle 12")
MASTERCLASS = sheet(title="Masterclass\u00a0: git avancé", answers=((LEA, COMES),), speakers=(NADINE,))
BAD = sheet(title=HOSTILE, answers=((person(50, HOSTILE), COMES),), place=HOSTILE, series={"skills": (HOSTILE,)})


def about(one: GatheringSheet, *, preparation: str = PREPARATION) -> AnnouncementData:
    """Give what an announcement is drawn from."""
    return AnnouncementData(one, preparation)


def _with_returns(one: GatheringSheet) -> AnnouncementData:
    return replace(about(one), extra=CardExtra(buttons=(conference_views.feedback_button(one, now=MORNING),)))


def _answered(reply: Reply, **values: Any) -> AnswerResult:  # noqa: ANN401 - fields of Answered
    return replace(AnswerResult(ALONE.gathering, ALONE.series, ALONE.appointment, reply), **values)


def _attended(one: GatheringSheet, attendance: str, *missing: int) -> GatheringSheet:
    answers = {key: replace(each, attended=key not in missing) for key, each in one.answers.items()}
    return replace(one, gathering=replace(one.gathering, attendance=attendance), answers=answers)


_CLASH = (Clash(LEA.id, STARTS, STARTS + timedelta(hours=1)),)
_WELL = _attended(THREE, "all")
_SOME = _attended(THREE, "some", LEA.id)
_NONE = _attended(THREE, "none", LEA.id, INES.id)
_announcement, _card = announcement_views.announcement_card, announcement_views.card

EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "gatherings.lead": lambda: announcement_views.host_card(about(THREE), shows_room=True, now=NOW),
    "gatherings.lead.no-room": lambda: announcement_views.host_card(about(ALONE), shows_room=False, now=NOW),
    "gatherings.lead.over": lambda: announcement_views.host_card(about(THREE), shows_room=True, now=AFTER),
    "gatherings.lead.cancelled": lambda: announcement_views.host_card(about(CANCELLED), shows_room=True, now=NOW),
    "gatherings.announced.first": lambda: _announcement(about(ALONE), now=NOW),
    "gatherings.announced.three": lambda: _announcement(about(THREE), now=NOW),
    "gatherings.announced.taken": lambda: _announcement(about(TAKEN), now=NOW),
    "gatherings.announced.full": lambda: _announcement(about(FULL), now=NOW),
    "gatherings.announced.room": lambda: _announcement(about(ROOM), now=NOW),
    "gatherings.announced.last": lambda: _announcement(about(LAST), now=NOW),
    "gatherings.announced.one_waits": lambda: _announcement(about(ONE_WAITS), now=NOW),
    "gatherings.announced.crowd": lambda: _announcement(about(CROWD), now=NOW),
    "gatherings.announced.cancelled": lambda: _announcement(about(CANCELLED), now=NOW),
    "gatherings.announced.moved": lambda: _announcement(about(MOVED, preparation=""), now=NOW),
    "gatherings.announced.two_days": lambda: _announcement(about(TWO_DAYS), now=NOW),
    "gatherings.announced.over": lambda: _announcement(about(THREE), now=AFTER),
    "gatherings.announced.hostile": lambda: _announcement(about(BAD), now=NOW),
    "gatherings.announced.mixed": lambda: _announcement(about(MIXES, preparation=""), now=NOW),
    "gatherings.announced.bare": lambda: _announcement(about(BARE, preparation=""), now=NOW),
    "gatherings.announced.format": lambda: _announcement(about(MASTERCLASS, preparation=""), now=NOW),
    "gatherings.card.unanswered": lambda: _card(about(ALONE), LEA.id, counts=True, now=NOW),
    "gatherings.card.comes": lambda: _card(about(THREE), LEA.id, counts=False, now=NOW),
    "gatherings.card.waits": lambda: _card(about(FULL), SAMI.id, counts=False, now=NOW),
    "gatherings.card.over": lambda: _card(about(THREE), LEA.id, counts=False, now=AFTER),
    "gatherings.card.cancelled": lambda: _card(about(CANCELLED), LEA.id, counts=False, now=NOW),
    "gatherings.nudge": lambda: announcement_views.nudge_message(about(ALONE), LEA.id, now=NOW),
    "gatherings.nudge.answered": lambda: announcement_views.nudge_message(about(THREE), SAMI.id, now=NOW),
    "gatherings.nudge.over": lambda: announcement_views.nudge_message(about(ALONE), SAMI.id, now=AFTER),
    "gatherings.nudge.cancelled": lambda: announcement_views.nudge_message(about(CANCELLED), LEA.id, now=NOW),
    "gatherings.freed.cancelled": lambda: announcement_views.place_given_message(about(CANCELLED), LEA.id, now=NOW),
    "gatherings.answered_for.cancelled": lambda: announcement_views.answered_for_you_message(
        about(CANCELLED), LEA.id, teller="Claire Morel", reply=COMES, now=NOW
    ),
    "gatherings.freed": lambda: announcement_views.place_given_message(about(THREE), LEA.id, now=NOW),
    "gatherings.freed.given_back": lambda: announcement_views.place_given_message(about(THREE), SAMI.id, now=NOW),
    "gatherings.freed.over": lambda: announcement_views.place_given_message(about(THREE), LEA.id, now=AFTER),
    "gatherings.answered_for": lambda: announcement_views.answered_for_you_message(
        about(THREE), LEA.id, teller=CLAIRE.name, reply=COMES, now=NOW
    ),
    "gatherings.answered_for.declines": lambda: announcement_views.answered_for_you_message(
        about(THREE), SAMI.id, teller=CLAIRE.name, reply=DECLINES, now=NOW
    ),
    "gatherings.answered_for.waits": lambda: announcement_views.answered_for_you_message(
        about(FULL), SAMI.id, teller=CLAIRE.name, reply=WAITS, now=NOW
    ),
    "gatherings.answered_for.changed": lambda: announcement_views.answered_for_you_message(
        about(THREE), SAMI.id, teller=CLAIRE.name, reply=COMES, now=NOW
    ),
    "gatherings.no_channel": lambda: announcement_views.no_channel_message(
        about(ALONE), channel="C0PROMO", reason="not_in_channel", now=NOW
    ),
    "gatherings.no_channel.unknown": lambda: announcement_views.no_channel_message(
        about(ALONE), channel="C0PROMO", reason="restricted_action", now=NOW
    ),
    **{
        f"gatherings.no_channel.{reason}": partial(
            announcement_views.no_channel_message, about(ALONE), channel="C0PROMO", reason=reason, now=NOW
        )
        for reason in ("channel_not_found", "is_archived")
    },
    "gatherings.noted.comes": lambda: announcement_views.answer_noted_message(
        _answered(COMES, clashes=_CLASH), now=NOW
    ),
    "gatherings.noted.speaks": lambda: announcement_views.answer_noted_message(_answered(COMES, speaks=True), now=NOW),
    "gatherings.noted.declines": lambda: announcement_views.answer_noted_message(_answered(DECLINES), now=NOW),
    "gatherings.noted.first_in_line": lambda: announcement_views.answer_noted_message(
        _answered(WAITS, rank=1), now=NOW
    ),
    "gatherings.noted.second_in_line": lambda: announcement_views.answer_noted_message(
        _answered(WAITS, rank=2), now=NOW
    ),
    "gatherings.noted.third_in_line": lambda: announcement_views.answer_noted_message(
        _answered(WAITS, rank=3), now=NOW
    ),
    "gatherings.noted.again": lambda: announcement_views.answer_noted_message(_answered(COMES, changed=False), now=NOW),
    "gatherings.noted.declines_again": lambda: announcement_views.answer_noted_message(
        _answered(DECLINES, changed=False), now=NOW
    ),
    "gatherings.noted.waits_again": lambda: announcement_views.answer_noted_message(
        _answered(WAITS, rank=2, changed=False), now=NOW
    ),
    "gatherings.noted.for": lambda: announcement_views.answer_noted_modal(
        _answered(COMES, clashes=_CLASH), person=LEA.name, now=NOW
    ),
    "gatherings.noted.for_declines": lambda: announcement_views.answer_noted_modal(
        _answered(DECLINES), person=LEA.name, now=NOW
    ),
    "gatherings.noted.for_waits": lambda: announcement_views.answer_noted_modal(
        _answered(WAITS), person=LEA.name, now=NOW
    ),
    "gatherings.answer_for": lambda: announcement_views.answer_form(ALONE, now=NOW),
    "gatherings.answer_for.nobody": lambda: announcement_views.answer_form(replace(ALONE, invited=()), now=NOW),
    "gatherings.answer_for.button": lambda: message(
        said("Ce bouton est sur la page de la date."), actions(*announcement_views.answer_for_button(ALONE, now=NOW))
    ),
    "gatherings.taken": lambda: gestures.calendar_files_message(1, offer_feed=True),
    "gatherings.taken.not_coming": lambda: gestures.calendar_files_message(
        0, empty_sentence=answers_texts.NOT_COMING, offer_feed=True
    ),
    "gatherings.after": lambda: after_views.after_message(about(THREE), inspiration=INSPIRATION, now=AFTER) or "",
    "gatherings.who_came": lambda: after_views.attendance_message(about(THREE), now=MORNING),
    "gatherings.who_came.one": lambda: after_views.attendance_message(about(ROOM), now=MORNING),
    "gatherings.who_came.crowd": lambda: after_views.attendance_message(about(CROWD), now=MORNING),
    "gatherings.who_came.all": lambda: after_views.attendance_message(about(_WELL), now=MORNING),
    "gatherings.who_came.some": lambda: after_views.attendance_message(about(_SOME), now=MORNING),
    "gatherings.who_came.returns": lambda: after_views.attendance_message(_with_returns(THREE), now=MORNING),
    "gatherings.who_came.returns.said": lambda: after_views.attendance_message(_with_returns(_WELL), now=MORNING),
    "gatherings.who_came.none": lambda: after_views.attendance_message(about(_NONE), now=MORNING),
    "gatherings.missing": lambda: after_views.absentees_form(about(THREE), now=MORNING),
    "gatherings.missing.crowd": lambda: after_views.absentees_form(about(CROWD), now=MORNING),
    "gatherings.missing.nobody": lambda: after_views.absentees_form(about(ALONE), now=MORNING),
    "gatherings.said": lambda: after_views.attendance_noted_message(_SOME),
    "gatherings.said.form": lambda: after_views.attendance_noted_modal(_WELL),
    "gatherings.refused.started": lambda: message(answers_texts.STARTED),
    "gatherings.refused.cancelled": lambda: message(answers_texts.CANCELLED),
    "gatherings.refused.leads": lambda: message(answers_texts.INVALID["leads"]),
    "gatherings.refused.over": lambda: message(after_texts.OVER),
}

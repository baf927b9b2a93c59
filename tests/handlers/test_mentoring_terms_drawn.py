"""Cycles of other terms than four séances in a month: no drawing says « quatre » or « mois » of them."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.catalogue.formats import CycleTerms
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import CycleSheet
from handlers.kit.blocks import Json, Message
from handlers.mentoring import progress_views, request_views
from handlers.mentoring.answering import views as answering_views
from handlers.mentoring.card import views as card_views
from handlers.mentoring.coaching import views as coaching_views
from handlers.mentoring.overview import views as overview_views
from handlers.mentoring.running import views as running_views
from tests.handlers.mentoring_answering_examples import EARLIEST
from tests.handlers.mentoring_running_examples import CARRIED, FREE
from tests.handlers.mentoring_sheets import CLAIRE, LEA, MAYA, NOW, SAMI, sheet
from tests.handlers.typography import texts_in

THREE = CycleTerms(sessions=3, minutes=45, window_days=60)
OF_A_MONTH = re.compile(
    r"quatre (?!jours d’écart)|\b4 (?:séances|dates|créneaux)|\bmois\b|30 jours|1 h 30", re.IGNORECASE
)


def of(terms: CycleTerms, state: CycleState, *sessions: SessionState) -> CycleSheet:
    """Give a cycle of these terms."""
    return sheet(state, sessions=sessions or None, terms=terms)


def drawings(terms: CycleTerms) -> Iterator[Json | Message | None]:
    """Draw what names the number of the séances, their length or their days."""
    late = of(terms, CycleState.RUNNING, SessionState.OVER, SessionState.OVER, SessionState.LATE)
    missed = of(terms, CycleState.RUNNING, SessionState.OVER, SessionState.OPEN, SessionState.CONFIRMED)
    running = of(terms, CycleState.RUNNING, *[SessionState.CONFIRMED] * 3)
    asked = of(terms, CycleState.ASKED)
    waiting = [asked, *(of(terms, state, *[SessionState.HELD] * 3) for state in (CycleState.OFFERED, CycleState.HELD))]
    for shown in (*waiting, late, missed, running):
        for viewer in (LEA, MAYA, SAMI, CLAIRE):
            yield card_views.card(shown, viewer.id, preparation="", has_group=True, now=NOW)
    yield overview_views.overview_message([*waiting, late, missed, running], now=NOW)
    yield request_views.chase_message(asked, MAYA.id, side="mentor", now=NOW)
    yield answering_views.available_times_form(asked, MAYA.id, earliest=EARLIEST, now=NOW)
    yield answering_views.answer_form(waiting[-1], MAYA.id, starts=(), now=NOW)
    yield running_views.move_form(running, CARRIED, starts=FREE, now=NOW)
    yield running_views.replan_form(missed, missed.sessions[1], starts=FREE, now=NOW)
    yield running_views.replanned_modal(late, late.sessions[2], now=NOW)
    yield progress_views.late_message(late, appointment_id=late.sessions[2].appointment.id, now=NOW)
    yield coaching_views.limit_form(None, terms)


@pytest.mark.parametrize("terms", [THREE, replace(THREE, minutes=60, window_days=45)])
def test_what_is_drawn_names_the_terms_of_the_cycle(terms: CycleTerms) -> None:
    said = [
        text
        for drawn in drawings(terms)
        for text in ([drawn.text, *texts_in(list(drawn.blocks))] if isinstance(drawn, Message) else texts_in(drawn))
    ]
    said = [text.replace("\u00a0", " ") for text in said]
    assert [text for text in said if OF_A_MONTH.search(text)] == []
    assert any("trois séances" in text for text in said)
    assert any(f"d’ici {terms.window_days} jours" in text for text in said)
    assert any("la période prévue" in text for text in said)

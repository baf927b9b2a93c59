"""What people read of a cycle of the programme's own: its name, and never the word of the mentorat."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.catalogue.formats import CycleTerms
from bot.errors import Invalid, NotAllowed
from bot.mentoring import table
from bot.mentoring.cycle import CycleState, SideToAnswer
from bot.mentoring.model import CycleSheet, Mentor
from bot.programme.permissions import RULES
from handlers.agenda import texts as agenda_texts
from handlers.kit.texts import refusal_sentence
from handlers.mentoring import awaiting, progress_views, request_views
from handlers.mentoring.absences import views as absences_views
from handlers.mentoring.answering import views as answering_views
from handlers.mentoring.asking import texts as asking_texts
from handlers.mentoring.asking import views as asking_views
from handlers.mentoring.card import views as card_views
from handlers.mentoring.coaching import views as coaching_views
from handlers.mentoring.listing import views as listing_views
from handlers.mentoring.outcomes import texts as outcomes_texts
from handlers.mentoring.outcomes import views as outcomes_views
from handlers.mentoring.overview import views as overview_views
from tests.handlers.mentoring_sheets import AFTER, BETWEEN, CLAIRE, LEA, MAYA, NOE, NOW, SAMI, STARTS, sheet

FOREIGN = re.compile("mentor|domaine", re.IGNORECASE)  # words of the mentorat
NAME = "Accompagnement juridique"
OWN = CycleTerms(4, 90, 30, "cycle-juridique", NAME)
STARTED = int(STARTS[0].timestamp())
CHANGED = {11: STARTED - 3600}


def own(state: CycleState, **other: Any) -> CycleSheet:  # noqa: ANN401 - of `sheet`
    """Return the shared cycle, of the programme's own format."""
    return sheet(state, terms=OWN, domain=NAME, **other)


def words(drawn: object) -> Iterator[str]:
    """Yield each text that a person reads; ids and values are not read."""
    if isinstance(drawn, dict):
        for key, value in drawn.items():
            if key == "text" and isinstance(value, str):
                yield value
            elif key not in ("action_id", "block_id", "value", "callback_id", "private_metadata"):
                yield from words(value)
    elif isinstance(drawn, list):
        for value in drawn:
            yield from words(value)


def read(blocks: Sequence[Any]) -> str:
    """Return what is read of these blocks."""
    return "\n".join(words([each if isinstance(each, dict) else each.to_dict() for each in blocks]))


def said(drawn: Any) -> str:  # noqa: ANN401 - a message, a modal or None
    """Return all that is read of a drawing."""
    if drawn is None:
        return ""
    if isinstance(drawn, dict):
        return "\n".join(words(drawn))
    return "\n".join(
        [drawn.text, *words([each if isinstance(each, dict) else each.to_dict() for each in drawn.blocks])]
    )


@pytest.mark.parametrize("state", CycleState)
@pytest.mark.parametrize("reader", [LEA, SAMI, MAYA, CLAIRE])
@pytest.mark.parametrize("now", [NOW, BETWEEN, AFTER])
def test_a_card_bears_the_name_of_its_format(state: CycleState, reader: Any, now: datetime) -> None:  # noqa: ANN401
    found = said(card_views.whole_card(own(state), reader.id, preparation="", has_group=True, now=now))
    assert f"«\u00a0{NAME}\u00a0»" in found
    assert "mentor" not in found.casefold()


def drawings() -> Iterator[object]:
    """Yield each drawing about a cycle that names it."""
    for state in CycleState:
        yield card_views.group_message(own(state), now=NOW)
        yield request_views.mentor_answer_message(own(state), is_open=True, now=NOW)
        yield request_views.picked_times_message(own(state), is_open=True, now=NOW)
        yield coaching_views.unanswered_message(own(state), now=NOW)
        for turn, reader in ((SideToAnswer.MENTOR, MAYA), (SideToAnswer.TEAM, LEA)):
            yield request_views.chase_message(own(state), reader.id, side=turn, is_posted=True, now=NOW)
            yield request_views.lapsed_message(own(state), reader.id, side=turn, now=NOW)
            yield progress_views.ended_message(own(state), reader.id, by=LEA, now=NOW)
            yield coaching_views.handed_over_message(own(state), reader.id, giver=NOE, taker=MAYA, now=NOW)
            yield progress_views.review_message(
                own(state), reader.id, appointment_id=14, inspiration="", has_reviewed=False, now=AFTER
            )
    running, lapsed = own(CycleState.RUNNING), own(CycleState.LAPSED, taken_by=CLAIRE.id)
    yield card_views.cycle_closed_message(running)
    yield card_views.cycle_started_message(running, LEA.id, now=NOW)
    yield from (
        request_views.declined_message(own(CycleState.DECLINED), is_posted=True, now=NOW),
        coaching_views.you_are_in_charge_message(running),
    )
    yield from (
        request_views.withdrawn_message(own(CycleState.WITHDRAWN), now=NOW),
        coaching_views.coach_in_charge_message(lapsed, now=NOW),
    )
    yield coaching_views.coach_in_charge_message(own(CycleState.RUNNING, taken_by=CLAIRE.id), now=NOW)
    yield from (coaching_views.unanswered_message(lapsed, now=NOW), coaching_views.handed_over_modal(running))
    yield coaching_views.unanswered_message(own(CycleState.LAPSED, followed_by=9), now=NOW)
    yield coaching_views.no_group_message(running, reason="no_account", now=NOW)
    yield coaching_views.hand_over_form(running, [], now=NOW)
    yield from (coaching_views.mentor_lost_message(own(state), person=MAYA, now=NOW) for state in CycleState)
    yield coaching_views.mentor_lost_message(running, person=NOE, now=NOW)
    yield progress_views.moved_message(running, LEA.id, seen_starts=CHANGED, by=MAYA, now=NOW)
    yield progress_views.replanned_message(running, appointment_id=11, by=MAYA, now=NOW)
    yield progress_views.left_message(own(CycleState.RUNNING, guests=()), leaver=SAMI, now=NOW)
    yield progress_views.check_in_message(own(CycleState.RUNNING), appointment_id=11, now=AFTER)
    yield from (
        absences_views.away_message(running, [11], person=NOE, now=NOW),
        absences_views.coming_back_message(running, [11], person=SAMI, now=NOW),
    )
    yield from (answering_views.answer_form(own(CycleState.HELD), MAYA.id, starts=[], now=NOW),)
    yield outcomes_views.review_form(own(CycleState.DONE), LEA.id)
    for others in ((), (NOE.name,)):
        yield request_views.declined_message(replace(own(CycleState.DECLINED), others=others), is_posted=True, now=NOW)
    yield coaching_views.hand_over_form(running, [Mentor(replace(NOE, expertises=(NAME,)))], now=NOW)
    yield asking_views.request_sent_modal(running, LEA.id, now=NOW)
    for limit in (1, 21):  # a button each, or a list; the rest is counted
        yield overview_views.overview_message([running] * limit, now=NOW)
        yield listing_views.cycles_message(
            [running] * limit, LEA.id, may_request=False, is_mentor=False, is_coach=True, has_added_cycles=True, now=NOW
        )


def test_coaches_read_its_name_once() -> None:
    for lapsed in (own(CycleState.LAPSED), own(CycleState.LAPSED, taken_by=CLAIRE.id)):
        told = coaching_views.unanswered_message(lapsed, now=NOW)
        assert told is not None
        assert told.text.count(NAME) == 1
    running = own(CycleState.RUNNING)
    told = coaching_views.mentor_lost_message(running, person=MAYA, now=NOW)
    assert told is not None
    assert f"(«\u00a0{NAME}\u00a0», défi {running.defi.name})" in told.text


def test_no_message_about_it_says_mentorat() -> None:
    found = [text for drawn in drawings() if (text := said(drawn))]
    assert len(found) > 60
    assert [text for text in found if FOREIGN.search(text)] == []
    assert sum(NAME in text for text in found) > 50


def test_lines_of_the_home_name_it() -> None:
    (line,) = awaiting.waiting_lines([own(CycleState.HELD)], viewer_id=LEA.id, now=NOW)
    assert f"«\u00a0{NAME}\u00a0», défi Carte Vive." in read(line.blocks)
    listed = said(
        listing_views.cycles_message(
            [own(CycleState.HELD)], LEA.id, may_request=False, is_mentor=False, is_coach=False, now=NOW
        )
    )
    assert f"Maya Benali, défi Carte Vive, {NAME}" in listed


def test_lists_and_an_export_without_any_cycle_do_not_say_mentorat_either() -> None:
    listed = listing_views.cycles_message(
        [], LEA.id, may_request=False, is_mentor=False, is_coach=True, has_added_cycles=True, now=NOW
    )
    drawn = (
        listed,
        overview_views.overview_message([], has_added_cycles=True, now=NOW),
        overview_views.export_message(has_added_cycles=True, now=NOW),
    )
    assert [text for text in map(said, drawn) if FOREIGN.search(text)] == []


def test_who_may_not_reads_who_may_without_the_word_mentorat() -> None:
    asked = {"mentoring.start", "mentoring.ask", "mentoring.limit"}  # of the mentorat alone
    actions = [action for action in RULES if action.startswith("mentoring.") and action not in asked]
    found = [refusal_sentence(NotAllowed(action=action, thing=own(CycleState.RUNNING))) for action in actions]
    assert [text for text in found if FOREIGN.search(text)] == []
    assert sum("ce cycle" in text for text in found) >= 8


def test_a_form_of_it_refuses_without_the_words_of_the_mentorat() -> None:
    reasons = [("cycle", "gone"), ("cycle", "open"), ("cycle", "running"), ("mentor", "left")]
    found = [asking_texts.invalid(Invalid(field=field, reason=reason)) for field, reason in reasons]
    found += [outcomes_texts.INVALID[reason] for reason in ("changed_own", "running_own")]
    assert [text for text in found if FOREIGN.search(text)] == []


def test_a_row_of_the_export_names_it_as_a_dispositif() -> None:
    lines = table.write_table([own(CycleState.HELD), sheet(CycleState.HELD)], now=NOW).decode("utf-8-sig").splitlines()
    named, mentorat = ([cell.strip('"') for cell in line.split(";")] for line in lines[1:])
    assert named[2:7] == ["personne qui anime", "2026-05-04", "Carte Vive", NAME, ""]
    assert (mentorat[2], mentorat[5], bool(mentorat[6])) == ("mentore ou mentor", "mentorat", True)


def test_its_history_says_that_the_cycle_ended() -> None:
    assert agenda_texts.done("mentoring.end", None, own=True) == "cycle arrêté"
    assert agenda_texts.done("mentoring.end", None) == "mentorat arrêté"

"""Cycles of other terms than four séances in a month: two, three, eight; and what a change of the format touches."""

from dataclasses import replace

import pytest

from bot.catalogue.formats import CycleTerms
from bot.errors import Invalid
from bot.mentoring import answers, service
from bot.mentoring.cycle import CycleState
from bot.mentoring.matching.plan import fits_window
from bot.mentoring.model import MENTORING, SHIPPED
from bot.planning import formats
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from tests.bot.mentoring.rig import DAY, HOUR, Rig, make_rig, paris, times_of
from tests.promotion import enter, found

SHORT = CycleTerms(sessions=2, minutes=30, window_days=15)


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


def set_terms(rig: Rig, terms: CycleTerms) -> None:
    """Change the mentorat as a coach does."""
    of = rig.ids["promotion"]
    before = rig.use(formats.find_format, "claire", MENTORING, promotion_id=of)
    given = replace(before, sessions=terms.sessions, minutes=terms.minutes, window_days=terms.window_days)
    rig.use(formats.change_format, "claire", given, promotion_id=of)


@pytest.mark.parametrize("terms", [SHORT, CycleTerms(3, 45, 45), CycleTerms(8, 60, 90)])
def test_a_cycle_of_these_terms_runs_to_its_end(rig: Rig, terms: CycleTerms) -> None:
    set_terms(rig, terms)
    sheet = rig.asked()
    assert sheet.cycle.terms == terms
    assert len(sheet.sessions) == terms.sessions
    assert fits_window([int(moment.timestamp()) for moment in times_of(sheet)], terms)
    assert {session.appointment.minutes for session in sheet.sessions} == {terms.minutes}
    assert rig.claims() == rig.claims_of(sheet)
    assert rig.confirm(sheet).cycle.state is CycleState.RUNNING
    for number in range(terms.sessions):
        assert rig.sheet(sheet).cycle.state is CycleState.RUNNING
        rig.past(sheet, number)
    assert rig.sheet(sheet).cycle.state is CycleState.DONE


def test_its_window_is_its_own(rig: Rig) -> None:
    set_terms(rig, SHORT)
    sheet = rig.running()
    first = times_of(sheet)[0]
    with pytest.raises(Invalid) as refused:
        rig.move(sheet, 1, late := first + 16 * DAY)
    assert refused.value.facts == {"field": "times", "reason": "window", "terms": SHORT, "starts": late}
    assert times_of(rig.move(sheet, 1, first + 15 * DAY))[1] == first + 15 * DAY


def test_with_the_mentors_word_a_missed_one_is_a_week_past_its_window(rig: Rig) -> None:
    set_terms(rig, SHORT)
    sheet = rig.running()
    missed = rig.past(sheet, 1).appointment
    rig.miss(missed.id)
    last = times_of(sheet)[0] + (SHORT.window_days + 7) * DAY
    with pytest.raises(Invalid):
        rig.replan(sheet, missed.id, last + DAY)
    assert rig.replan(sheet, missed.id, last).sessions[1].appointment.starts == last


@pytest.mark.parametrize("terms", [SHORT, CycleTerms(8, 60, 90)])
def test_a_change_leaves_what_was_asked_for_and_what_runs(rig: Rig, terms: CycleTerms) -> None:
    asked, running = rig.asked("ines", defi="relais"), rig.running()
    set_terms(rig, terms)
    assert (rig.sheet(asked), rig.sheet(running)) == (asked, running)
    assert running.cycle.terms == SHIPPED
    first = times_of(running)[0]
    assert times_of(rig.move(running, 3, first + 30 * DAY))[3] == first + 30 * DAY
    rig.confirm(asked)
    for number in range(SHIPPED.sessions):
        rig.past(asked, number)
    assert rig.sheet(asked).cycle.state is CycleState.DONE
    assert rig.asked("ines", "rose", defi="relais").cycle.terms == terms


def test_who_was_in_the_form_gets_what_it_showed(rig: Rig) -> None:
    offer = rig.keep(draft="shown")
    set_terms(rig, SHORT)
    with rig.database.reading() as tx:  # « Modifier la demande » shows what is asked for by now
        assert service.reopen_draft(tx, rig.actor("lea"), "shown", now=rig.now).terms == SHORT
    assert rig.send(offer).cycle.terms == SHIPPED
    match = rig.keep("ines", wish=rig.wish(defi="relais")).match
    assert match is not None
    assert len(match.starts) == SHORT.sessions


def test_as_many_starts_are_asked_for_as_the_form_showed(rig: Rig) -> None:
    set_terms(rig, SHORT)
    offer = rig.keep()
    for starts in ([], [paris("2026-05-12 14:00")], [paris(f"2026-05-{day} 14:00") for day in (12, 19, 26)]):
        with pytest.raises(Invalid) as refused:
            rig.send(offer, starts=starts)
        assert refused.value.facts == {"field": "times", "reason": "count", "terms": SHORT}
    with pytest.raises(Invalid) as refused:
        rig.send(offer, starts=[paris("2026-05-12 14:00"), paris("2026-05-28 14:00")])
    assert refused.value.facts["reason"] == "outside"


def test_a_request_that_passes_on_keeps_its_terms(rig: Rig) -> None:
    sheet = rig.asked()
    set_terms(rig, SHORT)
    rig.use(answers.decline_request, "maya", sheet.cycle.id)
    assert rig.send(rig.next(sheet, "after")).cycle.terms == SHIPPED


def test_a_mentor_without_hours_is_asked_for_as_many(rig: Rig) -> None:
    terms = CycleTerms(3, 60, 21)
    set_terms(rig, terms)
    sheet = rig.asked(mentor="noe")
    days = [paris(f"2026-05-{day} 09:00") for day in ("12", "19", "26")]
    with pytest.raises(Invalid) as refused:
        rig.give_times("noe", sheet, [(day, day + HOUR) for day in days[:2]])
    assert refused.value.facts["reason"] == "too-few"
    given = rig.give_times("noe", sheet, [(day, day + HOUR) for day in days])
    assert (times_of(given), {session.appointment.minutes for session in given.sessions}) == (days, {60})


def test_two_promotions_ask_by_one_format(rig: Rig) -> None:
    """Zoé's cycle follows the change, which a coach of Léa's promotion made; the one of Léa's promotion stays."""
    with rig.database.transaction() as tx:
        second = found(tx, "EIG 8", defis={"phare": {"name": "Phare", "administration": "Bureau des phares"}})
        zoe = enter(tx, "Zoé", Membership(Role.EIG, second["promotion"], second["phare"]))
    rig.ids |= {"zoe": zoe, "phare": second["phare"]}
    running = rig.running()
    set_terms(rig, SHORT)
    other = rig.asked("zoe", defi="phare")
    assert (other.cycle.promotion_id, other.cycle.terms) == (second["promotion"], SHORT)
    assert rig.sheet(running) == running

"""Months in which the clocks change or holidays fall: the same clock time, no holiday, deadlines in working days."""

from datetime import date
from itertools import pairwise

import pytest

from bot.dates.holidays import is_working_day, is_year_end
from bot.dates.paris import day_of, from_epoch, to_paris
from bot.errors import Invalid, SlotUnbookable
from bot.mentoring import choices
from bot.mentoring.cycle import CycleState, SessionEvent
from storage.database import Database
from tests.bot.mentoring.rig import DAY, Rig, make_rig, paris, shown, times_of


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


@pytest.mark.parametrize(
    ("now", "plan", "until"),
    [
        # The clocks go forward on 29 March, and 6 April is Easter Monday.
        ("2026-03-16 08:00", ["19/03 14:00", "26/03 14:00", "02/04 14:00", "09/04 14:00"], "2026-03-18 14:00"),
        # 1 and 8 May are Fridays, Ascension is Thursday the 14th.
        ("2026-04-13 08:00", ["16/04 14:00", "23/04 14:00", "30/04 14:00", "07/05 14:00"], "2026-04-15 14:00"),
        ("2026-04-20 08:00", ["27/04 14:00", "04/05 14:00", "11/05 14:00", "18/05 14:00"], "2026-04-24 14:00"),
        # The clocks go back on 25 October.
        ("2026-10-05 08:00", ["08/10 14:00", "15/10 14:00", "22/10 14:00", "29/10 14:00"], "2026-10-07 14:00"),
    ],
)
def test_a_month_keeps_its_clock_time_and_goes_around_holidays(rig: Rig, now: str, plan: list[str], until: str) -> None:
    rig.now = paris(now)
    sheet = rig.asked()
    assert shown(sheet) == plan
    assert sheet.cycle.answer_by == paris(until)
    assert all(is_working_day(day_of(one)) for one in times_of(sheet))
    assert rig.claims() == rig.claims_of(sheet)
    assert {one.appointment.minutes for one in sheet.sessions} == {90}
    rig.confirm(sheet)
    for number in range(4):
        rig.past(sheet, number)
    assert rig.sheet(sheet).cycle.state is CycleState.DONE
    mornings = [*rig.due("check_in"), *rig.due("review")]
    assert {f"{to_paris(one):%H:%M}" for one in mornings} == {"09:00"}
    assert all(is_working_day(day_of(one)) for one in mornings)


def test_the_window_is_thirty_days_of_paris_across_the_change_of_clocks(rig: Rig) -> None:
    rig.now = paris("2026-10-01 08:00")
    starts = [paris(f"2026-10-{day} 14:00") for day in ("07", "14", "21", "28")]
    sheet = rig.send(rig.keep(), starts=starts)
    rig.confirm(sheet)
    with pytest.raises(Invalid) as refused:
        rig.move(sheet, 3, too_far := paris("2026-11-09 14:00"))
    assert refused.value.facts == {"field": "times", "reason": "window", "terms": sheet.cycle.terms, "starts": too_far}
    late = paris("2026-11-06 16:30")
    assert late - starts[0] > 30 * DAY
    assert shown(rig.move(sheet, 3, late))[-1] == "06/11 16:30"
    with pytest.raises(SlotUnbookable):
        rig.move(sheet, 3, paris("2026-11-06 17:00"))


def test_holidays_are_never_offered_for_a_new_time(rig: Rig) -> None:
    rig.now = paris("2026-04-20 08:00")
    sheet = rig.asked()
    rig.answer(sheet, SessionEvent.CONFIRM, SessionEvent.REFUSE, SessionEvent.REFUSE, SessionEvent.CONFIRM)
    _, free = rig.use(choices.open_choice, "lea", sheet.cycle.id)
    days = {day_of(from_epoch(one)).isoformat() for one in free.team}
    assert {"2026-05-07", "2026-05-13"} <= days
    assert not {"2026-05-01", "2026-05-08", "2026-05-14"} & days
    assert all(later > earlier for earlier, later in pairwise(free.team))


def test_the_end_of_the_year_is_not_proposed_for_a_cycle(rig: Rig) -> None:
    rig.now = paris("2026-12-07 08:00")
    sheet = rig.asked()
    rig.answer(sheet, SessionEvent.CONFIRM, SessionEvent.REFUSE, SessionEvent.REFUSE, SessionEvent.CONFIRM)
    _, free = rig.use(choices.open_choice, "lea", sheet.cycle.id)
    days = {day_of(from_epoch(one)) for one in free.team} | {day_of(one) for one in times_of(sheet)}
    assert max(days) > date(2026, 12, 20)
    assert not [one for one in days if is_year_end(one)]

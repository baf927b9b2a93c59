"""All séances that remain move together, on the clocks of Paris: the rhythm stays."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.agenda.model import Appointment, State, shifted_starts, slots_fitting_all
from bot.agenda.slots import Slot
from bot.errors import NotFound

PARIS = ZoneInfo("Europe/Paris")
FIRST = datetime(2026, 10, 20, 10, 0, tzinfo=PARIS)  # the clocks change on the 25th
ONE = Appointment(
    id=1,
    uid="",
    dispositif="bureau-aide",
    promotion_id=None,
    defi_id=None,
    starts=FIRST,
    ends=FIRST + timedelta(hours=1),
    state=State.CONFIRMED,
    revision=0,
    link=None,
    participants=(),
)


def series(*starts: datetime) -> list[Appointment]:
    return [replace(ONE, id=number, starts=start) for number, start in enumerate(starts, start=1)]


WEEKLY = series(FIRST, datetime(2026, 10, 27, 10, 0, tzinfo=PARIS), datetime(2026, 11, 4, 14, 30, tzinfo=PARIS))


@pytest.mark.parametrize("by", [1, 2])
def test_days_and_clock_times_shift_alike_over_a_change_of_the_clocks(by: int) -> None:
    to = {1: datetime(2026, 10, 22, 9, 0, tzinfo=PARIS), 2: datetime(2026, 10, 29, 9, 0, tzinfo=PARIS)}[by]
    assert shifted_starts(WEEKLY, moved_id=by, starts=to) == {
        1: datetime(2026, 10, 22, 9, 0, tzinfo=PARIS),
        2: datetime(2026, 10, 29, 9, 0, tzinfo=PARIS),
        3: datetime(2026, 11, 6, 13, 30, tzinfo=PARIS),
    }


def test_a_seance_that_is_over_moves_no_other() -> None:
    with pytest.raises(NotFound):
        shifted_starts(WEEKLY[1:], moved_id=1, starts=FIRST)


def test_a_slot_is_offered_where_every_seance_has_one() -> None:
    def slots(*starts: datetime) -> list[Slot]:
        return [Slot(int(start.timestamp()), (1,)) for start in starts]

    day = timedelta(days=1)
    free = {
        1: slots(FIRST + day, FIRST + 2 * day),
        2: slots(WEEKLY[1].starts + day, WEEKLY[1].starts + 2 * day),
        3: slots(WEEKLY[2].starts + 2 * day),
    }
    assert slots_fitting_all(WEEKLY, free) == free[1][1:]
    assert slots_fitting_all(WEEKLY, {1: free[1]}) == []

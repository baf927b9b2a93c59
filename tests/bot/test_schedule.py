"""The clock's ticks: from the start, and whatever becomes of the machine's clock."""

import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

import pytest

from bot.errors import Unavailable
from bot.schedule import Schedule
from tests.machine_clock import move
from tests.patience import PATIENCE

OFTEN = 0.05  # seconds
HOUR, DAY = 3600, 86400
UNSET = 3 * 365 * DAY  # how far behind a machine without a battery can begin


class Machine:
    """The machine's clock, `shift` seconds from what it was, and a day ahead for its next `readings_ahead` readings."""

    def __init__(self) -> None:
        self.shift = 0.0
        self.readings_ahead = 0

    def read(self) -> float:
        if self.readings_ahead:
            self.readings_ahead -= 1
            return DAY
        return self.shift


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    move(machine.read, put=monkeypatch.setattr)
    return machine


@pytest.fixture
def schedule() -> Iterator[Schedule]:
    schedule = Schedule()
    yield schedule
    schedule.stop()


def wait_for(found: Callable[[], object], *, seconds: float = PATIENCE) -> bool:
    ends = time.monotonic() + seconds
    while not found() and time.monotonic() < ends:
        time.sleep(0.01)
    return bool(found())


@pytest.mark.parametrize("seconds", [OFTEN, HOUR], ids=["often", "hourly"])
def test_a_job_runs_at_the_start_whatever_its_interval(schedule: Schedule, seconds: float) -> None:
    ticks: list[int] = []
    schedule.run_every(seconds, lambda: ticks.append(0))
    schedule.start()
    assert wait_for(lambda: ticks)


def test_a_database_that_is_gone_is_one_line_for_all_jobs_and_one_when_it_is_back(
    schedule: Schedule, caplog: pytest.LogCaptureFixture
) -> None:
    gone, ticks = [True], [0, 0]

    def job(number: int) -> None:
        ticks[number] += 1
        if gone:
            raise Unavailable

    schedule.run_every(OFTEN, partial(job, 0))
    schedule.run_every(OFTEN, partial(job, 1))
    with caplog.at_level(logging.WARNING, logger="bot.schedule"):
        schedule.start()
        assert wait_for(lambda: min(ticks) > 3)
        gone.clear()
        before = min(ticks)
        assert wait_for(lambda: min(ticks) > before + 1)
    assert [record.getMessage() for record in caplog.records] == [
        "the database did not answer; clock jobs retry at their next tick",
        "the database answers again; clock jobs run",
    ]


def test_jobs_that_find_the_database_gone_at_once_say_so_once(
    schedule: Schedule, caplog: pytest.LogCaptureFixture
) -> None:
    never, ticks = Event(), [0, 0]

    def job(number: int) -> None:
        ticks[number] += 1
        raise Unavailable

    def slowly(_: logging.LogRecord) -> bool:
        never.wait(0.3)  # as long as a busy machine may take over a line
        return True

    for number in range(2):
        schedule.run_every(OFTEN, partial(job, number))
    logger = logging.getLogger("bot.schedule")
    logger.addFilter(slowly)
    try:
        with caplog.at_level(logging.WARNING, logger="bot.schedule"):
            schedule.start()
            assert wait_for(lambda: min(ticks) > 1)
            schedule.stop()
    finally:
        logger.removeFilter(slowly)
    assert len(caplog.records) == 1


@pytest.mark.parametrize("jump", [-HOUR, HOUR, -DAY, DAY, -UNSET, UNSET])
def test_ticks_keep_their_pace_when_the_clock_is_set(schedule: Schedule, machine: Machine, jump: int) -> None:
    ticks: list[int] = []
    schedule.run_every(OFTEN, lambda: ticks.append(0))
    schedule.start()
    assert wait_for(lambda: len(ticks) > 1)
    for shift in (jump, 0):  # and back, as when somebody sees it
        machine.shift, before = shift, len(ticks)
        assert wait_for(lambda before=before: len(ticks) > before + 3)  # type: ignore[misc]


@pytest.mark.parametrize("readings", range(1, 7))
def test_ticks_keep_their_pace_when_the_clock_is_set_back_between_two_readings(
    schedule: Schedule, machine: Machine, readings: int
) -> None:
    ticks: list[int] = []
    schedule.run_every(OFTEN, lambda: ticks.append(0))
    schedule.start()
    assert wait_for(lambda: len(ticks) > 1)
    machine.readings_ahead = readings
    assert wait_for(lambda: not machine.readings_ahead)
    before = len(ticks)
    assert wait_for(lambda: len(ticks) > before + 3)


def test_jobs_of_different_paces_all_go_on_when_the_clock_is_set_back(schedule: Schedule, machine: Machine) -> None:
    ticks: list[str] = []
    schedule.run_every(OFTEN, lambda: ticks.append("often"))
    schedule.run_every(OFTEN * 10, lambda: ticks.append("seldom"))
    schedule.start()
    assert wait_for(lambda: {*ticks} == {"often", "seldom"})
    machine.shift, ticks[:] = -HOUR, []
    assert wait_for(lambda: {*ticks} == {"often", "seldom"})

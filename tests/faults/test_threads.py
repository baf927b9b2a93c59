"""Every thread that must live is ended by an error that it does not expect: it is back, in the log and in `/readyz`."""

import logging
import time
from collections.abc import Callable, Iterator

import pytest

from bot.demo.stage import Stage
from bot.runtime import threads
from bot.runtime.threads import MOST_IN_A_ROW
from tests.journeys.promotion import Promotion, raised

SENDERS = ("slack", "mail", "calendar", "calendar 1")
ERRORS = [SystemExit, MemoryError, KeyError]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with raised("sqlite", tmp_path_factory.mktemp("stage")) as stage:
        yield stage


def comes(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not (held := condition()) and time.monotonic() < until:
        time.sleep(0.01)
    return held


class Ended:
    """Ends a thread by raising in the place of a method of its work, so many times."""

    def __init__(self, owner: object, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times, self._work = 0, getattr(owner, method)
        self.error: type[BaseException] = KeyError
        monkeypatch.setattr(owner, method, self)

    def __call__(self) -> object:
        if self.times:
            self.times -= 1
            raise self.error("secret-canary")
        return self._work()


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("name", ["clock", *SENDERS])
def test_thread_that_an_error_ends_is_back_and_is_told(
    promotion: Promotion,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
    error: type[BaseException],
) -> None:
    house = promotion.stage.house
    monkeypatch.setattr(threads, "PAUSES", (0.0,))
    senders = dict(zip(SENDERS, (house.dispatcher, house.mailer, *house.writers), strict=True))
    clock = house.schedule._scheduler  # noqa: SLF001 - what the bot does not need, its end in the middle, a test does
    thread = clock.kept if name == "clock" else senders[name].thread
    ended = (
        Ended(clock, "_process_jobs", monkeypatch) if name == "clock" else Ended(senders[name], "run_turn", monkeypatch)
    )
    wake = clock.wakeup if name == "clock" else senders[name].wake
    for one in (clock.kept, *(one.thread for one in senders.values())):
        one._in_a_row = 0  # noqa: SLF001 - else a minute has to pass between two cases
    before, ended.error, ended.times = thread.restarts, error, 1
    with caplog.at_level(logging.ERROR):
        wake()
        assert comes(lambda: thread.restarts == before + 1)
    assert [one for one in caplog.messages if one.endswith(f"ended the thread {thread.name}; restarting it")]
    told = house.readiness.make_report()
    assert told.trouble is None
    restarted = told.details["restarted"]
    assert isinstance(restarted, dict)
    assert restarted[name] == {"times": thread.restarts, "after": error.__name__}
    assert promotion.lea.command("/dispositifs mentorat").words.startswith("Mentorat")

    ended.times = MOST_IN_A_ROW  # and when it ends over and over, that is a trouble
    wake()
    assert comes(lambda: thread.restarts == before + 1 + MOST_IN_A_ROW)
    assert house.readiness.make_report().trouble == ("clock jobs" if name == "clock" else "dispatcher")
    monkeypatch.setattr(threads, "CALM", 0.0)  # seconds, in the place of a minute
    assert house.readiness.make_report().trouble is None

"""The stage that journeys share: what one test began is over before the next begins."""

from threading import Event

from bot.demo.stage import Stage
from tests.journeys.promotion import gathered


def test_a_listener_that_is_still_at_work_ends_before_the_next_promotion(stage: Stage) -> None:
    never, ended = Event(), Event()

    def listen() -> None:
        never.wait(0.3)
        ended.set()

    with gathered(stage):
        stage.house.executor.submit(listen)
    assert ended.is_set()

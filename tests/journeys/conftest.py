"""The journeys' promotion, gathered anew for each test on a stage that each kind of database keeps for all of them."""

import logging
from collections.abc import Iterator

import pytest

from bot.demo.stage import Stage
from tests.databases import BACKENDS
from tests.journeys.by_mail import add_maud
from tests.journeys.gatherings import Gatherings, gather_channels
from tests.journeys.mentors import Mentoring, gather_mentors
from tests.journeys.promotion import NOW, PARIS, Promotion, gathered, raised, seed, ticking

__all__ = ["NOW", "PARIS", "Promotion", "seed"]

KINDS = BACKENDS


@pytest.fixture(scope="session", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with raised(request.param, tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def promotion(stage: Stage, caplog: pytest.LogCaptureFixture) -> Iterator[Promotion]:
    """Gather a promotion. A journey fails if an exception was logged: a listener may fail after its answer."""
    with gathered(stage) as promotion:
        yield promotion
    faults = [one for one in caplog.get_records("call") if one.levelno >= logging.ERROR and one.exc_info]
    assert [(one.name, one.getMessage(), repr(one.exc_info[1])) for one in faults if one.exc_info] == []


@pytest.fixture
def mentoring(promotion: Promotion) -> Mentoring:
    return gather_mentors(promotion)


@pytest.fixture
def gatherings(promotion: Promotion) -> Gatherings:
    return gather_channels(promotion)


@pytest.fixture
def maud(promotion: Promotion) -> int:
    """A porteuse of the défi without Slack, as Slack said."""
    return add_maud(promotion)


@pytest.fixture
def ticks(promotion: Promotion) -> Iterator[None]:
    """The clock ticks, as it does where nobody moves it: what comes so has no moment that `advance` could step to."""
    with ticking(promotion.stage):
        yield

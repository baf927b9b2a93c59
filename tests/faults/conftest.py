"""A promotion on a stage of its own: nobody else uses its database while it is being broken."""

from collections.abc import Iterator

import pytest

from bot.demo.stage import Stage
from tests.journeys.conftest import KINDS
from tests.journeys.promotion import Promotion, gathered, raised


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with raised(request.param, tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def promotion(stage: Stage) -> Iterator[Promotion]:
    with gathered(stage) as promotion:
        yield promotion

"""A short soak in each run of the suite; `make soak` goes on for half an hour, with kills, on both databases."""

from pathlib import Path

import pytest

from tests.databases import fresh
from tests.faults.own_server import own_server
from tests.soak.run import soak

SEEDS = {"sqlite": 11, "postgresql": 12}


def test_people_at_random_and_slack_s_weather_break_no_rule(backend: str, tmp_path: Path) -> None:
    told = soak(
        fresh(backend, tmp_path), tmp_path, seed=SEEDS[backend], replicas=1, seconds=900, days=4, acts=60, kills=False
    )
    assert told.wrong == {}, told.last
    assert told.acts == 60
    assert told.messages > 0


@pytest.mark.rare
def test_neither_do_kills_of_either_replica(tmp_path: Path) -> None:
    with own_server() as server:  # two replicas may use two thirds of the common one's connections
        told = soak(server.make("soak"), tmp_path, seed=5, replicas=2, seconds=120, days=60)
    assert told.wrong == {}, told.last

"""What all tests share: the rings that select tests, and a fresh database of each kind."""

import gc
import random
import resource
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import settings

from storage.database import Database
from tests.databases import BACKENDS, fresh
from tests.leftovers import _leaves_nothing  # noqa: F401 - a fixture of every test
from tests.patience import be_patient
from tests.rings import mark


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run rare tests too, and draw new examples")
    parser.addoption("--shuffle", type=int, metavar="SEED", help="shuffle files, and the tests of each file")


def pytest_configure(config: pytest.Config) -> None:
    """Let Hypothesis draw the same examples for everybody, so that a red run is of the change; `--all` draws anew."""
    be_patient()
    settings.register_profile("same", derandomize=True, database=None, deadline=None)
    if not config.getoption("--all"):
        settings.load_profile("same")


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what is imported and collected, a million objects: it saves a twentieth."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before pytest selects by `-m`
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with its ring. Rare tests run with `--all`, with `-m`, or when the command line names a test."""
    mark(items)
    named = any("::" in argument for argument in config.args)
    if not (config.getoption("--all") or config.getoption("markexpr") or named):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("rare")])
        items[:] = [item for item in items if not item.get_closest_marker("rare")]
    if (seed := config.getoption("--shuffle")) is not None:
        draw, files = random.Random(seed), [[*tests] for _, tests in groupby(items, key=lambda item: item.path)]
        draw.shuffle(files)
        for tests in files:
            draw.shuffle(tests)
        items[:] = [item for tests in files for item in tests]


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(backend: str, tmp_path: Path) -> str:
    return fresh(backend, tmp_path)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let a test open hundreds of connections: both ends of each are files of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

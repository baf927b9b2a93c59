"""What the tests of the command line share: a workspace with our app, and a database that nobody has made."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.door.manifest import build_manifest
from bot.sandbox.workspace import Sandbox
from tests.databases import blank


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    sandbox.start()
    sandbox.install(build_manifest(), request_url=None)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """A database that nobody has made."""
    return blank("sqlite", tmp_path)

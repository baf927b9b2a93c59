"""The migrated database that tests copy is made once, and never one of another schema."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.templates import LEFT_AFTER, is_kept, kept, key_of, turn


@pytest.fixture
def revision(tmp_path: Path) -> Path:
    file = tmp_path / "storage" / "migrations" / "versions" / "0001_first.py"
    file.parent.mkdir(parents=True)
    file.write_text("one")
    return file


def test_what_changes_the_schema_changes_the_key(tmp_path: Path, revision: Path) -> None:
    keys = [key_of(tmp_path), key_of(tmp_path)]
    assert keys[0] == keys[1]
    revision.write_text("two")
    keys.append(key_of(tmp_path))
    added = revision.with_name("0002_second.py")
    added.write_text("")
    keys.append(key_of(tmp_path))
    added.rename(added.with_name("0002_other.py"))
    keys.append(key_of(tmp_path))
    (tmp_path / "storage" / "tables.py").write_text("")
    keys.append(key_of(tmp_path))
    assert len(set(keys)) == 5


def test_workers_that_come_at_once_make_one_and_none_meets_half_of_it(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(file: Path) -> None:
        made.append(file)
        file.write_text("whole")

    def ask(_: int) -> str:
        with turn():
            return kept("key", make, folder=tmp_path).read_text()

    with ThreadPoolExecutor(6) as workers:
        assert list(workers.map(ask, range(6))) == ["whole"] * 6
    assert len(made) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["template_key.db"]


def test_one_that_is_asked_for_no_more_goes_and_what_failed_is_made_again(tmp_path: Path) -> None:
    old = kept("old", Path.touch, folder=tmp_path)
    long_ago = old.stat().st_mtime - LEFT_AFTER - 60
    os.utime(old, (long_ago, long_ago))

    def fail(file: Path) -> None:
        file.write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        kept("new", fail, folder=tmp_path)
    assert not is_kept("new", folder=tmp_path)
    assert kept("new", Path.touch, folder=tmp_path).read_text() == ""
    assert not is_kept("old", folder=tmp_path)

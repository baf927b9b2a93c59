"""What a start does without: packages that no first answer needs, and methods that nobody has called yet."""

import dataclasses
import pickle
from dataclasses import FrozenInstanceError, dataclass, replace
from subprocess import run
from sys import executable
from typing import Any

import pytest

from bot.starting import defer_compilation
from tests.architecture.sources import ROOT

BEHIND = "alembic babel flask holidays icalendar markdown_it ortools pygments recurring_ical_events websockets"

with defer_compilation():

    @dataclass(frozen=True, slots=True, order=True)
    class Point:
        """A point."""

        x: int
        y: int = 0

        def __post_init__(self) -> None:
            if self.x < 0:
                raise ValueError(self.x)

    @dataclass(frozen=True, slots=True)
    class Named(Point):
        """A point with a name."""

        name: str = ""


def test_bot_run_imports_no_heavy_package_before_it_answers() -> None:
    program = "import sys, bot.command.run; print(*sorted({one.partition('.')[0] for one in sys.modules}))"
    done = run([executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert ("slack_bolt" in loaded, loaded & set(BEHIND.split())) == (True, set())


def test_dataclass_compiled_at_its_first_call_is_like_any_other() -> None:
    one, named = Point(1), Named(1, name="a")
    assert (repr(one), repr(one), repr(named)) == (*["Point(x=1, y=0)"] * 2, "Named(x=1, y=0, name='a')")
    assert (one == Point(1, 0), one == Point(2), one == named, one < Point(1, 1)) == (True, False, False, True)
    assert {one: 1, named: 2}[Point(1)] == 1
    assert (replace(named, x=3).x, pickle.loads(pickle.dumps(named))) == (3, named)  # noqa: S301 - our own
    with pytest.raises(FrozenInstanceError):
        one.x = 2  # type: ignore[misc] # it is frozen
    with pytest.raises(ValueError, match="-1"):
        Named(-1)
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg] # x is missing


@pytest.mark.skipif(
    not hasattr(dataclasses, "_create_fn"), reason="from Python 3.13 on dataclasses are compiled in another way"
)
def test_methods_are_compiled_once_and_in_the_place_of_what_stood_there() -> None:
    with defer_compilation():
        made: type[Any] = dataclass(frozen=True)(type("Made", (), {"__annotations__": {"x": int}, "__doc__": "Made."}))
    before = vars(made)["__init__"]
    made(1)
    after = vars(made)["__init__"]
    made(2)
    assert (before.__code__.co_name, after.__code__.co_name) == ("method", "__init__")
    assert vars(made)["__init__"] is after


def test_dataclasses_made_outside_are_made_at_once() -> None:
    with pytest.raises(RuntimeError), defer_compilation():
        raise RuntimeError
    made = dataclasses.make_dataclass("Made", ["x"])
    assert vars(made)["__init__"].__code__.co_name == "__init__"

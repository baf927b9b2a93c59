"""Faster start: the methods of dataclasses are compiled when they are first called, not while modules load.

For each frozen dataclass Python compiles five or six methods, in half a millisecond. With six hundred classes that is a
fifth of a start, mostly for methods that are never called."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def defer_compilation() -> Iterator[None]:
    """Until the end of the block, compile methods of dataclasses only at their first call.

    It replaces a private function of Python 3.11 and 3.12; if that function is missing, nothing changes. No other
    thread may import modules during the block."""
    known = vars(dataclasses)
    compile_now = known.get("_create_fn")
    if compile_now is None:
        yield
        return

    def compile_later(name: str, *words: object, **around: object) -> Callable[..., Any]:
        return _make_lazy_method(name, lambda: compile_now(name, *words, **around))

    known["_create_fn"] = compile_later
    try:
        yield
    finally:
        known["_create_fn"] = compile_now


def _make_lazy_method(name: str, make: Callable[[], Callable[..., Any]]) -> Callable[..., Any]:
    """Return a method that, at its first call, replaces itself by the result of `make`. Thread-safe."""
    made: Callable[..., Any] | None = None

    def method(self: object, /, *given: object, **named: object) -> object:
        nonlocal made
        if made is None:
            made = make()
            made.__qualname__ = method.__qualname__
            for class_ in type(self).__mro__:
                if vars(class_).get(name) is method:
                    setattr(class_, name, made)
        return made(self, *given, **named)

    method.__name__ = name
    return method

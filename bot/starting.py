"""Faster start: methods of dataclasses are compiled on their first call, not while modules load.

Python generates and compiles five or six methods for each frozen dataclass, half a millisecond a class: with six
hundred classes a fifth of a start, mostly for methods that are never used."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def uncompiled() -> Iterator[None]:
    """Delay the compilation of dataclasses' methods to their first call; no other thread may import meanwhile.

    It replaces a private function of Python 3.11 and 3.12; without that function nothing happens."""
    known = vars(dataclasses)
    compile_now = known.get("_create_fn")
    if compile_now is None:
        yield
        return

    def compile_later(name: str, *words: object, **around: object) -> Callable[..., Any]:
        return _at_first_call(name, lambda: compile_now(name, *words, **around))

    known["_create_fn"] = compile_later
    try:
        yield
    finally:
        known["_create_fn"] = compile_now


def _at_first_call(name: str, make: Callable[[], Callable[..., Any]]) -> Callable[..., Any]:
    """Return a method that replaces itself on its first call by the result of `make`; thread-safe."""
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

"""Payloads spoilt systematically: each node of one left out, emptied, or replaced by something of another kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

Node: TypeAlias = object
Path: TypeAlias = tuple[str | int, ...]

CANARY = "canari-7f3a"  # what no log may quote
GONE = object()
NONSENSE: tuple[Node, ...] = (
    *(GONE, None, True, 0, -1, 7, 1.5, 2**63, 10**30),
    *("", "x", CANARY, "0", "-5", "9" * 30, "9" * 5000, "1 2 3", "1_0", "١", "1e9"),
    *("\ud800", f"\ud83d{CANARY}", f"{CANARY}\0", "é" * 1000, "e" * 100_000),
    *([], [CANARY], [None], {}, {CANARY: CANARY}),
)
SHALLOW = {"message", "blocks", "authorizations"}  # what nobody reads is spoilt at its top alone
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Spoiling:
    """One way to spoil a payload: what stands where instead."""

    path: Path
    value: Node

    def of(self, payload: Node) -> Node:
        """Give a copy of a payload, spoilt."""
        return _put(payload, self.path, self.value)

    def __str__(self) -> str:
        said = "left out" if self.value is GONE else repr(self.value)
        return f"{'/'.join(map(str, self.path))}: {said[:80]}"


def places(payload: Node) -> list[tuple[Path, Node]]:
    """Give each place of a payload with what stands there, itself first."""
    return [((), payload), *_nodes(payload, ())]


def spoilings(path: Path, node: Node) -> Iterator[Spoiling]:
    """Give each way to spoil a payload at one place."""
    yield from (Spoiling(path, other) for other in NONSENSE if path or other is not GONE)
    if not path:
        return
    yield from (Spoiling(path, other) for other in _bent(node))
    if isinstance(node, dict):
        for key in node:
            for other in _bent(key):
                yield Spoiling(path, {other if name == key else name: one for name, one in node.items()})
    if isinstance(node, list) and node:
        yield Spoiling(path, node * 2)


def _bent(node: Node) -> Iterator[str]:
    """Give a text with each of its numbers spoilt, a word too few and a word too many."""
    if not isinstance(node, str) or not node:
        return
    for found in islice(_NUMBER.finditer(node), 3):
        for other in ("", CANARY, "0", "-1", "9" * 20, str(2**62)):
            yield node[: found.start()] + other + node[found.end() :]
    yield f"{node} {CANARY}"
    if " " in node:
        yield node.partition(" ")[0]
        yield node.partition(" ")[2]


def _nodes(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*path, key), child
        if len(path) < 2 or not SHALLOW & set(path):
            yield from _nodes(child, (*path, key))


def _put(node: Node, path: Path, value: Node) -> Node:
    """Give a copy with another value at the end of a path."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(node, dict):
        if not rest and value is GONE:
            return {key: one for key, one in node.items() if key != first}
        return {key: _put(one, rest, value) if key == first else one for key, one in node.items()}
    assert isinstance(node, list)
    if not rest and value is GONE:
        return [one for number, one in enumerate(node) if number != first]
    return [_put(one, rest, value) if number == first else one for number, one in enumerate(node)]
